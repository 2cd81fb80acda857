//! The door of a store outside the window, and who stands before it where a store has no accounts.

use crate::domain::access::{Action, Actor, Denied, Grant, Scope};
use crate::io::folders::user_name;
use crate::io::store::Store;

/// Asks the door of a store outside the window, now; what it refuses is journalled.
///
/// # Errors
/// [`Denied`].
pub fn ask(store: &dyn Store, actor: &Actor, action: Action, scope: Scope, now_utc_secs: i64) -> Result<Grant, Denied> {
    Grant::ask(actor, action, scope, now_utc_secs).inspect_err(|denied| {
        // A refusal that cannot be journalled is still one.
        let _outcome = store.journal_denial(denied);
    })
}

/// The person at this computer, in the one role there is.
pub fn actor() -> Actor {
    Actor::owner(user_name())
}
