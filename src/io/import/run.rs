//! An import from beginning to end: the file's rows into the store's writer, in one transaction.

use std::fs::{File, Metadata};
use std::path::Path;

use crate::base::Progress;
use crate::base::time::MomentReader;
use crate::domain::receipt::Receipt;

use super::super::store::{ImportDraft, ImportWriter};
use super::error::{ImportError, file_name};
use super::pipeline::{Effort, FileMark, Job, Parsed, read_all};
use super::{FileForm, Mapping, Sources};

/// What the store is told before the first row. The hash is not known yet: [`run`] hands it over before it commits.
///
/// # Errors
/// The mapping does not fit, or the file is not there.
pub fn draft(path: &Path, mapping: &Mapping) -> Result<ImportDraft, ImportError> {
    mapping.check()?;
    let (_, metadata) = open(path)?;
    Ok(ImportDraft {
        format: mapping.format.to_owned(),
        file_name: file_name(path),
        sha256: String::new(),
        file_bytes: metadata.len(),
        columns: mapping.receipt_columns(),
        ignored_headings: mapping.ignored_headings(),
    })
}

/// Imports a file, reading times with `moments`. Progress counts bytes while the file is read, then what the store's commit counts. After an error
/// nothing of the import stays: the writer is dropped without a commit.
///
/// # Errors
/// The file cannot be read or was changed meanwhile, the mapping does not fit it, the store cannot take it, cancelled.
/// Rows that cannot be read are rejects of the receipt, not errors.
pub fn run(
    path: &Path,
    mapping: &Mapping,
    form: FileForm,
    moments: MomentReader,
    writer: Box<dyn ImportWriter>,
    progress: &Progress,
) -> Result<Receipt, ImportError> {
    run_with(Effort::of_this_computer(), path, mapping, form, moments, writer, progress)
}

/// As [`run`], with a given number of threads and size of stretches.
pub(super) fn run_with(
    effort: Effort,
    path: &Path,
    mapping: &Mapping,
    form: FileForm,
    moments: MomentReader,
    mut writer: Box<dyn ImportWriter>,
    progress: &Progress,
) -> Result<Receipt, ImportError> {
    let format = mapping.check()?;
    let (file, before) = open(path)?;
    progress.restart(before.len());
    let sources = Sources { identifiers: writer.identifiers(), words: writer.words(), moments };
    let job = Job { path, form, format, mapping, sources: &sources, progress, effort };
    let mark = read_all(job, file, &mut |parsed| hand_over(&mut *writer, parsed, progress))?;
    check_unchanged(path, &before, &mark)?;
    writer.set_file(mark.sha256, mark.bytes);
    Ok(writer.commit(progress)?)
}

fn hand_over(writer: &mut dyn ImportWriter, parsed: Parsed, progress: &Progress) -> Result<(), ImportError> {
    writer.count(parsed.findings.rows, parsed.findings.empty);
    for reject in parsed.findings.rejects {
        writer.reject(reject)?;
    }
    writer.add(parsed.records, progress)?;
    progress.tick(parsed.bytes)?;
    Ok(())
}

/// Opens a file, and only a file: a pipe or a device could block or never end.
pub(super) fn open(path: &Path) -> Result<(File, Metadata), ImportError> {
    let name = file_name(path);
    let metadata = std::fs::metadata(path).map_err(|error| ImportError::from_io(path, &error))?;
    if !metadata.is_file() {
        return Err(ImportError::NotAFile { name });
    }
    if metadata.len() == 0 {
        return Err(ImportError::Empty { name });
    }
    let file = File::open(path).map_err(|error| ImportError::from_io(path, &error))?;
    Ok((file, metadata))
}

/// Half of a file that somebody is still writing is not a file to import.
fn check_unchanged(path: &Path, before: &Metadata, mark: &FileMark) -> Result<(), ImportError> {
    let after = std::fs::metadata(path).map_err(|error| ImportError::from_io(path, &error))?;
    let is_same_time = match (before.modified(), after.modified()) {
        (Ok(before), Ok(after)) => before == after,
        // A system without such times tells nothing either way.
        (Err(_), _) | (_, Err(_)) => true,
    };
    if is_same_time && before.len() == after.len() && after.len() == mark.bytes {
        Ok(())
    } else {
        Err(ImportError::Changed { name: file_name(path) })
    }
}
