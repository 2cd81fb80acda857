//! Staff and devices: rows by identifier and import; the newest import's row counts, and an older one counts again when
//! that import is taken back. A row that its own file said before and a later one changed is not brought back: the same
//! file twice is no news.

use rusqlite::{Connection, Row as SqlRow, params};

use super::super::{Row, StoreError};
use super::failure::system;
use super::import::{Import, LISTED_FATES};
use super::migrations::version;
use super::schema::HOSPITAL_PLANS;
use crate::base::{Date, Decimal, Place, Progress, WeekMins};
use crate::domain::ids::{CellRef, ImportId};
use crate::domain::receipt::RowFate;
use crate::domain::resource::{Device, DeviceState, DeviceStatus, STATE_AT};
use crate::domain::staff::StaffMember;

const STAFF: &str = "identifier, import_id, line, family_name, given_name, chinese_name, role, ward, education, skills,
    experience_mantissa, experience_scale";
const DEVICES: &str = "identifier, import_id, line, kind, ward, room, status, last_service, next_service";
/// What a hospital plan wants to know of them.
const STAFF_OF_PLANS: &str = "contract, hours_mantissa, hours_scale, surgery_mins, skill_level";
const DEVICES_OF_PLANS: &str = "beds, open_mins";
const NEWEST_FIRST: &str = "ORDER BY identifier, import_id DESC, line DESC";

fn select_staff(connection: &Connection) -> Result<String, StoreError> {
    Ok(match version(connection)? < HOSPITAL_PLANS {
        true => format!("SELECT {STAFF}, NULL, NULL, NULL, NULL, NULL FROM staff"),
        false => format!("SELECT {STAFF}, {STAFF_OF_PLANS} FROM staff"),
    })
}

fn select_devices(connection: &Connection) -> Result<String, StoreError> {
    Ok(match version(connection)? < HOSPITAL_PLANS {
        true => format!("SELECT {DEVICES}, NULL, NULL FROM device"),
        false => format!("SELECT {DEVICES}, {DEVICES_OF_PLANS} FROM device"),
    })
}

/// Writes an import's staff rows and counts them.
///
/// # Errors
/// Disk full, cancelled.
pub fn write_staff(
    connection: &Connection,
    import: &mut Import,
    same_file: &[ImportId],
    progress: &Progress,
) -> Result<(), StoreError> {
    let newest_first = format!("{} WHERE identifier = ?1 {NEWEST_FIRST}", select_staff(connection)?);
    for row in std::mem::take(&mut import.staff) {
        progress.tick(1)?;
        let before = rows_of(connection, &newest_first, &row.record.identifier, staff_from_row)?;
        let same = |before: &StaffMember| StaffMember { cell: row.record.cell, ..before.clone() } == row.record;
        let before = before.iter().map(|before| (before.cell.import, same(before)));
        if count(import, fate(before, same_file), row.line) {
            insert_staff(connection, import.id, &row)?;
        }
    }
    Ok(())
}

/// Rows of an identifier in the order of the statement.
fn rows_of<T>(
    connection: &Connection,
    select: &str,
    identifier: &str,
    read: fn(&SqlRow) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut select = connection.prepare_cached(select).map_err(system)?;
    let rows = select.query_map([identifier], read).map_err(system)?;
    rows.collect::<Result<_, _>>().map_err(system)
}

fn insert_staff(connection: &Connection, import: ImportId, row: &Row<StaffMember>) -> Result<(), StoreError> {
    let member = &row.record;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO staff VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18)",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                import.0,
                row.line,
                member.identifier,
                member.family_name,
                member.given_name,
                member.chinese_name,
                member.role,
                member.ward,
                member.education,
                json(&member.skills),
                member.experience_years.map(|years| years.mantissa),
                member.experience_years.map(|years| years.scale),
                json(&row.raw),
                member.contract,
                member.hours_a_week.map(|hours| hours.mantissa),
                member.hours_a_week.map(|hours| hours.scale),
                member.surgery_mins.map(|mins| mins.text()),
                member.skill_level,
            ])
        })
        .map_err(system)?;
    Ok(())
}

