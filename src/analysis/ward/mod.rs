//! A ward at a glance: NEWS2 of the newest vital signs, how far it can be relied on, when the next observations are due,
//! and in which order a board shows its patients. Rules and their sources: `docs/methods/ward.md`.

mod ahead;
mod alert_load;
mod alerts;
mod course;
mod laboratory;
mod order;
mod signs;
mod standing;
mod trend;

pub use ahead::{Ahead, ahead};
pub use alert_load::{AlertLoad, LoadFacts, alert_load};
pub use alerts::{AlertFacts, CAUSE, OwnLimit, WardAlert, What, ward_alerts};
pub use course::{Course, CourseTold, course_of, silent_since};
pub use laboratory::{KidneyInjury, LabValue, Labs};
pub use order::{Place, order};
pub use signs::{At, Band, Round, Sign, Signs, points_of, round_as_of, round_at};
pub use standing::{Due, Freshness, Standing, standing_of};
pub use trend::{Direction, TrendPoint, change, direction, trend};
