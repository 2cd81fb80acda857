//! The course of the concentration with the band in which it lies in 95 of 100 cases: persons drawn around the fit, weighed by
//! how well each fits levels and population, since the posterior is not normal.

use super::course::{Infusion, Timeline};
use super::map::{Fitted, Objective};
use super::models::Model;
use super::{DosingFault, Level};
use crate::analysis::linear_system::triangle;
use crate::base::Draw;

const PERSONS: u64 = 800;
/// Drawn wider than the normal approximation, so that its tails are covered.
const WIDER: f64 = 1.4;
const SEED: u64 = 7;

/// The concentration at an instant, mg/L.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandPoint {
    pub at_hours: f64,
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

/// The course at these times.
///
/// # Errors
/// Doses, levels or variances that are none.
pub fn band(
    model: &Model,
    doses: &[Infusion],
    levels: &[Level],
    fitted: &Fitted,
    at_hours: &[f64],
) -> Result<Vec<BandPoint>, DosingFault> {
    let objective = Objective::new(model, doses, levels)?;
    let lower = triangle(&fitted.covariance).ok_or(DosingFault::Variances)?;
    let timeline = Timeline::new(doses, at_hours)?;
    let mut courses: Vec<(f64, Vec<f64>)> = Vec::new();
    for part in 0..PERSONS {
        let mut draw = Draw::for_part(SEED, part);
        let normal: Vec<f64> = lower.iter().map(|_| draw.normal()).collect();
        let away = |row: &Vec<f64>| WIDER * row.iter().zip(&normal).map(|(share, one)| share * one).sum::<f64>();
        let shifts: Vec<f64> = fitted.shifts.iter().zip(&lower).map(|(shift, row)| shift + away(row)).collect();
        let drawn: f64 = normal.iter().map(|one| one * one).sum();
        let weight = (0.5 * (fitted.objective - objective.value(&shifts)) + 0.5 * drawn).exp();
        if weight.is_finite() && weight > 0.0 {
            courses.push((weight, timeline.concentrations(&model.kinetics(&shifts))));
        }
    }
    let points = at_hours.iter().enumerate().map(|(place, at)| {
        let mut here: Vec<(f64, f64)> =
            courses.iter().filter_map(|(weight, course)| Some((course.get(place).copied()?, *weight))).collect();
        here.sort_by(|one, other| one.0.total_cmp(&other.0));
        let quantile = |share: f64| quantile(&here, share);
        BandPoint { at_hours: *at, low: quantile(0.025), median: quantile(0.5), high: quantile(0.975) }
    });
    Ok(points.collect())
}

/// Of values in order with their weights.
fn quantile(values: &[(f64, f64)], share: f64) -> f64 {
    let whole: f64 = values.iter().map(|(_, weight)| weight).sum();
    let mut below = 0.0;
    for (value, weight) in values {
        below += weight;
        if below >= share * whole {
            return *value;
        }
    }
    values.last().map_or(0.0, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::super::{Person, fit, goti_2018, posterior};
    use super::*;

    /// The exposure over a long time is dose over clearance: the band of a course integrated by clearance alone is known from the
    /// quadrature, which shares nothing with the drawing.
    #[test]
    fn the_band_agrees_with_the_quadrature() {
        let person = Person { weight_kg: 70.0, creatinine_clearance_ml_per_min: 80.0, on_haemodialysis: false };
        let model = goti_2018(&person).expect("a model");
        // An infusion that never ends: the concentration comes to rate over clearance.
        let doses = [Infusion { at_hours: 0.0, mg: 100.0 * 5000.0, hours: 5000.0 }];
        let levels = [Level { at_hours: 24.0, mg_per_l: 14.0 }];
        let fitted = fit(&model, &doses, &levels).expect("fitted");
        let found = band(&model, &doses, &levels, &fitted, &[4900.0]).expect("a band")[0];
        let doubt = posterior(&model, &doses, &levels, &fitted).expect("a posterior");
        for (ours, share) in [(found.low, 0.975), (found.median, 0.5), (found.high, 0.025)] {
            let exact = 100.0 / doubt.quantile(share);
            assert!((ours / exact - 1.0).abs() < 0.08, "{share}: {ours} {exact}");
        }
        assert!(found.low < found.median && found.median < found.high);
    }
}
