//! The hospital plan: an independent checker, and a local search with incremental cost.

mod anneal;
pub mod check;
mod keep;
mod model;
mod moves;
mod nurse_moves;
mod replan;
mod start;
mod state;

pub use anneal::{NoStart, solve};
pub use check::{HardRule, HospitalScore, SoftRule, check};
pub use keep::{Keeping, repair};
pub use replan::{HospitalAffected, HospitalDiff, affected, changed, diff, keeping, people_in};
