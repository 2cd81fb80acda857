//! How long a search goes on and what it tells meanwhile. The clock is the caller's: a search only asks how much of its
//! time is spent, so that a budget of steps repeats to the letter and one of seconds needs no clock in here.

use crate::base::Progress;

/// What a search may spend.
pub trait Pace {
    /// The share of the budget that is spent after so many steps; 1 and more: used up.
    fn spent(&mut self, steps: u64) -> f64;
}

/// A budget of steps.
#[derive(Clone, Copy, Debug)]
pub struct Steps(pub u64);

impl Pace for Steps {
    fn spent(&mut self, steps: u64) -> f64 {
        if self.0 == 0 { 1.0 } else { steps as f64 / self.0 as f64 }
    }
}

/// What a search is given beside its problem.
pub struct Run<'a, P> {
    pub seed: u64,
    pub pace: &'a mut dyn Pace,
    pub progress: &'a Progress,
    /// Told of every better plan that breaks no hard rule, with its cost and the steps done.
    pub found: &'a mut dyn FnMut(&P, i64, u64),
}

impl<P> Run<'_, P> {
    /// The share spent, and all of it once somebody asked to stop.
    pub fn spent(&mut self, steps: u64) -> f64 {
        if self.progress.is_cancelled() { 1.0 } else { self.pace.spent(steps) }
    }
}

/// What a search ends with.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome<P> {
    pub plan: P,
    pub steps: u64,
    /// No plan costs less, where that is known.
    pub bound: Option<i64>,
}
