//! Column generation: the master's duals price the shifts, the dynamic programme finds each employee's cheapest row for
//! them, rows that are worth it become columns. The prices of any round bound the cost of every roster from below (Lagrange).
//! Diving makes a roster of it, and neighbourhoods of a few employees make a better one of that.

use crate::analysis::schedule::pace::Run;
use crate::base::Draw;
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::limits::Limits;
use super::master::{Column, CoverRow, Master};
use super::rerow::{Found, Rerow};
use super::rows::Rows;

/// Pivots in one round, and rounds for the bound.
pub const MOST_PIVOTS: usize = 20_000;
const MOST_ROUNDS: usize = 400;
/// Rows of a master that comes to its bound in a minute or so.
const MOST_ROWS: usize = 400;

/// An employee's cells.
pub type Row = Vec<Option<u16>>;

/// Whether a problem is small enough for the master: rows of its basis, and days of a row.
pub fn is_small(problem: &RosterProblem) -> bool {
    problem.days <= 56 && problem.days * problem.shifts.len() + problem.staff.len() <= MOST_ROWS
}

pub struct Generator<'a> {
    pub problem: &'a RosterProblem,
    /// The best roster so far.
    pub rows: Rows<'a>,
    /// The days that columns are of, whole weeks; what stands outside stays.
    pub stretch: std::ops::Range<usize>,
    rerow: Rerow,
    pub draw: Draw,
    pub steps: u64,
}

/// Shares of the budget by which the columns, the dive and the neighbourhoods are done.
#[derive(Clone, Copy)]
pub struct Shares {
    pub columns: f64,
    pub dive: f64,
    pub neighbourhoods: f64,
}

/// What came of the columns.
pub struct Generated {
    pub bound: Option<i64>,
    /// The best roster; the given one where none is better.
    pub cells: Vec<Row>,
    pub steps: u64,
}

/// Generates columns from the rows of a roster, dives, and improves what came of it.
pub fn generate(
    problem: &RosterProblem,
    cells: &[Row],
    run: &mut Run<'_, Roster>,
    steps: u64,
    shares: Shares,
) -> Generated {
    let mut rows = Rows::new(problem);
    cells.iter().enumerate().for_each(|(employee, row)| rows.set(employee, 0, row));
    let (rerow, draw) = (Rerow::default(), Draw::new(run.seed));
    let mut generator = Generator { problem, rows, stretch: 0..problem.days, rerow, draw, steps };
    if !is_small(problem) {
        generator.improve(Vec::new(), None, run, shares.neighbourhoods);
        return Generated { bound: None, cells: generator.rows.cells, steps: generator.steps };
    }
    let first = cells.iter().enumerate().map(|(employee, row)| generator.column(employee, row.clone())).collect();
    let covers = generator.covers();
    let mut master = Master::new(covers, first, &mut || generator.draw.unit());
    let bound = generator.bound(&mut master, run, shares.columns);
    let pool = master.columns.clone();
    let everybody = (0..problem.staff.len()).collect();
    if let Some(rows) = generator.dive(master, everybody, run, shares.dive) {
        generator.take_if_better(rows, run);
    }
    generator.improve(pool, bound, run, shares.neighbourhoods);
    Generated { bound, cells: generator.rows.cells, steps: generator.steps }
}

impl Generator<'_> {
    /// Rounds of columns until none is left or the share is spent; the best bound, as costs are whole numbers.
    fn bound(&mut self, master: &mut Master, run: &mut Run<'_, Roster>, until: f64) -> Option<i64> {
        let everybody: Vec<usize> = (0..self.problem.staff.len()).collect();
        let mut bound = f64::NEG_INFINITY;
        for _ in 0..MOST_ROUNDS {
            if !master.optimise(MOST_PIVOTS) || run.spent(self.steps) >= until {
                break;
            }
            let (found, added) = self.round(master, &everybody);
            bound = bound.max(found + self.rows.fixed as f64);
            if added == 0 {
                break;
            }
        }
        // Where the rounds broke off early the bound may be below zero, which says nothing.
        (bound > 0.0).then(|| (bound - 1e-4).ceil() as i64)
    }

    /// Takes new rows where the roster is no dearer with them.
    pub fn take_if_better(&mut self, rows: Vec<(usize, Row)>, run: &mut Run<'_, Roster>) {
        let before = self.rows.cost;
        let mut back = Vec::new();
        for (employee, row) in rows {
            back.push((employee, self.rows.cells[employee][self.stretch.clone()].to_vec()));
            self.rows.set(employee, self.stretch.start, &row);
        }
        if self.rows.cost > before {
            back.into_iter().for_each(|(employee, row)| self.rows.set(employee, self.stretch.start, &row));
        } else if self.rows.cost < before {
            (run.found)(&self.rows.roster(), self.rows.cost, self.steps);
        }
    }

    /// What is wanted on each shift of the stretch.
    pub fn covers(&self) -> Vec<CoverRow> {
        let mut covers = vec![CoverRow { wanted: 0.0, under: 0.0, over: 0.0 }; self.stretch.len() * self.rows.shifts];
        for cover in self.problem.cover.iter().filter(|cover| self.stretch.contains(&cover.day)) {
            covers[(cover.day - self.stretch.start) * self.rows.shifts + cover.shift] = CoverRow {
                wanted: cover.wanted.into(),
                under: cover.under_weight.into(),
                over: cover.over_weight.into(),
            };
        }
        covers
    }

    /// What requests make of working a shift, counted from the stretch's first.
    fn wish(&self, employee: usize, at: usize) -> f64 {
        self.rows.wish(employee, self.stretch.start * self.rows.shifts + at).into()
    }

    pub fn column(&self, employee: usize, cells: Row) -> Column {
        let shifts = self.rows.shifts;
        let worked = cells.iter().enumerate().filter_map(|(day, cell)| cell.map(|shift| (day, usize::from(shift))));
        let served: Vec<u32> = worked.map(|(day, shift)| (day * shifts + shift) as u32).collect();
        let cost = served.iter().map(|at| self.wish(employee, *at as usize)).sum();
        Column { employee, served, cost, cells }
    }

    /// An employee's cells of the stretch as they stand.
    pub fn standing(&self, employee: usize) -> Row {
        self.rows.cells[employee][self.stretch.clone()].to_vec()
    }

    /// The cheapest stretch of an employee for what shifts pay.
    fn cheapest(&mut self, employee: usize, pays: &[f64]) -> Option<Found> {
        self.steps += 1;
        let prices: Vec<f64> = pays.iter().enumerate().map(|(at, pays)| self.wish(employee, at) - pays).collect();
        let contract = &self.rows.contracts[employee];
        let cells = &self.rows.cells[employee];
        let limits = Limits::beside(contract, cells, &self.stretch);
        self.rerow.best(contract, cells, self.stretch.clone(), &limits, &prices)
    }

    /// A round of pricing for those of `who`, which are the master's employees in order: the bound of its prices and the
    /// number of new columns.
    pub fn round(&mut self, master: &mut Master, who: &[usize]) -> (f64, usize) {
        let mut bound = master.covered_by_duals();
        let mut added = 0;
        let pays: Vec<f64> = (0..master.covers().len()).map(|row| master.price(row)).collect();
        for (at, employee) in who.iter().enumerate() {
            let Some(Found { price, cells }) = self.cheapest(*employee, &pays) else {
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
}
