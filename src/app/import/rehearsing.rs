//! What an import would do, found out before it does.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::time::MomentReader;
use crate::base::{Progress, Zone};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::receipt::{Rehearsal, RowFate};
use crate::io::import::{self as reading, ImportError, ImportPlan};
use crate::io::store::Store;

use super::super::core::Core;
use super::super::jobs::JobKind;
use super::super::message::{self, Message};
use super::super::outcome::Outcome;
use super::running::is_cancelled;
use super::{ImportStep, InspectedFile, Trial, file_mut};

/// Files up to this size are rehearsed without being asked for.
const SMALL_BYTES: u64 = 8 << 20;

/// Rows of refused and flagged cells that are read to be shown and put right.
const ROWS_SHOWN: usize = 2000;

/// Finds out what [`super::run_import`] would do, and changes nothing.
///
/// # Errors
/// See [`ImportError`].
pub fn rehearse_import(
    store: &dyn Store,
    grant: &Grant,
    plan: &ImportPlan,
    zone: &Zone,
    progress: &Progress,
) -> Result<Rehearsal, ImportError> {
    let rehearsal = store.begin_rehearsal(grant, reading::draft(plan)?)?;
    let moments = MomentReader::new(zone.clone()).at(grant.at_utc_secs());
    reading::rehearse(plan, moments, rehearsal, progress)
}

/// Rehearses the file at hand if that takes no time worth speaking of.
pub fn start_if_small(core: &mut Core) {
    let is_small = |file: &InspectedFile| file.inspection.file_bytes <= SMALL_BYTES && file.is_ready();
    let can_write = core.state.open().is_some_and(|open| open.info.writing == crate::io::store::Writing::Here);
    if can_write && file_mut(core).is_some_and(|file| is_small(file)) {
        start(core);
    }
}

/// Starts the rehearsal of the file at hand.
pub fn start(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(plan) = file_mut(core).filter(|file| file.is_ready()).and_then(|file| file.plan()) else { return };
    let Some(open) = core.state.session.open_store() else { return };
    let name = super::file_name(plan.path());
    let grant = match open.ask(Action::RehearseImport, Scope::File { name: name.clone() }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, zone) = (Arc::clone(&open.store), open.info.zone.clone());
    let label = Message::new("job-rehearse").with("name", &name);
    core.jobs.start(JobKind::REHEARSE_IMPORT, label, move |progress| {
        match try_out(&*store, &grant, &plan, &zone, progress) {
            Ok(trial) => Outcome::take(move |core| super::rehearsed(core, Arc::new(trial))),
            Err(error) if is_cancelled(&error) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(message::of_import(&error)),
        }
    });
}

fn try_out(
    store: &dyn Store,
    grant: &Grant,
    plan: &ImportPlan,
    zone: &Zone,
    progress: &Progress,
) -> Result<Trial, ImportError> {
    let rehearsal = rehearse_import(store, grant, plan, zone, progress)?;
    let refused = rehearsal.rejects.iter().map(|reject| reject.place.line).take(ROWS_SHOWN);
    let told = rehearsal.fates.iter().map(|(_, place)| place.line);
    let lines: BTreeSet<u32> = refused.chain(told).collect();
    let rows = reading::rows_at(plan, &lines, progress)?;
    Ok(Trial { rehearsal, rows })
}

/// Takes in a trial of the file at hand.
pub fn rehearsed(core: &mut Core, trial: Arc<Trial>) {
    if let ImportStep::Mapping(file) = &mut core.state.imports.step {
        let refused = trial.rehearsal.counts.rejected;
        file.shown = match file.shown {
            RowFate::Rejected if refused == 0 => RowFate::Added,
            _ if refused > 0 && file.trial.is_none() => RowFate::Rejected,
            shown => shown,
        };
        file.trial = Some(trial);
        file.trial_is_stale = false;
    }
}
