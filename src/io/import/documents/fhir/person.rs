//! Patients.

use crate::base::Rule;
use crate::domain::patient::{Patient, Sex};
use crate::io::fhir::Json;

use super::super::super::super::store::Row;
use super::super::super::intake::{Intake, PersonFault};
use super::spot::Spot;
use super::{Entry, dates};

pub fn take_in(entry: &Entry<'_>, intake: &mut Intake) {
    let patient = entry.resource;
    let Some(identifier) = crate::io::fhir::identifier_of(patient) else {
        return entry.find(intake, Spot::PatientIdentifier, Rule::MissingRequired, "");
    };
    let birth = dates::day(patient, "birth_date", &[&["birthDate"]]);
    let death = dates::day(patient, "death_date", &[&["deceasedDateTime"]]);
    for (day, spot, member) in [(&birth, Spot::BirthDate, "birthDate"), (&death, Spot::Deceased, "deceasedDateTime")] {
        if day.is_unreadable {
            return entry.find(intake, spot, Rule::NotATime, patient.text(&[member]).unwrap_or_default());
        }
        if day.is_coarse {
            entry.find(intake, spot, Rule::CoarseDate, patient.text(&[member]).unwrap_or_default());
        }
    }
    let sex = match patient.text(&["gender"]) {
        None => None,
        Some("female") => Some(Sex::Female),
        Some("male") => Some(Sex::Male),
        Some("other") => Some(Sex::Other),
        Some("unknown") => Some(Sex::Unknown),
        Some(other) => return entry.find(intake, Spot::Gender, Rule::UnknownWord, other),
    };
    let [family_name, given_name, chinese_name] = names(patient);
    let record = Patient {
        identifier: identifier.clone(),
        family_name,
        given_name,
        chinese_name,
        sex,
        birth_date: birth.date,
        death_date: death.date,
        phone: phone(patient),
    };
    let raw = birth.raw.into_iter().chain(death.raw).collect();
    if let Err((rule, fault)) = intake.person(Row { record, line: entry.line, raw }) {
        let (spot, member) = match fault {
            PersonFault::Identifier => (Spot::PatientIdentifier, "identifier"),
            PersonFault::Birth => (Spot::BirthDate, "birthDate"),
            PersonFault::Death => (Spot::Deceased, "deceasedDateTime"),
        };
        let raw = if fault == PersonFault::Identifier { identifier } else { shown(patient, member) };
        entry.find(intake, spot, rule, raw);
    }
}

fn shown(resource: &Json, member: &str) -> String {
    resource.get(member).map(Json::shown).unwrap_or_default()
}

/// Family, given and Chinese name: of the official name, else the usual, else the first that is not an old one.
fn names(patient: &Json) -> [Option<String>; 3] {
    let all = patient.list("name");
    let of_use = |wanted: &str| all.iter().find(|name| name.text(&["use"]) == Some(wanted));
    let current = || all.iter().find(|name| !matches!(name.text(&["use"]), Some("old" | "maiden")));
    let Some(name) = of_use("official").or_else(|| of_use("usual")).or_else(current).or(all.first()) else {
        return [None, None, None];
    };
    let joined = |member: &str| {
        let parts = name.list(member).iter().map(Json::shown).filter(|part| !part.trim().is_empty());
        Some(parts.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let (family, given, text) = (joined("family"), joined("given"), name.text(&["text"]).map(str::to_owned));
    let is_han = |text: &String| text.chars().any(|letter| matches!(letter, '\u{3400}'..='\u{9fff}'));
    let parts = [family.clone(), given.clone()].into_iter().flatten().collect::<Vec<_>>().concat();
    match text {
        Some(text) if is_han(&text) => {
            [family.filter(|name| !is_han(name)), given.filter(|name| !is_han(name)), Some(text)]
        }
        _ if is_han(&parts) => [None, None, Some(parts)],
        Some(text) if family.is_none() && given.is_none() => [None, Some(text), None],
        _ => [family, given, None],
    }
}

fn phone(patient: &Json) -> Option<String> {
    let phones = patient.list("telecom").iter().filter(|contact| contact.text(&["system"]) == Some("phone"));
    phones.filter_map(|contact| contact.text(&["value"])).next().map(str::to_owned)
}
