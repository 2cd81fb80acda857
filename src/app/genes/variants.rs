//! Calls of a variant file as gene results of patients: for the open twin in the window, by sample names from the command
//! line. The file stays where it is; what was called is kept with its name, hash and lines.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::genomics::{Typings, call_sample};
use crate::base::{Place, Progress, Rule};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::genome::{CallNote, CallState, GeneCall, GeneRecord, GeneStatement, StoredCall};
use crate::domain::ids::PatientId;
use crate::domain::receipt::{FileReading, Receipt};
use crate::io::genes::vcf::{self, VariantFile, VcfError};
use crate::io::genes::{FileMark, TableFault, file_mark, gene_tables};
use crate::io::store::{ImportDraft, RecordBatch, Row, Store, StoreError, reject};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::message::file_name;
use super::super::outcome::Outcome;
use super::super::panels::PanelId;
use super::super::picker;

impl JobKind {
    pub const READ_VARIANTS: JobKind = JobKind::reading("read-variants");
    /// Gene calls of a variant file into the store.
    pub const IMPORT_VARIANTS: JobKind = JobKind::changing_store("import-variants");
}

/// The receipt's format of an imported variant file.
pub const FORMAT: &str = "vcf";

/// A variant file that was read and not imported yet.
#[derive(Debug)]
pub struct ReadVariants {
    pub path: PathBuf,
    pub file: VariantFile,
    pub mark: FileMark,
}

impl ReadVariants {
    pub fn name(&self) -> String {
        file_name(&self.path)
    }

    /// Samples in the order of the file.
    pub fn samples(&self) -> impl Iterator<Item = &str> {
        self.file.samples.iter().map(|sample| sample.sample.as_str())
    }
}

