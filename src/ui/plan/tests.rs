//! What stands on which paper.

use crate::base::Zone;
use crate::domain::genome::advice::{Action, Strength};
use crate::domain::patient::AllergyState;
use crate::domain::plan::{GeneDrugConflict, Plan, PlanItem, PlanProblem, Stopping, Subject, Verdict};
use crate::ui::patient_head::Who;
use crate::ui::text::{Language, Texts};

use super::paper::{Paper, chart, for_patient};

const REASON: &str = "would not stop smoking";

fn plan(verdict: Verdict) -> Plan {
    let conflict = GeneDrugConflict {
        drug: "clopidogrel".to_owned(),
        genes: "CYP2C19=Poor Metabolizer".to_owned(),
        action: Action::Avoid,
        strength: Some(Strength::Strong),
        summary: "Use another drug.".to_owned(),
        pmid: None,
        instead: Some("prasugrel".to_owned()),
        stopping: Stopping::OnlyWithReplacement,
        uses: Vec::new(),
    };
    let decided = PlanItem { verdict, reason: REASON.to_owned(), ..PlanItem::open(Subject::GeneDrug(conflict)) };
    let problem = PlanProblem { word: "I10\tEssential (primary) hypertension".to_owned(), since: None, resolved: None };
    Plan { problems: vec![problem], items: vec![decided], ..Plan::default() }
}

/// Both papers of a plan, chart and patient's page, with everything that is on them.
fn papers(language: Language, plan: &Plan) -> [String; 2] {
    let words = || "x".to_owned();
    let who = Who {
        name: words(),
        chinese_name: None,
        whole_name: words(),
        born: words(),
        died: None,
        sex: words(),
        identifier: words(),
        phone: None,
        allergies: AllergyState::NotRecorded,
        allergies_words: words(),
    };
    let zone = Zone::utc();
    let now = zone.moment(0);
    let texts = Texts::of(language);
    let paper = Paper { texts, who, plan, kept: None, hospital: "", now, zone, is_demo: false };
    [chart(&paper), for_patient(&paper)].map(|document| format!("{:?}", document.blocks))
}

#[test]
fn the_reason_is_the_charts_and_not_to_stop_is_on_both_papers_whatever_was_decided() {
    for (language, replace, alone) in [
        (Language::English, "Do not stop without replacing.", "Do not stop clopidogrel on your own."),
        (Language::SimplifiedChinese, "未有替代时不要停药。", "请不要自行停用氯吡格雷。"),
    ] {
        for verdict in [Verdict::Accepted, Verdict::Rejected] {
            let [chart, page] = papers(language, &plan(verdict));
            assert!(chart.contains(REASON) && chart.contains(replace), "{chart}");
            assert!(!page.contains(REASON) && page.contains(alone), "{page}");
        }
        let [chart, _] = papers(language, &plan(Verdict::Open));
        assert!(chart.contains(replace), "{chart}");
    }
}

#[test]
fn conditions_have_their_chinese_names_on_the_chart_and_plain_words_on_the_page() {
    let [chart, page] = papers(Language::SimplifiedChinese, &plan(Verdict::Accepted));
    assert!(chart.contains("原发性高血压（I10）") && page.contains("• 高血压"), "{chart} {page}");
    let [chart, page] = papers(Language::English, &plan(Verdict::Accepted));
    assert!(chart.contains("Essential (primary) hypertension (I10)") && page.contains("• High blood pressure"));
}

#[test]
fn what_is_over_is_said_to_be_over_on_both_papers() {
    let over = crate::base::Date::from_ymd(2026, 6, 17);
    let problem = PlanProblem { word: "I21.9\tAcute myocardial infarction".to_owned(), since: None, resolved: over };
    let plan = Plan { problems: vec![problem], ..Plan::default() };
    for paper in papers(Language::English, &plan) {
        assert!(paper.contains("resolved 17-Jun-2026"), "{paper}");
    }
}
