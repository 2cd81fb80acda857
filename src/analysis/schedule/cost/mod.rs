//! Cost of a resource by least squares on hospital, doctor and equipment: coefficients and predictions with intervals, and
//! the error on rows held back beside that of the mean.
//!
//! Least squares of our own: an interval needs the inverse of the crossed columns, which the fits at hand do not keep, and
//! columns that say the same as others have to be found and named.

mod columns;
mod fit;
mod predict;
mod sweep;
mod validate;

pub use fit::{CostFault, Learned, Residual, Term, fit, terms};
pub use predict::{Doubt, Predicted, Refusal, predict};
pub use validate::{Errors, Validation, validate};

/// A row to learn from: a word for each input, and the cost.
#[derive(Clone, Debug, PartialEq)]
pub struct CostRow {
    pub words: Vec<String>,
    pub cost: f64,
    /// Line in its file.
    pub line: u64,
}
