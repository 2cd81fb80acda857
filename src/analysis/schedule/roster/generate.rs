//! Column generation: the master's duals price the shifts, the dynamic programme finds each employee's cheapest row for
//! them, rows that are worth it become columns. The prices of any round bound the cost of every roster from below (Lagrange).
//! Diving makes a roster of it: the row with the largest share is kept, and the rest is priced anew.

use crate::analysis::schedule::pace::Run;
use crate::base::Draw;
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::master::{Column, CoverRow, Master};
use super::rerow::{Limits, Rerow};
use super::rows::Rows;

/// Pivots in one round, rounds for the bound, and rounds after each row that is kept.
const MOST_PIVOTS: usize = 20_000;
const MOST_ROUNDS: usize = 400;
const ROUNDS_OF_DIVE: usize = 4;
/// Rows with at least this share are kept together.
const NEARLY_ALL: f64 = 0.92;
/// Columns of the pool that a diving step begins with are those priced below this.
const NEAR: f64 = 60.0;

/// Whether a problem is small enough for the master: rows of its basis, and days of a row.
pub fn is_small(problem: &RosterProblem) -> bool {
    problem.days <= 56 && problem.days * problem.shifts.len() + problem.staff.len() <= 700
}

pub struct Generator<'a> {
    problem: &'a RosterProblem,
    rows: Rows<'a>,
    rerow: Rerow,
    draw: Draw,
    pub steps: u64,
}

/// A bound and the roster that diving came to.
pub struct Generated {
    pub bound: Option<i64>,
    pub cells: Option<Vec<Vec<Option<u16>>>>,
    pub steps: u64,
}

/// Generates columns from the rows of a roster until `share` of the budget is spent or none is left, then dives until
/// `dive_share` of it.
pub fn generate(
    problem: &RosterProblem,
    cells: &[Vec<Option<u16>>],
    run: &mut Run<'_, Roster>,
    steps: u64,
    shares: (f64, f64),
) -> Generated {
    let rows = Rows::new(problem);
    let mut generator = Generator { problem, rows, rerow: Rerow::default(), draw: Draw::new(run.seed), steps };
    let first = cells.iter().enumerate().map(|(employee, row)| generator.column(employee, row.clone())).collect();
    let covers = generator.covers();
    let mut master = Master::new(covers, first, &mut || generator.draw.unit());
    let everybody: Vec<usize> = (0..problem.staff.len()).collect();
    let mut bound = f64::NEG_INFINITY;
    for _ in 0..MOST_ROUNDS {
        if !master.optimise(MOST_PIVOTS) || run.spent(generator.steps) >= shares.0 {
            break;
        }
        let (found, added) = generator.round(&mut master, &everybody);
        bound = bound.max(found + generator.fixed());
        if added == 0 {
            break;
        }
    }
    let cells = generator.dive(master, run, shares.1);
    // Costs are whole numbers.
    let bound = bound.is_finite().then(|| (bound - 1e-4).ceil() as i64);
    Generated { bound, cells, steps: generator.steps }
}

