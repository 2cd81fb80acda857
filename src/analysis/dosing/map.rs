//! The person's own parameters: the most likely ones given the levels and how people differ. The objective may have two
//! valleys, so it is walked from many starts.

use super::course::{Infusion, Kinetics, Timeline};
use super::models::Model;
use super::{DosingFault, Level};
use crate::analysis::linear_system::{inverse, triangle};
use crate::analysis::minimum::{sharpened, simplex};
use crate::base::draw::Draw;

/// Starts beside the population's own values.
const RANDOM_STARTS: u64 = 11;
const EVALUATIONS: usize = 400;
const REACH: f64 = 1e-5;

/// What the levels say.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// Logarithmic shifts from the typical parameters.
    pub shifts: Vec<f64>,
    pub kinetics: Kinetics,
    /// Minus twice the logarithm of the posterior, but for a constant.
    pub objective: f64,
    /// Covariance of the shifts, by NONMEM's formula.
    pub covariance: Vec<Vec<f64>>,
    /// What the fitted course says of each level.
    pub predicted: Vec<f64>,
}

/// A model with what was measured, ready to be asked how far parameters lie from both.
pub(super) struct Objective<'a> {
    pub model: &'a Model,
    pub timeline: Timeline,
    levels: &'a [Level],
    /// Inverse of the covariance between people.
    weights: Vec<Vec<f64>>,
}

impl Objective<'_> {
    pub fn new<'a>(model: &'a Model, doses: &[Infusion], levels: &'a [Level]) -> Result<Objective<'a>, DosingFault> {
        if let Some(level) = levels.iter().find(|level| !(level.mg_per_l >= 0.0 && level.mg_per_l.is_finite())) {
            return Err(DosingFault::Level(level.mg_per_l));
        }
        let asked: Vec<f64> = levels.iter().map(|level| level.at_hours).collect();
        let timeline = Timeline::new(doses, &asked)?;
        let is_square = model.between_people.len() == model.own() && triangle(&model.between_people).is_some();
        let weights = inverse(&model.between_people).filter(|_| is_square).ok_or(DosingFault::Variances)?;
        Ok(Objective { model, timeline, levels, weights })
    }

    /// Sum over the levels of squared distance and logarithm of its variance, and the shifts' own distance.
    pub fn value(&self, shifts: &[f64]) -> f64 {
        let predicted = self.timeline.concentrations(&self.model.kinetics(shifts));
        let of_levels = self.levels.iter().zip(&predicted).map(|(level, predicted)| {
            let variance = self.model.error.variance(*predicted);
            (level.mg_per_l - predicted).powi(2) / variance + variance.ln()
        });
        of_levels.sum::<f64>() + self.own_distance(shifts)
    }

    fn own_distance(&self, shifts: &[f64]) -> f64 {
        let row = |(weights, shift): (&Vec<f64>, &f64)| -> f64 {
            shift * weights.iter().zip(shifts).map(|(weight, other)| weight * other).sum::<f64>()
        };
        self.weights.iter().zip(shifts).map(row).sum()
    }

    /// Change of each predicted level with each shift.
    fn slopes(&self, shifts: &[f64]) -> Vec<Vec<f64>> {
        let moved = |axis: usize, step: f64| {
            let mut shifts = shifts.to_vec();
            shifts[axis] += step;
            self.timeline.concentrations(&self.model.kinetics(&shifts))
        };
        let axes = (0..shifts.len()).map(|axis| (moved(axis, REACH), moved(axis, -REACH)));
        let axes: Vec<(Vec<f64>, Vec<f64>)> = axes.collect();
        let of_level = |at: usize| axes.iter().map(|(up, down)| (up[at] - down[at]) / (2.0 * REACH)).collect();
        (0..self.levels.len()).map(of_level).collect()
    }

    /// `(J' diag(1/g + (g'/g)^2 / 2) J + Omega^-1)^-1`.
    fn covariance(&self, shifts: &[f64], predicted: &[f64]) -> Option<Vec<Vec<f64>>> {
        let mut precision = self.weights.clone();
        for (slopes, predicted) in self.slopes(shifts).iter().zip(predicted) {
            let variance = self.model.error.variance(*predicted);
            let weight = 1.0 / variance + 0.5 * (self.model.error.variance_slope(*predicted) / variance).powi(2);
            for (row, one) in precision.iter_mut().zip(slopes) {
                row.iter_mut().zip(slopes).for_each(|(cell, other)| *cell += weight * one * other);
            }
        }
        inverse(&precision)
    }

    /// The population's values, and random people of it; the same seed, the same people.
    fn starts(&self) -> Result<Vec<Vec<f64>>, DosingFault> {
        let lower = triangle(&self.model.between_people).ok_or(DosingFault::Variances)?;
        let someone = |part: u64| {
            let mut draw = Draw::for_part(1, part);
            let normal: Vec<f64> = lower.iter().map(|_| draw.normal()).collect();
            lower.iter().map(|row| row.iter().zip(&normal).map(|(share, normal)| share * normal).sum()).collect()
        };
        Ok(std::iter::once(vec![0.0; self.model.own()]).chain((0..RANDOM_STARTS).map(someone)).collect())
    }
}

/// The most likely parameters; without levels the population's.
///
/// # Errors
/// Doses, levels or variances that are none.
pub fn fit(model: &Model, doses: &[Infusion], levels: &[Level]) -> Result<Fitted, DosingFault> {
    let objective = Objective::new(model, doses, levels)?;
    let distance = |shifts: &[f64]| objective.value(shifts);
    let best = if levels.is_empty() {
        let shifts = vec![0.0; model.own()];
        crate::analysis::minimum::Lowest { value: objective.value(&shifts), at: shifts }
    } else {
        let walked = objective.starts()?.into_iter().map(|start| simplex(&start, 0.2, EVALUATIONS, distance));
        let best = walked.min_by(|one, other| one.value.total_cmp(&other.value)).ok_or(DosingFault::NoFit)?;
        sharpened(best, distance)
    };
    if !best.value.is_finite() {
        return Err(DosingFault::NoFit);
    }
    let kinetics = model.kinetics(&best.at);
    let predicted = objective.timeline.concentrations(&kinetics);
    let covariance = objective.covariance(&best.at, &predicted).ok_or(DosingFault::NoFit)?;
    Ok(Fitted { shifts: best.at, kinetics, objective: best.value, covariance, predicted })
}

/// How far each level lies from what the population leads to expect, in deviations; beyond 3 its time or a dose is
/// more likely wrong than the patient so unusual.
///
/// # Errors
/// Doses, levels or variances that are none.
pub fn level_check(model: &Model, doses: &[Infusion], levels: &[Level]) -> Result<Vec<f64>, DosingFault> {
    let objective = Objective::new(model, doses, levels)?;
    let typical = vec![0.0; model.own()];
    let predicted = objective.timeline.concentrations(&model.kinetics(&typical));
    let slopes = objective.slopes(&typical);
    let deviations = levels.iter().zip(&predicted).zip(&slopes).map(|((level, predicted), slopes)| {
        let between: f64 = model
            .between_people
            .iter()
            .zip(slopes)
            .map(|(row, one)| one * row.iter().zip(slopes).map(|(cell, other)| cell * other).sum::<f64>())
            .sum();
        (level.mg_per_l - predicted) / (between + model.error.variance(*predicted)).sqrt()
    });
    Ok(deviations.collect())
}
