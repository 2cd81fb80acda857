//! Columns, measures, doubts and parameters in words.

use std::borrow::Cow;

use crate::analysis::diagnosis::bounds::Abstention;
use crate::analysis::diagnosis::card::{Card, Limit};
use crate::analysis::diagnosis::folds::SplitPlan;
use crate::analysis::diagnosis::lint::{Warning, WarningKind};
use crate::analysis::diagnosis::metrics::Metric;
use crate::analysis::diagnosis::parameters::Kind;
use crate::analysis::diagnosis::run::Measured;
use crate::analysis::diagnosis::subgroup::SubgroupOf;
use crate::analysis::diagnosis::table::{ColumnSketch, ColumnType, NoteKind, Role, TableNote};
use crate::analysis::diagnosis::verdict::{Method, Verdict};
use crate::app::diagnosis::features::Feature;
use crate::base::Date;
use crate::domain::unit::display_unit;
use crate::ui::text::Texts;

/// Words of a column that are listed before dots.
const MOST_LEVELS: usize = 4;

pub fn kind(texts: &Texts, kind: ColumnType) -> &str {
    texts.get(match kind {
        ColumnType::Numeric => "diagnosis-type-numeric",
        ColumnType::Ordinal => "diagnosis-type-ordinal",
        ColumnType::Categorical => "diagnosis-type-categorical",
        ColumnType::Boolean => "diagnosis-type-boolean",
        ColumnType::Date => "diagnosis-type-date",
        ColumnType::Identifier => "diagnosis-type-identifier",
        ColumnType::Text => "diagnosis-type-text",
    })
}

pub fn role(texts: &Texts, role: Role) -> &str {
    texts.get(match role {
        Role::Feature => "diagnosis-role-feature",
        Role::Target => "diagnosis-role-target",
        Role::Group => "diagnosis-role-group",
        Role::Ignore => "diagnosis-role-ignore",
    })
}

pub fn several_classes(texts: &Texts) -> &str {
    texts.get("diagnosis-several-classes")
}

