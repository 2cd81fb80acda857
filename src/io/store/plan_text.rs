//! A plan as the store writes it: JSON of types of our own, so that the plan and its text change apart. What a later
//! program adds is passed over; what is missing is empty.

#[cfg(test)]
pub mod example;

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::remark_text::{self, RemarkText};
use crate::base::Date;
use crate::domain::genome::advice::{Action, Population, Strength};
use crate::domain::plan::{
    ConflictUse, ExpectedEffect, GeneDrugConflict, Lapse, NotOffered, PassedOver, Plan, PlanItem, PlanProblem,
    PlanRisk, PlannedAmount, PlannedTreatment, Stopping, Subject, Verdict, WhyPassedOver,
};

#[derive(Serialize, Deserialize)]
struct PlanText {
    as_of_utc_secs: i64,
    #[serde(default)]
    problems: Vec<ProblemText>,
    #[serde(default)]
    risks: Vec<RiskText>,
    #[serde(default)]
    items: Vec<ItemText>,
    #[serde(default)]
    together: Vec<EffectText>,
    #[serde(default)]
    note: String,
}

#[derive(Serialize, Deserialize)]
struct ProblemText {
    word: String,
    since: Option<String>,
    #[serde(default)]
    resolved: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct RiskText {
    model: String,
    column: String,
    #[serde(with = "exact")]
    value: f64,
    band: Option<String>,
    horizon_years: Option<u16>,
}

#[derive(Serialize, Deserialize)]
struct ItemText {
    #[serde(flatten)]
    subject: SubjectText,
    verdict: String,
    #[serde(default)]
    wording: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    harms_discussed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decided_utc_secs: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lapse: Option<LapseText>,
}

#[derive(Serialize, Deserialize)]
struct LapseText {
    kind: String,
    #[serde(default)]
    why: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
enum SubjectText {
    Treatment {
        effect: String,
        #[serde(default)]
        systolic_mmhg: Option<f64>,
        #[serde(default)]
        ldl_mmol_l: Option<f64>,
        expected: EffectText,
        #[serde(default)]
        harm: Option<EffectText>,
    },
    GeneDrug {
        drug: String,
        genes: String,
        action: String,
        strength: Option<String>,
        summary: String,
        pmid: Option<String>,
        #[serde(default)]
        instead: Option<String>,
        #[serde(default)]
        replace_before_stopping: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remarks: Vec<RemarkText>,
        #[serde(default)]
        uses: Vec<UseText>,
    },
    Collect {
        input: String,
        models: Vec<String>,
    },
    Own {
        number: u32,
    },
}

#[derive(Serialize, Deserialize)]
struct UseText {
    population: String,
    action: String,
    strength: Option<String>,
    summary: String,
    instead: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct EffectText {
    effects: Vec<String>,
    source: String,
    horizon_years: u8,
    #[serde(with = "exact")]
    risk_now: f64,
    #[serde(with = "exact")]
    risk: f64,
    #[serde(with = "exact")]
    risk_low: f64,
    #[serde(with = "exact")]
    risk_high: f64,
    #[serde(default)]
    passed_over: Vec<PassedOverText>,
}

#[derive(Serialize, Deserialize)]
struct PassedOverText {
    model: String,
    why: String,
    #[serde(default)]
    inputs: Vec<String>,
}

/// Kinds of a lapse as they are stored.
const TAKEN: &str = "taken";
const NOT_OFFERED: &str = "not-offered";
const UNCHECKED: &str = "unchecked";
const OTHER_BASIS: &str = "other-basis";
const OTHER_HARM: &str = "other-harm";
const OTHER_ADVICE: &str = "other-advice";

/// Numbers as texts: JSON's reader may miss the last bit of a long one.
mod exact {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// The text of a plan.
///
/// # Errors
/// What the writer says; it has no reason to.
pub fn write(plan: &Plan) -> Result<String, StoreError> {
    let text = PlanText {
        as_of_utc_secs: plan.as_of_utc_secs,
        problems: plan.problems.iter().map(problem_text).collect(),
        risks: plan.risks.iter().map(risk_text).collect(),
        items: plan.items.iter().map(item_text).collect(),
        together: plan.together.iter().map(effect_text).collect(),
        note: plan.note.clone(),
    };
    serde_json::to_string(&text).map_err(|error| StoreError::System { what: error.to_string() })
}

/// The plan of a text.
///
/// # Errors
/// [`StoreError::Damaged`] for what is none.
pub fn read(text: &str) -> Result<Plan, StoreError> {
    let damaged = || StoreError::Damaged { what: "a plan cannot be read".to_owned() };
    let text: PlanText = serde_json::from_str(text).map_err(|_| damaged())?;
    let items: Option<Vec<PlanItem>> = text.items.into_iter().map(item).collect();
    Ok(Plan {
        as_of_utc_secs: text.as_of_utc_secs,
        problems: text.problems.into_iter().map(problem).collect(),
        risks: text.risks.into_iter().map(risk).collect(),
        items: items.ok_or_else(damaged)?,
        together: text.together.into_iter().map(effect).collect(),
        note: text.note,
    })
}

fn problem_text(problem: &PlanProblem) -> ProblemText {
    ProblemText {
        word: problem.word.clone(),
        since: problem.since.map(Date::iso),
        resolved: problem.resolved.map(Date::iso),
    }
}

fn problem(text: ProblemText) -> PlanProblem {
    let date = |text: Option<String>| text.and_then(|date| Date::parse_iso(date.as_bytes()));
    PlanProblem { word: text.word, since: date(text.since), resolved: date(text.resolved) }
}

fn risk_text(risk: &PlanRisk) -> RiskText {
    RiskText {
        model: risk.model.clone(),
        column: risk.column.clone(),
        value: risk.value,
        band: risk.band.clone(),
        horizon_years: risk.horizon_years,
    }
}

fn risk(text: RiskText) -> PlanRisk {
    PlanRisk {
        model: text.model,
        column: text.column,
        value: text.value,
        band: text.band,
        horizon_years: text.horizon_years,
    }
}

fn item_text(item: &PlanItem) -> ItemText {
    ItemText {
        subject: subject_text(&item.subject),
        verdict: item.verdict.id().to_owned(),
        wording: item.wording.clone(),
        reason: item.reason.clone(),
        harms_discussed: item.harms_discussed,
        decided_utc_secs: item.decided_utc_secs,
        lapse: item.lapse.as_ref().map(lapse_text),
    }
}

fn lapse_text(lapse: &Lapse) -> LapseText {
    let (kind, why) = match lapse {
        Lapse::Taken => (TAKEN, Vec::new()),
        Lapse::OtherBasis => (OTHER_BASIS, Vec::new()),
        Lapse::OtherHarm => (OTHER_HARM, Vec::new()),
        Lapse::OtherAdvice => (OTHER_ADVICE, Vec::new()),
        Lapse::NotOffered(why) => (NOT_OFFERED, ids(why)),
        Lapse::Unchecked(why) => (UNCHECKED, ids(why)),
    };
    LapseText { kind: kind.to_owned(), why }
}

fn ids(why: &[NotOffered]) -> Vec<String> {
    why.iter().map(|one| one.id().to_owned()).collect()
}

/// `None` for a kind that is not known here: the plan is damaged, for nobody can tell whether the acceptance stands.
fn lapse(text: LapseText) -> Option<Lapse> {
    Some(match text.kind.as_str() {
        TAKEN => Lapse::Taken,
        OTHER_BASIS => Lapse::OtherBasis,
        OTHER_HARM => Lapse::OtherHarm,
        OTHER_ADVICE => Lapse::OtherAdvice,
        NOT_OFFERED => Lapse::NotOffered(text.why.iter().map(|id| NotOffered::from_id(id)).collect()),
        UNCHECKED => Lapse::Unchecked(text.why.iter().map(|id| NotOffered::from_id(id)).collect()),
        _ => return None,
    })
}

fn item(text: ItemText) -> Option<PlanItem> {
    Some(PlanItem {
        subject: subject(text.subject)?,
        verdict: Verdict::from_id(&text.verdict)?,
        wording: text.wording,
        reason: text.reason,
        harms_discussed: text.harms_discussed,
        decided_utc_secs: text.decided_utc_secs,
        lapse: match text.lapse {
            Some(text) => Some(lapse(text)?),
            None => None,
        },
    })
}

fn subject_text(subject: &Subject) -> SubjectText {
    match subject {
        Subject::Treatment(treatment) => {
            let (systolic_mmhg, ldl_mmol_l) = match treatment.amount {
                PlannedAmount::SystolicMmhg(mmhg) => (Some(mmhg), None),
                PlannedAmount::LdlMmolPerLitre(mmol) => (None, Some(mmol)),
                PlannedAmount::Whole => (None, None),
            };
            let expected = effect_text(&treatment.expected);
            let harm = treatment.harm.as_ref().map(effect_text);
            SubjectText::Treatment { effect: treatment.effect.clone(), systolic_mmhg, ldl_mmol_l, expected, harm }
        }
        Subject::GeneDrug(conflict) => SubjectText::GeneDrug {
            drug: conflict.drug.clone(),
            genes: conflict.genes.clone(),
            action: conflict.action.id().to_owned(),
            strength: conflict.strength.map(|strength| strength.id().to_owned()),
            summary: conflict.summary.clone(),
            pmid: conflict.pmid.clone(),
            instead: conflict.instead.clone(),
            replace_before_stopping: conflict.stopping == Stopping::OnlyWithReplacement,
            remarks: remark_text::write(&conflict.remarks),
            uses: conflict.uses.iter().map(use_text).collect(),
        },
        Subject::Collect { input, models } => SubjectText::Collect { input: input.clone(), models: models.clone() },
        Subject::Own { number } => SubjectText::Own { number: *number },
    }
}

fn use_text(one: &ConflictUse) -> UseText {
    UseText {
        population: one.population.id().to_owned(),
        action: one.action.id().to_owned(),
        strength: one.strength.map(|strength| strength.id().to_owned()),
        summary: one.summary.clone(),
        instead: one.instead.clone(),
    }
}

fn conflict_use(text: UseText) -> Option<ConflictUse> {
    let strength = match text.strength {
        Some(id) => Some(Strength::from_id(&id)?),
        None => None,
    };
    Some(ConflictUse {
        population: Population::from_id(&text.population)?,
        action: Action::from_id(&text.action)?,
        strength,
        summary: text.summary,
        instead: text.instead,
    })
}

fn subject(text: SubjectText) -> Option<Subject> {
    Some(match text {
        SubjectText::Treatment { effect: id, systolic_mmhg, ldl_mmol_l, expected, harm } => {
            let amount = match (systolic_mmhg, ldl_mmol_l) {
                (Some(mmhg), _) => PlannedAmount::SystolicMmhg(mmhg),
                (None, Some(mmol)) => PlannedAmount::LdlMmolPerLitre(mmol),
                (None, None) => PlannedAmount::Whole,
            };
            let harm = harm.map(effect);
            Subject::Treatment(PlannedTreatment { effect: id, amount, expected: effect(expected), harm })
        }
        SubjectText::GeneDrug {
            drug,
            genes,
            action,
            strength,
            summary,
            pmid,
            instead,
            replace_before_stopping,
            remarks,
            uses,
        } => {
            let strength = match strength {
                Some(id) => Some(Strength::from_id(&id)?),
                None => None,
            };
            let uses = uses.into_iter().map(conflict_use).collect::<Option<Vec<_>>>()?;
            let action = Action::from_id(&action)?;
            let stopping = if replace_before_stopping { Stopping::OnlyWithReplacement } else { Stopping::NotSaid };
            Subject::GeneDrug(GeneDrugConflict {
                drug,
                genes,
                action,
                strength,
                summary,
                pmid,
                instead,
                stopping,
                remarks: remark_text::read(remarks)?,
                uses,
            })
        }
        SubjectText::Collect { input, models } => Subject::Collect { input, models },
        SubjectText::Own { number } => Subject::Own { number },
    })
}

fn effect_text(effect: &ExpectedEffect) -> EffectText {
    EffectText {
        effects: effect.effects.clone(),
        source: effect.source.clone(),
        horizon_years: effect.horizon_years,
        risk_now: effect.risk_now,
        risk: effect.risk,
        risk_low: effect.risk_low,
        risk_high: effect.risk_high,
        passed_over: effect.passed_over.iter().map(passed_over_text).collect(),
    }
}

fn passed_over_text(passed: &PassedOver) -> PassedOverText {
    PassedOverText { model: passed.model.clone(), why: passed.why.id().to_owned(), inputs: passed.inputs.clone() }
}

/// `None` for a reason of a later program, which is passed over.
fn passed_over(text: PassedOverText) -> Option<PassedOver> {
    Some(PassedOver { model: text.model, why: WhyPassedOver::from_id(&text.why)?, inputs: text.inputs })
}

fn effect(text: EffectText) -> ExpectedEffect {
    ExpectedEffect {
        effects: text.effects,
        source: text.source,
        horizon_years: text.horizon_years,
        risk_now: text.risk_now,
        risk: text.risk,
        risk_low: text.risk_low,
        risk_high: text.risk_high,
        passed_over: text.passed_over.into_iter().filter_map(passed_over).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::example::example;
    use super::*;

    #[test]
    fn a_plan_comes_back_as_it_was() {
        assert_eq!(read(&write(&example()).expect("written")).expect("read"), example());
        assert_eq!(read("{\"as_of_utc_secs\":7}").expect("read"), Plan { as_of_utc_secs: 7, ..Plan::default() });
    }

    #[test]
    fn what_is_no_plan_is_damage_and_no_panic() {
        let unknown = write(&example()).expect("written").replace("\"accepted\"", "\"perhaps\"");
        for text in ["", "[]", "{\"as_of_utc_secs\":\"x\"}", &unknown] {
            assert!(matches!(read(text), Err(StoreError::Damaged { .. })), "{text}");
        }
    }
}
