//! Any cohort, for the tests of all that reads one.

use proptest::prelude::*;

use super::*;

/// Mostly counts that occur, sometimes any.
fn day_count() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 0u32..60, 1 => any::<u32>()]
}

/// Any test.
pub(crate) fn any_test() -> impl Strategy<Value = Test> {
    let comparison = || prop::sample::select(Comparison::ALL.to_vec());
    let equality = || prop::sample::select(vec![Equality::Is, Equality::IsNot]);
    let indicator = || prop::sample::select(IndicatorId::all().collect::<Vec<_>>());
    let text = || {
        let comparisons = vec![TextComparison::Is, TextComparison::IsNot, TextComparison::Contains];
        let words = vec!["diabetes", "E11", "met", "Cardiology", "wang", "MÜLLER", "an", "小明", "P00", "p0001", "7"];
        let text = prop_oneof!["[a-zA-Z0-9 \"\\\\()王é]{0,8}x", prop::sample::select(words).prop_map(str::to_owned)];
        (prop::sample::select(comparisons), text).prop_map(|(comparison, text)| TextTest { comparison, text })
    };
    let states =
        vec![AllergyState::Known, AllergyState::NoneKnown, AllergyState::NotRecorded, AllergyState::Unavailable];
    let sexes = vec![Sex::Female, Sex::Male, Sex::Other, Sex::Unknown];
    let fields = Field::WORDS.iter().map(|(_, field)| *field).collect::<Vec<_>>();
    let limit = (indicator(), comparison(), -9999i64..9999, 0u8..4, 0usize..4).prop_filter_map(
        "a unit the indicator converts",
        |(indicator, comparison, mantissa, scale, unit)| {
            let table = indicator.indicator();
            let units: Vec<&str> =
                std::iter::once(table.unit).chain(table.conversions.iter().map(|c| c.from)).collect();
            let limit = Limit::new(indicator, Decimal { mantissa, scale }, units.get(unit).copied())?;
            Some(Test::Newest { indicator, comparison, limit })
        },
    );
    prop_oneof![
        (comparison(), 0u32..150).prop_map(|(comparison, years)| Test::Age { comparison, years }),
        (equality(), prop::sample::select(sexes)).prop_map(|(equality, sex)| Test::Sex { equality, sex }),
        (equality(), prop::sample::select(states)).prop_map(|(equality, state)| Test::Allergies { equality, state }),
        text().prop_map(Test::Name),
        text().prop_map(Test::Identifier),
        text().prop_map(Test::Condition),
        text().prop_map(Test::Medication),
        text().prop_map(Test::Ward),
        limit,
        (indicator(), comparison(), day_count()).prop_map(|(indicator, comparison, days_ago)| Test::Measured {
            indicator,
            comparison,
            days_ago
        }),
        (comparison(), day_count()).prop_map(|(comparison, days_ago)| Test::Observed { comparison, days_ago }),
        (comparison(), day_count()).prop_map(|(comparison, count)| Test::Observations { comparison, count }),
        (comparison(), day_count()).prop_map(|(comparison, count)| Test::Flagged { comparison, count }),
        prop::sample::select(fields).prop_map(Test::Recorded),
        indicator().prop_map(|indicator| Test::Missing(Field::Indicator(indicator))),
        indicator().prop_map(Test::Abnormal),
        indicator().prop_map(Test::Critical),
        (prop::sample::select(vec!["prevent", "score2_diabetes", "x-1"]), comparison(), -99i64..9999, 0u8..3).prop_map(
            |(model, comparison, mantissa, scale)| Test::Risk {
                model: model.to_owned(),
                comparison,
                number: Decimal { mantissa, scale },
            }
        ),
    ]
}

/// Any tree of tests in its one written form.
pub(crate) fn any_expr() -> impl Strategy<Value = Expr> {
    any_test().prop_map(Expr::Test).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_filter_map("not empty", Expr::all),
            prop::collection::vec(inner.clone(), 1..4).prop_filter_map("not empty", Expr::any),
            inner.prop_map(|expr| Expr::Not(Box::new(expr))),
        ]
    })
}
