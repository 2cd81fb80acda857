//! The variant count of every patient of a file, in a job.

use std::path::Path;

use crate::analysis::variants::{PatientCount, count};
use crate::base::{Cancelled, Progress};
use crate::io::import::ImportError;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::message::file_name;
use super::super::outcome::Outcome;
use super::orders::{Orders, SortKey};
use super::variant_file::{self, RefusedRow, Shape, VariantFile};
use super::{ArticleFile, ArticleOutcome, found, unread};

/// The counts of a file.
#[derive(Debug)]
pub struct Counted {
    pub file: String,
    pub shape: Shape,
    pub has_significance: bool,
    pub has_zygosity: bool,
    pub has_diseases: bool,
    /// In order of the identifiers.
    pub patients: Vec<CountedPatient>,
    pub refused: Vec<RefusedRow>,
    /// By the columns of [`Counted::COLUMNS`].
    pub orders: Orders,
}

/// One patient's count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedPatient {
    pub identifier: String,
    pub count: PatientCount,
}

impl CountedPatient {
    /// The numbers of the columns behind the identifier.
    pub fn numbers(&self) -> [u32; Counted::COLUMNS - 1] {
        let all = self.count.all;
        [
            all.c(),
            all.pathogenic,
            all.uncertain,
            all.benign,
            all.not_classified,
            all.not_found,
            all.not_tested,
            all.heterozygous,
            all.homozygous,
            all.hemizygous,
            all.zygosity_not_recorded,
        ]
    }
}

impl Counted {
    /// Identifier, then the numbers.
    pub const COLUMNS: usize = 12;
}

/// Starts the job with the file that was chosen.
pub fn start(core: &mut Core) {
    let folder = core.folders.stores.clone();
    let typed = core.state.article.path(ArticleFile::Variants).to_owned();
    core.state.article.counted.started();
    core.jobs.start(JobKind::COUNT_VARIANTS, Message::new("job-count-variants"), move |progress| {
        let path = found(&typed, &folder);
        let file = variant_file::read(&path);
        outcome(file, &path, progress)
    });
}

fn outcome(file: Result<VariantFile, ImportError>, path: &Path, progress: &Progress) -> Outcome {
    match file.map(|file| counted(file, path, progress)) {
        Ok(Ok(counted)) => Outcome::from(ArticleOutcome::Counted(Box::new(counted))),
        Ok(Err(Cancelled)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(unread(path, &error)),
    }
}

/// Counts every patient of a file.
///
/// # Errors
/// The job was stopped.
pub fn counted(file: VariantFile, path: &Path, progress: &Progress) -> Result<Counted, Cancelled> {
    progress.restart(file.patients.len() as u64);
    let mut patients = Vec::with_capacity(file.patients.len());
    for (identifier, records) in file.patients {
        progress.tick(1)?;
        patients.push(CountedPatient { identifier, count: count(&records) });
    }
    let key = |row: usize, column: usize| match (patients.get(row), column.checked_sub(1)) {
        (Some(patient), None) => SortKey::Text(patient.identifier.clone()),
        (Some(patient), Some(at)) => {
            patient.numbers().get(at).map_or(SortKey::Nothing, |number| SortKey::Number(f64::from(*number)))
        }
        (None, _) => SortKey::Nothing,
    };
    let orders = Orders::of(patients.len(), Counted::COLUMNS, key);
    Ok(Counted {
        file: file_name(path),
        shape: file.shape,
        has_significance: file.has_significance,
        has_zygosity: file.has_zygosity,
        has_diseases: file.has_diseases,
        patients,
        refused: file.refused,
        orders,
    })
}
