//! The staff roster: an independent checker, the best row of one employee by dynamic programming, and searches built on it.

pub mod check;
mod contract;
mod diving;
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

pub use check::{HardRule, RosterParts, RosterScore, Violation, check};
pub use replan::{CellChange, NoRepair, affected, changed, diff, disturbed_people, repair};
pub use search::{NoStart, solve};
