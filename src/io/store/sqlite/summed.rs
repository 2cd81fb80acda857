//! What each kind of record says beside others of the same patient: which rows say nothing new, which end what another
//! began, and what of them the list shows.

use std::collections::HashSet;

use super::course::{self, is_before_birth};
use super::same_person;
use super::segment::coding::Out;
use super::segment::record::Coded;
use super::summary_draft::Draft;
use crate::base::{Date, Moment, Precision};
use crate::domain::genome::GeneRecord;
use crate::domain::observation::UnrecordedValue;
use crate::domain::patient::{Admission, AllergyStatement, CLOCK_BEHIND, Condition, Medication, Patient, Sourced};

/// A record that the list's columns are summed up from.
pub trait Summed: Coded {
    /// Whether a newer row of the same patient replaces the older one.
    const REPLACES: bool;

    /// What a listed row is called; empty where the record has no identifier of its own.
    fn label(&self) -> String {
        String::new()
    }

    /// Which of one patient's rows, in order of import and line, stand for nothing new.
    fn duplicates(rows: &[Sourced<Self>]) -> Vec<bool> {
        plain_duplicates(rows)
    }

    /// Without what is written in several ways and says the same.
    fn plain(&self) -> Self {
        self.clone()
    }

    /// What tells one stay, drug or condition from another whatever its end; `None` where its beginning is not known.
    fn course(&self) -> Option<Self> {
        None
    }

    fn has_ended(&self) -> bool {
        false
    }

    /// Whether a row cannot be of whom the rows before it are of.
    fn contradicts(_before: &[Sourced<Self>], _record: &Self) -> bool {
        false
    }

    /// When it began, as text, and whether that is before the birth.
    fn begin(&self, _birth: Option<Date>) -> (String, bool) {
        (String::new(), false)
    }

    /// Which of one patient's rows cannot stand beside another; those that say nothing new do not count.
    fn overlapping(rows: &[Sourced<Self>], _duplicates: &[bool]) -> Vec<bool> {
        vec![false; rows.len()]
    }

    /// Enters the patient's visible rows into the draft.
    fn sum_up(draft: &mut Draft, patient: u32, rows: &[Sourced<Self>]);
}

/// Rows that say again what a row before them says, or begin what another row ends.
fn plain_duplicates<T: Summed>(rows: &[Sourced<T>]) -> Vec<bool> {
    if rows.len() < 2 {
        return vec![false; rows.len()];
    }
    let ended: HashSet<Vec<u8>> = rows.iter().filter(|row| row.record.has_ended()).filter_map(course_of).collect();
    let mut seen = HashSet::new();
    let is_open_of_ended =
        |row: &Sourced<T>| !row.record.has_ended() && course_of(row).is_some_and(|course| ended.contains(&course));
    let mut is_known = |row: &Sourced<T>| {
        let bytes = [bytes_of(&row.record.plain()), clocks(row, |_| true)].concat();
        is_open_of_ended(row) || !seen.insert(bytes)
    };
    rows.iter().map(&mut is_known).collect()
}

fn begin_of_day(day: Option<Date>, birth: Option<Date>) -> (String, bool) {
    let is_early = day.zip(birth).is_some_and(|(day, birth)| day < birth);
    (day.map(|day| day.iso()).unwrap_or_default(), is_early)
}

fn bytes_of<T: Coded>(record: &T) -> Vec<u8> {
    let mut out = Out::default();
    record.write(&mut out);
    out.bytes
}

/// Times of day that stood behind the days of a row; see [`CLOCK_BEHIND`].
fn clocks<T>(row: &Sourced<T>, is_wanted: impl Fn(&str) -> bool) -> Vec<u8> {
    let clocks = row.raw.iter().filter(|(field, _)| field.ends_with(CLOCK_BEHIND) && is_wanted(field));
    clocks.flat_map(|(field, clock)| [field.as_bytes(), b"\t", clock.as_bytes(), b"\n"].concat()).collect()
}

/// The course that a row tells of as bytes, with the time of day of its beginning.
fn course_of<T: Summed>(row: &Sourced<T>) -> Option<Vec<u8>> {
    const ENDS: [&str; 2] = ["end", "resolved"];
    let is_of_begin = |field: &str| !ENDS.iter().any(|end| field.starts_with(end));
    Some([bytes_of(&row.record.course()?), clocks(row, is_of_begin)].concat())
}

/// Whether a row ends what is open before it and nothing has ended yet.
pub fn is_end_of<T: Summed>(row: &Sourced<T>, before: &[Sourced<T>]) -> bool {
    let Some(course) = course_of(row).filter(|_| row.record.has_ended()) else { return false };
    let mut same = before.iter().filter(|before| course_of(before).as_ref() == Some(&course)).peekable();
    same.peek().is_some() && same.all(|before| !before.record.has_ended())
}

/// The same time whether its seconds were written or not: `10:00` and `10:00:00`.
fn to_the_second(moment: Moment) -> Moment {
    let precision = if moment.precision == Precision::Minute { Precision::Second } else { moment.precision };
    Moment { precision, ..moment }
}

