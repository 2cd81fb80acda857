//! Risks without a change: what models say of the open twin's patient, or what a clinician enters where no model of ours
//! gives the outcome.

use crate::analysis::risk::{OutputUnit, RiskModel, Slot, model_by_id};
use crate::analysis::what_if::baseline::{is_atherosclerotic, is_major_vascular};
use crate::analysis::what_if::{Baseline, BaselineSource, Outcome, OwnRisk, Under};

use super::super::risk::answers::{Answers, Question};
use super::super::risk::estimate::{Depth, Estimate, Estimated};
use super::super::risk::filling::{AsOf, Known};

/// The trials ran for years, and so do the baselines: the horizon that models are asked for here.
const HORIZON_YEARS: u8 = 10;

/// Model, column, and what it is a baseline of; the first that applies leads.
const SOURCES: [(&str, &str, BaselineSource); 8] = [
    ("prevent", "ascvd", BaselineSource::PreventAscvd),
    ("score2", "risk_10yr_pct", BaselineSource::Score2Family),
    ("score2_diabetes", "risk_10yr_pct", BaselineSource::Score2Family),
    ("pce", "risk_10yr_ascvd_published_means", BaselineSource::PooledCohort2013),
    ("framingham2008", "risk_10yr_cvd_pct", BaselineSource::Framingham2008),
    ("prevent", "chd", BaselineSource::PreventCoronary),
    ("prevent", "stroke", BaselineSource::PreventStroke),
    ("prevent", "heart_failure", BaselineSource::PreventHeartFailure),
];

/// A baseline and the model that gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundBaseline {
    pub baseline: Baseline,
    /// `None` where a clinician entered it.
    pub model: Option<&'static RiskModel>,
    /// Column of the model's output.
    pub column: &'static str,
}

/// A source that gives no baseline, with what its model says instead.
#[derive(Clone, Debug, PartialEq)]
pub struct PassedOver {
    pub source: BaselineSource,
    pub estimate: Estimate,
}

/// What there is for a patient, each list in the order of the sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Baselines {
    /// Those of models, then what was entered.
    pub found: Vec<FoundBaseline>,
    pub passed_over: Vec<PassedOver>,
}

impl Baselines {
    /// Of heart attack, stroke and death, by the first model that gives it.
    pub fn ten_year_ascvd(&self) -> Option<OwnRisk> {
        let of_model = |found: &&FoundBaseline| is_atherosclerotic(found.baseline.source);
        let own = |found: &FoundBaseline| OwnRisk { risk: found.baseline.risk, source: found.baseline.source };
        self.found.iter().find(of_model).map(own)
    }

    /// Sources that would have led before this one and could not.
    pub fn passed_over_for(&self, taken: BaselineSource) -> impl Iterator<Item = &PassedOver> {
        let place = |source| SOURCES.iter().position(|(_, _, own)| *own == source);
        let leads = move |source| is_major_vascular(taken) && is_major_vascular(source) && place(source) < place(taken);
        self.passed_over.iter().filter(move |passed| leads(passed.source))
    }
}

/// A risk that a clinician entered for an outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entered {
    pub outcome: Outcome,
    pub under: Under,
    /// 0 to 1.
    pub risk: f64,
    pub horizon_years: u8,
}

impl Entered {
    pub fn baseline(&self) -> Baseline {
        let source = BaselineSource::Entered { outcome: self.outcome, under: self.under };
        Baseline { source, risk: self.risk, horizon_years: self.horizon_years }
    }
}

/// Every baseline that there is for this patient, and every source that gives none.
pub fn baselines_of(known: Known<'_>, entered: &[Entered], as_of: AsOf) -> Baselines {
    let answers = over_ten_years(known.answers);
    let known = Known { answers: &answers, ..known };
    let standing = known.standing(as_of);
    let mut all = Baselines::default();
    for (id, column, source) in SOURCES {
        let Some(model) = model_by_id(id) else { continue };
        let estimate = Estimate::of(model, known, &standing, as_of, Depth::Words);
        match risk_in(&estimate, column) {
            Some(risk) => {
                let baseline = Baseline { source, risk, horizon_years: HORIZON_YEARS };
                all.found.push(FoundBaseline { baseline, model: Some(model), column });
            }
            None => all.passed_over.push(PassedOver { source, estimate }),
        }
    }
    all.found.extend(entered.iter().map(|one| FoundBaseline { baseline: one.baseline(), model: None, column: "" }));
    all
}

/// What a model's output counts, where the what-if knows it.
pub fn source_of(model: &str, column: &str) -> Option<BaselineSource> {
    if (model, column) == ("prevent", "total_cvd") {
        return Some(BaselineSource::PreventTotalCvd);
    }
    SOURCES.iter().find(|(id, own, _)| (*id, *own) == (model, column)).map(|(_, _, source)| *source)
}

/// Which model gives the baseline of heart attack, stroke and death before which; `None` for models of something else.
pub fn rank_of(model: &str) -> Option<usize> {
    SOURCES.iter().position(|(id, _, source)| *id == model && is_major_vascular(*source))
}

/// What the leading model lacks, where it applies and has no number: what is to be said or measured first.
pub fn lacking(known: Known<'_>, as_of: AsOf) -> Option<Estimate> {
    let answers = over_ten_years(known.answers);
    let known = Known { answers: &answers, ..known };
    let model = model_by_id("prevent")?;
    Some(Estimate::of(model, known, &known.standing(as_of), as_of, Depth::Words))
}

/// A horizon of 30 years that was chosen in the risks is not that of the trials.
fn over_ten_years(answers: &Answers) -> Answers {
    let mut answers = answers.clone();
    answers.say(Question::Input { model: "prevent", column: "years" }, Slot::Missing);
    answers
}

fn risk_in(estimate: &Estimate, column: &str) -> Option<f64> {
    let Estimated::Scored { scores, .. } = &estimate.estimated else { return None };
    let at = estimate.model.outputs.iter().position(|output| output.column == column)?;
    let value = scores.number(at)?;
    match estimate.model.outputs.get(at)?.unit {
        OutputUnit::Probability => Some(value),
        OutputUnit::Percent => Some(value / 100.0),
        OutputUnit::Points | OutputUnit::MilligramsPerWeek | OutputUnit::MillilitresPerMinute | OutputUnit::Class => {
            None
        }
    }
}
