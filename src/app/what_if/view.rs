//! The what-if of the open twin, ready to be drawn: baselines, what may be chosen, and both futures.

use crate::analysis::what_if::effects::{EFFECTS, Verified};
use crate::analysis::what_if::gates::{is_of_baseline, outweighed};
use crate::analysis::what_if::{
    Amount, Baseline, BaselineSource, Chosen, Outcome, Person, Refusal, Screened, TrialEffect, Under, most_amount,
    offered, screen, usual_amount,
};
use crate::domain::ids::PatientId;

use super::super::risk::estimate::Estimate;
use super::super::risk::filling::AsOf;
use super::baselines::{Baselines, FoundBaseline};

/// An effect that was chosen, with its amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Picked {
    pub effect: &'static TrialEffect,
    pub amount: Amount,
}

/// A row of the table for this patient and baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferedRow {
    pub effect: &'static TrialEffect,
    /// Why it cannot be chosen; empty where it can.
    pub refusals: Vec<Refusal>,
    /// What was chosen, or what would be offered first.
    pub amount: Option<Amount>,
    pub most: Option<Amount>,
    pub is_picked: bool,
}

/// Everything that the screen shows.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIfView {
    pub patient: PatientId,
    pub as_of: AsOf,
    pub person: Person,
    pub baselines: Baselines,
    /// The baseline looked at: a place in those found.
    pub at: Option<usize>,
    /// Rows that can be chosen for it.
    pub offered: Vec<OfferedRow>,
    /// Rows of its outcome that cannot, and rows of other outcomes.
    pub refused: Vec<OfferedRow>,
    /// How many rows are left out since nobody has confirmed their numbers.
    pub recalled: usize,
    /// `None` while nothing is chosen.
    pub screened: Option<Result<Screened, Vec<Refusal>>>,
    /// Where there is no baseline at all: what the leading model says instead.
    pub lacking: Option<Estimate>,
}

impl WhatIfView {
    pub fn baseline(&self) -> Option<&FoundBaseline> {
        self.at.and_then(|at| self.baselines.found.get(at))
    }
}

/// What a view is made of.
pub struct Parts<'a> {
    pub patient: PatientId,
    pub as_of: AsOf,
    pub person: Person,
    pub baselines: Baselines,
    pub source: Option<BaselineSource>,
    pub picked: &'a [Picked],
    pub lacking: Option<Estimate>,
}

/// Makes the view. Of what was picked only that counts which can be picked for the baseline.
pub fn what_if_view(parts: Parts<'_>) -> WhatIfView {
    let person = Person { ten_year_ascvd: parts.baselines.ten_year_ascvd(), ..parts.person };
    let chosen = |found: &FoundBaseline| Some(found.baseline.source) == parts.source;
    let found = &parts.baselines.found;
    let first = (!found.is_empty()).then_some(0);
    let at = found.iter().position(chosen).or(first);
    let baseline = at.and_then(|at| found.get(at)).map(|found| found.baseline);
    let rows = rows(&person, baseline, parts.picked);
    let (offered, refused): (Vec<OfferedRow>, Vec<OfferedRow>) =
        rows.into_iter().partition(|row| row.refusals.is_empty());
    let picked = offered.iter().filter(|row| row.is_picked);
    let chosen: Vec<Chosen> =
        picked.filter_map(|row| row.amount.map(|amount| Chosen { effect: row.effect, amount })).collect();
    let screened = baseline.filter(|_| !chosen.is_empty()).map(|baseline| screen(&chosen, &person, baseline));
    WhatIfView {
        patient: parts.patient,
        as_of: parts.as_of,
        recalled: EFFECTS.iter().filter(|effect| effect.verified == Verified::Recalled).count(),
        person,
        baselines: parts.baselines,
        at,
        offered,
        refused,
        screened,
        lacking: parts.lacking.filter(|_| at.is_none()),
    }
}

/// Every confirmed row, with each reason against it.
fn rows(person: &Person, baseline: Option<Baseline>, picked: &[Picked]) -> Vec<OfferedRow> {
    let confirmed = offered(person).into_iter().filter(|(effect, _)| effect.verified != Verified::Recalled);
    let row = |(effect, mut refusals): (&'static TrialEffect, Vec<Refusal>)| {
        let of_it = baseline.filter(|baseline| is_of_baseline(effect, baseline.source));
        if of_it.is_none() {
            refusals.push(Refusal::OtherOutcome { effect: effect.id, outcome: effect.outcome });
        }
        let own = picked.iter().find(|one| one.effect.id == effect.id);
        let usual = usual_amount(effect, person);
        if usual.is_none() {
            refusals.push(nothing_to_lower(effect, person));
        }
        let amount = own.map(|one| one.amount).or(usual);
        let chosen = amount.map(|amount| Chosen { effect, amount });
        refusals.extend(of_it.zip(chosen).and_then(|(baseline, chosen)| outweighed(chosen, person, baseline)));
        OfferedRow { effect, refusals, amount, most: most_amount(effect, person), is_picked: own.is_some() }
    };
    confirmed.map(row).collect()
}

/// The value that would change is not recorded, or as low as it may be.
pub fn nothing_to_lower(effect: &'static TrialEffect, person: &Person) -> Refusal {
    use crate::analysis::what_if::effects::Per;
    use crate::analysis::what_if::gates::LOWEST_SYSTOLIC_MMHG;
    let now = match effect.per {
        Per::SystolicMmhg(_) => person.systolic_mmhg,
        Per::LdlMmolPerLitre(_) | Per::Whole => person.ldl_mmol_l,
    };
    match now {
        None => Refusal::ValueNotRecorded { effect: effect.id },
        Some(_) => Refusal::TooLow { effect: effect.id, floor: LOWEST_SYSTOLIC_MMHG },
    }
}

/// Outcomes that a clinician can enter a risk for, each with what the person takes meanwhile.
pub fn enterable() -> Vec<(Outcome, Under)> {
    use crate::analysis::what_if::Intervention;
    use crate::analysis::what_if::gates::is_entered;
    let mut all: Vec<(Outcome, Under)> = Vec::new();
    for effect in EFFECTS.iter().filter(|effect| effect.verified != Verified::Recalled && is_entered(effect.outcome)) {
        let is_doac = effect.intervention == Intervention::DoacForWarfarin;
        let one = (effect.outcome, if is_doac { Under::Warfarin } else { Under::Nothing });
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}
