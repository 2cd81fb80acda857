//! Segments: the records of a run of consecutive patients in one immutable blob.
//!
//! Layout: a format byte, a dictionary (what the blocks share), a directory of (patient, block length), the blocks. One
//! patient is found through the directory and decoded without the rest.

pub mod coding;
mod gene;
pub mod observation;
pub mod record;

use coding::{Broken, In, Out};

const FORMAT: u8 = 1;
/// A segment is closed once its blocks hold this many bytes.
pub const SEGMENT_BYTES: usize = 32 * 1024;

/// What the blocks of a segment hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SegmentKind {
    Patient,
    Observation,
    Condition,
    Medication,
    Allergy,
    Admission,
    UnrecordedValue,
    Gene,
}

impl SegmentKind {
    pub const ALL: [SegmentKind; 8] = [
        SegmentKind::Patient,
        SegmentKind::Observation,
        SegmentKind::Condition,
        SegmentKind::Medication,
        SegmentKind::Allergy,
        SegmentKind::Admission,
        SegmentKind::UnrecordedValue,
        SegmentKind::Gene,
    ];

    /// Stable number, as stored.
    pub fn number(self) -> u8 {
        match self {
            SegmentKind::Patient => 0,
            SegmentKind::Observation => 1,
            SegmentKind::Condition => 2,
            SegmentKind::Medication => 3,
            SegmentKind::Allergy => 4,
            SegmentKind::Admission => 5,
            SegmentKind::UnrecordedValue => 6,
            SegmentKind::Gene => 7,
        }
    }

    pub fn from_number(number: u8) -> Option<SegmentKind> {
        SegmentKind::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// A finished segment on its way into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSegment {
    pub kind: SegmentKind,
    pub first_patient: u32,
    pub last_patient: u32,
    pub rows: u32,
    pub bytes: Vec<u8>,
}

/// Collects blocks in order of patient.
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    /// (patient, end of its block in `blocks`).
    directory: Vec<(u32, usize)>,
    pub blocks: Out,
    rows: u32,
}

impl SegmentBuilder {
    /// Closes the block of `patient`: everything written to `blocks` since the last call. Patients ascend.
    pub fn close_block(&mut self, patient: u32, rows: u32) {
        self.directory.push((patient, self.blocks.bytes.len()));
        self.rows += rows;
    }

    pub fn is_empty(&self) -> bool {
        self.directory.is_empty()
    }

    pub fn is_full(&self) -> bool {
        self.blocks.bytes.len() >= SEGMENT_BYTES
    }

    /// The segment, and an empty builder again. `None` where nothing was put in.
    pub fn finish(&mut self, kind: SegmentKind, dictionary: &[u8]) -> Option<NewSegment> {
        let (first_patient, last_patient) = (self.directory.first()?.0, self.directory.last()?.0);
        let mut out = Out { bytes: Vec::with_capacity(self.blocks.bytes.len() + dictionary.len() + 1024) };
        out.bytes.push(FORMAT);
        out.number(dictionary.len() as u64);
        out.bytes.extend_from_slice(dictionary);
        out.number(self.directory.len() as u64);
        let (mut patient_before, mut end_before) = (0, 0);
        for &(patient, end) in &self.directory {
            out.number(u64::from(patient - patient_before));
            out.number((end - end_before) as u64);
            (patient_before, end_before) = (patient, end);
        }
        out.bytes.extend_from_slice(&self.blocks.bytes);
        let rows = std::mem::take(&mut self.rows);
        self.directory.clear();
        self.blocks.bytes.clear();
        Some(NewSegment { kind, first_patient, last_patient, rows, bytes: out.bytes })
    }
}

/// A stored segment, taken apart but not decoded.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    pub dictionary: &'a [u8],
    directory: In<'a>,
    patients: usize,
    blocks: &'a [u8],
}

impl<'a> Segment<'a> {
    /// Takes a segment apart; the directory is walked once, so that its lengths agree with the bytes there are.
    pub fn parse(bytes: &'a [u8]) -> Result<Segment<'a>, Broken> {
        let mut input = In::new(bytes);
        if input.byte()? != FORMAT {
            return Err(Broken);
        }
        let length = input.count(1)?;
        let dictionary = input.take(length)?;
        let patients = input.count(2)?;
        let directory = input.clone();
        let mut total = 0usize;
        for _ in 0..patients {
            input.short()?;
            total = total.checked_add(input.short()? as usize).ok_or(Broken)?;
        }
        if total != input.left() {
            return Err(Broken);
        }
        Ok(Segment { dictionary, directory, patients, blocks: input.take(total)? })
    }

    /// Calls `take` with each patient and block, in order of patient, until it says stop with `false`.
    pub fn walk(&self, mut take: impl FnMut(u32, &'a [u8]) -> Result<bool, Broken>) -> Result<(), Broken> {
        let mut directory = self.directory.clone();
        let (mut patient, mut blocks) = (0u32, In::new(self.blocks));
        for _ in 0..self.patients {
            patient = patient.checked_add(directory.short()?).ok_or(Broken)?;
            let block = blocks.take(directory.short()? as usize)?;
            if !take(patient, block)? {
                break;
            }
        }
        Ok(())
    }

    /// The block of one patient.
    pub fn block_of(&self, patient: u32) -> Result<Option<&'a [u8]>, Broken> {
        let mut found = None;
        self.walk(|at, block| {
            if at == patient {
                found = Some(block);
            }
            Ok(at < patient)
        })?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_are_found_by_patient() {
        let mut builder = SegmentBuilder::default();
        for patient in [3u32, 4, 9, 4000] {
            builder.blocks.text(&format!("block {patient}"));
            builder.close_block(patient, 1);
        }
        let segment = builder.finish(SegmentKind::Condition, b"dictionary").expect("not empty");
        assert_eq!((segment.first_patient, segment.last_patient, segment.rows), (3, 4000, 4));
        let parsed = Segment::parse(&segment.bytes).expect("parses");
        assert_eq!(parsed.dictionary, b"dictionary");
        let block = parsed.block_of(9).expect("reads").expect("is there");
        assert_eq!(In::new(block).text(), Ok("block 9"));
        assert_eq!(parsed.block_of(10), Ok(None));
        assert!(Segment::parse(&segment.bytes[..segment.bytes.len() - 1]).is_err());
        assert_eq!(builder.finish(SegmentKind::Condition, b""), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut with_format = vec![FORMAT];
            with_format.extend_from_slice(&bytes);
            if let Ok(segment) = Segment::parse(&with_format) {
                let _outcome = segment.walk(|_, _| Ok(true));
            }
        }
    }
}
