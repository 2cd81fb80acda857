//! What a receipt says of how its file was read.

use std::collections::BTreeSet;

use crate::base::{Place, Progress};
use crate::domain::receipt::{CorrectedCell, FileReading, ReadAspect};
use crate::domain::unit::display_unit;

use super::container::{CellRange, Part, PartKind, PartPick};
use super::error::ImportError;
use super::form::{Detected, DetectedForm, Fixed, HeadingLines, Reason};
use super::mapping::profile::{Profile, fixed_form};
use super::mapping::unit_doubt::own_units;
use super::mapping::{CellPart, FieldColumn, Mapping, delimiter_text, unit_in_heading};
use super::plan::ImportPlan;
use super::rewrite::editable_row;
use super::rows_at::rows_at;
use super::{Inspection, preview::PreviewRow};

/// The reading of an inspected file by a mapping; nothing is corrected yet.
pub fn reading_of(inspection: &Inspection, mapping: &Mapping, fixed: Fixed) -> FileReading {
    let fixed = fixed_form(&inspection.form, fixed);
    let how = mapping;
    let mapping = Profile::of("", mapping, fixed, &inspection.profiles).placed_as(inspection).to_toml();
    let aspects = aspects(inspection).into_iter().chain(column_aspects(inspection, how)).collect();
    FileReading { profile: None, mapping, aspects, corrections: Vec::new() }
}

/// A sheet is no text: nothing was found about its encoding and separators.
fn aspects(inspection: &Inspection) -> Vec<ReadAspect> {
    let found = &inspection.form;
    let quote = |quote: &Option<u8>| quote.map_or_else(String::new, |byte| char::from(byte).to_string());
    let text = || {
        [
            aspect("encoding", &found.encoding, |encoding| encoding.id().to_owned()),
            aspect("delimiter", &found.delimiter, |delimiter| delimiter_text(*delimiter)),
            aspect("quote", &found.quote, quote),
            aspect("escape", &found.escape, |escape| escape.id().to_owned()),
        ]
    };
    let text = inspection.source.sheet().is_none().then(text);
    let table = [aspect("headings", &found.headings, heading_lines), table(found)];
    let table = table.into_iter().chain(unread_tables(found)).chain(comments(found)).chain(footer(found));
    part(inspection).into_iter().chain(text.into_iter().flatten()).chain(table).collect()
}

/// The entry or sheet that is read, with its range, as a receipt names it.
pub fn part_of(inspection: &Inspection) -> Option<String> {
    part(inspection).map(|aspect| aspect.value)
}

/// The entry or sheet that is read, as sure as its share of all of them; with its range.
fn part(inspection: &Inspection) -> Option<ReadAspect> {
    let pick = inspection.source.pick();
    let parts = &inspection.parts;
    let part = match pick.part.as_ref()? {
        PartPick::Index(index) => parts.get(*index),
        PartPick::Name(name) => parts.iter().find(|part| part.name == *name),
    }?;
    let size = |part: &Part| match part.kind {
        PartKind::File => 1,
        PartKind::Entry { bytes } => bytes,
        PartKind::Sheet { used, .. } => used.map_or(0, CellRange::cells),
    };
    let all: u64 = parts.iter().map(size).sum();
    let range = pick.range.map(|range| format!(" {range}")).unwrap_or_default();
    let confidence = if all == 0 { 1.0 } else { (size(part) as f64 / all as f64) as f32 };
    Some(ReadAspect {
        id: "part".to_owned(),
        value: format!("{}{range}", part.name),
        confidence,
        is_chosen: pick.range.is_some(),
    })
}

fn aspect<T>(id: &str, detected: &Detected<T>, value: impl Fn(&T) -> String) -> ReadAspect {
    let is_chosen = detected.reason == Reason::Chosen;
    let confidence = if is_chosen { 1.0 } else { detected.confidence };
    ReadAspect { id: id.to_owned(), value: value(&detected.value), confidence, is_chosen }
}

/// `1`, `3-4`, or empty for none.
fn heading_lines(lines: &Option<HeadingLines>) -> String {
    match lines {
        None => String::new(),
        Some(lines) if lines.count <= 1 => lines.first.to_string(),
        Some(lines) => format!("{}-{}", lines.first, lines.first + lines.count - 1),
    }
}

/// The lines of the table's rows; of several tables it is as sure as its share of their rows.
fn table(found: &DetectedForm) -> ReadAspect {
    let lines = found.form.table;
    let last = lines.last_row.unwrap_or(found.lines);
    let all: u64 = found.tables.iter().map(|table| table.rows).sum();
    let is_one_of_several = found.tables.len() > 1 && all > 0;
    let is_chosen = is_one_of_several && found.headings.reason == Reason::Chosen;
    let confidence = match (is_one_of_several, is_chosen) {
        (true, false) => (found.rows as f64 / all as f64).min(1.0) as f32,
        (true, true) | (false, _) => 1.0,
    };
    ReadAspect { id: "table".to_owned(), value: format!("{}-{last}", lines.first_row), confidence, is_chosen }
}

