//! A plan in words that need no training, for the patient's page. What no table knows keeps its recorded name.

use crate::analysis::what_if::{Harms, TrialEffect, harms_of};
use crate::domain::book::Books;
use crate::domain::genome::advice::Action;
use crate::domain::plain_name::{Fit, use_of};
use crate::domain::plan::{GeneDrugConflict, PlanItem, PlannedTreatment, Stopping, Subject};
use crate::io::drugs::drug_names;
use crate::io::plain_names::{condition_names, medicine_uses};
use crate::ui::text::{Language, Texts, visible};

use super::super::what_if_words;
use super::names::capital;
use super::words;

/// A condition by its word in the book: "High blood pressure".
pub fn condition(texts: &Texts, word: &str) -> String {
    let (code, name) = (Books::code_part(word), Books::name_part(word));
    let recorded = visible(if name.is_empty() { code } else { name });
    let Some((row, fit)) = condition_names().find(code, name) else { return recorded.into_owned() };
    let plain = match texts.language() {
        Language::English => capital(&row.plain),
        Language::SimplifiedChinese => row.plain_chinese.clone(),
    };
    match fit {
        Fit::Whole => plain,
        Fit::Wider => texts.format("plan-name-beside", &[("name", &plain), ("recorded", &recorded)]),
    }
}

/// What an item is about.
pub fn title(texts: &Texts, item: &PlanItem) -> String {
    match &item.subject {
        Subject::Treatment(treatment) => treatment_title(texts, item, treatment),
        Subject::GeneDrug(conflict) => {
            let key = match conflict.action {
                Action::Avoid | Action::Alternative => "plan-plain-gene-other",
                Action::Reduce => "plan-plain-gene-less",
                Action::Increase => "plan-plain-gene-more",
                Action::Test => "plan-plain-gene-test",
                Action::Monitor | Action::Standard | Action::None => "plan-plain-gene-watch",
            };
            texts.format(key, &[("drug", &drug(texts, conflict))])
        }
        Subject::Collect { .. } | Subject::Own { .. } => words::title(texts, item),
    }
}

fn treatment_title(texts: &Texts, item: &PlanItem, treatment: &PlannedTreatment) -> String {
    let own = TrialEffect::by_id(&treatment.effect)
        .and_then(|effect| texts.find(&format!("plan-plain-do-{}", effect.intervention.id())));
    own.map_or_else(|| words::title(texts, item), str::to_owned)
}

/// What a treatment can do wrong that no trial counted, or counted and not for this person.
pub fn harms(texts: &Texts, treatment: &PlannedTreatment) -> Option<String> {
    let of = harms_of(TrialEffect::by_id(&treatment.effect)?.intervention);
    let named = match of {
        Harms::Counted(effect) => what_if_words::outcome(texts, effect.outcome).to_owned(),
        Harms::NotQuantified([]) => return Some(texts.get("plan-plain-harms-none-named").to_owned()),
        Harms::NotQuantified(named) => {
            let names: Vec<&str> = named.iter().map(|one| what_if_words::harm(texts, *one)).collect();
            names.join(texts.get("twin-list-comma"))
        }
    };
    let key = if of.emergencies().is_empty() { "plan-plain-harms" } else { "plan-plain-harms-urgent" };
    Some(texts.format(key, &[("list", &named)]))
}

/// Harms for which help is called at once, and how they show.
pub fn emergencies<'t>(texts: &'t Texts, treatment: &PlannedTreatment) -> impl Iterator<Item = &'t str> {
    let effect = TrialEffect::by_id(&treatment.effect);
    let found = effect.map(|effect| harms_of(effect.intervention).emergencies()).unwrap_or_default();
    found.into_iter().map(|one| texts.find(&format!("plan-plain-emergency-{}", one.id())).unwrap_or(one.id()))
}

/// What was decided against.
pub fn rejected(texts: &Texts, item: &PlanItem) -> String {
    match &item.subject {
        Subject::GeneDrug(conflict) => texts.format("plan-plain-gene-rejected", &[("drug", &drug(texts, conflict))]),
        Subject::Treatment(_) | Subject::Collect { .. } | Subject::Own { .. } => title(texts, item),
    }
}

