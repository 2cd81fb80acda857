//! A first roster: one row after another, each the cheapest for what the rows before leave uncovered. A long row is made in
//! stretches that overlap: what is kept of each is followed by days that show it can go on.

use crate::base::Draw;

use super::contract::Contract;
use super::rerow::{Limits, Rerow};
use super::rows::Rows;

/// The longest row that is made at once, the stretch of a longer one, and what is kept of it.
const WHOLE_DAYS: usize = 42;
const STRETCH_DAYS: usize = 28;
const KEPT_DAYS: usize = 21;
/// Other prices tried where a row made in stretches ends nowhere.
const ATTEMPTS: usize = 20;

/// Gives everybody a row, in random order; whoever has no row that keeps the contract is returned.
pub fn first_rows(rows: &mut Rows<'_>, rerow: &mut Rerow, draw: &mut Draw) -> Result<(), usize> {
    let mut order: Vec<usize> = (0..rows.contracts.len()).collect();
    draw.shuffle(&mut order);
    for employee in order {
        let cells = first_row(rows, employee, rerow, draw).ok_or(employee)?;
        rows.set(employee, 0, &cells);
    }
    Ok(())
}

fn first_row(rows: &Rows<'_>, employee: usize, rerow: &mut Rerow, draw: &mut Draw) -> Option<Vec<Option<u16>>> {
    let days = rows.problem.days;
    let mut prices = Vec::new();
    rows.prices(employee, 0..days, &mut prices);
    let contract = &rows.contracts[employee];
    if days <= WHOLE_DAYS {
        let limits = Limits::beside(contract, &vec![None; days], &(0..days));
        return Some(rerow.best(contract, &[], 0..days, &limits, &prices)?.cells);
    }
    (0..ATTEMPTS).find_map(|attempt| {
        let noise = 20.0 * attempt as f64;
        let tried: Vec<f64> = prices.iter().map(|price| price + noise * draw.unit()).collect();
        // Between none and three shifts more or less than due.
        in_stretches(contract, days, attempt % 4, rerow, &tried)
    })
}

fn in_stretches(
    contract: &Contract,
    days: usize,
    play: usize,
    rerow: &mut Rerow,
    prices: &[f64],
) -> Option<Vec<Option<u16>>> {
    let shifts = contract.units.len();
    let mut cells: Vec<Option<u16>> = Vec::new();
    while cells.len() < days {
        let is_last = days - cells.len() <= WHOLE_DAYS;
        let stretch = cells.len()..if is_last { days } else { cells.len() + STRETCH_DAYS };
        let limits = so_far(contract, &cells, stretch.end, days, play);
        let found = rerow.best(contract, &cells, stretch.clone(), &limits, &prices[stretch.start * shifts..])?;
        let kept = if is_last { found.cells.len() } else { KEPT_DAYS };
        cells.extend(&found.cells[..kept]);
    }
    Some(cells)
}

/// The part of the contract that is due by the `end` of a stretch, less what is used, with some play before the last day.
fn so_far(contract: &Contract, cells: &[Option<u16>], end: usize, days: usize, play: usize) -> Limits {
    let is_last = end == days;
    let longest = contract.units.iter().copied().max().unwrap_or(0);
    let play = if is_last { 0 } else { play * longest };
    let share = |total: usize| if is_last { total } else { (total * end).div_ceil(days) };
    let used: usize = cells.iter().flatten().map(|shift| contract.units[usize::from(*shift)]).sum();
    let weekends = cells.chunks_exact(7).filter(|week| week[5].is_some() || week[6].is_some()).count();
    let worked = |shift: usize| cells.iter().flatten().filter(|cell| usize::from(**cell) == shift).count();
    Limits {
        units: (
            share(contract.min_units).saturating_sub(play + used),
            (share(contract.max_units) + play).min(contract.max_units).saturating_sub(used),
        ),
        weekends: share(contract.max_weekends).saturating_sub(weekends),
        shifts: (0..contract.units.len())
            .map(|shift| share(contract.max_shifts[shift]).saturating_sub(worked(shift)))
            .collect(),
        followed: false,
    }
}
