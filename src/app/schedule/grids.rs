//! Rows of what has no place in the plan yet, of shifts that want people, and of appointments.

use crate::domain::schedule::appointments::{AppointmentPlan, AppointmentProblem, Span as Mins};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Cover, Roster, RosterProblem, ShiftKind};

use super::laid::{Grid, GridKind, GridRow, Span, Thing};

/// A row for each patient who is not admitted, over the days on which admission would be allowed.
pub fn waiting(problem: &HospitalProblem, plan: &HospitalPlan) -> Grid {
    let waits = |patient: &usize| plan.admissions.get(*patient).copied().flatten().is_none();
    let row = |patient: usize| {
        let one = &problem.patients[patient];
        let last = one.due_day.unwrap_or(problem.days.saturating_sub(1)).min(problem.days.saturating_sub(1));
        let span = Span {
            from: one.release_day as f32,
            to: last.max(one.release_day) as f32 + 1.0,
            text: one.id.clone(),
            thing: Thing::Waiting { patient },
        };
        GridRow { label: one.id.clone(), of: patient, spans: vec![span], closed: Vec::new() }
    };
    let mut rows: Vec<GridRow> = (0..problem.patients.len()).filter(waits).map(row).collect();
    // Those who have to be admitted first.
    rows.sort_by_key(|row| !problem.patients[row.of].is_mandatory());
    Grid { kind: GridKind::Waiting, a_day: 1, first_hour: None, days: problem.days, rows }
}

/// A row for each shift, with the days on which it wants more people than it has.
pub fn gaps(problem: &RosterProblem, roster: &Roster) -> Grid {
    let row = |(shift, kind): (usize, &ShiftKind)| {
        let lacks = |cover: &&Cover| cover.shift == shift && lacking(roster, cover) > 0;
        let span = |cover: &Cover| Span {
            from: cover.day as f32,
            to: cover.day as f32 + 1.0,
            text: format!("{} ×{}", kind.id, lacking(roster, cover)),
            thing: Thing::Gap { day: cover.day, shift },
        };
        let mut spans: Vec<Span> = problem.cover.iter().filter(lacks).map(span).collect();
        spans.sort_by(|one, other| one.from.total_cmp(&other.from));
        GridRow { label: kind.id.clone(), of: shift, spans, closed: Vec::new() }
    };
    let rows = problem.shifts.iter().enumerate().map(row).collect();
    Grid { kind: GridKind::Gaps, a_day: 1, first_hour: None, days: problem.days, rows }
}

/// How many people a shift of a day wants more than it has.
pub fn lacking(roster: &Roster, cover: &Cover) -> u32 {
    let has = |row: &&Vec<Option<usize>>| row.get(cover.day) == Some(&Some(cover.shift));
    let have = u32::try_from(roster.cells.iter().filter(has).count()).unwrap_or(u32::MAX);
    cover.wanted.saturating_sub(have)
}

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// The hours of a day that are shown: those in which anybody works, or all where somebody works over midnight.
struct Hours {
    first: u32,
    count: u32,
}

impl Hours {
    fn of(problem: &AppointmentProblem) -> Hours {
        let doctors = problem.doctors.iter().flat_map(|one| &one.hours);
        let all: Vec<&Mins> = doctors.chain(problem.devices.iter().flat_map(|one| &one.hours)).collect();
        let is_over_midnight = |span: &&Mins| span.to > span.from && span.from / DAY != (span.to - 1) / DAY;
        if all.is_empty() || all.iter().any(is_over_midnight) {
            return Hours { first: 0, count: 24 };
        }
        let first = all.iter().map(|span| span.from % DAY / HOUR).min().unwrap_or(0);
        let last = all.iter().map(|span| (span.to.saturating_sub(1) % DAY / HOUR) + 1).max().unwrap_or(24);
        Hours { first, count: last.saturating_sub(first).max(1) }
    }

    /// The column of a minute; what is before or after the hours shown is at their edge.
    fn column(&self, mins: u32) -> f32 {
        let of_day = (mins % DAY) as f32 / HOUR as f32 - self.first as f32;
        (mins / DAY * self.count) as f32 + of_day.clamp(0.0, self.count as f32)
    }

