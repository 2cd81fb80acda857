//! Receipts of all imports, and taking one back.

use std::sync::Arc;

use crate::base::Progress;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::ids::ImportId;
use crate::domain::receipt::{Receipt, Reject};
use crate::io::export::receipt;
use crate::io::store::{Store, StoreError};

use super::super::core::Core;
use super::super::export::{self, ExportCommand, ExportTarget};
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;

/// Rejects read for one receipt's table; the rest is in the exported file.
const REJECTS_SHOWN: usize = 100_000;

/// Reads all receipts.
pub fn load_receipts(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let (store, revision) = (Arc::clone(&open.store), open.revision);
    core.state.imports.receipts.started();
    core.jobs.start(JobKind::LOAD_RECEIPTS, Message::new("job-load-receipts"), move |_| match store.receipts() {
        Ok(receipts) => Outcome::take(move |core| core.state.imports.receipts.finished(receipts, revision)),
        Err(error) => Outcome::Failed(Message::from(&error)),
    });
}

/// Shows a receipt with its rejects.
pub fn show(core: &mut Core, import: ImportId) {
    let Some(open) = core.state.session.open_store() else { return };
    let store = Arc::clone(&open.store);
    core.state.imports.shown = Some(import);
    core.state.imports.rejects = None;
    core.jobs.start(JobKind::LOAD_REJECTS, Message::new("job-load-rejects"), move |_| {
        match store.rejects(import, 0, REJECTS_SHOWN) {
            Ok(rejects) => Outcome::take(move |core| rejects_loaded(core, import, rejects)),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Takes in the rejects of the receipt that is shown.
pub fn rejects_loaded(core: &mut Core, import: ImportId, rejects: Vec<Reject>) {
    if core.state.imports.shown == Some(import) {
        core.state.imports.rejects = Some((import, rejects));
    }
}

/// Asks where a receipt shall be written to.
pub fn export(core: &mut Core, import: ImportId) {
    let is_demo = core.state.open().is_some_and(|open| open.info.demo);
    let receipts = core.state.imports.receipts.value();
    let Some(receipt) = receipts.and_then(|all| all.iter().find(|receipt| receipt.import == import)) else { return };
    let name = format!("receipt of {}.json", receipt.file_name);
    let text = receipt::to_json(std::slice::from_ref(receipt), receipt::Made { is_demo, is_dry_run: false });
    export::apply(core, ExportCommand::Choose { name, target: ExportTarget::Text { kind: "receipt", text }.into() });
}

/// Takes an import back.
pub fn take_back(core: &mut Core, import: ImportId) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Ok(grant) = open.ask(Action::TakeBackImport, Scope::Import { import }, now) else { return };
    let store = Arc::clone(&open.store);
    let label = Message::new("job-take-back").with("name", import.0);
    core.jobs.start(JobKind::TAKE_BACK, label, move |progress| run_take_back(&*store, &grant, import, progress));
}

fn run_take_back(store: &dyn Store, grant: &Grant, import: ImportId, progress: &Progress) -> Outcome {
    match store.take_back(grant, import, progress) {
        Ok(receipt) => Outcome::take(move |core| taken_back(core, &receipt)),
        Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(Message::from(&error)),
    }
}

/// An import was taken back: everything made from it is made again.
pub fn taken_back(core: &mut Core, receipt: &Receipt) {
    core.state.inform(Message::new("import-taken-back").with("file", &receipt.file_name));
    super::super::happened::import_taken_back(core, receipt.import);
}
