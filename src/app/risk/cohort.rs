//! A model over the patients of the list: a job that reads every patient's values, and what it found.
//!
//! Conditions and medications are those of the list, which has the unresolved and current ones; a fact that only a
//! resolved condition tells is not seen here, and the screen says so.

use std::sync::Arc;

use crate::analysis::risk::{Fact, Facts, Gate, Note, OutputUnit, Refusal, RiskModel, model_by_id};
use crate::base::{Cancelled, Progress, Revision};
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::PatientId;
use crate::domain::observation::Observation;
use crate::io::store::{Store, StoreError};

use super::super::core::Core;
use super::super::hospital::Hospital;
use super::super::index::PatientIndex;
use super::super::index::kept::{KeptNumber, KeptRisks, KeptRun};
use super::super::jobs::JobKind;
use super::super::message::Message;
use super::super::outcome::Outcome;
use super::super::risk_record::{Codes, RiskRecord};
use super::answers::{Answers, House};
use super::estimate::{Depth, Estimate, Estimated};
use super::filling::{AsOf, Known};

impl JobKind {
    /// A risk model over a cohort.
    pub const SCORE_COHORT: JobKind =
        JobKind::reading("score-cohort").failing(|core, message| core.state.risk.cohort.failed(message));
}

/// Which model over whom.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortQuestion {
    pub model: &'static str,
    /// Settings of the model, and whether lists are said to be complete. Nothing about one patient.
    pub said: Answers,
}

/// A patient with a result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    pub patient: PatientId,
    /// Leading number; the least where an answer is missing.
    pub value: f64,
    /// The most, where one answer is missing or points are.
    pub at_most: Option<f64>,
    pub band: Option<&'static str>,
}

/// Why a patient has no result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    Gate(Gate),
    /// The first input that is missing.
    Missing(&'static str),
    OutOfRange(&'static str),
    /// Contradicting inputs, or no result of the equation.
    NoResult,
    /// Computed with a note for which the screen withholds it.
    Withheld(Note),
    Died,
}

/// What a model says of a cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortRisks {
    pub question: CohortQuestion,
    pub model: &'static RiskModel,
    /// Highest first; with equal values in order of patient.
    pub ranked: Vec<Ranked>,
    /// Most frequent first.
    pub refused: Vec<(Reason, usize)>,
    /// Patients asked about, and in the store.
    pub asked: usize,
    pub of: usize,
    pub as_of: AsOf,
}

