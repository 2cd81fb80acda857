//! Cells of one row as typed values: the words, dates and identifiers all formats share.
//!
//! Spaces around a cell do not count. Where a typed value would not give the cell's text back, the text is kept.

use crate::base::time::{MomentReader, TimeFault};
use crate::base::{Date, Decimal, Moment, Place, Precision, Rule, WeekMins};
use crate::domain::book::BookKind;
use crate::domain::ids::{PatientId, WordId};
use crate::domain::patient::CLOCK_BEHIND;
use crate::domain::receipt::Reject;

use crate::io::formula::undefused;

use super::super::store::{RecordBatch, Row, StoreError};
pub use super::form::shown;
use super::scan::Record;
use super::texts::RowTexts;
use super::values::has_two_clocks;
use super::{Column, Findings, Mapping, RowReader, Sources};

/// The most of a row or cell that a reject keeps: a row may be as long as its file.
const REJECT_BYTES: usize = 1 << 20;

/// The most characters of an identifier.
pub const IDENTIFIER_CHARS: usize = 64;

/// One row of the file.
#[derive(Clone, Copy, Debug)]
pub struct SourceRow<'a> {
    pub(super) source: &'a [u8],
    pub(super) record: &'a Record,
    pub(super) texts: RowTexts<'a>,
}

impl<'a> SourceRow<'a> {
    /// Physical line of the row's first byte.
    pub fn line(&self) -> u32 {
        self.record.line
    }

    /// A cell as it stands in the file, quotes apart; `column` from 1.
    pub fn raw(&self, column: u16) -> &'a [u8] {
        let made = self.texts.raw(column);
        made.unwrap_or_else(|| self.record.cell(self.source, usize::from(column).wrapping_sub(1)))
    }

    /// What is read for a cell, without spaces around it and without what an export put before a formula.
    pub fn text(&self, column: u16) -> &'a [u8] {
        undefused(trimmed(self.texts.text(column).unwrap_or_else(|| self.raw(column))))
    }

    /// The whole row as it stands in the file.
    pub fn whole(&self) -> &'a [u8] {
        self.record.raw(self.source)
    }

    /// A refused or flagged cell of this row; `column` 0 is the whole row.
    pub fn reject(&self, rule: Rule, column: u16) -> Reject {
        let raw = if column == 0 { self.whole() } else { self.raw(column) };
        let column = self.texts.home(column);
        Reject { place: Place { line: self.line(), column }, rule, raw: shown(raw.get(..REJECT_BYTES).unwrap_or(raw)) }
    }
}

/// A cell without the spaces around it, ASCII or not.
pub fn trimmed(cell: &[u8]) -> &[u8] {
    match (cell.first(), cell.last()) {
        (Some(first), Some(last)) if !first.is_ascii() || !last.is_ascii() => {
            std::str::from_utf8(cell).map_or(cell, |text| text.trim().as_bytes())
        }
        (Some(first), Some(last)) if *first <= b' ' || *last <= b' ' => cell.trim_ascii(),
        _ => cell,
    }
}

/// A date to which a spreadsheet or a database wrote the beginning of its day; any other time of day stays.
fn without_midnight(text: &str) -> &str {
    let is_midnight =
        |time: &str| time.starts_with("00:00") && time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.'));
    match text.split_once([' ', 'T']) {
        Some((date, time)) if is_midnight(time) => date,
        Some(_) | None => text,
    }
}

/// Whether a spreadsheet has made an identifier a number and rounded it: `1.10101E+17`. Two people can have become one.
pub fn is_rounded(text: &str) -> bool {
    let Some((number, power)) = text.split_once("E+").or_else(|| text.split_once("e+")) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    whole.len() == 1 && is_number(whole) && is_number(fraction) && is_number(power)
}

/// Reads a time. A year alone is none: it would be the first of January at midnight.
///
/// # Errors
/// The rule that the text breaks.
pub fn moment_of(moments: &mut MomentReader, text: &[u8]) -> Result<Moment, Rule> {
    let moment = moments.read(text).map_err(rule_of)?;
    if moment.precision == Precision::Year { Err(Rule::NotATime) } else { Ok(moment) }
}

/// The rule an unreadable time breaks.
fn rule_of(fault: TimeFault) -> Rule {
    match fault {
        TimeFault::Unreadable => Rule::NotATime,
        TimeFault::NoSuchLocalTime => Rule::NoSuchLocalTime,
    }
}

/// The rule that a time of several columns breaks: where the date has a clock of its own and the clock beside it says
/// another, that is said.
pub fn rule_of_joined(rule: Rule, raw: &[u8]) -> Rule {
    let has_two = rule == Rule::NotATime && std::str::from_utf8(raw).is_ok_and(has_two_clocks);
    if has_two { Rule::TwoClocks } else { rule }
}

