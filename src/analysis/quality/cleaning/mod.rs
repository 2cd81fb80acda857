//! Doubtful values of one patient: slips of unit and decimal mark, swapped digits and pressures, changes faster than the
//! body allows, outliers. Where exactly one explanation makes a value fit, it is proposed; nothing is ever changed here.
//!
//! Rules, thresholds and limits with their sources: docs/methods/cleaning.md.

mod explanations;
mod limits;
mod neighbours;
mod outliers;
mod pressures;
mod series;
mod suspects;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use crate::base::{Date, Decimal};
use crate::domain::book::Books;
use crate::domain::correction::{Correction, FindingKind};
use crate::domain::ids::CellRef;
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::Observation;

use series::{PatientSeries, Point};

/// So many values before and after a finding are handed on with it.
const AROUND: usize = 8;

/// A value that somebody should look at.
#[derive(Clone, Debug, PartialEq)]
pub struct CleaningFinding {
    pub kind: FindingKind,
    pub indicator: IndicatorId,
    pub utc_secs: i64,
    pub cell: CellRef,
    pub recorded: Decimal,
    /// As in the source.
    pub recorded_unit: String,
    /// In the indicator's unit.
    pub value: f64,
    /// Empty where nothing is proposed; two where two values changed places.
    pub proposals: Vec<Proposal>,
    pub reasons: Vec<Reason>,
    /// Values of the same indicator around it, itself included, in order of time.
    pub around: Vec<Around>,
}

/// What one cell should be read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub indicator: IndicatorId,
    pub cell: CellRef,
    pub correction: Correction,
    /// The corrected value in the indicator's unit.
    pub value: f64,
}

/// A value beside the doubtful one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Around {
    pub utc_secs: i64,
    /// In the indicator's unit.
    pub value: f64,
    pub cell: CellRef,
}

/// Why a value is doubtful, and why something is proposed or not. Numbers are in the indicator's unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    OutsidePlausible {
        low: f64,
        high: f64,
    },
    /// So many credible values around it have this median.
    Neighbours {
        count: usize,
        median: f64,
    },
    /// `secs` away from the value `from`, only what lies between `low` and `high` is possible.
    TooFast {
        from: f64,
        secs: i64,
        low: f64,
        high: f64,
    },
    /// What follows is as what was before.
    Returns,
    /// Nothing on the other side of it confirms a change.
    AtAnEnd,
    /// The values after it stay there: a change or another patient, no slip.
    Stays,
    /// Read so, it fits.
    Fits {
        kind: FindingKind,
        value: f64,
        unit: String,
    },
    /// Another explanation comes to the same quantity.
    SameAs {
        kind: FindingKind,
    },
    /// Several explanations fit, none is proposed.
    Several {
        values: Vec<f64>,
    },
    NothingFits,
    /// Of `count` values of this patient with that median and robust spread, it is `times` spreads away.
    FarFromOwn {
        count: usize,
        median: f64,
        spread: f64,
        times: f64,
    },
    /// Systolic below diastolic pressure.
    SystolicBelowDiastolic {
        systolic: f64,
        diastolic: f64,
    },
}

/// Everything doubtful about one patient's values, by kind, indicator, time and cell. Values a person has decided about
/// are never doubtful. The order of `observations` does not matter.
pub fn findings_of(observations: &[Observation], books: &Books, birth: Option<Date>) -> Vec<CleaningFinding> {
    let all = PatientSeries::of(observations, books);
    let mut findings = pressures::swapped(&all);
    let swapped: Vec<CellRef> =
        findings.iter().flat_map(|finding| &finding.proposals).map(|proposal| proposal.cell).collect();
    for (indicator, points) in all.iter() {
        let found = of_series(indicator, points, birth);
        findings.extend(found.into_iter().filter(|finding| !swapped.contains(&finding.cell)));
    }
    findings.sort_by_key(|finding| (finding.kind, finding.indicator, finding.utc_secs, finding.cell));
    findings
}

fn of_series(indicator: IndicatorId, points: &[Point<'_>], birth: Option<Date>) -> Vec<CleaningFinding> {
    if points.len() < 3 {
        return Vec::new();
    }
    let limit = limits::limit_of(indicator, birth.zip(points.first()).map(|(birth, first)| first.age_years(birth)));
    let split = suspects::split(indicator, points, limit.as_ref());
    let mut findings = Vec::new();
    for suspect in &split.suspects {
        findings.extend(explanations::explain(indicator, points, &split.credible, suspect, limit.as_ref()));
    }
    let outliers = outliers::outliers(indicator, points, &split.credible).into_iter();
    let is_told = |cell| split.suspects.iter().any(|suspect| points.get(suspect.at).is_some_and(|p| p.cell == cell));
    findings.extend(outliers.filter(|outlier| !is_told(outlier.cell)));
    findings
}

/// A finding about `points[at]`, without proposals.
fn finding(indicator: IndicatorId, points: &[Point<'_>], at: usize, kind: FindingKind) -> Option<CleaningFinding> {
    let point = points.get(at)?;
    let around = points.get(at.saturating_sub(AROUND)..points.len().min(at + AROUND + 1)).unwrap_or(&[]);
    Some(CleaningFinding {
        kind,
        indicator,
        utc_secs: point.utc_secs,
        cell: point.cell,
        recorded: point.recorded,
        recorded_unit: point.unit.to_owned(),
        value: point.value,
        proposals: Vec::new(),
        reasons: Vec::new(),
        around: around.iter().map(|p| Around { utc_secs: p.utc_secs, value: p.value, cell: p.cell }).collect(),
    })
}
