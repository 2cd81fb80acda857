//! What happened to a published plan: somebody is ill, a theatre is closed, a patient is urgent; and what has to stay.

/// Something that befalls a hospital plan. Days are those of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HospitalChange {
    NurseIll {
        nurse: usize,
        days: Vec<usize>,
    },
    TheatreClosed {
        theatre: usize,
        days: Vec<usize>,
    },
    SurgeonAway {
        surgeon: usize,
        days: Vec<usize>,
    },
    /// To be admitted no later than that day, optional before or not.
    PatientUrgent {
        patient: usize,
        by_day: usize,
    },
    /// Stays where the published plan has the patient.
    Pin {
        patient: usize,
    },
}

/// Something that befalls a staff roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RosterChange {
    EmployeeIll {
        employee: usize,
        days: Vec<usize>,
    },
    /// What the published roster has there stays.
    Pin {
        employee: usize,
        days: Vec<usize>,
    },
}

/// Changes, and the day from which something can still be done about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes<C> {
    /// What is before this day is past and stays.
    pub today: usize,
    pub changes: Vec<C>,
}
