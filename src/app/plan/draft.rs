//! A plan as it is proposed: problems and risks in order, what may be done about them with its expected effect, and what
//! is worth measuring; then what was decided before is put beside it.

use crate::analysis::risk::{Horizon, Origin, Slot};
use crate::analysis::what_if::gates::MOST_COMBINED;
use crate::analysis::what_if::{
    Amount, Baseline, BaselineSource, Chosen, Future, Intervention, Screened, TreatmentOption, TrialEffect, harms_of,
    options, screen, undiscussed,
};
use crate::domain::book::BookKind;
use crate::domain::plan::{
    ExpectedEffect, GeneDrugConflict, Plan, PlanItem, PlanProblem, PlanRisk, PlannedAmount, PlannedTreatment, Subject,
    Verdict,
};

use super::super::risk::estimate::{Estimate, Estimated};
use super::super::risk::filling::{FilledRow, Lack};
use super::super::risk::view::RiskView;
use super::super::twin::view::TwinView;
use super::super::what_if::view::WhatIfView;

/// How many values worth collecting are proposed; those that most models lack.
const MOST_COLLECTED: usize = 6;

/// What a proposal is made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    pub twin: &'a TwinView,
    pub risks: &'a RiskView,
    pub what_if: &'a WhatIfView,
}

/// Everything proposed for the open twin; nothing is decided.
pub fn proposal(sources: Sources<'_>, conflicts: Vec<GeneDrugConflict>) -> Plan {
    let conflicts = conflicts.into_iter().map(Subject::GeneDrug);
    let treatments = treatments(sources.what_if).into_iter().map(Subject::Treatment);
    let subjects = conflicts.chain(treatments).chain(worth_collecting(sources.risks));
    Plan {
        as_of_utc_secs: sources.what_if.as_of.utc_secs,
        problems: problems(sources.twin, sources.what_if),
        risks: risks(sources.risks),
        items: subjects.map(PlanItem::open).collect(),
        together: Vec::new(),
        note: String::new(),
    }
}

/// Unresolved conditions, each once: the newest first, those of unknown beginning last.
fn problems(twin: &TwinView, what_if: &WhatIfView) -> Vec<PlanProblem> {
    let today = what_if.as_of.date;
    let book = twin.books.of(BookKind::Condition);
    let is_open = |row: &&crate::domain::patient::Sourced<crate::domain::patient::Condition>| {
        row.record.resolved.is_none_or(|resolved| resolved > today)
    };
    let mut all: Vec<PlanProblem> = Vec::new();
    for row in twin.twin.conditions.iter().filter(is_open) {
        let (word, since) = (book.word(row.record.word), row.record.onset);
        match all.iter_mut().find(|known| known.word == word) {
            Some(known) => known.since = known.since.or(since),
            None => all.push(PlanProblem { word: word.to_owned(), since }),
        }
    }
    all.sort_by(|one, other| other.since.cmp(&one.since).then_with(|| one.word.cmp(&other.word)));
    all
}

/// Models with a number: probabilities first, the highest of them leading, then scores in the order of the models.
fn risks(view: &RiskView) -> Vec<PlanRisk> {
    let mut all: Vec<(Option<f64>, PlanRisk)> = view.estimates.iter().filter_map(risk_of).collect();
    all.sort_by(|(one, _), (other, _)| other.unwrap_or(-1.0).total_cmp(&one.unwrap_or(-1.0)));
    all.into_iter().map(|(_, risk)| risk).collect()
}

fn risk_of(estimate: &Estimate) -> Option<(Option<f64>, PlanRisk)> {
    use crate::analysis::risk::OutputUnit;
    let (at, value) = estimate.value()?;
    let output = estimate.model.outputs.get(at)?;
    let share = match output.unit {
        OutputUnit::Probability => Some(value),
        OutputUnit::Percent => Some(value / 100.0),
        OutputUnit::Points | OutputUnit::MilligramsPerWeek | OutputUnit::MillilitresPerMinute | OutputUnit::Class => {
            None
        }
    };
    let horizon_years = match estimate.model.horizon {
        Horizon::Years(years) => Some(years),
        Horizon::YearsIn(column) => years_in(estimate, column),
        Horizon::Days(_) | Horizon::UntilAgeIn(_) | Horizon::None => None,
    };
    let risk = PlanRisk {
        model: estimate.model.id.to_owned(),
        column: output.column.to_owned(),
        value,
        band: estimate.band().map(str::to_owned),
        horizon_years,
    };
    Some((share, risk))
}

/// A horizon that is chosen among words of years, such as "10".
fn years_in(estimate: &Estimate, column: &str) -> Option<u16> {
    let row = estimate.filled.row(column)?;
    match row.slot {
        Slot::Word(word) => row.input.words().get(usize::from(word))?.parse().ok(),
        Slot::Number(years) => Some(years as u16),
        Slot::Missing | Slot::Unreadable => None,
    }
}

