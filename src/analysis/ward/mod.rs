//! A ward at a glance: NEWS2 of the newest vital signs, how far it can be relied on, when the next observations are due,
//! and in which order a board shows its patients. Rules and their sources: `docs/methods/ward.md`.

mod ahead;
mod course;
mod order;
mod signs;
mod standing;
mod trend;

pub use ahead::{Ahead, ahead};
pub use course::{Course, course_of, silent_since};
pub use order::{Place, order};
pub use signs::{At, Band, Round, Sign, Signs, round_at};
pub use standing::{Due, Freshness, Standing, standing_of};
pub use trend::{Direction, TrendPoint, change, direction, trend};
