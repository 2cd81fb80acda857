//! A plan with something of everything, for tests.

use crate::base::Date;
use crate::domain::genome::advice::{Action, Population, Strength};
use crate::domain::plan::{
    ConflictUse, ExpectedEffect, GeneDrugConflict, Lapse, NotOffered, PassedOver, Plan, PlanItem, PlanProblem,
    PlanRisk, PlannedAmount, PlannedTreatment, Stopping, Subject, Verdict, WhyPassedOver,
};

use super::super::remark_text;

pub fn example() -> Plan {
    let expected = expected();
    let treatment = |amount| {
        Subject::Treatment(PlannedTreatment {
            effect: "bp10_mace".to_owned(),
            amount,
            expected: expected.clone(),
            harm: (amount == PlannedAmount::Whole).then(|| expected.clone()),
        })
    };
    let decided = |subject, verdict| PlanItem {
        verdict,
        wording: "从今天起".to_owned(),
        reason: "\"quoted\"\n以及换行".to_owned(),
        harms_discussed: true,
        decided_utc_secs: Some(1_789_000_000),
        lapse: None,
        subject,
    };
    let lapsed = |subject, lapse| PlanItem { lapse: Some(lapse), ..decided(subject, Verdict::Open) };
    Plan {
        as_of_utc_secs: 1_790_000_000,
        problems: vec![
            PlanProblem { word: "I10\tHypertension".to_owned(), since: Some(Date(19_000)), resolved: None },
            PlanProblem { word: "I21.4\tInfarction".to_owned(), since: None, resolved: Some(Date(20_000)) },
        ],
        risks: vec![PlanRisk {
            model: "prevent".to_owned(),
            column: "ascvd".to_owned(),
            value: 0.1 + 0.2,
            band: Some("high".to_owned()),
            horizon_years: Some(10),
        }],
        items: vec![
            decided(treatment(PlannedAmount::SystolicMmhg(7.5)), Verdict::Accepted),
            decided(treatment(PlannedAmount::LdlMmolPerLitre(1.0)), Verdict::Changed),
            decided(treatment(PlannedAmount::Whole), Verdict::Rejected),
            lapsed(treatment(PlannedAmount::Whole), Lapse::NotOffered(NotOffered::ALL.to_vec())),
            lapsed(treatment(PlannedAmount::Whole), Lapse::Unchecked(vec![NotOffered::RiskNotKnown])),
            lapsed(treatment(PlannedAmount::Whole), Lapse::OtherBasis),
            lapsed(treatment(PlannedAmount::Whole), Lapse::OtherHarm),
            lapsed(treatment(PlannedAmount::Whole), Lapse::OtherAdvice),
            lapsed(treatment(PlannedAmount::Whole), Lapse::Taken),
            PlanItem::open(Subject::GeneDrug(conflict())),
            PlanItem::open(Subject::Collect { input: "hba1c".to_owned(), models: vec!["prevent".to_owned()] }),
            decided(Subject::Own { number: 3 }, Verdict::Accepted),
        ],
        together: vec![expected],
        note: "next visit in 3 months".to_owned(),
    }
}

fn expected() -> ExpectedEffect {
    ExpectedEffect {
        effects: vec!["bp10_mace".to_owned()],
        source: "prevent-ascvd".to_owned(),
        horizon_years: 10,
        risk_now: 0.123_456_789,
        risk: 0.098_765_4,
        risk_low: 0.095,
        risk_high: 0.102,
        passed_over: vec![PassedOver {
            model: "prevent".to_owned(),
            why: WhyPassedOver::Refused,
            inputs: vec!["sbp".to_owned()],
        }],
    }
}

fn conflict() -> GeneDrugConflict {
    GeneDrugConflict {
        drug: "clopidogrel".to_owned(),
        genes: "CYP2C19=Poor Metabolizer".to_owned(),
        action: Action::Avoid,
        strength: Some(Strength::Strong),
        summary: "use another drug".to_owned(),
        pmid: Some("35034351".to_owned()),
        instead: Some("another drug".to_owned()),
        stopping: Stopping::OnlyWithReplacement,
        remarks: remark_text::examples(),
        uses: vec![ConflictUse {
            population: Population::Neurovascular,
            action: Action::Avoid,
            strength: Some(Strength::Moderate),
            summary: "use another drug".to_owned(),
            instead: None,
        }],
    }
}
