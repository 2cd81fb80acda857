//! The list of patients: what is typed, which cohort, how it is sorted, which rows result.

pub mod columns;
pub mod quick;
pub mod table;

use std::sync::Arc;

use crate::base::{Cancelled, Date, Progress, Revision};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::cohort::{Cohort, CohortFault};
use crate::domain::ids::PatientId;
use crate::io::settings::Settings;
use crate::io::store::{SavedCohort, Store, StoreError};

use super::command::Command;
use super::computed::Computed;
use super::core::Core;
use super::hospital::Hospital;
use super::index::Direction;
use super::index::facets::Facets;
use super::index::kept::KeptRisks;
use super::jobs::JobKind;
use super::message::Message;
use super::outcome::Outcome;
use super::search::Found;
use columns::Column;

impl JobKind {
    pub const LIST_PATIENTS: JobKind =
        JobKind::reading("list-patients").failing(|core, message| core.state.list.result.failed(message));
    pub const LOAD_COHORTS: JobKind = JobKind::reading("load-cohorts");
    pub const SAVE_COHORT: JobKind = JobKind::changing_store("save-cohort");
}

/// What the list is asked to show.
#[derive(Clone, Debug, PartialEq)]
pub struct ListQuery {
    /// Typed into the search field.
    pub text: String,
    pub cohort: Cohort,
    /// `None`: by relevance while something is typed, else by name.
    pub sort: Option<(Column, Direction)>,
    pub columns: Vec<Column>,
}

impl Default for ListQuery {
    fn default() -> Self {
        ListQuery { text: String::new(), cohort: Cohort::everyone(), sort: None, columns: Column::standard() }
    }
}

impl ListQuery {
    /// Columns and sort order of the last session.
    pub fn remembered(settings: &Settings) -> ListQuery {
        let columns: Vec<Column> = settings.list_columns.iter().filter_map(|id| Column::from_id(id)).collect();
        ListQuery {
            sort: columns::sort_from_text(&settings.list_sort),
            columns: if columns.is_empty() { Column::standard() } else { columns },
            ..ListQuery::default()
        }
    }
}

/// The rows a query gives.
#[derive(Debug)]
pub struct ListResult {
    pub query: ListQuery,
    /// Patient numbers in the order shown.
    pub rows: Vec<u32>,
    /// What was found by the typed text, to say why a row matched.
    pub found: Found,
    /// The order in force: by column, or `None` by how well the typed text matches.
    pub sorted: Option<(Column, Direction)>,
    /// What the cohort holds, for the builder; not while something is typed.
    pub facets: Option<Facets>,
    /// Patients of the store.
    pub of: usize,
    /// Date of the newest observation of the patients listed.
    pub newest_observed: Option<Date>,
    /// The risks that were kept when the list was made.
    pub kept: Arc<KeptRisks>,
    /// The patients as they were when the list was made: rows and reasons are of this index.
    pub hospital: Arc<Hospital>,
}

/// The list's state.
#[derive(Default)]
pub struct ListState {
    /// Who was found last by [`ListCommand::QuickFind`].
    pub quick: quick::QuickFound,
    pub query: ListQuery,
    /// Runs of risk models that cohorts can ask for, until the store is closed.
    pub kept: Arc<KeptRisks>,
    pub result: Computed<ListResult>,
    /// Why the cohort as typed cannot be read.
    pub cohort_fault: Option<CohortFault>,
    pub saved: Vec<SavedCohort>,
    /// The search field should take the keyboard.
    pub focus_search: bool,
    /// Patients marked to be compared, in the order of marking; at most two.
    pub marked: Vec<PatientId>,
    /// When the index that the list is made from was read.
    pub read_utc_secs: Option<i64>,
}

/// What can be asked of the list.
#[derive(Clone, Debug)]
pub enum ListCommand {
    SetText(String),
    SetCohort(Cohort),
    /// In the cohort language; a fault is shown and the old cohort stays.
    SetCohortText(String),
    SetSort(Option<(Column, Direction)>),
    SetColumns(Vec<Column>),
    /// Neither text nor cohort; order and columns stay.
    Clear,
    /// Marks a patient to be compared, or takes the mark away; a third mark replaces the second.
    ToggleMark(PatientId),
    /// Makes the list again after a failure.
    Retry,
    SaveCohort(SavedCohort),
    DeleteCohort(String),
    FocusTaken,
    /// Searches a few patients for the palette or a second twin.
    QuickFind(String),
}

