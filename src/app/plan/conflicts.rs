//! The one place where medications that do not go with the genes come into a plan.

use crate::domain::genome::advice::{Action, Advice, DrugUse, Population};
use crate::domain::genome::drug::Tier;
use crate::domain::plan::{ConflictUse, GeneDrugConflict};

use super::super::genes::view::GenesView;

/// What guidelines say about the open twin's drugs with its genes, the loudest first for each drug.
pub fn advice_of(view: &GenesView) -> Vec<(DrugUse, &Advice)> {
    view.cards.iter().flat_map(|card| card.advice.iter().map(|advice| (card.taken.used, advice))).collect()
}

/// What is louder than information and asks for something to be decided about a drug that is taken or being entered. Rows for
/// several uses of a drug with the same genes are one thing to decide: the loudest.
pub fn conflicts_of(advice: &[(DrugUse, &Advice)]) -> Vec<GeneDrugConflict> {
    let concerns = |(used, advice): &&(DrugUse, &Advice)| {
        let asks = !matches!(advice.action, Action::Standard | Action::None) && advice.tier > Tier::Information;
        asks && !matches!(used, DrugUse::Candidate)
    };
    let mut loudest: Vec<&Advice> = Vec::new();
    for (_, advice) in advice.iter().filter(concerns) {
        let is_same = |known: &&mut &Advice| known.drug == advice.drug && known.lookup == advice.lookup;
        match loudest.iter_mut().find(is_same) {
            Some(known) if known.tier < advice.tier => *known = advice,
            Some(_) => {}
            None => loudest.push(advice),
        }
    }
    let with_uses = |loudest| GeneDrugConflict { uses: uses_of(loudest, advice), ..GeneDrugConflict::from(loudest) };
    loudest.into_iter().map(with_uses).collect()
}

/// Every use that the guideline tells apart for a drug with the same genes, the loudest first: what replaces a drug in one
/// may be forbidden in another.
fn uses_of(loudest: &Advice, advice: &[(DrugUse, &Advice)]) -> Vec<ConflictUse> {
    let is_of_use = |one: &&Advice| {
        one.drug == loudest.drug && one.lookup == loudest.lookup && one.population != Population::General
    };
    let mut uses: Vec<&Advice> = advice.iter().map(|(_, one)| *one).filter(is_of_use).collect();
    uses.sort_by_key(|one| std::cmp::Reverse(one.tier));
    let mut kept: Vec<ConflictUse> = Vec::new();
    for one in uses.into_iter().map(ConflictUse::from) {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}
