//! Who is on duty and who waits, as imported: of somebody's day the newest import's rows count, of the waiting list the newest
//! list. Older ones count again when that import is taken back.

use rusqlite::{Connection, Row as SqlRow, params};

use super::super::StoreError;
use super::failure::system;
use super::import::Import;
use super::migrations::version;
use super::resources::{Fate, count};
use super::schema::HOSPITAL_PLANS;
use crate::base::{Date, Progress};
use crate::domain::ids::{ImportId, PatientId};
use crate::domain::schedule::rows::{DutyRow, WaitingRow};

const DUTY: &str = "staff, date, shift, max_load, import_id";
const WAITING: &str = "patient, surgeon, surgery_mins, stay_days, earliest, latest, workload, skill_level, not_rooms";

/// Writes an import's duties and counts them.
///
/// # Errors
/// Disk full, cancelled.
pub fn write_duties(connection: &Connection, import: &mut Import, progress: &Progress) -> Result<(), StoreError> {
    let of_day = format!("SELECT {DUTY} FROM duty WHERE staff = ?1 AND date = ?2 ORDER BY import_id DESC, line");
    for row in std::mem::take(&mut import.duties) {
        progress.tick(1)?;
        let duty = &row.record;
        let mut select = connection.prepare_cached(&of_day).map_err(system)?;
        let before = select.query_map(params![duty.staff, duty.date.0], duty_from_row);
        let before: Vec<(DutyRow, ImportId)> = before.and_then(Iterator::collect).map_err(system)?;
        let newest = before.first().map(|(_, import)| *import);
        let is_said = before.iter().any(|(other, import)| Some(*import) == newest && other == duty);
        let fate = match newest {
            _ if is_said => Fate::SaysAgain,
            Some(other) if other != import.id => Fate::Changes,
            Some(_) | None => Fate::First,
        };
        if count(import, fate, row.line) {
            let raw = json(&row.raw);
            let values = params![import.id.0, row.line, duty.staff, duty.date.0, duty.shift, duty.max_load, raw];
            insert(connection, "INSERT OR REPLACE INTO duty VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", values)?;
        }
    }
    Ok(())
}

/// Writes an import's waiting list and counts it against the list before.
///
/// # Errors
/// Disk full, cancelled.
pub fn write_waiting(connection: &Connection, import: &mut Import, progress: &Progress) -> Result<(), StoreError> {
    if import.waiting.is_empty() {
        return Ok(());
    }
    let before = waiting(connection)?;
    for (patient, row) in std::mem::take(&mut import.waiting) {
        progress.tick(1)?;
        let known = before.iter().find(|(other, _)| *other == patient).map(|(_, known)| known);
        let fate = match known {
            None => Fate::First,
            Some(known) if *known == row.record => Fate::SaysAgain,
            Some(_) => Fate::Changes,
        };
        if count(import, fate, row.line) {
            insert_waiting(connection, import.id, (patient, row.line, &row.record), &json(&row.raw))?;
        }
    }
    Ok(())
}

fn insert_waiting(
    connection: &Connection,
    import: ImportId,
    (patient, line, one): (PatientId, u32, &WaitingRow),
    raw: &str,
) -> Result<(), StoreError> {
    let (workload, not_rooms) = (json(&one.workload), json(&one.not_rooms));
    let (earliest, latest) = (one.earliest.map(|date| date.0), one.latest.map(|date| date.0));
    let sql = "INSERT OR REPLACE INTO waiting VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let values = params![
        import.0,
        line,
        patient.0,
        one.surgeon,
        one.surgery_mins,
        one.stay_days,
        earliest,
        latest,
        workload,
        one.skill_level,
        not_rooms,
        raw
    ];
    insert(connection, sql, values)
}

