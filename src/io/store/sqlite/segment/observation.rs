//! Observations as small numbers: what many values share (code, unit, digits, column, import, offset, precision) is a
//! *series kind*, kept once in the segment's dictionary; a value is its time, mantissa and line as differences.

use std::collections::HashMap;

use crate::base::{Decimal, Moment, Offset, Precision};
use crate::domain::ids::{CellRef, ImportId, WordId};
use crate::domain::observation::{Bound, Observation, ObservationFlags};

use super::coding::{Broken, In, Out};
use super::{NewSegment, Segment, SegmentBuilder, SegmentKind};

/// The step times of a series are counted in, the coarsest that loses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Grain {
    Second,
    Minute,
    Day,
}

impl Grain {
    fn secs(self) -> i64 {
        match self {
            Grain::Second => 1,
            Grain::Minute => 60,
            Grain::Day => 86_400,
        }
    }

    fn of(local_secs: i64, precision: Precision) -> Grain {
        match precision {
            Precision::Year | Precision::Day if local_secs % 86_400 == 0 => Grain::Day,
            Precision::Second => Grain::Second,
            Precision::Year | Precision::Day | Precision::Minute if local_secs % 60 == 0 => Grain::Minute,
            Precision::Year | Precision::Day | Precision::Minute => Grain::Second,
        }
    }
}

/// What values of one series kind share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series {
    pub code: WordId,
    pub unit: Option<WordId>,
    pub scale: u8,
    pub import: ImportId,
    pub column: u16,
    pub implausible: bool,
    pub preliminary: bool,
    pub corrected: bool,
    pub bound: Option<Bound>,
    precision: Precision,
    grain: Grain,
    offset_written: bool,
    offset_minutes: i16,
}

/// Beside the scale: the limit itself may be the result.
const INCLUSIVE: u8 = 0x80;

/// Beside the scale: the result is not final.
const PRELIMINARY: u8 = 0x40;

/// Beside the scale: the result replaces one that was sent before.
const CORRECTED: u8 = 0x20;

impl Series {
    /// The series kind of a value.
    pub fn new(
        import: ImportId,
        code: WordId,
        unit: Option<WordId>,
        scale: u8,
        column: u16,
        flags: ObservationFlags,
        moment: Moment,
    ) -> Series {
        let (offset_written, offset_minutes) = match moment.offset {
            Offset::Written(minutes) => (true, minutes),
            Offset::Assumed(minutes) => (false, minutes),
        };
        let local = moment.utc_secs.wrapping_add(i64::from(offset_minutes) * 60);
        Series {
            code,
            unit,
            scale: scale.min(Decimal::MAX_SCALE),
            import,
            column,
            implausible: flags.implausible,
            preliminary: flags.preliminary,
            corrected: flags.corrected,
            bound: flags.bound,
            precision: moment.precision,
            grain: Grain::of(local, moment.precision),
            offset_written,
            offset_minutes,
        }
    }

    /// The moment of a value of this kind at an instant.
    pub fn moment(&self, utc_secs: i64) -> Moment {
        let minutes = self.offset_minutes;
        let offset = if self.offset_written { Offset::Written(minutes) } else { Offset::Assumed(minutes) };
        Moment { utc_secs, offset, precision: self.precision }
    }

    fn shift_secs(&self) -> i64 {
        i64::from(self.offset_minutes) * 60
    }

    fn write(&self, out: &mut Out) {
        out.number(u64::from(self.code.0));
        out.optional_number(self.unit.map(|unit| u64::from(unit.0)));
        out.number(u64::from(self.import.0));
        out.number(u64::from(self.column));
        out.signed(i64::from(self.offset_minutes));
        let precision = match self.precision {
            Precision::Year => 0,
            Precision::Day => 1,
            Precision::Minute => 2,
            Precision::Second => 3u8,
        };
        let grain = match self.grain {
            Grain::Second => 0,
            Grain::Minute => 1,
            Grain::Day => 2u8,
        };
        let bound = match self.bound {
            None => 0,
            Some(Bound::Below | Bound::AtMost) => 1,
            Some(Bound::Above | Bound::AtLeast) => 2u8,
        };
        let is_inclusive = matches!(self.bound, Some(Bound::AtMost | Bound::AtLeast));
        let marks = u8::from(self.offset_written) << 4 | u8::from(self.implausible) << 5 | bound << 6;
        out.bytes.push(precision | grain << 2 | marks);
        let marks = [(is_inclusive, INCLUSIVE), (self.preliminary, PRELIMINARY), (self.corrected, CORRECTED)];
        let marks = marks.into_iter().filter(|(is_set, _)| *is_set).fold(0, |marks, (_, mark)| marks | mark);
        out.bytes.push(self.scale | marks);
    }

