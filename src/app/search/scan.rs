//! From grades of names to rows: a pass over all rows that adds up grades, and one that puts rows in order of their sum.

use std::sync::Mutex;

use crate::app::index::{PatientIndex, RowSet};
use crate::base::{Cancelled, Progress};

use super::grade::NONE;
use super::{Threads, both};

/// Rows handled between two looks at the stop flag; their grades stay in the processor's cache.
const BLOCK_ROWS: usize = 8192;
/// The grades for one word of a query.
pub(super) struct TermTables {
    /// By number of the family name.
    pub family: Vec<u8>,
    pub given: Vec<u8>,
    pub chinese: Vec<u8>,
    /// By row.
    pub identifiers: Option<Vec<u8>>,
}

/// The rows of `allowed` that every word matches, in order of the sum of grades, then of their number.
pub(super) fn ranked_rows(
    index: &PatientIndex,
    tables: &[TermTables],
    allowed: &RowSet,
    threads: Threads,
    progress: &Progress,
) -> Result<Vec<u32>, Cancelled> {
    let rows = index.row_count();
    let mut sums = vec![NONE; rows];
    match threads {
        Threads::One => add_up(index, tables, allowed, 0, &mut sums, progress)?,
        Threads::Two => {
            let middle = (rows / 2).next_multiple_of(64).min(rows);
            let (low, high) = sums.split_at_mut(middle);
            let high = Mutex::new(high);
            let upper = || {
                let mut sums = high.lock().map_err(|_| Cancelled)?;
                add_up(index, tables, allowed, middle, &mut sums, progress)
            };
            let (upper, lower) = both("search-rows", upper, || add_up(index, tables, allowed, 0, low, progress));
            upper.and(lower)?;
        }
    }
    give_to_shown(index, &mut sums);
    Ok(in_order(&sums))
}

/// What was found by a merged number is found as the row that shows it.
fn give_to_shown(index: &PatientIndex, sums: &mut [u8]) {
    for &(row, head) in index.merged() {
        let found = sums.get_mut(row as usize).map_or(NONE, |sum| std::mem::replace(sum, NONE));
        if let Some(sum) = sums.get_mut(head as usize) {
            *sum = found.min(*sum);
        }
    }
}

/// The sum of grades of each row from `start` on; [`NONE`] where a word does not match or the row is not allowed.
fn add_up(
    index: &PatientIndex,
    tables: &[TermTables],
    allowed: &RowSet,
    start: usize,
    sums: &mut [u8],
    progress: &Progress,
) -> Result<(), Cancelled> {
    for (block, sums) in sums.chunks_mut(BLOCK_ROWS).enumerate() {
        progress.tick(1)?;
        let first = start + block * BLOCK_ROWS;
        let words = allowed.words().get(first / 64..).unwrap_or(&[]);
        for (sums, &word) in sums.chunks_mut(64).zip(words) {
            for (bit, sum) in sums.iter_mut().enumerate() {
                *sum = if word >> bit & 1 == 1 { 0 } else { NONE };
            }
        }
        for term in tables {
            add_term(index, term, first, sums);
        }
    }
    Ok(())
}

fn add_term(index: &PatientIndex, term: &TermTables, first: usize, sums: &mut [u8]) {
    let columns = [index.family_names(), index.given_names(), index.chinese_names()];
    let [family, given, chinese] = columns.map(|column| column.numbers.get(first..).unwrap_or(&[]));
    let grade = |grades: &[u8], number: u32| grades.get(number as usize).copied().unwrap_or(NONE);
    let names = family.iter().zip(given).zip(chinese);
    let best = names.map(|((&family, &given), &chinese)| {
        grade(&term.family, family).min(grade(&term.given, given)).min(grade(&term.chinese, chinese))
    });
    match term.identifiers.as_ref().and_then(|grades| grades.get(first..)) {
        None => sums.iter_mut().zip(best).for_each(|(sum, best)| *sum = sum.saturating_add(best)),
        Some(identifiers) => {
            let best = best.zip(identifiers).map(|(best, &identifier)| best.min(identifier));
            sums.iter_mut().zip(best).for_each(|(sum, best)| *sum = sum.saturating_add(best));
        }
    }
}

/// Rows by their sum (a counting sort: rows of one sum stay in order of number).
fn in_order(sums: &[u8]) -> Vec<u32> {
    let mut counts = [0usize; 256];
    sums.iter().for_each(|&sum| counts[usize::from(sum)] += 1);
    let mut places = [0usize; 256];
    let mut total = 0usize;
    for (place, count) in places.iter_mut().zip(counts).take(usize::from(NONE)) {
        *place = total;
        total += count;
    }
    let mut rows = vec![0u32; total];
    for (row, &sum) in sums.iter().enumerate().filter(|(_, sum)| **sum != NONE) {
        let place = &mut places[usize::from(sum)];
        if let Some(slot) = rows.get_mut(*place) {
            *slot = row as u32;
        }
        *place += 1;
    }
    rows
}
