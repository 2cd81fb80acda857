//! How sure an answer is, from the cases that were held back: what became of those that were answered alike.

use serde::{Deserialize, Serialize};

use super::learner::Task;
use super::run::{HeldBackCase, Report};
use crate::analysis::statistics::quantile;
use crate::analysis::statistics::wilson;

/// Held-back cases in a band of like probability.
const BAND_CASES: usize = 40;
const RESIDUALS: usize = 200;

/// A band of probabilities and what became of its cases.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// The highest probability in it.
    pub below: f64,
    pub cases: u64,
    pub sick: u64,
}

/// What is to be expected of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expected {
    /// Bands of each class, from low to high.
    Classes(Vec<Vec<Band>>),
    /// Quantiles of truth less answer, evenly spaced, from the least to the most.
    Numbers(Vec<f64>),
}

impl Expected {
    pub fn of(report: &Report) -> Expected {
        let first: Vec<&HeldBackCase> = report.cases.iter().filter(|case| case.repeat == 0).collect();
        match report.task {
            Task::Classify => Expected::Classes((0..report.classes.len()).map(|class| bands(&first, class)).collect()),
            Task::Regress => {
                let mut residuals: Vec<f64> =
                    first.iter().filter_map(|case| Some(case.number - case.outputs.first()?)).collect();
                residuals.sort_by(f64::total_cmp);
                let at = |place: usize| quantile(&residuals, place as f64 / RESIDUALS as f64);
                Expected::Numbers((0..=RESIDUALS).filter_map(at).collect())
            }
        }
    }

    /// 95 %: of a class the share that had it among held-back cases of like probability (widened to what is said), of a
    /// number where the truth lay.
    pub fn interval(&self, output: usize, said: f64) -> Option<(f64, f64)> {
        match self {
            Expected::Classes(classes) => {
                let bands = classes.get(output)?;
                let band = bands.iter().find(|band| said <= band.below).or(bands.last())?;
                let (low, high) = wilson(band.sick, band.cases);
                Some((low.min(said), high.max(said)))
            }
            Expected::Numbers(residuals) => {
                Some((said + quantile(residuals, 0.025)?, said + quantile(residuals, 0.975)?))
            }
        }
    }
}

fn bands(cases: &[&HeldBackCase], class: usize) -> Vec<Band> {
    let mut said: Vec<(f64, bool)> =
        cases.iter().filter_map(|case| Some((*case.outputs.get(class)?, case.class as usize == class))).collect();
    said.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = (said.len() / BAND_CASES).clamp(1, 20);
    let band = |cases: &[(f64, bool)]| Band {
        below: cases.last().map_or(1.0, |last| last.0),
        cases: cases.len() as u64,
        sick: cases.iter().filter(|case| case.1).count() as u64,
    };
    said.chunks(said.len().div_ceil(count).max(1)).map(band).collect()
}