/// A number as people read it: up to four digits that count.
pub fn number(texts: &Texts, value: f64) -> String {
    let places = match value.abs() {
        large if large >= 1_000.0 => 0,
        large if large >= 100.0 => 1,
        large if large >= 10.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    texts.decimal(if text == "-0" { "0" } else { text })
}

/// With three places, fewer where the number is large: as many digits as are read.
pub fn three(texts: &Texts, value: f64) -> String {
    let places = match value.abs() {
        large if large >= 1_000.0 => 0,
        large if large >= 100.0 => 1,
        large if large >= 10.0 => 2,
        _ => 3,
    };
    texts.decimal(&format!("{value:.places$}"))
}

pub fn signed(texts: &Texts, value: f64) -> String {
    let words = texts.decimal(&format!("{:.3}", value.abs()));
    match (words == "0.000", value < 0.0) {
        (true, _) => words,
        (false, true) => format!("\u{2212}{words}"),
        (false, false) => format!("+{words}"),
    }
}

/// A probability with one place.
pub fn percent(texts: &Texts, share: f64) -> String {
    let percent = 100.0 * share;
    match percent {
        p if p > 0.0 && p < 0.05 => "<0.1 %".to_owned(),
        p if (99.95..100.0).contains(&p) => ">99.9 %".to_owned(),
        p => format!("{} %", texts.decimal(&format!("{p:.1}"))),
    }
}

/// Range and middle of numbers, or the words with their counts.
pub fn spread(texts: &Texts, kind: ColumnType, sketch: &ColumnSketch) -> String {
    if let Some([least, _, middle, _, most]) = sketch.quartiles {
        let word = |value: f64| match kind {
            ColumnType::Date => texts.date(Date(value as i32)),
            _ => number(texts, value),
        };
        let [least, middle, most] = [least, middle, most].map(word);
        return texts.format("diagnosis-range", &[("low", &least), ("high", &most), ("middle", &middle)]);
    }
    let shown: Vec<String> =
        sketch.levels.iter().take(MOST_LEVELS).map(|(word, count)| format!("{word} {count}")).collect();
    let rest = if sketch.levels.len() > MOST_LEVELS { " …" } else { "" };
    format!("{}{rest}", shown.join(texts.get("twin-list-comma")))
}

pub fn metric(texts: &Texts, metric: Metric) -> String {
    texts.get(&format!("diagnosis-metric-{}", metric.id().replace('_', "-"))).to_owned()
}

/// Value and interval of a measure.
pub fn measured(texts: &Texts, found: &Measured) -> String {
    let Some(value) = found.value else { return texts.get("diagnosis-undefined").to_owned() };
    let value = three(texts, value);
    match found.interval {
        Some((low, high)) => {
            let (low, high) = (three(texts, low), three(texts, high));
            texts.format("diagnosis-interval", &[("value", &value), ("low", &low), ("high", &high)])
        }
        None => value,
    }
}

pub fn algorithm(texts: &Texts, id: &str) -> String {
    let key = format!("diagnosis-algorithm-{id}");
    texts.find(&key).unwrap_or(id).to_owned()
}

/// A parameter's name; one that nobody has put into words keeps its key.
pub fn parameter(texts: &Texts, key: &str) -> String {
    texts.find(&format!("diagnosis-parameter-{key}")).unwrap_or(key).to_owned()
}

pub fn parameter_word(texts: &Texts, word: &str) -> String {
    texts.find(&format!("diagnosis-word-{word}")).unwrap_or(word).to_owned()
}

/// What a parameter may be.
pub fn allowed(texts: &Texts, kind: Kind) -> String {
    let (low, high, words) = match kind {
        Kind::Word(_) => return String::new(),
        Kind::Whole { low, high, words } => (low.to_string(), high.to_string(), words),
        Kind::Real { low, high, words } => (plain(low), plain(high), words),
    };
    let range = texts.format("diagnosis-from-to", &[("low", &low), ("high", &high)]);
    words.iter().fold(range, |said, word| texts.format("diagnosis-or-word", &[("range", &said), ("word", word)]))
}

fn plain(value: f64) -> String {
    if (0.001..100_000.0).contains(&value.abs()) || value == 0.0 { value.to_string() } else { format!("{value:e}") }
}

/// The verdict in a sentence.
pub fn verdict(texts: &Texts, card: &Card) -> String {
    let verdict = &card.verdict;
    let (primary, gain) = (metric(texts, verdict.primary), three(texts, verdict.gain.abs()));
    let baseline = if card.classes.is_empty() { "diagnosis-baseline-mean" } else { "diagnosis-baseline-majority" };
    let key = match (verdict.method, verdict.is_better) {
        (Method::None, _) => "diagnosis-verdict-none",
        (_, true) => "diagnosis-verdict-better",
        (_, false) => "diagnosis-verdict-no-better",
    };
    let places: [(&str, &dyn std::fmt::Display); 4] =
        [("primary", &primary), ("gain", &gain), ("p", &chance(texts, verdict.p)), ("baseline", &texts.get(baseline))];
    texts.format(key, &places)
}

/// How the verdict came about.
pub fn verdict_method<'t>(texts: &'t Texts, verdict: &Verdict) -> &'t str {
    texts.get(match verdict.method {
        Method::RepeatedFolds => "diagnosis-by-folds",
        Method::Permutation => "diagnosis-by-permutation",
        Method::None => "diagnosis-by-nothing",
    })
}

pub fn chance(texts: &Texts, p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {}", texts.decimal(&format!("{p:.3}"))) }
}

pub fn split(texts: &Texts, split: &SplitPlan) -> String {
    match split {
        SplitPlan::Folds { folds, repeats, seed } => {
            texts.format("diagnosis-split-folds", &[("folds", folds), ("repeats", repeats), ("seed", seed)])
        }
        SplitPlan::HoldOut { test_share, seed } => {
            let share = texts.percent(*test_share);
            texts.format("diagnosis-split-hold-out", &[("share", &share), ("seed", seed)])
        }
        SplitPlan::ByTime { column, test_share } => {
            let share = texts.percent(*test_share);
            texts.format("diagnosis-split-time", &[("share", &share), ("column", column)])
        }
    }
}

/// A column's name as a person reads it: columns of the store are named by their indicator, those of a file as the file does.
pub fn column<'n>(texts: &Texts, name: &'n str) -> Cow<'n, str> {
    let (of_value, is_date) = name.strip_suffix("_date").map_or((name, false), |of_value| (of_value, true));
    let words = match Feature::of_column(of_value) {
        Some(Feature::Indicator(id)) => {
            let words = texts.get(&format!("indicator-{}", id.indicator().id)).to_owned();
            if is_date { words } else { format!("{words} ({})", display_unit(id.indicator().unit)) }
        }
        Some(Feature::Age) => texts.get("column-age").to_owned(),
        Some(Feature::Sex) | None => return Cow::Borrowed(name),
    };
    Cow::Owned(if is_date { texts.format("diagnosis-date-of", &[("column", &words)]) } else { words })
}

