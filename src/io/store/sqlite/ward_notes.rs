//! What people say of patients on a ward: a row each, never changed; what is taken back says when and by whom.

use rusqlite::{Connection, Row, params};

use super::super::StoreError;
use super::super::WardStore;
use super::super::ward_note_text::{read, write};
use super::SqliteStore;
use super::core::Core;
use super::failure::{damaged, system};
use super::migrations::version;
use super::schema::WARD_NOTES;
use super::snapshot::Snapshot;
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::ward_note::{KeptWardNote, WardNote};

impl WardStore for SqliteStore {
    fn ward_notes(&self, _grant: &Grant, patients: &[PatientId]) -> Result<Vec<Vec<KeptWardNote>>, StoreError> {
        self.core.read(|connection, snapshot| {
            if version(connection)? < WARD_NOTES {
                return Ok(patients.iter().map(|_| Vec::new()).collect());
            }
            patients.iter().map(|patient| of_patient(connection, snapshot, *patient)).collect()
        })
    }

    fn keep_ward_note(
        &self,
        grant: &Grant,
        patient: PatientId,
        note: &WardNote,
        until_utc_secs: Option<i64>,
    ) -> Result<u64, StoreError> {
        keep(&self.core, grant, patient, note, until_utc_secs)
    }

    fn take_back_ward_note(&self, grant: &Grant, patient: PatientId, number: u64) -> Result<(), StoreError> {
        take_back(&self.core, grant, patient, number)
    }
}

fn of_patient(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<KeptWardNote>, StoreError> {
    let group = snapshot.merges.group_of(patient);
    let alone = [patient];
    let sql = "SELECT number, text, actor, at_utc_secs, until_utc_secs, taken_back_utc_secs FROM ward_note
        WHERE patient = ?1";
    let mut select = connection.prepare_cached(sql).map_err(system)?;
    let mut all = Vec::new();
    for number in if group.is_empty() { &alone } else { group } {
        for row in select.query_map([number.0], from_row).map_err(system)? {
            all.push(row.map_err(system)?.ok_or_else(|| damaged("a note of the ward that does not read"))?);
        }
    }
    all.sort_by_key(|kept| std::cmp::Reverse(kept.number));
    Ok(all)
}

fn from_row(row: &Row) -> rusqlite::Result<Option<KeptWardNote>> {
    let text: String = row.get(1)?;
    let Some(note) = read(&text) else { return Ok(None) };
    Ok(Some(KeptWardNote {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        note,
        actor: row.get(2)?,
        at_utc_secs: row.get(3)?,
        until_utc_secs: row.get(4)?,
        taken_back_utc_secs: row.get(5)?,
    }))
}

fn keep(
    core: &Core,
    grant: &Grant,
    patient: PatientId,
    note: &WardNote,
    until_utc_secs: Option<i64>,
) -> Result<u64, StoreError> {
    core.demand_writing()?;
    let text = write(note).map_err(|_| damaged("a note of the ward that cannot be written"))?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        if patient.0 >= before.patients {
            return Err(StoreError::NotFound { what: "a patient of that number".to_owned() });
        }
        let sql =
            "INSERT INTO ward_note (patient, text, actor, at_utc_secs, until_utc_secs) VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = params![patient.0, text, grant.actor().name, grant.at_utc_secs(), until_utc_secs];
        transaction.execute(sql, row).map_err(system)?;
        Ok(transaction.last_insert_rowid().unsigned_abs())
    })
}

fn take_back(core: &Core, grant: &Grant, patient: PatientId, number: u64) -> Result<(), StoreError> {
    core.demand_writing()?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, before| {
        let group = before.merges.group_of(patient);
        let alone = [patient];
        let sql = "UPDATE ward_note SET taken_back_utc_secs = ?2, taken_back_by = ?3
            WHERE number = ?1 AND patient = ?4 AND taken_back_utc_secs IS NULL";
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let mut changed = 0;
        for own in if group.is_empty() { &alone } else { group } {
            let row = params![number, grant.at_utc_secs(), grant.actor().name, own.0];
            changed += transaction.execute(sql, row).map_err(system)?;
        }
        match changed {
            0 => Err(StoreError::NotFound { what: "a note of that number".to_owned() }),
            _ => Ok(()),
        }
    })
}
