//! What stands on which paper.

use crate::base::Zone;
use crate::domain::genome::advice::{Action, Remark, Strength};
use crate::domain::genome::{Gene, ResultRemark};
use crate::domain::patient::AllergyState;
use crate::domain::plan::{
    ExpectedEffect, GeneDrugConflict, Lapse, NotOffered, Plan, PlanItem, PlanProblem, PlannedAmount, PlannedTreatment,
    Stopping, Subject, Verdict,
};
use crate::io::export::document::{Block, Look};
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
        remarks: Vec::new(),
        uses: Vec::new(),
    };
    let decided = PlanItem { verdict, reason: REASON.to_owned(), ..PlanItem::open(Subject::GeneDrug(conflict)) };
    let problem = PlanProblem { word: "I10\tEssential (primary) hypertension".to_owned(), since: None, resolved: None };
    Plan { problems: vec![problem], items: vec![decided], ..Plan::default() }
}

/// Both papers of a plan, chart and patient's page, with everything that is on them.
fn papers(language: Language, plan: &Plan) -> [String; 2] {
    blocks(language, plan).map(|blocks| format!("{blocks:?}"))
}

fn blocks(language: Language, plan: &Plan) -> [Vec<Block>; 2] {
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
        glass: None,
        care_limits: None,
    };
    let zone = Zone::utc();
    let now = zone.moment(0);
    let texts = Texts::of(language);
    let paper = Paper { texts, who, plan, kept: None, hospital: "", now, zone, is_demo: false };
    [chart(&paper), for_patient(&paper)].map(|document| document.blocks)
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
fn what_changes_how_an_advice_is_read_stands_on_the_chart() {
    let inhibited = Remark::OpposedByCyp3a("voriconazole".to_owned());
    let both_ways = ResultRemark::BothWays { allele: "*57:01".to_owned() };
    for (language, says) in [
        (Language::English, ["voriconazole strongly inhibits CYP3A", "*57:01 is stated both positive and negative"]),
        (Language::SimplifiedChinese, ["voriconazole强效抑制 CYP3A", "*57:01"]),
    ] {
        let mut plan = plan(Verdict::Accepted);
        if let Some(Subject::GeneDrug(conflict)) = plan.items.first_mut().map(|item| &mut item.subject) {
            conflict.remarks = vec![inhibited.clone(), Remark::OfResult(Gene::HlaB, both_ways.clone())];
        }
        let [chart, _] = papers(language, &plan);
        assert!(says.iter().all(|words| chart.contains(words)), "{chart}");
    }
}

