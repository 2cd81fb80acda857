//! Worked cases, one a rule, and the cases in which nothing may be said.

use super::*;
use crate::base::{Moment, Offset, Precision};
use crate::domain::book::BookKind;
use crate::domain::correction::Decided;
use crate::domain::ids::ImportId;
use crate::domain::observation::ObservationFlags;

pub const WEIGHT: &str = "29463-7";
pub const HEIGHT: &str = "8302-2";
pub const GLUCOSE: &str = "14749-6";
pub const CREATININE: &str = "14682-9";
const POTASSIUM: &str = "2823-3";
const CRP: &str = "1988-5";
const SODIUM: &str = "2951-2";
const HAEMOGLOBIN: &str = "718-7";

/// Values of one patient in the making.
#[derive(Default)]
pub struct Chart {
    pub books: Books,
    pub values: Vec<Observation>,
}

impl Chart {
    /// A value on a day; its line is its number, from 0.
    pub fn add(&mut self, code: &str, day: f64, number: &str, unit: &str) -> &mut Self {
        let code = self.books.of_mut(BookKind::Code).intern(code).expect("room");
        let unit = self.books.of_mut(BookKind::Unit).intern(unit).expect("room");
        let utc_secs = 1_600_000_000 + (day * 86_400.0) as i64;
        self.values.push(Observation {
            code,
            unit: Some(unit),
            moment: Moment { utc_secs, offset: Offset::Assumed(0), precision: Precision::Second },
            value: Decimal::parse(number.as_bytes()).expect("a number"),
            cell: CellRef { import: ImportId(1), line: self.values.len() as u32, column: 5 },
            raw: None,
            time_raw: None,
            source_identifier: None,
            flags: ObservationFlags::default(),
            decided: None,
        });
        self
    }

    /// One value a day.
    pub fn daily(code: &str, unit: &str, numbers: &[&str]) -> Chart {
        let mut chart = Chart::default();
        for (day, number) in numbers.iter().enumerate() {
            chart.add(code, day as f64, number, unit);
        }
        chart
    }

    pub fn findings(&self) -> Vec<CleaningFinding> {
        // Grown up.
        findings_of(&self.values, &self.books, Some(Date(0)))
    }
}

/// Line, kind, and what is proposed.
pub fn told(findings: &[CleaningFinding]) -> Vec<(u32, FindingKind, Option<String>)> {
    let words = |proposal: &Proposal| {
        format!("{} {}", proposal.correction.value, proposal.correction.unit.clone().unwrap_or_default())
    };
    findings.iter().map(|found| (found.cell.line, found.kind, found.proposals.first().map(words))).collect()
}

fn some(line: u32, kind: FindingKind, words: &str) -> Vec<(u32, FindingKind, Option<String>)> {
    vec![(line, kind, Some(words.to_owned()))]
}

#[test]
fn a_decimal_mark_is_put_back() {
    let found = Chart::daily(WEIGHT, "kg", &["70", "7", "70"]).findings();
    assert_eq!(told(&found), some(1, FindingKind::DecimalSlip, "70 kg"));
    assert!(matches!(found[0].reasons[0], Reason::TooFast { from: 70.0, .. }), "{:?}", found[0].reasons);
    assert_eq!(found[0].around.len(), 3);
    let found = Chart::daily(WEIGHT, "kg", &["70.5", "71.0", "7055", "70.2", "70.1"]);
    // Beyond what is possible an import refuses; what is merely implausible comes in.
    assert_eq!(told(&found.findings()), some(2, FindingKind::DecimalSlip, "70.55 kg"));
    let found = Chart::daily(POTASSIUM, "mmol/L", &["4.1", "4.0", "18.1", "4.2"]).findings();
    assert_eq!(told(&found), [(2, FindingKind::Outlier, None)], "1.81 is no neighbour either");
}

#[test]
fn another_unit_is_proposed_and_the_number_stays() {
    let found = Chart::daily(GLUCOSE, "mmol/L", &["5.4", "5.9", "97", "5.1", "5.6"]).findings();
    assert_eq!(told(&found), some(2, FindingKind::UnitSlip, "97 mg/dL"));
    assert!((found[0].proposals[0].value - 5.384).abs() < 0.001);
    let found = Chart::daily(GLUCOSE, "mg/dL", &["97", "106", "5.9", "92"]).findings();
    assert_eq!(told(&found), some(2, FindingKind::UnitSlip, "5.9 mmol/L"));
    let found = Chart::daily(WEIGHT, "kg", &["70", "71", "155", "154", "70.2", "70"]).findings();
    assert_eq!(told(&found).len(), 2, "a batch of two: {found:?}");
    assert!(found.iter().all(|found| found.kind == FindingKind::UnitSlip));
    // Two slips of two kinds beside each other.
    let found = Chart::daily(WEIGHT, "kg", &["62.9", "62.5", "6.25", "137.8", "62.9", "63"]).findings();
    let kinds: Vec<FindingKind> = found.iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [FindingKind::UnitSlip, FindingKind::DecimalSlip]);
    let found = Chart::daily(HEIGHT, "cm", &["172", "171", "67.7", "172"]).findings();
    assert_eq!(told(&found), some(2, FindingKind::UnitSlip, "67.7 [in_i]"));
    // g/dL and a decimal mark come to the same: the unit is proposed, and the other reason said.
    let found = Chart::daily(HAEMOGLOBIN, "g/L", &["141", "138", "13.9", "140"]).findings();
    assert_eq!(told(&found), some(2, FindingKind::UnitSlip, "13.9 g/dL"));
    assert!(found[0].reasons.contains(&Reason::SameAs { kind: FindingKind::DecimalSlip }));
}

