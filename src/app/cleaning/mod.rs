//! Cleaning: looking through values for what is doubtful, and what people decide about it.

pub mod deciding;
pub mod looking;
pub mod view;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::quality::cleaning::CleaningFinding;
use crate::domain::correction::{Decision, FindingKind, KeptDecision, Verdict};
use crate::domain::ids::{CellRef, ImportId, PatientId};

use super::computed::Computed;
use super::core::Core;
use super::jobs::JobKind;
use super::panels::PanelId;

impl JobKind {
    /// Looking through every patient's values.
    pub const CHECK_VALUES: JobKind = JobKind::reading("check-values");
    /// Keeping what a person decided about values.
    pub const DECIDE: JobKind = JobKind::changing_store("decide");
}

/// A doubtful value with the patient it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub patient: PatientId,
    pub finding: CleaningFinding,
}

impl Found {
    /// Decisions that take over what is proposed; empty where nothing is.
    pub fn accepted(&self) -> Vec<Decision> {
        let corrected = |proposal: &crate::analysis::quality::cleaning::Proposal| {
            self.decision(proposal.cell, Verdict::Corrected(proposal.correction.clone()))
        };
        self.finding.proposals.iter().map(corrected).collect()
    }

    /// Decisions that the values are right as recorded.
    pub fn confirmed(&self) -> Vec<Decision> {
        self.cells().into_iter().map(|cell| self.decision(cell, Verdict::Right)).collect()
    }

    /// Every cell that a decision about this finding is about.
    pub fn cells(&self) -> Vec<CellRef> {
        match self.finding.proposals.as_slice() {
            [] => vec![self.finding.cell],
            proposals => proposals.iter().map(|proposal| proposal.cell).collect(),
        }
    }

    fn decision(&self, cell: CellRef, verdict: Verdict) -> Decision {
        Decision { patient: self.patient, cell, kind: self.finding.kind, verdict }
    }
}

/// Whose values were looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    Everyone,
    Patient(PatientId),
}

/// What was found when.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    pub looked: Looked,
    /// By kind, then patient, indicator and time.
    pub all: Vec<Found>,
    pub patients: u64,
    pub values: u64,
    pub looked_utc_secs: i64,
}

/// What the cleaning shows.
#[derive(Debug, Default)]
pub struct CleaningState {
    pub findings: Computed<Findings>,
    /// Kept decisions, newest first.
    pub decisions: Arc<Vec<KeptDecision>>,
    decided: BTreeSet<CellRef>,
    /// Put off by the person until they are asked for again.
    later: BTreeSet<CellRef>,
    /// How many findings wait for a decision.
    waiting: usize,
}

/// What can be asked of the cleaning.
#[derive(Clone, Debug)]
pub enum CleaningCommand {
    /// Looks through the values of every patient.
    LookThrough,
    /// Shows what is doubtful in the open twin.
    ShowTwin,
    Decide(Vec<Decision>),
    /// Takes over everything proposed of one kind in one import.
    AcceptAll {
        kind: FindingKind,
        import: ImportId,
    },
    Later(CellRef),
    ShowLater,
    /// Forgets the decisions about these cells.
    TakeBack(Vec<CellRef>),
}

/// Carries out a cleaning command.
pub fn apply(core: &mut Core, command: CleaningCommand) {
    match command {
        CleaningCommand::LookThrough => looking::look_through(core),
        CleaningCommand::ShowTwin => {
            looking::show_twin(core);
            super::panels::go(core, PanelId::Cleaning);
        }
        CleaningCommand::Decide(decisions) => deciding::decide(core, decisions),
        CleaningCommand::AcceptAll { kind, import } => {
            let batch = view::batch(&core.state.cleaning, kind, import);
            deciding::decide(core, batch.iter().flat_map(|found| found.accepted()).collect());
        }
        CleaningCommand::Later(cell) => {
            core.state.cleaning.later.insert(cell);
            core.state.cleaning.count_again();
        }
        CleaningCommand::ShowLater => {
            core.state.cleaning.later.clear();
            core.state.cleaning.count_again();
        }
        CleaningCommand::TakeBack(cells) => deciding::take_back(core, cells),
    }
}

/// Takes in the decisions as the store has them now.
pub fn set_decisions(core: &mut Core, decisions: Vec<KeptDecision>) {
    let state = &mut core.state.cleaning;
    state.decided = decisions.iter().map(|kept| kept.decision.cell).collect();
    state.decisions = Arc::new(decisions);
    state.count_again();
}
