//! A synthetic hospital from a seed: patients with two years of observations, staff, devices, and the training files
//! of the article. The same specification gives the same bytes on every computer; nobody in it exists.

mod article;
mod course;
mod csv_text;
mod disorder;
pub mod files;
mod genes;
mod house;
mod levels;
mod names;
mod person;
mod physiology;
mod quantity;
mod random;
mod records;
mod stays;
#[cfg(test)]
mod tests;
mod wall_clock;

use std::io::{self, Write};

use crate::base::{Cancelled, Precision, Progress, Zone};
use crate::domain::demo_mark::DEMO_MARK;

use self::course::CourseWriter;
use self::files::{HOSPITAL_STAMP, OpenFile, PatientSheets, finish_sheet, open_sheet};
use self::person::{Person, WINDOW_DAYS};
use self::random::{Draw, Stream};
use self::records::RecordWriter;
use self::stays::{AdmissionRates, BedBook, draw_stays};
use self::wall_clock::WallClock;

/// Values a patient of the demo hospital, over two years.
pub const DEMO_OBSERVATIONS_PER_PATIENT: f64 = 133.0;
/// 2026-10-01 08:00 in Singapore.
const DEMO_STARTS_UTC_SECS: i64 = 1_790_812_800;

/// Which hospital to make.
#[derive(Clone, Debug, PartialEq)]
pub struct HospitalSpec {
    pub patients: u32,
    pub seed: u64,
    /// The start of the demo clock and the end of the two years that the records cover, in seconds since 1970 UTC;
    /// a whole minute.
    pub ends_utc_secs: i64,
    /// The zone on the hospital's wall: times without offset are in it.
    pub zone: Zone,
    /// Mean over all patients; the total comes within about one percent.
    pub observations_per_patient: f64,
}

impl Default for HospitalSpec {
    /// The demo hospital of `sample_data/`.
    fn default() -> Self {
        HospitalSpec {
            patients: 300,
            seed: 1,
            ends_utc_secs: DEMO_STARTS_UTC_SECS,
            zone: Zone::named("Asia/Singapore").unwrap_or_else(Zone::utc),
            observations_per_patient: DEMO_OBSERVATIONS_PER_PATIENT,
        }
    }
}

/// Why a hospital could not be written.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("{file} could not be written: {source}")]
    Write { file: &'static str, source: io::Error },
    #[error("cancelled")]
    Cancelled(#[from] Cancelled),
}

impl GenerateError {
    pub(crate) fn write(file: &'static str, source: io::Error) -> GenerateError {
        GenerateError::Write { file, source }
    }
}

/// Writes every file of the hospital, one patient at a time; `open` gives the writer for a file name (see
/// [`files::FILES`] and [`files::HOSPITAL_STAMP`]). Progress counts patients.
///
/// # Errors
/// [`GenerateError::Write`] with the file that could not be written, [`GenerateError::Cancelled`] once the progress
/// was cancelled; what was written until then stays where `open` put it.
pub fn write_hospital(spec: &HospitalSpec, open: OpenFile, progress: &Progress) -> Result<(), GenerateError> {
    progress.restart(u64::from(spec.patients));
    let clock = WallClock::new(spec.zone.clone(), spec.ends_utc_secs, WINDOW_DAYS as i64);
    write_stamp(spec, open)?;
    let mut sheets = PatientSheets::open(open)?;
    write_patients(spec, &clock, &mut sheets, progress)?;
    sheets.finish()?;
    let mut staff = open_sheet(files::STAFF, open)?;
    house::write_staff(spec.seed, spec.patients, &mut staff)
        .map_err(|source| GenerateError::write(files::STAFF.name, source))?;
    finish_sheet(files::STAFF, staff)?;
    let mut devices = open_sheet(files::DEVICES, open)?;
    let today = spec.zone.date_at(spec.ends_utc_secs);
    house::write_devices(spec.seed, spec.patients, today, &mut devices)
        .map_err(|source| GenerateError::write(files::DEVICES.name, source))?;
    finish_sheet(files::DEVICES, devices)?;
    article::write_article_files(spec.seed, open)
}

fn write_patients(
    spec: &HospitalSpec,
    clock: &WallClock,
    sheets: &mut PatientSheets,
    progress: &Progress,
) -> Result<(), GenerateError> {
    let identifier_width = spec.patients.max(1).ilog10() as usize + 1;
    let identifier_width = identifier_width.max(6);
    let mut beds = BedBook::new(spec.patients);
    let mut rates = AdmissionRates::new(spec.patients, beds.beds());
    let mut records = RecordWriter { clock, identifier_width, drugs: Vec::new() };
    let mut course = CourseWriter::new(clock, spec.observations_per_patient, spec.patients, identifier_width);
    for index in 0..u64::from(spec.patients) {
        let person = Person::new(spec.seed, index);
        let draw = &mut Draw::new(spec.seed, Stream::Records, index);
        let stays = draw_stays(&person, &mut rates, &mut beds, draw);
        records
            .write(&person, &stays, sheets, draw)
            .map_err(|source| GenerateError::write(files::PATIENTS.name, source))?;
        genes::write(spec.seed, &person, identifier_width, &records.drugs, clock, &mut sheets.gene_results)
            .map_err(|source| GenerateError::write(files::GENE_RESULTS.name, source))?;
        let draw = &mut Draw::new(spec.seed, Stream::Course, index);
        course
            .write(&person, &stays, sheets, draw)
            .map_err(|source| GenerateError::write(files::OBSERVATIONS.name, source))?;
        progress.tick(1)?;
    }
    Ok(())
}

/// The stamp says what the files are and when the demo clock starts.
fn write_stamp(spec: &HospitalSpec, open: OpenFile) -> Result<(), GenerateError> {
    let starts = spec.zone.moment(spec.ends_utc_secs);
    let written = crate::base::Offset::Written(starts.offset.minutes());
    let starts = crate::base::Moment { offset: written, precision: Precision::Second, ..starts };
    let text = format!(
        "# {DEMO_MARK}\nmark = \"{DEMO_MARK}\"\nstarts = \"{}\"\nzone = \"{}\"\nseed = {}\npatients = {}\n\
         observations_per_patient = {:?}\n",
        starts.iso(),
        spec.zone.name(),
        spec.seed,
        spec.patients,
        spec.observations_per_patient,
    );
    let stamped = open(HOSPITAL_STAMP).and_then(|mut out| {
        out.write_all(text.as_bytes())?;
        out.flush()
    });
    stamped.map_err(|source| GenerateError::write(HOSPITAL_STAMP, source))
}
