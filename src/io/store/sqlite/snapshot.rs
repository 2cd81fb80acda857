//! What is kept in memory of a committed state: revision, books, and where each patient's segments are.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::StoreError;
use super::corrections::Corrections;
use super::failure::{broken, damaged, system};
use super::rollback::Committed;
use super::segment::coding::Broken;
use super::segment::{Segment, SegmentKind};
use crate::domain::book::Books;
use crate::domain::ids::ImportId;
use crate::domain::merge::Merges;
use crate::domain::summary::CHUNK_PATIENTS;

/// The setting that holds the newest commit's mark, see [`Committed::mark`].
pub const MARK: &str = "revision_mark";

/// Where a segment is and whom it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    pub segment_id: i64,
    /// `None` for a merged segment.
    pub import: Option<ImportId>,
    pub first_patient: u32,
    pub last_patient: u32,
}

/// A committed state as far as it is kept in memory.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub revision: u64,
    pub revision_at: i64,
    revision_mark: i64,
    /// Patient numbers given out.
    pub patients: u32,
    pub books: Arc<Books>,
    pub merges: Arc<Merges>,
    pub corrections: Arc<Corrections>,
    /// By kind and chunk, in order of segment id.
    directory: BTreeMap<(SegmentKind, u32), Vec<Located>>,
}

impl Snapshot {
    /// Which commit this is.
    pub fn committed(&self) -> Committed {
        Committed { revision: self.revision, at_utc_secs: self.revision_at, mark: self.revision_mark }
    }

    /// Reads it within the caller's transaction.
    ///
    /// # Errors
    /// Damaged.
    pub fn load(connection: &Connection) -> Result<Snapshot, StoreError> {
        let patients = number(connection, "patients")? as u32;
        Ok(Snapshot {
            revision: number(connection, "revision")? as u64,
            revision_at: number(connection, "revision_at")?,
            revision_mark: find_text(connection, MARK)?.and_then(|text| text.parse().ok()).unwrap_or(0),
            patients,
            books: super::books::load(connection)?,
            merges: Arc::new(super::persons::merges(connection, patients)?),
            corrections: Arc::new(Corrections::load(connection)?),
            directory: load_directory(connection)?,
        })
    }

    /// The same with the decisions, and the units they name, as the caller's transaction has them.
    ///
    /// # Errors
    /// Damaged.
    pub fn with_decisions(&self, connection: &Connection) -> Result<Snapshot, StoreError> {
        let corrections = Arc::new(Corrections::load(connection)?);
        Ok(Snapshot { corrections, books: super::books::load(connection)?, ..self.clone() })
    }

    /// Segments of a kind in a chunk.
    pub fn segments(&self, kind: SegmentKind, chunk: u32) -> &[Located] {
        self.directory.get(&(kind, chunk)).map_or(&[], Vec::as_slice)
    }

    /// Kinds and chunks that have segments.
    pub fn runs(&self) -> impl Iterator<Item = (SegmentKind, u32, &[Located])> {
        self.directory.iter().map(|(&(kind, chunk), list)| (kind, chunk, list.as_slice()))
    }

    /// Number of chunks with a patient.
    pub fn chunks(&self) -> u32 {
        self.patients.div_ceil(CHUNK_PATIENTS)
    }

    /// Patients in a chunk.
    pub fn rows_of(&self, chunk: u32) -> usize {
        rows_of(self.patients, chunk)
    }
}

/// Patients of a chunk where `patients` numbers were given out in all.
pub fn rows_of(patients: u32, chunk: u32) -> usize {
    patients.saturating_sub(chunk.saturating_mul(CHUNK_PATIENTS)).min(CHUNK_PATIENTS) as usize
}

fn load_directory(connection: &Connection) -> Result<BTreeMap<(SegmentKind, u32), Vec<Located>>, StoreError> {
    let mut directory: BTreeMap<_, Vec<Located>> = BTreeMap::new();
    let mut select = connection
        .prepare("SELECT segment_id, import_id, kind, first_patient, last_patient FROM segment ORDER BY segment_id")
        .map_err(system)?;
    let mut rows = select.query([]).map_err(system)?;
    while let Some(row) = rows.next().map_err(system)? {
        let located = Located {
            segment_id: row.get(0).map_err(system)?,
            import: row.get::<_, Option<u32>>(1).map_err(system)?.map(ImportId),
            first_patient: row.get(3).map_err(system)?,
            last_patient: row.get(4).map_err(system)?,
        };
        let kind = SegmentKind::from_number(row.get(2).map_err(system)?);
        let kind = kind.ok_or_else(|| damaged("a segment of an unknown kind"))?;
        directory.entry((kind, located.first_patient / CHUNK_PATIENTS)).or_default().push(located);
    }
    Ok(directory)
}

/// The revision and when it was committed.
///
/// # Errors
/// Damaged.
pub fn revision(connection: &Connection) -> Result<u64, StoreError> {
    number(connection, "revision").map(|number| number as u64)
}

/// A number of the meta table.
///
/// # Errors
/// Damaged where it is missing or no number.
pub fn number(connection: &Connection, key: &str) -> Result<i64, StoreError> {
    text(connection, key)?.parse().map_err(|_| damaged("a setting that is no number"))
}

/// A text of the meta table.
///
/// # Errors
/// Damaged where it is missing.
pub fn text(connection: &Connection, key: &str) -> Result<String, StoreError> {
    find_text(connection, key)?.ok_or_else(|| damaged("a setting is missing"))
}

/// A text of the meta table that older stores do not have.
///
/// # Errors
/// Damaged or unreadable.
pub fn find_text(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    connection
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")
        .and_then(|mut select| select.query_row([key], |row| row.get(0)).optional())
        .map_err(system)
}

/// Writes a text into the meta table.
///
/// # Errors
/// Disk full.
pub fn set(connection: &Connection, key: &str, value: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO meta VALUES (?1, ?2)")
        .and_then(|mut insert| insert.execute(params![key, value]))
        .map_err(system)?;
    Ok(())
}

/// Reads a segment and hands it over taken apart.
///
/// # Errors
/// Damaged.
pub fn with_segment<T>(
    connection: &Connection,
    segment_id: i64,
    take: impl FnOnce(&Segment) -> Result<T, Broken>,
) -> Result<T, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT bytes FROM segment_bytes WHERE segment_id = ?1").map_err(system)?;
    let mut rows = select.query([segment_id]).map_err(system)?;
    let row = rows.next().map_err(system)?.ok_or_else(|| damaged("a segment is missing"))?;
    let bytes = row.get_ref(0).map_err(system)?.as_blob().map_err(|_| damaged("a segment of another kind"))?;
    Segment::parse(bytes).and_then(|segment| take(&segment)).map_err(broken)
}
