//! The patient index: the newest state of every patient in columns, in memory, for lists of a million.
//!
//! A row is a patient's number. Names stand once each in a [`NameBook`] and are named by number, so that a search looks at
//! each distinct name once. Patients taken back with their import keep their row and are never shown.

pub mod build;
pub mod facets;
pub mod filter;
pub mod kept;
pub mod name_book;
mod radix;
pub mod row_set;
pub mod sort;
#[cfg(test)]
pub(crate) mod test_patients;

use std::sync::{Arc, OnceLock};

use crate::base::{Date, TextColumn};
use crate::domain::access::Wards;
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::{PatientId, WordId};
use crate::domain::indicator::{Assessment, INDICATOR_COUNT, IndicatorId};
use crate::domain::merge::Merges;
use crate::domain::patient::{AllergyState, Sex};
use crate::domain::summary::{Newest, NewestColumn, WordLists, date_of_packed};

pub use build::IndexBuilder;
pub use facets::Facets;
pub use name_book::NameBook;
pub use row_set::RowSet;
pub use sort::{Direction, SortKey};

use name_book::NameRanks;

/// No birth date recorded.
const NO_DAY: i32 = i32::MIN;
/// Not on a ward.
const NO_WARD: u16 = u16::MAX;
/// No observation; later than any day a chunk can hold.
const NO_OBSERVED: u16 = u16::MAX;

/// Every patient in columns. Rows are patient numbers; every column has the same length.
#[derive(Debug)]
pub struct PatientIndex {
    books: Arc<Books>,
    identifiers: TextColumn,
    family_names: NameColumn,
    given_names: NameColumn,
    chinese_names: NameColumn,
    /// Sex, allergies and presence, see [`Marks`].
    marks: Vec<Marks>,
    birth_days: Vec<i32>,
    /// (row, day) of those who died, in order of row.
    deaths: Vec<(u32, i32)>,
    /// Rows of those with a telephone number, in order, and the numbers.
    phone_rows: Vec<u32>,
    phones: TextColumn,
    wards: Vec<u16>,
    conditions: WordLists,
    medications: WordLists,
    /// (row, code) of measurements without a value, in order.
    unrecorded: Vec<(u32, WordId)>,
    observation_counts: Vec<u32>,
    observed_days: Vec<u16>,
    flagged_counts: Vec<u16>,
    newest: [Option<NewestColumn>; INDICATOR_COUNT],
    /// Rows of patients who are shown.
    present: RowSet,
    /// Rows that are shown as part of another one, in order, each with that one.
    merged: Vec<(u32, u32)>,
    family_ranks: OnceLock<NameRanks>,
    given_ranks: OnceLock<NameRanks>,
    chinese_ranks: OnceLock<NameRanks>,
}

/// A column of names: the number of each row's name in the book; 0 is the empty name, not recorded.
#[derive(Debug, Default)]
pub struct NameColumn {
    pub book: NameBook,
    pub numbers: Vec<u32>,
}

impl NameColumn {
    /// The name of a row; empty where not recorded.
    pub fn get(&self, row: u32) -> &str {
        self.numbers.get(row as usize).map_or("", |&number| self.book.name(number))
    }
}

/// Sex (bits 0-2: 0 not recorded), allergies (bits 3-4) and presence (bit 5) of a patient in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks(u8);

impl Marks {
    fn new(sex: Option<Sex>, allergies: AllergyState, is_present: bool) -> Self {
        let sex = match sex {
            None => 0,
            Some(Sex::Female) => 1,
            Some(Sex::Male) => 2,
            Some(Sex::Other) => 3,
            Some(Sex::Unknown) => 4,
        };
        let allergies = match allergies {
            AllergyState::NotRecorded => 0,
            AllergyState::Known => 1,
            AllergyState::NoneKnown => 2,
            AllergyState::Unavailable => 3,
        };
        Marks(sex | allergies << 3 | u8::from(is_present) << 5)
    }

    fn sex(self) -> Option<Sex> {
        match self.0 & 7 {
            1 => Some(Sex::Female),
            2 => Some(Sex::Male),
            3 => Some(Sex::Other),
            4 => Some(Sex::Unknown),
            _ => None,
        }
    }

    fn allergies(self) -> AllergyState {
        match self.0 >> 3 & 3 {
            1 => AllergyState::Known,
            2 => AllergyState::NoneKnown,
            3 => AllergyState::Unavailable,
            _ => AllergyState::NotRecorded,
        }
    }

    fn is_present(self) -> bool {
        self.0 & 32 != 0
    }
}

impl PatientIndex {
    /// Rows in all, patients that are not shown included.
    pub fn row_count(&self) -> usize {
        self.marks.len()
    }

