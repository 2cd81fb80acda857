//! What one step of a walk through a file goes over: a line, or a record of several.

use std::ops::Range;

/// What was walked over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Physical line of the first byte, from 1.
    pub(crate) line: u32,
    /// Line ends that were walked over, those inside quotes included.
    pub(crate) lines: u32,
    /// Whether the last byte walked over is a line end, which it is not at the end of some files.
    pub(crate) ends_line: bool,
    pub(crate) kind: Kind,
    /// Whether the line was too long and this is not its last part: a delimiter follows, and further cells.
    pub(crate) goes_on: bool,
    /// Where the text lies that [`Walker::text`] gives, without its line end.
    pub(crate) text: Range<usize>,
}

impl Step {
    /// Physical line of the last byte.
    pub(crate) fn last_line(&self) -> u32 {
        self.line + self.lines - u32::from(self.ends_line)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line without a byte.
    Empty,
    /// A line that was asked to be skipped, or begins with the comment mark.
    Skipped,
    /// A record without quotes: its cells are the text between delimiters.
    Simple,
    /// A record with quotes, of which only the cells were counted.
    Counted(usize),
    /// A record whose cells [`Walker::cells`] gives.
    Split,
}
