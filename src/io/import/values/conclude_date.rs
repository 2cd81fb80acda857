//! The date form that reads most cells of a column, and the orders that read them as well.

use super::bound::Bound;
use super::conclude_number::DECIDING_LINES;
use super::evidence::Evidence;
use super::profile::{Detected, PlacedCell};
use super::reading::{DateForm, DateOrder, Pivot, SerialSystem};
use super::shape::{Bearing, FractionOr, Orders, Shape, Written};

/// Share of the numbers that must be dates for a column of numbers to be one of dates.
const NEARLY_ALL: f64 = 0.9;

/// An order is decided by cells that only it reads if they are at least one in so many.
const MANY: u64 = 20;

/// Less common orders are doubted only where cells speak for them.
const COMMON: f64 = 0.01;

/// A date form, what it reads, and how common it is where nothing else decides.
#[derive(Clone, Copy)]
struct Candidate {
    form: DateForm,
    fits: u64,
    prior: f64,
}

/// The form of the column's dates; `None` if it has none.
pub fn conclude_date_form(evidence: &Evidence) -> Option<Detected<DateForm>> {
    let dates = evidence.count(|shape| shape.date_clock().is_some());
    let compact = evidence.count(|shape| compact_orders(shape).is_some());
    if dates > 0 && dates >= compact {
        return concluded(evidence, &separated(evidence), dates);
    }
    let numbers = evidence.count_numbers(|_| true);
    if compact as f64 > NEARLY_ALL * numbers as f64 {
        return concluded(evidence, &compacts(evidence), compact);
    }
    let serials = excel_serials(evidence)?;
    let confidence = 0.5 * serials as f32 / numbers as f32;
    let detected = Detected::sure(DateForm::Serial(SerialSystem::From1900), confidence);
    Some(Detected { is_ambiguous: true, ..detected.or(DateForm::Serial(SerialSystem::From1904), confidence / 10.0) })
}

/// The first cells that only the form found reads, and the first that only another order reads: two of each.
pub fn contradicting(evidence: &Evidence, found: &Detected<DateForm>) -> Vec<PlacedCell> {
    const OF_EACH: usize = 2;
    let only = |one: &DateForm, other: &DateForm| {
        let is_read_by_one = |shape| fits(one, shape) && !fits(other, shape);
        evidence.firsts.of(is_read_by_one).into_iter().take(OF_EACH).collect::<Vec<_>>()
    };
    let mut rivals = found.alternatives.iter().map(|(rival, _)| (only(&found.value, rival), only(rival, &found.value)));
    let contradicting = rivals.find(|(own, other)| !own.is_empty() && !other.is_empty());
    contradicting.map(|(own, other)| [own, other].concat()).unwrap_or_default()
}

/// Whether a form reads cells of that shape.
pub fn fits(form: &DateForm, shape: Shape) -> bool {
    match (*form, shape) {
        (DateForm::Iso, Shape::Date { orders, .. }) => orders.has(Orders::ISO),
        (DateForm::Ordered { order, .. }, Shape::Date { orders, .. }) => orders.has(Orders::of(order)),
        (DateForm::Ordered { order, .. }, Shape::NamedDate { year, .. }) => year.fits(order),
        (DateForm::Compact { order, .. }, shape) => {
            compact_orders(shape).is_some_and(|orders| orders.has(Orders::of(order)))
        }
        (DateForm::Serial(_), shape) => is_serial(shape),
        _ => false,
    }
}

/// How many numbers could be spreadsheet dates, if nearly all could.
pub fn excel_serials(evidence: &Evidence) -> Option<u64> {
    let serials = evidence.count(is_serial);
    let numbers = evidence.count_numbers(|_| true);
    (serials > 0 && serials as f64 >= NEARLY_ALL * numbers as f64).then_some(serials)
}

fn is_serial(shape: Shape) -> bool {
    let written = shape.number().filter(|(_, bearing)| *bearing == Bearing::Bound(Bound::Exact));
    matches!(written, Some((Written::SerialInteger | Written::Fraction { could_be: FractionOr::Serial, .. }, _)))
}

fn compact_orders(shape: Shape) -> Option<Orders> {
    match shape {
        Shape::Number(Written::DateInteger(orders), Bearing::Bound(Bound::Exact)) => Some(orders),
        _ => None,
    }
}

/// ISO 8601 and the four orders, the likelier first.
fn separated(evidence: &Evidence) -> Vec<Candidate> {
    let iso = Candidate { form: DateForm::Iso, fits: 0, prior: 1.0 };
    let ordered = DateOrder::ALL.map(|order| {
        let form = DateForm::Ordered { order, pivot: Pivot::default() };
        Candidate { form, fits: 0, prior: prior(order) }
    });
    let all = std::iter::once(iso).chain(ordered);
    all.map(|one| Candidate { fits: evidence.count(|shape| fits(&one.form, shape)), ..one }).collect()
}

