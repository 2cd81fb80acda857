//! What a tally has counted, before anything is concluded from it.

use super::bound::Bound;
use super::distinct::Distinct;
use super::firsts::Firsts;
use super::recent::{Repeated, hash_of};
use super::shape::{Bearing, Shape, Written};
use super::shape_of::Seen;
use super::short_years::ShortYears;
use super::value_sample::ValueSample;
use super::words::Words;

/// Distinct cells counted; a column with more is not one of few words.
pub const FEW_WORDS: usize = 24;

/// Words for "missing" and units counted of each.
const FEW_NOTES: usize = 16;

/// What was counted.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub cells: u64,
    pub empty: u64,
    counts: [u32; Shape::COUNT],
    /// Least and greatest number of each way of writing, its single mark taken for the decimal mark.
    ranges: [Option<(f64, f64)>; Written::COUNT],
    pub words: Words,
    pub missing: Words,
    pub units: Words,
    pub firsts: Firsts,
    pub distinct: Distinct,
    pub sample: ValueSample,
    pub short_years: ShortYears,
}

impl Evidence {
    /// Shapes that were met, with their counts.
    pub fn shapes(&self) -> impl Iterator<Item = (Shape, u64)> {
        let met = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        met.map(|(index, count)| (Shape::of_index(index), u64::from(*count)))
    }

    /// How many cells have a shape for which `is_wanted` holds.
    pub fn count(&self, is_wanted: impl Fn(Shape) -> bool) -> u64 {
        self.shapes().filter(|(shape, _)| is_wanted(*shape)).map(|(_, count)| count).sum()
    }

    /// How many numbers are written in a way for which `is_wanted` holds.
    pub fn count_numbers(&self, is_wanted: impl Fn(Written) -> bool) -> u64 {
        self.count(|shape| shape.number().is_some_and(|(written, _)| is_wanted(written)))
    }

    /// Least and greatest number of a way of writing.
    pub fn range(&self, written: Written) -> Option<(f64, f64)> {
        self.ranges.get(written.index()).copied().flatten()
    }

    /// Counts cells by the number of their shape.
    pub fn count_shape(&mut self, index: u8, times: u32) {
        if let Some(count) = self.counts.get_mut(usize::from(index)) {
            *count = count.saturating_add(times);
        }
    }

    /// Takes the number of a cell into the bounds and, by its line, into the sample.
    pub fn note_value(&mut self, seen: &Seen<'_>, line: u32) {
        let Some(written) = measured(seen.shape) else { return };
        if let Some(range) = self.ranges.get_mut(written.index()) {
            let (low, high) = range.unwrap_or((seen.value, seen.value));
            *range = Some((low.min(seen.value), high.max(seen.value)));
        }
        if self.sample.wants(line) {
            self.sample.add(line, written, seen.value);
        }
    }

    /// Counts a cell as a word, as a word for "missing", and its unit.
    pub fn note_words(&mut self, cell: &[u8], hash: u64, seen: &Seen<'_>) {
        if !self.words.has_more() {
            self.words.add(cell, hash, 1);
            self.words.forget_if_more();
        }
        if seen.shape == Shape::Missing {
            self.missing.add(cell, hash, 1);
        }
        if let Some(unit) = seen.unit {
            self.units.add(unit.as_bytes(), hash_of(unit.as_bytes()), 1);
        }
    }

    /// Counts a cell that was met again and has no unit.
    pub fn count_repeated(&mut self, repeated: Repeated) {
        let Repeated { hash, times, shape } = repeated;
        self.count_shape(shape, times);
        if !self.words.has_more() {
            self.words.repeat(hash, u64::from(times));
        }
        if usize::from(shape) == Shape::Missing.index() {
            self.missing.repeat(hash, u64::from(times));
        }
    }

    /// Adds what was counted on later lines.
    pub fn merge(&mut self, later: Evidence) {
        self.cells += later.cells;
        self.empty += later.empty;
        for (mine, theirs) in self.counts.iter_mut().zip(later.counts) {
            *mine = mine.saturating_add(theirs);
        }
        for (mine, theirs) in self.ranges.iter_mut().zip(later.ranges) {
            *mine = match (*mine, theirs) {
                (Some(mine), Some(theirs)) => Some((mine.0.min(theirs.0), mine.1.max(theirs.1))),
                (mine, theirs) => mine.or(theirs),
            };
        }
        self.words.merge(&later.words);
        self.words.forget_if_more();
        self.missing.merge(&later.missing);
        self.units.merge(&later.units);
        self.firsts.merge(later.firsts);
        self.distinct.merge(&later.distinct);
        self.sample.merge(later.sample);
        self.short_years.merge(later.short_years);
    }
}

impl Default for Evidence {
    fn default() -> Self {
        Evidence {
            cells: 0,
            empty: 0,
            counts: [0; Shape::COUNT],
            ranges: [None; Written::COUNT],
            words: Words::up_to(FEW_WORDS),
            missing: Words::up_to(FEW_NOTES),
            units: Words::up_to(FEW_NOTES),
            firsts: Firsts::default(),
            distinct: Distinct::default(),
            sample: ValueSample::default(),
            short_years: ShortYears::default(),
        }
    }
}

/// How a number is written whose value is known: one without a bound.
fn measured(shape: Shape) -> Option<Written> {
    match shape.number()? {
        (_, Bearing::Bound(Bound::Below | Bound::Above)) => None,
        (written, _) => Some(written),
    }
}
