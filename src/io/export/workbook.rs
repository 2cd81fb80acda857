//! A table as a workbook: what a spreadsheet then shows is what was recorded, and nothing in it is ever calculated.
//!
//! Text is written as text, also where it looks like a formula or like a command to another program. A number keeps its
//! recorded digits: 5.40 is the number 5.4 with a format of two decimals. What a double cannot hold is written as text.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::base::{Date, Decimal};
use crate::io::import::container::cells::{CellPlace, MOST_COLUMNS, MOST_ROWS};

/// A cell to write. Numbers, dates and moments come as text, as they are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutCell<'a> {
    Empty,
    Text(&'a str),
    /// Decimal notation with a point: `5.40`.
    Decimal(&'a str),
    /// `2021-03-04`.
    Date(&'a str),
    /// `2021-03-04 10:15:00`, local to the place; seconds may have decimals.
    Moment(&'a str),
    Boolean(bool),
}

impl<'a> OutCell<'a> {
    /// A cell of a table of texts. Digits with a zero in front, or too many for a number of a spreadsheet, are a name.
    pub fn of(text: &'a str) -> OutCell<'a> {
        const DIGITS: usize = 15;
        let digits = text.trim_start_matches(['-', '+']);
        let is_name = digits.len() > DIGITS || (digits.starts_with('0') && !digits.starts_with("0.") && digits != "0");
        match text {
            "" => OutCell::Empty,
            text if !is_name && Decimal::parse(text.as_bytes()).is_some() => OutCell::Decimal(text),
            text if Date::parse_iso(text.as_bytes()).is_some() => OutCell::Date(text),
            text => OutCell::Text(text),
        }
    }
}

impl<'a> OutCell<'a> {
    /// A cell that the import reads with the same letters: a number or a date where a sheet keeps all of it, else text.
    pub fn exactly(text: &'a str) -> OutCell<'a> {
        match OutCell::of(text) {
            OutCell::Decimal(digits) if !is_shown_as(digits) => OutCell::Text(text),
            cell => cell,
        }
    }
}

/// Why a workbook cannot be written. No variant holds a cell.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// More rows or columns than a sheet has.
    #[error("a sheet has no place for row {} and column {}", .0.row, .0.column)]
    SheetFull(CellPlace),
    /// Longer than the 32,767 characters that a cell may have.
    #[error("the text for {0} is too long for a cell")]
    TextTooLong(CellPlace),
    #[error("the workbook cannot be written")]
    NotWritten,
}

impl ExportError {
    /// Stable id.
    pub fn id(&self) -> &'static str {
        match self {
            ExportError::SheetFull(_) => "sheet-full",
            ExportError::TextTooLong(_) => "text-too-long",
            ExportError::NotWritten => "not-written",
        }
    }
}

/// Writes rows, the headings first, as the only sheet of a workbook.
///
/// `mark`: a line above the headings, such as that the data are invented. `scratch`: a folder for rows that are already
/// written, so that memory does not grow with them; they stand there as plainly as in the workbook, so it should be the
/// folder that the workbook goes to.
///
/// # Errors
/// More rows than a sheet has, a text too long for a cell, or the system says no.
pub fn write_workbook<'a, R>(
    mark: Option<&str>,
    rows: impl IntoIterator<Item = R>,
    scratch: &Path,
    into: impl Write + Send,
) -> Result<(), ExportError>
where
    R: IntoIterator<Item = OutCell<'a>>,
{
    let mut sheet = SheetWriter::begin(mark, scratch)?;
    rows.into_iter().try_for_each(|row| sheet.row(row))?;
    sheet.finish(into)
}

/// The same for rows that come one after another.
pub struct SheetWriter {
    workbook: Workbook,
    /// The next row, from 0.
    next: u32,
    formats: Formats,
}

impl SheetWriter {
    /// Begins a workbook; see [`write_workbook`].
    ///
    /// # Errors
    /// The scratch folder cannot be written.
    pub fn begin(mark: Option<&str>, scratch: &Path) -> Result<SheetWriter, ExportError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(scratch).map_err(refused)?;
        workbook.add_worksheet_with_constant_memory().map_err(refused)?;
        let mut sheet = SheetWriter { workbook, next: 0, formats: Formats::default() };
        if let Some(mark) = mark {
            sheet.row([OutCell::Text(mark)])?;
        }
        Ok(sheet)
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// The sheet is full, a text too long for a cell.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = OutCell<'a>>) -> Result<(), ExportError> {
        let sheet = self.workbook.worksheet_from_index(0).map_err(refused)?;
        write_row(sheet, self.next, cells, &mut self.formats)?;
        self.next += 1;
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// The system says no.
    pub fn finish(mut self, into: impl Write + Send) -> Result<(), ExportError> {
        self.workbook.save_to_writer(into).map_err(refused)
    }
}

/// `row` counts from 0.
fn write_row<'a>(
    sheet: &mut Worksheet,
    row: u32,
    cells: impl IntoIterator<Item = OutCell<'a>>,
    formats: &mut Formats,
) -> Result<(), ExportError> {
    for (column, cell) in (0u32..).zip(cells) {
        let place = CellPlace::from_zero(row, column);
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(ExportError::SheetFull(place));
        }
        write_cell(sheet, (row, column as u16), cell, formats).map_err(|error| match error {
            XlsxError::MaxStringLengthExceeded => ExportError::TextTooLong(place),
            other => refused(other),
        })?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: OutCell<'_>,
    formats: &mut Formats,
) -> Result<(), XlsxError> {
    match cell {
        OutCell::Empty => return Ok(()),
        OutCell::Boolean(value) => sheet.write_boolean(row, column, value)?,
        OutCell::Decimal(text) => match exact_number(text) {
            Some(number) => sheet.write_number_with_format(row, column, number, formats.of(&number_format(text)))?,
            None => sheet.write_string(row, column, text)?,
        },
        OutCell::Date(text) => match moment(text) {
            Some(moment) => sheet.write_datetime_with_format(row, column, &moment, formats.of("yyyy-mm-dd"))?,
            None => sheet.write_string(row, column, text)?,
        },
        OutCell::Moment(text) => match moment(text) {
            Some(moment) => {
                let code = if text.contains('.') { "yyyy-mm-dd hh:mm:ss.000" } else { "yyyy-mm-dd hh:mm:ss" };
                sheet.write_datetime_with_format(row, column, &moment, formats.of(code))?
            }
            None => sheet.write_string(row, column, text)?,
        },
        OutCell::Text(text) if looks_like_a_formula(text) => {
            sheet.write_string_with_format(row, column, text, &formats.quoted)?
        }
        OutCell::Text(text) => sheet.write_string(row, column, text)?,
    };
    Ok(())
}

/// What a spreadsheet would take for a formula if a person edited the cell; the quote before it keeps it text.
fn looks_like_a_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%'])
}

