//! What the journal says of an opening of the store.

use super::super::StoreError;
use super::copies;
use super::core::Core;
use super::open::How;
use crate::domain::access::{Action, Grant, Scope};

/// What the journal says of an opening by a header that was put in the place of the store's.
const OTHER_HEADER: &str = "the header is not the one that this store was last changed with";

/// An opening, for the journal.
pub struct Opening<'a> {
    pub how: How,
    pub account: &'a str,
    /// Wrong passphrases before it.
    pub wrong: u32,
    pub is_other_header: bool,
}

/// Journals an opening, and what was tried before it.
///
/// # Errors
/// Disk full.
pub fn journal_opening(core: &Core, opening: &Opening<'_>, now_utc_secs: i64) -> Result<(), StoreError> {
    let Opening { how, account, wrong, is_other_header } = *opening;
    let scope = match how {
        How::Recovers => Scope::Text { text: format!("account {account}") },
        How::New | How::SignsIn | How::MakesCopy => Scope::Store,
    };
    let mut asked = vec![(Action::OpenStore, scope)];
    if how == How::MakesCopy {
        asked.push((Action::AcceptRolledBackStore, Scope::Store));
    }
    if wrong > 0 {
        asked.insert(0, (Action::WrongPassphrases, Scope::Text { text: format!("{wrong} ×") }));
    }
    for (action, scope) in asked {
        match Grant::ask(&core.actor, action, scope, now_utc_secs) {
            Ok(grant) if action == Action::AcceptRolledBackStore => {
                core.journal_entry(&grant.because(copies::RESTORED))?
            }
            Ok(grant) if is_other_header => core.journal_entry(&grant.because(OTHER_HEADER))?,
            Ok(grant) => core.journal_entry(&grant)?,
            Err(denied) => core.journal_denial(&denied)?,
        };
    }
    Ok(())
}
