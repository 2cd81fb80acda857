//! Why a row matched, for the rows on screen: which field, which part of it, and how.

use std::ops::Range;

use super::PatientSearch;
use super::grade::Grade;
use super::names::place_grade;
use super::query::Term;
use super::similar::words_of;
use crate::app::spelling::fold::folded_letter;

/// How a word of the query matched. Each has a text `match-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MatchReason {
    Identifier,
    FamilyName,
    GivenName,
    ChineseName,
    /// Whole syllables of the Chinese name's pinyin.
    Pinyin,
    /// Beginnings of them.
    PinyinInitials,
    /// A name or its pinyin but for typing errors.
    Similar {
        errors: u8,
    },
}

impl MatchReason {
    /// One of each kind, for those who walk the texts.
    pub const ALL: [MatchReason; 7] = [
        MatchReason::Identifier,
        MatchReason::FamilyName,
        MatchReason::GivenName,
        MatchReason::ChineseName,
        MatchReason::Pinyin,
        MatchReason::PinyinInitials,
        MatchReason::Similar { errors: 1 },
    ];

    /// Stable id, the end of the message key.
    pub fn id(self) -> &'static str {
        match self {
            MatchReason::Identifier => "identifier",
            MatchReason::FamilyName => "family-name",
            MatchReason::GivenName => "given-name",
            MatchReason::ChineseName => "chinese-name",
            MatchReason::Pinyin => "pinyin",
            MatchReason::PinyinInitials => "pinyin-initials",
            MatchReason::Similar { .. } => "similar",
        }
    }
}

/// The text in which the matched part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedField {
    Identifier,
    FamilyName,
    GivenName,
    ChineseName,
}

/// One word's match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Whose text it stands in: the row's own, or one that was merged into it.
    pub row: u32,
    pub reason: MatchReason,
    pub field: MatchedField,
    /// Bytes of the field's text, to be marked on screen.
    pub range: Range<usize>,
}

/// The best match of a word with a row; the earlier field where two are equally good.
pub(super) fn best_match(search: &PatientSearch, term: &Term, row: u32) -> Option<(Grade, Match)> {
    let index = &search.index;
    let names = [
        (MatchedField::FamilyName, MatchReason::FamilyName, index.family_name(row)),
        (MatchedField::GivenName, MatchReason::GivenName, index.given_name(row)),
        (MatchedField::ChineseName, MatchReason::ChineseName, index.chinese_name(row)),
    ];
    let identifier = search.identifiers.place(index.identifier(row), term).map(|(place, grade)| {
        let range = Folding::new(index.identifier(row)).range(place..place + term.text.len());
        (grade, Match { row, reason: MatchReason::Identifier, field: MatchedField::Identifier, range })
    });
    let named = names.into_iter().filter_map(|(field, reason, name)| name_match(row, name?, term, field, reason));
    let all = identifier.into_iter().chain(named).chain(pinyin_match(search, term, row));
    all.min_by_key(|(grade, _)| *grade)
}

fn name_match(row: u32, name: &str, term: &Term, field: MatchedField, reason: MatchReason) -> Option<(Grade, Match)> {
    let folding = Folding::new(name);
    let text = folding.text.as_str();
    let places = (0..text.len())
        .filter(|&place| text.as_bytes().get(place..).is_some_and(|rest| rest.starts_with(term.text.as_bytes())));
    let best = places.map(|place| (place_grade(text, place, term.text.len()), place)).min();
    if let Some((grade, place)) = best {
        return Some((grade, Match { row, reason, field, range: folding.range(place..place + term.text.len()) }));
    }
    let pattern = term.similar.as_ref()?;
    let words = words_of(text).filter_map(|(place, word)| Some((pattern.errors(word.as_bytes())?, place, word.len())));
    let (errors, place, length) = words.min()?;
    let reason = MatchReason::Similar { errors: errors as u8 };
    Some((Grade::of_errors(errors), Match { row, reason, field, range: folding.range(place..place + length) }))
}

fn pinyin_match(search: &PatientSearch, term: &Term, row: u32) -> Option<(Grade, Match)> {
    let name = search.index.chinese_name(row)?;
    let number = *search.index.chinese_names().numbers.get(row as usize)?;
    let found = search.pinyin.find(number, term.steps.as_ref()?, term)?;
    let reason = match found.grade {
        Grade::Exact | Grade::Prefix | Grade::WordPrefix | Grade::Inside | Grade::PinyinWhole | Grade::Pinyin => {
            MatchReason::Pinyin
        }
        Grade::Initials => MatchReason::PinyinInitials,
        Grade::OneError => MatchReason::Similar { errors: 1 },
        Grade::TwoErrors => MatchReason::Similar { errors: 2 },
    };
    let place = |letter: usize| name.char_indices().nth(letter).map_or(name.len(), |(place, _)| place);
    Some((
        found.grade,
        Match { row, reason, field: MatchedField::ChineseName, range: place(found.start)..place(found.end) },
    ))
}

/// A folded text that knows where each of its bytes came from.
struct Folding {
    text: String,
    /// For each byte of `text`, the original character's bytes.
    origins: Vec<Range<usize>>,
}

impl Folding {
    fn new(original: &str) -> Folding {
        let mut folding = Folding { text: String::new(), origins: Vec::new() };
        for (place, letter) in original.char_indices() {
            for part in folded_letter(letter) {
                folding.text.push(part);
                let origin = place..place + letter.len_utf8();
                folding.origins.resize(folding.text.len(), origin);
            }
        }
        folding
    }

    /// The part of the original that a part of the folded text came from.
    fn range(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.origins.get(folded.start).map_or(0, |origin| origin.start);
        let end = folded.end.checked_sub(1).and_then(|last| self.origins.get(last)).map_or(start, |origin| origin.end);
        start..end.max(start)
    }
}
