//! A person deleted for good: their records are cut out of the segments, what people said of them goes, and the lists are
//! summed up from what is left. What the journal says stays, so that its chain is whole.
//!
//! The pages that held the records are zeroed and the log is cut off, so that nothing of them is left in the files even for
//! who has the key. The number is not given again; a random word stands where the identifier stood.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::super::StoreError;
use super::commit::{write_outcome, write_segment};
use super::connection::{Access, FileKind, open};
use super::core::Core;
use super::failure::{damaged, system, vault_error};
use super::inbox::INBOX_FILE;
use super::migrations::version;
use super::rebuild::{Stored, Touched, refresh};
use super::schema::DELETIONS;
use super::segment::SegmentKind;
use super::settle::Conversions;
use super::snapshot::{Located, Snapshot, find_text, set};
use super::{holds, merge, published, summary};
use crate::base::{Progress, TextColumn};
use crate::domain::access::Grant;
use crate::domain::deletion::{Certificate, Deleted};
use crate::domain::ids::{ImportId, PatientId};
use crate::domain::summary::CHUNK_PATIENTS;
use crate::io::vault::{random, to_hex};

/// Import and line of a record.
type Line = (ImportId, u32);

/// What a certificate says, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    identifiers: Vec<String>,
    records: Vec<(String, u64)>,
    kept_words: u64,
    rejects: u64,
    messages: u64,
    messages_left: u64,
    models_left: u64,
    journal_entries_left: u64,
    #[serde(default)]
    files_left: Vec<String>,
    journal_number: u64,
    journal_hash: String,
    reason: String,
}

/// Deletes a person under all of their numbers; the certificate.
///
/// # Errors
/// [`StoreError::NotFound`] for a number without a row; cancelled leaves everything as it was.
pub fn delete(
    core: &Core,
    grant: &Grant,
    patient: PatientId,
    progress: &Progress,
) -> Result<Certificate<Deleted>, StoreError> {
    core.demand_writing()?;
    let _pass = core.gate.enter();
    let numbers = core.read(|_, snapshot| Ok(numbers_of(snapshot, patient)))?;
    let named = core.read(|connection, snapshot| identifiers_of(connection, snapshot, &numbers))?;
    if named.is_empty() {
        return Err(StoreError::NotFound { what: "a patient of that number".to_owned() });
    }
    holds::demand_none(core, &numbers)?;
    core.journal_entry(grant)?;
    let (journal_number, chain) = core.journal.newest()?;
    let journal_entries_left = entries_naming(core, &named)?;
    core.set_secure_delete(true)?;
    let done = core.write(grant.at_utc_secs(), |transaction, before| {
        let mut what = Deleted { identifiers: named.clone(), journal_entries_left, ..Deleted::default() };
        let lines = cut_out(transaction, before, &numbers, &mut what, progress)?;
        (what.rejects, what.kept_words) = forget_words(transaction, &numbers, &lines, &named)?;
        what.models_left = count(transaction, "SELECT count(*) FROM diagnosis_model WHERE file IS NOT NULL")?;
        what.files_left = files_of(transaction, &lines)?;
        (what.messages, what.messages_left) = forget_messages(core, &lines, &named)?;
        sum_up(transaction, before, &numbers)?;
        for identifier in &named {
            run(transaction, "DELETE FROM meta WHERE key = ?1", params![format!("{ALLOWED}{identifier}")])?;
        }
        let kept = kept(&what, grant.reason(), journal_number, to_hex(&chain));
        let number = keep(transaction, grant, &kept)?;
        Ok(certificate(core, number, grant.at_utc_secs(), &grant.actor().name, kept))
    });
    let _outcome = core.set_secure_delete(false);
    let certificate = done?;
    core.cut_log()?;
    Ok(certificate)
}

fn numbers_of(snapshot: &Snapshot, patient: PatientId) -> Vec<u32> {
    let group = snapshot.merges.group_of(patient);
    if group.is_empty() { vec![patient.0] } else { group.iter().map(|number| number.0).collect() }
}

