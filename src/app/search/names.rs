//! Grades of every distinct Latin (or Chinese) name of a column for one word of a query.

use memchr::memmem::Finder;

use crate::app::index::NameBook;
use crate::base::TextColumn;

use super::grade::{Grade, NONE};
use super::query::Term;
use super::similar::{Letters, letters_of, words_of};

/// What a column's search adds to the folded names of its book.
#[derive(Debug)]
pub(super) struct NameSearch {
    /// Letters of each name, see [`letters_of`].
    letters: Vec<Letters>,
}

impl NameSearch {
    pub(super) fn new(book: &NameBook) -> NameSearch {
        NameSearch { letters: book.folded_names().map(letters_of).collect() }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.letters.capacity() * 8
    }

    /// The grade of each name by its number.
    pub(super) fn grades(&self, book: &NameBook, term: &Term) -> Vec<u8> {
        let mut grades = vec![NONE; book.len()];
        grade_places(book.folded(), term, &mut grades);
        self.grade_similar(book.folded(), term, &mut grades);
        grades
    }

    fn grade_similar(&self, names: &TextColumn, term: &Term, grades: &mut [u8]) {
        let Some(pattern) = &term.similar else {
            return;
        };
        for (number, (grade, &letters)) in grades.iter_mut().zip(&self.letters).enumerate() {
            if *grade == NONE && pattern.could_be_in(letters) {
                let words = words_of(names.get(number));
                let errors = words.filter_map(|(_, word)| pattern.errors(word.as_bytes())).min();
                *grade = errors.map_or(NONE, |errors| Grade::of_errors(errors) as u8);
            }
        }
    }
}

fn grade_places(names: &TextColumn, term: &Term, grades: &mut [u8]) {
    let finder = Finder::new(term.text.as_bytes());
    let mut number = 0usize;
    // Overlapping places count: the later one may start a word.
    let buffer = names.buffer().as_bytes();
    let mut at = 0usize;
    while let Some(found) = buffer.get(at..).and_then(|rest| finder.find(rest)) {
        let place = at + found;
        at = place + 1;
        while names.end_of(number) <= place {
            number += 1;
        }
        let name = names.get(number);
        let start = names.end_of(number) - name.len();
        let grade = place_grade(name.trim_end_matches('\n'), place - start, term.text.len());
        if let Some(best) = grades.get_mut(number) {
            *best = (*best).min(grade as u8);
        }
    }
}

/// The grade of a word found at `place` of a folded name.
pub(super) fn place_grade(name: &str, place: usize, length: usize) -> Grade {
    let before = name.as_bytes().get(..place).and_then(<[u8]>::last);
    match before {
        None if length == name.len() => Grade::Exact,
        None => Grade::Prefix,
        Some(b' ' | b'-' | b'\'' | b'.') => Grade::WordPrefix,
        Some(_) => Grade::Inside,
    }
}
