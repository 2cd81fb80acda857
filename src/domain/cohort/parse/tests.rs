//! The language read and written: sentences, faults with their place, and the round trip of any tree.

use proptest::prelude::*;

use super::*;
use crate::domain::cohort::arbitrary::any_expr;

fn shown(text: &str) -> String {
    match Cohort::parse(text) {
        Ok(cohort) => cohort.to_string(),
        Err(fault) => format!("{} {:?} {:?}", fault.character, fault.found, fault.expected),
    }
}

#[test]
fn sentences_read_as_meant() {
    let same = [
        "age >= 65 and sex = female and condition ~ \"diabetes\" and newest(hba1c) > 7.5 % and missing(ldl-cholesterol)",
        "ward = \"Cardiology\" and (medication ~ \"metformin\" or allergies = not recorded)",
        "not (age >= 65) or observed < 30 days ago",
        "newest(glucose) >= 126 mg/dL",
        "everyone",
    ];
    for text in same {
        assert_eq!(shown(text), text);
    }
    let other = [
        ("", "everyone"),
        ("AGE≥65 years AND(sex=Male)", "age >= 65 and sex = male"),
        ("newest(4548-4)>7.5%", "newest(hba1c) > 7.5 %"),
        ("newest( LDL cholesterol ) > 3", "newest(ldl-cholesterol) > 3"),
        ("newest(sbp) > 140 mm Hg and age<40", "newest(systolic-bp) > 140 mmHg and age < 40"),
        ("newest(wbc) > 11 10^9/L", "newest(white-cells) > 11 10*9/L"),
        ("(newest(血糖) < 3.90)", "newest(glucose) < 3.90"),
        ("medication ~ metformin", "medication ~ \"metformin\""),
        ("name contains \"O\\\"B\"", "name ~ \"O\\\"B\""),
        ("observed > 2 weeks", "observed > 14 days ago"),
        ("age > 1 and (age > 2 and age > 3)", "age > 1 and age > 2 and age > 3"),
        ("age > 1 or age > 2 and age > 3", "age > 1 or (age > 2 and age > 3)"),
    ];
    for (text, meant) in other {
        assert_eq!(shown(text), meant, "{text}");
    }
}

#[test]
fn faults_name_place_and_wish() {
    let hba1c = IndicatorId::from_word("hba1c").expect("in the table");
    let cases = [
        ("age >> 65", 6, ">", Expected::WholeNumber),
        ("age >= 6.5", 8, "6.5", Expected::WholeNumber),
        ("age", 4, "", Expected::Comparison),
        ("sex = lady", 7, "lady", Expected::Sex),
        ("姓 = 王", 1, "姓", Expected::Test),
        ("newest(hba1c) > 7.5 stone", 21, "stone", Expected::UnitOf(hba1c)),
        ("newest(hba2c) > 7.5", 8, "hba2c", Expected::Indicator),
        ("missing(hat)", 9, "hat", Expected::FieldOrIndicator),
        ("(age > 1", 9, "", Expected::ClosingParenthesis),
        ("age > 1 )", 9, ")", Expected::JoinOrEnd),
        ("ward = \"Card", 13, "", Expected::ClosingQuote),
        ("ward < x", 6, "<", Expected::TextComparison),
        ("allergies = none", 13, "none", Expected::AllergyState),
        ("observed < 3 moons", 14, "moons", Expected::DaysOrWeeks),
        ("age > 1 and", 12, "", Expected::Test),
    ];
    for (text, character, found, expected) in cases {
        let fault = CohortFault { character, found: found.to_owned(), expected };
        assert_eq!(Cohort::parse(text), Err(fault), "{text}");
    }
    let deep = "(".repeat(100_000);
    assert_eq!(Cohort::parse(&deep).map_err(|fault| fault.expected), Err(Expected::LessNesting));
}

proptest! {
    #[test]
    fn what_is_written_reads_back(expr in any_expr()) {
        let cohort = Cohort { expr: Some(expr) };
        prop_assert_eq!(Cohort::parse(&cohort.to_string()), Ok(cohort));
    }

    #[test]
    fn reading_never_panics(text in "\\PC*") {
        let _outcome = Cohort::parse(&text);
    }

    #[test]
    fn reading_words_in_any_order_never_panics(
        words in prop::collection::vec(prop::sample::select(vec![
            "age", ">=", "65", "and", "or", "not", "(", ")", "newest", "hba1c", "%", "\"", "sex", "=", "female", "7.5",
            "missing", "observed", "days", "ago", "mm", "Hg", "allergies", "none", "\\", "王",
        ]), 0..12)
    ) {
        let _outcome = Cohort::parse(&words.join(" "));
        let _outcome = Cohort::parse(&words.concat());
    }
}
