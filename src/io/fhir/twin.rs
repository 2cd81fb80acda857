//! A twin as a bundle of FHIR R4: what counts, in the form that the import reads back to the same records. Gene results
//! are left out.

use sha2::{Digest as _, Sha256};

use super::json::Json;
use crate::base::{Date, Moment, Offset, Precision};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::observation::{Bound, Observation, UnrecordedValue};
use crate::domain::patient::{
    Admission, AllergyStatement, Condition, Medication, ON_HOLD, ORDER_STATUS, Patient, Sex, Sourced,
    over_without_a_day,
};
use crate::domain::twin::DigitalTwin;
use crate::domain::unit_words::unit_of;
use crate::io::hl7::{LEAD_OFF, SENTINEL};
use crate::io::store::StoreInfo;

const TERMS: &str = "http://terminology.hl7.org/CodeSystem/";

/// The bundle of a twin. Data of a demo store is marked as test data.
pub fn bundle_of_twin(twin: &DigitalTwin, books: &Books, info: &StoreInfo) -> Json {
    let person = twin.person();
    let url = url_of(&info.store_id, &person.identifier);
    let writer = Writer { books, subject: subject_of(&url, &person.identifier) };
    let coarse = twin.rows.iter().find_map(|row| coarse_day(&row.raw, "birth_date"));
    let first = object(vec![("fullUrl", text(&url)), ("resource", patient(&person, coarse))]);
    let rest = twin
        .conditions
        .iter()
        .map(|row| writer.condition(row))
        .chain(twin.medications.iter().map(|row| writer.medication(row)))
        .chain(twin.allergies.iter().filter_map(|row| writer.allergy(&row.record)))
        .chain(twin.admissions.iter().map(|row| writer.encounter(row)))
        .chain(twin.observations.iter().map(|value| writer.observation(value)))
        .chain(twin.unrecorded.iter().map(|row| writer.unrecorded(row)))
        .map(|resource| object(vec![("resource", resource)]));
    let mut members = vec![("resourceType", text("Bundle")), ("type", text("collection"))];
    if info.demo {
        let tag = coding(&format!("{TERMS}v3-ActReason"), "HTEST");
        members.insert(1, ("meta", object(vec![("tag", Json::List(vec![tag]))])));
    }
    members.push(("entry", Json::List(std::iter::once(first).chain(rest).collect())));
    object(members)
}

/// How the resources of a twin's bundle refer to their patient.
pub fn subject_in(twin: &DigitalTwin, info: &StoreInfo) -> Json {
    let identifier = twin.person().identifier;
    subject_of(&url_of(&info.store_id, &identifier), &identifier)
}