/// Identifiers of those numbers that have a row.
fn identifiers_of(connection: &Connection, snapshot: &Snapshot, numbers: &[u32]) -> Result<Vec<String>, StoreError> {
    let mut named = Vec::new();
    for number in numbers.iter().filter(|number| **number < snapshot.patients) {
        let chunk = number / CHUNK_PATIENTS;
        let texts = summary::read_bytes(connection, chunk, summary::IDENTIFIERS)?;
        let present = summary::read_bytes(connection, chunk, summary::PRESENT)?;
        let columns = [(summary::IDENTIFIERS, texts.as_slice()), (summary::PRESENT, present.as_slice())];
        let part = summary::assemble(chunk, snapshot.rows_of(chunk), columns)?;
        let row = (number % CHUNK_PATIENTS) as usize;
        if part.present.get(row) == Some(&true) {
            named.push(part.identifiers.get(row).to_owned());
        }
    }
    Ok(named)
}

/// Names of the files that these lines came from.
fn files_of(transaction: &Connection, lines: &BTreeSet<Line>) -> Result<Vec<String>, StoreError> {
    let imports: BTreeSet<ImportId> = lines.iter().map(|(import, _)| *import).collect();
    let mut names = BTreeSet::new();
    for import in imports {
        let sql = "SELECT file_name FROM import WHERE import_id = ?1";
        let name: Option<String> =
            transaction.query_row(sql, [import.0], |row| row.get(0)).optional().map_err(system)?;
        names.extend(name);
    }
    Ok(names.into_iter().collect())
}

fn entries_naming(core: &Core, named: &[String]) -> Result<u64, StoreError> {
    let mut entries = 0;
    core.journal.each(&mut |entry| {
        entries += u64::from(entry.patients.iter().any(|one| named.contains(one)));
        true
    })?;
    Ok(entries)
}

/// Writes the segments that hold a record of one of these numbers again without it; the lines of what was cut out.
fn cut_out(
    transaction: &Connection,
    before: &Snapshot,
    numbers: &[u32],
    what: &mut Deleted,
    progress: &Progress,
) -> Result<BTreeSet<Line>, StoreError> {
    let covers = |located: &Located| {
        numbers.iter().any(|number| (located.first_patient..=located.last_patient).contains(number))
    };
    let runs = before.runs().flat_map(|(kind, _, list)| list.iter().map(move |located| (kind, *located)));
    let affected: Vec<(SegmentKind, Located)> = runs.filter(|(_, located)| covers(located)).collect();
    progress.restart(affected.len() as u64);
    let mut lines = BTreeSet::new();
    let mut counts: BTreeMap<SegmentKind, u64> = BTreeMap::new();
    for (kind, located) in &affected {
        let cut = rewrite(transaction, *kind, located, numbers)?;
        *counts.entry(*kind).or_default() += cut.len() as u64;
        lines.extend(cut);
        progress.tick(1)?;
    }
    let counted = counts.into_iter().filter(|(_, count)| *count > 0);
    what.records = counted.map(|(kind, count)| (name_of(kind).to_owned(), count)).collect();
    Ok(lines)
}

fn rewrite(
    transaction: &Connection,
    kind: SegmentKind,
    located: &Located,
    numbers: &[u32],
) -> Result<Vec<Line>, StoreError> {
    let cut = merge::lines_of(transaction, kind, located, numbers)?;
    if cut.is_empty() {
        return Ok(cut);
    }
    let left = merge::merged(transaction, kind, &[*located], &|patient, _| !numbers.contains(&patient))?;
    let imports = merge::imports_of(transaction, located)?;
    for segment in left {
        let segment_id = write_segment(transaction, located.import, &segment)?;
        if located.import.is_none() {
            merge::write_imports(transaction, segment_id, &imports)?;
        }
    }
    merge::delete(transaction, located)?;
    Ok(cut)
}

/// As files of that kind are called.
fn name_of(kind: SegmentKind) -> &'static str {
    match kind {
        SegmentKind::Patient => "patients",
        SegmentKind::Observation => "observations",
        SegmentKind::Condition => "conditions",
        SegmentKind::Medication => "medications",
        SegmentKind::Allergy => "allergies",
        SegmentKind::Admission => "admissions",
        SegmentKind::UnrecordedValue => "measurements without a value",
        SegmentKind::Gene => "genes",
    }
}

