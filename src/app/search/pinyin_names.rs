//! Chinese names by their pinyin: whole or in part, by initials, or mixed ("wangxm"), from any character on.
//!
//! A typed word matches a name if it can be cut into beginnings of the readings of consecutive characters. For each
//! reading and each place of the word a table tells how far the word can be read; a name is then a walk through sets of
//! places, a few machine instructions a character, so that a query looks at every distinct name.

use hashbrown::HashMap;

use crate::app::index::NameBook;
use crate::app::spelling::pinyin::readings_of;
use crate::domain::ids::WordId;
use crate::domain::summary::WordLists;

use super::grade::{Grade, NONE};
use super::query::Term;
use super::similar::{Letters, Pattern, letters_of};

/// Most typing errors are looked for in names of so many letters.
const MAX_READING: usize = 48;

/// The readings of every character of the Chinese names.
#[derive(Debug)]
pub(super) struct PinyinSearch {
    /// For each name, the numbers of its characters.
    names: WordLists,
    /// For each character, the numbers of its readings; character 0 has none.
    characters: Vec<Vec<u16>>,
    numbers: HashMap<char, u16>,
    readings: Vec<String>,
    /// Letters of each character's first reading, and how many.
    letters: Vec<(Letters, u8)>,
    /// Letters of all readings of each name: most names are passed over by a look at these.
    name_letters: Vec<Letters>,
}

/// How far a typed word can be read from each of its places, by character.
#[derive(Debug)]
pub(super) struct Steps {
    text: String,
    letters: Letters,
    /// Whether a character's reading is the word with two neighbours swapped; empty where none is.
    swapped: Vec<bool>,
    /// Sets of places: row by character, column by place. By beginnings of readings.
    beginnings: Vec<u64>,
    /// By whole readings, and at the end of the word by beginnings.
    wholes: Vec<u64>,
    /// By whole readings only.
    strict: Vec<u64>,
}

impl PinyinSearch {
    pub(super) fn new(book: &NameBook) -> PinyinSearch {
        let mut search = PinyinSearch {
            names: WordLists::default(),
            characters: vec![Vec::new()],
            numbers: HashMap::new(),
            readings: Vec::new(),
            letters: vec![(Letters::default(), 0)],
            name_letters: Vec::with_capacity(book.len()),
        };
        let mut all_letters = vec![Letters::default()];
        let mut reading_numbers = HashMap::new();
        let mut word = Vec::new();
        for name in book.iter() {
            word.clear();
            let mut letters = Letters::default();
            for letter in name.chars() {
                let number = search.number(letter, &mut reading_numbers);
                if all_letters.len() < search.characters.len() {
                    all_letters.push(search.letters_of_readings(number));
                }
                letters = letters.and(all_letters.get(usize::from(number)).copied().unwrap_or_default());
                word.push(WordId(number));
            }
            search.name_letters.push(letters);
            search.names.push(word.drain(..));
        }
        search
    }

    /// The number of a character, 0 for one without a reading.
    fn number(&mut self, letter: char, reading_numbers: &mut HashMap<String, u16>) -> u16 {
        if let Some(&number) = self.numbers.get(&letter) {
            return number;
        }
        let readings = readings_of(letter);
        let number = if readings.is_empty() { 0 } else { self.characters.len().min(usize::from(u16::MAX)) as u16 };
        self.numbers.insert(letter, number);
        if number != 0 {
            let first = readings.first().map_or("", String::as_str);
            self.letters.push((letters_of(first), first.len() as u8));
            let numbers = readings.into_iter().map(|reading| {
                *reading_numbers.entry(reading).or_insert_with_key(|reading| {
                    self.readings.push(reading.clone());
                    (self.readings.len() - 1) as u16
                })
            });
            self.characters.push(numbers.collect());
        }
        number
    }

    fn letters_of_readings(&self, character: u16) -> Letters {
        let readings = self.characters.get(usize::from(character)).into_iter().flatten();
        let readings = readings.filter_map(|&reading| self.readings.get(usize::from(reading)));
        readings.fold(Letters::default(), |letters, reading| letters.or(letters_of(reading)))
    }

