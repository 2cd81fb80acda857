//! What was decided before beside what is proposed now. An acceptance stands only while what was accepted is still offered
//! on the risk, and beside the harm, that were agreed to; else the item is open again and says why.

use crate::analysis::what_if::gates::{is_entered, is_of_baseline, outweighed};
use crate::analysis::what_if::needs::begun_by;
use crate::analysis::what_if::{
    Amount, Baseline, Chosen, Refusal, Treatment, TrialEffect, fewer_per_thousand, offered, per_thousand, usual_amount,
};
use crate::domain::plan::{ExpectedEffect, Lapse, NotOffered, Plan, PlanItem, PlannedTreatment, Subject, Verdict};

use super::super::risk::estimate::Estimated;
use super::super::what_if::baselines::PassedOver;
use super::super::what_if::view::{WhatIfView, nothing_to_lower};

/// Puts what was decided beside what is proposed. A decided item that is not proposed any more stays as it was, but for a
/// treatment that was accepted: `why` tells why it is not offered.
pub fn with_decisions(mut proposed: Plan, before: &Plan, why: impl Fn(&str) -> Vec<NotOffered>) -> Plan {
    for item in &mut proposed.items {
        if let Some(known) = before.items.iter().find(|known| known.is_about(&item.subject)) {
            *item = decided_before(item.subject.clone(), known);
        }
    }
    let is_gone = |known: &&PlanItem| !proposed.items.iter().any(|item| item.is_about(&known.subject));
    let gone: Vec<PlanItem> =
        before.items.iter().filter(is_gone).filter(stays).map(|known| left_over(known, &why)).collect();
    proposed.items.extend(gone);
    proposed.note.clone_from(&before.note);
    proposed
}

/// What was decided about something that is proposed again, with today's numbers.
fn decided_before(subject: Subject, known: &PlanItem) -> PlanItem {
    let changed = changed_numbers(&subject, &known.subject).filter(|_| known.verdict.is_yes());
    let standing = known.lapse.clone().filter(|lapse| {
        known.verdict == Verdict::Open && matches!(lapse, Lapse::OtherBasis | Lapse::OtherHarm | Lapse::OtherAdvice)
    });
    let verdict = if changed.is_some() { Verdict::Open } else { known.verdict };
    // Harms that are others now were not talked about.
    let harms_discussed = known.harms_discussed && changed != Some(Lapse::OtherHarm);
    PlanItem { subject, verdict, harms_discussed, lapse: changed.or(standing), ..known.clone() }
}

/// Whether something else was agreed to: other advice, numbers on another model's risk, or beside another harm as people of
/// a thousand show it.
fn changed_numbers(now: &Subject, known: &Subject) -> Option<Lapse> {
    if let (Subject::GeneDrug(now), Subject::GeneDrug(known)) = (now, known) {
        return (now.action != known.action).then_some(Lapse::OtherAdvice);
    }
    let (Subject::Treatment(now), Subject::Treatment(known)) = (now, known) else { return None };
    if now.expected.source != known.expected.source {
        return Some(Lapse::OtherBasis);
    }
    (shown_harm(now) != shown_harm(known)).then_some(Lapse::OtherHarm)
}

/// A counted harm as it is shown: of how many people, how many more, over which time.
fn shown_harm(treatment: &PlannedTreatment) -> Option<(u32, i64, u8)> {
    let of = |harm: &ExpectedEffect| {
        (per_thousand(harm.risk_now), fewer_per_thousand(harm.risk_now, harm.risk), harm.horizon_years)
    };
    treatment.harm.as_ref().map(of)
}

/// Whether an item that is not proposed any more is kept at all.
fn stays(known: &&PlanItem) -> bool {
    match known.subject {
        Subject::Own { .. } => true,
        Subject::Collect { .. } => false,
        Subject::Treatment(_) | Subject::GeneDrug(_) => known.verdict != Verdict::Open || known.lapse.is_some(),
    }
}

/// An item that is not proposed any more. Of a gene and a drug the advice has been followed when it is gone; a treatment
/// that is taken by now is carried out; one of which too little is known today stays as it was and says so; any other that
/// was accepted is open again.
fn left_over(known: &PlanItem, why: impl Fn(&str) -> Vec<NotOffered>) -> PlanItem {
    let Subject::Treatment(treatment) = &known.subject else { return known.clone() };
    let is_open = known.verdict == Verdict::Open;
    if !known.verdict.is_yes() && !is_open {
        return PlanItem { lapse: None, ..known.clone() };
    }
    let why = why(&treatment.effect);
    let lapse = match why.iter().any(|reason| reason.speaks_against()) {
        false if is_open => known.lapse.clone(),
        false => Some(Lapse::Unchecked(why)),
        true if why == [NotOffered::Taken] && !is_open => Some(Lapse::Taken),
        true => Some(Lapse::NotOffered(why)),
    };
    let verdict = if matches!(lapse, Some(Lapse::NotOffered(_))) { Verdict::Open } else { known.verdict };
    PlanItem { verdict, lapse, ..known.clone() }
}

