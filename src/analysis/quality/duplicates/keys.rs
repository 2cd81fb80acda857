//! What persons are filed by, worked out once: numbers that stand for names (persons whose names could be one share a
//! number, whatever the order and script), birth dates, what identifiers look like, the ends of telephone numbers.

use super::identifiers::skeleton;
use super::names::{letters, readings, syllables, written};
use super::phones;
use super::{Person, Persons};
use crate::base::{Cancelled, Date, Progress};

/// Rows between two looks at the stop flag.
const BLOCK_ROWS: u32 = 1024;

/// What every person is filed by, by row.
#[derive(Debug, Default)]
pub struct Keys {
    wholes: Lists,
    parts: Lists,
    births: Vec<Option<Date>>,
    /// 0 where there is nothing to look at.
    identifiers: Vec<u64>,
    phones: Lists,
    persons: u32,
}

/// Lists of numbers in one allocation.
#[derive(Debug)]
struct Lists {
    numbers: Vec<u64>,
    ends: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Lists { numbers: Vec::new(), ends: vec![0] }
    }
}

impl Lists {
    fn push(&mut self, mut numbers: Vec<u64>) {
        numbers.sort_unstable();
        numbers.dedup();
        self.numbers.extend(numbers);
        self.ends.push(self.numbers.len() as u32);
    }

    fn get(&self, row: u32) -> &[u64] {
        match (self.ends.get(row as usize), self.ends.get(row as usize + 1)) {
            (Some(&start), Some(&end)) => self.numbers.get(start as usize..end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }
}

impl Keys {
    /// Works them out.
    ///
    /// # Errors
    /// [`Cancelled`] once the job was asked to stop.
    pub fn of(persons: &dyn Persons, progress: &Progress) -> Result<Keys, Cancelled> {
        progress.restart(u64::from(persons.rows()));
        let mut keys = Keys::default();
        for row in 0..persons.rows() {
            let found = persons.person(row);
            keys.persons += u32::from(found.is_some());
            let person = found.unwrap_or_default();
            keys.wholes.push(whole_names(&person));
            keys.parts.push(name_parts(&person));
            keys.births.push(person.birth);
            let skeleton = skeleton(person.identifier);
            keys.identifiers.push(if skeleton.is_empty() { 0 } else { number_of(skeleton.chars()) });
            keys.phones.push(phones::ends(person.phone));
            if row % BLOCK_ROWS == 0 {
                progress.tick(u64::from(BLOCK_ROWS))?;
            }
        }
        Ok(keys)
    }

    pub fn rows(&self) -> u32 {
        self.births.len() as u32
    }

    /// Rows with a person.
    pub fn persons(&self) -> u32 {
        self.persons
    }

    pub fn birth(&self, row: u32) -> Option<Date> {
        self.births.get(row as usize).copied().flatten()
    }

    /// What an identifier looks like, as a number.
    pub fn identifier(&self, row: u32) -> Option<u64> {
        self.identifiers.get(row as usize).copied().filter(|&number| number != 0)
    }

    /// The ends of a person's telephone numbers.
    pub fn phones(&self, row: u32) -> &[u64] {
        self.phones.get(row)
    }

    /// One number for each script and reading of the whole name.
    pub fn wholes(&self, row: u32) -> &[u64] {
        self.wholes.get(row)
    }

    /// One number for the family name and one for the given name, by script.
    pub fn parts(&self, row: u32) -> &[u64] {
        self.parts.get(row)
    }
}

/// Letters in alphabetical order, so that neither the order of the parts nor where they are divided matters.
fn whole_names(person: &Person) -> Vec<u64> {
    let latin = [letters(person.family), letters(person.given)].concat();
    let written = written(person).map(|parts| parts.map(letters).concat());
    let all = std::iter::once(latin).chain(written).chain(readings(person).map(letters));
    let number = |mut letters: Vec<char>| {
        letters.sort_unstable();
        number_of(letters)
    };
    all.filter(|letters| letters.len() > 1).map(number).collect()
}

fn name_parts(person: &Person) -> Vec<u64> {
    let latin = [letters(person.family), letters(person.given)];
    let read = readings(person).next().map(syllables).map(|(first, rest)| [first, rest]);
    let written = written(person).map(|parts| parts.map(letters));
    let all = latin.into_iter().chain(written.into_iter().flatten()).chain(read.into_iter().flatten());
    all.filter(|letters| letters.len() > 1).map(number_of).collect()
}

/// FNV-1a (Fowler, Noll, Vo), 64 bit: the same on every computer. Two texts with one number only cost a comparison.
pub fn number_of(letters: impl IntoIterator<Item = char>) -> u64 {
    let step = |number: u64, letter: char| (number ^ u64::from(letter as u32)).wrapping_mul(0x0100_0000_01B3);
    letters.into_iter().fold(0xCBF2_9CE4_8422_2325, step)
}
