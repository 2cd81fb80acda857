//! Whether the numbers of a column are in the unit that the file states for them.
//!
//! A heading may name one unit and its numbers another, all or some: `Glucose (mmol/L)` over 95, 102 and 5.4. A number or
//! two are slips, which are kept and flagged; a group of them is a question.

use crate::domain::indicator::{Indicator, IndicatorId};
use crate::domain::unit_words::ucum_from_spelling;
use crate::domain::unit_words::unit_of;

use super::super::values::{ColumnProfile, Misfit, misfit};
use super::fit::{candidates, unit_spans_among};
use super::propose::unit_in_heading;
use super::{CellPart, FieldColumn, Mapping, UnitSpan};

/// A stated unit in which most numbers, or a group of them, are hardly possible.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitDoubt {
    pub indicator: &'static Indicator,
    /// As the file writes it.
    pub stated: String,
    /// The unit that they fit, the share of them that fit nothing else, and one of them.
    pub misfit: Misfit<'static>,
    /// The unit stands in a column of units; otherwise in the heading.
    pub is_in_rows: bool,
}

impl UnitDoubt {
    /// The units by the size of the value, where some numbers fit only the one and some only the other. A column of units
    /// says its own of each row.
    pub fn spans(&self) -> Vec<UnitSpan> {
        if self.is_in_rows || self.misfit.stated_share == 0.0 {
            return Vec::new();
        }
        unit_spans_among(self.indicator, &[ucum_from_spelling(&self.stated), self.misfit.unit])
    }

    /// One of the numbers read in a unit, in the indicator's own: `95 mg/dL = 5.3 mmol/L`; only the number where the two
    /// are one.
    pub fn example_in(&self, unit: &str) -> String {
        let value = self.misfit.example;
        let digits = usize::from(self.indicator.decimals);
        let shown = crate::domain::unit::display_unit;
        match self.indicator.canonical(value, unit) {
            Some((canonical, Some(_))) => {
                format!("{value} {} = {canonical:.digits$} {}", shown(unit), shown(self.indicator.unit))
            }
            Some((_, None)) | None => format!("{value} {}", shown(unit)),
        }
    }
}

impl Mapping {
    /// What speaks against the unit of a column of values, or of a column of units; nothing where a person said it.
    pub fn unit_doubt(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<UnitDoubt> {
        let is_series = self.series().any(|series| series.field == mapped.field);
        if is_series { self.doubt_of_heading(mapped, profiles) } else { self.doubt_of_rows(mapped, profiles) }
    }

    /// What spoke against a unit before it was said, and the unit that was said: for the receipt.
    pub fn answered_doubt(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<(UnitDoubt, String)> {
        let heading = self.headings.get(usize::from(mapped.column).checked_sub(1)?)?;
        let unit = unit_in_heading(&mapped.field, heading);
        let unsaid =
            FieldColumn { unit, unit_settled: false, words: Vec::new(), unit_by_value: Vec::new(), ..mapped.clone() };
        let doubt = self.unit_doubt(&unsaid, profiles)?;
        let word = || mapped.words.iter().find(|(written, _)| *written == doubt.stated).map(|(_, word)| word.clone());
        let said = match (doubt.is_in_rows, mapped.unit_by_value.is_empty()) {
            (true, _) => word(),
            (false, true) => mapped.unit.clone().filter(|_| mapped.unit_settled),
            (false, false) => Some(mapped.unit_by_value.iter().map(UnitSpan::words).collect::<Vec<_>>().join(", ")),
        }?;
        Some((doubt, said))
    }

    /// Whether the unit of a column of values is the one in its heading.
    pub(super) fn is_unit_of_heading(&self, mapped: &FieldColumn) -> bool {
        let heading = usize::from(mapped.column).checked_sub(1).and_then(|at| self.headings.get(at));
        let stated = heading.and_then(|heading| unit_in_heading(&mapped.field, heading));
        let unit = mapped.unit.as_deref().map(ucum_from_spelling);
        unit.is_some() && stated.as_deref().map(ucum_from_spelling) == unit
    }

    fn doubt_of_heading(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<UnitDoubt> {
        let is_said = mapped.unit_settled || !mapped.unit_by_value.is_empty() || mapped.part == CellPart::OwnUnit;
        let stated = mapped.unit.clone().filter(|_| !is_said)?;
        doubt(&mapped.field, stated, profiles.get(usize::from(mapped.column).checked_sub(1)?)?, false)
    }

    /// A column that names one unit in all rows, beside numbers of one indicator.
    fn doubt_of_rows(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<UnitDoubt> {
        if mapped.field != "unit" || mapped.part != CellPart::Whole {
            return None;
        }
        let profile = |column: u16| profiles.get(usize::from(column).checked_sub(1)?);
        let code = self.of("code").and_then(|code| code.constant.as_ref())?;
        let mut units = profile(mapped.column)?.distinct.as_ref()?.iter().filter(|(unit, _)| !unit.trim().is_empty());
        let (stated, None) = (units.next()?.0.trim(), units.next()) else { return None };
        let is_said = mapped.words.iter().any(|(written, _)| written == stated);
        let numbers = profile(self.column_of("value")?).filter(|_| !is_said)?;
        doubt(code, stated.to_owned(), numbers, true)
    }

    /// Columns of values of which cells carry units of their own, other than the column's, are read cell by cell.
    pub(super) fn take_own_units(&mut self, profiles: &[ColumnProfile]) {
        let series: Vec<String> = self.series().map(|series| series.field.clone()).collect();
        for mapped in self.columns.iter_mut().filter(|mapped| series.contains(&mapped.field)) {
            let profile = usize::from(mapped.column).checked_sub(1).and_then(|place| profiles.get(place));
            let stated = mapped.unit.as_deref().and_then(unit_of);
            let is_other = |(unit, _): &(String, u64)| stated.is_none() || unit_of(unit) != stated;
            let has_others = profile.is_some_and(|profile| profile.with_unit.iter().any(is_other));
            if has_others && mapped.part == CellPart::Whole && mapped.unit_by_value.is_empty() {
                mapped.part = CellPart::OwnUnit;
            }
        }
    }
}

fn doubt(code: &str, stated: String, numbers: &ColumnProfile, is_in_rows: bool) -> Option<UnitDoubt> {
    let indicator = IndicatorId::from_code(code)?.indicator();
    let ucum = ucum_from_spelling(&stated);
    let misfit = misfit(&numbers.values, &candidates(indicator), ucum)?;
    Some(UnitDoubt { indicator, stated, misfit, is_in_rows })
}

/// Units behind the numbers of a column by their UCUM code, with how many numbers carry each; the most frequent first.
pub fn own_units(profile: &ColumnProfile) -> Vec<(&'static str, u64)> {
    let mut all: Vec<(&'static str, u64)> = Vec::new();
    for (written, count) in &profile.with_unit {
        let Some(unit) = unit_of(written) else { continue };
        match all.iter_mut().find(|(other, _)| *other == unit) {
            Some((_, sum)) => *sum += count,
            None => all.push((unit, *count)),
        }
    }
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    all
}
