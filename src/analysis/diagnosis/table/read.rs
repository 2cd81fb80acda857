//! From cells and choices to a typed table.

use std::collections::{BTreeMap, BTreeSet};

use super::propose::word_of;
use super::{
    Column, ColumnChoice, ColumnType, NoteKind, Numbers, RawCell, RawColumn, Role, Table, TableError, TableNote, Values,
};

/// Types every column as chosen. Columns that are ignored stay in the table, so that subgroups and dates can be seen.
///
/// # Errors
/// There are no rows, columns differ in length or share a name, no or two targets, no feature.
pub fn read_table(columns: &[RawColumn], choices: &[ColumnChoice]) -> Result<(Table, Vec<TableNote>), TableError> {
    let rows = columns.first().map_or(0, |column| column.cells.len());
    if rows == 0 {
        return Err(TableError::NoRows);
    }
    if columns.iter().any(|column| column.cells.len() != rows) {
        return Err(TableError::Ragged);
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = columns.iter().find(|column| !names.insert(column.name.as_str())) {
        return Err(TableError::NameTwice(twice.name.clone()));
    }
    let mut targets = choices.iter().filter(|choice| choice.role == Role::Target);
    let (first, second) = (targets.next(), targets.next());
    let target = first.ok_or(TableError::NoTarget)?;
    if let Some(second) = second {
        return Err(TableError::TwoTargets(target.name.clone(), second.name.clone()));
    }
    if !choices.iter().any(|choice| choice.role == Role::Feature) {
        return Err(TableError::NoFeature);
    }
    let by_name: BTreeMap<&str, &RawColumn> = columns.iter().map(|column| (column.name.as_str(), column)).collect();
    let mut table = Table { rows: u32::try_from(rows).unwrap_or(u32::MAX), columns: Vec::new() };
    let mut notes = Vec::new();
    for choice in choices {
        let column = by_name.get(choice.name.as_str()).ok_or_else(|| TableError::NoColumn(choice.name.clone()))?;
        let (values, unread) = read_with(column, choice.kind, &choice.levels, choice.zero_is_missing);
        note(choice, column, &values, unread, &mut notes);
        notes.extend(limits(choice, column));
        table.columns.push(Column {
            name: choice.name.clone(),
            kind: choice.kind,
            role: choice.role,
            zero_is_missing: choice.zero_is_missing,
            values,
        });
    }
    Ok((table, notes))
}

fn note(
    choice: &ColumnChoice,
    column: &RawColumn,
    values: &Values,
    unread: Vec<(u32, String)>,
    notes: &mut Vec<TableNote>,
) {
    let mut add = |what: NoteKind| notes.push(TableNote { column: choice.name.clone(), what });
    let zeros = column.cells.iter().filter(|cell| **cell == RawCell::Number(0.0)).count() as u32;
    if let Some((row, text)) = unread.first() {
        add(NoteKind::Unread { cells: unread.len() as u32, row: *row, text: text.clone() });
    }
    if choice.zero_is_missing && zeros > 0 {
        add(NoteKind::ZerosMissing { cells: zeros });
    } else if choice.zeros_look_missing && choice.role == Role::Feature {
        add(NoteKind::ZerosSuspicious { cells: zeros });
    }
    let mut distinct = (0..column.cells.len() as u32).filter_map(|row| values.number(row));
    match distinct.next() {
        None => add(NoteKind::Empty),
        Some(first) if distinct.all(|value| value == first) => add(NoteKind::Constant),
        Some(_) => {}
    }
}

/// Limits of measurement among numbers, which count as the number that they name.
fn limits(choice: &ColumnChoice, column: &RawColumn) -> Option<TableNote> {
    let word = |(row, cell): (usize, &RawCell)| match cell {
        RawCell::Word(word) if limit_of(word).is_some() => Some((row as u32, word.clone())),
        RawCell::Word(_) | RawCell::Missing | RawCell::Number(_) | RawCell::Day(_) => None,
    };
    let mut found = column.cells.iter().enumerate().filter_map(word);
    let (row, text) = found.next().filter(|_| choice.kind == ColumnType::Numeric)?;
    let what = NoteKind::Limits { cells: 1 + found.count() as u32, row, text };
    Some(TableNote { column: choice.name.clone(), what })
}

/// The number of `<0.5`, `≥ 60` and the like.
pub(super) fn limit_of(word: &str) -> Option<f64> {
    let number = word.trim().strip_prefix(['<', '>', '≤', '≥', '＜', '＞'])?.trim_start_matches('=').trim();
    number.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Reads the cells as a type; and lists row (from 0) and text of what does not fit. Words beyond `levels` do not fit where
/// there are levels; where there are none, the words found are the levels, in their order of appearance.
pub fn read_with(
    column: &RawColumn,
    kind: ColumnType,
    levels: &[String],
    zero_is_missing: bool,
) -> (Values, Vec<(u32, String)>) {
    match kind {
        ColumnType::Numeric | ColumnType::Date => numbers(column, kind, zero_is_missing),
        ColumnType::Ordinal
        | ColumnType::Categorical
        | ColumnType::Boolean
        | ColumnType::Identifier
        | ColumnType::Text => words(column, levels),
    }
}

fn numbers(column: &RawColumn, kind: ColumnType, zero_is_missing: bool) -> (Values, Vec<(u32, String)>) {
    let mut unread = Vec::new();
    let mut read = Vec::with_capacity(column.cells.len());
    for (row, cell) in column.cells.iter().enumerate() {
        let value = match (cell, kind) {
            (RawCell::Number(number), ColumnType::Numeric) if number.is_finite() => Some(*number),
            (RawCell::Word(word), ColumnType::Numeric) => limit_of(word),
            (RawCell::Day(day), ColumnType::Date) => Some(f64::from(*day)),
            _ => None,
        };
        if let (None, Some(word)) = (value, word_of(cell)) {
            unread.push((row as u32, word));
        }
        read.push(value.filter(|value| !(zero_is_missing && *value == 0.0)));
    }
    (Values::Numbers(Numbers::of(read)), unread)
}

fn words(column: &RawColumn, levels: &[String]) -> (Values, Vec<(u32, String)>) {
    let mut names = levels.to_vec();
    let mut places: BTreeMap<String, u32> =
        names.iter().enumerate().map(|(place, name)| (name.clone(), place as u32)).collect();
    let (mut unread, mut of) = (Vec::new(), Vec::with_capacity(column.cells.len()));
    for (row, cell) in column.cells.iter().enumerate() {
        let Some(word) = word_of(cell) else {
            of.push(None);
            continue;
        };
        let known = places.get(&word).copied();
        if known.is_none() && !levels.is_empty() {
            unread.push((row as u32, word));
            of.push(None);
            continue;
        }
        let place = known.unwrap_or(names.len() as u32);
        if known.is_none() {
            names.push(word.clone());
            places.insert(word, place);
        }
        of.push(Some(place));
    }
    (Values::Levels { of, names }, unread)
}
