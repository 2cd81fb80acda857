//! Models, inputs, values, bands and refusals in the language of the user.

use crate::analysis::risk::refusal::Wanted;
use crate::analysis::risk::{
    Fact, Gate, Horizon, Input, Interval, Kind, Note, Output, OutputUnit, Refusal, RiskModel, Slot,
};
use crate::app::risk::estimate::{Estimate, Estimated};
use crate::app::risk::filling::{Filled, Lack};
use crate::domain::unit::display_unit;
use crate::ui::panels::PanelCtx;
use crate::ui::text::Texts;
use crate::ui::theme::Tone;
use crate::ui::widgets::Icon;

pub fn model(texts: &Texts, model: &RiskModel) -> String {
    texts.get(&format!("risk-{}", model.id)).to_owned()
}

pub fn outcome(texts: &Texts, model: &RiskModel) -> String {
    texts.get(&format!("risk-outcome-{}", model.id)).to_owned()
}

pub fn population(texts: &Texts, model: &RiskModel) -> String {
    texts.get(&format!("risk-population-{}", model.id)).to_owned()
}

/// What always has to be said beside a result.
pub fn remark(texts: &Texts, model: &RiskModel) -> Option<String> {
    texts.find(&format!("risk-remark-{}", model.id)).map(str::to_owned)
}

/// Name of an input or of the column of an output.
pub fn input(texts: &Texts, column: &str) -> String {
    texts.get(&format!("risk-input-{column}")).to_owned()
}

pub fn output(texts: &Texts, model: &RiskModel, column: &str) -> String {
    let own = texts.find(&format!("risk-output-{}-{column}", model.id));
    own.unwrap_or(texts.get(&format!("risk-output-{column}"))).to_owned()
}

/// A band as its authors call it; some words mean something of their own in one model.
pub fn band(texts: &Texts, model: &RiskModel, word: &str) -> String {
    let slug = slug(word);
    let own = texts.find(&format!("risk-band-{}-{slug}", model.id));
    own.or_else(|| texts.find(&format!("risk-band-{slug}"))).unwrap_or(word).to_owned()
}

/// The band of an estimate with its look. Where points are missing it is that of the least, and says so: the lowest
/// band of an unfinished sum would be good news that nobody knows.
pub fn band_of(texts: &Texts, estimate: &Estimate) -> Option<(String, Tone, Option<Icon>)> {
    let word = estimate.band()?;
    let is_least = matches!(estimate.estimated, Estimated::Bounded(_));
    Some(band_words(texts, estimate.model, word, is_least))
}

/// The same for a band by its word.
pub fn band_words(texts: &Texts, model: &RiskModel, word: &str, is_least: bool) -> (String, Tone, Option<Icon>) {
    let named = band(texts, model, word);
    let lowest = model.outputs.iter().find_map(|output| output.bands.first()).map(|band| band.word);
    match (is_least, lowest == Some(word)) {
        (true, true) => (texts.get("risk-band-open").to_owned(), Tone::Missing, Some(Icon::Ring)),
        (true, false) => {
            let (tone, mark) = band_tone(word);
            (texts.format("risk-band-at-least", &[("band", &named)]), tone, mark)
        }
        (false, _) => {
            let (tone, mark) = band_tone(word);
            (named, tone, mark)
        }
    }
}

/// Outcome and, where there is one, over which time.
pub fn what(texts: &Texts, model: &RiskModel, filled: &Filled) -> String {
    let outcome = outcome(texts, model);
    match model.horizon {
        Horizon::None => outcome,
        Horizon::Years(_) | Horizon::Days(_) | Horizon::YearsIn(_) | Horizon::UntilAgeIn(_) => {
            format!("{outcome} · {}", horizon(texts, model, filled))
        }
    }
}

fn slug(word: &str) -> String {
    word.to_lowercase().replace(' ', "-")
}

/// Colour only what needs attention; the shape says the same. What is no published warning stays plain.
pub fn band_tone(word: &str) -> (Tone, Option<Icon>) {
    match slug(word).as_str() {
        "high" | "very-high" | "positive" | "likely" | "medium" | "g4" | "g5" | "recommend" => {
            (Tone::Abnormal, Some(Icon::Warning))
        }
        _ => (Tone::Plain, None),
    }
}

/// Digits of a leading number, and its unit.
pub fn value(texts: &Texts, output: &Output, value: f64) -> (String, String) {
    let unit = unit(texts, output.unit);
    let digits = match output.unit {
        OutputUnit::Probability => percent(texts, value * 100.0),
        OutputUnit::Percent => percent(texts, value),
        OutputUnit::Points if value.fract() == 0.0 => texts.decimal(&format!("{value:.0}")),
        OutputUnit::Points | OutputUnit::MilligramsPerWeek | OutputUnit::MillilitresPerMinute => {
            texts.decimal(&format!("{:.1}", half_up(value, 10.0)))
        }
        OutputUnit::Class => String::new(),
    };
    (digits, unit)
}