/// Whether letters were lost in an earlier program (U+FFFD stands for them), or UTF-8 was read as Latin-1 there: its
/// pairs of bytes are then `Ã` or `Â` before a sign that no word has.
fn is_damaged(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_pair =
            matches!(letter, 'Ã' | 'Â') && letters.peek().is_some_and(|next| ('\u{80}'..='\u{BF}').contains(next));
        if letter == '\u{FFFD}' || is_pair {
            return true;
        }
    }
    false
}

/// Whether a cell of text has nothing to say; no name and no diagnosis is written so.
fn is_nothing(text: &str) -> bool {
    let is_stroke = |letter: char| matches!(letter, '-' | '—' | '－' | '/' | ' ');
    text.chars().all(is_stroke) || matches!(text, "N/A" | "n/a" | "无")
}

/// Bytes of `YYYY-MM-DD`.
const DATE_BYTES: usize = 10;

/// Why a row is not taken in.
#[derive(Debug)]
pub enum Stop {
    /// A cell breaks a rule; column from 1, 0 for the whole row.
    Refused { rule: Rule, column: u16 },
    /// Nothing more can be taken in.
    Store(StoreError),
}

/// Cells of one row by field name. Every reading function may refuse the row.
pub struct Cells<'a> {
    row: &'a SourceRow<'a>,
    layout: &'a [(&'static str, u16)],
    sources: &'a mut Sources,
    raw: Vec<(String, String)>,
    /// Cells of a row that is kept all the same.
    flags: Vec<(Rule, u16)>,
}

impl<'a> Cells<'a> {
    pub fn line(&self) -> u32 {
        self.row.line()
    }

    /// The record with what was kept of the row's text.
    pub fn row<T>(&mut self, record: T) -> Row<T> {
        Row { record, line: self.row.line(), raw: std::mem::take(&mut self.raw) }
    }

    fn column(&self, field: &str) -> u16 {
        self.layout.iter().find(|(name, _)| *name == field).map_or(0, |(_, cell)| *cell)
    }

