//! How long the search for persons registered twice takes, and what it finds of pairs that were planted.
//!
//! `cargo bench --bench duplicates -- [PATIENTS ...]`, by default 100,000 and 1,000,000. The persons are the generator's,
//! whose names come from short lists: strangers of one name and birth date are more frequent than in a real hospital.
//! One in a hundred is planted a second time, each with one thing wrong. Then what merges cost: reading the lists of a
//! store of 100,000 patients with a million observations, with nobody merged, with a thousand and with five thousand.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use wardtwin::analysis::quality::duplicates;
use wardtwin::app::duplicates::IndexPersons;
use wardtwin::app::generate::{HospitalSpec, write_hospital};
use wardtwin::app::index::PatientIndex;
use wardtwin::base::{Date, Moment, Offset, Precision, Progress, Zone};
use wardtwin::domain::access::{Action, Actor, Grant, Scope};
use wardtwin::domain::book::{BookKind, Books};
use wardtwin::domain::ids::PatientId;
use wardtwin::domain::observation::ObservationFlags;
use wardtwin::domain::patient::{AllergyState, Patient, Sex};
use wardtwin::domain::summary::{CHUNK_PATIENTS, SummaryChunk};
use wardtwin::io::store::sqlite::{self, NewStore};
use wardtwin::io::store::{self, ImportDraft, ObservationBatch, PackedObservation, RecordBatch, Store};
use wardtwin::io::vault::{KdfCost, Passphrase};

const KINDS: [&str; 8] = [
    "nothing wrong",
    "day and month swapped",
    "one digit of the day",
    "names exchanged",
    "one script only",
    "a letter missing",
    "sex missing",
    "leading zeros, no birth date",
];

#[derive(Clone, Debug, Default)]
struct Row {
    identifier: String,
    family: String,
    given: String,
    chinese: String,
    sex: Option<Sex>,
    birth: Option<Date>,
}

fn main() {
    let sizes: Vec<u32> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100_000, 1_000_000] } else { sizes };
    sizes.into_iter().for_each(measure);
    measure_merges();
}

fn grant(action: Action) -> Grant {
    let actor = Actor::owner("Bench".to_owned());
    Grant::ask(&actor, action, Scope::Store, 1_790_812_800).expect("the owner may")
}

fn measure_merges() {
    const PATIENTS: u32 = 100_000;
    let work = tempfile::tempdir().expect("a folder");
    let (zone, passphrase) = (Zone::utc(), Passphrase::new("bench".to_owned()));
    let spec = NewStore { name: "Bench".to_owned(), zone, passphrase, cost: KdfCost::Cheapest, demo: true };
    let made = grant(Action::CreateStore);
    let (folder, state) = (work.path().join("bench.wardtwin"), work.path().join("state"));
    let store = sqlite::create(&folder, spec, &made, &state).expect("made");
    fill(&*store, PATIENTS);
    let mut merged = 0;
    for wanted in [0, 1_000, 5_000] {
        let start = Instant::now();
        for patient in (merged..wanted).map(|number| number * 17 % (PATIENTS / 2)) {
            let (patient, into) = (PatientId(patient), PatientId(PATIENTS / 2 + patient));
            store.merge(&grant(Action::MergePatients), patient, into).expect("merged");
        }
        let merging = start.elapsed().as_secs_f64() * 1e3 / f64::from((wanted - merged).max(1));
        merged = wanted;
        let read = |_: u32| {
            let start = Instant::now();
            store.summary(&mut |_| Ok(())).expect("read");
            start.elapsed().as_secs_f64() * 1e3
        };
        let best = (0..3).map(read).fold(f64::MAX, f64::min);
        let start = Instant::now();
        let opened = (0..200u32).map(|number| PatientId(number * 17 % (PATIENTS / 2)));
        opened.for_each(|patient| drop(store.open_twin(&grant(Action::OpenPatient), patient).expect("opened")));
        let twin = start.elapsed().as_secs_f64() * 1e3 / 200.0;
        println!("{merged} merged: lists read in {best:.0} ms, a twin in {twin:.2} ms, a merge in {merging:.1} ms");
    }
}

