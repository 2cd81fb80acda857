//! The treatment plan of the open twin: proposed, decided item by item with reasons, kept as a dated version. Reading a
//! plan is part of opening the twin; keeping one and taking one back ask the door and are journalled.

pub mod conflicts;
pub mod draft;
pub mod keeping;
pub mod lapsing;
pub mod problems;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::ids::PatientId;
use crate::domain::plan::{KeptPlan, Lapse, Plan, PlanFault, PlanItem, Subject, Verdict};

use super::core::Core;
use conflicts::{advice_of, conflicts_of};
pub use draft::NotTogether;
use draft::{Sources, proposal, together, undiscussed_of};
use lapsing::{not_offered, with_decisions};

/// The plan on screen.
#[derive(Debug, Default)]
pub struct PlanState {
    pub patient: Option<PatientId>,
    /// Every kept version, newest first.
    pub kept: Vec<KeptPlan>,
    /// What is being decided; `None` while no twin is open.
    pub draft: Option<Arc<Plan>>,
    pub not_together: Option<NotTogether>,
    /// Something was decided or written since the last version.
    pub is_changed: bool,
    /// An earlier version that is looked at.
    pub shown: Option<u64>,
    /// What was being decided about others when their twins were left: kept until the store is closed.
    left: BTreeMap<PatientId, Arc<Plan>>,
}

impl PlanState {
    /// Whether a plan of anybody has changes that are not kept.
    pub fn has_unsaved(&self) -> bool {
        (self.is_changed && self.draft.is_some()) || !self.left.is_empty()
    }

    /// The newest version that stands.
    pub fn newest(&self) -> Option<&KeptPlan> {
        self.kept.iter().find(|kept| !kept.is_taken_back)
    }

    /// Whether what the newest version accepted does not stand any more: it is not the plan of today then.
    pub fn has_lapsed(&self) -> bool {
        let (Some(newest), Some(draft)) = (self.newest(), self.draft.as_deref()) else { return false };
        let accepted = newest.plan.items.iter().filter(|item| item.verdict.is_yes() && item.lapse.is_none());
        accepted.into_iter().any(|item| {
            draft
                .items
                .iter()
                .any(|today| today.is_about(&item.subject) && today.lapse.as_ref().is_some_and(Lapse::changes_plan))
        })
    }

    /// The twin is left; what was decided waits for its return.
    pub fn leave(&mut self) {
        let mut left = std::mem::take(&mut self.left);
        if let (Some(patient), Some(draft), true) = (self.patient, self.draft.take(), self.is_changed) {
            left.insert(patient, draft);
        }
        *self = PlanState { left, ..PlanState::default() };
    }

    /// The twin is there, with what was being decided when it was left.
    fn come_to(&mut self, patient: PatientId) {
        self.leave();
        self.draft = self.left.remove(&patient);
        (self.patient, self.is_changed) = (Some(patient), self.draft.is_some());
    }

    /// The kept version that is looked at.
    pub fn shown(&self) -> Option<&KeptPlan> {
        self.shown.and_then(|number| self.kept.iter().find(|kept| kept.number == number))
    }
}

/// What can be asked of the plan.
#[derive(Clone, Debug)]
pub enum PlanCommand {
    /// Puts an item in the place of the one about the same thing.
    Set(Box<PlanItem>),
    /// An item of the clinician's own.
    AddOwn,
    RemoveOwn(u32),
    SetNote(String),
    /// Keeps the draft as a version.
    Save,
    /// Takes a version back, or lets it stand again.
    TakeBack {
        patient: PatientId,
        number: u64,
        is_taken_back: bool,
    },
    /// Looks at a version; `None` goes back to the draft.
    Show(Option<u64>),
    /// Forgets what was decided since the last version.
    Discard,
}

/// Carries out a plan command.
pub fn apply(core: &mut Core, command: PlanCommand) {
    match command {
        PlanCommand::Set(item) => {
            let now = core.clock.utc_secs();
            change(core, |plan| set(plan, *item, now));
        }
        PlanCommand::AddOwn => change(core, |plan| {
            let numbers = plan.items.iter().map(|item| match item.subject {
                Subject::Own { number } => number,
                Subject::Treatment(_) | Subject::GeneDrug(_) | Subject::Collect { .. } => 0,
            });
            let number = numbers.max().unwrap_or(0) + 1;
            plan.items.push(PlanItem { verdict: Verdict::Accepted, ..PlanItem::open(Subject::Own { number }) });
        }),
        PlanCommand::RemoveOwn(number) => change(core, |plan| {
            plan.items.retain(|item| item.subject != Subject::Own { number });
        }),
        PlanCommand::SetNote(note) => change(core, |plan| plan.note = note),
        PlanCommand::Save => keeping::save(core),
        PlanCommand::TakeBack { patient, number, is_taken_back } => {
            keeping::take_back(core, patient, number, is_taken_back);
        }
        PlanCommand::Show(number) => core.state.plan.shown = number,
        PlanCommand::Discard => {
            (core.state.plan.draft, core.state.plan.is_changed) = (None, false);
            compute(core);
        }
    }
}