/// The double, if a spreadsheet shows the recorded digits of it: plain decimal notation of at most fifteen digits. Zeros
/// at the front are no part of a number; such a text is an identifier.
fn exact_number(text: &str) -> Option<f64> {
    const MOST_DIGITS: usize = 15;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_decimal = [whole, decimals].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let has_zeros_in_front = whole.len() > 1 && whole.starts_with('0');
    let length = digits.bytes().filter(u8::is_ascii_digit).count();
    if !is_decimal || has_zeros_in_front || length > MOST_DIGITS { None } else { text.parse().ok() }
}

/// Whether a number's shortest digits are these. A sheet has no zero with a sign.
fn is_shown_as(digits: &str) -> bool {
    exact_number(digits).is_some_and(|number| number.to_string() == digits && digits != "-0")
}

fn number_format(text: &str) -> String {
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(decimals)) }
}

/// A moment that the calendar of spreadsheets has: from 1900-03-01 on, before which its days are off by one.
fn moment(text: &str) -> Option<ExcelDateTime> {
    let (date, time) = text.split_once(' ').unwrap_or((text, ""));
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    if date < "1900-03-01" || year.len() != 4 {
        return None;
    }
    let date = ExcelDateTime::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    if time.is_empty() {
        return Some(date);
    }
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return None };
    date.and_hms(hour.parse().ok()?, minute.parse().ok()?, second.parse::<f64>().ok()?).ok()
}

