//! The newest state of every patient in columns, for lists: one row a patient, read in chunks.

use crate::base::{Date, Decimal, TextColumn};

use super::ids::{PatientId, WordId};
use super::indicator::INDICATOR_COUNT;
use super::observation::Bound;
use super::patient::{AllergyState, Sex};

/// Patients in one chunk. A chunk is what an import rewrites when it touches one of its patients.
pub const CHUNK_PATIENTS: u32 = 4096;

/// The newest value of one indicator of one patient, in the indicator's own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Newest {
    pub value: f32,
    /// Digits after the mark: those recorded, or the indicator's where the value was converted.
    pub scale: u8,
    /// The value is a limit of measurement: `<5`.
    pub bound: Option<Bound>,
    /// Local date of the observation.
    pub date: Date,
}

/// Marks of a limit in the byte that holds the scale.
const BELOW: u8 = 0x40;
const ABOVE: u8 = 0x80;
/// The limit itself may be the result.
const INCLUSIVE: u8 = 0x20;
const INCLUDED_BELOW: u8 = BELOW | INCLUSIVE;
const INCLUDED_ABOVE: u8 = ABOVE | INCLUSIVE;
/// The part of the byte that is the scale.
const SCALE: u8 = 0x1f;

/// Significant digits that every four-byte number keeps.
const KEPT_DIGITS: u32 = 6;

impl Newest {
    /// Four bytes and a scale that show `shown` again. `value` is the number itself, unrounded where it was converted.
    /// Digits beyond those four bytes keep are left out rather than made up.
    pub fn new(value: f64, shown: Decimal, bound: Option<Bound>, date: Date) -> Newest {
        let digits = shown.mantissa.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
        let surplus = digits.saturating_sub(KEPT_DIGITS).min(u32::from(shown.scale));
        let scale = shown.scale - surplus as u8;
        let nearest = value as f32;
        let is_shown = |value: &f32| surplus > 0 || Decimal::rounded(f64::from(*value), scale) == Some(shown);
        // Halfway between two shown numbers, four bytes can fall on the other side.
        let near = [nearest, nearest.next_up(), nearest.next_down()];
        Newest { value: near.into_iter().find(is_shown).unwrap_or(nearest), scale, bound, date }
    }

    /// A scale for what was kept without one: the fewest digits that give the number back, as long as they are at most
    /// one more than the indicator's `decimals`; further ones come from a conversion.
    pub fn guessed_scale(value: f32, decimals: u8) -> u8 {
        let places = value.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len());
        if places > usize::from(decimals) + 1 { decimals } else { places as u8 }
    }

    /// As shown in lists and exports.
    pub fn shown(&self) -> String {
        let sign = self.bound.map_or("", Bound::sign);
        match Decimal::rounded(f64::from(self.value), self.scale) {
            Some(decimal) => format!("{sign}{decimal}"),
            None => format!("{sign}{}", self.value),
        }
    }

    /// Scale and bound in one byte.
    fn form(&self) -> u8 {
        let bound = match self.bound {
            None => 0,
            Some(Bound::Below) => BELOW,
            Some(Bound::Above) => ABOVE,
            Some(Bound::AtMost) => BELOW | INCLUSIVE,
            Some(Bound::AtLeast) => ABOVE | INCLUSIVE,
        };
        self.scale.min(Decimal::MAX_SCALE) | bound
    }
}

/// Day 0 of packed days, 1900-01-01: two bytes reach from then to 2079.
const PACKED_DAY_ZERO: i32 = -25_567;
/// The latest packed day; the number above it is free for "none".
const LATEST_PACKED_DAY: u16 = u16::MAX - 1;

/// A date in two bytes, held within 1900 and 2079.
pub fn packed_day(date: Date) -> u16 {
    date.0.saturating_sub(PACKED_DAY_ZERO).clamp(0, i32::from(LATEST_PACKED_DAY)) as u16
}

/// The date of a packed day.
pub fn date_of_packed(day: u16) -> Date {
    Date(PACKED_DAY_ZERO + i32::from(day))
}

/// Newest values of one indicator, packed to seven bytes a patient: a million patients times some twenty indicators.
#[derive(Clone, Debug, Default)]
pub struct NewestColumn {
    /// NaN where not recorded; read through [`NewestColumn::get`].
    values: Vec<f32>,
    /// See [`packed_day`].
    days: Vec<u16>,
    /// Scale and bound in one byte, see [`Newest::form`].
    forms: Vec<u8>,
}

