//! k-anonymity (Samarati and Sweeney 1998; Sweeney 2002, Int J Uncertain Fuzz 10:571): whoever is in the table is like at
//! least k - 1 others in all columns by which somebody could be known.
//!
//! What a coarser column costs is measured: the share of its entropy that is not told any more (Gionis and Tassa 2009; El Emam
//! et al. 2009, JAMIA 16:670), by how much the column matters. Of all ways to write the columns that matter most, each with
//! the others made as fine as goes, the one that costs least is taken; few enough rows are left over, and are left out. The
//! result is checked by counting groups anew, exactly.

use std::collections::HashMap;

pub use super::quasi::{Coarser, QuasiColumn, SUPPRESSED, Told};
use crate::base::{Cancelled, Progress};

/// Below this nothing is written: the least group that health data are published with (El Emam and Dankar 2008, JAMIA
/// 15:627, name 3 to 5).
pub const LEAST_K: usize = 5;
/// The group below which the United States' CMS suppresses cells: counts of 1 to 10 are not told.
pub const USUAL_K: usize = 11;
/// Rows that may be left out before a column is made coarser instead, of a hundred.
pub const SUPPRESSED_PERCENT: usize = 5;

/// How many ways to write the first columns are all tried; the columns behind them are made finer one by one.
const MOST_WAYS: usize = 60;

/// What became of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub name: String,
    pub told: Told,
    /// The share of what it told that is lost, 0 to 1.
    pub lost: f64,
}

/// What was done to a table, for whoever reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Meter {
    pub k: usize,
    pub rows: usize,
    /// Rows that were like no other before.
    pub unique_before: usize,
    /// Rows in groups of fewer than k before.
    pub small_before: usize,
    /// Rows left out.
    pub suppressed: usize,
    /// Groups that are left, and the smallest one.
    pub groups: usize,
    pub smallest_group: usize,
    pub columns: Vec<Kept>,
    /// What the table cost in all, 0 to 1: of columns by how much they matter, and of rows that are left out.
    pub cost: f64,
}

/// A table of which everybody is like k - 1 others.
#[derive(Clone, Debug, PartialEq)]
pub struct Anonymised {
    /// Of each column.
    pub levels: Vec<usize>,
    /// Whether each row stays.
    pub kept: Vec<bool>,
    pub meter: Meter,
}

/// Why there is no such table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("groups of {k} would let people be known; the least is {LEAST_K}, and {USUAL_K} is usual")]
    TooSmall { k: usize },
    #[error("there are {rows} patients, fewer than the {k} of one group")]
    TooFew { rows: usize, k: usize },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Rows that are alike at the finest level, with how many there are.
struct Combination {
    codes: Vec<u32>,
    rows: usize,
}

/// Makes columns coarser and leaves rows out until everybody is like k - 1 others.
///
/// # Errors
/// [`Refusal`].
pub fn anonymise(columns: &[QuasiColumn], rows: usize, k: usize, progress: &Progress) -> Result<Anonymised, Refusal> {
    if k < LEAST_K {
        return Err(Refusal::TooSmall { k });
    }
    if rows < k {
        return Err(Refusal::TooFew { rows, k });
    }
    let combinations = combinations(columns, rows);
    let levels = vec![0; columns.len()];
    let (small_before, unique_before) =
        (small(columns, &combinations, &levels, k), small(columns, &combinations, &levels, 2));
    let search = Search { columns, combinations: &combinations, k, allowed: rows * SUPPRESSED_PERCENT / 100, rows };
    let levels = search.cheapest(progress)?;
    Ok(finished(columns, rows, k, levels, (unique_before, small_before)))
}

fn combinations(columns: &[QuasiColumn], rows: usize) -> Vec<Combination> {
    let mut counts: HashMap<Vec<u32>, usize> = HashMap::new();
    for row in 0..rows {
        let codes = columns.iter().map(|column| column.codes.get(row).copied().unwrap_or(0)).collect();
        *counts.entry(codes).or_default() += 1;
    }
    let mut all: Vec<Combination> = counts.into_iter().map(|(codes, rows)| Combination { codes, rows }).collect();
    all.sort_by(|one, other| one.codes.cmp(&other.codes));
    all
}

