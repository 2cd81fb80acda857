//! A plan as it is proposed: problems and risks in order, what may be done about them with its expected effect, and what
//! is worth measuring; then what was decided before is put beside it.

use crate::analysis::risk::{Horizon, OutputUnit, RiskModel, Slot};
use crate::analysis::what_if::gates::MOST_COMBINED;
use crate::analysis::what_if::{
    Amount, Baseline, BaselineSource, Chosen, FacedHarm, Future, Harms, Intervention, Screened, Treatment,
    TreatmentOption, TrialEffect, Under, first_screened, harms_of, options, screen, undiscussed,
};
use crate::domain::plan::{
    ExpectedEffect, GeneDrugConflict, PassedOver, Plan, PlanItem, PlanRisk, PlannedAmount, PlannedTreatment, Subject,
    WhyPassedOver,
};

use super::super::risk::answers::Question;
use super::super::risk::estimate::{Estimate, Estimated};
use super::super::risk::filling::{FilledRow, Lack};
use super::super::risk::view::RiskView;
use super::super::twin::view::TwinView;
use super::super::what_if::baselines::{Baselines, rank_of, source_of};
use super::super::what_if::view::WhatIfView;
use super::problems::problems;

/// How many values worth collecting are proposed; those that most models lack.
const MOST_COLLECTED: usize = 6;
/// As the table of gene-drug advice names it.
const WARFARIN: &str = "warfarin";
const RACE: &str = "race";

/// What a proposal is made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    pub twin: &'a TwinView,
    pub risks: &'a RiskView,
    pub what_if: &'a WhatIfView,
}

/// Everything proposed for the open twin; nothing is decided.
pub fn proposal(sources: Sources<'_>, conflicts: Vec<GeneDrugConflict>) -> Plan {
    let treatments = treatments(sources.what_if);
    let doses_count = is_warfarin_in_question(sources.what_if, &treatments, &conflicts);
    let counts = |estimate: &&Estimate| doses_count || !gives_a_dose(estimate.model);
    let estimates: Vec<&Estimate> = sources.risks.estimates.iter().filter(counts).collect();
    let conflicts = conflicts.into_iter().map(Subject::GeneDrug);
    let subjects = conflicts
        .chain(treatments.into_iter().map(Subject::Treatment))
        .chain(worth_asking(&estimates))
        .chain(worth_collecting(&estimates));
    Plan {
        as_of_utc_secs: sources.what_if.as_of.utc_secs,
        problems: problems(sources.twin, sources.what_if.as_of.date),
        risks: risks(&estimates),
        items: subjects.map(PlanItem::open).collect(),
        together: Vec::new(),
        note: String::new(),
    }
}

/// Whether somebody takes warfarin, is offered it, or is about to get it: to others its dose is no matter.
fn is_warfarin_in_question(view: &WhatIfView, offered: &[PlannedTreatment], conflicts: &[GeneDrugConflict]) -> bool {
    let is_offered = |treatment: &PlannedTreatment| {
        let effect = TrialEffect::by_id(&treatment.effect);
        effect.is_some_and(|effect| effect.intervention == Intervention::WarfarinInFibrillation)
    };
    let is_taken = view.person.treatments.get(&Treatment::Warfarin) == Some(&true);
    is_taken || offered.iter().any(is_offered) || conflicts.iter().any(|conflict| conflict.drug == WARFARIN)
}

fn gives_a_dose(model: &RiskModel) -> bool {
    model.outputs.iter().any(|output| output.unit == OutputUnit::MilligramsPerWeek)
}

