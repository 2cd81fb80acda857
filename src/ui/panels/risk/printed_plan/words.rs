//! A plan in the language of the user, for the screen and for paper.

use crate::analysis::risk::{Output, OutputUnit, model_by_id};
use crate::analysis::what_if::{Amount, BaselineSource, NumberNeeded, TrialEffect, harms_of};
use crate::app::plan::draft::future_of;
use crate::app::what_if::baselines::source_of;
use crate::domain::book::Books;
use crate::domain::plan::{
    ConflictUse, ExpectedEffect, GeneDrugConflict, Lapse, NotOffered, PassedOver, PlanItem, PlanProblem, PlanRisk,
    PlannedAmount, PlannedTreatment, Stopping, Subject, Verdict,
};
use crate::ui::text::{Texts, visible};

use super::super::genes::words as gene_words;
use super::super::{what_if_words, words};
use super::names;

/// "Hypertension (I10), since 04-Mar-2020".
pub fn problem(texts: &Texts, problem: &PlanProblem) -> String {
    let named = names::condition(texts, Books::code_part(&problem.word), Books::name_part(&problem.word));
    let begun = match problem.since {
        Some(since) => texts.format("plan-problem-since", &[("problem", &named), ("date", &texts.date(since))]),
        None => named,
    };
    match problem.resolved {
        Some(resolved) => {
            texts.format("plan-problem-resolved", &[("problem", &begun), ("date", &texts.date(resolved))])
        }
        None => begun,
    }
}

/// A risk by name, value, band, and what it means in people.
pub struct RiskWords {
    pub name: String,
    pub value: String,
    pub people: Option<String>,
    /// What its authors counted.
    pub counts: Option<String>,
}

pub fn risk(texts: &Texts, risk: &PlanRisk) -> RiskWords {
    let unknown =
        || RiskWords { name: risk.model.clone(), value: format!("{:.3}", risk.value), people: None, counts: None };
    let Some(model) = model_by_id(&risk.model) else { return unknown() };
    let Some(output) = model.outputs.iter().find(|output| output.column == risk.column) else { return unknown() };
    let source = source_of(&risk.model, &risk.column);
    let outcome = match source {
        Some(BaselineSource::PreventAscvd) => texts.get("plan-risk-ascvd").to_owned(),
        Some(_) | None => words::outcome(texts, model),
    };
    let counts = source.and_then(|source| what_if_words::counts(texts, source));
    let name = match risk.horizon_years {
        Some(years) => texts.format(
            "plan-risk-within",
            &[("model", &words::model(texts, model)), ("outcome", &outcome), ("years", &years)],
        ),
        None => texts.format("plan-risk", &[("model", &words::model(texts, model)), ("outcome", &outcome)]),
    };
    let value = words::value_words(texts, output, risk.value);
    let value = match &risk.band {
        Some(band) => format!("{value} · {}", words::band(texts, model, band)),
        None => value,
    };
    RiskWords { name, value, people: words::frequency(texts, output, risk.value), counts }
}

/// Whether a risk is a share of people, that a page for the patient can tell.
pub fn is_share(risk: &PlanRisk) -> bool {
    let output = |column: &str| -> Option<&'static Output> {
        model_by_id(&risk.model)?.outputs.iter().find(|output| output.column == column)
    };
    output(&risk.column).is_some_and(|output| matches!(output.unit, OutputUnit::Probability | OutputUnit::Percent))
}

pub fn verdict(texts: &Texts, verdict: Verdict) -> String {
    texts.get(&format!("plan-verdict-{}", verdict.id())).to_owned()
}

/// What was decided, as a version says it.
pub fn decided(texts: &Texts, verdict: Verdict) -> String {
    texts.get(&format!("plan-decided-{}", verdict.id())).to_owned()
}

/// What an item is about, in a line.
pub fn title(texts: &Texts, item: &PlanItem) -> String {
    match &item.subject {
        Subject::Treatment(treatment) => treatment_title(texts, treatment),
        Subject::GeneDrug(conflict) => conflict_title(texts, conflict),
        Subject::Collect { input, models } => {
            let key = if is_measured(input, models) { "plan-collect" } else { "plan-ask" };
            texts.format(key, &[("input", &words::input(texts, input))])
        }
        Subject::Own { number } => match item.wording.trim() {
            "" => texts.format("plan-own", &[("number", number)]),
            wording => visible(wording).into_owned(),
        },
    }
}

/// Whether an input is measured; else a person says it.
fn is_measured(column: &str, models: &[String]) -> bool {
    let model = models.first().and_then(|id| model_by_id(id));
    let input = model.and_then(|model| model.inputs.iter().find(|input| input.column == column));
    input.is_none_or(|input| input.origin.newest_hours().is_some())
}

