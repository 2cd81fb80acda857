//! What a lock takes away from the screen for good, so that it can be told afterwards.

use crate::app::state::State;

/// Tables, models, plans and groups that live until the store is locked.
pub fn has_unsaved(state: &State) -> bool {
    state.diagnosis.data.cases.value().is_some()
        || state.schedule.has_unsaved()
        || state.staff.cases.value().is_some()
        || state.plan.has_unsaved()
}

/// Keys, passphrases or a certificate that are shown once were on screen.
pub fn shows_once(state: &State) -> bool {
    let keeping = &state.trust.keeping;
    state.trust.recovery.is_some() || keeping.new_keys.is_some() || keeping.certificate.is_some()
}
