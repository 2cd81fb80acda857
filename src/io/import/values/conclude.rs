//! From the counts of a column to what it holds.

use super::bound::Bound;
use super::conclude_date::{conclude_date_form, contradicting, excel_serials, fits};
use super::conclude_number::conclude_number_form;
use super::evidence::Evidence;
use super::gene_dates::gene_dates;
use super::missing::{is_never_a_value, is_usual_missing_word};
use super::profile::{CellKind, ColumnProfile, Detected, OddCells, PlacedCell};
use super::reading::{DateForm, NumberForm, Pivot};
use super::shape::{Bearing, Shape, Written};

/// Distinct cells listed.
const LISTED_WORDS: usize = 20;

/// Cells of the sample.
const SAMPLE: usize = 5;

/// Odd cells listed.
const LISTED_ODD: usize = 20;

/// Share of cells without a repetition from which on a column tells rows apart; the estimate may be some percent off.
const DISTINCT_EVERYWHERE: f64 = 0.93;

/// Fewer whole numbers than this may differ by chance.
const ENOUGH_NUMBERS: f64 = 50.0;

/// Words for yes and no, in lower case.
const YES_AND_NO: [&str; 16] =
    ["true", "false", "yes", "no", "y", "n", "t", "f", "ja", "nein", "oui", "non", "sí", "si", "是", "否"];

/// What the evidence says about the column.
pub fn conclude(evidence: &Evidence) -> ColumnProfile {
    let number = conclude_number_form(evidence);
    let date = conclude_date_form(evidence);
    let kind = conclude_kind(evidence, number.as_ref(), date.as_ref());
    let form = number.as_ref().map(|number| number.value).unwrap_or_default();
    let values = fitting_values(evidence, &form);
    ColumnProfile {
        cells: evidence.cells,
        empty: evidence.empty,
        missing_words: missing_words(evidence, kind.value),
        days: days(evidence, date.as_ref().map(|date| &date.value)),
        contradicting_dates: date.as_ref().map(|date| contradicting(evidence, date)).unwrap_or_default(),
        below: bounded(evidence, Bound::Below),
        above: bounded(evidence, Bound::Above),
        with_unit: evidence.units.counts(),
        without_unit: evidence.count(|shape| matches!(shape.number(), Some((_, Bearing::Bound(_))))),
        short_years: evidence.short_years.clone(),
        no_future: Pivot::default(),
        gene_dates: gene_dates(evidence, kind.value),
        exponents: exponents(evidence),
        excel_serials: excel_serials(evidence),
        sample: sample(evidence),
        distinct: distinct(evidence),
        distinct_estimate: evidence.distinct.estimate().round() as u64,
        odd: odd_cells(evidence, kind.value, &form, date.as_ref().map(|date| date.value)),
        quantiles: quantiles(evidence, &form, &values),
        values,
        kind,
        number,
        date,
    }
}

/// Counts that decide the kind, as shares of the cells that hold something.
struct Shares {
    /// Cells that are neither empty nor a word for "missing".
    filled: f64,
    numbers: f64,
    dates: f64,
    clocks: f64,
    padded: f64,
    whole: f64,
    codes: f64,
    distinct: f64,
}

impl Shares {
    fn of(evidence: &Evidence, number: Option<&NumberForm>, date: Option<&DateForm>) -> Option<Shares> {
        let filled = evidence.count(|shape| shape != Shape::Missing);
        let share = |is_wanted: &dyn Fn(Shape) -> bool| evidence.count(is_wanted) as f64 / filled as f64;
        let is_written = |shape: Shape, is_wanted: fn(Written) -> bool| {
            shape.number().is_some_and(|(written, _)| is_wanted(written))
        };
        (filled > 0).then(|| Shares {
            filled: filled as f64,
            numbers: share(&|shape| number.is_some_and(|form| fits_number(form, shape))),
            dates: share(&|shape| date.is_some_and(|form| fits(form, shape))),
            clocks: share(&|shape| shape.date_clock() == Some(true)),
            padded: share(&|shape| is_written(shape, |written| written == Written::PaddedInteger)),
            whole: share(&|shape| {
                is_written(shape, |written| written.is_ungrouped_thousand() || written == Written::ShortInteger)
            }),
            codes: share(&|shape| {
                matches!(shape, Shape::Code | Shape::Symbol) || is_written(shape, Written::is_ungrouped_thousand)
            }),
            distinct: evidence.distinct.estimate() / filled as f64,
        })
    }
}

