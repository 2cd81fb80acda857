//! What sets a group apart: the difference of its means from those of everybody else, with interval and size.

use std::collections::BTreeMap;

use crate::analysis::diagnosis::table::RawColumn;
use crate::analysis::statistics::student_quantile_above;

use super::FEWEST_SHOWN;
use super::encode::{Encoded, Feature, text_of};
use super::suppress::shown;

/// A feature in a group and outside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Place of the feature.
    pub feature: usize,
    /// Means in the column's own unit; of a skill or word the share that has it.
    pub inside: f64,
    pub outside: f64,
    /// 95 % interval of the difference (Welch).
    pub low: f64,
    pub high: f64,
    /// The difference in standard deviations of everybody.
    pub size: f64,
}

impl Difference {
    /// Whether chance alone hardly makes it: the interval lies on one side of 0.
    pub fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// A group.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// From 1, the largest first.
    pub number: u32,
    pub size: u32,
    /// Its centre in the columns' own units.
    pub centre: Vec<f64>,
    /// The largest differences first.
    pub differences: Vec<Difference>,
    /// Mean Jaccard index of people drawn anew.
    pub stability: f64,
    pub silhouette: Option<f64>,
    /// Recorded strategies, the most frequent first.
    pub strategies: Vec<(String, u32)>,
    pub without_strategy: u32,
}

impl Profile {
    /// Whether it may be shown.
    pub fn is_shown(&self) -> bool {
        self.size >= FEWEST_SHOWN
    }

    /// For each strategy how many have it, and how many have none; blank where so few could be worked out.
    pub fn shown_counts(&self) -> (Vec<Option<u32>>, Option<u32>) {
        let counts = self.strategies.iter().map(|(_, count)| *count).chain([self.without_strategy]);
        let mut shown = shown(&counts.collect::<Vec<u32>>());
        let without = shown.pop().flatten();
        (shown, without)
    }

    /// The strategies that most of the group have; several where they tie.
    pub fn usual_strategies(&self) -> Vec<&str> {
        let most = self.strategies.first().map_or(0, |(_, count)| *count);
        self.strategies.iter().filter(|(_, count)| *count == most).map(|(name, _)| name.as_str()).collect()
    }
}

/// Sums of a column over some rows.
#[derive(Clone, Copy, Default)]
struct Sums {
    rows: f64,
    sum: f64,
    squares: f64,
}

impl Sums {
    fn mean(&self) -> f64 {
        self.sum / self.rows.max(1.0)
    }

    fn variance(&self) -> f64 {
        let spare = (self.rows - 1.0).max(1.0);
        ((self.squares - self.rows * self.mean() * self.mean()) / spare).max(0.0)
    }
}

/// Differences of every group, from the scaled points.
pub fn differences(encoded: &Encoded, of: &[u32], clusters: usize) -> Vec<Vec<Difference>> {
    let columns = encoded.features.len();
    let mut sums = vec![Sums::default(); clusters * columns];
    for (row, group) in of.iter().enumerate() {
        let own = &mut sums[*group as usize * columns..(*group as usize + 1) * columns];
        for (sums, value) in own.iter_mut().zip(encoded.points.row(row)) {
            *sums = Sums { rows: sums.rows + 1.0, sum: sums.sum + value, squares: sums.squares + value * value };
        }
    }
    (0..clusters).map(|group| of_group(encoded, &sums, group)).collect()
}

fn of_group(encoded: &Encoded, sums: &[Sums], group: usize) -> Vec<Difference> {
    let columns = encoded.features.len();
    let one = |feature: usize| {
        let (mut inside, mut outside) = (Sums::default(), Sums::default());
        for (other, own) in sums.iter().skip(feature).step_by(columns).enumerate() {
            let into = if other == group { &mut inside } else { &mut outside };
            *into = Sums { rows: into.rows + own.rows, sum: into.sum + own.sum, squares: into.squares + own.squares };
        }
        difference(encoded, feature, &inside, &outside)
    };
    let mut found: Vec<Difference> = (0..columns).map(one).collect();
    found.sort_by(|a, b| b.size.abs().total_cmp(&a.size.abs()).then(a.feature.cmp(&b.feature)));
    found
}

fn difference(encoded: &Encoded, feature: usize, inside: &Sums, outside: &Sums) -> Difference {
    let own = &encoded.features[feature];
    let (a, b) = (inside.variance() / inside.rows.max(1.0), outside.variance() / outside.rows.max(1.0));
    let all = Sums {
        rows: inside.rows + outside.rows,
        sum: inside.sum + outside.sum,
        squares: inside.squares + outside.squares,
    };
    // Welch's degrees of freedom (Biometrika 1947;34:28).
    let spare = |part: f64, rows: f64| if rows > 1.0 { part * part / (rows - 1.0) } else { 0.0 };
    let freedom = (a + b).powi(2) / (spare(a, inside.rows) + spare(b, outside.rows));
    let half = if freedom.is_finite() && freedom >= 1.0 {
        student_quantile_above(0.025, freedom) * (a + b).sqrt()
    } else {
        0.0
    };
    // Both ends of a share as they are told, or the difference would give away what they do not.
    let told = |sums: &Sums| seen(own, sums.mean(), sums.rows);
    let difference = (told(inside) - told(outside)) / own.divisor;
    let deviation = all.variance().sqrt();
    Difference {
        feature,
        inside: told(inside),
        outside: told(outside),
        low: (difference - half) * own.divisor,
        high: (difference + half) * own.divisor,
        size: if deviation > 0.0 { difference / deviation } else { 0.0 },
    }
}

/// A mean over so many rows in the column's unit. A share of fewer people than are shown, or of all but so few, is rounded to
/// nobody or to as many as are shown: it would tell of single people.
pub(super) fn seen(own: &Feature, scaled: f64, rows: f64) -> f64 {
    let value = own.value(scaled);
    if own.word.is_none() || rows < 1.0 {
        return value;
    }
    let (fewest, people) = (f64::from(FEWEST_SHOWN), (value * rows).round());
    let rounded = |few: f64| if few > fewest / 2.0 { fewest.min(rows) } else { 0.0 };
    match people {
        few if few < fewest => rounded(few) / rows,
        most if rows - most < fewest => 1.0 - rounded(rows - most) / rows,
        _ => value,
    }
}

/// For each group the recorded strategies with their counts, and how many have none.
pub fn strategies(
    column: Option<&RawColumn>,
    rows: &[u32],
    of: &[u32],
    clusters: usize,
) -> Vec<(Vec<(String, u32)>, u32)> {
    let mut counts: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); clusters];
    let mut without = vec![0; clusters];
    for (row, group) in rows.iter().zip(of) {
        let cell = column.and_then(|column| column.cells.get(*row as usize)).and_then(text_of);
        match cell {
            Some(strategy) => *counts[*group as usize].entry(strategy).or_default() += 1,
            None => without[*group as usize] += 1,
        }
    }
    let ordered = |counts: BTreeMap<String, u32>| {
        let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        counts
    };
    counts.into_iter().map(ordered).zip(without).collect()
}