/// Digits and unit as one text.
pub fn value_words(texts: &Texts, output: &Output, of: f64) -> String {
    let (digits, unit) = value(texts, output, of);
    format!("{digits} {unit}").trim_end().to_owned()
}

fn percent(texts: &Texts, percent: f64) -> String {
    if percent > 0.0 && percent < 0.05 {
        return "<0.1".to_owned();
    }
    texts.decimal(&format!("{:.1}", half_up(percent, 10.0)))
}

fn half_up(value: f64, scale: f64) -> f64 {
    (value * scale + 0.5).floor() / scale
}

pub fn unit(texts: &Texts, unit: OutputUnit) -> String {
    match unit {
        OutputUnit::Probability | OutputUnit::Percent => "%".to_owned(),
        OutputUnit::Points => texts.get("risk-unit-points").to_owned(),
        OutputUnit::MilligramsPerWeek => texts.get("risk-unit-mg-week").to_owned(),
        OutputUnit::MillilitresPerMinute => display_unit("mL/min/{1.73_m2}").to_owned(),
        OutputUnit::Class => String::new(),
    }
}

/// "12 of 100 people like this", for probabilities alone.
pub fn frequency(texts: &Texts, output: &Output, value: f64) -> Option<String> {
    let share = match output.unit {
        OutputUnit::Probability => value,
        OutputUnit::Percent => value / 100.0,
        OutputUnit::Points | OutputUnit::MilligramsPerWeek | OutputUnit::MillilitresPerMinute | OutputUnit::Class => {
            return None;
        }
    };
    Some(frequency_of(texts, share))
}

/// A share as people of a hundred, of a thousand where it is small.
pub fn frequency_of(texts: &Texts, share: f64) -> String {
    let (of_hundred, of_thousand) = (half_up(share * 100.0, 1.0), half_up(share * 1_000.0, 1.0));
    let (key, count, all) = match () {
        () if share > 0.0 && of_thousand < 1.0 => ("risk-people-fewer", 1.0, 1_000.0),
        () if share < 0.01 => ("risk-people", of_thousand, 1_000.0),
        () if share < 1.0 && of_hundred >= 100.0 => ("risk-people-more", 99.0, 100.0),
        () => ("risk-people", of_hundred, 100.0),
    };
    texts.format(key, &[("count", &texts.whole(count as u64)), ("all", &texts.whole(all as u64))])
}

/// Over which time the outcome is predicted, as the inputs say it.
pub fn horizon(texts: &Texts, model: &RiskModel, filled: &Filled) -> String {
    // Where nobody has said yet over which time, there is no sentence to say it in.
    let said = |column: &str| {
        let row = filled.row(column).filter(|row| !matches!(row.slot, Slot::Missing | Slot::Unreadable));
        row.map(|row| slot(texts, model, row.input, row.slot))
    };
    let open = || texts.get("risk-horizon-open").to_owned();
    match model.horizon {
        Horizon::Years(years) => texts.count("risk-horizon-years", u64::from(years), &[]),
        Horizon::Days(days) => texts.count("risk-horizon-days", u64::from(days), &[]),
        Horizon::YearsIn(column) => {
            said(column).map_or_else(open, |years| texts.format("risk-horizon-in-years", &[("count", &years)]))
        }
        Horizon::UntilAgeIn(column) => {
            said(column).map_or_else(open, |age| texts.format("risk-horizon-until", &[("age", &age)]))
        }
        Horizon::None => texts.get("risk-horizon-none").to_owned(),
    }
}

/// What stands in an input.
pub fn slot(texts: &Texts, model: &RiskModel, input: &Input, slot: Slot) -> String {
    match slot {
        Slot::Missing => texts.get("not-recorded").to_owned(),
        Slot::Unreadable => texts.get("risk-unreadable").to_owned(),
        Slot::Number(value) => texts.decimal(&digits(value)),
        Slot::Word(word) => choice(texts, model, input, usize::from(word)),
    }
}

/// The words of a choice by its place.
pub fn choice(texts: &Texts, model: &RiskModel, input: &Input, word: usize) -> String {
    if matches!(input.kind, Kind::Flag) {
        return texts.get(if word == 1 { "yes" } else { "no" }).to_owned();
    }
    let own = texts.find(&format!("risk-word-{}-{}-{word}", model.id, input.column));
    let shared = texts.find(&format!("risk-word-{}-{word}", input.column));
    let plain = || input.words().get(word).copied().map(display_unit).unwrap_or_default();
    own.or(shared).unwrap_or_else(plain).to_owned()
}

