//! Texts that are kept a row a version and never changed: plans, answers of models, books of strategies. Taking one back
//! marks it.

use std::cmp::Reverse;
use std::collections::HashSet;

use rusqlite::{Connection, Params, params};

use super::super::StoreError;
use super::core::Core;
use super::failure::system;
use super::migrations::version;
use super::snapshot::Snapshot;
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;

/// A table of such texts.
pub struct Versions {
    pub table: &'static str,
    /// The store's version that brought the table.
    pub since: u32,
    /// What one is called: `a plan`.
    pub one: &'static str,
    /// Whether each is about a patient; those that are not have patient 0 here and no such column in the file.
    pub is_of_patient: bool,
}

/// A version as it lies in the file.
pub struct Version {
    pub number: u64,
    pub patient: PatientId,
    pub made_utc_secs: i64,
    pub made_by: String,
    pub is_taken_back: bool,
    pub text: String,
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Version> {
    Ok(Version {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        patient: PatientId(row.get(1)?),
        made_utc_secs: row.get(2)?,
        made_by: row.get(3)?,
        is_taken_back: row.get(4)?,
        text: row.get(5)?,
    })
}

impl Versions {
    fn select(
        &self,
        connection: &Connection,
        condition: &str,
        parameters: impl Params,
    ) -> Result<Vec<Version>, StoreError> {
        if version(connection)? < self.since {
            return Ok(Vec::new());
        }
        let patient = if self.is_of_patient { "patient" } else { "0" };
        let sql = format!(
            "SELECT number, {patient}, made_utc_secs, made_by, taken_back_utc_secs IS NOT NULL, text FROM {} {condition}",
            self.table
        );
        let mut select = connection.prepare_cached(&sql).map_err(system)?;
        select.query_map(parameters, read).and_then(Iterator::collect).map_err(system)
    }

    /// Every version, newest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn all(&self, connection: &Connection) -> Result<Vec<Version>, StoreError> {
        self.select(connection, "ORDER BY number DESC", [])
    }

    /// Versions of all numbers of a person, newest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn of_patient(
        &self,
        connection: &Connection,
        snapshot: &Snapshot,
        patient: PatientId,
    ) -> Result<Vec<Version>, StoreError> {
        let numbers = match snapshot.merges.group_of(patient) {
            [] => vec![patient],
            group => group.to_vec(),
        };
        let mut found = Vec::new();
        for number in numbers {
            found.extend(self.select(connection, "WHERE patient = ?1", [number.0])?);
        }
        found.sort_by_key(|own| Reverse(own.number));
        Ok(found)
    }

    /// Every version that was not taken back, by number.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn standing(&self, connection: &Connection) -> Result<Vec<Version>, StoreError> {
        self.select(connection, "WHERE taken_back_utc_secs IS NULL ORDER BY number", [])
    }

    /// How many versions of these patients stand.
    ///
    /// # Errors
    /// Damaged or unreadable.
    pub fn count_of(&self, connection: &Connection, patients: impl Iterator<Item = u32>) -> Result<usize, StoreError> {
        let standing = self.standing(connection)?;
        if standing.is_empty() {
            return Ok(0);
        }
        let patients: HashSet<u32> = patients.collect();
        Ok(standing.iter().filter(|own| patients.contains(&own.patient.0)).count())
    }

    /// Keeps a version, of a patient where the table has them; its number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; where this process may not write; disk full.
    pub fn save(&self, core: &Core, grant: &Grant, patient: Option<PatientId>, text: &str) -> Result<u64, StoreError> {
        core.demand_writing()?;
        core.journal_entry(grant)?;
        core.write(grant.at_utc_secs(), |transaction, before| {
            if patient.is_some_and(|patient| patient.0 >= before.patients) {
                return Err(StoreError::NotFound { what: "a patient of that number".to_owned() });
            }
            let (at, by) = (grant.at_utc_secs(), &grant.actor().name);
            let into = format!("INSERT INTO {}", self.table);
            let inserted = match patient {
                Some(patient) => transaction.execute(
                    &format!("{into} (patient, made_utc_secs, made_by, text) VALUES (?1, ?2, ?3, ?4)"),
                    params![patient.0, at, by, text],
                ),
                None => transaction.execute(
                    &format!("{into} (made_utc_secs, made_by, text) VALUES (?1, ?2, ?3)"),
                    params![at, by, text],
                ),
            };
            inserted.map_err(system)?;
            Ok(transaction.last_insert_rowid().unsigned_abs())
        })
    }

    /// Marks a version as taken back, or lets it stand again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; where this process may not write.
    pub fn take_back(&self, core: &Core, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError> {
        core.demand_writing()?;
        core.journal_entry(grant)?;
        core.write(grant.at_utc_secs(), |transaction, _| {
            let at = is_taken_back.then(|| grant.at_utc_secs());
            let sql = format!("UPDATE {} SET taken_back_utc_secs = ?1 WHERE number = ?2", self.table);
            match transaction.execute(&sql, params![at, number as i64]).map_err(system)? {
                0 => Err(StoreError::NotFound { what: format!("{} of that number", self.one) }),
                _ => Ok(()),
            }
        })
    }
}
