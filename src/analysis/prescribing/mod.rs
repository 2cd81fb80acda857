//! Everything that speaks about a patient's drugs, joined: genes, other drugs, allergies, kidney function and age; and the
//! alerts that come of it, once a cause. Options with their reasons, not orders. Method: docs/methods/genes-and-drugs.md.

pub mod alerts;
#[cfg(test)]
mod check_tests;
pub mod checks;
pub mod doac;
pub mod drugs;
pub mod kidney_injury;
#[cfg(test)]
mod tests;
pub mod time_in_range;

pub use alerts::{Alert, AlertKind, alerts_of, join_pairs};
pub use drugs::{DrugCard, DrugTaken, cards_of};
pub use kidney_injury::{ConcernedDrug, KidneyConcern, concerned_by_injury};