/// A measured number without the noise of its conversion.
pub fn digits(value: f64) -> String {
    let places = match value.abs() {
        size if size < 10.0 => 2,
        size if size < 1_000.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// An input's unit as people write it.
pub fn input_unit(texts: &Texts, input: &Input) -> String {
    match input.unit {
        "a" => texts.get("risk-unit-years").to_owned(),
        unit => display_unit(unit).to_owned(),
    }
}

/// "90 to 180 mmHg".
pub fn range(texts: &Texts, input: &Input) -> Option<String> {
    let range = input.range()?;
    let (low, high) = (texts.decimal(&digits(range.low)), texts.decimal(&digits(range.high)));
    Some(
        texts
            .format("risk-range", &[("low", &low), ("high", &high), ("unit", &input_unit(texts, input))])
            .trim_end()
            .to_owned(),
    )
}

pub fn fact(texts: &Texts, fact: crate::analysis::risk::Fact) -> String {
    texts.get(&format!("risk-fact-{}", fact.id())).to_owned()
}

/// For whom a model is, as a condition: "age 30 to 79", "not with heart failure".
pub fn gate(texts: &Texts, gate: Gate) -> String {
    match gate {
        Gate::Age { from, to } => texts.format("risk-gate-age", &[("from", &from), ("to", &to)]),
        Gate::Sex(_) | Gate::NoDiabetesBefore70 | Gate::SteadyCreatinine => {
            texts.get(&format!("risk-gate-{}", gate.id())).to_owned()
        }
        Gate::WithAny(any) => texts.format("risk-gate-with-any", &[("facts", &facts(texts, any))]),
        Gate::With(with) => texts.format("risk-gate-with", &[("fact", &fact(texts, with))]),
        Gate::Without(without) => texts.format("risk-gate-without", &[("fact", &fact(texts, without))]),
        Gate::EgfrBelow(limit) => texts.format("risk-gate-egfr-below", &[("limit", &digits(limit))]),
        Gate::AcutelyObserved { hours } => texts.format("risk-gate-acutely-observed", &[("hours", &hours)]),
    }
}

/// Why a gate is shut for a patient.
pub fn shut(texts: &Texts, gate: Gate) -> String {
    match gate {
        Gate::Age { from, to } => texts.format("risk-shut-age", &[("from", &from), ("to", &to)]),
        Gate::Sex(_) | Gate::NoDiabetesBefore70 | Gate::SteadyCreatinine => {
            texts.get(&format!("risk-shut-{}", gate.id())).to_owned()
        }
        Gate::WithAny(any) => texts.format("risk-shut-with-any", &[("facts", &facts(texts, any))]),
        Gate::With(with) => texts.format("risk-shut-with", &[("fact", &fact(texts, with))]),
        Gate::Without(without) => texts.format("risk-shut-without", &[("fact", &fact(texts, without))]),
        Gate::EgfrBelow(limit) => texts.format("risk-shut-egfr-below", &[("limit", &digits(limit))]),
        Gate::AcutelyObserved { hours } => texts.format("risk-shut-acutely-observed", &[("hours", &hours)]),
    }
}

fn facts(texts: &Texts, facts: &[Fact]) -> String {
    let names: Vec<String> = facts.iter().map(|one| fact(texts, *one)).collect();
    names.join(texts.get("twin-list-comma"))
}

pub fn note(texts: &Texts, model: &RiskModel, note: Note) -> String {
    let key = format!("risk-note-{}", note.id());
    match note {
        Note::ThirtyYearsAbove59 | Note::ScaleOneUsed => texts.get(&key).to_owned(),
        Note::DoseOutsideUsual { output: column } => texts.format(&key, &[("output", &output(texts, model, column))]),
        Note::WithoutInput(column) => texts.format(&key, &[("input", &input(texts, column))]),
        Note::PerhapsOtherUnit { column, unit } => {
            texts.format(&key, &[("input", &input(texts, column)), ("unit", &display_unit(unit))])
        }
        Note::NotBelow { column, other } => {
            texts.format(&key, &[("lower", &input(texts, column)), ("upper", &input(texts, other))])
        }
    }
}

/// Why there is no number.
pub fn refusal(texts: &Texts, refusal: &Refusal) -> String {
    let key = format!("risk-refusal-{}", refusal.id());
    let named = |column: &str| input(texts, column);
    match refusal {
        Refusal::MissingInput(column) | Refusal::NoResult { column } => {
            texts.format(&key, &[("input", &named(column))])
        }
        Refusal::Unreadable { column, wanted } => {
            let wanted = texts.get(match wanted {
                Wanted::Number => "risk-wanted-number",
                Wanted::Whole => "risk-wanted-whole",
                Wanted::Flag => "risk-wanted-flag",
                Wanted::Choice(_) => "risk-wanted-choice",
            });
            texts.format(&key, &[("input", &named(column)), ("wanted", &wanted)])
        }
        Refusal::OutOfRange { column, value, unit, range, perhaps_in } => {
            let (low, high) = (texts.decimal(&digits(range.low)), texts.decimal(&digits(range.high)));
            let unit = if *unit == "a" { texts.get("risk-unit-years") } else { display_unit(unit) };
            let words = texts.format(
                &key,
                &[
                    ("input", &named(column)),
                    ("value", &texts.decimal(&digits(*value))),
                    ("low", &low),
                    ("high", &high),
                    ("unit", &unit),
                ],
            );
            match perhaps_in {
                Some(other) => {
                    let hint = texts.format("risk-perhaps-in", &[("unit", &display_unit(other.unit))]);
                    format!("{words} {hint}")
                }
                None => words,
            }
        }
        Refusal::Contradiction { column, with } => {
            texts.format(&key, &[("input", &named(column)), ("with", &named(with))])
        }
        Refusal::NotCovered { column, .. } => texts.format(&key, &[("input", &named(column))]),
        Refusal::NotApplicable(gate) => texts.format(&key, &[("gate", &shut(texts, *gate))]),
    }
}

/// Why an estimate has no number: what is missing, the refusal, or the gate that is shut.
pub fn why_no_number(texts: &Texts, estimate: &Estimate) -> String {
    match &estimate.estimated {
        Estimated::Bounded(_) | Estimated::Between(_) | Estimated::Missing => {
            texts.format("risk-missing", &[("list", &inputs(texts, &estimate.missing))])
        }
        Estimated::Refused(refused) => refusal(texts, refused),
        Estimated::Withheld(withheld) => note(texts, estimate.model, *withheld),
        Estimated::NotApplicable(gate) => shut(texts, *gate),
        Estimated::Scored { scores, .. } => {
            let notes = scores.notes.iter().map(|one| note(texts, estimate.model, *one));
            notes.collect::<Vec<_>>().join(" ")
        }
    }
}

/// Why an input is missing.
pub fn lack(ctx: &PanelCtx<'_>, lack: Lack) -> String {
    let texts = ctx.texts;
    match lack {
        Lack::NotRecorded => texts.get("not-recorded").to_owned(),
        Lack::TooOld { utc_secs, newest_hours } => {
            let date = texts.date(ctx.zone().date_at(utc_secs));
            let age = texts.duration(u64::from(newest_hours) * 3_600);
            texts.format("risk-lack-too-old", &[("date", &date), ("age", &age)])
        }
        Lack::OnlyLimit { utc_secs } => {
            texts.format("risk-lack-limit", &[("date", &texts.date(ctx.zone().date_at(utc_secs)))])
        }
        Lack::Unsaid(_) => texts.get("risk-lack-unsaid").to_owned(),
        Lack::Unset => texts.get("risk-lack-unset").to_owned(),
    }
}

/// Names of inputs as a list.
pub fn inputs(texts: &Texts, columns: &[&'static str]) -> String {
    let names: Vec<String> = columns.iter().map(|column| input(texts, column)).collect();
    names.join(texts.get("twin-list-comma"))
}

/// Whether the ends of an interval are the same number as they are shown.
pub fn is_one_number(texts: &Texts, estimate: &Estimate, interval: &Interval) -> bool {
    let output = estimate.model.outputs.get(estimate.model.leading_output());
    output.is_some_and(|output| value(texts, output, interval.low) == value(texts, output, interval.high))
}

/// What an estimate says at a glance: digits, unit, and what stands behind.
pub fn headline(texts: &Texts, estimate: &Estimate) -> Option<(String, String)> {
    let output = |at: usize| estimate.model.outputs.get(at);
    let between = |low: f64, high: f64| {
        let output = output(estimate.model.leading_output())?;
        let ((low, unit), (high, _)) = (value(texts, output, low), value(texts, output, high));
        if low == high {
            return Some((low, unit));
        }
        Some((texts.format("risk-between", &[("low", &low), ("high", &high)]), unit))
    };
    match &estimate.estimated {
        Estimated::Scored { .. } => {
            let (at, number) = estimate.value()?;
            output(at).map(|output| value(texts, output, number))
        }
        Estimated::Bounded(bounds) => between(bounds.at_least, bounds.at_most),
        Estimated::Between(interval) => between(interval.low, interval.high),
        Estimated::Missing | Estimated::Refused(_) | Estimated::Withheld(_) | Estimated::NotApplicable(_) => None,
    }
}
