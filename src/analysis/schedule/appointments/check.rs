//! Judges a plan of appointments from the rules alone; it shares no code with the solver.

use crate::domain::schedule::appointments::{Appointment, AppointmentPlan, AppointmentProblem, Span};

/// A rule that an appointment breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AppointmentFault {
    OutsideWindow,
    OffStep,
    DoctorAway,
    DoctorTwice,
    SkillMissing,
    DeviceMissing,
    WrongDevice,
    DeviceOut,
    DeviceTwice,
}

impl AppointmentFault {
    pub const ALL: [AppointmentFault; 9] = [
        AppointmentFault::OutsideWindow,
        AppointmentFault::OffStep,
        AppointmentFault::DoctorAway,
        AppointmentFault::DoctorTwice,
        AppointmentFault::SkillMissing,
        AppointmentFault::DeviceMissing,
        AppointmentFault::WrongDevice,
        AppointmentFault::DeviceOut,
        AppointmentFault::DeviceTwice,
    ];

    pub fn name(self) -> &'static str {
        match self {
            AppointmentFault::OutsideWindow => "OutsideWindow",
            AppointmentFault::OffStep => "OffStep",
            AppointmentFault::DoctorAway => "DoctorAway",
            AppointmentFault::DoctorTwice => "DoctorTwice",
            AppointmentFault::SkillMissing => "SkillMissing",
            AppointmentFault::DeviceMissing => "DeviceMissing",
            AppointmentFault::WrongDevice => "WrongDevice",
            AppointmentFault::DeviceOut => "DeviceOut",
            AppointmentFault::DeviceTwice => "DeviceTwice",
        }
    }
}

/// What a plan breaks and costs.
#[derive(Clone, Debug, PartialEq)]
pub struct AppointmentScore {
    /// Request and rule; of two that overlap the later request.
    pub faults: Vec<(usize, AppointmentFault)>,
    pub resources: f64,
    pub waiting: f64,
    pub refused: f64,
}

impl AppointmentScore {
    pub fn is_feasible(&self) -> bool {
        self.faults.is_empty()
    }

    pub fn cost(&self) -> f64 {
        self.resources + self.waiting + self.refused
    }
}

/// Judges a plan of this problem; requests that it lacks count as refused.
pub fn check(problem: &AppointmentProblem, plan: &AppointmentPlan) -> AppointmentScore {
    let mut score = AppointmentScore { faults: Vec::new(), resources: 0.0, waiting: 0.0, refused: 0.0 };
    let span = |request: usize, at: Appointment| Span { from: at.start, to: at.start + problem.requests[request].mins };
    let mut before: Vec<(Span, Appointment)> = Vec::new();
    for (request, asked) in problem.requests.iter().enumerate() {
        let Some(at) = plan.appointments.get(request).copied().flatten() else {
            score.refused += asked.refusal_cost;
            continue;
        };
        let mine = span(request, at);
        let mut note = |is_broken: bool, fault| {
            if is_broken {
                score.faults.push((request, fault));
            }
        };
        let doctor = &problem.doctors[at.doctor];
        note(!asked.within.contains(mine), AppointmentFault::OutsideWindow);
        note(at.start % problem.step_mins != 0, AppointmentFault::OffStep);
        note(!doctor.hours.iter().any(|hours| hours.contains(mine)), AppointmentFault::DoctorAway);
        note(asked.skill.as_ref().is_some_and(|skill| !doctor.skills.contains(skill)), AppointmentFault::SkillMissing);
        note(asked.device_kind.is_some() && at.device.is_none(), AppointmentFault::DeviceMissing);
        if let Some(device) = at.device.map(|device| &problem.devices[device]) {
            note(asked.device_kind.as_ref() != Some(&device.kind), AppointmentFault::WrongDevice);
            let is_open = device.hours.iter().any(|hours| hours.contains(mine));
            note(!is_open || device.out.iter().any(|out| out.overlaps(mine)), AppointmentFault::DeviceOut);
        }
        let meets =
            |same: &dyn Fn(&Appointment) -> bool| before.iter().any(|(other, who)| other.overlaps(mine) && same(who));
        note(meets(&|other| other.doctor == at.doctor), AppointmentFault::DoctorTwice);
        note(at.device.is_some() && meets(&|other| other.device == at.device), AppointmentFault::DeviceTwice);
        before.push((mine, at));
        let column = at.device.unwrap_or(problem.devices.len());
        score.resources += problem.costs[at.doctor][column];
        score.waiting += f64::from(at.start.saturating_sub(asked.within.from)) / 60.0 * asked.wait_cost_per_hour;
    }
    score
}