/// Why a row of the table is not offered to the what-if's person, each kind of reason once. One that is taken already needs
/// no other reason: what else has changed comes of that.
pub fn not_offered(effect: &str, view: &WhatIfView) -> Vec<NotOffered> {
    let mut reasons: Vec<NotOffered> = Vec::new();
    let begins = TrialEffect::by_id(effect).and_then(|effect| begun_by(effect.intervention));
    let is_unknown = is_baseline_unknown(effect, view);
    let reason_of = |refusal: &Refusal| match refusal {
        Refusal::NoBaseline { .. } if is_unknown => NotOffered::RiskNotKnown,
        refusal => reason_of(refusal, begins),
    };
    for reason in refusals_of(effect, view).iter().map(reason_of) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    match reasons.contains(&NotOffered::Taken) {
        true => vec![NotOffered::Taken],
        false if reasons.is_empty() => vec![NotOffered::Other],
        false => reasons,
    }
}

/// Every rule against a row for the what-if's person, whatever baseline is looked at.
pub fn refusals_of(effect: &str, view: &WhatIfView) -> Vec<Refusal> {
    let Some((effect, mut refusals)) = offered(&view.person).into_iter().find(|(row, _)| row.id == effect) else {
        return Vec::new();
    };
    let mut baselines = view.baselines.found.iter().map(|found| found.baseline);
    let usual = usual_amount(effect, &view.person);
    match baselines.find(|baseline| is_of_baseline(effect, baseline.source)) {
        None => refusals.push(Refusal::NoBaseline { effect: effect.id, outcome: effect.outcome }),
        Some(baseline) => refusals.extend(usual.and_then(|amount| harmful(effect, amount, view, baseline))),
    }
    if usual.is_none() {
        refusals.push(nothing_to_lower(effect, &view.person));
    }
    refusals
}

/// Whether a model that could give the risk lacks an input, or nobody has entered it.
fn is_baseline_unknown(effect: &str, view: &WhatIfView) -> bool {
    let Some(effect) = TrialEffect::by_id(effect) else { return false };
    let passed = view.baselines.passed_over.iter().filter(|passed| is_of_baseline(effect, passed.source));
    let lacks = |passed: &PassedOver| {
        matches!(passed.estimate.estimated, Estimated::Missing | Estimated::Between(_) | Estimated::Bounded(_))
    };
    is_entered(effect.outcome) || passed.into_iter().any(lacks)
}

fn harmful(effect: &'static TrialEffect, amount: Amount, view: &WhatIfView, baseline: Baseline) -> Option<Refusal> {
    outweighed(Chosen { effect, amount }, &view.person, baseline)
}

fn reason_of(refusal: &Refusal, begins: Option<Treatment>) -> NotOffered {
    match refusal {
        Refusal::AlreadyTreated { treatment, .. } if Some(*treatment) == begins => NotOffered::Taken,
        Refusal::AlreadyTreated { .. } => NotOffered::Excluded,
        Refusal::NotMet { .. } | Refusal::RiskTooLow { .. } => NotOffered::OtherPeople,
        Refusal::NotRecorded { .. } | Refusal::TreatmentNotRecorded { .. } | Refusal::HarmNotEntered { .. } => {
            NotOffered::NotKnown
        }
        Refusal::NoBaseline { .. } | Refusal::OtherOutcome { .. } | Refusal::OtherControl { .. } => NotOffered::NoRisk,
        Refusal::HarmOutweighs { .. } => NotOffered::HarmOutweighs,
        Refusal::ValueNotRecorded { .. } => NotOffered::NoValue,
        Refusal::TooLow { .. } => NotOffered::NothingToLower,
        Refusal::NothingChosen
        | Refusal::Recalled { .. }
        | Refusal::Exclusive { .. }
        | Refusal::OtherAmount { .. }
        | Refusal::NoChange { .. }
        | Refusal::TooLarge { .. }
        | Refusal::TooMany { .. }
        | Refusal::HorizonTooLong { .. }
        | Refusal::BeyondProbability
        | Refusal::NotCalculable(_) => NotOffered::Other,
    }
}
