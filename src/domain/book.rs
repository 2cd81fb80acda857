//! Books: the words that repeat a million times, kept once and named by number.

use std::collections::HashMap;

use super::ids::WordId;

/// Which book a word stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BookKind {
    /// Observation codes as written in the sources (LOINC or local).
    Code,
    /// Units as written in the sources (UCUM or local).
    Unit,
    /// Conditions: code and name joined by a tab.
    Condition,
    /// Medications: code and name joined by a tab.
    Medication,
    /// Wards.
    Ward,
}

impl BookKind {
    pub const ALL: [BookKind; 5] =
        [BookKind::Code, BookKind::Unit, BookKind::Condition, BookKind::Medication, BookKind::Ward];

    /// Stable number, as stored.
    pub fn number(self) -> u8 {
        match self {
            BookKind::Code => 0,
            BookKind::Unit => 1,
            BookKind::Condition => 2,
            BookKind::Medication => 3,
            BookKind::Ward => 4,
        }
    }

    pub fn from_number(number: u8) -> Option<BookKind> {
        BookKind::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// Words by number and numbers by word. Numbers are never reused or changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    words: Vec<String>,
    numbers: HashMap<String, u16>,
}

impl Book {
    /// The number of a word, adding it if it is new. `None` once 65,535 words are in.
    pub fn intern(&mut self, word: &str) -> Option<WordId> {
        if let Some(&number) = self.numbers.get(word) {
            return Some(WordId(number));
        }
        let number = u16::try_from(self.words.len()).ok().filter(|&number| number < u16::MAX)?;
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        Some(WordId(number))
    }

    /// The number of a word that is in the book.
    pub fn find(&self, word: &str) -> Option<WordId> {
        self.numbers.get(word).map(|&number| WordId(number))
    }

    /// The word of a number; empty for a number that was never given.
    pub fn word(&self, id: WordId) -> &str {
        self.words.get(usize::from(id.0)).map_or("", String::as_str)
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Words with their numbers, in order of number.
    pub fn iter(&self) -> impl Iterator<Item = (WordId, &str)> {
        self.words.iter().enumerate().map(|(number, word)| (WordId(number as u16), word.as_str()))
    }
}

/// All books of a store.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Books {
    books: [Book; 5],
}

impl Books {
    pub fn of(&self, kind: BookKind) -> &Book {
        &self.books[usize::from(kind.number())]
    }

    pub fn of_mut(&mut self, kind: BookKind) -> &mut Book {
        &mut self.books[usize::from(kind.number())]
    }

    /// The code part of a `code TAB name` word.
    pub fn code_part(word: &str) -> &str {
        word.split_once('\t').map_or("", |(code, _)| code)
    }

    /// The name part of a `code TAB name` word.
    pub fn name_part(word: &str) -> &str {
        word.split_once('\t').map_or(word, |(_, name)| name)
    }
}
