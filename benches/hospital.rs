//! A whole hospital, measured as its users meet it: import, unlock, search, filter, sort, open a twin, scroll.
//!
//! `cargo bench --bench hospital -- [PATIENTS OBSERVATIONS]`, by default 100,000 and 1,000,000. The files are the generator's.
//! With `WARDTWIN_PEERS` naming the folder of `peers.py` the same files are loaded by DuckDB into a file of its own, in turn
//! with our encrypted import, and the ratio is printed; the peer runs as a process of its own.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, pos2, vec2};
use wardtwin::app::cleaning::looking;
use wardtwin::app::command::Command;
use wardtwin::app::core::Setup;
use wardtwin::app::door::actor;
use wardtwin::app::generate::{HospitalSpec, write_hospital};
use wardtwin::app::hospital::{self, Hospital};
use wardtwin::app::import::run_import;
use wardtwin::app::index::{Direction, SortKey};
use wardtwin::app::panels::PanelId;
use wardtwin::app::picker::NoDialogs;
use wardtwin::app::session::SessionCommand;
use wardtwin::app::twin::view::twin_view;
use wardtwin::app::view::ViewCommand;
use wardtwin::base::{Progress, Zone};
use wardtwin::domain::access::{Action, Grant, Scope};
use wardtwin::domain::cohort::Cohort;
use wardtwin::domain::correction::{Correction, Decision, FindingKind, Verdict};
use wardtwin::domain::ids::{CellRef, PatientId};
use wardtwin::domain::observation::Observation;
use wardtwin::io::clock::Clock;
use wardtwin::io::folders::Folders;
use wardtwin::io::import::{ImportPlan, inspect};
use wardtwin::io::store::Store;
use wardtwin::io::store::sqlite::{self, NewStore, SqliteStore};
use wardtwin::io::vault::{KdfCost, Passphrase};
use wardtwin::ui::picture::{PictureOptions, Screen};
use wardtwin::ui::shell::Shell;
use wardtwin::ui::theme::ThemeChoice;

const ROUNDS: usize = 3;
const TWINS: usize = 300;
const PASSES: usize = 300;
const FILES: [&str; 3] = ["patients.csv", "observations.csv", "vitals_wide.csv"];
const KEYSTROKES: [&str; 14] =
    ["w", "wa", "wan", "wang", "wang x", "王", "wxm", "mul", "mulelr", "0", "00", "123", "12345", "wang 001"];

fn main() {
    let numbers: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if let [word, folder] = numbers.as_slice()
        && word == "memory"
    {
        return say_memory(Path::new(folder));
    }
    let number = |place: usize, standard: u32| numbers.get(place).and_then(|n| n.parse().ok()).unwrap_or(standard);
    let (patients, observations) = (number(0, 100_000), number(1, 1_000_000));
    let work = tempfile::tempdir().expect("a folder");
    println!("{patients} patients, {observations} observations");
    let data = generated(work.path(), patients, observations);
    let store = measure_import(work.path(), &data);
    let now = HospitalSpec::default().ends_utc_secs;
    let hospital = measure_unlock(store, work.path(), now);
    measure_lists(&hospital, now);
    measure_twins(work.path(), &hospital, now);
    measure_cleaning(work.path(), &hospital);
    drop(hospital);
    measure_window(work.path());
    measure_memory(&work.path().join("round-0.wardtwin"));
}

fn generated(work: &Path, patients: u32, observations: u32) -> PathBuf {
    let data = work.join("data");
    std::fs::create_dir(&data).expect("a folder");
    let per_patient = f64::from(observations) / f64::from(patients);
    let spec = HospitalSpec { patients, observations_per_patient: per_patient, ..HospitalSpec::default() };
    let mut open = |name: &str| -> std::io::Result<Box<dyn Write>> {
        Ok(Box::new(BufWriter::with_capacity(1 << 20, File::create(data.join(name))?)))
    };
    let since = Instant::now();
    write_hospital(&spec, &mut open, &Progress::default()).expect("generated");
    println!("generate                    {:8.2} s", since.elapsed().as_secs_f64());
    data
}

/// Ours and the peer's in turn; the store of the first round is kept.
fn measure_import(work: &Path, data: &Path) -> Arc<SqliteStore> {
    let mut ours = Vec::new();
    let mut peers = Vec::new();
    let mut kept = None;
    for round in 0..ROUNDS {
        let folder = work.join(format!("round-{round}.wardtwin"));
        let (store, took) = import_all(work, &folder, data);
        ours.push(took);
        if let Some(seconds) = duckdb(work, data) {
            peers.push(seconds);
        }
        kept.get_or_insert(store);
    }
    let best = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    println!("import, encrypted           {:8.2} s  (rounds {})", best(&ours), listed(&ours));
    if !peers.is_empty() {
        println!("DuckDB, the same files      {:8.2} s  (rounds {})", best(&peers), listed(&peers));
        println!("ratio                       {:8.2}", best(&ours) / best(&peers));
    }
    kept.expect("a round has run")
}

fn listed(times: &[f64]) -> String {
    times.iter().map(|time| format!("{time:.2}")).collect::<Vec<_>>().join(" ")
}