fn conclude_kind(
    evidence: &Evidence,
    number: Option<&Detected<NumberForm>>,
    date: Option<&Detected<DateForm>>,
) -> Detected<CellKind> {
    let Some(shares) = Shares::of(evidence, number.map(|form| &form.value), date.map(|form| &form.value)) else {
        return Detected::sure(CellKind::Empty, 1.0);
    };
    let is_serial = matches!(date.map(|form| form.value), Some(DateForm::Serial(_)));
    if shares.dates >= 0.5 && !is_serial {
        let kind = if shares.clocks >= 0.05 { CellKind::Moment } else { CellKind::Date };
        let is_compact = matches!(date.map(|form| form.value), Some(DateForm::Compact { .. }));
        let other = if is_compact { CellKind::Number } else { CellKind::Text };
        return with_rest(kind, shares.dates, other);
    }
    if shares.numbers >= 0.5 {
        return kind_of_numbers(evidence, &shares);
    }
    kind_of_words(evidence, &shares)
}

/// A kind with the share of the cells that are of it, and what the column is if not.
fn with_rest(kind: CellKind, share: f64, other: CellKind) -> Detected<CellKind> {
    let detected = Detected::sure(kind, share as f32);
    if share < 1.0 { detected.or(other, 1.0 - share as f32) } else { detected }
}

fn kind_of_numbers(evidence: &Evidence, shares: &Shares) -> Detected<CellKind> {
    let words = evidence.words.counts();
    let is_flag = words.len() == 2 && words.iter().all(|(word, _)| word == "0" || word == "1");
    if is_flag && !evidence.words.has_more() {
        return Detected::sure(CellKind::Boolean, 0.6).or(CellKind::Number, 0.4);
    }
    if shares.padded > 0.01 {
        return Detected::sure(CellKind::Identifier, 0.7).or(CellKind::Number, 0.3);
    }
    let is_whole = shares.whole > 0.999 && shares.filled >= ENOUGH_NUMBERS;
    if is_whole && shares.codes > 0.5 && shares.distinct >= DISTINCT_EVERYWHERE {
        return Detected::sure(CellKind::Identifier, 0.6).or(CellKind::Number, 0.4);
    }
    with_rest(CellKind::Number, shares.numbers, CellKind::Text)
}

fn kind_of_words(evidence: &Evidence, shares: &Shares) -> Detected<CellKind> {
    let words = evidence.words.counts();
    let lower = words.iter().map(|(word, _)| word.to_lowercase());
    let values: Vec<String> = lower.filter(|word| !is_usual_missing_word(word)).collect();
    let has_few = !evidence.words.has_more();
    // Among words "none" is a value as any other.
    let is_repeated = evidence.count(|_| true) >= 2 * words.len() as u64;
    if has_few && values.len() <= 2 && values.iter().all(|word| YES_AND_NO.contains(&word.as_str())) {
        return Detected::sure(CellKind::Boolean, 0.9).or(CellKind::Choice, 0.1);
    }
    if has_few && is_repeated {
        return Detected::sure(CellKind::Choice, 0.9).or(CellKind::Text, 0.1);
    }
    if shares.codes >= 0.9 {
        // Codes that repeat may name what other rows belong to.
        let confidence = if shares.distinct >= DISTINCT_EVERYWHERE { 0.9 } else { 0.6 };
        return Detected::sure(CellKind::Identifier, confidence).or(CellKind::Text, 1.0 - confidence);
    }
    Detected::sure(CellKind::Text, 0.9)
}

