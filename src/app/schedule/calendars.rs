//! A plan as calendars: one for each person and one for each theatre. A shift begins and ends by the clock on the wall, also
//! in the night in which the clocks change: it is an hour shorter or longer then.

use crate::base::time::MomentReader;
use crate::base::{Date, Precision, Zone};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};
use crate::io::export::calendar::{Event, When};

/// When a shift is, by the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShiftTime {
    /// Minutes after midnight of its day, below 1,440.
    pub starts_min: u32,
    /// Minutes to its end by the clock; past midnight it goes on into the next day.
    pub mins: u32,
}

/// Whose calendar, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub name: String,
    pub events: Vec<Event>,
}

/// Where and when the plan takes place.
pub struct Place<'a> {
    pub first_day: Date,
    pub zone: &'a Zone,
    /// By shift; nothing where it is not known: such events have a day and no time.
    pub times: &'a [Option<ShiftTime>],
}

const DAY_MINS: u32 = 1_440;

/// Reads `early=07:00-15:00`; an end that is not after the start is on the next day.
pub fn shift_time(text: &str) -> Option<(&str, ShiftTime)> {
    let clock = |text: &str| -> Option<u32> {
        let (hours, mins) = text.trim().split_once(':')?;
        let (hours, mins): (u32, u32) = (hours.parse().ok()?, mins.parse().ok()?);
        (hours < 24 && mins < 60).then_some(hours * 60 + mins)
    };
    let (id, times) = text.rsplit_once('=')?;
    let (start, end) = times.split_once('-')?;
    let (starts_min, ends_min) = (clock(start)?, clock(end)?);
    let mins = if ends_min > starts_min { ends_min - starts_min } else { ends_min + DAY_MINS - starts_min };
    Some((id.trim(), ShiftTime { starts_min, mins }))
}

impl Place<'_> {
    fn date(&self, day: usize) -> Date {
        Date(self.first_day.0.saturating_add(i32::try_from(day).unwrap_or(i32::MAX)))
    }

    fn when(&self, day: usize, shift: usize, reader: &mut MomentReader) -> When {
        let Some(time) = self.times.get(shift).copied().flatten() else { return When::Day(self.date(day)) };
        let end = time.starts_min + time.mins;
        let at = |mins: u32, reader: &mut MomentReader| {
            let date = Date(self.date(day).0.saturating_add((mins / DAY_MINS) as i32));
            wall(reader, date, i64::from(mins % DAY_MINS) * 60)
        };
        When::Between { from_utc_secs: at(time.starts_min, reader), to_utc_secs: at(end, reader) }
    }
}

/// The instant of a time on the wall. A time that the clocks jump over is as much later as they jump.
fn wall(reader: &mut MomentReader, date: Date, secs: i64) -> i64 {
    let there = reader.local(date, secs, Precision::Minute);
    let day_before = || reader.clone().local(Date(date.0.saturating_sub(1)), 43_200, Precision::Minute);
    match there.or_else(|_| day_before()) {
        Ok(moment) if there.is_ok() => moment.utc_secs,
        Ok(before) => before.utc_secs + 43_200 + secs,
        Err(_) => date.utc_secs() + secs,
    }
}

/// A calendar for each employee.
pub fn of_roster(problem: &RosterProblem, roster: &Roster, place: &Place<'_>) -> Vec<Calendar> {
    let mut reader = MomentReader::new(place.zone.clone());
    let mut calendar = |(employee, row): (usize, &Vec<Option<usize>>)| {
        let id = problem.staff.get(employee)?.id.as_str();
        let events = row.iter().enumerate().filter_map(|(day, shift)| {
            let shift = (*shift)?;
            let name = &problem.shifts.get(shift)?.id;
            Some(Event {
                uid: format!("{id}-{}@wardtwin", place.date(day).iso()),
                summary: name.clone(),
                place: String::new(),
                when: place.when(day, shift, &mut reader),
            })
        });
        Some(Calendar { name: id.to_owned(), events: events.collect() })
    };
    roster.cells.iter().enumerate().filter_map(&mut calendar).collect()
}