    pub(super) fn heap_bytes(&self) -> usize {
        let (words, ends) = self.names.parts();
        words.len() * 2
            + ends.len() * 4
            + self.name_letters.capacity() * 8
            + self.characters.len() * 48
            + self.readings.len() * 32
    }

    /// The tables of a typed word of small letters, at most 40.
    pub(super) fn steps(&self, text: &str, similar: Option<&Pattern>) -> Steps {
        let length = text.len();
        let by_reading: Vec<[Vec<u64>; 3]> = self.readings.iter().map(|reading| reading_steps(text, reading)).collect();
        let mut tables: [Vec<u64>; 3] = std::array::from_fn(|_| vec![0; self.characters.len() * length]);
        for (character, readings) in self.characters.iter().enumerate() {
            let steps = readings.iter().filter_map(|&reading| by_reading.get(usize::from(reading)));
            for steps in steps {
                for (table, steps) in tables.iter_mut().zip(steps) {
                    let row = table.get_mut(character * length..(character + 1) * length).unwrap_or(&mut []);
                    row.iter_mut().zip(steps).for_each(|(places, step)| *places |= step);
                }
            }
        }
        let [beginnings, wholes, strict] = tables;
        Steps {
            text: text.to_owned(),
            letters: letters_of(text),
            swapped: self.swapped(similar),
            beginnings,
            wholes,
            strict,
        }
    }

    /// Lowers the grades of the names that the word could be the pinyin of.
    pub(super) fn improve(&self, grades: &mut [u8], term: &Term) {
        let Some(steps) = &term.steps else {
            return;
        };
        for (name, (grade, &letters)) in grades.iter_mut().zip(&self.name_letters).enumerate() {
            let could_be_meant = term.similar.as_ref().is_some_and(|pattern| pattern.could_be_in(letters));
            if (could_be_meant || letters.hold(steps.letters)) && *grade > Grade::PinyinWhole as u8 {
                let found = self.find(name as u32, steps, term);
                *grade = (*grade).min(found.map_or(NONE, |found| found.grade as u8));
            }
        }
    }

    /// The best match of a word with one name.
    pub(super) fn find(&self, name: u32, steps: &Steps, term: &Term) -> Option<PinyinMatch> {
        let characters = self.names.get(name as usize);
        let letters = self.name_letters.get(name as usize).copied().unwrap_or_default();
        let starts = if letters.hold(steps.letters) { 0..characters.len() } else { 0..0 };
        let found = starts.filter_map(|start| steps.walk(characters, start)).min_by_key(|it| it.grade);
        found.or_else(|| self.find_similar(characters, steps, term))
    }

    /// Typing errors in the pinyin of the whole name or of all but its first character; in that of a single character
    /// only two swapped letters, since most syllables are one letter away from several others.
    fn find_similar(&self, characters: &[u16], steps: &Steps, term: &Term) -> Option<PinyinMatch> {
        let pattern = term.similar.as_ref()?;
        let letters = |characters: &[u16]| {
            let each = characters.iter().filter_map(|&number| self.letters.get(usize::from(number)));
            each.fold((Letters::default(), 0usize), |(all, length), &(letters, more)| {
                (all.and(letters), length + usize::from(more))
            })
        };
        let mut best: Option<PinyinMatch> = None;
        for start in 0..characters.len().min(2) {
            let part = characters.get(start..).unwrap_or(&[]);
            let (letters, length) = letters(part);
            if part.len() < 2 || !pattern.could_be_long(length) || !pattern.could_be(letters) {
                continue;
            }
            let mut reading = [0u8; MAX_READING];
            let errors = self.write_reading(part, &mut reading).and_then(|reading| pattern.errors(reading));
            let found =
                errors.map(|errors| PinyinMatch { grade: Grade::of_errors(errors), start, end: characters.len() });
            best = [best, found].into_iter().flatten().min_by_key(|it| it.grade);
        }
        best.or_else(|| {
            let is_swapped = |&number: &u16| steps.swapped.get(usize::from(number)).copied().unwrap_or(false);
            let start = characters.iter().position(is_swapped)?;
            Some(PinyinMatch { grade: Grade::OneError, start, end: start + 1 })
        })
    }