    fn read(input: &mut In) -> Result<Series, Broken> {
        let word = |number: u64| u16::try_from(number).map(WordId).map_err(|_| Broken);
        let code = word(input.number()?)?;
        let unit = input.optional_number()?.map(word).transpose()?;
        let import = ImportId(input.short()?);
        let column = u16::try_from(input.number()?).map_err(|_| Broken)?;
        let offset_minutes = i16::try_from(input.signed()?).map_err(|_| Broken)?;
        let (bits, scale) = (input.byte()?, input.byte()?);
        let (is_inclusive, preliminary) = (scale & INCLUSIVE != 0, scale & PRELIMINARY != 0);
        let corrected = scale & CORRECTED != 0;
        let scale = scale & !(INCLUSIVE | PRELIMINARY | CORRECTED);
        let precision = match bits & 3 {
            0 => Precision::Year,
            1 => Precision::Day,
            2 => Precision::Minute,
            _ => Precision::Second,
        };
        let grain = match bits >> 2 & 3 {
            0 => Grain::Second,
            1 => Grain::Minute,
            2 => Grain::Day,
            _ => return Err(Broken),
        };
        if scale > Decimal::MAX_SCALE {
            return Err(Broken);
        }
        let (offset_written, implausible) = (bits >> 4 & 1 == 1, bits >> 5 & 1 == 1);
        let bound = match (bits >> 6, is_inclusive) {
            (0, false) => None,
            (1, false) => Some(Bound::Below),
            (2, false) => Some(Bound::Above),
            (1, true) => Some(Bound::AtMost),
            (2, true) => Some(Bound::AtLeast),
            _ => return Err(Broken),
        };
        let series = Series {
            code,
            unit,
            scale,
            import,
            column,
            implausible,
            preliminary,
            corrected,
            bound,
            precision,
            grain,
            offset_written,
            offset_minutes,
        };
        Ok(series)
    }
}

/// Series kinds by number and back.
#[derive(Clone, Debug, Default)]
pub struct SeriesTable {
    list: Vec<Series>,
    numbers: HashMap<Series, u32, foldhash::fast::FixedState>,
}

impl SeriesTable {
    /// The number of a series kind, the next one if it is new.
    pub fn number(&mut self, series: Series) -> u32 {
        let next = self.list.len() as u32;
        let number = *self.numbers.entry(series).or_insert(next);
        if number == next {
            self.list.push(series);
        }
        number
    }

    pub fn get(&self, number: u32) -> Option<&Series> {
        self.list.get(number as usize)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Series> {
        self.list.iter()
    }
}

/// Stands in [`Item::texts`] for "no raw text and no source identifier".
pub const NO_TEXTS: u32 = u32::MAX;

/// One value on its way, 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub utc_secs: i64,
    pub mantissa: i64,
    pub patient: u32,
    pub series: u32,
    pub line: u32,
    /// Position in [`Gathered::texts`], or [`NO_TEXTS`].
    pub texts: u32,
}

/// The texts few values have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Of the value.
    pub raw: Option<String>,
    /// Of the time.
    pub time: Option<String>,
    /// The source's own identifier.
    pub source: Option<String>,
}

impl Texts {
    pub fn is_empty(&self) -> bool {
        self.raw.is_none() && self.time.is_none() && self.source.is_none()
    }

    pub fn write(&self, out: &mut Out) {
        [&self.raw, &self.time, &self.source].into_iter().for_each(|text| out.optional_text(text.as_deref()));
    }

    pub fn read(input: &mut In) -> Result<Texts, Broken> {
        let mut next = || Ok(input.optional_text()?.map(str::to_owned));
        Ok(Texts { raw: next()?, time: next()?, source: next()? })
    }
}

