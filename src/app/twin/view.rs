//! A twin as the screen shows it: plain values ready to draw, made once when the twin is opened.

use std::sync::Arc;

use crate::analysis::outlook::Outlook;
use crate::analysis::quality::cleaning::{CleaningFinding, findings_of};
use crate::analysis::quality::twin_card::{QualityCard, quality_card};
use crate::base::Date;
use crate::domain::alert::KeptOverride;
use crate::domain::book::Books;
use crate::domain::diagnosis::KeptAnswer;
use crate::domain::ids::CellRef;
use crate::domain::patient::{AllergyState, Patient};
use crate::domain::plan::KeptPlan;
use crate::domain::receipt::Receipt;
use crate::domain::twin::DigitalTwin;
use crate::domain::ward_note::KeptWardNote;

use super::super::risk_record::RiskRecord;
use super::outlook::outlook_of;
use super::series::{Series, series_of};
use super::source::{ValueSource, of_field, of_point, of_unrecorded};
use super::timeline::{Span, spans_of};
use super::unrecorded::{Unrecorded, unrecorded_of};

/// One opened twin with everything its screen needs.
#[derive(Debug)]
pub struct TwinView {
    pub twin: DigitalTwin,
    pub books: Arc<Books>,
    pub receipts: Vec<Receipt>,
    /// The patient as the newest rows say.
    pub person: Patient,
    /// Completed years on the day of opening.
    pub age_years: Option<i32>,
    pub allergy_state: AllergyState,
    pub series: Vec<Series>,
    /// What each series leads to expect, in their order; nothing where too little is known, and of the dead.
    pub outlooks: Vec<Option<Outlook>>,
    /// Quantities whose newest measurement has no value.
    pub unrecorded: Vec<Unrecorded>,
    pub spans: Vec<Span>,
    pub quality: QualityCard,
    /// Values that somebody should look at.
    pub doubtful: Vec<CleaningFinding>,
    /// Alerts that somebody went on past, with their reasons; the newest first.
    pub overrides: Vec<KeptOverride>,
    /// What people said of the patient on a ward, the newest first.
    pub ward_notes: Vec<KeptWardNote>,
    /// What risk models read.
    pub risk: RiskRecord,
    /// Kept versions of the treatment plan, newest first.
    pub plans: Vec<KeptPlan>,
    /// What diagnostic models said, newest first.
    pub answers: Vec<KeptAnswer>,
    /// The day the twin was opened, in the store's zone.
    pub today: Date,
    pub opened_utc_secs: i64,
}

/// Makes the view of a twin.
pub fn twin_view(
    twin: DigitalTwin,
    books: Arc<Books>,
    receipts: Vec<Receipt>,
    today: Date,
    opened_utc_secs: i64,
) -> TwinView {
    let person = twin.person();
    let until = person.death_date.unwrap_or(today);
    let series = series_of(&twin.observations, &books, &person, today);
    let expects = |series: &Series| person.death_date.is_none().then(|| outlook_of(series, opened_utc_secs)).flatten();
    TwinView {
        outlooks: series.iter().map(expects).collect(),
        age_years: person.birth_date.map(|born| born.years_until(until)),
        allergy_state: twin.allergy_state(),
        unrecorded: unrecorded_of(&twin, &books, &series),
        series,
        spans: spans_of(&twin, &books),
        quality: quality_card(&twin, &books, &person, today),
        doubtful: findings_of(&twin.observations, &books, person.birth_date),
        risk: RiskRecord::of_twin(&twin, &books, &person),
        overrides: Vec::new(),
        ward_notes: Vec::new(),
        plans: Vec::new(),
        answers: Vec::new(),
        twin,
        books,
        receipts,
        person,
        today,
        opened_utc_secs,
    }
}

impl TwinView {
    /// Where a point of a series came from.
    pub fn source_of(&self, series: &Series, position_in_series: usize) -> Option<ValueSource> {
        let point = series.points.get(position_in_series)?;
        let observation = self.twin.observations.get(point.position)?;
        let source = of_point(series, point, observation, &self.books, &self.receipts);
        Some(ValueSource { patient: Some(self.twin.id), ..source })
    }

    /// Where the observation at a position of the twin's came from.
    pub fn source_of_position(&self, position: usize) -> Option<ValueSource> {
        let place = |series: &Series| series.points.iter().position(|point| point.position == position);
        let (series, at) = self.series.iter().find_map(|series| Some((series, place(series)?)))?;
        self.source_of(series, at)
    }

    /// Where it says that something was measured without a value.
    pub fn source_of_unrecorded(&self, unrecorded: &Unrecorded) -> Option<ValueSource> {
        let row = self.twin.unrecorded.get(unrecorded.position)?;
        let source = of_unrecorded(&unrecorded.quantity, row, &self.receipts);
        Some(ValueSource { patient: Some(self.twin.id), ..source })
    }

    /// Where a field of a record came from. `raw` holds the record's texts that the typed form does not give back.
    pub fn source_of_field(&self, field: &str, cell: CellRef, shown: &str, raw: &[(String, String)]) -> ValueSource {
        let raw = raw.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str());
        ValueSource { patient: Some(self.twin.id), ..of_field(field, cell, shown, raw, &self.receipts) }
    }
}