/// Patients and ten observations of each.
fn fill(store: &dyn Store, patients: u32) {
    let draft = |format: &str| ImportDraft {
        format: format.to_owned(),
        file_name: format!("{format}.csv"),
        sha256: String::new(),
        file_bytes: 0,
        columns: Vec::new(),
        ignored_headings: Vec::new(),
        reading: Default::default(),
    };
    let none = Progress::default();
    let mut writer = store.begin_import(&grant(Action::ImportFile), draft("patients")).expect("begins");
    let row = |number: u32| -> store::Row<Patient> {
        let record = Patient {
            identifier: format!("P{number:07}"),
            family_name: Some(format!("Family {}", number % 997)),
            given_name: Some(format!("Given {}", number % 499)),
            chinese_name: None,
            sex: Some(Sex::Female),
            birth_date: Some(Date(number as i32 % 20_000)),
            death_date: None,
            phone: None,
        };
        store::Row { record, line: number + 2, raw: Vec::new() }
    };
    writer.add(RecordBatch::Patients((0..patients).map(row).collect()), &none).expect("taken in");
    writer.commit(&none).expect("commits");
    let mut writer = store.begin_import(&grant(Action::ImportFile), draft("observations")).expect("begins");
    let (code, unit) =
        (writer.words().intern(BookKind::Code, "2339-0"), writer.words().intern(BookKind::Unit, "mg/dL"));
    let (code, unit) = (code.expect("a word"), unit.expect("a word"));
    let moment = |hour: u32| Moment {
        utc_secs: 1_700_000_000 + i64::from(hour) * 3600,
        offset: Offset::Written(0),
        precision: Precision::Second,
    };
    let observation = |number: u32| PackedObservation {
        patient: PatientId(number % patients),
        line: number + 2,
        moment: moment(number / patients),
        mantissa: i64::from(number % 90),
        scale: 0,
        flags: ObservationFlags::default(),
        column: 3,
        code,
        unit: Some(unit),
    };
    let observations = (0..patients * 10).map(observation).collect();
    let batch = ObservationBatch { observations, ..ObservationBatch::default() };
    writer.add(RecordBatch::Observations(batch), &none).expect("taken in");
    writer.commit(&none).expect("commits");
}

fn measure(patients: u32) {
    let mut rows = generated(patients);
    let planted = plant(&mut rows);
    println!("== {} persons, {} of them twice", rows.len(), planted.len());
    let index = Arc::new(index(&rows));
    for _ in 0..3 {
        let (start, memory) = (Instant::now(), resident_mib());
        let persons = IndexPersons::new(Arc::clone(&index), &Progress::default()).expect("nobody cancels");
        let read = start.elapsed();
        let found = duplicates::find(&persons, &Progress::default()).expect("nobody cancels");
        println!(
            "readings {:.0} ms, search {:.2} s; {} pairs compared, {} proposed, {} groups too common; {} MiB more",
            read.as_secs_f64() * 1e3,
            (start.elapsed() - read).as_secs_f64(),
            found.compared,
            found.total,
            found.too_common,
            resident_mib().saturating_sub(memory),
        );
    }
    let persons = IndexPersons::new(index, &Progress::default()).expect("nobody cancels");
    say_quality(&duplicates::find(&persons, &Progress::default()).expect("nobody cancels").pairs, &planted);
}

