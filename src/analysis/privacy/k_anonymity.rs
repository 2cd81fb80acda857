//! k-anonymity (Samarati and Sweeney 1998; Sweeney 2002, Int J Uncertain Fuzz 10:571): whoever is in the table is like at
//! least k - 1 others in all columns by which somebody could be known.
//!
//! Columns are made coarser one level at a time, the one first that takes most rows out of small groups for what it costs,
//! until few enough rows are left over; those are left out. Then every column is made finer again where that is possible.
//! The result is checked by counting groups anew, exactly.

use std::collections::HashMap;

use crate::base::{Cancelled, Progress};

/// Below this nothing is written: the least group that health data are published with (El Emam and Dankar 2008, JAMIA
/// 15:627, name 3 to 5).
pub const LEAST_K: usize = 5;
/// The group below which the United States' CMS suppresses cells: counts of 1 to 10 are not told.
pub const USUAL_K: usize = 11;
/// Rows that may be left out before a column is made coarser instead, of a hundred.
pub const SUPPRESSED_PERCENT: usize = 5;

/// A column by which somebody could be known, from fine to coarse. In the last level all rows are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuasiColumn {
    pub name: String,
    /// What each row has, as a number into `levels[0]`.
    pub codes: Vec<u32>,
    pub levels: Vec<Level>,
    /// What a step to a coarser level costs, beside the steps of other columns.
    pub weight: u32,
}

/// How a column is written at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The text, by the code of the finest level.
    pub texts: Vec<String>,
    /// Numbers of these texts: equal ones are alike.
    groups: Vec<u32>,
}

impl Level {
    pub fn new(texts: Vec<String>) -> Level {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let groups = texts.iter().map(|text| {
            let next = numbers.len() as u32;
            *numbers.entry(text.clone()).or_insert(next)
        });
        let groups = groups.collect();
        Level { texts, groups }
    }
}

/// How a column that tells nothing any more is written.
pub const SUPPRESSED: &str = "*";

impl QuasiColumn {
    /// A column from each row's text and coarser ways to write it; a last level in which all are alike is added.
    pub fn new(name: &str, rows: &[String], coarser: &[&dyn Fn(&str) -> String], weight: u32) -> QuasiColumn {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut texts = Vec::new();
        let codes = rows.iter().map(|row| {
            *numbers.entry(row).or_insert_with(|| {
                texts.push(row.clone());
                texts.len() as u32 - 1
            })
        });
        let codes = codes.collect();
        let mut levels = vec![Level::new(texts.clone())];
        levels.extend(coarser.iter().map(|write| Level::new(texts.iter().map(|text| write(text)).collect())));
        levels.push(Level::new(vec![SUPPRESSED.to_owned(); texts.len()]));
        QuasiColumn { name: name.to_owned(), codes, levels, weight }
    }

    /// A row's text at a level.
    pub fn text(&self, row: usize, level: usize) -> &str {
        let code = self.codes.get(row).map_or(0, |code| *code as usize);
        self.levels.get(level).and_then(|level| level.texts.get(code)).map_or(SUPPRESSED, String::as_str)
    }

    fn last(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }
}

/// What was done to a table, for whoever reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Each column's level of so many: 0 as it was, the last one tells nothing.
    pub levels: Vec<(String, usize, usize)>,
}

/// A table of which everybody is like k - 1 others.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    let mut levels = vec![0; columns.len()];
    let (small_before, unique_before) =
        (small(columns, &combinations, &levels, k), small(columns, &combinations, &levels, 2));
    let allowed = rows * SUPPRESSED_PERCENT / 100;
    progress.restart(columns.iter().map(|column| column.last() as u64).sum());
    let mut left_over = small_before;
    while left_over > allowed {
        let Some((column, fewer)) = best_step(columns, &combinations, &levels, k, left_over) else { break };
        if let Some(level) = levels.get_mut(column) {
            *level += 1;
        }
        left_over = fewer;
        progress.tick(1)?;
    }
    refine(columns, &combinations, &mut levels, k, allowed.max(left_over));
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

/// The column whose next level takes most rows out of small groups for what it costs, and how many are left; of columns
/// that all take none, the one with most different texts.
fn best_step(
    columns: &[QuasiColumn],
    combinations: &[Combination],
    levels: &[usize],
    k: usize,
    left_over: usize,
) -> Option<(usize, usize)> {
    let mut best: Option<(f64, usize, usize, usize)> = None;
    for (at, column) in columns.iter().enumerate() {
        let level = levels.get(at).copied().unwrap_or(0);
        if level >= column.last() {
            continue;
        }
        let mut coarser = levels.to_vec();
        if let Some(level) = coarser.get_mut(at) {
            *level += 1;
        }
        let left = small(columns, combinations, &coarser, k);
        let gain = left_over.saturating_sub(left) as f64 / f64::from(column.weight.max(1));
        let different =
            column.levels.get(level).map_or(0, |level| level.groups.iter().max().map_or(0, |most| *most as usize));
        let is_better = best.is_none_or(|(known, many, _, _)| gain > known || gain == known && different > many);
        if is_better {
            best = Some((gain, different, at, left));
        }
    }
    best.map(|(_, _, at, left)| (at, left))
}

/// Makes every column finer again as long as not more rows than allowed are left over.
fn refine(columns: &[QuasiColumn], combinations: &[Combination], levels: &mut [usize], k: usize, allowed: usize) {
    for at in 0..columns.len() {
        while levels.get(at).is_some_and(|level| *level > 0) {
            let mut finer = levels.to_vec();
            if let Some(level) = finer.get_mut(at) {
                *level -= 1;
            }
            if small(columns, combinations, &finer, k) > allowed {
                break;
            }
            levels.copy_from_slice(&finer);
        }
    }
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
    let meter = Meter {
        k,
        rows,
        unique_before: before.0,
        small_before: before.1,
        suppressed: kept.iter().filter(|kept| !**kept).count(),
        groups: large.clone().count(),
        smallest_group: large.min().copied().unwrap_or(0),
        levels: columns
            .iter()
            .zip(&levels)
            .map(|(column, level)| (column.name.clone(), *level, column.last()))
            .collect(),
    };
    Anonymised { levels, kept, meter }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::age_band;
    use super::*;

    fn ages(rows: &[i32]) -> QuasiColumn {
        let texts: Vec<String> = rows.iter().map(i32::to_string).collect();
        let band = |width: i32| move |text: &str| text.parse().map_or(String::new(), |age| age_band(age, width));
        QuasiColumn::new("age", &texts, &[&band(5), &band(20)], 1)
    }

    fn words(name: &str, rows: &[u8]) -> QuasiColumn {
        let texts: Vec<String> = rows.iter().map(|row| format!("*{row}")).collect();
        QuasiColumn::new(name, &texts, &[], 1)
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
            // No column could be finer by itself.
            for (at, level) in done.levels.iter().enumerate().filter(|(_, level)| **level > 0) {
                let mut finer = done.levels.clone();
                finer[at] = level - 1;
                prop_assert!(small(&columns, &combinations(&columns, rows), &finer, k) * 100 > rows * SUPPRESSED_PERCENT);
            }
        }
    }
}
