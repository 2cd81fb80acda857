//! A staff table as numbers of one size: every column weighs the same, however many skills it lists.
//!
//! Degrees become their step, years stay years, each skill and each word is 0 or 1. Numbers and steps are divided by their
//! standard deviation; the zeros and ones of a column share one divisor, so that their variances together are 1.

use std::collections::BTreeMap;

use crate::analysis::diagnosis::table::{RawCell, RawColumn};

use super::FEWEST_SHOWN;
use super::columns::{StaffColumn, StaffRole, number_of};
use super::education::EducationOrder;
use super::far::far_off;
use super::points::Points;
use super::protected::is_protected;
use super::skills::SkillWords;

/// Skills and words that are used at most, the most frequent ones.
const MOST_WORDS: usize = 200;
/// Looks for people who are far off; each time the scale is another one.
const FAR_ROUNDS: usize = 3;

/// How cells are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub education: EducationOrder,
    pub skills: SkillWords,
}

/// One number of every row: (value - shift) / divisor.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    pub column: String,
    pub role: StaffRole,
    /// The skill or word that is there (1) or not (0).
    pub word: Option<String>,
    pub shift: f64,
    pub divisor: f64,
}

impl Feature {
    pub fn value(&self, scaled: f64) -> f64 {
        scaled * self.divisor + self.shift
    }

    pub fn name(&self) -> String {
        self.word.as_ref().map_or_else(|| self.column.clone(), |word| format!("{} = {word}", self.column))
    }
}

/// Something about a column that has to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeNote {
    pub column: String,
    pub what: EncodeNoteKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeNoteKind {
    /// Nothing recorded; the middle value stands in.
    Missing(u32),
    /// No skill or word recorded; it counts as having none.
    NoWords(u32),
    /// Cells that could not be read and count as not recorded; the first of them.
    Unread(u32, String),
    /// Skills or words of fewer people than are shown, left out.
    Rare(u32),
    /// Frequent ones beyond the most that are used.
    TooMany(u32),
    /// Everybody has the same: it tells nothing apart.
    Constant,
    /// Values beyond the outer fences (three times the middle half's width away from it), which count as the fence.
    FarOff(u32),
}

/// A table as points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Encoded {
    pub features: Vec<Feature>,
    pub points: Points,
    /// Rows of the table that the points are.
    pub rows: Vec<u32>,
    /// Rows in which no feature is recorded: they are in no group.
    pub left_out: u32,
    /// Places of points unlike any four others: numbers are scaled and groups are made without them.
    pub far: Vec<u32>,
    pub notes: Vec<EncodeNote>,
}

/// Why there are no points.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    #[error("no column is used: give education, skills, years or a number a role")]
    NoFeature,
    #[error("there is no row in which anything is recorded")]
    NoRows,
    #[error("{0} is a protected attribute: it may be audited, never be part of a model")]
    Protected(String),
}

/// What a column holds, before it is scaled.
enum Read {
    Numbers(Vec<Option<f64>>),
    /// Words of each row; `None` where nothing is recorded.
    Words(Vec<Option<Vec<String>>>),
}

impl Encoded {
    /// # Errors
    /// Nothing is used, nothing is recorded, or a protected attribute was to be used.
    pub fn of(columns: &[RawColumn], roles: &[StaffColumn], reading: &Reading) -> Result<Encoded, EncodeError> {
        let mut encoded = Encoded::default();
        let mut read = Vec::new();
        for (column, own) in columns.iter().zip(roles).filter(|(_, own)| own.role.is_feature()) {
            if is_protected(column) {
                return Err(EncodeError::Protected(column.name.clone()));
            }
            read.push((own, read_column(column, own.role, reading, &mut encoded.notes)));
        }
        if read.is_empty() {
            return Err(EncodeError::NoFeature);
        }
        let rows = columns.first().map_or(0, |column| column.cells.len()) as u32;
        let is_recorded = |row: &u32| read.iter().any(|(_, read)| read.is_recorded(*row as usize));
        encoded.rows = (0..rows).filter(is_recorded).collect();
        encoded.left_out = rows - encoded.rows.len() as u32;
        if encoded.rows.is_empty() {
            return Err(EncodeError::NoRows);
        }
        let mut values: Vec<Vec<f64>> = Vec::new();
        for (own, read) in read {
            match read {
                Read::Numbers(numbers) => encoded.add_numbers(own, &numbers, &mut values),
                Read::Words(words) => encoded.add_words(own, &words, &mut values),
            }
        }
        if values.is_empty() {
            // Everybody is alike: one column of nothing, so that this can be said as a result.
            values.push(vec![0.0; encoded.rows.len()]);
            let (column, role) = (String::new(), StaffRole::Number);
            encoded.features.push(Feature { column, role, word: None, shift: 0.0, divisor: 1.0 });
        }
        encoded.points = points(&values, &encoded.features);
        encoded.set_far_aside(&values);
        Ok(encoded)
    }

