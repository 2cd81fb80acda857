//! What an import does to a file, from bytes to what the store is handed: one test a rule or promise.

use std::io::Write as _;

use proptest::prelude::*;

use crate::base::time::MomentReader;
use crate::base::{Progress, Rule, Severity, Zone};
use crate::domain::book::BookKind;
use crate::domain::patient::{AllergyStatement, Patient, Sex};
use crate::domain::receipt::Receipt;

use super::super::store::{IdentifierMap, ImportWriter, RecordBatch, Row, RowSink, StoreError, WordSource};
use super::container::Pick;
use super::fake::{Committed, FakeStore};
use super::form::{Encoding, Fixed};
use super::preview::Look;
use super::run::run_with;
use super::source::Source;
use super::threads::Effort;
use super::{FORMATS, ImportError, ImportPlan, draft, inspect, inspect_with};

const EFFORT: Effort = Effort { workers: 2, stretch_bytes: 64 };

fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room for a small file");
    file
}

/// Imports UTF-8 as what it looks like, in Berlin.
fn import_with(effort: Effort, store: &FakeStore, bytes: &[u8], progress: &Progress) -> Result<Receipt, ImportError> {
    let file = file(bytes);
    let utf8 = Fixed { encoding: Some(Encoding::Utf8), ..Fixed::default() };
    let inspection =
        inspect_with(Source::open(file.path(), Pick::default())?, utf8, Look::Everything, &Progress::default())?;
    let none = || ImportError::BadMapping { what: "no format fits".to_owned() };
    let mapping = inspection.mapping.clone().ok_or_else(none)?;
    let plan = ImportPlan::of(&inspection, mapping);
    let zone = Zone::named("Europe/Berlin").expect("zone data are compiled in");
    let writer = store.begin(draft(&plan)?);
    run_with(effort, &plan, MomentReader::new(zone.clone()), writer, progress)
}

fn import(store: &FakeStore, text: &str) -> Committed {
    import_with(EFFORT, store, text.as_bytes(), &Progress::default()).expect("it is imported");
    store.committed().pop().expect("it was committed")
}

/// Line, column, rule and raw text of each reject.
fn rejects(kept: &Committed) -> Vec<(u32, u16, Rule, &str)> {
    kept.rejects.iter().map(|r| (r.place.line, r.place.column, r.rule, r.raw.as_str())).collect()
}

fn patients(kept: &Committed) -> Vec<Row<Patient>> {
    let mut all = Vec::new();
    for batch in &kept.batches {
        if let RecordBatch::Patients(rows) = batch {
            all.extend(rows.iter().cloned());
        }
    }
    all
}

#[test]
fn patients_come_in_whole() {
    let kept = import(
        &FakeStore::default(),
        "patient_id,family_name,given_name,chinese_name,sex,birth_date,death_date\n\
         P1,Li,Wei,李伟,男,1960-02-29,\n\
         \" P2 \",,,,female,,2024-01-01\n",
    );
    let all = patients(&kept);
    let raw = |field: &str, text: &str| vec![(field.to_owned(), text.to_owned())];
    let (li, other) = (&all[0].record, &all[1].record);
    assert_eq!((all[0].line, li.sex, li.chinese_name.as_deref()), (2, Some(Sex::Male), Some("李伟")));
    assert_eq!(all[0].raw, raw("sex", "男"));
    assert_eq!((other.identifier.as_str(), other.family_name.as_ref(), other.birth_date), ("P2", None, None));
    assert_eq!(all[1].raw, raw("patient_id", " P2 "));
    assert_eq!((kept.counts.rows, kept.rejects.len()), (2, 0));
}

