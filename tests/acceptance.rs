//! Reads the public corpora where `WARDTWIN_SHARED` points. Without it there is nothing to read and the tests pass empty;
//! CI sets `WARDTWIN_ACCEPTANCE_MUST_RUN` and then an empty run fails.

use std::fs;
use std::path::{Path, PathBuf};

use wardtwin::app::import::run_import;
use wardtwin::base::{Progress, Zone};
use wardtwin::domain::access::{Action, Actor, Grant, Role, Scope};
use wardtwin::domain::receipt::Receipt;
use wardtwin::io::import::{self, FieldColumn, ImportError, ImportPlan, Inspection, Mapping};
use wardtwin::io::store::Store;
use wardtwin::io::store::sqlite::{self, NewStore, SqliteStore};
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

/// Lines of a file if a lone carriage return ends one, as it does in some.
fn most_lines(path: &Path) -> usize {
    let bytes = fs::read(path).expect("a file");
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
            Err(error) => assert!(ImportError::IDS.contains(&error.id()), "{}: {error}", path.display()),
        }
    }
    assert!(tables > 0, "no file of {below} was read as a table");
}

fn grant(action: Action) -> Grant {
    let actor = Actor { name: "steward".to_owned(), role: Role::Owner };
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
        let plan = ImportPlan::of(&path, &inspection, as_patients(&inspection));
        let grant = grant(Action::ImportFile);
        match run_import(&*store, &grant, &plan, &Zone::utc(), &Progress::default()) {
            Ok(receipt) => {
                imported += 1;
                accounts_for_every_row(&store, &path, &receipt);
            }
            Err(error) => assert!(ImportError::IDS.contains(&error.id()), "{}: {error}", path.display()),
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