/// A name that only this store gives this patient, and always the same.
fn url_of(store_id: &str, identifier: &str) -> String {
    let hash = Sha256::digest(format!("{store_id}/{identifier}").as_bytes());
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    // Version 8 of RFC 9562: made by a rule of one's own.
    format!("urn:uuid:{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

/// Members without what is nothing.
fn object(members: Vec<(&str, Json)>) -> Json {
    let members = members.into_iter().filter(|(_, value)| *value != Json::Null);
    Json::Object(members.map(|(name, value)| (name.to_owned(), value)).collect())
}

fn optional(found: Option<&str>) -> Json {
    found.map_or(Json::Null, text)
}

fn coding(system: &str, code: &str) -> Json {
    object(vec![("system", text(system)), ("code", text(code))])
}

fn concept_of(system: &str, code: &str) -> Json {
    object(vec![("coding", Json::List(vec![coding(&format!("{TERMS}{system}"), code)]))])
}

fn subject_of(url: &str, identifier: &str) -> Json {
    let identifier = object(vec![("value", text(identifier))]);
    object(vec![("reference", text(url)), ("identifier", identifier)])
}

fn patient(person: &Patient, coarse_birth: Option<&str>) -> Json {
    let name = object(vec![
        ("text", optional(person.chinese_name.as_deref())),
        ("family", optional(person.family_name.as_deref())),
        ("given", person.given_name.as_deref().map_or(Json::Null, |given| Json::List(vec![text(given)]))),
    ]);
    let has_name = person.chinese_name.is_some() || person.family_name.is_some() || person.given_name.is_some();
    let phone = |phone: &String| Json::List(vec![object(vec![("system", text("phone")), ("value", text(phone))])]);
    let gender = person.sex.map(|sex| match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
        Sex::Unknown => "unknown",
    });
    object(vec![
        ("resourceType", text("Patient")),
        ("identifier", Json::List(vec![record_number(&person.identifier)])),
        ("name", if has_name { Json::List(vec![name]) } else { Json::Null }),
        ("telecom", person.phone.as_ref().map_or(Json::Null, phone)),
        ("gender", optional(gender)),
        ("birthDate", person.birth_date.map_or(optional(coarse_birth), |birth| date(Some(birth)))),
        ("deceasedDateTime", date(person.death_date)),
    ])
}

fn record_number(identifier: &str) -> Json {
    object(vec![("type", concept_of("v2-0203", "MR")), ("value", text(identifier))])
}

fn date(date: Option<Date>) -> Json {
    date.map_or(Json::Null, |date| text(&date.iso()))
}

/// A year or a month alone, as it was written where a day is needed.
fn coarse_day<'a>(raw: &'a [(String, String)], field: &str) -> Option<&'a str> {
    let text = raw.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())?;
    let is_digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month) = text.split_once('-').map_or((text, None), |(year, month)| (year, Some(month)));
    (is_digits(year, 4) && month.is_none_or(|month| is_digits(month, 2))).then_some(text)
}

/// A day with the time that was written behind it, where FHIR has that form: with an offset; else a year or a month as written.
fn written_day(raw: &[(String, String)], field: &str, day: Option<Date>) -> Json {
    let Some(day) = day else { return optional(coarse_day(raw, field)) };
    let text = raw.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str());
    let has_clock = |text: &&str| {
        let clock = text.strip_prefix(&day.iso()).and_then(|rest| rest.strip_prefix('T'));
        clock.is_some_and(|clock| clock.ends_with('Z') || clock.get(8..).is_some_and(|rest| rest.contains(['+', '-'])))
    };
    text.filter(has_clock).map_or_else(|| date(Some(day)), self::text)
}

/// Why there is no value, as a code of FHIR or in a monitor's words; `None` for a result in words.
fn absent_reason(words: &str) -> Option<Json> {
    const CODES: [&str; 15] = [
        "unknown",
        "asked-unknown",
        "temp-unknown",
        "not-asked",
        "asked-declined",
        "masked",
        "not-applicable",
        "unsupported",
        "as-text",
        "error",
        "not-a-number",
        "negative-infinity",
        "positive-infinity",
        "not-performed",
        "not-permitted",
    ];
    if CODES.contains(&words) {
        return Some(concept_of("data-absent-reason", words));
    }
    let is_of_monitor = words == LEAD_OFF || words == "no value" || words.starts_with(SENTINEL);
    is_of_monitor.then(|| object(vec![("text", text(words))]))
}

/// With the offset that was written or assumed, to the second; a day stays a day.
fn time(moment: Moment) -> Json {
    let precision = match moment.precision {
        Precision::Year | Precision::Day => moment.precision,
        Precision::Minute | Precision::Second => Precision::Second,
    };
    text(&Moment { offset: Offset::Written(moment.offset.minutes()), precision, ..moment }.iso())
}

/// What may stand as a resource's own id.
fn id(source: Option<&str>) -> Json {
    let is_id = |id: &&str| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    };
    optional(source.filter(is_id))
}

struct Writer<'a> {
    books: &'a Books,
    subject: Json,
}

