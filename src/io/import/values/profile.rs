//! What a tally concludes about a column.

use super::gene_dates::GeneDates;
use super::reading::{DateForm, NumberForm, Pivot};
use super::short_years::ShortYears;

/// A conclusion, how sure it is, and what else it could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Detected<T> {
    pub value: T,
    /// 0 to 1: the share of the cells that agree, shared out among readings that agree with as many.
    pub confidence: f32,
    /// Other conclusions with their confidence, the likelier first.
    pub alternatives: Vec<(T, f32)>,
    /// At most five lines that decide against the alternatives, in order.
    pub decided_by: Vec<u32>,
    /// Whether an alternative reads the column as well and differently, or reads more than one cell in a hundred that
    /// this one does not: a person has to choose.
    pub is_ambiguous: bool,
}

impl<T> Detected<T> {
    /// A conclusion without alternatives.
    pub fn sure(value: T, confidence: f32) -> Self {
        Detected { value, confidence, alternatives: Vec::new(), decided_by: Vec::new(), is_ambiguous: false }
    }

    /// The same with one alternative.
    #[must_use]
    pub fn or(mut self, other: T, confidence: f32) -> Self {
        self.alternatives.push((other, confidence));
        self
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// No value at all, only empty cells and words for "missing".
    Empty,
    Number,
    Date,
    /// Dates with clock times.
    Moment,
    /// Two words for yes and no, or 0 and 1.
    Boolean,
    /// Few distinct words.
    Choice,
    /// Codes, or numbers with zeros in front or without a repetition.
    Identifier,
    Text,
}

/// A cell and its line. Long text is cut and ends with `…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedCell {
    pub line: u32,
    pub text: String,
}

/// Cells that do not fit the column's kind and form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OddCells {
    pub count: u64,
    /// The first distinct ones, at most 20.
    pub first: Vec<PlacedCell>,
}

/// What is known of a column after all its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnProfile {
    pub cells: u64,
    pub empty: u64,
    /// Words for "missing", as written, with counts; in a column of texts only those that are never a value.
    pub missing_words: Vec<(String, u64)>,
    pub kind: Detected<CellKind>,
    /// `None` if no cell is a number.
    pub number: Option<Detected<NumberForm>>,
    /// `None` if no cell can be a date.
    pub date: Option<Detected<DateForm>>,
    /// Dates without a clock behind them.
    pub days: u64,
    /// Cells that speak for one order of day and month, and cells that speak for another.
    pub contradicting_dates: Vec<PlacedCell>,
    /// Numbers with `<` or `≤`.
    pub below: u64,
    /// Numbers with `>` or `≥`.
    pub above: u64,
    /// Units behind numbers, as written, with counts; at most 16 of them.
    pub with_unit: Vec<(String, u64)>,
    /// Numbers without a unit behind them.
    pub without_unit: u64,
    /// Two-digit years of dates.
    pub short_years: ShortYears,
    /// The century with which no date is later than this year.
    pub no_future: Pivot,
    /// Cells that a spreadsheet may have turned into dates; suspicious only among names, or where the heading says so.
    pub gene_dates: GeneDates,
    /// Numbers with an exponent, such as `1.23E+05`: what a spreadsheet shows of a long identifier.
    pub exponents: OddCells,
    /// Numbers that could be spreadsheet dates, if nine in ten numbers could.
    pub excel_serials: Option<u64>,
    /// The first five distinct cells.
    pub sample: Vec<PlacedCell>,
    /// Distinct cells with counts, the most frequent first, if there are at most 20.
    pub distinct: Option<Vec<(String, u64)>>,
    /// Estimated number of distinct cells; within some 3 %.
    pub distinct_estimate: u64,
    pub odd: OddCells,
    /// Minimum, 5th percentile, median, 95th percentile, maximum of the numbers that fit; the ends are exact, the
    /// others those of a sample.
    pub quantiles: Option<[f64; 5]>,
    /// The sample, sorted: up to 160 numbers, to propose units by.
    pub values: Vec<f64>,
}
