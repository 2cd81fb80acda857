//! Rows of what has no place in the plan yet, and of appointments.

use crate::domain::schedule::appointments::{AppointmentPlan, AppointmentProblem, Span as Mins};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};

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
        GridRow { label: one.id.clone(), of: patient, spans: vec![span] }
    };
    let mut rows: Vec<GridRow> = (0..problem.patients.len()).filter(waits).map(row).collect();
    // Those who have to be admitted first.
    rows.sort_by_key(|row| !problem.patients[row.of].is_mandatory());
    Grid { kind: GridKind::Waiting, a_day: 1, days: problem.days, rows }
}

const HOUR: f32 = 60.0;
const HOURS: usize = 24;

/// A row for each doctor and for each device, in hours.
pub fn appointments(problem: &AppointmentProblem, plan: &AppointmentPlan) -> Grid {
    let span = |mins: Mins, text: String, thing: Thing| Span {
        from: mins.from as f32 / HOUR,
        to: mins.to as f32 / HOUR,
        text,
        thing,
    };
    let row = |label: &str, of: usize| GridRow { label: label.to_owned(), of, spans: Vec::new() };
    let mut rows: Vec<GridRow> = problem.doctors.iter().enumerate().map(|(of, one)| row(&one.id, of)).collect();
    let doctors = rows.len();
    rows.extend(problem.devices.iter().enumerate().map(|(of, one)| row(&one.id, of)));
    for (request, (asked, at)) in problem.requests.iter().zip(&plan.appointments).enumerate() {
        let Some(at) = at else { continue };
        let mins = Mins { from: at.start, to: at.start + asked.mins };
        for place in [Some(at.doctor), at.device.map(|device| doctors + device)].into_iter().flatten() {
            if let Some(row) = rows.get_mut(place) {
                row.spans.push(span(mins, asked.id.clone(), Thing::Request(request)));
            }
        }
    }
    for (device, one) in problem.devices.iter().enumerate() {
        for (at, out) in one.out.iter().enumerate() {
            if let Some(row) = rows.get_mut(doctors + device) {
                row.spans.push(span(*out, "✕".to_owned(), Thing::Out { device, at }));
            }
        }
    }
    rows.iter_mut().for_each(|row| row.spans.sort_by(|one, other| one.from.total_cmp(&other.from)));
    let hours = problem.doctors.iter().flat_map(|one| &one.hours).chain(problem.devices.iter().flat_map(|one| &one.hours));
    let last = hours.map(|span| span.to).max().unwrap_or(1);
    let days = (last as usize).div_ceil(HOURS * 60).max(1);
    Grid { kind: GridKind::Appointments, a_day: HOURS, days, rows }
}
