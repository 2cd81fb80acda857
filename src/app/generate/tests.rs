//! Laws of the synthetic hospital, checked on its files as an importer would read them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use super::files::{FILES, HOSPITAL_STAMP};
use super::{HospitalSpec, write_hospital};
use crate::base::time::MomentReader;
use crate::base::{Decimal, Progress};
use crate::domain::indicator::IndicatorId;

type Files = BTreeMap<String, String>;

struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn hospital(spec: &HospitalSpec) -> Files {
    let mut kept: Vec<(String, Arc<Mutex<Vec<u8>>>)> = Vec::new();
    let mut open = |name: &str| {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        kept.push((name.to_owned(), bytes.clone()));
        Ok(Box::new(Memory(bytes)) as Box<dyn Write>)
    };
    write_hospital(spec, &mut open, &Progress::default()).expect("memory takes everything");
    let text =
        |bytes: &Mutex<Vec<u8>>| String::from_utf8(bytes.lock().expect("no writer panicked").clone()).expect("UTF-8");
    kept.iter().map(|(name, bytes)| (name.clone(), text(bytes))).collect()
}

/// Rows below the heading; enough of CSV for files that quote commas only.
fn rows<'a>(files: &'a Files, name: &str) -> Vec<Vec<&'a str>> {
    files[name].lines().skip(1).map(cells).collect()
}

fn cells(line: &str) -> Vec<&str> {
    let (mut found, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in line.bytes().enumerate() {
        quoted ^= byte == b'"';
        if byte == b',' && !quoted {
            found.push(&line[start..at]);
            start = at + 1;
        }
    }
    found.push(&line[start..]);
    found
}

fn small(seed: u64) -> HospitalSpec {
    HospitalSpec { patients: 60, seed, ..HospitalSpec::default() }
}

#[test]
fn a_seed_is_a_hospital() {
    assert_eq!(hospital(&small(5)), hospital(&small(5)));
    let (one, other) = (hospital(&small(5)), hospital(&small(6)));
    assert!(FILES.iter().all(|file| one[file.name] != other[file.name]));
}

#[test]
fn sample_data_are_what_the_generator_writes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    for (name, text) in hospital(&HospitalSpec::default()) {
        let committed = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(committed == text, "sample_data/{name} differs: write it again with `wardtwin generate`");
    }
}

#[test]
fn headings_are_those_of_the_straight_path() {
    let files = hospital(&small(1));
    for file in FILES {
        assert_eq!(files[file.name].lines().next(), Some(file.heading));
        let width = cells(file.heading).len();
        assert!(rows(&files, file.name).iter().all(|row| row.len() == width), "{}", file.name);
    }
    assert!(files[HOSPITAL_STAMP].contains("starts = \"2026-10-01T08:00:00+08:00\""));
}

/// (patient, indicator or code, time as written, value as written, unit) of both observation files.
fn values(files: &Files) -> Vec<(&str, &str, &str, &str, &str)> {
    let heading = files["vitals_wide.csv"].lines().next().map(cells).unwrap_or_default();
    let mut found: Vec<_> =
        rows(files, "observations.csv").into_iter().map(|row| (row[0], row[1], row[2], row[3], row[4])).collect();
    for row in rows(files, "vitals_wide.csv") {
        for (column, value) in row.iter().enumerate().skip(2).filter(|(_, value)| !value.is_empty()) {
            let (word, unit) = heading[column].trim_end_matches(')').split_once(" (").expect("a unit in the heading");
            found.push((row[0], word, row[1], value, unit));
        }
    }
    found
}

