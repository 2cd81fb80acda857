//! Sorting against a plain comparison of what each row holds.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;
use crate::app::index::test_patients::index;

/// What a row is compared by, as text or number; `None` where not recorded.
#[derive(PartialEq, PartialOrd)]
enum Value {
    Text(String, String),
    Number(f64),
}

fn value(index: &PatientIndex, row: u32, key: SortKey) -> Option<Value> {
    let number = |number: i64| Value::Number(number as f64);
    match key {
        SortKey::Number => Some(number(i64::from(row))),
        SortKey::Name => {
            let (family, given) = (index.family_name(row).unwrap_or(""), index.given_name(row).unwrap_or(""));
            (family.len() + given.len() > 0)
                .then(|| Value::Text(folded(family).into_owned(), folded(given).into_owned()))
        }
        SortKey::ChineseName => index.chinese_name(row).map(|name| Value::Text(pinyin_order(name), String::new())),
        SortKey::BirthDate => index.birth_date(row).map(|born| number(i64::from(born.0))),
        SortKey::Conditions => word(index, BookKind::Condition, index.conditions(row)),
        SortKey::Medications => word(index, BookKind::Medication, index.medications(row)),
        SortKey::Identifier => Some(Value::Text(index.identifier(row).to_owned(), String::new())),
        SortKey::Sex => index.sex(row).map(|sex| number(sex as i64)),
        SortKey::Age => index.birth_date(row).map(|born| number(-i64::from(born.0))),
        SortKey::Allergies => allergy_order(index.allergies(row)).map(|order| number(i64::from(order))),
        SortKey::Ward => index.ward(row).map(|ward| {
            let name = index.ward_name(row).unwrap_or("");
            Value::Text(folded(name).into_owned(), ward.0.to_string())
        }),
        SortKey::LastObserved => index.last_observed(row).map(|date| number(i64::from(date.0))),
        SortKey::ObservationCount => Some(number(i64::from(index.observation_count(row)))),
        SortKey::FlaggedCount => Some(number(i64::from(index.flagged_count(row)))),
        SortKey::Indicator(id) => index.newest(row, id).map(|newest| Value::Number(f64::from(newest.value))),
    }
}

fn word(index: &PatientIndex, kind: BookKind, words: &[u16]) -> Option<Value> {
    let first = *words.first()?;
    let name = folded(Books::name_part(index.books().of(kind).word(WordId(first)))).into_owned();
    Some(Value::Text(name, first.to_string()))
}

fn sorted_plainly(index: &PatientIndex, rows: &[u32], key: SortKey, direction: Direction) -> Vec<u32> {
    let mut rows = rows.to_vec();
    rows.sort_by(|&left, &right| {
        let order = match (value(index, left, key), value(index, right, key)) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(left), Some(right)) => {
                let order = left.partial_cmp(&right).expect("no NaN");
                if direction == Direction::Ascending { order } else { order.reverse() }
            }
        };
        order.then(left.cmp(&right))
    });
    rows
}

fn any_key() -> impl Strategy<Value = SortKey> {
    prop_oneof![
        prop::sample::select(vec![
            SortKey::Number,
            SortKey::Name,
            SortKey::Identifier,
            SortKey::Sex,
            SortKey::Age,
            SortKey::Allergies,
            SortKey::ChineseName,
            SortKey::BirthDate,
            SortKey::Conditions,
            SortKey::Medications,
            SortKey::Ward,
            SortKey::LastObserved,
            SortKey::ObservationCount,
            SortKey::FlaggedCount,
        ]),
        (0u8..27).prop_map(|id| SortKey::Indicator(IndicatorId(id))),
    ]
}

#[test]
fn chinese_names_stand_in_the_order_of_pinyin() {
    let people = [
        ("1", "", "", "张伟"),
        ("2", "", "", ""),
        ("3", "", "", "单田芳"),
        ("4", "", "", "李雷"),
        ("5", "", "", "王芳"),
    ];
    let index = crate::app::index::test_patients::named(&people);
    let sorted = index.sort(&[0, 1, 2, 3, 4], SortKey::ChineseName, Direction::Ascending);
    assert_eq!(sorted, [3, 2, 4, 0, 1]);
    let sorted = index.sort(&[0, 1, 2, 3, 4], SortKey::ChineseName, Direction::Descending);
    assert_eq!(sorted, [0, 4, 2, 3, 1]);
}

proptest! {
    #[test]
    fn sorting_agrees_with_comparing(
        seed in 0u64..50,
        key in any_key(),
        is_up in any::<bool>(),
        keep in prop::collection::vec(any::<bool>(), 90),
    ) {
        let index = index(seed, 90);
        let rows: Vec<u32> = (0..90u32).rev().filter(|&row| keep[row as usize]).collect();
        let direction = if is_up { Direction::Ascending } else { Direction::Descending };
        prop_assert_eq!(index.sort(&rows, key, direction), sorted_plainly(&index, &rows, key, direction));
    }

    #[test]
    fn numbers_order_as_values(left in -1e30f32..1e30, right in -1e30f32..1e30) {
        prop_assert_eq!(value_order(left).cmp(&value_order(right)), left.partial_cmp(&right).expect("no NaN"));
    }
}
