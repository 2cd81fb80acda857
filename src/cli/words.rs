//! What went wrong, in the words of the command line: each names the thing and the remedy.

use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::domain::cohort::{CohortFault, Expected};
use crate::io::import::ImportError;
use crate::io::store::StoreError;

use super::failure::Failure;

/// What a store's folder says.
pub fn of_store(folder: &Path) -> impl Fn(StoreError) -> Failure {
    let folder = folder.display().to_string();
    move |error| {
        Failure(match &error {
            StoreError::DiskFull => {
                format!("{folder}: the disk is full; free some space on the disk of {folder} and run it again")
            }
            StoreError::System { .. } => format!(
                "{folder}: {error}; see that the disk of {folder} works and has space that is free, and run it again"
            ),
            StoreError::Gone { .. } => {
                format!("{}; see that its disk is still there and run it again", error_at(&folder, &error))
            }
            StoreError::ReadOnlyFolder { .. } => format!(
                "{folder}: the folder cannot be written; see that you may write there and run it again, or copy the store to another folder"
            ),
            _ => error_at(&folder, &error),
        })
    }
}

fn error_at(folder: &str, error: &StoreError) -> String {
    format!("{folder}: {error}")
}

/// What an import into the store of that folder says.
pub fn of_import(folder: &Path) -> impl Fn(ImportError) -> Failure {
    let of_store = of_store(folder);
    move |error| match error {
        ImportError::Store(error) => of_store(error),
        other => Failure(other.to_string()),
    }
}

/// A path where no store is.
pub fn no_store(folder: &Path) -> Failure {
    let folder = folder.display();
    Failure(format!(
        "there is no store in {folder}; look for a mistyped path, or make one with: wardtwin import FILE --store '{folder}' (the window makes one too)"
    ))
}

/// A path where no store can be made.
pub fn no_room_for_store(folder: &Path) -> impl Fn(StoreError) -> Failure {
    let (shown, of_store) = (folder.display().to_string(), of_store(folder));
    move |error| match error {
        StoreError::Gone { .. } | StoreError::ReadOnlyFolder { .. } => Failure(format!(
            "{shown}: no folder can be made there for a store; name a folder that you may write to with --store"
        )),
        other => of_store(other),
    }
}

/// A folder that cannot take the files of a command.
pub fn of_folder(folder: &Path, option: &str) -> impl Fn(Error) -> Failure {
    let remedy = format!("name a folder that you may write to with {option}");
    unwritten(folder, &remedy)
}

/// A file that cannot be written.
pub fn of_output(file: &Path) -> impl Fn(Error) -> Failure {
    unwritten(file, "see that its folder is there and that you may write to it")
}

fn unwritten(path: &Path, remedy: &str) -> impl Fn(Error) -> Failure + use<> {
    let (path, remedy) = (path.display().to_string(), remedy.to_owned());
    move |error| {
        Failure(match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                format!("{path}: the disk is full; free some space on the disk of {path} and run it again")
            }
            _ => format!("{path} cannot be written ({error}); {remedy}"),
        })
    }
}

/// A filter that cannot be read.
pub fn of_filter(fault: &CohortFault) -> String {
    let found = if fault.found.is_empty() { "the end".to_owned() } else { format!("\"{}\"", fault.found) };
    let (character, expected) = (fault.character, expected(fault.expected));
    format!("the filter cannot be read at character {character}: found {found}, expected {expected}")
}

fn expected(expected: Expected) -> String {
    let words = match expected {
        Expected::Test => "a test such as: age >= 65",
        Expected::JoinOrEnd => "and, or, or the end, such as: age >= 65 and sex = female",
        Expected::Comparison => "one of = != < <= > >= such as: age >= 65",
        Expected::Equality => "= or != such as: sex = female",
        Expected::TextComparison => "one of = != ~ such as: condition ~ diabetes",
        Expected::Number => "a number such as: newest(hba1c) > 7.5",
        Expected::WholeNumber => "a whole number such as: age >= 65",
        Expected::Text => "a word, or a text in double quotes, such as: condition ~ \"type 2\"",
        Expected::ClosingQuote => "a closing double quote, such as: condition ~ \"type 2\"",
        Expected::OpeningParenthesis => "an opening parenthesis, such as: newest(hba1c) > 7.5",
        Expected::ClosingParenthesis => "a closing parenthesis, such as: newest(hba1c) > 7.5",
        Expected::Indicator => "an indicator such as: newest(hba1c) > 7.5",
        Expected::FieldOrIndicator => "an indicator or a field, such as: missing(hba1c)",
        Expected::Sex => "female, male, other or unknown, such as: sex = female",
        Expected::AllergyState => "known, none known, not recorded or unavailable, such as: allergies = none known",
        Expected::DaysOrWeeks => "days or weeks, such as: observed < 30 days ago",
        Expected::RiskModel => "a risk model such as: risk(prevent) >= 7.5",
        Expected::LessNesting => "fewer parentheses inside each other",
        Expected::UnitOf(indicator) => {
            let indicator = indicator.indicator();
            let (id, unit) = (indicator.id, indicator.unit);
            return format!("a unit that converts to {unit}, such as: newest({id}) > 1 {unit}, or none at all");
        }
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cohort::Cohort;

    #[test]
    fn every_fault_of_a_filter_is_told_in_words_with_an_example_that_reads() {
        for kind in Expected::ALL {
            let words = expected(kind);
            assert!(words.contains(' ') && !words.contains(&format!("expected-{}", kind.id())), "{words}");
            let example =
                words.split_once("such as: ").map(|(_, example)| example.trim_end_matches(", or none at all"));
            if let Some(example) = example {
                assert!(Cohort::parse(example).is_ok(), "{example}");
            }
        }
    }

    #[test]
    fn a_full_disk_names_the_folder_and_the_remedy() {
        let folder = Path::new("/ward/3.wardtwin");
        for error in [StoreError::DiskFull, StoreError::System { what: "disk I/O error".to_owned() }] {
            let Failure(words) = of_import(folder)(ImportError::Store(error));
            assert!(words.starts_with("/ward/3.wardtwin: ") && words.contains("disk of /ward/3.wardtwin"), "{words}");
        }
    }
}
