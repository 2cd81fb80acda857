//! Whether everybody who must be admitted can be: every plan is looked at by depth-first search, the patient with the
//! fewest places first, until one is found, none is left, or the search has gone on for too long.

use crate::base::{Cancelled, Progress};
use crate::domain::schedule::hospital::{Admission, HospitalPlan, HospitalProblem, RoomGender};

use super::Answer;
use super::energy::{Due, is_short, least_overlap};

/// What is still free.
struct Left<'a> {
    problem: &'a HospitalProblem,
    /// Who must be admitted.
    must: Vec<usize>,
    theatre: Vec<Vec<i64>>,
    surgeon: Vec<Vec<i64>>,
    /// By room, then day: beds, and people of each gender.
    beds: Vec<Vec<i64>>,
    genders: Vec<Vec<[u32; 2]>>,
    /// Days on which somebody is on duty in every shift.
    is_staffed: Vec<bool>,
    place: Vec<Option<Admission>>,
    looks: u64,
}

/// Looks for a plan for all mandatory patients, at no more than `most_looks` partial plans.
///
/// # Errors
/// Cancelled.
pub fn place_all(
    problem: &HospitalProblem,
    most_looks: u64,
    progress: &Progress,
) -> Result<Answer<HospitalPlan>, Cancelled> {
    let mut left = Left::new(problem, most_looks);
    if !left.lay_occupants() || left.is_short_of_anything() {
        return Ok(Answer::None);
    }
    let must = left.must.clone();
    Ok(match left.search(&must, progress)? {
        Answer::Plan(()) => Answer::Plan(left.plan()),
        Answer::None => Answer::None,
        Answer::Unknown => Answer::Unknown,
    })
}

fn gender(of: RoomGender) -> usize {
    usize::from(of == RoomGender::B)
}

