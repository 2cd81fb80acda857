//! The filter against an evaluation patient by patient, and the cases where unknown matters.

use proptest::prelude::*;

use super::*;
use crate::app::index::kept::{KeptNumber, KeptRun};
use crate::app::index::test_patients::{index, today};
use crate::base::Revision;
use crate::domain::cohort::arbitrary::any_expr;

/// Three-valued and slow: `None` is unknown.
fn answer(index: &PatientIndex, row: u32, expr: &Expr) -> Option<bool> {
    match expr {
        Expr::Test(test) => test_answer(index, row, test),
        Expr::Not(inner) => answer(index, row, inner).map(|yes| !yes),
        Expr::All(parts) => {
            let answers: Vec<Option<bool>> = parts.iter().map(|part| answer(index, row, part)).collect();
            if answers.contains(&Some(false)) { Some(false) } else { (!answers.contains(&None)).then_some(true) }
        }
        Expr::Any(parts) => {
            let answers: Vec<Option<bool>> = parts.iter().map(|part| answer(index, row, part)).collect();
            if answers.contains(&Some(true)) { Some(true) } else { (!answers.contains(&None)).then_some(false) }
        }
    }
}

fn text_answer(texts: &[&str], test: &TextTest) -> bool {
    let wanted = folded(&test.text);
    let mut texts = texts.iter().map(|text| folded(text)).filter(|text| !text.is_empty());
    match test.comparison {
        TextComparison::Is => texts.any(|text| text == wanted),
        TextComparison::IsNot => !texts.any(|text| text == wanted),
        TextComparison::Contains => texts.any(|text| text.contains(wanted.as_ref())),
    }
}

fn words<'a>(index: &'a PatientIndex, kind: BookKind, words: &[u16]) -> Vec<&'a str> {
    let book = index.books().of(kind);
    let words = words.iter().map(|&word| book.word(crate::domain::ids::WordId(word)));
    words.flat_map(|word| [Books::code_part(word), Books::name_part(word)]).collect()
}

fn test_answer(index: &PatientIndex, row: u32, test: &Test) -> Option<bool> {
    let day = i64::from(today().0);
    match test {
        Test::Age { comparison, years } => {
            index.age_years(row, today()).map(|age| comparison.holds(i64::from(age), i64::from(*years)))
        }
        Test::Sex { equality, sex } => match index.sex(row) {
            Some(Sex::Unknown) if *sex != Sex::Unknown => None,
            recorded => recorded.map(|recorded| (recorded == *sex) == (*equality == Equality::Is)),
        },
        Test::Name(test) => {
            let names = [index.family_name(row), index.given_name(row), index.chinese_name(row)];
            let names: Vec<&str> = names.into_iter().flatten().collect();
            (!names.is_empty()).then(|| text_answer(&names, test))
        }
        Test::Identifier(test) => Some(text_answer(&[index.identifier(row)], test)),
        Test::Condition(test) => Some(text_answer(&words(index, BookKind::Condition, index.conditions(row)), test)),
        Test::Medication(test) => Some(text_answer(&words(index, BookKind::Medication, index.medications(row)), test)),
        Test::Ward(test) => index.ward_name(row).map(|ward| text_answer(&[ward], test)),
        Test::Allergies { equality, state } => Some((index.allergies(row) == *state) == (*equality == Equality::Is)),
        Test::Newest { indicator, comparison, limit } => {
            index.newest(row, *indicator).map(|newest| comparison.holds(newest.value, limit.canonical() as f32))
        }
        Test::Measured { indicator, comparison, days_ago } => index
            .newest(row, *indicator)
            .map(|newest| comparison.holds(day - i64::from(newest.date.0), i64::from(*days_ago))),
        Test::Observed { comparison, days_ago } => {
            index.last_observed(row).map(|date| comparison.holds(day - i64::from(date.0), i64::from(*days_ago)))
        }
        Test::Observations { comparison, count } => Some(comparison.holds(index.observation_count(row), *count)),
        Test::Flagged { comparison, count } => Some(comparison.holds(u32::from(index.flagged_count(row)), *count)),
        Test::Recorded(field) => Some(is_recorded(index, row, *field)),
        Test::Missing(field) => Some(!is_recorded(index, row, *field)),
        Test::Abnormal(indicator) => known(index.assess(row, *indicator)).map(Assessment::is_abnormal),
        Test::Critical(indicator) => known(index.assess(row, *indicator)).map(Assessment::is_critical),
        // Nothing was kept.
        Test::Risk { .. } => None,
    }
}

fn known(assessment: Assessment) -> Option<Assessment> {
    (!matches!(assessment, Assessment::NoReferenceRange | Assessment::NotRecorded | Assessment::NotTested))
        .then_some(assessment)
}