/// Dates in that form without a clock behind them.
fn days(evidence: &Evidence, date: Option<&DateForm>) -> u64 {
    evidence.count(|shape| shape.date_clock() != Some(true) && date.is_some_and(|form| fits(form, shape)))
}

fn fits_number(form: &NumberForm, shape: Shape) -> bool {
    shape.number().is_some_and(|(written, _)| written.fits(form))
}

fn bounded(evidence: &Evidence, bound: Bound) -> u64 {
    evidence.count(|shape| shape.number().is_some_and(|(_, bearing)| bearing == Bearing::Bound(bound)))
}

/// Words for "missing" in a column of another kind than words; elsewhere those that no text means.
fn missing_words(evidence: &Evidence, kind: CellKind) -> Vec<(String, u64)> {
    let mut words = evidence.missing.counts();
    if matches!(kind, CellKind::Choice | CellKind::Text) {
        words.retain(|(word, _)| is_never_a_value(word));
    }
    words
}

fn sample(evidence: &Evidence) -> Vec<PlacedCell> {
    let mut cells = evidence.firsts.of(|_| true);
    cells.truncate(SAMPLE);
    cells
}

fn distinct(evidence: &Evidence) -> Option<Vec<(String, u64)>> {
    let counts = evidence.words.counts();
    (!evidence.words.has_more() && counts.len() <= LISTED_WORDS).then_some(counts)
}

/// Cells that the column's kind and form do not read.
fn odd_cells(evidence: &Evidence, kind: CellKind, form: &NumberForm, date: Option<DateForm>) -> OddCells {
    let is_fitting = |shape: Shape| match kind {
        CellKind::Number => fits_number(form, shape),
        CellKind::Date | CellKind::Moment => date.is_some_and(|date| fits(&date, shape)),
        CellKind::Identifier => shape.date_clock().is_none() && !matches!(shape, Shape::Text | Shape::PartOfDate),
        CellKind::Empty | CellKind::Boolean | CellKind::Choice | CellKind::Text => true,
    };
    let is_odd = |shape: Shape| shape != Shape::Missing && !is_fitting(shape);
    let mut first = evidence.firsts.of(is_odd);
    first.truncate(LISTED_ODD);
    OddCells { count: evidence.count(is_odd), first }
}

fn exponents(evidence: &Evidence) -> OddCells {
    let is_one = |shape: Shape| shape.number().is_some_and(|(written, _)| matches!(written, Written::Scientific(_)));
    let mut first = evidence.firsts.of(is_one);
    first.truncate(LISTED_ODD);
    OddCells { count: evidence.count(is_one), first }
}

/// A number as the form reads it, from its value with the single mark as decimal mark.
fn in_form(written: Written, value: f64, form: &NumberForm) -> f64 {
    if written.is_grouped_in(form) { value * 1000.0 } else { value }
}

/// The sample's numbers that the form reads, sorted.
fn fitting_values(evidence: &Evidence, form: &NumberForm) -> Vec<f64> {
    let fitting = evidence.sample.iter().filter(|drawn| drawn.written.fits(form));
    let mut values: Vec<f64> = fitting.map(|drawn| in_form(drawn.written, drawn.value, form)).collect();
    values.sort_by(f64::total_cmp);
    values
}

fn quantiles(evidence: &Evidence, form: &NumberForm, values: &[f64]) -> Option<[f64; 5]> {
    let ranges = evidence.shapes().filter_map(|(shape, _)| {
        let (written, _) = shape.number().filter(|(written, _)| written.fits(form))?;
        let (low, high) = evidence.range(written)?;
        Some((in_form(written, low, form), in_form(written, high, form)))
    });
    let (low, high) = ranges.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))?;
    let at = |share: f64| {
        let place = (share * values.len().saturating_sub(1) as f64).round() as usize;
        values.get(place).copied()
    };
    Some([low, at(0.05)?, at(0.5)?, at(0.95)?, high])
}