    /// Patients shown.
    pub fn patient_count(&self) -> usize {
        self.present.count()
    }

    /// The rows of all patients shown.
    pub fn everyone(&self) -> &RowSet {
        &self.present
    }

    pub fn books(&self) -> &Books {
        &self.books
    }

    pub fn patient(&self, row: u32) -> PatientId {
        PatientId(row)
    }

    /// Whether the patient is shown; `false` for a row that does not exist.
    pub fn is_present(&self, row: u32) -> bool {
        self.marks.get(row as usize).is_some_and(|marks| marks.is_present())
    }

    pub fn identifier(&self, row: u32) -> &str {
        self.identifiers.get(row as usize)
    }

    /// Shows only patients on these wards. Who is not shown keeps identifier and ward, so that the door can be asked.
    pub fn keep_wards(&mut self, wards: &Wards) {
        let own = RowSet::from_fn(self.row_count(), |row| wards.reach(self.ward_name(row as u32)));
        self.present.intersect(&own);
    }

    /// Shows only patients whom `keeps` says yes of; how many it hides.
    pub fn keep(&mut self, keeps: impl Fn(u32) -> bool) -> usize {
        let before = self.everyone().count();
        let kept = RowSet::from_fn(self.row_count(), |row| keeps(row as u32));
        self.present.intersect(&kept);
        before - self.everyone().count()
    }

    /// Tells which rows are shown as part of another one: of a person's numbers exactly one is present.
    pub fn set_merges(&mut self, merges: &Merges) {
        let shown = |group: &[PatientId]| group.iter().find(|number| self.is_present(number.0)).map(|number| number.0);
        let of_group = |group: &Vec<PatientId>| -> Vec<(u32, u32)> {
            let Some(head) = shown(group) else { return Vec::new() };
            group.iter().filter(|number| number.0 != head).map(|number| (number.0, head)).collect()
        };
        let mut merged: Vec<(u32, u32)> = merges.groups().iter().flat_map(of_group).collect();
        merged.sort_unstable();
        self.merged = merged;
    }

    /// Rows that are shown as part of another one, each with that one.
    pub fn merged(&self) -> &[(u32, u32)] {
        &self.merged
    }

    /// The row that shows a patient: their own, or the one they were merged into.
    pub fn shown_row(&self, row: u32) -> u32 {
        let place = self.merged.binary_search_by_key(&row, |(merged, _)| *merged);
        place.ok().and_then(|at| self.merged.get(at)).map_or(row, |(_, head)| *head)
    }

    /// The rows that are shown as part of this one.
    pub fn merged_into(&self, row: u32) -> impl Iterator<Item = u32> {
        self.merged.iter().filter(move |(_, head)| *head == row).map(|(merged, _)| *merged)
    }

    /// The row of an identifier, exactly as written. Looks at every row.
    pub fn row_of_identifier(&self, identifier: &str) -> Option<u32> {
        let find = memchr::memmem::Finder::new(identifier.as_bytes());
        let found = find.find_iter(self.identifiers.buffer().as_bytes()).find_map(|at| {
            let row = self.identifiers.row_at(at) as u32;
            let shown = self.shown_row(row);
            (self.identifier(row) == identifier && self.is_present(shown)).then_some(shown)
        });
        found.filter(|_| !identifier.is_empty())
    }

    pub fn family_name(&self, row: u32) -> Option<&str> {
        Some(self.family_names.get(row)).filter(|name| !name.is_empty())
    }

    pub fn given_name(&self, row: u32) -> Option<&str> {
        Some(self.given_names.get(row)).filter(|name| !name.is_empty())
    }

    pub fn chinese_name(&self, row: u32) -> Option<&str> {
        Some(self.chinese_names.get(row)).filter(|name| !name.is_empty())
    }

    pub fn sex(&self, row: u32) -> Option<Sex> {
        self.marks.get(row as usize).and_then(|marks| marks.sex())
    }

    pub fn allergies(&self, row: u32) -> AllergyState {
        self.marks.get(row as usize).map_or(AllergyState::NotRecorded, |marks| marks.allergies())
    }

    pub fn birth_date(&self, row: u32) -> Option<Date> {
        self.birth_days.get(row as usize).copied().filter(|&day| day != NO_DAY).map(Date)
    }

    pub fn death_date(&self, row: u32) -> Option<Date> {
        let at = self.deaths.binary_search_by_key(&row, |&(row, _)| row).ok()?;
        self.deaths.get(at).map(|&(_, day)| Date(day))
    }

    /// The telephone number as written.
    pub fn phone(&self, row: u32) -> Option<&str> {
        self.phone_rows.binary_search(&row).ok().map(|at| self.phones.get(at))
    }

