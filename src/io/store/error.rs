//! Why a store cannot do what was asked.

use crate::base::Cancelled;
use crate::domain::account::AccountFault;
use crate::domain::book::BookKind;
use crate::domain::ids::ImportId;
use crate::domain::passphrase::PassphraseFault;

/// Why a store cannot do what was asked. Each has a text `store-error-<id>` with its remedy; what a variant
/// says of itself holds no patient data; [`StoreError::Merged`] carries identifiers for the window alone.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the passphrase does not open this store; look at capitals and the keyboard's language")]
    WrongPassphrase,
    /// The account has a second factor, and it was not given.
    #[error("the account needs its key file as well; set WARDTWIN_KEY_FILE to its path")]
    NeedsKeyFile,
    #[error("the key file cannot be read; see that it is there, may be read, and has 32 bytes or more")]
    KeyFileUnreadable,
    #[error("the key file cannot be made: {what}")]
    KeyFileNotMade { what: String },
    /// Too many wrong passphrases for this account.
    #[error("too many wrong passphrases; wait {secs} s and try again")]
    TooSoon { secs: u64 },
    #[error("the store has several accounts; set WARDTWIN_USER to one of them: {}", named(.names.iter().cloned()))]
    WhichAccount { names: Vec<String> },
    #[error("the store has no account {name}; set WARDTWIN_USER to one that it has, or unset it where there is one")]
    NoSuchAccount { name: String },
    #[error("{0}")]
    Account(AccountFault),
    #[error("the new passphrase is refused: {0}")]
    WeakPassphrase(PassphraseFault),
    /// The file is one of ours and its content does not check out.
    #[error("the store is damaged: {what}; put a backup of its folder in its place")]
    Damaged { what: String },
    #[error("this is not a Wardtwin store: {name}; name the folder that holds header.json and store.db")]
    NotAStore { name: String },
    #[error(
        "the store is of version {found}, this program knows versions up to {known}; open it with a newer Wardtwin"
    )]
    NewerVersion { found: u32, known: u32 },
    #[error("a store of that name is already there: {name}")]
    AlreadyThere { name: String },
    /// Another process writes; this one reads.
    #[error("the store is open for writing elsewhere: {writer}; try again when they have closed it")]
    WriterElsewhere { writer: String },
    /// Somebody else has it open, and this needs it alone.
    #[error("the store is open elsewhere; close it on every computer and in every window, then try again")]
    InUse,
    /// The folder or file cannot be written.
    #[error("the folder cannot be written: {name}")]
    ReadOnlyFolder { name: String },
    /// An output would lie among a store's own files.
    #[error("{name} lies within the folder of a store; choose a place outside")]
    InsideStore { name: String },
    #[error("the disk is full")]
    DiskFull,
    /// Somebody said that this patient's records are kept longer.
    #[error("the patient's records are held; end that first, with: wardtwin patient hold ID --end")]
    Held,
    /// The folder or file is no longer there.
    #[error("the store has gone: {name}")]
    Gone { name: String },
    /// A book has no room for another word.
    #[error("too many different words in the column for {kind:?}")]
    TooManyWords { kind: BookKind },
    #[error("not in the store: {what}")]
    NotFound { what: String },
    /// An import cannot be taken back: patients that it alone brought have records from these.
    #[error("other imports hold records of its patients: {}", listed(.imports))]
    BuiltOn { imports: Vec<NamedImport> },
    /// An import cannot be taken back: patients that it alone brought were merged. The identifiers are for the window,
    /// so that the line which is journalled and printed only counts them.
    #[error("patients that it alone brought are merged: {}; un-merge them first", .identifiers.len())]
    Merged { identifiers: Vec<String> },
    /// An import cannot be taken back: people decided about its values.
    #[error("decisions about its values stand: {count}; take them back first")]
    Decided { count: usize },
    /// An import cannot be taken back: patients that it alone brought have plans.
    #[error("plans of patients that it alone brought stand: {count}; take them back first")]
    Planned { count: usize },
    /// An import cannot be taken back: answers about patients that it alone brought are kept.
    #[error("answers of models about patients that it alone brought stand: {count}; take them back first")]
    Answered { count: usize },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// What the system said, without any value in it.
    #[error("the store cannot be read or written: {what}")]
    System { what: String },
}

impl StoreError {
    /// Stable id: message key `store-error-<id>`.
    pub fn id(&self) -> &'static str {
        match self {
            StoreError::WrongPassphrase => "wrong-passphrase",
            StoreError::NeedsKeyFile => "needs-key-file",
            StoreError::KeyFileUnreadable => "key-file-unreadable",
            StoreError::KeyFileNotMade { .. } => "key-file-not-made",
            StoreError::TooSoon { .. } => "too-soon",
            StoreError::WhichAccount { .. } => "which-account",
            StoreError::NoSuchAccount { .. } => "no-such-account",
            StoreError::Account(fault) => fault.id(),
            StoreError::WeakPassphrase(fault) => fault.id(),
            StoreError::Damaged { .. } => "damaged",
            StoreError::NotAStore { .. } => "not-a-store",
            StoreError::NewerVersion { .. } => "newer-version",
            StoreError::AlreadyThere { .. } => "already-there",
            StoreError::WriterElsewhere { .. } => "writer-elsewhere",
            StoreError::InUse => "in-use",
            StoreError::ReadOnlyFolder { .. } => "read-only-folder",
            StoreError::InsideStore { .. } => "inside-store",
            StoreError::DiskFull => "disk-full",
            StoreError::Held => "held",
            StoreError::Gone { .. } => "gone",
            StoreError::TooManyWords { .. } => "too-many-words",
            StoreError::NotFound { .. } => "not-found",
            StoreError::BuiltOn { .. } => "built-on",
            StoreError::Merged { .. } => "merged",
            StoreError::Decided { .. } => "decided",
            StoreError::Planned { .. } => "planned",
            StoreError::Answered { .. } => "answered",
            StoreError::Cancelled(_) => "cancelled",
            StoreError::System { .. } => "system",
        }
    }
}

/// An import as an error names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedImport {
    pub import: ImportId,
    pub file_name: String,
}

/// Most imports or patients that a sentence names.
const MOST_NAMED: usize = 6;

/// Imports as a line: `labs.csv (4), vitals.csv (3), …`.
pub fn listed(imports: &[NamedImport]) -> String {
    named(imports.iter().map(|import| format!("{} ({})", import.file_name, import.import.0)))
}

/// Names as a line, the first of them where they are many.
pub fn named(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = (names.len() > MOST_NAMED).then(|| "…".to_owned());
    names.take(MOST_NAMED).chain(more).collect::<Vec<_>>().join(", ")
}
