//! Reads the public corpora where `WARDTWIN_SHARED` points. Without it there is nothing to read and the tests pass empty;
//! CI sets `WARDTWIN_ACCEPTANCE_MUST_RUN` and then an empty run fails.

#[path = "acceptance/fhir.rs"]
mod fhir;
#[path = "acceptance/genes.rs"]
mod genes;
#[path = "acceptance/hl7.rs"]
mod hl7;
#[path = "acceptance/risk.rs"]
mod risk;
#[path = "acceptance/schedule.rs"]
mod schedule;
#[path = "acceptance/twin.rs"]
mod twin;
#[path = "acceptance/what_if.rs"]
mod what_if;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use wardtwin::app::import::run_import;
use wardtwin::base::time::MomentReader;
use wardtwin::base::{Progress, Zone};
use wardtwin::domain::access::{Action, Actor, Grant, Scope};
use wardtwin::domain::book::BookKind;
use wardtwin::domain::ids::WordId;
use wardtwin::domain::patient::Patient;
use wardtwin::domain::receipt::{Receipt, Rehearsal, Reject};
use wardtwin::io::import::container::Pick;
use wardtwin::io::import::source::Source;
use wardtwin::io::import::{self, FieldColumn, ImportError, ImportPlan, Inspection, Mapping};
use wardtwin::io::store::sqlite::{self, NewStore, SqliteStore};
use wardtwin::io::store::{IdentifierMap, ImportRehearsal, RecordBatch, Row, RowSink, Store, StoreError, WordSource};
use wardtwin::io::vault::{KdfCost, Passphrase};

/// The corpora's folder, or nothing where they are not at hand.
fn shared(below: &str) -> Option<PathBuf> {
    let must_run = std::env::var_os("WARDTWIN_ACCEPTANCE_MUST_RUN").is_some_and(|value| !value.is_empty());
    let folder = std::env::var_os("WARDTWIN_SHARED").map(|root| Path::new(&root).join(below));
    assert!(folder.is_some() || !must_run, "WARDTWIN_SHARED has to name the shared folder");
    let folder = folder?;
    assert!(folder.is_dir(), "{below} is not there");
    Some(folder)
}

/// An empty store for one test, and the folder that goes with it.
fn throw_away_store() -> (Arc<wardtwin::io::store::sqlite::SqliteStore>, wardtwin::io::store::sqlite::ThrowAwayFolder) {
    use wardtwin::io::store::sqlite::{NewStore, create_throw_away};
    use wardtwin::io::vault::{KdfCost, Passphrase};
    let spec = NewStore {
        name: "acceptance".to_owned(),
        zone: wardtwin::base::Zone::utc(),
        passphrase: Passphrase::new("word".to_owned()),
        cost: KdfCost::Cheapest,
        demo: true,
    };
    let grant = granted(wardtwin::domain::access::Action::CreateStore);
    create_throw_away(&std::env::temp_dir(), spec, &grant).expect("made")
}

/// The door's leave for an import, at a day after everything in the corpora.
fn import_grant() -> wardtwin::domain::access::Grant {
    granted(wardtwin::domain::access::Action::ImportFile)
}

