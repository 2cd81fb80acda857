//! What the what-if names, in the language of the user: rows of the table of effects, baselines, harms, reasons against.

use crate::analysis::what_if::effects::{Per, Verified};
use crate::analysis::what_if::gates::LONGEST_HORIZON_YEARS;
use crate::analysis::what_if::harms::Harm;
use crate::analysis::what_if::{
    Amount, Balance, BaselineSource, Fact, Future, Harms, Intervention, Need, NumberNeeded, Outcome, Refusal,
    Treatment, TrialEffect, fewer_per_thousand, per_thousand,
};
use crate::app::what_if::baselines::PassedOver;
use crate::domain::trial_effect::Measure;
use crate::ui::text::Texts;

use super::words::digits;

pub fn fact(texts: &Texts, fact: Fact) -> &str {
    texts.find(&format!("what-if-fact-{}", fact.id())).unwrap_or(fact.id())
}

pub fn treatment(texts: &Texts, treatment: Treatment) -> &str {
    texts.find(&format!("what-if-treatment-{}", treatment.id())).unwrap_or(treatment.id())
}

pub fn intervention(texts: &Texts, intervention: Intervention) -> &str {
    texts.find(&format!("what-if-intervention-{}", intervention.id())).unwrap_or(intervention.id())
}

pub fn outcome(texts: &Texts, outcome: Outcome) -> &str {
    texts.find(&format!("what-if-outcome-{}", outcome.id())).unwrap_or(outcome.id())
}

/// What a model's authors counted; `None` for a number that was entered.
pub fn counts(texts: &Texts, source: BaselineSource) -> Option<String> {
    let counted = texts.find(&format!("what-if-counts-{}", source.id()))?;
    Some(texts.format("what-if-counts", &[("baseline", &counted)]))
}

/// What the baseline's authors counted, and what the trials did; `None` where the number was entered for the trials' own.
pub fn definitions(texts: &Texts, source: &str, effect: &TrialEffect) -> Option<String> {
    let counted = texts.find(&format!("what-if-counts-{source}"))?;
    let own = texts.find(&format!("what-if-counts-{}", effect.id));
    let trials = own.unwrap_or_else(|| outcome(texts, effect.outcome));
    Some(texts.format("what-if-definitions", &[("baseline", &counted), ("trials", &trials)]))
}

/// Why a model that would have led gives no baseline.
pub fn passed_over(texts: &Texts, passed: &PassedOver) -> String {
    let model = super::words::model(texts, passed.estimate.model);
    let why = super::words::why_no_number(texts, &passed.estimate);
    texts.format("what-if-passed-over", &[("model", &model), ("why", &why)])
}

/// What a baseline is of, and by whom.
pub fn baseline(texts: &Texts, source: BaselineSource) -> String {
    let own = texts.find(&format!("what-if-baseline-{}", source.id())).unwrap_or(source.id());
    match source.entered_outcome() {
        Some(of) => format!("{}: {own}", outcome(texts, of)),
        None => own.to_owned(),
    }
}

pub fn harm(texts: &Texts, harm: Harm) -> &str {
    texts.find(&format!("what-if-harm-{}", harm.id())).unwrap_or(harm.id())
}

/// "10 mmHg lower"; nothing for what has no amount.
pub fn amount(texts: &Texts, amount: Amount) -> String {
    match amount {
        Amount::SystolicMmhg(mmhg) => {
            texts.format("what-if-amount-systolic", &[("amount", &texts.decimal(&digits(mmhg)))])
        }
        Amount::LdlMmolPerLitre(mmol) => {
            texts.format("what-if-amount-ldl", &[("amount", &texts.decimal(&digits(mmol)))])
        }
        Amount::Whole => String::new(),
    }
}

/// An intervention with its amount.
pub fn change(texts: &Texts, effect: &TrialEffect, of: Amount) -> String {
    let name = intervention(texts, effect.intervention);
    match of {
        Amount::Whole => name.to_owned(),
        Amount::SystolicMmhg(_) | Amount::LdlMmolPerLitre(_) => {
            texts.format("what-if-change", &[("name", &name), ("amount", &amount(texts, of))])
        }
    }
}