/// Lines of the tables that are not read.
fn unread_tables(found: &DetectedForm) -> Option<ReadAspect> {
    let lines: Vec<String> = found
        .unread_tables()
        .map(|table| format!("{}-{} ({})", table.first_line, table.last_line, table.rows))
        .collect();
    (!lines.is_empty()).then(|| known("unread-tables", lines.join(", ")))
}

/// Lines that begin with the mark of a comment: their number, and the first of them.
fn comments(found: &DetectedForm) -> Option<ReadAspect> {
    let lines: Vec<String> = found.comments.lines.iter().map(u32::to_string).collect();
    let more = if found.comments.count > lines.len() as u64 { ", …" } else { "" };
    let value = format!("{} ({}{more})", found.comments.count, lines.join(", "));
    (found.comments.count > 0).then(|| known("comments", value))
}

/// Lines behind the table that were taken for no rows of it.
fn footer(found: &DetectedForm) -> Option<ReadAspect> {
    let lines: Vec<String> = found.footer.lines.iter().map(u32::to_string).collect();
    let id = if found.is_footer_read() { "footer-read" } else { "footer" };
    let is_chosen = found.is_footer_read();
    (!lines.is_empty()).then(|| ReadAspect { is_chosen, ..known(id, lines.join(", ")) })
}

/// What was decided about single columns: the century of two-digit years, units of their own.
fn column_aspects(inspection: &Inspection, mapping: &Mapping) -> Vec<ReadAspect> {
    let profiles = &inspection.profiles;
    let centuries = mapping.columns.iter().filter_map(|mapped| {
        let doubt = mapping.century_doubt(mapped, profiles)?;
        let reading = doubt.reading(mapped.century?);
        let aspect = known("century", format!("{}: {reading}", mapping.heading_of(mapped)));
        Some(ReadAspect { is_chosen: true, ..aspect })
    });
    let said = mapping.columns.iter().filter_map(|mapped| {
        let (doubt, unit) = mapping.answered_doubt(mapped, profiles)?;
        let aspect = known("unit", format!("{}: {} → {unit}", mapping.heading_of(mapped), doubt.stated));
        Some(ReadAspect { is_chosen: true, ..aspect })
    });
    let masses = mapping.columns.iter().filter_map(|mapped| said_mass(mapped, mapping, inspection));
    let units = mapping.series().filter(|series| series.part == CellPart::OwnUnit).filter_map(|series| {
        let profile = profiles.get(usize::from(series.column).checked_sub(1)?)?;
        let counts = own_units(profile).into_iter().map(|(unit, count)| format!("{} {count}", display_unit(unit)));
        let rest = (profile.without_unit > 0)
            .then(|| format!("{} → {}", profile.without_unit, series.unit.as_deref().unwrap_or("?")));
        let counts: Vec<String> = counts.chain(rest).collect();
        Some(known("own-units", format!("{}: {}", mapping.heading_of(series), counts.join(", "))))
    });
    centuries.chain(said).chain(masses).chain(units).collect()
}

/// What a person said the masses of a column of values are of, where its heading does not say it.
fn said_mass(mapped: &FieldColumn, mapping: &Mapping, inspection: &Inspection) -> Option<ReadAspect> {
    let heading = mapping.heading_of(mapped);
    let unsaid = FieldColumn { unit: unit_in_heading(&mapped.field, &heading), words: Vec::new(), ..mapped.clone() };
    let doubt = mapping.mass_doubt(&unsaid, &inspection.profiles)?;
    let said = match doubt.is_in_rows {
        true => mapped.words.iter().find(|(written, _)| *written == doubt.stated).map(|(_, word)| word.clone()),
        false => mapped.unit.clone(),
    }?;
    let aspect = known("unit", format!("{heading}: {} → {said}", doubt.stated));
    Some(ReadAspect { is_chosen: true, ..aspect })
}

/// An aspect of which nothing is in doubt.
fn known(id: &str, value: String) -> ReadAspect {
    ReadAspect { id: id.to_owned(), value, confidence: 1.0, is_chosen: false }
}

/// The cells that a person put right, with what stands in the file. Reads the file up to the last of them.
///
/// # Errors
/// The file cannot be read any more; cancelled.
pub fn corrected_cells(plan: &ImportPlan, progress: &Progress) -> Result<Vec<CorrectedCell>, ImportError> {
    if plan.corrections.is_empty() {
        return Ok(Vec::new());
    }
    let lines: BTreeSet<u32> = plan.corrections.keys().map(|(line, _)| *line).collect();
    let rows = rows_at(plan, &lines, progress)?;
    let cell = |(&(line, column), corrected): (&(u32, u16), &String)| CorrectedCell {
        place: Place { line, column },
        raw: rows.get(&line).map_or_else(String::new, |row| raw_of(row, column)),
        corrected: corrected.clone(),
    };
    Ok(plan.corrections.iter().map(cell).collect())
}

fn raw_of(row: &PreviewRow, column: u16) -> String {
    match usize::from(column).checked_sub(1) {
        None => editable_row(&row.cells),
        Some(place) => row.cells.get(place).cloned().unwrap_or_default(),
    }
}