/// What is offered, with the amounts that were chosen in the what-if.
fn treatments(view: &WhatIfView) -> Vec<PlannedTreatment> {
    let baselines: Vec<Baseline> = view.baselines.iter().map(|found| found.baseline).collect();
    let of_option = |option: TreatmentOption| {
        let picked = view.offered.iter().find(|row| row.is_picked && row.effect.intervention == option.intervention());
        let chosen = picked.and_then(|row| row.amount.map(|amount| Chosen { effect: row.effect, amount }));
        let again = chosen.and_then(|chosen| {
            let baselines = baselines.iter();
            let mut screened = baselines.filter_map(|baseline| screen(&[chosen], &view.person, *baseline).ok());
            screened.next().map(|screened| planned(chosen, &screened))
        });
        again.unwrap_or_else(|| planned(option.chosen, &option.screened))
    };
    options(&view.person, &baselines).into_iter().map(of_option).collect()
}

fn planned(chosen: Chosen, screened: &Screened) -> PlannedTreatment {
    PlannedTreatment {
        effect: chosen.effect.id.to_owned(),
        amount: match chosen.amount {
            Amount::SystolicMmhg(mmhg) => PlannedAmount::SystolicMmhg(mmhg),
            Amount::LdlMmolPerLitre(mmol) => PlannedAmount::LdlMmolPerLitre(mmol),
            Amount::Whole => PlannedAmount::Whole,
        },
        expected: expected(screened),
    }
}

fn expected(screened: &Screened) -> ExpectedEffect {
    let future = &screened.future;
    ExpectedEffect {
        effects: screened.effects.iter().map(|effect| effect.id.to_owned()).collect(),
        source: source_id(screened.baseline.source),
        horizon_years: screened.baseline.horizon_years,
        risk_now: future.baseline,
        risk: future.risk,
        risk_low: future.risk_low,
        risk_high: future.risk_high,
    }
}

/// As a plan names a baseline: an entered one with its outcome behind a colon.
pub fn source_id(source: BaselineSource) -> String {
    match source {
        BaselineSource::Entered { outcome, .. } => format!("{}:{}", source.id(), outcome.id()),
        BaselineSource::PreventTotalCvd
        | BaselineSource::PreventAscvd
        | BaselineSource::PreventCoronary
        | BaselineSource::PreventStroke
        | BaselineSource::PreventHeartFailure
        | BaselineSource::Score2Family
        | BaselineSource::PooledCohort2013
        | BaselineSource::Framingham2008 => source.id().to_owned(),
    }
}

/// Measured values that keep models that apply from a number, those first that most models lack. What a person can say
/// is asked in the panel and is nothing to be collected.
fn worth_collecting(view: &RiskView) -> Vec<Subject> {
    let mut lacking: Vec<(&str, Vec<String>)> = Vec::new();
    for estimate in view.estimates.iter().filter(|estimate| estimate.applies() && is_without_number(estimate)) {
        for column in &estimate.missing {
            if !estimate.filled.row(column).is_some_and(is_worth_collecting) {
                continue;
            }
            let model = estimate.model.id.to_owned();
            match lacking.iter_mut().find(|(known, _)| known == column) {
                Some((_, models)) => models.push(model),
                None => lacking.push((column, vec![model])),
            }
        }
    }
    lacking.sort_by_key(|(_, models)| std::cmp::Reverse(models.len()));
    let subject = |(input, models): (&str, Vec<String>)| Subject::Collect { input: input.to_owned(), models };
    lacking.into_iter().take(MOST_COLLECTED).map(subject).collect()
}

/// A value that was never measured, is too old or only a limit. One that has to be of the last days belongs to a round at
/// the bedside, and nobody plans it.
fn is_worth_collecting(row: &FilledRow) -> bool {
    const A_MONTH_HOURS: u32 = 30 * 24;
    let is_lacking = matches!(row.from, Err(Lack::NotRecorded | Lack::TooOld { .. } | Lack::OnlyLimit { .. }));
    match row.input.origin {
        Origin::Observed { newest_hours, .. } | Origin::Above { newest_hours, .. } => {
            is_lacking && newest_hours >= A_MONTH_HOURS
        }
        Origin::Age
        | Origin::Sex
        | Origin::OlderThan(_)
        | Origin::Recorded(_)
        | Origin::Region
        | Origin::Setting
        | Origin::Asked => false,
    }
}

fn is_without_number(estimate: &Estimate) -> bool {
    match &estimate.estimated {
        Estimated::Bounded(_) | Estimated::Between(_) | Estimated::Missing => true,
        Estimated::Scored { .. } | Estimated::Refused(_) | Estimated::Withheld(_) | Estimated::NotApplicable(_) => {
            false
        }
    }
}

