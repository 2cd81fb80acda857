//! Conditions, medications, allergies, admissions and gene results as rows, patient by patient, so that memory does not grow.

use std::path::Path;

use crate::base::{Cancelled, Date, Progress};
use crate::domain::access::Grant;
use crate::domain::book::{BookKind, Books};
use crate::domain::genome::GeneRecord;
use crate::domain::ids::{PatientId, WordId};
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyStatement, CLOCK_BEHIND, Condition, Medication, Sourced};
use crate::io::store::{ClinicalKind, ClinicalRecords, Store};

use super::super::output::Failure;
use super::table::{self, OutTable};
use super::whose::Whose;

/// The kind of that id.
pub fn kind(id: &str) -> Option<ClinicalKind> {
    match id {
        "conditions" => Some(ClinicalKind::Conditions),
        "medications" => Some(ClinicalKind::Medications),
        "allergies" => Some(ClinicalKind::Allergies),
        "admissions" => Some(ClinicalKind::Admissions),
        "genes" => Some(ClinicalKind::Genes),
        _ => None,
    }
}

fn headings(kind: ClinicalKind) -> &'static [&'static str] {
    match kind {
        ClinicalKind::Conditions => &["patient_id", "code", "condition", "onset", "resolved"],
        ClinicalKind::Medications => &["patient_id", "code", "medication", "dose", "start", "end"],
        ClinicalKind::Allergies => &["patient_id", "substance", "reaction", "severity", "status"],
        ClinicalKind::Admissions => &["patient_id", "ward", "room", "bed", "admitted", "discharged", "reason"],
        ClinicalKind::UnrecordedValues => &super::OBSERVATION_HEADINGS,
        ClinicalKind::Genes => &["patient_id", "gene", "result", "phenotype", "specimen_date", "laboratory"],
    }
}

/// Writes every patient's records of a kind.
pub fn write(store: &dyn Store, grant: &Grant, kind: ClinicalKind, whose: &Whose, to: &Path) -> Result<(), Failure> {
    table::write(to, headings(kind), store.info().demo, |table| append(store, grant, kind, whose, table))
}

/// Writes every patient's records of a kind behind what the table has.
pub fn append(
    store: &dyn Store,
    grant: &Grant,
    kind: ClinicalKind,
    whose: &Whose,
    table: &mut OutTable<'_>,
) -> Result<(), Failure> {
    let books = store.books();
    let mut unwritten = None;
    let mut take = |patient: PatientId, records: ClinicalRecords| {
        if !whose.includes(patient) {
            return Ok(());
        }
        for row in rows(&records, &books) {
            let cells = std::iter::once(whose.index.identifier(patient.0)).chain(row.iter().map(String::as_str));
            if let Err(error) = table.row(cells) {
                unwritten = Some(error);
                return Err(Cancelled);
            }
        }
        Ok(())
    };
    let read = store.each_patients_records(grant, kind, &Progress::default(), &mut take);
    unwritten.map_or(Ok(()), Err)?;
    Ok(read?)
}

/// The cells behind the patient's identifier.
fn rows(records: &ClinicalRecords, books: &Books) -> Vec<Vec<String>> {
    fn each<T>(rows: &[Sourced<T>], row: impl Fn(&T) -> Vec<String>) -> Vec<Vec<String>> {
        rows.iter().map(|sourced| row(&sourced.record)).collect()
    }
    match records {
        ClinicalRecords::Conditions(rows) => rows.iter().map(|row| condition(row, books)).collect(),
        ClinicalRecords::Medications(rows) => rows.iter().map(|row| medication(row, books)).collect(),
        ClinicalRecords::Allergies(rows) => each(rows, allergy),
        ClinicalRecords::Admissions(rows) => each(rows, |record| admission(record, books)),
        ClinicalRecords::UnrecordedValues(rows) => rows.iter().map(|row| unrecorded(row, books)).collect(),
        ClinicalRecords::Genes(rows) => each(rows, gene),
    }
}

fn code_and_name(books: &Books, kind: BookKind, word: WordId) -> [String; 2] {
    let word = books.of(kind).word(word);
    [Books::code_part(word), Books::name_part(word)].map(str::to_owned)
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn day(date: Option<Date>) -> String {
    date.map(Date::iso).unwrap_or_default()
}

/// A day with the time of day that stood behind it.
fn day_and_clock<T>(row: &Sourced<T>, field: &str, date: Option<Date>) -> String {
    let name = format!("{field}{CLOCK_BEHIND}");
    let clock = row.raw.iter().find(|(kept, _)| *kept == name).map(|(_, clock)| format!("T{clock}"));
    day(date) + &clock.unwrap_or_default()
}

fn condition(row: &Sourced<Condition>, books: &Books) -> Vec<String> {
    let record = &row.record;
    let [code, name] = code_and_name(books, BookKind::Condition, record.word);
    vec![code, name, day_and_clock(row, "onset", record.onset), day_and_clock(row, "resolved", record.resolved)]
}

fn medication(row: &Sourced<Medication>, books: &Books) -> Vec<String> {
    let record = &row.record;
    let [code, name] = code_and_name(books, BookKind::Medication, record.word);
    vec![
        code,
        name,
        text(record.dose.as_ref()),
        day_and_clock(row, "start", record.start),
        day_and_clock(row, "end", record.end),
    ]
}

fn allergy(record: &AllergyStatement) -> Vec<String> {
    let status = |status: &str| vec![String::new(), String::new(), String::new(), status.to_owned()];
    match record {
        AllergyStatement::Substance { substance, reaction, severity } => {
            vec![substance.clone(), text(reaction.as_ref()), text(severity.as_ref()), "active".to_owned()]
        }
        AllergyStatement::NoneKnown => status("none known"),
        AllergyStatement::Unavailable => status("unavailable"),
    }
}

fn admission(record: &Admission, books: &Books) -> Vec<String> {
    let ward = record.ward.map(|ward| books.of(BookKind::Ward).word(ward).to_owned());
    vec![
        ward.unwrap_or_default(),
        text(record.room.as_ref()),
        text(record.bed.as_ref()),
        record.admitted.iso(),
        record.discharged.map(|moment| moment.iso()).unwrap_or_default(),
        text(record.reason.as_ref()),
    ]
}

fn unrecorded(row: &Sourced<UnrecordedValue>, books: &Books) -> Vec<String> {
    let raw = |field: &str| row.raw.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone());
    vec![
        books.of(BookKind::Code).word(row.record.code).to_owned(),
        row.record.moment.iso(),
        String::new(),
        raw("unit").unwrap_or_default(),
        raw("observation_id").unwrap_or_default(),
        raw("value").unwrap_or_default(),
        raw("time").unwrap_or_else(|| row.record.moment.iso()),
        String::new(),
    ]
}

/// A call of a variant file with several candidates stands as all of them, which says that it is open.
fn gene(record: &GeneRecord) -> Vec<String> {
    vec![
        record.gene.symbol().to_owned(),
        record.statement.text(),
        text(record.reported_phenotype.as_ref()),
        day(record.specimen),
        text(record.laboratory.as_ref()),
    ]
}