pub fn warning(texts: &Texts, found: &Warning) -> String {
    let column = column(texts, found.column.as_deref().unwrap_or_default());
    let with =
        |key: &str, name: &str, value: &dyn std::fmt::Display| texts.format(key, &[("column", &column), (name, value)]);
    match &found.kind {
        WarningKind::TellsAlone { how_well } => with("diagnosis-tells-alone", "value", &three(texts, *how_well)),
        WarningKind::SameValueSameAnswer { how_well } => {
            with("diagnosis-same-value", "value", &three(texts, *how_well))
        }
        WarningKind::MissingTells { how_well } => with("diagnosis-missing-tells", "value", &three(texts, *how_well)),
        WarningKind::IdentifierFeature => texts.format("diagnosis-identifier-feature", &[("column", &column)]),
        WarningKind::IdentifierLeftOut => texts.format("diagnosis-identifier-left-out", &[("column", &column)]),
        WarningKind::LaterThanTarget { rows } => with("diagnosis-later-than-target", "rows", rows),
        WarningKind::Duplicates { rows } => texts.format("diagnosis-duplicates", &[("rows", rows)]),
    }
}

pub fn note(texts: &Texts, found: &TableNote) -> String {
    let column = &column(texts, &found.column);
    match &found.what {
        NoteKind::Unread { cells, row, text } => {
            let (row, cells) = (row + 1, u64::from(*cells));
            texts.count("diagnosis-unread-cells", cells, &[("column", column), ("row", &row), ("text", text)])
        }
        NoteKind::Limits { cells, row, text } => {
            let (row, cells) = (row + 1, u64::from(*cells));
            texts.count("diagnosis-limit-cells", cells, &[("column", column), ("row", &row), ("text", text)])
        }
        NoteKind::ZerosMissing { cells } => {
            texts.count("diagnosis-zeros-are-missing", u64::from(*cells), &[("column", column)])
        }
        NoteKind::ZerosSuspicious { cells } => {
            texts.count("diagnosis-zeros-suspicious", u64::from(*cells), &[("column", column)])
        }
        NoteKind::Empty => texts.format("diagnosis-column-empty", &[("column", column)]),
        NoteKind::Constant => texts.format("diagnosis-column-constant", &[("column", column)]),
    }
}

/// Why a case gets no answer.
pub fn abstention(texts: &Texts, found: &Abstention) -> String {
    match found {
        Abstention::Outside { column, value, least, most } => {
            let column = &self::column(texts, column);
            let [value, low, high] = [*value, *least, *most].map(|value| number(texts, value));
            let places: [(&str, &dyn std::fmt::Display); 4] =
                [("column", column), ("value", &value), ("low", &low), ("high", &high)];
            texts.format("diagnosis-abstains-outside", &places)
        }
        Abstention::KeyMissing { column } => {
            texts.format("diagnosis-abstains-key", &[("column", &self::column(texts, column))])
        }
        Abstention::MostlyMissing { missing, of } => {
            texts.format("diagnosis-abstains-mostly-missing", &[("missing", missing), ("of", of)])
        }
        Abstention::Far { distance, usual } => {
            let [distance, usual] = [*distance, *usual].map(|value| number(texts, value));
            texts.format("diagnosis-abstains-far", &[("distance", &distance), ("usual", &usual)])
        }
        Abstention::NewWord { column, word } => {
            texts.format("diagnosis-abstains-new-word", &[("column", column), ("word", word)])
        }
        Abstention::Unread { column, text } => {
            texts.format("diagnosis-abstains-unread", &[("column", column), ("text", text)])
        }
    }
}

pub fn limit(texts: &Texts, limit: Limit) -> &str {
    texts.get(match limit {
        Limit::InternalValidationOnly => "diagnosis-limit-internal",
        Limit::NoBetterThanBaseline => "diagnosis-limit-no-better",
        Limit::FewRows => "diagnosis-limit-few-rows",
        Limit::SingleSplit => "diagnosis-limit-single-split",
        Limit::PossibleLeak => "diagnosis-limit-leak",
        Limit::HoldsTrainingRows => "diagnosis-limit-holds-rows",
        Limit::NoPatientColumn => "diagnosis-limit-no-patients",
        Limit::SubgroupsUnknown => "diagnosis-limit-subgroups",
    })
}

pub fn group(texts: &Texts, column: &str, of: &SubgroupOf) -> String {
    match of {
        SubgroupOf::Is(value) => format!("{column} {value}"),
        SubgroupOf::Age { from, below: Some(below) } => {
            texts.format("diagnosis-ages", &[("column", &column), ("low", from), ("high", &(below - 1))])
        }
        SubgroupOf::Age { from, below: None } => {
            texts.format("diagnosis-ages-from", &[("column", &column), ("low", from)])
        }
    }
}

/// A cell that holds nothing.
pub fn nothing(texts: &Texts) -> &str {
    texts.get("not-recorded")
}
