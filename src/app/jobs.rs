//! Work off the window's thread: one thread a job, newest of a kind wins, progress, cancel, panics contained.
//!
//! A job gets its inputs by move and a [`Progress`], and hands back one [`Outcome`]; the outcome of a job that was
//! superseded or cancelled is dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::base::Progress;
use crate::io::clock::Stopwatch;

use super::message::Message;
use super::outcome::Outcome;

/// What a job is for; at most one of a kind counts at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    OpenStore,
    OpenForWriting,
    LoadIndex,
    ListPatients,
    QuickFind,
    OpenTwin,
    OpenSecondTwin,
    PickFile,
    InspectFile,
    ReadByProfile,
    RehearseImport,
    Import,
    TakeBack,
    LoadReceipts,
    LoadRejects,
    LoadCohorts,
    LoadJournal,
    /// Looking at every entry of the journal.
    VerifyJournal,
    /// A record outside the own wards.
    BreakGlass,
    LoadAccounts,
    ChangeAccounts,
    /// Broken glasses to be reviewed.
    LoadGlasses,
    /// A review, a consent, a deletion, a setting of whoever answers for the store.
    KeepTrust,
    BackUp,
    Rekey,
    LoadResources,
    Export,
    SaveCohort,
    SaveProfile,
    Compact,
    FollowStore,
    /// Looking through every patient's values.
    CheckValues,
    /// Keeping what a person decided about values.
    Decide,
    /// A journal entry of its own.
    Journal,
    FindDuplicates,
    OpenReview,
    /// Says who is one person and who is not.
    ChangePersons,
    /// A risk model over a cohort.
    ScoreCohort,
    /// Going on past an alert.
    OverrideAlert,
    ReadVariants,
    /// Gene calls of a variant file into the store.
    ImportVariants,
    /// Keeping a version of a plan, or taking one back.
    KeepPlan,
    /// A classifier of gene texts, from files.
    LearnGeneTexts,
    CountVariants,
    ReadWeights,
    /// Weights into the user's own folder.
    KeepWeights,
    /// Cases to learn from.
    ReadCases,
    /// Types, gaps and leaks of the columns as they are chosen.
    LookAtColumns,
    TrainModel,
    ReadModel,
    AnswerCases,
    ExplainCase,
    /// How a model does with fewer patients.
    LearnCurve,
    /// Which models and options the store holds.
    LoadModels,
    /// A model, an answer or the options into the store.
    KeepModel,
    /// An instance or a plan of it.
    ReadSchedule,
    SolveSchedule,
    RepairSchedule,
    /// What else could be of a thing of the plan.
    ExplainSchedule,
    /// A staff table into columns.
    ReadStaff,
    GroupStaff,
    JudgeRetention,
}

impl JobKind {
    /// Jobs that write are finished before the program ends and are not superseded.
    pub fn writes(self) -> bool {
        match self {
            JobKind::Import
            | JobKind::TakeBack
            | JobKind::Compact
            | JobKind::SaveCohort
            | JobKind::SaveProfile
            | JobKind::OpenStore
            | JobKind::OpenForWriting
            | JobKind::Export
            | JobKind::Journal
            | JobKind::BreakGlass
            | JobKind::ChangeAccounts
            | JobKind::KeepTrust
            | JobKind::BackUp
            | JobKind::Rekey
            | JobKind::KeepWeights
            | JobKind::ChangePersons
            | JobKind::OverrideAlert
            | JobKind::ImportVariants
            | JobKind::KeepPlan
            | JobKind::KeepModel
            | JobKind::Decide => true,
            JobKind::LoadIndex
            | JobKind::ListPatients
            | JobKind::QuickFind
            | JobKind::OpenTwin
            | JobKind::OpenSecondTwin
            | JobKind::PickFile
            | JobKind::InspectFile
            | JobKind::ReadByProfile
            | JobKind::RehearseImport
            | JobKind::LoadReceipts
            | JobKind::LoadRejects
            | JobKind::LoadCohorts
            | JobKind::LoadJournal
            | JobKind::VerifyJournal
            | JobKind::LoadAccounts
            | JobKind::LoadGlasses
            | JobKind::LoadResources
            | JobKind::FollowStore
            | JobKind::FindDuplicates
            | JobKind::OpenReview
            | JobKind::CheckValues
            | JobKind::ReadVariants
            | JobKind::LearnGeneTexts
            | JobKind::CountVariants
            | JobKind::ReadWeights
            | JobKind::ReadCases
            | JobKind::LookAtColumns
            | JobKind::TrainModel
            | JobKind::ReadModel
            | JobKind::AnswerCases
            | JobKind::ExplainCase
            | JobKind::LearnCurve
            | JobKind::LoadModels
            | JobKind::ReadSchedule
            | JobKind::SolveSchedule
            | JobKind::RepairSchedule
            | JobKind::ExplainSchedule
            | JobKind::ReadStaff
            | JobKind::GroupStaff
            | JobKind::JudgeRetention
            | JobKind::ScoreCohort => false,
        }
    }

