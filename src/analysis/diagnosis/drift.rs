//! How far new cases have moved away from those that a model learned from, column by column.
//!
//! Population stability index: the sum of (new share - old share) * ln(new share / old share) over bins. Up to 0.1 counts as
//! alike, above 0.25 as moved; the two limits are usual in credit scoring (Siddiqi 2006) and say nothing of why.

use serde::{Deserialize, Serialize};

use super::bounds::Abstention;
use super::saved::SavedModel;
use super::table::{Column, ColumnSketch, Table};

/// A bin has at least this share of the training cases; smaller ones are joined to their neighbours.
const LEAST_SHARE: f64 = 0.05;
/// Above it a column has moved.
pub const MOVED: f64 = 0.25;

/// A column then and now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    pub column: String,
    pub stability_index: f64,
    pub missing_then: f64,
    pub missing_now: f64,
    /// Share of the new values outside the range of training, of words those that it never saw.
    pub outside: f64,
}

/// Every feature column, the farthest first. `table` and `unread` are new cases as [`SavedModel::read_cases`] types them.
pub fn drift(model: &SavedModel, (table, unread): (&Table, &[Vec<Abstention>])) -> Vec<Drift> {
    let known =
        model.card.columns.iter().filter_map(|column| Some((table.column(&column.name)?, column.sketch.as_ref()?)));
    let of = |(column, sketch)| of_column(column, sketch, table.rows, new_words(unread, column));
    let mut found: Vec<Drift> = known.map(of).collect();
    found.sort_by(|a, b| b.stability_index.total_cmp(&a.stability_index));
    found
}

/// Cells of a column with a word that the model never saw.
fn new_words(unread: &[Vec<Abstention>], of: &Column) -> u32 {
    let is_new = |one: &&Abstention| matches!(one, Abstention::NewWord { column, .. } if *column == of.name);
    unread.iter().flatten().filter(is_new).count() as u32
}

fn of_column(column: &Column, sketch: &ColumnSketch, rows: u32, new_words: u32) -> Drift {
    let new: Vec<f64> = (0..rows).filter_map(|row| column.values.number(row)).collect();
    let (then, now, outside) = match sketch.quartiles {
        Some([least, _, _, _, most]) => {
            let outside = new.iter().filter(|value| **value < least || **value > most).count();
            (sketch.histogram.clone(), binned(&new, least, most, sketch.histogram.len()), outside)
        }
        None => {
            let then: Vec<u32> = sketch.levels.iter().map(|(_, count)| *count).collect();
            let mut now = vec![0; then.len()];
            new.iter().for_each(|level| now.iter_mut().skip(*level as usize).take(1).for_each(|count| *count += 1));
            (then, now, new_words as usize)
        }
    };
    let mut bins = joined(&then, &now);
    if new_words > 0 {
        bins.push((0.0, f64::from(new_words)));
    }
    let said = new.len() + new_words as usize;
    Drift {
        column: column.name.clone(),
        stability_index: stability_index(&bins),
        missing_then: sketch.missing_share(),
        missing_now: 1.0 - said as f64 / f64::from(rows.max(1)),
        outside: outside as f64 / said.max(1) as f64,
    }
}

/// Values beyond the ends are in the end bins.
fn binned(values: &[f64], least: f64, most: f64, bins: usize) -> Vec<u32> {
    let mut counts = vec![0; bins];
    let width = (most - least) / bins as f64;
    for value in values {
        let bin = if width > 0.0 { ((value - least) / width).max(0.0) as usize } else { 0 };
        counts.iter_mut().skip(bin.min(bins.saturating_sub(1))).take(1).for_each(|count| *count += 1);
    }
    counts
}

/// Neighbouring bins together until each holds its share of the training cases.
fn joined(then: &[u32], now: &[u32]) -> Vec<(f64, f64)> {
    let least = LEAST_SHARE * f64::from(then.iter().sum::<u32>());
    let mut bins: Vec<(f64, f64)> = Vec::new();
    let mut open = (0.0, 0.0);
    for (then, now) in then.iter().zip(now) {
        open = (open.0 + f64::from(*then), open.1 + f64::from(*now));
        if open.0 >= least {
            bins.push(std::mem::take(&mut open));
        }
    }
    match bins.last_mut() {
        Some(last) => *last = (last.0 + open.0, last.1 + open.1),
        None => bins.push(open),
    }
    bins
}

/// Half a case is added to every bin, so that an empty one is not infinitely far.
fn stability_index(bins: &[(f64, f64)]) -> f64 {
    let half = 0.5 * bins.len() as f64;
    let (then, now) = bins.iter().fold((half, half), |(then, now), bin| (then + bin.0, now + bin.1));
    let part = |bin: &(f64, f64)| {
        let (old, new) = ((bin.0 + 0.5) / then, (bin.1 + 0.5) / now);
        (new - old) * (new / old).ln()
    };
    bins.iter().map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::diagnosis::table::{ColumnType, Numbers, Role, Values, sketch};
    use crate::base::Draw;

    fn column(middle: f64, seed: u64) -> Column {
        let mut draw = Draw::new(seed);
        let values = Values::Numbers(Numbers::of((0..500).map(|_| Some(middle + draw.normal()))));
        Column { name: "x".into(), kind: ColumnType::Numeric, role: Role::Feature, zero_is_missing: false, values }
    }

    #[test]
    fn the_index_is_that_worked_by_hand() {
        // (0.5 - 0.25) ln 2 + (0.5 - 0.75) ln (2/3).
        let found = stability_index(&[(100_000.0, 200_000.0), (300_000.0, 200_000.0)]);
        assert!((found - 0.274_653).abs() < 1e-5, "{found}");
        assert_eq!(stability_index(&[(5.0, 5.0), (9.0, 9.0)]), 0.0);
    }

    #[test]
    fn alike_is_alike_and_moved_is_moved() {
        let then = column(0.0, 1);
        let rows: Vec<u32> = (0..500).collect();
        let sketch = sketch(&then, &rows);
        let same = of_column(&column(0.0, 2), &sketch, 500, 0);
        let moved = of_column(&column(1.0, 3), &sketch, 500, 0);
        assert!(same.stability_index < 0.1 && moved.stability_index > MOVED, "{same:?} {moved:?}");
        assert!(moved.outside > same.outside && same.missing_now == 0.0);
    }

    #[test]
    fn a_word_that_was_never_seen_is_new_and_not_missing() {
        let ward = |of: Vec<Option<u32>>| {
            let names = vec!["A".to_owned(), "B".to_owned()];
            let values = Values::Levels { of, names };
            Column {
                name: "ward".into(),
                kind: ColumnType::Categorical,
                role: Role::Feature,
                zero_is_missing: false,
                values,
            }
        };
        let then = ward((0..100).map(|row| Some(row % 2)).collect());
        let sketch = sketch(&then, &(0..100).collect::<Vec<u32>>());
        // Half of the rows hold a word that was never seen.
        let now = ward((0..100).map(|row| (row % 2 == 0).then_some(row / 2 % 2)).collect());
        let found = of_column(&now, &sketch, 100, 50);
        assert_eq!((found.missing_now, found.outside), (0.0, 0.5));
        assert!(found.stability_index > MOVED, "{found:?}");
    }
}
