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

use super::core::Core;
use super::message::Message;
use super::outcome::Outcome;

/// What a job does to what lasts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It reads or computes; a newer one of its kind takes its place.
    Reads,
    /// It writes a file or the journal: finished before the program ends, and not superseded.
    Writes,
    /// It writes, and other records are in the store afterwards.
    ChangesStore,
}

/// What a job is for; at most one of a kind counts at a time. Each room of `app` says its own, as constants of this type.
#[derive(Clone, Copy)]
pub struct JobKind {
    id: &'static str,
    effect: Effect,
    beside_itself: bool,
    keeps_best: bool,
    failed: fn(&mut Core, Message),
    cancelled: fn(&mut Core),
}

impl JobKind {
    /// A job that reads or computes. Unless told otherwise, its failure is a notice. `id` is the job's own.
    pub const fn reading(id: &'static str) -> JobKind {
        let failed = |core: &mut Core, message| core.state.report(message);
        JobKind { id, effect: Effect::Reads, beside_itself: false, keeps_best: false, failed, cancelled: |_| {} }
    }

    /// A job that writes a file or the journal.
    pub const fn writing(id: &'static str) -> JobKind {
        JobKind { effect: Effect::Writes, ..JobKind::reading(id) }
    }

    /// A job after which other records are in the store.
    pub const fn changing_store(id: &'static str) -> JobKind {
        JobKind { effect: Effect::ChangesStore, ..JobKind::reading(id) }
    }

    /// Where its failure is said, if not as a notice.
    pub const fn failing(self, failed: fn(&mut Core, Message)) -> JobKind {
        JobKind { failed, ..self }
    }

    /// What follows when it was cancelled.
    pub const fn when_cancelled(self, cancelled: fn(&mut Core)) -> JobKind {
        JobKind { cancelled, ..self }
    }

    /// Each of these counts: several run side by side, none is refused.
    pub const fn beside_itself(self) -> JobKind {
        JobKind { beside_itself: true, ..self }
    }

    /// Stopped by a person, it ends with the best that it has found.
    pub const fn keeping_best(self) -> JobKind {
        JobKind { keeps_best: true, ..self }
    }

    pub fn keeps_best(self) -> bool {
        self.keeps_best
    }

    /// Stable and unique: the name of its thread.
    pub fn id(self) -> &'static str {
        self.id
    }

    /// Jobs that write are finished before the program ends and are not superseded.
    pub fn writes(self) -> bool {
        self.effect != Effect::Reads
    }

    /// Whether other records are in the store afterwards.
    pub fn changes_store(self) -> bool {
        self.effect == Effect::ChangesStore
    }

    /// Takes a job's result into the state, or says that there is none.
    pub(super) fn take_in(self, core: &mut Core, outcome: Outcome) {
        match outcome {
            Outcome::Take(take) => take(core),
            Outcome::Done => {}
            Outcome::Cancelled => (self.cancelled)(core),
            Outcome::Failed(message) => (self.failed)(core, message),
        }
    }
}

impl PartialEq for JobKind {
    fn eq(&self, other: &JobKind) -> bool {
        self.id == other.id
    }
}

impl Eq for JobKind {}

impl std::fmt::Debug for JobKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// A running job as the status bar shows it.
pub struct RunningJob {
    number: u64,
    pub kind: JobKind,
    pub label: Message,
    pub progress: Arc<Progress>,
    since: Stopwatch,
    /// A job that ends by the clock: after how long.
    lasts: Option<Duration>,
    thread: Option<JoinHandle<()>>,
}

impl RunningJob {
    /// How long it has been running.
    pub fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// Share done, 0 to 1: by the clock where the job ends by it.
    pub fn share(&self) -> Option<f32> {
        let by_clock = |lasts: Duration| (self.elapsed().as_secs_f32() / lasts.as_secs_f32().max(1e-3)).min(1.0);
        self.lasts.map(by_clock).or_else(|| self.progress.share())
    }

    /// What remains by the clock, or at the pace so far; `None` while it is too early to say.
    pub fn remaining(&self) -> Option<Duration> {
        if let Some(lasts) = self.lasts {
            return Some(lasts.saturating_sub(self.elapsed()));
        }
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

    /// What wakes the window, for threads that are no jobs.
    pub fn wake(&self) -> Wake {
        Arc::clone(&self.wake)
    }

    /// Starts a job; a running one of the same kind is cancelled and its outcome dropped, unless it writes: then the
    /// new one is refused with `false`.
    pub fn start(
        &mut self,
        kind: JobKind,
        label: Message,
        work: impl FnOnce(&Progress) -> Outcome + Send + 'static,
    ) -> bool {
        if kind.writes() && !kind.beside_itself && self.is_running(kind) {
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
                .unwrap_or_else(|_| Outcome::Failed(Message::new("job-panicked")));
            if sender.send((number, kind, outcome)).is_ok() {
                wake();
            }
        };
        let thread = std::thread::Builder::new().name(format!("job-{}", kind.id)).spawn(body).ok();
        if thread.is_none() {
            let failed = Outcome::Failed(Message::new("job-no-thread"));
            let _full = self.sender.try_send((number, kind, failed));
        }
        self.running.push(RunningJob { number, kind, label, progress, since: Stopwatch::start(), lasts: None, thread });
        true
    }

    /// Says of a running job that it ends by the clock.
    pub fn lasts(&mut self, kind: JobKind, time: Duration) {
        self.running.iter_mut().filter(|job| job.kind == kind).for_each(|job| job.lasts = Some(time));
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
