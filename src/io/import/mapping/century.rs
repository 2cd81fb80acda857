//! Which century the two-digit years of a column of dates may be in.

use super::super::values::{ColumnProfile, Pivot, PlacedCell};
use super::{FieldColumn, Mapping};

/// Centuries that begin elsewhere than at none or after this year are offered at these two-digit years.
const FURTHER: [u8; 2] = [10, 20];

/// What is known of the two-digit years of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct CenturyDoubt {
    /// Each year with the first cell that has it, in order.
    pub years: Vec<(u8, PlacedCell)>,
    /// The likelier first: no date in the future, then ever fewer years in the 2000s.
    pub pivots: Vec<Pivot>,
}

impl CenturyDoubt {
    /// The first cells whose year may be in either century; where none may, those that can only be in the 1900s, since
    /// they would be in the future otherwise.
    pub fn deciding(&self, most: usize) -> Vec<PlacedCell> {
        let proposed = self.pivots.first().copied().unwrap_or_default();
        let is_open = |year: u8| proposed.year(u16::from(year)) >= 2000;
        let has_open = self.years.iter().any(|(year, _)| is_open(*year));
        let wanted = self.years.iter().filter(|(year, _)| is_open(*year) == has_open);
        let mut cells: Vec<PlacedCell> = wanted.map(|(_, cell)| cell.clone()).collect();
        cells.sort_by_key(|cell| cell.line);
        cells.truncate(most);
        cells
    }

    /// Whether every reading but the proposed one puts a date into the future, so that the years themselves decide.
    pub fn is_decided(&self) -> bool {
        self.pivots.len() == 1
    }

    /// The years met as they are read: `24 → 2024, 71 → 1971`, the first and the last of each century.
    pub fn reading(&self, pivot: Pivot) -> String {
        let (recent, early): (Vec<u8>, Vec<u8>) =
            self.years.iter().map(|(year, _)| *year).partition(|year| pivot.year(u16::from(*year)) >= 2000);
        let span = |years: &[u8]| {
            let (first, last) = (*years.first()?, *years.last()?);
            let full = |year: u8| pivot.year(u16::from(year));
            Some(match first == last {
                true => format!("{first:02} → {}", full(first)),
                false => format!("{first:02}–{last:02} → {}–{}", full(first), full(last)),
            })
        };
        [span(&recent), span(&early)].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Mapping {
    /// What is to be asked about the two-digit years of a column, or was; `None` where it has none.
    pub fn century_doubt(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<CenturyDoubt> {
        let years = self.short_years(mapped, profiles);
        let no_future = profiles.get(usize::from(mapped.column).checked_sub(1)?)?.no_future;
        if years.is_empty() {
            return None;
        }
        let below = |pivot: Pivot| years.iter().filter(|(year, _)| *year < pivot.0).count();
        let further = FURTHER.into_iter().rev().chain([0]).map(Pivot).filter(|pivot| pivot.0 < no_future.0);
        let mut pivots = vec![no_future];
        for pivot in further {
            if pivots.iter().all(|other| below(*other) != below(pivot)) {
                pivots.push(pivot);
            }
        }
        Some(CenturyDoubt { years, pivots })
    }
}
