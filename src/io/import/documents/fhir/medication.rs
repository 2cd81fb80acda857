//! Orders and statements of medications. One that is over has ended, even where nobody wrote when.

use crate::base::Rule;
use crate::domain::book::BookKind;
use crate::domain::patient::Medication;
use crate::io::fhir::Json;

use super::super::super::super::store::{Row, StoreError};
use super::super::super::intake::Intake;
use super::clinical::{coded, flag_if_future, raw_of};
use super::spot::Spot;
use super::{Entry, dates};
use crate::domain::patient::{ON_HOLD, ORDER_STATUS};

pub fn take_in(entry: &Entry<'_>, intake: &mut Intake) -> Result<(), StoreError> {
    let Some(patient) = entry.patient(intake, "subject") else { return Ok(()) };
    let state = entry.resource.text(&["status"]).unwrap_or_default();
    if matches!(state, "cancelled" | "entered-in-error" | "draft" | "intended" | "not-taken") {
        entry.find(intake, Spot::OrderStatus, Rule::VoidResult, state);
        return Ok(());
    }
    if let Some(intent @ ("proposal" | "plan" | "option")) = entry.resource.text(&["intent"]) {
        entry.find(intake, Spot::Intent, Rule::VoidResult, intent);
        return Ok(());
    }
    // An order not to give it is the opposite of one.
    if entry.resource.get("doNotPerform") == Some(&Json::Bool(true)) {
        entry.find(intake, Spot::Intent, Rule::VoidResult, "doNotPerform");
        return Ok(());
    }
    let Some(word) = word(entry) else {
        entry.find(intake, Spot::Medication, Rule::MissingRequired, shown(entry.resource));
        return Ok(());
    };
    let Some([start, end]) = course(entry, intake, state) else { return Ok(()) };
    let is_on_hold = state == ON_HOLD;
    if is_on_hold {
        entry.find(intake, Spot::OrderStatus, Rule::OnHold, state);
    }
    flag_if_future(entry, intake, [(Spot::Start, start.date)]);
    let record = Medication {
        word: intake.word(BookKind::Medication, &word)?,
        dose: dose(entry.resource),
        start: start.date,
        end: end.date,
    };
    let own = is_on_hold.then(|| (ORDER_STATUS.to_owned(), ON_HOLD.to_owned()));
    let raw = start.raw.into_iter().chain(end.raw).chain(own).collect();
    intake.medications.push((patient, Row { record, line: entry.line, raw }));
    Ok(())
}

/// Beginning and end, or `None` once the resource is refused.
fn course(entry: &Entry<'_>, intake: &mut Intake, state: &str) -> Option<[dates::Day; 2]> {
    const BEGIN: &[&[&str]] = &[
        &["dosageInstruction", "timing", "repeat", "boundsPeriod", "start"],
        &["effectivePeriod", "start"],
        &["effectiveDateTime"],
        &["authoredOn"],
        &["dateWritten"],
        &["dateAsserted"],
    ];
    const END: &[&[&str]] = &[
        &["dosageInstruction", "timing", "repeat", "boundsPeriod", "end"],
        &["effectivePeriod", "end"],
        &["dispenseRequest", "validityPeriod", "end"],
    ];
    let start = dates::day(entry.resource, "start", BEGIN);
    let mut end = dates::day(entry.resource, "end", END);
    for (day, spot, field) in [(&start, Spot::Start, "start"), (&end, Spot::End, "end")] {
        if day.is_unreadable {
            entry.find(intake, spot, Rule::NotATime, raw_of(&day.raw, field));
            return None;
        }
        if day.is_coarse {
            entry.find(intake, spot, Rule::CoarseDate, raw_of(&day.raw, field));
        }
    }
    if end.date.is_none() && matches!(state, "completed" | "stopped") {
        (end.date, end.raw) = (start.date, vec![("end".to_owned(), state.to_owned())]);
        if end.date.is_none() {
            entry.find(intake, Spot::End, Rule::MissingRequired, state);
            return None;
        }
        entry.find(intake, Spot::End, Rule::EndNotSaid, state);
    }
    if start.date.zip(end.date).is_some_and(|(start, end)| end < start) {
        entry.find(intake, Spot::End, Rule::EndBeforeStart, raw_of(&end.raw, "end"));
        return None;
    }
    Some([start, end])
}

fn word(entry: &Entry<'_>) -> Option<String> {
    let resource = entry.resource;
    if let Some(word) = coded(resource.get("medicationCodeableConcept")) {
        return Some(word);
    }
    let reference = resource.get("medicationReference").or_else(|| resource.get("medication"))?;
    let referred = reference.text(&["reference"]).and_then(|name| entry.bundle.medication(resource, name));
    let word = referred.and_then(|medication| coded(medication.get("code")));
    word.or_else(|| reference.text(&["display"]).map(|name| format!("\t{name}")))
}

fn shown(resource: &Json) -> String {
    resource.get("medicationReference").map(Json::shown).unwrap_or_default()
}

/// The instruction as written; else the amount of one dose.
fn dose(resource: &Json) -> Option<String> {
    let all = [resource.list("dosageInstruction"), resource.list("dosage")].concat();
    let first = all.first()?;
    let amount = || {
        let quantity = first.at(&["doseAndRate", "doseQuantity"]).or_else(|| first.get("doseQuantity"))?;
        let Some(Json::Number(number)) = quantity.get("value") else { return None };
        Some(format!("{number} {}", quantity.text(&["unit"]).or_else(|| quantity.text(&["code"])).unwrap_or_default()))
    };
    let text = first.text(&["text"]).map(str::to_owned).or_else(amount)?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