/// Carries out a list command.
pub fn apply(core: &mut Core, command: ListCommand) {
    match command {
        ListCommand::SetText(text) => {
            core.state.list.query.text = text;
            refresh(core);
        }
        ListCommand::SetCohort(cohort) => set_cohort(core, cohort),
        ListCommand::SetCohortText(text) => match Cohort::parse(&text) {
            Ok(cohort) => set_cohort(core, cohort),
            Err(fault) => core.state.list.cohort_fault = Some(fault),
        },
        ListCommand::SetSort(sort) => {
            let before = core.state.list.query.sort;
            core.history.push(Command::List(ListCommand::SetSort(before)));
            core.state.list.query.sort = sort;
            core.state.settings.list_sort = columns::sort_to_text(sort);
            core.save_settings();
            refresh(core);
        }
        ListCommand::SetColumns(columns) => set_columns(core, columns),
        ListCommand::Clear => {
            core.state.list.query.text.clear();
            set_cohort(core, Cohort::everyone());
        }
        ListCommand::ToggleMark(patient) => toggle_mark(&mut core.state.list.marked, patient),
        ListCommand::Retry => retry(core),
        ListCommand::SaveCohort(cohort) => save_cohort(core, cohort),
        ListCommand::DeleteCohort(name) => delete_cohort(core, name),
        ListCommand::QuickFind(words) => quick::find(core, words),
        ListCommand::FocusTaken => core.state.list.focus_search = false,
    }
}

fn toggle_mark(marked: &mut Vec<PatientId>, patient: PatientId) {
    if marked.contains(&patient) {
        marked.retain(|kept| *kept != patient);
    } else {
        marked.truncate(1);
        marked.push(patient);
    }
}

/// Reads the index again if that is what failed, else runs the query again.
fn retry(core: &mut Core) {
    match core.state.open().map(|open| open.hospital.failure().is_some()) {
        Some(true) => super::hospital::reload(core),
        Some(false) => refresh(core),
        None => {}
    }
}

/// A new index is there: the list is made from it.
pub fn index_read(core: &mut Core) {
    core.state.list.read_utc_secs = Some(core.clock.utc_secs());
    refresh(core);
}

fn set_cohort(core: &mut Core, cohort: Cohort) {
    core.state.list.cohort_fault = None;
    let before = std::mem::replace(&mut core.state.list.query.cohort, cohort);
    if before != core.state.list.query.cohort {
        core.history.push(Command::List(ListCommand::SetCohort(before)));
    }
    let grant = cohort_grant(core);
    run_query(core, grant);
}

/// Running a cohort is looking into patients' records, so it is journalled with its sentence.
fn cohort_grant(core: &Core) -> Option<Grant> {
    let open = core.state.open()?;
    let cohort = &core.state.list.query.cohort;
    let scope = Scope::Text { text: cohort.to_string() };
    let grant = open.ask(Action::SearchCohort, scope, core.clock.utc_secs()).ok()?;
    cohort.expr.is_some().then_some(grant)
}

fn set_columns(core: &mut Core, columns: Vec<Column>) {
    let before = std::mem::replace(&mut core.state.list.query.columns, columns);
    core.history.push(Command::List(ListCommand::SetColumns(before)));
    core.state.settings.list_columns = core.state.list.query.columns.iter().map(|column| column.id()).collect();
    core.save_settings();
    refresh(core);
}

/// Runs the query again in a job; the newest one wins.
pub fn refresh(core: &mut Core) {
    run_query(core, None);
}

