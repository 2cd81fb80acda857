//! Both catalogues say the same things, and nothing asks for a text that is not there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::base::{Date, Moment, Offset, Precision, Rule};
use crate::domain::access::Action;
use crate::domain::indicator::IndicatorId;
use crate::io::export::ExportError;
use crate::io::import::{Mapping, format_by_id};

fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn both_catalogues_have_the_same_keys_and_places() {
    let english: BTreeMap<String, String> = toml::from_str(ENGLISH).expect("en.toml");
    let chinese: BTreeMap<String, String> = toml::from_str(CHINESE).expect("zh-CN.toml");
    let lacking: Vec<&String> = english.keys().filter(|key| !chinese.contains_key(*key)).collect();
    assert!(lacking.is_empty(), "zh-CN lacks {lacking:?}");
    let lacking: Vec<&String> = chinese.keys().filter(|key| !english.contains_key(*key)).collect();
    assert!(lacking.is_empty(), "en lacks {lacking:?}");
    for (key, text) in &english {
        assert!(!text.trim().is_empty() && !chinese[key].trim().is_empty(), "{key} is empty");
        // "one" may say the number in a word.
        if !key.ends_with(".one") {
            assert_eq!(places(text), places(&chinese[key]), "{key}");
        }
    }
    assert!(english.len() > 300);
}

/// A person heads a column as this program does.
#[test]
fn every_name_of_an_indicator_is_known_as_a_heading() {
    let wide = format_by_id("observations_wide").expect("a format");
    for language in Language::ALL {
        let texts = Texts::of(language);
        for id in IndicatorId::all() {
            for name in [texts.indicator(id), texts.indicator_short(id)] {
                let mapping = Mapping::propose(wide, &[name.to_owned()]);
                let found = mapping.series().next().and_then(|series| IndicatorId::from_code(&series.field));
                assert_eq!(found, Some(id), "{name}");
            }
        }
    }
}

#[test]
fn every_word_of_the_domain_has_a_text() {
    for language in Language::ALL {
        let texts = Texts::of(language);
        let rules = Rule::ALL.iter().flat_map(|rule| [format!("rule-{}", rule.id()), format!("remedy-{}", rule.id())]);
        let actions = Action::ALL.iter().map(|action| format!("action-{}", action.id()));
        let indicators = IndicatorId::all()
            .map(|id| id.indicator().id)
            .flat_map(|id| [format!("indicator-{id}"), format!("indicator-short-{id}")]);
        let exports =
            ExportError::IDS.iter().filter(|id| **id != "cancelled").map(|id| format!("export-error-{id}-remedy"));
        for key in rules.chain(actions).chain(indicators).chain(exports) {
            assert!(texts.find(&key).is_some(), "{}: {key}", language.id());
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Text keys named in a source: what stands in quotes directly behind a call that takes one.
fn keys_in(source: &str) -> Vec<(&str, &str)> {
    let calls = [".text(", ".get(", ".format(", ".count("];
    let mut found = Vec::new();
    for call in calls {
        for (at, _) in source.match_indices(call) {
            let behind = source[at + call.len()..].trim_start();
            let key = behind.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(key, _)| key);
            found.extend(key.map(|key| (call, key)));
        }
    }
    // Other maps have a `get` too; a text key is lower-case words joined by hyphens.
    found.retain(|(call, key)| {
        (*call == ".text(" || key.contains('-'))
            && key.chars().all(|c| c.is_ascii_lowercase() || "-0123456789".contains(c))
    });
    found
}

#[test]
fn every_key_named_in_the_sources_exists() {
    let texts = Texts::of(Language::English);
    let mut files = Vec::new();
    for floor in ["ui", "app", "cli"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(floor), &mut files);
    }
    let mut seen = 0;
    for file in files {
        let source = std::fs::read_to_string(&file).expect("a source of ours");
        for (call, key) in keys_in(&source) {
            let there = match call {
                ".count(" => {
                    texts.find(&format!("{key}.one")).is_some() && texts.find(&format!("{key}.other")).is_some()
                }
                _ => texts.find(key).is_some(),
            };
            assert!(there, "{}: no text {key}", file.display());
            // What is read as it stands would show its places as they stand.
            let is_bare = call == ".text(" || call == ".get(";
            let unfilled = texts.find(key).filter(|text| is_bare && !places(text).is_empty());
            assert!(unfilled.is_none(), "{}: {key} is read without its values", file.display());
            seen += 1;
        }
    }
    assert!(seen > 10, "the scan finds keys");
}

#[test]
fn dates_and_ages_are_written_as_each_language_does() {
    let (english, chinese) = (Texts::of(Language::English), Texts::of(Language::SimplifiedChinese));
    let date = Date::from_ymd(2024, 3, 4).expect("a date");
    assert_eq!(english.date(date), "04-Mar-2024");
    assert_eq!(chinese.date(date), "2024年3月4日");
    let moment = Moment {
        utc_secs: date.utc_secs() + 14 * 3600 + 5 * 60,
        offset: Offset::Written(0),
        precision: Precision::Minute,
    };
    assert_eq!(english.moment(moment), "04-Mar-2024 14:05");
    let now = moment.utc_secs + 3 * 3600;
    assert_eq!(english.ago(moment.utc_secs, now), "3 h ago");
    assert_eq!(chinese.ago(moment.utc_secs, now), "3 小时前");
    assert_eq!(english.ago(now, moment.utc_secs), english.get("ago-future"));
    let ymd = |year, month, day| Date::from_ymd(year, month, day).expect("a date");
    assert_eq!(english.age(ymd(2024, 2, 28), date), "5 days");
    assert_eq!(english.age(ymd(2022, 4, 1), date), "23 months");
    assert_eq!(english.age(ymd(1951, 3, 5), date), "72 years");
    assert_eq!(chinese.age(ymd(1951, 3, 4), date), "73岁");
}

#[test]
fn numbers_keep_their_digits() {
    let texts = Texts::of(Language::English);
    assert_eq!(texts.whole(1_234_567), "1,234,567");
    assert_eq!(texts.whole(2026), "2026");
    assert_eq!(texts.decimal("-12345.60"), "\u{2212}12,345.60");
    assert_eq!(texts.decimal("n/a"), "n/a");
    assert_eq!(texts.percent(0.001), "<1 %");
    assert_eq!(texts.percent(0.9999), ">99 %");
    assert_eq!(texts.percent(1.0), "100 %");
}

#[test]
fn a_value_is_never_read_as_a_place() {
    assert_eq!(fill("{a} of {b}, {c}", &[("a", &"{b}"), ("b", &2)]), "{b} of 2, {c}");
}

#[test]
fn every_arm_that_chooses_a_word_chooses_one_that_exists() {
    let arms = include_str!("words.rs").split("=> \"").skip(1).filter_map(|rest| rest.split_once('"'));
    let keys: Vec<&str> = arms.map(|(key, _)| key).collect();
    assert!(keys.len() > 20);
    for key in keys {
        assert!(Texts::of(Language::English).find(key).is_some(), "{key}");
    }
}
