//! Shapley values of any model, from random orders of the features, with their error.
//!
//! Source: Štrumbelj, Kononenko, "Explaining prediction models and individual predictions with feature contributions",
//! Knowledge and Information Systems 41 (2014). Each draw takes a background case and an order, and turns the background
//! case feature by feature into the case asked about; then the same backwards, which takes part of the chance out. Each
//! draw adds up exactly, so the mean of all does.

use crate::analysis::diagnosis::data::Features;

use crate::base::{Cancelled, Draw, Progress};

use super::{Explanation, Method, Scale};

/// How much to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Pairs of an order and its reverse; at least 2 are drawn, so that there is an error to tell.
    pub draws: u32,
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Sampling {
        Sampling { draws: 200, seed: 0 }
    }
}

/// Answers for a case; the second parameter is room to work in.
pub type Answer<'a> = &'a dyn Fn(&[f64], &mut Vec<f64>) -> f64;

/// Explains whatever `answer` gives, such as a calibrated probability.
///
/// # Errors
/// Cancelled.
pub fn explain(
    answer: Answer<'_>,
    scale: Scale,
    case: &[f64],
    background: &Features,
    sampling: Sampling,
    progress: &Progress,
) -> Result<Explanation, Cancelled> {
    let features = case.len();
    let draws = sampling.draws.max(2);
    let mut random = Draw::new(sampling.seed);
    let mut order: Vec<usize> = (0..features).collect();
    let mut room = Vec::new();
    let (mut sum, mut squares, mut base) = (vec![0.0; features], vec![0.0; features], 0.0);
    // Every answer takes its time, so that a cancel is looked for before each.
    let mut ask = |case: &[f64]| progress.tick(0).map(|()| answer(case, &mut room));
    let shown = ask(case)?;
    for _ in 0..draws {
        random.shuffle(&mut order);
        let start = if background.rows() == 0 {
            case.to_vec()
        } else {
            background.row(random.below(background.rows() as u64) as usize)
        };
        let mut draw = vec![0.0; features];
        let first = ask(&start)?;
        walk(&mut ask, case, (&start, first), order.iter().copied(), &mut draw)?;
        walk(&mut ask, case, (&start, first), order.iter().rev().copied(), &mut draw)?;
        base += first;
        for (feature, twice) in draw.iter().enumerate() {
            sum[feature] += twice / 2.0;
            squares[feature] += twice * twice / 4.0;
        }
    }
    let count = f64::from(draws);
    let error = |(sum, squares): (&f64, &f64)| ((squares - sum * sum / count).max(0.0) / (count - 1.0) / count).sqrt();
    Ok(Explanation {
        scale,
        method: Method::SampledShapley,
        answer: shown,
        base: base / count,
        errors: Some(sum.iter().zip(&squares).map(error).collect()),
        contributions: sum.into_iter().map(|sum| sum / count).collect(),
    })
}

/// Turns a case, whose answer is known, into the one asked about and notes what each feature changed.
fn walk(
    ask: &mut dyn FnMut(&[f64]) -> Result<f64, Cancelled>,
    case: &[f64],
    (start, first): (&[f64], f64),
    order: impl Iterator<Item = usize>,
    changes: &mut [f64],
) -> Result<(), Cancelled> {
    let mut mixed = start.to_vec();
    let mut before = first;
    for feature in order {
        // What is alike already changes nothing.
        if mixed[feature] == case[feature] {
            continue;
        }
        mixed[feature] = case[feature];
        let after = ask(&mixed)?;
        changes[feature] += after - before;
        before = after;
    }
    Ok(())
}
