//! The variances of a local level, quickly: the scale has a closed form, so that one number is searched for. The first
//! reading is the start, known as surely as a reading is: the exact form of knowing nothing before.

use super::Sighting;
use crate::analysis::state_space::{Belief, Dynamics, StateSpace};

/// Model and belief after the last of these readings; `None` where nothing varies.
pub fn fitted(sightings: &[Sighting], usual_days: f64) -> Option<(StateSpace, Belief)> {
    let tried = |log_ratio: f64| followed(sightings, log_ratio.exp() / usual_days);
    let steps = (0..=24).map(|step| -8.0 + 0.5 * f64::from(step));
    let rough = steps.max_by(|one, other| likelihood(&tried(*one)).total_cmp(&likelihood(&tried(*other))))?;
    let (mut low, mut high) = (rough - 0.5, rough + 0.5);
    for _ in 0..12 {
        let (left, right) = (low + (high - low) * 0.4, low + (high - low) * 0.6);
        if likelihood(&tried(left)) < likelihood(&tried(right)) { low = left } else { high = right }
    }
    let log_ratio = f64::midpoint(low, high);
    let found = tried(log_ratio)?;
    let noise = found.scale;
    let belief = Belief { mean: [found.level, 0.0], cov: [[found.var * noise, 0.0], [0.0, 0.0]] };
    let level_noise = noise * log_ratio.exp() / usual_days;
    Some((StateSpace { dynamics: Dynamics::LocalLevel { level_noise }, reading_noise: noise }, belief))
}

/// The recursion with a noise of 1 in each reading.
struct Followed {
    level: f64,
    var: f64,
    scale: f64,
    log_likelihood: f64,
}

fn likelihood(followed: &Option<Followed>) -> f64 {
    followed.as_ref().map_or(f64::NEG_INFINITY, |followed| followed.log_likelihood)
}

fn followed(sightings: &[Sighting], level_noise: f64) -> Option<Followed> {
    let first = sightings.first()?;
    let (mut level, mut var, mut last) = (first.value, 1.0, first.at_days);
    let (mut squares, mut logs) = (0.0, 0.0);
    for sighting in sightings.iter().skip(1) {
        var += level_noise * (sighting.at_days - last);
        let spread = var + 1.0;
        let innovation = sighting.value - level;
        squares += innovation * innovation / spread;
        logs += spread.ln();
        level += var / spread * innovation;
        var /= spread;
        last = sighting.at_days;
    }
    let count = (sightings.len() - 1) as f64;
    let scale = squares / count;
    let log_likelihood = -0.5 * (count * scale.ln() + logs);
    (scale > 0.0 && log_likelihood.is_finite()).then_some(Followed { level, var, scale, log_likelihood })
}
