//! What is recorded of patients beside who they are and their values, one kind at a time: for whoever reads a whole store.

use crate::base::Cancelled;
use crate::domain::genome::GeneRecord;
use crate::domain::ids::PatientId;
use crate::domain::observation::{Observation, UnrecordedValue};
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Sourced};

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClinicalKind {
    Conditions,
    Medications,
    Allergies,
    Admissions,
    /// Measurements without a value.
    UnrecordedValues,
    Genes,
}

/// One person's records of a kind in order of import and line, each once.
#[derive(Clone, Debug, PartialEq)]
pub enum ClinicalRecords {
    Conditions(Vec<Sourced<Condition>>),
    Medications(Vec<Sourced<Medication>>),
    Allergies(Vec<Sourced<AllergyStatement>>),
    Admissions(Vec<Sourced<Admission>>),
    UnrecordedValues(Vec<Sourced<UnrecordedValue>>),
    Genes(Vec<Sourced<GeneRecord>>),
}

/// Takes what is read of one person.
pub type TakeRecords<'a> = &'a mut dyn FnMut(PatientId, ClinicalRecords) -> Result<(), Cancelled>;

/// What a ward's board reads of one patient.
#[derive(Clone, Debug, PartialEq)]
pub struct WardRecord {
    pub patient: PatientId,
    /// By code, time, cell.
    pub observations: Vec<Observation>,
    /// Measurements without a value, with what stood there instead.
    pub unrecorded: Vec<Sourced<UnrecordedValue>>,
    pub stays: Vec<Sourced<Admission>>,
}

impl WardRecord {
    /// Of a patient of whom nothing is read yet.
    pub fn of(patient: PatientId) -> WardRecord {
        WardRecord { patient, observations: Vec::new(), unrecorded: Vec::new(), stays: Vec::new() }
    }
}