/// Values from one or several places with the tables their numbers point into.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    pub series: SeriesTable,
    pub items: Vec<Item>,
    pub texts: Vec<Texts>,
}

impl Gathered {
    /// The series kind of an item.
    pub fn series_of(&self, item: &Item) -> Option<&Series> {
        self.series.get(item.series)
    }

    /// The source's identifier of an item.
    pub fn source_of(&self, item: &Item) -> Option<&str> {
        self.texts.get(item.texts as usize)?.source.as_deref()
    }

    /// Keeps texts for an item; the number to put into it.
    pub fn keep_texts(&mut self, texts: Texts) -> u32 {
        if texts.is_empty() {
            return NO_TEXTS;
        }
        self.texts.push(texts);
        self.texts.len() as u32 - 1
    }

    /// The cell that an item came from.
    pub fn cell_of(&self, item: &Item) -> Option<CellRef> {
        let series = self.series_of(item)?;
        Some(CellRef { import: series.import, line: item.line, column: series.column })
    }

    /// The observation an item stands for.
    pub fn observation(&self, item: &Item, conflicting: bool) -> Option<Observation> {
        let series = self.series_of(item)?;
        let texts = self.texts.get(item.texts as usize).cloned().unwrap_or_default();
        Some(Observation {
            code: series.code,
            unit: series.unit,
            moment: series.moment(item.utc_secs),
            value: Decimal { mantissa: item.mantissa, scale: series.scale },
            cell: CellRef { import: series.import, line: item.line, column: series.column },
            raw: texts.raw,
            time_raw: texts.time,
            source_identifier: texts.source,
            flags: ObservationFlags {
                implausible: series.implausible,
                conflicting,
                preliminary: series.preliminary,
                corrected: series.corrected,
                bound: series.bound,
            },
            decided: None,
        })
    }
}

/// Where the differences of a segment start from; small first values in every block.
#[derive(Clone, Copy, Debug, Default)]
struct Base {
    local_secs: i64,
    line: u32,
}

/// Writes observations into segments, patient by patient.
#[derive(Debug, Default)]
pub struct ObservationEncoder {
    builder: SegmentBuilder,
    base: Base,
    /// Number in the segment's dictionary by (number in the gathered table, has texts).
    local: HashMap<(u32, bool), u32, foldhash::fast::FixedState>,
    dictionary: Vec<(u32, bool)>,
    scratch: Vec<Item>,
}

