//! The list's columns stand in the order of the indicator table and in its units. A program with another table sums the
//! lists up again from the records when it opens a store for writing; the records themselves do not depend on it.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::super::StoreError;
use super::commit::write_outcome;
use super::core::Core;
use super::failure::system;
use super::rebuild::{Stored, Touched, refresh};
use super::segment::SegmentKind;
use super::settle::Conversions;
use super::snapshot::{set, text};
use super::summary;
use crate::domain::indicator::INDICATORS;
use crate::domain::summary::CHUNK_PATIENTS;
use crate::io::vault::to_hex;

/// The setting that holds the fingerprint.
pub const KEY: &str = "indicators";

/// How these columns are kept: 2 since newest values keep their digits after the mark, 3 since a column before them names
/// the codes without a value, 4 since names of tests are indicators too.
const LAYOUT_VERSION: u8 = 4;

/// What of the indicator table, and of this program, the lists depend on.
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    hash.update([LAYOUT_VERSION]);
    for indicator in &INDICATORS {
        let facts = (indicator.id, indicator.codes, indicator.unit, indicator.conversions);
        hash.update(format!("{facts:?}").as_bytes());
    }
    to_hex(&hash.finalize())
}

/// Whether the lists were summed up with this program's table.
///
/// # Errors
/// Damaged.
pub fn is_current(connection: &Connection) -> Result<bool, StoreError> {
    Ok(text(connection, KEY)? == fingerprint())
}

/// Sums up the observations of every patient again.
///
/// # Errors
/// Damaged, disk full.
pub fn sum_up_again(core: &Core, now_utc_secs: i64) -> Result<(), StoreError> {
    core.write(now_utc_secs, |transaction, before| {
        let mut conversions = Conversions::new(&before.books);
        for chunk in 0..before.chunks() {
            let made = [summary::slot(chunk, summary::UNRECORDED), summary::slot(chunk + 1, 0)];
            transaction.execute("DELETE FROM summary WHERE slot >= ?1 AND slot < ?2", made).map_err(system)?;
            let first = chunk * CHUNK_PATIENTS;
            let everybody: Touched = (first..first + before.rows_of(chunk) as u32).collect();
            let kinds = [SegmentKind::Observation, SegmentKind::UnrecordedValue];
            let kinds: BTreeMap<_, _> = kinds.into_iter().map(|kind| (kind, everybody.clone())).collect();
            let stored = Stored { connection: transaction, snapshot: before, without: None };
            write_outcome(transaction, None, &mut refresh(&stored, chunk, &kinds, &mut conversions)?)?;
        }
        set(transaction, KEY, &fingerprint())
    })
}
