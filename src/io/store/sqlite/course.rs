//! Whether a patient's records can follow each other as they are dated: nothing before the birth, no two stays at once.
//! What cannot is kept and flagged, for either date may be the wrong one.

use rusqlite::Connection;

use super::super::StoreError;
use super::summary;
use super::summed::Summed;
use crate::base::{Date, Moment, Precision, Rule};
use crate::domain::patient::{Admission, Sourced};
use crate::domain::summary::CHUNK_PATIENTS;

/// Birth dates of a chunk's patients, as far as they are stored.
#[derive(Debug, Default)]
pub struct Births(Vec<Option<Date>>);

impl Births {
    /// # Errors
    /// Damaged or unreadable.
    pub fn read(connection: &Connection, chunk: u32, rows: usize) -> Result<Births, StoreError> {
        let bytes = summary::read_bytes(connection, chunk, summary::BIRTH_DATES)?;
        let read = summary::assemble(chunk, rows, [(summary::BIRTH_DATES, bytes.as_slice())])?;
        Ok(Births(read.birth_dates))
    }

    pub fn of(&self, patient: u32) -> Option<Date> {
        self.0.get((patient % CHUNK_PATIENTS) as usize).copied().flatten()
    }
}

/// Whether a moment lies before the day of birth; of a year that is known alone, before its year.
pub fn is_before_birth(moment: Moment, birth: Option<Date>) -> bool {
    const WELL_AFTER_SECS: i64 = 2 * 86_400;
    let Some(birth) = birth.filter(|birth| moment.utc_secs < birth.utc_secs() + WELL_AFTER_SECS) else { return false };
    match moment.precision {
        Precision::Year => moment.local_date().ymd().0 < birth.ymd().0,
        Precision::Day | Precision::Minute | Precision::Second => moment.local_date() < birth,
    }
}

/// What speaks against the dates of each of one patient's rows, with what is to be looked at.
pub fn doubts<T: Summed>(rows: &[Sourced<T>], duplicates: &[bool], birth: Option<Date>) -> Vec<Vec<(Rule, String)>> {
    let overlapping = T::overlapping(rows, duplicates);
    let doubt = |(at, row): (usize, &Sourced<T>)| {
        let (begin, is_early) = row.record.begin(birth);
        let early = is_early.then(|| (Rule::BeforeBirth, begin.clone()));
        let overlap = overlapping.get(at).copied().unwrap_or(false).then_some((Rule::StaysOverlap, begin));
        early.into_iter().chain(overlap).collect()
    };
    rows.iter().enumerate().map(doubt).collect()
}

/// Which stays overlap another of the same patient; those that only repeat another do not count. A stay without a discharge says of its beginning only.
pub fn overlapping(stays: &[Sourced<Admission>], duplicates: &[bool]) -> Vec<bool> {
    let mut found = vec![false; stays.len()];
    let all = stays.iter().zip(duplicates).enumerate();
    let mut in_order: Vec<(usize, &Admission)> =
        all.filter(|(_, (_, duplicate))| !**duplicate).map(|(at, (row, _))| (at, &row.record)).collect();
    in_order.sort_by_key(|(_, stay)| (stay.admitted.utc_secs, stay.discharged.map(|end| end.utc_secs)));
    // Of the stays before, the one that ends last overlaps whenever any does.
    let mut furthest: Option<(usize, Moment)> = None;
    for (at, stay) in in_order {
        if let Some((before, end)) = furthest
            && stay.admitted.is_all_before(end)
        {
            for place in [before, at] {
                if let Some(mark) = found.get_mut(place) {
                    *mark = true;
                }
            }
        }
        if let Some(end) = stay.discharged.filter(|end| furthest.is_none_or(|(_, last)| last.utc_secs < end.utc_secs)) {
            furthest = Some((at, end));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Offset;
    use crate::domain::ids::{CellRef, ImportId};

    fn at(hour: i64) -> Moment {
        Moment { utc_secs: hour * 3600, offset: Offset::Written(0), precision: Precision::Minute }
    }

    fn stays(hours: &[(i64, Option<i64>)]) -> Vec<Sourced<Admission>> {
        let stay = |(line, (from, to)): (usize, &(i64, Option<i64>))| Sourced {
            record: Admission {
                ward: None,
                room: None,
                bed: None,
                admitted: at(*from),
                discharged: to.map(at),
                reason: None,
            },
            cell: CellRef { import: ImportId(1), line: line as u32, column: 0 },
            raw: Vec::new(),
        };
        hours.iter().enumerate().map(stay).collect()
    }

    #[test]
    fn stays_overlap_where_one_begins_before_another_ends() {
        let apart = stays(&[(10, Some(20)), (20, Some(30)), (1, None), (31, None), (2, Some(10))]);
        assert_eq!(overlapping(&apart, &[false; 5]), [false; 5]);
        let long = stays(&[(0, Some(100)), (10, Some(20)), (30, None), (100, Some(110))]);
        assert_eq!(overlapping(&long, &[false; 4]), [true, true, true, false]);
        let same = stays(&[(0, Some(9)), (0, Some(9)), (0, None)]);
        assert_eq!(overlapping(&same, &[false, true, false]), [false; 3]);
        // A discharge known to the day does not speak against an admission on that day.
        let mut by_day = stays(&[(10, Some(24)), (30, None)]);
        by_day[0].record.discharged = Some(Moment { precision: Precision::Day, ..at(24) });
        assert_eq!(overlapping(&by_day, &[false; 2]), [false, false]);
    }

    #[test]
    fn before_birth_is_judged_by_day_and_by_year() {
        let birth = Date::parse_iso(b"1970-03-02");
        let day = |day: i64, precision| Moment { utc_secs: day * 86_400, offset: Offset::Written(0), precision };
        assert!(is_before_birth(day(59, Precision::Minute), birth) && !is_before_birth(day(60, Precision::Day), birth));
        assert!(!is_before_birth(day(0, Precision::Year), birth) && is_before_birth(day(-1, Precision::Year), birth));
        assert!(!is_before_birth(day(-900, Precision::Day), None));
    }
}
