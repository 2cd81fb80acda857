//! How far a job is, and whether somebody asked it to stop.
//!
//! The worker ticks, the window reads; both hold the same `Progress` behind an `Arc`.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The job was asked to stop and left no trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Steps done of steps in all, and the stop flag. Total 0 means "not known yet".
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// Says how many steps there will be; the unit is the job's own (bytes, rows).
    pub fn set_total(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
    }

    /// Starts counting again for a job's next stage.
    pub fn restart(&self, total: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.set_total(total);
    }

    /// Counts `steps` as done; the one place where a job notices that it was cancelled.
    ///
    /// # Errors
    /// [`Cancelled`] once [`Progress::cancel`] was called.
    pub fn tick(&self, steps: u64) -> Result<(), Cancelled> {
        self.done.fetch_add(steps, Ordering::Relaxed);
        if self.stop.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }

    /// Asks the job to stop at its next tick.
    pub fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether the job was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Steps done and steps in all (0: not known).
    pub fn counts(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Share done, 0 to 1, where the total is known.
    pub fn share(&self) -> Option<f32> {
        let (done, total) = self.counts();
        (total > 0).then(|| (done as f32 / total as f32).min(1.0))
    }
}
