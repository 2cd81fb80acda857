//! What a value that is not credible may have been meant as: every simple explanation is tried, and one is proposed only
//! where no other comes to a different value that fits as well.

use crate::base::Decimal;
use crate::domain::correction::{Correction, FindingKind};
use crate::domain::indicator::{Indicator, IndicatorId};
use crate::domain::unit_words::ucum_from_spelling;

use super::limits::Limit;
use super::neighbours::Neighbours;
use super::series::Point;
use super::suspects::{Doubt, Suspect};
use super::{CleaningFinding, Proposal, Reason, finding};

/// Two explanations come to the same quantity when they differ by less than this share.
const SAME: f64 = 1e-6;

/// A reading of a value.
#[derive(Clone, Debug, PartialEq)]
struct Explanation {
    kind: FindingKind,
    correction: Correction,
    /// In the indicator's unit.
    value: f64,
}

/// The finding about a suspect value; `None` where there is too little to compare it with, or where it fits after all.
pub fn explain(
    indicator: IndicatorId,
    points: &[Point<'_>],
    credible: &[usize],
    suspect: &Suspect,
    limit: Option<&Limit>,
) -> Option<CleaningFinding> {
    let point = points.get(suspect.at)?;
    let neighbours = Neighbours::of(points, credible, suspect.at)?;
    if suspect.doubt == Doubt::Stays {
        let mut found = finding(indicator, points, suspect.at, FindingKind::ImpossibleSequence)?;
        found.reasons = reasons(indicator, points, suspect, &neighbours, limit);
        return Some(found);
    }
    if neighbours.fits(point.value) {
        return None;
    }
    let fits = |explanation: &Explanation| {
        indicator.indicator().plausible.contains(explanation.value)
            && neighbours.fits(explanation.value)
            && is_possible(points, point, &neighbours, explanation.value, limit)
    };
    let simple = readings(indicator.indicator(), point);
    let mut fitting: Vec<Explanation> = simple.into_iter().filter(fits).collect();
    if fitting.is_empty() {
        // Two places are a rarer mistake than any of the others: creatinine in mg/dL, 88 times smaller, is not one.
        fitting = of_shifts(indicator.indicator(), point, [-2, 2]).into_iter().filter(fits).collect();
    }
    let mut found = finding(indicator, points, suspect.at, kind_of(&fitting, suspect.doubt))?;
    found.reasons = reasons(indicator, points, suspect, &neighbours, limit);
    found.reasons.extend(explained(indicator.indicator(), &fitting));
    if let (true, Some(best)) = (is_one(&fitting), fitting.into_iter().next()) {
        found.proposals =
            vec![Proposal { indicator, cell: point.cell, correction: best.correction, value: best.value }];
    }
    Some(found)
}

fn kind_of(fitting: &[Explanation], doubt: Doubt) -> FindingKind {
    match (fitting.first(), doubt) {
        (Some(best), _) if is_one(fitting) => best.kind,
        (_, Doubt::Implausible) => FindingKind::Outlier,
        (_, Doubt::Excursion | Doubt::AtAnEnd | Doubt::Stays) => FindingKind::ImpossibleSequence,
    }
}

/// Whether all explanations come to one quantity.
fn is_one(fitting: &[Explanation]) -> bool {
    fitting.first().is_some_and(|best| fitting.iter().all(|other| is_same(best.value, other.value)))
}

fn is_same(one: f64, other: f64) -> bool {
    (one / other).ln().abs() <= SAME
}

/// Whether the nearest credible values allow it.
fn is_possible(
    points: &[Point<'_>],
    point: &Point<'_>,
    neighbours: &Neighbours,
    value: f64,
    limit: Option<&Limit>,
) -> bool {
    let Some(limit) = limit else { return true };
    let near = [neighbours.before, neighbours.after].into_iter().flatten().filter_map(|at| points.get(at));
    near.into_iter().all(|other| !limit.is_broken(other.value, value, point.utc_secs - other.utc_secs))
}

/// Every simple explanation of a value. Another unit comes first: it leaves the number as it was written.
fn readings(indicator: &Indicator, point: &Point<'_>) -> Vec<Explanation> {
    let swapped = swapped(point.recorded).into_iter();
    let swapped = swapped.filter_map(|number| of_number(indicator, point, FindingKind::SwappedDigits, number));
    let mut all = other_units(indicator, point);
    all.extend(of_shifts(indicator, point, [-1, 1]));
    all.extend(swapped);
    all
}

fn of_shifts(indicator: &Indicator, point: &Point<'_>, places: [i8; 2]) -> Vec<Explanation> {
    let numbers = places.into_iter().filter_map(|places| shifted(point.recorded, places));
    numbers.filter_map(|number| of_number(indicator, point, FindingKind::DecimalSlip, number)).collect()
}

/// Another number in the same unit.
fn of_number(indicator: &Indicator, point: &Point<'_>, kind: FindingKind, number: Decimal) -> Option<Explanation> {
    let (value, _) = indicator.canonical(number.to_f64(), point.unit)?;
    let correction = Correction { value: number, unit: Some(point.unit.to_owned()) };
    (value.is_finite() && value > 0.0).then_some(Explanation { kind, correction, value })
}

fn other_units(indicator: &Indicator, point: &Point<'_>) -> Vec<Explanation> {
    let recorded = ucum_from_spelling(point.unit);
    let units = std::iter::once(indicator.unit).chain(indicator.conversions.iter().map(|conversion| conversion.from));
    let other = units.filter(|unit| *unit != recorded).filter_map(|unit| {
        let (value, _) = indicator.canonical(point.recorded.to_f64(), unit)?;
        let correction = Correction { value: point.recorded, unit: Some(unit.to_owned()) };
        Some(Explanation { kind: FindingKind::UnitSlip, correction, value })
    });
    // Two names of one size are no explanation.
    other.filter(|explanation| explanation.value > 0.0 && !is_same(explanation.value, point.value)).collect()
}

/// The number with its decimal mark so many places to the right, or to the left where negative.
fn shifted(number: Decimal, places: i8) -> Option<Decimal> {
    let scale = i16::from(number.scale) - i16::from(places);
    if scale >= 0 {
        let scale = u8::try_from(scale).ok().filter(|scale| *scale <= Decimal::MAX_SCALE)?;
        return Some(Decimal { mantissa: number.mantissa, scale });
    }
    let power = 10i64.checked_pow(u32::try_from(-scale).ok()?)?;
    Some(Decimal { mantissa: number.mantissa.checked_mul(power)?, scale: 0 })
}

/// The number with two neighbouring digits in each other's place; none that would begin with a zero of its own making.
fn swapped(number: Decimal) -> Vec<Decimal> {
    let digits = number.mantissa.unsigned_abs().to_string().into_bytes();
    let mut all = Vec::new();
    for at in 1..digits.len() {
        let mut other = digits.clone();
        other.swap(at - 1, at);
        let mantissa = std::str::from_utf8(&other).ok().and_then(|text| text.parse::<i64>().ok());
        if let (Some(mantissa), true) = (mantissa, other != digits && other.first() != Some(&b'0')) {
            all.push(Decimal { mantissa, scale: number.scale });
        }
    }
    all
}

fn reasons(
    indicator: IndicatorId,
    points: &[Point<'_>],
    suspect: &Suspect,
    neighbours: &Neighbours,
    limit: Option<&Limit>,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let plausible = indicator.indicator().plausible;
    if suspect.doubt == Doubt::Implausible {
        reasons.push(Reason::OutsidePlausible { low: plausible.low, high: plausible.high });
    }
    reasons.extend(too_fast(points, suspect.at, neighbours, limit));
    reasons.push(Reason::Neighbours { count: neighbours.count, median: neighbours.median });
    match suspect.doubt {
        Doubt::Implausible => {}
        Doubt::Excursion => reasons.push(Reason::Returns),
        Doubt::AtAnEnd => reasons.push(Reason::AtAnEnd),
        Doubt::Stays => reasons.push(Reason::Stays),
    }
    reasons
}

/// The nearest credible value from which this one cannot be reached.
fn too_fast(points: &[Point<'_>], at: usize, neighbours: &Neighbours, limit: Option<&Limit>) -> Option<Reason> {
    let (point, limit) = (points.get(at)?, limit?);
    let near = [neighbours.before, neighbours.after].into_iter().flatten().filter_map(|at| points.get(at));
    let broken = |other: &&Point<'_>| limit.is_broken(other.value, point.value, point.utc_secs - other.utc_secs);
    let other = near.into_iter().find(broken)?;
    let secs = point.utc_secs - other.utc_secs;
    let (low, high) = limit.span(other.value, secs);
    Some(Reason::TooFast { from: other.value, secs, low, high })
}

fn explained(indicator: &Indicator, fitting: &[Explanation]) -> Vec<Reason> {
    let Some(best) = fitting.first() else { return vec![Reason::NothingFits] };
    if !is_one(fitting) {
        return vec![Reason::Several { values: fitting.iter().map(|explanation| explanation.value).collect() }];
    }
    let unit = best.correction.unit.clone().unwrap_or_else(|| indicator.unit.to_owned());
    let mut reasons = vec![Reason::Fits { kind: best.kind, value: best.value, unit }];
    reasons.extend(fitting.iter().skip(1).map(|other| Reason::SameAs { kind: other.kind }));
    reasons
}