#[test]
fn what_was_accepted_and_is_not_offered_any_more_is_not_agreed_on_the_patients_page() {
    let mut plan = accepted("bp10_mace", expects("bp10_mace", "prevent-ascvd", [0.12, 0.0964]), None);
    let [item] = plan.items.as_mut_slice() else { panic!("one item") };
    (item.verdict, item.decided_utc_secs) = (Verdict::Open, Some(0));
    item.lapse = Some(Lapse::NotOffered(vec![NotOffered::NoRisk]));
    for (language, says, nothing, title) in [
        (Language::English, "Was accepted on 01-Jan-1970", "Nothing was agreed yet.", "Lower your blood pressure"),
        (
            Language::SimplifiedChinese,
            "不再提供：其效果所依据的风险模型不适用",
            "plan-plain-nothing-agreed",
            "降低血压",
        ),
    ] {
        let nothing = Texts::of(language).find(nothing).unwrap_or(nothing);
        let [chart, page] = papers(language, &plan);
        assert!(chart.contains(says), "{chart}");
        assert!(page.contains(nothing) && !page.contains(title) && !page.contains("1000"), "{page}");
    }
    // Taken by now it is carried out, without what starting it would do.
    let [item] = plan.items.as_mut_slice() else { panic!("one item") };
    (item.verdict, item.lapse) = (Verdict::Accepted, Some(Lapse::Taken));
    let [_, page] = papers(Language::English, &plan);
    assert!(page.contains("Lower your blood pressure") && page.contains("You take this already"), "{page}");
    assert!(!page.contains("1000"), "{page}");
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

fn expects(effect: &str, source: &str, [risk_now, risk]: [f64; 2]) -> ExpectedEffect {
    ExpectedEffect {
        effects: vec![effect.to_owned()],
        source: source.to_owned(),
        horizon_years: 10,
        risk_now,
        risk,
        risk_low: risk * 0.9,
        risk_high: risk * 1.05,
        passed_over: Vec::new(),
    }
}

fn accepted(effect: &str, expected: ExpectedEffect, harm: Option<ExpectedEffect>) -> Plan {
    let treatment = PlannedTreatment { effect: effect.to_owned(), amount: PlannedAmount::Whole, expected, harm };
    let verdict = Verdict::Accepted;
    Plan { items: vec![PlanItem { verdict, ..PlanItem::open(Subject::Treatment(treatment)) }], ..Plan::default() }
}

/// The size of the line that holds these words, wherever it stands.
fn look_of(blocks: &[Block], words: &str) -> Option<Look> {
    blocks.iter().find_map(|block| match block {
        Block::Framed(inner) => look_of(inner, words),
        Block::Text { words: own, look } => own.contains(words).then_some(*look),
        _ => None,
    })
}

#[test]
fn a_counted_harm_stands_on_the_patients_page_as_the_benefit_does_and_bleeding_is_an_emergency() {
    let benefit = expects("asa_prim_cv", "prevent-ascvd", [0.12, 0.1075]);
    let harm = expects("asa_prim_bleed", "entered:major-bleeding", [0.02, 0.0285]);
    let plan = accepted("asa_prim_cv", benefit, Some(harm));
    for (language, fewer, more, help) in [
        (Language::English, "about 12 fewer have", "about 9 more have major bleeding", "get emergency help at once"),
        (Language::SimplifiedChinese, "约可少 12 人", "约会多 9 人发生大出血", "请立即寻求急救"),
    ] {
        let [_, page] = blocks(language, &plan);
        assert_eq!((look_of(&page, fewer), look_of(&page, more)), (Some(Look::Large), Some(Look::Large)), "{page:?}");
        assert!(look_of(&page, help).is_some(), "{page:?}");
        let pictures = page.iter().filter_map(|block| match block {
            Block::People(crowds) => crowds.last().map(|after| (after.spared, after.added)),
            _ => None,
        });
        assert_eq!(pictures.collect::<Vec<_>>(), [(12, 0), (0, 9)]);
        let whole = format!("{page:?}");
        assert!(!whole.contains("Tell us if you notice") && !whole.contains("请告诉我们"), "{whole}");
    }
}

#[test]
fn harms_that_nobody_counted_are_as_large_as_the_benefit_and_said_to_be_uncounted() {
    let plan = accepted("ldl1_mve", expects("ldl1_mve", "prevent-ascvd", [0.15, 0.117]), None);
    for (language, benefit, harm) in [
        (Language::English, "about 33 fewer have", "How often is not known here."),
        (Language::SimplifiedChinese, "约可少 33 人", "发生的多少此处不详。"),
    ] {
        let [_, page] = blocks(language, &plan);
        assert_eq!(look_of(&page, benefit), Some(Look::Large), "{page:?}");
        assert_eq!(look_of(&page, harm), Some(Look::Large), "{page:?}");
    }
}

#[test]
fn nobody_waits_for_a_visit_with_a_bleeding_that_no_trial_counted() {
    let source = "entered:stroke-in-fibrillation";
    let plan = accepted("vka_af_stroke", expects("vka_af_stroke", source, [0.1, 0.04]), None);
    let [_, page] = papers(Language::English, &plan);
    assert!(page.contains("get emergency help at once") && !page.contains("Tell us if you notice"), "{page}");
}

/// 306.4 of 1000 and 268.6: the papers say 306, 269 and 37 fewer, never 36 or 38.
#[test]
fn both_papers_say_one_number_and_no_trial_is_promised_for_what_it_did_not_count() {
    let plan = |source| accepted("ldl1_mve", expects("ldl1_mve", source, [0.3064, 0.2686]), None);
    let [chart, page] = papers(Language::English, &plan("prevent-ascvd"));
    assert!(chart.contains("306 of 1000 now, 269 of 1000 with it") && chart.contains("37 fewer of 1000"), "{chart}");
    assert!(
        page.contains("about 306 have") && page.contains("about 269 of 1000") && page.contains("37 fewer"),
        "{page}"
    );
    let [chart, page] = papers(Language::English, &plan("framingham-2008"));
    assert!(chart.contains("more than the trials did"), "{chart}");
    assert!(page.contains("about 306 have") && page.contains("counts more diseases than the trials did"), "{page}");
    assert!(!page.contains("269") && !page.contains("fewer"), "{page}");
}
