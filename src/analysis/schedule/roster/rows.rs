//! A roster under search: the rows, how many work each shift, and what one more there would cost.

use crate::domain::schedule::roster::{Roster, RosterProblem, Wish};

use super::contract::Contract;

/// What is wanted on a shift of a day.
#[derive(Clone, Copy, Debug, Default)]
struct Want {
    wanted: i32,
    under: i64,
    over: i64,
}

pub struct Rows<'a> {
    pub problem: &'a RosterProblem,
    pub contracts: Vec<Contract>,
    pub shifts: usize,
    /// By employee, then by day.
    pub cells: Vec<Vec<Option<u16>>>,
    pub cost: i64,
    /// What requests for shifts cost where none is met.
    pub fixed: i64,
    /// By day, then shift.
    wants: Vec<Want>,
    have: Vec<i32>,
    /// By employee, day and shift: what working it costs by requests. Requests for a shift count below zero; what they cost
    /// where nothing is worked is in `fixed`.
    wishes: Vec<i32>,
    /// By day, then shift: what one more would cost by cover. Kept as `have` changes.
    more: Vec<f64>,
}

impl<'a> Rows<'a> {
    /// Everybody off.
    pub fn new(problem: &'a RosterProblem) -> Rows<'a> {
        let shifts = problem.shifts.len();
        let mut wants = vec![Want::default(); problem.days * shifts];
        for cover in &problem.cover {
            let want = &mut wants[cover.day * shifts + cover.shift];
            *want =
                Want { wanted: cover.wanted as i32, under: cover.under_weight.into(), over: cover.over_weight.into() };
        }
        let mut wishes = vec![0; problem.staff.len() * problem.days * shifts];
        let mut fixed = 0;
        for request in &problem.requests {
            let weight = request.weight as i32;
            fixed += if request.wish == Wish::On { i64::from(weight) } else { 0 };
            let at = (request.employee * problem.days + request.day) * shifts + request.shift;
            wishes[at] += if request.wish == Wish::On { -weight } else { weight };
        }
        let under: i64 = wants.iter().map(|want| want.under * i64::from(want.wanted)).sum();
        let mut rows = Rows {
            problem,
            contracts: problem.staff.iter().map(|one| Contract::new(problem, one)).collect(),
            shifts,
            cells: vec![vec![None; problem.days]; problem.staff.len()],
            cost: under + fixed,
            fixed,
            have: vec![0; wants.len()],
            more: vec![0.0; wants.len()],
            wants,
            wishes,
        };
        (0..rows.more.len()).for_each(|at| rows.price_anew(at));
        rows
    }

    /// What a request makes of working a shift (day × shifts + shift).
    pub fn wish(&self, employee: usize, at: usize) -> i32 {
        self.wishes[employee * self.problem.days * self.shifts + at]
    }

    fn price_anew(&mut self, at: usize) {
        let want = &self.wants[at];
        self.more[at] = if self.have[at] < want.wanted { -(want.under as f64) } else { want.over as f64 };
    }

    fn count(&mut self, employee: usize, day: usize, shift: u16, change: i32) {
        let at = day * self.shifts + usize::from(shift);
        let short = |have: i32, want: &Want| {
            want.under * i64::from((want.wanted - have).max(0)) + want.over * i64::from((have - want.wanted).max(0))
        };
        let (before, after) = (self.have[at], self.have[at] + change);
        self.cost += short(after, &self.wants[at]) - short(before, &self.wants[at]);
        let wish = self.wishes[(employee * self.problem.days + day) * self.shifts + usize::from(shift)];
        self.cost += i64::from(wish) * i64::from(change);
        self.have[at] = after;
        self.price_anew(at);
    }

    /// Puts cells into an employee's row from that day on.
    pub fn set(&mut self, employee: usize, from: usize, cells: &[Option<u16>]) {
        for (at, new) in cells.iter().enumerate() {
            let old = std::mem::replace(&mut self.cells[employee][from + at], *new);
            if old == *new {
                continue;
            }
            if let Some(shift) = old {
                self.count(employee, from + at, shift, -1);
            }
            if let Some(shift) = *new {
                self.count(employee, from + at, shift, 1);
            }
        }
    }

    /// What each shift of a stretch of days would cost, worked by that employee; by day, then shift.
    pub fn prices(&self, employee: usize, stretch: std::ops::Range<usize>, prices: &mut Vec<f64>) {
        prices.clear();
        let of = stretch.start * self.shifts..stretch.end * self.shifts;
        let base = employee * self.problem.days * self.shifts;
        let wishes = &self.wishes[base + of.start..base + of.end];
        prices.extend(self.more[of].iter().zip(wishes).map(|(more, wish)| more + f64::from(*wish)));
    }

    pub fn roster(&self) -> Roster {
        roster_of(&self.cells)
    }
}

pub fn roster_of(cells: &[Vec<Option<u16>>]) -> Roster {
    let row = |row: &Vec<Option<u16>>| row.iter().map(|cell| cell.map(usize::from)).collect();
    Roster { cells: cells.iter().map(row).collect() }
}
