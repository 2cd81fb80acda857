//! What is recorded of patients beside who they are and their values, one kind at a time: for whoever reads a whole store.

use crate::base::Cancelled;
use crate::domain::genome::GeneRecord;
use crate::domain::ids::PatientId;
use crate::domain::observation::UnrecordedValue;
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