/// The groups of a combination's codes at these levels.
fn groups_of(columns: &[QuasiColumn], levels: &[usize], codes: &[u32]) -> Vec<u32> {
    let cells = columns.iter().zip(levels).zip(codes);
    cells
        .map(|((column, level), code)| {
            column.levels.get(*level).and_then(|level| level.groups.get(*code as usize)).copied().unwrap_or(0)
        })
        .collect()
}

/// Rows in groups of fewer than k.
fn small(columns: &[QuasiColumn], combinations: &[Combination], levels: &[usize], k: usize) -> usize {
    let mut counts: HashMap<Vec<u32>, usize> = HashMap::with_capacity(combinations.len());
    for combination in combinations {
        *counts.entry(groups_of(columns, levels, &combination.codes)).or_default() += combination.rows;
    }
    counts.into_values().filter(|rows| *rows < k).sum()
}

/// What is searched through.
struct Search<'a> {
    columns: &'a [QuasiColumn],
    combinations: &'a [Combination],
    k: usize,
    /// Rows that may be left over.
    allowed: usize,
    rows: usize,
}

impl Search<'_> {
    /// The levels that cost least.
    fn cheapest(&self, progress: &Progress) -> Result<Vec<usize>, Cancelled> {
        let mut ways = self.ways();
        progress.restart(ways.len() as u64);
        // The cheapest first, so that most others need no look: they cost more already.
        ways.sort_by(|one, other| self.cost_of_columns(one).total_cmp(&self.cost_of_columns(other)));
        let mut best: Option<(f64, Vec<usize>)> = None;
        for way in ways {
            progress.tick(1)?;
            let fixed = way.len();
            let least = self.cost_of_columns(&way);
            if best.as_ref().is_some_and(|(known, _)| least >= *known) {
                continue;
            }
            let behind = self.columns.iter().skip(fixed).map(QuasiColumn::last);
            let mut levels: Vec<usize> = way.into_iter().chain(behind).collect();
            if self.left_over(&levels) > self.allowed {
                continue;
            }
            self.make_finer(&mut levels, fixed, progress)?;
            let cost = self.cost(&levels);
            if best.as_ref().is_none_or(|(known, _)| cost < *known) {
                best = Some((cost, levels));
            }
        }
        Ok(best.map_or_else(|| self.columns.iter().map(QuasiColumn::last).collect(), |(_, levels)| levels))
    }

    /// All ways to write the first columns, as many of them as there are not too many ways.
    fn ways(&self) -> Vec<Vec<usize>> {
        let mut ways = vec![Vec::new()];
        for column in self.columns {
            if ways.len() * column.levels.len() > MOST_WAYS {
                break;
            }
            let longer = |way: &Vec<usize>| {
                let way = way.clone();
                (0..column.levels.len()).map(move |level| way.iter().copied().chain([level]).collect::<Vec<usize>>())
            };
            ways = ways.iter().flat_map(longer).collect();
        }
        ways
    }

    /// Makes columns finer, the step first that brings most, as long as few enough rows are left over. A step that leaves too
    /// many over does so later too, since finer columns only split groups.
    fn make_finer(&self, levels: &mut [usize], fixed: usize, progress: &Progress) -> Result<(), Cancelled> {
        let mut open: Vec<usize> = (fixed..self.columns.len()).collect();
        while let Some((place, at)) = self.best_step(levels, &open) {
            progress.tick(0)?;
            let mut finer = levels.to_vec();
            if let Some(level) = finer.get_mut(at) {
                *level -= 1;
            }
            if self.left_over(&finer) <= self.allowed {
                levels.copy_from_slice(&finer);
            } else {
                open.swap_remove(place);
            }
        }
        Ok(())
    }

    /// The place in `open` and the column whose next finer level brings most.
    fn best_step(&self, levels: &[usize], open: &[usize]) -> Option<(usize, usize)> {
        let brings = |at: usize| {
            let (column, level) = (self.columns.get(at)?, *levels.get(at)?);
            let finer = level.checked_sub(1)?;
            Some(column.weight * (column.cost(level) - column.cost(finer)))
        };
        let steps = open.iter().enumerate().filter_map(|(place, at)| Some((brings(*at)?, place, *at)));
        let best = steps.max_by(|one, other| one.0.total_cmp(&other.0).then(other.2.cmp(&one.2)));
        best.map(|(_, place, at)| (place, at))
    }

    fn left_over(&self, levels: &[usize]) -> usize {
        small(self.columns, self.combinations, levels, self.k)
    }

    /// The share of what the columns tell that the first of them lose at these levels.
    fn cost_of_columns(&self, levels: &[usize]) -> f64 {
        cost_of_columns(self.columns, levels)
    }

    fn cost(&self, levels: &[usize]) -> f64 {
        cost(self.cost_of_columns(levels), self.left_over(levels), self.rows)
    }
}

