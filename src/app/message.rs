//! A text to be shown, as key and values: `app` knows no language.

use std::path::Path;

use crate::domain::passphrase::{PassphraseFault, SHORTEST};
use crate::io::import::ImportError;
use crate::io::store::{StoreError, listed, named};

/// Key of a catalogue text and the values for its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub key: String,
    pub values: Vec<(&'static str, String)>,
    /// Technical details that fold out; never patient data.
    pub details: Option<String>,
}

impl Message {
    pub fn new(key: impl Into<String>) -> Message {
        Message { key: key.into(), values: Vec::new(), details: None }
    }

    /// With a value for the placeholder `name`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Message {
        self.values.push((name, value.to_string()));
        self
    }

    /// With details that fold out.
    #[must_use]
    pub fn with_details(mut self, details: impl ToString) -> Message {
        self.details = Some(details.to_string());
        self
    }
}

impl From<&StoreError> for Message {
    fn from(error: &StoreError) -> Message {
        let message = Message::new(format!("store-error-{}", error.id()));
        match error {
            StoreError::Damaged { what } | StoreError::System { what } | StoreError::KeyFileNotMade { what } => {
                message.with_details(what)
            }
            StoreError::NotFound { what } => message.with("what", what),
            StoreError::BuiltOn { imports } => message.with("imports", listed(imports)),
            StoreError::Merged { identifiers } => message.with("patients", named(identifiers.iter().cloned())),
            StoreError::Decided { count } | StoreError::Planned { count } | StoreError::Answered { count } => {
                message.with("count", count)
            }
            StoreError::NotAStore { name }
            | StoreError::AlreadyThere { name }
            | StoreError::ReadOnlyFolder { name }
            | StoreError::InsideStore { name }
            | StoreError::Gone { name } => message.with("name", name),
            StoreError::NewerVersion { found, known } => message.with("found", found).with("known", known),
            StoreError::WriterElsewhere { writer } => message.with("writer", writer),
            StoreError::TooManyWords { kind } => message.with_details(format!("{kind:?}")),
            StoreError::TooSoon { secs } => message.with("seconds", secs),
            StoreError::WhichAccount { names } => message.with("names", named(names.iter().cloned())),
            StoreError::NoSuchAccount { name } => message.with("name", name),
            StoreError::WeakPassphrase(PassphraseFault::TooShort { found }) => {
                message.with("found", found).with("needed", SHORTEST)
            }
            StoreError::WrongPassphrase
            | StoreError::NeedsKeyFile
            | StoreError::KeyFileUnreadable
            | StoreError::InUse
            | StoreError::Held
            | StoreError::DiskFull
            | StoreError::Account(_)
            | StoreError::WeakPassphrase(_)
            | StoreError::Cancelled(_) => message,
        }
    }
}

/// An import's error as it is shown.
pub fn of_import(error: &ImportError) -> Message {
    let message = Message::new(format!("import-error-{}", error.id()));
    match error {
        ImportError::Gone { name }
        | ImportError::NotAFile { name }
        | ImportError::NotAllowed { name }
        | ImportError::Changed { name }
        | ImportError::Empty { name }
        | ImportError::NotText { name }
        | ImportError::OtherHeadings { name } => message.with("name", name),
        ImportError::Unreadable { name, what } => message.with("name", name).with_details(what),
        ImportError::Container { name, what, .. } => message.with("name", name).with_details(what),
        ImportError::MissingColumns { fields } => message.with("fields", fields.join(", ")),
        ImportError::BadMapping { what } => message.with("what", what),
        ImportError::BadProfile { name, line, what } => {
            message.with("name", name).with("line", line.unwrap_or(1)).with_details(what)
        }
        ImportError::BadDocument { name, line, what } => {
            message.with("name", name).with("line", line.unwrap_or(1)).with_details(what)
        }
        ImportError::ProfileHeading { profile, heading, .. } => message.with("name", profile).with("heading", heading),
        ImportError::ProfileSheet { profile, sheet } => message.with("name", profile).with("sheet", sheet),
        ImportError::Store(error) => Message::from(error),
        ImportError::Cancelled(_) => message,
    }
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    Information,
    Warning,
    Error,
}

/// Something the person should know: good news for some seconds, the rest until dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Tells one from the next.
    pub number: u64,
    pub tone: Tone,
    pub message: Message,
}

/// A file's name without its folder.
pub fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
