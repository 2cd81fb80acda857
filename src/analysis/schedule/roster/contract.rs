//! What an employee may work, laid out for the dynamic programme: minutes in whole units, shifts that are alike to the rules
//! in groups, and the states that a row of days can be in.

use crate::domain::schedule::roster::{Employee, RosterProblem};

/// Shifts of one length, after which and before which the same may be worked, so that on any day the cheapest stands for all.
#[derive(Clone, Debug)]
pub struct Group {
    pub units: usize,
    /// What may follow: see [`Contract::classes`].
    pub class: usize,
    /// By class: whether this may be worked the day after.
    pub after: Vec<bool>,
    pub shifts: Vec<usize>,
}

/// How long somebody has been on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Days off in a row, at most as many as the contract asks for.
    Off { days: usize },
    /// Days on in a row; `free` where the run began with the horizon, so that it may be short.
    On { days: usize, free: bool, class: usize },
}

#[derive(Clone, Debug)]
pub struct Contract {
    pub groups: Vec<Group>,
    /// Numbers of different sets of shifts that cannot follow.
    pub classes: usize,
    pub class_of: Vec<usize>,
    /// By shift, in units.
    pub units: Vec<usize>,
    pub max_run: usize,
    pub min_run: usize,
    pub min_rest: usize,
    pub max_weekends: usize,
    pub min_units: usize,
    pub max_units: usize,
    /// By shift.
    pub max_shifts: Vec<usize>,
    pub leave: Vec<bool>,
}

impl Contract {
    pub fn new(problem: &RosterProblem, one: &Employee) -> Contract {
        let unit = problem.shifts.iter().map(|shift| shift.mins as usize).fold(0, greatest_divisor).max(1);
        let (class_of, classes) = classes(problem);
        let units: Vec<usize> = problem.shifts.iter().map(|shift| shift.mins as usize / unit).collect();
        let mut leave = vec![false; problem.days];
        one.leave.iter().for_each(|day| leave[*day] = true);
        let min_run = (one.min_run as usize).clamp(1, problem.days + 1);
        Contract {
            groups: groups(problem, one, &class_of, classes, &units),
            classes,
            class_of,
            units,
            max_run: (one.max_run as usize).min(problem.days),
            min_run,
            min_rest: (one.min_rest as usize).clamp(1, problem.days + 1),
            max_weekends: (one.max_weekends as usize).min(problem.days / 7 + 1),
            min_units: (one.min_mins as usize).div_ceil(unit),
            max_units: one.max_mins as usize / unit,
            max_shifts: one.max_shifts.iter().map(|most| (*most as usize).min(problem.days)).collect(),
            leave,
        }
    }

    /// Number of phases; see [`Contract::place_of`].
    pub fn phases(&self) -> usize {
        self.min_rest + self.classes * (self.max_run + self.min_run - 1)
    }

    /// Where a phase stands among all.
    pub fn place_of(&self, phase: Phase) -> usize {
        match phase {
            Phase::Off { days } => days.clamp(1, self.min_rest) - 1,
            Phase::On { days, free, class } => {
                let run = if free && days < self.min_run { self.max_run + days - 1 } else { days - 1 };
                self.min_rest + run * self.classes + class
            }
        }
    }

    /// The phase at a place.
    pub fn phase_at(&self, place: usize) -> Phase {
        match place.checked_sub(self.min_rest) {
            None => Phase::Off { days: place + 1 },
            Some(on) => {
                let (run, class) = (on / self.classes, on % self.classes);
                let free = run >= self.max_run;
                Phase::On { days: if free { run - self.max_run + 1 } else { run + 1 }, free, class }
            }
        }
    }

    /// A day off after a phase, where that may be; `None` stands for the day before the horizon.
    pub fn rest(&self, before: Option<Phase>) -> Option<Phase> {
        match before {
            None => Some(Phase::Off { days: self.min_rest }),
            Some(Phase::Off { days }) => Some(Phase::Off { days: (days + 1).min(self.min_rest) }),
            Some(Phase::On { days, free, .. }) => (free || days >= self.min_run).then_some(Phase::Off { days: 1 }),
        }
    }

    /// A day on after a phase, where run and rest allow it; whether the shift may follow is not looked at.
    pub fn work(&self, before: Option<Phase>, class: usize) -> Option<Phase> {
        let (days, free) = match before {
            None => (1, true),
            Some(Phase::Off { days }) if days >= self.min_rest => (1, false),
            Some(Phase::Off { .. }) => return None,
            Some(Phase::On { days, free, .. }) => (days + 1, free),
        };
        (days <= self.max_run).then_some(Phase::On { days, free: free && days < self.min_run, class })
    }

