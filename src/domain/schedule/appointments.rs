//! Devices and appointments: who is seen when, by which doctor, with which device. Times are whole minutes from the midnight
//! before the first day.

/// From a minute on, up to but not including another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: u32,
    pub to: u32,
}

impl Span {
    pub fn contains(self, other: Span) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    pub fn overlaps(self, other: Span) -> bool {
        self.from < other.to && other.from < self.to
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doctor {
    pub id: String,
    pub skills: Vec<String>,
    /// Working hours.
    pub hours: Vec<Span>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookableDevice {
    pub id: String,
    pub kind: String,
    pub hours: Vec<Span>,
    /// Service and failures.
    pub out: Vec<Span>,
}

/// Somebody who asks for an appointment.
#[derive(Clone, Debug, PartialEq)]
pub struct AppointmentRequest {
    pub id: String,
    pub mins: u32,
    /// Kind of the device that is needed, if any.
    pub device_kind: Option<String>,
    pub skill: Option<String>,
    /// Not before the first, over by the second.
    pub within: Span,
    pub wait_cost_per_hour: f64,
    /// Of no appointment.
    pub refusal_cost: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AppointmentProblem {
    /// Appointments begin at multiples of it.
    pub step_mins: u32,
    pub doctors: Vec<Doctor>,
    pub devices: Vec<BookableDevice>,
    pub requests: Vec<AppointmentRequest>,
    /// By doctor, then by device and, last, without one: what an appointment costs.
    pub costs: Vec<Vec<f64>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub start: u32,
    pub doctor: usize,
    pub device: Option<usize>,
}

/// By request; nothing: refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppointmentPlan {
    pub appointments: Vec<Option<Appointment>>,
}