    /// Completed years on that day, or at death if that came before; `None` before birth.
    pub fn age_years(&self, row: u32, as_of: Date) -> Option<i32> {
        let on = self.death_date(row).map_or(as_of, |death| death.min(as_of));
        self.birth_date(row).filter(|&born| born <= on).map(|born| born.years_until(on))
    }

    pub fn ward(&self, row: u32) -> Option<WordId> {
        self.wards.get(row as usize).copied().filter(|&ward| ward != NO_WARD).map(WordId)
    }

    /// The ward's name.
    pub fn ward_name(&self, row: u32) -> Option<&str> {
        self.ward(row).map(|ward| self.books.of(BookKind::Ward).word(ward))
    }

    /// Conditions that are not resolved, as words of the condition book.
    pub fn conditions(&self, row: u32) -> &[u16] {
        self.conditions.get(row as usize)
    }

    /// Medications that have not ended, as words of the medication book.
    pub fn medications(&self, row: u32) -> &[u16] {
        self.medications.get(row as usize)
    }

    pub fn observation_count(&self, row: u32) -> u32 {
        self.observation_counts.get(row as usize).copied().unwrap_or(0)
    }

    /// Local date of the newest observation.
    pub fn last_observed(&self, row: u32) -> Option<Date> {
        let day = self.observed_days.get(row as usize).copied().filter(|&day| day != NO_OBSERVED)?;
        Some(date_of_packed(day))
    }

    pub fn flagged_count(&self, row: u32) -> u16 {
        self.flagged_counts.get(row as usize).copied().unwrap_or(0)
    }

    pub fn newest(&self, row: u32, indicator: IndicatorId) -> Option<Newest> {
        self.newest.get(indicator.index())?.as_ref()?.get(row as usize)
    }

    /// Whether any patient has a value of the indicator.
    pub fn has_indicator(&self, indicator: IndicatorId) -> bool {
        self.newest.get(indicator.index()).is_some_and(Option::is_some)
    }

    /// What the newest value means for the patient's sex and the age on the day it was measured.
    pub fn assess(&self, row: u32, indicator: IndicatorId) -> Assessment {
        let Some(newest) = self.newest(row, indicator) else {
            return self.assess_absent(row, indicator);
        };
        let table = indicator.indicator();
        let oldest_limit = table.ranges.iter().map(|range| range.from_age_years).max().unwrap_or(0);
        let born = self.birth_date(row).filter(|&born| born <= newest.date);
        // A year has 366 days at most; beyond every limit of age the exact one does not matter, and costs time.
        let age_years = born.map(|born| match (newest.date.0 - born.0) / 366 {
            at_least if at_least >= oldest_limit => at_least,
            _ => born.years_until(newest.date),
        });
        table.assess_bound(f64::from(newest.value), newest.bound, self.sex(row), age_years)
    }

    /// Why there is no value: one was asked for and not given, or nothing says that it was ever measured.
    fn assess_absent(&self, row: u32, indicator: IndicatorId) -> Assessment {
        let start = self.unrecorded.partition_point(|&(other, _)| other < row);
        let mut codes = self.unrecorded.iter().skip(start).take_while(|&&(other, _)| other == row);
        let book = self.books.of(BookKind::Code);
        if codes.any(|&(_, code)| IndicatorId::from_recorded(book.word(code)) == Some(indicator)) {
            Assessment::NotRecorded
        } else {
            Assessment::NotTested
        }
    }

    pub fn family_names(&self) -> &NameColumn {
        &self.family_names
    }

    pub fn given_names(&self) -> &NameColumn {
        &self.given_names
    }

    pub fn chinese_names(&self) -> &NameColumn {
        &self.chinese_names
    }

    pub fn identifiers(&self) -> &TextColumn {
        &self.identifiers
    }

    /// Bytes on the heap, without the books of words.
    pub fn heap_bytes(&self) -> usize {
        let names = [&self.family_names, &self.given_names, &self.chinese_names];
        let names: usize = names.iter().map(|column| column.book.heap_bytes() + column.numbers.capacity() * 4).sum();
        let newest = self.newest.iter().flatten().count() * self.row_count() * 7;
        // Marks 1, birth 4, ward 2, observation count 4, last observed 2, flagged 2, and one bit.
        let dense =
            self.row_count() * 15 + self.row_count() / 8 + self.deaths.capacity() * 8 + self.unrecorded.capacity() * 8;
        let lists = [&self.conditions, &self.medications];
        let words: usize = lists.iter().map(|lists| lists.len() * 4 + lists.word_count() * 2).sum();
        let phones = self.phones.heap_bytes() + self.phone_rows.capacity() * 4;
        self.identifiers.heap_bytes() + names + newest + dense + words + phones
    }
}
