//! Changes to a summary chunk, collected patient by patient and turned into the columns that differ from the file.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::super::StoreError;
use super::settle::ObservationDigest;
use super::summary as columns;
use crate::base::TextColumn;
use crate::domain::ids::WordId;
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyState, AllergyStatement, Condition, Medication, Patient, Sourced};
use crate::domain::summary::{CHUNK_PATIENTS, NewestColumn, SummaryChunk, WordLists};

type ByRow<T> = BTreeMap<usize, T>;

/// What changed, by row of the chunk.
#[derive(Debug)]
pub struct Draft {
    chunk: u32,
    rows: usize,
    /// `None` inside: the patient has no row any more.
    persons: ByRow<Option<Patient>>,
    conditions: ByRow<Vec<WordId>>,
    medications: ByRow<Vec<WordId>>,
    unrecorded: ByRow<Vec<WordId>>,
    allergies: ByRow<AllergyState>,
    wards: ByRow<Option<WordId>>,
    observations: Vec<(usize, ObservationDigest)>,
}

impl Draft {
    /// Nothing changed yet in a chunk that has `rows` patients.
    pub fn new(chunk: u32, rows: usize) -> Draft {
        Draft {
            chunk,
            rows,
            persons: ByRow::new(),
            conditions: ByRow::new(),
            medications: ByRow::new(),
            unrecorded: ByRow::new(),
            allergies: ByRow::new(),
            wards: ByRow::new(),
            observations: Vec::new(),
        }
    }

    /// The newest row's value of each field that has one; `rows` in order of import and line.
    pub fn set_person(&mut self, patient: u32, rows: &[Sourced<Patient>]) {
        let newest =
            |field: fn(&Patient) -> &Option<String>| rows.iter().rev().find_map(|row| field(&row.record).clone());
        let person = rows.last().map(|row| Patient {
            identifier: row.record.identifier.clone(),
            family_name: newest(|patient| &patient.family_name),
            given_name: newest(|patient| &patient.given_name),
            chinese_name: newest(|patient| &patient.chinese_name),
            sex: rows.iter().rev().find_map(|row| row.record.sex),
            birth_date: rows.iter().rev().find_map(|row| row.record.birth_date),
            death_date: rows.iter().rev().find_map(|row| row.record.death_date),
            phone: newest(|patient| &patient.phone),
        });
        self.persons.insert(row_of(patient), person);
    }

    /// Conditions that no row says are resolved, each once.
    pub fn set_conditions(&mut self, patient: u32, rows: &[Sourced<Condition>]) {
        let open = rows.iter().filter(|row| row.record.resolved.is_none()).map(|row| row.record.word);
        self.conditions.insert(row_of(patient), each_once(open));
    }

    /// Medications without an end, each once. An end date counts as an end whenever it lies, since a store knows no
    /// "today".
    pub fn set_medications(&mut self, patient: u32, rows: &[Sourced<Medication>]) {
        let open = rows.iter().filter(|row| row.record.end.is_none()).map(|row| row.record.word);
        self.medications.insert(row_of(patient), each_once(open));
    }

    /// Codes of measurements without a value, each once.
    pub fn set_unrecorded(&mut self, patient: u32, rows: &[Sourced<UnrecordedValue>]) {
        self.unrecorded.insert(row_of(patient), each_once(rows.iter().map(|row| row.record.code)));
    }

    pub fn set_allergies(&mut self, patient: u32, rows: &[Sourced<AllergyStatement>]) {
        self.allergies.insert(row_of(patient), AllergyState::of(rows.iter().map(|row| &row.record)));
    }

    /// The ward of the newest stay without a discharge.
    pub fn set_admissions(&mut self, patient: u32, rows: &[Sourced<Admission>]) {
        let open = rows.iter().filter(|row| row.record.discharged.is_none());
        let newest = open.max_by_key(|row| (row.record.admitted.utc_secs, row.cell));
        self.wards.insert(row_of(patient), newest.and_then(|row| row.record.ward));
    }

    pub fn set_observations(&mut self, patient: u32, digest: ObservationDigest) {
        self.observations.push((row_of(patient), digest));
    }