/// Starts the job over the patients of the list.
pub fn score(core: &mut Core, question: CohortQuestion) {
    let now = core.clock.utc_secs();
    let Some(model) = model_by_id(question.model) else { return };
    let house = super::house(&core.state.settings);
    let Some(open) = core.state.session.open_store() else { return };
    let Some(hospital) = open.hospital.value().cloned() else { return };
    let rows = core.state.list.result.value().map(|list| list.rows.clone());
    let rows = rows.unwrap_or_else(|| hospital.index.everyone().to_rows());
    let scope = Scope::Text { text: format!("{} of {} patients", model.id, rows.len()) };
    let grant = match open.ask(Action::ScoreCohort, scope, now) {
        Ok(grant) => grant,
        Err(denied) => return core.state.warn(Message::new("denied").with_details(denied)),
    };
    let as_of = AsOf { utc_secs: now, date: open.info.zone.date_at(now) };
    let (store, revision) = (Arc::clone(&open.store), open.revision);
    core.state.risk.cohort.started();
    core.jobs.start(JobKind::SCORE_COHORT, Message::new("job-score-cohort"), move |progress| {
        let asked = Asked { question, model, rows, house, as_of };
        match asked.run(&*store, &grant, &hospital, progress) {
            Ok(risks) => Outcome::take(move |core| scored(core, risks, revision)),
            Err(StoreError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(Message::from(&error)),
        }
    });
}

/// Takes in what the job found.
pub fn scored(core: &mut Core, risks: CohortRisks, revision: Revision) {
    core.state.risk.cohort.finished(risks, revision);
}

/// Keeps the last run for cohorts, in place of an older one of its model.
pub fn keep(core: &mut Core) {
    let Some(risks) = core.state.risk.cohort.value() else { return };
    let run = kept_run(risks, core.state.risk.cohort.made_from());
    let kept = KeptRisks::clone(&core.state.list.kept).with(risks.model.id, run);
    core.state.list.kept = Arc::new(kept);
    super::super::list::refresh(core);
}

/// The numbers of a run in the unit shown.
pub fn kept_run(risks: &CohortRisks, revision: Revision) -> KeptRun {
    let output = risks.model.outputs.get(risks.model.leading_output());
    let is_probability = output.is_some_and(|output| output.unit == OutputUnit::Probability);
    let factor = if is_probability { 100.0 } else { 1.0 };
    let number = |ranked: &Ranked| KeptNumber {
        row: ranked.patient.0,
        least: ranked.value * factor,
        most: ranked.at_most.unwrap_or(ranked.value) * factor,
    };
    let numbers = risks.ranked.iter().map(number).collect();
    KeptRun { as_of: risks.as_of.date, computed_utc_secs: risks.as_of.utc_secs, revision, numbers }
}

/// A run over some patients.
pub struct Asked {
    pub question: CohortQuestion,
    pub model: &'static RiskModel,
    /// Patient numbers.
    pub rows: Vec<u32>,
    pub house: House,
    pub as_of: AsOf,
}

impl Asked {
    /// Reads everybody's values and asks the model about those of the list.
    ///
    /// # Errors
    /// Damaged or unreadable; cancelled.
    pub fn run(
        self,
        store: &dyn Store,
        grant: &Grant,
        hospital: &Hospital,
        progress: &Progress,
    ) -> Result<CohortRisks, StoreError> {
        let index = &*hospital.index;
        let mut waiting = vec![false; index.row_count()];
        for &row in &self.rows {
            if let Some(place) = waiting.get_mut(row as usize) {
                *place = true;
            }
        }
        let books = store.books();
        let mut run = Run {
            asked: &self,
            index,
            codes: Codes::new(&books),
            conditions: facts_of_words(&books, BookKind::Condition, Fact::of_condition),
            medications: facts_of_words(&books, BookKind::Medication, Fact::of_medication),
            ranked: Vec::new(),
            refused: Vec::new(),
        };
        store.each_patients_values(grant, progress, &mut |patient, values| {
            let place = waiting.get_mut(patient.0 as usize);
            if place.is_some_and(std::mem::take) {
                run.ask(patient, &values);
            }
            Ok::<(), Cancelled>(())
        })?;
        // Who has no values is asked about all the same.
        for row in waiting.iter().enumerate().filter(|(_, waits)| **waits).map(|(row, _)| row as u32) {
            progress.tick(0).map_err(StoreError::Cancelled)?;
            run.ask(PatientId(row), &[]);
        }
        Ok(run.finish(hospital.index.patient_count()))
    }
}

/// The facts that each word of a book means.
fn facts_of_words(books: &Books, kind: BookKind, of_code: fn(&str) -> Facts) -> Vec<Facts> {
    books.of(kind).iter().map(|(_, word)| of_code(Books::code_part(word))).collect()
}

struct Run<'a> {
    asked: &'a Asked,
    index: &'a PatientIndex,
    codes: Codes<'a>,
    conditions: Vec<Facts>,
    medications: Vec<Facts>,
    ranked: Vec<Ranked>,
    refused: Vec<(Reason, usize)>,
}

