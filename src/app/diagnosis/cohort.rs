//! A table to learn from, made of the store: a row a patient, features as of a day, a condition or an indicator to be told.
//!
//! Every value has its date beside it, and so has the target, so that what was known only later is named as a leak.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::diagnosis::card::Provenance;
use crate::analysis::diagnosis::table::{ColumnChoice, RawCell, RawColumn, Role, propose};
use crate::base::{Cancelled, Date, Progress};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::book::{BookKind, Books};
use crate::domain::cohort::Cohort;
use crate::domain::ids::{PatientId, WordId};
use crate::domain::indicator::IndicatorId;
use crate::domain::patient::{Condition, Sourced};
use crate::io::model_file::fingerprint;
use crate::io::store::{ClinicalKind, ClinicalRecords, Store, StoreError};
use crate::io::text_table::{TextRow, TextTable};

use super::super::core::Core;
use super::super::hospital::Hospital;
use super::super::index::kept::KeptRisks;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::features::{Dated, Feature, newest_until, sex_word};
use super::{Cases, DiagnosisOutcome};

/// Column that names the patient.
pub const PATIENT: &str = "patient_id";
/// Column with the day on which the target was known.
pub const TARGET_DATE: &str = "target_date";
const NO_YES: [&str; 2] = ["no", "yes"];

/// Which patients.
#[derive(Clone, Debug, PartialEq)]
pub enum Whom {
    Everyone,
    /// Those of the list as it is filtered now.
    Listed,
    /// A saved cohort by its name.
    Saved(String),
}

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Whether the condition is on record; its word of the book.
    Condition(WordId),
    /// Its newest value.
    Indicator(IndicatorId),
}

#[derive(Clone, Debug, PartialEq)]
pub struct StoreQuestion {
    pub whom: Whom,
    pub features: Vec<Feature>,
    pub told: Told,
    pub as_of: Date,
    /// Who is known to have the condition on that day is left out: what is told then lies ahead.
    pub leaves_out_known: bool,
}

