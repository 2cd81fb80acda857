//! The words of a query, each prepared for the tables it will be compared with.

use super::pinyin_names::{PinyinSearch, Steps};
use super::similar::Pattern;
use crate::app::spelling::fold::folded;

/// Words of a query that are read; so many grades still add up to less than "none".
const MAX_TERMS: usize = 16;
/// Letters of a word that is compared with pinyin: positions fit a machine word.
const MAX_PINYIN_LETTERS: usize = 40;

/// One folded word.
#[derive(Debug)]
pub(super) struct Term {
    pub text: String,
    /// For words long enough to hold a typing error.
    pub similar: Option<Pattern>,
    /// For words that could be pinyin.
    pub steps: Option<Steps>,
}

/// The words of a query: split at white space and commas, folded. At most sixteen.
pub(super) fn terms(text: &str, pinyin: &PinyinSearch) -> Vec<Term> {
    let whole = folded(text);
    let words = whole.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '、' | '·'));
    words.filter(|word| !word.is_empty()).take(MAX_TERMS).map(|word| term(word, pinyin)).collect()
}

fn term(word: &str, pinyin: &PinyinSearch) -> Term {
    let is_letters = word.bytes().all(|byte| byte.is_ascii_lowercase());
    let syllables: String = word.chars().filter(|letter| *letter != '\'').collect();
    let could_be_pinyin =
        syllables.len() <= MAX_PINYIN_LETTERS && syllables.bytes().all(|byte| byte.is_ascii_lowercase());
    let similar = Pattern::new(word).filter(|_| is_letters);
    let steps = (could_be_pinyin && !syllables.is_empty()).then(|| pinyin.steps(&syllables, similar.as_ref()));
    Term { text: word.to_owned(), similar, steps }
}