/// "RR 0.80 (95 % interval 0.77 to 0.83) for each 10 mmHg".
pub fn ratio(texts: &Texts, effect: &TrialEffect) -> String {
    let two = |value: f64| texts.decimal(&format!("{value:.2}"));
    let measure = match effect.measure {
        Measure::RelativeRisk => texts.get("what-if-relative-risk"),
        Measure::HazardRatio => texts.get("what-if-hazard-ratio"),
    };
    let (estimate, low, high) = (two(effect.estimate), two(effect.low), two(effect.high));
    let words = texts
        .format("what-if-ratio", &[("measure", &measure), ("estimate", &estimate), ("low", &low), ("high", &high)]);
    let per = match effect.per {
        Per::SystolicMmhg(unit) => texts.format("what-if-per-systolic", &[("unit", &digits(unit))]),
        Per::LdlMmolPerLitre(unit) => texts.format("what-if-per-ldl", &[("unit", &digits(unit))]),
        Per::Whole => return words,
    };
    format!("{words} {per}")
}

/// Trials and people; the language's own words, else as the table has them.
pub fn population(texts: &Texts, effect: &TrialEffect) -> String {
    texts.find(&format!("what-if-population-{}", effect.id)).unwrap_or(effect.population).to_owned()
}

pub fn note(texts: &Texts, effect: &TrialEffect) -> Option<String> {
    let own = texts.find(&format!("what-if-note-{}", effect.id)).unwrap_or(effect.note);
    (!own.is_empty()).then(|| own.to_owned())
}

pub fn verified(texts: &Texts, effect: &TrialEffect) -> String {
    let key = match effect.verified {
        Verified::Abstract => "what-if-verified-abstract",
        Verified::Secondary => "what-if-verified-secondary",
        Verified::Recalled => "what-if-verified-recalled",
    };
    texts.get(key).to_owned()
}

/// "123 of 1000".
pub fn of_thousand(texts: &Texts, risk: f64) -> String {
    texts.format("what-if-of-thousand", &[("count", &per_thousand(risk))])
}

/// How many fewer or more of a thousand, with the interval.
pub fn difference(texts: &Texts, future: &Future) -> String {
    let people = |after: f64| fewer_per_thousand(future.baseline, after).unsigned_abs().to_string();
    let (is_fewer, is_certain) = (future.arr >= 0.0, future.arr_low > 0.0 || future.arr_high < 0.0);
    let (count, mut ends) = (people(future.risk), [future.risk_high, future.risk_low].map(people));
    // "From benefit to harm" and "more" count from the other end.
    if !is_fewer || !is_certain {
        ends.reverse();
    }
    let key = match (is_certain, is_fewer) {
        (true, true) => "what-if-fewer",
        (true, false) => "what-if-more",
        (false, _) => "what-if-fewer-to-more",
    };
    let [low, high] = ends;
    texts.format(key, &[("count", &count), ("low", &low), ("high", &high)])
}

/// "NNT 62: …"; where the interval reaches from benefit to harm there is none.
pub fn number_needed(texts: &Texts, number: NumberNeeded, years: u8) -> String {
    let whole = |number: f64| texts.whole(number.ceil() as u64);
    match number {
        NumberNeeded::ToTreat(number) => texts.format("what-if-nnt", &[("number", &whole(number)), ("years", &years)]),
        NumberNeeded::ToHarm(number) => texts.format("what-if-nnh", &[("number", &whole(number)), ("years", &years)]),
        NumberNeeded::NotDefined => texts.get("what-if-nnt-not-defined").to_owned(),
    }
}

