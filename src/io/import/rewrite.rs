//! From the cells of a row to the texts that the formats read: fields joined from several columns, constants, readings
//! of numbers and dates, and what a person corrected.

use std::collections::BTreeMap;

use super::cells::{SourceRow, trimmed};
use super::reading::ColumnReader;
use super::scan::{Record, Scanner};
use super::texts::BlockTexts;
use super::values::{with_one_clock, without_midnight};
use super::{ColumnKind, Mapping};

/// Texts that a person put in place of cells, by physical line and column from 1. Column 0 is a whole row, written with
/// commas and quotes.
pub type Corrections = BTreeMap<(u32, u16), String>;

/// Makes the texts of rows, one for each worker thread.
pub struct Rewriter<'a> {
    made: Vec<Made>,
    columns: Vec<(u16, ColumnReader)>,
    corrections: &'a Corrections,
    scratch: Vec<u8>,
}

/// A field that is no single column.
struct Made {
    /// Number behind the last column.
    cell: u16,
    columns: Vec<u16>,
    constant: Option<String>,
    reader: Option<ColumnReader>,
    /// A date, and a clock in another column.
    is_time: bool,
}

impl<'a> Rewriter<'a> {
    /// For a mapping and corrections; `None` where every cell is read as it stands.
    pub fn new(mapping: &Mapping, corrections: &'a Corrections) -> Option<Rewriter<'a>> {
        let made = mapping.made().map(|(cell, field)| Made {
            cell,
            columns: field.columns().collect(),
            constant: field.constant.clone(),
            reader: ColumnReader::of(mapping, field),
            is_time: field.joined.len() == 1 && mapping.kind_of(field) == ColumnKind::Time,
        });
        let single = mapping.columns.iter().filter(|field| !field.is_made());
        let columns = single.filter_map(|field| Some((field.column, ColumnReader::of(mapping, field)?)));
        let rewriter = Rewriter { made: made.collect(), columns: columns.collect(), corrections, scratch: Vec::new() };
        let is_idle = rewriter.made.is_empty() && rewriter.columns.is_empty() && corrections.is_empty();
        (!is_idle).then_some(rewriter)
    }

    /// Makes the texts of the rows of a block.
    pub fn rewrite(&mut self, rows: &[SourceRow<'_>], texts: &mut BlockTexts) {
        texts.clear();
        for row in rows {
            self.columns(row, texts);
            self.correct(row, texts);
            self.make(row, texts);
            texts.end_row();
        }
    }

    fn columns(&mut self, row: &SourceRow<'_>, texts: &mut BlockTexts) {
        for (column, reader) in &mut self.columns {
            self.scratch.clear();
            if reader.read(trimmed(row.raw(*column)), &mut self.scratch) {
                texts.put(*column, &self.scratch);
            }
        }
    }

    /// A corrected cell is read like the others of its column.
    fn correct(&mut self, row: &SourceRow<'_>, texts: &mut BlockTexts) {
        if self.corrections.is_empty() {
            return;
        }
        for ((_, column), text) in self.corrections.range((row.line(), 1)..=(row.line(), u16::MAX)) {
            let reader = self.columns.iter_mut().find(|(other, _)| other == column);
            self.scratch.clear();
            let is_read = reader.is_some_and(|(_, reader)| reader.read(text.trim().as_bytes(), &mut self.scratch));
            texts.put(*column, if is_read { &self.scratch } else { text.as_bytes() });
        }
    }

    fn make(&mut self, row: &SourceRow<'_>, texts: &mut BlockTexts) {
        for made in &mut self.made {
            let raw = match &made.constant {
                Some(constant) => constant.clone().into_bytes(),
                None => joined(row, &made.columns, self.corrections),
            };
            self.scratch.clear();
            let one = if made.is_time { time_of(row, &made.columns, self.corrections) } else { None };
            let whole = one.as_deref().unwrap_or(&raw);
            let is_read = made.reader.as_mut().is_some_and(|reader| reader.read(trimmed(whole), &mut self.scratch));
            let text = if is_read { &self.scratch } else { whole };
            texts.put_made(made.cell, made.columns.first().copied().unwrap_or(0), &raw, text);
        }
    }
}

/// The cells of several columns, a space between; empty ones are left out.
fn joined(row: &SourceRow<'_>, columns: &[u16], corrections: &Corrections) -> Vec<u8> {
    let mut all = Vec::new();
    for column in columns {
        let part = part_of(row, *column, corrections);
        if !all.is_empty() && !part.is_empty() {
            all.push(b' ');
        }
        all.extend_from_slice(part);
    }
    all
}

/// A date and the clock beside it as one time; see [`with_one_clock`] and [`without_midnight`].
fn time_of(row: &SourceRow<'_>, columns: &[u16], corrections: &Corrections) -> Option<Vec<u8>> {
    let [date, clock] = columns else { return None };
    let text = |column: u16| std::str::from_utf8(part_of(row, column, corrections)).ok();
    let date = text(*date).filter(|text| !text.is_empty())?;
    match text(*clock)? {
        "" => Some(without_midnight(date).as_bytes().to_vec()),
        clock => Some(with_one_clock(date, clock).into_owned().into_bytes()),
    }
}

/// What stands in a cell, or what a person put there.
fn part_of<'a>(row: &SourceRow<'a>, column: u16, corrections: &'a Corrections) -> &'a [u8] {
    let corrected = corrections.get(&(row.line(), column)).map(|text| text.as_bytes());
    trimmed(corrected.unwrap_or_else(|| row.raw(column)))
}

/// A row that a person wrote anew, in place of one whose form was wrong.
pub struct NewRow {
    bytes: Vec<u8>,
    record: Record,
}

impl NewRow {
    /// The correction of the whole row at that line, if there is one.
    pub fn at(line: u32, corrections: &Corrections, cells: usize) -> Option<NewRow> {
        let bytes = corrections.get(&(line, 0))?.clone().into_bytes();
        let mut record = Record::with_room(cells);
        Scanner::new(&bytes, b',', line).read(&mut record).then_some(NewRow { bytes, record })
    }

    pub fn row(&self) -> (&[u8], &Record) {
        (&self.bytes, &self.record)
    }
}

/// Cells as a line of commas and quotes, to be edited: what [`NewRow`] reads.
pub fn editable_row(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    });
    quoted.collect::<Vec<_>>().join(",")
}
