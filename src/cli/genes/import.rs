//! `wardtwin genes import`: calls of a variant file as gene results of a store's patients.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::app::genes::variants::{self, Whose};
use crate::app::hospital;
use crate::app::message::file_name;
use crate::base::Progress;
use crate::domain::access::{Action, Scope};
use crate::domain::ids::PatientId;
use crate::io::store::Store;

use super::super::output::{Ending, Failure, note, tell, with_progress};
use super::super::vault::{self, Purpose, RestoredArguments};

#[derive(Args)]
pub struct ImportArguments {
    /// The variant file, on GRCh38; plain, gzip or bgzip.
    #[arg(long, value_name = "VCF")]
    vcf: PathBuf,
    /// The store's folder.
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
    #[command(flatten)]
    restored: RestoredArguments,
    /// Take this sample alone. Without it every sample whose name is a patient's identifier.
    #[arg(long, value_name = "NAME")]
    sample: Option<String>,
    /// Whose the sample is, where its name is not the patient's identifier.
    #[arg(long, value_name = "IDENTIFIER", requires = "sample")]
    patient: Option<String>,
}

pub fn run(arguments: &ImportArguments, quiet: bool) -> Result<Ending, Failure> {
    let store = vault::open(&arguments.store, Purpose::Write, &arguments.restored)?;
    let name = file_name(&arguments.vcf);
    let at_file = |error: variants::VariantsError| Failure(format!("{name}: {error}; nothing was imported"));
    let read = with_progress(&name, quiet, |progress| variants::read(&arguments.vcf, progress)).map_err(at_file)?;
    let identifiers = identifiers(&*store)?;
    let whose = whose(arguments, &read, &identifiers)?;
    let grant = vault::grant(&store, Action::ImportFile, Scope::File { name: name.clone() })?;
    let receipt = with_progress(&name, quiet, |progress| variants::import(&*store, &grant, &read, &whose, progress))
        .map_err(at_file)?;
    for (sample, _) in whose.iter().filter(|(_, patient)| patient.is_none()) {
        tell(format_args!(
            "{name}: no patient has the identifier {sample}; say whose it is with --sample and --patient"
        ));
    }
    let counts = receipt.counts;
    note(format!("{name}: {} gene results added, {} already there", counts.added, counts.duplicates));
    Ok(if counts.rejected == 0 { Ending::AllDone } else { Ending::WithFindings })
}

/// Patients by identifier.
fn identifiers(store: &dyn Store) -> Result<BTreeMap<String, PatientId>, Failure> {
    let (index, _) = hospital::read_index(store, &Progress::default())?;
    let rows = index.everyone().to_rows().into_iter();
    Ok(rows.map(|row| (index.identifier(row).to_owned(), PatientId(row))).collect())
}

/// Whose each sample is, by what was said or by its name.
fn whose(
    arguments: &ImportArguments,
    read: &variants::ReadVariants,
    identifiers: &BTreeMap<String, PatientId>,
) -> Result<Vec<Whose>, Failure> {
    let patient_of = |identifier: &str| -> Option<PatientId> { identifiers.get(identifier).copied() };
    let Some(sample) = &arguments.sample else {
        return Ok(read.samples().map(|sample| (sample.to_owned(), patient_of(sample))).collect());
    };
    if !read.samples().any(|one| one == sample) {
        let known: Vec<&str> = read.samples().take(6).collect();
        return Err(Failure(format!("there is no sample {sample}; the file has {}", known.join(", "))));
    }
    let identifier = arguments.patient.as_deref().unwrap_or(sample);
    let patient = patient_of(identifier)
        .ok_or_else(|| Failure(format!("no patient has the identifier {identifier}; import patients first")))?;
    Ok(vec![(sample.clone(), Some(patient))])
}
