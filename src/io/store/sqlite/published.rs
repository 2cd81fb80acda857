//! Published plans: a row a version, never changed but for the identifier of somebody who is deleted. Beside its text a row says
//! what the list shows, so that the list reads no plan.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::{StoreError, schedule_text};
use super::core::Core;
use super::failure::{damaged, system};
use super::migrations::version;
use super::schema::HOSPITAL_PLANS;
use super::versions::Versions;
use crate::domain::access::Grant;
use crate::domain::schedule::published::{KeptSchedule, PlanKind, PublishedSchedule};

pub const KEPT: Versions =
    Versions { table: "published_schedule", since: HOSPITAL_PLANS, one: "a published plan", is_of_patient: false };

/// Every version without its plan, newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(connection: &Connection) -> Result<Vec<KeptSchedule>, StoreError> {
    if version(connection)? < HOSPITAL_PLANS {
        return Ok(Vec::new());
    }
    let sql = "SELECT number, made_utc_secs, made_by, taken_back_utc_secs IS NOT NULL, kind, name, cost
        FROM published_schedule ORDER BY number DESC";
    let mut select = connection.prepare_cached(sql).map_err(system)?;
    let rows = select.query_map([], head).map_err(system)?;
    let rows: Vec<Option<KeptSchedule>> = rows.collect::<Result<_, _>>().map_err(system)?;
    rows.into_iter().map(|row| row.ok_or_else(|| damaged("a published plan"))).collect()
}

fn head(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<KeptSchedule>> {
    let Some(kind) = PlanKind::from_id(&row.get::<_, String>(4)?) else { return Ok(None) };
    Ok(Some(KeptSchedule {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        made_utc_secs: row.get(1)?,
        made_by: row.get(2)?,
        is_taken_back: row.get(3)?,
        kind,
        name: row.get(5)?,
        cost: row.get::<_, i64>(6)?.unsigned_abs(),
    }))
}

/// A version with its plan.
///
/// # Errors
/// [`StoreError::NotFound`]; damaged or unreadable.
pub fn one(connection: &Connection, number: u64) -> Result<PublishedSchedule, StoreError> {
    if version(connection)? < HOSPITAL_PLANS {
        return Err(not_found());
    }
    let sql = "SELECT text FROM published_schedule WHERE number = ?1";
    let text: Option<String> =
        connection.query_row(sql, [number as i64], |row| row.get(0)).optional().map_err(system)?;
    schedule_text::read(&text.ok_or_else(not_found)?)
}

fn not_found() -> StoreError {
    StoreError::NotFound { what: "a published plan of that number".to_owned() }
}

/// Keeps a version; its number.
///
/// # Errors
/// Where this process may not write; disk full.
pub fn publish(core: &Core, grant: &Grant, plan: &PublishedSchedule) -> Result<u64, StoreError> {
    core.demand_writing()?;
    let text = schedule_text::write(plan)?;
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |transaction, _| {
        let insert = "INSERT INTO published_schedule (made_utc_secs, made_by, kind, name, cost, text) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let cost = i64::try_from(plan.cost).unwrap_or(i64::MAX);
        let values = params![grant.at_utc_secs(), grant.actor().name, plan.kind.id(), plan.name, cost, text];
        transaction.execute(insert, values).map_err(system)?;
        Ok(transaction.last_insert_rowid().unsigned_abs())
    })
}

/// Puts `instead` in place of an identifier in every plan that names it; in how many.
///
/// # Errors
/// Damaged; disk full.
pub fn forget(connection: &Connection, identifier: &str, instead: &str) -> Result<u64, StoreError> {
    let sql = "SELECT number, text FROM published_schedule WHERE instr(text, ?1) > 0";
    // An identifier stands in the text as JSON writes it, twice where JSON lies within JSON.
    let written = serde_json::to_string(identifier).unwrap_or_default();
    let mut select = connection.prepare_cached(sql).map_err(system)?;
    let rows = select.query_map([written.trim_matches('"')], |row| Ok((row.get(0)?, row.get(1)?)));
    let rows: Vec<(i64, String)> = rows.and_then(Iterator::collect).map_err(system)?;
    let mut changed = 0;
    for (number, text) in rows {
        let now = schedule_text::without(&text, identifier, instead)?;
        if now != text {
            let sql = "UPDATE published_schedule SET text = ?1 WHERE number = ?2";
            connection.execute(sql, params![now, number]).map_err(system)?;
            changed += 1;
        }
    }
    Ok(changed)
}