impl Writer<'_> {
    /// A concept of a word `code TAB name`.
    fn concept(&self, kind: BookKind, word: WordId) -> Json {
        let word = self.books.of(kind).word(word);
        let (code, name) = (Books::code_part(word), Books::name_part(word));
        let codes = (!code.is_empty()).then(|| Json::List(vec![object(vec![("code", text(code))])]));
        object(vec![
            ("coding", codes.unwrap_or(Json::Null)),
            ("text", optional(Some(name).filter(|name| !name.is_empty()))),
        ])
    }

    fn condition(&self, row: &Sourced<Condition>) -> Json {
        let condition = &row.record;
        let state = if condition.resolved.is_some() { "resolved" } else { "active" };
        object(vec![
            ("resourceType", text("Condition")),
            ("clinicalStatus", concept_of("condition-clinical", state)),
            ("code", self.concept(BookKind::Condition, condition.word)),
            ("subject", self.subject.clone()),
            ("onsetDateTime", written_day(&row.raw, "onset", condition.onset)),
            ("abatementDateTime", written_day(&row.raw, "resolved", condition.resolved)),
        ])
    }

    fn medication(&self, row: &Sourced<Medication>) -> Json {
        let medication = &row.record;
        let over = over_without_a_day(&row.raw, "end");
        let end = medication.end.filter(|_| over.is_none());
        let [start, end] =
            [("start", medication.start), ("end", end)].map(|(field, day)| written_day(&row.raw, field, day));
        let has_period = start != Json::Null || end != Json::Null;
        let period = object(vec![("start", start), ("end", end)]);
        let is_on_hold = row.raw.iter().any(|(field, state)| field == ORDER_STATUS && state == ON_HOLD);
        let state = match medication.end {
            _ if is_on_hold => ON_HOLD,
            Some(_) => over.unwrap_or("completed"),
            None => "active",
        };
        let dose = |dose: &String| Json::List(vec![object(vec![("text", text(dose))])]);
        object(vec![
            ("resourceType", text("MedicationStatement")),
            ("status", text(state)),
            ("medicationCodeableConcept", self.concept(BookKind::Medication, medication.word)),
            ("subject", self.subject.clone()),
            ("effectivePeriod", if has_period { period } else { Json::Null }),
            ("dosage", medication.dose.as_ref().map_or(Json::Null, dose)),
        ])
    }

    /// That nobody could be asked has no resource.
    fn allergy(&self, statement: &AllergyStatement) -> Option<Json> {
        let (code, reaction, severity) = match statement {
            AllergyStatement::Substance { substance, reaction, severity } => {
                (object(vec![("text", text(substance))]), reaction.as_deref(), severity.as_deref())
            }
            AllergyStatement::NoneKnown => {
                let none = coding("http://snomed.info/sct", "716186003");
                (object(vec![("coding", Json::List(vec![none])), ("text", text("No known allergy"))]), None, None)
            }
            AllergyStatement::Unavailable => return None,
        };
        let is_criticality = |word: &&str| matches!(*word, "low" | "high" | "unable-to-assess");
        let is_severity = |word: &&str| matches!(*word, "mild" | "moderate" | "severe");
        let manifestation = reaction.map(|words| Json::List(vec![object(vec![("text", text(words))])]));
        let reactions = manifestation.map(|manifestation| {
            let severity = optional(severity.filter(is_severity));
            Json::List(vec![object(vec![("manifestation", manifestation), ("severity", severity)])])
        });
        Some(object(vec![
            ("resourceType", text("AllergyIntolerance")),
            ("clinicalStatus", concept_of("allergyintolerance-clinical", "active")),
            ("criticality", optional(severity.filter(is_criticality))),
            ("code", code),
            ("patient", self.subject.clone()),
            ("reaction", reactions.unwrap_or(Json::Null)),
        ]))
    }

    /// Ward, room and bed are places, told apart by their physical type.
    fn encounter(&self, row: &Sourced<Admission>) -> Json {
        let stay = &row.record;
        let is_end_said = over_without_a_day(&row.raw, "discharged").is_none();
        let end = stay.discharged.filter(|_| is_end_said).map_or(Json::Null, time);
        let ward = stay.ward.map(|ward| self.books.of(BookKind::Ward).word(ward)).filter(|ward| !ward.is_empty());
        let place = |name: &str, kind: &str| {
            let location = object(vec![("display", text(name))]);
            object(vec![("location", location), ("physicalType", concept_of("location-physical-type", kind))])
        };
        let places = [(ward, "wa"), (stay.room.as_deref(), "ro"), (stay.bed.as_deref(), "bd")];
        let places: Vec<Json> = places.into_iter().filter_map(|(name, kind)| Some(place(name?, kind))).collect();
        let reason = |reason: &String| Json::List(vec![object(vec![("text", text(reason))])]);
        object(vec![
            ("resourceType", text("Encounter")),
            ("status", text(if stay.discharged.is_some() { "finished" } else { "in-progress" })),
            ("class", coding(&format!("{TERMS}v3-NullFlavor"), "UNK")),
            ("reasonCode", stay.reason.as_ref().map_or(Json::Null, reason)),
            ("subject", self.subject.clone()),
            ("period", object(vec![("start", time(stay.admitted)), ("end", end)])),
            ("location", if places.is_empty() { Json::Null } else { Json::List(places) }),
        ])
    }

    /// LOINC where the code looks like one, else the words.
    fn code(&self, code: WordId) -> Json {
        let word = self.books.of(BookKind::Code).word(code);
        let digits = word.split_once('-').filter(|(number, check)| {
            !number.is_empty()
                && check.len() == 1
                && [number, check].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
        });
        match digits {
            Some(_) => object(vec![("coding", Json::List(vec![coding("http://loinc.org", word)]))]),
            None => object(vec![("text", text(word))]),
        }
    }

    fn observation(&self, value: &Observation) -> Json {
        let unit = value.unit.map_or("", |unit| self.books.of(BookKind::Unit).word(unit));
        let ucum = unit_of(unit);
        let comparator = value.flags.bound.map(|bound| match bound {
            Bound::Below => "<",
            Bound::Above => ">",
            Bound::AtMost => "<=",
            Bound::AtLeast => ">=",
        });
        let quantity = object(vec![
            ("value", Json::Number(value.value.to_string())),
            ("comparator", optional(comparator)),
            ("unit", optional(Some(unit).filter(|unit| !unit.is_empty()))),
            ("system", optional(ucum.map(|_| "http://unitsofmeasure.org"))),
            ("code", optional(ucum)),
        ]);
        object(vec![
            ("resourceType", text("Observation")),
            ("id", id(value.source_identifier.as_deref())),
            ("status", text(if value.flags.preliminary { "preliminary" } else { "final" })),
            ("code", self.code(value.code)),
            ("subject", self.subject.clone()),
            ("effectiveDateTime", time(value.moment)),
            ("valueQuantity", quantity),
        ])
    }

    fn unrecorded(&self, row: &Sourced<UnrecordedValue>) -> Json {
        let words = row.raw.iter().find(|(field, _)| field == "value").map(|(_, words)| words.as_str());
        let source = row.raw.iter().find(|(field, _)| field == "observation_id").map(|(_, id)| id.as_str());
        let absent = match words {
            None => Some(concept_of("data-absent-reason", "unknown")),
            Some(words) => absent_reason(words),
        };
        let words = words.filter(|_| absent.is_none());
        object(vec![
            ("resourceType", text("Observation")),
            ("id", id(source)),
            ("status", text("final")),
            ("code", self.code(row.record.code)),
            ("subject", self.subject.clone()),
            ("effectiveDateTime", time(row.record.moment)),
            ("valueString", optional(words)),
            ("dataAbsentReason", absent.unwrap_or(Json::Null)),
        ])
    }
}
