//! Resources of FHIR R4 as records: patients, observations, conditions, medications, allergies and encounters. What is
//! understood, and how states are taken: `docs/methods/fhir.md`.

mod clinical;
mod dates;
mod medication;
mod person;
mod result;
pub mod spot;

use crate::base::{Progress, Rule};
use crate::domain::ids::PatientId;

use super::super::super::store::StoreError;
use super::super::intake::Intake;
use crate::io::fhir::{Bundle, Json, Named};
use spot::Spot;

/// Types of resources that records are made of, patients first.
pub const TYPES: [&str; 7] = [
    "Patient",
    "Observation",
    "Condition",
    "MedicationRequest",
    "MedicationStatement",
    "AllergyIntolerance",
    "Encounter",
];

/// One resource and where it stands.
struct Entry<'a> {
    bundle: &'a Bundle,
    resource: &'a Json,
    /// Number of the entry, from 1.
    line: u32,
}

/// Takes in every resource of the types above; patients first, wherever they stand.
///
/// # Errors
/// The store's books are full; cancelled.
pub fn take_in(bundle: &Bundle, intake: &mut Intake, progress: &Progress) -> Result<(), StoreError> {
    progress.restart(bundle.resources.len() as u64);
    for is_of_patients in [true, false] {
        for (line, resource) in (1u32..).zip(&bundle.resources) {
            let kind = resource.text(&["resourceType"]).unwrap_or_default();
            if (kind == "Patient") == is_of_patients {
                take_one(&Entry { bundle, resource, line }, kind, intake)?;
                progress.tick(1)?;
            }
        }
    }
    Ok(())
}

fn take_one(entry: &Entry<'_>, kind: &str, intake: &mut Intake) -> Result<(), StoreError> {
    if *entry.resource == Json::Null {
        intake.findings.rows += 1;
        entry.find(intake, Spot::Resource, Rule::MissingRequired, "");
        return Ok(());
    }
    if !TYPES.contains(&kind) {
        return Ok(());
    }
    intake.findings.rows += 1;
    if let Some(name) = entry.resource.repeated_name() {
        entry.find(intake, Spot::Resource, Rule::RaggedRow, format!("\"{name}\" stands twice"));
        return Ok(());
    }
    match kind {
        "Patient" => person::take_in(entry, intake),
        "Observation" => result::take_in(entry, intake)?,
        "Condition" => clinical::condition(entry, intake)?,
        "MedicationRequest" | "MedicationStatement" => medication::take_in(entry, intake)?,
        "AllergyIntolerance" => clinical::allergy(entry, intake),
        _ => clinical::encounter(entry, intake)?,
    }
    Ok(())
}

impl Entry<'_> {
    fn find(&self, intake: &mut Intake, spot: Spot, rule: Rule, raw: impl Into<String>) {
        intake.find(self.line, spot.column(), rule, raw);
    }

    /// The patient that a resource is about, or `None` once it is refused.
    fn patient(&self, intake: &mut Intake, member: &str) -> Option<PatientId> {
        let raw = self.resource.get(member).map(Json::shown).unwrap_or_default();
        let rule = match self.bundle.person(self.resource, member) {
            Named::Patient(identifier) => match intake.patient(&identifier) {
                Some(patient) => return Some(patient),
                None => Rule::UnknownPatient,
            },
            Named::SomethingElse => Rule::UnknownPatient,
            Named::Nobody => Rule::MissingRequired,
        };
        self.find(intake, Spot::Subject, rule, raw);
        None
    }

    /// The code of a state: a code, or a concept with one.
    fn state(&self, member: &str) -> Option<&str> {
        self.resource.text(&[member]).or_else(|| self.resource.text(&[member, "coding", "code"]))
    }
}
