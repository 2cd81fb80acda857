//! Files of plans and rosters: the instances and solutions of the two public benchmark families.

use std::collections::HashMap;
use std::path::Path;

pub mod appointments;
pub mod changes;
pub mod cost_file;
pub mod hospital;
mod hospital_plan;
mod hospital_text;
pub mod roster;

/// Why a file of a schedule was refused.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    #[error("{name} cannot be read ({what})")]
    Unread { name: String, what: std::io::Error },
    #[error("{name} is not what it should be: {what}")]
    NotJson { name: String, what: serde_json::Error },
    #[error("{name}: {place}: {fault}")]
    Refused { name: String, place: String, fault: Fault },
    #[error("the plan cannot be written: {0}")]
    Unwritten(#[from] serde_json::Error),
}

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{kind} {id:?} appears twice")]
    Repeated { kind: &'static str, id: String },
    #[error("there is no {kind} {id:?}")]
    Unknown { kind: &'static str, id: String },
    #[error("{what} is {found}, it has to be from {least} to {most}")]
    OutOfRange { what: &'static str, found: i64, least: i64, most: i64 },
    #[error("{what} has {found} entries, {expected} are needed")]
    Length { what: &'static str, found: usize, expected: usize },
    #[error("{text}")]
    Contradiction {
        /// Stable: the text `schedule-fault-<id>`.
        id: &'static str,
        text: String,
        /// What the text of another language is filled with.
        values: Vec<(&'static str, String)>,
    },
    #[error("{what} is missing")]
    Missing { what: &'static str },
    #[error("{what} is not a whole number: {found:?}")]
    NotNumber { what: &'static str, found: String },
}

impl Fault {
    /// What contradicts itself, in English, and with what it is said in another language.
    fn contradiction(id: &'static str, text: impl Into<String>, values: &[(&'static str, &dyn ToString)]) -> Fault {
        let values = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
        Fault::Contradiction { id, text: text.into(), values }
    }
}

/// A fault and where in the file it is.
type Placed<T> = Result<T, (String, Fault)>;

/// No number of a schedule is larger: sums of products of them stay exact.
const MOST: i64 = 1_000_000;
/// The longest horizon that is planned, about ten years.
const MOST_DAYS: i64 = 3660;

fn read_text(path: &Path) -> Result<String, ScheduleError> {
    let name = || path.display().to_string();
    let bytes = std::fs::read(path).map_err(|what| ScheduleError::Unread { name: name(), what })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        let fault = Fault::contradiction("not-utf8", "the bytes are not UTF-8", &[]);
        ScheduleError::Refused { name: name(), place: format!("line {line}"), fault }
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Whether an instance is a hospital's (JSON) and not a roster's (sections of text).
///
/// # Errors
/// It cannot be read.
pub fn is_hospital(path: &Path) -> Result<bool, ScheduleError> {
    Ok(read_text(path)?.trim_start().starts_with('{'))
}

fn refused<T>(path: &Path, found: Placed<T>) -> Result<T, ScheduleError> {
    found.map_err(|(place, fault)| ScheduleError::Refused { name: path.display().to_string(), place, fault })
}

/// A number of the file within its limits.
fn within(what: &'static str, found: i64, least: i64, most: i64) -> Result<u32, Fault> {
    match u32::try_from(found) {
        Ok(number) if (least..=most).contains(&found) => Ok(number),
        _ => Err(Fault::OutOfRange { what, found, least, most }),
    }
}

/// Identifiers of one kind and their places in the problem's list.
#[derive(Clone, Debug, Default)]
struct Names {
    kind: &'static str,
    places: HashMap<String, usize>,
}

impl Names {
    /// Takes the identifiers in order.
    fn of<'a>(kind: &'static str, ids: impl Iterator<Item = &'a str>) -> Result<Names, (usize, Fault)> {
        let mut names = Names { kind, places: HashMap::new() };
        for (at, id) in ids.enumerate() {
            if names.places.insert(id.to_owned(), at).is_some() {
                return Err((at, Fault::Repeated { kind, id: id.to_owned() }));
            }
        }
        Ok(names)
    }

    fn get(&self, id: &str) -> Result<usize, Fault> {
        self.places.get(id).copied().ok_or_else(|| Fault::Unknown { kind: self.kind, id: id.to_owned() })
    }
}
