//! The engines of the linfa crates, for those who want them; ours are the default (`docs/methods/diagnosis-linfa.md`).
//!
//! Only checked, finite data reaches them, a panic of theirs is an error of the fit, and what they fitted becomes our
//! own model of plain arrays, so that it is asked, explained and saved like the others. A fit of theirs cannot be
//! stopped midway.

pub mod svm;
pub mod tree;

use std::panic::{AssertUnwindSafe, catch_unwind};

use ndarray::Array2;

use crate::analysis::diagnosis::data::Features;
use crate::analysis::diagnosis::learner::FitError;

/// Rows as the crates want them.
fn records(features: &Features, rows: &[u32]) -> Array2<f64> {
    Array2::from_shape_fn((rows.len(), features.columns()), |(place, column)| {
        features.column(column)[rows[place] as usize]
    })
}

/// Runs an engine and turns its error or panic into ours.
fn contained<T, E: std::fmt::Display>(engine: &'static str, run: impl FnOnce() -> Result<T, E>) -> Result<T, FitError> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(made)) => Ok(made),
        Ok(Err(error)) => Err(FitError::Engine { engine, said: error.to_string() }),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Err(FitError::Engine { engine, said: text.unwrap_or_else(|| "it panicked".to_owned()) })
        }
    }
}
