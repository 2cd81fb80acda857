//! The resources of a document in their order, and who or what the references between them name.

use std::collections::{BTreeMap, HashMap};

use super::json::{self, Json, JsonFault};

/// What a document holds.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// One for each entry, in order; `Null` for an entry without a resource.
    pub resources: Vec<Json>,
    /// Whether they are entries of a bundle; else each stands for itself.
    pub is_bundle: bool,
    /// Patients' identifiers by every name that a reference may use.
    people: HashMap<String, String>,
    /// Places of medications in `resources`, likewise.
    medications: HashMap<String, usize>,
}

/// Whom a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The identifier of a patient.
    Patient(String),
    /// A group, a device, a place.
    SomethingElse,
    Nobody,
}

impl Bundle {
    /// Reads a bundle, a resource, or several resources one after the other.
    ///
    /// # Errors
    /// What is no JSON or no resource, with its line.
    pub fn read(text: &str) -> Result<Bundle, JsonFault> {
        let mut bundle = Bundle::default();
        for value in json::read(text)? {
            let Json::Object(_) = value else {
                return Err(JsonFault { line: 1, what: "a resource of FHIR is an object, in { }" });
            };
            match value.text(&["resourceType"]) {
                None => {
                    return Err(JsonFault { line: 1, what: "no resourceType, so that this is no resource of FHIR" });
                }
                Some("Bundle") => bundle.take_entries(&value),
                Some(_) => bundle.take(None, value),
            }
        }
        Ok(bundle)
    }

    fn take_entries(&mut self, bundle: &Json) {
        self.is_bundle = true;
        for entry in bundle.list("entry") {
            let resource = entry.get("resource").cloned().unwrap_or(Json::Null);
            self.take(entry.text(&["fullUrl"]).map(str::to_owned), resource);
        }
    }

    fn take(&mut self, full_url: Option<String>, resource: Json) {
        let kind = resource.text(&["resourceType"]).unwrap_or_default().to_owned();
        let id = resource.text(&["id"]).map(|id| format!("{kind}/{id}"));
        let names = full_url.into_iter().chain(id);
        match kind.as_str() {
            "Patient" => {
                let identifier = identifier_of(&resource);
                let named = names.filter_map(|name| Some((name, identifier.clone()?)));
                self.people.extend(named);
            }
            "Medication" => self.medications.extend(names.map(|name| (name, self.resources.len()))),
            _ => {}
        }
        self.resources.push(resource);
    }

    /// How many resources there are of each type; an entry without a resource counts as "nothing".
    pub fn counts(&self) -> BTreeMap<&str, u64> {
        let mut counts = BTreeMap::new();
        for resource in &self.resources {
            *counts.entry(resource.text(&["resourceType"]).unwrap_or("nothing")).or_insert(0) += 1;
        }
        counts
    }

    /// Whom a resource's reference names.
    pub fn person(&self, resource: &Json, member: &str) -> Named {
        let Some(subject) = resource.get(member) else { return Named::Nobody };
        let reference = subject.text(&["reference"]);
        if let Some(inside) = reference.and_then(|reference| contained(resource, reference)) {
            let is_patient = inside.text(&["resourceType"]) == Some("Patient");
            return identifier_of(inside).filter(|_| is_patient).map_or(Named::SomethingElse, Named::Patient);
        }
        let known = reference.and_then(|reference| names_of(reference).find_map(|name| self.people.get(name)));
        if let Some(identifier) = known {
            return Named::Patient(identifier.clone());
        }
        if let Some(identifier) = subject.text(&["identifier", "value"]) {
            return Named::Patient(identifier.to_owned());
        }
        let Some(reference) = reference else { return Named::Nobody };
        if let Some(id) = reference.strip_prefix("urn:uuid:").or_else(|| reference.strip_prefix("urn:oid:")) {
            return Named::Patient(id.to_owned());
        }
        match names_of(reference).last().and_then(|name| name.split_once('/')) {
            Some(("Patient", id)) => Named::Patient(id.to_owned()),
            Some(_) => Named::SomethingElse,
            None => Named::Nobody,
        }
    }

