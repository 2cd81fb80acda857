//! One cell of an OpenDocument table: its typed value in attributes, or its paragraphs.

use std::io::BufRead;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::cells::MOST_COLUMNS;
use super::error::ContainerError;
use super::sheet::Value;

/// Bytes of a cell's text; a spreadsheet allows 64 KiB.
const MOST_TEXT: usize = 1 << 20;

/// A cell, perhaps standing for several equal ones side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    kind: CellKind,
    text: String,
    number: f64,
    pub repeated: u32,
    pub has_formula: bool,
    pub is_merged: bool,
    pub is_percent: bool,
    /// Digits that are shown of a whole number with zeros before it; 0 of any other.
    pub least_digits: u8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum CellKind {
    #[default]
    Empty,
    Text,
    Number,
    Boolean,
    Moment,
    Duration,
    Error,
}

impl Cell {
    /// Reads the cell whose start was just read, up to its end. `is_covered`: it lies under a merged cell and shows
    /// nothing.
    ///
    /// # Errors
    /// No sound XML, a number that is none, a text that is too long.
    pub fn read(
        start: &BytesStart<'_>,
        xml: &mut Reader<impl BufRead>,
        is_covered: bool,
    ) -> Result<Cell, ContainerError> {
        let mut cell = Cell { repeated: 1, ..Cell::default() };
        let has_text_attribute = cell.attributes(start)?;
        let mut text = String::new();
        paragraphs(start, xml, &mut text)?;
        let takes_text = match cell.kind {
            CellKind::Text => !has_text_attribute,
            CellKind::Error => true,
            _ => false,
        };
        if cell.kind == CellKind::Number {
            cell.least_digits = zeros_shown(&text);
        }
        if takes_text {
            cell.text = text;
        }
        if is_covered {
            (cell.kind, cell.has_formula) = (CellKind::Empty, false);
        }
        Ok(cell)
    }

    /// Takes over the attributes; whether one of them holds the text.
    fn attributes(&mut self, start: &BytesStart<'_>) -> Result<bool, ContainerError> {
        let mut has_text = false;
        let mut is_error = false;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(damaged)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?;
            match attribute.key.as_ref() {
                "office:value-type" => self.set_kind(&value),
                "calcext:value-type" => is_error = value == "error",
                "office:value" => self.number = value.parse().map_err(|_| NO_NUMBER)?,
                "office:boolean-value" => self.number = f64::from(u8::from(value == "true")),
                "office:date-value" | "office:time-value" => self.text = value.into_owned(),
                "office:string-value" => {
                    self.text = value.into_owned();
                    has_text = true;
                }
                "table:formula" => self.has_formula = true,
                "table:number-columns-repeated" => {
                    self.repeated = value.parse().unwrap_or(1).clamp(1, MOST_COLUMNS);
                }
                "table:number-columns-spanned" | "table:number-rows-spanned" => self.is_merged |= value != "1",
                _ => {}
            }
        }
        if is_error {
            self.kind = CellKind::Error;
        }
        Ok(has_text)
    }

    fn set_kind(&mut self, value_type: &str) {
        self.is_percent = value_type == "percentage";
        self.kind = match value_type {
            "float" | "percentage" | "currency" => CellKind::Number,
            "boolean" => CellKind::Boolean,
            "date" => CellKind::Moment,
            "time" => CellKind::Duration,
            "string" => CellKind::Text,
            _ => CellKind::Empty,
        };
    }

    /// `None` for a cell without a value.
    pub fn value(&self) -> Option<Value<'_>> {
        match self.kind {
            CellKind::Empty => None,
            CellKind::Text if self.text.is_empty() => None,
            CellKind::Text => Some(Value::Text(&self.text)),
            CellKind::Number => Some(Value::Number(self.number)),
            CellKind::Boolean => Some(Value::Boolean(self.number != 0.0)),
            CellKind::Moment => Some(Value::IsoMoment(&self.text)),
            CellKind::Duration => Some(Value::IsoDuration(&self.text)),
            CellKind::Error => Some(Value::Error(&self.text)),
        }
    }

    /// Whether there is anything to hand over or to count.
    pub fn is_of_note(&self) -> bool {
        self.has_formula || self.is_merged || self.value().is_some()
    }
}

/// The length of a text of digits that begins with a zero, as `000123`.
fn zeros_shown(text: &str) -> u8 {
    let is_padded = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_padded { u8::try_from(text.len()).unwrap_or(0) } else { 0 }
}

const NO_NUMBER: ContainerError = ContainerError::Damaged { what: "a number of the workbook cannot be read" };

/// The paragraphs inside the element, joined by line feeds. Notes and pictures are no text of the cell.
fn paragraphs(start: &BytesStart<'_>, xml: &mut Reader<impl BufRead>, into: &mut String) -> Result<(), ContainerError> {
    const IGNORED: [&str; 4] = ["office:annotation", "draw:frame", "table:table", "text:ruby-text"];
    let mut buffer = Vec::new();
    let mut is_first = true;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::Start(inner) if IGNORED.contains(&inner.name().as_ref()) => {
                let end = inner.to_owned();
                xml.read_to_end_into(end.name(), &mut buffer).map_err(damaged)?;
            }
            Event::Start(inner) => match inner.name().as_ref() {
                "text:p" if std::mem::take(&mut is_first) => {}
                "text:p" | "text:line-break" => into.push('\n'),
                "text:tab" => into.push('\t'),
                "text:s" => blanks(&inner, into)?,
                _ => {}
            },
            Event::Text(text) if !is_first => into.push_str(&text.xml10_content()),
            Event::CData(text) if !is_first => into.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if !is_first => into.push(resolved(&reference)?),
            Event::End(end) if end.name() == start.name() => return Ok(()),
            Event::Eof => return Err(ContainerError::Damaged { what: "the workbook's content is cut" }),
            _ => {}
        }
        if into.len() > MOST_TEXT {
            return Err(ContainerError::TooLarge { most: MOST_TEXT as u64 });
        }
    }
}

/// Several blanks are written as a count.
fn blanks(start: &BytesStart<'_>, into: &mut String) -> Result<(), ContainerError> {
    let count = attribute(start, "text:c")?.and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
    into.extend(std::iter::repeat_n(' ', count.min(MOST_TEXT)));
    Ok(())
}

/// The character of `&amp;` or `&#xA0;`. Other entities would have to be declared, and declarations are refused.
fn resolved(reference: &BytesRef<'_>) -> Result<char, ContainerError> {
    if let Some(letter) = reference.resolve_char_ref().map_err(damaged)? {
        return Ok(letter);
    }
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(ContainerError::Declaration),
    }
}

/// An attribute's value.
///
/// # Errors
/// No sound XML.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, ContainerError> {
    let attribute = start.try_get_attribute(name).map_err(damaged)?;
    let Some(attribute) = attribute else { return Ok(None) };
    Ok(Some(attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?.into_owned()))
}

/// What an error of the XML reader means. Its text may quote the file and is not passed on.
pub fn damaged(error: impl Into<quick_xml::Error>) -> ContainerError {
    match error.into() {
        quick_xml::Error::Io(error) => {
            let kind = error.kind();
            std::sync::Arc::into_inner(error)
                .map_or(ContainerError::Unreadable { what: kind.to_string() }, ContainerError::from_io)
        }
        _ => ContainerError::Damaged { what: "a part of the workbook is no sound XML" },
    }
}
