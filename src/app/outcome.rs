//! What a job hands back: one closed list, one variant a kind of result.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::Revision;
use crate::domain::access::{Action, JournalEntry};
use crate::domain::ids::ImportId;
use crate::domain::receipt::{Receipt, Reject};
use crate::domain::resource::Device;
use crate::domain::staff::StaffMember;
use crate::io::import::Profile;
use crate::io::store::SavedCohort;

use super::article::{self, ArticleOutcome};
use super::cleaning::deciding::{self, DecisionsChanged};
use super::cleaning::{Findings, looking};
use super::core::Core;
use super::diagnosis::{self, DiagnosisOutcome};
use super::duplicates::{self, Changed, Found};
use super::genes::overriding::{self, OverridesChanged};
use super::genes::variants::{self, ReadVariants};
use super::hospital::{self, Hospital};
use super::import::{self, ImportedFile, InspectedFile, Trial};
use super::jobs::JobKind;
use super::list::quick::QuickFound;
use super::list::{self, ListResult};
use super::message::Message;
use super::picker::Picked;
use super::plan::keeping::{self, PlansChanged};
use super::risk::cohort::{self, CohortRisks};
use super::schedule::panel::{self as schedule, ScheduleOutcome};
use super::session::{self, opening::OpenedStore};
use super::staff::{self, StaffOutcome};
use super::trust::{self, TrustOutcome};
use super::twin::{self, Seat, view::TwinView};

/// A finished job's result.
pub enum Outcome {
    StoreOpened(Box<OpenedStore>),
    /// The open store can be written to from now on.
    MayWrite,
    HospitalLoaded(Box<Hospital>, Revision),
    Listed(Box<ListResult>, Revision),
    QuickFound(QuickFound),
    TwinOpened(Seat, Box<TwinView>, Revision),
    Picked(Picked),
    Inspected(Box<InspectedFile>),
    /// A profile was saved or deleted; all there are now.
    ProfilesChanged(Action, String, Vec<Profile>),
    Rehearsed(Arc<Trial>),
    Imported(Box<ImportedFile>),
    TakenBack(Box<Receipt>),
    Receipts(Vec<Receipt>, Revision),
    Rejects(ImportId, Vec<Reject>),
    Journal(Vec<JournalEntry>, Revision),
    Resources(Vec<StaffMember>, Vec<Device>, Revision),
    Cohorts(Vec<SavedCohort>),
    Exported(Message),
    /// A file of the export's name is there already.
    ExportIsThere(PathBuf),
    DuplicatesFound(Box<Found>, Revision),
    ReviewOpened,
    PersonsChanged(Box<Changed>),
    Revision(Revision),
    ValuesChecked(Box<Findings>, Revision),
    Decided(Box<DecisionsChanged>),
    CohortScored(Box<CohortRisks>, Revision),
    Overridden(Box<OverridesChanged>),
    VariantsRead(Box<ReadVariants>),
    VariantsImported(Box<Receipt>),
    PlansChanged(Box<PlansChanged>),
    Article(ArticleOutcome),
    Diagnosis(DiagnosisOutcome),
    Schedule(ScheduleOutcome),
    Staff(StaffOutcome),
    Trust(TrustOutcome),
    /// Done, nothing to show.
    Done,
    Cancelled(JobKind),
    Failed(JobKind, Message),
}