fn cost_of_columns(columns: &[QuasiColumn], levels: &[usize]) -> f64 {
    let all: f64 = columns.iter().map(|column| column.weight).sum();
    let lost: f64 = columns.iter().zip(levels).map(|(column, level)| column.weight * column.cost(*level)).sum();
    if all > 0.0 { lost / all } else { 0.0 }
}

/// Rows that are left out tell nothing, the others what the columns do not lose.
fn cost(of_columns: f64, left_out: usize, rows: usize) -> f64 {
    let share = left_out as f64 / rows.max(1) as f64;
    share + (1.0 - share) * of_columns
}

/// Counts groups by their texts, row by row, apart from what was counted on the way.
fn finished(columns: &[QuasiColumn], rows: usize, k: usize, levels: Vec<usize>, before: (usize, usize)) -> Anonymised {
    let key = |row: usize| -> Vec<&str> {
        columns.iter().zip(&levels).map(|(column, level)| column.text(row, *level)).collect()
    };
    let mut counts: HashMap<Vec<&str>, usize> = HashMap::new();
    for row in 0..rows {
        *counts.entry(key(row)).or_default() += 1;
    }
    let kept: Vec<bool> = (0..rows).map(|row| counts.get(&key(row)).is_some_and(|rows| *rows >= k)).collect();
    let large = counts.values().filter(|rows| **rows >= k);
    let suppressed = kept.iter().filter(|kept| !**kept).count();
    let meter = Meter {
        k,
        rows,
        unique_before: before.0,
        small_before: before.1,
        suppressed,
        groups: large.clone().count(),
        smallest_group: large.min().copied().unwrap_or(0),
        columns: columns.iter().zip(&levels).map(|(column, level)| kept_of(column, *level)).collect(),
        cost: cost(cost_of_columns(columns, &levels), suppressed, rows),
    };
    Anonymised { levels, kept, meter }
}

