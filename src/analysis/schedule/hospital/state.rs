//! A plan under search with counters for everything that costs, so that a change is priced by what it touches alone.
//!
//! Rooms, theatres and surgeons are never overfull and genders never mixed: a change that would break such a rule is not
//! made. The one hard rule that may be broken meanwhile is that mandatory patients are admitted; it has a high price.

use crate::domain::schedule::hospital::{Admission, HospitalPlan};

use super::model::{Model, Person};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    pub day: u16,
    pub room: u16,
    pub theatre: u16,
}

pub struct State<'a> {
    pub m: &'a Model,
    /// Weighted, with the price of mandatory patients who wait.
    pub cost: i64,
    /// By patient.
    pub place: Vec<Option<Placement>>,
    /// Patients who are not admitted, in no order, and where each stands there.
    pub waiting: Vec<u16>,
    waiting_at: Vec<u16>,
    pub mandatory_waiting: usize,
    /// By room, then shift.
    pub nurse: Vec<u16>,
    /// By room and day: who is there; `count` says how many of the slots are filled.
    in_room: Vec<u16>,
    count: Vec<u16>,
    of_gender: Vec<[u16; 2]>,
    /// By room, day and age group.
    of_age: Vec<u16>,
    theatre_used: Vec<i32>,
    /// By theatre, then day: patients operated there.
    operated: Vec<Vec<u16>>,
    surgeon_used: Vec<i32>,
    /// By surgeon, day and theatre: how many.
    surgeon_in: Vec<u16>,
    /// By shift, then nurse: workload above (below: negative) what she may have.
    over: Vec<i32>,
    /// By person, then nurse: shifts in which she cares for the person.
    seen: Vec<u16>,
    /// By room, then shift.
    room_work: Vec<i32>,
    mark: Vec<u64>,
    stamp: u64,
}