/// By bits, so that "not recorded" equals "not recorded".
impl PartialEq for NewestColumn {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits();
        self.days == other.days
            && self.forms == other.forms
            && self.values.len() == other.values.len()
            && self.values.iter().zip(&other.values).all(same)
    }
}

impl NewestColumn {
    /// `rows` patients without a value.
    pub fn empty(rows: usize) -> Self {
        NewestColumn { values: vec![f32::NAN; rows], days: vec![0; rows], forms: vec![0; rows] }
    }

    /// From parts of equal length, as stored. `None` if they are not.
    pub fn from_parts(values: Vec<f32>, days: Vec<u16>, forms: Vec<u8>) -> Option<Self> {
        let are_equal = values.len() == days.len() && values.len() == forms.len();
        are_equal.then_some(NewestColumn { values, days, forms })
    }

    /// The raw parts: values (NaN: not recorded), days, and a byte each for scale and bound.
    pub fn parts(&self) -> (&[f32], &[u16], &[u8]) {
        (&self.values, &self.days, &self.forms)
    }

    pub fn get(&self, row: usize) -> Option<Newest> {
        let value = *self.values.get(row)?;
        let (date, form) = (date_of_packed(*self.days.get(row)?), *self.forms.get(row)?);
        let bound = match form & !SCALE {
            BELOW => Some(Bound::Below),
            ABOVE => Some(Bound::Above),
            INCLUDED_BELOW => Some(Bound::AtMost),
            INCLUDED_ABOVE => Some(Bound::AtLeast),
            _ => None,
        };
        (!value.is_nan()).then_some(Newest { value, scale: form & SCALE, bound, date })
    }

    pub fn set(&mut self, row: usize, newest: Option<Newest>) {
        let places = (self.values.get_mut(row), self.days.get_mut(row), self.forms.get_mut(row));
        if let (Some(value), Some(day), Some(form)) = places {
            *value = newest.map_or(f32::NAN, |newest| newest.value);
            *day = newest.map_or(0, |newest| packed_day(newest.date));
            *form = newest.map_or(0, |newest| newest.form());
        }
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Appends another chunk's rows.
    pub fn append(&mut self, other: &NewestColumn) {
        self.values.extend_from_slice(&other.values);
        self.days.extend_from_slice(&other.days);
        self.forms.extend_from_slice(&other.forms);
    }

    /// Makes room for `rows` patients in all.
    pub fn reserve(&mut self, rows: usize) {
        self.values.reserve_exact(rows.saturating_sub(self.values.len()));
        self.days.reserve_exact(rows.saturating_sub(self.days.len()));
        self.forms.reserve_exact(rows.saturating_sub(self.forms.len()));
    }

    /// Grows to `rows` with patients without a value.
    pub fn resize(&mut self, rows: usize) {
        self.values.resize(rows, f32::NAN);
        self.days.resize(rows, 0);
        self.forms.resize(rows, 0);
    }
}

/// Words (conditions, medications) of each patient, in order, packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordLists {
    words: Vec<u16>,
    ends: Vec<u32>,
}

impl Default for WordLists {
    fn default() -> Self {
        WordLists { words: Vec::new(), ends: vec![0] }
    }
}

impl WordLists {
    /// Appends one patient's words.
    pub fn push(&mut self, words: impl IntoIterator<Item = WordId>) {
        self.words.extend(words.into_iter().map(|word| word.0));
        self.ends.push(self.words.len() as u32);
    }