fn treatment_title(texts: &Texts, treatment: &PlannedTreatment) -> String {
    match TrialEffect::by_id(&treatment.effect) {
        Some(effect) => what_if_words::change(texts, effect, amount(treatment.amount)),
        None => treatment.effect.clone(),
    }
}

fn amount(planned: PlannedAmount) -> Amount {
    match planned {
        PlannedAmount::SystolicMmhg(mmhg) => Amount::SystolicMmhg(mmhg),
        PlannedAmount::LdlMmolPerLitre(mmol) => Amount::LdlMmolPerLitre(mmol),
        PlannedAmount::Whole => Amount::Whole,
    }
}

fn conflict_title(texts: &Texts, conflict: &GeneDrugConflict) -> String {
    let action = texts.get(&format!("plan-gene-action-{}", conflict.action.id())).to_owned();
    texts.format("plan-gene-drug", &[("drug", &names::drug(texts, &conflict.drug)), ("action", &action)])
}

/// What became of an acceptance that does not stand as it was.
pub fn lapse(texts: &Texts, item: &PlanItem, time: impl Fn(i64) -> String) -> Option<String> {
    let when = match item.decided_utc_secs {
        Some(at) => texts.format("plan-lapse-when", &[("time", &time(at))]),
        None => texts.get("plan-lapse-earlier").to_owned(),
    };
    let (key, why) = match item.lapse.as_ref()? {
        Lapse::Taken => ("plan-lapse-taken", String::new()),
        Lapse::OtherBasis | Lapse::OtherHarm | Lapse::OtherAdvice if item.verdict != Verdict::Open => return None,
        Lapse::OtherBasis => ("plan-lapse-other-basis", String::new()),
        Lapse::OtherHarm => ("plan-lapse-other-harm", String::new()),
        Lapse::OtherAdvice => ("plan-lapse-other-advice", String::new()),
        Lapse::NotOffered(why) | Lapse::Unchecked(why) => {
            let words = |why: &NotOffered| texts.find(&format!("plan-not-offered-{}", why.id())).unwrap_or(why.id());
            let why: Vec<&str> = why.iter().map(words).collect();
            let is_open = matches!(item.lapse, Some(Lapse::NotOffered(_)));
            let key = if is_open { "plan-lapse-not-offered" } else { "plan-lapse-unchecked" };
            (key, why.join(texts.get("plan-lapse-and")))
        }
    };
    Some(texts.format(key, &[("when", &when), ("why", &why)]))
}

/// What keeps a drug from being stopped by itself.
pub fn stopping<'t>(texts: &'t Texts, item: &PlanItem) -> Option<&'t str> {
    let Subject::GeneDrug(conflict) = &item.subject else { return None };
    match conflict.stopping {
        Stopping::OnlyWithReplacement => Some(texts.get("remark-do-not-stop")),
        Stopping::NotSaid => None,
    }
}

fn instead(texts: &Texts, what: Option<&String>) -> String {
    let words = |what: &String| texts.format("remark-instead", &[("what", &gene_words::own_words(texts, what))]);
    what.map_or_else(String::new, words)
}

/// A line for each use, with what to do in it; where nobody has said which holds, that comes first.
fn uses_lines(texts: &Texts, uses: &[ConflictUse]) -> Vec<String> {
    let line = |one: &ConflictUse| {
        let strength = one.strength.map(|strength| gene_words::strength(texts, strength));
        let what = texts.format(
            "plan-gene-use",
            &[
                ("use", &gene_words::population(texts, one.population).unwrap_or_default()),
                ("action", &gene_words::action(texts, one.action)),
                ("strength", &strength.map_or_else(String::new, |strength| format!(" ({strength})"))),
                ("summary", &gene_words::own_words(texts, &one.summary)),
                ("instead", &instead(texts, one.instead.as_ref())),
            ],
        );
        what.trim_end().replace("  ", " ")
    };
    let unsaid = (uses.len() > 1).then(|| texts.get("plan-gene-use-unsaid").to_owned());
    unsaid.into_iter().chain(uses.iter().map(line)).collect()
}

