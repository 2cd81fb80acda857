//! Conditions, allergies and encounters.

use crate::base::{Date, Rule};
use crate::domain::book::BookKind;
use crate::domain::patient::{Admission, AllergyStatement, Condition};
use crate::io::fhir::{Json, words_of};

use super::super::super::super::store::{Row, StoreError};
use super::super::super::allergies::is_no_substance;
use super::super::super::intake::Intake;
use super::spot::Spot;
use super::{Entry, dates};

/// Code and words of a concept as a word of a book: `code TAB name`; `None` where it has neither.
pub fn coded(concept: Option<&Json>) -> Option<String> {
    let code = concept?.text(&["coding", "code"]).unwrap_or_default();
    let name = words_of(concept).unwrap_or_default();
    let is_there = !(code.is_empty() && name.is_empty());
    let plain =
        |text: &str| text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>();
    is_there.then(|| format!("{}\t{}", plain(code), plain(&name)))
}

/// A condition that is over has ended, even where nobody wrote when: on the day it was recorded at the latest.
pub fn condition(entry: &Entry<'_>, intake: &mut Intake) -> Result<(), StoreError> {
    let Some(patient) = entry.patient(intake, "subject") else { return Ok(()) };
    let condition = entry.resource;
    let verification = entry.state("verificationStatus");
    if let Some(state @ ("entered-in-error" | "refuted")) = verification {
        entry.find(intake, Spot::Verification, Rule::VoidResult, state);
        return Ok(());
    }
    // As in a table: the record has no place for what is only suspected.
    if let Some(state @ ("unconfirmed" | "provisional" | "differential")) = verification {
        entry.find(intake, Spot::Verification, Rule::Unconfirmed, state);
        return Ok(());
    }
    let Some(word) = coded(condition.get("code")) else {
        entry.find(intake, Spot::ConditionCode, Rule::MissingRequired, "");
        return Ok(());
    };
    let onset = dates::day(condition, "onset", &[&["onsetDateTime"], &["onsetPeriod", "start"]]);
    let ended: &[&[&str]] = &[&["abatementDateTime"], &["abatementPeriod", "end"]];
    let mut resolved = dates::day(condition, "resolved", ended);
    for (day, spot, field) in [(&onset, Spot::Onset, "onset"), (&resolved, Spot::Abatement, "resolved")] {
        if day.is_unreadable {
            entry.find(intake, spot, Rule::NotATime, raw_of(&day.raw, field));
            return Ok(());
        }
        if day.is_coarse {
            entry.find(intake, spot, Rule::CoarseDate, raw_of(&day.raw, field));
        }
    }
    let state = entry.state("clinicalStatus");
    if resolved.date.is_none() && matches!(state, Some("resolved" | "inactive" | "remission")) {
        resolved.date = recorded(condition);
        resolved.raw = vec![("resolved".to_owned(), state.unwrap_or_default().to_owned())];
        if resolved.date.is_none() {
            entry.find(intake, Spot::Abatement, Rule::MissingRequired, state.unwrap_or_default());
            return Ok(());
        }
    }
    if onset.date.zip(resolved.date).is_some_and(|(onset, resolved)| resolved < onset) {
        entry.find(intake, Spot::Abatement, Rule::EndBeforeStart, raw_of(&resolved.raw, "resolved"));
        return Ok(());
    }
    flag_if_future(entry, intake, [(Spot::Onset, onset.date), (Spot::Abatement, resolved.date)]);
    let record =
        Condition { word: intake.word(BookKind::Condition, &word)?, onset: onset.date, resolved: resolved.date };
    let own = [("onset", other_onset(condition)), ("verification", verification.map(str::to_owned))];
    let own = own.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?)));
    let own = own.filter(|(field, text)| field != "verification" || text != "confirmed");
    let raw = onset.raw.into_iter().chain(resolved.raw).chain(own).collect();
    intake.conditions.push((patient, Row { record, line: entry.line, raw }));
    Ok(())
}

/// An onset that is no date: an age, a range, words.
fn other_onset(condition: &Json) -> Option<String> {
    let found = ["onsetAge", "onsetRange", "onsetString"].iter().find_map(|member| condition.get(member));
    found.map(Json::shown)
}

fn recorded(resource: &Json) -> Option<Date> {
    dates::day(resource, "", &[&["recordedDate"], &["assertedDate"], &["meta", "lastUpdated"]]).date
}

pub fn raw_of(raw: &[(String, String)], field: &str) -> String {
    raw.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone()).unwrap_or_default()
}

pub fn flag_if_future<const N: usize>(entry: &Entry<'_>, intake: &mut Intake, dates: [(Spot, Option<Date>); N]) {
    for (spot, date) in dates {
        if let Some(date) = date.filter(|date| intake.is_future(date.utc_secs())) {
            entry.find(intake, spot, Rule::NotYet, date.iso());
        }
    }
}

/// SNOMED CT's statements that no allergy is known.
const NONE_KNOWN: [&str; 3] = ["716186003", "409137002", "428607008"];

