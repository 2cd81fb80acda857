//! Neighbourhoods: a few employees get new rows together, by columns of their own for what the others leave uncovered. A
//! neighbourhood whose linear bound shows that nothing is to be gained is left at once.

use crate::analysis::schedule::pace::Run;
use crate::domain::schedule::roster::Roster;

use super::diving::take_one;
use super::generate::{Generator, MOST_PIVOTS};
use super::master::{Column, CoverRow, Master};

/// Employees of a neighbourhood, at least and at most.
const LEAST: usize = 4;
const MOST: usize = 12;
const ROUNDS: usize = 12;
/// Longer rows are made anew in stretches of weeks.
const LONGEST_STRETCH: usize = 42;
/// Columns kept of each employee, the newest.
const MOST_COLUMNS: usize = 80;

impl Generator<'_> {
    /// Tries neighbourhoods until the share is spent or the cost is down to the bound. `pool` holds columns by employee.
    pub fn improve(&mut self, pool: Vec<Column>, bound: Option<i64>, run: &mut Run<'_, Roster>, until: f64) {
        let staff = self.problem.staff.len();
        let mut by_employee: Vec<Vec<Column>> = vec![Vec::new(); staff];
        pool.into_iter().for_each(|column| by_employee[column.employee].push(column));
        while staff > 0 && run.spent(self.steps) < until && bound.is_none_or(|bound| self.rows.cost > bound) {
            let mut who: Vec<usize> = (0..staff).collect();
            self.draw.shuffle(&mut who);
            let size = LEAST + self.draw.below((MOST - LEAST + 1) as u64) as usize;
            who.truncate(size);
            if self.problem.days > LONGEST_STRETCH {
                self.stretch = self.any_weeks();
                by_employee.iter_mut().for_each(Vec::clear);
            }
            self.try_anew(who, &mut by_employee, run, until);
        }
    }

    fn any_weeks(&mut self) -> std::ops::Range<usize> {
        let all = self.problem.days.div_ceil(7);
        let weeks = (2 + self.draw.below(LONGEST_STRETCH as u64 / 7 - 1) as usize).min(all);
        let first = self.draw.below((all - weeks + 1) as u64) as usize;
        first * 7..self.problem.days.min((first + weeks) * 7)
    }

    fn try_anew(&mut self, who: Vec<usize>, pool: &mut [Vec<Column>], run: &mut Run<'_, Roster>, until: f64) {
        let (covers, gone) = self.left_by_others(&who);
        let first = who
            .iter()
            .enumerate()
            .map(|(at, employee)| Column { employee: at, ..self.column(*employee, self.standing(*employee)) });
        let first: Vec<Column> = first.collect();
        let mut master = Master::new(covers, first, &mut || self.draw.unit());
        for (at, employee) in who.iter().enumerate() {
            master.columns.extend(pool[*employee].iter().map(|column| Column { employee: at, ..column.clone() }));
        }
        let known = master.columns.len();
        for _ in 0..ROUNDS {
            if !master.optimise(MOST_PIVOTS) || run.spent(self.steps) >= until {
                return;
            }
            let (least, added) = self.round(&mut master, &who);
            if added == 0 || least > self.rows.cost as f64 - gone - 1.0 + 1e-3 {
                break;
            }
        }
        for column in &master.columns[known..] {
            let of = &mut pool[who[column.employee]];
            of.push(Column { employee: who[column.employee], ..column.clone() });
            if of.len() > MOST_COLUMNS {
                of.remove(0);
            }
        }
        if !master.optimise(MOST_PIVOTS) || master.objective() > self.rows.cost as f64 - gone + 1e-3 {
            return;
        }
        if let Some(rows) = self.dive(master, who, run, until) {
            self.take_if_better(rows, run);
        }
    }

    /// The cover of the stretch that all but those leave, and what of the cost does not depend on those there.
    fn left_by_others(&self, who: &[usize]) -> (Vec<CoverRow>, f64) {
        let mut covers = self.covers();
        let mut depends = 0.0;
        for employee in 0..self.problem.staff.len() {
            if !who.contains(&employee) {
                let served = self.column(employee, self.standing(employee)).served;
                served.iter().for_each(|row| take_one(&mut covers[*row as usize]));
            }
        }
        let mut have = vec![0.0; covers.len()];
        for employee in who {
            let column = self.column(*employee, self.standing(*employee));
            depends += column.cost;
            column.served.iter().for_each(|row| have[*row as usize] += 1.0);
        }
        let short = |(row, have): (&CoverRow, &f64)| {
            row.under * (row.wanted - have).max(0.0) + row.over * (have - row.wanted).max(0.0)
        };
        depends += covers.iter().zip(&have).map(short).sum::<f64>();
        (covers, self.rows.cost as f64 - depends)
    }
}
