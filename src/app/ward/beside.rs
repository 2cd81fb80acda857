//! What a board shows of a patient beside the signs: laboratory, what people said of them, alerts that somebody went on past,
//! and the drugs that an injured kidney concerns.

use crate::analysis::prescribing::{ConcernedDrug, concerned_by_injury};
use crate::analysis::ward::{
    AlertFacts, AlertLoad, CAUSE, Course, Labs, LoadFacts, OwnLimit, Sign, Signs, Standing, TrendPoint, WardAlert,
    What, alert_load, ward_alerts,
};
use crate::domain::alert::KeptOverride;
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::ward_note::{KeptWardNote, WardNote};
use crate::io::drugs::drug_names;

use super::super::index::PatientIndex;

/// What is read of a patient beside the signs.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    pub labs: Labs,
    /// The newest first, with what ran out or was taken back.
    pub notes: Vec<KeptWardNote>,
    /// The newest first.
    pub overrides: Vec<KeptOverride>,
    /// Drugs of the record that an acute kidney injury concerns.
    pub concerned: Vec<ConcernedDrug>,
}

/// An alert with what somebody said to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownWardAlert {
    pub alert: WardAlert,
    /// The override that silences it now.
    pub silenced: Option<KeptOverride>,
    /// Of a critical value: that it was told and read back.
    pub read_back: Option<KeptWardNote>,
}

impl ShownWardAlert {
    /// Whether it still asks for somebody.
    pub fn is_open(&self) -> bool {
        self.silenced.is_none() && self.read_back.is_none()
    }
}

/// What a row's alerts are made from.
pub struct RowFacts<'a> {
    pub signs: &'a Signs,
    pub standing: &'a Standing,
    pub course: &'a Course,
    pub departures_utc_secs: &'a [i64],
    pub silent_since: Option<i64>,
    pub trend: &'a [TrendPoint],
}

impl Beside {
    /// Alarm limits of this patient's own that hold at an instant; of two for one sign the later.
    pub fn limits(&self, now_utc_secs: i64) -> Vec<OwnLimit> {
        let mut limits: Vec<OwnLimit> = Vec::new();
        for kept in self.notes.iter().filter(|kept| kept.holds(now_utc_secs)) {
            let WardNote::AlarmLimit { indicator, low, high } = &kept.note else { continue };
            let id = indicator.indicator().id;
            let Some(sign) = Sign::MEASURED.into_iter().find(|sign| sign.indicator_id() == Some(id)) else { continue };
            if limits.iter().all(|known| known.sign != sign) {
                limits.push(OwnLimit { sign, low: *low, high: *high, from_utc_secs: kept.at_utc_secs });
            }
        }
        limits
    }

    /// Alerts of a row, the loudest first, those that still ask for somebody before the others.
    pub fn alerts(&self, facts: &RowFacts<'_>, now_utc_secs: i64) -> Vec<ShownWardAlert> {
        let limits = self.limits(now_utc_secs);
        let known = AlertFacts {
            signs: facts.signs,
            standing: facts.standing,
            course: facts.course,
            silent_since: facts.silent_since,
            labs: &self.labs,
            limits: &limits,
        };
        let alerts = ward_alerts(&known, now_utc_secs);
        let mut shown: Vec<ShownWardAlert> = alerts.into_iter().map(|alert| self.shown(alert, now_utc_secs)).collect();
        shown.sort_by_key(|one| !one.is_open());
        shown
    }

    fn shown(&self, alert: WardAlert, now_utc_secs: i64) -> ShownWardAlert {
        let silences = |kept: &&KeptOverride| {
            let said = &kept.said.cause;
            alert.is_covered_by(said) && kept.silences(said, alert.tier(), now_utc_secs)
        };
        let reads_back = |kept: &&KeptWardNote| match (&kept.note, &alert.what) {
            (WardNote::ReadBack { cell, .. }, What::Laboratory(value)) => {
                kept.holds(now_utc_secs) && *cell == value.cell
            }
            _ => false,
        };
        ShownWardAlert {
            silenced: self.overrides.iter().find(silences).cloned(),
            read_back: self.notes.iter().find(reads_back).cloned(),
            alert,
        }
    }

    /// What this patient was alerted to in the last day.
    pub fn load(&self, facts: &RowFacts<'_>, now_utc_secs: i64) -> AlertLoad {
        let overridden: Vec<i64> = self
            .overrides
            .iter()
            .filter(|kept| kept.said.cause.starts_with(CAUSE) && kept.taken_back_utc_secs.is_none())
            .map(|kept| kept.at_utc_secs)
            .collect();
        let known = LoadFacts {
            signs: facts.signs,
            trend: facts.trend,
            departures_utc_secs: facts.departures_utc_secs,
            labs: &self.labs,
            limits: &self.limits(now_utc_secs),
            overridden_utc_secs: &overridden,
        };
        alert_load(&known, now_utc_secs)
    }

    /// What was said of the patient and holds, the newest first; of limits of care and alarms.
    pub fn standing_notes(&self, now_utc_secs: i64) -> impl Iterator<Item = &KeptWardNote> {
        self.notes
            .iter()
            .filter(move |kept| kept.holds(now_utc_secs) && !matches!(kept.note, WardNote::ReadBack { .. }))
    }
}

/// Drugs that the list names for a patient and that an injured kidney concerns.
pub fn concerned(index: &PatientIndex, row: u32, books: &Books) -> Vec<ConcernedDrug> {
    let Ok(names) = drug_names() else { return Vec::new() };
    let book = books.of(BookKind::Medication);
    let words = index.medications(row).iter().map(|number| book.word(WordId(*number)));
    concerned_by_injury(names, words.map(|word| (Books::code_part(word), Books::name_part(word))))
}
