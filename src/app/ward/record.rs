//! How the forecasts of this store's own values did, signal by signal: each was made from earlier values alone.

use std::sync::Arc;

use crate::analysis::outlook::{Sighting, SignalRecord, track_record};
use crate::base::Progress;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::indicator::IndicatorId;
use crate::domain::observation::Observation;
use crate::io::store::{Store, StoreError};

use super::super::core::Core;
use super::super::index::PatientIndex;
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;

impl JobKind {
    /// Holding forecasts against what came.
    pub const SCORE_FORECASTS: JobKind = JobKind::reading("score-forecasts")
        .failing(|core, message| core.state.ward.record.failed(message))
        .when_cancelled(|core| core.state.ward.record.stopped());
}

const DAY_SECS: f64 = 86_400.0;

/// The record of every signal that has one, in the order of the table of indicators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForecastRecord {
    pub signals: Vec<(IndicatorId, SignalRecord)>,
    /// Patients whose values were looked at.
    pub patients: usize,
}

/// Scores the forecasts of every patient that the grant reaches. Progress counts patients.
///
/// # Errors
/// Damaged or unreadable; cancelled.
pub fn score(
    store: &dyn Store,
    grant: &Grant,
    index: &PatientIndex,
    progress: &Progress,
) -> Result<ForecastRecord, StoreError> {
    let books = store.books();
    let mut sums: Vec<SignalRecord> = IndicatorId::all().map(|_| SignalRecord::default()).collect();
    let mut patients = 0;
    store.each_patients_values(grant, progress, &mut |patient, values| {
        if grant.reaches(index.ward_name(index.shown_row(patient.0))) {
            patients += 1;
            for (id, sightings) in sightings_of(&values, &books) {
                if let (Some(sum), Some(record)) = (sums.get_mut(id.index()), track_record(&sightings)) {
                    sum.add(&record);
                }
            }
        }
        Ok(())
    })?;
    let signals = IndicatorId::all().zip(sums).filter(|(_, sum)| sum.scored > 0).collect();
    Ok(ForecastRecord { signals, patients })
}

/// One person's values by indicator in order of time, as the outlook reads them.
fn sightings_of(values: &[Observation], books: &Books) -> Vec<(IndicatorId, Vec<Sighting>)> {
    let mut found: Vec<(IndicatorId, Vec<Sighting>)> = Vec::new();
    let mut known: Option<(WordId, Option<IndicatorId>)> = None;
    for observation in values {
        let indicator = match known {
            Some((word, indicator)) if word == observation.code => indicator,
            _ => IndicatorId::from_recorded(books.of(BookKind::Code).word(observation.code)),
        };
        known = Some((observation.code, indicator));
        let flags = observation.flags;
        let Some(id) = indicator.filter(|_| !flags.implausible && !flags.conflicting && flags.bound.is_none()) else {
            continue;
        };
        let unit = observation.unit.map_or("", |unit| books.of(BookKind::Unit).word(unit));
        let Some((value, _)) = id.indicator().canonical(observation.value.to_f64(), unit) else { continue };
        let at_days = observation.moment.utc_secs as f64 / DAY_SECS;
        let sighting = Sighting { at_days, value, is_critical: false };
        match found.iter_mut().find(|(own, _)| *own == id) {
            Some((_, own)) => own.push(sighting),
            None => found.push((id, vec![sighting])),
        }
    }
    found.iter_mut().for_each(|(_, own)| own.sort_by(|one, other| one.at_days.total_cmp(&other.at_days)));
    found
}

/// Starts the job.
pub fn start(core: &mut Core) {
    let now = core.clock.utc_secs();
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let grant = match open.ask(Action::ScoreForecasts, Scope::Text { text: "forecasts".to_owned() }, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let (store, seen) = (Arc::clone(&open.store), open.seen.max(open.revision));
    core.state.ward.record.started();
    core.jobs.start(JobKind::SCORE_FORECASTS, Message::new("job-score-forecasts"), move |progress| {
        match score(&*store, &grant, &hospital.index, progress) {
            Ok(record) => Outcome::take(move |core| core.state.ward.record.finished(record, seen)),
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}
