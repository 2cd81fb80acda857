//! What is known of the clearance after the levels, without pretending that it is normal: the posterior on a grid of all
//! own parameters, summed over all but the clearance, and a cubic spline through what is left.

use super::course::Infusion;
use super::map::{Fitted, Objective};
use super::models::Model;
use super::{DosingFault, Level};
use crate::analysis::linear_system::solve;

/// Half the grid's width in the population's deviations.
const WIDTH: f64 = 5.0;
/// Below this share of its peak a marginal is left out when the grid is drawn closer.
const NOTHING: f64 = 1e-11;

/// The distribution of a person's clearance.
#[derive(Clone, Debug, PartialEq)]
pub struct ClearanceDoubt {
    typical_l_per_h: f64,
    /// Logarithmic shift, density and its curvature, at even distances.
    at: Vec<f64>,
    density: Vec<f64>,
    curvature: Vec<f64>,
}

/// The posterior after a fit.
///
/// # Errors
/// Doses, levels or variances that are none.
pub fn posterior(
    model: &Model,
    doses: &[Infusion],
    levels: &[Level],
    fitted: &Fitted,
) -> Result<ClearanceDoubt, DosingFault> {
    let objective = Objective::new(model, doses, levels)?;
    let deviation = |at: usize| model.between_people.get(at).and_then(|row| row.get(at)).copied().unwrap_or(0.0).sqrt();
    let wide: Vec<Axis> = (0..model.own())
        .map(|at| Axis { low: -WIDTH * deviation(at), high: WIDTH * deviation(at), points: points(model, 31) })
        .collect();
    let first = marginals(&objective, &wide, fitted.objective);
    let closer: Vec<Axis> =
        wide.iter().zip(&first).map(|(axis, marginal)| axis.closer(marginal, points(model, 41))).collect();
    let mut last = marginals(&objective, &closer, fitted.objective);
    let (axis, density) =
        closer.first().zip((!last.is_empty()).then(|| last.swap_remove(0))).ok_or(DosingFault::NoFit)?;
    ClearanceDoubt::new(model.typical.clearance_l_per_h, axis, density).ok_or(DosingFault::NoFit)
}

/// Two parameters can be looked at more closely than three.
fn points(model: &Model, of_three: usize) -> usize {
    if model.own() == 2 { 4 * of_three } else { of_three }
}

#[derive(Clone, Copy, Debug)]
struct Axis {
    low: f64,
    high: f64,
    points: usize,
}

impl Axis {
    fn step(&self) -> f64 {
        (self.high - self.low) / (self.points - 1) as f64
    }

    fn at(&self, place: usize) -> f64 {
        self.low + self.step() * place as f64
    }

    /// Where the marginal is, with a step of room.
    fn closer(&self, marginal: &[f64], points: usize) -> Axis {
        let peak = marginal.iter().copied().fold(0.0, f64::max);
        let is_there = |density: &f64| *density > NOTHING * peak;
        let first = marginal.iter().position(is_there).unwrap_or(0).saturating_sub(1);
        let last = marginal.iter().rposition(is_there).map_or(self.points - 1, |last| (last + 1).min(self.points - 1));
        Axis { low: self.at(first), high: self.at(last), points }
    }
}

/// For each parameter the posterior summed over all others.
fn marginals(objective: &Objective<'_>, axes: &[Axis], lowest: f64) -> Vec<Vec<f64>> {
    let mut found: Vec<Vec<f64>> = axes.iter().map(|axis| vec![0.0; axis.points]).collect();
    let count = axes.iter().map(|axis| axis.points).product();
    let mut places = vec![0; axes.len()];
    let mut shifts = vec![0.0; axes.len()];
    for mut number in 0..count {
        for ((place, shift), axis) in places.iter_mut().zip(&mut shifts).zip(axes) {
            *place = number % axis.points;
            number /= axis.points;
            *shift = axis.at(*place);
        }
        let density = (-0.5 * (objective.value(&shifts) - lowest)).exp();
        for (marginal, place) in found.iter_mut().zip(&places) {
            marginal[*place] += density;
        }
    }
    found
}

