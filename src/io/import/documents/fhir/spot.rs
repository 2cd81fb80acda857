//! The places within resources that records are read from, as the columns of a receipt: a field of the tables' formats, and
//! the path in the resource.

use crate::domain::receipt::MappedColumn;

/// Components of one observation that are told apart.
pub const MOST_COMPONENTS: u16 = 32;

macro_rules! spots {
    ($($name:ident $field:literal $path:literal)*) => {
        /// A place within a resource.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Spot { $($name),* }

        const SPOTS: &[(&str, &str)] = &[$(($field, $path)),*];
    };
}

spots! {
    Resource "resource" "Resource"
    PatientIdentifier "patient_id" "Patient.identifier"
    Family "family_name" "Patient.name.family"
    Given "given_name" "Patient.name.given"
    NameText "chinese_name" "Patient.name.text"
    Gender "sex" "Patient.gender"
    BirthDate "birth_date" "Patient.birthDate"
    Deceased "death_date" "Patient.deceasedDateTime"
    Telecom "phone" "Patient.telecom.value"
    Subject "subject" "subject"
    ConditionCode "condition" "Condition.code"
    Onset "onset" "Condition.onsetDateTime"
    Abatement "resolved" "Condition.abatementDateTime"
    ConditionStatus "condition_status" "Condition.clinicalStatus"
    Verification "verification" "verificationStatus"
    Medication "medication" "medicationCodeableConcept"
    Dosage "dose" "dosageInstruction.text"
    Start "start" "MedicationRequest.authoredOn"
    End "end" "MedicationRequest.dispenseRequest.validityPeriod.end"
    OrderStatus "order_status" "MedicationRequest.status"
    Intent "intent" "MedicationRequest.intent"
    Substance "substance" "AllergyIntolerance.code"
    Reaction "reaction" "AllergyIntolerance.reaction.manifestation"
    Severity "severity" "AllergyIntolerance.criticality"
    AllergyStatus "allergy_status" "AllergyIntolerance.clinicalStatus"
    Location "ward" "Encounter.location.location.display"
    Admitted "admitted" "Encounter.period.start"
    Discharged "discharged" "Encounter.period.end"
    Reason "reason" "Encounter.type"
    EncounterStatus "encounter_status" "Encounter.status"
    Code "code" "Observation.code"
    Effective "time" "Observation.effectiveDateTime"
    Value "value" "Observation.value"
    Unit "unit" "Observation.valueQuantity.unit"
    Status "status" "Observation.status"
    Component "component" "Observation.component"
}

impl Spot {
    /// From 1.
    pub fn column(self) -> u16 {
        self as u16 + 1
    }
}

/// The column of a component's value.
pub fn component(at: usize) -> Option<u16> {
    let at = u16::try_from(at).ok().filter(|at| *at < MOST_COMPONENTS)?;
    Some(SPOTS.len() as u16 + at + 1)
}

/// The columns of a receipt.
pub fn columns(is_bundle: bool) -> Vec<MappedColumn> {
    let spots = (1..).zip(SPOTS).map(|(column, (field, path))| MappedColumn {
        field: (*field).to_owned(),
        column,
        heading: (*path).to_owned(),
    });
    let components = (0..MOST_COMPONENTS).filter_map(|at| {
        let (column, heading) = (component(usize::from(at))?, format!("Observation.component[{at}].value"));
        Some(MappedColumn { field: format!("component_{at}"), column, heading })
    });
    let mut all: Vec<MappedColumn> = spots.chain(components).collect();
    if let Some(first) = all.first_mut().filter(|_| is_bundle) {
        first.heading = IN_BUNDLE.to_owned();
    }
    all
}

/// The heading of the first column where the resources are entries of a bundle.
const IN_BUNDLE: &str = "Bundle.entry";

/// The path of a place by the columns of its receipt: `Bundle.entry[11].resource.code`.
pub fn path_of(line: u32, column: u16, columns: &[MappedColumn]) -> String {
    let heading = columns.iter().find(|mapped| mapped.column == column).map_or("", |mapped| mapped.heading.as_str());
    let is_bundle = columns.first().is_some_and(|first| first.heading == IN_BUNDLE);
    let heading = if heading == IN_BUNDLE { "" } else { heading };
    path(line, heading, is_bundle)
}

fn path(line: u32, heading: &str, is_bundle: bool) -> String {
    let inside = heading.split_once('.').filter(|(kind, _)| kind.starts_with(char::is_uppercase));
    let inside = match inside {
        Some((_, inside)) => format!(".{inside}"),
        None if heading.starts_with(char::is_uppercase) || heading.is_empty() => String::new(),
        None => format!(".{heading}"),
    };
    let at = line.saturating_sub(1);
    if is_bundle { format!("Bundle.entry[{at}].resource{inside}") } else { format!("resource[{at}]{inside}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_where_their_spots_say() {
        let columns = columns(true);
        assert_eq!(columns[usize::from(Spot::Value.column()) - 1].heading, "Observation.value");
        assert_eq!(columns[usize::from(component(3).expect("few")) - 1].heading, "Observation.component[3].value");
        assert!(component(32).is_none() && columns.iter().all(|column| usize::from(column.column) <= columns.len()));
        assert_eq!(path(12, "Observation.valueQuantity.unit", true), "Bundle.entry[11].resource.valueQuantity.unit");
        assert_eq!(
            (path(1, "Resource", true), path(1, "subject", false)),
            ("Bundle.entry[0].resource".into(), "resource[0].subject".into())
        );
    }
}
