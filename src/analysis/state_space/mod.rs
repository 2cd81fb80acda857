//! What a signal is expected to be: a state that drifts between readings and is seen through their noise, followed by
//! Kalman's recursion at irregular times. A predictive distribution, not a value.
//! Equations, choices and checks: `docs/methods/state-space.md`.

mod fit;
mod smooth;

pub use fit::{Fit, Parameter, fit};
pub use smooth::smoothed;

use super::statistics::DEVIATIONS;

/// How the true level moves. Times are in the caller's unit, variances per that unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dynamics {
    /// Wiener process: it stays where it is, less surely with time.
    LocalLevel { level_noise: f64 },
    /// A level and its slope, both of which drift, in continuous time.
    Trend { level_noise: f64, slope_noise: f64 },
    /// Pulled back to a set point (Ornstein and Uhlenbeck).
    Reverting { set_point: f64, pull: f64, noise: f64 },
}

/// Dynamics, and the variance of a reading around the true level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StateSpace {
    pub dynamics: Dynamics,
    pub reading_noise: f64,
}

/// Mean and covariance of level and slope; without a slope its part is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    pub mean: [f64; 2],
    pub cov: [[f64; 2]; 2],
}

/// A time and what was read then, if anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub at: f64,
    pub value: Option<f64>,
}

/// One reading as the recursion saw it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Before the reading was known.
    pub predicted: Belief,
    /// The reading less what was expected.
    pub innovation: Option<f64>,
    /// Variance with which the reading was expected.
    pub innovation_var: f64,
    /// 0 where nothing was read.
    pub log_likelihood: f64,
    pub filtered: Belief,
}

impl Step {
    /// Innovation in deviations: of a twin that is right, a standard normal number.
    pub fn standardised(&self) -> Option<f64> {
        self.innovation.map(|innovation| innovation / self.innovation_var.sqrt())
    }
}

/// What is expected some time after the last reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    pub after: f64,
    pub mean: f64,
    /// Variance of the true level, and of the next reading of it.
    pub state_var: f64,
    pub reading_var: f64,
}

impl Forecast {
    /// Where the next reading lies with 95 %.
    pub fn interval(&self) -> (f64, f64) {
        let half = DEVIATIONS * self.reading_var.sqrt();
        (self.mean - half, self.mean + half)
    }
}

/// Why nothing is filtered.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum FilterFault {
    #[error("{0} is not a variance or rate of 0 or more")]
    Parameter(f64),
    #[error("the start is not a mean with variances of 0 or more")]
    Start,
    #[error("the time {0} is not finite, or lies before the one in front of it")]
    Time(f64),
    #[error("the value {0} is not finite")]
    Value(f64),
    #[error("nothing varies: a reading at {0} would have to be known exactly")]
    NoSpread(f64),
}

impl StateSpace {
    /// 1, or 2 where a slope is followed.
    pub fn states(&self) -> usize {
        match self.dynamics {
            Dynamics::LocalLevel { .. } | Dynamics::Reverting { .. } => 1,
            Dynamics::Trend { .. } => 2,
        }
    }

    /// What is believed a time later, without a reading.
    #[must_use]
    pub fn later(&self, belief: &Belief, after: f64) -> Belief {
        let Belief { mean, cov } = *belief;
        match self.dynamics {
            Dynamics::LocalLevel { level_noise } => {
                Belief { mean, cov: [[cov[0][0] + level_noise * after, 0.0], [0.0, 0.0]] }
            }
            Dynamics::Trend { level_noise, slope_noise } => {
                let shared = cov[0][1] + after * cov[1][1] + slope_noise * after * after / 2.0;
                let level = cov[0][0] + 2.0 * after * cov[0][1] + after * after * cov[1][1] + level_noise * after;
                let level = level + slope_noise * after.powi(3) / 3.0;
                let slope = cov[1][1] + slope_noise * after;
                Belief { mean: [mean[0] + after * mean[1], mean[1]], cov: [[level, shared], [shared, slope]] }
            }
            Dynamics::Reverting { set_point, pull, noise } => {
                let kept = (-pull * after).exp();
                // Without a pull it is the Wiener process.
                let gained =
                    if pull > 0.0 { noise / (2.0 * pull) * -(-2.0 * pull * after).exp_m1() } else { noise * after };
                let level = kept * kept * cov[0][0] + gained;
                Belief { mean: [set_point + kept * (mean[0] - set_point), 0.0], cov: [[level, 0.0], [0.0, 0.0]] }
            }
        }
    }

