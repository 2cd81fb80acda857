//! The fairness audit: how groups divide by sex, age, ethnicity and the like, which no model has seen.

use std::collections::BTreeMap;

use crate::analysis::diagnosis::table::{RawCell, RawColumn};
use crate::base::{Cancelled, Date, Draw, Progress};

use super::columns::{StaffColumn, StaffRole, number_of};
use super::encode::text_of;
use super::points::sample;
use super::suppress::shown;

const PERMUTATIONS: u32 = 999;
const MOST_ROWS: usize = 10_000;
const MOST_WORDS: usize = 30;
/// Ends of the bands of age, in years.
const AGES: [f64; 4] = [30.0, 40.0, 50.0, 60.0];
/// Calendar years; they are told by decades.
const YEARS: std::ops::RangeInclusive<f64> = 1_900.0..=2_100.0;

/// A protected attribute and the groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    pub column: String,
    /// Its words, of ages bands.
    pub words: Vec<String>,
    /// Of each group (from the first) people with each word; `None` for a cell of fewer than are shown.
    pub counts: Vec<Vec<Option<u32>>>,
    pub not_recorded: u32,
    /// Cramér's V: 0 where groups and attribute have nothing in common, 1 where one tells the other.
    pub association: f64,
    /// Chance of such a V where the attribute is dealt at random.
    pub p: f64,
}

/// Audits groups (counted from 0) against every protected column.
///
/// # Errors
/// Cancelled.
pub fn audit(
    columns: &[RawColumn],
    roles: &[StaffColumn],
    rows: &[u32],
    of: &[u32],
    clusters: usize,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Audit>, Cancelled> {
    let mut found = Vec::new();
    for (column, _) in columns.iter().zip(roles).filter(|(_, own)| own.role == StaffRole::Protected) {
        let words: Vec<Option<String>> =
            rows.iter().map(|row| column.cells.get(*row as usize).and_then(band_or_word)).collect();
        found.extend(of_column(&column.name, &words, of, clusters, seed, progress)?);
    }
    Ok(found)
}

/// Days and years of birth are told by their decade.
fn band_or_word(cell: &RawCell) -> Option<String> {
    let year = match cell {
        RawCell::Day(day) => Some(f64::from(Date(*day).ymd().0)),
        _ => number_of(cell).filter(|year| YEARS.contains(year)),
    };
    if let Some(year) = year {
        let decade = (year / 10.0).floor() * 10.0;
        return Some(format!("{decade}-{}", decade + 9.0));
    }
    let Some(years) = number_of(cell).filter(|years| (14.0..=100.0).contains(years)) else { return text_of(cell) };
    let place = AGES.iter().position(|end| years < *end);
    Some(match place {
        Some(0) => format!("< {}", AGES[0]),
        Some(place) => format!("{}-{}", AGES[place - 1], AGES[place] - 1.0),
        None => format!("≥ {}", AGES[AGES.len() - 1]),
    })
}

/// `None` where the column holds one word, or more than an attribute has.
fn of_column(
    name: &str,
    words: &[Option<String>],
    of: &[u32],
    clusters: usize,
    seed: u64,
    progress: &Progress,
) -> Result<Option<Audit>, Cancelled> {
    let mut places: BTreeMap<&String, u32> = words.iter().flatten().map(|word| (word, 0)).collect();
    if places.len() < 2 || places.len() > MOST_WORDS {
        return Ok(None);
    }
    places.values_mut().zip(0..).for_each(|(place, number)| *place = number);
    let known: Vec<(u32, u32)> =
        words.iter().zip(of).filter_map(|(word, group)| Some((*group, *places.get(word.as_ref()?)?))).collect();
    let cells = table(&known, clusters, places.len());
    let association = cramer(&cells, places.len());
    let mut shuffled: Vec<(u32, u32)> =
        sample(known.len(), MOST_ROWS, seed).into_iter().map(|row| known[row as usize]).collect();
    let own = cramer(&table(&shuffled, clusters, places.len()), places.len());
    let mut draw = Draw::for_part(seed, 61);
    let mut as_much = 0;
    for _ in 0..PERMUTATIONS {
        progress.tick(0)?;
        for place in (1..shuffled.len()).rev() {
            let other = draw.below(place as u64 + 1) as usize;
            let (a, b) = (shuffled[place].1, shuffled[other].1);
            (shuffled[place].1, shuffled[other].1) = (b, a);
        }
        as_much += u32::from(cramer(&table(&shuffled, clusters, places.len()), places.len()) >= own - 1e-12);
    }
    Ok(Some(Audit {
        column: name.to_owned(),
        words: places.keys().map(|word| (*word).clone()).collect(),
        counts: cells.chunks_exact(places.len()).map(shown).collect(),
        not_recorded: (words.len() - known.len()) as u32,
        association,
        p: f64::from(as_much + 1) / f64::from(PERMUTATIONS + 1),
    }))
}

fn table(known: &[(u32, u32)], clusters: usize, words: usize) -> Vec<u32> {
    let mut cells = vec![0; clusters * words];
    known.iter().for_each(|(group, word)| cells[*group as usize * words + *word as usize] += 1);
    cells
}

/// Cramér's V (Mathematical Methods of Statistics, 1946, 21.9) of a table of this width.
pub fn cramer(cells: &[u32], width: usize) -> f64 {
    let all: f64 = cells.iter().map(|count| f64::from(*count)).sum();
    let rows: Vec<f64> = cells.chunks_exact(width).map(|row| row.iter().map(|count| f64::from(*count)).sum()).collect();
    let columns: Vec<f64> = (0..width)
        .map(|column| cells.iter().skip(column).step_by(width).map(|count| f64::from(*count)).sum())
        .collect();
    let mut chi = 0.0;
    for (row, sum) in cells.chunks_exact(width).zip(&rows) {
        for (count, column) in row.iter().zip(&columns) {
            let expected = sum * column / all;
            if expected > 0.0 {
                chi += (f64::from(*count) - expected).powi(2) / expected;
            }
        }
    }
    let filled = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count();
    let least = filled(&rows).min(filled(&columns)).saturating_sub(1) as f64;
    if least > 0.0 && all > 0.0 { (chi / (all * least)).sqrt() } else { 0.0 }
}
