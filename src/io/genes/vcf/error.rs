//! Why a variant file was not taken, with the place.

use std::io;

use crate::base::Cancelled;

/// A breach in a line whose number is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Column of the table, counted from 1; 1 for lines above it.
    pub column: u32,
    pub what: String,
}

impl LineFault {
    pub fn new(column: u32, what: impl Into<String>) -> LineFault {
        LineFault { column, what: what.into() }
    }

    pub fn at(self, line: u64) -> VcfError {
        VcfError::Fault { line, column: self.column, what: self.what }
    }
}

/// A file that was not taken.
#[derive(Debug, thiserror::Error)]
pub enum VcfError {
    #[error("the file is empty")]
    Empty,
    #[error("line {line}, column {column}: {what}")]
    Fault { line: u64, column: u32, what: String },
    /// Positions are those of another reference genome.
    #[error("line {line}, column {column}: this file is not on GRCh38: {what}")]
    OtherBuild { line: u64, column: u32, what: String },
    #[error("the file cannot be read: {what}")]
    Unreadable { what: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<io::Error> for VcfError {
    fn from(error: io::Error) -> VcfError {
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => "it is packed, and ends in the middle".to_owned(),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => format!("it is packed, and damaged ({error})"),
            _ => error.to_string(),
        };
        VcfError::Unreadable { what }
    }
}
