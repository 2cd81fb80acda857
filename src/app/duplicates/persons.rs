//! The index as the search for duplicates sees it: folded names and readings once a distinct name.

use std::sync::Arc;

use crate::analysis::quality::duplicates::{Person, Persons};
use crate::app::index::{NameColumn, PatientIndex};
use crate::app::search::readings_of_name;
use crate::base::{Cancelled, Progress, TextColumn};

/// The patients shown, with their Chinese names in Latin letters.
pub struct IndexPersons {
    index: Arc<PatientIndex>,
    /// By number of the Chinese name.
    readings: TextColumn,
}

impl IndexPersons {
    /// Reads every distinct Chinese name. One tick a name.
    ///
    /// # Errors
    /// [`Cancelled`] once the job was asked to stop.
    pub fn new(index: Arc<PatientIndex>, progress: &Progress) -> Result<IndexPersons, Cancelled> {
        let mut readings = TextColumn::default();
        let book = &index.chinese_names().book;
        progress.restart(book.len() as u64);
        for name in book.iter() {
            readings.push(&readings_of_name(name));
            progress.tick(1)?;
        }
        Ok(IndexPersons { index, readings })
    }
}

fn folded(column: &NameColumn, row: u32) -> &str {
    let number = column.numbers.get(row as usize).copied().unwrap_or(0);
    column.book.folded().get(number as usize).trim_end_matches('\n')
}

impl Persons for IndexPersons {
    fn rows(&self) -> u32 {
        self.index.row_count() as u32
    }

    fn person(&self, row: u32) -> Option<Person<'_>> {
        let index = &*self.index;
        let chinese = index.chinese_names();
        let number = chinese.numbers.get(row as usize).copied().unwrap_or(0);
        index.is_present(row).then(|| Person {
            identifier: index.identifier(row),
            family: folded(index.family_names(), row),
            given: folded(index.given_names(), row),
            chinese: chinese.get(row),
            readings: self.readings.get(number as usize),
            sex: index.sex(row),
            birth: index.birth_date(row),
            death: index.death_date(row),
            phone: index.phone(row).unwrap_or_default(),
        })
    }
}
