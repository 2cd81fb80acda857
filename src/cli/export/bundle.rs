//! One patient's twin as a bundle of FHIR.

use std::io::Write as _;
use std::path::Path;

use crate::domain::access::{Action, Grant};
use crate::domain::consent::{Agreed, Purpose};
use crate::domain::ids::PatientId;
use crate::io::fhir::bundle_of_twin;
use crate::io::store::sqlite::SqliteStore;
use crate::io::store::{Store as _, TrustStore as _};

use super::super::output::{Beside, Ending, Failure, tell};
use super::super::vault;

/// Whose bundle, and how it is got at.
pub struct Asked<'a> {
    pub identifier: &'a str,
    pub break_glass: Option<&'a str>,
}

/// Writes the bundle; the journal names the patient. For a purpose that they did not agree to there is none.
pub fn write(store: &SqliteStore, asked: &Asked<'_>, purpose: Option<Purpose>, out: &Path) -> Result<Ending, Failure> {
    let (patient, scope) = vault::patient(store, Action::Export, asked.identifier)?;
    let actor = match asked.break_glass {
        Some(reason) => vault::through_broken_glass(store, patient, scope.clone(), reason)?,
        None => store.actor().clone(),
    };
    let file = Beside::begin(out)?;
    let grant = vault::grant_to(store, &actor, Action::Export, scope)?;
    if let Some(purpose) = purpose {
        demand_agreed(store, &grant, patient, purpose)?;
    }
    let twin = store.open_twin(&grant, patient)?;
    let text = bundle_of_twin(&twin, &store.books(), &store.info()).written();
    file.finish(|out| Ok(out.write_all(text.as_bytes())?))?;
    if !twin.genes.is_empty() {
        tell(format_args!(
            "{} gene results are not part of the bundle; export them with --kind genes",
            twin.genes.len()
        ));
    }
    Ok(Ending::AllDone)
}

fn demand_agreed(store: &SqliteStore, grant: &Grant, patient: PatientId, purpose: Purpose) -> Result<(), Failure> {
    let mut agreed = Agreed::new(purpose);
    store.consents_of(grant, patient)?.iter().for_each(|said| agreed.take((), said));
    if agreed.includes(&()) {
        return Ok(());
    }
    let id = purpose.id();
    Err(Failure(format!(
        "the patient did not agree to {id}; nothing was written; a consent is recorded with: wardtwin consent set"
    )))
}
