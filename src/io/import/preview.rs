//! A look at a file before anything is written: its form, its headings, its first rows, and how it could be read.

use std::io::Read as _;
use std::path::Path;

use crate::base::Place;

use super::cells::shown;
use super::error::{ImportError, file_name};
use super::form::{BYTE_ORDER_MARK, DetectedForm, FileForm, detect};
use super::pipeline::heading;
use super::scan::{Record, Scanner};
use super::{FORMATS, Mapping, run};

/// Bytes that are looked at. Detection over the whole file will lift this.
const SAMPLE_BYTES: u64 = 1 << 20;

/// Rows that are shown.
pub const PREVIEW_ROWS: usize = 50;

/// Cells of a row that are shown; a row of a thousand columns tells no more than its first.
const PREVIEW_CELLS: usize = 1000;

/// A row of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    /// Physical line, from 1.
    pub line: u32,
    /// As they stand in the file; bytes that are not UTF-8 as `\xHH`.
    pub cells: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    pub file_name: String,
    pub file_bytes: u64,
    pub form: DetectedForm,
    pub headings: Vec<String>,
    /// The first rows after the heading.
    pub rows: Vec<PreviewRow>,
    /// The best match; `None` if no format fits.
    pub mapping: Option<Mapping>,
    /// Other formats that fit, the likelier first.
    pub other_mappings: Vec<Mapping>,
    /// From the sample: exact only where [`Inspection::is_whole`].
    pub estimated_rows: u64,
    /// Whether the sample was the whole file.
    pub is_whole: bool,
    /// Where the first bytes of the sample stand that are not UTF-8.
    pub first_not_text: Option<Place>,
}

/// Looks at the beginning of a file.
///
/// # Errors
/// The file cannot be read, is empty, or is no UTF-8 text at all.
pub fn inspect(path: &Path) -> Result<Inspection, ImportError> {
    let sample = sample(path)?;
    let form = detect(&sample.bytes);
    Ok(inspect_as(path, &sample, form))
}

/// Looks at the beginning of a file, read in the form that a person chose.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_in(path: &Path, form: FileForm) -> Result<Inspection, ImportError> {
    let sample = sample(path)?;
    let mut detected = detect(&sample.bytes);
    detected.form = form;
    Ok(inspect_as(path, &sample, detected))
}

struct Sample {
    bytes: Vec<u8>,
    file_bytes: u64,
}

impl Sample {
    fn is_whole(&self) -> bool {
        self.bytes.len() as u64 >= self.file_bytes
    }
}

fn sample(path: &Path) -> Result<Sample, ImportError> {
    let (file, metadata) = run::open(path)?;
    let mut bytes = Vec::new();
    file.take(SAMPLE_BYTES).read_to_end(&mut bytes).map_err(|error| ImportError::from_io(path, &error))?;
    // UTF-16 and UTF-32 have their own marks or zero bytes; so has everything that is not text.
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || memchr::memchr(0, &bytes).is_some() {
        return Err(ImportError::NotUtf8 { name: file_name(path) });
    }
    Ok(Sample { bytes, file_bytes: metadata.len() })
}

fn inspect_as(path: &Path, sample: &Sample, form: DetectedForm) -> Inspection {
    let mut inspection = Inspection {
        file_name: file_name(path),
        file_bytes: sample.file_bytes,
        form,
        headings: Vec::new(),
        rows: Vec::new(),
        mapping: None,
        other_mappings: Vec::new(),
        estimated_rows: 0,
        is_whole: sample.is_whole(),
        first_not_text: None,
    };
    read_rows(sample, &mut inspection);
    let mut mappings = fitting(&inspection.headings).into_iter();
    inspection.mapping = mappings.next();
    inspection.other_mappings = mappings.collect();
    inspection
}

fn read_rows(sample: &Sample, inspection: &mut Inspection) {
    let form = inspection.form.form;
    let mark = if form.byte_order_mark { BYTE_ORDER_MARK } else { &[] };
    let text = sample.bytes.strip_prefix(mark).unwrap_or(&sample.bytes);
    let mut scanner = Scanner::new(text, form.delimiter, 1);
    let mut record = Record::default();
    if scanner.read(&mut record) {
        inspection.headings = (0..record.cell_count()).map(|cell| heading(record.cell(text, cell))).collect();
        note_not_text(text, &record, sample, &scanner, inspection);
    }
    let (first, mut rows, mut end) = (scanner.position(), 0u64, scanner.position());
    while scanner.read(&mut record) && (sample.is_whole() || !scanner.is_at_end()) {
        (rows, end) = (rows + 1, scanner.position());
        note_not_text(text, &record, sample, &scanner, inspection);
        if inspection.rows.len() < PREVIEW_ROWS {
            inspection.rows.push(preview_row(text, &record));
        }
    }
    inspection.estimated_rows = match (sample.is_whole(), (end - first) as u64) {
        (true, _) => rows,
        (false, 0) => 1,
        (false, read) => (u128::from(rows) * u128::from(sample.file_bytes - first as u64) / u128::from(read)) as u64,
    };
}

/// A record as it is shown.
pub fn preview_row(source: &[u8], record: &Record) -> PreviewRow {
    let cells = (0..record.cell_count().min(PREVIEW_CELLS)).map(|cell| shown(record.cell(source, cell))).collect();
    PreviewRow { line: record.line, cells }
}

/// Notes the first cell that is not UTF-8. The last record of a cut sample may end within a letter.
fn note_not_text(text: &[u8], record: &Record, sample: &Sample, scanner: &Scanner<'_>, inspection: &mut Inspection) {
    let may_be_cut = scanner.is_at_end() && !sample.is_whole();
    if inspection.first_not_text.is_some() || may_be_cut || std::str::from_utf8(record.raw(text)).is_ok() {
        return;
    }
    let bad = (0..record.cell_count()).find(|&cell| std::str::from_utf8(record.cell(text, cell)).is_err());
    let column = bad.and_then(|cell| u16::try_from(cell + 1).ok()).unwrap_or(0);
    inspection.first_not_text = Some(Place { line: record.line, column });
}

/// A file is taken for a format only if it reads so many of its columns: an identifier alone makes nobody a patient.
const FEWEST_COLUMNS: usize = 2;

/// Mappings of all formats that fit, the one that reads most columns first.
pub fn fitting(headings: &[String]) -> Vec<Mapping> {
    let mappings = FORMATS.iter().map(|format| Mapping::propose(*format, headings));
    let mut fitting: Vec<Mapping> =
        mappings.filter(|mapping| mapping.missing().is_empty() && mapping.columns.len() >= FEWEST_COLUMNS).collect();
    fitting.sort_by_key(|mapping| std::cmp::Reverse(mapping.columns.len()));
    fitting
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
