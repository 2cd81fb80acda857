//! Rows in the order of a column. Each row gets a number that orders as its value does, and numbers are sorted.

use crate::app::spelling::fold::folded;
use crate::app::spelling::pinyin::pinyin_order;
use crate::base::TextColumn;
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::WordId;
use crate::domain::indicator::IndicatorId;
use crate::domain::patient::{AllergyState, Sex};

use super::name_book::first_bytes;
use super::radix::sort_by_upper_half;
use super::{NO_DAY, NO_OBSERVED, PatientIndex};

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// The patient's number: the order of first appearance.
    Number,
    /// Family name, then given name, accents and case apart.
    Name,
    /// By pinyin, characters that are read alike together.
    ChineseName,
    Identifier,
    Sex,
    /// By age, so that ascending shows the youngest first.
    Age,
    /// Ascending shows who was born first.
    BirthDate,
    Allergies,
    Ward,
    /// By the name of the first condition.
    Conditions,
    /// By the name of the first medication.
    Medications,
    LastObserved,
    ObservationCount,
    FlaggedCount,
    /// The newest value.
    Indicator(IndicatorId),
}

/// Which end comes first. What is not recorded comes last in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Ascending,
    Descending,
}

/// The key of what is not recorded; no key of a recorded value, in either direction, reaches it.
const LAST: u64 = u64::MAX;

impl PatientIndex {
    /// The rows ordered by a column; not recorded last, equal ones by patient number.
    pub fn sort(&self, rows: &[u32], key: SortKey, direction: Direction) -> Vec<u32> {
        match key {
            SortKey::Number => self.sorted_narrow(rows, direction, Some),
            SortKey::Name => self.sorted_by_name(rows, direction),
            SortKey::ChineseName => self.sorted_by_chinese_name(rows, direction),
            SortKey::Identifier => self.sorted_by_identifier(rows, direction),
            SortKey::Sex => self.sorted_narrow(rows, direction, |row| self.sex(row).map(sex_order)),
            SortKey::Age => self.sorted_narrow(rows, direction, |row| {
                let born = self.birth_days.get(row as usize).copied().filter(|&day| day != NO_DAY)?;
                Some(i32::MAX.abs_diff(born))
            }),
            SortKey::BirthDate => self.sorted_narrow(rows, direction, |row| {
                let born = self.birth_days.get(row as usize).copied().filter(|&day| day != NO_DAY)?;
                Some(born.abs_diff(i32::MIN))
            }),
            SortKey::Allergies => self.sorted_narrow(rows, direction, |row| allergy_order(self.allergies(row))),
            SortKey::Ward => {
                let ranks = self.word_ranks(BookKind::Ward);
                self.sorted_narrow(rows, direction, |row| ranks.get(usize::from(self.ward(row)?.0)).copied())
            }
            SortKey::Conditions => {
                let ranks = self.word_ranks(BookKind::Condition);
                self.sorted_narrow(rows, direction, |row| first_rank(self.conditions(row), &ranks))
            }
            SortKey::Medications => {
                let ranks = self.word_ranks(BookKind::Medication);
                self.sorted_narrow(rows, direction, |row| first_rank(self.medications(row), &ranks))
            }
            SortKey::LastObserved => self.sorted_narrow(rows, direction, |row| {
                self.observed_days.get(row as usize).copied().filter(|&day| day != NO_OBSERVED).map(u32::from)
            }),
            SortKey::ObservationCount => self.sorted_narrow(rows, direction, |row| Some(self.observation_count(row))),
            SortKey::FlaggedCount => {
                self.sorted_narrow(rows, direction, |row| Some(u32::from(self.flagged_count(row))))
            }
            SortKey::Indicator(indicator) => match self.newest.get(indicator.index()) {
                Some(Some(column)) => {
                    let values = column.parts().0;
                    self.sorted_narrow(rows, direction, |row| {
                        values.get(row as usize).copied().filter(|value| !value.is_nan()).map(value_order)
                    })
                }
                Some(None) | None => self.sorted_narrow(rows, direction, |_| None),
            },
        }
    }

    /// Keys of 32 bits: key and row fit one machine word.
    fn sorted_narrow(&self, rows: &[u32], direction: Direction, key: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
        // The greatest key is kept for "not recorded"; the two largest recorded keys fall together.
        let directed = |key: u32| match direction {
            Direction::Ascending => key.min(u32::MAX - 1),
            Direction::Descending => u32::MAX - 1 - key.min(u32::MAX - 1),
        };
        let word = |&row: &u32| u64::from(key(row).map_or(u32::MAX, directed)) << 32 | u64::from(row);
        let mut words: Vec<u64> = rows.iter().map(word).collect();
        if rows.is_sorted() {
            words = sort_by_upper_half(words);
        } else {
            words.sort_unstable();
        }
        words.into_iter().map(|word| word as u32).collect()
    }