    /// The columns that come out different from what the file has.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn changed_columns(&self, connection: &Connection) -> Result<Vec<(u8, Vec<u8>)>, StoreError> {
        let touched = self.touched_columns();
        let mut before = Vec::with_capacity(touched.len());
        for column in touched {
            before.push((column, columns::read_bytes(connection, self.chunk, column)?));
        }
        let read = before.iter().map(|(column, bytes)| (*column, bytes.as_slice()));
        let mut summary = columns::assemble(self.chunk, self.rows, read)?;
        self.apply(&mut summary);
        let mut changed = Vec::new();
        for (column, old) in before {
            let new = columns::encode(&summary, column);
            if new != old {
                changed.push((column, new));
            }
        }
        Ok(changed)
    }

    fn touched_columns(&self) -> Vec<u8> {
        let mut touched = Vec::new();
        if !self.persons.is_empty() {
            touched.extend(columns::IDENTIFIERS..=columns::DEATH_DATES);
            touched.extend([columns::PRESENT, columns::PHONES]);
        }
        let single = [
            (columns::ALLERGIES, self.allergies.is_empty()),
            (columns::WARDS, self.wards.is_empty()),
            (columns::CONDITIONS, self.conditions.is_empty()),
            (columns::MEDICATIONS, self.medications.is_empty()),
            (columns::UNRECORDED, self.unrecorded.is_empty()),
        ];
        touched.extend(single.into_iter().filter(|(_, empty)| !empty).map(|(column, _)| column));
        if !self.observations.is_empty() {
            touched.extend(columns::OBSERVATION_COUNTS..=columns::FLAGGED_COUNTS);
            touched.extend(columns::NEWEST..columns::COLUMNS);
        }
        touched
    }

    /// Enters the changes into a chunk.
    pub fn apply(&self, summary: &mut SummaryChunk) {
        if !self.persons.is_empty() {
            self.apply_persons(summary);
        }
        if !self.conditions.is_empty() {
            summary.conditions = replaced_words(&summary.conditions, &self.conditions);
        }
        if !self.medications.is_empty() {
            summary.medications = replaced_words(&summary.medications, &self.medications);
        }
        if !self.unrecorded.is_empty() {
            summary.unrecorded = replaced_words(&summary.unrecorded, &self.unrecorded);
        }
        replace(&mut summary.allergies, &self.allergies, |state| *state);
        replace(&mut summary.wards, &self.wards, |ward| *ward);
        self.apply_observations(summary);
    }

    fn apply_persons(&self, summary: &mut SummaryChunk) {
        let text = |field: fn(&Patient) -> Option<&str>| {
            move |person: &Option<Patient>| person.as_ref().and_then(field).unwrap_or("").to_owned()
        };
        // The identifier of a patient whose rows were all taken back stays, so that the number is found again.
        let gone: ByRow<bool> = self.persons.iter().map(|(row, person)| (*row, person.is_none())).collect();
        let kept = |row: usize, old: &str| gone.get(&row).copied().unwrap_or(true).then(|| old.to_owned());
        summary.identifiers = (0..self.rows)
            .map(|row| {
                let old = summary.identifiers.get(row);
                kept(row, old).unwrap_or_else(|| {
                    self.persons.get(&row).and_then(Option::as_ref).map_or_else(String::new, |p| p.identifier.clone())
                })
            })
            .fold(TextColumn::default(), |mut column, text| {
                column.push(&text);
                column
            });
        let persons = &self.persons;
        summary.family_names = replaced_texts(&summary.family_names, persons, text(|p| p.family_name.as_deref()));
        summary.given_names = replaced_texts(&summary.given_names, persons, text(|p| p.given_name.as_deref()));
        summary.chinese_names = replaced_texts(&summary.chinese_names, persons, text(|p| p.chinese_name.as_deref()));
        summary.phones = replaced_texts(&summary.phones, persons, text(|p| p.phone.as_deref()));
        replace(&mut summary.sexes, persons, |person| person.as_ref().and_then(|p| p.sex));
        replace(&mut summary.birth_dates, persons, |person| person.as_ref().and_then(|p| p.birth_date));
        replace(&mut summary.death_dates, persons, |person| person.as_ref().and_then(|p| p.death_date));
        replace(&mut summary.present, persons, Option::is_some);
    }

    fn apply_observations(&self, summary: &mut SummaryChunk) {
        for (row, digest) in &self.observations {
            if let Some(count) = summary.observation_counts.get_mut(*row) {
                *count = digest.count;
            }
            if let Some(last) = summary.last_observed.get_mut(*row) {
                *last = digest.last_observed;
            }
            if let Some(flagged) = summary.flagged_counts.get_mut(*row) {
                *flagged = digest.flagged;
            }
            for id in IndicatorId::all() {
                let newest = digest.newest.get(id.index()).copied().flatten();
                if let Some(column) = summary.newest.get_mut(id.index()).filter(|c| newest.is_some() || c.is_some()) {
                    column.get_or_insert_with(|| NewestColumn::empty(self.rows)).set(*row, newest);
                }
            }
        }
    }
}

fn row_of(patient: u32) -> usize {
    (patient % CHUNK_PATIENTS) as usize
}

/// Words in order of number, each once.
fn each_once(words: impl Iterator<Item = WordId>) -> Vec<WordId> {
    let mut words: Vec<WordId> = words.collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn replace<T, U>(column: &mut [T], changes: &ByRow<U>, value: impl Fn(&U) -> T) {
    for (row, change) in changes {
        if let Some(place) = column.get_mut(*row) {
            *place = value(change);
        }
    }
}

fn replaced_texts<U>(old: &TextColumn, changes: &ByRow<U>, value: impl Fn(&U) -> String) -> TextColumn {
    let mut column = TextColumn::with_capacity(old.len(), old.buffer().len());
    for row in 0..old.len() {
        match changes.get(&row) {
            Some(change) => column.push(&value(change)),
            None => column.push(old.get(row)),
        }
    }
    column
}

fn replaced_words(old: &WordLists, changes: &ByRow<Vec<WordId>>) -> WordLists {
    let mut lists = WordLists::default();
    for row in 0..old.len() {
        match changes.get(&row) {
            Some(words) => lists.push(words.iter().copied()),
            None => lists.push(old.get(row).iter().map(|&word| WordId(word))),
        }
    }
    lists
}