    fn swapped(&self, similar: Option<&Pattern>) -> Vec<bool> {
        let Some(pattern) = similar else {
            return Vec::new();
        };
        let is_swapped = |(character, &(letters, _)): (usize, &(Letters, u8))| {
            pattern.is_swapped(self.first_reading(character as u16).as_bytes(), letters)
        };
        let swapped: Vec<bool> = self.letters.iter().enumerate().map(is_swapped).collect();
        if swapped.contains(&true) { swapped } else { Vec::new() }
    }

    fn first_reading(&self, character: u16) -> &str {
        let reading = self.characters.get(usize::from(character)).and_then(|readings| readings.first());
        reading.and_then(|&reading| self.readings.get(usize::from(reading))).map_or("", String::as_str)
    }

    /// The first readings one after another, where they fit.
    fn write_reading<'a>(&self, characters: &[u16], into: &'a mut [u8; MAX_READING]) -> Option<&'a [u8]> {
        let mut length = 0usize;
        for &character in characters {
            let reading = self.first_reading(character).as_bytes();
            into.get_mut(length..length + reading.len())?.copy_from_slice(reading);
            length += reading.len();
        }
        into.get(..length)
    }
}

/// Which characters of a name a word matches, counted from 0, and how well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PinyinMatch {
    pub grade: Grade,
    pub start: usize,
    pub end: usize,
}

impl Steps {
    /// The match that begins with the character at `start`.
    fn walk(&self, characters: &[u16], start: usize) -> Option<PinyinMatch> {
        let part = characters.get(start..)?;
        let end = start + self.reach(&self.beginnings, part)?;
        let Some(whole_end) = self.reach(&self.wholes, part) else {
            return Some(PinyinMatch { grade: Grade::Initials, start, end });
        };
        let is_whole_name = start == 0 && self.reach(&self.strict, part) == Some(part.len());
        let grade = if is_whole_name { Grade::PinyinWhole } else { Grade::Pinyin };
        Some(PinyinMatch { grade, start, end: start + whole_end })
    }

    /// Characters needed to read the word to its end.
    fn reach(&self, table: &[u64], characters: &[u16]) -> Option<usize> {
        let length = self.text.len();
        let goal = 1u64 << length;
        let mut places = 1u64;
        for (read, &character) in characters.iter().enumerate() {
            let row = table.get(usize::from(character) * length..)?;
            let mut next = 0u64;
            while places != 0 {
                let place = places.trailing_zeros() as usize;
                next |= row.get(place).copied().unwrap_or(0);
                places &= places - 1;
            }
            if next & goal != 0 {
                return Some(read + 1);
            }
            if next == 0 {
                return None;
            }
            places = next;
        }
        None
    }
}

/// For each place of `text`, the places that one reading leads to: by its beginnings; whole or cut off by the end of the
/// text; whole.
fn reading_steps(text: &str, reading: &str) -> [Vec<u64>; 3] {
    let mut steps: [Vec<u64>; 3] = std::array::from_fn(|_| vec![0; text.len()]);
    let [beginnings, wholes, strict] = &mut steps;
    let tables = beginnings.iter_mut().zip(wholes.iter_mut()).zip(strict.iter_mut()).enumerate();
    for (place, ((beginnings, wholes), strict)) in tables {
        let rest = text.as_bytes().get(place..).unwrap_or(&[]);
        let common = rest.iter().zip(reading.as_bytes()).take_while(|(left, right)| left == right).count();
        *beginnings = (1..=common).fold(0, |places, letters| places | 1 << (place + letters));
        let is_whole = common == reading.len();
        *strict = if is_whole { 1 << (place + common) } else { 0 };
        *wholes = if is_whole || (common > 0 && common == rest.len()) { 1 << (place + common) } else { 0 };
    }
    steps
}
