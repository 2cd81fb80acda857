//! Variances and rates from the readings themselves: maximum likelihood over their logarithms, from several starts.

use super::{Belief, Dynamics, FilterFault, Reading, StateSpace, filtered, log_likelihood};
use crate::analysis::minimum::{Lowest, sharpened, simplex};

/// A parameter that can be left to the readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    LevelNoise,
    SlopeNoise,
    Pull,
    Noise,
    ReadingNoise,
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub model: StateSpace,
    pub log_likelihood: f64,
    /// Variances that the readings put at zero.
    pub at_zero: Vec<Parameter>,
}

impl Parameter {
    /// Those that a model has, in the order of its formula.
    pub fn of(model: &StateSpace) -> Vec<Parameter> {
        match model.dynamics {
            Dynamics::LocalLevel { .. } => vec![Parameter::LevelNoise, Parameter::ReadingNoise],
            Dynamics::Trend { .. } => vec![Parameter::LevelNoise, Parameter::SlopeNoise, Parameter::ReadingNoise],
            Dynamics::Reverting { .. } => vec![Parameter::Pull, Parameter::Noise, Parameter::ReadingNoise],
        }
    }

    pub fn value(self, model: &StateSpace) -> f64 {
        let mut copy = *model;
        self.place(&mut copy).copied().unwrap_or_default()
    }

    fn place(self, model: &mut StateSpace) -> Option<&mut f64> {
        match (self, &mut model.dynamics) {
            (Parameter::ReadingNoise, _) => Some(&mut model.reading_noise),
            (Parameter::LevelNoise, Dynamics::LocalLevel { level_noise } | Dynamics::Trend { level_noise, .. }) => {
                Some(level_noise)
            }
            (Parameter::SlopeNoise, Dynamics::Trend { slope_noise, .. }) => Some(slope_noise),
            (Parameter::Pull, Dynamics::Reverting { pull, .. }) => Some(pull),
            (Parameter::Noise, Dynamics::Reverting { noise, .. }) => Some(noise),
            _ => None,
        }
    }
}

/// Below this share of the readings' variance a variance is at zero.
const ZERO: f64 = 1e-8;
/// Logarithms end here, so that a variance that goes to zero comes to an end.
const LOWEST_SHARE: f64 = 1e-14;
const EVALUATIONS: usize = 500;

/// The most likely values of the free parameters; the others, the start and a set point stay as given.
///
/// # Errors
/// What the filter does not take.
pub fn fit(model: &StateSpace, start: Belief, readings: &[Reading], free: &[Parameter]) -> Result<Fit, FilterFault> {
    let scale = Scale::of(readings);
    let unlikely = |logs: &[f64]| {
        let tried = with(model, free, logs, &scale);
        filtered(&tried, start, readings).map_or(f64::INFINITY, |steps| -log_likelihood(&steps))
    };
    // Faults of the readings are told before anything is searched.
    filtered(model, start, readings)?;
    let walked = starts(model, free, &scale).into_iter().map(|logs| simplex(&logs, 1.0, EVALUATIONS, unlikely));
    let best = walked.min_by(|one, other| one.value.total_cmp(&other.value));
    let best = best.map(|best| simplex(&best.at, 0.3, EVALUATIONS, unlikely)).map(|best| sharpened(best, unlikely));
    let best = best.unwrap_or(Lowest { at: Vec::new(), value: f64::INFINITY });
    let model = with(model, free, &best.at, &scale);
    let is_zero = |parameter: &Parameter| {
        *parameter != Parameter::Pull && parameter.value(&model) * scale.time_for(*parameter) < ZERO * scale.variance
    };
    let at_zero = free.iter().copied().filter(is_zero).collect();
    Ok(Fit { model, log_likelihood: -best.value, at_zero })
}

/// What the readings are like, to start from.
struct Scale {
    variance: f64,
    /// Half the mean square of the steps between neighbours.
    step_variance: f64,
    /// Median time between readings.
    between: f64,
}

impl Scale {
    fn of(readings: &[Reading]) -> Scale {
        let seen: Vec<(f64, f64)> = readings.iter().filter_map(|reading| Some((reading.at, reading.value?))).collect();
        let count = seen.len().max(1) as f64;
        let mean = seen.iter().map(|(_, value)| value).sum::<f64>() / count;
        let variance = seen.iter().map(|(_, value)| (value - mean).powi(2)).sum::<f64>() / count;
        let pairs = seen.windows(2).filter_map(|pair| Some((pair.first()?, pair.last()?)));
        let (mut times, mut squares) = (Vec::new(), Vec::new());
        for ((before, low), (after, high)) in pairs {
            times.push(after - before);
            squares.push((high - low).powi(2));
        }
        times.retain(|time| *time > 0.0);
        times.sort_by(f64::total_cmp);
        let step_variance = squares.iter().sum::<f64>() / squares.len().max(1) as f64 / 2.0;
        let positive = |value: f64, other: f64| if value > 0.0 { value } else { other };
        let variance = positive(variance, 1e-6 * (1.0 + mean * mean));
        Scale {
            variance,
            step_variance: positive(step_variance, variance),
            between: times.get(times.len() / 2).copied().unwrap_or(1.0),
        }
    }

    /// A variance of the readings per this is the parameter's own unit.
    fn time_for(&self, parameter: Parameter) -> f64 {
        match parameter {
            Parameter::ReadingNoise => 1.0,
            Parameter::LevelNoise | Parameter::Noise => self.between,
            Parameter::SlopeNoise => self.between.powi(3),
            Parameter::Pull => self.between * self.variance,
        }
    }
}

fn with(model: &StateSpace, free: &[Parameter], logs: &[f64], scale: &Scale) -> StateSpace {
    let mut model = *model;
    for (parameter, log) in free.iter().zip(logs) {
        let lowest = LOWEST_SHARE * scale.variance / scale.time_for(*parameter);
        if let Some(place) = parameter.place(&mut model) {
            *place = log.exp().max(lowest);
        }
    }
    model
}

/// The values as given, and three ways to share the readings' scatter between noise and movement.
fn starts(model: &StateSpace, free: &[Parameter], scale: &Scale) -> Vec<Vec<f64>> {
    let given = free.iter().map(|parameter| parameter.value(model).max(1e-300).ln()).collect();
    let shared = [(0.1, 0.9), (0.5, 0.3), (0.9, 0.03)].map(|(noise, movement)| {
        let value = |parameter: &Parameter| match parameter {
            Parameter::ReadingNoise => noise * scale.step_variance,
            Parameter::LevelNoise => (1.0 - noise) * scale.step_variance / scale.between,
            Parameter::SlopeNoise => 0.1 * movement * scale.step_variance / scale.between.powi(3),
            Parameter::Pull => movement / scale.between,
            Parameter::Noise => 2.0 * movement * scale.variance / scale.between,
        };
        free.iter().map(|parameter| value(parameter).max(1e-300).ln()).collect()
    });
    std::iter::once(given).chain(shared).collect()
}
