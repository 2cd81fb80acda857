//! Grades of every identifier for one word of a query, over one contiguous buffer.

use memchr::memmem::Finder;

use crate::base::TextColumn;

use super::grade::{Grade, NONE};
use super::names::place_grade;
use super::query::Term;
use crate::app::spelling::fold::folded;

/// In which letters identifiers are searched.
#[derive(Debug)]
enum Letters {
    /// The identifiers have no capital letter: they are searched as they stand.
    Lower,
    /// They have no small letter: the word is put in capitals.
    Upper,
    /// They have both, or letters beyond ASCII: a folded copy is searched.
    Folded(TextColumn),
}

/// How identifiers are searched.
#[derive(Debug)]
pub(super) struct IdentifierSearch {
    letters: Letters,
    /// What every identifier begins with, folded: a word of it matches all of them without a look.
    common: String,
}

impl IdentifierSearch {
    pub(super) fn new(identifiers: &TextColumn) -> IdentifierSearch {
        let buffer = identifiers.buffer();
        let has_upper = buffer.bytes().any(|byte| byte.is_ascii_uppercase());
        let has_lower = buffer.bytes().any(|byte| byte.is_ascii_lowercase());
        let letters = match (buffer.is_ascii(), has_upper, has_lower) {
            (true, false, _) => Letters::Lower,
            (true, true, false) => Letters::Upper,
            (true, true, true) | (false, _, _) => {
                let mut copy = TextColumn::with_capacity(identifiers.len(), buffer.len());
                identifiers.iter().for_each(|identifier| copy.push(&folded(identifier)));
                Letters::Folded(copy)
            }
        };
        let mut search = IdentifierSearch { letters, common: String::new() };
        search.common = common_start(search.searched(identifiers)).to_ascii_lowercase();
        search
    }

    pub(super) fn heap_bytes(&self) -> usize {
        match &self.letters {
            Letters::Lower | Letters::Upper => 0,
            Letters::Folded(copy) => copy.heap_bytes(),
        }
    }

    fn searched<'a>(&'a self, identifiers: &'a TextColumn) -> &'a TextColumn {
        match &self.letters {
            Letters::Lower | Letters::Upper => identifiers,
            Letters::Folded(copy) => copy,
        }
    }

    /// The grade of each row's identifier; `None` where no row matches.
    pub(super) fn grades(&self, identifiers: &TextColumn, term: &Term) -> Option<Vec<u8>> {
        let column = self.searched(identifiers);
        if let Some(place) = self.common.find(&term.text) {
            return Some(self.grades_of_all(column, place, term.text.len()));
        }
        let needle = match &self.letters {
            Letters::Upper => term.text.to_ascii_uppercase(),
            Letters::Lower | Letters::Folded(_) => term.text.clone(),
        };
        let finder = Finder::new(needle.as_bytes());
        let buffer = column.buffer().as_bytes();
        let mut grades = None;
        let (mut row, mut at) = (0usize, 0usize);
        while let Some(found) = buffer.get(at..).and_then(|rest| finder.find(rest)) {
            let place = at + found;
            row = row_from(column, row, place);
            let (end, start) = (column.end_of(row), column.end_of(row) - column.get(row).len());
            at = place + 1;
            if place + needle.len() <= end {
                let grades: &mut Vec<u8> = grades.get_or_insert_with(|| vec![NONE; column.len()]);
                if let Some(grade) = grades.get_mut(row) {
                    *grade = identifier_grade(column.get(row), place - start, needle.len()) as u8;
                }
                at = end;
            }
        }
        grades
    }

    /// Every identifier has the word at `place`.
    fn grades_of_all(&self, column: &TextColumn, place: usize, length: usize) -> Vec<u8> {
        let grade_of = |identifier: &str| match identifier.is_empty() {
            true => NONE,
            false => identifier_grade(identifier, place, length) as u8,
        };
        column.iter().map(grade_of).collect()
    }

    /// The first place of the word in one identifier, with its grade.
    pub(super) fn place(&self, identifier: &str, term: &Term) -> Option<(usize, Grade)> {
        let identifier = folded(identifier);
        let place = identifier.find(&term.text)?;
        Some((place, identifier_grade(&identifier, place, term.text.len())))
    }
}

/// Words inside an identifier have no meaning of their own.
fn identifier_grade(identifier: &str, place: usize, length: usize) -> Grade {
    let grade = place_grade(identifier, place, length);
    if grade == Grade::WordPrefix { Grade::Inside } else { grade }
}

/// The row of a byte, looked for from an earlier row on: by doubling steps, then by halves.
fn row_from(column: &TextColumn, row: usize, place: usize) -> usize {
    let mut step = 1usize;
    let (mut low, mut high) = (row, row);
    while column.end_of(high) <= place && high < column.len() {
        low = high + 1;
        high += step;
        step *= 2;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if column.end_of(middle) <= place { low = middle + 1 } else { high = middle }
    }
    low
}

/// What all texts that are not empty begin with.
fn common_start(column: &TextColumn) -> &str {
    let mut texts = column.iter().filter(|text| !text.is_empty());
    let first = texts.next().unwrap_or("");
    let length = texts.fold(first.len(), |length, text| {
        let start = first.as_bytes().iter().take(length);
        start.zip(text.as_bytes()).take_while(|(left, right)| left == right).count()
    });
    let length = (0..=length).rev().find(|&length| first.is_char_boundary(length)).unwrap_or(0);
    first.get(..length).unwrap_or("")
}
