//! The part of a profile that says how the file's bytes become cells. An empty text stands for "there is none".

use serde::{Deserialize, Serialize};

use super::super::container::CellRange;
use super::super::form::{Delimiter, Encoding, Escape, Fixed, HeadingLines, LineEnd, ShortText};
use super::profile::SheetPlace;

const BLANKS: &str = "blanks";

/// The table `[file]`.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    /// A text, or `blanks` for any run of blanks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delimiter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    escape: Option<EscapeRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line_end: Option<LineEndRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    headings: Option<HeadingsRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_row: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_row: Option<LastRow>,
    /// The sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    /// Its cells, such as `B3:F200`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cells: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EscapeRow {
    Doubled,
    Backslash,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LineEndRow {
    Lf,
    Cr,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "\"none\", or { line = 3, lines = 1 }")]
enum HeadingsRow {
    Word(NoneWord),
    Lines(LinesRow),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum NoneWord {
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinesRow {
    line: u32,
    lines: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a line, or \"end\"")]
enum LastRow {
    Line(u32),
    Word(EndWord),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EndWord {
    End,
}

impl FileRow {
    pub fn is_empty(&self) -> bool {
        *self == FileRow::default()
    }

    pub fn of(fixed: &Fixed, place: &SheetPlace) -> FileRow {
        FileRow {
            encoding: fixed.encoding.map(|encoding| encoding.id().to_owned()),
            delimiter: fixed.delimiter.map(delimiter_text),
            quote: fixed.quote.map(|quote| quote.map_or_else(String::new, |byte| char::from(byte).to_string())),
            escape: fixed.escape.map(|escape| match escape {
                Escape::Doubled => EscapeRow::Doubled,
                Escape::Backslash => EscapeRow::Backslash,
            }),
            comment: fixed.comment.map(|mark| mark.map_or_else(String::new, |mark| mark.text().to_owned())),
            line_end: fixed.line_end.map(|end| match end {
                LineEnd::LineFeed => LineEndRow::Lf,
                LineEnd::CarriageReturn => LineEndRow::Cr,
            }),
            headings: fixed.headings.map(|lines| match lines {
                None => HeadingsRow::Word(NoneWord::None),
                Some(HeadingLines { first, count }) => HeadingsRow::Lines(LinesRow { line: first, lines: count }),
            }),
            first_row: fixed.first_row,
            last_row: fixed.last_row.map(|row| row.map_or(LastRow::Word(EndWord::End), LastRow::Line)),
            sheet: place.sheet.clone(),
            cells: place.cells.map(|cells| cells.to_string()),
        }
    }

    /// Where in a workbook the table is, or what is wrong and how to put it right.
    pub fn place(&self) -> Result<SheetPlace, String> {
        let cells = |text: &String| {
            text.parse::<CellRange>().map_err(|_| format!("cells = {text:?} is no range; write one such as B3:F200"))
        };
        Ok(SheetPlace { sheet: self.sheet.clone(), cells: self.cells.as_ref().map(cells).transpose()? })
    }

    /// What is fixed, or what is wrong and how to put it right.
    pub fn fixed(&self) -> Result<Fixed, String> {
        let encoding = |id: &String| {
            let unknown =
                || format!("there is no encoding {id:?}; write one such as UTF-8, GB18030, Big5 or windows-1252");
            Encoding::from_id(id).ok_or_else(unknown)
        };
        Ok(Fixed {
            encoding: self.encoding.as_ref().map(encoding).transpose()?,
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?,
            quote: self.quote.as_deref().map(quote).transpose()?,
            escape: self.escape.map(|escape| match escape {
                EscapeRow::Doubled => Escape::Doubled,
                EscapeRow::Backslash => Escape::Backslash,
            }),
            comment: self.comment.as_deref().map(|mark| short("comment", mark)).transpose()?,
            line_end: self.line_end.map(|end| match end {
                LineEndRow::Lf => LineEnd::LineFeed,
                LineEndRow::Cr => LineEnd::CarriageReturn,
            }),
            headings: self.headings.map(|row| match row {
                HeadingsRow::Word(NoneWord::None) => None,
                HeadingsRow::Lines(lines) => Some(HeadingLines { first: lines.line, count: lines.lines }),
            }),
            first_row: self.first_row,
            last_row: self.last_row.map(|row| match row {
                LastRow::Line(line) => Some(line),
                LastRow::Word(EndWord::End) => None,
            }),
        })
    }
}

/// A delimiter as profiles and receipts write it.
pub fn delimiter_text(delimiter: Option<Delimiter>) -> String {
    match delimiter {
        None => String::new(),
        Some(Delimiter::Blanks) => BLANKS.to_owned(),
        Some(Delimiter::Text(text)) => text.text().to_owned(),
    }
}

fn delimiter(text: &str) -> Result<Option<Delimiter>, String> {
    match text {
        BLANKS => Ok(Some(Delimiter::Blanks)),
        text => Ok(short("delimiter", text)?.map(Delimiter::Text)),
    }
}

fn short(key: &str, text: &str) -> Result<Option<ShortText>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    ShortText::new(text).map(Some).ok_or_else(|| format!("{key} = {text:?} is too long: it has four bytes at most"))
}

fn quote(text: &str) -> Result<Option<u8>, String> {
    match text.as_bytes() {
        [] => Ok(None),
        [byte] if byte.is_ascii() => Ok(Some(*byte)),
        _ => Err(format!("quote = {text:?} is no single mark; write \"\\\"\", \"'\", or \"\" for none")),
    }
}
