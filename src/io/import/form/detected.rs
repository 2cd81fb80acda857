//! What detection says: each aspect with how sure we are, why, and what else it could be.

use std::io;

use super::decode::MOST_PLACES;
use super::{Delimiter, Encoding, Escape, FileForm, HeadingLines, LineEnd, ShortText};

/// One aspect of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Detected<T> {
    pub value: T,
    /// 0 to 1. Below 0.8 a person should be asked.
    pub confidence: f32,
    pub reason: Reason,
    /// The likelier first; the values of one aspect need not add up to 1.
    pub alternatives: Vec<(T, f32)>,
}

/// Why an aspect is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A person chose it.
    Chosen,
    /// The file begins with the mark of the encoding.
    ByteOrderMark,
    /// Every byte is ASCII.
    Ascii,
    /// Every byte is valid in the encoding, and there are some that are not ASCII.
    Valid,
    /// Most bytes are valid in the encoding; the others are listed.
    MostlyValid,
    /// Zero bytes stand where the encoding has them.
    ZeroBytes,
    /// The text decodes to characters that are frequent in its language.
    FrequentCharacters,
    /// The letters around bytes that are not ASCII suggest it.
    LetterPatterns,
    /// There is too little text to decide.
    TooLittleText,
    RowsAgree,
    MostRowsAgree,
    TooFewRows,
    OneColumn,
    QuotedCells,
    NoQuotes,
    EscapedQuotes,
    NoEscapes,
    /// The names are of another kind than the values below them.
    UnlikeValues,
    /// Text above text; names are likelier than none.
    LooksLikeNames,
    /// The first row looks like all others.
    LikeValues,
    NoRows,
}

impl Reason {
    /// A short name for machines.
    pub fn id(self) -> &'static str {
        match self {
            Reason::Chosen => "chosen",
            Reason::ByteOrderMark => "byte_order_mark",
            Reason::Ascii => "ascii",
            Reason::Valid => "valid",
            Reason::MostlyValid => "mostly_valid",
            Reason::ZeroBytes => "zero_bytes",
            Reason::FrequentCharacters => "frequent_characters",
            Reason::LetterPatterns => "letter_patterns",
            Reason::TooLittleText => "too_little_text",
            Reason::RowsAgree => "rows_agree",
            Reason::MostRowsAgree => "most_rows_agree",
            Reason::TooFewRows => "too_few_rows",
            Reason::OneColumn => "one_column",
            Reason::QuotedCells => "quoted_cells",
            Reason::NoQuotes => "no_quotes",
            Reason::EscapedQuotes => "escaped_quotes",
            Reason::NoEscapes => "no_escapes",
            Reason::UnlikeValues => "unlike_values",
            Reason::LooksLikeNames => "looks_like_names",
            Reason::LikeValues => "like_values",
            Reason::NoRows => "no_rows",
        }
    }
}

/// How often something was found, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    pub count: u64,
    /// Physical lines, from 1, of the first 20.
    pub lines: Vec<u32>,
}

impl Places {
    pub(crate) fn note(&mut self, line: u32, count: u64) {
        self.count += count;
        for _ in 0..count.min((MOST_PLACES - self.lines.len().min(MOST_PLACES)) as u64) {
            self.lines.push(line);
        }
    }
}

/// A table of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableFound {
    /// Physical lines, from 1, headings included.
    pub first_line: u32,
    pub last_line: u32,
    pub columns: u32,
    /// Records, headings not counted.
    pub rows: u64,
}

/// A byte that could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndecodablePlace {
    /// Physical line, from 1; 0 if it lies outside the table.
    pub line: u32,
    /// Offset in the file, in bytes from 0.
    pub offset: u64,
}

/// The form of a file with all that was found on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct DetectedForm {
    pub form: FileForm,
    pub encoding: Detected<Encoding>,
    pub delimiter: Detected<Option<Delimiter>>,
    pub quote: Detected<Option<u8>>,
    pub escape: Detected<Escape>,
    pub headings: Detected<Option<HeadingLines>>,
    /// All tables; the one that [`FileForm::table`] gives is among them. Empty for a file without text.
    pub tables: Vec<TableFound>,
    /// Most frequent number of cells of a row.
    pub columns: u32,
    /// Records of the table that is read, headings not counted.
    pub rows: u64,
    /// Rows of the table that have another number of cells. They are read as they are.
    pub odd_rows: Places,
    /// Quotes that stand where none should, or are never closed.
    pub stray_quotes: Places,
    pub undecodable: u64,
    /// The first 20 of them.
    pub first_undecodable: Vec<UndecodablePlace>,
    /// Lines that begin with the comment mark.
    pub comments: Places,
    /// Lines with text above the headings, among the first 400 records.
    pub above: Places,
    /// Lines behind the table that are no rows of it.
    pub footer: Places,
    /// Bytes of the file.
    pub bytes: u64,
    /// Line ends of the file, and one more if text follows the last.
    pub lines: u32,
}

impl DetectedForm {
    /// The tables of the file but the one that is read; none where it holds one.
    pub fn unread_tables(&self) -> impl Iterator<Item = &TableFound> {
        let table = self.form.table;
        let line = table.headings.map_or(table.first_row, |headings| headings.first);
        let is_read = move |found: &TableFound| (found.first_line..=found.last_line).contains(&line);
        self.tables.iter().filter(move |found| self.tables.len() > 1 && !is_read(found))
    }

    /// Whether the lines behind the table are read as rows all the same, since a person said where it ends.
    pub fn is_footer_read(&self) -> bool {
        let line = self.footer.lines.first();
        line.is_some_and(|line| self.form.table.last_row.is_none_or(|last| last >= *line))
    }
}

/// Aspects that a person has already chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<Option<Delimiter>>,
    pub quote: Option<Option<u8>>,
    pub escape: Option<Escape>,
    pub comment: Option<Option<ShortText>>,
    pub line_end: Option<LineEnd>,
    pub headings: Option<Option<HeadingLines>>,
    pub first_row: Option<u32>,
    pub last_row: Option<Option<u32>>,
}

/// Why nothing could be said.
#[derive(Debug, thiserror::Error)]
pub enum DetectError {
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("looking at the file was cancelled")]
    Cancelled,
}
