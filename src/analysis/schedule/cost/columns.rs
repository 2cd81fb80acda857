//! Words as columns: an intercept, and one column for each level of an input but its most frequent one.

use std::collections::BTreeMap;

use crate::domain::schedule::cost::{CostInput, CostLevel, CostTerm};

use super::CostRow;

/// Levels of each input, as they are in the rows.
pub fn inputs_of(names: &[String], rows: &[&CostRow]) -> Vec<CostInput> {
    names.iter().enumerate().map(|(at, name)| input_of(name, at, rows)).collect()
}

fn input_of(name: &str, at: usize, rows: &[&CostRow]) -> CostInput {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    rows.iter().filter_map(|row| row.words.get(at)).for_each(|word| *counts.entry(word.as_str()).or_default() += 1);
    let most = counts.values().copied().max().unwrap_or(0);
    let reference = counts.values().position(|rows| *rows == most).unwrap_or(0);
    let levels = counts.into_iter().map(|(name, rows)| CostLevel { name: name.to_owned(), rows }).collect();
    CostInput { name: name.to_owned(), levels, reference }
}

/// The intercept, then the levels of each input in their order, without the references.
pub fn terms_of(inputs: &[CostInput]) -> Vec<CostTerm> {
    let levels = inputs.iter().enumerate().flat_map(|(input, one)| {
        (0..one.levels.len())
            .filter(move |level| *level != one.reference)
            .map(move |level| CostTerm { level: Some((input, level)) })
    });
    std::iter::once(CostTerm { level: None }).chain(levels).collect()
}

/// Place of a word among an input's levels.
pub fn level_of(input: &CostInput, word: &str) -> Option<usize> {
    input.levels.binary_search_by(|level| level.name.as_str().cmp(word)).ok()
}

/// Places of the columns that are 1 in a row of known words; all others are 0.
pub fn ones(inputs: &[CostInput], words: &[String]) -> Vec<usize> {
    let mut found = vec![0];
    let mut first = 1;
    for (input, word) in inputs.iter().zip(words) {
        found.extend(level_of(input, word).and_then(|level| place(input, first, level)));
        first += input.levels.len().saturating_sub(1);
    }
    found
}

/// The column of a level of an input whose columns begin at `first`; the reference has none.
pub fn place(input: &CostInput, first: usize, level: usize) -> Option<usize> {
    match level.cmp(&input.reference) {
        std::cmp::Ordering::Less => Some(first + level),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(first + level - 1),
    }
}