    /// Whether other records are in the store afterwards.
    pub fn changes_store(self) -> bool {
        self.writes()
            && !matches!(
                self,
                JobKind::Export
                    | JobKind::Journal
                    | JobKind::BreakGlass
                    | JobKind::BackUp
                    | JobKind::OverrideAlert
                    | JobKind::KeepWeights
            )
    }

    /// Each of these counts: several run side by side, none is refused.
    fn runs_beside_itself(self) -> bool {
        self == JobKind::Journal
    }
}

/// A running job as the status bar shows it.
pub struct RunningJob {
    number: u64,
    pub kind: JobKind,
    pub label: Message,
    pub progress: Arc<Progress>,
    since: Stopwatch,
    thread: Option<JoinHandle<()>>,
}

impl RunningJob {
    /// How long it has been running.
    pub fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// What remains at the pace so far; `None` while it is too early to say.
    pub fn remaining(&self) -> Option<Duration> {
        let share = f64::from(self.progress.share()?);
        let elapsed = self.elapsed().as_secs_f64();
        (share > 0.02 && elapsed > 0.3).then(|| Duration::from_secs_f64(elapsed * (1.0 - share) / share))
    }
}

/// Wakes the window when an outcome waits.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// All running jobs.
pub struct Jobs {
    running: Vec<RunningJob>,
    sender: Sender<(u64, JobKind, Outcome)>,
    receiver: Receiver<(u64, JobKind, Outcome)>,
    wake: Wake,
    next_number: u64,
}

impl Jobs {
    pub fn new(wake: Wake) -> Jobs {
        let (sender, receiver) = bounded(64);
        Jobs { running: Vec::new(), sender, receiver, wake, next_number: 1 }
    }

    /// Starts a job; a running one of the same kind is cancelled and its outcome dropped, unless it writes: then the
    /// new one is refused with `false`.
    pub fn start(
        &mut self,
        kind: JobKind,
        label: Message,
        work: impl FnOnce(&Progress) -> Outcome + Send + 'static,
    ) -> bool {
        if kind.writes() && !kind.runs_beside_itself() && self.is_running(kind) {
            return false;
        }
        if !kind.writes() {
            self.cancel(kind);
        }
        let number = self.next_number;
        self.next_number += 1;
        let progress = Arc::new(Progress::default());
        let (sender, wake, worker_progress) = (self.sender.clone(), Arc::clone(&self.wake), Arc::clone(&progress));
        let body = move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&worker_progress)))
                .unwrap_or_else(|_| Outcome::Failed(kind, Message::new("job-panicked")));
            if sender.send((number, kind, outcome)).is_ok() {
                wake();
            }
        };
        let thread = std::thread::Builder::new().name(format!("job-{kind:?}")).spawn(body).ok();
        if thread.is_none() {
            let failed = Outcome::Failed(kind, Message::new("job-no-thread"));
            let _full = self.sender.try_send((number, kind, failed));
        }
        self.running.push(RunningJob { number, kind, label, progress, since: Stopwatch::start(), thread });
        true
    }

    /// Outcomes that have come in, of jobs that still count.
    pub fn take_outcomes(&mut self) -> Vec<(JobKind, Outcome)> {
        let mut outcomes = Vec::new();
        while let Ok((number, kind, outcome)) = self.receiver.try_recv() {
            if let Some(position) = self.running.iter().position(|job| job.number == number) {
                self.running.remove(position);
                outcomes.push((kind, outcome));
            }
        }
        outcomes
    }

    /// Asks the running job of a kind to stop. A job that only reads is forgotten at once; one that writes stays until
    /// it has undone what it began.
    pub fn cancel(&mut self, kind: JobKind) {
        self.running.iter().filter(|job| job.kind == kind).for_each(|job| job.progress.cancel());
        if !kind.writes() {
            self.running.retain(|job| job.kind != kind);
        }
    }

    /// Asks the running job of a kind to end with what it has; its outcome still counts.
    pub fn finish_early(&self, kind: JobKind) {
        self.running.iter().filter(|job| job.kind == kind).for_each(|job| job.progress.cancel());
    }

    /// Cancels everything that only reads.
    pub fn cancel_reading(&mut self) {
        let kinds: Vec<JobKind> = self.running.iter().map(|job| job.kind).filter(|kind| !kind.writes()).collect();
        kinds.into_iter().for_each(|kind| self.cancel(kind));
    }

    pub fn is_running(&self, kind: JobKind) -> bool {
        self.running.iter().any(|job| job.kind == kind)
    }

    /// Whether a job is running that changes the store.
    pub fn is_writing(&self) -> bool {
        self.running.iter().any(|job| job.kind.changes_store())
    }

    /// Running jobs, oldest first.
    pub fn running(&self) -> &[RunningJob] {
        &self.running
    }
}

impl Drop for Jobs {
    /// Cancels all and waits for those that write: the program ends with the old or the new state.
    fn drop(&mut self) {
        self.running.iter().for_each(|job| job.progress.cancel());
        for job in &mut self.running {
            if let (true, Some(thread)) = (job.kind.writes(), job.thread.take()) {
                let _panicked_already_reported = thread.join();
            }
        }
    }
}
