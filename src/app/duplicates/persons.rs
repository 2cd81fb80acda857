//! The index as the search for duplicates sees it: folded names and readings once a distinct name.

use std::sync::Arc;

use hashbrown::HashMap;

use crate::analysis::quality::duplicates::{Person, Persons};
use crate::app::index::{NameBook, NameColumn, PatientIndex};
use crate::app::spelling::fold::written_out;
use crate::app::spelling::pinyin::readings_of_name;
use crate::base::{Cancelled, Progress, TextColumn};

/// The patients shown, with their Chinese names in Latin letters.
pub struct IndexPersons {
    index: Arc<PatientIndex>,
    /// By number of the Chinese name.
    readings: TextColumn,
    /// By number of the name, with umlauts written out; empty where there are none.
    written_families: TextColumn,
    written_givens: TextColumn,
    in_parts: NamesInParts,
}

/// Chinese names that stand in the fields for family and given name.
#[derive(Default)]
struct NamesInParts {
    /// By the numbers of both parts.
    places: HashMap<(u32, u32), u32>,
    names: TextColumn,
    readings: TextColumn,
}

impl IndexPersons {
    /// Reads every distinct name. One tick a Chinese name and a patient.
    ///
    /// # Errors
    /// [`Cancelled`] once the job was asked to stop.
    pub fn new(index: Arc<PatientIndex>, progress: &Progress) -> Result<IndexPersons, Cancelled> {
        let mut readings = TextColumn::default();
        let book = &index.chinese_names().book;
        progress.restart(book.len() as u64 + index.row_count() as u64);
        for name in book.iter() {
            readings.push(&readings_of_name(name));
            progress.tick(1)?;
        }
        let written_families = all_written_out(&index.family_names().book);
        let written_givens = all_written_out(&index.given_names().book);
        let in_parts = NamesInParts::of(&index, progress)?;
        Ok(IndexPersons { index, readings, written_families, written_givens, in_parts })
    }
}

impl NamesInParts {
    fn of(index: &PatientIndex, progress: &Progress) -> Result<NamesInParts, Cancelled> {
        const TICK_ROWS: usize = 4096;
        let mut all = NamesInParts::default();
        let is_chinese = |book: &NameBook| book.iter().map(is_chinese).collect::<Vec<bool>>();
        let (families, givens) = (is_chinese(&index.family_names().book), is_chinese(&index.given_names().book));
        for row in 0..index.row_count() {
            if row % TICK_ROWS == 0 {
                progress.tick(TICK_ROWS as u64)?;
            }
            let numbers = part_numbers(index, row as u32);
            let part = |all: &[bool], number: u32| number == 0 || all.get(number as usize) == Some(&true);
            if numbers != (0, 0) && part(&families, numbers.0) && part(&givens, numbers.1) {
                all.add(index, numbers);
            }
        }
        Ok(all)
    }

    fn add(&mut self, index: &PatientIndex, numbers: (u32, u32)) {
        let place = self.names.len() as u32;
        if let hashbrown::hash_map::Entry::Vacant(free) = self.places.entry(numbers) {
            free.insert(place);
            let (family, given) = (index.family_names().book.name(numbers.0), index.given_names().book.name(numbers.1));
            let name = format!("{family}{given}");
            self.readings.push(&readings_of_name(&name));
            self.names.push(&name);
        }
    }

    /// The name and its readings, where both parts are Chinese or one is and the other is missing.
    fn get(&self, numbers: (u32, u32)) -> Option<(&str, &str)> {
        let place = *self.places.get(&numbers)? as usize;
        Some((self.names.get(place), self.readings.get(place)))
    }
}

/// Whether a name is of Chinese characters alone.
fn is_chinese(name: &str) -> bool {
    let is_han = |letter: char| matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}');
    let mut letters = name.chars().filter(|letter| letter.is_alphanumeric()).peekable();
    letters.peek().is_some() && letters.all(is_han)
}

fn all_written_out(book: &NameBook) -> TextColumn {
    let mut column = TextColumn::default();
    book.iter().for_each(|name| column.push(&written_out(name).unwrap_or_default()));
    column
}

fn number_of(column: &NameColumn, row: u32) -> u32 {
    column.numbers.get(row as usize).copied().unwrap_or(0)
}

fn part_numbers(index: &PatientIndex, row: u32) -> (u32, u32) {
    (number_of(index.family_names(), row), number_of(index.given_names(), row))
}

fn folded(column: &NameColumn, number: u32) -> &str {
    column.book.folded().get(number as usize).trim_end_matches('\n')
}

impl Persons for IndexPersons {
    fn rows(&self) -> u32 {
        self.index.row_count() as u32
    }

    fn person(&self, row: u32) -> Option<Person<'_>> {
        let index = &*self.index;
        let chinese = index.chinese_names();
        let number = number_of(chinese, row);
        let parts = part_numbers(index, row);
        let person = index.is_present(row).then(|| Person {
            identifier: index.identifier(row),
            family: folded(index.family_names(), parts.0),
            given: folded(index.given_names(), parts.1),
            written_family: self.written_families.get(parts.0 as usize),
            written_given: self.written_givens.get(parts.1 as usize),
            chinese: chinese.get(row),
            readings: self.readings.get(number as usize),
            sex: index.sex(row),
            birth: index.birth_date(row),
            death: index.death_date(row),
            phone: index.phone(row).unwrap_or_default(),
        })?;
        let Some((name, readings)) = self.in_parts.get(parts) else { return Some(person) };
        let person = Person { family: "", given: "", written_family: "", written_given: "", ..person };
        Some(if person.chinese.is_empty() { Person { chinese: name, readings, ..person } } else { person })
    }
}