fn kept_of(column: &QuasiColumn, level: usize) -> Kept {
    let told = column.levels.get(level).map_or(Told::Nothing, |level| level.told);
    Kept { name: column.name.clone(), told, lost: column.lost(level) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::age_band;
    use super::*;

    fn ages(rows: &[i32]) -> QuasiColumn {
        let texts: Vec<String> = rows.iter().map(i32::to_string).collect();
        let band = |width: i32| move |text: &str| text.parse().map_or(String::new(), |age| age_band(age, width));
        QuasiColumn::new("age", &texts, &[(Told::Years(5), &band(5)), (Told::Years(20), &band(20))], 3.0)
    }

    fn words(name: &str, rows: &[u8]) -> QuasiColumn {
        let texts: Vec<String> = rows.iter().map(|row| format!("*{row}")).collect();
        QuasiColumn::new(name, &texts, &[], 1.0)
    }

    fn run(columns: &[QuasiColumn], rows: usize, k: usize) -> Result<Anonymised, Refusal> {
        anonymise(columns, rows, k, &Progress::default())
    }

    #[test]
    fn small_groups_and_small_tables_are_refused() {
        assert_eq!(run(&[], 100, 4), Err(Refusal::TooSmall { k: 4 }));
        assert_eq!(run(&[], 10, 11), Err(Refusal::TooFew { rows: 10, k: 11 }));
    }

    #[test]
    fn what_needs_no_change_has_none_and_a_gene_that_tells_gives_way() {
        let ages = ages(&[40; 60]);
        let common = words("CYP2C19", &[1; 60]);
        let done = run(&[ages.clone(), common.clone()], 60, 11).expect("made");
        assert_eq!((done.levels, done.meter.suppressed, done.meter.smallest_group), (vec![0, 0], 0, 60));
        let telling: Vec<u8> = (0..60).collect();
        let done = run(&[ages, common, words("HLA-B", &telling)], 60, 11).expect("made");
        assert_eq!((done.levels, done.meter.unique_before, done.meter.suppressed), (vec![0, 0, 1], 60, 0));
        assert!((done.meter.cost - 1.0 / 5.0).abs() < 1e-12, "one of five parts by weight: {}", done.meter.cost);
    }

    /// Half the people of each age have a rare result of their own: the ages, which matter more, stay in bands.
    #[test]
    fn what_matters_more_is_kept_before_what_is_rare() {
        let rows = 300;
        let years: Vec<i32> = (0..rows).map(|row| 20 + row % 60).collect();
        let rare: Vec<u8> = (0..rows).map(|row| (row % 150) as u8).collect();
        let done = run(&[ages(&years), words("HLA-B", &rare)], rows as usize, 11).expect("made");
        assert_eq!(done.levels, [1, 1], "{:?}", done.meter);
        assert_eq!(done.meter.columns.first().map(|kept| kept.told), Some(Told::Years(5)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Counted here anew, from the texts that would be written.
        #[test]
        fn everybody_who_stays_is_like_k_others(
            people in proptest::collection::vec((0i32..95, 0u8..2, 0u8..6, 0u8..3), 11..400),
            k in LEAST_K..12,
        ) {
            let rows = people.len();
            let columns = [
                ages(&people.iter().map(|one| one.0).collect::<Vec<_>>()),
                words("sex", &people.iter().map(|one| one.1).collect::<Vec<_>>()),
                words("CYP2D6", &people.iter().map(|one| one.2).collect::<Vec<_>>()),
                words("TPMT", &people.iter().map(|one| one.3).collect::<Vec<_>>()),
            ];
            let done = run(&columns, rows, k).expect("made");
            let written = |row: usize| -> String {
                let cells = columns.iter().zip(&done.levels).map(|(column, level)| column.text(row, *level));
                cells.collect::<Vec<_>>().join("|")
            };
            let kept: Vec<String> = (0..rows).filter(|row| done.kept[*row]).map(written).collect();
            for one in &kept {
                prop_assert!(kept.iter().filter(|other| *other == one).count() >= k, "{one}");
            }
            prop_assert_eq!(kept.len() + done.meter.suppressed, rows);
            prop_assert!(done.meter.suppressed * 100 <= rows * SUPPRESSED_PERCENT);
            // Nothing that leaves few enough over costs less: here every way is tried.
            let combined = combinations(&columns, rows);
            let search = Search { columns: &columns, combinations: &combined, k, allowed: rows * SUPPRESSED_PERCENT / 100, rows };
            let ways = search.ways();
            prop_assert_eq!(ways.len(), 32);
            for way in ways.iter().filter(|way| search.left_over(way) <= search.allowed) {
                prop_assert!(done.meter.cost <= search.cost(way) + 1e-9, "{way:?}");
            }
        }
    }
}