/// Writes an import's device rows and counts them.
///
/// # Errors
/// Disk full, cancelled.
pub fn write_devices(
    connection: &Connection,
    import: &mut Import,
    same_file: &[ImportId],
    progress: &Progress,
) -> Result<(), StoreError> {
    let newest_first = format!("{} WHERE identifier = ?1 {NEWEST_FIRST}", select_devices(connection)?);
    // An import that goes on is no file that is read again: what a feed says again is news.
    let others: Vec<ImportId> = same_file.iter().copied().filter(|other| *other != import.id).collect();
    for row in std::mem::take(&mut import.devices) {
        progress.tick(1)?;
        let before = rows_of(connection, &newest_first, &row.record.identifier, device_from_row)?;
        let same = |before: &Device| Device { cell: row.record.cell, ..before.clone() } == row.record;
        let before = before.iter().map(|before| (before.cell.import, same(before)));
        if count(import, fate(before, &others), row.line) {
            insert_device(connection, import.id, &row)?;
        }
    }
    Ok(())
}

fn insert_device(connection: &Connection, import: ImportId, row: &Row<Device>) -> Result<(), StoreError> {
    let device = &row.record;
    connection
        .prepare_cached("INSERT OR REPLACE INTO device VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
        .and_then(|mut insert| {
            insert.execute(params![
                import.0,
                row.line,
                device.identifier,
                device.kind,
                device.ward,
                device.room,
                device.status.map(number_from_status),
                device.last_service.map(|date| date.0),
                device.next_service.map(|date| date.0),
                json(&row.raw),
                device.beds,
                device.open_mins.map(|mins| mins.text()),
            ])
        })
        .map_err(system)?;
    Ok(())
}

/// What becomes of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    First,
    /// It says what holds; it stays, so that either import can be taken back.
    SaysAgain,
    /// It says what its file said before and a later row changed.
    BroughtBack,
    Changes,
}

/// By the rows of its identifier, newest first: each with its import and whether it says the same.
fn fate(before: impl Iterator<Item = (ImportId, bool)>, same_file: &[ImportId]) -> Fate {
    let before: Vec<(ImportId, bool)> = before.collect();
    match before.first() {
        None => Fate::First,
        Some((_, true)) => Fate::SaysAgain,
        Some((_, false)) if before.iter().any(|(import, same)| *same && same_file.contains(import)) => {
            Fate::BroughtBack
        }
        Some((_, false)) => Fate::Changes,
    }
}

/// Counts a row; whether it is to be written.
pub fn count(import: &mut Import, fate: Fate, line: u32) -> bool {
    let (told, count) = match fate {
        Fate::First => (RowFate::Added, &mut import.counts.added),
        Fate::SaysAgain | Fate::BroughtBack => (RowFate::Unchanged, &mut import.counts.duplicates),
        Fate::Changes => (RowFate::Updated, &mut import.counts.updated),
    };
    *count += 1;
    if *count <= LISTED_FATES as u64 {
        import.fates.push((told, Place { line, column: 0 }));
    }
    fate != Fate::BroughtBack
}

/// Staff by identifier, as their newest rows say.
///
/// # Errors
/// Damaged or unreadable.
pub fn staff(connection: &Connection) -> Result<Vec<StaffMember>, StoreError> {
    let mut select =
        connection.prepare_cached(&format!("{} {NEWEST_FIRST}", select_staff(connection)?)).map_err(system)?;
    let rows = select.query_map([], staff_from_row).map_err(system)?;
    let mut members = rows.collect::<Result<Vec<_>, _>>().map_err(system)?;
    members.dedup_by(|older, newer| older.identifier == newer.identifier);
    Ok(members)
}

/// Devices by identifier, as their newest rows say.
///
/// # Errors
/// Damaged or unreadable.
pub fn devices(connection: &Connection) -> Result<Vec<Device>, StoreError> {
    let mut select =
        connection.prepare_cached(&format!("{} {NEWEST_FIRST}", select_devices(connection)?)).map_err(system)?;
    let rows = select.query_map([], device_from_row).map_err(system)?;
    let mut devices = rows.collect::<Result<Vec<_>, _>>().map_err(system)?;
    devices.dedup_by(|older, newer| older.identifier == newer.identifier);
    Ok(devices)
}