    fn sorted_by_name(&self, rows: &[u32], direction: Direction) -> Vec<u32> {
        let family_ranks = self.family_ranks.get_or_init(|| self.family_names.book.ranks());
        let given_ranks = self.given_ranks.get_or_init(|| self.given_names.book.ranks());
        let number = |numbers: &[u32], row: u32| numbers.get(row as usize).copied().unwrap_or(0);
        let ranks = |row: u32| {
            let family = family_ranks.rank(number(&self.family_names.numbers, row));
            let given = given_ranks.rank(number(&self.given_names.numbers, row));
            // Without any name: last in both directions.
            ((family, given) != (0, 0)).then_some((family, given))
        };
        let directed = |rank: Option<u32>| match (rank, direction) {
            (None, _) => u32::MAX,
            (Some(rank), Direction::Ascending) => rank,
            (Some(rank), Direction::Descending) => u32::MAX - 1 - rank,
        };
        let word = |key: Option<u32>, row: u32| u64::from(directed(key)) << 32 | u64::from(row);
        // By the given name first: what is sorted by the family name then keeps that order among its equals.
        let mut ordered = rows.to_vec();
        ordered.sort_unstable();
        let words = ordered.iter().map(|&row| word(ranks(row).map(|(_, given)| given), row)).collect();
        let words = sort_by_upper_half(words).into_iter().map(|word| word as u32);
        let words = words.map(|row| word(ranks(row).map(|(family, _)| family), row)).collect();
        sort_by_upper_half(words).into_iter().map(|word| word as u32).collect()
    }

    fn sorted_by_chinese_name(&self, rows: &[u32], direction: Direction) -> Vec<u32> {
        let book = &self.chinese_names.book;
        let ranks = self.chinese_ranks.get_or_init(|| {
            let mut order = TextColumn::with_capacity(book.len(), 0);
            book.iter().for_each(|name| order.push(&pinyin_order(name)));
            book.ranks_by(&order)
        });
        self.sorted_narrow(rows, direction, |row| {
            let number = self.chinese_names.numbers.get(row as usize).copied().unwrap_or(0);
            Some(ranks.rank(number)).filter(|&rank| rank != 0)
        })
    }

    /// By the eight bytes behind what all identifiers begin with, and by the whole where those are equal.
    fn sorted_by_identifier(&self, rows: &[u32], direction: Direction) -> Vec<u32> {
        let first = rows.first().map_or("", |&row| self.identifier(row));
        let common = rows.iter().fold(first, |common, &row| common_start(common, self.identifier(row))).len();
        let key = |row: u32| {
            let identifier = self.identifier(row);
            (!identifier.is_empty()).then(|| first_bytes(identifier.get(common..).unwrap_or("")))
        };
        let mut words: Vec<(u64, u32)> = rows.iter().map(|&row| (directed(key(row), direction), row)).collect();
        words.sort_unstable_by(|left, right| {
            left.0.cmp(&right.0).then_with(|| {
                let whole = self.identifier(left.1).cmp(self.identifier(right.1));
                let whole = if direction == Direction::Ascending { whole } else { whole.reverse() };
                whole.then(left.1.cmp(&right.1))
            })
        });
        words.into_iter().map(|(_, row)| row).collect()
    }

    /// Where each word of a book stands in the order of names.
    fn word_ranks(&self, kind: BookKind) -> Vec<u32> {
        let book = self.books().of(kind);
        let named = |(id, word): (WordId, &str)| (folded(Books::name_part(word)).into_owned(), id.0);
        let mut order: Vec<(String, u16)> = book.iter().map(named).collect();
        order.sort();
        let mut ranks = vec![0u32; order.len()];
        for (rank, (_, word)) in order.iter().enumerate() {
            if let Some(place) = ranks.get_mut(usize::from(*word)) {
                *place = rank as u32;
            }
        }
        ranks
    }
}

/// The rank of the word that a list shows first; `None` where there is no word.
fn first_rank(words: &[u16], ranks: &[u32]) -> Option<u32> {
    ranks.get(usize::from(*words.first()?)).copied()
}

fn directed(key: Option<u64>, direction: Direction) -> u64 {
    match (key, direction) {
        (None, _) => LAST,
        (Some(key), Direction::Ascending) => key.min(LAST - 1),
        (Some(key), Direction::Descending) => LAST - 1 - key.min(LAST - 1),
    }
}

fn common_start<'a>(left: &'a str, right: &str) -> &'a str {
    let length = left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count();
    let length = (0..=length).rev().find(|&length| left.is_char_boundary(length)).unwrap_or(0);
    left.get(..length).unwrap_or("")
}

fn sex_order(sex: Sex) -> u32 {
    match sex {
        Sex::Female => 0,
        Sex::Male => 1,
        Sex::Other => 2,
        Sex::Unknown => 3,
    }
}

fn allergy_order(state: AllergyState) -> Option<u32> {
    match state {
        AllergyState::Known => Some(0),
        AllergyState::NoneKnown => Some(1),
        AllergyState::Unavailable => Some(2),
        AllergyState::NotRecorded => None,
    }
}

/// A number that orders as the value does: the bits of a positive float order already, those of a negative one reversed.
fn value_order(value: f32) -> u32 {
    let bits = (value + 0.0).to_bits();
    if bits >> 31 == 0 { bits | 1 << 31 } else { !bits }
}

#[cfg(test)]
mod tests;
