//! Home: what is new, how fresh each source is, how good the records are, what to do next.

pub mod quality;

use crate::domain::access::Action;
use crate::domain::receipt::{ImportState as ReceiptState, Receipt};

use super::state::State;

/// The newest import of one format.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceFreshness {
    /// Format id: message key `format-<id>`.
    pub format: String,
    pub file_name: String,
    pub imported_utc_secs: i64,
    /// Records or values of all active imports of this format.
    pub records: u64,
}

/// The next useful step, as the button on the home screen offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    ImportPatients,
    ImportObservations,
    LookAtRejects,
    BrowsePatients,
    /// Of who sees no patients.
    ReviewGlasses,
    PlanSchedule,
    SeeResources,
    TrainModel,
}

impl NextStep {
    /// Message key `next-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            NextStep::ImportPatients => "import-patients",
            NextStep::ImportObservations => "import-observations",
            NextStep::LookAtRejects => "look-at-rejects",
            NextStep::BrowsePatients => "browse-patients",
            NextStep::ReviewGlasses => "review-glasses",
            NextStep::PlanSchedule => "plan-schedule",
            NextStep::SeeResources => "see-resources",
            NextStep::TrainModel => "train-model",
        }
    }
}

/// Active imports made since this person's last visit, newest first; all of them on a first visit.
pub fn new_imports(state: &State) -> Vec<&Receipt> {
    let since = state.open().and_then(|open| open.last_visit_utc_secs).unwrap_or(i64::MIN);
    active(state).filter(|receipt| receipt.imported_utc_secs >= since).collect()
}

fn active(state: &State) -> impl Iterator<Item = &Receipt> {
    let receipts = state.imports.receipts.value().map_or(&[] as &[Receipt], |receipts| receipts.as_slice());
    receipts.iter().filter(|receipt| receipt.state == ReceiptState::Active)
}

/// One row a format that has ever been imported, newest first.
pub fn sources(state: &State) -> Vec<SourceFreshness> {
    let mut sources: Vec<SourceFreshness> = Vec::new();
    for receipt in active(state) {
        let records = receipt.counts.added + receipt.counts.updated;
        match sources.iter_mut().find(|source| source.format == receipt.format) {
            Some(source) => source.records += records,
            None => sources.push(SourceFreshness {
                format: receipt.format.clone(),
                file_name: receipt.file_name.clone(),
                imported_utc_secs: receipt.imported_utc_secs,
                records,
            }),
        }
    }
    sources
}

/// What would help most now, as far as the door lets this account.
pub fn next_step(state: &State) -> NextStep {
    let may = |action| state.open().is_none_or(|open| open.may(action));
    if !may(Action::ListPatients) {
        let others = [
            (Action::ReviewBrokenGlass, NextStep::ReviewGlasses),
            (Action::PlanSchedule, NextStep::PlanSchedule),
            (Action::ReadResources, NextStep::SeeResources),
        ];
        let first = others.into_iter().find(|(action, _)| may(*action));
        return first.map_or(NextStep::TrainModel, |(_, step)| step);
    }
    if !may(Action::ImportFile) {
        return NextStep::BrowsePatients;
    }
    let quality = state.open().and_then(|open| open.hospital.value()).map(|hospital| &hospital.quality);
    match quality {
        None => NextStep::ImportPatients,
        Some(quality) if quality.patients == 0 => NextStep::ImportPatients,
        Some(quality) if quality.with_observations == 0 => NextStep::ImportObservations,
        Some(_) if new_imports(state).iter().any(|receipt| receipt.counts.rejected > 0) => NextStep::LookAtRejects,
        Some(_) => NextStep::BrowsePatients,
    }
}
