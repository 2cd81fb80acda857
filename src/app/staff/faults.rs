//! Why nothing was found, as texts of both languages.

use crate::analysis::staff::coverage::reading::BesideFault;
use crate::analysis::staff::coverage::training::TrainingFault;
use crate::analysis::staff::education::OrderError;
use crate::analysis::staff::encode::EncodeError;
use crate::analysis::staff::retention::RetentionError;
use crate::analysis::staff::study::StudyError;

use super::super::diagnosis::{fault_of_run, fault_of_table};
use super::super::message::Message;
use super::RetentionFault;

fn fault(id: &str) -> Message {
    Message::new(format!("staff-fault-{id}"))
}

pub fn of_order(error: &OrderError) -> Message {
    match error {
        OrderError::TooShort => fault("order-short"),
        OrderError::Twice(word) => fault("order-twice").with("word", word),
    }
}

fn of_encode(error: &EncodeError) -> Message {
    match error {
        EncodeError::NoFeature => fault("no-feature"),
        EncodeError::NoRows => fault("no-rows"),
        EncodeError::Protected(column) => fault("protected").with("column", column),
    }
}

pub fn of_study(error: &StudyError) -> Message {
    match error {
        StudyError::Encode(error) => of_encode(error),
        StudyError::Tree(error) => fault_of_run(error).unwrap_or_else(|| fault("no-rows")),
        StudyError::Cancelled(_) => fault("no-rows"),
    }
}

pub fn of_retention(error: &RetentionFault) -> Message {
    match error {
        RetentionFault::Study(error) => of_study(error),
        RetentionFault::Table(RetentionError::NoOutcome) => fault("no-outcome"),
        RetentionFault::Table(RetentionError::Encode(error)) => of_encode(error),
        RetentionFault::Table(RetentionError::Table(error)) => fault_of_table(error),
        RetentionFault::Run(error) => fault_of_run(error).unwrap_or_else(|| fault("no-rows")),
    }
}

pub fn of_synonym(text: &str) -> Message {
    fault("synonym").with("text", text)
}

pub fn of_beside(error: &BesideFault, file: &str) -> Message {
    match error {
        BesideFault::Unknown => fault("beside").with("file", file),
        BesideFault::Cell { line, column, text, wanted: _ } => {
            fault("beside-cell").with("file", file).with("line", line).with("column", column).with("text", text)
        }
        BesideFault::Empty { line, column } => {
            fault("beside-empty").with("file", file).with("line", line).with("column", column)
        }
    }
}

pub fn of_training(error: &TrainingFault) -> Message {
    let TrainingFault::TooMany { ward, skill } = error;
    fault("training").with("ward", ward).with("skill", skill)
}
