//! Who may do what, and the door every write and every opening of a patient's record passes.
//!
//! A [`Grant`] is the door's answer: it cannot be made any other way, and the store asks for one.

use super::ids::{CellRef, ImportId, PatientId};

/// What a user is. One until accounts exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Who knows the store's passphrase.
    Owner,
}

impl Role {
    /// Stable name, as stored.
    pub fn id(self) -> &'static str {
        match self {
            Role::Owner => "owner",
        }
    }
}

/// What is asked to be done. Each has a text `action-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    CreateStore,
    OpenStore,
    /// Go on as the process that writes, after reading only.
    OpenForWriting,
    AcceptRolledBackStore,
    LockStore,
    ImportFile,
    RehearseImport,
    TakeBackImport,
    /// Take in what links and folders bring while the program runs.
    ListenToFeeds,
    /// Let messages that were set aside be tried again.
    RetryMessages,
    OpenPatient,
    SearchCohort,
    SaveCohort,
    DeleteCohort,
    SaveProfile,
    DeleteProfile,
    Export,
    Compact,
    ReviewDuplicates,
    /// Two patient numbers are one person.
    MergePatients,
    UnmergePatients,
    /// Two patient numbers are two persons, however alike they look.
    KeepPatientsApart,
    ForgetKeptApart,
    /// Look through every patient's values for what is doubtful.
    CheckValues,
    CorrectValues,
    /// Say that doubtful values are right.
    ConfirmValues,
    TakeBackDecisions,
    /// Ask a risk model about every patient of the list.
    ScoreCohort,
    /// Go on past an alert about a patient, with a reason.
    OverrideAlert,
    TakeBackOverride,
    /// Keep a version of a patient's treatment plan.
    SavePlan,
    TakeBackPlan,
    /// Let a version stand again that was taken back.
    RestorePlan,
    /// Keep a version of a diagnostic model.
    SaveModel,
    /// Read a kept model, which holds rows that it learned from.
    OpenModel,
    DeleteModel,
    /// Read every patient of a cohort as a table to learn from.
    LearnFromCohort,
    /// Keep what a diagnostic model said of a patient.
    SaveAnswer,
    TakeBackAnswer,
    /// Let an answer stand again that was taken back.
    RestoreAnswer,
    /// Keep the table of options after a diagnosis.
    SaveTreatmentOptions,
}

impl Action {
    pub const ALL: [Action; 41] = [
        Action::CreateStore,
        Action::OpenStore,
        Action::OpenForWriting,
        Action::AcceptRolledBackStore,
        Action::LockStore,
        Action::ImportFile,
        Action::RehearseImport,
        Action::TakeBackImport,
        Action::ListenToFeeds,
        Action::RetryMessages,
        Action::OpenPatient,
        Action::SearchCohort,
        Action::SaveCohort,
        Action::DeleteCohort,
        Action::SaveProfile,
        Action::DeleteProfile,
        Action::Export,
        Action::Compact,
        Action::ReviewDuplicates,
        Action::MergePatients,
        Action::UnmergePatients,
        Action::KeepPatientsApart,
        Action::ForgetKeptApart,
        Action::CheckValues,
        Action::CorrectValues,
        Action::ConfirmValues,
        Action::TakeBackDecisions,
        Action::ScoreCohort,
        Action::OverrideAlert,
        Action::TakeBackOverride,
        Action::SavePlan,
        Action::TakeBackPlan,
        Action::RestorePlan,
        Action::SaveModel,
        Action::OpenModel,
        Action::DeleteModel,
        Action::LearnFromCohort,
        Action::SaveAnswer,
        Action::TakeBackAnswer,
        Action::RestoreAnswer,
        Action::SaveTreatmentOptions,
    ];

    /// Stable name, as stored in the journal and as message key `action-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Action::CreateStore => "create-store",
            Action::OpenStore => "open-store",
            Action::OpenForWriting => "open-for-writing",
            Action::AcceptRolledBackStore => "accept-rolled-back-store",
            Action::LockStore => "lock-store",
            Action::ImportFile => "import-file",
            Action::RehearseImport => "rehearse-import",
            Action::TakeBackImport => "take-back-import",
            Action::ListenToFeeds => "listen-to-feeds",
            Action::RetryMessages => "retry-messages",
            Action::OpenPatient => "open-patient",
            Action::SearchCohort => "search-cohort",
            Action::SaveCohort => "save-cohort",
            Action::DeleteCohort => "delete-cohort",
            Action::SaveProfile => "save-profile",
            Action::DeleteProfile => "delete-profile",
            Action::Export => "export",
            Action::Compact => "compact",
            Action::ReviewDuplicates => "review-duplicates",
            Action::MergePatients => "merge-patients",
            Action::UnmergePatients => "unmerge-patients",
            Action::KeepPatientsApart => "keep-patients-apart",
            Action::ForgetKeptApart => "forget-kept-apart",
            Action::CheckValues => "check-values",
            Action::CorrectValues => "correct-values",
            Action::ConfirmValues => "confirm-values",
            Action::TakeBackDecisions => "take-back-decisions",
            Action::ScoreCohort => "score-cohort",
            Action::OverrideAlert => "override-alert",
            Action::TakeBackOverride => "take-back-override",
            Action::SavePlan => "save-plan",
            Action::TakeBackPlan => "take-back-plan",
            Action::RestorePlan => "restore-plan",
            Action::SaveModel => "save-model",
            Action::OpenModel => "open-model",
            Action::DeleteModel => "delete-model",
            Action::LearnFromCohort => "learn-from-cohort",
            Action::SaveAnswer => "save-answer",
            Action::TakeBackAnswer => "take-back-answer",
            Action::RestoreAnswer => "restore-answer",
            Action::SaveTreatmentOptions => "save-treatment-options",
        }
    }

    pub fn from_id(id: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.id() == id)
    }
}