/// A calendar for each nurse with her rooms of each shift.
pub fn of_nurses(problem: &HospitalProblem, plan: &HospitalPlan, place: &Place<'_>) -> Vec<Calendar> {
    let mut reader = MomentReader::new(place.zone.clone());
    let a_day = problem.shift_names.len().max(1);
    let mut calendar = |(nurse, one): (usize, &crate::domain::schedule::hospital::Nurse)| {
        let events = one.shifts.iter().map(|(shift, _)| {
            let has =
                |room: &usize| plan.nurse_of.get(*room).and_then(|of| of.get(*shift)).copied().flatten() == Some(nurse);
            let rooms: Vec<&str> =
                (0..problem.rooms.len()).filter(has).map(|room| problem.rooms[room].id.as_str()).collect();
            let (day, of_day) = (shift / a_day, shift % a_day);
            Event {
                uid: format!("{}-{}-{of_day}@wardtwin", one.id, place.date(day).iso()),
                summary: problem.shift_names.get(of_day).cloned().unwrap_or_default(),
                place: rooms.join(", "),
                when: place.when(day, of_day, &mut reader),
            }
        });
        Calendar { name: one.id.clone(), events: events.collect() }
    };
    problem.nurses.iter().enumerate().map(&mut calendar).collect()
}

/// A calendar for each theatre: its operations by day. The plan does not say in which order they are, so they have no time.
pub fn of_theatres(problem: &HospitalProblem, plan: &HospitalPlan, place: &Place<'_>) -> Vec<Calendar> {
    let calendar = |(theatre, one): (usize, &crate::domain::schedule::hospital::Availability)| {
        let mut events: Vec<(usize, Event)> = Vec::new();
        for (patient, at) in problem.patients.iter().zip(&plan.admissions) {
            let Some(at) = at.filter(|at| at.theatre == theatre) else { continue };
            let surgeon = problem.surgeons.get(patient.surgeon).map_or("", |surgeon| surgeon.id.as_str());
            let event = Event {
                uid: format!("{}-{}@wardtwin", one.id, patient.id),
                summary: format!("{}, {surgeon}, {} min", patient.id, patient.surgery_mins),
                place: one.id.clone(),
                when: When::Day(place.date(at.day)),
            };
            events.push((at.day, event));
        }
        events.sort_by_key(|(day, _)| *day);
        Calendar { name: format!("theatre {}", one.id), events: events.into_iter().map(|(_, event)| event).collect() }
    };
    problem.theatres.iter().enumerate().map(calendar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hours of a shift at a place of the roster's days.
    fn hours(first: (i32, u32, u32), zone: &str, time: ShiftTime) -> (String, f64) {
        let zone = Zone::named(zone).expect("a zone");
        let first_day = Date::from_ymd(first.0, first.1, first.2).expect("a day");
        let place = Place { first_day, zone: &zone, times: &[Some(time)] };
        match place.when(0, 0, &mut MomentReader::new(zone.clone())) {
            When::Between { from_utc_secs, to_utc_secs } => {
                (zone.moment(from_utc_secs).iso(), (to_utc_secs - from_utc_secs) as f64 / 3600.0)
            }
            When::Day(_) => panic!("it has times"),
        }
    }

    #[test]
    fn times_of_shifts_are_read() {
        assert_eq!(shift_time("night=23:00-07:00"), Some(("night", ShiftTime { starts_min: 1_380, mins: 480 })));
        assert_eq!(shift_time("a=b=00:00-00:00"), Some(("a=b", ShiftTime { starts_min: 0, mins: 1_440 })));
        assert!(shift_time("night=24:00-07:00").is_none() && shift_time("night").is_none());
    }

    /// A night over midnight ends at seven by the clock, after 7, 8 or 9 hours; a leap day is a day; a start that the clocks
    /// jump over is as much later.
    #[test]
    fn nights_over_a_clock_change_end_by_the_clock_on_the_wall() {
        let night = ShiftTime { starts_min: 23 * 60, mins: 480 };
        let berlin = "Europe/Berlin";
        assert_eq!(hours((2026, 3, 28), berlin, night).1, 7.0);
        assert_eq!(hours((2026, 10, 24), berlin, night).1, 9.0);
        assert_eq!(hours((2028, 2, 28), berlin, night).1, 8.0);
        assert_eq!(hours((2028, 2, 29), berlin, night).1, 8.0);
        assert_eq!(hours((2026, 10, 24), "Asia/Shanghai", night).1, 8.0);
        let in_the_gap = ShiftTime { starts_min: 150, mins: 330 };
        let (starts, hours) = hours((2026, 3, 29), berlin, in_the_gap);
        assert!(starts.starts_with("2026-03-29T03:30"), "{starts}");
        assert_eq!(hours, 4.5);
    }
}
