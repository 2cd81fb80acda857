//! The form of a table file: how its bytes become records and cells, and how sure we are of it.
//!
//! A *plain* file (UTF-8, a delimiter of one byte, `"` quotes doubled, LF or CRLF, headings on the first line that is
//! not empty) goes straight to the scanner of the import. Every other file is read through a [`CanonicalReader`], which
//! makes it plain and keeps its line numbers: each line end of the file becomes exactly one line feed.
//!
//! | Call | Gives |
//! | --- | --- |
//! | [`detect`], [`detect_with`] | a [`DetectedForm`] from two or three passes over the whole file, in bounded memory |
//! | [`FileForm::is_plain`], [`Dialect::plain_delimiter`] | whether the bytes may go to the scanner as they are |
//! | [`CanonicalReader::new`] | `Read` of UTF-8, `,`, `"` doubled where needed, LF, as many lines as the file |
//! | [`shown`] | text for people, undecodable bytes as `\xHH` |
//! | [`Encoding::all`], [`Encoding::from_id`], [`Encoding::id`] | what a picker lists |
//!
//! Bytes that the encoding does not know stay in the canonical text as three-byte markers, see [`undecodable`].

mod above;
pub mod canonical;
mod cells;
pub mod decode;
pub mod detect;
pub mod detected;
pub mod dialect;
pub mod encoding;
mod fill;
mod frequent;
mod guess;
mod head;
mod headings;
mod hz;
mod kinds;
mod plain;
mod records;
mod sample;
mod step;
mod structure;
mod survey;
mod table_start;
pub mod undecodable;
mod verify;
mod walk;

pub use canonical::CanonicalReader;
pub use detect::{detect, detect_with};
pub use detected::{DetectError, Detected, DetectedForm, Fixed, Places, Reason, TableFound};
pub use encoding::Encoding;
pub use undecodable::shown;

/// How a file is to be read. Made by [`detect`] or by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileForm {
    pub encoding: Encoding,
    /// Whether the file begins with the mark of its encoding; it is no part of the first cell.
    pub byte_order_mark: bool,
    pub dialect: Dialect,
    pub table: TableLines,
}

/// How decoded text becomes records and cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// `None`: every line is one cell, though it may be quoted.
    pub delimiter: Option<Delimiter>,
    /// An ASCII byte; `None`: quotes are text.
    pub quote: Option<u8>,
    pub escape: Escape,
    /// Lines that begin with it are no records.
    pub comment: Option<ShortText>,
    pub line_end: LineEnd,
    /// Whether blanks between a delimiter and an opening quote are dropped.
    pub skip_initial_space: bool,
    /// Whether quotes stand where none should, so that each quote is judged by what surrounds it.
    pub stray_quotes: bool,
    /// Whether an empty line is a row with one empty cell; only where there is one column.
    pub empty_line_is_row: bool,
}

/// What separates cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    Text(ShortText),
    /// Any run of blanks and tabs; those at both ends of a line separate nothing.
    Blanks,
}

/// One to four bytes of UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortText {
    bytes: [u8; 4],
    length: u8,
}

/// How a quote is written inside quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Escape {
    #[default]
    Doubled,
    /// A backslash takes the meaning from a following quote, delimiter or backslash; doubled quotes are understood too.
    Backslash,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// LF, CRLF, or both in one file; a lone carriage return is text.
    #[default]
    LineFeed,
    /// A lone carriage return ends a line, and so do LF and CRLF.
    CarriageReturn,
}

/// Which physical lines, from 1, belong to the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableLines {
    /// `None`: the columns have no names.
    pub headings: Option<HeadingLines>,
    /// Lines before it, other than the headings, are skipped.
    pub first_row: u32,
    /// `None`: up to the end of the file.
    pub last_row: Option<u32>,
}

/// Where the column names stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadingLines {
    pub first: u32,
    /// Physical lines; more than one if names are made of several parts or contain line ends.
    pub count: u32,
}

impl ShortText {
    /// `None` unless `text` is one to four bytes.
    pub fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; 4];
        let length = text.len();
        bytes.get_mut(..length)?.copy_from_slice(text.as_bytes());
        (length > 0).then_some(ShortText { bytes, length: length as u8 })
    }

    /// One ASCII byte.
    pub const fn byte(byte: u8) -> Self {
        ShortText { bytes: [byte, 0, 0, 0], length: 1 }
    }

    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }
}

impl Delimiter {
    /// One ASCII byte.
    pub const fn byte(byte: u8) -> Self {
        Delimiter::Text(ShortText::byte(byte))
    }
}

impl Escape {
    /// A short name for machines.
    pub fn id(self) -> &'static str {
        match self {
            Escape::Doubled => "doubled",
            Escape::Backslash => "backslash",
        }
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Dialect {
            delimiter: Some(Delimiter::byte(b',')),
            quote: Some(b'"'),
            escape: Escape::Doubled,
            comment: None,
            line_end: LineEnd::LineFeed,
            skip_initial_space: false,
            stray_quotes: false,
            empty_line_is_row: false,
        }
    }
}

impl Dialect {
    /// The delimiter, if it is one byte and quotes are doubled.
    pub(crate) fn plain_byte(&self) -> Option<u8> {
        match self.delimiter {
            Some(Delimiter::Text(text)) if text.length == 1 && self.escape == Escape::Doubled => {
                text.bytes().first().copied()
            }
            _ => None,
        }
    }

    /// The delimiter, if text in this dialect can be scanned as it is.
    pub fn plain_delimiter(&self) -> Option<u8> {
        let plain = Dialect { delimiter: self.delimiter, ..Dialect::default() };
        match self.delimiter {
            Some(Delimiter::Text(text)) if *self == plain && text.bytes().len() == 1 => text.bytes().first().copied(),
            _ => None,
        }
    }
}

impl FileForm {
    /// Whether the file's bytes may go straight to the scanner, with [`Dialect::plain_delimiter`].
    pub fn is_plain(&self) -> bool {
        let headings = Some(HeadingLines { first: 1, count: 1 });
        let table = TableLines { headings, first_row: 2, last_row: None };
        self.encoding == Encoding::Utf8 && self.dialect.plain_delimiter().is_some() && self.table == table
    }
}