/// Formats that were asked for; a workbook holds each once.
struct Formats {
    by_code: HashMap<String, Format>,
    quoted: Format,
}

impl Default for Formats {
    fn default() -> Self {
        Formats { by_code: HashMap::new(), quoted: Format::new().set_quote_prefix() }
    }
}

impl Formats {
    fn of(&mut self, code: &str) -> &Format {
        self.by_code.entry(code.to_owned()).or_insert_with(|| Format::new().set_num_format(code))
    }
}

/// The texts of the writer's errors may quote what was written.
fn refused(_: XlsxError) -> ExportError {
    ExportError::NotWritten
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;
    use crate::io::import::container::{Limits, Pick, open};

    fn written(mark: Option<&str>, rows: &[Vec<OutCell<'_>>]) -> Result<Vec<u8>, ExportError> {
        let mut bytes = Vec::new();
        write_workbook(mark, rows.iter().map(|row| row.iter().copied()), &std::env::temp_dir(), &mut bytes)?;
        Ok(bytes)
    }

    /// The text that the import reads of what was written.
    fn read_back(bytes: &[u8]) -> String {
        let mut file = tempfile::NamedTempFile::new().expect("a scratch file");
        file.write_all(bytes).expect("a scratch file takes it");
        let mut opened = open(file.path(), &Pick::default(), &Limits::default()).expect("a workbook");
        assert_eq!(opened.sheet.as_ref().and_then(|sheet| sheet.report.formulas), Some(0));
        let mut text = String::new();
        opened.text.read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn what_was_written_reads_back() {
        let rows = [
            vec![OutCell::Text("id"), OutCell::Text("=cmd|' /C calc'!A0"), OutCell::Text("价"), OutCell::Text("at")],
            vec![
                OutCell::Decimal("007"),
                OutCell::Decimal("5.40"),
                OutCell::Decimal("12345678901234567"),
                OutCell::Moment("2021-03-04 10:15:00"),
            ],
            vec![OutCell::Empty, OutCell::Boolean(true), OutCell::Date("1899-12-31"), OutCell::Date("2021-03-04")],
        ];
        let bytes = written(Some("demo data"), &rows).expect("it is written");
        assert_eq!(
            read_back(&bytes),
            "demo data,,,\nid,=cmd|' /C calc'!A0,价,at\n007,5.4,12345678901234567,2021-03-04 10:15:00\n,TRUE,1899-12-31,2021-03-04\n"
        );
    }

    #[test]
    fn exact_cells_read_back_letter_for_letter() {
        let texts =
            ["5.40", "5.4", "007", "-0", "12", "1e5", "=1+1", "2021-03-04", "1899-12-31", "2021-03-04 10:15:00"];
        let cells = texts.map(OutCell::exactly);
        assert_eq!((cells[0], cells[1]), (OutCell::Text("5.40"), OutCell::Decimal("5.4")));
        let bytes = written(None, &[cells.to_vec()]).expect("it is written");
        assert_eq!(read_back(&bytes), format!("{}\n", texts.join(",")));
    }

    #[test]
    fn what_a_sheet_cannot_hold_is_refused() {
        let long = "x".repeat(40_000);
        assert_eq!(written(None, &[vec![OutCell::Text(&long)]]).map_err(|error| error.id()), Err("text-too-long"));
        let wide = vec![OutCell::Boolean(true); 16_385];
        assert_eq!(written(None, &[wide]).map_err(|error| error.id()), Err("sheet-full"));
    }

    #[test]
    fn recorded_digits_are_kept_as_a_format() {
        assert_eq!(number_format("5.40"), "0.00");
        assert_eq!(number_format("12"), "0");
        for text in ["1e5", "", ".5", "5.", "1,5", "+1", "00", "1234567890123456"] {
            assert_eq!(exact_number(text), None, "{text}");
        }
        assert_eq!((exact_number("-0.50"), exact_number("0")), (Some(-0.5), Some(0.0)));
    }
}
