//! The course once doses at a fixed interval repeat themselves.

use super::DosingFault;
use super::course::Kinetics;

/// What one dose at an interval comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteadyState {
    pub peak_mg_per_l: f64,
    pub trough_mg_per_l: f64,
    /// Exposure over 24 hours, mg h/L.
    pub exposure_24h: f64,
}

/// The steady state of `mg` over `hours`, every `every_hours`.
///
/// # Errors
/// An infusion longer than its interval, or numbers that are none.
pub fn steady_state(kinetics: &Kinetics, mg: f64, hours: f64, every_hours: f64) -> Result<SteadyState, DosingFault> {
    if !(hours > 0.0 && hours <= every_hours && every_hours.is_finite()) {
        return Err(DosingFault::Interval { hours, every_hours });
    }
    if !(mg >= 0.0 && mg.is_finite()) {
        return Err(DosingFault::Dose { at_hours: 0.0, mg, hours });
    }
    let modes = kinetics.modes();
    let at_end = modes.map(|mode| {
        let filled = mg / hours * mode.per_mg / mode.per_hour * -(-mode.per_hour * hours).exp_m1();
        filled / -(-mode.per_hour * every_hours).exp_m1()
    });
    let fade = |(mode, peak): (&super::course::Mode, &f64)| peak * (-mode.per_hour * (every_hours - hours)).exp();
    Ok(SteadyState {
        peak_mg_per_l: at_end.iter().sum(),
        trough_mg_per_l: modes.iter().zip(&at_end).map(fade).sum(),
        exposure_24h: mg * 24.0 / every_hours / kinetics.clearance_l_per_h,
    })
}

/// The dose at an interval whose exposure over 24 hours is the target: exact, since what goes in goes out.
pub fn dose_for_target(kinetics: &Kinetics, exposure_24h: f64, every_hours: f64) -> f64 {
    exposure_24h * kinetics.clearance_l_per_h * every_hours / 24.0
}
