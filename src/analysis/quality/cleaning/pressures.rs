//! Systolic and diastolic pressure that changed places.

use crate::domain::correction::{Correction, FindingKind};
use crate::domain::indicator::IndicatorId;

use super::neighbours::Neighbours;
use super::series::{PatientSeries, Point};
use super::{CleaningFinding, Proposal, Reason, finding};

const SYSTOLIC: &str = "systolic-bp";
const DIASTOLIC: &str = "diastolic-bp";

/// Pairs taken at one instant of which each number fits the other's neighbours and not its own.
pub fn swapped(all: &PatientSeries<'_>) -> Vec<CleaningFinding> {
    let (Some(systolic), Some(diastolic)) = (all.of_indicator(SYSTOLIC), all.of_indicator(DIASTOLIC)) else {
        return Vec::new();
    };
    let pairs = pairs(systolic.1, diastolic.1);
    let is_upside_down = |&(upper, lower): &(usize, usize)| match (systolic.1.get(upper), diastolic.1.get(lower)) {
        (Some(upper), Some(lower)) => upper.value < lower.value && !upper.is_settled && !lower.is_settled,
        _ => false,
    };
    let doubtful: Vec<(usize, usize)> = pairs.into_iter().filter(is_upside_down).collect();
    let credible = |points: &[Point<'_>], doubtful: Vec<usize>| -> Vec<usize> {
        (0..points.len()).filter(|at| !doubtful.contains(at)).collect()
    };
    let upper_credible = credible(systolic.1, doubtful.iter().map(|pair| pair.0).collect());
    let lower_credible = credible(diastolic.1, doubtful.iter().map(|pair| pair.1).collect());
    let check = |&(upper, lower): &(usize, usize)| {
        let around_upper = Neighbours::of(systolic.1, &upper_credible, upper)?;
        let around_lower = Neighbours::of(diastolic.1, &lower_credible, lower)?;
        judged(systolic, (upper, &around_upper), diastolic, (lower, &around_lower))
    };
    doubtful.iter().filter_map(check).collect()
}

/// Positions of one systolic and one diastolic value at the same instant, where each is the only one.
fn pairs(systolic: &[Point<'_>], diastolic: &[Point<'_>]) -> Vec<(usize, usize)> {
    let is_single = |points: &[Point<'_>], at: usize| {
        let when = |at: usize| points.get(at).map(|point| point.utc_secs);
        when(at) != when(at + 1) && (at == 0 || when(at) != when(at - 1))
    };
    let pair = |(upper, point): (usize, &Point<'_>)| {
        let lower = diastolic.partition_point(|other| other.utc_secs < point.utc_secs);
        let is_pair = diastolic.get(lower).is_some_and(|other| other.utc_secs == point.utc_secs);
        (is_pair && is_single(systolic, upper) && is_single(diastolic, lower)).then_some((upper, lower))
    };
    systolic.iter().enumerate().filter_map(pair).collect()
}

type Side<'a, 'b> = (IndicatorId, &'a [Point<'b>]);

fn judged(
    systolic: Side<'_, '_>,
    (upper, around_upper): (usize, &Neighbours),
    diastolic: Side<'_, '_>,
    (lower, around_lower): (usize, &Neighbours),
) -> Option<CleaningFinding> {
    let (high, low) = (systolic.1.get(upper)?, diastolic.1.get(lower)?);
    let fits = around_upper.fits(low.value) && around_lower.fits(high.value);
    let fits_as_it_is = around_upper.fits(high.value) || around_lower.fits(low.value);
    if !fits || fits_as_it_is {
        return None;
    }
    let mut found = finding(systolic.0, systolic.1, upper, FindingKind::SwappedPressures)?;
    let read_as = |indicator, point: &Point<'_>, other: &Point<'_>| Proposal {
        indicator,
        cell: point.cell,
        correction: Correction { value: other.recorded, unit: Some(other.unit.to_owned()) },
        value: other.value,
    };
    found.proposals = vec![read_as(systolic.0, high, low), read_as(diastolic.0, low, high)];
    found.reasons = vec![
        Reason::SystolicBelowDiastolic { systolic: high.value, diastolic: low.value },
        Reason::Neighbours { count: around_upper.count, median: around_upper.median },
    ];
    Some(found)
}