/// Takes a job's result into the state.
pub fn take_in(core: &mut Core, kind: JobKind, outcome: Outcome) {
    match outcome {
        Outcome::StoreOpened(opened) => session::opened(core, *opened),
        Outcome::MayWrite => session::may_write(core),
        Outcome::HospitalLoaded(hospital, revision) => hospital::loaded(core, *hospital, revision),
        Outcome::Listed(result, revision) => list::listed(core, *result, revision),
        Outcome::QuickFound(found) => core.state.list.quick = found,
        Outcome::TwinOpened(seat, view, revision) => twin::opened(core, seat, *view, revision),
        Outcome::Picked(picked) => super::picker::picked(core, picked),
        Outcome::Inspected(inspected) => import::inspected(core, *inspected),
        Outcome::ProfilesChanged(action, name, saved) => import::profiles::changed(core, action, name, saved),
        Outcome::Rehearsed(trial) => import::rehearsed(core, trial),
        Outcome::Imported(imported) => import::imported(core, *imported),
        Outcome::TakenBack(receipt) => import::taken_back(core, &receipt),
        Outcome::Receipts(receipts, revision) => core.state.imports.receipts.finished(receipts, revision),
        Outcome::Rejects(import, rejects) => import::rejects_loaded(core, import, rejects),
        Outcome::Journal(entries, revision) => core.state.journal.finished(entries, revision),
        Outcome::Resources(staff, devices, revision) => core.state.resources.finished((staff, devices), revision),
        Outcome::Cohorts(cohorts) => core.state.list.saved = cohorts,
        Outcome::Exported(message) => super::export::finished(core, message),
        Outcome::ExportIsThere(path) => super::export::is_there(core, path),
        Outcome::DuplicatesFound(found, revision) => duplicates::found(core, *found, revision),
        Outcome::ReviewOpened => duplicates::review_opened(core),
        Outcome::PersonsChanged(changed) => duplicates::changed(core, *changed),
        Outcome::Revision(revision) => hospital::followed(core, revision),
        Outcome::ValuesChecked(findings, revision) => looking::looked_through(core, *findings, revision),
        Outcome::Decided(changed) => deciding::decided(core, *changed),
        Outcome::CohortScored(risks, revision) => cohort::scored(core, *risks, revision),
        Outcome::Overridden(changed) => overriding::changed(core, *changed),
        Outcome::VariantsRead(read) => variants::looked(core, *read),
        Outcome::VariantsImported(receipt) => variants::imported(core, &receipt),
        Outcome::PlansChanged(changed) => keeping::changed(core, *changed),
        Outcome::Article(outcome) => article::take_in(core, outcome),
        Outcome::Diagnosis(outcome) => diagnosis::take_in(core, outcome),
        Outcome::Schedule(outcome) => schedule::take_in(core, outcome),
        Outcome::Staff(outcome) => staff::take_in(core, outcome),
        Outcome::Trust(outcome) => trust::take_in(core, outcome),
        Outcome::Done => {}
        Outcome::Cancelled(kind) => cancelled(core, kind),
        Outcome::Failed(_, message) => failed(core, kind, message),
    }
}

fn cancelled(core: &mut Core, kind: JobKind) {
    if kind == JobKind::Import {
        import::cancelled(core);
    } else if kind == JobKind::Export {
        super::export::cancelled(core);
    }
}

/// An error is shown once: where its panel has a place for it, else as a notice.
fn failed(core: &mut Core, kind: JobKind, message: Message) {
    match kind {
        JobKind::OpenStore => session::failed(core, message),
        JobKind::LoadIndex => {
            if let Some(open) = core.state.session.open_store_mut() {
                open.hospital.failed(message);
            }
        }
        JobKind::ListPatients => core.state.list.result.failed(message),
        JobKind::OpenTwin => twin::failed(core, Seat::First, message),
        JobKind::OpenSecondTwin => twin::failed(core, Seat::Second, message),
        JobKind::InspectFile | JobKind::Import => import::failed(core, message),
        JobKind::Export => super::export::failed(core, message),
        JobKind::FindDuplicates => core.state.duplicates.found.failed(message),
        JobKind::ChangePersons => duplicates::refused(core, message),
        JobKind::LoadReceipts => core.state.imports.receipts.failed(message),
        JobKind::LoadJournal => core.state.journal.failed(message),
        JobKind::BreakGlass
        | JobKind::LoadAccounts
        | JobKind::LoadGlasses
        | JobKind::ChangeAccounts
        | JobKind::KeepTrust
        | JobKind::BackUp
        | JobKind::Rekey => trust::failed(core, kind, message),
        JobKind::LoadResources => core.state.resources.failed(message),
        JobKind::ScoreCohort => core.state.risk.cohort.failed(message),
        JobKind::LearnGeneTexts => core.state.article.learned.failed(message),
        JobKind::CountVariants => core.state.article.counted.failed(message),
        JobKind::ReadWeights | JobKind::KeepWeights => core.state.article.weights.failure = Some(message),
        JobKind::ReadCases
        | JobKind::LookAtColumns
        | JobKind::TrainModel
        | JobKind::ReadModel
        | JobKind::AnswerCases
        | JobKind::ExplainCase
        | JobKind::LearnCurve => diagnosis::failed(core, kind, message),
        JobKind::ReadSchedule | JobKind::SolveSchedule | JobKind::RepairSchedule | JobKind::ExplainSchedule => {
            schedule::failed(core, message);
        }
        JobKind::ReadStaff | JobKind::GroupStaff | JobKind::JudgeRetention => staff::failed(core, kind, message),
        JobKind::PickFile
        | JobKind::RehearseImport
        | JobKind::ReadByProfile
        | JobKind::SaveProfile
        | JobKind::QuickFind
        | JobKind::TakeBack
        | JobKind::LoadRejects
        | JobKind::LoadCohorts
        | JobKind::Journal
        | JobKind::VerifyJournal
        | JobKind::OpenForWriting
        | JobKind::SaveCohort
        | JobKind::CheckValues
        | JobKind::Decide
        | JobKind::Compact
        | JobKind::OpenReview
        | JobKind::OverrideAlert
        | JobKind::ReadVariants
        | JobKind::ImportVariants
        | JobKind::KeepPlan
        | JobKind::LoadModels
        | JobKind::KeepModel
        | JobKind::FollowStore => core.state.report(message),
    }
}