fn grant(action: Action, scope: Scope) -> Grant {
    Grant::ask(&actor(), action, scope, HospitalSpec::default().ends_utc_secs).expect("the owner may")
}

fn import_all(work: &Path, folder: &Path, data: &Path) -> (Arc<SqliteStore>, f64) {
    let zone = Zone::named("Asia/Singapore").expect("compiled in");
    let spec = NewStore {
        name: "Bench".to_owned(),
        zone: zone.clone(),
        passphrase: Passphrase::new("bench".to_owned()),
        cost: KdfCost::Standard,
        demo: true,
    };
    let store = sqlite::create(folder, spec, &grant(Action::CreateStore, Scope::Store), work).expect("made");
    let mut all = 0.0;
    for name in FILES {
        let path = data.join(name);
        let grant = grant(Action::ImportFile, Scope::File { name: name.to_owned() });
        let since = Instant::now();
        let inspection = inspect(&path).expect("a table");
        let plan = ImportPlan::of(&inspection, inspection.mapping.clone().expect("a known kind"));
        let receipt = run_import(&*store, &grant, &plan, &zone, &Progress::default()).expect("imported");
        let took = since.elapsed().as_secs_f64();
        println!("  {name:25} {took:8.2} s  {} added, {} rejected", receipt.counts.added, receipt.counts.rejected);
        all += took;
    }
    (store, all)
}

/// Seconds that DuckDB needs for the same three files, or nothing where it is not at hand.
fn duckdb(work: &Path, data: &Path) -> Option<f64> {
    let peers = PathBuf::from(std::env::var_os("WARDTWIN_PEERS")?).join("peers.py");
    let wide = work.join("wide");
    if !wide.exists() {
        std::fs::create_dir(&wide).ok()?;
        std::fs::hard_link(data.join("vitals_wide.csv"), wide.join("observations.csv")).ok()?;
    }
    let tasks = [("duckdb_file_p", data), ("duckdb_file_o", data), ("duckdb_file_o", wide.as_path())];
    tasks.iter().map(|(task, folder)| peer_seconds(&peers, task, folder, work)).sum()
}

fn peer_seconds(peers: &Path, task: &str, data: &Path, work: &Path) -> Option<f64> {
    let output = Process::new("python3").arg(peers).arg(task).arg(data).arg(work).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let behind = text.split("\"s\": ").nth(1)?;
    behind.split([',', '}']).next()?.trim().parse().ok()
}

fn measure_unlock(store: Arc<SqliteStore>, work: &Path, now: i64) -> Hospital {
    drop(store);
    let today = Zone::named("Asia/Singapore").expect("compiled in").date_at(now);
    let mut times = Vec::new();
    let mut kept = None;
    for _ in 0..ROUNDS {
        drop(kept.take());
        let since = Instant::now();
        let store = opened(work);
        let (hospital, _) = hospital::read(&*store, today, &Progress::default()).expect("read");
        times.push(since.elapsed().as_secs_f64());
        kept = Some(hospital);
    }
    println!(
        "unlock to usable list       {:8.3} s  (rounds {})",
        times.iter().copied().fold(f64::INFINITY, f64::min),
        listed(&times)
    );
    kept.expect("a round has run")
}

fn opened(work: &Path) -> Arc<SqliteStore> {
    let passphrase = Passphrase::new("bench".to_owned());
    let folder = work.join("round-0.wardtwin");
    let now = HospitalSpec::default().ends_utc_secs;
    sqlite::open(&folder, &passphrase, &grant(Action::OpenStore, Scope::Store), work, now).expect("opened").store
}

