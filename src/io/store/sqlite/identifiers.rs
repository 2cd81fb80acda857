//! Patients by identifier, read from the summary's columns.

use rusqlite::Connection;

use super::super::{IdentifierMap, StoreError};
use super::failure::damaged;
use super::snapshot::Snapshot;
use super::summary;
use crate::domain::ids::PatientId;

/// Reads the identifiers of all patients.
///
/// # Errors
/// Damaged or unreadable.
pub fn load(connection: &Connection, snapshot: &Snapshot) -> Result<IdentifierMap, StoreError> {
    let mut map = IdentifierMap::default();
    map.reserve(snapshot.patients as usize);
    for chunk in 0..snapshot.chunks() {
        let texts = summary::read_bytes(connection, chunk, summary::IDENTIFIERS)?;
        let present = summary::read_bytes(connection, chunk, summary::PRESENT)?;
        let columns = [(summary::IDENTIFIERS, texts.as_slice()), (summary::PRESENT, present.as_slice())];
        let part = summary::assemble(chunk, snapshot.rows_of(chunk), columns)?;
        for (row, (identifier, present)) in part.identifiers.iter().zip(&part.present).enumerate() {
            let (patient, new) = map.find_or_add(identifier);
            if !new || patient != PatientId(part.first.0 + row as u32) {
                return Err(damaged("an identifier stands for two patients"));
            }
            if !present {
                map.set_absent(patient);
            }
        }
    }
    Ok(map)
}
