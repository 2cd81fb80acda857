//! Numbers that a run of a risk model gave, kept beside the index so that cohorts can ask for them.
//!
//! They last as long as the store is open and are not written into it. Patients' numbers never change, so a kept number
//! stays with its patient when the store does; that it is of an older state is told.

use std::collections::BTreeMap;

use crate::base::{Date, Revision};

/// A patient's number; where an answer was missing, the least and the most it can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeptNumber {
    pub row: u32,
    pub least: f64,
    pub most: f64,
}

/// One run of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptRun {
    pub as_of: Date,
    pub computed_utc_secs: i64,
    /// The state of the store that it was computed from.
    pub revision: Revision,
    /// In the unit shown: probabilities in percent. Patients without a result are not in it, which is neither high nor low.
    pub numbers: Vec<KeptNumber>,
}

/// The kept run of each model, by its id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeptRisks {
    runs: BTreeMap<String, KeptRun>,
}

impl KeptRisks {
    /// With a run, in place of an older one of the model.
    pub fn with(mut self, model: &str, run: KeptRun) -> KeptRisks {
        self.runs.insert(model.to_owned(), run);
        self
    }

    pub fn run(&self, model: &str) -> Option<&KeptRun> {
        self.runs.get(model)
    }
}
