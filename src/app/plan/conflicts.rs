//! The one place where medications that do not go with the genes come into a plan.

use crate::domain::genome::advice::{Action, Advice, DrugUse};
use crate::domain::plan::GeneDrugConflict;

use super::super::twin::view::TwinView;

/// What guidelines say about the open twin's medications with its genes: none while the store holds no genes.
pub fn advice_of(_view: &TwinView) -> Vec<(DrugUse, Advice)> {
    Vec::new()
}

/// The advice that asks for something to be decided about a drug that is taken or being entered.
pub fn conflicts_of(advice: &[(DrugUse, Advice)]) -> Vec<GeneDrugConflict> {
    let concerns = |(drug_use, advice): &&(DrugUse, Advice)| {
        let asks = !matches!(advice.action, Action::Standard | Action::None);
        asks && !matches!(drug_use, DrugUse::Candidate)
    };
    advice.iter().filter(concerns).map(|(_, advice)| GeneDrugConflict::from(advice)).collect()
}
