//! The hospital plan: an independent checker, and a local search with incremental cost.

mod anneal;
mod charges;
pub mod check;
mod elsewhere;
mod keep;
mod model;
mod moves;
mod nurse_moves;
mod replan;
mod start;
mod state;

pub use anneal::{NoStart, solve};
pub use charges::{Charge, Concerned, charges};
pub use check::{HardRule, HospitalScore, SoftRule, check};
pub use elsewhere::{Elsewhere, Taker, elsewhere, takers, with_every_shift};
pub use keep::{Keeping, repair, repair_front};
pub use model::Unsearchable;
pub use replan::{HospitalAffected, HospitalDiff, affected, changed, diff, keeping, people_in};
