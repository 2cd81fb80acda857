//! For what a patient agreed to have their records used, as the open twin shows it.

use crate::app::core::Core;
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::domain::consent::{Purpose, Said};
use crate::domain::ids::PatientId;

use super::{Kept, asked, start};

/// Reads what a patient agreed to. The twin's opening is journalled; this is part of it.
pub fn load(core: &mut Core, patient: PatientId) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Some(scope) = open.scope_of(patient) else { return };
    let Some(grant) = open.ask_quietly(Action::ReadConsent, scope, now) else { return };
    let store = std::sync::Arc::clone(&open.store);
    core.state.trust.keeping.consent.started();
    start(core, JobKind::LOAD_CONSENT, "job-load-consent", move |_| {
        store.consents_of(&grant, patient).map(|list| Kept::Consent(patient, list))
    });
}

/// Records a word of a patient.
pub fn record(core: &mut Core, patient: PatientId, purpose: Purpose, agrees: bool) {
    let scope = core.state.open().and_then(|open| open.scope_of(patient));
    let Some((grant, store)) = asked(core, Action::RecordConsent, scope) else { return };
    let grant = grant.because(&format!("{} {}", purpose.id(), if agrees { "yes" } else { "no" }));
    start(core, JobKind::KEEP_TRUST, "job-record-consent", move |_| {
        store.record_consents(&grant, &[Said { patient, purpose, agrees }])?;
        store.consents_of(&grant, patient).map(|list| Kept::Consent(patient, list))
    });
}
