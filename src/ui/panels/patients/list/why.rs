//! Why a row matched the typed text, in a few words for the cell beside the name.

use crate::app::index::PatientIndex;
use crate::app::list::ListResult;
use crate::app::search::{Match, MatchReason, MatchedField};
use crate::ui::text::Texts;

/// "pinyin: 王小明"; `None` while nothing is typed. A reason that several words share is said once;
/// where the whole does not fit into `room` points, without the matched text.
pub fn reasons(texts: &Texts, result: &ListResult, row: u32, room: f32) -> Option<String> {
    let index = &result.hospital.index;
    let matches = result.hospital.search.why(&result.found, row);
    let whole = match_words(texts, index, row, &matches, true)?;
    if super::columns::room(&whole) <= room { Some(whole) } else { match_words(texts, index, row, &matches, false) }
}

/// The matches of a row in words, with the matched text or without it.
pub fn match_words(
    texts: &Texts,
    index: &PatientIndex,
    row: u32,
    matches: &[Match],
    with_part: bool,
) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for found in matches {
        let reason = texts.get(&format!("match-{}", found.reason.id())).to_owned();
        let words = match found.reason {
            _ if !with_part && found.row != row => texts.get("match-merged-short").to_owned(),
            _ if !with_part => reason,
            // What the other number says is not on this row.
            _ if found.row != row => {
                let part = matched_part(index, found);
                let said = texts.format("match-said", &[("reason", &reason), ("part", &part)]);
                texts.format("match-merged", &[("match", &said)])
            }
            // The name stands right before: it need not be said again.
            MatchReason::FamilyName | MatchReason::GivenName | MatchReason::Similar { .. } => reason,
            MatchReason::Identifier | MatchReason::ChineseName | MatchReason::Pinyin | MatchReason::PinyinInitials => {
                let part = matched_part(index, found);
                texts.format("match-said", &[("reason", &reason), ("part", &part)])
            }
        };
        if !said.contains(&words) {
            said.push(words);
        }
    }
    (!said.is_empty()).then(|| said.join(" · "))
}

fn matched_part<'a>(index: &'a PatientIndex, found: &Match) -> &'a str {
    let row = found.row;
    let text = match found.field {
        MatchedField::Identifier => Some(index.identifier(row)),
        MatchedField::FamilyName => index.family_name(row),
        MatchedField::GivenName => index.given_name(row),
        MatchedField::ChineseName => index.chinese_name(row),
    };
    text.and_then(|text| text.get(found.range.clone())).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::home::quality::store_quality;
    use crate::app::hospital::Hospital;
    use crate::app::index::test_patients::{named, today};
    use crate::app::list::{ListQuery, run};
    use crate::app::search::PatientSearch;
    use crate::base::Progress;
    use crate::ui::text::Language;

    #[test]
    fn a_row_found_by_pinyin_says_so() {
        let index = Arc::new(named(&[("P1", "Schmidt", "Anna", ""), ("P2", "", "", "王小明")]));
        let hospital = Arc::new(Hospital {
            decisions: Vec::new(),
            books: crate::app::index::test_patients::books(),
            search: PatientSearch::new(Arc::clone(&index)),
            quality: store_quality(&index, today()),
            merges: Arc::default(),
            kept_apart: Vec::new(),
            index,
        });
        let query = ListQuery { text: "wang xiao".to_owned(), ..ListQuery::default() };
        let result = run(hospital, Arc::default(), query, today(), &Progress::default()).expect("not cancelled");
        let texts = Texts::of(Language::English);
        assert_eq!(result.rows, [1]);
        assert_eq!(reasons(texts, &result, 1, 300.0).as_deref(), Some("pinyin: 王 · pinyin: 小"));
        assert_eq!(reasons(texts, &result, 1, 60.0).as_deref(), Some("pinyin"));
        assert!(result.facets.is_none() && result.sorted.is_none());
    }
}