    /// Whether a shift may be worked the day after one of that class.
    pub fn may_follow(&self, class: usize, shift: usize) -> bool {
        self.groups.iter().find(|group| group.shifts.contains(&shift)).is_none_or(|group| group.after[class])
    }

    /// Whether a whole row keeps the contract.
    pub fn keeps(&self, cells: &[Option<u16>]) -> bool {
        let mut phase = None;
        let mut worked = vec![0; self.units.len()];
        for (day, cell) in cells.iter().enumerate() {
            let next = match cell.map(usize::from) {
                None => self.rest(phase),
                Some(shift) => {
                    worked[shift] += 1;
                    let follows = match phase {
                        Some(Phase::On { class, .. }) => self.may_follow(class, shift),
                        Some(Phase::Off { .. }) | None => true,
                    };
                    self.work(phase, self.class_of[shift]).filter(|_| follows && !self.leave[day])
                }
            };
            if next.is_none() {
                return false;
            }
            phase = next;
        }
        let units: usize = worked.iter().zip(&self.units).map(|(times, units)| times * units).sum();
        let weekends = cells.chunks_exact(7).filter(|week| week[5].is_some() || week[6].is_some()).count();
        worked.iter().zip(&self.max_shifts).all(|(times, most)| times <= most)
            && (self.min_units..=self.max_units).contains(&units)
            && weekends <= self.max_weekends
    }

    /// The phase at the end of the first `days` of a row.
    pub fn phase_after(&self, cells: &[Option<u16>], days: usize) -> Option<Phase> {
        let last = *cells.get(days.checked_sub(1)?)?;
        let run = cells[..days].iter().rev().take_while(|cell| cell.is_some() == last.is_some()).count();
        let from_start = run == days;
        Some(match last {
            None => Phase::Off { days: if from_start { self.min_rest } else { run.min(self.min_rest) } },
            Some(shift) => {
                let class = self.class_of[usize::from(shift)];
                Phase::On { days: run, free: from_start && run < self.min_run, class }
            }
        })
    }

    /// Whether the row from `day` on may follow a phase: the run that crosses over is neither too long nor too short.
    pub fn goes_on(
        &self,
        phase: Phase,
        cells: &[Option<u16>],
        day: usize,
        may_follow: impl Fn(usize, usize) -> bool,
    ) -> bool {
        let Some(next) = cells.get(day) else { return true };
        let run = cells[day..].iter().take_while(|cell| cell.is_some() == next.is_some()).count();
        let to_end = day + run == cells.len();
        match (phase, next) {
            (Phase::Off { days }, None) => to_end || days + run >= self.min_rest,
            (Phase::Off { days }, Some(_)) => days >= self.min_rest && (to_end || run >= self.min_run),
            (Phase::On { days, free, .. }, None) => (free || days >= self.min_run) && (to_end || run >= self.min_rest),
            (Phase::On { days, free, class }, Some(shift)) => {
                let whole = days + run;
                may_follow(class, usize::from(*shift))
                    && whole <= self.max_run
                    && (free || to_end || whole >= self.min_run)
            }
        }
    }
}

fn greatest_divisor(one: usize, other: usize) -> usize {
    if other == 0 { one } else { greatest_divisor(other, one % other) }
}

/// The class of each shift and the number of classes.
fn classes(problem: &RosterProblem) -> (Vec<usize>, usize) {
    let mut sets: Vec<Vec<usize>> = Vec::new();
    let mut class_of = Vec::new();
    for shift in &problem.shifts {
        let mut set = shift.not_before.clone();
        set.sort_unstable();
        set.dedup();
        let found = sets.iter().position(|other| *other == set).unwrap_or_else(|| {
            sets.push(set);
            sets.len() - 1
        });
        class_of.push(found);
    }
    let count = sets.len();
    (class_of, count)
}

fn groups(problem: &RosterProblem, one: &Employee, class_of: &[usize], classes: usize, units: &[usize]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for shift in (0..problem.shifts.len()).filter(|shift| one.max_shifts[*shift] > 0) {
        let mut after = vec![true; classes];
        for (before, kind) in problem.shifts.iter().enumerate() {
            after[class_of[before]] &= !kind.not_before.contains(&shift);
        }
        let alike = groups
            .iter_mut()
            .find(|group| group.units == units[shift] && group.class == class_of[shift] && group.after == after);
        match alike {
            Some(group) => group.shifts.push(shift),
            None => groups.push(Group { units: units[shift], class: class_of[shift], after, shifts: vec![shift] }),
        }
    }
    groups
}