    /// For each feature the place of its column among those that are used.
    pub fn column_of_feature(&self) -> Vec<usize> {
        let mut names: Vec<&str> = self.features.iter().map(|feature| feature.column.as_str()).collect();
        names.dedup();
        let place = |feature: &Feature| names.iter().position(|name| *name == feature.column).unwrap_or(0);
        self.features.iter().map(place).collect()
    }

    /// Scales anew without whoever is far off, until nobody else turns out to be.
    fn set_far_aside(&mut self, values: &[Vec<f64>]) {
        for _ in 0..FAR_ROUNDS {
            let far = far_off(&self.points);
            if far == self.far {
                return;
            }
            self.far = far;
            for (feature, column) in self.features.iter_mut().zip(values).filter(|(own, _)| own.word.is_none()) {
                let is_near = |row: &usize| self.far.binary_search(&(*row as u32)).is_err();
                let near: Vec<f64> = (0..column.len()).filter(is_near).map(|row| column[row]).collect();
                let (mean, variance) = mean_and_variance(&near);
                if variance > 0.0 {
                    (feature.shift, feature.divisor) = (mean, variance.sqrt());
                }
            }
            self.points = points(values, &self.features);
        }
    }

    /// Places of points that are not far off.
    pub fn near(&self) -> Vec<u32> {
        (0..self.points.rows() as u32).filter(|row| self.far.binary_search(row).is_err()).collect()
    }

    fn note(&mut self, column: &str, what: EncodeNoteKind) {
        self.notes.push(EncodeNote { column: column.to_owned(), what });
    }

    fn add_numbers(&mut self, own: &StaffColumn, numbers: &[Option<f64>], values: &mut Vec<Vec<f64>>) {
        let cells: Vec<Option<f64>> = self.rows.iter().map(|row| numbers[*row as usize]).collect();
        let mut present: Vec<f64> = cells.iter().flatten().copied().collect();
        present.sort_by(f64::total_cmp);
        let middle = crate::analysis::statistics::quantile(&present, 0.5).unwrap_or(0.0);
        let missing = cells.len() - present.len();
        if missing > 0 {
            self.note(&own.name, EncodeNoteKind::Missing(missing as u32));
        }
        let (low, high) = fences(&present);
        let far = present.iter().filter(|value| **value < low || **value > high).count();
        if far > 0 {
            self.note(&own.name, EncodeNoteKind::FarOff(far as u32));
        }
        let filled: Vec<f64> = cells.into_iter().map(|cell| cell.unwrap_or(middle).clamp(low, high)).collect();
        let (mean, variance) = mean_and_variance(&filled);
        if variance <= 0.0 {
            return self.note(&own.name, EncodeNoteKind::Constant);
        }
        let (column, role, divisor) = (own.name.clone(), own.role, variance.sqrt());
        self.features.push(Feature { column, role, word: None, shift: mean, divisor });
        values.push(filled);
    }

    fn add_words(&mut self, own: &StaffColumn, words: &[Option<Vec<String>>], values: &mut Vec<Vec<f64>>) {
        let cells: Vec<Option<&Vec<String>>> = self.rows.iter().map(|row| words[*row as usize].as_ref()).collect();
        let missing = cells.iter().filter(|cell| cell.is_none()).count();
        if missing > 0 {
            self.note(&own.name, EncodeNoteKind::NoWords(missing as u32));
        }
        let kept = self.kept_words(own, &cells);
        let found: Vec<Vec<f64>> = kept.iter().map(|word| holds(&cells, word)).collect();
        let spread: Vec<(f64, f64)> = found.iter().map(|column| mean_and_variance(column)).collect();
        let divisor = spread.iter().map(|(_, variance)| variance).sum::<f64>().sqrt();
        if divisor <= 0.0 {
            return self.note(&own.name, EncodeNoteKind::Constant);
        }
        for ((word, column), (mean, variance)) in kept.into_iter().zip(found).zip(spread) {
            if variance > 0.0 {
                let (name, role) = (own.name.clone(), own.role);
                self.features.push(Feature { column: name, role, word: Some(word), shift: mean, divisor });
                values.push(column);
            }
        }
    }