pub fn allergy(entry: &Entry<'_>, intake: &mut Intake) {
    let member = if entry.resource.get("patient").is_some() { "patient" } else { "subject" };
    let Some(patient) = entry.patient(intake, member) else { return };
    let allergy = entry.resource;
    if let Some(state @ ("entered-in-error" | "refuted")) = entry.state("verificationStatus") {
        return entry.find(intake, Spot::Verification, Rule::VoidResult, state);
    }
    if let Some(state @ ("inactive" | "resolved")) = entry.state("clinicalStatus") {
        return entry.find(intake, Spot::AllergyStatus, Rule::VoidResult, state);
    }
    let concept = allergy.get("code").or_else(|| allergy.list("reaction").first()?.get("substance"));
    let Some(substance) = words_of(concept).or_else(|| concept?.text(&["coding", "code"]).map(str::to_owned)) else {
        return entry.find(intake, Spot::Substance, Rule::MissingRequired, "");
    };
    let code = concept.and_then(|concept| concept.text(&["coding", "code"])).unwrap_or_default();
    let is_none = NONE_KNOWN.contains(&code) || is_no_substance(&substance);
    let reactions = allergy.list("reaction");
    let shown = reactions.iter().flat_map(|reaction| reaction.list("manifestation"));
    let shown: Vec<String> = shown.filter_map(|one| words_of(Some(one))).collect();
    let severity = allergy.text(&["criticality"]).or_else(|| reactions.iter().find_map(|one| one.text(&["severity"])));
    let (record, raw) = if is_none {
        (AllergyStatement::NoneKnown, vec![("substance".to_owned(), substance)])
    } else {
        let reaction = Some(shown.join(", ")).filter(|text| !text.is_empty());
        (AllergyStatement::Substance { substance, reaction, severity: severity.map(str::to_owned) }, Vec::new())
    };
    if is_none && !shown.is_empty() {
        return entry.find(intake, Spot::Reaction, Rule::UnknownWord, shown.join(", "));
    }
    intake.allergies.push((patient, Row { record, line: entry.line, raw }));
}

/// A visit is kept as a stay whatever its class; the class stands before the reason.
pub fn encounter(entry: &Entry<'_>, intake: &mut Intake) -> Result<(), StoreError> {
    let Some(patient) = entry.patient(intake, "subject") else { return Ok(()) };
    let encounter = entry.resource;
    let state = encounter.text(&["status"]).unwrap_or_default();
    if matches!(state, "planned" | "cancelled" | "entered-in-error") {
        entry.find(intake, Spot::EncounterStatus, Rule::VoidResult, state);
        return Ok(());
    }
    let mut time = |member: &str, spot: Spot| match dates::moment(intake, encounter, &[&["period", member]]) {
        Ok(found) => Some(found),
        Err(text) => {
            entry.find(intake, spot, Rule::NotATime, text);
            None
        }
    };
    let (Some(start), Some(end)) = (time("start", Spot::Admitted), time("end", Spot::Discharged)) else {
        return Ok(());
    };
    let Some((admitted, start_raw)) = start else {
        entry.find(intake, Spot::Admitted, Rule::MissingRequired, "");
        return Ok(());
    };
    if end.as_ref().is_some_and(|(end, _)| end.is_all_before(admitted)) {
        entry.find(
            intake,
            Spot::Discharged,
            Rule::EndBeforeStart,
            encounter.text(&["period", "end"]).unwrap_or_default(),
        );
        return Ok(());
    }
    let is_over_without_end = state == "finished" && end.is_none();
    if is_over_without_end {
        entry.find(intake, Spot::Discharged, Rule::EndNotSaid, state);
    }
    let discharged = if is_over_without_end { Some(admitted) } else { end.as_ref().map(|(end, _)| *end) };
    if intake.is_future(admitted.utc_secs) {
        entry.find(intake, Spot::Admitted, Rule::NotYet, admitted.iso());
    }
    let is_ward = |one: &&Json| !matches!(one.text(&["physicalType", "coding", "code"]), Some("ro" | "bd"));
    let places = encounter.list("location").iter().rev();
    let ward = places.filter(is_ward).find_map(|one| one.text(&["location", "display"]));
    let ward = ward.map(|ward| intake.word(BookKind::Ward, ward)).transpose()?;
    let (room, bed) = (place_of(encounter, "ro"), place_of(encounter, "bd"));
    let record = Admission { ward, room, bed, admitted, discharged, reason: reason(encounter) };
    let end_raw = if is_over_without_end { Some("finished".to_owned()) } else { end.and_then(|(_, raw)| raw) };
    let raw = [("admitted", start_raw), ("discharged", end_raw)];
    let raw = raw.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?))).collect();
    intake.admissions.push((patient, Row { record, line: entry.line, raw }));
    Ok(())
}

/// The newest room or bed of a stay, by the code of its physical type.
fn place_of(encounter: &Json, kind: &str) -> Option<String> {
    let mut places = encounter.list("location").iter().rev();
    let found = places.find(|one| one.text(&["physicalType", "coding", "code"]) == Some(kind))?;
    found.text(&["location", "display"]).map(str::to_owned)
}

/// Class and type in words; a class that is said to be unknown says nothing.
fn reason(encounter: &Json) -> Option<String> {
    let code = encounter.text(&["class", "code"]).filter(|code| *code != "UNK");
    let class = encounter.text(&["class", "display"]).or(code);
    let why = encounter.list("reasonCode").first().or_else(|| encounter.list("type").first());
    let parts: Vec<String> = class.map(str::to_owned).into_iter().chain(words_of(why)).collect();
    Some(parts.join(": ")).filter(|text| !text.is_empty())
}
