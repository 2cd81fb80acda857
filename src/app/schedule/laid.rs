//! A plan laid out for the screen: rows of spans over the days, and what the checker says, with the places of each rule.

use std::collections::BTreeSet;

use crate::analysis::schedule::{hospital, roster};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::grids::{gaps, waiting};
use super::places::{hospital_places, roster_places};
use super::sides::{Side, sides};
use super::uses::{DayUses, Uses, day_uses, uses};

/// What is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instance {
    Hospital(HospitalProblem),
    Roster(RosterProblem),
}

impl Instance {
    /// Whether day 0 may be that date: the weekends of a roster are counted from a Monday.
    pub fn takes_first_day(&self, day: crate::base::Date) -> bool {
        match self {
            Instance::Hospital(_) => true,
            Instance::Roster(_) => day.weekday() == 0,
        }
    }

    /// The problem where it is a hospital's.
    pub fn hospital(&self) -> Option<&HospitalProblem> {
        match self {
            Instance::Hospital(problem) => Some(problem),
            Instance::Roster(_) => None,
        }
    }

    /// The problem where it is a roster's.
    pub fn roster(&self) -> Option<&RosterProblem> {
        match self {
            Instance::Hospital(_) => None,
            Instance::Roster(problem) => Some(problem),
        }
    }

    pub fn days(&self) -> usize {
        match self {
            Instance::Hospital(problem) => problem.days,
            Instance::Roster(problem) => problem.days,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    Hospital(HospitalPlan),
    Roster(Roster),
}

/// Something of a plan that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    Surgery {
        patient: usize,
    },
    Stay {
        patient: usize,
    },
    Occupant(usize),
    NurseShift {
        room: usize,
        shift: usize,
    },
    Cell {
        employee: usize,
        day: usize,
    },
    /// A patient who is not admitted.
    Waiting {
        patient: usize,
    },
    /// A shift of a roster that wants more people.
    Gap {
        day: usize,
        shift: usize,
    },
    /// Somebody's appointment.
    Request(usize),
    /// Service or a failure of a device, by its place in the device's list.
    Out {
        device: usize,
        at: usize,
    },
}

/// A thing from one place of the time axis to another, in columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub from: f32,
    pub to: f32,
    pub text: String,
    pub thing: Thing,
}

/// A theatre, a bed, a room or an employee; spans in order and without overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct GridRow {
    pub label: String,
    /// Place of the theatre, room, employee or patient in the problem's list.
    pub of: usize,
    pub spans: Vec<Span>,
    /// From column to column: a theatre that is closed, somebody on leave.
    pub closed: Vec<(f32, f32)>,
}

/// How a plan is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GridKind {
    #[default]
    Theatres,
    Beds,
    Nurses,
    Roster,
    /// Patients who are not admitted, from the first to the last day on which they may come.
    Waiting,
    /// Shifts of a roster that want more people than they have.
    Gaps,
    /// Doctors and devices with their appointments.
    Appointments,
}

impl GridKind {
    pub const OF_HOSPITAL: [GridKind; 4] = [GridKind::Theatres, GridKind::Beds, GridKind::Nurses, GridKind::Waiting];
    pub const OF_ROSTER: [GridKind; 2] = [GridKind::Roster, GridKind::Gaps];

    /// Stable: texts `schedule-grid-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            GridKind::Theatres => "theatres",
            GridKind::Beds => "beds",
            GridKind::Nurses => "nurses",
            GridKind::Roster => "roster",
            GridKind::Waiting => "waiting",
            GridKind::Gaps => "gaps",
            GridKind::Appointments => "appointments",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    pub kind: GridKind,
    /// Columns that make a day.
    pub a_day: usize,
    /// Where columns are hours: the hour of the first column of each day.
    pub first_hour: Option<usize>,
    pub days: usize,
    pub rows: Vec<GridRow>,
}

/// A rule, how often it is broken or met, and what that costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// Text `schedule-rule-<id>`.
    pub id: &'static str,
    pub is_hard: bool,
    pub units: u64,
    /// Cost of a unit, where there is one price.
    pub weight: Option<u64>,
    pub cost: u64,
    pub places: BTreeSet<Thing>,
}

