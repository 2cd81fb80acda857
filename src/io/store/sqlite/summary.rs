//! Summary chunks in the file: one blob a column, so that an import rewrites only the columns it touches.
//!
//! A column may have fewer rows than its chunk has patients (patients were added later); the rest is "not recorded".

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::StoreError;
use super::failure::{broken, system};
use super::newest_column;
use super::segment::coding::{Broken, In, Out};
use super::segment::record::{byte_from_sex, sex_from_byte};
use crate::base::{Date, TextColumn};
use crate::domain::ids::{PatientId, WordId};
use crate::domain::indicator::{INDICATOR_COUNT, INDICATORS};
use crate::domain::patient::AllergyState;
use crate::domain::summary::{CHUNK_PATIENTS, SummaryChunk, WordLists};

pub const IDENTIFIERS: u8 = 0;
pub const FAMILY_NAMES: u8 = 1;
pub const GIVEN_NAMES: u8 = 2;
pub const CHINESE_NAMES: u8 = 3;
pub const SEXES: u8 = 4;
pub const BIRTH_DATES: u8 = 5;
pub const DEATH_DATES: u8 = 6;
pub const ALLERGIES: u8 = 7;
pub const WARDS: u8 = 8;
pub const CONDITIONS: u8 = 9;
pub const MEDICATIONS: u8 = 10;
pub const OBSERVATION_COUNTS: u8 = 11;
pub const LAST_OBSERVED: u8 = 12;
pub const FLAGGED_COUNTS: u8 = 13;
pub const PRESENT: u8 = 14;
pub const PHONES: u8 = 15;
/// Codes of measurements without a value.
pub const UNRECORDED: u8 = 16;
/// The first indicator's column; the others follow in the order of the table.
pub const NEWEST: u8 = 17;
/// One past the last column.
pub const COLUMNS: u8 = NEWEST + INDICATOR_COUNT as u8;
/// Slots reserved for a chunk's columns.
const SLOTS: i64 = 256;

/// The row of a column in the summary table.
pub fn slot(chunk: u32, column: u8) -> i64 {
    i64::from(chunk) * SLOTS + i64::from(column)
}

/// Chunk and column of a slot.
pub fn chunk_and_column(slot: i64) -> (u32, u8) {
    ((slot / SLOTS) as u32, (slot % SLOTS) as u8)
}

/// Reads one column's bytes; empty where it was never written.
///
/// # Errors
/// Damaged.
pub fn read_bytes(connection: &Connection, chunk: u32, column: u8) -> Result<Vec<u8>, StoreError> {
    connection
        .prepare_cached("SELECT bytes FROM summary WHERE slot = ?1")
        .and_then(|mut select| select.query_row([slot(chunk, column)], |row| row.get(0)).optional())
        .map(Option::unwrap_or_default)
        .map_err(system)
}

/// Writes one column's bytes.
///
/// # Errors
/// Disk full.
pub fn write_bytes(connection: &Connection, chunk: u32, column: u8, bytes: &[u8]) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO summary VALUES (?1, ?2)")
        .and_then(|mut insert| insert.execute(params![slot(chunk, column), bytes]))
        .map_err(system)?;
    Ok(())
}

/// A chunk of `rows` patients with the given columns read; the others are as if nothing were recorded.
///
/// # Errors
/// Damaged.
pub fn assemble<'a>(
    chunk: u32,
    rows: usize,
    columns: impl IntoIterator<Item = (u8, &'a [u8])>,
) -> Result<SummaryChunk, StoreError> {
    let mut summary = SummaryChunk::new(PatientId(chunk * CHUNK_PATIENTS));
    for (column, bytes) in columns {
        decode(column, bytes, rows, &mut summary).map_err(broken)?;
    }
    pad(&mut summary, rows);
    Ok(summary)
}

/// Grows every column to `rows`.
pub fn pad(summary: &mut SummaryChunk, rows: usize) {
    for texts in [
        &mut summary.identifiers,
        &mut summary.family_names,
        &mut summary.given_names,
        &mut summary.chinese_names,
        &mut summary.phones,
    ] {
        (texts.len()..rows).for_each(|_| texts.push(""));
    }
    for words in [&mut summary.conditions, &mut summary.medications, &mut summary.unrecorded] {
        (words.len()..rows).for_each(|_| words.push([]));
    }
    summary.sexes.resize(rows, None);
    summary.birth_dates.resize(rows, None);
    summary.death_dates.resize(rows, None);
    summary.allergies.resize(rows, AllergyState::NotRecorded);
    summary.wards.resize(rows, None);
    summary.observation_counts.resize(rows, 0);
    summary.last_observed.resize(rows, None);
    summary.flagged_counts.resize(rows, 0);
    summary.present.resize(rows, false);
    summary.newest.iter_mut().flatten().for_each(|column| column.resize(rows));
}