/// Deletes refused cells of these rows, and what people and models said of these numbers: how many of each.
fn forget_words(
    transaction: &Connection,
    numbers: &[u32],
    lines: &BTreeSet<Line>,
    named: &[String],
) -> Result<(u64, u64), StoreError> {
    let (mut rejects, mut words) = (0, 0);
    for (import, line) in lines {
        let of_line = params![import.0, line];
        rejects += run(transaction, "DELETE FROM reject WHERE import_id = ?1 AND line = ?2", of_line)?;
        run(transaction, "DELETE FROM correction WHERE import_id = ?1 AND line = ?2", of_line)?;
    }
    for identifier in named {
        rejects += run(transaction, "DELETE FROM reject WHERE raw = ?1", params![identifier])?;
        let tag = random::<8>().map_err(|error| vault_error(std::path::Path::new(""), error))?;
        words += published::forget(transaction, identifier, &format!("deleted {}", to_hex(&tag)))?;
    }
    for number in numbers {
        for table in ["plan", "diagnosis_answer", "alert_override", "decision", "consent", "ward_note", "waiting"] {
            words += run(transaction, &format!("DELETE FROM {table} WHERE patient = ?1"), params![number])?;
        }
        run(transaction, "DELETE FROM withdrawal WHERE patient = ?1", params![number])?;
        run(transaction, "DELETE FROM merge WHERE patient = ?1 OR into_patient = ?1", params![number])?;
        run(transaction, "DELETE FROM kept_apart WHERE first = ?1 OR second = ?1", params![number])?;
    }
    Ok((rejects, words))
}

fn run(transaction: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<u64, StoreError> {
    let changed = transaction.prepare_cached(sql).and_then(|mut sql| sql.execute(values)).map_err(system)?;
    Ok(changed as u64)
}

fn count(connection: &Connection, sql: &str) -> Result<u64, StoreError> {
    connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs).map_err(system)
}

/// Deletes the messages that these lines came from; how many, and how many others name the person and are left.
fn forget_messages(core: &Core, lines: &BTreeSet<Line>, named: &[String]) -> Result<(u64, u64), StoreError> {
    let path = core.folder.join(INBOX_FILE);
    if !path.exists() {
        return Ok((0, 0));
    }
    let inbox = open(&path, FileKind::Journal, &core.key, Access::Write)?;
    inbox.pragma_update(None, "secure_delete", true).map_err(system)?;
    let mut deleted = 0;
    for (import, line) in lines {
        let sql = "DELETE FROM message WHERE state = 1 AND import_id = ?1 AND line = ?2";
        deleted += run(&inbox, sql, params![import.0, line])?;
    }
    let mut left = 0;
    for identifier in named {
        let sql = "SELECT count(*) FROM message WHERE state <> 1 AND instr(bytes, CAST(?1 AS BLOB)) > 0";
        let found: i64 = inbox.query_row(sql, [identifier], |row| row.get(0)).map_err(system)?;
        left += found.unsigned_abs();
    }
    let _busy: Option<i64> =
        inbox.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).optional().map_err(system)?;
    Ok((deleted, left))
}

/// Sums up the lists of these numbers from what is left, and puts random words in place of their identifiers.
fn sum_up(transaction: &Connection, before: &Snapshot, numbers: &[u32]) -> Result<(), StoreError> {
    let after = Snapshot::load(transaction)?;
    let mut conversions = Conversions::new(&before.books);
    for number in numbers {
        let chunk = number / CHUNK_PATIENTS;
        let touched: Touched = std::iter::once(*number).collect();
        let kinds: BTreeMap<SegmentKind, Touched> =
            SegmentKind::ALL.into_iter().map(|kind| (kind, touched.clone())).collect();
        let stored = Stored { connection: transaction, snapshot: &after, without: None };
        write_outcome(transaction, None, &mut refresh(&stored, chunk, &kinds, &mut conversions)?)?;
        forget_identifier(transaction, &after, *number)?;
    }
    Ok(())
}

fn forget_identifier(transaction: &Connection, snapshot: &Snapshot, number: u32) -> Result<(), StoreError> {
    let chunk = number / CHUNK_PATIENTS;
    let texts = summary::read_bytes(transaction, chunk, summary::IDENTIFIERS)?;
    let columns = [(summary::IDENTIFIERS, texts.as_slice())];
    let mut part = summary::assemble(chunk, snapshot.rows_of(chunk), columns)?;
    let tag = random::<16>().map_err(|error| vault_error(std::path::Path::new(""), error))?;
    let instead = format!("{DELETED}{}", to_hex(&tag));
    let row = (number % CHUNK_PATIENTS) as usize;
    let mut replaced = TextColumn::with_capacity(part.identifiers.len(), part.identifiers.buffer().len());
    for (at, text) in part.identifiers.iter().enumerate() {
        replaced.push(if at == row { &instead } else { text });
    }
    part.identifiers = replaced;
    summary::write_bytes(transaction, chunk, summary::IDENTIFIERS, &summary::encode(&part, summary::IDENTIFIERS))
}

