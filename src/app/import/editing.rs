//! What a person changes about how a file is read, before anything is written.

use crate::base::Place;
use crate::io::import::mapping::unit_in_heading;
use crate::io::import::values::{ColumnReading, Pivot};
use crate::io::import::{self as reading, FieldColumn, Mapping, UnitSpan};

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::{file_mut, rehearsing};

/// A change of the mapping.
#[derive(Clone, Debug)]
pub enum MappingEdit {
    Format(&'static str),
    /// Takes a field from another column (from 1), or from none.
    Column {
        field: String,
        column: Option<u16>,
    },
    /// Reads a column as nothing.
    Release {
        column: u16,
    },
    /// Reads a column as the next part of a field.
    Join {
        field: String,
        column: u16,
    },
    /// The same text for every row.
    Constant {
        field: String,
        text: String,
    },
    /// The unit of a wide column's values.
    Unit {
        field: String,
        unit: String,
    },
    /// The units of a wide column by the size of the value.
    UnitByValue {
        field: String,
        spans: Vec<UnitSpan>,
    },
    /// How the cells of a field are written.
    Reading {
        field: String,
        reading: ColumnReading,
    },
    /// The century of two-digit years; `None`: to be asked again.
    Century {
        field: String,
        pivot: Option<Pivot>,
    },
    /// What a word of the column means; where it means itself, its rows are refused.
    Word {
        field: String,
        written: String,
        word: String,
    },
}

/// Changes the mapping; what was found out about the old one is stale.
pub fn edit(core: &mut Core, edit: MappingEdit) {
    let Some(file) = file_mut(core) else { return };
    if let MappingEdit::Format(id) = edit {
        let format = reading::format_by_id(id);
        file.mapping = format.map(|format| Mapping::propose(format, &file.inspection.headings));
        if let Some(mapping) = &mut file.mapping {
            mapping.fit_anew(&file.inspection.profiles);
        }
    } else if let Some(mapping) = &mut file.mapping {
        edit_columns(mapping, edit);
        mapping.fit(&file.inspection.profiles);
    }
    changed(core);
}

fn edit_columns(mapping: &mut Mapping, edit: MappingEdit) {
    match edit {
        MappingEdit::Format(_) => {}
        MappingEdit::Column { field, column } => {
            // A unit that was said of another column says nothing of this one.
            let heading = column.and_then(|column| mapping.headings.get(usize::from(column).checked_sub(1)?));
            let unit = heading.and_then(|heading| unit_in_heading(&field, heading));
            let before = mapping.column_of(&field).filter(|before| Some(*before) != column);
            mapping.set(&field, column, unit);
            with(mapping, &field, |mapped| mapped.place_settled = true);
            before.into_iter().for_each(|before| mapping.leave_out(before));
        }
        MappingEdit::Release { column } => mapping.leave_out(column),
        MappingEdit::Join { field, column } => {
            mapping.join(&field, column);
            with(mapping, &field, |mapped| mapped.place_settled = true);
        }
        MappingEdit::Constant { field, text } => mapping.set_constant(&field, text.trim()),
        MappingEdit::Unit { field, unit } => with(mapping, &field, |mapped| {
            mapped.unit = Some(unit.trim().to_owned()).filter(|unit| !unit.is_empty());
            mapped.unit_by_value.clear();
            mapped.unit_settled = mapped.unit.is_some();
        }),
        MappingEdit::UnitByValue { field, spans } => with(mapping, &field, |mapped| mapped.unit_by_value = spans),
        MappingEdit::Reading { field, reading } => with(mapping, &field, |mapped| {
            mapped.reading = Some(reading);
            mapped.settled = true;
        }),
        MappingEdit::Century { field, pivot } => with(mapping, &field, |mapped| mapped.century = pivot),
        MappingEdit::Word { field, written, word } => with(mapping, &field, |mapped| {
            mapped.words.retain(|(other, _)| *other != written);
            mapped.words.push((written, word));
        }),
    }
}

fn with(mapping: &mut Mapping, field: &str, change: impl FnOnce(&mut FieldColumn)) {
    if let Some(mapped) = mapping.columns.iter_mut().find(|mapped| mapped.field == field) {
        change(mapped);
    }
}

/// Puts a text in place of a cell, or takes it back.
pub fn correct(core: &mut Core, place: Place, text: Option<String>) {
    let Some(file) = file_mut(core) else { return };
    let key = (place.line, place.column);
    match text {
        Some(text) => file.corrections.insert(key, text),
        None => file.corrections.remove(&key),
    };
    changed(core);
}

fn changed(core: &mut Core) {
    core.jobs.cancel(JobKind::REHEARSE_IMPORT);
    if let Some(file) = file_mut(core) {
        file.trial_is_stale = true;
    }
    rehearsing::start_if_small(core);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mapping of a wide table whose glucose stands in its second column.
    fn of(headings: &str) -> Mapping {
        let format = reading::format_by_id("observations_wide").expect("a format");
        Mapping::propose(format, &headings.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    fn glucose_from(mapping: &mut Mapping, column: u16) -> Option<String> {
        edit_columns(mapping, MappingEdit::Column { field: "14749-6".to_owned(), column: Some(column) });
        mapping.of("14749-6").and_then(|mapped| mapped.unit.clone())
    }

    #[test]
    fn a_column_read_instead_of_another_has_its_own_unit() {
        let mut mapping = of("patient_id,Glucose (mmol/L),Glucose (mg/dL),Glucose,time");
        assert_eq!(glucose_from(&mut mapping, 3).as_deref(), Some("mg/dL"));
        assert_eq!(mapping.left_out, [2], "a person chose the other");
        assert_eq!(glucose_from(&mut mapping, 4), None);
        edit_columns(&mut mapping, MappingEdit::Unit { field: "14749-6".to_owned(), unit: "g/L".to_owned() });
        assert_eq!(glucose_from(&mut mapping, 2).as_deref(), Some("mmol/L"));
        assert_eq!(mapping.left_out, [3, 4]);
    }
}