    /// The medication that a reference names, within the resource or the document.
    pub fn medication<'a>(&'a self, resource: &'a Json, reference: &str) -> Option<&'a Json> {
        contained(resource, reference).or_else(|| {
            let place = names_of(reference).find_map(|name| self.medications.get(name))?;
            self.resources.get(*place)
        })
    }
}

fn contained<'a>(resource: &'a Json, reference: &str) -> Option<&'a Json> {
    let id = reference.strip_prefix('#')?;
    resource.list("contained").iter().find(|inside| inside.text(&["id"]) == Some(id))
}

/// A reference as written, without its version, and its last two parts: `Patient/123` of an address.
fn names_of(reference: &str) -> impl DoubleEndedIterator<Item = &str> {
    let whole = reference.split_once("/_history/").map_or(reference, |(before, _)| before);
    let id =
        whole.rfind('/').and_then(|slash| whole.get(..slash)).map(|before| before.rfind('/').map_or(0, |at| at + 1));
    let short = id.and_then(|start| whole.get(start..));
    [Some(reference), Some(whole), short].into_iter().flatten()
}

/// The hospital's identifier of a patient: the one marked as record number, else the usual or official one, else the first,
/// else the resource's own.
pub fn identifier_of(patient: &Json) -> Option<String> {
    let all = patient.list("identifier");
    let value = |one: &Json| one.text(&["value"]).map(str::to_owned);
    let is_record_number = |one: &&Json| {
        one.get("type")
            .is_some_and(|kind| kind.list("coding").iter().any(|coding| coding.text(&["code"]) == Some("MR")))
    };
    let is_of_use = |wanted: &'static str| move |one: &&Json| one.text(&["use"]) == Some(wanted);
    let marked = all.iter().find(is_record_number).and_then(value);
    marked
        .or_else(|| all.iter().find(is_of_use("usual")).and_then(value))
        .or_else(|| all.iter().find(is_of_use("official")).and_then(value))
        .or_else(|| all.iter().find_map(value))
        .or_else(|| patient.text(&["id"]).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_find_their_patient_however_they_are_written() {
        let text = r##"{"resourceType":"Bundle","entry":[
            {"fullUrl":"urn:uuid:a1","resource":{"resourceType":"Patient","id":"p1",
                "identifier":[{"value":"X"},{"type":{"coding":[{"code":"MR"}]},"value":"M7"}]}},
            {"resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:a1"}}},
            {"resource":{"resourceType":"Observation","subject":{"reference":"https://h.org/fhir/Patient/p1/_history/2"}}},
            {"resource":{"resourceType":"Observation","subject":{"reference":"Patient/other"}}},
            {"resource":{"resourceType":"Observation","subject":{"reference":"Group/g"}}},
            {"resource":{"resourceType":"Observation","contained":[{"resourceType":"Patient","id":"c","identifier":[{"value":"C9"}]}],
                "subject":{"reference":"#c"}}},
            {"request":{"method":"DELETE"}}]}"##;
        let bundle = Bundle::read(text).expect("a bundle");
        let whom: Vec<Named> = bundle.resources.iter().map(|resource| bundle.person(resource, "subject")).collect();
        let patient = |identifier: &str| Named::Patient(identifier.to_owned());
        let want = [
            Named::Nobody,
            patient("M7"),
            patient("M7"),
            patient("other"),
            Named::SomethingElse,
            patient("C9"),
            Named::Nobody,
        ];
        assert_eq!(whom, want);
        assert_eq!(bundle.counts().get("nothing"), Some(&1));
        assert!(Bundle::read("{\"a\": 1}").is_err() && Bundle::read("[]").is_err());
    }
}
