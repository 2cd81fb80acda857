//! Why an import ends without anything taken in.

use std::io;
use std::path::Path;

use crate::base::Cancelled;

use super::super::store::StoreError;
use super::container::{ContainerError, Foreign};

/// Each has a text `import-error-<id>` with its remedy. No variant holds a cell of the file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not there, or no longer.
    #[error("the file is not there: {name}")]
    Gone { name: String },
    /// A folder, a pipe, a device.
    #[error("this is not a file: {name}")]
    NotAFile { name: String },
    /// This user may not read it.
    #[error("the file may not be read: {name}")]
    NotAllowed { name: String },
    /// The system says no in the middle.
    #[error("the file cannot be read: {name}: {what}")]
    Unreadable { name: String, what: String },
    /// Longer, shorter or newer at the end of the import than at its beginning.
    #[error("the file was changed while it was read: {name}")]
    Changed { name: String },
    #[error("the file is empty: {name}")]
    Empty { name: String },
    /// A picture, a program, an encrypted document.
    #[error(
        "the file is not text: {name}; a table is a CSV or text file, or an Excel or OpenDocument workbook, also packed by zip or gzip"
    )]
    NotText { name: String },
    /// The first line is not the one the mapping was made for.
    #[error("the headings are not those of the mapping: {name}")]
    OtherHeadings { name: String },
    /// The mapping leaves out what the format cannot do without.
    #[error("no column for: {}", .fields.join(", "))]
    MissingColumns { fields: Vec<String> },
    /// The mapping names a format, field or column that does not exist, or one field twice.
    #[error("the mapping does not fit: {what}")]
    BadMapping { what: String },
    /// A profile's text does not read; `what` says why and what would.
    #[error("{name}{}: {what}", line_words(.line))]
    BadProfile { name: String, line: Option<usize>, what: String },
    /// The file has no column of a heading that the profile names.
    #[error("the file has no column headed {heading:?}, which {profile} names{}", line_words(&(*.line > 0).then_some(*.line)))]
    ProfileHeading { profile: String, line: usize, heading: String },
    /// The workbook has no sheet of a name that the profile says.
    #[error("the workbook has no sheet {sheet:?}, which {profile} names")]
    ProfileSheet { profile: String, sheet: String },
    /// A bundle or a file of messages that cannot be read as one; `what` says why.
    #[error("{name}{}: {what}", line_words(.line))]
    BadDocument { name: String, line: Option<usize>, what: String },
    /// A packed file or a workbook that cannot be opened; `id` is the container's own.
    #[error("{name}: {what}")]
    Container { name: String, id: &'static str, what: String },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl ImportError {
    /// Every id of its own, for the test that looks for their texts; those of [`ContainerError`] come beside.
    pub const IDS: [&'static str; 16] = [
        "gone",
        "not-a-file",
        "not-allowed",
        "unreadable",
        "changed",
        "empty",
        "not-text",
        "other-headings",
        "missing-columns",
        "bad-mapping",
        "bad-profile",
        "profile-heading",
        "profile-sheet",
        "bad-document",
        "store",
        "cancelled",
    ];

    /// Every id there is.
    pub fn all_ids() -> impl Iterator<Item = &'static str> {
        let foreign = Foreign::ALL.into_iter().map(Foreign::id);
        Self::IDS.into_iter().chain(ContainerError::IDS).chain(foreign)
    }

    /// Stable id: message key `import-error-<id>`; for `store` the text of the store's own error says more.
    pub fn id(&self) -> &'static str {
        match self {
            ImportError::Gone { .. } => "gone",
            ImportError::NotAFile { .. } => "not-a-file",
            ImportError::NotAllowed { .. } => "not-allowed",
            ImportError::Unreadable { .. } => "unreadable",
            ImportError::Changed { .. } => "changed",
            ImportError::Empty { .. } => "empty",
            ImportError::NotText { .. } => "not-text",
            ImportError::OtherHeadings { .. } => "other-headings",
            ImportError::MissingColumns { .. } => "missing-columns",
            ImportError::BadMapping { .. } => "bad-mapping",
            ImportError::BadProfile { .. } => "bad-profile",
            ImportError::ProfileHeading { .. } => "profile-heading",
            ImportError::ProfileSheet { .. } => "profile-sheet",
            ImportError::BadDocument { .. } => "bad-document",
            ImportError::Container { id, .. } => id,
            ImportError::Store(_) => "store",
            ImportError::Cancelled(_) => "cancelled",
        }
    }

    /// Why what is packed in the file at `path` cannot be read.
    pub fn of_container(path: &Path, error: &ContainerError) -> ImportError {
        ImportError::Container { name: file_name(path), id: error.id(), what: error.to_string() }
    }

    /// What the system's error means for the file at `path`.
    pub fn from_io(path: &Path, error: &io::Error) -> ImportError {
        let name = file_name(path);
        if let Some(inside) = error.get_ref().and_then(|inner| inner.downcast_ref::<ContainerError>()) {
            return ImportError::of_container(path, inside);
        }
        match error.kind() {
            io::ErrorKind::NotFound => ImportError::Gone { name },
            io::ErrorKind::PermissionDenied => ImportError::NotAllowed { name },
            io::ErrorKind::IsADirectory => ImportError::NotAFile { name },
            kind => ImportError::Unreadable { name, what: kind.to_string() },
        }
    }
}

fn line_words(line: &Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(", line {line}"))
}

/// The name of a file without its folder; the folder may tell about a person.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
