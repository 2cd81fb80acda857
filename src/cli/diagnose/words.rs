//! Reports, warnings and abstentions in words.

use crate::analysis::diagnosis::bounds::Abstention;
use crate::analysis::diagnosis::lint::{Warning, WarningKind};
use crate::analysis::diagnosis::run::{Measured, Report};
use crate::analysis::diagnosis::subgroup::SubgroupOf;
use crate::analysis::diagnosis::table::{NoteKind, TableNote};
use crate::analysis::diagnosis::verdict::Method;

use super::super::output::tell;

/// A number as people read it: four places, or four digits where it is large.
pub fn short(value: f64) -> String {
    if value.abs() >= 1_000.0 { format!("{value:.0}") } else { format!("{value:.4}") }
}

/// The same without zeros at its end.
pub fn trimmed(value: f64) -> String {
    let text = short(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A chance that is too small for four places is said to be so.
pub fn chance(p: f64) -> String {
    if p < 0.0001 { "p < 0.0001".to_owned() } else { format!("p {p:.4}") }
}

pub fn measured(found: &Measured) -> String {
    let value = found.value.map_or_else(|| "not defined".to_owned(), short);
    let interval =
        found.interval.map_or_else(String::new, |(low, high)| format!(" ({} to {})", short(low), short(high)));
    let undefined = match found.undefined_folds {
        0 => String::new(),
        folds => format!(" [not defined in {folds} of the parts, which are left out]"),
    };
    format!("{value}{interval}{undefined}")
}

pub fn warning(found: &Warning) -> String {
    let column = found.column.as_deref().unwrap_or_default();
    match &found.kind {
        WarningKind::TellsAlone { how_well } => {
            format!("{column} alone tells the answer ({}); see whether it was known before it", short(*how_well))
        }
        WarningKind::MissingTells { how_well } => {
            format!("whether {column} is missing tells the answer ({}); see why it is missing", short(*how_well))
        }
        WarningKind::SameValueSameAnswer { how_well } => format!(
            "rows with the same {column} agree in their answer and rows with the next do not ({} less apart): it looks like a \
             number of patients (--group) or a code, not a measure",
            short(*how_well)
        ),
        WarningKind::IdentifierFeature => format!("{column} looks like an identifier and is used as a feature"),
        WarningKind::IdentifierLeftOut => format!("{column} is an identifier and no feature"),
        WarningKind::LaterThanTarget { rows } => format!("{column} is later than the target in {rows} rows"),
        WarningKind::Duplicates { rows } => format!(
            "{rows} rows are alike in all features with a row of another patient, so that the same may be on both sides"
        ),
    }
}

pub fn note(found: &TableNote) -> String {
    let column = &found.column;
    match &found.what {
        NoteKind::Unread { cells, row, text } => {
            format!("{column}: {cells} cells do not fit and count as missing; the first is {text:?} in row {}", row + 1)
        }
        NoteKind::Limits { cells, row, text } => {
            format!(
                "{column}: {cells} cells are limits of measurement and count as the number they name, {text} in row {} first",
                row + 1
            )
        }
        NoteKind::ZerosMissing { cells } => format!("{column}: {cells} zeros count as missing"),
        NoteKind::ZerosSuspicious { cells } => format!(
            "{column}: {cells} zeros stand apart from all other values; if they mean \"not measured\", say --zero-missing {column}"
        ),
        NoteKind::Empty => format!("{column}: it holds nothing and is not used"),
        NoteKind::Constant => format!("{column}: every row holds the same, so that it tells nothing"),
    }
}

/// Why a case gets no answer.
pub fn abstention(found: &Abstention) -> String {
    match found {
        Abstention::Outside { column, value, least, most } => {
            format!("{column} is {value}, and the model knows {least} to {most}")
        }
        Abstention::KeyMissing { column } => format!("{column} is missing, and the model leans on it"),
        Abstention::MostlyMissing { missing, of } => format!("{missing} of {of} features are missing"),
        Abstention::Far { distance, usual } => {
            format!("no training case is like it (distance {distance:.2}, usual is up to {usual:.2})")
        }
        Abstention::NewWord { column, word } => format!("{column} is {word:?}, which the model has never seen"),
        Abstention::Unread { column, text } => format!("{column} is {text:?}, which cannot be read"),
    }
}

pub fn abstentions(found: &[Abstention]) -> String {
    found.iter().map(abstention).collect::<Vec<String>>().join("; ")
}

pub fn group(column: &str, of: &SubgroupOf) -> String {
    match of {
        SubgroupOf::Is(value) => format!("{column} {value}"),
        SubgroupOf::Age { from, below: Some(below) } => format!("{column} {from} to {}", below - 1),
        SubgroupOf::Age { from, below: None } => format!("{column} {from} and over"),
    }
}

/// How the verdict came about.
pub fn method(report: &Report) -> &'static str {
    match report.verdict.method {
        Method::RepeatedFolds => "corrected interval over folds, one-sided 2.5 %",
        Method::Permutation => "permutation of one held-back part, one-sided 2.5 %; says nothing of learning anew",
        Method::None => "the primary measure has no value in any fold",
    }
}

/// What has to be said besides the result, on standard error.
pub fn tell_about(report: &Report, notes: &[TableNote]) {
    notes.iter().for_each(|found| tell(note(found)));
    if report.without_answer > 0 {
        tell(format_args!("{} rows without an answer were left out", report.without_answer));
    }
    if report.without_patient > 0 {
        tell(format_args!("{} rows that do not say whose they are were left out", report.without_patient));
    }
    if report.incomplete > 0 {
        tell(format_args!("{} rows with missing values were left out", report.incomplete));
    }
    report.warnings.iter().for_each(|found| tell(warning(found)));
    if let Some((fold, reason)) = report.failed.first() {
        let failed = report.failed.len();
        tell(format_args!(
            "{failed} folds could not be learned from and are left out; the first, {}: {reason}",
            fold + 1
        ));
    }
}
