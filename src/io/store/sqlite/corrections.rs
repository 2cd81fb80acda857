//! What people decided about single values, as the file keeps it and as every reader of values uses it: a correction
//! stands in place of the recorded value wherever values are shown or summed up, and the segments stay as imported.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{Connection, Row, params};

use super::super::StoreError;
use super::failure::{damaged, system};
use super::withdrawals::{self, WithdrawalChange};
use crate::base::Decimal;
use crate::domain::book::{BookKind, Books};
use crate::domain::correction::{Correction, Decided, Decision, FindingKind, KeptDecision, Verdict};
use crate::domain::ids::{CellRef, ImportId, PatientId, WordId};
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::Observation;

/// A decision with its unit as a number of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    patient: PatientId,
    kind: FindingKind,
    /// `None`: right as recorded.
    instead: Option<(Decimal, Option<WordId>)>,
    actor: Arc<str>,
    at_utc_secs: i64,
}

/// Every decision by its cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    by_cell: HashMap<CellRef, Entry, foldhash::fast::FixedState>,
    /// Values that their sender took back.
    withdrawn: HashSet<CellRef, foldhash::fast::FixedState>,
}

impl Corrections {
    /// Reads them. A file of before version 3 that may only be read has none.
    ///
    /// # Errors
    /// Damaged.
    pub fn load(connection: &Connection) -> Result<Corrections, StoreError> {
        let table = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'decision'";
        let tables: u32 = connection.query_row(table, [], |row| row.get(0)).map_err(system)?;
        let mut all = Corrections { withdrawn: withdrawals::cells(connection)?, ..Corrections::default() };
        if tables == 0 {
            return Ok(all);
        }
        let mut select = connection.prepare_cached("SELECT * FROM decision").map_err(system)?;
        let rows = select.query_map([], entry_from_row).map_err(system)?;
        for row in rows {
            let (cell, entry) = row.map_err(system)?;
            all.by_cell.insert(cell, entry.ok_or_else(|| damaged("a correction that does not read"))?);
        }
        Ok(all)
    }

    pub fn is_empty(&self) -> bool {
        self.by_cell.is_empty()
    }

    /// Whether the sender of a cell's value took it back.
    pub fn is_withdrawn(&self, cell: CellRef) -> bool {
        self.withdrawn.contains(&cell)
    }

    pub fn has_withdrawn(&self) -> bool {
        !self.withdrawn.is_empty()
    }

    /// The same once an import's word about values is added.
    #[must_use]
    pub fn after(&self, change: &WithdrawalChange) -> Corrections {
        let mut after = self.clone();
        after.withdrawn.extend(change.withdrawn.iter().map(|withdrawn| withdrawn.cell));
        change.restored.iter().for_each(|cell| {
            after.withdrawn.remove(cell);
        });
        after
    }

    /// The value and unit that stand in place of a cell's.
    pub fn instead_of(&self, cell: CellRef) -> Option<(Decimal, Option<WordId>)> {
        self.by_cell.get(&cell)?.instead
    }

    /// How many decisions stand on an import's values.
    pub fn count_of(&self, import: ImportId) -> usize {
        self.by_cell.keys().filter(|cell| cell.import == import).count()
    }

    /// Whose value a decided cell is.
    pub fn patient_of(&self, cell: CellRef) -> Option<PatientId> {
        self.by_cell.get(&cell).map(|entry| entry.patient)
    }

    /// Puts a decision to an observation as it was recorded.
    pub fn apply(&self, observation: &mut Observation, books: &Books) {
        let Some(entry) = self.by_cell.get(&observation.cell) else { return };
        let recorded = entry.instead.map(|_| (observation.value, observation.unit));
        if let Some((value, unit)) = entry.instead {
            (observation.value, observation.unit) = (value, unit);
            observation.flags.implausible = !is_plausible(observation, books);
        }
        let (actor, at_utc_secs) = (entry.actor.as_ref().to_owned(), entry.at_utc_secs);
        observation.decided = Some(Box::new(Decided { kind: entry.kind, actor, at_utc_secs, recorded }));
    }