fn granted(action: wardtwin::domain::access::Action) -> wardtwin::domain::access::Grant {
    use wardtwin::domain::access::{Actor, Grant, Scope};
    let actor = Actor::owner("Test".to_owned());
    Grant::ask(&actor, action, Scope::Store, 1_900_000_000).expect("the owner may")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Lines of a text, unpacked, if a lone carriage return ends one, as it does in some.
fn most_lines(path: &Path) -> usize {
    let mut bytes = Vec::new();
    let source = Source::open(path, Pick::default()).expect("it was read before");
    source
        .text()
        .and_then(|mut text| text.read_to_end(&mut bytes).map_err(|error| ImportError::from_io(path, &error)))
        .expect("it was read before");
    let is_end = |(at, byte): (usize, &u8)| {
        *byte == b'\n' && at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\r') || *byte == b'\r'
    };
    bytes.iter().enumerate().filter(|end| is_end(*end)).count() + 1
}

/// A hostile file is looked at without a panic: it is a table, or refused with an error that has a text.
fn looks_at_all(below: &str, at_least: usize) {
    let Some(folder) = shared(below) else { return };
    let files = files(&folder);
    assert!(files.len() >= at_least, "{} files in {below}", files.len());
    let mut tables = 0;
    for path in &files {
        match import::inspect(path) {
            Ok(inspection) => {
                tables += 1;
                let lines = most_lines(path);
                for row in &inspection.rows {
                    assert!(row.line >= 1 && row.line as usize <= lines, "{}: line {}", path.display(), row.line);
                }
            }
            Err(error) => assert!(ImportError::all_ids().any(|id| id == error.id()), "{}: {error}", path.display()),
        }
    }
    assert!(tables > 0, "no file of {below} was read as a table");
}

fn grant(action: Action) -> Grant {
    let actor = Actor::owner("steward".to_owned());
    Grant::ask(&actor, action, Scope::Store, 1_790_812_800).expect("the owner may")
}

fn store_in(folder: &Path) -> std::sync::Arc<SqliteStore> {
    let spec = NewStore {
        name: "Corpus".to_owned(),
        zone: Zone::utc(),
        passphrase: Passphrase::new("corpus".to_owned()),
        cost: KdfCost::Cheapest,
        demo: false,
    };
    sqlite::create(&folder.join("corpus.wardtwin"), spec, &grant(Action::CreateStore), folder).expect("a store")
}

/// Reads the first column as identifiers and the others, as far as there are any, as names.
fn as_patients(inspection: &Inspection) -> Mapping {
    let fields = ["patient_id", "family_name", "given_name", "chinese_name"];
    let columns = fields.iter().zip(1..=inspection.headings.len() as u16);
    Mapping {
        format: "patients",
        columns: columns.map(|(field, column)| FieldColumn::of_column(field, column, None)).collect(),
        headings: inspection.headings.clone(),
        left_out: Vec::new(),
    }
}

/// Rows are neither lost nor invented: each is added, updates, repeats or is refused with a place in the file.
fn accounts_for_every_row(store: &SqliteStore, path: &Path, receipt: &Receipt) {
    let counts = receipt.counts;
    let told = counts.added + counts.updated + counts.duplicates + counts.rejected;
    assert_eq!(counts.rows, told, "{}: {counts:?}", path.display());
    let lines = most_lines(path);
    for reject in store.rejects(receipt.import, 0, 100_000).expect("rejects") {
        let line = reject.place.line as usize;
        assert!((1..=lines).contains(&line), "{}: line {line} of {lines}", path.display());
    }
}

#[test]
fn every_row_of_the_csv_corpus_is_accounted_for() {
    let Some(folder) = shared("data/corpora/csv") else { return };
    let work = tempfile::tempdir().expect("a folder");
    let store = store_in(work.path());
    let mut imported = 0;
    for path in files(&folder) {
        let Ok(inspection) = import::inspect(&path) else { continue };
        let plan = ImportPlan::of(&inspection, as_patients(&inspection));
        let grant = grant(Action::ImportFile);
        match run_import(&*store, &grant, &plan, &Zone::utc(), &Progress::default()) {
            Ok(receipt) => {
                imported += 1;
                accounts_for_every_row(&store, &path, &receipt);
            }
            Err(error) => assert!(ImportError::all_ids().any(|id| id == error.id()), "{}: {error}", path.display()),
        }
    }
    assert!(imported > 500, "{imported} files were imported");
    assert_eq!(store.check(&Progress::default()).expect("readable"), Vec::<String>::new());
}

#[test]
fn csv_corpus_is_looked_at_without_a_panic() {
    looks_at_all("data/corpora/csv", 900);
}

#[test]
fn encodings_are_looked_at_without_a_panic() {
    looks_at_all("data/corpora/encoding", 20);
}

/// A table as `inspect --table` writes it: rows of cells.
fn table(path: &Path) -> Vec<Vec<String>> {
    let inspection = import::inspect(path).expect("a table");
    let mut text = Vec::new();
    import::write_table(&inspection.source, &inspection.form, &mut text).expect("memory has room");
    parsed(&text)
}

fn parsed(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    reader
        .byte_records()
        .flatten()
        .map(|row| row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
        .collect()
}

/// Trimmed cells of rows that hold anything: what the benchmark compares.
fn normal(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let trimmed = |row: Vec<String>| row.iter().map(|cell| cell.trim().replace("\r\n", "\n")).collect::<Vec<_>>();
    let rows = rows.into_iter().map(trimmed);
    rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect()
}

/// Precision, recall and their harmonic mean of two bags, 0 to 3.
fn agreement(want: &[String], got: &[String]) -> f64 {
    if want.is_empty() {
        return 3.0;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    want.iter().for_each(|one| *counts.entry(one).or_default() += 1);
    let mut common = 0.0;
    for one in got {
        if let Some(left) = counts.get_mut(one.as_str()).filter(|left| **left > 0) {
            *left -= 1;
            common += 1.0;
        }
    }
    if common == 0.0 {
        return 0.0;
    }
    let (precision, recall) = (common / want.len() as f64, common / got.len() as f64);
    precision + recall + 2.0 * precision * recall / (precision + recall)
}

/// The Pollock benchmark's simple score of one file, 0 to 10 (Vitagliano et al., VLDB 2023).
fn pollock_score(want: &[Vec<String>], got: &[Vec<String>]) -> f64 {
    let Some((headings, rows)) = want.split_first() else { return 10.0 };
    let (got_headings, got_rows) =
        got.split_first().map_or((&[][..], &[][..]), |(first, rest)| (first.as_slice(), rest));
    let lines = |rows: &[Vec<String>]| rows.iter().map(|row| row.concat()).collect::<Vec<_>>();
    let cells = |rows: &[Vec<String>]| rows.concat();
    1.0 + agreement(headings, got_headings)
        + agreement(&lines(rows), &lines(got_rows))
        + agreement(&cells(want), &cells(got))
}

fn pollock_mean(below: &str) -> Option<f64> {
    let folder = shared(below)?;
    let mut scores = Vec::new();
    for path in files(&folder.join("csv")) {
        let clean = folder.join("clean").join(path.file_name().expect("a file"));
        let Ok(clean) = fs::read(clean) else { continue };
        let clean = clean.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&clean);
        scores.push(pollock_score(&normal(parsed(clean)), &normal(table(&path))));
    }
    assert!(scores.len() > 30, "{} files", scores.len());
    Some(scores.iter().sum::<f64>() / scores.len() as f64)
}

#[test]
fn pollock_files_are_read_without_being_told_their_form() {
    for (below, at_least) in [("data/corpora/csv/pollock", 9.8), ("data/corpora/csv/pollock-survey", 8.5)] {
        let Some(score) = pollock_mean(below) else { return };
        assert!(score >= at_least, "{below}: {score:.3}");
    }
}

#[test]
fn one_table_in_many_encodings_is_one_table() {
    let Some(folder) = shared("data/corpora/own/encoding") else { return };
    let want = normal(table(&folder.join("utf8.csv")));
    for name in ["utf8_bom", "utf16be_bom", "hz_han", "lone_cr", "mixed_eol"] {
        let got = normal(table(&folder.join(format!("{name}.csv"))));
        let same = name == "hz_han" && got.len() == want.len() || got == want;
        assert!(same, "{name}: {got:?}");
    }
}

/// The file names carry the encoding: what is not detected has to be asked for.
#[test]
fn foreign_encodings_are_detected_or_asked_for() {
    let Some(folder) = shared("data/corpora/encoding/chardet") else { return };
    for path in files(&folder) {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let wanted = name.split("__").next().unwrap_or_default().to_lowercase();
        let Ok(inspection) = import::inspect(&path) else { continue };
        let found = inspection.form.encoding;
        let is_right = same_encoding(&wanted, &found.value.id().to_lowercase());
        let is_asked = found.confidence < import::preview::SURE;
        assert!(is_right || is_asked, "{name}: {} {}", found.value.id(), found.confidence);
    }
}

fn same_encoding(wanted: &str, found: &str) -> bool {
    let others: &[&str] = match wanted {
        "gb2312" | "gb18030" => &["gb18030", "gbk"],
        "utf-16" => &["utf-16le", "utf-16be"],
        "utf-32" => &["utf-32le", "utf-32be"],
        "iso-8859-1" | "windows-1252" => &["windows-1252"],
        "cp949" | "euc-kr" => &["euc-kr"],
        _ => &[],
    };
    wanted == found || others.contains(&found)
}

#[test]
fn traps_are_refused() {
    let Some(folder) = shared("data/corpora/own") else { return };
    let refused = |name: &str| import::inspect(&folder.join(name)).map(|_| ()).map_err(|error| error.id());
    assert_eq!(refused("archive/bomb_64MB_1000to1.zip"), Err("bomb"));
    assert_eq!(refused("archive/traversal_dotdot.zip"), Err("unsafe-name"));
    assert_eq!(refused("archive/symlink_escape.tar"), Err("foreign-tar"));
    assert_eq!(refused("csv/empty.csv"), Err("empty"));
}

/// Keeps what an import hands over, and stores nothing.
#[derive(Default)]
struct Kept {
    patients: Vec<Row<Patient>>,
}

struct NoWords;

impl WordSource for NoWords {
    fn intern(&self, kind: BookKind, _word: &str) -> Result<WordId, StoreError> {
        Err(StoreError::TooManyWords { kind })
    }
}

struct Collector(Arc<Mutex<Kept>>);

impl RowSink for Collector {
    fn identifiers(&self) -> Arc<IdentifierMap> {
        Arc::default()
    }

    fn words(&self) -> Arc<dyn WordSource> {
        Arc::new(NoWords)
    }

    fn add(&mut self, batch: RecordBatch, _progress: &Progress) -> Result<(), StoreError> {
        if let RecordBatch::Patients(rows) = batch {
            self.0.lock().expect("no test panics while holding it").patients.extend(rows);
        }
        Ok(())
    }

    fn withdraw(&mut self, _withdrawal: wardtwin::io::store::Withdrawal) {}

    fn person(
        &self,
        _patient: wardtwin::domain::ids::PatientId,
    ) -> Result<Option<wardtwin::domain::patient::Patient>, StoreError> {
        Ok(None)
    }

    fn reject(&mut self, _reject: Reject) -> Result<(), StoreError> {
        Ok(())
    }

    fn count(&mut self, _rows: u64, _empty: u64) {}

    fn set_file(&mut self, _sha256: String, _file_bytes: u64) {}
}

impl ImportRehearsal for Collector {
    fn finish(self: Box<Self>, _progress: &Progress) -> Result<Rehearsal, StoreError> {
        Ok(Rehearsal::default())
    }
}

/// A field's text as it stood in the file: the kept raw text, or the typed one where that is the same.
fn recorded(row: &Row<Patient>, field: &str, typed: Option<&str>) -> String {
    let raw = row.raw.iter().find(|(name, _)| name == field).map(|(_, raw)| raw.as_str());
    raw.or(typed).unwrap_or_default().to_owned()
}

#[test]
fn accepted_cells_give_back_the_text_of_the_file() {
    let Some(folder) = shared("data/corpora/csv") else { return };
    let mut compared = 0;
    for path in files(&folder) {
        let Ok(inspection) = import::inspect(&path) else { continue };
        let plan = ImportPlan::of(&inspection, as_patients(&inspection));
        let kept = Arc::new(Mutex::new(Kept::default()));
        let sink = Box::new(Collector(Arc::clone(&kept)));
        let moments = MomentReader::new(Zone::utc());
        if import::rehearse(&plan, moments, sink, &Progress::default()).is_err() {
            continue;
        }
        let kept = kept.lock().expect("no test panics while holding it");
        let lines: BTreeSet<u32> = kept.patients.iter().map(|row| row.line).collect();
        let cells = import::rows_at(&plan, &lines, &Progress::default()).expect("it was read before");
        for row in &kept.patients {
            let patient = &row.record;
            let got = [
                recorded(row, "patient_id", Some(&patient.identifier)),
                recorded(row, "family_name", patient.family_name.as_deref()),
                recorded(row, "given_name", patient.given_name.as_deref()),
                recorded(row, "chinese_name", patient.chinese_name.as_deref()),
            ];
            let want = &cells[&row.line].cells;
            for (got, want) in got.iter().zip(want) {
                assert_eq!(got, want, "{} line {}", path.display(), row.line);
                compared += 1;
            }
        }
    }
    assert!(compared > 10_000, "{compared} cells were compared");
}
