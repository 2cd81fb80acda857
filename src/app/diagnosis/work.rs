//! Learning and judging on several threads, and models as files.

use std::num::NonZero;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::analysis::diagnosis::card::Provenance;
use crate::analysis::diagnosis::learned::Candidates;
use crate::analysis::diagnosis::plan::{Plan, RunError};
use crate::analysis::diagnosis::run::{Evaluation, Report, SplitOutcome};
use crate::analysis::diagnosis::saved::{KIND, SavedModel, VERSION, fit_judged};
use crate::analysis::diagnosis::table::{Table, TableNote};
use crate::base::Progress;
use crate::io::model_file::{self, ModelFileError};

/// Judges as planned, a split a thread. The report does not depend on how many threads there are.
///
/// # Errors
/// The table cannot be learned from; cancelled.
pub fn evaluate_on_threads(
    table: &Table,
    plan: &Plan,
    candidates: Candidates<'_>,
    progress: &Progress,
) -> Result<Report, RunError> {
    let evaluation = Evaluation::begin(table, plan, candidates, progress)?;
    let outcomes = outcomes(&evaluation, progress)?;
    evaluation.finish(outcomes, progress)
}

fn outcomes(evaluation: &Evaluation<'_, '_>, progress: &Progress) -> Result<Vec<SplitOutcome>, RunError> {
    let splits = evaluation.splits.len();
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(splits);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        if place >= splits {
            break;
        }
        let outcome = evaluation.run_split(place, progress);
        let is_over = outcome.is_err();
        if let Ok(mut done) = done.lock() {
            done.push((place, outcome));
        }
        if is_over {
            break;
        }
    };
    std::thread::scope(|scope| {
        (1..threads).for_each(|_| drop(scope.spawn(work)));
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Judges as planned, then learns from all rows.
///
/// # Errors
/// The table cannot be learned from; cancelled.
pub fn fit_on_threads(
    table: &Table,
    notes: &[TableNote],
    plan: &Plan,
    candidates: Candidates<'_>,
    provenance: &Provenance,
    progress: &Progress,
) -> Result<(SavedModel, Report), RunError> {
    let report = evaluate_on_threads(table, plan, candidates, progress)?;
    let model = fit_judged(table, notes, plan, candidates, provenance, &report, progress)?;
    Ok((model, report))
}

/// A model as the bytes of its file.
///
/// # Errors
/// It holds what no file can hold.
pub fn model_bytes(model: &SavedModel) -> Result<Vec<u8>, ModelFileError> {
    model_file::to_bytes(KIND, VERSION, model)
}

/// A model from the bytes of its file; `name` is for the error.
///
/// # Errors
/// The bytes hold no model of this version, or a damaged one.
pub fn model_of_bytes(bytes: &[u8], name: &str) -> Result<SavedModel, ModelFileError> {
    let model: SavedModel = model_file::from_bytes(bytes, KIND, VERSION, name.to_owned())?;
    if model.is_sound() { Ok(model) } else { Err(ModelFileError::Damaged { name: name.to_owned() }) }
}

/// Reads a model and sees that its parts fit together.
///
/// # Errors
/// The file holds no model of this version, or a damaged one.
pub fn read_model(path: &Path) -> Result<SavedModel, ModelFileError> {
    let model: SavedModel = model_file::read(path, KIND, VERSION)?;
    if model.is_sound() { Ok(model) } else { Err(ModelFileError::Damaged { name: path.display().to_string() }) }
}
