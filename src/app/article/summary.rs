//! The weighted summary R of the open twin: each indicator's newest value with its sub-score, or why there is none.

use crate::analysis::indicators::{Bar, ValueFault, WeightedRisk, score_of, tornado, weighted_risk};
use crate::analysis::risk::{OutputUnit, RISK_MODELS, RiskModel};
use crate::domain::indicator::IndicatorId;
use crate::domain::unit_words::ucum_from_spelling;
use crate::domain::weight_profile::{WeightProfile, WeightedIndicator};

use super::super::risk::body_mass::BODY_MASS_INDEX;
use super::super::risk::view::RiskView;
use super::super::twin::series::Series;
use super::super::twin::view::TwinView;

/// The summary takes a value of any age and shows its date.
const ANY_AGE_HOURS: u32 = u32::MAX;

/// Where an indicator's value came from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// A measured value, by its series and its place there.
    Measured { series: usize, point: usize, utc_secs: i64 },
    /// Body mass index of the newest weight, at that position of the twin's observations, and height.
    FromWeightAndHeight { position: usize, utc_secs: i64 },
    /// Completed years, from the register.
    Age,
    /// Output of a validated model, as 0 to 1.
    Model(&'static RiskModel),
}

/// Why an indicator has no sub-score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lack {
    NotRecorded,
    /// The newest value is a limit of measurement.
    OnlyLimit,
    /// The model has no number for this patient.
    NoResult(&'static RiskModel),
    /// Neither our table nor a model has this column in this unit.
    Unknown,
    Fault(ValueFault),
}

/// An indicator's value.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub value: f64,
    /// As recorded, where it was.
    pub shown: String,
    pub score: f64,
    pub from: Origin,
}

/// One indicator of the profile, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    pub found: Result<Found, Lack>,
    /// Its part of all weights, 0 to 1.
    pub weight_share: f64,
}

/// R of one patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub rows: Vec<SummaryRow>,
    pub risk: WeightedRisk,
    /// The longest first.
    pub bars: Vec<Bar>,
    /// Weight that is missing, as a part of all.
    pub missing_share: f64,
}

/// Makes the summary; a value that cannot be used is missing, and says why.
pub fn summary(profile: &WeightProfile, twin: &TwinView, risks: Option<&RiskView>) -> Summary {
    let total = profile.total_weight();
    let rows = profile
        .indicators()
        .iter()
        .map(|indicator| SummaryRow { found: found(indicator, twin, risks), weight_share: indicator.weight / total });
    let rows: Vec<SummaryRow> = rows.collect();
    let values: Vec<Option<f64>> = rows.iter().map(|row| row.found.as_ref().ok().map(|found| found.value)).collect();
    // Every value here has a sub-score: that was asked for above.
    let risk = weighted_risk(profile, &values).unwrap_or_else(|_| WeightedRisk {
        risk: None,
        low: 0.0,
        high: 1.0,
        missing: (0..rows.len()).collect(),
        missing_weight: total,
        parts: Vec::new(),
    });
    Summary { bars: tornado(&risk), missing_share: risk.missing_weight / total, rows, risk }
}

fn found(indicator: &WeightedIndicator, twin: &TwinView, risks: Option<&RiskView>) -> Result<Found, Lack> {
    let (value, shown, from) = value(indicator, twin, risks)?;
    let score = score_of(indicator, value).map_err(Lack::Fault)?;
    Ok(Found { value, shown, score, from })
}

fn value(
    indicator: &WeightedIndicator,
    twin: &TwinView,
    risks: Option<&RiskView>,
) -> Result<(f64, String, Origin), Lack> {
    if let Some(known) = indicator.known() {
        let of_indicator = |series: &&Series| series.indicator() == Some(known);
        let found = measured(twin, of_indicator);
        let is_bmi = IndicatorId::from_code(BODY_MASS_INDEX) == Some(known);
        return found.or_else(|lack| is_bmi.then(|| computed_bmi(twin, risks)).flatten().ok_or(lack));
    }
    if is_age(indicator) {
        let years = twin.age_years.ok_or(Lack::NotRecorded)?;
        return Ok((f64::from(years), years.to_string(), Origin::Age));
    }
    let (model, output) = model_of(indicator).ok_or(Lack::Unknown)?;
    let number = risks.and_then(|risks| risks.estimate(model.id)?.scores()?.number(output));
    let number = number.ok_or(Lack::NoResult(model))?;
    let is_percent = model.outputs.get(output).is_some_and(|output| output.unit == OutputUnit::Percent);
    let share = if is_percent { number / 100.0 } else { number };
    Ok((share, format!("{share:.3}"), Origin::Model(model)))
}

/// The body mass index that nobody wrote down; as old as the weight is.
fn computed_bmi(twin: &TwinView, risks: Option<&RiskView>) -> Option<(f64, String, Origin)> {
    let computed = twin.risk.computed_body_mass_index(ANY_AGE_HOURS, risks?.as_of)?;
    let from = Origin::FromWeightAndHeight { position: computed.position, utc_secs: computed.utc_secs };
    Some((computed.value, format!("{:.1}", computed.value), from))
}

/// The newest value of a series.
fn measured(twin: &TwinView, is_it: impl Fn(&&Series) -> bool) -> Result<(f64, String, Origin), Lack> {
    let at = twin.series.iter().position(|series| is_it(&series)).ok_or(Lack::NotRecorded)?;
    let series = twin.series.get(at).ok_or(Lack::NotRecorded)?;
    let newest = series.newest().ok_or(Lack::NotRecorded)?;
    if newest.flags.bound.is_some() {
        return Err(Lack::OnlyLimit);
    }
    let from = Origin::Measured { series: at, point: series.points.len() - 1, utc_secs: newest.utc_secs };
    Ok((newest.value, newest.text(), from))
}

fn is_age(indicator: &WeightedIndicator) -> bool {
    indicator.column.eq_ignore_ascii_case("age") && ucum_from_spelling(&indicator.unit) == "a"
}

/// The model and its output that a column of sub-scores names: `prevent_ascvd`, or `findrisc` alone where it has one.
pub fn model_of(indicator: &WeightedIndicator) -> Option<(&'static RiskModel, usize)> {
    if ucum_from_spelling(&indicator.unit) != "1" {
        return None;
    }
    RISK_MODELS.iter().copied().find_map(|model| {
        let is_named =
            |column: &str| indicator.column == format!("{}_{column}", model.id) || indicator.column == model.id;
        let is_share = |unit: OutputUnit| matches!(unit, OutputUnit::Probability | OutputUnit::Percent);
        let mut outputs = model.outputs.iter();
        let at = outputs.position(|output| is_share(output.unit) && is_named(output.column))?;
        Some((model, at))
    })
}
