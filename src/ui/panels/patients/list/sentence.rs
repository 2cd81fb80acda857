//! A cohort as people say it: "who are 65 or older and whose newest HbA1c is above 7.5 %".

use std::fmt::Display;

use crate::domain::cohort::{Cohort, Comparison, Equality, Expr, Field, Limit, Test, TextComparison, TextTest};
use crate::domain::indicator::IndicatorId;
use crate::domain::patient::{AllergyState, Sex};
use crate::domain::unit::display_unit;
use crate::ui::text::{Language, Texts};

/// The whole cohort in words; `None` for everyone.
pub fn cohort_sentence(texts: &Texts, cohort: &Cohort) -> Option<String> {
    cohort.expr.as_ref().map(|expr| expr_sentence(texts, expr))
}

fn expr_sentence(texts: &Texts, expr: &Expr) -> String {
    match expr {
        Expr::Test(test) => test_sentence(texts, test),
        Expr::Not(inner) => texts.format("cohort-not", &[("sentence", &expr_sentence(texts, inner))]),
        Expr::All(parts) => joined(texts, parts, texts.get("cohort-join-and")),
        Expr::Any(parts) => joined(texts, parts, texts.get("cohort-join-or")),
    }
}

/// Joined parts that are themselves joined stand in parentheses.
fn joined(texts: &Texts, parts: &[Expr], joint: &str) -> String {
    let said = parts.iter().map(|part| match part {
        Expr::All(_) | Expr::Any(_) => texts.format("cohort-group", &[("sentence", &expr_sentence(texts, part))]),
        Expr::Not(_) | Expr::Test(_) => expr_sentence(texts, part),
    });
    said.collect::<Vec<_>>().join(joint)
}

/// One test as a clause that follows "Patients".
pub fn test_sentence(texts: &Texts, test: &Test) -> String {
    let say = |key: String, values: &[(&str, &dyn Display)]| texts.format(&format!("cohort-test-{key}"), values);
    match test {
        Test::Age { comparison, years } => say(format!("age-{}", comparison_id(*comparison)), &[("years", years)]),
        Test::Sex { equality, sex } => say(format!("sex-{}-{}", equality_id(*equality), sex_id(*sex)), &[]),
        Test::Name(test) => text_sentence(texts, "name", test),
        Test::Identifier(test) => text_sentence(texts, "identifier", test),
        Test::Condition(test) => text_sentence(texts, "condition", test),
        Test::Medication(test) => text_sentence(texts, "medication", test),
        Test::Ward(test) => text_sentence(texts, "ward", test),
        Test::Allergies { equality, state } => {
            say(format!("allergies-{}-{}", equality_id(*equality), allergy_id(*state)), &[])
        }
        Test::Newest { indicator, comparison, limit } => {
            let value = limit_words(*indicator, limit);
            let name = indicator_words(texts, *indicator);
            say(format!("newest-{}", comparison_id(*comparison)), &[("indicator", &name), ("value", &value)])
        }
        Test::Measured { indicator, comparison, days_ago } => {
            let name = indicator_words(texts, *indicator);
            say(format!("measured-{}", comparison_id(*comparison)), &[("indicator", &name), ("days", days_ago)])
        }
        Test::Observed { comparison, days_ago } => {
            say(format!("observed-{}", comparison_id(*comparison)), &[("days", days_ago)])
        }
        Test::Observations { comparison, count } => {
            say(format!("observations-{}", comparison_id(*comparison)), &[("count", count)])
        }
        Test::Flagged { comparison, count } => {
            say(format!("flagged-{}", comparison_id(*comparison)), &[("count", count)])
        }
        Test::Recorded(field) => say("recorded".to_owned(), &[("field", &field_words(texts, *field))]),
        Test::Missing(field) => say("missing".to_owned(), &[("field", &field_words(texts, *field))]),
        Test::Abnormal(indicator) => say("abnormal".to_owned(), &[("indicator", &indicator_words(texts, *indicator))]),
        Test::Critical(indicator) => say("critical".to_owned(), &[("indicator", &indicator_words(texts, *indicator))]),
        Test::Risk { model, comparison, number } => {
            let name = risk_words(texts, model);
            say(format!("risk-{}", comparison_id(*comparison)), &[("model", &name), ("value", number)])
        }
    }
}

fn text_sentence(texts: &Texts, field: &str, test: &TextTest) -> String {
    let comparison = match test.comparison {
        TextComparison::Is => "is",
        TextComparison::IsNot => "is-not",
        TextComparison::Contains => "contains",
    };
    texts.format(&format!("cohort-test-{field}-{comparison}"), &[("text", &test.text)])
}

/// A risk model's name; its id where no model of that name is known.
pub fn risk_words(texts: &Texts, model: &str) -> String {
    texts.find(&format!("risk-{model}")).unwrap_or(model).to_owned()
}

/// The number as written with its unit; the indicator's own where none was written.
fn limit_words(indicator: IndicatorId, limit: &Limit) -> String {
    let unit = limit.unit().unwrap_or(indicator.indicator().unit);
    format!("{} {}", limit.number(), display_unit(unit))
}