impl Run<'_> {
    fn ask(&mut self, patient: PatientId, values: &[Observation]) {
        let row = patient.0;
        let mut facts = Facts::default();
        let words = [(&self.conditions, self.index.conditions(row)), (&self.medications, self.index.medications(row))];
        for (book, numbers) in words {
            numbers.iter().filter_map(|number| book.get(usize::from(*number))).for_each(|own| facts.add(*own));
        }
        let mut record = RiskRecord::of_values(values, &mut self.codes, facts);
        record.born = self.index.birth_date(row);
        record.died = self.index.death_date(row);
        record.sex = self.index.sex(row);
        match result_of(self.asked, &record) {
            Ok((value, at_most, band)) => self.ranked.push(Ranked { patient, value, at_most, band }),
            Err(reason) => match self.refused.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => self.refused.push((reason, 1)),
            },
        }
    }

    fn finish(mut self, of: usize) -> CohortRisks {
        self.ranked
            .sort_by(|one, other| other.value.total_cmp(&one.value).then_with(|| one.patient.cmp(&other.patient)));
        self.refused.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        CohortRisks {
            question: self.asked.question.clone(),
            model: self.asked.model,
            ranked: self.ranked,
            refused: self.refused,
            asked: self.asked.rows.len(),
            of,
            as_of: self.asked.as_of,
        }
    }
}

type Result3 = (f64, Option<f64>, Option<&'static str>);

fn result_of(asked: &Asked, record: &RiskRecord) -> Result<Result3, Reason> {
    if record.died.is_some() {
        return Err(Reason::Died);
    }
    let known = Known { record, answers: &asked.question.said, house: asked.house };
    let standing = known.standing(asked.as_of);
    let estimate = Estimate::of(asked.model, known, &standing, asked.as_of, Depth::Words);
    let first_missing = || Reason::Missing(estimate.missing.first().copied().unwrap_or_default());
    match &estimate.estimated {
        Estimated::Scored { .. } => {
            let (_, value) = estimate.value().ok_or(Reason::NoResult)?;
            Ok((value, None, estimate.band()))
        }
        Estimated::Between(interval) => Ok((interval.low, Some(interval.high), None)),
        // A score of which nothing is known says nothing: it is no row of the ranking.
        Estimated::Bounded(bounds) if bounds.at_least > 0.0 => Ok((bounds.at_least, Some(bounds.at_most), bounds.band)),
        Estimated::Bounded(_) | Estimated::Missing => Err(first_missing()),
        Estimated::NotApplicable(gate) => Err(Reason::Gate(*gate)),
        Estimated::Withheld(note) => Err(Reason::Withheld(*note)),
        Estimated::Refused(refusal) => Err(match refusal {
            Refusal::OutOfRange { column, .. } => Reason::OutOfRange(column),
            Refusal::MissingInput(column) => Reason::Missing(column),
            Refusal::NotApplicable(gate) => Reason::Gate(*gate),
            Refusal::Unreadable { .. }
            | Refusal::Contradiction { .. }
            | Refusal::NoResult { .. }
            | Refusal::NotCovered { .. } => Reason::NoResult,
        }),
    }
}

/// A bar of the distribution: values from `low` up to `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub low: f64,
    pub high: f64,
    pub count: usize,
}

/// Whole points have a bar each; other numbers some twelve bars of a round width.
pub fn distribution(risks: &CohortRisks, whole: bool) -> Vec<Bar> {
    let exact = || risks.ranked.iter().filter(|ranked| ranked.at_most.is_none()).map(|ranked| ranked.value);
    let (low, high) = exact().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if !low.is_finite() {
        return Vec::new();
    }
    let width = if whole { 1.0 } else { round_width((high - low) / 12.0) };
    let first = (low / width).floor();
    let count = ((high / width).floor() - first) as usize + 1;
    let mut bars: Vec<Bar> = (0..count)
        .map(|at| {
            let from = (first + at as f64) * width;
            Bar { low: from, high: from + width, count: 0 }
        })
        .collect();
    for value in exact() {
        let at = ((value / width).floor() - first) as usize;
        if let Some(bar) = bars.get_mut(at.min(count - 1)) {
            bar.count += 1;
        }
    }
    bars
}

/// The round number at or above a width.
fn round_width(width: f64) -> f64 {
    if width <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(width.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|round| *round >= width).unwrap_or(power * 10.0)
}