/// Models with a number: probabilities first, the highest of them leading, then scores in the order of the models. Models
/// of one outcome stand together where the one stands that gives the baseline: the older ones are not better for being higher.
fn risks(estimates: &[&Estimate]) -> Vec<PlanRisk> {
    let found: Vec<(Option<f64>, PlanRisk)> = estimates.iter().filter_map(|estimate| risk_of(estimate)).collect();
    let ranked = found.iter().filter_map(|(share, risk)| Some((rank_of(&risk.model)?, *share)));
    let leading = ranked.min_by_key(|(rank, _)| *rank).and_then(|(_, share)| share);
    let mut placed: Vec<(f64, Option<usize>, PlanRisk)> = Vec::with_capacity(found.len());
    for (share, risk) in found {
        let rank = rank_of(&risk.model);
        let place = if rank.is_some() { leading } else { share };
        placed.push((place.unwrap_or(-1.0), rank, risk));
    }
    placed.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let with_beside = |(_, _, risk): (f64, Option<usize>, PlanRisk)| {
        let beside = estimates.iter().find(|one| one.model.id == risk.model).and_then(|one| beside(one, &risk));
        std::iter::once(risk).chain(beside)
    };
    placed.into_iter().flat_map(with_beside).collect()
}

/// Beside PREVENT's total, which contains heart failure, what treatments are put on.
fn beside(estimate: &Estimate, total: &PlanRisk) -> Option<PlanRisk> {
    const ASCVD: &str = "ascvd";
    let Estimated::Scored { scores, .. } = &estimate.estimated else { return None };
    let is_prevent = source_of(&total.model, &total.column) == Some(BaselineSource::PreventTotalCvd);
    let at = estimate.model.outputs.iter().position(|output| output.column == ASCVD).filter(|_| is_prevent)?;
    Some(PlanRisk { column: ASCVD.to_owned(), value: scores.number(at)?, band: None, ..total.clone() })
}

fn risk_of(estimate: &Estimate) -> Option<(Option<f64>, PlanRisk)> {
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
    let baselines: Vec<Baseline> = view.baselines.found.iter().map(|found| found.baseline).collect();
    let of_option = |option: TreatmentOption| {
        let picked = view.offered.iter().find(|row| row.is_picked && row.effect.intervention == option.intervention());
        let chosen = picked.and_then(|row| row.amount.map(|amount| Chosen { effect: row.effect, amount }));
        let again = chosen.and_then(|chosen| {
            let screened = first_screened(chosen, &view.person, &baselines);
            screened.map(|screened| planned(chosen, &screened, &view.baselines))
        });
        again.unwrap_or_else(|| planned(option.chosen, &option.screened, &view.baselines))
    };
    options(&view.person, &baselines).into_iter().map(of_option).collect()
}

fn planned(chosen: Chosen, screened: &Screened, baselines: &Baselines) -> PlannedTreatment {
    PlannedTreatment {
        effect: chosen.effect.id.to_owned(),
        amount: match chosen.amount {
            Amount::SystolicMmhg(mmhg) => PlannedAmount::SystolicMmhg(mmhg),
            Amount::LdlMmolPerLitre(mmol) => PlannedAmount::LdlMmolPerLitre(mmol),
            Amount::Whole => PlannedAmount::Whole,
        },
        expected: expected(screened, baselines),
        harm: screened.harms.iter().find_map(|faced| harm_of(faced, screened.baseline.horizon_years)),
    }
}

fn expected(screened: &Screened, baselines: &Baselines) -> ExpectedEffect {
    let future = &screened.future;
    let passed = baselines.passed_over_for(screened.baseline.source);
    ExpectedEffect {
        effects: screened.effects.iter().map(|effect| effect.id.to_owned()).collect(),
        source: source_id(screened.baseline.source),
        horizon_years: screened.baseline.horizon_years,
        risk_now: future.baseline,
        risk: future.risk,
        risk_low: future.risk_low,
        risk_high: future.risk_high,
        passed_over: passed.filter_map(|passed| passed_over(&passed.estimate)).collect(),
    }
}

/// A counted harm on the person's own risk, over the years of the benefit.
fn harm_of(faced: &FacedHarm, horizon_years: u8) -> Option<ExpectedEffect> {
    let (Harms::Counted(harm), Some(future)) = (faced.harms, faced.future) else { return None };
    Some(ExpectedEffect {
        effects: vec![harm.id.to_owned()],
        source: source_id(BaselineSource::Entered { outcome: harm.outcome, under: Under::Nothing }),
        horizon_years,
        risk_now: future.baseline,
        risk: future.risk,
        risk_low: future.risk_low,
        risk_high: future.risk_high,
        passed_over: Vec::new(),
    })
}