impl<'a> Left<'a> {
    fn new(problem: &'a HospitalProblem, looks: u64) -> Left<'a> {
        let mins = |of: &[crate::domain::schedule::hospital::Availability]| -> Vec<Vec<i64>> {
            of.iter().map(|one| one.mins_by_day.iter().map(|mins| i64::from(*mins)).collect()).collect()
        };
        let a_day = problem.shift_names.len();
        let mut on_duty = vec![false; problem.shifts()];
        for (shift, _) in problem.nurses.iter().flat_map(|nurse| &nurse.shifts) {
            if let Some(found) = on_duty.get_mut(*shift) {
                *found = true;
            }
        }
        Left {
            problem,
            must: (0..problem.patients.len()).filter(|patient| problem.patients[*patient].is_mandatory()).collect(),
            theatre: mins(&problem.theatres),
            surgeon: mins(&problem.surgeons),
            beds: problem.rooms.iter().map(|room| vec![room.beds as i64; problem.days]).collect(),
            genders: vec![vec![[0; 2]; problem.days]; problem.rooms.len()],
            is_staffed: on_duty.chunks(a_day.max(1)).map(|shifts| shifts.iter().all(|found| *found)).collect(),
            place: vec![None; problem.patients.len()],
            looks,
        }
    }

    /// Puts the occupants in their rooms; whether they may lie there.
    fn lay_occupants(&mut self) -> bool {
        let mut is_right = true;
        for occupant in &self.problem.occupants {
            for day in 0..occupant.stay.days.min(self.problem.days) {
                self.beds[occupant.room][day] -= 1;
                self.genders[occupant.room][day][gender(occupant.stay.gender)] += 1;
                let [a, b] = self.genders[occupant.room][day];
                is_right &= self.beds[occupant.room][day] >= 0 && (a == 0 || b == 0) && self.is_staffed[day];
            }
        }
        is_right
    }

    fn window(&self, patient: usize) -> (usize, usize) {
        let one = &self.problem.patients[patient];
        let last = self.problem.days.saturating_sub(1);
        (one.release_day, one.due_day.unwrap_or(last).min(last))
    }

    fn due(&self, patients: &[usize], is_of: impl Fn(usize) -> bool) -> Vec<Due> {
        let due = |patient: &usize| {
            let (first, last) = self.window(*patient);
            Due { first, last, amount: self.problem.patients[*patient].surgery_mins.into() }
        };
        patients.iter().filter(|patient| is_of(**patient)).map(due).collect()
    }

    /// Sums over stretches of days, of everybody not placed yet.
    fn lacks_mins(&self, patients: &[usize], surgeons: impl Iterator<Item = usize>) -> bool {
        let all = (0..self.problem.days).map(|day| self.theatre.iter().map(|mins| mins[day]).sum());
        if is_short(&self.due(patients, |_| true), &all.collect::<Vec<i64>>()) {
            return true;
        }
        let mut surgeons = surgeons;
        surgeons.any(|surgeon| {
            let is_of = |patient: usize| self.problem.patients[patient].surgeon == surgeon;
            is_short(&self.due(patients, is_of), &self.surgeon[surgeon])
        })
    }

    fn is_short_of_anything(&self) -> bool {
        self.lacks_mins(&self.must, 0..self.problem.surgeons.len()) || self.lacks_beds()
    }

    fn lacks_beds(&self) -> bool {
        let days = self.problem.days;
        let stays: Vec<((usize, usize), usize)> =
            self.must.iter().map(|one| (self.window(*one), self.problem.patients[*one].stay.days)).collect();
        (0..days).any(|from| {
            (from..days).any(|to| {
                let free: i64 = self.beds.iter().flat_map(|beds| &beds[from..=to]).sum();
                let asked: i64 = stays.iter().map(|(window, length)| least_overlap(*window, *length, (from, to))).sum();
                asked > free
            })
        })
    }

    fn search(&mut self, open: &[usize], progress: &Progress) -> Result<Answer<()>, Cancelled> {
        progress.tick(0)?;
        let fewest = open.iter().map(|patient| (self.count_places(*patient), *patient)).min();
        let Some((count, patient)) = fewest else { return Ok(Answer::Plan(())) };
        if count == 0 {
            return Ok(Answer::None);
        }
        let rest: Vec<usize> = open.iter().copied().filter(|other| *other != patient).collect();
        let mut is_known = true;
        for at in self.places(patient) {
            if self.looks == 0 {
                return Ok(Answer::Unknown);
            }
            self.looks -= 1;
            self.put(patient, at, 1);
            let surgeon = self.problem.patients[patient].surgeon;
            let found = match self.lacks_mins(&rest, std::iter::once(surgeon)) {
                true => Answer::None,
                false => self.search(&rest, progress)?,
            };
            match found {
                Answer::Plan(()) => return Ok(found),
                Answer::None => {}
                Answer::Unknown => is_known = false,
            }
            self.put(patient, at, -1);
        }
        Ok(if is_known { Answer::None } else { Answer::Unknown })
    }

    /// Days on which the patient can be operated at all.
    fn days_of(&self, patient: usize) -> impl Iterator<Item = usize> {
        let one = &self.problem.patients[patient];
        let (first, last) = self.window(patient);
        let mins = i64::from(one.surgery_mins);
        (first..=last).filter(move |day| {
            self.surgeon[one.surgeon][*day] >= mins && self.theatre.iter().any(|theatre| theatre[*day] >= mins)
        })
    }

    fn has_bed(&self, patient: usize, day: usize, room: usize) -> bool {
        let one = &self.problem.patients[patient];
        let other = 1 - gender(one.stay.gender);
        !one.incompatible_rooms.contains(&room)
            && (day..(day + one.stay.days).min(self.problem.days))
                .all(|day| self.beds[room][day] > 0 && self.genders[room][day][other] == 0 && self.is_staffed[day])
    }

    /// Days and rooms; theatres are not counted.
    fn count_places(&self, patient: usize) -> usize {
        let rooms = |day: usize| (0..self.beds.len()).filter(|room| self.has_bed(patient, day, *room)).count();
        self.days_of(patient).map(rooms).sum()
    }

    /// Every place that is free now; of theatres with the same minutes left on a day one stands for all.
    fn places(&self, patient: usize) -> Vec<Admission> {
        let mins = i64::from(self.problem.patients[patient].surgery_mins);
        let mut found = Vec::new();
        for day in self.days_of(patient) {
            let left = |theatre: usize| self.theatre[theatre][day];
            let is_first = |theatre: &usize| !(0..*theatre).any(|other| left(other) == left(*theatre));
            let theatres: Vec<usize> =
                (0..self.theatre.len()).filter(|theatre| left(*theatre) >= mins).filter(is_first).collect();
            for room in (0..self.beds.len()).filter(|room| self.has_bed(patient, day, *room)) {
                found.extend(theatres.iter().map(|theatre| Admission { day, room, theatre: *theatre }));
            }
        }
        found
    }

    /// Takes a place, or with -1 gives it back.
    fn put(&mut self, patient: usize, at: Admission, sign: i64) {
        let one = &self.problem.patients[patient];
        let mins = sign * i64::from(one.surgery_mins);
        self.theatre[at.theatre][at.day] -= mins;
        self.surgeon[one.surgeon][at.day] -= mins;
        for day in at.day..(at.day + one.stay.days).min(self.problem.days) {
            self.beds[at.room][day] -= sign;
            let count = &mut self.genders[at.room][day][gender(one.stay.gender)];
            *count = count.saturating_add_signed(sign as i32);
        }
        self.place[patient] = (sign > 0).then_some(at);
    }

    /// Those admitted, with a nurse on duty wherever there is one.
    fn plan(&self) -> HospitalPlan {
        let on_duty =
            |shift: usize| self.problem.nurses.iter().position(|nurse| nurse.shifts.iter().any(|(at, _)| *at == shift));
        let nurses: Vec<Option<usize>> = (0..self.problem.shifts()).map(on_duty).collect();
        HospitalPlan { admissions: self.place.clone(), nurse_of: vec![nurses; self.problem.rooms.len()] }
    }
}
