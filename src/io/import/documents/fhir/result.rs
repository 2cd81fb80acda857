//! Observations: one value, several in components, or a result in words. One that was cancelled or entered in error takes
//! back what was sent under its identifier before; a corrected one, or a later version of it, replaces it.

use crate::base::{Moment, Rule};
use crate::domain::ids::PatientId;
use crate::io::fhir::{Code, Json, Quantity, code_of, words_of};

use super::super::super::super::store::{StoreError, Withdrawal};
use super::super::super::intake::{Intake, ToldNothing, ToldValue, ValuePlace};
use super::spot::{Spot, component};
use super::{Entry, dates};

/// What holds for all values of an observation.
struct About {
    patient: PatientId,
    moment: Moment,
    time_raw: Option<String>,
    is_preliminary: bool,
    is_corrected: bool,
    id: Option<String>,
}

pub fn take_in(entry: &Entry<'_>, intake: &mut Intake) -> Result<(), StoreError> {
    let Some(patient) = entry.patient(intake, "subject") else { return Ok(()) };
    let observation = entry.resource;
    let id = observation.text(&["id"]).map(str::to_owned);
    let state = observation.text(&["status"]).unwrap_or("final");
    let is_void = matches!(state, "cancelled" | "entered-in-error");
    let is_corrected = matches!(state, "amended" | "corrected");
    if is_void || is_corrected || is_later_version(observation) {
        let word = |id: &String| Withdrawal {
            patient,
            of: None,
            value: None,
            source_identifier: Some(id.clone()),
            line: entry.line,
        };
        intake.withdrawals.extend(id.as_ref().map(word));
    }
    if is_void {
        entry.find(intake, Spot::Status, Rule::VoidResult, state);
        return Ok(());
    }
    let is_preliminary = match state {
        "final" | "amended" | "corrected" => false,
        "preliminary" | "registered" => true,
        _ => {
            entry.find(intake, Spot::Status, Rule::UnknownWord, state);
            return Ok(());
        }
    };
    let Some((moment, time_raw)) = effective(entry, intake) else { return Ok(()) };
    values(entry, intake, &About { patient, moment, time_raw, is_preliminary, is_corrected, id })
}

/// A server counts the versions of a resource; each holds in place of the one before.
fn is_later_version(observation: &Json) -> bool {
    observation
        .text(&["meta", "versionId"])
        .and_then(|version| version.parse().ok())
        .is_some_and(|version: u64| version > 1)
}

/// When it was measured; of a period its beginning. When it was issued is another time.
fn effective(entry: &Entry<'_>, intake: &mut Intake) -> Option<(Moment, Option<String>)> {
    const PATHS: &[&[&str]] = &[&["effectiveDateTime"], &["effectiveInstant"], &["effectivePeriod", "start"]];
    match dates::moment(intake, entry.resource, PATHS) {
        Ok(Some((moment, raw))) if !intake.is_future(moment.utc_secs) => return Some((moment, raw)),
        Ok(Some((moment, _))) => entry.find(intake, Spot::Effective, Rule::InTheFuture, moment.iso()),
        Ok(None) => entry.find(intake, Spot::Effective, Rule::MissingRequired, ""),
        Err(text) => entry.find(intake, Spot::Effective, Rule::NotATime, text),
    }
    None
}

fn values(entry: &Entry<'_>, intake: &mut Intake, about: &About) -> Result<(), StoreError> {
    let observation = entry.resource;
    let components = observation.list("component");
    let is_panel = observation.get("hasMember").is_some() || !components.is_empty();
    if value_of(observation).is_some() || observation.get("dataAbsentReason").is_some() || !is_panel {
        one_value(entry, intake, about, observation, Spot::Value.column())?;
    }
    for (at, part) in components.iter().enumerate() {
        match component(at) {
            Some(column) => one_value(entry, intake, about, part, column)?,
            None => entry.find(intake, Spot::Component, Rule::RaggedRow, format!("component {at}: {}", part.shown())),
        }
    }
    Ok(())
}

/// The member that holds the value, whatever its type.
fn value_of(part: &Json) -> Option<(&str, &Json)> {
    let Json::Object(members) = part else { return None };
    members.iter().find(|(name, _)| name.starts_with("value")).map(|(name, value)| (name.as_str(), value))
}

fn one_value(
    entry: &Entry<'_>,
    intake: &mut Intake,
    about: &About,
    part: &Json,
    column: u16,
) -> Result<(), StoreError> {
    let code = match code_of(part.get("code")) {
        Code::Known(code) => code,
        Code::Contradicts(codes) => {
            entry.find(intake, Spot::Code, Rule::UnknownWord, codes);
            return Ok(());
        }
        Code::Missing => {
            entry.find(intake, Spot::Code, Rule::MissingRequired, "");
            return Ok(());
        }
    };
    let is_value = column == Spot::Value.column();
    let unit = if is_value { Spot::Unit.column() } else { column };
    let place = ValuePlace { line: entry.line, value: column, code: Spot::Code.column(), unit };
    match value_of(part) {
        Some(("valueQuantity", value)) => quantity(intake, about, place, &code, value),
        Some(("valueInteger", Json::Number(number))) => {
            let value = Json::Object(vec![("value".to_owned(), Json::Number(number.clone()))]);
            quantity(intake, about, place, &code, &value)
        }
        Some((_, value)) => nothing(intake, about, place, &code, words(value)),
        None => {
            let reason = words_of(part.get("dataAbsentReason"));
            let reason = reason.or_else(|| part.text(&["dataAbsentReason", "coding", "code"]).map(str::to_owned));
            nothing(intake, about, place, &code, reason.unwrap_or_default())
        }
    }
}

/// A result in words.
fn words(value: &Json) -> String {
    words_of(Some(value)).unwrap_or_else(|| value.shown())
}

fn quantity(intake: &mut Intake, about: &About, place: ValuePlace, code: &str, value: &Json) -> Result<(), StoreError> {
    let found = match Quantity::read(value) {
        Ok(found) => found,
        Err("value") if value.get("value").is_none() => {
            return nothing(intake, about, place, code, value.shown());
        }
        Err(member) => {
            let rule = if member == "comparator" { Rule::UnknownWord } else { Rule::NotANumber };
            intake.find(place.line, place.value, rule, value.get(member).map(Json::shown).unwrap_or_default());
            return Ok(());
        }
    };
    let told = ToldValue {
        patient: about.patient,
        code,
        unit: &found.unit,
        moment: about.moment,
        time_raw: about.time_raw.clone(),
        number: found.number,
        raw: found.raw,
        bound: found.bound,
        is_preliminary: about.is_preliminary,
        is_corrected: about.is_corrected,
        source: about.id.clone(),
    };
    intake.value(place, told).map(|_| ())
}

/// What is asked for and has no number is kept with its words.
fn nothing(intake: &mut Intake, about: &About, place: ValuePlace, code: &str, words: String) -> Result<(), StoreError> {
    let texts = [("value", Some(words)), ("time", about.time_raw.clone()), ("observation_id", about.id.clone())];
    let kept = texts.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?)));
    let raw = kept.filter(|(_, text)| !text.is_empty()).collect();
    let told = ToldNothing { patient: about.patient, code, moment: about.moment, raw };
    intake.without_value(place.line, place.code, told)
}