    /// The words that enough people have, in the order of the alphabet.
    fn kept_words(&mut self, own: &StaffColumn, cells: &[Option<&Vec<String>>]) -> Vec<String> {
        let mut counts: BTreeMap<&String, u32> = BTreeMap::new();
        cells.iter().flatten().flat_map(|words| words.iter()).for_each(|word| *counts.entry(word).or_default() += 1);
        let all = counts.len();
        counts.retain(|_, count| *count >= FEWEST_SHOWN);
        if counts.len() < all {
            self.note(&own.name, EncodeNoteKind::Rare((all - counts.len()) as u32));
        }
        let mut kept: Vec<(&String, u32)> = counts.into_iter().collect();
        kept.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        if kept.len() > MOST_WORDS {
            self.note(&own.name, EncodeNoteKind::TooMany((kept.len() - MOST_WORDS) as u32));
            kept.truncate(MOST_WORDS);
        }
        let mut kept: Vec<String> = kept.into_iter().map(|(word, _)| word.clone()).collect();
        kept.sort_unstable();
        kept
    }
}

/// Tukey's outer fences: a few values far off would hide every group. Without a width there are none.
fn fences(sorted: &[f64]) -> (f64, f64) {
    let quarter = |at: f64| crate::analysis::statistics::quantile(sorted, at).unwrap_or(0.0);
    let (low, high) = (quarter(0.25), quarter(0.75));
    let width = 3.0 * (high - low);
    if width > 0.0 { (low - width, high + width) } else { (f64::NEG_INFINITY, f64::INFINITY) }
}

impl Read {
    fn is_recorded(&self, row: usize) -> bool {
        match self {
            Read::Numbers(numbers) => numbers[row].is_some(),
            Read::Words(words) => words[row].is_some(),
        }
    }
}

fn read_column(column: &RawColumn, role: StaffRole, reading: &Reading, notes: &mut Vec<EncodeNote>) -> Read {
    if matches!(role, StaffRole::Skills | StaffRole::Word) {
        let words = |cell: &RawCell| {
            let text = text_of(cell)?;
            let words = if role == StaffRole::Skills { reading.skills.split(&text) } else { vec![text] };
            Some(words).filter(|words| !words.is_empty())
        };
        return Read::Words(column.cells.iter().map(words).collect());
    }
    let mut unread: Vec<String> = Vec::new();
    let mut number = |cell: &RawCell| {
        let text = text_of(cell)?;
        let number = match (role, number_of(cell)) {
            (StaffRole::Education, None) => reading.education.rank(&text).map(f64::from),
            (_, number) => number,
        };
        if number.is_none() {
            unread.push(text);
        }
        number
    };
    let numbers = column.cells.iter().map(&mut number).collect();
    if let Some(first) = unread.first() {
        let what = EncodeNoteKind::Unread(unread.len() as u32, first.clone());
        notes.push(EncodeNote { column: column.name.clone(), what });
    }
    Read::Numbers(numbers)
}

/// A cell as it reads; `None` where nothing is recorded.
pub fn text_of(cell: &RawCell) -> Option<String> {
    match cell {
        RawCell::Missing => None,
        RawCell::Number(number) => Some(number.to_string()),
        RawCell::Day(day) => Some(day.to_string()),
        RawCell::Word(word) => Some(word.trim().to_owned()).filter(|word| !word.is_empty()),
    }
}

fn holds(cells: &[Option<&Vec<String>>], word: &String) -> Vec<f64> {
    let holds = |cell: &Option<&Vec<String>>| f64::from(u8::from(cell.is_some_and(|words| words.contains(word))));
    cells.iter().map(holds).collect()
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let rows = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / rows;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / rows;
    // What rounding leaves of equal numbers is no spread.
    (mean, if variance > 1e-20 * mean * mean { variance } else { 0.0 })
}

fn points(values: &[Vec<f64>], features: &[Feature]) -> Points {
    let rows = values.first().map_or(0, Vec::len);
    let mut all = Vec::with_capacity(rows * values.len());
    for row in 0..rows {
        all.extend(values.iter().zip(features).map(|(column, own)| (column[row] - own.shift) / own.divisor));
    }
    Points { columns: values.len(), values: all }
}