/// A plan with all that is drawn of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    pub plan: Plan,
    pub is_feasible: bool,
    pub cost: u64,
    pub rules: Vec<RuleLine>,
    pub grids: Vec<Grid>,
    /// Patients who are not admitted; of a roster shifts of a day that want more people.
    pub waiting: usize,
    /// How much of what there is is used.
    pub uses: Vec<Uses>,
    /// The same by day.
    pub day_uses: Vec<DayUses>,
    /// The cost by person, by room, by day and what else there is.
    pub sides: Vec<Side>,
}

/// Lays out a plan; one that does not belong to the instance gives nothing.
pub fn lay(instance: &Instance, plan: Plan) -> Option<Laid> {
    match (instance, &plan) {
        (Instance::Hospital(problem), Plan::Hospital(hospital)) => {
            let score = hospital::check(problem, hospital);
            let grids = vec![
                theatres(problem, hospital),
                beds(problem, hospital),
                nurses(problem, hospital),
                waiting(problem, hospital),
            ];
            Some(Laid {
                is_feasible: score.is_feasible(),
                cost: score.cost(),
                rules: hospital_places(problem, hospital, &score),
                grids,
                waiting: hospital.admissions.iter().filter(|admission| admission.is_none()).count(),
                sides: sides(instance, &plan),
                uses: uses(instance, &plan),
                day_uses: day_uses(instance, &plan),
                plan,
            })
        }
        (Instance::Roster(problem), Plan::Roster(roster)) => {
            let score = roster::check(problem, roster);
            let gaps = gaps(problem, roster);
            let waiting = gaps.rows.iter().map(|row| row.spans.len()).sum();
            Some(Laid {
                is_feasible: score.is_feasible(),
                cost: score.cost(),
                rules: roster_places(problem, roster, &score),
                grids: vec![roster_grid(problem, roster), gaps],
                waiting,
                sides: sides(instance, &plan),
                uses: uses(instance, &plan),
                day_uses: day_uses(instance, &plan),
                plan,
            })
        }
        (Instance::Hospital(_), Plan::Roster(_)) | (Instance::Roster(_), Plan::Hospital(_)) => None,
    }
}

/// Surgery of a day one after the other, as wide as its share of the longest opening.
fn theatres(problem: &HospitalProblem, plan: &HospitalPlan) -> Grid {
    let longest = problem.theatres.iter().flat_map(|theatre| &theatre.mins_by_day).copied().max().unwrap_or(0).max(1);
    let row = |(of, theatre): (usize, &crate::domain::schedule::hospital::Availability)| GridRow {
        label: theatre.id.clone(),
        of,
        spans: Vec::new(),
        closed: closed_of(&theatre.mins_by_day, longest),
    };
    let mut rows: Vec<GridRow> = problem.theatres.iter().enumerate().map(row).collect();
    let mut used = vec![0_u32; problem.theatres.len() * problem.days];
    for (patient, (one, admission)) in problem.patients.iter().zip(&plan.admissions).enumerate() {
        let Some(at) = admission.filter(|at| at.day < problem.days) else { continue };
        let used = &mut used[at.theatre * problem.days + at.day];
        let place = |mins: u32| at.day as f32 + (mins as f32 / longest as f32).min(1.0);
        let span = Span {
            from: place(*used),
            to: place(*used + one.surgery_mins),
            text: one.id.clone(),
            thing: Thing::Surgery { patient },
        };
        *used += one.surgery_mins;
        rows[at.theatre].spans.push(span);
    }
    rows.iter_mut().for_each(|row| row.spans.sort_by(|one, other| one.from.total_cmp(&other.from)));
    Grid { kind: GridKind::Theatres, a_day: 1, first_hour: None, days: problem.days, rows }
}

/// What is left of each day behind the minutes that a theatre is open.
fn closed_of(mins_by_day: &[u32], longest: u32) -> Vec<(f32, f32)> {
    let short = mins_by_day.iter().enumerate().filter(|(_, mins)| **mins < longest);
    short.map(|(day, mins)| (day as f32 + *mins as f32 / longest as f32, day as f32 + 1.0)).collect()
}

