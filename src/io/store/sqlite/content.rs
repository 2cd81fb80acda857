//! One number for everything the store says: equal before an import and after it was taken back, whatever happened to
//! import numbers, segments, patient numbers and books in between.
//!
//! Each patient's visible records become bytes, in an order that is their own, and a hash; the hashes are sorted. Staff
//! and devices follow by identifier. Where a record came from is left out: the same values from a second file change
//! nothing.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::super::StoreError;
use super::core::Core;
use super::failure::system;
use super::segment::coding::Out;
use super::segment::observation::{self, Gathered, Item};
use super::segment::record::Coded as _;
use super::segment::{SegmentKind, record};
use super::snapshot::{Snapshot, with_segment};
use super::summed::Summed;
use super::values;
use super::versions::{Version, Versions};
use super::{answers, identifiers, plan_rows, plans};
use crate::base::{Date, Moment, Offset, Precision, Progress};
use crate::domain::book::{BookKind, Books};
use crate::domain::genome::GeneRecord;
use crate::domain::ids::WordId;
use crate::domain::merge::Merge;
use crate::domain::observation::{Bound, Observation, UnrecordedValue};
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Patient, Sourced};
use crate::io::vault::to_hex;

/// The hash of everything.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn hash(core: &Core, progress: &Progress) -> Result<String, StoreError> {
    core.read(|connection, snapshot| {
        progress.restart(u64::from(snapshot.chunks()));
        let mut all = Vec::new();
        for chunk in 0..snapshot.chunks() {
            all.extend(patients(connection, snapshot, chunk)?);
            progress.tick(1)?;
        }
        all.sort_unstable();
        let mut whole = Sha256::new();
        all.iter().for_each(|one| whole.update(one));
        whole.update(merged(connection, snapshot)?);
        whole.update(standing(&plans::KEPT, "", connection, snapshot)?);
        whole.update(standing(&answers::KEPT, "answer\t", connection, snapshot)?);
        whole.update(resources(connection, "staff")?);
        whole.update(resources(connection, "device")?);
        whole.update(of_plans(connection, snapshot)?);
        Ok(to_hex(&whole.finalize()))
    })
}

/// Which identifiers are one person, in an order of their own; nothing where nobody is merged.
fn merged(connection: &Connection, snapshot: &Snapshot) -> Result<Vec<u8>, StoreError> {
    if snapshot.merges.is_empty() {
        return Ok(Vec::new());
    }
    let identifiers = identifiers::load(connection, snapshot)?;
    let pair =
        |merge: &Merge| format!("{}\t{}\n", identifiers.identifier(merge.patient), identifiers.identifier(merge.into));
    let mut pairs: Vec<String> = snapshot.merges.list().iter().map(pair).collect();
    pairs.sort_unstable();
    Ok(pairs.concat().into_bytes())
}

/// Texts about patients that stand, a line each with whom it is about and `kind`; nothing where there is none.
fn standing(texts: &Versions, kind: &str, connection: &Connection, snapshot: &Snapshot) -> Result<Vec<u8>, StoreError> {
    let rows = texts.standing(connection)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let identifiers = identifiers::load(connection, snapshot)?;
    let line = |own: &Version| {
        let identifier = identifiers.identifier(own.patient);
        format!("{identifier}\t{kind}{}\t{}\t{}\n", own.made_utc_secs, own.made_by, own.text)
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort_unstable();
    Ok(lines.concat().into_bytes())
}

/// Who is on duty and who waits; nothing where nobody is.
fn of_plans(connection: &Connection, snapshot: &Snapshot) -> Result<String, StoreError> {
    if plan_rows::waiting(connection)?.is_empty() {
        return plan_rows::content(connection, |_| String::new());
    }
    let identifiers = identifiers::load(connection, snapshot)?;
    plan_rows::content(connection, |patient| identifiers.identifier(patient).to_owned())
}

/// Hashes by patient number; whoever has no record has none.
type Hashes = BTreeMap<u32, Sha256>;

fn patients(connection: &Connection, snapshot: &Snapshot, chunk: u32) -> Result<Vec<[u8; 32]>, StoreError> {
    let mut place = Place { connection, snapshot, chunk, hashes: Hashes::new() };
    place.records::<Patient>()?;
    place.records::<Condition>()?;
    place.records::<Medication>()?;
    place.records::<AllergyStatement>()?;
    place.records::<Admission>()?;
    place.records::<UnrecordedValue>()?;
    place.records::<GeneRecord>()?;
    place.observations()?;
    Ok(place.hashes.into_values().map(|hash| hash.finalize().into()).collect())
}

/// A chunk under work.
struct Place<'a> {
    connection: &'a Connection,
    snapshot: &'a Snapshot,
    chunk: u32,
    hashes: Hashes,
}

