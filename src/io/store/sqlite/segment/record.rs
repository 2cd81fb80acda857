//! The other records of a patient (own row, conditions, medications, allergies, admissions, values that were not recorded)
//! as bytes; genes in [`super::gene`].

use crate::base::{Date, Moment, Offset, Precision};
use crate::domain::ids::{CellRef, ImportId, WordId};
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyStatement, Condition, Medication, Patient, Sex, Sourced};

use super::coding::{Broken, In, Out};
use super::{NewSegment, Segment, SegmentBuilder, SegmentKind};

/// A record of a patient with its byte form.
pub trait Coded: Sized + Clone + PartialEq + Send {
    const KIND: SegmentKind;

    fn write(&self, out: &mut Out);

    /// # Errors
    /// Bytes that [`Coded::write`] did not write.
    fn read(input: &mut In) -> Result<Self, Broken>;
}

/// Writes a record with its cell and raw texts.
pub fn write_sourced<T: Coded>(row: &Sourced<T>, out: &mut Out) {
    out.number(u64::from(row.cell.import.0));
    out.number(u64::from(row.cell.line));
    out.number(row.raw.len() as u64);
    for (field, raw) in &row.raw {
        out.text(field);
        out.text(raw);
    }
    row.record.write(out);
}

/// Reads what [`write_sourced`] wrote.
///
/// # Errors
/// Other bytes.
pub fn read_sourced<T: Coded>(input: &mut In) -> Result<Sourced<T>, Broken> {
    let cell = CellRef { import: ImportId(input.short()?), line: input.short()?, column: 0 };
    let count = input.count(2)?;
    let mut raw = Vec::with_capacity(count);
    for _ in 0..count {
        raw.push((input.text()?.to_owned(), input.text()?.to_owned()));
    }
    Ok(Sourced { record: T::read(input)?, cell, raw })
}

/// Writes records into segments, patient by patient.
#[derive(Debug, Default)]
pub struct RecordEncoder {
    builder: SegmentBuilder,
}

impl RecordEncoder {
    /// Writes one patient's records; gives a segment when one is full.
    pub fn push<T: Coded>(&mut self, patient: u32, rows: &[Sourced<T>]) -> Option<NewSegment> {
        rows.iter().for_each(|row| write_sourced(row, &mut self.builder.blocks));
        self.builder.close_block(patient, rows.len() as u32);
        if self.builder.is_full() { self.finish::<T>() } else { None }
    }

    /// The last segment.
    pub fn finish<T: Coded>(&mut self) -> Option<NewSegment> {
        self.builder.finish(T::KIND, &[])
    }
}

