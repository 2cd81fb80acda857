//! Features, differences and rules in the words of the language.

use crate::analysis::staff::audit::Audit;
use crate::analysis::staff::columns::StaffRole;
use crate::analysis::staff::education::EducationOrder;
use crate::analysis::staff::encode::{EncodeNote, EncodeNoteKind, Feature};
use crate::analysis::staff::profile::Difference;
use crate::analysis::staff::reading::{Condition, Rule};
use crate::analysis::staff::retention::{Leavers, ToldShare};
use crate::analysis::staff::study::{Reason, Study};
use crate::domain::strategy::GroupTrait;
use crate::ui::text::{Language, Texts, visible};

pub fn number(texts: &Texts, value: f64) -> String {
    let places = if value.abs() >= 100.0 { 0 } else { 2 };
    let text = format!("{value:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    texts.decimal(if text == "-0" { "0" } else { text })
}

pub fn role(texts: &'static Texts, role: StaffRole) -> String {
    texts.get(&format!("staff-role-{}", role.id())).to_owned()
}

pub fn reason(texts: &Texts, study: &Study) -> String {
    let is_shaky = study.reason == Reason::Separated && !study.shaky().is_empty();
    let shaky = if is_shaky { "-shaky" } else { "" };
    texts.get(&format!("staff-reason-{}{shaky}", study.reason.id())).to_owned()
}

/// The column, or the skill or word.
pub fn feature(feature: &Feature) -> String {
    feature.word.clone().unwrap_or_else(|| feature.column.clone())
}

/// A feature with its mean inside and outside, interval and size.
pub fn difference(texts: &Texts, study: &Study, found: &Difference) -> String {
    let Some(own) = study.encoded.features.get(found.feature) else { return String::new() };
    let is_share = own.word.is_some();
    let value = |value: f64| if is_share { texts.percent(value) } else { number(texts, value) };
    let end = |value: f64| if is_share { number(texts, value * 100.0) } else { number(texts, value) };
    let key = match (found.size > 0.0, is_share) {
        (true, false) => "staff-more",
        (false, false) => "staff-less",
        (true, true) => "staff-more-share",
        (false, true) => "staff-less-share",
    };
    texts.format(
        key,
        &[
            ("feature", &feature(own)),
            ("inside", &value(found.inside)),
            ("outside", &value(found.outside)),
            ("low", &end(found.low)),
            ("high", &end(found.high)),
            ("size", &number(texts, found.size.abs())),
        ],
    )
}

pub fn condition(texts: &Texts, study: &Study, order: &EducationOrder, asked: &Condition) -> String {
    let Some(own) = study.encoded.features.get(asked.feature) else { return String::new() };
    if let Some(word) = &own.word {
        let key = if asked.above.is_some() { "staff-with" } else { "staff-without" };
        return texts.format(key, &[("word", word)]);
    }
    let is_chinese = texts.language() == Language::SimplifiedChinese;
    let limit = |value: f64| {
        let step = (own.role == StaffRole::Education)
            .then(|| order.step_name_in(value.floor().max(0.0) as u32, is_chinese))
            .flatten();
        step.map_or_else(|| number(texts, value), str::to_owned)
    };
    let parts = [
        asked.above.map(|value| format!("> {}", limit(value))),
        asked.at_most.map(|value| format!("≤ {}", limit(value))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{} {}", own.column, parts.join(", "))
}

pub fn rule(texts: &Texts, study: &Study, order: &EducationOrder, found: &Rule) -> String {
    let asked: Vec<String> = found.conditions.iter().map(|asked| condition(texts, study, order, asked)).collect();
    let asked = if asked.is_empty() { texts.get("staff-everybody").to_owned() } else { asked.join(" · ") };
    let people = texts.count("staff-people", u64::from(found.rows), &[]);
    texts.format("staff-rule", &[("conditions", &asked), ("people", &people), ("share", &texts.percent(found.share))])
}

pub fn note(texts: &Texts, found: &EncodeNote) -> String {
    let column: (&str, &dyn std::fmt::Display) = ("column", &found.column);
    match &found.what {
        EncodeNoteKind::Missing(rows) => texts.count("staff-note-missing", u64::from(*rows), &[column]),
        EncodeNoteKind::NoWords(rows) => texts.count("staff-note-no-words", u64::from(*rows), &[column]),
        EncodeNoteKind::Unread(rows, first) => {
            texts.count("staff-note-unread", u64::from(*rows), &[column, ("first", first)])
        }
        EncodeNoteKind::Rare(words) => texts.count("staff-note-rare", u64::from(*words), &[column]),
        EncodeNoteKind::TooMany(words) => texts.count("staff-note-many", u64::from(*words), &[column]),
        EncodeNoteKind::FarOff(values) => texts.count("staff-note-far-off", u64::from(*values), &[column]),
        EncodeNoteKind::Constant => texts.format("staff-note-constant", &[column]),
    }
}

/// A share with its interval and of how many.
pub fn leavers(texts: &Texts, own: &Leavers) -> String {
    let key = match own.told() {
        ToldShare::Share(share, (low, high)) => {
            let ends = [texts.percent(share), texts.percent(low), texts.percent(high)];
            return texts.format("staff-share-left", &[("share", &ends[0]), ("low", &ends[1]), ("high", &ends[2])]);
        }
        ToldShare::FewLeft => "staff-few-left",
        ToldShare::FewStayed => "staff-few-stayed",
    };
    texts.get(key).to_owned()
}

/// What sets a group apart, as it is kept with a strategy.
pub fn group_trait(texts: &Texts, own: &GroupTrait) -> String {
    let value = |value: f64| if own.is_share { texts.percent(value) } else { number(texts, value) };
    let ends = [value(own.inside), value(own.outside)];
    let feature: &dyn std::fmt::Display = &visible(&own.feature);
    texts.format("staff-trait", &[("feature", feature), ("inside", &ends[0]), ("outside", &ends[1])])
}

/// Chance below which an association is said to be one.
pub const RARE: f64 = 0.05;

pub fn audit(texts: &Texts, found: &Audit) -> String {
    let key = if found.p < RARE { "staff-audit-goes" } else { "staff-audit-goes-not" };
    let p = texts.decimal(&format!("{:.3}", found.p));
    texts.format(key, &[("column", &found.column), ("association", &number(texts, found.association)), ("p", &p)])
}