    /// Belief after a reading; Joseph's form keeps the covariance one.
    fn updated(&self, belief: &Belief, value: f64) -> Belief {
        let Belief { mean, cov } = *belief;
        let spread = cov[0][0] + self.reading_noise;
        let gain = [cov[0][0] / spread, cov[1][0] / spread];
        let innovation = value - mean[0];
        let keep = [[1.0 - gain[0], 0.0], [-gain[1], 1.0]];
        let half = product(keep, cov);
        let mut kept = product(half, transposed(keep));
        for (row, line) in kept.iter_mut().enumerate() {
            for (column, cell) in line.iter_mut().enumerate() {
                *cell += gain[row] * self.reading_noise * gain[column];
            }
        }
        kept[1][0] = kept[0][1];
        Belief { mean: [mean[0] + gain[0] * innovation, mean[1] + gain[1] * innovation], cov: kept }
    }

    /// Level and readings at times after the belief.
    pub fn forecast(&self, belief: &Belief, after: f64) -> Forecast {
        let later = self.later(belief, after);
        let state_var = later.cov[0][0];
        Forecast { after, mean: later.mean[0], state_var, reading_var: state_var + self.reading_noise }
    }

    fn check(&self, start: &Belief) -> Result<(), FilterFault> {
        let (rates, centre) = match self.dynamics {
            Dynamics::LocalLevel { level_noise } => ([level_noise, 0.0], 0.0),
            Dynamics::Trend { level_noise, slope_noise } => ([level_noise, slope_noise], 0.0),
            Dynamics::Reverting { set_point, pull, noise } => ([pull, noise], set_point),
        };
        let is_rate = |rate: &f64| *rate >= 0.0 && rate.is_finite();
        if let Some(wrong) = rates.iter().chain([&self.reading_noise]).find(|rate| !is_rate(rate)) {
            return Err(FilterFault::Parameter(*wrong));
        }
        let numbers = start.mean.iter().chain(start.cov.iter().flatten()).chain([&centre]);
        let is_whole = { numbers }.all(|number| number.is_finite()) && start.cov[0][0] >= 0.0 && start.cov[1][1] >= 0.0;
        if is_whole { Ok(()) } else { Err(FilterFault::Start) }
    }
}

pub(super) type Square = [[f64; 2]; 2];

fn product(one: Square, other: Square) -> Square {
    std::array::from_fn(|row| std::array::from_fn(|column| (0..2).map(|at| one[row][at] * other[at][column]).sum()))
}

fn transposed(square: Square) -> Square {
    [[square[0][0], square[1][0]], [square[0][1], square[1][1]]]
}

/// Follows the readings in order of time from what was believed at the first of them.
///
/// # Errors
/// A parameter, the start, a time or a value that is none.
pub fn filtered(model: &StateSpace, start: Belief, readings: &[Reading]) -> Result<Vec<Step>, FilterFault> {
    model.check(&start)?;
    let mut steps = Vec::with_capacity(readings.len());
    let (mut belief, mut now) = (start, readings.first().map_or(0.0, |first| first.at));
    for reading in readings {
        let after = reading.at - now;
        if !reading.at.is_finite() || after < 0.0 {
            return Err(FilterFault::Time(reading.at));
        }
        let step = one_step(model, model.later(&belief, after), *reading)?;
        (belief, now) = (step.filtered, reading.at);
        steps.push(step);
    }
    Ok(steps)
}

/// Sees one reading with what is expected of its time.
pub fn one_step(model: &StateSpace, predicted: Belief, reading: Reading) -> Result<Step, FilterFault> {
    let innovation_var = predicted.cov[0][0] + model.reading_noise;
    let Some(value) = reading.value else {
        let unseen = Step { predicted, innovation: None, innovation_var, log_likelihood: 0.0, filtered: predicted };
        return Ok(unseen);
    };
    if !value.is_finite() {
        return Err(FilterFault::Value(value));
    }
    if innovation_var <= 0.0 {
        return Err(FilterFault::NoSpread(reading.at));
    }
    let innovation = value - predicted.mean[0];
    let log_likelihood =
        -0.5 * (std::f64::consts::TAU.ln() + innovation_var.ln() + innovation * innovation / innovation_var);
    let filtered = model.updated(&predicted, value);
    Ok(Step { predicted, innovation: Some(innovation), innovation_var, log_likelihood, filtered })
}

/// Sum over what was read.
pub fn log_likelihood(steps: &[Step]) -> f64 {
    steps.iter().map(|step| step.log_likelihood).sum()
}

#[cfg(test)]
mod tests;
