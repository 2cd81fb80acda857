//! `wardtwin generate`: a synthetic hospital as files.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::app::generate::files::{FILES, HOSPITAL_STAMP};
use crate::app::generate::{GenerateError, HospitalSpec, write_hospital};

use super::output::{Ending, Failure, must_be_outside_stores, with_progress};
use super::words;

#[derive(Args)]
pub struct GenerateArguments {
    /// How many patients, up to some millions.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    patients: u32,
    /// Values in all; by default about 133 for each patient.
    #[arg(long, value_name = "N")]
    observations: Option<u64>,
    /// The same seed gives the same bytes.
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Folder for the files; made where it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write over the files of another hospital in that folder.
    #[arg(long)]
    replace: bool,
}

pub fn run(arguments: &GenerateArguments, quiet: bool) -> Result<Ending, Failure> {
    if !arguments.replace {
        demand_nothing_there(&arguments.out)?;
    }
    must_be_outside_stores(&arguments.out)?;
    let blame = words::of_folder(&arguments.out, "--out");
    std::fs::create_dir_all(&arguments.out).map_err(&blame)?;
    let standard = HospitalSpec::default();
    let observations_per_patient = match arguments.observations {
        Some(all) => all as f64 / f64::from(arguments.patients),
        None => standard.observations_per_patient,
    };
    let spec =
        HospitalSpec { patients: arguments.patients, seed: arguments.seed, observations_per_patient, ..standard };
    let mut made = Vec::new();
    let mut open = |name: &str| -> std::io::Result<Box<dyn Write>> {
        let path = arguments.out.join(name);
        let file = std::fs::File::create(&path)?;
        made.push(path);
        Ok(Box::new(BufWriter::with_capacity(1 << 20, file)))
    };
    let written = with_progress("generating", quiet, |progress| write_hospital(&spec, &mut open, progress));
    if written.is_err() {
        // Half a hospital would be in the way of the next run.
        made.iter().for_each(|path| drop(std::fs::remove_file(path)));
    }
    match written {
        Ok(()) => Ok(Ending::AllDone),
        Err(GenerateError::Write { source, .. }) => Err(blame(source)),
        Err(error) => Err(error.into()),
    }
}

/// The files are not named one by one on the command line, so none of them is written over unasked.
fn demand_nothing_there(folder: &Path) -> Result<(), Failure> {
    let names = FILES.iter().map(|file| file.name).chain([HOSPITAL_STAMP]);
    let mut there = names.map(|name| folder.join(name)).filter(|path| path.symlink_metadata().is_ok());
    match there.next() {
        None => Ok(()),
        Some(path) => Err(Failure(format!(
            "{} is there already and would be written over; name another folder with --out, or say --replace",
            path.display()
        ))),
    }
}