/// Basis and expected effect: a line each.
pub fn details(texts: &Texts, item: &PlanItem) -> Vec<String> {
    match &item.subject {
        Subject::Treatment(_) if !item.has_numbers() => Vec::new(),
        Subject::Treatment(treatment) => expected(texts, &treatment.expected),
        Subject::GeneDrug(conflict) => {
            let pmid = conflict.pmid.as_ref().map(|pmid| format!("PMID {pmid}"));
            let genes = texts.format("plan-genes", &[("genes", &gene_words::found(texts, &conflict.genes))]);
            // Each use has a strength of its own.
            let strength = conflict.strength.filter(|_| conflict.uses.is_empty());
            let strength = strength.map(|strength| gene_words::strength(texts, strength));
            let source: Vec<String> = strength.into_iter().chain(pmid).collect();
            let summary = gene_words::own_words(texts, &conflict.summary);
            let mut lines = vec![genes];
            match conflict.uses.as_slice() {
                [] => lines.extend([summary, instead(texts, conflict.instead.as_ref())]),
                uses => lines.extend(uses_lines(texts, uses)),
            }
            lines.extend(conflict.remarks.iter().map(|remark| gene_words::remark(texts, remark)));
            lines.push(source.join(" · "));
            lines.into_iter().filter(|line| !line.is_empty()).collect()
        }
        Subject::Collect { models, .. } => {
            let names: Vec<String> = models
                .iter()
                .map(|id| model_by_id(id).map_or(id.clone(), |model| words::model(texts, model)))
                .collect();
            let list = names.join(texts.get("twin-list-comma"));
            vec![texts.format("plan-collect-models", &[("list", &list)])]
        }
        Subject::Own { .. } => Vec::new(),
    }
}

/// Both futures, the difference with its interval, and how many have to be treated.
pub fn expected(texts: &Texts, expected: &ExpectedEffect) -> Vec<String> {
    let future = future_of(expected);
    let of = baseline(texts, &expected.source);
    let both = texts.format(
        "plan-both-futures",
        &[
            ("of", &of),
            ("now", &what_if_words::of_thousand(texts, expected.risk_now)),
            ("with", &what_if_words::of_thousand(texts, expected.risk)),
            ("years", &expected.horizon_years),
        ],
    );
    let number = what_if_words::number_needed(texts, NumberNeeded::of(&future), expected.horizon_years);
    let mut lines = vec![both, what_if_words::difference(texts, &future), number];
    lines.extend(expected.passed_over.iter().map(|passed| passed_over(texts, passed)));
    let effects = expected.effects.iter().filter_map(|id| TrialEffect::by_id(id));
    lines.extend(effects.filter_map(|effect| what_if_words::definitions(texts, &expected.source, effect)));
    lines
}

/// "PREVENT was passed over; missing: Total cholesterol".
fn passed_over(texts: &Texts, passed: &PassedOver) -> String {
    let model = model_by_id(&passed.model).map_or(passed.model.clone(), |model| words::model(texts, model));
    let inputs: Vec<String> = passed.inputs.iter().map(|column| words::input(texts, column)).collect();
    let key = format!("plan-passed-over-{}", passed.why.id());
    texts.format(&key, &[("model", &model), ("inputs", &inputs.join(texts.get("twin-list-comma")))])
}

/// A baseline by the id that plans keep.
pub fn baseline(texts: &Texts, source: &str) -> String {
    let (kind, outcome) = source.split_once(':').map_or((source, None), |(kind, of)| (kind, Some(of)));
    let own = texts.find(&format!("what-if-baseline-{kind}")).unwrap_or(kind);
    match outcome {
        Some(of) => format!("{}: {own}", texts.find(&format!("what-if-outcome-{of}")).unwrap_or(of)),
        None => own.to_owned(),
    }
}

/// What a treatment can do that nobody wants.
pub fn harms(texts: &Texts, item: &PlanItem) -> Option<String> {
    let Subject::Treatment(treatment) = &item.subject else { return None };
    if matches!(item.lapse, Some(Lapse::NotOffered(_))) {
        return None;
    }
    let of = harms_of(TrialEffect::by_id(&treatment.effect)?.intervention);
    let harm = treatment.harm.as_ref().filter(|_| item.has_numbers());
    let faced = harm.map(|harm| what_if_words::faced(texts, of, &future_of(harm), harm.horizon_years));
    let lines = faced.into_iter().chain([what_if_words::harms(texts, of)]);
    Some(lines.collect::<Vec<_>>().join(" "))
}

/// Whether a baseline, by the id that plans keep, counts more than the trials did: their ratio put on all of it would
/// promise the patient what nobody measured.
pub fn is_wider_than_trials(source: &str) -> bool {
    source == BaselineSource::Framingham2008.id()
}

/// Where a treatment's effect was published, with the ratio.
pub fn source(texts: &Texts, item: &PlanItem) -> Option<String> {
    let Subject::Treatment(treatment) = &item.subject else { return None };
    let effect = TrialEffect::by_id(&treatment.effect)?;
    let (outcome, ratio) = (what_if_words::outcome(texts, effect.outcome), what_if_words::ratio(texts, effect));
    Some(format!("{outcome} · {ratio} · {}", effect.citation))
}