    /// The cell's text without spaces around it; empty for a field without a column.
    pub fn trimmed(&self, field: &str) -> &'a str {
        // Rows with bytes that are not UTF-8 in a column that is read were refused before.
        std::str::from_utf8(self.row.text(self.column(field))).unwrap_or_default().trim()
    }

    /// Refuses the row for the cell of that field.
    pub fn refuse<T>(&self, field: &str, rule: Rule) -> Result<T, Stop> {
        Err(Stop::Refused { rule, column: self.column(field) })
    }

    /// Flags the cell of that field; the row is kept.
    pub fn flag(&mut self, field: &str, rule: Rule) {
        self.flags.push((rule, self.column(field)));
    }

    /// The day it is, as far as the reader was told.
    pub fn today(&self) -> Option<Date> {
        self.sources.moments.today()
    }

    /// Keeps the cell's text if it is not `typed`.
    fn keep_raw_unless(&mut self, field: &'static str, typed: impl FnOnce(&[u8]) -> bool) {
        let raw = self.row.raw(self.column(field));
        if !typed(raw) {
            self.raw.push((field.to_owned(), shown(raw)));
        }
    }

    /// Keeps the cell's text although the typed record says the same in other words.
    pub fn keep_raw(&mut self, field: &'static str) {
        self.raw.retain(|(kept, _)| kept != field);
        let raw = self.row.raw(self.column(field));
        self.raw.push((field.to_owned(), shown(raw)));
    }

    /// Keeps the text of a cell that no typed field gives back.
    pub fn keep_said(&mut self, field: &'static str) {
        if !self.trimmed(field).is_empty() {
            self.keep_raw(field);
        }
    }

    /// Keeps what was read of a cell where the typed record gives something else back.
    pub fn keep_if_changed(&mut self, field: &'static str, read: &str, typed: &str) {
        if read != typed && !self.raw.iter().any(|(name, _)| name == field) {
            self.raw.push((field.to_owned(), read.to_owned()));
        }
    }

    /// Any text; `None` if the cell is empty or says that there is nothing.
    pub fn text(&mut self, field: &'static str) -> Option<String> {
        let text = self.trimmed(field);
        if is_damaged(text) {
            self.flag(field, Rule::DamagedText);
        }
        self.keep_raw_unless(field, |raw| raw == text.as_bytes() && (text.is_empty() || !is_nothing(text)));
        (!is_nothing(text)).then(|| text.to_owned())
    }

    /// An identifier: not empty, at most 64 characters, none of them a control character.
    pub fn identifier(&mut self, field: &'static str) -> Result<String, Stop> {
        let text = self.trimmed(field);
        if text.is_empty() {
            return self.refuse(field, Rule::MissingRequired);
        }
        if text.chars().count() > IDENTIFIER_CHARS || text.chars().any(char::is_control) {
            return self.refuse(field, Rule::BadIdentifier);
        }
        if is_rounded(text) {
            return self.refuse(field, Rule::RoundedIdentifier);
        }
        self.keep_raw_unless(field, |raw| raw == text.as_bytes());
        Ok(text.to_owned())
    }

    /// The patient of an identifier.
    pub fn patient(&self, field: &'static str) -> Result<PatientId, Stop> {
        let text = self.trimmed(field);
        if text.is_empty() {
            return self.refuse(field, Rule::MissingRequired);
        }
        self.sources.identifiers.find(text.as_bytes()).map_or_else(|| self.refuse(field, Rule::UnknownPatient), Ok)
    }

    /// A date as `YYYY-MM-DD`; other orders are asked for, not guessed. A time of day behind it is kept as text only.
    pub fn date(&mut self, field: &'static str) -> Result<Option<Date>, Stop> {
        let text = self.trimmed(field);
        if text.is_empty() {
            return Ok(None);
        }
        let text = without_midnight(text);
        let Some((date, clock)) = self.day_of(text.as_bytes()) else {
            return self.refuse(field, Rule::NotATime);
        };
        self.keep_raw_unless(field, |raw| raw == text.as_bytes() && raw.len() == DATE_BYTES);
        self.raw.extend(clock.map(|clock| (format!("{field}{CLOCK_BEHIND}"), clock)));
        Ok(Some(date))
    }

    /// The day of a date, or of a date and time as it was on the clock there, with that time.
    fn day_of(&mut self, text: &[u8]) -> Option<(Date, Option<String>)> {
        if text.len() <= DATE_BYTES {
            return Date::parse_iso(text).map(|date| (date, None));
        }
        let moment = moment_of(&mut self.sources.moments, text).ok()?;
        let (hour, minute, second) = moment.local_hms();
        let clock = match second {
            0 => format!("{hour:02}:{minute:02}"),
            _ => format!("{hour:02}:{minute:02}:{second:02}"),
        };
        Some((moment.local_date(), Some(clock)))
    }

    /// Whether on one day the time behind one date is before that behind another.
    pub fn is_clock_before(&self, field: &str, other: &str) -> bool {
        let clock = |field: &str| {
            let name = format!("{field}{CLOCK_BEHIND}");
            self.raw.iter().find(|(kept, _)| *kept == name).map(|(_, clock)| clock)
        };
        clock(field).zip(clock(other)).is_some_and(|(one, other)| one < other)
    }

    /// A date that must have come already: of a birth, of a death.
    pub fn past_date(&mut self, field: &'static str) -> Result<Option<Date>, Stop> {
        let date = self.date(field)?;
        match date.filter(|date| self.sources.moments.is_future(date.utc_secs())) {
            Some(_) => self.refuse(field, Rule::InTheFuture),
            None => Ok(date),
        }
    }

    /// Flags the cell of that field where its time has not come yet; plans are kept.
    pub fn flag_if_future(&mut self, field: &str, utc_secs: Option<i64>) {
        if utc_secs.is_some_and(|secs| self.sources.moments.is_future(secs)) {
            self.flag(field, Rule::NotYet);
        }
    }

    /// A date or time as ISO 8601.
    pub fn moment(&mut self, field: &'static str) -> Result<Option<Moment>, Stop> {
        let text = self.trimmed(field);
        if text.is_empty() {
            return Ok(None);
        }
        match moment_of(&mut self.sources.moments, text.as_bytes()) {
            Ok(moment) => {
                self.keep_raw_unless(field, |raw| moment.is_written_as(raw));
                Ok(Some(moment))
            }
            Err(rule) => self.refuse(field, rule_of_joined(rule, self.row.raw(self.column(field)))),
        }
    }

    /// A plain decimal number.
    pub fn number(&mut self, field: &'static str) -> Result<Option<Decimal>, Stop> {
        let text = self.trimmed(field);
        if text.is_empty() {
            return Ok(None);
        }
        let Some(number) = Decimal::parse(text.as_bytes()) else {
            return self.refuse(field, Rule::NotANumber);
        };
        self.keep_raw_unless(field, |raw| number.is_written_as(raw));
        Ok(Some(number))
    }

    /// A whole number from 0.
    pub fn whole(&mut self, field: &'static str) -> Result<Option<u32>, Stop> {
        let Some(number) = self.number(field)? else { return Ok(None) };
        let whole = u32::try_from(number.mantissa).ok().filter(|_| number.scale == 0);
        whole.map_or_else(|| self.refuse(field, Rule::NotANumber), |whole| Ok(Some(whole)))
    }

    /// Whole numbers separated by `;`.
    pub fn wholes(&mut self, field: &'static str) -> Result<Vec<u32>, Stop> {
        let list = self.list(field);
        let numbers: Option<Vec<u32>> = list.iter().map(|part| part.parse().ok()).collect();
        numbers.map_or_else(|| self.refuse(field, Rule::NotANumber), Ok)
    }

    /// Minutes of each weekday: one number for all, or seven from Monday separated by `;`.
    pub fn week_mins(&mut self, field: &'static str) -> Result<Option<WeekMins>, Stop> {
        let text = self.trimmed(field);
        if text.is_empty() {
            return Ok(None);
        }
        let Some(mins) = WeekMins::parse(text) else { return self.refuse(field, Rule::NotANumber) };
        self.keep_raw_unless(field, |raw| raw == mins.text().as_bytes());
        Ok(Some(mins))
    }

    /// Texts separated by `;`, without empty ones.
    pub fn list(&mut self, field: &'static str) -> Vec<String> {
        let parts = self.trimmed(field).split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
        let list: Vec<String> = parts.map(str::to_owned).collect();
        self.keep_raw_unless(field, |raw| list.join(";").as_bytes() == raw);
        list
    }

    /// One of the words of `choices`, in lower case there; the first word of a choice gives the value back, for the
    /// others the text is kept.
    pub fn choice<T: Copy>(&mut self, field: &'static str, choices: &[(&[&str], T)]) -> Result<Option<T>, Stop> {
        let text = self.trimmed(field);
        if text.is_empty() {
            return Ok(None);
        }
        let lower = text.to_lowercase();
        let Some((words, value)) = choices.iter().find(|(words, _)| words.contains(&lower.as_str())) else {
            return self.refuse(field, Rule::UnknownWord);
        };
        self.keep_raw_unless(field, |raw| words.first().is_some_and(|word| word.as_bytes() == raw));
        Ok(Some(*value))
    }

    /// A word of one of the store's books.
    pub fn intern(&self, kind: BookKind, word: &str) -> Result<WordId, Stop> {
        self.sources.words.intern(kind, word).map_err(Stop::Store)
    }

    /// Code and name as one word of a book: `code TAB name`, the code empty where there is none. Either may be empty,
    /// not both.
    pub fn coded_word(&mut self, kind: BookKind, code: &'static str, name: &'static str) -> Result<WordId, Stop> {
        let code_text = self.text(code).unwrap_or_default();
        let name_text = self.text(name).unwrap_or_default();
        if code_text.is_empty() && name_text.is_empty() {
            return self.refuse(name, Rule::MissingRequired);
        }
        if code_text.chars().any(char::is_control) {
            return self.refuse(code, Rule::BadIdentifier);
        }
        self.intern(kind, &format!("{code_text}\t{name_text}"))
    }
}