/// Every stay in the first bed of its room that is free; beds beyond those of the room where it is overfull.
fn beds(problem: &HospitalProblem, plan: &HospitalPlan) -> Grid {
    let mut stays: Vec<(usize, usize, usize, String, Thing)> = Vec::new();
    for (at, one) in problem.occupants.iter().enumerate() {
        stays.push((one.room, 0, one.stay.days, one.id.clone(), Thing::Occupant(at)));
    }
    for (patient, (one, admission)) in problem.patients.iter().zip(&plan.admissions).enumerate() {
        if let Some(at) = admission {
            stays.push((at.room, at.day, at.day + one.stay.days, one.id.clone(), Thing::Stay { patient }));
        }
    }
    stays.sort_by_key(|(room, first, ..)| (*room, *first));
    let first = |(of, room): (usize, &crate::domain::schedule::hospital::Room)| vec![empty_bed((of, &room.id), 0)];
    let mut rooms: Vec<Vec<GridRow>> = problem.rooms.iter().enumerate().map(first).collect();
    for (room, beds) in rooms.iter_mut().enumerate() {
        (1..problem.rooms[room].beds).for_each(|bed| beds.push(empty_bed((room, &problem.rooms[room].id), bed)));
    }
    for (room, first, end, text, thing) in stays {
        let of = &mut rooms[room];
        let is_free = |bed: &GridRow| bed.spans.last().is_none_or(|span| span.to <= first as f32);
        let bed = of.iter().position(is_free).unwrap_or_else(|| {
            of.push(empty_bed((room, &problem.rooms[room].id), of.len()));
            of.len() - 1
        });
        let to = end.min(problem.days) as f32;
        of[bed].spans.push(Span { from: first as f32, to, text, thing });
    }
    Grid {
        kind: GridKind::Beds,
        a_day: 1,
        first_hour: None,
        days: problem.days,
        rows: rooms.into_iter().flatten().collect(),
    }
}

fn empty_bed((of, room): (usize, &str), bed: usize) -> GridRow {
    GridRow { label: format!("{room} · {}", bed + 1), of, spans: Vec::new(), closed: Vec::new() }
}

/// Who looks after a room in each shift; rooms without people have nobody to be looked after.
fn nurses(problem: &HospitalProblem, plan: &HospitalPlan) -> Grid {
    let a_day = problem.shift_names.len();
    let row = |room: usize| {
        let days = (0..problem.days).filter(|day| !hospital::people_in(problem, plan, room, *day).is_empty());
        let shifts = days.flat_map(|day| day * a_day..(day + 1) * a_day);
        let span = |shift: usize| Span {
            from: shift as f32,
            to: shift as f32 + 1.0,
            text: plan.nurse_of[room][shift].map_or_else(String::new, |nurse| problem.nurses[nurse].id.clone()),
            thing: Thing::NurseShift { room, shift },
        };
        GridRow {
            label: problem.rooms[room].id.clone(),
            of: room,
            spans: shifts.map(span).collect(),
            closed: Vec::new(),
        }
    };
    Grid {
        kind: GridKind::Nurses,
        a_day,
        first_hour: None,
        days: problem.days,
        rows: (0..problem.rooms.len()).map(row).collect(),
    }
}

fn roster_grid(problem: &RosterProblem, roster: &Roster) -> Grid {
    let row = |(employee, one): (usize, &crate::domain::schedule::roster::Employee)| {
        let cells = roster.cells.get(employee).map(Vec::as_slice).unwrap_or_default();
        let worked = cells.iter().enumerate().filter_map(|(day, cell)| Some((day, (*cell)?)));
        let span = |(day, shift): (usize, usize)| Span {
            from: day as f32,
            to: day as f32 + 1.0,
            text: problem.shifts[shift].id.clone(),
            thing: Thing::Cell { employee, day },
        };
        let closed = one.leave.iter().map(|day| (*day as f32, *day as f32 + 1.0)).collect();
        GridRow { label: one.id.clone(), of: employee, spans: worked.map(span).collect(), closed }
    };
    Grid {
        kind: GridKind::Roster,
        a_day: 1,
        first_hour: None,
        days: problem.days,
        rows: problem.staff.iter().enumerate().map(row).collect(),
    }
}
