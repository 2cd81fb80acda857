//! The sentences of the table of advice in Simplified Chinese.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::tables::all;

const CHINESE: &str = include_str!("../../../assets/genes/advice-zh-CN.tsv");

fn chinese() -> &'static BTreeMap<&'static str, &'static str> {
    static TABLE: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let row = |row: &[&'static str]| match row {
            [english, chinese] => Some((*english, *chinese)),
            _ => None,
        };
        all(CHINESE, row).unwrap_or_default().into_iter().collect()
    })
}

/// A summary of the table of advice, or what it names instead of a drug, in Chinese, sentence by sentence. One that has no
/// translation stays as it is; the tests leave none.
pub fn in_chinese(english: &str) -> String {
    let sentence = |part: &'_ str| chinese().get(part).map_or_else(|| part.to_owned(), |words| (*words).to_owned());
    sentences(english).into_iter().map(sentence).collect()
}

/// Cut where a full stop is followed by a capital, unless it stands behind one ("H. pylori").
fn sentences(text: &str) -> Vec<&str> {
    let mut cuts = Vec::new();
    for (at, _) in text.match_indices(". ") {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + 2..).and_then(|after| after.chars().next());
        let ends = before.is_some_and(|c| !c.is_ascii_uppercase()) && after.is_some_and(|c| c.is_ascii_uppercase());
        cuts.extend(ends.then_some(at + 1));
    }
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut + 1));
    let ends = cuts.iter().copied().chain([text.len()]);
    starts.zip(ends).filter_map(|(start, end)| text.get(start..end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::genes::gene_tables;

    #[test]
    fn every_sentence_is_there_in_chinese() {
        let table = &gene_tables().expect("our own tables").advice;
        let summaries = table.rows.iter().flat_map(|row| sentences(&row.summary));
        let instead = table.drugs.iter().flat_map(|drug| &drug.instead).map(|one| one.words.as_str());
        let lacking: Vec<&str> = summaries.chain(instead).filter(|words| !chinese().contains_key(words)).collect();
        assert_eq!(lacking, Vec::<&str>::new());
    }

    #[test]
    fn sentences_are_cut_at_their_ends_only() {
        assert_eq!(
            sentences("Start low (2 mg). More for H. pylori. TPMT not tested."),
            ["Start low (2 mg).", "More for H. pylori.", "TPMT not tested."]
        );
        assert_eq!(in_chinese("Usual dosing. Unknown words."), "常规剂量。Unknown words.");
    }
}
