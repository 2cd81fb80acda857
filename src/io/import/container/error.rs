//! Why a file that should hold a table cannot be opened, and what a person can do about it.
//!
//! Errors also come up in the middle of reading. They then travel as the inner error of an [`io::Error`], and
//! [`ContainerError::from_io`] takes them out again.

use std::io;

use super::kind::Foreign;

/// Each has a stable id, a message and a remedy. None holds a cell, a name of an entry or a name of a sheet.
#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    /// The system says no.
    #[error("the file cannot be read: {what}")]
    Unreadable { what: String },
    /// A kind of file that holds no table this program reads.
    #[error("this is {}, not a table", .0.name())]
    Foreign(Foreign),
    /// The workbook or the entry is encrypted.
    #[error("the file is protected by a password")]
    Password,
    /// What the file says about itself does not hold together.
    #[error("the file is damaged: {what}")]
    Damaged { what: &'static str },
    /// The compressed data end too early.
    #[error("the file ends too early, after {unpacked} unpacked bytes")]
    Truncated { unpacked: u64 },
    /// More than the program is ready to unpack, by what the file declares or by what came out of it.
    #[error("the unpacked content is larger than {most} bytes")]
    TooLarge { most: u64 },
    /// Unpacks to so many times its size that it can only be made to do harm.
    #[error("the content unpacks to more than {most_ratio} times its size")]
    Bomb { most_ratio: u64 },
    /// An entry that would be written outside the folder it is unpacked in.
    #[error("the archive holds a name that leads out of its folder")]
    UnsafeName,
    #[error("the archive holds more than {most} entries")]
    TooManyEntries { most: u64 },
    /// An archive or a workbook inside an archive.
    #[error("the entry is itself an archive or a workbook")]
    Nested,
    /// A zip method other than deflate.
    #[error("the entry is compressed with a method that is not read here")]
    Compression,
    #[error("there is no table inside")]
    NothingInside,
    /// Several tables, and none was picked.
    #[error("there are {count} tables inside")]
    ManyInside { count: usize },
    /// What was picked is not there.
    #[error("the picked part is not in the file")]
    NoSuchPart,
    /// A range that is none, such as `B3:A1`, or one picked in a file that is no workbook.
    #[error("this range of cells cannot be read")]
    BadRange,
    /// An XML part declares a document type; no office program writes one, and entity bombs need one.
    #[error("the workbook declares XML entities")]
    Declaration,
}

impl ContainerError {
    /// Every id but those of [`Foreign`], for a test that looks for their texts.
    pub const IDS: [&'static str; 15] = [
        "unreadable",
        "password",
        "damaged",
        "truncated",
        "too-large",
        "bomb",
        "unsafe-name",
        "too-many-entries",
        "nested",
        "compression",
        "nothing-inside",
        "many-inside",
        "no-such-part",
        "bad-range",
        "declaration",
    ];

    /// Stable id, also of the message in a catalogue.
    pub fn id(&self) -> &'static str {
        match self {
            ContainerError::Unreadable { .. } => "unreadable",
            ContainerError::Foreign(foreign) => foreign.id(),
            ContainerError::Password => "password",
            ContainerError::Damaged { .. } => "damaged",
            ContainerError::Truncated { .. } => "truncated",
            ContainerError::TooLarge { .. } => "too-large",
            ContainerError::Bomb { .. } => "bomb",
            ContainerError::UnsafeName => "unsafe-name",
            ContainerError::TooManyEntries { .. } => "too-many-entries",
            ContainerError::Nested => "nested",
            ContainerError::Compression => "compression",
            ContainerError::NothingInside => "nothing-inside",
            ContainerError::ManyInside { .. } => "many-inside",
            ContainerError::NoSuchPart => "no-such-part",
            ContainerError::BadRange => "bad-range",
            ContainerError::Declaration => "declaration",
        }
    }

    /// What a person can do, in one sentence.
    pub fn remedy(&self) -> &'static str {
        match self {
            ContainerError::Unreadable { .. } => "Check that the file is still there and that you may read it.",
            ContainerError::Foreign(foreign) => foreign.remedy(),
            ContainerError::Password => "Open it with its password and save a copy without one.",
            ContainerError::Damaged { .. } | ContainerError::Truncated { .. } => {
                "Copy or export the file again; if it stays so, open it in its own program and save it anew."
            }
            ContainerError::TooLarge { .. } | ContainerError::TooManyEntries { .. } => {
                "Export the table in smaller pieces, or unpack it and choose the table itself."
            }
            ContainerError::Bomb { .. } | ContainerError::UnsafeName | ContainerError::Declaration => {
                "Ask where the file comes from; if you trust it, unpack it and choose the table itself."
            }
            ContainerError::Nested => "Unpack the outer archive and choose the file inside it.",
            ContainerError::Compression => "Unpack the archive and choose the table itself.",
            ContainerError::NothingInside => "Choose a file with a table in it.",
            ContainerError::ManyInside { .. } | ContainerError::NoSuchPart => "Pick one of the listed tables.",
            ContainerError::BadRange => "Give a range of cells such as B3:F200.",
        }
    }

    /// For a [`std::io::Read`] that has to say it.
    pub fn into_io(self) -> io::Error {
        let kind = match self {
            ContainerError::Truncated { .. } => io::ErrorKind::UnexpectedEof,
            ContainerError::TooLarge { .. } | ContainerError::Bomb { .. } => io::ErrorKind::FileTooLarge,
            _ => io::ErrorKind::InvalidData,
        };
        io::Error::new(kind, self)
    }

    /// Takes an error of this module out of one of the system, or wraps the system's.
    pub fn from_io(error: io::Error) -> ContainerError {
        let what = error.kind().to_string();
        let Some(inner) = error.into_inner() else { return ContainerError::Unreadable { what } };
        inner.downcast::<ContainerError>().map_or(ContainerError::Unreadable { what }, |error| *error)
    }
}

impl From<io::Error> for ContainerError {
    fn from(error: io::Error) -> Self {
        ContainerError::from_io(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_travels_through_the_system_s_error() {
        let back = ContainerError::from_io(ContainerError::Bomb { most_ratio: 100 }.into_io());
        assert_eq!(back.id(), "bomb");
        assert_eq!(ContainerError::from_io(io::Error::from(io::ErrorKind::NotFound)).id(), "unreadable");
        assert_eq!(ContainerError::from_io(io::Error::other("x")).id(), "unreadable");
    }
}
