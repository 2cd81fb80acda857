//! Queries and the patients they must find, and why; and what no search may miss.

use proptest::prelude::*;

use super::*;
use crate::app::index::test_patients::{index, named};
use crate::app::spelling::fold::folded;

const PEOPLE: [(&str, &str, &str, &str); 14] = [
    ("P00001", "Wang", "Xiaoming", "王小明"),
    ("P00012", "Müller", "Anna Maria", ""),
    ("P00123", "O'Brien", "Seán", ""),
    ("P00124", "Shan", "Tianfang", "单田芳"),
    ("P00125", "", "", "曾国藩"),
    ("P00126", "van der Berg", "Jean-Luc", ""),
    ("P00127", "Schmidt", "Wilhelmina", ""),
    ("P00128", "", "", "王小敏"),
    ("P01228", "", "", "解放"),
    ("P00130", "", "", "吕布"),
    ("P00131", "Smith", "Margaret", ""),
    ("P00132", "Ángström", "Björn", ""),
    ("P00133", "Anna", "Lee", ""),
    ("P00134", "Brien", "Mary", "欧阳修"),
];

fn search(index: PatientIndex) -> PatientSearch {
    PatientSearch::new(Arc::new(index))
}

fn found(search: &PatientSearch, text: &str) -> Found {
    search.search(text, None, &Progress::default()).expect("not cancelled")
}

