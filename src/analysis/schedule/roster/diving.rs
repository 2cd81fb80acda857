//! Diving: the rows with the largest shares are kept, the rest is priced anew, until everybody has a whole row.

use crate::analysis::schedule::pace::Run;
use crate::domain::schedule::roster::Roster;

use super::generate::{Generator, MOST_PIVOTS, Row};
use super::master::{Column, CoverRow, Master};

/// Rounds of pricing after each row that is kept.
const ROUNDS: usize = 6;
/// Rows with at least this share are kept together.
const NEARLY_ALL: f64 = 0.92;
/// Columns that the next step begins with are those whose reduced cost is below this.
const NEAR: f64 = 60.0;

impl Generator<'_> {
    /// Keeps rows until each of `who`, the master's employees in order, has one; nothing where the budget's share `until` is
    /// spent before.
    pub fn dive(
        &mut self,
        mut master: Master,
        mut who: Vec<usize>,
        run: &mut Run<'_, Roster>,
        until: f64,
    ) -> Option<Vec<(usize, Row)>> {
        let mut kept: Vec<(usize, Row)> = Vec::new();
        let mut covers = master.covers().to_vec();
        while !who.is_empty() {
            if run.spent(self.steps) >= until {
                return None;
            }
            for column in chosen(&master) {
                let column = &master.columns[column];
                column.served.iter().for_each(|row| take_one(&mut covers[*row as usize]));
                kept.push((who[column.employee], column.cells.clone()));
            }
            let is_kept = |employee: usize| kept.iter().any(|(other, _)| *other == employee);
            let left: Vec<usize> = who.iter().copied().filter(|employee| !is_kept(*employee)).collect();
            master = self.smaller(&master, &who, &left, covers.clone());
            who = left;
            for _ in 0..ROUNDS {
                if !who.is_empty() && (!master.optimise(MOST_PIVOTS) || self.round(&mut master, &who).1 == 0) {
                    break;
                }
            }
            master.optimise(MOST_PIVOTS);
        }
        Some(kept)
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
pub fn take_one(row: &mut CoverRow) {
    if row.wanted >= 1.0 {
        row.wanted -= 1.0;
    }
}

/// The columns to keep: those used nearly whole, else the one used most.
fn chosen(master: &Master) -> Vec<usize> {
    let shares = master.shares();
    let whole: Vec<usize> =
        shares.iter().filter(|(_, share)| *share >= NEARLY_ALL).map(|(column, _)| *column).collect();
    if !whole.is_empty() {
        return whole;
    }
    shares.iter().max_by(|one, other| one.1.total_cmp(&other.1)).map(|(column, _)| *column).into_iter().collect()
}
