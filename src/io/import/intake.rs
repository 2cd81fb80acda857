//! Typed records of several kinds on their way into one import: what messages and resources say, judged by the same rules
//! as the rows of tables. A place is the number of the message or entry, and a column of the kind's own list.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::base::time::MomentReader;
use crate::base::{Decimal, Moment, Place, Progress, Rule};
use crate::domain::book::BookKind;
use crate::domain::ids::{PatientId, WordId};
use crate::domain::observation::{Bound, ObservationFlags, UnrecordedValue};
use crate::domain::patient::{Admission, AllergyStatement, BirthDoubt, Condition, Medication, Patient, birth_doubt};
use crate::domain::receipt::Reject;
use crate::domain::resource::Device;

use super::super::store::{ObservationBatch, PackedObservation, RecordBatch, Row, RowSink, StoreError, Withdrawal};
use super::cells::IDENTIFIER_CHARS;
use super::observation_rules::{Judgement, ObservationRules, RefusedCell};
use super::{Findings, Sources};

/// Where a value stands: the line, and the columns of value, code and unit.
#[derive(Clone, Copy, Debug)]
pub struct ValuePlace {
    pub line: u32,
    pub value: u16,
    pub code: u16,
    pub unit: u16,
}

/// One value as its source says it.
#[derive(Clone, Debug)]
pub struct ToldValue<'a> {
    pub patient: PatientId,
    pub code: &'a str,
    /// Empty: none.
    pub unit: &'a str,
    pub moment: Moment,
    /// The time's text, where the moment would not give it back.
    pub time_raw: Option<String>,
    pub number: Decimal,
    /// The value's text, where the number would not give it back.
    pub raw: Option<String>,
    pub bound: Option<Bound>,
    pub is_preliminary: bool,
    /// It replaces what was sent before, or comes after it.
    pub is_corrected: bool,
    /// The sender's own identifier.
    pub source: Option<String>,
}

/// A measurement without a number.
#[derive(Clone, Debug)]
pub struct ToldNothing<'a> {
    pub patient: PatientId,
    pub code: &'a str,
    pub moment: Moment,
    /// (field, text): what stands there instead.
    pub raw: Vec<(String, String)>,
}

/// Records and findings that will be handed over together.
pub struct Intake {
    sources: Sources,
    rules: ObservationRules,
    /// Identifiers that the store refuses, to which it gives no number.
    deleted: Arc<HashSet<String>>,
    /// Patients that come with this import, by identifier.
    newcomers: HashMap<String, PatientId>,
    /// Numbers that will be given to newcomers.
    new_numbers: u32,
    patients: Vec<Row<Patient>>,
    observations: ObservationBatch,
    pub conditions: Vec<(PatientId, Row<Condition>)>,
    pub medications: Vec<(PatientId, Row<Medication>)>,
    pub allergies: Vec<(PatientId, Row<AllergyStatement>)>,
    pub admissions: Vec<(PatientId, Row<Admission>)>,
    pub devices: Vec<Row<Device>>,
    pub withdrawals: Vec<Withdrawal>,
    pub findings: Findings,
}

impl Intake {
    pub fn new(sink: &dyn RowSink, moments: MomentReader) -> Intake {
        let sources = Sources { identifiers: sink.identifiers(), words: sink.words(), moments };
        Intake {
            rules: ObservationRules::new(sources.words.clone()),
            sources,
            deleted: sink.deleted(),
            newcomers: HashMap::new(),
            new_numbers: 0,
            patients: Vec::new(),
            observations: ObservationBatch::default(),
            conditions: Vec::new(),
            medications: Vec::new(),
            allergies: Vec::new(),
            admissions: Vec::new(),
            devices: Vec::new(),
            withdrawals: Vec::new(),
            findings: Findings::default(),
        }
    }

    pub fn moments(&mut self) -> &mut MomentReader {
        &mut self.sources.moments
    }

    /// Refuses or flags what stands at a place.
    pub fn find(&mut self, line: u32, column: u16, rule: Rule, raw: impl Into<String>) {
        self.findings.rejects.push(Reject { place: Place { line, column }, rule, raw: raw.into() });
    }

    /// The patient of an identifier, of the store or of this import.
    pub fn patient(&self, identifier: &str) -> Option<PatientId> {
        let known = self.sources.identifiers.find(identifier.as_bytes());
        known.or_else(|| self.newcomers.get(identifier).copied())
    }

    /// The newest row of a patient that this import brings.
    pub fn newest_row(&self, identifier: &str) -> Option<&Patient> {
        self.patients.iter().rev().map(|row| &row.record).find(|patient| patient.identifier == identifier)
    }

    /// Takes in a patient's row. The number is the one that the store will give.
    ///
    /// # Errors
    /// The rule that the row breaks and what is wrong with it.
    pub fn person(&mut self, row: Row<Patient>) -> Result<PatientId, (Rule, PersonFault)> {
        let identifier = &row.record.identifier;
        if identifier.chars().count() > IDENTIFIER_CHARS || identifier.chars().any(char::is_control) {
            return Err((Rule::BadIdentifier, PersonFault::Identifier));
        }
        if self.deleted.contains(identifier) {
            // The numbers of who comes behind would be one off, and their records somebody else's.
            return Err((Rule::DeletedPatient, PersonFault::Identifier));
        }
        self.judge_dates(&row.record)?;
        let patient = match self.sources.identifiers.find_number(identifier.as_bytes()) {
            Some(known) => known,
            None => self.newcomers.get(identifier).copied().unwrap_or_else(|| {
                self.new_numbers += 1;
                PatientId(self.sources.identifiers.len() as u32 + self.new_numbers - 1)
            }),
        };
        self.newcomers.insert(identifier.clone(), patient);
        self.patients.push(row);
        Ok(patient)
    }

