//! Dates of resources: as fine as a record holds, with the text where it does not give it back.

use crate::base::{Date, Moment};
use crate::domain::patient::CLOCK_BEHIND;
use crate::io::fhir::Json;

use super::super::super::intake::Intake;

/// A day with what has to be kept of its text.
#[derive(Default)]
pub struct Day {
    pub date: Option<Date>,
    pub raw: Vec<(String, String)>,
    /// It is written, and is no date.
    pub is_unreadable: bool,
    /// A year or a month alone: text, and no day.
    pub is_coarse: bool,
}

/// The day of a date or date and time at the first of `paths` that has one. A year or a month alone is no day: it is kept
/// as text only.
pub fn day(resource: &Json, field: &str, paths: &[&[&str]]) -> Day {
    let Some(text) = paths.iter().find_map(|path| resource.text(path)) else { return Day::default() };
    let whole = text.get(..10).unwrap_or(text);
    let date = Date::parse_iso(whole.as_bytes());
    let is_coarse = is_year(text) || text.len() == 7 && text.get(..4).is_some_and(is_year);
    let raw = match (date, text.get(10..)) {
        (Some(_), Some("")) => Vec::new(),
        (Some(_), clock) => {
            let clock = clock.unwrap_or_default().trim_start_matches('T');
            vec![(field.to_owned(), text.to_owned()), (format!("{field}{CLOCK_BEHIND}"), clock.to_owned())]
        }
        (None, _) => vec![(field.to_owned(), text.to_owned())],
    };
    Day { is_unreadable: date.is_none() && !is_coarse, is_coarse: date.is_none() && is_coarse, date, raw }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An instant with its text, where the instant would not give it back; `Err` with the text of what is none.
pub fn moment(
    intake: &mut Intake,
    resource: &Json,
    paths: &[&[&str]],
) -> Result<Option<(Moment, Option<String>)>, String> {
    let Some(text) = paths.iter().find_map(|path| resource.text(path)) else { return Ok(None) };
    let moment =
        super::super::super::cells::moment_of(intake.moments(), text.as_bytes()).map_err(|_| text.to_owned())?;
    Ok(Some((moment, (!moment.is_written_as(text.as_bytes())).then(|| text.to_owned()))))
}
