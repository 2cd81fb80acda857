//! Why something could not be learned, read or answered, as texts of both languages.

use crate::analysis::diagnosis::folds::SplitError;
use crate::analysis::diagnosis::learner::FitError;
use crate::analysis::diagnosis::parameters::ParameterError;
use crate::analysis::diagnosis::pipeline::PipelineError;
use crate::analysis::diagnosis::plan::RunError;
use crate::analysis::diagnosis::table::TableError;
use crate::io::model_file::ModelFileError;

use super::super::message::Message;

fn fault(id: &str) -> Message {
    Message::new(format!("diagnosis-fault-{id}"))
}

pub fn of_table(error: &TableError) -> Message {
    match error {
        TableError::NoRows => fault("no-rows"),
        TableError::NoRow(row, rows) => fault("no-row").with("row", row).with("rows", rows),
        TableError::NoTarget => fault("no-target"),
        TableError::TwoTargets(one, other) => fault("two-targets").with("one", one).with("other", other),
        TableError::NoFeature => fault("no-feature"),
        TableError::NameTwice(name) => fault("name-twice").with("name", name),
        TableError::NoColumn(name) => fault("no-column").with("name", name),
        TableError::OneClass(name, class) => fault("one-class").with("name", name).with("class", class),
        TableError::EmptyTarget(name) => fault("empty-target").with("name", name),
        TableError::TooManyClasses(name, count) => fault("too-many-classes").with("name", name).with("count", count),
        TableError::TargetNotNumeric(name) => fault("target-not-numeric").with("name", name),
        TableError::NoClass(name, class) => fault("no-class").with("name", name).with("class", class),
        TableError::Ragged => fault("ragged"),
    }
}

/// `None` where it was cancelled.
pub fn of_run(error: &RunError) -> Option<Message> {
    Some(match error {
        RunError::Table(error) => of_table(error),
        RunError::Split(error) => of_split(error),
        RunError::Pipeline(PipelineError::NoColumn(name)) => fault("no-column").with("name", name),
        RunError::Pipeline(PipelineError::NoRows(name)) => fault("missing-everywhere").with("name", name),
        RunError::Pipeline(PipelineError::Features(error)) => fault("fit").with_details(error),
        RunError::Fit(error) => of_fit(error)?,
        RunError::WrongTask(algorithm) => fault("wrong-task").with("algorithm", algorithm),
        RunError::NoAlgorithm => fault("no-algorithm"),
        RunError::NoFold(reason) => fault("no-fold").with_details(reason),
        RunError::Cancelled(_) => return None,
    })
}

fn of_split(error: &SplitError) -> Message {
    match error {
        SplitError::TooFewPatients { patients, folds } => {
            fault("too-few-patients").with("patients", patients).with("folds", folds)
        }
        SplitError::OneFold => fault("one-fold"),
        SplitError::Share => fault("share"),
        SplitError::NoTimes(name) => fault("no-times").with("name", name),
        SplitError::OneTime => fault("one-time"),
    }
}

fn of_fit(error: &FitError) -> Option<Message> {
    Some(match error {
        FitError::NoRows => fault("no-rows"),
        FitError::NoFeatures => fault("no-feature"),
        FitError::OneClass => fault("part-one-class"),
        FitError::Task { algorithm } => fault("wrong-task").with("algorithm", algorithm),
        FitError::TooLarge { rows, columns } => fault("too-large").with("rows", rows).with("columns", columns),
        FitError::NotConverged { steps } => fault("not-converged").with("steps", steps),
        FitError::Lengths { .. }
        | FitError::NotFinite { .. }
        | FitError::UnknownClass { .. }
        | FitError::Weights
        | FitError::NoWeights { .. }
        | FitError::Engine { .. } => fault("fit").with_details(error),
        FitError::Cancelled(_) => return None,
    })
}

pub fn of_parameter(error: &ParameterError) -> Message {
    match error {
        ParameterError::Unknown { key, .. } => fault("parameter").with("key", key).with_details(error),
        ParameterError::Twice { key } | ParameterError::Value { key, .. } => {
            fault("parameter").with("key", key).with_details(error)
        }
    }
}

/// By the file's name without its folder.
pub fn of_model_file(error: &ModelFileError, name: &str) -> Message {
    match error {
        ModelFileError::Unread { what, .. } => fault("model-unread").with("name", name).with_details(what),
        ModelFileError::NotAModel { .. } => fault("not-a-model").with("name", name),
        ModelFileError::OtherVersion { version, read, .. } => {
            fault("other-version").with("name", name).with("version", version).with("read", read)
        }
        ModelFileError::Damaged { .. } => fault("damaged-model").with("name", name),
        ModelFileError::Unwritten(what) => fault("model-unwritten").with_details(what),
    }
}
