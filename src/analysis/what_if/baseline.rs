//! Risks without a change, and of which outcome they are.

use super::effects::Outcome;

/// Where a baseline risk comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaselineSource {
    PreventTotalCvd,
    PreventAscvd,
    PreventCoronary,
    PreventStroke,
    PreventHeartFailure,
    /// SCORE2, SCORE2-OP and SCORE2-Diabetes.
    Score2Family,
    PooledCohort2013,
    Framingham2008,
    /// A clinician's number for this outcome.
    Entered {
        outcome: Outcome,
        under: Under,
    },
}

impl BaselineSource {
    /// The outcome that a clinician entered a number for; `None` for a baseline of a model.
    pub fn entered_outcome(self) -> Option<Outcome> {
        match self {
            BaselineSource::Entered { outcome, .. } => Some(outcome),
            BaselineSource::PreventTotalCvd
            | BaselineSource::PreventAscvd
            | BaselineSource::PreventCoronary
            | BaselineSource::PreventStroke
            | BaselineSource::PreventHeartFailure
            | BaselineSource::Score2Family
            | BaselineSource::PooledCohort2013
            | BaselineSource::Framingham2008 => None,
        }
    }
}

/// Baselines of what PREVENT calls atherosclerotic disease; Framingham's counts more.
pub fn is_atherosclerotic(source: BaselineSource) -> bool {
    is_major_vascular(source) && source != BaselineSource::Framingham2008
}

/// What the person takes while the entered baseline holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Under {
    Nothing,
    Warfarin,
}

/// A risk without the effects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Baseline {
    pub source: BaselineSource,
    /// 0 to 1.
    pub risk: f64,
    pub horizon_years: u8,
}

/// Baselines of the composite of death, infarction and stroke; PREVENT's total contains heart failure and is not.
pub fn is_major_vascular(source: BaselineSource) -> bool {
    match source {
        BaselineSource::PreventAscvd
        | BaselineSource::Score2Family
        | BaselineSource::PooledCohort2013
        | BaselineSource::Framingham2008 => true,
        BaselineSource::PreventTotalCvd
        | BaselineSource::PreventCoronary
        | BaselineSource::PreventStroke
        | BaselineSource::PreventHeartFailure
        | BaselineSource::Entered { .. } => false,
    }
}
