//! Moves of nurses between the rooms of a shift.

use super::moves::Search;

/// Longest run of days over which one nurse takes a room.
const LONGEST_RUN: usize = 7;

impl Search<'_> {
    /// Another nurse for a room's shift.
    pub fn change_nurse(&mut self) {
        let m = self.state.m;
        let (room, shift) = (self.pick(m.rooms), self.pick(m.shifts));
        if shift < m.first_shift || self.state.people_in(room, shift / m.a_day).is_empty() {
            return;
        }
        let Some(nurse) = self.pick_of(&m.on_duty[shift]) else { return };
        let change = self.state.nurse_price(room, shift, nurse);
        if self.takes(change) {
            self.state.give(room, shift, nurse);
        }
    }

    /// Two rooms of a shift change nurses.
    pub fn swap_nurses(&mut self) {
        let m = self.state.m;
        let (one, other, shift) = (self.pick(m.rooms), self.pick(m.rooms), self.pick(m.shifts));
        let (first, second) = (self.nurse_of(one, shift), self.nurse_of(other, shift));
        if first == second || shift < m.first_shift {
            return;
        }
        let before = self.state.cost;
        self.state.give(one, shift, second);
        self.state.give(other, shift, first);
        let change = self.state.cost - before;
        if !self.takes(change) {
            self.state.give(other, shift, second);
            self.state.give(one, shift, first);
        }
    }

    /// A nurse takes a room whenever she is on duty in a run of days.
    pub fn nurse_run(&mut self) {
        let m = self.state.m;
        let (room, first) = (self.pick(m.rooms), self.pick(m.days));
        if self.state.people_in(room, first).is_empty() {
            return;
        }
        let days = first..m.days.min(first + 2 + self.pick(LONGEST_RUN - 1));
        let nurse = self.pick(m.nurses);
        let before = self.state.cost;
        self.given.clear();
        for shift in (days.start * m.a_day).max(m.first_shift)..days.end * m.a_day {
            if m.on_duty[shift].binary_search(&(nurse as u16)).is_ok() {
                let old = self.state.give(room, shift, nurse);
                self.given.push((room, shift, old));
            }
        }
        let change = self.state.cost - before;
        if !self.takes(change) {
            self.give_back();
        }
    }

    pub(super) fn give_back(&mut self) {
        while let Some((room, shift, nurse)) = self.given.pop() {
            self.state.give(room, shift, nurse);
        }
    }

    fn nurse_of(&self, room: usize, shift: usize) -> usize {
        usize::from(self.state.nurse[room * self.state.m.shifts + shift])
    }
}
