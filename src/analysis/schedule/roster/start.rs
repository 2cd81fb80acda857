//! A first roster: one row after another, each the cheapest for what the rows before leave uncovered. A long row keeps its
//! minutes and weekends near what is due by each day, so that few states are left.

use crate::base::Draw;
use crate::domain::schedule::roster::Roster;

use super::contract::Contract;
use super::limits::{Band, Limits};
use super::rerow::Rerow;
use super::rows::Rows;

/// The longest row for which everything that minutes and weekends can be is looked at.
const WHOLE_DAYS: usize = 42;
/// Shifts that a longer row may be behind and ahead of what is due, and the same for weekends.
const BEHIND: usize = 1;
const AHEAD: usize = 3;
/// Dearer and dearer tries for a shift that is worked too often, before it is left out altogether.
const TRIES: u32 = 4;

/// Gives everybody a row, in random order; whoever has no row that keeps the contract is returned.
/// A row of `from` that keeps it is taken.
pub fn first_rows(rows: &mut Rows<'_>, from: Option<&Roster>, rerow: &mut Rerow, draw: &mut Draw) -> Result<(), usize> {
    let mut order: Vec<usize> = (0..rows.contracts.len()).collect();
    draw.shuffle(&mut order);
    let given = |employee: usize| -> Option<Vec<Option<u16>>> {
        Some(from?.cells.get(employee)?.iter().map(|cell| cell.map(|shift| shift as u16)).collect())
    };
    for employee in order {
        let cells = match given(employee).filter(|cells| rows.contracts[employee].keeps(cells)) {
            Some(cells) => cells,
            None => first_row(rows, employee, rerow).ok_or(employee)?,
        };
        rows.set(employee, 0, &cells);
    }
    Ok(())
}

fn first_row(rows: &Rows<'_>, employee: usize, rerow: &mut Rerow) -> Option<Vec<Option<u16>>> {
    let days = rows.problem.days;
    let mut prices = Vec::new();
    rows.prices(employee, 0..days, &mut prices);
    let contract = &rows.contracts[employee];
    let mut limits = Limits::beside(contract, &vec![None; days], &(0..days));
    if days <= WHOLE_DAYS {
        return Some(rerow.best(contract, &[], 0..days, &limits, &prices)?.cells);
    }
    limits.band = Some(band(contract, days));
    limits.followed = false;
    // A limit on one shift is kept by its price here: counting it over a long row would be too much.
    for attempt in 0.. {
        let cells = rerow.relaxed(contract, &[], 0..days, &limits, &prices)?.cells;
        let worked = |shift: usize| cells.iter().filter(|cell| **cell == Some(shift as u16)).count();
        let often: Vec<usize> = (0..rows.shifts).filter(|shift| worked(*shift) > contract.max_shifts[*shift]).collect();
        if often.is_empty() {
            return Some(cells);
        }
        for shift in often {
            let dearer = if attempt < TRIES { 15.0 * f64::from(attempt + 1) } else { f64::INFINITY };
            prices.iter_mut().skip(shift).step_by(rows.shifts).for_each(|price| *price += dearer);
        }
    }
    None
}

/// What is due by each day: the contract's share by the days that the employee is there.
fn band(contract: &Contract, days: usize) -> Band {
    let longest = contract.units.iter().copied().max().unwrap_or(0);
    let all = contract.leave.iter().filter(|leave| !**leave).count().max(1);
    let mut there = 0;
    let mut band = Band {
        units: Vec::new(),
        units_wide: (BEHIND + AHEAD) * longest + 1,
        weekends: Vec::new(),
        weekends_wide: BEHIND + AHEAD + 1,
    };
    for leave in &contract.leave[..days] {
        there += usize::from(!leave);
        band.units.push((contract.min_units * there / all).saturating_sub(BEHIND * longest));
        band.weekends.push((contract.max_weekends * there / all).saturating_sub(AHEAD));
    }
    band
}