#[test]
fn observations_come_in_with_digits_time_and_cell() {
    let store = FakeStore::with_patients(["P1", "P2"]);
    let kept = import(
        &store,
        "patient_id,code,time,value,unit,observation_id\n\
         P1,8867-4,2024-07-01T08:30,072.50,/min,o-1\n\
         P2,LOCAL,2024-07-01 08:30:00.5,-3,,\n\
         P2,8867-4,2024-07-01T08:30Z,,/min,o-3\n\
         P2,8867-4,2024-02-03,300,/min,o-4\n",
    );
    let all = kept.observations();
    let (first, raw, time_raw) = &all[0];
    assert_eq!((first.line, first.column, first.mantissa, first.scale), (2, 4, 7250, 2));
    assert_eq!((raw.as_deref(), time_raw.as_deref()), (Some("072.50"), None));
    assert_eq!(first.moment.iso(), "2024-07-01T08:30");
    assert_eq!(store.word(BookKind::Code, first.code), "8867-4");
    assert_eq!(first.unit.map(|unit| store.word(BookKind::Unit, unit)).as_deref(), Some("/min"));
    let (second, raw, time_raw) = &all[1];
    assert_eq!((second.patient.0, second.unit, raw.as_deref()), (1, None, None));
    assert_eq!(time_raw.as_deref(), Some("2024-07-01 08:30:00.5"));
    assert!(all[2].0.flags.implausible);
    assert_eq!(rejects(&kept), [(5, 4, Rule::Implausible, "300")]);
    assert_eq!((kept.counts.rows, kept.counts.empty, all.len()), (4, 1, 3));
}

/// Each row is in the unit that the file gives it, and a row whose unit is not one of the indicator's is refused.
#[test]
fn units_of_rows_are_read_beside_a_column_of_values() {
    let store = FakeStore::with_patients(["P1"]);
    let kept = import(
        &store,
        "patient_id,time,glucose,unit\n\
         P1,2024-07-01T08:00,5.6,mmol/L\n\
         P1,2024-07-01T09:00,101,mg/dL\n\
         P1,2024-07-01T10:00,15,mg/dL\n\
         P1,2024-07-01T11:00,101,mmol/L\n\
         P1,2024-07-01T12:00,5,kg\n\
         P1,2024-07-01T13:00,5,\n",
    );
    let all: Vec<_> = kept.observations().into_iter().map(|(one, ..)| one).collect();
    let unit = |place: usize| all[place].unit.map(|unit| store.word(BookKind::Unit, unit)).unwrap_or_default();
    let read: Vec<_> = (0..all.len()).map(|at| (all[at].mantissa, unit(at), all[at].flags.implausible)).collect();
    let (si, old) = ("mmol/L".to_owned(), "mg/dL".to_owned());
    assert_eq!(read, [(56, si.clone(), false), (101, old.clone(), false), (15, old, true), (101, si, true)]);
    assert!(all.iter().all(|one| store.word(BookKind::Code, one.code) == "14749-6"));
    let want = [
        (4, 3, Rule::Implausible, "15"),
        (5, 3, Rule::Implausible, "101"),
        (6, 4, Rule::UnitMismatch, "kg"),
        (7, 4, Rule::MissingRequired, ""),
    ];
    assert_eq!(rejects(&kept), want);
}

#[test]
fn source_identifiers_stay_with_their_observation() {
    let store = FakeStore::with_patients(["P1"]);
    let kept = import(
        &store,
        "patient_id,code,time,value,observation_id\nP1,X,2024-01-01,1,\nP1,X,2024-01-01,,o2\nP1,X,2024-01-01,3,o3\n",
    );
    let mut named = Vec::new();
    for batch in &kept.batches {
        if let RecordBatch::Observations(batch) = batch {
            let value = |place: u32| batch.observations[place as usize].mantissa;
            named.extend(batch.source_identifiers.iter().map(|(place, text)| (value(*place), text.clone())));
        }
    }
    assert_eq!(named, [(3, "o3".to_owned())]);
}

#[test]
fn every_rule_names_its_cell() {
    let store = FakeStore::with_patients(["P1"]);
    let kept = import(
        &store,
        "patient_id,code,time,value,unit\n\
         P1,8867-4,2024-07-01,70\n\
         ,8867-4,2024-07-01,70,/min\n\
         P9,8867-4,2024-07-01,70,/min\n\
         P1,,2024-07-01,70,/min\n\
         P1,8867-4,01.07.2024,70,/min\n\
         P1,8867-4,2024-03-31T02:30,70,/min\n\
         P1,8867-4,2024-07-01,five,/min\n\
         P1,8867-4,2024-07-01,500,/min\n\
         P1,8867-4,2024-07-01,5,kg\n\
         P1,8867-4,2024-07-01,5,\n\
         P1,8867-4,,5,/min\n",
    );
    let want = [
        (2, 0, Rule::RaggedRow, "P1,8867-4,2024-07-01,70"),
        (3, 1, Rule::MissingRequired, ""),
        (4, 1, Rule::UnknownPatient, "P9"),
        (5, 2, Rule::MissingRequired, ""),
        (6, 3, Rule::NotATime, "01.07.2024"),
        (7, 3, Rule::NoSuchLocalTime, "2024-03-31T02:30"),
        (8, 4, Rule::NotANumber, "five"),
        (9, 4, Rule::Impossible, "500"),
        (10, 5, Rule::UnitMismatch, "kg"),
        (11, 5, Rule::MissingRequired, ""),
        (12, 3, Rule::MissingRequired, ""),
    ];
    assert_eq!(rejects(&kept), want);
    assert!(kept.observations().is_empty());
}