/// Puts an item in the place of the one about the same thing. A decision is dated; taking it back leaves the date of an
/// acceptance that lapsed.
fn set(plan: &mut Plan, item: PlanItem, now_utc_secs: i64) {
    let Some(known) = plan.items.iter_mut().find(|known| known.is_about(&item.subject)) else { return };
    let is_new = item.verdict != known.verdict;
    *known = item;
    if is_new && known.lapse.is_none() {
        known.decided_utc_secs = (known.verdict != Verdict::Open).then_some(now_utc_secs);
    } else if is_new && known.verdict.is_yes() && known.has_numbers() {
        (known.decided_utc_secs, known.lapse) = (Some(now_utc_secs), None);
    }
}

fn change(core: &mut Core, change: impl FnOnce(&mut Plan)) {
    if let Some(draft) = &mut core.state.plan.draft {
        change(Arc::make_mut(draft));
        core.state.plan.is_changed = true;
        combine(core);
    }
}

/// The versions of a twin that was opened, or opened again.
pub fn opened(core: &mut Core, patient: PatientId, kept: Vec<KeptPlan>) {
    if core.state.plan.patient != Some(patient) {
        core.state.plan.come_to(patient);
    }
    core.state.plan.kept = kept;
}

/// Proposes anew for the open twin and puts beside it what was decided: in this session, else in the newest version.
pub fn compute(core: &mut Core) {
    let state = &core.state;
    let (Some(twin), Some(risks), Some(what_if)) = (state.twin.first.value(), &state.risk.view, &state.what_if.view)
    else {
        core.state.plan.leave();
        return;
    };
    let sources = Sources { twin, risks, what_if };
    let genes = state.genes.view.as_ref().filter(|genes| genes.patient == twin.twin.id);
    let advice = genes.map_or_else(Vec::new, |genes| advice_of(genes));
    let proposed = proposal(sources, conflicts_of(&advice));
    let newest = state.plan.newest().map(dated);
    let before = state.plan.draft.as_deref().filter(|_| state.plan.is_changed).or(newest.as_ref());
    let draft = match before {
        Some(before) => with_decisions(proposed, before, |effect| not_offered(effect, what_if)),
        None => proposed,
    };
    core.state.plan.draft = Some(Arc::new(draft));
    combine(core);
}

/// A version whose decisions have a date: that of the version where it noted none.
fn dated(kept: &KeptPlan) -> Plan {
    let mut plan = kept.plan.clone();
    for item in plan.items.iter_mut().filter(|item| item.verdict != Verdict::Open) {
        item.decided_utc_secs.get_or_insert(kept.made_utc_secs);
    }
    plan
}

/// Computes what all that was accepted does together.
fn combine(core: &mut Core) {
    let (Some(draft), Some(what_if)) = (&mut core.state.plan.draft, &core.state.what_if.view) else { return };
    let found = together(draft, what_if);
    core.state.plan.not_together = found.as_ref().err().copied();
    Arc::make_mut(draft).together = found.unwrap_or_default();
}

/// What keeps an item from being kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemFault {
    Plan(PlanFault),
    /// It is accepted, and its harms were not ticked as discussed.
    Undiscussed,
}

/// What is missing before an item can be kept as decided.
pub fn fault_of(item: &PlanItem) -> Option<ItemFault> {
    if item.verdict.is_yes() && undiscussed_of(item).is_some() {
        return Some(ItemFault::Undiscussed);
    }
    item.fault().map(ItemFault::Plan)
}

/// Whether the draft can be kept: something is decided, open again or written, and nothing that was decided lacks its reason.
pub fn can_be_kept(plan: &Plan) -> bool {
    let is_decided = plan.items.iter().any(|item| item.verdict != Verdict::Open || item.lapse.is_some());
    (is_decided || !plan.note.trim().is_empty()) && plan.items.iter().all(|item| fault_of(item).is_none())
}