/// Each query with the expected rows in order, and the reasons and marked parts of the first.
#[test]
fn queries_find_whom_they_mean_and_say_why() {
    use MatchReason::*;
    let search = search(named(&PEOPLE));
    type Case<'a> = (&'a str, &'a [u32], &'a [(MatchReason, &'a str)]);
    let cases: &[Case] = &[
        ("muller", &[1], &[(FamilyName, "Müller")]),
        ("MÜLL", &[1], &[(FamilyName, "Müll")]),
        ("maria muller", &[1], &[(GivenName, "Maria"), (FamilyName, "Müller")]),
        ("muller, anna", &[1], &[(FamilyName, "Müller"), (GivenName, "Anna")]),
        ("anna", &[12, 1], &[(FamilyName, "Anna")]),
        ("angstrom", &[11], &[(FamilyName, "Ángström")]),
        ("ngst", &[11], &[(FamilyName, "ngst")]),
        ("brien", &[13, 2], &[(FamilyName, "Brien")]),
        ("berg", &[5], &[(FamilyName, "Berg")]),
        ("王", &[0, 7], &[(ChineseName, "王")]),
        ("小明", &[0], &[(ChineseName, "小明")]),
        ("wangxiaoming", &[0, 7], &[(Pinyin, "王小明")]),
        ("wang xiao ming", &[0], &[(FamilyName, "Wang"), (GivenName, "Xiao"), (GivenName, "ming")]),
        ("wangxiao", &[0, 7], &[(Pinyin, "王小")]),
        ("wang xiao min", &[0, 7], &[(FamilyName, "Wang"), (GivenName, "Xiao"), (GivenName, "min")]),
        ("xiaomin", &[0, 7], &[(GivenName, "Xiaomin")]),
        ("wxm", &[0, 7], &[(PinyinInitials, "王小明")]),
        ("wangxm", &[0, 7], &[(PinyinInitials, "王小明")]),
        ("dantianfang", &[3], &[(Pinyin, "单田芳")]),
        ("shantianfang", &[3], &[(Pinyin, "单田芳")]),
        ("zengguofan", &[4], &[(Pinyin, "曾国藩")]),
        ("cengguo", &[4], &[(Pinyin, "曾国")]),
        ("xiefang", &[8], &[(Pinyin, "解放")]),
        ("jiefang", &[8], &[(Pinyin, "解放")]),
        ("lvbu", &[9], &[(Pinyin, "吕布")]),
        ("lubu", &[9], &[(Pinyin, "吕布")]),
        ("lü bu", &[9], &[(Pinyin, "吕"), (Pinyin, "布")]),
        ("ouyang", &[13], &[(Pinyin, "欧阳")]),
        ("oyx", &[13], &[(PinyinInitials, "欧阳修")]),
        ("wnagxiaoming", &[0, 7], &[(Similar { errors: 1 }, "王小明")]),
        ("smiht", &[10], &[(Similar { errors: 1 }, "Smith")]),
        ("margaert", &[10], &[(Similar { errors: 1 }, "Margaret")]),
        ("wilhlmna", &[6], &[(Similar { errors: 2 }, "Wilhelmina")]),
        ("schmitd wilh", &[6], &[(Similar { errors: 1 }, "Schmidt"), (GivenName, "Wilh")]),
        ("p00012", &[1], &[(Identifier, "P00012")]),
        ("P0001", &[1], &[(Identifier, "P0001")]),
        ("122", &[8], &[(Identifier, "122")]),
        ("wang 00001", &[0], &[(FamilyName, "Wang"), (Identifier, "00001")]),
        ("wang 0012", &[7], &[(Pinyin, "王"), (Identifier, "0012")]),
        ("nobody", &[], &[]),
        ("muller smith", &[], &[]),
    ];
    for (text, rows, reasons) in cases {
        let found = found(&search, text);
        assert_eq!(found.rows, *rows, "{text}");
        let Some(&row) = rows.first() else { continue };
        let index = search.index();
        let why: Vec<(MatchReason, &str)> = search
            .why(&found, row)
            .into_iter()
            .map(|found| {
                let text = match found.field {
                    MatchedField::Identifier => index.identifier(row),
                    MatchedField::FamilyName => index.family_name(row).unwrap_or(""),
                    MatchedField::GivenName => index.given_name(row).unwrap_or(""),
                    MatchedField::ChineseName => index.chinese_name(row).unwrap_or(""),
                };
                (found.reason, text.get(found.range).unwrap_or("cut through a character"))
            })
            .collect();
        assert_eq!(why, *reasons, "{text}");
    }
}

#[test]
fn no_word_finds_everyone_and_a_filter_holds() {
    let search = search(named(&PEOPLE));
    assert_eq!(found(&search, " , ").rows.len(), PEOPLE.len());
    let mut within = RowSet::none(PEOPLE.len());
    within.insert(7);
    let found = search.search("wang", Some(&within), &Progress::default()).expect("not cancelled");
    assert_eq!(found.rows, [7]);
}

#[test]
fn a_stopped_search_says_so() {
    let progress = Progress::default();
    progress.cancel();
    assert_eq!(search(named(&PEOPLE)).search("wang", None, &progress).err(), Some(Cancelled));
}

proptest! {
    #[test]
    fn two_threads_find_what_one_finds(seed in 0u64..20, patients in 0u32..400, text in "[a-z0-9王小]{1,3}") {
        let search = search(index(seed, patients));
        let rows = |threads| {
            search.search_on(threads, &text, None, &Progress::default()).map(|found| found.rows)
        };
        prop_assert_eq!(rows(Threads::One), rows(Threads::Two));
    }

    #[test]
    fn no_part_of_a_name_or_identifier_is_missed(seed in 0u64..60, row in 0u32..60, field in 0usize..4, from in 0usize..8, length in 1usize..8) {
        let search = search(index(seed, 60));
        let index = Arc::clone(search.index());
        let text = [
            index.identifier(row),
            index.family_name(row).unwrap_or(""),
            index.given_name(row).unwrap_or(""),
            index.chinese_name(row).unwrap_or(""),
        ][field];
        let part: String = text.chars().skip(from).take(length).collect();
        prop_assume!(!part.trim().is_empty());
        let words: Vec<String> = folded(&part).split_whitespace().map(str::to_owned).collect();
        let found = found(&search, &part);
        for row in index.everyone().iter() {
            let texts = [
                index.identifier(row),
                index.family_name(row).unwrap_or(""),
                index.given_name(row).unwrap_or(""),
                index.chinese_name(row).unwrap_or(""),
            ].map(|text| folded(text).into_owned());
            if words.iter().all(|word| texts.iter().any(|text| text.contains(word))) {
                prop_assert!(found.rows.contains(&row), "{part:?} misses {texts:?}");
            }
        }
        let mut sorted = found.rows.clone();
        sorted.sort_unstable();
        sorted.dedup();
        prop_assert_eq!(sorted.len(), found.rows.len());
        for &row in &found.rows {
            prop_assert!(index.is_present(row));
            prop_assert_eq!(search.why(&found, row).len(), words.len(), "{} finds {} without a reason", part, row);
        }
    }

    #[test]
    fn searching_never_panics(text in "\\PC{0,40}", seed in 0u64..5) {
        let search = search(index(seed, 30));
        let found = found(&search, &text);
        found.rows.iter().for_each(|&row| drop(search.why(&found, row)));
    }
}