/// A medicine that the genes speak of is never stopped by the patient alone.
pub fn stopping(texts: &Texts, item: &PlanItem) -> Option<String> {
    let Subject::GeneDrug(conflict) = &item.subject else { return None };
    let key = match conflict.stopping {
        Stopping::OnlyWithReplacement => "plan-plain-do-not-stop-dangerous",
        Stopping::NotSaid => "plan-plain-do-not-stop",
    };
    Some(texts.format(key, &[("drug", &drug_name(texts, &conflict.drug))]))
}

/// "Clopidogrel (a medicine that keeps blood from clotting)".
fn drug(texts: &Texts, conflict: &GeneDrugConflict) -> String {
    let name = capital(&drug_name(texts, &conflict.drug));
    let known = drug_names().ok().and_then(|names| names.find("", &conflict.drug));
    let used = known.and_then(|drug| use_of(medicine_uses(), drug.atc.first()?));
    let used = used.map(|used| match texts.language() {
        Language::English => &used.plain,
        Language::SimplifiedChinese => &used.plain_chinese,
    });
    match used {
        Some(used) => texts.format("plan-name-beside", &[("name", &name), ("recorded", used)]),
        None => name,
    }
}

/// In the language of the page alone, as it stands within a sentence.
fn drug_name(texts: &Texts, name: &str) -> String {
    let known = drug_names().ok().and_then(|names| names.find("", name));
    match (texts.language(), known.and_then(|drug| drug.chinese.first())) {
        (Language::SimplifiedChinese, Some(own)) => own.clone(),
        (Language::SimplifiedChinese | Language::English, _) => visible(name).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::genome::advice::Strength;
    use crate::domain::plan::Verdict;

    fn item(stopping: Stopping) -> PlanItem {
        let conflict = GeneDrugConflict {
            drug: "clopidogrel".to_owned(),
            genes: "CYP2C19=Poor Metabolizer".to_owned(),
            action: Action::Avoid,
            strength: Some(Strength::Strong),
            summary: "Use another drug.".to_owned(),
            pmid: None,
            instead: None,
            stopping,
            remarks: Vec::new(),
            uses: Vec::new(),
        };
        PlanItem { verdict: Verdict::Accepted, ..PlanItem::open(Subject::GeneDrug(conflict)) }
    }

    #[test]
    fn a_medicine_is_named_by_its_use_and_never_stopped_alone() {
        let [english, chinese] = Language::ALL.map(Texts::of);
        let clopidogrel = item(Stopping::OnlyWithReplacement);
        assert!(title(english, &clopidogrel).starts_with("Clopidogrel (a medicine that keeps blood from clotting):"));
        assert!(title(chinese, &clopidogrel).starts_with("氯吡格雷（防止血液凝结的药）："));
        let said = |texts, item: &PlanItem| stopping(texts, item).expect("it is said");
        assert!(said(english, &clopidogrel).starts_with("Do not stop clopidogrel on your own. Stopping it before"));
        assert!(said(chinese, &clopidogrel).starts_with("请不要自行停用氯吡格雷。"));
        assert!(said(english, &item(Stopping::NotSaid)).starts_with("Do not stop or change clopidogrel on your own."));
        assert_eq!(words::stopping(english, &clopidogrel), Some("Do not stop without replacing."));
    }

    #[test]
    fn a_condition_is_in_plain_words_or_as_it_was_recorded() {
        let [english, chinese] = Language::ALL.map(Texts::of);
        assert_eq!(condition(english, "I10\tEssential (primary) hypertension"), "High blood pressure");
        assert_eq!(condition(chinese, "I10\tEssential (primary) hypertension"), "高血压");
        let kidney = "E11.2\tType 2 diabetes mellitus with kidney complications";
        let recorded = "Type 2 diabetes mellitus with kidney complications";
        assert_eq!(condition(english, kidney), format!("Type 2 diabetes (high blood sugar) ({recorded})"));
        assert_eq!(condition(chinese, "X99\tSomething rare"), "Something rare");
        assert_eq!(condition(english, "I10\tGout"), "Gout", "a code and a name that disagree");
    }
}
