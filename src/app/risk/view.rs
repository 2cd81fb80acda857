//! Every model for the open twin, ready to be drawn.

use crate::analysis::risk::{Fact, Gate, Origin, RISK_MODELS, RiskModel};
use crate::base::Date;
use crate::domain::ids::PatientId;

use super::answers::{FactKind, Question, kind_of, question_of};
use super::estimate::{Depth, Estimate, Estimated};
use super::filling::{AsOf, FilledRow, Given, Known, Lack};

/// The risks of one patient.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskView {
    pub patient: PatientId,
    pub as_of: AsOf,
    /// Nobody who has died has a risk.
    pub died: Option<Date>,
    /// In the order of [`RISK_MODELS`]; none where the patient has died.
    pub estimates: Vec<Estimate>,
    /// What a person could say that the models that apply would use.
    pub questions: Vec<Question>,
}

/// Asks every model.
pub fn risk_view(patient: PatientId, known: Known<'_>, as_of: AsOf) -> RiskView {
    let standing = known.standing(as_of);
    let died = known.record.died;
    let models: &[&'static RiskModel] = if died.is_some() { &[] } else { RISK_MODELS };
    let estimates: Vec<Estimate> =
        models.iter().map(|model| Estimate::of(model, known, &standing, as_of, Depth::Full)).collect();
    let questions = questions(&estimates);
    RiskView { patient, as_of, died, estimates, questions }
}

impl RiskView {
    pub fn estimate(&self, model_id: &str) -> Option<&Estimate> {
        self.estimates.iter().find(|estimate| estimate.model.id == model_id)
    }
}

/// Questions of the models that apply, and those that would open a model to this patient; each once.
fn questions(estimates: &[Estimate]) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    let mut ask = |question: Question| {
        if !all.contains(&question) {
            all.push(question);
        }
    };
    for estimate in estimates {
        match &estimate.estimated {
            Estimated::NotApplicable(Gate::With(fact)) if kind_of(*fact) == FactKind::Asked => {
                ask(Question::Fact(*fact));
            }
            Estimated::NotApplicable(_) => {}
            Estimated::Scored { .. }
            | Estimated::Bounded(_)
            | Estimated::Between(_)
            | Estimated::Missing
            | Estimated::Refused(_)
            | Estimated::Withheld(_) => {
                // A setting of a model is no question about the patient. What was answered stays, to be changed.
                let is_asked = |row: &&FilledRow| {
                    let is_said = matches!(row.from, Err(Lack::Unsaid(_)) | Ok(Given::Said));
                    is_said && !matches!(row.input.origin, Origin::Setting)
                };
                let opened = estimate.model.gates.iter().filter_map(|gate| match gate {
                    Gate::With(fact) if kind_of(*fact) == FactKind::Asked => Some(Question::Fact(*fact)),
                    _ => None,
                });
                opened.for_each(&mut ask);
                let asked = estimate.filled.rows.iter().filter(is_asked);
                asked.filter_map(|row| question_of(estimate.model, row.input)).for_each(&mut ask);
            }
        }
    }
    all
}

/// Facts that a model asks for as inputs.
pub fn recorded_facts(model: &RiskModel) -> impl Iterator<Item = Fact> {
    model.inputs.iter().filter_map(|input| match input.origin {
        Origin::Recorded(fact) | Origin::Above { or: Some(fact), .. } => Some(fact),
        Origin::Age
        | Origin::Sex
        | Origin::Observed { .. }
        | Origin::Above { or: None, .. }
        | Origin::OlderThan(_)
        | Origin::Region
        | Origin::Setting
        | Origin::Asked => None,
    })
}