#[test]
fn rules_of_a_patients_row() {
    let long = "P".repeat(65);
    let text = format!("patient_id,sex,birth_date\n{long},,\n\"P\t1\",,\n,,\nP1,{{1}},\nP1,,29.02.1961\nP2,,\n");
    let kept = import(&FakeStore::default(), &text);
    let want = [
        (2, 1, Rule::BadIdentifier, long.as_str()),
        (3, 1, Rule::BadIdentifier, "P\t1"),
        (4, 1, Rule::MissingRequired, ""),
        (5, 2, Rule::UnknownWord, "{1}"),
        (6, 3, Rule::NotATime, "29.02.1961"),
    ];
    assert_eq!(rejects(&kept), want);
    assert_eq!(patients(&kept).len(), 1);
}

#[test]
fn bytes_that_are_no_text_are_refused_in_place() {
    let store = FakeStore::default();
    let bytes = b"patient_id,family_name,note\nP1,M\xFCller,x\nP2,Li,caf\xE9\nP3,\xCD\xF5,y\n";
    import_with(EFFORT, &store, bytes, &Progress::default()).expect("good rows come in");
    let kept = store.committed().pop().expect("it was committed");
    assert_eq!(rejects(&kept), [(2, 2, Rule::NotText, "M\\xFCller"), (4, 2, Rule::NotText, "\\xCD\\xF5")]);
    assert_eq!(patients(&kept).len(), 1);
}

#[test]
fn a_name_whose_letters_were_lost_before_is_kept_and_flagged() {
    let store = FakeStore::default();
    let names = ["M\u{fffd}ller", "MÃ¼ller", "São João", "SÃO PAULO", "Müller", "张伟"];
    let rows: String = (1..).zip(names).map(|(row, name)| format!("P{row},{name},1960-01-0{row}\n")).collect();
    let kept = import(&store, &format!("patient_id,family_name,birth_date\n{rows}"));
    let want = [(2, 2, Rule::DamagedText, names[0]), (3, 2, Rule::DamagedText, names[1])];
    assert_eq!(rejects(&kept), want);
    assert_eq!(patients(&kept).len(), names.len());
}

#[test]
fn a_unit_behind_the_number_has_to_be_that_of_its_row() {
    let store = FakeStore::with_patients(["P1"]);
    let kept = import(
        &store,
        "patient_id,code,time,value,unit\n\
         P1,29463-7,2025-01-01 08:00,154 lb,kg\n\
         P1,29463-7,2025-01-02 08:00,71 kg,kg\n\
         P1,14749-6,2025-01-03 08:00,<20 mg/dL,mmol/L\n\
         P1,14749-6,2025-01-04 08:00,97 mg/dL,\n",
    );
    let want = [(2, 4, Rule::UnitMismatch, "154 lb"), (4, 4, Rule::UnitMismatch, "<20 mg/dL")];
    assert_eq!(rejects(&kept), want);
    let units = kept.observations().into_iter().map(|(one, ..)| one.unit.map(|unit| store.word(BookKind::Unit, unit)));
    assert_eq!(units.collect::<Vec<_>>(), [Some("kg".to_owned()), Some("mg/dL".to_owned())]);
}

