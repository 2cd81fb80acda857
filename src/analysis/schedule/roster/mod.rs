//! The staff roster: an independent checker, the best row of one employee by dynamic programming, and searches built on it.

mod charges;
pub mod check;
mod contract;
mod diving;
mod fairness;
mod generate;
mod limits;
mod master;
mod neighbourhood;
mod offers;
mod replan;
mod rerow;
mod rows;
mod search;
mod start;
mod who;

pub use charges::{RosterCharge, RosterPart, roster_charges};
pub use check::{HardRule, RosterParts, RosterScore, Violation, check};
pub use fairness::{Burden, Fairness, Spread, fairness};
pub use replan::{CellChange, NoRepair, affected, changed, diff, disturbed_people, repair, repair_front};
pub use search::{NoStart, solve};
pub use who::{Candidate, candidates, other_cells};
