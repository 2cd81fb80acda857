//! What a patient's own levels say of how a drug is cleared, and which dose reaches a target: a population model, its
//! parameters shifted to the most likely ones (maximum a posteriori), and what is then known of the exposure.
//! Calculation only: a person decides. Models, choices and checks: `docs/methods/dosing.md`.

mod band;
mod course;
mod map;
mod models;
mod posterior;
mod regimen;
mod steady;

pub use band::{BandPoint, band};
pub use course::{Infusion, Kinetics, Timeline};
pub use map::{Fitted, fit, level_check};
pub use models::{Clearance, ErrorModel, Model, Person, Structure, buelga_2005, cockcroft_gault, goti_2018};
pub use posterior::{ClearanceDoubt, posterior};
pub use regimen::{NoRegimen, Regimen, Target, regimens};
pub use steady::{SteadyState, dose_for_target, steady_state};

/// A measured concentration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    pub at_hours: f64,
    pub mg_per_l: f64,
}

/// Why nothing is calculated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DosingFault {
    #[error("{what} is {value}, which the model does not take ({range})")]
    OutOfRange { what: &'static str, value: f64, range: &'static str },
    #[error("a dose of {mg} mg at {at_hours} h over {hours} h is none")]
    Dose { at_hours: f64, mg: f64, hours: f64 },
    #[error("{0} h is not a time of the course")]
    Time(f64),
    #[error("a level of {0} mg/L is none")]
    Level(f64),
    #[error("the variances of the model are not positive")]
    Variances,
    #[error("an infusion of {hours} h does not fit into {every_hours} h")]
    Interval { hours: f64, every_hours: f64 },
    #[error("no parameters fit the levels")]
    NoFit,
}

#[cfg(test)]
mod tests;
