//! Appointments with doctors and devices: small enough to be solved exactly, by branch and bound over linear programs.

pub mod check;
mod options;
mod solve;

pub use check::{AppointmentFault, AppointmentScore, check};
pub use solve::{NotSolved, SolvedAppointments, solve};