#[test]
fn digits_and_pressures_change_back() {
    let found = Chart::daily(SODIUM, "mmol/L", &["141", "140", "104", "139", "141"]).findings();
    assert_eq!(told(&found), some(2, FindingKind::SwappedDigits, "140 mmol/L"));
    // The way back may take months: it is still alone.
    let mut chart = Chart::daily(SODIUM, "mmol/L", &["140", "141"]);
    chart.add(SODIUM, 1.2, "104", "mmol/L").add(SODIUM, 90.0, "144", "mmol/L").add(SODIUM, 140.0, "142", "mmol/L");
    assert_eq!(told(&chart.findings()), some(2, FindingKind::SwappedDigits, "140 mmol/L"));
    let mut chart = Chart::default();
    for (day, upper, lower) in [(0.0, "121", "78"), (1.0, "125", "81"), (2.0, "79", "123"), (3.0, "118", "75")] {
        chart.add("8480-6", day, upper, "mmHg").add("8462-4", day, lower, "mmHg");
    }
    let found = chart.findings();
    assert_eq!(told(&found), some(4, FindingKind::SwappedPressures, "123 mmHg"));
    assert_eq!((found[0].proposals.len(), found[0].proposals[1].value), (2, 79.0));
}

#[test]
fn where_two_explanations_fit_none_is_proposed() {
    // 97 is 5.4 as mg/dL and 9.7 with its mark moved; this patient has both.
    let found = Chart::daily(GLUCOSE, "mmol/L", &["5.0", "9.8", "97", "6.1", "8.8", "7.2", "5.9"]).findings();
    assert_eq!(told(&found), [(2, FindingKind::Outlier, None)]);
    assert!(matches!(&found[0].reasons[2], Reason::Several { values } if values.len() == 2), "{:?}", found[0].reasons);
}

#[test]
fn a_true_change_is_no_slip() {
    // A step that stays: no proposal, and the first value there is told.
    let found = Chart::daily(WEIGHT, "kg", &["70", "71", "70", "35", "34.8", "35.2", "35.1"]).findings();
    assert_eq!(told(&found), [(3, FindingKind::ImpossibleSequence, None)]);
    assert!(found[0].reasons.contains(&Reason::Stays));
    // An infection, and a weight lost over months.
    let infection = ["3", "4", "3", "5", "4", "180", "240", "150", "60", "22", "9", "5"];
    assert_eq!(told(&Chart::daily(CRP, "mg/L", &infection).findings()), []);
    let mut chart = Chart::default();
    for (month, weight) in ["92", "88", "84", "79", "75", "71"].iter().enumerate() {
        chart.add(WEIGHT, month as f64 * 30.0, weight, "kg");
    }
    assert_eq!(told(&chart.findings()), []);
}

#[test]
fn ends_outliers_and_decided_values() {
    let found = Chart::daily(WEIGHT, "kg", &["70", "71", "70.5", "7.02"]).findings();
    assert_eq!(told(&found), some(3, FindingKind::DecimalSlip, "70.2 kg"));
    assert!(found[0].reasons.contains(&Reason::AtAnEnd));
    assert_eq!(told(&Chart::daily(WEIGHT, "kg", &["70", "7"]).findings()), [], "one of two may be either");
    let lone = ["4", "5", "3", "4", "160", "4", "5", "4", "3"];
    let mut chart = Chart::daily(CRP, "mg/L", &lone);
    assert_eq!(told(&chart.findings()), [(4, FindingKind::Outlier, None)]);
    let said = Decided { kind: FindingKind::Outlier, actor: "Li".into(), at_utc_secs: 0, recorded: None };
    chart.values[4].decided = Some(Box::new(said));
    assert_eq!(told(&chart.findings()), []);
    let mut small = Chart::daily(CRP, "mg/L", &lone);
    small.values[4].flags.bound = Some(crate::domain::observation::Bound::Below);
    assert_eq!(told(&small.findings()), []);
}