/// A counted harm on the person's own risk: how many more of a thousand, and for how many treated one more.
pub fn faced(texts: &Texts, of: Harms, future: &Future, years: u8) -> String {
    let what = match of {
        Harms::Counted(effect) => outcome(texts, effect.outcome),
        Harms::NotQuantified(_) => return String::new(),
    };
    let (difference, number) = (difference(texts, future), number_needed(texts, NumberNeeded::of(future), years));
    let values: [(&str, &dyn std::fmt::Display); 6] = [
        ("outcome", &what),
        ("now", &of_thousand(texts, future.baseline)),
        ("with", &of_thousand(texts, future.risk)),
        ("years", &years),
        ("difference", &difference),
        ("number", &number),
    ];
    texts.format("what-if-harm-faced", &values)
}

/// The harms of an intervention: counted by a trial, with what it was on average and over which time; or named without a
/// number.
pub fn harms(texts: &Texts, of: Harms) -> String {
    match of {
        Harms::Counted(effect) => {
            let percent = format!("{:.0}", ((effect.estimate - 1.0) * 100.0).abs().round());
            let (what, ratio) = (outcome(texts, effect.outcome), ratio(texts, effect));
            let words =
                texts.format("what-if-harm-counted", &[("percent", &percent), ("outcome", &what), ("ratio", &ratio)]);
            let average = effect.average(LONGEST_HORIZON_YEARS).map(|future| {
                let difference = difference(texts, &future);
                texts.format("what-if-harm-average", &[("difference", &difference), ("years", &LONGEST_HORIZON_YEARS)])
            });
            let more = [average, note(texts, effect)];
            more.into_iter().flatten().fold(words, |words, more| format!("{words} {more}"))
        }
        Harms::NotQuantified([]) => texts.get("what-if-harms-none-named").to_owned(),
        Harms::NotQuantified(named) => {
            let names: Vec<&str> = named.iter().map(|one| harm(texts, *one)).collect();
            texts.format("what-if-harms-not-quantified", &[("list", &names.join(texts.get("twin-list-comma")))])
        }
    }
}

/// A condition of a row.
pub fn need(texts: &Texts, need: Need) -> String {
    match need {
        Need::Is(one) => fact(texts, one).to_owned(),
        Need::IsNot(one) => texts.format("what-if-need-not", &[("fact", &fact(texts, one))]),
        Need::BmiAtLeast(least) => texts.format("what-if-need-bmi", &[("least", &digits(least))]),
        Need::Age { from, to, source } => {
            texts.format("what-if-need-age", &[("from", &from), ("to", &to), ("source", &source)])
        }
        Need::AscvdAtLeast { percent, source } => {
            texts.format("what-if-need-ascvd", &[("percent", &percent), ("source", &source)])
        }
        Need::HighPressure { systolic_mmhg } => texts.format("what-if-need-pressure", &[("least", &systolic_mmhg)]),
        Need::OneOf(groups) => {
            let group = |group: &&[Fact]| {
                let names: Vec<&str> = group.iter().map(|one| fact(texts, *one)).collect();
                names.join(texts.get("what-if-joined-with"))
            };
            let groups: Vec<String> = groups.iter().map(group).collect();
            groups.join(texts.get("what-if-or"))
        }
    }
}

