//! As many threads as there are processors, for parts of a work that are done side by side.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::analysis::staff::hands::Hands;

/// Threads for the time of one work.
#[derive(Clone, Copy, Debug)]
pub struct Threads(pub usize);

impl Threads {
    /// One for each processor.
    pub fn all() -> Threads {
        Threads(std::thread::available_parallelism().map_or(1, NonZero::get))
    }
}

impl Hands for Threads {
    fn each(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        let take = || {
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                if part >= parts {
                    break;
                }
                work(part);
            }
        };
        std::thread::scope(|scope| {
            (1..self.0.min(parts)).for_each(|_| drop(scope.spawn(take)));
            take();
        });
    }
}