#[test]
fn a_unit_of_the_heading_has_to_be_that_of_the_rows() {
    let store = FakeStore::with_patients(["P1"]);
    let kept = import(
        &store,
        "patient_id,time,Weight (kg),unit\n\
         P1,2025-01-01 08:00,154,lb\n\
         P1,2025-01-02 08:00,71,公斤\n\
         P1,2025-01-03 08:00,72,\n\
         P1,2025-01-04 08:00,154 lb,\n",
    );
    assert_eq!(rejects(&kept), [(2, 4, Rule::UnitMismatch, "lb"), (5, 3, Rule::UnitMismatch, "154 lb")]);
    let units = kept.observations().into_iter().map(|(one, ..)| one.unit.map(|unit| store.word(BookKind::Unit, unit)));
    assert_eq!(units.collect::<Vec<_>>(), [Some("公斤".to_owned()), Some("kg".to_owned())]);
}

#[test]
fn a_year_alone_is_no_time() {
    let store = FakeStore::with_patients(["P1"]);
    let kept = import(
        &store,
        "patient_id,time,Heart rate (/min)\nP1,2025/03/01 08:00,70\nP1,2015,71\nP1,0815,72\nP1,2025/03/02 09:00,73\n",
    );
    assert_eq!(rejects(&kept), [(3, 2, Rule::NotATime, "2015"), (4, 2, Rule::NotATime, "0815")]);
}

#[test]
fn a_quote_that_takes_in_rows_below_gives_nobody_the_value_of_another() {
    let store = FakeStore::with_patients(["P1", "P2", "P3", "P4"]);
    let head = "patient_id,time,Sodium (mmol/L),Weight (kg),note\n";
    let kept = import(
        &store,
        &format!(
            "{head}P1,2025-09-18,\"140,74,\nP2,2025-09-18,141,75,\nP3,2025-09-18,142\",76,\nP4,2025-09-18,143,77,\"slept\nwell, ate\"\n"
        ),
    );
    assert_eq!(
        kept.rejects.iter().map(|one| (one.place.line, one.rule)).collect::<Vec<_>>(),
        [(2, Rule::RowsInQuotes)]
    );
    assert_eq!(kept.observations().iter().map(|one| one.0.line).collect::<Vec<_>>(), [5, 5]);
    let kept = import(
        &store,
        &format!(
            "{head}P1,2025-09-18,140,74,\"open\nP2,2025-09-18,141,75,ok\nP3,2025-09-18,142,76,end\"\nP4,2025-09-18,143,77,ok\n"
        ),
    );
    assert_eq!(
        kept.rejects.iter().map(|one| (one.place.line, one.rule)).collect::<Vec<_>>(),
        [(2, Rule::RowsInQuotes)]
    );
}

/// The quotes may stand in the middle of two rows, where no cell holds a whole row.
#[test]
fn half_a_row_within_quotes_is_seen_by_how_the_next_begins() {
    let people = "patient_id,family_name,sex,birth_date\r\n\
                  P001,\"Li,M,1960-02-03\r\nP002,Wang\",F,1971-05-06\r\nP003,\"Ng\r\nnée Ho, 2nd\",F,1980-07-08\r\n";
    let kept = import(&FakeStore::default(), people);
    assert_eq!(
        kept.rejects.iter().map(|one| (one.place.line, one.rule)).collect::<Vec<_>>(),
        [(2, Rule::RowsInQuotes)]
    );
    assert_eq!(patients(&kept).iter().map(|row| row.record.identifier.as_str()).collect::<Vec<_>>(), ["P003"]);
    let store = FakeStore::with_patients(["P001", "P002", "P003"]);
    let values = "patient_id;note;time;Sodium (mmol/L)\n\
                  P001;\"stable;2025-03-01;140\nP002;fine\";2025-03-01;141\nP003;\"P002 phoned\nback; well\";2025-03-01;142\n";
    let kept = import(&store, values);
    assert_eq!(
        kept.rejects.iter().map(|one| (one.place.line, one.rule)).collect::<Vec<_>>(),
        [(2, Rule::RowsInQuotes)]
    );
    assert_eq!(kept.observations().len(), 1);
}

#[test]
fn lines_are_physical_through_quotes_and_crlf() {
    let text = "patient_id,family_name,sex\r\nP1,\"two\r\nlines\",F\r\n\r\nP2,x,?\r\nP3,\"open,F\r\nP4,y,M\r\n";
    let kept = import(&FakeStore::default(), text);
    assert_eq!(rejects(&kept), [(5, 3, Rule::UnknownWord, "?"), (6, 2, Rule::UnclosedQuote, "\"open")]);
    let lines: Vec<_> = patients(&kept).into_iter().map(|row| (row.line, row.record.identifier)).collect();
    assert_eq!(lines, [(2, "P1".to_owned()), (7, "P4".to_owned())]);
}