impl ObservationEncoder {
    /// Writes one patient's values; gives a segment when one is full.
    pub fn push(&mut self, from: &Gathered, patient: u32, items: &[Item]) -> Option<NewSegment> {
        let first = items.first()?;
        if self.builder.is_empty() {
            let shift = from.series_of(first).map_or(0, Series::shift_secs);
            self.base = Base { local_secs: first.utc_secs.wrapping_add(shift), line: first.line };
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        scratch.extend_from_slice(items);
        scratch.sort_unstable_by_key(|item| {
            (item.series, item.texts != NO_TEXTS, item.utc_secs, item.mantissa, item.line)
        });
        let mut before = self.base;
        for run in scratch.chunk_by(|a, b| a.series == b.series && (a.texts == NO_TEXTS) == (b.texts == NO_TEXTS)) {
            self.write_run(from, run, &mut before);
        }
        self.builder.close_block(patient, items.len() as u32);
        self.scratch = scratch;
        if self.builder.is_full() { self.finish(from) } else { None }
    }

    /// The last segment.
    pub fn finish(&mut self, from: &Gathered) -> Option<NewSegment> {
        let mut out = Out::default();
        out.signed(self.base.local_secs);
        out.number(u64::from(self.base.line));
        out.number(self.dictionary.len() as u64);
        for &(number, has_texts) in &self.dictionary {
            from.series.get(number)?.write(&mut out);
            out.bytes.push(u8::from(has_texts));
        }
        self.local.clear();
        self.dictionary.clear();
        self.builder.finish(SegmentKind::Observation, &out.bytes)
    }

    fn write_run(&mut self, from: &Gathered, run: &[Item], before: &mut Base) {
        let Some(first) = run.first() else { return };
        let Some(series) = from.series_of(first) else { return };
        let key = (first.series, first.texts != NO_TEXTS);
        let next = self.dictionary.len() as u32;
        let local = *self.local.entry(key).or_insert(next);
        if local == next {
            self.dictionary.push(key);
        }
        let out = &mut self.builder.blocks;
        out.number(u64::from(local) << 1 | u64::from(run.len() > 1));
        if run.len() > 1 {
            out.number(run.len() as u64 - 2);
        }
        let grain = series.grain.secs();
        let mut mantissa_before = 0i64;
        for item in run {
            let local_secs = item.utc_secs.wrapping_add(series.shift_secs());
            out.signed((local_secs.div_euclid(grain)).wrapping_sub(before.local_secs.div_euclid(grain)));
            out.signed(item.mantissa.wrapping_sub(mantissa_before));
            out.signed(i64::from(item.line) - i64::from(before.line));
            (before.local_secs, before.line, mantissa_before) = (local_secs, item.line, item.mantissa);
            if let Some(texts) = from.texts.get(item.texts as usize) {
                texts.write(out);
            }
        }
    }
}

/// Reads the dictionary of an observation segment, entering its series kinds into `into`.
struct Dictionary {
    base: Base,
    /// (number in the gathered table, has texts).
    series: Vec<(u32, bool)>,
}

fn read_dictionary(bytes: &[u8], into: &mut Gathered) -> Result<Dictionary, Broken> {
    let mut input = In::new(bytes);
    let base = Base { local_secs: input.signed()?, line: input.short()? };
    let count = input.count(8)?;
    let mut series = Vec::with_capacity(count);
    for _ in 0..count {
        let number = into.series.number(Series::read(&mut input)?);
        series.push((number, input.byte()? == 1));
    }
    Ok(Dictionary { base, series })
}

/// Decodes a segment's values of one patient, or of all patients, behind those already gathered.
pub fn decode(segment: &Segment, patient: Option<u32>, into: &mut Gathered) -> Result<(), Broken> {
    let dictionary = read_dictionary(segment.dictionary, into)?;
    match patient {
        Some(patient) => match segment.block_of(patient)? {
            Some(block) => decode_block(block, patient, &dictionary, into),
            None => Ok(()),
        },
        None => segment.walk(|patient, block| decode_block(block, patient, &dictionary, into).map(|()| true)),
    }
}

fn decode_block(block: &[u8], patient: u32, dictionary: &Dictionary, into: &mut Gathered) -> Result<(), Broken> {
    let mut input = In::new(block);
    let mut before = dictionary.base;
    while !input.is_empty() {
        let head = input.number()?;
        let local = usize::try_from(head >> 1).map_err(|_| Broken)?;
        let &(number, has_texts) = dictionary.series.get(local).ok_or(Broken)?;
        let series = *into.series.get(number).ok_or(Broken)?;
        let count = if head & 1 == 1 { input.count(3)?.checked_add(2).ok_or(Broken)? } else { 1 };
        let mut mantissa = 0i64;
        for _ in 0..count {
            let local_secs = step_time(&series, before.local_secs, input.signed()?)?;
            mantissa = mantissa.wrapping_add(input.signed()?);
            let line = i64::from(before.line).checked_add(input.signed()?).ok_or(Broken)?;
            before = Base { local_secs, line: u32::try_from(line).map_err(|_| Broken)? };
            let texts = if has_texts { read_texts(&mut input, into)? } else { NO_TEXTS };
            let utc_secs = local_secs.wrapping_sub(series.shift_secs());
            into.items.push(Item { utc_secs, mantissa, patient, series: number, line: before.line, texts });
        }
    }
    Ok(())
}

fn step_time(series: &Series, before: i64, steps: i64) -> Result<i64, Broken> {
    let grain = series.grain.secs();
    before.div_euclid(grain).checked_add(steps).and_then(|at| at.checked_mul(grain)).ok_or(Broken)
}

fn read_texts(input: &mut In, into: &mut Gathered) -> Result<u32, Broken> {
    Ok(into.keep_texts(Texts::read(input)?))
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment() -> impl Strategy<Value = Moment> {
        let offset = (any::<bool>(), -900i16..900)
            .prop_map(|(written, minutes)| if written { Offset::Written(minutes) } else { Offset::Assumed(minutes) });
        let precision =
            prop_oneof![Just(Precision::Year), Just(Precision::Day), Just(Precision::Minute), Just(Precision::Second)];
        let secs = prop_oneof![-9_000_000_000i64..200_000_000_000, (0i64..30_000).prop_map(|day| day * 86_400)];
        (secs, offset, precision).prop_map(|(utc_secs, offset, precision)| Moment { utc_secs, offset, precision })
    }

    type Row = (u32, Moment, i64, u8, u16, Option<u16>, u32, (bool, Option<String>, Option<String>));

    fn row() -> impl Strategy<Value = Row> {
        let texts = (any::<bool>(), prop::option::weighted(0.1, ".{1,5}"), prop::option::weighted(0.2, "[a-z]{1,5}"));
        let unit = prop::option::of(0u16..3);
        (0u32..50, moment(), any::<i64>(), 0u8..19, 0u16..4, unit, any::<u32>(), texts)
    }

    fn gathered(rows: &[Row]) -> Gathered {
        let mut all = Gathered::default();
        for (patient, moment, mantissa, scale, code, unit, line, (implausible, raw, source)) in rows {
            let bound = [None, Some(Bound::Below), Some(Bound::Above), Some(Bound::AtMost), Some(Bound::AtLeast)]
                [*line as usize % 5];
            let flags = ObservationFlags {
                implausible: *implausible,
                conflicting: false,
                preliminary: line % 3 == 0,
                corrected: line % 4 == 0,
                bound,
            };
            let unit = unit.map(WordId);
            let series = all.series.number(Series::new(ImportId(3), WordId(*code), unit, *scale, 4, flags, *moment));
            let texts = all.keep_texts(Texts { raw: raw.clone(), time: source.clone(), source: source.clone() });
            let (utc_secs, mantissa) = (moment.utc_secs, *mantissa);
            all.items.push(Item { utc_secs, mantissa, patient: *patient, series, line: *line, texts });
        }
        all.items.sort_by_key(|item| item.patient);
        all
    }

    fn described(all: &Gathered) -> Vec<String> {
        let mut lines: Vec<String> =
            all.items.iter().map(|item| format!("{} {:?}", item.patient, all.observation(item, false))).collect();
        lines.sort();
        lines
    }

    proptest! {
        #[test]
        fn values_come_back(rows in prop::collection::vec(row(), 1..80)) {
            let all = gathered(&rows);
            let mut encoder = ObservationEncoder::default();
            let mut segments = Vec::new();
            for items in all.items.chunk_by(|a, b| a.patient == b.patient) {
                segments.extend(encoder.push(&all, items[0].patient, items));
            }
            segments.extend(encoder.finish(&all));
            let mut back = Gathered::default();
            for segment in &segments {
                decode(&Segment::parse(&segment.bytes).expect("parses"), None, &mut back).expect("decodes");
            }
            prop_assert_eq!(described(&all), described(&back));
            let patient = all.items[0].patient;
            let mut one = Gathered::default();
            for segment in &segments {
                decode(&Segment::parse(&segment.bytes).expect("parses"), Some(patient), &mut one).expect("decodes");
            }
            prop_assert_eq!(one.items.len(), all.items.iter().filter(|item| item.patient == patient).count());
        }

        #[test]
        fn damaged_segments_never_panic(rows in prop::collection::vec(row(), 1..20), at in any::<prop::sample::Index>(), to in any::<u8>()) {
            let all = gathered(&rows);
            let mut encoder = ObservationEncoder::default();
            for items in all.items.chunk_by(|a, b| a.patient == b.patient) {
                encoder.push(&all, items[0].patient, items);
            }
            let mut segment = encoder.finish(&all).expect("not empty");
            let at = at.index(segment.bytes.len());
            segment.bytes[at] = to;
            if let Ok(parsed) = Segment::parse(&segment.bytes) {
                let _outcome = decode(&parsed, None, &mut Gathered::default());
            }
        }
    }
}