    /// What is left of the days beside the hours worked.
    fn closed(&self, works: &[Mins], days: usize) -> Vec<(f32, f32)> {
        let mut works: Vec<(f32, f32)> = works
            .iter()
            .map(|span| {
                let shown = self.span(*span, String::new(), Thing::Request(0));
                (shown.from, shown.to)
            })
            .collect();
        works.sort_by(|one, other| one.0.total_cmp(&other.0));
        let end = (days as u32 * self.count) as f32;
        let mut from = 0.0;
        let mut closed = Vec::new();
        for (begins, ends) in works.into_iter().chain([(end, end)]) {
            if begins > from {
                closed.push((from, begins));
            }
            from = from.max(ends);
        }
        closed
    }

    fn span(&self, mins: Mins, text: String, thing: Thing) -> Span {
        // The end of a day is the end of its last column, not the beginning of the next.
        let end = mins.to.saturating_sub(1);
        let to = self.column(end) + (1.0 / HOUR as f32);
        Span { from: self.column(mins.from), to: to.min(((end / DAY + 1) * self.count) as f32), text, thing }
    }
}

/// A row for each doctor and for each device, in hours.
pub fn appointments(problem: &AppointmentProblem, plan: &AppointmentPlan) -> Grid {
    let hours = Hours::of(problem);
    let ends =
        problem.doctors.iter().flat_map(|one| &one.hours).chain(problem.devices.iter().flat_map(|one| &one.hours));
    let days = ends.map(|span| span.to.div_ceil(DAY)).max().unwrap_or(1).max(1) as usize;
    let row = |label: &str, of: usize, works: &[Mins]| GridRow {
        label: label.to_owned(),
        of,
        spans: Vec::new(),
        closed: hours.closed(works, days),
    };
    let doctors = problem.doctors.len();
    let of_doctors = problem.doctors.iter().enumerate().map(|(of, one)| row(&one.id, of, &one.hours));
    let of_devices = problem.devices.iter().enumerate().map(|(of, one)| row(&one.id, of, &one.hours));
    let mut rows: Vec<GridRow> = of_doctors.chain(of_devices).collect();
    for (request, (asked, at)) in problem.requests.iter().zip(&plan.appointments).enumerate() {
        let Some(at) = at else { continue };
        let mins = Mins { from: at.start, to: at.start + asked.mins };
        for place in [Some(at.doctor), at.device.map(|device| doctors + device)].into_iter().flatten() {
            if let Some(row) = rows.get_mut(place) {
                row.spans.push(hours.span(mins, asked.id.clone(), Thing::Request(request)));
            }
        }
    }
    for (device, one) in problem.devices.iter().enumerate() {
        for (at, out) in one.out.iter().enumerate() {
            if let Some(row) = rows.get_mut(doctors + device) {
                row.spans.push(hours.span(*out, "✕".to_owned(), Thing::Out { device, at }));
            }
        }
    }
    rows.iter_mut().for_each(|row| row.spans.sort_by(|one, other| one.from.total_cmp(&other.from)));
    let (a_day, first) = (hours.count as usize, Some(hours.first as usize));
    Grid { kind: GridKind::Appointments, a_day, first_hour: first, days, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::appointments::{Appointment, AppointmentRequest, Doctor};

    /// Work from 8 to 12 on two days: four columns a day, and a span ends where it ends.
    #[test]
    fn hours_in_which_nobody_works_have_no_columns() {
        let hours = vec![Mins { from: 480, to: 720 }, Mins { from: 480 + 1_440, to: 720 + 1_440 }];
        let request = AppointmentRequest {
            id: "R".to_owned(),
            mins: 90,
            device_kind: None,
            skill: None,
            within: Mins { from: 0, to: 4_000 },
            wait_cost_per_hour: 0.0,
            refusal_cost: 1.0,
        };
        let problem = AppointmentProblem {
            step_mins: 30,
            doctors: vec![Doctor { id: "D".to_owned(), skills: Vec::new(), hours }],
            devices: Vec::new(),
            requests: vec![request],
            costs: vec![vec![0.0]],
        };
        let at = Appointment { start: 1_440 + 630, doctor: 0, device: None };
        let grid = appointments(&problem, &AppointmentPlan { appointments: vec![Some(at)] });
        assert_eq!((grid.a_day, grid.first_hour, grid.days), (4, Some(8), 2));
        let span = &grid.rows[0].spans[0];
        assert_eq!(grid.rows[0].closed, []);
        assert!((span.from - 6.5).abs() < 1e-4 && (span.to - 8.0).abs() < 1e-4, "{span:?}");
    }
}