impl Place<'_> {
    fn records<T: Summed + Content>(&mut self) -> Result<(), StoreError> {
        let mut rows: Vec<(u32, Sourced<T>)> = Vec::new();
        for located in self.snapshot.segments(T::KIND, self.chunk) {
            with_segment(self.connection, located.segment_id, |segment| record::decode(segment, None, &mut rows))?;
        }
        rows.sort_by_key(|(patient, row)| (*patient, row.cell));
        for group in rows.chunk_by(|a, b| a.0 == b.0) {
            let Some((patient, _)) = group.first() else { continue };
            let records: Vec<Sourced<T>> = group.iter().map(|(_, row)| row.clone()).collect();
            let duplicates = T::duplicates(&records);
            let visible = records.iter().zip(duplicates).filter(|(_, duplicate)| !duplicate);
            let mut texts: Vec<Vec<u8>> = visible.map(|(row, _)| self.bytes_of(row)).collect();
            // Rows that replace each other mean something by their order; the others are a set.
            if !T::REPLACES {
                texts.sort_unstable();
            }
            self.add(*patient, T::KIND, &texts);
        }
        Ok(())
    }

    fn bytes_of<T: Content>(&self, row: &Sourced<T>) -> Vec<u8> {
        let mut fields = Fields { bytes: Vec::new(), books: &self.snapshot.books };
        row.record.put(&mut fields);
        fields.raw(&row.raw);
        fields.bytes
    }

    fn observations(&mut self) -> Result<(), StoreError> {
        let mut all = Gathered::default();
        for located in self.snapshot.segments(SegmentKind::Observation, self.chunk) {
            with_segment(self.connection, located.segment_id, |segment| observation::decode(segment, None, &mut all))?;
        }
        let mut items = std::mem::take(&mut all.items);
        items.sort_by_key(|item| item.patient);
        for group in items.chunk_by_mut(|a, b| a.patient == b.patient) {
            let patient = group.first().map_or(0, |item| item.patient);
            let texts = self.values_of(&all, group);
            self.add(patient, SegmentKind::Observation, &texts);
        }
        Ok(())
    }

    fn values_of(&self, all: &Gathered, group: &mut [Item]) -> Vec<Vec<u8>> {
        let values = values::visible(all, group, self.snapshot).into_iter();
        let mut texts: Vec<Vec<u8>> = values
            .map(|value| {
                let mut fields = Fields { bytes: Vec::with_capacity(96), books: &self.snapshot.books };
                fields.observation(&value);
                fields.bytes
            })
            .collect();
        texts.sort_unstable();
        texts
    }

    fn add(&mut self, patient: u32, kind: SegmentKind, texts: &[Vec<u8>]) {
        let hash = self.hashes.entry(patient).or_default();
        for text in texts {
            hash.update([kind.number()]);
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
    }
}

/// The newest row of each identifier with its raw texts.
fn resources(connection: &Connection, table: &str) -> Result<[u8; 32], StoreError> {
    let sql = format!("SELECT * FROM {table} ORDER BY identifier, import_id DESC, line DESC");
    let mut select = connection.prepare(&sql).map_err(system)?;
    let names: Vec<String> = select.column_names().map(str::to_owned).collect();
    let mut rows = select.query([]).map_err(system)?;
    let (mut hash, mut before) = (Sha256::new(), None::<String>);
    while let Some(row) = rows.next().map_err(system)? {
        let identifier: String = row.get("identifier").map_err(system)?;
        if before.as_ref() == Some(&identifier) {
            continue;
        }
        before = Some(identifier);
        for name in names.iter().filter(|name| !matches!(name.as_str(), "import_id" | "line")) {
            let value: rusqlite::types::Value = row.get(name.as_str()).map_err(system)?;
            let text = format!("{value:?}");
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
    }
    Ok(hash.finalize().into())
}

/// Fields of a record, each with its length, so that no two records have the same bytes.
struct Fields<'a> {
    bytes: Vec<u8>,
    books: &'a Books,
}

