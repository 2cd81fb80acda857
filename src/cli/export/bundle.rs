//! One patient's twin as a bundle of FHIR.

use std::io::Write as _;
use std::path::Path;

use crate::domain::access::Action;
use crate::io::fhir::bundle_of_twin;
use crate::io::store::Store as _;
use crate::io::store::sqlite::SqliteStore;

use super::super::output::{Beside, Ending, Failure, tell};
use super::super::vault;

/// Writes the bundle; the journal names the patient.
pub fn write(store: &SqliteStore, identifier: &str, break_glass: Option<&str>, out: &Path) -> Result<Ending, Failure> {
    let (patient, scope) = vault::patient(store, Action::Export, identifier)?;
    let actor = match break_glass {
        Some(reason) => vault::through_broken_glass(store, patient, scope.clone(), reason)?,
        None => store.actor().clone(),
    };
    let file = Beside::begin(out)?;
    let twin = store.open_twin(&vault::grant_to(store, &actor, Action::Export, scope)?, patient)?;
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