#[test]
fn wide_rows_give_a_value_a_column() {
    let store = FakeStore::with_patients(["P1"]);
    let kept = import(
        &store,
        "patient_id,time,Heart rate (/min),Glucose (mg/dL),BMI\nP1,2024-01-01T08:00,72,97,21\nP1,2024-01-01T09:00,,x,\n",
    );
    let values: Vec<_> = kept.observations().iter().map(|(one, ..)| (one.line, one.column, one.mantissa)).collect();
    assert_eq!(values, [(2, 3, 72), (2, 4, 97)]);
    assert_eq!(rejects(&kept), [(2, 5, Rule::MissingRequired, "21"), (3, 4, Rule::NotANumber, "x")]);
    assert_eq!((kept.counts.rows, kept.counts.empty), (2, 2));
}

#[test]
fn clinical_records_come_in() {
    let store = FakeStore::with_patients(["P1"]);
    let kept =
        import(&store, "patient_id,code,condition,onset,resolved\nP1,I10,Hypertension,2020-01-01,\nP9,I10,x,,\n");
    assert_eq!(rejects(&kept), [(3, 1, Rule::UnknownPatient, "P9")]);
    assert_eq!(store.word(BookKind::Condition, crate::domain::ids::WordId(0)), "I10\tHypertension");
    import(&store, "patient_id,code,medication,dose,start,end\nP1,C09,Ramipril,5 mg,2020-01-01,\n");
    assert_eq!(store.word(BookKind::Medication, crate::domain::ids::WordId(0)), "C09\tRamipril");
    let kept =
        import(&store, "patient_id,ward,room,bed,admitted,discharged,reason\nP1,A,,,2024-01-01T08:00,,\nP1,A,,,,,\n");
    assert_eq!(rejects(&kept), [(3, 5, Rule::MissingRequired, "")]);
}

#[test]
fn allergies_have_their_states() {
    let store = FakeStore::with_patients(["P1"]);
    let text = "patient_id,substance,reaction,severity,status\n\
                P1,Penicillin,rash,severe,active\nP1,,,,none known\nP1,,,,unavailable\nP1,Latex,,,none known\nP1,,,,\n";
    let kept = import(&store, text);
    let mut all = Vec::new();
    for batch in &kept.batches {
        if let RecordBatch::Allergies(rows) = batch {
            all.extend(rows.iter().map(|(_, row)| row.record.clone()));
        }
    }
    assert!(matches!(&all[0], AllergyStatement::Substance { substance, .. } if substance == "Penicillin"));
    assert_eq!(all[1..], [AllergyStatement::NoneKnown, AllergyStatement::Unavailable]);
    assert_eq!(rejects(&kept), [(5, 5, Rule::UnknownWord, "none known"), (6, 2, Rule::MissingRequired, "")]);
}

#[test]
fn staff_and_devices_come_in() {
    let store = FakeStore::default();
    let kept = import(&store, "staff_id,role,skills,experience_years\nS1,nurse,\"ICU; triage\",07\nS2,,,many\n");
    let RecordBatch::Staff(staff) = &kept.batches[0] else { panic!("staff were imported") };
    assert_eq!(staff[0].record.skills, ["ICU", "triage"]);
    assert_eq!(staff[0].raw.len(), 2);
    assert_eq!(rejects(&kept), [(3, 4, Rule::NotANumber, "many")]);
    let kept = import(&store, "device_id,kind,status\nD1,pump,In use\nD2,pump,lost\n");
    assert_eq!(rejects(&kept), [(3, 3, Rule::UnknownWord, "lost")]);
}