/// A model for this patient that gives no number; one that is for others is no loss.
fn passed_over(estimate: &Estimate) -> Option<PassedOver> {
    let (why, inputs) = match &estimate.estimated {
        Estimated::Bounded(_) | Estimated::Between(_) | Estimated::Missing => {
            (WhyPassedOver::Missing, estimate.missing.clone())
        }
        Estimated::Refused(refusal) => (WhyPassedOver::Refused, refusal.column().into_iter().collect()),
        Estimated::Scored { .. } | Estimated::Withheld(_) | Estimated::NotApplicable(_) => return None,
    };
    let inputs = inputs.into_iter().map(str::to_owned).collect();
    Some(PassedOver { model: estimate.model.id.to_owned(), why, inputs })
}

/// As a plan names a baseline: an entered one with its outcome behind a colon.
pub fn source_id(source: BaselineSource) -> String {
    match source.entered_outcome() {
        Some(outcome) => format!("{}:{}", source.id(), outcome.id()),
        None => source.id().to_owned(),
    }
}

/// What nobody has said and keeps the models of the baseline from a number, each question once.
fn worth_asking(estimates: &[&Estimate]) -> Vec<Subject> {
    let mut unsaid: Vec<(Question, &str, Vec<String>)> = Vec::new();
    let of_baseline = |estimate: &&&Estimate| {
        estimate.applies() && is_without_number(estimate) && rank_of(estimate.model.id).is_some()
    };
    for estimate in estimates.iter().filter(of_baseline) {
        // Race is told in the one model that has it; nobody collects it to treat somebody.
        let columns = estimate.missing.iter().filter(|column| **column != RACE);
        let rows = columns.filter_map(|column| estimate.filled.row(column));
        for row in rows {
            let Err(Lack::Unsaid(question)) = row.from else { continue };
            let model = estimate.model.id.to_owned();
            match unsaid.iter_mut().find(|(known, _, _)| *known == question) {
                Some((_, _, models)) => models.push(model),
                None => unsaid.push((question, row.input.column, vec![model])),
            }
        }
    }
    let subject =
        |(_, input, models): (Question, &str, Vec<String>)| Subject::Collect { input: input.to_owned(), models };
    unsaid.into_iter().take(MOST_COLLECTED).map(subject).collect()
}

/// Measured values that keep models that apply from a number, those first that most models lack.
fn worth_collecting(estimates: &[&Estimate]) -> Vec<Subject> {
    let mut lacking: Vec<(&str, Vec<String>)> = Vec::new();
    for estimate in estimates.iter().filter(|estimate| estimate.applies() && is_without_number(estimate)) {
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
    is_lacking && row.input.origin.newest_hours().is_some_and(|newest_hours| newest_hours >= A_MONTH_HOURS)
}

fn is_without_number(estimate: &Estimate) -> bool {
    match &estimate.estimated {
        Estimated::Bounded(_) | Estimated::Between(_) | Estimated::Missing => true,
        Estimated::Scored { .. } | Estimated::Refused(_) | Estimated::Withheld(_) | Estimated::NotApplicable(_) => {
            false
        }
    }
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
    let agreed = plan.items.iter().filter(|item| item.verdict.is_yes() && item.lapse.is_none());
    for treatment in agreed.filter_map(treatment_of) {
        let Some(chosen) = chosen_of(treatment) else { continue };
        let is_source = |baseline: &Baseline| source_id(baseline.source) == treatment.expected.source;
        let Some(baseline) = what_if.baselines.found.iter().map(|found| found.baseline).find(is_source) else {
            continue;
        };
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
    Ok(screened.map(|screened| expected(&screened, &what_if.baselines)).collect())
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