/// States that devices sent with their time, by device and time.
///
/// # Errors
/// Damaged or unreadable.
pub fn device_states(connection: &Connection) -> Result<Vec<DeviceState>, StoreError> {
    let sql = "SELECT identifier, status, raw FROM device WHERE instr(raw, ?1) > 0 AND status IS NOT NULL";
    let mut select = connection.prepare_cached(sql).map_err(system)?;
    let rows = select.query_map([STATE_AT], |row| {
        let (identifier, status, raw): (String, u8, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(state_of(identifier, status, &raw))
    });
    let mut states: Vec<DeviceState> =
        rows.and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(system)?.into_iter().flatten().collect();
    states.sort_by(|one, other| (&one.identifier, one.at_utc_secs).cmp(&(&other.identifier, other.at_utc_secs)));
    Ok(states)
}

fn state_of(identifier: String, status: u8, raw: &str) -> Option<DeviceState> {
    let raw: Vec<(String, String)> = serde_json::from_str(raw).ok()?;
    let at_utc_secs = raw.iter().find(|(name, _)| name == STATE_AT)?.1.parse().ok()?;
    Some(DeviceState { identifier, status: status_from_number(status)?, at_utc_secs })
}

/// The newest row of a device.
///
/// # Errors
/// Damaged or unreadable.
pub fn device(connection: &Connection, identifier: &str) -> Result<Option<Device>, StoreError> {
    let newest_first = format!("{} WHERE identifier = ?1 {NEWEST_FIRST}", select_devices(connection)?);
    Ok(rows_of(connection, &newest_first, identifier, device_from_row)?.into_iter().next())
}

/// Deletes an import's rows.
///
/// # Errors
/// Disk full.
pub fn delete(connection: &Connection, import: ImportId) -> Result<(), StoreError> {
    for sql in ["DELETE FROM staff WHERE import_id = ?1", "DELETE FROM device WHERE import_id = ?1"] {
        connection.execute(sql, [import.0]).map_err(system)?;
    }
    Ok(())
}

fn cell(row: &SqlRow) -> rusqlite::Result<CellRef> {
    Ok(CellRef { import: ImportId(row.get(1)?), line: row.get(2)?, column: 0 })
}

fn staff_from_row(row: &SqlRow) -> rusqlite::Result<StaffMember> {
    let (mantissa, scale): (Option<i64>, Option<u8>) = (row.get(10)?, row.get(11)?);
    let skills: String = row.get(9)?;
    let (hours, hours_scale): (Option<i64>, Option<u8>) = (row.get(13)?, row.get(14)?);
    Ok(StaffMember {
        identifier: row.get(0)?,
        family_name: row.get(3)?,
        given_name: row.get(4)?,
        chinese_name: row.get(5)?,
        role: row.get(6)?,
        ward: row.get(7)?,
        education: row.get(8)?,
        skills: serde_json::from_str(&skills).unwrap_or_default(),
        experience_years: mantissa.zip(scale).map(|(mantissa, scale)| Decimal { mantissa, scale }),
        contract: row.get(12)?,
        hours_a_week: hours.zip(hours_scale).map(|(mantissa, scale)| Decimal { mantissa, scale }),
        surgery_mins: week(row, 15)?,
        skill_level: row.get(16)?,
        cell: cell(row)?,
    })
}

fn device_from_row(row: &SqlRow) -> rusqlite::Result<Device> {
    let status: Option<u8> = row.get(6)?;
    Ok(Device {
        identifier: row.get(0)?,
        kind: row.get(3)?,
        ward: row.get(4)?,
        room: row.get(5)?,
        status: status.and_then(status_from_number),
        last_service: row.get::<_, Option<i32>>(7)?.map(Date),
        next_service: row.get::<_, Option<i32>>(8)?.map(Date),
        beds: row.get(9)?,
        open_mins: week(row, 10)?,
        cell: cell(row)?,
    })
}

fn week(row: &SqlRow, column: usize) -> rusqlite::Result<Option<WeekMins>> {
    Ok(row.get::<_, Option<String>>(column)?.and_then(|text| WeekMins::parse(&text)))
}

fn number_from_status(status: DeviceStatus) -> u8 {
    match status {
        DeviceStatus::Available => 0,
        DeviceStatus::InUse => 1,
        DeviceStatus::Maintenance => 2,
        DeviceStatus::OutOfOrder => 3,
    }
}

fn status_from_number(number: u8) -> Option<DeviceStatus> {
    match number {
        0 => Some(DeviceStatus::Available),
        1 => Some(DeviceStatus::InUse),
        2 => Some(DeviceStatus::Maintenance),
        3 => Some(DeviceStatus::OutOfOrder),
        _ => None,
    }
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