/// Reads rows of a format whose record is one row, by a function of the row's cells.
pub struct RecordReader<T> {
    layout: Vec<(&'static str, u16)>,
    sources: Sources,
    rows: Vec<T>,
    read: fn(&mut Cells<'_>) -> Result<T, Stop>,
    batch: fn(Vec<T>) -> RecordBatch,
}

impl<T> RecordReader<T> {
    /// `read` makes the record of a row, `batch` names the kind of the records.
    pub fn new(
        columns: &'static [Column],
        mapping: &Mapping,
        sources: Sources,
        read: fn(&mut Cells<'_>) -> Result<T, Stop>,
        batch: fn(Vec<T>) -> RecordBatch,
    ) -> Self {
        let layout = columns.iter().map(|column| (column.field, mapping.cell_of(column.field))).collect();
        RecordReader { layout, sources, rows: Vec::new(), read, batch }
    }
}

impl<T: Send> RowReader for RecordReader<T> {
    fn read(&mut self, row: &SourceRow<'_>, findings: &mut Findings) -> Result<(), StoreError> {
        let (raw, flags) = (Vec::new(), Vec::new());
        let mut cells = Cells { row, layout: &self.layout, sources: &mut self.sources, raw, flags };
        match (self.read)(&mut cells) {
            Ok(record) => {
                findings.rejects.extend(cells.flags.iter().map(|(rule, column)| row.reject(*rule, *column)));
                self.rows.push(record);
            }
            Err(Stop::Refused { rule, column }) => findings.rejects.push(row.reject(rule, column)),
            Err(Stop::Store(error)) => return Err(error),
        }
        Ok(())
    }

    fn take(&mut self) -> RecordBatch {
        (self.batch)(std::mem::take(&mut self.rows))
    }
}
