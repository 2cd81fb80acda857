//! One change of segments at a time.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::core::locked;

/// Lets one import, take-back or compaction through at a time, without holding the database meanwhile.
#[derive(Debug, Default)]
pub struct Gate {
    taken: Mutex<bool>,
    freed: Condvar,
}

impl Gate {
    /// Waits for the gate; it is free again when the pass is dropped.
    pub fn enter(self: &Arc<Gate>) -> GatePass {
        let mut taken = locked(&self.taken);
        while *taken {
            taken = self.freed.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        *taken = true;
        GatePass { gate: self.clone() }
    }
}

/// The right to prepare a change of segments.
#[derive(Debug)]
pub struct GatePass {
    gate: Arc<Gate>,
}

impl Drop for GatePass {
    fn drop(&mut self) {
        *locked(&self.gate.taken) = false;
        self.gate.freed.notify_one();
    }
}