fn insert(connection: &Connection, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<(), StoreError> {
    connection.prepare_cached(sql).and_then(|mut insert| insert.execute(values)).map_err(system)?;
    Ok(())
}

fn duty_from_row(row: &SqlRow) -> rusqlite::Result<(DutyRow, ImportId)> {
    let duty = DutyRow { staff: row.get(0)?, date: Date(row.get(1)?), shift: row.get(2)?, max_load: row.get(3)? };
    Ok((duty, ImportId(row.get(4)?)))
}

fn waiting_from_row(row: &SqlRow) -> rusqlite::Result<(PatientId, WaitingRow)> {
    let date = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i32>>(column)?.map(Date));
    let (workload, not_rooms): (String, String) = (row.get(6)?, row.get(8)?);
    let waiting = WaitingRow {
        surgeon: row.get(1)?,
        surgery_mins: row.get(2)?,
        stay_days: row.get(3)?,
        earliest: date(4)?,
        latest: date(5)?,
        workload: serde_json::from_str(&workload).unwrap_or_default(),
        skill_level: row.get(7)?,
        not_rooms: serde_json::from_str(&not_rooms).unwrap_or_default(),
    };
    Ok((PatientId(row.get(0)?), waiting))
}

/// Who is on duty, by person and date; a day on which somebody is off has no row.
///
/// # Errors
/// Damaged or unreadable.
pub fn duties(connection: &Connection) -> Result<Vec<DutyRow>, StoreError> {
    if version(connection)? < HOSPITAL_PLANS {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {DUTY} FROM duty ORDER BY staff, date, import_id DESC, line");
    let mut select = connection.prepare_cached(&sql).map_err(system)?;
    let rows = select.query_map([], duty_from_row).map_err(system)?;
    let mut all: Vec<(DutyRow, ImportId)> = rows.collect::<Result<_, _>>().map_err(system)?;
    let mut newest: Option<(String, Date, ImportId)> = None;
    all.retain(|(duty, import)| match &newest {
        Some((staff, date, of)) if *staff == duty.staff && *date == duty.date => of == import,
        _ => {
            newest = Some((duty.staff.clone(), duty.date, *import));
            true
        }
    });
    Ok(all.into_iter().map(|(duty, _)| duty).filter(|duty| duty.shift.is_some()).collect())
}

/// The newest waiting list, in its order; of a patient who is in it twice the last row.
///
/// # Errors
/// Damaged or unreadable.
pub fn waiting(connection: &Connection) -> Result<Vec<(PatientId, WaitingRow)>, StoreError> {
    if version(connection)? < HOSPITAL_PLANS {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {WAITING} FROM waiting AS row WHERE import_id = (SELECT max(import_id) FROM waiting) AND NOT EXISTS
            (SELECT 1 FROM waiting AS later WHERE later.import_id = row.import_id AND later.patient = row.patient
                AND later.line > row.line) ORDER BY line"
    );
    let mut select = connection.prepare_cached(&sql).map_err(system)?;
    let rows = select.query_map([], waiting_from_row).map_err(system)?;
    rows.collect::<Result<_, _>>().map_err(system)
}

/// Deletes an import's rows.
///
/// # Errors
/// Disk full.
pub fn delete(connection: &Connection, import: ImportId) -> Result<(), StoreError> {
    for sql in ["DELETE FROM duty WHERE import_id = ?1", "DELETE FROM waiting WHERE import_id = ?1"] {
        connection.execute(sql, [import.0]).map_err(system)?;
    }
    Ok(())
}

/// What they say, for the hash of the whole: no rows give nothing.
///
/// # Errors
/// Damaged or unreadable.
pub fn content(connection: &Connection, identifier: impl Fn(PatientId) -> String) -> Result<String, StoreError> {
    let duties: Vec<String> = duties(connection)?.iter().map(|duty| format!("{duty:?}\n")).collect();
    let mut waiting: Vec<String> =
        waiting(connection)?.iter().map(|(patient, row)| format!("{}\t{row:?}\n", identifier(*patient))).collect();
    waiting.sort_unstable();
    Ok(duties.concat() + &waiting.concat())
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