/// Why the calls of a file cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum VariantsError {
    #[error(transparent)]
    File(#[from] VcfError),
    #[error("the file has no samples, so there is nothing to call")]
    NoSamples,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Tables(#[from] TableFault),
}

impl VariantsError {
    fn is_cancelled(&self) -> bool {
        matches!(self, VariantsError::File(VcfError::Cancelled(_)) | VariantsError::Store(StoreError::Cancelled(_)))
    }

    /// As the window says it.
    fn message(&self, name: &str) -> Message {
        match self {
            VariantsError::Store(error) => Message::from(error),
            VariantsError::NoSamples => Message::new("variants-error-no-samples").with("name", name),
            VariantsError::Tables(fault) => Message::new("variants-error-file").with("name", name).with("what", fault),
            VariantsError::File(error) => Message::new("variants-error-file").with("name", name).with("what", error),
        }
    }
}

/// Reads a variant file whole, and its hash.
///
/// # Errors
/// The first breach of the format, another build than GRCh38, no samples; cancelled.
pub fn read(path: &Path, progress: &Progress) -> Result<ReadVariants, VariantsError> {
    let file = vcf::read_file(path, gene_tables()?, progress)?;
    if file.samples.is_empty() {
        return Err(VariantsError::NoSamples);
    }
    let mark = file_mark(path, progress)?;
    Ok(ReadVariants { path: path.to_owned(), file, mark })
}

/// Whose a sample is; `None`: nobody's in this store, which is refused and told.
pub type Whose = (String, Option<PatientId>);

/// Imports the calls of the samples named.
///
/// # Errors
/// The store's; nothing of the import stays.
pub fn import(
    store: &dyn Store,
    grant: &Grant,
    read: &ReadVariants,
    whose: &[Whose],
    progress: &Progress,
) -> Result<Receipt, VariantsError> {
    let tables = gene_tables()?;
    let mut writer = store.begin_import(grant, draft(read))?;
    for (sample, patient) in whose {
        let Some(readings) = read.file.samples.iter().find(|one| one.sample == *sample) else { continue };
        let Some(patient) = patient else {
            writer.count(1, 0);
            writer.reject(reject(Place { line: read.file.header_line, column: 0 }, Rule::UnknownPatient, sample))?;
            continue;
        };
        let calls = call_sample(tables, readings, &Typings::new());
        let rows: Vec<(PatientId, Row<GeneRecord>)> =
            calls.into_iter().filter_map(|call| row(read, call)).map(|row| (*patient, row)).collect();
        writer.count(rows.len() as u64, 0);
        writer.add(RecordBatch::Genes(rows), progress)?;
    }
    Ok(writer.commit(progress)?)
}

fn draft(read: &ReadVariants) -> ImportDraft {
    ImportDraft {
        format: FORMAT.to_owned(),
        file_name: read.name(),
        sha256: read.mark.sha256.clone(),
        file_bytes: read.mark.bytes,
        columns: Vec::new(),
        ignored_headings: Vec::new(),
        reading: FileReading::default(),
    }
}

/// A gene's call as a record at the file's first line about the gene. A gene that the file says nothing of is not kept: it
/// was not tested.
fn row(read: &ReadVariants, mut call: GeneCall) -> Option<Row<GeneRecord>> {
    if call.state() == CallState::NotTested {
        return None;
    }
    let line = read.file.lines.get(&call.gene).copied().unwrap_or_default();
    let of_gene = read.file.notes.iter().filter(|note| note.gene == call.gene);
    call.notes.extend(of_gene.map(|note| CallNote::FromFile(note.words())));
    let statement = GeneStatement::Called(Box::new(StoredCall::of(&call)));
    let record = GeneRecord { gene: call.gene, statement, reported_phenotype: None, specimen: None, laboratory: None };
    Some(Row { record, line: u32::try_from(line).unwrap_or(u32::MAX), raw: Vec::new() })
}

/// Asks for a file.
pub fn choose(core: &mut Core) {
    if core.state.twin.first.value().is_some() {
        picker::ask_file(core, look);
    }
}

/// A file that was dropped or chosen like a table: the open twin's, else nobody's.
pub fn dropped(core: &mut Core, path: PathBuf) {
    if core.state.twin.first.value().is_none() {
        return core.state.warn(Message::new("variants-nobody-open").with("name", file_name(&path)));
    }
    core.state.risk.tab = "genes";
    super::super::panels::go(core, PanelId::Risk);
    look(core, path);
}

/// Reads the file that was chosen.
pub fn look(core: &mut Core, path: PathBuf) {
    let label = Message::new("job-read-variants").with("name", file_name(&path));
    core.jobs.start(JobKind::READ_VARIANTS, label, move |progress| match read(&path, progress) {
        Ok(variants) => Outcome::take(move |core| looked(core, variants)),
        Err(error) if error.is_cancelled() => Outcome::Cancelled,
        Err(error) => Outcome::Failed(error.message(&file_name(&path))),
    });
}

/// Shows whose sample may be taken.
pub fn looked(core: &mut Core, variants: ReadVariants) {
    core.state.genes.variants = Some(Arc::new(variants));
}

/// The file is left.
pub fn forget(core: &mut Core) {
    core.state.genes.variants = None;
}

/// Imports one sample as the open twin's.
pub fn take_sample(core: &mut Core, sample: &str) {
    let now = core.clock.utc_secs();
    let Some(variants) = core.state.genes.variants.take() else { return };
    let Some(patient) = core.state.twin.first.value().map(|view| view.twin.id) else { return };
    let Some(open) = core.state.session.open_store() else { return };
    let grant = match open.ask(Action::ImportFile, Scope::File { name: variants.name() }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, whose) = (Arc::clone(&open.store), [(sample.to_owned(), Some(patient))]);
    let name = variants.name();
    let label = Message::new("job-import").with("name", &name);
    core.jobs.start(JobKind::IMPORT_VARIANTS, label, move |progress| {
        match import(&*store, &grant, &variants, &whose, progress) {
            Ok(receipt) => Outcome::take(move |core| imported(core, &receipt)),
            Err(error) if error.is_cancelled() => Outcome::Cancelled,
            Err(error) => Outcome::Failed(error.message(&name)),
        }
    });
}

/// The calls are in the store: the twin is read again.
pub fn imported(core: &mut Core, receipt: &Receipt) {
    let said = Message::new("variants-imported").with("name", &receipt.file_name).with("count", receipt.counts.added);
    core.state.inform(said);
    super::super::happened::records_changed(core);
}