impl ClearanceDoubt {
    fn new(typical_l_per_h: f64, axis: &Axis, density: Vec<f64>) -> Option<ClearanceDoubt> {
        let at: Vec<f64> = (0..axis.points).map(|place| axis.at(place)).collect();
        let curvature = curvature(&density, axis.step())?;
        let mut doubt = ClearanceDoubt { typical_l_per_h, at, density, curvature };
        let whole = doubt.below_shift(f64::INFINITY);
        if !(whole > 0.0 && whole.is_finite()) {
            return None;
        }
        doubt.density.iter_mut().chain(&mut doubt.curvature).for_each(|value| *value /= whole);
        Some(doubt)
    }

    /// Area of the spline below a shift.
    fn below_shift(&self, shift: f64) -> f64 {
        let pairs = self.at.windows(2).zip(self.density.windows(2)).zip(self.curvature.windows(2));
        let mut area = 0.0;
        for ((at, density), curvature) in pairs {
            let (&[from, to], &[low, high], &[bend, next_bend]) = (at, density, curvature) else { continue };
            if shift <= from {
                break;
            }
            let step = to - from;
            let share = ((shift - from) / step).min(1.0);
            let left = 1.0 - share;
            // The integral of the cubic over its first share.
            let straight = step * (low * (1.0 - left * left) + high * share * share) / 2.0;
            let bent = |x: f64| x.powi(4) / 4.0 - x * x / 2.0;
            let of_bends = next_bend * bent(share) + bend * (bent(1.0) - bent(left));
            area += straight + step.powi(3) / 6.0 * of_bends;
        }
        area
    }

    /// Chance that the clearance is below so many L/h.
    pub fn below(&self, l_per_h: f64) -> f64 {
        self.below_shift((l_per_h / self.typical_l_per_h).ln()).clamp(0.0, 1.0)
    }

    /// The clearance below which it lies with this chance, L/h.
    pub fn quantile(&self, chance: f64) -> f64 {
        let (mut low, mut high) =
            (self.at.first().copied().unwrap_or_default(), self.at.last().copied().unwrap_or_default());
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.below_shift(middle) < chance { low = middle } else { high = middle }
        }
        self.typical_l_per_h * f64::midpoint(low, high).exp()
    }

    /// Mean clearance, L/h.
    pub fn mean(&self) -> f64 {
        let whole: f64 = self.density.iter().sum();
        let weighed: f64 = self.at.iter().zip(&self.density).map(|(at, density)| at.exp() * density).sum();
        self.typical_l_per_h * weighed / whole
    }

    /// Chances that a daily dose leads to an exposure over 24 hours below `low`, between, and above `high`.
    pub fn exposure_chances(&self, mg_per_day: f64, low: f64, high: f64) -> [f64; 3] {
        let (below, above) = (1.0 - self.below(mg_per_day / low), self.below(mg_per_day / high));
        [below, 1.0 - below - above, above]
    }
}

/// Second derivatives of the natural cubic spline through values at even distances.
fn curvature(values: &[f64], step: f64) -> Option<Vec<f64>> {
    let inner = values.len().checked_sub(2)?;
    let right = values.windows(3).map(|three| match three {
        [before, at, after] => 6.0 * (before - 2.0 * at + after) / (step * step),
        _ => 0.0,
    });
    let row = |at: usize| {
        (0..inner).map(|to| if to == at { 4.0 } else { f64::from(u8::from(to.abs_diff(at) == 1)) }).collect()
    };
    let solved = solve((0..inner).map(row).collect(), right.collect())?;
    Some(std::iter::once(0.0).chain(solved).chain(std::iter::once(0.0)).collect())
}