/// Decodes a segment's records of one patient, or of all, behind those already there.
///
/// # Errors
/// Bytes that no encoder of ours wrote.
pub fn decode<T: Coded>(
    segment: &Segment,
    patient: Option<u32>,
    into: &mut Vec<(u32, Sourced<T>)>,
) -> Result<(), Broken> {
    let mut block_rows = |patient: u32, block: &[u8]| {
        let mut input = In::new(block);
        while !input.is_empty() {
            into.push((patient, read_sourced(&mut input)?));
        }
        Ok(true)
    };
    match patient {
        Some(patient) => match segment.block_of(patient)? {
            Some(block) => block_rows(patient, block).map(|_| ()),
            None => Ok(()),
        },
        None => segment.walk(block_rows),
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

pub(super) fn write_date(date: Option<Date>, out: &mut Out) {
    out.optional_signed(date.map(|date| i64::from(date.0)));
}

pub(super) fn read_date(input: &mut In) -> Result<Option<Date>, Broken> {
    input.optional_signed()?.map(|days| i32::try_from(days).map(Date).map_err(|_| Broken)).transpose()
}

fn read_word(input: &mut In) -> Result<WordId, Broken> {
    u16::try_from(input.number()?).map(WordId).map_err(|_| Broken)
}

fn write_moment(moment: Moment, out: &mut Out) {
    out.signed(moment.utc_secs);
    let (written, minutes) = match moment.offset {
        Offset::Written(minutes) => (true, minutes),
        Offset::Assumed(minutes) => (false, minutes),
    };
    out.signed(i64::from(minutes));
    let precision = match moment.precision {
        Precision::Year => 0,
        Precision::Day => 1,
        Precision::Minute => 2,
        Precision::Second => 3u8,
    };
    out.bytes.push(precision | u8::from(written) << 2);
}

fn read_moment(input: &mut In) -> Result<Moment, Broken> {
    let utc_secs = input.signed()?;
    let minutes = i16::try_from(input.signed()?).map_err(|_| Broken)?;
    let bits = input.byte()?;
    let precision = match bits & 3 {
        0 => Precision::Year,
        1 => Precision::Day,
        2 => Precision::Minute,
        _ => Precision::Second,
    };
    let offset = if bits & 4 == 4 { Offset::Written(minutes) } else { Offset::Assumed(minutes) };
    Ok(Moment { utc_secs, offset, precision })
}

/// A sex as one byte; 0 is not recorded.
pub fn byte_from_sex(sex: Option<Sex>) -> u8 {
    match sex {
        None => 0,
        Some(Sex::Female) => 1,
        Some(Sex::Male) => 2,
        Some(Sex::Other) => 3,
        Some(Sex::Unknown) => 4,
    }
}

/// # Errors
/// A byte that stands for no sex.
pub fn sex_from_byte(byte: u8) -> Result<Option<Sex>, Broken> {
    match byte {
        0 => Ok(None),
        1 => Ok(Some(Sex::Female)),
        2 => Ok(Some(Sex::Male)),
        3 => Ok(Some(Sex::Other)),
        4 => Ok(Some(Sex::Unknown)),
        _ => Err(Broken),
    }
}

/// Beside the sex: a telephone number follows behind the dates. Rows without one are as they were before there were any.
const HAS_PHONE: u8 = 0x80;

impl Coded for Patient {
    const KIND: SegmentKind = SegmentKind::Patient;

    fn write(&self, out: &mut Out) {
        out.text(&self.identifier);
        out.optional_text(self.family_name.as_deref());
        out.optional_text(self.given_name.as_deref());
        out.optional_text(self.chinese_name.as_deref());
        let has_phone = if self.phone.is_some() { HAS_PHONE } else { 0 };
        out.bytes.push(byte_from_sex(self.sex) | has_phone);
        write_date(self.birth_date, out);
        write_date(self.death_date, out);
        if let Some(phone) = &self.phone {
            out.text(phone);
        }
    }

    fn read(input: &mut In) -> Result<Self, Broken> {
        let (identifier, family_name) = (input.text()?.to_owned(), owned(input.optional_text()?));
        let (given_name, chinese_name) = (owned(input.optional_text()?), owned(input.optional_text()?));
        let marks = input.byte()?;
        Ok(Patient {
            identifier,
            family_name,
            given_name,
            chinese_name,
            sex: sex_from_byte(marks & !HAS_PHONE)?,
            birth_date: read_date(input)?,
            death_date: read_date(input)?,
            phone: if marks & HAS_PHONE == 0 { None } else { Some(input.text()?.to_owned()) },
        })
    }
}

impl Coded for Condition {
    const KIND: SegmentKind = SegmentKind::Condition;

    fn write(&self, out: &mut Out) {
        out.number(u64::from(self.word.0));
        write_date(self.onset, out);
        write_date(self.resolved, out);
    }

    fn read(input: &mut In) -> Result<Self, Broken> {
        Ok(Condition { word: read_word(input)?, onset: read_date(input)?, resolved: read_date(input)? })
    }
}

impl Coded for Medication {
    const KIND: SegmentKind = SegmentKind::Medication;

    fn write(&self, out: &mut Out) {
        out.number(u64::from(self.word.0));
        out.optional_text(self.dose.as_deref());
        write_date(self.start, out);
        write_date(self.end, out);
    }

    fn read(input: &mut In) -> Result<Self, Broken> {
        Ok(Medication {
            word: read_word(input)?,
            dose: owned(input.optional_text()?),
            start: read_date(input)?,
            end: read_date(input)?,
        })
    }
}

impl Coded for AllergyStatement {
    const KIND: SegmentKind = SegmentKind::Allergy;

    fn write(&self, out: &mut Out) {
        match self {
            AllergyStatement::Substance { substance, reaction, severity } => {
                out.bytes.push(0);
                out.text(substance);
                out.optional_text(reaction.as_deref());
                out.optional_text(severity.as_deref());
            }
            AllergyStatement::NoneKnown => out.bytes.push(1),
            AllergyStatement::Unavailable => out.bytes.push(2),
        }
    }

    fn read(input: &mut In) -> Result<Self, Broken> {
        match input.byte()? {
            0 => Ok(AllergyStatement::Substance {
                substance: input.text()?.to_owned(),
                reaction: owned(input.optional_text()?),
                severity: owned(input.optional_text()?),
            }),
            1 => Ok(AllergyStatement::NoneKnown),
            2 => Ok(AllergyStatement::Unavailable),
            _ => Err(Broken),
        }
    }
}

impl Coded for Admission {
    const KIND: SegmentKind = SegmentKind::Admission;

    fn write(&self, out: &mut Out) {
        out.optional_number(self.ward.map(|ward| u64::from(ward.0)));
        out.optional_text(self.room.as_deref());
        out.optional_text(self.bed.as_deref());
        write_moment(self.admitted, out);
        out.bytes.push(u8::from(self.discharged.is_some()));
        if let Some(discharged) = self.discharged {
            write_moment(discharged, out);
        }
        out.optional_text(self.reason.as_deref());
    }

    fn read(input: &mut In) -> Result<Self, Broken> {
        let ward = input.optional_number()?.map(|word| u16::try_from(word).map(WordId).map_err(|_| Broken));
        Ok(Admission {
            ward: ward.transpose()?,
            room: owned(input.optional_text()?),
            bed: owned(input.optional_text()?),
            admitted: read_moment(input)?,
            discharged: if input.byte()? == 1 { Some(read_moment(input)?) } else { None },
            reason: owned(input.optional_text()?),
        })
    }
}

impl Coded for UnrecordedValue {
    const KIND: SegmentKind = SegmentKind::UnrecordedValue;

    fn write(&self, out: &mut Out) {
        out.number(u64::from(self.code.0));
        write_moment(self.moment, out);
    }

    fn read(input: &mut In) -> Result<Self, Broken> {
        Ok(UnrecordedValue { code: read_word(input)?, moment: read_moment(input)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name() -> impl Strategy<Value = Option<String>> {
        prop::option::of(".{0,8}")
    }

    fn date() -> impl Strategy<Value = Option<Date>> {
        prop::option::of((-700_000i32..2_900_000).prop_map(Date))
    }

    fn moment() -> impl Strategy<Value = Moment> {
        (any::<i32>(), any::<bool>(), -900i16..900).prop_map(|(secs, written, minutes)| Moment {
            utc_secs: i64::from(secs) * 60,
            offset: if written { Offset::Written(minutes) } else { Offset::Assumed(minutes) },
            precision: if written { Precision::Minute } else { Precision::Second },
        })
    }

    fn comes_back<T: Coded + std::fmt::Debug>(record: T) -> Result<(), TestCaseError> {
        let cell = CellRef { import: ImportId(2), line: 77, column: 0 };
        let row = Sourced { record, cell, raw: vec![("field".into(), "raw".into())] };
        let mut encoder = RecordEncoder::default();
        prop_assert!(encoder.push(5, std::slice::from_ref(&row)).is_none());
        let mut segment = encoder.finish::<T>().expect("not empty");
        let mut back = Vec::new();
        decode::<T>(&Segment::parse(&segment.bytes).expect("parses"), Some(5), &mut back).expect("decodes");
        prop_assert_eq!(&back, &vec![(5, row)]);
        for at in 0..segment.bytes.len() {
            segment.bytes[at] ^= 0x55;
            if let Ok(parsed) = Segment::parse(&segment.bytes) {
                let _outcome = decode::<T>(&parsed, None, &mut Vec::new());
            }
            segment.bytes[at] ^= 0x55;
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn records_come_back(names in (name(), name(), name()), dates in (date(), date()), sex in 0u8..5,
            word in any::<u16>(), moments in (moment(), prop::option::of(moment())), which in 0u8..3) {
            let (first, second, third) = names;
            comes_back(Patient {
                identifier: "W1".into(), family_name: first.clone(), given_name: second.clone(),
                chinese_name: third.clone(), sex: sex_from_byte(sex).expect("in range"),
                birth_date: dates.0, death_date: dates.1, phone: second.clone(),
            })?;
            comes_back(Condition { word: WordId(word), onset: dates.0, resolved: dates.1 })?;
            comes_back(Medication { word: WordId(word), dose: first.clone(), start: dates.0, end: dates.1 })?;
            comes_back(match which {
                0 => AllergyStatement::NoneKnown,
                1 => AllergyStatement::Unavailable,
                _ => AllergyStatement::Substance {
                    substance: "penicillin".into(), reaction: first.clone(), severity: second.clone(),
                },
            })?;
            comes_back(UnrecordedValue { code: WordId(word), moment: moments.0 })?;
            comes_back(Admission {
                ward: Some(WordId(word)), room: first, bed: second, admitted: moments.0, discharged: moments.1,
                reason: third,
            })?;
        }
    }
}