/// What the action touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    Store,
    Patient {
        patient: PatientId,
        identifier: String,
    },
    /// Two patients, by their identifiers.
    Pair {
        identifiers: [String; 2],
    },
    Import {
        import: ImportId,
    },
    /// Values of an import: the first one's cell, and how many.
    Values {
        first: CellRef,
        count: usize,
    },
    /// A file by its name, without its folder.
    File {
        name: String,
    },
    /// A cohort by its sentence, or an export by its kind.
    Text {
        text: String,
    },
}

impl Scope {
    /// One line for the journal.
    pub fn line(&self) -> String {
        match self {
            Scope::Store => String::new(),
            Scope::Patient { identifier, .. } => format!("patient {identifier}"),
            Scope::Pair { identifiers: [one, other] } => format!("patients {one}, {other}"),
            Scope::Import { import } => format!("import {}", import.0),
            Scope::Values { first, count: 1 } => format!("import {}, {}:{}", first.import.0, first.line, first.column),
            Scope::Values { first, count } => format!("import {}, {count} ×", first.import.0),
            Scope::File { name } => format!("file {name}"),
            Scope::Text { text } => text.clone(),
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub name: String,
    pub role: Role,
}

/// The table of who may what.
pub fn may(role: Role, action: Action) -> bool {
    match role {
        Role::Owner => match action {
            Action::CreateStore
            | Action::OpenStore
            | Action::OpenForWriting
            | Action::AcceptRolledBackStore
            | Action::LockStore
            | Action::ImportFile
            | Action::RehearseImport
            | Action::TakeBackImport
            | Action::ListenToFeeds
            | Action::RetryMessages
            | Action::OpenPatient
            | Action::SearchCohort
            | Action::SaveCohort
            | Action::DeleteCohort
            | Action::SaveProfile
            | Action::DeleteProfile
            | Action::Export
            | Action::Compact
            | Action::ReviewDuplicates
            | Action::MergePatients
            | Action::UnmergePatients
            | Action::KeepPatientsApart
            | Action::ForgetKeptApart
            | Action::CheckValues
            | Action::CorrectValues
            | Action::ConfirmValues
            | Action::TakeBackDecisions
            | Action::ScoreCohort
            | Action::OverrideAlert
            | Action::TakeBackOverride
            | Action::SavePlan
            | Action::TakeBackPlan
            | Action::RestorePlan
            | Action::SaveModel
            | Action::OpenModel
            | Action::DeleteModel
            | Action::LearnFromCohort
            | Action::SaveAnswer
            | Action::TakeBackAnswer
            | Action::RestoreAnswer
            | Action::SaveTreatmentOptions => true,
        },
    }
}

/// The role may not do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the role {} may not do this: {}", .role.id(), .action.id())]
pub struct Denied {
    pub role: Role,
    pub action: Action,
}

/// A permission that was asked for and given, for one action. The store writes it into the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    actor: Actor,
    action: Action,
    scope: Scope,
    at_utc_secs: i64,
}

impl Grant {
    /// The door: asks the permission table.
    ///
    /// # Errors
    /// [`Denied`] where the table says no.
    pub fn ask(actor: &Actor, action: Action, scope: Scope, at_utc_secs: i64) -> Result<Grant, Denied> {
        if may(actor.role, action) {
            Ok(Grant { actor: actor.clone(), action, scope, at_utc_secs })
        } else {
            Err(Denied { role: actor.role, action })
        }
    }

    /// The same for the journal, where what was allowed could not be done: its line says why.
    #[must_use]
    pub fn not_done(&self, why: &str) -> Grant {
        let text = format!("{}, not done: {why}", self.scope.line());
        Grant { scope: Scope::Text { text }, ..self.clone() }
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn action(&self) -> Action {
        self.action
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn at_utc_secs(&self) -> i64 {
        self.at_utc_secs
    }
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// From 1, without gaps.
    pub number: u64,
    pub at_utc_secs: i64,
    pub actor: String,
    pub role: String,
    pub action: Action,
    /// What it touched, see [`Scope::line`].
    pub scope: String,
}
