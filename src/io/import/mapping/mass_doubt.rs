//! Whether a mass is the whole molecule's or a part's: urea in mg/dL, or its nitrogen.

use crate::domain::indicator::mass_of_part::{is_of_nitrogen, readings_of_mass};
use crate::domain::indicator::{Indicator, IndicatorId};
use crate::domain::unit::display_unit;
use crate::domain::unit_words::ucum_from_spelling;

use super::super::values::ColumnProfile;
use super::{CellPart, FieldColumn, Mapping};

/// A mass of which neither heading nor unit says what it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct MassDoubt {
    pub indicator: &'static Indicator,
    /// As the file writes it.
    pub stated: String,
    /// The units that say which: of the whole, and of the part.
    pub units: [&'static str; 2],
    /// The first number of the column.
    pub example: Option<f64>,
    /// The unit stands in a column of units; otherwise it is the column's.
    pub is_in_rows: bool,
}

impl MassDoubt {
    /// A number read so, in the indicator's own unit: `30 mg/dL (urea) = 5.0 mmol/L`.
    pub fn example_in(&self, unit: &str) -> String {
        let digits = usize::from(self.indicator.decimals);
        let converted = self.example.and_then(|value| Some((value, self.indicator.canonical(value, unit)?.0)));
        match converted {
            None => display_unit(unit).to_owned(),
            Some((value, own)) => {
                format!("{value} {} = {own:.digits$} {}", display_unit(unit), display_unit(self.indicator.unit))
            }
        }
    }

    /// The line of a profile that says this.
    pub fn answer(&self, unit: &str) -> String {
        match self.is_in_rows {
            true => format!("words = {{ {:?} = {unit:?} }}", self.stated),
            false => format!("unit = {unit:?}"),
        }
    }
}

impl Mapping {
    /// What is open about the masses of a column of values, or of a column of units beside numbers of one indicator.
    pub fn mass_doubt(&self, mapped: &FieldColumn, profiles: &[ColumnProfile]) -> Option<MassDoubt> {
        let profile = |column: u16| profiles.get(usize::from(column).checked_sub(1)?);
        if self.series().any(|series| series.field == mapped.field) {
            let stated = mapped.unit.clone().filter(|_| mapped.unit_by_value.is_empty())?;
            return doubt(&mapped.field, stated, profile(mapped.column)?, false);
        }
        if mapped.field != "unit" || mapped.part != CellPart::Whole {
            return None;
        }
        let code = self.of("code").and_then(|code| code.constant.as_ref())?;
        let is_open = |unit: &&str| !mapped.words.iter().any(|(written, _)| written == unit);
        let units = profile(mapped.column)?.distinct.iter().flatten().map(|(unit, _)| unit.trim()).filter(is_open);
        let numbers = self.column_of("value").and_then(profile)?;
        units.into_iter().find_map(|unit| doubt(code, unit.to_owned(), numbers, true))
    }
}

fn doubt(code: &str, stated: String, numbers: &ColumnProfile, is_in_rows: bool) -> Option<MassDoubt> {
    let indicator = IndicatorId::from_code(code).filter(|_| !is_of_nitrogen(code))?.indicator();
    let units = readings_of_mass(indicator, ucum_from_spelling(&stated))?;
    Some(MassDoubt { indicator, stated, units, example: numbers.values.first().copied(), is_in_rows })
}
