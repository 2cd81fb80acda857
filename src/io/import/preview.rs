//! A look at a whole file before anything is written: its form, its headings, its first rows, and how it could be read.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::io::{self, Read};
use std::path::Path;

use crate::base::{Cancelled, Progress};

use super::cells::shown;
use super::columns::{MOST_COLUMNS, column_profiles};
use super::container::{Part, Pick};
use super::error::{ImportError, file_name};
use super::form::{Delimiter, DetectError, DetectedForm, Encoding, Escape, FileForm, Fixed, detect_with};
use super::pipeline::heading;
use super::scan::Record;
use super::source::Source;
use super::stretch::{StretchKind, StretchReader};
use super::values::{ColumnProfile, GeneDates, OddCells};
use super::{ColumnKind, FORMATS, Mapping};

/// Rows that are shown.
pub const PREVIEW_ROWS: usize = 50;

/// Cells of a row that are shown; a row of a thousand columns tells no more than its first.
const PREVIEW_CELLS: usize = 1000;

/// Bytes that the shown rows are looked for in at first.
const PREVIEW_BYTES: usize = 64 << 10;

/// Of a hundred bytes so many may be undecodable in what is still called text.
const MOST_UNDECODABLE_PERCENT: u64 = 10;

/// Of a hundred characters so many may be control characters, apart from tabs, line ends and separators.
const MOST_CONTROLS_PERCENT: usize = 5;

/// A row of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// Physical line, from 1.
    pub line: u32,
    /// As they stand in the file; bytes that cannot be decoded as `\xHH`.
    pub cells: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Inspection {
    pub file_name: String,
    pub file_bytes: u64,
    /// The file, and what is picked in it.
    pub source: Source,
    /// The tables that can be picked, for a packed file or a workbook.
    pub parts: Vec<Part>,
    pub form: DetectedForm,
    pub headings: Vec<String>,
    /// The first rows after the heading.
    pub rows: Vec<PreviewRow>,
    /// The best match; `None` if no format fits.
    pub mapping: Option<Mapping>,
    /// Other formats that fit, the likelier first.
    pub other_mappings: Vec<Mapping>,
    /// What the columns hold, in their order.
    pub profiles: Vec<ColumnProfile>,
}

/// Below it a person has to say the encoding.
pub const SURE: f32 = 0.8;

impl Inspection {
    /// Whether the encoding is beyond doubt: wrong ones give wrong names without a fault.
    pub fn is_encoding_sure(&self) -> bool {
        self.form.encoding.confidence >= SURE
    }

    /// Columns, from 1, with cells that seem to be names of genes that a spreadsheet turned into dates.
    pub fn gene_dates(&self) -> impl Iterator<Item = (usize, &str, &GeneDates)> {
        let columns = self.headings.iter().zip(&self.profiles).enumerate();
        let all = columns.map(|(at, (heading, profile))| (at + 1, heading.as_str(), &profile.gene_dates));
        all.filter(|(_, heading, genes)| genes.are_suspicious(heading))
    }

    /// Columns, from 1, whose cells are identifiers by the mapping and hold numbers with an exponent.
    pub fn spoilt_identifiers<'a>(&'a self, mapping: &'a Mapping) -> impl Iterator<Item = (u16, &'a OddCells)> {
        let columns = mapping.columns.iter().filter(|mapped| mapping.kind_of(mapped) == ColumnKind::Identifier);
        columns.filter_map(|mapped| {
            let profile = self.profiles.get(usize::from(mapped.column).checked_sub(1)?)?;
            (profile.exponents.count > 0).then_some((mapped.column, &profile.exponents))
        })
    }

    /// Headings that stand more than once, each once.
    pub fn repeated_headings(&self) -> Vec<&str> {
        let mut repeated = Vec::new();
        let mut seen = HashSet::new();
        for heading in self.headings.iter().map(String::as_str).filter(|heading| !heading.is_empty()) {
            if !seen.insert(heading) && !repeated.contains(&heading) {
                repeated.push(heading);
            }
        }
        repeated
    }

    /// Columns, from 1, without a heading.
    pub fn blank_headings(&self) -> Vec<usize> {
        (1..).zip(&self.headings).filter(|(_, heading)| heading.is_empty()).map(|(column, _)| column).collect()
    }
}

