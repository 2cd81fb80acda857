//! Alerts about a patient's drugs: one for each cause, as loud as the loudest thing that speaks of it.
//!
//! The tier of an advice is action × strength × whether the drug is taken (`genomics::advice::tier`). What a guideline says
//! but was not compared with its data is never more than a warning: an interruption wants a checked basis.

use crate::domain::genome::advice::{Action, Advice, Basis, DrugUse, Remark};
use crate::domain::genome::drug::Tier;

use super::checks::{Check, CheckKind};
use super::drugs::DrugCard;

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKind {
    /// A gene's result and the drug.
    Gene,
    /// A gene that the drug asks for was not tested.
    NotTested,
    /// A result for which the tables have no row.
    NoAdvice,
    /// Another drug.
    Interaction,
}

impl AlertKind {
    pub fn id(self) -> &'static str {
        match self {
            AlertKind::Gene => "gene",
            AlertKind::NotTested => "not-tested",
            AlertKind::NoAdvice => "no-advice",
            AlertKind::Interaction => "interaction",
        }
    }
}

/// One cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Stable: the kind, the drug, and what about it; an override speaks of it.
    pub cause: String,
    pub kind: AlertKind,
    pub tier: Tier,
    /// As the record writes it.
    pub drug: String,
    pub used: DrugUse,
    /// Everything that speaks of the cause, the loudest first.
    pub advice: Vec<Advice>,
    /// What the table of pairs says of the same two drugs.
    pub checks: Vec<Check>,
}

impl Alert {
    /// The drugs of an interaction by the names of the tables, in alphabetical order.
    fn pair(&self) -> Option<[&str; 2]> {
        let (kind, drugs) = self.cause.split_once(':')?;
        let (one, other) = drugs.split_once(':').filter(|_| kind == AlertKind::Interaction.id())?;
        Some(if one <= other { [one, other] } else { [other, one] })
    }
}

/// Puts what the table of pairs says of two drugs to the interaction alert about the same two, so that one cause speaks
/// once and as loud as its loudest part. Gives back the checks that stand alone.
pub fn join_pairs(alerts: &mut [Alert], checks: Vec<Check>) -> Vec<Check> {
    let mut alone = Vec::new();
    for check in checks {
        let pair = (check.kind == CheckKind::Pair).then(|| check.cause.rsplit(':').next().unwrap_or_default());
        let is_about =
            |alert: &&mut Alert| pair.is_some_and(|pair| alert.pair().is_some_and(|two| two.join("+") == pair));
        match alerts.iter_mut().find(is_about) {
            Some(alert) => {
                alert.tier = alert.tier.max(check.tier);
                alert.checks.push(check);
            }
            None => alone.push(check),
        }
    }
    alone
}

/// The alerts of all cards, the loudest first, then in the order of the cards.
pub fn alerts_of(cards: &[DrugCard]) -> Vec<Alert> {
    let mut alerts: Vec<Alert> = Vec::new();
    for card in cards {
        for advice in &card.advice {
            let Some((kind, about)) = kind_and_subject(advice) else { continue };
            let cause = format!("{}:{}:{about}", kind.id(), advice.drug);
            let tier = tier_of(advice);
            match alerts.iter_mut().find(|alert| alert.cause == cause) {
                Some(alert) => {
                    alert.tier = alert.tier.max(tier);
                    alert.advice.push(advice.clone());
                }
                None => alerts.push(Alert {
                    cause,
                    kind,
                    tier,
                    drug: card.taken.name.clone(),
                    used: card.taken.used,
                    advice: vec![advice.clone()],
                    checks: Vec::new(),
                }),
            }
        }
    }
    alerts.iter_mut().for_each(|alert| alert.advice.sort_by_key(|advice| std::cmp::Reverse(tier_of(advice))));
    alerts.sort_by_key(|alert| std::cmp::Reverse(alert.tier));
    alerts
}

/// What an advice alerts to and of what; nothing where the usual dose is right, or where a dose follows from a model.
fn kind_and_subject(advice: &Advice) -> Option<(AlertKind, String)> {
    let genes = || {
        let entries = advice.lookup.split(';').map(|entry| entry.split('=').next().unwrap_or(entry));
        entries.collect::<Vec<_>>().join("+")
    };
    if let Some(inhibitor) = opposing(advice) {
        return Some((AlertKind::Interaction, inhibitor.to_owned()));
    }
    match (advice.basis, advice.action) {
        (_, Action::Standard) => None,
        (Basis::Rule, Action::Test) => Some((AlertKind::NotTested, needs(advice).unwrap_or_else(genes))),
        (Basis::Rule, Action::None) if advice.remarks.contains(&Remark::DoseModel) => None,
        (Basis::Rule, Action::None) => Some((AlertKind::NoAdvice, genes())),
        (Basis::Rule, _) => Some((AlertKind::Interaction, advice.lookup.trim_start_matches("with ").to_owned())),
        (Basis::Checked | Basis::Recalled, _) => Some((AlertKind::Gene, genes())),
    }
}

/// The drug that turns the advice of the genes round: the interaction is the cause.
fn opposing(advice: &Advice) -> Option<&str> {
    advice.remarks.iter().find_map(|remark| match remark {
        Remark::OpposedByCyp3a(other) => Some(other.as_str()),
        _ => None,
    })
}

/// The need that was not tested, with its allele.
fn needs(advice: &Advice) -> Option<String> {
    advice.remarks.iter().find_map(|remark| match remark {
        Remark::NotTested(need) | Remark::WithoutResult(need) => Some(need.clone()),
        _ => None,
    })
}

/// An advice's tier as an alert.
pub fn tier_of(advice: &Advice) -> Tier {
    let is_not_covered =
        advice.remarks.iter().any(|remark| matches!(remark, Remark::NotCovered(_) | Remark::DoseModel));
    match advice.basis {
        Basis::Recalled => advice.tier.min(Tier::Warning),
        Basis::Rule if is_not_covered => Tier::Information,
        Basis::Checked | Basis::Rule => advice.tier,
    }
}
