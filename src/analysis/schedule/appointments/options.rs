//! Every appointment that a request could have, with its price.

use crate::domain::schedule::appointments::{Appointment, AppointmentProblem, Span};

/// An appointment of a request, alone in the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    pub request: usize,
    pub at: Appointment,
    pub span: Span,
    pub price: f64,
}

/// All of them.
pub fn choices(problem: &AppointmentProblem) -> Vec<Choice> {
    (0..problem.requests.len()).flat_map(|request| of_request(problem, request)).collect()
}

fn of_request(problem: &AppointmentProblem, request: usize) -> Vec<Choice> {
    let asked = &problem.requests[request];
    let mut found = Vec::new();
    let doctors = problem.doctors.iter().enumerate();
    let able = doctors.filter(|(_, one)| asked.skill.as_ref().is_none_or(|skill| one.skills.contains(skill)));
    for (doctor, one) in able {
        let mut start = asked.within.from.next_multiple_of(problem.step_mins);
        while start + asked.mins <= asked.within.to {
            let span = Span { from: start, to: start + asked.mins };
            if one.hours.iter().any(|hours| hours.contains(span)) {
                for device in devices(problem, asked.device_kind.as_deref(), span) {
                    let column = device.unwrap_or(problem.devices.len());
                    let waited = f64::from(start - asked.within.from) / 60.0;
                    let price = problem.costs[doctor][column] + waited * asked.wait_cost_per_hour;
                    found.push(Choice { request, at: Appointment { start, doctor, device }, span, price });
                }
            }
            start += problem.step_mins;
        }
    }
    found
}

/// The devices that are there for that time; one place for none where none is needed.
fn devices(problem: &AppointmentProblem, kind: Option<&str>, span: Span) -> Vec<Option<usize>> {
    let Some(kind) = kind else { return vec![None] };
    let is_there = |at: &usize| {
        let device = &problem.devices[*at];
        device.kind == kind
            && device.hours.iter().any(|hours| hours.contains(span))
            && !device.out.iter().any(|out| out.overlaps(span))
    };
    (0..problem.devices.len()).filter(is_there).map(Some).collect()
}