impl Summed for Patient {
    const REPLACES: bool = true;

    fn label(&self) -> String {
        self.identifier.clone()
    }

    /// Only a row equal to the one before it says nothing new: a name that changes back is a change.
    fn duplicates(rows: &[Sourced<Self>]) -> Vec<bool> {
        let repeats = |pair: &[Sourced<Self>]| matches!(pair, [before, row] if before.record == row.record);
        let first = rows.first().map(|_| false);
        first.into_iter().chain(rows.windows(2).map(repeats)).collect()
    }

    fn contradicts(before: &[Sourced<Self>], record: &Self) -> bool {
        same_person::is_another(before, record)
    }

    fn sum_up(draft: &mut Draft, patient: u32, rows: &[Sourced<Self>]) {
        draft.set_person(patient, rows);
    }
}

impl Summed for Condition {
    const REPLACES: bool = false;

    fn begin(&self, birth: Option<Date>) -> (String, bool) {
        begin_of_day(self.onset, birth)
    }

    fn course(&self) -> Option<Self> {
        self.onset.map(|_| Condition { resolved: None, ..self.clone() })
    }

    fn has_ended(&self) -> bool {
        self.resolved.is_some()
    }

    fn sum_up(draft: &mut Draft, patient: u32, rows: &[Sourced<Self>]) {
        draft.set_conditions(patient, rows);
    }
}

impl Summed for Medication {
    const REPLACES: bool = false;

    fn begin(&self, birth: Option<Date>) -> (String, bool) {
        begin_of_day(self.start, birth)
    }

    fn plain(&self) -> Self {
        let dose = self.dose.as_ref().map(|dose| dose.split_whitespace().collect());
        Medication { dose, ..self.clone() }
    }

    fn course(&self) -> Option<Self> {
        self.start.map(|_| Medication { end: None, ..self.plain() })
    }

    fn has_ended(&self) -> bool {
        self.end.is_some()
    }

    fn sum_up(draft: &mut Draft, patient: u32, rows: &[Sourced<Self>]) {
        draft.set_medications(patient, rows);
    }
}

impl Summed for AllergyStatement {
    const REPLACES: bool = false;

    fn sum_up(draft: &mut Draft, patient: u32, rows: &[Sourced<Self>]) {
        draft.set_allergies(patient, rows);
    }
}

impl Summed for Admission {
    const REPLACES: bool = false;

    fn begin(&self, birth: Option<Date>) -> (String, bool) {
        (self.admitted.iso(), is_before_birth(self.admitted, birth))
    }

    fn plain(&self) -> Self {
        Admission {
            admitted: to_the_second(self.admitted),
            discharged: self.discharged.map(to_the_second),
            ..self.clone()
        }
    }

    /// An admission that was cancelled (`A11`) and the word that cancels it stand for nothing; a discharge that was
    /// cancelled (`A13`) leaves the stay as the word says it.
    fn duplicates(rows: &[Sourced<Self>]) -> Vec<bool> {
        let event =
            |row: &Sourced<Self>| row.raw.iter().find(|(name, _)| name == "event").map(|(_, event)| event.clone());
        let is_void = |(at, row): (usize, &Sourced<Self>)| {
            let is_same = |later: &&Sourced<Self>| course_of(*later) == course_of(row) && event(later).is_some();
            event(row).as_deref() == Some("A11") || rows.iter().skip(at + 1).any(|later| is_same(&later))
        };
        if rows.iter().all(|row| event(row).is_none()) {
            return plain_duplicates(rows);
        }
        let void: Vec<bool> = rows.iter().enumerate().map(is_void).collect();
        let left: Vec<Sourced<Self>> =
            rows.iter().zip(&void).filter(|(_, void)| !**void).map(|(row, _)| row.clone()).collect();
        let mut of_left = plain_duplicates(&left).into_iter();
        void.into_iter().map(|void| void || of_left.next().unwrap_or(false)).collect()
    }

    /// Nobody is admitted twice at one time; ward, room and reason may change until the discharge.
    fn course(&self) -> Option<Self> {
        let admitted = to_the_second(self.admitted);
        Some(Admission { ward: None, room: None, bed: None, admitted, discharged: None, reason: None })
    }

    fn has_ended(&self) -> bool {
        self.discharged.is_some()
    }

    fn overlapping(rows: &[Sourced<Self>], duplicates: &[bool]) -> Vec<bool> {
        course::overlapping(rows, duplicates)
    }

    fn sum_up(draft: &mut Draft, patient: u32, rows: &[Sourced<Self>]) {
        draft.set_admissions(patient, rows);
    }
}

impl Summed for UnrecordedValue {
    const REPLACES: bool = false;

    fn sum_up(draft: &mut Draft, patient: u32, rows: &[Sourced<Self>]) {
        draft.set_unrecorded(patient, rows);
    }
}

/// Nothing of the list is summed up from genes.
impl Summed for GeneRecord {
    const REPLACES: bool = false;

    fn sum_up(_draft: &mut Draft, _patient: u32, _rows: &[Sourced<Self>]) {}
}