fn run_query(core: &mut Core, grant: Option<Grant>) {
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let (store, revision, query) = (Arc::clone(&open.store), open.revision, core.state.list.query.clone());
    let today = open.info.zone.date_at(core.clock.utc_secs());
    let kept = Arc::clone(&core.state.list.kept);
    core.state.list.result.started();
    core.jobs.start(JobKind::LIST_PATIENTS, Message::new("job-list"), move |progress| {
        if let Some(Err(error)) = grant.map(|grant| store.journal(&grant)) {
            return Outcome::Failed(Message::from(&error));
        }
        match run(hospital, kept, query, today, progress) {
            Ok(result) => Outcome::take(move |core| listed(core, result, revision)),
            Err(Cancelled) => Outcome::Cancelled,
        }
    });
}

/// Searches, filters and sorts.
///
/// # Errors
/// Cancelled by a newer query.
pub fn run(
    hospital: Arc<Hospital>,
    kept: Arc<KeptRisks>,
    query: ListQuery,
    today: Date,
    progress: &Progress,
) -> Result<ListResult, Cancelled> {
    let Hospital { index, search, .. } = &*hospital;
    let within = query.cohort.expr.is_some().then(|| index.filter_with(&query.cohort, today, &kept));
    let mut found = search.search(&query.text, within.as_ref(), progress)?;
    let sort = query.sort.or(found.is_everyone().then_some((Column::Name, Direction::Ascending)));
    let rows = std::mem::take(&mut found.rows);
    let rows = match sort {
        Some((column, direction)) => index.sort(&rows, column.sort_key(), direction),
        None => rows,
    };
    progress.tick(0)?;
    let facets = query.text.is_empty().then(|| index.facets(within.as_ref().unwrap_or(index.everyone()), today));
    let newest_observed = rows.iter().filter_map(|&row| index.last_observed(row)).max();
    let of = index.patient_count();
    Ok(ListResult { query, rows, found, facets, sorted: sort, of, newest_observed, kept, hospital })
}

/// Takes in the rows.
pub fn listed(core: &mut Core, result: ListResult, revision: Revision) {
    core.state.list.result.finished(result, revision);
}

/// Reads the saved cohorts.
pub fn load_cohorts(core: &mut Core) {
    let Some(open) = core.state.session.open_store() else { return };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::LOAD_COHORTS, Message::new("job-load-cohorts"), move |_| match store.cohorts() {
        Ok(cohorts) => Outcome::take(move |core| core.state.list.saved = cohorts),
        Err(error) => Outcome::Failed(Message::from(&error)),
    });
}

fn save_cohort(core: &mut Core, cohort: SavedCohort) {
    let before = core.state.list.saved.iter().find(|saved| saved.name == cohort.name).cloned();
    core.history.push(Command::List(match before {
        Some(before) => ListCommand::SaveCohort(before),
        None => ListCommand::DeleteCohort(cohort.name.clone()),
    }));
    change_cohorts(core, Action::SaveCohort, cohort.name.clone(), move |store, grant| {
        store.save_cohort(grant, &cohort)
    });
}

fn delete_cohort(core: &mut Core, name: String) {
    if let Some(saved) = core.state.list.saved.iter().find(|saved| saved.name == name).cloned() {
        core.history.push(Command::List(ListCommand::SaveCohort(saved)));
    }
    change_cohorts(core, Action::DeleteCohort, name.clone(), move |store, grant| store.delete_cohort(grant, &name));
}

/// Changes the saved cohorts and reads them back.
fn change_cohorts(
    core: &mut Core,
    action: Action,
    name: String,
    change: impl FnOnce(&dyn Store, &Grant) -> Result<(), StoreError> + Send + 'static,
) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Ok(grant) = open.ask(action, Scope::Text { text: name }, now) else { return };
    let store = Arc::clone(&open.store);
    core.jobs.start(JobKind::SAVE_COHORT, Message::new("job-save-cohort"), move |_| {
        match change(&*store, &grant).and_then(|()| store.cohorts()) {
            Ok(cohorts) => Outcome::take(move |core| core.state.list.saved = cohorts),
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_mark_replaces_the_second() {
        let mut marked = Vec::new();
        [1, 2, 3].into_iter().for_each(|patient| toggle_mark(&mut marked, PatientId(patient)));
        assert_eq!(marked, [PatientId(1), PatientId(3)]);
        toggle_mark(&mut marked, PatientId(1));
        assert_eq!(marked, [PatientId(3)]);
    }
}