/// Looks at a file.
///
/// # Errors
/// The file cannot be read, is empty, or is no text at all.
pub fn inspect(path: &Path) -> Result<Inspection, ImportError> {
    inspect_with(Source::open(path, Pick::default())?, Fixed::default(), Look::Everything, &Progress::default())
}

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Every column, for a person who may choose others.
    Everything,
    /// Columns that a mapping reads, for an import that nobody watches.
    WhatIsRead,
}

/// Looks at a file of which a person has said something already. Progress counts bytes of both passes over the file.
///
/// # Errors
/// As [`inspect`]; cancelled.
pub fn inspect_with(source: Source, fixed: Fixed, look: Look, progress: &Progress) -> Result<Inspection, ImportError> {
    progress.restart(source.bytes() * 2);
    let form = detect_form(&source, fixed, progress)?;
    let is_broken = form.undecodable * 100 > form.bytes * MOST_UNDECODABLE_PERCENT;
    if is_broken || has_many_controls(&source, form.form)? {
        return Err(ImportError::NotText { name: file_name(source.path()) });
    }
    let mut inspection = Inspection {
        file_name: file_name(source.path()),
        file_bytes: source.file_bytes()?,
        parts: source.parts()?,
        source,
        form,
        headings: Vec::new(),
        rows: Vec::new(),
        mapping: None,
        other_mappings: Vec::new(),
        profiles: Vec::new(),
    };
    read_first_rows(&mut inspection)?;
    let mut mappings = fitting(&inspection.headings).into_iter();
    inspection.mapping = mappings.next();
    inspection.other_mappings = mappings.collect();
    profile_columns(&mut inspection, look, progress)?;
    match &mut inspection.mapping {
        Some(mapping) => mapping.fit(&inspection.profiles),
        None => inspection.mapping = dated_by_content(&inspection.headings, &inspection.profiles),
    }
    Ok(inspection)
}

/// Looks into the columns that are read; into all where a person may choose, or where a time turns out to be no date.
fn profile_columns(inspection: &mut Inspection, look: Look, progress: &Progress) -> Result<(), ImportError> {
    let form = inspection.form.form;
    let all = vec![true; inspection.headings.len()];
    if let (Look::WhatIsRead, Some(mapping)) = (look, &inspection.mapping)
        && !mapping.is_time_of_other_event()
    {
        let read = mapping.read_headings();
        let is_wanted = |column: u16| {
            let may_be_asked_about = || {
                let may_matter = mapping.may_hold_clock(column) || mapping.may_speak_against(column);
                may_matter || read.instead_of(column).is_some()
            };
            mapping.field_of(column).is_some() || usize::from(column) <= MOST_COLUMNS && may_be_asked_about()
        };
        let wanted = (1..).take(all.len()).map(is_wanted).collect::<Vec<_>>();
        let profiles = column_profiles(&inspection.source, form, &wanted, progress)?;
        if mapping.has_dates_for_times(&profiles) {
            inspection.profiles = profiles;
            return Ok(());
        }
        progress.restart(inspection.source.bytes());
    }
    inspection.profiles = column_profiles(&inspection.source, form, &all, progress)?;
    Ok(())
}

/// What is known of a sheet's text without looking: it was written here.
fn sheet_form(fixed: Fixed) -> Fixed {
    Fixed {
        encoding: Some(Encoding::Utf8),
        delimiter: Some(Some(Delimiter::byte(b','))),
        quote: Some(Some(b'"')),
        escape: Some(Escape::Doubled),
        ..fixed
    }
}

/// Whether the decoded beginning is full of control characters: a picture or a program decodes to something too.
fn has_many_controls(source: &Source, form: FileForm) -> Result<bool, ImportError> {
    let mut head = Vec::new();
    let mut text = source.table(form)?.reader.take(PREVIEW_BYTES as u64);
    text.read_to_end(&mut head).map_err(|error| ImportError::from_io(source.path(), &error))?;
    let is_control = |byte: &&u8| **byte < b' ' && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B..=0x1F);
    Ok(head.iter().filter(is_control).count() * 100 > head.len() * MOST_CONTROLS_PERCENT)
}

