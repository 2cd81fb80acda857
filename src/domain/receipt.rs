//! What an import did: which file, how it was read, how many rows went where.

use crate::base::{Place, Rule};

use super::ids::ImportId;

/// Whether an import's rows count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    Active,
    /// Taken back; its rows are gone, its receipt stays.
    TakenBack {
        at_utc_secs: i64,
    },
}

/// An import's lasting account of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    pub import: ImportId,
    /// Id of the format the file was read as.
    pub format: String,
    /// The file's name without its folder.
    pub file_name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    pub file_bytes: u64,
    pub imported_utc_secs: i64,
    pub actor: String,
    /// Field to column (from 1) and heading, in column order.
    pub columns: Vec<MappedColumn>,
    /// Headings that no field was taken from.
    pub ignored_headings: Vec<String>,
    pub reading: FileReading,
    pub counts: Counts,
    pub state: ImportState,
}

/// How a file was read: by which profile, what was found about its form, what a person put right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileReading {
    /// Name of the saved profile, where the file was read by one as it stands.
    pub profile: Option<String>,
    /// Everything said about the columns, as the text of a profile; it reads the file the same way again. Empty on
    /// receipts that are older than profiles.
    pub mapping: String,
    /// In the order in which they are shown.
    pub aspects: Vec<ReadAspect>,
    /// By place.
    pub corrections: Vec<CorrectedCell>,
}

/// One aspect of a file's form.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadAspect {
    /// Stable id, message key `aspect-<id>`.
    pub id: String,
    /// A name, a mark or lines, as written in profiles.
    pub value: String,
    /// 0 to 1; 1 where a person chose.
    pub confidence: f32,
    pub is_chosen: bool,
}

/// A cell that a person put right before the import; column 0 is a whole row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedCell {
    pub place: Place,
    /// As it stands in the file.
    pub raw: String,
    pub corrected: String,
}

/// Which column a field was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedColumn {
    /// The format's field name; in the wide format the observation code.
    pub field: String,
    /// From 1.
    pub column: u16,
    pub heading: String,
}

/// Rows by what became of them. For observations a row is one value (a wide row holds several).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Data rows in the file, header apart.
    pub rows: u64,
    /// Records or values added.
    pub added: u64,
    /// Records that replaced an older one of the same key.
    pub updated: u64,
    /// Rows or values already there, equal in everything.
    pub duplicates: u64,
    /// Rows or values refused.
    pub rejected: u64,
    /// Values kept with a flag (implausible, conflicting).
    pub flagged: u64,
    /// Cells of a wide file, or value cells, that are empty: not recorded, not an error.
    pub empty: u64,
    /// Values sent before that rows of this import take back.
    pub withdrawn: u64,
}

/// What became of a row, or of a value where a row holds several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowFate {
    Added,
    Updated,
    /// Equal to what is there already.
    Unchanged,
    Flagged,
    Rejected,
}

impl RowFate {
    pub const ALL: [RowFate; 5] =
        [RowFate::Added, RowFate::Updated, RowFate::Unchanged, RowFate::Flagged, RowFate::Rejected];

    /// Message key `fate-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            RowFate::Added => "added",
            RowFate::Updated => "updated",
            RowFate::Unchanged => "unchanged",
            RowFate::Flagged => "flagged",
            RowFate::Rejected => "rejected",
        }
    }
}

/// What an import would do, found out without doing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rehearsal {
    pub counts: Counts,
    /// Refused and flagged cells in order of place, as many as a receipt keeps.
    pub rejects: Vec<Reject>,
    /// How many there are under each rule.
    pub reject_counts: Vec<(Rule, u64)>,
    /// Places of rows that would be added, updated or left unchanged, in order of place; the first of each fate.
    pub fates: Vec<(RowFate, Place)>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

impl Counts {
    /// How many rows or values meet a fate.
    pub fn of(&self, fate: RowFate) -> u64 {
        match fate {
            RowFate::Added => self.added,
            RowFate::Updated => self.updated,
            RowFate::Unchanged => self.duplicates,
            RowFate::Flagged => self.flagged,
            RowFate::Rejected => self.rejected,
        }
    }
}

/// One refused or flagged cell, as stored with its import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    pub place: Place,
    pub rule: Rule,
    /// The cell as it stood in the file.
    pub raw: String,
}