/// What of the planted pairs is among those handed over, and how many of these are planted, by score.
fn say_quality(pairs: &[duplicates::Pair], planted: &BTreeMap<(u32, u32), usize>) {
    let found: BTreeMap<(u32, u32), f64> = pairs.iter().map(|pair| ((pair.first, pair.second), pair.score)).collect();
    for (kind, name) in KINDS.iter().enumerate() {
        let of_kind: Vec<_> = planted.iter().filter(|(_, of)| **of == kind).map(|(pair, _)| pair).collect();
        let hit = of_kind.iter().filter(|pair| found.contains_key(pair)).count();
        println!("  {name}: {hit} of {} among the {} best", of_kind.len(), pairs.len());
    }
    for (low, high) in [(0.2, 0.5), (0.5, 0.9), (0.9, 0.99), (0.99, 1.1)] {
        let of_band: Vec<_> = found.iter().filter(|(_, score)| (low..high).contains(*score)).collect();
        let right = of_band.iter().filter(|(pair, _)| planted.contains_key(pair)).count();
        println!("  score {low} to {high}: {right} of {} are planted", of_band.len());
    }
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("one thread").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn generated(patients: u32) -> Vec<Row> {
    let spec = HospitalSpec { patients, observations_per_patient: 0.0, ..HospitalSpec::default() };
    let kept = Kept::default();
    let mut open = |name: &str| -> io::Result<Box<dyn Write>> {
        Ok(if name == "patients.csv" { Box::new(kept.clone()) } else { Box::new(io::sink()) })
    };
    write_hospital(&spec, &mut open, &Progress::default()).expect("writes");
    let bytes = kept.0.lock().expect("one thread").clone();
    let text = String::from_utf8(bytes).expect("UTF-8");
    text.lines().skip(1).map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.split(',').collect();
    let cell = |place: usize| cells.get(place).copied().unwrap_or("").to_owned();
    let sex = match cell(4).as_str() {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => None,
    };
    let birth = Date::parse_iso(cell(5).as_bytes());
    Row { identifier: cell(0), family: cell(1), given: cell(2), chinese: cell(3), sex, birth }
}

/// Appends a second record of every hundredth person; the pairs with what is wrong.
fn plant(rows: &mut Vec<Row>) -> BTreeMap<(u32, u32), usize> {
    let mut planted = BTreeMap::new();
    for (count, at) in (0..rows.len()).step_by(100).enumerate() {
        let kind = count % KINDS.len();
        let other = Row { identifier: format!("K{count:07}"), ..rows[at].clone() };
        if let Some(other) = spoilt(other, &rows[at].identifier, kind) {
            planted.insert((at as u32, rows.len() as u32), kind);
            rows.push(other);
        }
    }
    planted
}

/// `None` where a person lacks what would be spoilt.
fn spoilt(mut row: Row, identifier: &str, kind: usize) -> Option<Row> {
    let (year, month, day) = row.birth?.ymd();
    match kind {
        1 => row.birth = Some(Date::from_ymd(year, day, month).filter(|_| day != month)?),
        2 => row.birth = Some(Date::from_ymd(year, month, if day % 10 == 9 { day - 1 } else { day + 1 })?),
        3 if row.given.is_empty() => return None,
        3 => (row.family, row.given) = (row.given, row.family),
        4 if row.chinese.is_empty() || row.family.is_empty() => return None,
        4 => (row.family, row.given) = (String::new(), String::new()),
        5 if row.given.len() < 4 || !row.given.is_ascii() => return None,
        5 => (row.given, row.chinese) = (row.given[..row.given.len() - 1].to_owned(), String::new()),
        6 => row.sex = None,
        7 => (row.identifier, row.birth) = (identifier.replacen('W', "W0", 1), None),
        _ => {}
    }
    Some(row)
}

fn index(rows: &[Row]) -> PatientIndex {
    let chunks = rows.chunks(CHUNK_PATIENTS as usize).enumerate();
    let chunks: Vec<SummaryChunk> = chunks.map(|(at, rows)| chunk(at as u32 * CHUNK_PATIENTS, rows)).collect();
    PatientIndex::build(chunks, Arc::new(Books::default()), &Progress::default()).expect("nobody cancels")
}

fn chunk(first: u32, rows: &[Row]) -> SummaryChunk {
    let mut chunk = SummaryChunk::new(PatientId(first));
    for row in rows {
        chunk.identifiers.push(&row.identifier);
        chunk.family_names.push(&row.family);
        chunk.given_names.push(&row.given);
        chunk.chinese_names.push(&row.chinese);
        chunk.sexes.push(row.sex);
        chunk.birth_dates.push(row.birth);
        chunk.death_dates.push(None);
        chunk.phones.push("");
        chunk.allergies.push(AllergyState::NotRecorded);
        chunk.wards.push(None);
        chunk.conditions.push([]);
        chunk.medications.push([]);
        chunk.observation_counts.push(0);
        chunk.last_observed.push(None);
        chunk.flagged_counts.push(0);
        chunk.present.push(true);
    }
    chunk
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