fn compacts(evidence: &Evidence) -> Vec<Candidate> {
    let candidate = |order: DateOrder| {
        let form = DateForm::Compact { order, pivot: Pivot::default() };
        Candidate { form, fits: evidence.count(|shape| fits(&form, shape)), prior: prior(order) }
    };
    DateOrder::ALL.map(candidate).to_vec()
}

/// How common an order is where a column fits several. Year, day, month is used by nearly nobody.
fn prior(order: DateOrder) -> f64 {
    match order {
        DateOrder::Dmy => 0.5,
        DateOrder::Mdy => 0.4,
        DateOrder::Ymd => 0.3,
        DateOrder::Ydm => 0.001,
    }
}

/// The candidate that reads most; among equals the most common.
fn concluded(evidence: &Evidence, candidates: &[Candidate], dates: u64) -> Option<Detected<DateForm>> {
    let better = |one: &&Candidate, other: &&Candidate| {
        one.fits.cmp(&other.fits).then_with(|| one.prior.total_cmp(&other.prior))
    };
    let credible: Vec<Candidate> =
        candidates.iter().filter(|one| is_credible(one, candidates, evidence)).copied().collect();
    let best = *credible.iter().max_by(better)?;
    let mut rivals: Vec<Candidate> =
        candidates.iter().filter(|one| is_rival(one, &best, evidence, dates)).copied().collect();
    rivals.sort_by(|one, other| {
        (other.fits, other.prior).partial_cmp(&(one.fits, one.prior)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let shared: f64 = best.prior + rivals.iter().map(|rival| rival.prior).sum::<f64>();
    let confidence = |one: &Candidate| (one.prior / shared * one.fits as f64 / dates as f64) as f32;
    Some(Detected {
        value: best.form,
        confidence: confidence(&best),
        is_ambiguous: !rivals.is_empty() || best.prior < COMMON,
        alternatives: rivals.iter().map(|rival| (rival.form, confidence(rival))).collect(),
        decided_by: deciding_lines(evidence, candidates, &best),
    })
}

/// Whether a form may be the best one. An uncommon order may only where most cells cannot be read by a common one and
/// none speaks against it: one month mistyped must not exchange day and month of all other rows.
fn is_credible(one: &Candidate, candidates: &[Candidate], evidence: &Evidence) -> bool {
    let common = candidates.iter().filter(|other| other.prior >= COMMON);
    one.prior >= COMMON
        || common
            .filter(|other| decides_for(one, other, evidence) < one.fits)
            .all(|other| decides_for(other, one, evidence) == 0 && decides_for(one, other, evidence) * 2 > one.fits)
}

/// Whether a form reads as many cells as the best one and some of them differently; or nearly as many, since few cells
/// that decide may be the mistyped ones; or more than one in a hundred that the best one does not read.
fn is_rival(one: &Candidate, best: &Candidate, evidence: &Evidence, dates: u64) -> bool {
    let disputed = evidence.count(|shape| {
        fits(&one.form, shape) && fits(&best.form, shape) && reads_differently(&one.form, &best.form, shape)
    });
    let is_near = disputed > 0 && decides_for(best, one, evidence) * MANY < disputed && one.prior >= COMMON;
    is_near || decides_for(one, best, evidence) * 100 > dates
}

/// Whether two forms that read a shape give different dates. ISO 8601 is an order of its own only in name, and a
/// month's name leaves nothing to be ordered.
fn reads_differently(one: &DateForm, other: &DateForm, shape: Shape) -> bool {
    let is_year_first =
        |form: &DateForm| matches!(form, DateForm::Iso | DateForm::Ordered { order: DateOrder::Ymd, .. });
    one != other && !matches!(shape, Shape::NamedDate { .. }) && !(is_year_first(one) && is_year_first(other))
}

/// How many cells one form reads and the other does not.
fn decides_for(one: &Candidate, other: &Candidate, evidence: &Evidence) -> u64 {
    evidence.count(|shape| fits(&one.form, shape) && !fits(&other.form, shape))
}

/// Lines of cells that the best form reads and its nearest rival, which reads others of them differently, does not.
fn deciding_lines(evidence: &Evidence, candidates: &[Candidate], best: &Candidate) -> Vec<u32> {
    let disputes = |one: &&Candidate| {
        let is_disputed = |shape| fits(&one.form, shape) && reads_differently(&one.form, &best.form, shape);
        one.prior >= COMMON && evidence.count(is_disputed) > 0
    };
    let Some(nearest) = candidates.iter().filter(disputes).max_by_key(|one| one.fits) else {
        return Vec::new();
    };
    let decides = |shape| fits(&best.form, shape) && !fits(&nearest.form, shape);
    evidence.firsts.of(decides).into_iter().map(|cell| cell.line).take(DECIDING_LINES).collect()
}