/// Why a row cannot be chosen, or a choice not be computed.
pub fn refusal(texts: &Texts, refusal: &Refusal) -> String {
    let key = format!("what-if-refusal-{}", refusal.id());
    match refusal {
        Refusal::AlreadyTreated { treatment: taken, .. } => already(texts, *taken),
        Refusal::NotMet { need: missed @ Need::Age { .. }, .. } => {
            texts.format("what-if-refusal-not-met-age", &[("need", &need(texts, *missed))])
        }
        Refusal::NotMet { need: missed @ Need::HighPressure { .. }, .. } => {
            texts.format("what-if-refusal-not-met-low", &[("need", &need(texts, *missed))])
        }
        Refusal::RiskTooLow { need: missed, own, .. } => texts.format(
            &key,
            &[
                ("need", &need(texts, *missed)),
                ("own", &texts.decimal(&format!("{:.1}", own.risk * 100.0))),
                ("baseline", &baseline(texts, own.source)),
            ],
        ),
        Refusal::NotMet { need: missed, .. } | Refusal::NotRecorded { need: missed, .. } => {
            texts.format(&key, &[("need", &need(texts, *missed))])
        }
        Refusal::TreatmentNotRecorded { treatment: one, .. } => {
            texts.format(&key, &[("treatment", &treatment(texts, *one))])
        }
        Refusal::NoBaseline { outcome: of, .. } | Refusal::OtherOutcome { outcome: of, .. } => {
            texts.format(&key, &[("outcome", &outcome(texts, *of))])
        }
        Refusal::Exclusive { one, other } if is_same(one, other) => texts.get("what-if-refusal-same").to_owned(),
        Refusal::Exclusive { one, other } => {
            let name = |id: &str| {
                TrialEffect::by_id(id)
                    .map_or(id.to_owned(), |effect| intervention(texts, effect.intervention).to_owned())
            };
            texts.format(&key, &[("one", &name(one)), ("other", &name(other))])
        }
        Refusal::HarmNotEntered { effect, harm } => harm_not_entered(texts, &key, effect, harm),
        Refusal::HarmOutweighs { effect, harm, balance } => outweighed(texts, &key, [effect, harm], *balance),
        Refusal::TooLarge { most, .. } => texts.format(&key, &[("most", &texts.decimal(&digits(*most)))]),
        Refusal::TooLow { floor, .. } => texts.format(&key, &[("floor", &texts.decimal(&digits(*floor)))]),
        Refusal::TooMany { chosen } => texts.format(&key, &[("count", chosen)]),
        Refusal::HorizonTooLong { years } => texts.format(&key, &[("years", years)]),
        Refusal::NothingChosen
        | Refusal::Recalled { .. }
        | Refusal::OtherControl { .. }
        | Refusal::OtherAmount { .. }
        | Refusal::NoChange { .. }
        | Refusal::ValueNotRecorded { .. }
        | Refusal::BeyondProbability
        | Refusal::NotCalculable(_) => texts.find(&key).unwrap_or(refusal.id()).to_owned(),
    }
}

/// Why a benefit is not put on the person's own risk while the harm cannot be; with what trials saw of both on average.
fn harm_not_entered(texts: &Texts, key: &str, effect: &str, harm: &str) -> String {
    let rows = [effect, harm].map(TrialEffect::by_id);
    let [benefit, harm] = rows.map(|row| row.and_then(|row| average(texts, row)).unwrap_or_default());
    texts.format(key, &[("benefit", &benefit), ("harm", &harm), ("years", &LONGEST_HORIZON_YEARS)])
}

/// "Over 10 years it spares 4 of 1000 … and causes 9 of 1000 …".
fn outweighed(texts: &Texts, key: &str, rows: [&str; 2], balance: Balance) -> String {
    let named = |id: &str| TrialEffect::by_id(id).map_or("", |row| outcome(texts, row.outcome));
    let [benefit, harm] = rows.map(named);
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("spared", &balance.spared),
        ("benefit", &benefit),
        ("caused", &balance.caused),
        ("harm", &harm),
        ("years", &balance.years),
    ];
    texts.format(key, &values)
}

/// "major bleeding: 7 more of 1000 (95 % interval 5 to 9)": the average of the trials over the longest time shown.
fn average(texts: &Texts, effect: &TrialEffect) -> Option<String> {
    let future = effect.average(LONGEST_HORIZON_YEARS)?;
    let (outcome, difference) = (outcome(texts, effect.outcome), difference(texts, &future));
    Some(texts.format("what-if-average", &[("outcome", &outcome), ("difference", &difference)]))
}

/// Whether two rows are of one intervention.
fn is_same(one: &str, other: &str) -> bool {
    let of = |id: &str| TrialEffect::by_id(id).map(|effect| effect.intervention);
    of(one) == of(other)
}

/// Why who takes a treatment is shown no benefit of starting it.
fn already(texts: &Texts, taken: Treatment) -> String {
    let own = texts.find(&format!("what-if-already-{}", taken.id())).map(str::to_owned);
    own.unwrap_or_else(|| texts.format("what-if-refusal-already-treated", &[("treatment", &treatment(texts, taken))]))
}