fn detect_form(source: &Source, fixed: Fixed, progress: &Progress) -> Result<DetectedForm, ImportError> {
    let fixed = if source.sheet().is_some() { sheet_form(fixed) } else { fixed };
    let unopened = RefCell::new(None);
    let open = || {
        source.text().map_err(|error| {
            let told = io::Error::other("the file cannot be opened");
            unopened.replace(Some(error));
            told
        })
    };
    let told = Cell::new(0);
    let tick = |bytes: u64| {
        let more = bytes.saturating_sub(told.replace(bytes));
        progress.tick(more).is_ok()
    };
    detect_with(&open, fixed, &tick).map_err(|error| match error {
        DetectError::Io(error) => unopened.take().unwrap_or_else(|| ImportError::from_io(source.path(), &error)),
        DetectError::Cancelled => Cancelled.into(),
    })
}

/// Reads headings and first rows; columns without names are numbered.
fn read_first_rows(inspection: &mut Inspection) -> Result<(), ImportError> {
    let form = inspection.form.form;
    let path = inspection.source.path().to_owned();
    let mut reader = StretchReader::of(inspection.source.table(form)?, PREVIEW_BYTES);
    let mut wants_headings = form.table.headings.is_some();
    let mut buffer = Vec::new();
    while inspection.rows.len() < PREVIEW_ROWS {
        let stretch = reader.next(buffer).map_err(|error| ImportError::from_io(&path, &error))?;
        let Some(stretch) = stretch else { break };
        if stretch.kind == StretchKind::Records {
            let mut scanner = stretch.scanner();
            let mut record = Record::default();
            while inspection.rows.len() < PREVIEW_ROWS && scanner.read(&mut record) {
                if std::mem::take(&mut wants_headings) {
                    let cells = (0..record.cell_count()).map(|cell| heading(record.cell(&stretch.bytes, cell)));
                    inspection.headings = cells.collect();
                } else {
                    inspection.rows.push(preview_row(&stretch.bytes, &record));
                }
            }
        }
        buffer = stretch.bytes;
    }
    if form.table.headings.is_none() {
        inspection.headings = numbered_headings(inspection.form.columns);
    }
    Ok(())
}

/// Names of columns that have none.
pub fn numbered_headings(columns: u32) -> Vec<String> {
    (1..=columns.min(u32::from(u16::MAX))).map(|column| format!("Column {column}")).collect()
}

/// A record as it is shown.
pub fn preview_row(source: &[u8], record: &Record) -> PreviewRow {
    let cells = (0..record.cell_count().min(PREVIEW_CELLS)).map(|cell| shown(record.cell(source, cell))).collect();
    PreviewRow { line: record.line, cells }
}

/// A file is taken for a format only if it reads so many of its columns: an identifier alone makes nobody a patient.
const FEWEST_COLUMNS: usize = 2;

/// Mappings of all formats that fit, the one that reads most columns first.
pub fn fitting(headings: &[String]) -> Vec<Mapping> {
    let mappings = FORMATS.iter().map(|format| Mapping::propose(*format, headings));
    let mut fitting: Vec<Mapping> =
        mappings.filter(|mapping| mapping.missing().is_empty() && mapping.columns.len() >= FEWEST_COLUMNS).collect();
    // A constant is no column of the file.
    let read = |mapping: &Mapping| mapping.columns.iter().filter(|mapped| mapped.constant.is_none()).count();
    fitting.sort_by_key(|mapping| std::cmp::Reverse(read(mapping)));
    fitting
}

/// The kind of file of measured values whose time no heading says, but one column of dates alone does.
fn dated_by_content(headings: &[String], profiles: &[ColumnProfile]) -> Option<Mapping> {
    let undated = FORMATS.iter().map(|format| Mapping::propose(*format, headings));
    undated.filter(|mapping| mapping.missing() == ["time"]).find_map(|mut mapping| {
        mapping.fit_anew(profiles);
        let is_read = mapping.missing().is_empty() && mapping.columns.len() >= FEWEST_COLUMNS;
        (is_read && mapping.has_dates_for_times(profiles)).then_some(mapping)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_alone_makes_nobody_a_patient() {
        let headings = ["patient_id", "gene_text"].map(str::to_owned);
        assert!(fitting(&headings).is_empty());
        let headings = ["patient_id", "sex"].map(str::to_owned);
        assert_eq!(fitting(&headings).first().map(|mapping| mapping.format), Some("patients"));
    }
}
