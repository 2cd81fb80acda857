//! How much each agreement counts: Fellegi and Sunter's weights, log2(m / u). m is how often records of one person agree
//! so, u how often records of two different persons do. u is counted in the store itself (how rare is this name, this
//! birth date); the m are ours, see docs/methods/duplicates.md.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::Persons;
use super::compare::{Evidence, Reason};
use super::keys::Keys;
use crate::base::Date;

/// One patient in a hundred is expected to be registered twice.
const EXPECTED_TWICE: f64 = 0.01;
/// Days of some eighty years: a birth date is not taken to be rarer.
const BIRTH_DATES: f64 = 30_000.0;
/// Dates that are one digit away from a date, about.
const DATES_A_DIGIT_AWAY: f64 = 30.0;
/// Names that are a typing error away are taken to be so many times as common as the name itself.
const SIMILAR_NAMES: f64 = 10.0;
/// However rare, alike identifiers count no more.
const MOST_IDENTIFIER_BITS: f64 = 16.0;

/// How common names, birth dates and alike identifiers are in a store.
#[derive(Debug)]
pub struct Rarity {
    persons: f64,
    names: HashMap<u64, u32, foldhash::fast::FixedState>,
    birth_dates: BTreeMap<Date, u32>,
    /// Share of all pairs whose identifiers are alike.
    alike_share: f64,
}

/// How common what a pair shares is: shares of all persons.
#[derive(Clone, Copy, Debug)]
pub struct PairRarity {
    pub name: f64,
    pub birth: f64,
    pub alike: f64,
}

impl Rarity {
    /// Counts them.
    pub fn count(persons: &dyn Persons, keys: &Keys, alike_identifiers: u64) -> Rarity {
        let mut rarity =
            Rarity { persons: 0.0, names: HashMap::default(), birth_dates: BTreeMap::new(), alike_share: 0.0 };
        for row in 0..persons.rows() {
            let Some(person) = persons.person(row) else { continue };
            rarity.persons += 1.0;
            keys.wholes(row).iter().for_each(|name| *rarity.names.entry(*name).or_default() += 1);
            if let Some(born) = person.birth {
                *rarity.birth_dates.entry(born).or_default() += 1;
            }
        }
        let pairs = rarity.persons * (rarity.persons - 1.0).max(1.0) / 2.0;
        rarity.alike_share = (alike_identifiers.max(1) as f64 / pairs.max(1.0)).min(1.0);
        rarity
    }

    /// The commonest name that two persons share, or where they share none the commoner one of theirs; the commoner birth date.
    /// One bearer is left out: a person is not evidence that the name is common.
    pub fn of_pair(&self, keys: &Keys, first: u32, second: u32, births: [Option<Date>; 2]) -> PairRarity {
        let (one, other) = (keys.wholes(first), keys.wholes(second));
        let commonest = |names: &mut dyn Iterator<Item = &u64>| names.filter_map(|name| self.names.get(name)).max();
        let shared = commonest(&mut one.iter().filter(|name| other.contains(name)));
        let name = shared.or_else(|| commonest(&mut one.iter().chain(other)));
        let birth = births.iter().flatten().filter_map(|born| self.birth_dates.get(born)).max();
        let share =
            |count: Option<&u32>| f64::from(count.map_or(1, |count| count.saturating_sub(1)).max(1)) / self.persons;
        let birth = birth.map_or(0.0, |count| f64::from(count.saturating_sub(2)) / self.persons);
        PairRarity { name: share(name).min(1.0), birth: birth.max(1.0 / BIRTH_DATES), alike: self.alike_share }
    }

    /// The probability that two persons are one: the weights and what is expected before anything is known.
    pub fn score(&self, evidence: &[Evidence]) -> f64 {
        let expected = (2.0 * EXPECTED_TWICE / self.persons.max(2.0)).log2();
        let bits: f64 = evidence.iter().map(|evidence| evidence.bits).sum();
        1.0 / (1.0 + (-(expected + bits)).exp2())
    }
}

/// The weight of a reason.
pub fn bits(reason: Reason, rarity: &PairRarity) -> f64 {
    let ratio = |m: f64, u: f64| (m / u).log2();
    match reason {
        Reason::SameName => ratio(0.80, rarity.name),
        Reason::NamePartsExchanged | Reason::Transliterated => ratio(0.50, rarity.name),
        Reason::SameReading => ratio(0.10, rarity.name),
        Reason::SimilarName => ratio(0.06, (SIMILAR_NAMES * rarity.name).min(1.0)),
        Reason::OtherName => ratio(0.03, 1.0),
        Reason::NameContradicted => ratio(0.10, 1.0),
        Reason::SameBirthDate => ratio(0.93, rarity.birth),
        Reason::DayAndMonthSwapped => ratio(0.015, rarity.birth),
        Reason::OneDigitDiffers => ratio(0.02, DATES_A_DIGIT_AWAY * rarity.birth),
        Reason::DigitsExchanged => ratio(0.01, 3.0 * rarity.birth),
        Reason::OtherBirthDate => ratio(0.03, 1.0),
        Reason::SameSex => ratio(0.97, 0.5),
        Reason::OtherSex => ratio(0.03, 0.5),
        Reason::IdentifierAlike(_) => ratio(0.05, rarity.alike).clamp(0.0, MOST_IDENTIFIER_BITS),
        Reason::SameDeathDate => ratio(0.95, 0.01),
        Reason::OtherDeathDate => ratio(0.03, 1.0),
        Reason::DiedBeforeBirth => ratio(1e-6, 1.0),
    }
}