impl Generator<'_> {
    fn covers(&self) -> Vec<CoverRow> {
        let mut covers = vec![CoverRow { wanted: 0.0, under: 0.0, over: 0.0 }; self.problem.days * self.rows.shifts];
        for cover in &self.problem.cover {
            covers[cover.day * self.rows.shifts + cover.shift] = CoverRow {
                wanted: cover.wanted.into(),
                under: cover.under_weight.into(),
                over: cover.over_weight.into(),
            };
        }
        covers
    }

    /// What requests for shifts cost where none is met.
    fn fixed(&self) -> f64 {
        self.rows.fixed as f64
    }

    fn column(&self, employee: usize, cells: Vec<Option<u16>>) -> Column {
        let shifts = self.rows.shifts;
        let worked = cells.iter().enumerate().filter_map(|(day, cell)| cell.map(|shift| (day, usize::from(shift))));
        let served: Vec<u32> = worked.map(|(day, shift)| (day * shifts + shift) as u32).collect();
        let cost = served.iter().map(|at| f64::from(self.rows.wish(employee, *at as usize))).sum();
        Column { employee, served, cost, cells }
    }

    /// The cheapest row of an employee for what shifts pay: its price, never too high, and the row.
    fn cheapest(&mut self, employee: usize, pays: impl Fn(usize) -> f64) -> Option<(f64, Vec<Option<u16>>)> {
        self.steps += 1;
        let days = self.problem.days;
        let prices: Vec<f64> =
            (0..days * self.rows.shifts).map(|at| f64::from(self.rows.wish(employee, at)) - pays(at)).collect();
        let contract = &self.rows.contracts[employee];
        let mut limits = Limits::beside(contract, &vec![None; days], &(0..days));
        limits.followed = false;
        let found = self.rerow.best(contract, &[], 0..days, &limits, &prices)?;
        Some((found.price, found.cells))
    }

    /// A round of pricing for those of `who`, which are the master's employees in order: the bound of its prices and the
    /// number of new columns.
    fn round(&mut self, master: &mut Master, who: &[usize]) -> (f64, usize) {
        let mut bound = master.covered_by_duals();
        let mut added = 0;
        let pays: Vec<f64> = (0..self.problem.days * self.rows.shifts).map(|row| master.price(row)).collect();
        for (at, employee) in who.iter().enumerate() {
            let Some((price, cells)) = self.cheapest(*employee, |row| pays[row]) else {
                bound = f64::NEG_INFINITY;
                continue;
            };
            bound += price;
            if price - master.dual_of(at) < -1e-6 {
                let column = Column { employee: at, ..self.column(*employee, cells) };
                master.columns.push(column);
                added += 1;
            }
        }
        (bound, added)
    }

    /// Keeps rows until everybody has one.
    fn dive(&mut self, mut master: Master, run: &mut Run<'_, Roster>, until: f64) -> Option<Vec<Vec<Option<u16>>>> {
        let mut kept: Vec<Option<Vec<Option<u16>>>> = vec![None; self.problem.staff.len()];
        let mut who: Vec<usize> = (0..kept.len()).collect();
        let mut covers = self.covers();
        while !who.is_empty() {
            if run.spent(self.steps) >= until {
                return None;
            }
            for column in chosen(&master) {
                let column = &master.columns[column];
                column.served.iter().for_each(|row| take_one(&mut covers[*row as usize]));
                kept[who[column.employee]] = Some(column.cells.clone());
            }
            let left: Vec<usize> = who.iter().copied().filter(|employee| kept[*employee].is_none()).collect();
            master = self.smaller(&master, &who, &left, covers.clone());
            who = left;
            for _ in 0..ROUNDS_OF_DIVE {
                if !who.is_empty() && (!master.optimise(MOST_PIVOTS) || self.round(&mut master, &who).1 == 0) {
                    break;
                }
            }
            master.optimise(MOST_PIVOTS);
        }
        kept.into_iter().collect()
    }

    /// The master of those who are left, with their columns that are not far from worth it.
    fn smaller(&mut self, before: &Master, who: &[usize], left: &[usize], covers: Vec<CoverRow>) -> Master {
        let mut first = Vec::new();
        let mut more = Vec::new();
        let shares = before.shares();
        for (at, employee) in left.iter().enumerate() {
            let place = who.iter().position(|other| other == employee);
            let of = |column: &&Column| Some(column.employee) == place;
            let largest = shares
                .iter()
                .filter(|(column, _)| of(&&before.columns[*column]))
                .max_by(|one, other| one.1.total_cmp(&other.1))
                .map(|(column, _)| *column);
            let columns = before.columns.iter().enumerate().filter(|(_, column)| of(column));
            for (index, column) in columns {
                let column = Column { employee: at, ..column.clone() };
                match Some(index) == largest {
                    true => first.push(column),
                    false if before.reduced(&before.columns[index]) < NEAR => more.push(column),
                    false => {}
                }
            }
        }
        let mut master = Master::new(covers, first, &mut || self.draw.unit());
        master.columns.extend(more);
        master
    }
}

/// One place of a cover row is filled by a row that is kept.
fn take_one(row: &mut CoverRow) {
    if row.wanted >= 1.0 {
        row.wanted -= 1.0;
    }
}

/// The columns to keep: those used nearly whole, else the one used most.
fn chosen(master: &Master) -> Vec<usize> {
    let shares = master.shares();
    let whole: Vec<usize> = shares.iter().filter(|(_, share)| *share >= NEARLY_ALL).map(|(column, _)| *column).collect();
    if !whole.is_empty() {
        return whole;
    }
    shares.iter().max_by(|one, other| one.1.total_cmp(&other.1)).map(|(column, _)| *column).into_iter().collect()
}