#[test]
fn every_value_and_time_can_be_read() {
    let spec = HospitalSpec::default();
    let files = hospital(&spec);
    let mut reader = MomentReader::new(spec.zone.clone());
    let (mut implausible, mut spoiled, mut seen) = (0, 0, BTreeSet::new());
    for (patient, word, time, value, unit) in values(&files) {
        let indicator_id = IndicatorId::from_word(word).expect(word);
        let indicator = indicator_id.indicator();
        let moment = reader.read(time.as_bytes()).expect(time);
        assert!(moment.utc_secs < spec.ends_utc_secs, "{time}");
        if value.is_empty() {
            spoiled += 1;
            continue;
        }
        let number = Decimal::parse(value.as_bytes()).expect(value).to_f64();
        let (canonical, _) = indicator.canonical(number, unit).expect(unit);
        assert!(indicator.possible.contains(canonical), "{word} {value}");
        implausible += u32::from(!indicator.plausible.contains(canonical));
        assert!(seen.insert((patient, indicator_id, moment.utc_secs)), "{patient} {word} {time} twice");
    }
    assert!((38_000..=42_000).contains(&seen.len()), "{} observations", seen.len());
    assert!((2..=5).contains(&implausible), "{implausible} implausible values");
    assert!((20..=200).contains(&spoiled), "{spoiled} spoiled samples");
}

#[test]
fn the_number_of_observations_follows_the_request() {
    for mean in [10.0, 60.0] {
        let spec = HospitalSpec { patients: 400, observations_per_patient: mean, ..HospitalSpec::default() };
        let count = values(&hospital(&spec)).len() as f64;
        assert!((count / (400.0 * mean) - 1.0).abs() < 0.04, "{count} for {mean}");
    }
}

#[test]
fn no_bed_is_booked_twice() {
    let spec = HospitalSpec { patients: 1500, observations_per_patient: 1.0, ..HospitalSpec::default() };
    let files = hospital(&spec);
    type Bed<'a> = (&'a str, &'a str, &'a str);
    type Stay<'a> = (&'a str, &'a str);
    let mut beds: BTreeMap<Bed<'_>, Vec<Stay<'_>>> = BTreeMap::new();
    let stays = rows(&files, "admissions.csv");
    for row in &stays {
        let until = if row[5].is_empty() { "9999" } else { row[5] };
        beds.entry((row[1], row[2], row[3])).or_default().push((row[4], until));
    }
    for (bed, mut stays) in beds {
        stays.sort_unstable();
        assert!(stays.windows(2).all(|pair| pair[0].1 < pair[1].0), "{bed:?}");
    }
    let demo = hospital(&HospitalSpec::default());
    let current = rows(&demo, "admissions.csv").iter().filter(|row| row[5].is_empty()).count();
    assert!((20..=30).contains(&current), "{current} in hospital now");
    assert!(stays.len() > 300);
}

fn mean(sample: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = sample.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

#[test]
fn values_hang_together() {
    let files = hospital(&HospitalSpec::default());
    let born: BTreeMap<&str, i32> = rows(&files, "patients.csv")
        .into_iter()
        .filter_map(|row| Some((row[0], row[5].get(..4)?.parse().ok()?)))
        .collect();
    let values = values(&files);
    let pressure = |years: std::ops::Range<i32>| {
        let of_age = values.iter().filter(|row| born.get(row.0).is_some_and(|year| years.contains(year)));
        let systolic = of_age.filter(|row| row.1 == "8480-6" || row.1.starts_with("Systolic"));
        mean(systolic.filter_map(|row| row.3.parse().ok()))
    };
    assert!(pressure(1930..1956) > pressure(1976..2007) + 5.0);
    let conditions = rows(&files, "conditions.csv");
    let diabetic: BTreeSet<&str> = conditions.iter().filter(|row| row[1] == "E11.9").map(|row| row[0]).collect();
    let hba1c = |with: bool| {
        let rows = values.iter().filter(|row| row.1 == "4548-4" && diabetic.contains(row.0) == with);
        mean(rows.filter_map(|row| row.3.parse().ok()))
    };
    assert!(hba1c(true) > hba1c(false) + 1.0, "{} {}", hba1c(true), hba1c(false));
}