impl<'a> State<'a> {
    /// Nobody admitted but the occupants; the nurses as given, by room and shift.
    pub fn new(m: &'a Model, nurse: Vec<u16>) -> State<'a> {
        let patients = m.patients.len();
        let mut state = State {
            m,
            cost: 0,
            place: vec![None; patients],
            waiting: (0..patients as u16).collect(),
            waiting_at: (0..patients as u16).collect(),
            mandatory_waiting: m.patients.iter().filter(|patient| patient.mandatory).count(),
            nurse,
            in_room: vec![0; m.rooms * m.days * m.slots],
            count: vec![0; m.rooms * m.days],
            of_gender: vec![[0; 2]; m.rooms * m.days],
            of_age: vec![0; m.rooms * m.days * m.ages],
            theatre_used: vec![0; m.theatres * m.days],
            operated: vec![Vec::new(); m.theatres * m.days],
            surgeon_used: vec![0; m.surgeons * m.days],
            surgeon_in: vec![0; m.surgeons * m.days * m.theatres],
            over: m.max_load.iter().map(|load| -load).collect(),
            seen: vec![0; m.people.len() * m.nurses],
            room_work: vec![0; m.rooms * m.shifts],
            mark: vec![0; m.nurses],
            stamp: 0,
        };
        for (occupant, room) in m.occupant_rooms.iter().enumerate() {
            state.cost += state.lay(occupant, 0, *room);
        }
        let waiting = m.patients.iter().map(|patient| if patient.mandatory { m.w.mandatory } else { m.w.optional });
        state.cost += waiting.sum::<i64>();
        state.cost += (0..patients).map(|patient| state.disturbance(patient, None)).sum::<i64>();
        state.cost += state.nurses_disturbance();
        state
    }

    /// What it costs that a patient's place is not the published one.
    fn disturbance(&self, patient: usize, at: Option<Placement>) -> i64 {
        self.m.keep.as_ref().map_or(0, |keep| keep.of_patient(patient, at))
    }

    /// The same of a nurse in a room's shift.
    fn nurse_disturbance(&self, at: usize, nurse: usize) -> i64 {
        self.m.keep.as_ref().map_or(0, |keep| keep.of_nurse(at, nurse as u16))
    }

    fn nurses_disturbance(&self) -> i64 {
        self.nurse.iter().enumerate().map(|(at, nurse)| self.nurse_disturbance(at, usize::from(*nurse))).sum()
    }

    pub fn is_feasible(&self) -> bool {
        self.mandatory_waiting == 0
    }

    pub fn people_in(&self, room: usize, day: usize) -> &[u16] {
        let at = room * self.m.days + day;
        &self.in_room[at * self.m.slots..at * self.m.slots + usize::from(self.count[at])]
    }

    pub fn operated(&self, theatre: usize, day: usize) -> &[u16] {
        &self.operated[theatre * self.m.days + day]
    }

    fn age_span(&self, at: usize) -> i64 {
        let of_age = &self.of_age[at * self.m.ages..(at + 1) * self.m.ages];
        let youngest = of_age.iter().position(|count| *count > 0);
        let oldest = of_age.iter().rposition(|count| *count > 0);
        oldest.zip(youngest).map_or(0, |(oldest, youngest)| (oldest - youngest) as i64)
    }

    /// Puts a person into a room; what that costs in age mix and nursing.
    fn lay(&mut self, who: usize, first: usize, room: usize) -> i64 {
        let m = self.m;
        let person = &m.people[who];
        let mut spans = 0;
        for day in m.lies(person, first) {
            let at = room * m.days + day;
            spans -= self.age_span(at);
            self.in_room[at * m.slots + usize::from(self.count[at])] = who as u16;
            self.count[at] += 1;
            self.of_gender[at][person.gender] += 1;
            self.of_age[at * m.ages + person.age] += 1;
            spans += self.age_span(at);
        }
        m.w.age * spans + self.nurse_person(who, person, first, room)
    }

    /// The reverse of [`State::lay`].
    fn lift(&mut self, who: usize, first: usize, room: usize) -> i64 {
        let m = self.m;
        let person = &m.people[who];
        let mut spans = 0;
        for day in m.lies(person, first) {
            let at = room * m.days + day;
            spans -= self.age_span(at);
            self.count[at] -= 1;
            let here = &mut self.in_room[at * m.slots..=at * m.slots + usize::from(self.count[at])];
            if let Some(found) = here.iter().position(|other| usize::from(*other) == who) {
                let last = here.len() - 1;
                here.swap(found, last);
            }
            self.of_gender[at][person.gender] -= 1;
            self.of_age[at * m.ages + person.age] -= 1;
            spans += self.age_span(at);
        }
        m.w.age * spans + self.unnurse_person(who, person, first, room)
    }

    fn nurse_person(&mut self, who: usize, person: &Person, first: usize, room: usize) -> i64 {
        self.change_nursing::<1>(who, person, first, room)
    }

    fn unnurse_person(&mut self, who: usize, person: &Person, first: usize, room: usize) -> i64 {
        self.change_nursing::<-1>(who, person, first, room)
    }

    /// Adds (1) or takes away (-1) a person's care of every shift; the change of cost.
    fn change_nursing<const SIGN: i32>(&mut self, who: usize, person: &Person, first: usize, room: usize) -> i64 {
        let m = self.m;
        let (mut lacking, mut excess, mut fresh) = (0, 0, 0);
        let start = first * m.a_day;
        for shift in start..m.lies(person, first).end * m.a_day {
            let nurse = usize::from(self.nurse[room * m.shifts + shift]);
            let work = SIGN * m.work[person.care + shift - start];
            let over = &mut self.over[shift * m.nurses + nurse];
            excess += (*over + work).max(0) - (*over).max(0);
            *over += work;
            self.room_work[room * m.shifts + shift] += work;
            lacking += SIGN * (m.skill[person.care + shift - start] - m.nurse_skill[nurse]).max(0);
            let seen = &mut self.seen[who * m.nurses + nurse];
            let was_known = *seen > 0;
            *seen = if SIGN > 0 { *seen + 1 } else { *seen - 1 };
            fresh += i64::from(*seen > 0) - i64::from(was_known);
        }
        m.w.skill * i64::from(lacking) + m.w.excess * i64::from(excess) + m.w.continuity * fresh
    }

    /// Whether a patient may lie in the room from that day on, were `apart` of the people there gone: no bed too few, one
    /// gender.
    pub fn bed_is_free(&self, patient: usize, day: usize, room: usize, apart: Option<usize>) -> bool {
        let m = self.m;
        let person = m.person_of(patient);
        let gone = apart.and_then(|other| self.place[other].map(|place| (place, m.person_of(other))));
        let gone = gone.filter(|(place, _)| usize::from(place.room) == room);
        m.lies(person, day).all(|day| {
            let at = room * m.days + day;
            let (mut count, mut others) = (self.count[at], self.of_gender[at][1 - person.gender]);
            if let Some((place, other)) = &gone
                && m.lies(other, usize::from(place.day)).contains(&day)
            {
                count -= 1;
                others -= u16::from(other.gender != person.gender);
            }
            usize::from(count) < m.beds[room] && others == 0
        })
    }

    /// Whether a waiting patient may have an admission as it stands.
    pub fn is_free(&self, patient: usize, at: &Admission) -> bool {
        let elective = &self.m.patients[patient];
        (elective.first..=elective.last).contains(&at.day)
            && elective.rooms.contains(&(at.room as u16))
            && self.surgeon_left(patient, at.day) >= elective.mins
            && self.theatre_left(at.theatre, at.day) >= elective.mins
            && self.bed_is_free(patient, at.day, at.room, None)
    }

    /// Minutes that the patient's surgeon still has that day.
    pub fn surgeon_left(&self, patient: usize, day: usize) -> i32 {
        let m = self.m;
        let at = m.patients[patient].surgeon * m.days + day;
        m.surgeon_mins[at] - self.surgeon_used[at]
    }

    pub fn theatre_left(&self, theatre: usize, day: usize) -> i32 {
        let at = theatre * self.m.days + day;
        self.m.theatre_mins[at] - self.theatre_used[at]
    }

    /// What operating the patient there would add: an opened theatre, a surgeon's way.
    pub fn theatre_price(&self, patient: usize, theatre: usize, day: usize) -> i64 {
        let m = self.m;
        let opened = self.operated[theatre * m.days + day].is_empty();
        let at = (m.patients[patient].surgeon * m.days + day) * m.theatres;
        let used = &self.surgeon_in[at..at + m.theatres];
        let walks = used[theatre] == 0 && used.iter().any(|count| *count > 0);
        i64::from(opened) * m.w.open + i64::from(walks) * m.w.transfer
    }

    fn surgery(&mut self, patient: usize, theatre: usize, day: usize) -> i64 {
        let m = self.m;
        let price = self.theatre_price(patient, theatre, day);
        let elective = &m.patients[patient];
        self.theatre_used[theatre * m.days + day] += elective.mins;
        self.operated[theatre * m.days + day].push(patient as u16);
        self.surgeon_used[elective.surgeon * m.days + day] += elective.mins;
        self.surgeon_in[(elective.surgeon * m.days + day) * m.theatres + theatre] += 1;
        price
    }

    fn no_surgery(&mut self, patient: usize, theatre: usize, day: usize) -> i64 {
        let m = self.m;
        let elective = &m.patients[patient];
        self.theatre_used[theatre * m.days + day] -= elective.mins;
        let operated = &mut self.operated[theatre * m.days + day];
        if let Some(found) = operated.iter().position(|other| usize::from(*other) == patient) {
            operated.swap_remove(found);
        }
        self.surgeon_used[elective.surgeon * m.days + day] -= elective.mins;
        self.surgeon_in[(elective.surgeon * m.days + day) * m.theatres + theatre] -= 1;
        -self.theatre_price(patient, theatre, day)
    }

    /// Operates an admitted patient in another theatre of the day, full or not; what that changes.
    pub fn operate_in(&mut self, patient: usize, theatre: usize) -> i64 {
        let Some(at) = self.place[patient] else { return 0 };
        let day = usize::from(at.day);
        let change = self.no_surgery(patient, usize::from(at.theatre), day) + self.surgery(patient, theatre, day);
        let new = Placement { theatre: theatre as u16, ..at };
        let change = change + self.disturbance(patient, Some(new)) - self.disturbance(patient, Some(at));
        self.place[patient] = Some(new);
        self.cost += change;
        change
    }

    fn waiting_price(&self, patient: usize) -> i64 {
        if self.m.patients[patient].mandatory { self.m.w.mandatory } else { self.m.w.optional }
    }

    /// Admits a patient who waits. The caller saw that the place is free.
    pub fn admit(&mut self, patient: usize, at: Placement) {
        let (day, room, theatre) = (usize::from(at.day), usize::from(at.room), usize::from(at.theatre));
        self.cost += self.lay(self.m.occupants + patient, day, room) + self.surgery(patient, theatre, day);
        self.cost += self.m.w.delay * (day - self.m.patients[patient].release) as i64 - self.waiting_price(patient);
        self.cost += self.disturbance(patient, Some(at)) - self.disturbance(patient, None);
        self.place[patient] = Some(at);
        self.mandatory_waiting -= usize::from(self.m.patients[patient].mandatory);
        let stood = usize::from(self.waiting_at[patient]);
        self.waiting.swap_remove(stood);
        if let Some(moved) = self.waiting.get(stood) {
            self.waiting_at[usize::from(*moved)] = stood as u16;
        }
    }

    /// Takes a patient out of the plan; the place that is free now.
    pub fn withdraw(&mut self, patient: usize) -> Option<Placement> {
        let at = self.place[patient].take()?;
        let (day, room, theatre) = (usize::from(at.day), usize::from(at.room), usize::from(at.theatre));
        self.cost += self.lift(self.m.occupants + patient, day, room) + self.no_surgery(patient, theatre, day);
        self.cost += self.waiting_price(patient) - self.m.w.delay * (day - self.m.patients[patient].release) as i64;
        self.cost += self.disturbance(patient, None) - self.disturbance(patient, Some(at));
        self.mandatory_waiting += usize::from(self.m.patients[patient].mandatory);
        self.waiting_at[patient] = self.waiting.len() as u16;
        self.waiting.push(patient as u16);
        Some(at)
    }

    /// What admitting a patient who waits would change.
    pub fn admission_price(&mut self, patient: usize, at: Placement) -> i64 {
        let m = self.m;
        let (day, room, theatre) = (usize::from(at.day), usize::from(at.room), usize::from(at.theatre));
        let delay = m.w.delay * (day - m.patients[patient].release) as i64 - self.waiting_price(patient);
        let disturbed = self.disturbance(patient, Some(at)) - self.disturbance(patient, None);
        disturbed + delay + self.theatre_price(patient, theatre, day) + self.bed_price(patient, day, room)
    }

    /// The part of it that depends on the bed.
    pub fn bed_price(&mut self, patient: usize, day: usize, room: usize) -> i64 {
        let m = self.m;
        let person = m.person_of(patient);
        self.stamp += 1;
        let (mut lacking, mut excess, mut fresh, mut spans) = (0, 0, 0, 0);
        let start = day * m.a_day;
        let days = m.lies(person, day);
        for shift in start..days.end * m.a_day {
            let nurse = usize::from(self.nurse[room * m.shifts + shift]);
            let work = m.work[person.care + shift - start];
            let over = self.over[shift * m.nurses + nurse];
            excess += (over + work).max(0) - over.max(0);
            lacking += (m.skill[person.care + shift - start] - m.nurse_skill[nurse]).max(0);
            fresh += i64::from(self.mark[nurse] != self.stamp);
            self.mark[nurse] = self.stamp;
        }
        for day in days {
            spans += self.span_with(room * m.days + day, person.age);
        }
        m.w.skill * i64::from(lacking) + m.w.excess * i64::from(excess) + m.w.continuity * fresh + m.w.age * spans
    }

    /// How much wider the ages become with somebody of that age.
    fn span_with(&self, at: usize, age: usize) -> i64 {
        let of_age = &self.of_age[at * self.m.ages..(at + 1) * self.m.ages];
        let youngest = of_age.iter().position(|count| *count > 0);
        let oldest = of_age.iter().rposition(|count| *count > 0);
        oldest
            .zip(youngest)
            .map_or(0, |(oldest, youngest)| (youngest.saturating_sub(age) + age.saturating_sub(oldest)) as i64)
    }

    /// What another nurse in a room's shift would change.
    pub fn nurse_price(&self, room: usize, shift: usize, new: usize) -> i64 {
        let m = self.m;
        let old = usize::from(self.nurse[room * m.shifts + shift]);
        if old == new {
            return 0;
        }
        let work = self.room_work[room * m.shifts + shift];
        let (from, to) = (self.over[shift * m.nurses + old], self.over[shift * m.nurses + new]);
        let excess = (from - work).max(0) - from.max(0) + (to + work).max(0) - to.max(0);
        let (mut lacking, mut fresh) = (0, 0);
        for who in self.people_in(room, shift / m.a_day) {
            let who = usize::from(*who);
            let asked = m.skill[m.people[who].care + self.shift_of_stay(who, shift)];
            lacking += (asked - m.nurse_skill[new]).max(0) - (asked - m.nurse_skill[old]).max(0);
            fresh += i64::from(self.seen[who * m.nurses + new] == 0) - i64::from(self.seen[who * m.nurses + old] == 1);
        }
        let at = room * m.shifts + shift;
        let disturbed = self.nurse_disturbance(at, new) - self.nurse_disturbance(at, old);
        disturbed + m.w.skill * i64::from(lacking) + m.w.excess * i64::from(excess) + m.w.continuity * fresh
    }

    fn shift_of_stay(&self, who: usize, shift: usize) -> usize {
        let first = who.checked_sub(self.m.occupants).and_then(|patient| self.place[patient]).map_or(0, |at| at.day);
        shift - usize::from(first) * self.m.a_day
    }

    /// Gives a room's shift to a nurse on duty; who had it before.
    pub fn give(&mut self, room: usize, shift: usize, new: usize) -> usize {
        let m = self.m;
        self.cost += self.nurse_price(room, shift, new);
        let old = usize::from(std::mem::replace(&mut self.nurse[room * m.shifts + shift], new as u16));
        let work = self.room_work[room * m.shifts + shift];
        self.over[shift * m.nurses + old] -= work;
        self.over[shift * m.nurses + new] += work;
        let at = room * m.days + shift / m.a_day;
        for slot in at * m.slots..at * m.slots + usize::from(self.count[at]) {
            let who = usize::from(self.in_room[slot]);
            self.seen[who * m.nurses + old] -= 1;
            self.seen[who * m.nurses + new] += 1;
        }
        old
    }

    /// The plan as it stands.
    pub fn plan(&self) -> HospitalPlan {
        plan_of(self.m, &self.place, &self.nurse)
    }
}

/// A plan from its places and nurses.
pub fn plan_of(m: &Model, place: &[Option<Placement>], nurse: &[u16]) -> HospitalPlan {
    let admission = |at: &Option<Placement>| {
        at.map(|at| Admission { day: at.day.into(), room: at.room.into(), theatre: at.theatre.into() })
    };
    let of_room = |room: usize| {
        let shifts = &nurse[room * m.shifts..(room + 1) * m.shifts];
        shifts.iter().map(|nurse| Some(usize::from(*nurse))).collect()
    };
    HospitalPlan { admissions: place.iter().map(admission).collect(), nurse_of: (0..m.rooms).map(of_room).collect() }
}
