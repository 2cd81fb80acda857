//! What a store says about itself, and whether this process may write to it.

use crate::base::Zone;

/// Whether this process may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    Here,
    /// Somebody else does: user, computer and since when, as one line.
    Elsewhere {
        writer: String,
    },
    /// The folder is read-only.
    Never,
}

/// What a store says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct StoreInfo {
    /// Random, 32 hexadecimal digits, made with the store.
    pub store_id: String,
    pub name: String,
    /// Times without offset are read in it.
    pub zone: Zone,
    pub created_utc_secs: i64,
    pub writing: Writing,
    /// Synthetic data: marked on screen and in every export.
    pub demo: bool,
}
