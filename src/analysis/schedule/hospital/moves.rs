//! Moves of patients. A move is made, priced by the counters, and taken back where the temperature refuses it.

use crate::base::Draw;

use super::state::{Placement, State};

/// Others that make room for one patient, at most.
const MOST_PUSHED_OUT: usize = 4;
/// Places tried for somebody who was pushed out.
const TRIES: usize = 10;

/// The state with what a search carries along.
pub struct Search<'a> {
    pub state: State<'a>,
    pub draw: Draw,
    pub temperature: f64,
    /// Patients touched by the move at hand and where they were.
    journal: Vec<(usize, Option<Placement>)>,
    /// Nurses replaced by the move at hand: room, shift, nurse before.
    pub(super) given: Vec<(usize, usize, usize)>,
}

impl<'a> Search<'a> {
    pub fn new(state: State<'a>, draw: Draw) -> Search<'a> {
        Search { state, draw, temperature: 0.0, journal: Vec::new(), given: Vec::new() }
    }

    /// A number below `n`, which is not 0.
    pub fn pick(&mut self, n: usize) -> usize {
        (((self.draw.next() >> 32) * n as u64) >> 32) as usize
    }

    pub fn pick_of(&mut self, of: &[u16]) -> Option<usize> {
        if of.is_empty() { None } else { Some(usize::from(of[self.pick(of.len())])) }
    }

    /// Whether the temperature takes a change of cost (Metropolis).
    pub fn takes(&mut self, change: i64) -> bool {
        change <= 0 || (change as f64) < -self.temperature * (1.0 - self.draw.unit()).ln()
    }

    /// A theatre for the patient on that day, of the cheapest ones any; the patient is not operated anywhere yet.
    fn theatre_for(&mut self, patient: usize, day: usize) -> Option<usize> {
        let m = self.state.m;
        let mins = m.patients[patient].mins;
        if self.state.surgeon_left(patient, day) < mins {
            return None;
        }
        let mut best: Option<(i64, usize)> = None;
        let mut equals = 0;
        for theatre in m.open_theatres[day].iter().map(|theatre| usize::from(*theatre)) {
            if self.state.theatre_left(theatre, day) < mins {
                continue;
            }
            let price = self.state.theatre_price(patient, theatre, day);
            match best {
                Some((least, _)) if price > least => continue,
                Some((least, _)) if price == least => equals += 1,
                _ => equals = 1,
            }
            if equals == 1 || self.pick(equals) == 0 {
                best = Some((price, theatre));
            }
        }
        best.map(|(_, theatre)| theatre)
    }

    fn any_day(&mut self, patient: usize) -> usize {
        let elective = &self.state.m.patients[patient];
        let (first, days) = (elective.first, elective.last.saturating_sub(elective.first) + 1);
        first + self.pick(days)
    }

    fn any_room(&mut self, patient: usize) -> Option<usize> {
        let rooms: &[u16] = &self.state.m.patients[patient].rooms;
        self.pick_of(rooms)
    }

    /// An admitted patient to another bed, on the same day.
    pub fn change_room(&mut self, patient: usize) {
        let Some(at) = self.state.place[patient] else { return };
        let Some(room) = self.any_room(patient) else { return };
        let day = usize::from(at.day);
        if room == usize::from(at.room) || !self.state.bed_is_free(patient, day, room, None) {
            return;
        }
        let before = self.state.cost;
        self.state.withdraw(patient);
        let new = Placement { room: room as u16, ..at };
        self.settle(patient, at, new, before);
    }

    /// An admitted patient to another day; to another room too where `roam`.
    pub fn change_day(&mut self, patient: usize, roam: bool) {
        let Some(at) = self.state.place[patient] else { return };
        let day = self.any_day(patient);
        let room = if roam { self.any_room(patient) } else { Some(usize::from(at.room)) };
        let Some(room) = room else { return };
        let is_free = day != usize::from(at.day) && self.state.bed_is_free(patient, day, room, Some(patient));
        if !is_free {
            return;
        }
        let Some(theatre) = self.theatre_for(patient, day) else { return };
        let before = self.state.cost;
        self.state.withdraw(patient);
        let new = Placement { day: day as u16, room: room as u16, theatre: theatre as u16 };
        self.settle(patient, at, new, before);
    }

    /// Admits a withdrawn patient anew where the temperature takes it, else as before.
    fn settle(&mut self, patient: usize, old: Placement, new: Placement, before: i64) {
        let change = self.state.cost - before + self.state.admission_price(patient, new);
        let chosen = if self.takes(change) { new } else { old };
        self.state.admit(patient, chosen);
    }

    /// An admitted patient's surgery to another theatre.
    pub fn change_theatre(&mut self, patient: usize) {
        let Some(at) = self.state.place[patient] else { return };
        let day = usize::from(at.day);
        let open: &[u16] = &self.state.m.open_theatres[day];
        let Some(theatre) = self.pick_of(open) else { return };
        let mins = self.state.m.patients[patient].mins;
        if theatre == usize::from(at.theatre) || self.state.theatre_left(theatre, day) < mins {
            return;
        }
        let change = self.state.operate_in(patient, theatre);
        if !self.takes(change) {
            self.state.operate_in(patient, usize::from(at.theatre));
        }
    }

    /// Two patients operated on one day, or on two, change theatres with the day's other theatre: all surgery of a theatre
    /// goes to another that day where it fits.
    pub fn empty_theatre(&mut self) {
        let day = self.pick(self.state.m.days);
        let open: &[u16] = &self.state.m.open_theatres[day];
        let (Some(from), Some(to)) = (self.pick_of(open), self.pick_of(open)) else { return };
        if from == to || self.state.operated(from, day).is_empty() {
            return;
        }
        let (ours, theirs) = (self.state.operated(from, day).to_vec(), self.state.operated(to, day).to_vec());
        let mut change = 0;
        let mut moved: Vec<(usize, usize)> = Vec::new();
        for (patients, theatre, back) in [(&ours, to, from), (&theirs, from, to)] {
            for patient in patients.iter().filter(|patient| !self.state.m.patients[usize::from(**patient)].fixed) {
                // Half of them at random: whole theatres are swapped by chance, parts of them mostly.
                if self.pick(2) == 0 {
                    change += self.state.operate_in(usize::from(*patient), theatre);
                    moved.push((usize::from(*patient), back));
                }
            }
        }
        let fits = self.state.theatre_left(from, day) >= 0 && self.state.theatre_left(to, day) >= 0;
        if fits && self.takes(change) {
            return;
        }
        for (patient, theatre) in moved {
            self.state.operate_in(patient, theatre);
        }
    }

    /// An optional patient out of the plan.
    pub fn send_home(&mut self, patient: usize) {
        if self.state.m.patients[patient].mandatory {
            return;
        }
        let before = self.state.cost;
        let Some(at) = self.state.withdraw(patient) else { return };
        let change = self.state.cost - before;
        if !self.takes(change) {
            self.state.admit(patient, at);
        }
    }

    /// A patient, admitted or waiting, to any place; whoever is in the way goes elsewhere, or home.
    pub fn push_in(&mut self, patient: usize) {
        if self.state.m.patients[patient].fixed {
            return;
        }
        let old = self.state.place[patient];
        let Some(new) = self.any_place(patient, old) else { return };
        self.push_in_at(patient, new);
    }

    /// A patient who was moved back to the published place.
    pub fn put_back(&mut self, patient: usize) {
        let Some(published) = self.state.m.keep.as_ref().map(|keep| keep.place[patient]) else { return };
        match published {
            Some(at) if self.state.place[patient] != published && self.state.m.may_have(patient, at) => {
                self.push_in_at(patient, at);
            }
            None if self.state.place[patient].is_some() => self.send_home(patient),
            Some(_) | None => {}
        }
    }

    fn any_place(&mut self, patient: usize, old: Option<Placement>) -> Option<Placement> {
        let day = match old {
            Some(at) if self.pick(3) == 0 => usize::from(at.day),
            _ => self.any_day(patient),
        };
        let room = self.any_room(patient)?;
        let open: &[u16] = &self.state.m.open_theatres[day];
        let theatre = match old {
            Some(at) if usize::from(at.day) == day => usize::from(at.theatre),
            _ => match self.theatre_for(patient, day) {
                Some(theatre) => theatre,
                None => self.pick_of(open)?,
            },
        };
        let new = Placement { day: day as u16, room: room as u16, theatre: theatre as u16 };
        (old != Some(new)).then_some(new)
    }

    /// The same to a given place; whether it was taken.
    pub fn push_in_at(&mut self, patient: usize, new: Placement) -> bool {
        let before = self.state.cost;
        self.journal.clear();
        let old = self.lift_out(patient);
        let Some(pushed) = self.make_room(patient, new) else {
            self.take_back();
            return false;
        };
        self.put(patient, new);
        for other in &pushed {
            self.put_elsewhere(*other, old);
        }
        let change = self.state.cost - before;
        let taken = self.takes(change);
        if !taken {
            self.take_back();
        }
        taken
    }

    /// Looks at a few places for a waiting patient and takes the one whose way is blocked by those who were hardest to place
    /// the least (Nagata, Bräysy 2009); whoever is in the way waits. `hardness` counts, by patient, failures to be placed.
    pub fn push_in_guided(&mut self, patient: usize, hardness: &[u64], looks: usize) {
        let mut best: Option<(u64, Placement, Vec<usize>)> = None;
        for _ in 0..looks {
            let Some(new) = self.any_place(patient, None) else { continue };
            self.journal.clear();
            let pushed = self.make_room(patient, new);
            self.take_back();
            let Some(pushed) = pushed else { continue };
            let price = pushed.iter().map(|other| hardness[*other]).sum();
            if best.as_ref().is_none_or(|(least, ..)| price < *least) {
                best = Some((price, new, pushed));
            }
        }
        if let Some((_, new, pushed)) = best {
            for other in pushed {
                self.state.withdraw(other);
            }
            self.state.admit(patient, new);
        }
    }

    fn lift_out(&mut self, patient: usize) -> Option<Placement> {
        let old = self.state.withdraw(patient)?;
        self.journal.push((patient, Some(old)));
        Some(old)
    }

    fn put(&mut self, patient: usize, at: Placement) {
        self.state.admit(patient, at);
        self.journal.push((patient, None));
    }

    fn take_back(&mut self) {
        while let Some((patient, was)) = self.journal.pop() {
            match was {
                Some(at) => self.state.admit(patient, at),
                None => {
                    self.state.withdraw(patient);
                }
            }
        }
    }

    /// Withdraws who is in the way of a patient; nothing where that cannot be or takes too many.
    fn make_room(&mut self, patient: usize, new: Placement) -> Option<Vec<usize>> {
        let mut pushed = Vec::new();
        let (day, room, theatre) = (usize::from(new.day), usize::from(new.room), usize::from(new.theatre));
        let m = self.state.m;
        if m.surgeon_mins[m.patients[patient].surgeon * m.days + day] < m.patients[patient].mins {
            return None;
        }
        while self.state.theatre_left(theatre, day) < m.patients[patient].mins {
            let other = self.any_operated(theatre, day, None)?;
            self.push_out(other, &mut pushed)?;
        }
        while self.state.surgeon_left(patient, day) < m.patients[patient].mins {
            let other = self.any_of_surgeon(m.patients[patient].surgeon, day)?;
            self.push_out(other, &mut pushed)?;
        }
        for day in m.lies(m.person_of(patient), day) {
            while let Some(other) = self.in_the_way(patient, room, day)? {
                self.push_out(other, &mut pushed)?;
            }
        }
        Some(pushed)
    }

    fn push_out(&mut self, other: usize, pushed: &mut Vec<usize>) -> Option<()> {
        if pushed.len() == MOST_PUSHED_OUT || self.state.m.patients[other].fixed {
            return None;
        }
        self.lift_out(other)?;
        pushed.push(other);
        Some(())
    }

    fn any_operated(&mut self, theatre: usize, day: usize, surgeon: Option<usize>) -> Option<usize> {
        let operated = self.state.operated(theatre, day);
        let patients = &self.state.m.patients;
        let is_theirs = |who: &&u16| surgeon.is_none_or(|surgeon| patients[usize::from(**who)].surgeon == surgeon);
        let found: Vec<u16> = operated.iter().filter(is_theirs).copied().collect();
        self.pick_of(&found)
    }

    fn any_of_surgeon(&mut self, surgeon: usize, day: usize) -> Option<usize> {
        let theatres = self.state.m.open_theatres[day].len();
        let from = self.pick(theatres);
        let mut turns = (0..theatres).map(|at| usize::from(self.state.m.open_theatres[day][(from + at) % theatres]));
        let of = |search: &mut Self, theatre| search.any_operated(theatre, day, Some(surgeon));
        let theatres: Vec<usize> = turns.by_ref().collect();
        theatres.into_iter().find_map(|theatre| of(self, theatre))
    }

    /// Somebody in a room on a day who keeps the patient from lying there. Nothing at all: an occupant does.
    fn in_the_way(&mut self, patient: usize, room: usize, day: usize) -> Option<Option<usize>> {
        let m = self.state.m;
        let gender = m.person_of(patient).gender;
        let people = self.state.people_in(room, day);
        let is_full = people.len() >= m.beds[room];
        let stranger = people.iter().find(|who| m.people[usize::from(**who)].gender != gender).copied();
        let others: Vec<u16> = people.iter().copied().filter(|who| usize::from(*who) >= m.occupants).collect();
        let found = match stranger {
            Some(stranger) => Some(usize::from(stranger)),
            None if is_full => Some(self.pick_of(&others)?),
            None => return Some(None),
        };
        found.and_then(|who| who.checked_sub(m.occupants)).map(Some)
    }

    /// The best of a few places for somebody who was pushed out, and of the place that became free.
    fn put_elsewhere(&mut self, patient: usize, left: Option<Placement>) {
        let mut best: Option<(i64, Placement)> = None;
        let mut look = |search: &mut Self, day: usize, room: usize| {
            if let Some(found) = search.offer(patient, day, room)
                && best.is_none_or(|best| found.0 < best.0)
            {
                best = Some(found);
            }
        };
        if let Some(left) = left {
            let m = self.state.m;
            let (day, room) = (usize::from(left.day), usize::from(left.room));
            let elective = &m.patients[patient];
            if (elective.first..=elective.last).contains(&day) && elective.rooms.binary_search(&left.room).is_ok() {
                look(self, day, room);
            }
        }
        for _ in 0..TRIES {
            let day = self.any_day(patient);
            if let Some(room) = self.any_room(patient) {
                look(self, day, room);
            }
        }
        if let Some((_, at)) = best.filter(|(price, _)| *price < 0) {
            self.put(patient, at);
        }
    }

    /// What a waiting patient would change in that room from that day, with the best theatre; nothing where there is none.
    pub fn offer(&mut self, patient: usize, day: usize, room: usize) -> Option<(i64, Placement)> {
        if !self.state.bed_is_free(patient, day, room, None) {
            return None;
        }
        let theatre = self.theatre_for(patient, day)?;
        let at = Placement { day: day as u16, room: room as u16, theatre: theatre as u16 };
        Some((self.state.admission_price(patient, at), at))
    }
}