/// One column as bytes; empty where nothing is recorded in it.
pub fn encode(summary: &SummaryChunk, column: u8) -> Vec<u8> {
    let mut out = Out::default();
    match column {
        IDENTIFIERS => write_texts(&summary.identifiers, &mut out),
        FAMILY_NAMES => write_texts(&summary.family_names, &mut out),
        GIVEN_NAMES => write_texts(&summary.given_names, &mut out),
        CHINESE_NAMES => write_texts(&summary.chinese_names, &mut out),
        SEXES => write_each(&summary.sexes, &mut out, |sex, out| out.bytes.push(byte_from_sex(*sex))),
        BIRTH_DATES => write_dates(&summary.birth_dates, &mut out),
        DEATH_DATES => write_dates(&summary.death_dates, &mut out),
        ALLERGIES => write_each(&summary.allergies, &mut out, |state, out| out.bytes.push(byte_from_allergy(*state))),
        WARDS => write_each(&summary.wards, &mut out, |ward, out| out.optional_number(ward.map(|id| u64::from(id.0)))),
        CONDITIONS => write_words(&summary.conditions, &mut out),
        MEDICATIONS => write_words(&summary.medications, &mut out),
        OBSERVATION_COUNTS => {
            write_each(&summary.observation_counts, &mut out, |count, out| out.number(u64::from(*count)));
        }
        LAST_OBSERVED => write_dates(&summary.last_observed, &mut out),
        FLAGGED_COUNTS => write_each(&summary.flagged_counts, &mut out, |count, out| out.number(u64::from(*count))),
        PRESENT => write_each(&summary.present, &mut out, |present, out| out.bytes.push(u8::from(*present))),
        // Most stores have none of either.
        UNRECORDED if summary.unrecorded.word_count() == 0 => {}
        UNRECORDED => write_words(&summary.unrecorded, &mut out),
        PHONES if summary.phones.buffer().is_empty() => {}
        PHONES => write_texts(&summary.phones, &mut out),
        other => {
            if let Some(Some(newest)) = summary.newest.get(usize::from(other.saturating_sub(NEWEST))) {
                newest_column::write(newest, &mut out);
            }
        }
    }
    out.bytes
}

fn decode(column: u8, bytes: &[u8], rows: usize, into: &mut SummaryChunk) -> Result<(), Broken> {
    if bytes.is_empty() {
        return Ok(());
    }
    let mut input = In::new(bytes);
    let word = |number: u64| u16::try_from(number).map(WordId).map_err(|_| Broken);
    match column {
        IDENTIFIERS => into.identifiers = read_texts(&mut input)?,
        FAMILY_NAMES => into.family_names = read_texts(&mut input)?,
        GIVEN_NAMES => into.given_names = read_texts(&mut input)?,
        CHINESE_NAMES => into.chinese_names = read_texts(&mut input)?,
        SEXES => into.sexes = read_each(&mut input, |input| sex_from_byte(input.byte()?))?,
        BIRTH_DATES => into.birth_dates = read_dates(&mut input)?,
        DEATH_DATES => into.death_dates = read_dates(&mut input)?,
        ALLERGIES => into.allergies = read_each(&mut input, |input| allergy_from_byte(input.byte()?))?,
        WARDS => into.wards = read_each(&mut input, |input| input.optional_number()?.map(word).transpose())?,
        CONDITIONS => into.conditions = read_words(&mut input)?,
        MEDICATIONS => into.medications = read_words(&mut input)?,
        OBSERVATION_COUNTS => into.observation_counts = read_each(&mut input, |input| input.short())?,
        LAST_OBSERVED => into.last_observed = read_dates(&mut input)?,
        FLAGGED_COUNTS => {
            into.flagged_counts = read_each(&mut input, |input| u16::try_from(input.short()?).map_err(|_| Broken))?;
        }
        PRESENT => into.present = read_each(&mut input, |input| Ok(input.byte()? == 1))?,
        PHONES => into.phones = read_texts(&mut input)?,
        UNRECORDED => into.unrecorded = read_words(&mut input)?,
        other => {
            let index = usize::from(other.checked_sub(NEWEST).ok_or(Broken)?);
            let (place, indicator) = into.newest.get_mut(index).zip(INDICATORS.get(index)).ok_or(Broken)?;
            *place = Some(newest_column::read(&mut input, indicator.decimals)?);
        }
    }
    let lists = [&into.conditions, &into.medications, &into.unrecorded].map(WordLists::len);
    let longest = lists.into_iter().fold(into.identifiers.len(), usize::max);
    if longest > rows || !input.is_empty() { Err(Broken) } else { Ok(()) }
}

fn write_each<T>(values: &[T], out: &mut Out, write: impl Fn(&T, &mut Out)) {
    out.number(values.len() as u64);
    values.iter().for_each(|value| write(value, out));
}

fn read_each<T>(input: &mut In, read: impl Fn(&mut In) -> Result<T, Broken>) -> Result<Vec<T>, Broken> {
    let count = input.count(1)?;
    (0..count).map(|_| read(input)).collect()
}

fn write_dates(dates: &[Option<Date>], out: &mut Out) {
    write_each(dates, out, |date, out| out.optional_signed(date.map(|date| i64::from(date.0))));
}

fn read_dates(input: &mut In) -> Result<Vec<Option<Date>>, Broken> {
    read_each(input, |input| {
        input.optional_signed()?.map(|days| i32::try_from(days).map(Date).map_err(|_| Broken)).transpose()
    })
}