/// What was decided put beside what is proposed now. A decided item that is not proposed any more stays as it was.
pub fn with_decisions(mut proposed: Plan, before: &Plan) -> Plan {
    for item in &mut proposed.items {
        if let Some(known) = before.items.iter().find(|known| known.is_about(&item.subject)) {
            let subject = item.subject.clone();
            *item = PlanItem { subject, ..known.clone() };
        }
    }
    let is_gone = |known: &&PlanItem| !proposed.items.iter().any(|item| item.is_about(&known.subject));
    let is_kept = |known: &&PlanItem| {
        let is_own = matches!(known.subject, Subject::Own { .. });
        is_own || (known.verdict != Verdict::Open && !matches!(known.subject, Subject::Collect { .. }))
    };
    let carried: Vec<PlanItem> = before.items.iter().filter(is_gone).filter(is_kept).cloned().collect();
    proposed.items.extend(carried);
    proposed.note.clone_from(&before.note);
    proposed
}

/// Why what was accepted is not told as one future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTogether {
    /// More than three on one outcome.
    TooMany,
}

/// What everything that was accepted does together, once for each baseline that two or more share.
pub fn together(plan: &Plan, what_if: &WhatIfView) -> Result<Vec<ExpectedEffect>, NotTogether> {
    let mut by_source: Vec<(Baseline, Vec<Chosen>)> = Vec::new();
    for treatment in plan.items.iter().filter(|item| item.verdict.is_yes()).filter_map(treatment_of) {
        let Some(chosen) = chosen_of(treatment) else { continue };
        let is_source = |baseline: &Baseline| source_id(baseline.source) == treatment.expected.source;
        let Some(baseline) = what_if.baselines.iter().map(|found| found.baseline).find(is_source) else { continue };
        match by_source.iter_mut().find(|(known, _)| known.source == baseline.source) {
            Some((_, list)) => list.push(chosen),
            None => by_source.push((baseline, vec![chosen])),
        }
    }
    if by_source.iter().any(|(_, list)| list.len() > MOST_COMBINED) {
        return Err(NotTogether::TooMany);
    }
    let several = by_source.iter().filter(|(_, list)| list.len() > 1);
    let screened = several.filter_map(|(baseline, list)| screen(list, &what_if.person, *baseline).ok());
    Ok(screened.map(|screened| expected(&screened)).collect())
}

fn treatment_of(item: &PlanItem) -> Option<&PlannedTreatment> {
    match &item.subject {
        Subject::Treatment(treatment) => Some(treatment),
        Subject::GeneDrug(_) | Subject::Collect { .. } | Subject::Own { .. } => None,
    }
}

fn chosen_of(treatment: &PlannedTreatment) -> Option<Chosen> {
    let amount = match treatment.amount {
        PlannedAmount::SystolicMmhg(mmhg) => Amount::SystolicMmhg(mmhg),
        PlannedAmount::LdlMmolPerLitre(mmol) => Amount::LdlMmolPerLitre(mmol),
        PlannedAmount::Whole => Amount::Whole,
    };
    TrialEffect::by_id(&treatment.effect).map(|effect| Chosen { effect, amount })
}

/// The intervention whose harms nobody counted and nobody has ticked as discussed: the item cannot be accepted so.
pub fn undiscussed_of(item: &PlanItem) -> Option<Intervention> {
    let effect = treatment_of(item).and_then(|treatment| TrialEffect::by_id(&treatment.effect))?;
    let discussed = item.harms_discussed.then_some(effect.intervention).into_iter().collect();
    undiscussed(&[effect], &discussed).into_iter().next()
}

/// Whether the harms of an item have to be talked about before it is accepted.
pub fn has_uncounted_harms(item: &PlanItem) -> bool {
    use crate::analysis::what_if::Harms;
    let effect = treatment_of(item).and_then(|treatment| TrialEffect::by_id(&treatment.effect));
    effect.is_some_and(|effect| matches!(harms_of(effect.intervention), Harms::NotQuantified(_)))
}

/// The numbers of an effect as the calculator has them, for telling them in the same words.
pub fn future_of(expected: &ExpectedEffect) -> Future {
    let [arr, arr_low, arr_high] = expected.reduction();
    let ratio = |risk: f64| risk / expected.risk_now;
    Future {
        baseline: expected.risk_now,
        ratio: ratio(expected.risk),
        ratio_low: ratio(expected.risk_low),
        ratio_high: ratio(expected.risk_high),
        risk: expected.risk,
        risk_low: expected.risk_low,
        risk_high: expected.risk_high,
        arr,
        arr_low,
        arr_high,
        nnt: Some(arr.recip()).filter(|number| number.is_finite()),
    }
}
