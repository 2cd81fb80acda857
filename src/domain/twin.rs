//! One patient's records joined.

use super::genome::GeneRecord;
use super::ids::{PatientId, WordId};
use super::observation::{Observation, UnrecordedValue};
use super::patient::{Admission, AllergyState, AllergyStatement, Condition, Medication, Patient, Sourced};

/// Everything the store holds of one patient.
#[derive(Clone, Debug, PartialEq)]
pub struct DigitalTwin {
    pub id: PatientId,
    /// The patient's rows by import, newest first; a field's value is the newest row's that has one.
    pub rows: Vec<Sourced<Patient>>,
    pub conditions: Vec<Sourced<Condition>>,
    pub medications: Vec<Sourced<Medication>>,
    pub allergies: Vec<Sourced<AllergyStatement>>,
    pub admissions: Vec<Sourced<Admission>>,
    pub genes: Vec<Sourced<GeneRecord>>,
    /// By code, then time, then cell.
    pub observations: Vec<Observation>,
    /// Measurements without a value, in order of import and line.
    pub unrecorded: Vec<Sourced<UnrecordedValue>>,
}

impl DigitalTwin {
    /// The patient as the newest rows say, field by field.
    pub fn person(&self) -> Patient {
        let newest = |field: fn(&Patient) -> Option<String>| self.rows.iter().find_map(|row| field(&row.record));
        Patient {
            identifier: self.rows.first().map(|row| row.record.identifier.clone()).unwrap_or_default(),
            family_name: newest(|patient| patient.family_name.clone()),
            given_name: newest(|patient| patient.given_name.clone()),
            chinese_name: newest(|patient| patient.chinese_name.clone()),
            sex: self.rows.iter().find_map(|row| row.record.sex),
            birth_date: self.rows.iter().find_map(|row| row.record.birth_date),
            death_date: self.rows.iter().find_map(|row| row.record.death_date),
            phone: newest(|patient| patient.phone.clone()),
        }
    }

    /// Which of the four allergy labels holds.
    pub fn allergy_state(&self) -> AllergyState {
        AllergyState::of(self.allergies.iter().map(|allergy| &allergy.record))
    }

    /// Observations of one code, in order of time.
    pub fn series(&self, code: WordId) -> &[Observation] {
        let start = self.observations.partition_point(|observation| observation.code < code);
        let end = self.observations.partition_point(|observation| observation.code <= code);
        self.observations.get(start..end).unwrap_or(&[])
    }
}