fn write_texts(texts: &TextColumn, out: &mut Out) {
    out.number(texts.len() as u64);
    texts.iter().for_each(|text| out.number(text.len() as u64));
    out.bytes.extend_from_slice(texts.buffer().as_bytes());
}

fn read_texts(input: &mut In) -> Result<TextColumn, Broken> {
    let count = input.count(1)?;
    let mut lengths = input.clone();
    for _ in 0..count {
        input.number()?;
    }
    let buffer = std::str::from_utf8(input.take(input.left())?).map_err(|_| Broken)?;
    let mut texts = TextColumn::with_capacity(count, buffer.len());
    let mut start = 0usize;
    for _ in 0..count {
        let end = start.checked_add(lengths.short()? as usize).ok_or(Broken)?;
        texts.push(buffer.get(start..end).ok_or(Broken)?);
        start = end;
    }
    if start == buffer.len() { Ok(texts) } else { Err(Broken) }
}

fn write_words(lists: &WordLists, out: &mut Out) {
    out.number(lists.len() as u64);
    for row in 0..lists.len() {
        let words = lists.get(row);
        out.number(words.len() as u64);
        words.iter().for_each(|&word| out.number(u64::from(word)));
    }
}

fn read_words(input: &mut In) -> Result<WordLists, Broken> {
    let count = input.count(1)?;
    let mut lists = WordLists::default();
    for _ in 0..count {
        let words = read_each(input, |input| u16::try_from(input.number()?).map(WordId).map_err(|_| Broken))?;
        lists.push(words);
    }
    Ok(lists)
}

fn byte_from_allergy(state: AllergyState) -> u8 {
    match state {
        AllergyState::NotRecorded => 0,
        AllergyState::Known => 1,
        AllergyState::NoneKnown => 2,
        AllergyState::Unavailable => 3,
    }
}

fn allergy_from_byte(byte: u8) -> Result<AllergyState, Broken> {
    match byte {
        0 => Ok(AllergyState::NotRecorded),
        1 => Ok(AllergyState::Known),
        2 => Ok(AllergyState::NoneKnown),
        3 => Ok(AllergyState::Unavailable),
        _ => Err(Broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::summary::{Newest, NewestColumn};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn columns_come_back(rows in prop::collection::vec((".{0,6}", prop::option::of(-30_000i32..60_000),
            prop::option::of(prop_oneof![(0u16..4000).prop_map(|n| f32::from(n) / 10.0), -1e6f32..1e6]), 0u8..4,
            prop::collection::vec(any::<u16>(), 0..4)), 1..40)) {
            let mut chunk = SummaryChunk::new(PatientId(0));
            let mut newest = NewestColumn::empty(rows.len());
            for (row, (text, day, value, small, words)) in rows.iter().enumerate() {
                chunk.identifiers.push(text);
                chunk.chinese_names.push(text);
                chunk.phones.push(text);
                chunk.birth_dates.push(day.map(Date));
                chunk.sexes.push(sex_from_byte(*small).expect("in range"));
                chunk.allergies.push(allergy_from_byte(*small).expect("in range"));
                chunk.wards.push(words.first().map(|&word| WordId(word)));
                chunk.conditions.push(words.iter().map(|&word| WordId(word)));
                chunk.unrecorded.push(words.iter().rev().map(|&word| WordId(word)));
                chunk.observation_counts.push(u32::from(*small));
                chunk.present.push(*small == 1);
                newest.set(row, value.map(|value| Newest { value, scale: *small, bound: None, date: Date(day.unwrap_or(0).max(0)) }));
            }
            chunk.newest[3] = Some(newest);
            let coded: Vec<(u8, Vec<u8>)> = (0..COLUMNS).map(|column| (column, encode(&chunk, column))).collect();
            let back = assemble(0, rows.len(), coded.iter().map(|(column, bytes)| (*column, bytes.as_slice())));
            let back = back.expect("decodes");
            let was: Vec<_> = (0..rows.len()).map(|row| chunk.newest[3].as_ref().expect("set").get(row)).collect();
            let is: Vec<_> = (0..rows.len())
                .map(|row| back.newest[3].as_ref().and_then(|column| column.get(row))).collect();
            prop_assert_eq!(was, is);
            prop_assert_eq!(back.identifiers, chunk.identifiers);
            prop_assert_eq!(back.chinese_names, chunk.chinese_names);
            prop_assert_eq!(back.phones, chunk.phones);
            prop_assert_eq!(back.birth_dates, chunk.birth_dates);
            prop_assert_eq!((back.sexes, back.allergies), (chunk.sexes, chunk.allergies));
            prop_assert_eq!((back.wards, back.conditions), (chunk.wards, chunk.conditions));
            prop_assert_eq!(back.unrecorded, chunk.unrecorded);
            prop_assert_eq!((back.observation_counts, back.present), (chunk.observation_counts, chunk.present));
        }

        #[test]
        fn arbitrary_columns_never_panic(column in 0u8..60, bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _outcome = assemble(0, 10, [(column, bytes.as_slice())]);
        }
    }
}