#[test]
fn the_result_does_not_depend_on_threads() {
    let mut text = "patient_id,code,time,value,unit\n".to_owned();
    for row in 0..3000 {
        text += &format!("P{},8867-4,2024-07-01T08:{:02},{},\"/min\"\n", row % 70, row % 60, row % 260);
    }
    let names: Vec<String> = (0..60).map(|number| format!("P{number}")).collect();
    let outcomes: Vec<_> = [(1, 1 << 20), (1, 100), (3, 1000), (8, 333)]
        .into_iter()
        .map(|(workers, stretch_bytes)| {
            let store = FakeStore::with_patients(names.iter().map(String::as_str));
            let receipt = import_with(Effort { workers, stretch_bytes }, &store, text.as_bytes(), &Progress::default());
            let kept = store.committed().pop().expect("it was committed");
            (receipt.expect("it is imported").sha256, kept.rejects.clone(), kept.observations(), kept.counts)
        })
        .collect();
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]));
    assert_eq!((outcomes[0].3.rows, outcomes[0].0.len()), (3000, 64));
}

#[test]
fn what_cannot_be_imported_leaves_nothing() {
    let store = FakeStore::default();
    let zone = Zone::utc();
    let good = file(b"patient_id,sex\nP1,F\n");
    let inspection = inspect(good.path()).expect("it can be read");
    let mapping = inspection.mapping.clone().expect("patients fit");
    let plan = |path: &std::path::Path| {
        let source = Source::open(path, Pick::default())?;
        Ok::<_, ImportError>(ImportPlan { source, ..ImportPlan::of(&inspection, mapping.clone()) })
    };
    let begin = || store.begin(draft(&plan(good.path()).expect("it is there")).expect("it is there"));
    let run = |path: &std::path::Path, progress: &Progress| {
        let run = |plan| run_with(EFFORT, &plan, MomentReader::new(zone.clone()), begin(), progress);
        let outcome = plan(path).and_then(run);
        outcome.expect_err("it must not be imported").id()
    };
    let cancelled = Progress::default();
    cancelled.cancel();
    assert_eq!(run(good.path(), &cancelled), "cancelled");
    assert_eq!(run(file(b"patient_id,gender\nP1,F\n").path(), &Progress::default()), "other-headings");
    assert_eq!(run(file(b"\"patient_id,sex\nP1,F\n").path(), &Progress::default()), "other-headings");
    assert_eq!(run(file(b"").path(), &Progress::default()), "empty");
    assert_eq!(run(&good.path().with_extension("gone"), &Progress::default()), "gone");
    assert_eq!(run(&std::env::temp_dir(), &Progress::default()), "not-a-file");
    assert!(store.committed().is_empty());
}

/// Does something to the file or the job when the store is handed the first stretch.
struct Saboteur {
    inner: Box<dyn ImportWriter>,
    path: std::path::PathBuf,
    act: fn(&std::path::Path, &Progress),
}

impl RowSink for Saboteur {
    fn identifiers(&self) -> std::sync::Arc<IdentifierMap> {
        self.inner.identifiers()
    }

    fn words(&self) -> std::sync::Arc<dyn WordSource> {
        self.inner.words()
    }

    fn add(&mut self, batch: RecordBatch, progress: &Progress) -> Result<(), StoreError> {
        (self.act)(&self.path, progress);
        self.inner.add(batch, progress)
    }

    fn withdraw(&mut self, withdrawal: crate::io::store::Withdrawal) {
        self.inner.withdraw(withdrawal);
    }

    fn person(
        &self,
        patient: crate::domain::ids::PatientId,
    ) -> Result<Option<crate::domain::patient::Patient>, StoreError> {
        self.inner.person(patient)
    }

    fn reject(&mut self, reject: crate::domain::receipt::Reject) -> Result<(), StoreError> {
        self.inner.reject(reject)
    }

    fn count(&mut self, rows: u64, empty: u64) {
        self.inner.count(rows, empty);
    }

    fn set_file(&mut self, sha256: String, file_bytes: u64) {
        self.inner.set_file(sha256, file_bytes);
    }
}

impl ImportWriter for Saboteur {
    fn commit(self: Box<Self>, progress: &Progress) -> Result<Receipt, StoreError> {
        self.inner.commit(progress)
    }
}