/// Before the random word that stands for an identifier; no file's identifier begins with a control character.
const DELETED: &str = "\u{1}deleted ";

fn kept(what: &Deleted, reason: &str, journal_number: u64, journal_hash: String) -> Kept {
    let what = what.clone();
    Kept {
        identifiers: what.identifiers,
        records: what.records,
        kept_words: what.kept_words,
        rejects: what.rejects,
        messages: what.messages,
        messages_left: what.messages_left,
        models_left: what.models_left,
        journal_entries_left: what.journal_entries_left,
        files_left: what.files_left,
        journal_number,
        journal_hash,
        reason: reason.to_owned(),
    }
}

fn keep(transaction: &Connection, grant: &Grant, kept: &Kept) -> Result<u64, StoreError> {
    let text = serde_json::to_string(kept).map_err(|_| damaged("a certificate that cannot be written"))?;
    let sql = "INSERT INTO deletion (at_utc_secs, actor, text) VALUES (?1, ?2, ?3)";
    transaction.execute(sql, params![grant.at_utc_secs(), grant.actor().name, text]).map_err(system)?;
    Ok(transaction.last_insert_rowid().unsigned_abs())
}

fn certificate(core: &Core, number: u64, at_utc_secs: i64, by: &str, kept: Kept) -> Certificate<Deleted> {
    Certificate {
        number,
        store_id: core.info.store_id.clone(),
        store_name: core.info.name.clone(),
        at_utc_secs,
        by: by.to_owned(),
        reason: kept.reason,
        journal: (kept.journal_number, kept.journal_hash),
        what: Deleted {
            identifiers: kept.identifiers,
            records: kept.records,
            kept_words: kept.kept_words,
            rejects: kept.rejects,
            messages: kept.messages,
            messages_left: kept.messages_left,
            models_left: kept.models_left,
            journal_entries_left: kept.journal_entries_left,
            files_left: kept.files_left,
        },
    }
}

/// Before the identifier in the settings of somebody who was deleted and may come back.
const ALLOWED: &str = "allowed-again:";

/// Identifiers of people who were deleted and whom nobody allowed again.
///
/// # Errors
/// Damaged or unreadable.
pub fn barred(core: &Core) -> Result<HashSet<String>, StoreError> {
    let mut barred: HashSet<String> = all(core)?.into_iter().flat_map(|one| one.what.identifiers).collect();
    core.read(|connection, _| {
        for identifier in barred.clone() {
            if find_text(connection, &format!("{ALLOWED}{identifier}"))?.is_some() {
                barred.remove(&identifier);
            }
        }
        Ok(())
    })?;
    Ok(barred)
}

/// Journals the grant and lets files bring a person again who was deleted.
///
/// # Errors
/// [`StoreError::NotFound`] where nobody of that identifier was deleted; where this process may not write.
pub fn allow_again(core: &Core, grant: &Grant, identifier: &str) -> Result<(), StoreError> {
    core.demand_writing()?;
    if !barred(core)?.contains(identifier) {
        return Err(StoreError::NotFound { what: "a deleted patient of that identifier".to_owned() });
    }
    core.journal_entry(grant)?;
    core.write(grant.at_utc_secs(), |file, _| set(file, &format!("{ALLOWED}{identifier}"), grant.reason()))
}

/// Certificates, the newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn all(core: &Core) -> Result<Vec<Certificate<Deleted>>, StoreError> {
    core.read(|connection, _| {
        if version(connection)? < DELETIONS {
            return Ok(Vec::new());
        }
        let sql = "SELECT number, at_utc_secs, actor, text FROM deletion ORDER BY number DESC";
        let mut select = connection.prepare_cached(sql).map_err(system)?;
        let mut rows = select.query([]).map_err(system)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(system)? {
            let (number, at): (i64, i64) = (row.get(0).map_err(system)?, row.get(1).map_err(system)?);
            let (by, text): (String, String) = (row.get(2).map_err(system)?, row.get(3).map_err(system)?);
            let kept = serde_json::from_str(&text).map_err(|_| damaged("a certificate that does not read"))?;
            all.push(certificate(core, number.unsigned_abs(), at, &by, kept));
        }
        Ok(all)
    })
}