    fn judge_dates(&self, patient: &Patient) -> Result<(), (Rule, PersonFault)> {
        let is_future =
            |date: Option<crate::base::Date>| date.is_some_and(|date| self.sources.moments.is_future(date.utc_secs()));
        if is_future(patient.birth_date) {
            return Err((Rule::InTheFuture, PersonFault::Birth));
        }
        if is_future(patient.death_date) {
            return Err((Rule::InTheFuture, PersonFault::Death));
        }
        if patient.birth_date.zip(patient.death_date).is_some_and(|(birth, death)| death < birth) {
            return Err((Rule::Impossible, PersonFault::Death));
        }
        let until = patient.death_date.or_else(|| self.sources.moments.today());
        match patient.birth_date.and_then(|birth| birth_doubt(birth, until)) {
            Some(BirthDoubt::Impossible) => Err((Rule::Impossible, PersonFault::Birth)),
            Some(BirthDoubt::Implausible) | None => Ok(()),
        }
    }

    /// A word of one of the store's books.
    ///
    /// # Errors
    /// The book is full.
    pub fn word(&self, kind: BookKind, word: &str) -> Result<WordId, StoreError> {
        self.sources.words.intern(kind, word)
    }

    /// Whether an instant has not come yet.
    pub fn is_future(&self, utc_secs: i64) -> bool {
        self.sources.moments.is_future(utc_secs)
    }

    /// Takes in a value; says whether it is kept.
    ///
    /// # Errors
    /// The store's books are full.
    pub fn value(&mut self, place: ValuePlace, told: ToldValue<'_>) -> Result<bool, StoreError> {
        let written = told.raw.clone().unwrap_or_else(|| told.number.to_string());
        let (judgement, words) = self.rules.judge(told.code.as_bytes(), told.unit.as_bytes(), told.number)?;
        let implausible = match judgement {
            Judgement::Kept => false,
            Judgement::Implausible => true,
            Judgement::Refused(cell) => {
                let (rule, column, raw) = match cell {
                    RefusedCell::Code(rule) => (rule, place.code, told.code.to_owned()),
                    RefusedCell::Unit(rule) => (rule, place.unit, told.unit.to_owned()),
                    RefusedCell::Value(rule) => (rule, place.value, written),
                };
                self.find(place.line, column, rule, raw);
                return Ok(false);
            }
        };
        let Some(words) = words else { return Ok(false) };
        if implausible {
            self.find(place.line, place.value, Rule::Implausible, written.clone());
        }
        if told.is_preliminary {
            self.find(place.line, place.value, Rule::Preliminary, written);
        }
        let at = self.observations.observations.len() as u32;
        self.observations.raws.extend(told.raw.map(|raw| (at, raw)));
        self.observations.time_raws.extend(told.time_raw.map(|raw| (at, raw)));
        self.observations.source_identifiers.extend(told.source.map(|source| (at, source)));
        self.observations.observations.push(PackedObservation {
            patient: told.patient,
            line: place.line,
            moment: told.moment,
            mantissa: told.number.mantissa,
            scale: told.number.scale,
            flags: ObservationFlags {
                implausible,
                conflicting: false,
                preliminary: told.is_preliminary,
                corrected: told.is_corrected,
                bound: told.bound,
            },
            column: place.value,
            code: words.code,
            unit: words.unit,
        });
        Ok(true)
    }

    /// Keeps that something was measured or asked for and has no number.
    ///
    /// # Errors
    /// The store's books are full.
    pub fn without_value(&mut self, line: u32, code_column: u16, told: ToldNothing<'_>) -> Result<(), StoreError> {
        let Some(code) = self.rules.code(told.code.as_bytes())? else {
            self.find(line, code_column, Rule::BadIdentifier, told.code);
            return Ok(());
        };
        self.findings.empty += 1;
        let record = UnrecordedValue { code, moment: told.moment };
        self.observations.unrecorded.push((told.patient, Row { record, line, raw: told.raw }));
        Ok(())
    }

    /// The code as a word of the book; `None` for what cannot be a code.
    ///
    /// # Errors
    /// The books are full.
    pub fn code(&mut self, code: &str) -> Result<Option<WordId>, StoreError> {
        self.rules.code(code.as_bytes())
    }

    /// How many values are kept so far.
    pub fn values(&self) -> usize {
        self.observations.observations.len()
    }

    /// Hands everything over, patients first.
    ///
    /// # Errors
    /// What the store says; cancelled.
    pub fn hand_over(self, sink: &mut dyn RowSink, progress: &Progress) -> Result<(), StoreError> {
        sink.count(self.findings.rows, self.findings.empty);
        for reject in self.findings.rejects {
            sink.reject(reject)?;
        }
        sink.add(RecordBatch::Patients(self.patients), progress)?;
        sink.add(RecordBatch::Conditions(self.conditions), progress)?;
        sink.add(RecordBatch::Medications(self.medications), progress)?;
        sink.add(RecordBatch::Allergies(self.allergies), progress)?;
        sink.add(RecordBatch::Admissions(self.admissions), progress)?;
        sink.add(RecordBatch::Devices(self.devices), progress)?;
        self.withdrawals.into_iter().for_each(|withdrawal| sink.withdraw(withdrawal));
        sink.add(RecordBatch::Observations(self.observations), progress)
    }
}

/// Which part of a person's row is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonFault {
    Identifier,
    Birth,
    Death,
}