#[test]
fn what_goes_wrong_in_the_middle_leaves_nothing() {
    let shrink: fn(&std::path::Path, &Progress) = |path, _| {
        let file = std::fs::OpenOptions::new().write(true).open(path).expect("our own file");
        file.set_len(20).expect("our own file");
    };
    let vanish: fn(&std::path::Path, &Progress) = |path, _| {
        let _already_gone = std::fs::remove_file(path);
    };
    let cancel: fn(&std::path::Path, &Progress) = |_, progress| progress.cancel();
    for (act, id) in [(shrink, "changed"), (vanish, "gone"), (cancel, "cancelled")] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("patients.csv");
        let rows: String = (0..200).map(|row| format!("P{row},F\n")).collect();
        std::fs::write(&path, format!("patient_id,sex\n{rows}")).expect("room for a small file");
        let store = FakeStore::default();
        let inspection = inspect(&path).expect("it can be read");
        let plan = ImportPlan::of(&inspection, inspection.mapping.clone().expect("patients fit"));
        let inner = store.begin(draft(&plan).expect("it is there"));
        let writer = Box::new(Saboteur { inner, path: path.clone(), act });
        let outcome = run_with(EFFORT, &plan, MomentReader::new(Zone::utc()), writer, &Progress::default());
        assert_eq!(outcome.expect_err("it must not be imported").id(), id);
        assert!(store.committed().is_empty());
    }
}

#[test]
fn a_preview_shows_what_an_import_would_read() {
    let text =
        b"\xEF\xBB\xBFpatient_id;code;time;value;unit;note\nP1;8867-4;2024;70;/min;\"a\nb\"\nP1;x;2024;1;;\xE9\n";
    let file = file(text);
    let seen = inspect(file.path()).expect("it can be read");
    assert_eq!((seen.form.form.dialect.plain_delimiter(), seen.form.form.byte_order_mark), (Some(b';'), true));
    assert_eq!(seen.headings, ["patient_id", "code", "time", "value", "unit", "note"]);
    assert_eq!(seen.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!((seen.form.rows, seen.form.undecodable), (2, 1));
    assert_eq!(seen.form.first_undecodable.iter().map(|place| place.line).collect::<Vec<_>>(), [4]);
    assert_eq!(seen.mapping.expect("observations fit").format, "observations");
    let picture: Vec<u8> = (0..=u8::MAX).cycle().take(1024).collect();
    let seen = inspect(super::behaviour::file(&picture).path());
    assert_eq!(seen.map(|_| ()).map_err(|error| error.id()), Err("not-text"));
}

#[test]
fn error_ids_are_all_listed() {
    let all = [
        ImportError::Empty { name: String::new() },
        ImportError::Cancelled(crate::base::Cancelled),
        ImportError::MissingColumns { fields: Vec::new() },
    ];
    assert!(all.iter().all(|error| ImportError::all_ids().any(|id| id == error.id())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Any bytes below the headings of any format: no panic, every reject names a line that exists, and each row is
    /// kept, refused or empty.
    #[test]
    fn arbitrary_bytes_are_imported_or_refused(
        format in 0usize..FORMATS.len(),
        body in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(&b",,,\n\"P1;2024-01-01T08:30 -5.4\r\t"[..]),
            1 => any::<u8>(),
        ], 0..300),
        stretch_bytes in 1usize..200,
    ) {
        let mut names: Vec<&str> = FORMATS[format].columns().iter().map(|column| column.field).collect();
        names.push("Heart rate (/min)");
        let mut bytes = names.join(",").into_bytes();
        bytes.push(b'\n');
        bytes.extend(body);
        // A lone carriage return may end lines too.
        let lines = bytes.iter().filter(|byte| matches!(**byte, b'\n' | b'\r')).count() as u32 + 1;
        let store = FakeStore::with_patients(["P1"]);
        let effort = Effort { workers: 2, stretch_bytes };
        match import_with(effort, &store, &bytes, &Progress::default()) {
            Ok(receipt) => {
                let kept = store.committed().pop().expect("it was committed");
                prop_assert!(kept.rejects.iter().all(|reject| (2..=lines).contains(&reject.place.line)));
                prop_assert!(kept.rejects.is_sorted_by_key(|reject| reject.place.line));
                let refused = kept.rejects.iter().filter(|reject| reject.rule.severity() == Severity::Reject).count();
                prop_assert!(refused as u64 <= receipt.counts.rows);
            }
            Err(error) => prop_assert!(matches!(error.id(), "not-text" | "other-headings" | "bad-mapping" | "missing-columns")),
        }
    }
}
