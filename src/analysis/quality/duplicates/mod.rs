//! Likely the same person under two identifiers: pairs for a person to look at, each with a score and its reasons.
//!
//! Only persons who share a key ([`blocks`]) are compared ([`compare`]); agreements and conflicts add up in bits and the
//! sum becomes a probability ([`weights`]). What the numbers are and where they come from: docs/methods/duplicates.md.

mod blocks;
mod compare;
mod dates;
mod identifiers;
mod keys;
mod names;
mod phones;
#[cfg(test)]
mod tests;
mod typing;
mod weights;

use crate::base::{Cancelled, Date, Progress};
use crate::domain::patient::Sex;

use keys::Keys;
use weights::Rarity;

pub use compare::{Evidence, Reason};
pub use identifiers::IdentifierDifference;
pub use phones::same as same_phone;

/// Pairs below this score are not proposed.
pub const LEAST_SCORE: f64 = 0.2;
/// So many of the best pairs are handed over; all are counted.
pub const MOST_PAIRS: usize = 20_000;

/// What is known of a person. An empty text is "not recorded".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Person<'a> {
    /// As written.
    pub identifier: &'a str,
    /// In lower case, without accents.
    pub family: &'a str,
    pub given: &'a str,
    /// The same with umlauts as passports write them, `mueller` for Müller; empty where there are none.
    pub written_family: &'a str,
    pub written_given: &'a str,
    pub chinese: &'a str,
    /// The Chinese name in Latin letters, one reading a line: syllables with blanks between, the family name's first.
    pub readings: &'a str,
    pub sex: Option<Sex>,
    pub birth: Option<Date>,
    pub death: Option<Date>,
    /// As written.
    pub phone: &'a str,
}

/// All persons of a store by row; a row may be empty.
pub trait Persons {
    fn rows(&self) -> u32;

    /// `None` for a row without a person.
    fn person(&self, row: u32) -> Option<Person<'_>>;
}

/// Two rows that are likely one person; `first` is the lower.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub first: u32,
    pub second: u32,
    /// Probability that the two are one person, 0 to 1, see [`weights`].
    pub score: f64,
    /// What speaks for it and what against, in the order of the fields.
    pub evidence: Vec<Evidence>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duplicates {
    /// Best first; at most [`MOST_PAIRS`].
    pub pairs: Vec<Pair>,
    /// Pairs in all.
    pub total: u64,
    /// Pairs that were compared.
    pub compared: u64,
    /// Groups left out because too many persons shared the key, such as a placeholder for a date.
    pub too_common: u64,
}

/// Finds the pairs. The same persons give the same pairs, in whatever order their rows are. One tick a row and key, then
/// one a compared pair.
///
/// # Errors
/// [`Cancelled`] once the job was asked to stop.
pub fn find(persons: &dyn Persons, progress: &Progress) -> Result<Duplicates, Cancelled> {
    let keys = Keys::of(persons, progress)?;
    let blocked = blocks::pairs(&keys, progress)?;
    let rarity = Rarity::count(&keys, blocked.alike_identifiers);
    progress.restart(blocked.pairs.len() as u64);
    let mut found = Vec::new();
    for group in blocked.pairs.chunks(1024) {
        found.extend(group.iter().filter_map(|&(first, second)| judged(persons, &keys, &rarity, first, second)));
        progress.tick(group.len() as u64)?;
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| (a.first, a.second).cmp(&(b.first, b.second))));
    let total = found.len() as u64;
    found.truncate(MOST_PAIRS);
    Ok(Duplicates { pairs: found, total, compared: blocked.pairs.len() as u64, too_common: blocked.too_common })
}

/// The pair, where enough is known and it is likely enough.
fn judged(persons: &dyn Persons, keys: &Keys, rarity: &Rarity, first: u32, second: u32) -> Option<Pair> {
    let (one, other) = (persons.person(first)?, persons.person(second)?);
    let evidence = compare::evidence(&one, &other, &rarity.of_pair(keys, first, second));
    let score = rarity.score(&evidence);
    (compare::is_enough(&evidence) && score >= LEAST_SCORE).then_some(Pair { first, second, score, evidence })
}
