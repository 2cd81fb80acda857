//! Intervals of 95 %: patients are drawn anew, again and again, and everything is measured on those drawn.

use super::measure::Judged;
use super::problem::Problem;
use crate::analysis::statistics::quantile;
use crate::base::{Cancelled, Draw, Progress};

/// Lower and upper end.
pub type Interval = (f64, f64);

/// An interval for each measure, in their order; `None` where a measure has no value in most draws. Only the rows that
/// `counts` are measured.
///
/// # Errors
/// Cancelled.
pub fn intervals(
    problem: &Problem<'_>,
    judged: &Judged<'_, '_>,
    counts: &dyn Fn(u32) -> bool,
    resamples: u32,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Option<Interval>>, Cancelled> {
    let most = problem.patients.iter().copied().max().map_or(0, |most| most as usize + 1);
    let mut drawn: Vec<u32> = problem.patients_of(&problem.rows);
    drawn.sort_unstable();
    drawn.dedup();
    let mut draw = Draw::for_part(seed, 2);
    let mut found: Vec<Vec<f64>> = Vec::new();
    for _ in 0..resamples {
        progress.tick(0)?;
        let mut times = vec![0.0; most];
        for _ in 0..drawn.len() {
            let patient = drawn.get(draw.below(drawn.len() as u64) as usize).copied().unwrap_or(0);
            times.iter_mut().skip(patient as usize).take(1).for_each(|times| *times += 1.0);
        }
        let weight = |(row, patient): (usize, &u32)| {
            if counts(row as u32) { times.get(*patient as usize).copied().unwrap_or(0.0) } else { 0.0 }
        };
        let weights: Vec<f64> = problem.patients.iter().enumerate().map(weight).collect();
        let measures = judged.measures(Some(&weights));
        found.resize(measures.values.len(), Vec::new());
        found.iter_mut().zip(measures.values).for_each(|(found, value)| found.extend(value));
    }
    Ok(found.into_iter().map(|values| ends(values, resamples)).collect())
}

fn ends(mut values: Vec<f64>, resamples: u32) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    let is_usual = values.len() * 2 > resamples as usize;
    if is_usual { Some((quantile(&values, 0.025)?, quantile(&values, 0.975)?)) } else { None }
}
