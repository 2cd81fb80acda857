//! The list as a table of plain texts, for the export: units in the headings, ISO dates, codes instead of translated words.
//! A newest value has its state and its date beside it: not tested is said, not left to an empty cell.

use std::collections::BTreeMap;

use crate::app::hospital::Hospital;
use crate::app::index::PatientIndex;
use crate::base::{Cancelled, Date, Progress};
use crate::domain::book::{BookKind, Books};
use crate::domain::correction::Verdict;
use crate::domain::ids::PatientId;
use crate::domain::patient::{AllergyState, Sex};

use super::ListResult;
use super::columns::Column;

/// Headings and rows.
pub type Table = (Vec<String>, Vec<Vec<String>>);

/// All rows of the list with its columns. What is not recorded is an empty cell.
///
/// # Errors
/// Cancelled.
pub fn list_table(
    hospital: &Hospital,
    list: &ListResult,
    today: Date,
    progress: &Progress,
) -> Result<Table, Cancelled> {
    progress.restart(list.rows.len() as u64);
    let mut headings: Vec<String> = list.query.columns.iter().flat_map(|column| headings_of(*column)).collect();
    let corrected = corrected_values(hospital);
    headings.extend(corrected.as_ref().map(|_| "corrected values".to_owned()));
    let mut rows = Vec::with_capacity(list.rows.len());
    for &row in &list.rows {
        progress.tick(1)?;
        let columns = list.query.columns.iter();
        let mut cells: Vec<String> =
            columns.flat_map(|column| cells_of(&hospital.index, row, *column, today)).collect();
        let count = |by_patient: &BTreeMap<PatientId, u64>| {
            by_patient.get(&hospital.merges.kept(hospital.index.patient(row))).copied().unwrap_or(0).to_string()
        };
        cells.extend(corrected.as_ref().map(count));
        rows.push(cells);
    }
    Ok((headings, rows))
}

/// How many values of each person were corrected, by the number that was kept; `None` where none of the store's was, and the file needs
/// no column for it.
fn corrected_values(hospital: &Hospital) -> Option<BTreeMap<PatientId, u64>> {
    let mut corrected = BTreeMap::new();
    for kept in &hospital.decisions {
        if let Verdict::Corrected(_) = kept.decision.verdict {
            *corrected.entry(hospital.merges.kept(kept.decision.patient)).or_default() += 1;
        }
    }
    (!corrected.is_empty()).then_some(corrected)
}

fn headings_of(column: Column) -> Vec<String> {
    match column {
        Column::Newest(id) => {
            let indicator = id.indicator();
            vec![
                format!("{} ({})", indicator.id, indicator.unit),
                format!("{} state", indicator.id),
                format!("{} date", indicator.id),
            ]
        }
        other => vec![other.id()],
    }
}

fn cells_of(index: &PatientIndex, row: u32, column: Column, today: Date) -> Vec<String> {
    let value = cell(index, row, column, today);
    match column {
        Column::Newest(id) => {
            let date = index.newest(row, id).map(|newest| newest.date.iso()).unwrap_or_default();
            vec![value, index.assess(row, id).word().to_owned(), date]
        }
        _ => vec![value],
    }
}

/// One cell as text.
pub fn cell(index: &PatientIndex, row: u32, column: Column, today: Date) -> String {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    match column {
        Column::Identifier => index.identifier(row).to_owned(),
        Column::Name => {
            [index.family_name(row), index.given_name(row)].into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        Column::ChineseName => text(index.chinese_name(row)),
        Column::Sex => text(index.sex(row).map(sex_word)),
        Column::Age => index.age_years(row, today).map(|years| years.to_string()).unwrap_or_default(),
        Column::BirthDate => index.birth_date(row).map(Date::iso).unwrap_or_default(),
        Column::Ward => text(index.ward_name(row)),
        Column::Allergies => allergy_word(index.allergies(row)).to_owned(),
        Column::Conditions => words(index, BookKind::Condition, index.conditions(row)),
        Column::Medications => words(index, BookKind::Medication, index.medications(row)),
        Column::Observations => index.observation_count(row).to_string(),
        Column::LastObserved => index.last_observed(row).map(Date::iso).unwrap_or_default(),
        Column::Flagged => index.flagged_count(row).to_string(),
        Column::Newest(id) => index.newest(row, id).map(|newest| newest.shown()).unwrap_or_default(),
    }
}

/// Names of a patient's conditions or medications, separated by semicolons.
pub fn words(index: &PatientIndex, kind: BookKind, words: &[u16]) -> String {
    let book = index.books().of(kind);
    let names = words.iter().map(|&word| Books::name_part(book.word(crate::domain::ids::WordId(word))));
    names.collect::<Vec<_>>().join("; ")
}

fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
        Sex::Unknown => "unknown",
    }
}

fn allergy_word(state: AllergyState) -> &'static str {
    match state {
        AllergyState::Known => "known",
        AllergyState::NoneKnown => "none known",
        AllergyState::NotRecorded => "not recorded",
        AllergyState::Unavailable => "unavailable",
    }
}