    /// The words of a patient; empty for a row that does not exist.
    pub fn get(&self, row: usize) -> &[u16] {
        match (self.ends.get(row), self.ends.get(row + 1)) {
            (Some(&start), Some(&end)) => self.words.get(start as usize..end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends another chunk's rows.
    pub fn append(&mut self, other: &WordLists) {
        let start = self.words.len() as u32;
        self.words.extend_from_slice(&other.words);
        self.ends.extend(other.ends.iter().skip(1).map(|end| start + end));
    }

    /// The words of all patients one after another, and where each patient's end (one more than patients, from 0).
    pub fn parts(&self) -> (&[u16], &[u32]) {
        (&self.words, &self.ends)
    }

    /// Words of all patients.
    pub fn word_count(&self) -> usize {
        self.words.len()
    }
}

/// A run of patients in columns; all columns have the same length. `PatientId(first + row)`.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryChunk {
    pub first: PatientId,
    pub identifiers: TextColumn,
    /// Empty text: not recorded.
    pub family_names: TextColumn,
    pub given_names: TextColumn,
    pub chinese_names: TextColumn,
    pub sexes: Vec<Option<Sex>>,
    pub birth_dates: Vec<Option<Date>>,
    pub death_dates: Vec<Option<Date>>,
    /// Telephone numbers as written; empty text: not recorded.
    pub phones: TextColumn,
    pub allergies: Vec<AllergyState>,
    /// Ward of a stay that has not ended.
    pub wards: Vec<Option<WordId>>,
    /// Conditions that are not resolved.
    pub conditions: WordLists,
    /// Medications that have not ended.
    pub medications: WordLists,
    /// Codes that were measured or asked for without a value.
    pub unrecorded: WordLists,
    pub observation_counts: Vec<u32>,
    /// Local date of the newest observation.
    pub last_observed: Vec<Option<Date>>,
    /// Values flagged implausible or conflicting.
    pub flagged_counts: Vec<u16>,
    /// Whether the patient has a row at all; `false` after the import that brought them was taken back.
    pub present: Vec<bool>,
    /// By position in [`super::indicator::INDICATORS`]; `None` where no patient of the chunk has a value.
    pub newest: [Option<NewestColumn>; INDICATOR_COUNT],
}

impl SummaryChunk {
    /// A chunk without patients.
    pub fn new(first: PatientId) -> Self {
        SummaryChunk {
            first,
            identifiers: TextColumn::default(),
            family_names: TextColumn::default(),
            given_names: TextColumn::default(),
            chinese_names: TextColumn::default(),
            sexes: Vec::new(),
            birth_dates: Vec::new(),
            death_dates: Vec::new(),
            phones: TextColumn::default(),
            allergies: Vec::new(),
            wards: Vec::new(),
            conditions: WordLists::default(),
            medications: WordLists::default(),
            unrecorded: WordLists::default(),
            observation_counts: Vec::new(),
            last_observed: Vec::new(),
            flagged_counts: Vec::new(),
            present: Vec::new(),
            newest: std::array::from_fn(|_| None),
        }
    }

    /// Number of patients.
    pub fn len(&self) -> usize {
        self.identifiers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.identifiers.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn recorded(text: &str) -> Newest {
        let decimal = Decimal::parse(text.as_bytes()).expect("a number");
        Newest::new(decimal.to_f64(), decimal, None, Date(0))
    }

    #[test]
    fn recorded_digits_are_shown_and_none_made_up() {
        for text in ["5.0", "7.25", "120", "0.10", "-3.50", "0", "0.000", "98.60", "999999"] {
            assert_eq!(recorded(text).shown(), text);
        }
        assert_eq!(recorded("7.1234567").shown(), "7.12346");
        let converted = Decimal::rounded(100.0 / 18.0156, 1).expect("finite");
        assert_eq!(Newest::new(100.0 / 18.0156, converted, None, Date(0)).shown(), "5.6");
    }

    #[test]
    fn a_limit_of_measurement_keeps_its_sign() {
        let mut column = NewestColumn::empty(3);
        for (row, bound) in [None, Some(Bound::Below), Some(Bound::AtLeast)].into_iter().enumerate() {
            column.set(row, Some(Newest { bound, ..recorded("5.0") }));
        }
        let shown: Vec<_> = (0..3).filter_map(|row| column.get(row)).map(|newest| newest.shown()).collect();
        assert_eq!(shown, ["5.0", "<5.0", "≥5.0"]);
    }

    proptest! {
        #[test]
        fn a_list_shows_what_a_twin_shows(mantissa in -999_999i64..=999_999, scale in 0u8..=6) {
            let decimal = Decimal { mantissa, scale };
            prop_assert_eq!(Newest::new(decimal.to_f64(), decimal, None, Date(0)).shown(), decimal.to_string());
        }

        #[test]
        fn also_after_a_conversion(tenths_fahrenheit in 900i64..1100, hundredths in 0i64..10, scale in 0u8..=2) {
            let celsius = (((tenths_fahrenheit * 10 + hundredths) as f64) / 100.0 - 32.0) * 5.0 / 9.0;
            let shown = Decimal::rounded(celsius, scale).expect("finite");
            prop_assert_eq!(Newest::new(celsius, shown, None, Date(0)).shown(), shown.to_string());
        }
    }

    #[test]
    fn dates_before_1970_come_back() {
        for days in [-25_567, -1768, 0, 20_727, 39_967] {
            assert_eq!(date_of_packed(packed_day(Date(days))), Date(days));
        }
        assert_eq!(date_of_packed(packed_day(Date(-40_000))), Date(-25_567));
    }
}
