//! An import from beginning to end: the file's rows into the store's writer, in one transaction.

use std::fs::Metadata;
use std::path::Path;

use crate::base::Progress;
use crate::base::time::MomentReader;
use crate::domain::receipt::{Receipt, Rehearsal};

use super::super::store::{ImportDraft, ImportRehearsal, ImportWriter, RowSink};
use super::Sources;
use super::error::{ImportError, file_name};
use super::pipeline::{Job, Parsed, read_all};
use super::plan::ImportPlan;
use super::source::FileMark;
use super::threads::Effort;

/// What the store is told before the first row. The hash is not known yet: [`run`] hands it over before it commits.
///
/// # Errors
/// The mapping does not fit, or the file is not there.
pub fn draft(plan: &ImportPlan) -> Result<ImportDraft, ImportError> {
    let (path, mapping) = (plan.path(), &plan.mapping);
    mapping.check()?;
    Ok(ImportDraft {
        format: mapping.format.to_owned(),
        file_name: file_name(path),
        sha256: String::new(),
        file_bytes: plan.source.file_bytes()?,
        columns: mapping.receipt_columns(),
        ignored_headings: mapping.ignored_headings(),
        reading: plan.reading.clone(),
    })
}

/// Imports a file, reading times with `moments`. Progress counts bytes while the file is read, then what the store's
/// commit counts. After an error nothing of the import stays: the writer is dropped without a commit.
///
/// # Errors
/// The file cannot be read or was changed meanwhile, the mapping does not fit it, the store cannot take it, cancelled.
/// Rows that cannot be read are rejects of the receipt, not errors.
pub fn run(
    plan: &ImportPlan,
    moments: MomentReader,
    writer: Box<dyn ImportWriter>,
    progress: &Progress,
) -> Result<Receipt, ImportError> {
    run_with(Effort::of_this_computer(), plan, moments, writer, progress)
}

/// As [`run`], with a given number of threads and size of stretches.
pub(super) fn run_with(
    effort: Effort,
    plan: &ImportPlan,
    moments: MomentReader,
    mut writer: Box<dyn ImportWriter>,
    progress: &Progress,
) -> Result<Receipt, ImportError> {
    read_into(effort, plan, moments, &mut *writer, progress)?;
    Ok(writer.commit(progress)?)
}

/// Finds out what [`run`] would do.
///
/// # Errors
/// As [`run`].
pub fn rehearse(
    plan: &ImportPlan,
    moments: MomentReader,
    mut rehearsal: Box<dyn ImportRehearsal>,
    progress: &Progress,
) -> Result<Rehearsal, ImportError> {
    read_into(Effort::of_this_computer(), plan, moments, &mut *rehearsal, progress)?;
    Ok(rehearsal.finish(progress)?)
}

/// Reads the whole file into a writer.
fn read_into(
    effort: Effort,
    plan: &ImportPlan,
    moments: MomentReader,
    sink: &mut dyn RowSink,
    progress: &Progress,
) -> Result<(), ImportError> {
    let format = plan.mapping.check()?;
    let before = plan.source.metadata()?;
    progress.restart(plan.source.bytes());
    let sources = Sources { identifiers: sink.identifiers(), words: sink.words(), moments };
    let job = Job { plan, format, sources: &sources, progress, effort };
    let mark = read_all(job, plan.source.table(plan.form)?, &mut |parsed| hand_over(sink, parsed, progress))?;
    if let Some(before) = before {
        check_unchanged(plan.path(), &before, &mark)?;
    }
    sink.set_file(mark.sha256, mark.bytes);
    Ok(())
}

fn hand_over(sink: &mut dyn RowSink, parsed: Parsed, progress: &Progress) -> Result<(), ImportError> {
    sink.count(parsed.findings.rows, parsed.findings.empty);
    for reject in parsed.findings.rejects {
        sink.reject(reject)?;
    }
    parsed.findings.withdrawals.into_iter().for_each(|word| sink.withdraw(word));
    sink.add(parsed.records, progress)?;
    progress.tick(parsed.bytes)?;
    Ok(())
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
