//! A small table without ties, for tests: its numbers are the same in the script that asked scikit-learn.

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{FitError, Fitted, Model, algorithm};
use crate::base::{Draw, Progress};

/// Five features from −2 to 2 in steps of 2⁻²², and answers that depend on the first three and on chance.
pub struct Table {
    pub features: Features,
    pub two: Vec<u32>,
    pub three: Vec<u32>,
    pub numbers: Vec<f64>,
}

impl Table {
    pub fn new(rows: usize, seed: u64) -> Table {
        let mut draw = Draw::new(seed);
        let mut number = || 4.0 * (draw.next() >> 40) as f64 / 16_777_216.0 - 2.0;
        let mut columns = vec![Vec::new(); 5];
        let mut sums = Vec::new();
        for _ in 0..rows {
            columns.iter_mut().for_each(|column: &mut Vec<f64>| column.push(number()));
            let last = columns[0].len() - 1;
            sums.push(columns[0][last] - 1.5 * columns[1][last] + columns[0][last] * columns[2][last] + number());
        }
        Table {
            features: Features::new(columns).expect("finite"),
            two: sums.iter().map(|sum| u32::from(*sum > 0.0)).collect(),
            three: sums.iter().map(|sum| u32::from(*sum > -0.5) + u32::from(*sum > 1.0)).collect(),
            numbers: sums.iter().map(|sum| 10.0 * sum + 50.0).collect(),
        }
    }

    pub fn of_two(&self) -> Target<'_> {
        Target::Classes { of: &self.two, count: 2 }
    }

    pub fn of_three(&self) -> Target<'_> {
        Target::Classes { of: &self.three, count: 3 }
    }

    pub fn of_numbers(&self) -> Target<'_> {
        Target::Numbers(&self.numbers)
    }
}

/// The table that the reference numbers are of.
pub fn table() -> Table {
    Table::new(200, 7)
}

/// The first four rows, moved a little.
pub fn cases() -> Vec<Vec<f64>> {
    (0..4).map(|row| table().features.row(row).iter().map(|value| value + 0.1).collect()).collect()
}

/// `key=value` words.
pub fn fit_weighted(
    id: &str,
    set: &str,
    features: &Features,
    target: Target<'_>,
    weights: Option<&[f64]>,
) -> Result<Fitted, FitError> {
    let pair = |word: &str| word.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    let set: Vec<_> = set.split_whitespace().filter_map(pair).collect();
    let algorithm = algorithm(id).expect("known").build(&set).expect("valid");
    algorithm.fit(features, target, weights, 42, &Progress::default())
}

pub fn fit(id: &str, set: &str, features: &Features, target: Target<'_>) -> Fitted {
    fit_weighted(id, set, features, target, None).expect("fits")
}

pub fn scores(model: &Fitted, case: &[f64]) -> Vec<f64> {
    let mut scores = Vec::new();
    model.scores(case, &mut scores);
    scores
}

#[track_caller]
pub fn assert_near(found: &[f64], known: &[f64], within: f64) {
    assert_eq!(found.len(), known.len());
    for (found_one, known_one) in found.iter().zip(known) {
        assert!((found_one - known_one).abs() <= within, "{found:?} is not {known:?}");
    }
}
