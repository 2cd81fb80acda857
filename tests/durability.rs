//! A process that is killed at any moment leaves the old state of a store or the new one, never half.
//!
//! The test runs itself again as a writer, kills it after a while that a seeded generator chooses, and looks at what is
//! left. Ten kills, a hundred where `CI` is set.

#[path = "durability/trust.rs"]
mod trust;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wardtwin::base::{Moment, Offset, Precision, Progress, Zone};
use wardtwin::domain::access::{Action, Actor, Grant, Scope};
use wardtwin::domain::book::BookKind;
use wardtwin::domain::ids::PatientId;
use wardtwin::domain::observation::ObservationFlags;
use wardtwin::domain::patient::Patient;
use wardtwin::domain::receipt::FileReading;
use wardtwin::io::store::sqlite::{self, NewStore};
use wardtwin::io::store::{ImportDraft, ObservationBatch, PackedObservation, RecordBatch, Row, Store};
use wardtwin::io::vault::{KdfCost, Passphrase};

const FOLDER: &str = "WARDTWIN_TEST_KILLED_WRITER";
const PATIENTS: u32 = 50;
const VALUES: u32 = 4000;

fn grant(action: Action) -> Grant {
    let actor = Actor::owner("Test".to_owned());
    Grant::ask(&actor, action, Scope::Store, 1_700_000_000).expect("the owner may")
}

fn word() -> Passphrase {
    Passphrase::new("word".to_owned())
}

fn begin(store: &dyn Store, format: &str) -> Box<dyn wardtwin::io::store::ImportWriter> {
    let draft = ImportDraft {
        format: format.to_owned(),
        file_name: format!("{format}.csv"),
        sha256: String::new(),
        file_bytes: 0,
        columns: Vec::new(),
        ignored_headings: Vec::new(),
        reading: FileReading::default(),
    };
    store.begin_import(&grant(Action::ImportFile), draft).expect("begins")
}

fn create(folder: &Path, state: &Path) {
    let zone = Zone::utc();
    let spec = NewStore { name: "Killed".into(), zone, passphrase: word(), cost: KdfCost::Cheapest, demo: true };
    let store = sqlite::create(folder, spec, &grant(Action::CreateStore), state).expect("created");
    let mut writer = begin(&*store, "patients");
    let row = |number: u32| {
        let record = Patient {
            identifier: format!("W{number}"),
            family_name: None,
            given_name: None,
            chinese_name: None,
            sex: None,
            birth_date: None,
            death_date: None,
            phone: None,
        };
        Row { record, line: number + 2, raw: Vec::new() }
    };
    writer.add(RecordBatch::Patients((0..PATIENTS).map(row).collect()), &Progress::default()).expect("taken in");
    writer.commit(&Progress::default()).expect("committed");
}

/// Imports `VALUES` values that no earlier import had.
fn import(store: &dyn Store, round: i64) {
    let mut writer = begin(store, "observations");
    let code = writer.words().intern(BookKind::Code, "8867-4").expect("a word");
    let pack = |number: u32| PackedObservation {
        patient: PatientId(number % PATIENTS),
        line: number + 2,
        moment: Moment {
            utc_secs: 1_600_000_000 + round * 1_000_000 + i64::from(number),
            offset: Offset::Written(0),
            precision: Precision::Second,
        },
        mantissa: i64::from(number % 100),
        scale: 0,
        flags: ObservationFlags::default(),
        column: 3,
        code,
        unit: None,
    };
    let observations = (0..VALUES).map(pack).collect();
    let batch = ObservationBatch { observations, ..ObservationBatch::default() };
    writer.add(RecordBatch::Observations(batch), &Progress::default()).expect("taken in");
    writer.commit(&Progress::default()).expect("committed");
}

/// Not a test of its own: what the killed process does. Without its folder named, nothing.
#[test]
fn killed_writer() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let state = folder.with_extension("state");
    let store = sqlite::open(&folder, &word(), &grant(Action::OpenStore), &state, 0).expect("opens").store;
    let start = store.receipts().expect("reads").len() as i64;
    std::fs::write(folder.with_extension("ready"), b"").expect("says so");
    for round in start..start + 10_000 {
        import(&*store, round);
    }
}

fn kill_one(folder: &Path, test: &str, environment: &[(&str, &str)], after: Duration) {
    let ready = folder.with_extension("ready");
    let _earlier = std::fs::remove_file(&ready);
    let mut writer = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .envs(environment.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("runs");
    let started = Instant::now();
    while !ready.exists() {
        assert!(writer.try_wait().expect("asks").is_none() && started.elapsed() < Duration::from_secs(60));
        std::thread::yield_now();
    }
    let started = Instant::now();
    while started.elapsed() < after {
        std::thread::yield_now();
    }
    writer.kill().expect("killed");
    writer.wait().expect("ended");
}

/// Checks that every receipt's rows are all there and nothing else; how many imports were committed.
fn committed(folder: &Path, state: &Path) -> usize {
    let opened = sqlite::open(folder, &word(), &grant(Action::OpenStore), state, 0).expect("opens");
    assert_eq!(opened.rolled_back, None);
    let store = opened.store;
    let imports = store.receipts().expect("reads").len() - 1;
    let mut counts = Vec::new();
    let mut take = |chunk: wardtwin::domain::summary::SummaryChunk| {
        counts.extend(chunk.observation_counts);
        Ok(())
    };
    store.summary(&mut take).expect("streams");
    assert_eq!(counts.iter().sum::<u32>(), imports as u32 * VALUES);
    let twin = store.open_twin(&grant(Action::OpenPatient), PatientId(7)).expect("opens");
    assert_eq!(twin.observations.len(), imports * (VALUES / PATIENTS) as usize);
    assert!(!folder.join("import.spill").exists());
    imports
}

#[test]
fn a_killed_writer_leaves_the_old_state_or_the_new() {
    let parent = tempfile::tempdir().expect("folder");
    let (folder, state) = (parent.path().join("k.wardtwin"), parent.path().join("k.state"));
    create(&folder, &state);
    let kills = if std::env::var_os("CI").is_some() { 100 } else { 10 };
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut seen = 0;
    for kill in 0..kills {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        kill_one(&folder, "killed_writer", &[], Duration::from_micros(random % 60_000));
        let now = committed(&folder, &state);
        assert!(now >= seen, "kill {kill}: {now} imports where {seen} were seen");
        seen = now;
    }
    assert!(seen > 0, "no writer lived long enough to commit: the test showed nothing");
    let store = sqlite::open(&folder, &word(), &grant(Action::OpenStore), &state, 0).expect("opens").store;
    assert_eq!(store.check(&Progress::default()).expect("reads"), Vec::<String>::new());
}