/// What may be recorded, as a noun.
fn field_words(texts: &Texts, field: Field) -> String {
    match field {
        Field::Indicator(id) => indicator_words(texts, id),
        Field::Age
        | Field::Sex
        | Field::Name
        | Field::ChineseName
        | Field::Ward
        | Field::Allergies
        | Field::Condition
        | Field::Medication
        | Field::Observation
        | Field::DeathDate => texts.get(&format!("cohort-field-{}", field.word())).to_owned(),
    }
}

/// An indicator's name inside a sentence: English writes "systolic blood pressure" there, and leaves "HbA1c" alone.
fn indicator_words(texts: &Texts, indicator: IndicatorId) -> String {
    let name = texts.indicator(indicator);
    let first_word = name.split(' ').next().unwrap_or("");
    let is_plain =
        first_word.chars().count() > 1 && first_word.chars().skip(1).all(|letter| letter.is_ascii_lowercase());
    match (texts.language(), is_plain) {
        (Language::English, true) => {
            let mut letters = name.chars();
            letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
        }
        (Language::English, false) | (Language::SimplifiedChinese, _) => name.to_owned(),
    }
}

/// The end of the message keys that differ by comparison.
pub fn comparison_id(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "less",
        Comparison::LessOrEqual => "at-most",
        Comparison::Equal => "equal",
        Comparison::NotEqual => "not-equal",
        Comparison::GreaterOrEqual => "at-least",
        Comparison::Greater => "greater",
    }
}

fn equality_id(equality: Equality) -> &'static str {
    match equality {
        Equality::Is => "is",
        Equality::IsNot => "is-not",
    }
}

/// The end of `sex-<id>`.
pub fn sex_id(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
        Sex::Unknown => "unknown",
    }
}

/// The end of `allergy-<id>`.
pub fn allergy_id(state: AllergyState) -> &'static str {
    match state {
        AllergyState::Known => "known",
        AllergyState::NoneKnown => "none-known",
        AllergyState::NotRecorded => "not-recorded",
        AllergyState::Unavailable => "unavailable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Decimal;

    fn every_test() -> Vec<Test> {
        let indicator = IndicatorId(0);
        let limit = Limit::new(indicator, Decimal { mantissa: 1405, scale: 1 }, None).expect("its own unit");
        let text = |comparison| TextTest { comparison, text: "Neurology".to_owned() };
        let mut tests = Vec::new();
        for comparison in Comparison::ALL {
            tests.push(Test::Age { comparison, years: 65 });
            tests.push(Test::Newest { indicator, comparison, limit });
            tests.push(Test::Measured { indicator, comparison, days_ago: 7 });
            tests.push(Test::Observed { comparison, days_ago: 7 });
            tests.push(Test::Observations { comparison, count: 3 });
            tests.push(Test::Flagged { comparison, count: 1 });
            let number = Decimal { mantissa: 75, scale: 1 };
            tests.push(Test::Risk { model: "prevent".to_owned(), comparison, number });
        }
        for equality in [Equality::Is, Equality::IsNot] {
            tests.extend([Sex::Female, Sex::Male, Sex::Other, Sex::Unknown].map(|sex| Test::Sex { equality, sex }));
            let states =
                [AllergyState::Known, AllergyState::NoneKnown, AllergyState::NotRecorded, AllergyState::Unavailable];
            tests.extend(states.map(|state| Test::Allergies { equality, state }));
        }
        for comparison in [TextComparison::Is, TextComparison::IsNot, TextComparison::Contains] {
            let kinds = [Test::Name, Test::Identifier, Test::Condition, Test::Medication, Test::Ward];
            tests.extend(kinds.map(|kind| kind(text(comparison))));
        }
        let fields = Field::WORDS.iter().map(|(_, field)| *field).chain([Field::Indicator(indicator)]);
        tests.extend(fields.flat_map(|field| [Test::Recorded(field), Test::Missing(field)]));
        tests.extend([Test::Abnormal(indicator), Test::Critical(indicator)]);
        tests
    }

    #[test]
    fn every_test_is_a_sentence_of_its_own_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::of(language);
            let mut said = std::collections::BTreeSet::new();
            for test in every_test() {
                let sentence = test_sentence(texts, &test);
                let is_said = !sentence.contains('{') && !sentence.contains("cohort-") && sentence.chars().count() > 3;
                assert!(is_said, "{}: {test}: {sentence}", language.id());
                assert!(said.insert(sentence.clone()), "{}: {test} is said like another: {sentence}", language.id());
            }
        }
    }

    #[test]
    fn a_cohort_reads_like_a_sentence() {
        let texts = Texts::of(Language::English);
        let say = |text: &str| cohort_sentence(texts, &Cohort::parse(text).expect("a cohort"));
        assert_eq!(say("everyone"), None);
        let said = say("age >= 65 and newest(hba1c) > 7.5 and (sex = female or not (missing(systolic-bp)))");
        assert_eq!(
            said.as_deref(),
            Some(
                "who are 65 or older and whose newest HbA1c is above 7.5 % and (who are female or not (with no \
                 systolic blood pressure on record))"
            )
        );
    }
}
