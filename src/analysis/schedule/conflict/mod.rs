//! Why a problem has no plan: a set of rules that cannot hold together and of which nothing can be left out, and the
//! smallest changes found that end the conflict.

mod deletion;
mod energy;
mod hospital;
mod hospital_repairs;
mod hospital_rules;
mod places;
mod roster;
mod row;

pub use deletion::Member;
pub use hospital::{HospitalConflict, hospital_conflicts};
pub use hospital_repairs::{HospitalRemedy, HospitalRepair};
pub use hospital_rules::HospitalRule;
pub use roster::{RosterConflict, RosterRemedy, RosterRepair, RosterRule, roster_conflicts};

/// Whether rules can hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<P> {
    /// They can: this keeps them.
    Plan(P),
    /// They cannot; every plan was excluded.
    None,
    /// The search was cut off before it knew.
    Unknown,
}

impl<P> Answer<P> {
    pub fn is_none(&self) -> bool {
        matches!(self, Answer::None)
    }
}