fn is_recorded(index: &PatientIndex, row: u32, field: Field) -> bool {
    match field {
        Field::Age => index.age_years(row, today()).is_some(),
        Field::Sex => index.sex(row).is_some(),
        Field::Name => index.family_name(row).or(index.given_name(row)).or(index.chinese_name(row)).is_some(),
        Field::ChineseName => index.chinese_name(row).is_some(),
        Field::Ward => index.ward(row).is_some(),
        Field::Allergies => index.allergies(row) != AllergyState::NotRecorded,
        Field::Condition => !index.conditions(row).is_empty(),
        Field::Medication => !index.medications(row).is_empty(),
        Field::Observation => index.last_observed(row).is_some(),
        Field::DeathDate => index.death_date(row).is_some(),
        Field::Indicator(indicator) => index.newest(row, indicator).is_some(),
    }
}

fn rows(index: &PatientIndex, text: &str) -> Vec<u32> {
    index.filter(&Cohort::parse(text).expect("a cohort"), today()).to_rows()
}

#[test]
fn unknown_is_neither_yes_nor_no() {
    let index = index(7, 300);
    let count = |text: &str| rows(&index, text).len();
    let everyone = index.patient_count();
    for (yes, no, missing) in [
        ("age >= 40", "not (age >= 40)", "missing(age)"),
        ("newest(hba1c) > 7 %", "not (newest(hba1c) > 7 %)", "missing(hba1c)"),
        ("ward = Cardiology", "not (ward = Cardiology)", "missing(ward)"),
        ("observed < 30 days ago", "not (observed < 30 days ago)", "missing(observation)"),
    ] {
        assert!(count(yes) > 0 && count(no) > 0 && count(missing) > 0, "{yes}");
        assert_eq!(count(yes) + count(no) + count(missing), everyone, "{yes}");
    }
    assert_eq!(count("age >= 40 or not (age >= 40)"), everyone - count("missing(age)"));
    assert!(count("sex = unknown") > 0);
    let answered = count("sex = female") + count("not (sex = female)");
    assert_eq!(answered + count("sex = unknown") + count("missing(sex)"), everyone);
    assert_eq!(count("condition ~ diabetes") + count("not (condition ~ diabetes)"), everyone);
    // ALT has no reference range: neither normal nor abnormal.
    assert_eq!(count("abnormal(alt)") + count("not (abnormal(alt))"), 0);
    assert_eq!(count("everyone"), everyone);
}

#[test]
fn units_in_a_limit_are_converted() {
    let index = index(7, 300);
    assert_eq!(rows(&index, "newest(glucose) > 180.156 mg/dL"), rows(&index, "newest(glucose) > 10"));
}

#[test]
fn a_kept_risk_is_asked_for_and_what_is_not_certain_is_on_neither_side() {
    let index = index(7, 300);
    let present: Vec<u32> = (0..300).filter(|&row| index.is_present(row)).take(4).collect();
    let [low, high, between, none] = present.as_slice() else { panic!("too few patients") };
    let number = |row: &u32, least, most| KeptNumber { row: *row, least, most };
    let numbers = vec![number(low, 3.0, 3.0), number(high, 7.5, 7.5), number(between, 5.0, 9.0)];
    let run = KeptRun { as_of: today(), computed_utc_secs: 0, revision: Revision(1), numbers };
    let kept = KeptRisks::default().with("prevent", run);
    let rows = |text: &str| index.filter_with(&Cohort::parse(text).expect("a cohort"), today(), &kept).to_rows();
    assert_eq!(rows("risk(prevent) >= 7.5 %"), [*high]);
    assert_eq!(rows("not (risk(prevent) >= 7.5)"), [*low]);
    assert_eq!(rows("risk(PREVENT) > 4"), [*high, *between]);
    assert_eq!(rows("risk(prevent) != 7.5"), [*low]);
    assert_eq!(rows("risk(prevent) = 3"), [*low]);
    assert!(!rows("risk(prevent) < 100").contains(none));
    assert!(rows("risk(score2) < 100").is_empty());
}

proptest! {
    #[test]
    fn filter_agrees_with_asking_each_patient(expr in any_expr(), seed in 0u64..40) {
        let index = index(seed, 150);
        let expected: Vec<u32> = (0..index.row_count() as u32)
            .filter(|&row| index.is_present(row) && answer(&index, row, &expr) == Some(true))
            .collect();
        let cohort = Cohort { expr: Some(expr) };
        prop_assert_eq!(index.filter(&cohort, today()).to_rows(), expected, "{}", cohort);
    }

    #[test]
    fn ages_are_counted_by_date(seed in 0u64..1000, years in 0u32..100, offset in 0i32..1500) {
        let index = index(seed, 60);
        let day = Date(today().0 - offset);
        let text = format!("age >= {years}");
        let expected: Vec<u32> = (0..60u32)
            .filter(|&row| index.is_present(row) && index.age_years(row, day).is_some_and(|age| age >= years as i32))
            .collect();
        let found = index.filter(&Cohort::parse(&text).expect("a cohort"), day).to_rows();
        prop_assert_eq!(found, expected);
    }
}
