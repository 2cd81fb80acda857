//! A second column of what is read from another one: a row has one value of a field, so that a person has to say which
//! column it is.

use std::collections::HashMap;

use crate::domain::indicator::IndicatorId;

use super::super::Shape;
use super::super::format_by_id;
use super::super::values::{CellKind, ColumnProfile};
use super::propose::{indicator_of, plain_heading};
use super::{FieldColumn, Mapping};

/// What the columns of a file that are read are headed, to find others of the same.
pub struct ReadHeadings<'a> {
    mapping: &'a Mapping,
    by_heading: HashMap<String, &'a FieldColumn>,
    by_indicator: HashMap<IndicatorId, &'a FieldColumn>,
}

impl Mapping {
    /// Columns, from 1, that hold what a field is read from another column for and that nobody has left out, each with
    /// that field. A column without a value is no loss.
    pub fn second_columns(&self, profiles: &[ColumnProfile]) -> Vec<(u16, &FieldColumn)> {
        let read = self.read_headings();
        let columns = (1..).zip(profiles).take(self.headings.len());
        let filled = columns.filter(|(_, profile)| profile.kind.value != CellKind::Empty);
        let second = filled.filter_map(|(column, _)| Some((column, read.instead_of(column)?)));
        let is_asked_otherwise = |column: u16, mapped: &FieldColumn| {
            let doubt = self.time_doubt(mapped, profiles);
            doubt.is_some_and(|doubt| doubt.readings.iter().flatten().any(|other| *other == column))
        };
        second.filter(|(column, mapped)| !is_asked_otherwise(*column, mapped)).collect()
    }

    /// Made once for all columns.
    pub fn read_headings(&self) -> ReadHeadings<'_> {
        let is_wide = format_by_id(self.format).is_some_and(|format| format.shape() == Shape::Wide);
        let headings = |mapped: &FieldColumn| {
            mapped.columns().map(|column| plain_heading(self.heading(column))).collect::<Vec<_>>()
        };
        let by_heading =
            self.columns.iter().flat_map(|mapped| headings(mapped).into_iter().map(move |heading| (heading, mapped)));
        let series = self.series().filter(|_| is_wide);
        ReadHeadings {
            mapping: self,
            by_heading: by_heading.collect(),
            by_indicator: series.filter_map(|one| Some((IndicatorId::from_code(&one.field)?, one))).collect(),
        }
    }
}

impl<'a> ReadHeadings<'a> {
    /// The field that a column which is not read could be read for as well, by its heading: it is headed as a column
    /// that is read, or by the same indicator.
    pub fn instead_of(&self, column: u16) -> Option<&'a FieldColumn> {
        let mapping = self.mapping;
        let heading = mapping.heading(column);
        if heading.trim().is_empty() || mapping.field_of(column).is_some() || mapping.left_out.contains(&column) {
            return None;
        }
        let same = self.by_heading.get(&plain_heading(heading)).copied();
        same.or_else(|| self.by_indicator.get(&indicator_of(heading)?).copied())
    }
}
