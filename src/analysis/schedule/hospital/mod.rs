//! The hospital plan: an independent checker, and a local search with incremental cost.

mod anneal;
pub mod check;
mod model;
mod moves;
mod nurse_moves;
mod start;
mod state;

pub use anneal::{NoStart, solve};
pub use check::{HardRule, HospitalScore, SoftRule, check};