fn say(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| {
        let place = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    println!(
        "{name:27} p50 {:7.2} ms  p95 {:7.2} ms  p99 {:7.2} ms  ({} times)",
        at(0.5),
        at(0.95),
        at(0.99),
        times.len()
    );
}

fn timed<R>(times: &mut Vec<Duration>, work: impl FnOnce() -> R) -> R {
    let since = Instant::now();
    let result = work();
    times.push(since.elapsed());
    result
}

fn measure_lists(hospital: &Hospital, now: i64) {
    let today = Zone::utc().date_at(now);
    let (mut search, mut filter, mut sort) = (Vec::new(), Vec::new(), Vec::new());
    let progress = Progress::default();
    let cohort = Cohort::parse("age >= 65 and newest(sbp) > 150 and newest(ldl) > 3.5").expect("a cohort");
    let everyone = hospital.index.everyone().to_rows();
    for _ in 0..5 {
        for typed in KEYSTROKES {
            timed(&mut search, || hospital.search.search(typed, None, &progress).expect("not cancelled"));
        }
        for _ in 0..5 {
            timed(&mut filter, || hospital.index.filter(&cohort, today).count());
            for key in [SortKey::Name, SortKey::Age, SortKey::Identifier, SortKey::LastObserved] {
                timed(&mut sort, || hospital.index.sort(&everyone, key, Direction::Ascending).get(50_000).copied());
            }
        }
    }
    say("keystroke to result", search);
    say("filter on three columns", filter);
    say("sort and page", sort);
}

fn measure_twins(work: &Path, hospital: &Hospital, now: i64) {
    let store = opened(work);
    let (patients, mut times) = (hospital.index.patient_count() as u64, Vec::new());
    let today = Zone::utc().date_at(now);
    for turn in 0..TWINS as u64 {
        let patient = PatientId((turn * 9_973 % patients) as u32);
        let scope = Scope::Patient { patient, identifier: hospital.index.identifier(patient.0).to_owned(), ward: None };
        let grant = grant(Action::OpenPatient, scope);
        timed(&mut times, || {
            let twin = store.open_twin(&grant, patient).expect("a twin");
            twin_view(twin, store.books(), store.receipts().expect("receipts"), today, now)
        });
    }
    say("open a twin, journalled", times);
}

/// Every patient's values read and judged; then decisions about the first value of every hundredth patient, all at once.
fn measure_cleaning(work: &Path, hospital: &Hospital) {
    let store = opened(work);
    let progress = Progress::default();
    let (mut looking, mut deciding) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let grant = grant(Action::CheckValues, Scope::Store);
        let findings = timed(&mut looking, || looking::everyone(&*store, &grant, &hospital.index, &progress));
        let findings = findings.expect("read");
        println!("  of {} values {} are doubtful", findings.values, findings.all.len());
    }
    say("look through all values", looking);
    let mut decisions = Vec::new();
    let mut take = |patient: PatientId, values: Vec<Observation>| {
        if let (0, Some(value)) = (patient.0 % 100, values.first()) {
            decisions.push(Decision {
                patient,
                cell: value.cell,
                kind: FindingKind::Outlier,
                verdict: Verdict::Corrected(Correction { value: value.value, unit: Some("mg/dL".to_owned()) }),
            });
        }
        Ok(())
    };
    let checks = grant(Action::CheckValues, Scope::Store);
    store.each_patients_values(&checks, &progress, &mut take).expect("read");
    let cells: Vec<CellRef> = decisions.iter().map(|decision| decision.cell).collect();
    let Some(&first) = cells.first() else { return };
    let scope = || Scope::Values { first, count: cells.len() };
    let keeps = grant(Action::CorrectValues, scope());
    timed(&mut deciding, || store.decide(&keeps, &decisions, &progress)).expect("kept");
    let takes = grant(Action::TakeBackDecisions, scope());
    timed(&mut deciding, || store.take_back_decisions(&takes, &cells, &progress)).expect("taken back");
    say("keep, take back one in 100", deciding);
}

/// Passes of the whole window while the list is scrolled; tessellation is not in, as on a machine with a graphics driver.
fn measure_window(work: &Path) {
    let mut shell = Shell::new(Setup {
        clock: Clock::Fixed { utc_secs: HospitalSpec::default().ends_utc_secs },
        folders: Folders::below(work),
        picker: Arc::new(NoDialogs),
        wake: Arc::new(|| ()),
        computer_language: "en".to_owned(),
        keeps_settings: false,
    });
    let passphrase = Passphrase::new("bench".to_owned());
    shell.core.apply(Command::Session(SessionCommand::OpenStore {
        folder: work.join("round-0.wardtwin"),
        account: None,
        passphrase,
    }));
    let options = PictureOptions { size_points: [1440, 900], pixels_per_point: 1.0, theme: ThemeChoice::Light };
    let mut screen = Screen::new(options);
    settle(&mut shell);
    shell.core.apply(Command::View(ViewCommand::Go(PanelId::Patients)));
    settle(&mut shell);
    screen.settle(|ui| shell.draw(ui));
    let mut times = Vec::new();
    for _ in 0..PASSES {
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -260.0),
            modifiers: Modifiers::NONE,
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
        };
        let events = vec![Event::PointerMoved(pos2(700.0, 500.0)), wheel];
        timed(&mut times, || screen.step(events, |ui| shell.draw(ui)));
    }
    say("UI pass while scrolling", times);
}

fn settle(shell: &mut Shell) {
    loop {
        shell.core.poll();
        if shell.core.is_quiet() {
            return;
        }
        std::thread::yield_now();
    }
}

/// Anonymous memory of a fresh process with the store open and its list in memory.
fn measure_memory(folder: &Path) {
    let this = std::env::current_exe().expect("this program");
    let output = Process::new(this).arg("memory").arg(folder).output().expect("it runs");
    print!("{}", String::from_utf8_lossy(&output.stdout));
}

fn say_memory(folder: &Path) {
    let passphrase = Passphrase::new("bench".to_owned());
    let now = HospitalSpec::default().ends_utc_secs;
    let state = folder.parent().expect("a folder of its own");
    let opened =
        sqlite::open(folder, &passphrase, &grant(Action::OpenStore, Scope::Store), state, now).expect("opened");
    let (hospital, _) = hospital::read(&*opened.store, Zone::utc().date_at(now), &Progress::default()).expect("read");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("RssAnon") || line.starts_with("VmHWM")) {
        println!("memory, list open           {line}");
    }
    println!(
        "index and search            {:8.1} MB",
        (hospital.index.heap_bytes() + hospital.search.heap_bytes()) as f64 / 1e6
    );
}
