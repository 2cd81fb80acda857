//! From a file somebody else made to typed records on their way into the store.
//!
//! [`preview::inspect`] looks at a file and proposes how to read it, a person may change the [`Mapping`], and
//! [`run::run`] reads it: stretches of the file on worker threads, rows through the [`ImportFormat`] of the mapping,
//! results into the store's [`ImportWriter`](super::store::ImportWriter) in file order. A row that cannot be read is a
//! reject with its place; it never stops the others. A further format is a file and a line in [`FORMATS`].

use std::sync::Arc;

use crate::base::time::MomentReader;
use crate::domain::receipt::Reject;

use super::store::{IdentifierMap, RecordBatch, StoreError, Withdrawal, WordSource};

mod admissions;
mod all_rows;
mod allergies;
mod amount;
mod aspects;
#[cfg(test)]
mod behaviour;
pub mod blood_pressure;
mod cells;
pub mod clipboard;
mod collector;
mod columns;
mod conditions;
pub mod container;
mod devices;
pub mod documents;
pub mod error;
#[cfg(test)]
mod fake;
pub mod form;
mod genes;
mod intake;
pub mod mapping;
mod medications;
mod observation_rules;
mod observations;
mod observations_wide;
mod patients;
mod pipeline;
pub mod plan;
pub mod preview;
mod reading;
pub mod rewrite;
mod rows_at;
pub mod run;
pub(super) mod scan;
mod shifts;
pub mod source;
mod specimen;
mod specimen_words;
mod staff;
mod standing;
pub(super) mod stretch;
mod table_text;
mod texts;
pub(super) mod threads;
pub mod values;
mod waiting;

pub use all_rows::all_rows;
pub use aspects::{corrected_cells, part_of};
pub use cells::SourceRow;
pub use error::ImportError;
pub use form::FileForm;
pub use mapping::{CellPart, FieldColumn, Mapping, Profile, UnitSpan};
pub use plan::ImportPlan;
pub use preview::{Inspection, inspect, inspect_with};
pub use rewrite::{Corrections, editable_row};
pub use rows_at::rows_at;
pub use run::{draft, rehearse, run};
pub use table_text::write_table;

/// What a column holds. Text `column-kind-<id>` is not needed: people see the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Names a patient, a member of staff, a device or an observation.
    Identifier,
    Text,
    /// A code, unit, ward: one of few words, kept in the store's books.
    Word,
    /// One of a fixed list of words, such as sex or status.
    Choice,
    Number,
    Date,
    /// Date and time of day.
    Time,
}

/// Whether a file without the column can be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
}

/// A field of a format and the headings under which it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Stable name; it stands in receipts and profiles.
    pub field: &'static str,
    /// Other headings, English and Chinese. Case, spaces, underscores and hyphens do not matter.
    pub aliases: &'static [&'static str],
    pub need: Need,
    pub kind: ColumnKind,
}

impl Column {
    const fn required(field: &'static str, kind: ColumnKind, aliases: &'static [&'static str]) -> Column {
        Column { field, aliases, need: Need::Required, kind }
    }

    const fn optional(field: &'static str, kind: ColumnKind, aliases: &'static [&'static str]) -> Column {
        Column { field, aliases, need: Need::Optional, kind }
    }
}

/// What columns that are no field of the format mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing: they are ignored, and listed as ignored.
    Long,
    /// A column headed by an indicator, such as `Heart rate (/min)`, holds its values.
    Wide,
}

/// What rows are read with: one for each worker thread.
#[derive(Clone)]
pub struct Sources {
    /// Patients of the store before this import.
    pub identifiers: Arc<IdentifierMap>,
    pub words: Arc<dyn WordSource>,
    /// Reads times without offset in the store's zone.
    pub moments: MomentReader,
}

/// What became of rows, beside the records themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Refused and flagged cells, in order of place.
    pub rejects: Vec<Reject>,
    /// Data rows read.
    pub rows: u64,
    /// Value cells that are empty: not recorded.
    pub empty: u64,
    /// Results that rows take back.
    pub withdrawals: Vec<Withdrawal>,
}

/// Reads rows of one format and collects their records.
pub trait RowReader: Send {
    /// Rows that will be read next, in this order: a chance to look several things up together. Rows that are refused
    /// for their form are among them and will not be read.
    fn look_ahead(&mut self, _rows: &[SourceRow<'_>]) {}

    /// Reads a row: its records are kept for [`RowReader::take`], what is wrong goes into `findings`.
    ///
    /// # Errors
    /// The store's books are full. A bad row is no error.
    fn read(&mut self, row: &SourceRow<'_>, findings: &mut Findings) -> Result<(), StoreError>;

    /// The records since the last call, in file order.
    fn take(&mut self) -> RecordBatch;
}

/// A kind of table that can be imported.
pub trait ImportFormat: Sync {
    /// Stable id: stands in receipts and profiles, message key `format-<id>`; `sample_data/` has a file for each.
    fn id(&self) -> &'static str;

    /// The file of `sample_data/` that is of this format.
    fn sample(&self) -> &'static str;

    fn columns(&self) -> &'static [Column];

    fn shape(&self) -> Shape {
        Shape::Long
    }

    /// The words that a choice field understands, the first of each list giving the value back; empty for other fields.
    fn words(&self, _field: &str) -> Vec<&'static [&'static str]> {
        Vec::new()
    }

    /// Whether a choice field understands a word.
    fn knows(&self, field: &str, word: &str) -> bool {
        self.words(field).iter().any(|words| words.contains(&word.to_lowercase().as_str()))
    }

    /// A reader of rows whose columns are as `mapping` says.
    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader>;
}

/// Every format, in the order in which a picker shows them and equal matches are preferred.
pub static FORMATS: &[&dyn ImportFormat] = &[
    &patients::Patients,
    &observations::Observations,
    &observations_wide::ObservationsWide,
    &conditions::Conditions,
    &medications::Medications,
    &allergies::Allergies,
    &admissions::Admissions,
    &genes::Genes,
    &staff::Staff,
    &devices::Devices,
    &shifts::Shifts,
    &waiting::Waiting,
];

/// The format of an id.
pub fn format_by_id(id: &str) -> Option<&'static dyn ImportFormat> {
    FORMATS.iter().copied().find(|format| format.id() == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_unique_and_stable() {
        let ids: Vec<_> = FORMATS.iter().map(|format| format.id()).collect();
        let stable = "patients observations observations_wide conditions medications allergies admissions genes staff devices \
            shifts waiting";
        assert_eq!(ids.join(" "), stable);
        assert!(ids.iter().all(|id| format_by_id(id).is_some_and(|format| format.id() == *id)));
    }

    #[test]
    fn aliases_are_unique_within_a_format() {
        for format in FORMATS {
            let mut seen = HashSet::new();
            for column in format.columns() {
                for name in std::iter::once(&column.field).chain(column.aliases) {
                    assert!(seen.insert(mapping::plain_heading(name)), "{} {name}", format.id());
                }
            }
            assert!(format.columns().iter().any(|column| column.need == Need::Required));
        }
    }

    /// Each sample is found to be what it is, by its headings alone.
    #[test]
    fn samples_are_recognised() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
        for format in FORMATS {
            let path = folder.join(format.sample());
            if path.exists() {
                let inspection = inspect(&path).expect("a sample can be read");
                assert_eq!(inspection.mapping.map(|mapping| mapping.format), Some(format.id()));
            }
        }
    }
}