impl Fields<'_> {
    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(&(text.len() as u64 + 1).to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.bytes.extend_from_slice(&0u64.to_le_bytes()),
        }
    }

    fn number(&mut self, number: i64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn date(&mut self, date: Option<Date>) {
        self.number(date.map_or(i64::MIN, |date| i64::from(date.0)));
    }

    fn word(&mut self, kind: BookKind, word: Option<WordId>) {
        let books = self.books;
        self.optional(word.map(|word| books.of(kind).word(word)));
    }

    fn moment(&mut self, moment: Option<Moment>) {
        let Some(moment) = moment else { return self.number(i64::MIN) };
        self.number(moment.utc_secs);
        let (is_written, minutes) = match moment.offset {
            Offset::Written(minutes) => (1, minutes),
            Offset::Assumed(minutes) => (0, minutes),
        };
        let precision = match moment.precision {
            Precision::Year => 0,
            Precision::Day => 1,
            Precision::Minute => 2,
            Precision::Second => 3,
        };
        [is_written, i64::from(minutes), precision].into_iter().for_each(|number| self.number(number));
    }

    fn raw(&mut self, raw: &[(String, String)]) {
        for (field, text) in raw {
            self.text(field);
            self.text(text);
        }
    }

    fn observation(&mut self, value: &Observation) {
        self.word(BookKind::Code, Some(value.code));
        self.word(BookKind::Unit, value.unit);
        self.moment(Some(value.moment));
        self.number(value.value.mantissa);
        self.number(i64::from(value.value.scale));
        [&value.raw, &value.time_raw, &value.source_identifier]
            .into_iter()
            .for_each(|text| self.optional(text.as_deref()));
        self.optional(value.flags.bound.map(Bound::sign));
        let flags = [value.flags.implausible, value.flags.conflicting, value.flags.preliminary, value.flags.corrected];
        self.number((0..).zip(flags).map(|(bit, is_set)| i64::from(is_set) << bit).sum());
    }
}

/// A record as fields.
trait Content {
    fn put(&self, fields: &mut Fields);
}

impl Content for Patient {
    fn put(&self, fields: &mut Fields) {
        fields.text(&self.identifier);
        [&self.family_name, &self.given_name, &self.chinese_name]
            .into_iter()
            .for_each(|text| fields.optional(text.as_deref()));
        fields.number(i64::from(record::byte_from_sex(self.sex)));
        fields.date(self.birth_date);
        fields.date(self.death_date);
        // Left out where there is none, so that older stores keep their fingerprint.
        if let Some(phone) = &self.phone {
            fields.text(phone);
        }
    }
}

impl Content for Condition {
    fn put(&self, fields: &mut Fields) {
        fields.word(BookKind::Condition, Some(self.word));
        fields.date(self.onset);
        fields.date(self.resolved);
    }
}

impl Content for Medication {
    fn put(&self, fields: &mut Fields) {
        fields.word(BookKind::Medication, Some(self.word));
        fields.optional(self.dose.as_deref());
        fields.date(self.start);
        fields.date(self.end);
    }
}

impl Content for AllergyStatement {
    fn put(&self, fields: &mut Fields) {
        match self {
            AllergyStatement::Substance { substance, reaction, severity } => {
                fields.number(0);
                fields.text(substance);
                fields.optional(reaction.as_deref());
                fields.optional(severity.as_deref());
            }
            AllergyStatement::NoneKnown => fields.number(1),
            AllergyStatement::Unavailable => fields.number(2),
        }
    }
}

impl Content for Admission {
    fn put(&self, fields: &mut Fields) {
        fields.word(BookKind::Ward, self.ward);
        [&self.room, &self.bed, &self.reason].into_iter().for_each(|text| fields.optional(text.as_deref()));
        fields.moment(Some(self.admitted));
        fields.moment(self.discharged);
    }
}

impl Content for UnrecordedValue {
    fn put(&self, fields: &mut Fields) {
        fields.word(BookKind::Code, Some(self.code));
        fields.moment(Some(self.moment));
    }
}

impl Content for GeneRecord {
    fn put(&self, fields: &mut Fields) {
        let mut out = Out::default();
        self.write(&mut out);
        fields.number(out.bytes.len() as i64);
        fields.bytes.extend_from_slice(&out.bytes);
    }
}
