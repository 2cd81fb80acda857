//! Records that are past their time: listed, and after one question deleted, each with its certificate.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::app::core::Core;
use crate::app::hospital;
use crate::app::index::PatientIndex;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::base::{Date, Progress};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::ids::PatientId;
use crate::io::store::{ClinicalKind, ClinicalRecords, Hold, Store, StoreError};

use super::{Kept, asked, start};

impl JobKind {
    /// Who is past their time, into the panel.
    pub const LIST_RETENTION: JobKind = JobKind::reading("list-retention").failing(super::failed);
}

/// Somebody whose newest record or death is longer ago than records are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    pub patient: PatientId,
    pub identifier: String,
    pub newest: Date,
}

/// Who is past their time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    pub years: u16,
    /// The longest ago first.
    pub list: Vec<Past>,
    /// Patients without a record or a death that has a date; they are not listed.
    pub undated: usize,
    /// Patients who are past it and whose records are held; they are not listed.
    pub held: usize,
    /// Everybody whose records are held.
    pub holds: Vec<Hold>,
}

/// Everybody whose newest record of any kind is more than so many years before today, and whose records nobody holds.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn past_their_time(
    store: &dyn Store,
    grant: &Grant,
    (years, today): (u16, Date),
    progress: &Progress,
) -> Result<Retention, StoreError> {
    let (index, _) = hospital::read_index_for(store, grant, progress)?;
    let (holds, recorded) = (store.holds(grant)?, newest_recorded(store, grant, &index, today, progress)?);
    // Years of 365.25 days, rounded up: never a day too early.
    let limit = Date(today.0 - (f64::from(years) * 365.25).ceil() as i32);
    let held: BTreeSet<u32> = holds.iter().map(|hold| index.shown_row(hold.patient.0)).collect();
    let mut found = Retention { years, holds, ..Retention::default() };
    for row in index.everyone().iter() {
        match index.last_observed(row).max(index.death_date(row)).max(recorded.get(&row).copied()) {
            None => found.undated += 1,
            Some(newest) if newest < limit && held.contains(&row) => found.held += 1,
            Some(newest) if newest < limit => {
                let identifier = index.identifier(row).to_owned();
                found.list.push(Past { patient: PatientId(row), identifier, newest });
            }
            Some(_) => (),
        }
    }
    found.list.sort_by_key(|past| past.newest);
    Ok(found)
}

/// The newest day of each patient's records beside values: a stay that is still open counts as today.
fn newest_recorded(
    store: &dyn Store,
    grant: &Grant,
    index: &PatientIndex,
    today: Date,
    progress: &Progress,
) -> Result<BTreeMap<u32, Date>, StoreError> {
    use ClinicalKind::{Admissions, Conditions, Genes, Medications, UnrecordedValues};
    let mut newest: BTreeMap<u32, Date> = BTreeMap::new();
    for kind in [Conditions, Medications, Admissions, UnrecordedValues, Genes] {
        store.each_patients_records(grant, kind, progress, &mut |patient, records| {
            if let Some(day) = newest_day(&records, today) {
                let own = newest.entry(index.shown_row(patient.0)).or_insert(day);
                *own = day.max(*own);
            }
            Ok(())
        })?;
    }
    Ok(newest)
}

fn newest_day(records: &ClinicalRecords, today: Date) -> Option<Date> {
    match records {
        ClinicalRecords::Conditions(all) => all.iter().map(|own| own.record.resolved.max(own.record.onset)).max()?,
        ClinicalRecords::Medications(all) => all.iter().map(|own| own.record.end.max(own.record.start)).max()?,
        ClinicalRecords::Admissions(all) => {
            all.iter().map(|own| own.record.discharged.map_or(today, |moment| moment.local_date())).max()
        }
        ClinicalRecords::UnrecordedValues(all) => all.iter().map(|own| own.record.moment.local_date()).max(),
        ClinicalRecords::Genes(all) => all.iter().map(|own| own.record.specimen).max()?,
        // A statement of an allergy has no day.
        ClinicalRecords::Allergies(_) => None,
    }
}

/// Lists them; the journal is told that somebody looked.
pub fn list(core: &mut Core, years: u16) {
    let today = core.state.open().map(|open| open.info.zone.date_at(core.clock.utc_secs()));
    let scope = Scope::Text { text: format!("older than {years} years") };
    let Some((today, (grant, store))) = today.zip(asked(core, Action::ReadRetention, Some(scope))) else { return };
    start(core, JobKind::LIST_RETENTION, "job-list-retention", move |progress| {
        store.journal(&grant)?;
        Ok(Kept::Retention(past_their_time(&*store, &grant, (years, today), progress)?))
    });
}

/// Holds a patient's records with a reason, or ends that; the list is made anew.
pub fn hold(core: &mut Core, patient: PatientId, reason: &str, is_held: bool) {
    let years = core.state.trust.keeping.retention.as_ref().map_or(10, |retention| retention.years);
    let today = core.state.open().map(|open| open.info.zone.date_at(core.clock.utc_secs()));
    let scope = core.state.open().and_then(|open| open.scope_of(patient));
    let listing = Scope::Text { text: format!("older than {years} years") };
    let now = core.clock.utc_secs();
    let reading = core.state.open().and_then(|open| open.ask_quietly(Action::ReadRetention, listing, now));
    let Some((grant, store)) = asked(core, Action::HoldPatient, scope) else { return };
    let Some((today, reading)) = today.zip(reading) else { return };
    let grant = grant.because(reason.trim());
    start(core, JobKind::KEEP_TRUST, "job-hold-patient", move |progress| {
        store.hold(&grant, patient, is_held)?;
        Ok(Kept::Retention(past_their_time(&*store, &reading, (years, today), progress)?))
    });
}

/// Deletes everybody who was listed, each through the door and with a certificate that the store keeps. Stopped in between it
/// ends behind the patient that it is at.
pub fn delete_listed(core: &mut Core, reason: &str) {
    let listed = core.state.trust.keeping.retention.take().map(|retention| retention.list).unwrap_or_default();
    let mut each: Vec<(PatientId, Grant)> = Vec::with_capacity(listed.len());
    let mut store: Option<Arc<dyn Store>> = None;
    for past in listed {
        let scope = core.state.open().and_then(|open| open.scope_of(past.patient));
        let Some((grant, of)) = asked(core, Action::DeletePatient, scope) else { return };
        each.push((past.patient, grant.because(reason.trim())));
        store = Some(of);
    }
    let Some(store) = store else { return };
    start(core, JobKind::DELETE_PATIENT, "job-delete-patient", move |progress| {
        let total = each.len();
        let mut deleted = 0;
        for (patient, grant) in each {
            // Not the job's own progress: what is cancelled in the middle of a patient leaves that patient as they were.
            if progress.is_cancelled() {
                break;
            }
            match store.delete_patient(&grant, patient, &Progress::default()) {
                Ok(_) => deleted += 1,
                // Under another number of the same person, just now.
                Err(StoreError::NotFound { .. }) => (),
                Err(error) if deleted == 0 => return Err(error),
                Err(_) => break,
            }
        }
        Ok(Kept::DeletedListed(Message::new("retention-deleted").with("count", deleted).with("of", total)))
    });
}
