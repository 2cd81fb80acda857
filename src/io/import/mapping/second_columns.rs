//! A second column of what is read from another one: a row has one value of a field, so that a person has to say which
//! column it is.

use crate::domain::indicator::IndicatorId;

use super::super::Shape;
use super::super::format_by_id;
use super::super::values::{CellKind, ColumnProfile};
use super::propose::{indicator_of, plain_heading};
use super::{FieldColumn, Mapping};

impl Mapping {
    /// Columns, from 1, that hold what a field is read from another column for and that nobody has left out, each with
    /// that field. A column without a value is no loss.
    pub fn second_columns(&self, profiles: &[ColumnProfile]) -> Vec<(u16, &FieldColumn)> {
        let columns = (1..).zip(profiles).take(self.headings.len());
        let filled = columns.filter(|(_, profile)| profile.kind.value != CellKind::Empty);
        let second = filled.filter_map(|(column, _)| Some((column, self.read_instead_of(column)?)));
        let is_asked_otherwise = |column: u16, mapped: &FieldColumn| {
            let doubt = self.time_doubt(mapped, profiles);
            doubt.is_some_and(|doubt| doubt.readings.iter().flatten().any(|other| *other == column))
        };
        second.filter(|(column, mapped)| !is_asked_otherwise(*column, mapped)).collect()
    }

    /// The field that a column which is not read could be read for as well, by its heading: it is headed as a column
    /// that is read, or by the same indicator.
    pub fn read_instead_of(&self, column: u16) -> Option<&FieldColumn> {
        let heading = self.heading(column);
        if heading.trim().is_empty() || self.field_of(column).is_some() || self.left_out.contains(&column) {
            return None;
        }
        let plain = plain_heading(heading);
        let same = self
            .columns
            .iter()
            .find(|mapped| mapped.columns().any(|other| plain_heading(self.heading(other)) == plain));
        same.or_else(|| {
            let is_wide = format_by_id(self.format).is_some_and(|format| format.shape() == Shape::Wide);
            let indicator = indicator_of(heading).filter(|_| is_wide)?;
            self.series().find(|series| IndicatorId::from_code(&series.field) == Some(indicator))
        })
    }
}
