//! Who is compared with whom: persons who share a key. A million persons make half a billion pairs; the keys leave some
//! of them, and miss only persons who differ in more than one thing at once.

use std::collections::BTreeSet;

use super::keys::Keys;
use crate::base::{Cancelled, Date, Progress};

/// A key that more persons share says nothing, such as a placeholder for a date.
const MOST_IN_BLOCK: usize = 300;

/// The pairs to be compared.
#[derive(Debug, Default)]
pub struct Blocked {
    /// In order, each once.
    pub pairs: Vec<(u32, u32)>,
    pub too_common: u64,
    /// Pairs whose identifiers are easily mistaken for each other.
    pub alike_identifiers: u64,
}

/// What a person is filed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    /// The whole name and two parts of the birth date: one digit may differ.
    NameYearMonth,
    NameMonthDay,
    NameYearDay,
    /// The whole name and the date whichever of day and month comes first.
    NameSwapped,
    /// One part of the name and that date: the other part may be misspelt.
    PartSwapped,
    /// What an identifier looks like.
    Identifier,
    /// The end of a telephone number.
    Phone,
}

const KEYS: [Key; 7] = [
    Key::NameYearMonth,
    Key::NameMonthDay,
    Key::NameYearDay,
    Key::NameSwapped,
    Key::PartSwapped,
    Key::Identifier,
    Key::Phone,
];

/// Files all persons under each key in turn. One tick a person and key.
///
/// # Errors
/// [`Cancelled`] once the job was asked to stop.
pub fn pairs(keys: &Keys, progress: &Progress) -> Result<Blocked, Cancelled> {
    progress.restart(u64::from(keys.rows()) * KEYS.len() as u64);
    let mut blocked = Blocked::default();
    for key in KEYS {
        let mut filed = filed(keys, key, progress)?;
        filed.sort_unstable();
        progress.tick(0)?;
        let before = blocked.pairs.len();
        for block in filed.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
            match block.len() <= MOST_IN_BLOCK {
                true => pair_up(block, &mut blocked.pairs),
                false => blocked.too_common += 1,
            }
        }
        if key == Key::Identifier {
            blocked.alike_identifiers = (blocked.pairs.len() - before) as u64;
        }
        progress.tick(0)?;
    }
    blocked.pairs.sort_unstable();
    blocked.pairs.dedup();
    Ok(blocked)
}

fn filed(keys: &Keys, key: Key, progress: &Progress) -> Result<Vec<(u64, u32)>, Cancelled> {
    const TICK_ROWS: u32 = 4096;
    let mut filed = Vec::with_capacity(keys.rows() as usize);
    for row in 0..keys.rows() {
        match key {
            Key::Identifier => filed.extend(keys.identifier(row).map(|number| (number, row))),
            Key::Phone => filed.extend(keys.phones(row).iter().map(|number| (*number, row))),
            Key::PartSwapped => file(keys.parts(row), keys.birth(row), key, row, &mut filed),
            Key::NameYearMonth | Key::NameMonthDay | Key::NameYearDay | Key::NameSwapped => {
                file(keys.wholes(row), keys.birth(row), key, row, &mut filed);
            }
        }
        if row % TICK_ROWS == 0 {
            progress.tick(u64::from(TICK_ROWS))?;
        }
    }
    Ok(filed)
}

/// Files a person under each name with a part of the birth date.
fn file(names: &[u64], birth: Option<Date>, key: Key, row: u32, filed: &mut Vec<(u64, u32)>) {
    if let Some(date) = birth.map(|born| date_part(key, born)) {
        filed.extend(names.iter().map(|name| (mixed(*name, date), row)));
    }
}

fn date_part(key: Key, born: Date) -> u64 {
    let (year, month, day) = born.ymd();
    let (year, month, day) = (u64::from(year.unsigned_abs()), u64::from(month), u64::from(day));
    match key {
        Key::NameYearMonth => year * 100 + month,
        Key::NameMonthDay => month * 100 + day,
        Key::NameYearDay => year * 100 + day,
        Key::NameSwapped | Key::PartSwapped | Key::Identifier | Key::Phone => {
            (year * 100 + month.min(day)) * 100 + month.max(day)
        }
    }
}

fn mixed(name: u64, date: u64) -> u64 {
    (name ^ date.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0x0100_0000_01B3)
}

/// All pairs of a block; a person filed twice under one key counts once.
fn pair_up(block: &[(u64, u32)], pairs: &mut Vec<(u32, u32)>) {
    let rows: BTreeSet<u32> = block.iter().map(|(_, row)| *row).collect();
    let rows: Vec<u32> = rows.into_iter().collect();
    for (at, first) in rows.iter().enumerate() {
        pairs.extend(rows.iter().skip(at + 1).map(|second| (*first, *second)));
    }
}