    /// All decisions, the newest first; of one moment in order of cell.
    pub fn list(&self, books: &Books) -> Vec<KeptDecision> {
        let units = books.of(BookKind::Unit);
        let word = |unit: WordId| units.word(unit).to_owned();
        let kept = self.by_cell.iter().map(|(&cell, entry)| KeptDecision {
            decision: Decision {
                patient: entry.patient,
                cell,
                kind: entry.kind,
                verdict: entry.instead.map_or(Verdict::Right, |(value, unit)| {
                    Verdict::Corrected(Correction { value, unit: unit.map(word) })
                }),
            },
            actor: entry.actor.as_ref().to_owned(),
            at_utc_secs: entry.at_utc_secs,
        });
        let mut kept: Vec<KeptDecision> = kept.collect();
        kept.sort_by_key(|kept| (std::cmp::Reverse(kept.at_utc_secs), kept.decision.cell));
        kept
    }
}

fn is_plausible(observation: &Observation, books: &Books) -> bool {
    let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
    let Some(id) = IndicatorId::from_recorded(books.of(BookKind::Code).word(observation.code)) else { return true };
    let canonical = id.indicator().canonical(observation.value.to_f64(), unit);
    canonical.is_none_or(|(value, _)| id.indicator().plausible.contains(value))
}

fn entry_from_row(row: &Row) -> rusqlite::Result<(CellRef, Option<Entry>)> {
    let cell = CellRef { import: ImportId(row.get("import_id")?), line: row.get("line")?, column: row.get("number")? };
    let (mantissa, scale): (Option<i64>, Option<u8>) = (row.get("mantissa")?, row.get("scale")?);
    let unit: Option<u16> = row.get("unit")?;
    let instead = mantissa.zip(scale).map(|(mantissa, scale)| (Decimal { mantissa, scale }, unit.map(WordId)));
    let kind = FindingKind::from_id(&row.get::<_, String>("kind")?);
    let (patient, at_utc_secs) = (PatientId(row.get("patient")?), row.get("at_utc_secs")?);
    let actor: Arc<str> = row.get::<_, String>("actor")?.into();
    let is_sound = instead.is_none_or(|(value, _)| value.scale <= Decimal::MAX_SCALE);
    let kind = kind.filter(|_| is_sound);
    Ok((cell, kind.map(|kind| Entry { patient, kind, instead, actor, at_utc_secs })))
}

/// Writes a decision in place of an earlier one about the same cell; `unit` is the number of the correction's unit.
///
/// # Errors
/// Disk full.
pub fn write(
    connection: &Connection,
    decision: &Decision,
    unit: Option<WordId>,
    actor: &str,
    at_utc_secs: i64,
) -> Result<(), StoreError> {
    let value = match &decision.verdict {
        Verdict::Right => None,
        Verdict::Corrected(correction) => Some(correction.value),
    };
    let cell = decision.cell;
    let row = params![
        cell.import.0,
        cell.line,
        cell.column,
        decision.patient.0,
        decision.kind.id(),
        value.map(|value| value.mantissa),
        value.map(|value| value.scale),
        unit.map(|unit| unit.0),
        actor,
        at_utc_secs
    ];
    connection
        .prepare_cached("INSERT OR REPLACE INTO decision VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
        .and_then(|mut insert| insert.execute(row))
        .map_err(system)?;
    Ok(())
}

/// Forgets the decision about a cell, where there is one.
///
/// # Errors
/// Unreadable.
pub fn delete(connection: &Connection, cell: CellRef) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM decision WHERE import_id = ?1 AND line = ?2 AND number = ?3")
        .and_then(|mut delete| delete.execute(params![cell.import.0, cell.line, cell.column]))
        .map_err(system)?;
    Ok(())
}
