//! A plan that people work by, as it is kept with what it was a plan of.

use crate::base::Date;

/// Which kind of plan it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    Hospital,
    Roster,
}

impl PlanKind {
    /// Stable, as it is kept.
    pub fn id(self) -> &'static str {
        match self {
            PlanKind::Hospital => "ihtc",
            PlanKind::Roster => "nrp",
        }
    }

    /// The kind of an id.
    pub fn from_id(id: &str) -> Option<PlanKind> {
        [PlanKind::Hospital, PlanKind::Roster].into_iter().find(|kind| kind.id() == id)
    }
}

/// A published plan with all that is needed to show it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedSchedule {
    pub kind: PlanKind,
    /// What it was made of, such as the name of a file.
    pub name: String,
    pub cost: u64,
    /// In the form of the benchmark family's files.
    pub instance: String,
    pub plan: String,
    /// The date of day 0.
    pub first_day: Option<Date>,
    /// Times of shifts for calendars, as typed.
    pub times: String,
    /// Shifts of a roster that are nights.
    pub nights: Vec<usize>,
}

/// A version of the published plan, without the plan itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSchedule {
    pub number: u64,
    pub made_utc_secs: i64,
    pub made_by: String,
    pub is_taken_back: bool,
    pub kind: PlanKind,
    pub name: String,
    pub cost: u64,
}

/// The version that holds: the newest that was not taken back. `kept` are newest first.
pub fn standing(kept: &[KeptSchedule]) -> Option<&KeptSchedule> {
    kept.iter().find(|one| !one.is_taken_back)
}
