//! Conditions, medications and admissions as spans of time.

use crate::base::{Date, Moment};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::CellRef;
use crate::domain::twin::DigitalTwin;

/// What a span is about; the timeline has a lane for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    Condition,
    Medication,
    Admission,
}

/// One bar of the timeline. A missing start is drawn open to the left, a missing end goes on until today.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub lane: Lane,
    pub title: String,
    pub note: String,
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub cell: CellRef,
}

/// All spans, by lane, then start (open ones first), then title.
pub fn spans_of(twin: &DigitalTwin, books: &Books) -> Vec<Span> {
    let mut spans: Vec<Span> =
        conditions(twin, books).chain(medications(twin, books)).chain(admissions(twin, books)).collect();
    spans.sort_by(|a, b| (a.lane, a.start, &a.title).cmp(&(b.lane, b.start, &b.title)));
    spans
}

fn conditions<'a>(twin: &'a DigitalTwin, books: &'a Books) -> impl Iterator<Item = Span> + 'a {
    twin.conditions.iter().map(|row| {
        let word = books.of(BookKind::Condition).word(row.record.word);
        Span {
            lane: Lane::Condition,
            title: Books::name_part(word).to_owned(),
            note: Books::code_part(word).to_owned(),
            start: row.record.onset,
            end: row.record.resolved,
            cell: row.cell,
        }
    })
}

fn medications<'a>(twin: &'a DigitalTwin, books: &'a Books) -> impl Iterator<Item = Span> + 'a {
    twin.medications.iter().map(|row| Span {
        lane: Lane::Medication,
        title: Books::name_part(books.of(BookKind::Medication).word(row.record.word)).to_owned(),
        note: row.record.dose.clone().unwrap_or_default(),
        start: row.record.start,
        end: row.record.end,
        cell: row.cell,
    })
}

fn admissions<'a>(twin: &'a DigitalTwin, books: &'a Books) -> impl Iterator<Item = Span> + 'a {
    twin.admissions.iter().map(|row| Span {
        lane: Lane::Admission,
        title: row.record.ward.map_or("", |ward| books.of(BookKind::Ward).word(ward)).to_owned(),
        note: row.record.reason.clone().unwrap_or_default(),
        start: Some(row.record.admitted.local_date()),
        end: row.record.discharged.map(Moment::local_date),
        cell: row.cell,
    })
}
