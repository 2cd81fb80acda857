//! Rows on their way into the store, as an import hands them over.

use crate::base::{Decimal, Moment};
use crate::domain::genome::GeneRecord;
use crate::domain::ids::{PatientId, WordId};
use crate::domain::observation::{ObservationFlags, UnrecordedValue};
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Patient};
use crate::domain::receipt::{FileReading, MappedColumn};
use crate::domain::resource::Device;
use crate::domain::schedule::rows::{DutyRow, WaitingRow};
use crate::domain::staff::StaffMember;

/// What is known of an import before its rows are read.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportDraft {
    /// Id of the format.
    pub format: String,
    pub file_name: String,
    pub sha256: String,
    pub file_bytes: u64,
    pub columns: Vec<MappedColumn>,
    pub ignored_headings: Vec<String>,
    pub reading: FileReading,
}

/// One observation on its way into the store, forty bytes without a heap allocation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PackedObservation {
    pub patient: PatientId,
    pub line: u32,
    pub moment: Moment,
    pub mantissa: i64,
    pub scale: u8,
    pub flags: ObservationFlags,
    pub column: u16,
    pub code: WordId,
    pub unit: Option<WordId>,
}

/// Observations of one stretch of the file, in file order.
#[derive(Clone, Debug, Default)]
pub struct ObservationBatch {
    pub observations: Vec<PackedObservation>,
    /// (position in `observations`, raw text) where the decimal would not give the text back.
    pub raws: Vec<(u32, String)>,
    /// (position in `observations`, raw text of the time) where the moment's ISO form is not what stood there.
    pub time_raws: Vec<(u32, String)>,
    /// (position in `observations`, the source's own identifier) where there is one.
    pub source_identifiers: Vec<(u32, String)>,
    /// Measurements without a value.
    pub unrecorded: Vec<(PatientId, Row<UnrecordedValue>)>,
}

/// A typed row with its line and the raw text that its typed form would not give back.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<T> {
    pub record: T,
    pub line: u32,
    /// (field, raw text).
    pub raw: Vec<(String, String)>,
}

/// Rows of one kind, in file order.
#[derive(Clone, Debug)]
pub enum RecordBatch {
    /// A patient whose identifier is known gets a newer row; a new one gets the next number.
    Patients(Vec<Row<Patient>>),
    Observations(ObservationBatch),
    Conditions(Vec<(PatientId, Row<Condition>)>),
    Medications(Vec<(PatientId, Row<Medication>)>),
    Allergies(Vec<(PatientId, Row<AllergyStatement>)>),
    Admissions(Vec<(PatientId, Row<Admission>)>),
    Genes(Vec<(PatientId, Row<GeneRecord>)>),
    Staff(Vec<Row<StaffMember>>),
    Devices(Vec<Row<Device>>),
    Duties(Vec<Row<DutyRow>>),
    /// A newer list of who waits takes the place of the one before.
    Waiting(Vec<(PatientId, Row<WaitingRow>)>),
}

/// A sender's word that values it sent before do not hold: they stay in the store and do not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub patient: PatientId,
    /// Code and instant; `None` where the sender's identifier alone says which values.
    pub of: Option<(WordId, i64)>,
    /// Only of this value, where the sender repeats it.
    pub value: Option<Decimal>,
    /// The sender's own identifier of the values.
    pub source_identifier: Option<String>,
    /// Where the word stands; values of this line are what holds in their place.
    pub line: u32,
}