/// Reads the patients in a job and makes the table.
pub fn read(core: &mut Core, question: StoreQuestion) {
    let now = core.clock.utc_secs();
    let state = &core.state;
    let Some(open) = state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let listed = state.list.result.value().map(|list| (list.rows.clone(), list.query.cohort.to_string()));
    let saved = state.list.saved.clone();
    let place = Place { hospital, today: open.info.zone.date_at(now), kept: Arc::clone(&state.list.kept) };
    let (rows, name) = match &question.whom {
        Whom::Everyone => (place.hospital.index.everyone().to_rows(), open.info.name.clone()),
        Whom::Listed => match listed {
            Some((rows, filter)) if filter.is_empty() => (rows, open.info.name.clone()),
            Some(listed) => listed,
            None => return,
        },
        Whom::Saved(name) => {
            let filter = saved.into_iter().find(|cohort| cohort.name == *name).map(|cohort| cohort.filter);
            let Some(cohort) = filter.and_then(|filter| Cohort::parse(&filter).ok()) else {
                return core.state.warn(Message::new("diagnosis-no-cohort").with("name", name));
            };
            let found = place.hospital.index.filter_with(&cohort, place.today, &place.kept);
            (found.to_rows(), name.clone())
        }
    };
    let scope = Scope::Text {
        text: format!("{} of {} patients", told_name(&question.told, &place.hospital.books), rows.len()),
    };
    let grant = match open.ask(Action::LearnFromCohort, scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let store = Arc::clone(&open.store);
    core.state.diagnosis.data.cases.started();
    core.jobs.start(JobKind::READ_CASES, Message::new("job-read-cases"), move |progress| {
        match table_of(&*store, &grant, &place.hospital, (&rows, &name), &question, progress) {
            Ok((cases, choices)) => Outcome::from(DiagnosisOutcome::Read(Box::new((cases, choices)))),
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

struct Place {
    hospital: Arc<Hospital>,
    today: Date,
    kept: Arc<KeptRisks>,
}

/// How the target's column is called.
fn told_name(told: &Told, books: &Books) -> String {
    match told {
        Told::Indicator(id) => Feature::Indicator(*id).column(),
        Told::Condition(word) => {
            let word = books.of(BookKind::Condition).word(*word);
            format!("{} {}", Books::code_part(word), Books::name_part(word)).trim().to_owned()
        }
    }
}

/// What is known of one patient.
#[derive(Default)]
struct Known {
    newest: Vec<Option<Dated>>,
    /// The target indicator's newest value of all.
    told: Option<Dated>,
    /// The condition is on record, with the first day that one entry gives.
    condition: Option<Option<Date>>,
}

/// Makes the table of the patients in these rows, called by the cohort's name.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn table_of(
    store: &dyn Store,
    grant: &Grant,
    hospital: &Hospital,
    (rows, name): (&[u32], &str),
    question: &StoreQuestion,
    progress: &Progress,
) -> Result<(Cases, Vec<ColumnChoice>), StoreError> {
    let mut known: BTreeMap<u32, Known> = rows.iter().map(|row| (*row, Known::default())).collect();
    read_values(store, grant, question, &mut known, progress)?;
    if let Told::Condition(word) = question.told {
        read_conditions(store, grant, (word, &hospital.books), &mut known, progress)?;
    }
    known.retain(|row, known| is_asked(hospital, *row, known, question));
    Ok(made(hospital, name, question, &known))
}

fn read_values(
    store: &dyn Store,
    grant: &Grant,
    question: &StoreQuestion,
    known: &mut BTreeMap<u32, Known>,
    progress: &Progress,
) -> Result<(), StoreError> {
    let books = store.books();
    store.each_patients_values(grant, progress, &mut |patient, values| {
        if let Some(known) = known.get_mut(&patient.0) {
            known.newest = newest_until(&values, &books, question.as_of);
            if let Told::Indicator(id) = question.told {
                known.told = newest_until(&values, &books, Date(i32::MAX)).get(id.index()).copied().flatten();
            }
        }
        Ok::<(), Cancelled>(())
    })
}

/// A code stands for those below it: `E11` for `E11.9`.
fn read_conditions(
    store: &dyn Store,
    grant: &Grant,
    (word, books): (WordId, &Books),
    known: &mut BTreeMap<u32, Known>,
    progress: &Progress,
) -> Result<(), StoreError> {
    let book = books.of(BookKind::Condition);
    let code = Books::code_part(book.word(word));
    let is_it = |condition: &Sourced<Condition>| {
        let found = Books::code_part(book.word(condition.record.word));
        condition.record.word == word
            || (!code.is_empty()
                && found.strip_prefix(code).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    store.each_patients_records(grant, ClinicalKind::Conditions, progress, &mut |patient, records| {
        if let (Some(known), ClinicalRecords::Conditions(conditions)) = (known.get_mut(&patient.0), records) {
            let found: Vec<_> = conditions.iter().filter(|condition| is_it(condition)).collect();
            let first = found.iter().filter_map(|condition| condition.record.onset).min();
            known.condition = (!found.is_empty()).then_some(first);
        }
        Ok(())
    })
}

/// Alive on the day, and, where that is asked, not known to have the condition yet.
fn is_asked(hospital: &Hospital, row: u32, known: &Known, question: &StoreQuestion) -> bool {
    let index = &hospital.index;
    let is_alive = index.death_date(row).is_none_or(|died| died > question.as_of)
        && index.birth_date(row).is_none_or(|born| born <= question.as_of);
    let is_known = known.condition.is_some_and(|onset| onset.is_none_or(|onset| onset <= question.as_of));
    is_alive && !(question.leaves_out_known && is_known)
}

fn made(
    hospital: &Hospital,
    name: &str,
    question: &StoreQuestion,
    known: &BTreeMap<u32, Known>,
) -> (Cases, Vec<ColumnChoice>) {
    let index = &hospital.index;
    let target = told_name(&question.told, &hospital.books);
    let mut columns = Vec::new();
    let mut add = |name: String, cell: &dyn Fn(u32, &Known) -> RawCell| {
        columns.push(RawColumn { name, cells: known.iter().map(|(row, known)| cell(*row, known)).collect() });
    };
    add(PATIENT.to_owned(), &|row, _| RawCell::Word(index.identifier(row).to_owned()));
    for feature in question.features.iter().filter(|feature| feature.column() != target) {
        let dated = |known: &Known| match feature {
            Feature::Indicator(id) => known.newest.get(id.index()).copied().flatten(),
            Feature::Age | Feature::Sex => None,
        };
        add(feature.column(), &|row, known| match feature {
            Feature::Age => {
                index.age_years(row, question.as_of).map_or(RawCell::Missing, |age| RawCell::Number(age.into()))
            }
            Feature::Sex => word(sex_word(index.sex(row))),
            Feature::Indicator(_) => dated(known).map_or(RawCell::Missing, |dated| RawCell::Number(dated.value)),
        });
        if matches!(feature, Feature::Indicator(_)) {
            let name = format!("{}_date", feature.column());
            add(name, &|_, known| day(dated(known).map(|dated| dated.date)));
        }
    }
    add(target.clone(), &|_, known| match question.told {
        Told::Condition(_) => word(NO_YES.get(usize::from(known.condition.is_some())).copied()),
        Told::Indicator(_) => known.told.map_or(RawCell::Missing, |dated| RawCell::Number(dated.value)),
    });
    add(TARGET_DATE.to_owned(), &|_, known| match question.told {
        Told::Condition(_) => day(known.condition.flatten()),
        Told::Indicator(_) => day(known.told.map(|dated| dated.date)),
    });
    let choices = choices_of(&columns, &target, question);
    let patients = known.keys().map(|row| PatientId(*row)).collect();
    (cases_of(columns, patients, name, question.as_of), choices)
}

fn word(text: Option<&str>) -> RawCell {
    text.map_or(RawCell::Missing, |text| RawCell::Word(text.to_owned()))
}

fn day(date: Option<Date>) -> RawCell {
    date.map_or(RawCell::Missing, |date| RawCell::Day(date.0))
}

fn choices_of(columns: &[RawColumn], target: &str, question: &StoreQuestion) -> Vec<ColumnChoice> {
    let mut choices = propose(columns, Some(target));
    for choice in &mut choices {
        choice.role = match choice.name.as_str() {
            PATIENT => Role::Group,
            name if name == target => Role::Target,
            name if question.features.iter().any(|feature| feature.column() == name) => Role::Feature,
            _ => Role::Ignore,
        };
        // Values of the store are in their unit, and a zero is a measurement.
        choice.zero_is_missing = false;
    }
    choices
}

fn cases_of(columns: Vec<RawColumn>, patients: Vec<PatientId>, name: &str, as_of: Date) -> Cases {
    let text = |cell: &RawCell| match cell {
        RawCell::Missing => String::new(),
        RawCell::Number(number) => number.to_string(),
        RawCell::Day(day) => Date(*day).iso(),
        RawCell::Word(word) => word.clone(),
    };
    let row = |at: usize| TextRow {
        line: at as u64 + 1,
        cells: columns.iter().map(|column| column.cells.get(at).map_or_else(String::new, text)).collect(),
        surplus: 0,
    };
    let headings: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let rows: Vec<TextRow> = (0..patients.len()).map(row).collect();
    let lines = std::iter::once(&headings).chain(rows.iter().map(|row| &row.cells));
    let whole = lines.map(|cells| cells.join("\t")).collect::<Vec<String>>().join("\n");
    let name = format!("{name} {}", as_of.iso());
    let provenance = Provenance { name, sha256: fingerprint(whole.as_bytes()), purpose: String::new() };
    let table = TextTable { headings, rows };
    Cases { columns, table, provenance, patients, target_date: Some(TARGET_DATE.to_owned()) }
}
