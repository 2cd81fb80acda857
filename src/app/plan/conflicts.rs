//! The one place where medications that do not go with the genes come into a plan.

use crate::domain::genome::advice::{Action, Advice, DrugUse};
use crate::domain::genome::drug::Tier;
use crate::domain::plan::GeneDrugConflict;

use super::super::genes::view::GenesView;

/// What guidelines say about the open twin's drugs with its genes, the loudest first for each drug.
pub fn advice_of(view: &GenesView) -> Vec<(DrugUse, &Advice)> {
    view.cards.iter().flat_map(|card| card.advice.iter().map(|advice| (card.taken.used, advice))).collect()
}

/// What is louder than information and asks for something to be decided about a drug that is taken or being entered.
pub fn conflicts_of(advice: &[(DrugUse, &Advice)]) -> Vec<GeneDrugConflict> {
    let concerns = |(used, advice): &&(DrugUse, &Advice)| {
        let asks = !matches!(advice.action, Action::Standard | Action::None) && advice.tier > Tier::Information;
        asks && !matches!(used, DrugUse::Candidate)
    };
    advice.iter().filter(concerns).map(|(_, advice)| GeneDrugConflict::from(*advice)).collect()
}
