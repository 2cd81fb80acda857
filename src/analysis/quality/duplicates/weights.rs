//! How much each agreement counts: Fellegi and Sunter's weights, log2(m / u). m is how often records of one person agree
//! so, u how often records of two different persons do. u is counted in the store itself (how rare is this name, this
//! birth date); the m are ours, see docs/methods/duplicates.md.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::compare::{Evidence, Reason};
use super::identifiers::IdentifierDifference;
use super::keys::Keys;
use crate::base::Date;

/// One patient in a hundred is expected to be registered twice.
const EXPECTED_TWICE: f64 = 0.01;
/// A small store says little about how common a name or a date is: so many more persons are imagined, who bear a name
/// and a date as people anywhere do.
const IMAGINED: f64 = 1_000.0;
const NAME_ANYWHERE: f64 = 1e-4;
/// Days of some eighty years.
const BIRTH_DATE_ANYWHERE: f64 = 1.0 / 30_000.0;
/// Dates that are one digit away from a date, about.
const DATES_A_DIGIT_AWAY: f64 = 30.0;
/// Names that are a typing error away are taken to be so many times as common as the name itself.
const SIMILAR_NAMES: f64 = 10.0;
/// A number that anybody may have.
const PHONE_ANYWHERE: f64 = 1e-5;
/// Households share a telephone, and wards write their own: however rare the number, it counts no more.
const MOST_PHONE_BITS: f64 = 10.0;
/// Beside the same birth date and sex no spouse shares it; that it may be a twin is said by [`MOST_UNDER_OTHER_NAME`].
const MOST_PHONE_AND_BIRTH_BITS: f64 = 24.0;
/// A number, birth date and sex in common under another name: somebody who was renamed, or as likely a twin.
const MOST_UNDER_OTHER_NAME: f64 = 0.5;
/// Nobody gives two persons identifiers that cannot be told apart by looking at them.
const SAME_TO_THE_EYE: f64 = 1e-12;
/// However rare, other alike identifiers count no more.
const MOST_IDENTIFIER_BITS: f64 = 16.0;

/// How common names, birth dates and alike identifiers are in a store.
#[derive(Debug)]
pub struct Rarity {
    persons: f64,
    names: HashMap<u64, u32, foldhash::fast::FixedState>,
    birth_dates: BTreeMap<Date, u32>,
    phones: HashMap<u64, u32, foldhash::fast::FixedState>,
    /// Share of all pairs whose identifiers are alike.
    alike_share: f64,
}

/// How common what a pair shares is: shares of all persons.
#[derive(Clone, Copy, Debug)]
pub struct PairRarity {
    pub name: f64,
    pub birth: f64,
    pub alike: f64,
    pub phone: f64,
}

impl Rarity {
    /// Counts them.
    pub fn count(keys: &Keys, alike_identifiers: u64) -> Rarity {
        let (mut names, mut birth_dates): (HashMap<_, u32, _>, BTreeMap<_, u32>) = Default::default();
        let mut phones: HashMap<_, u32, _> = HashMap::default();
        for row in 0..keys.rows() {
            keys.wholes(row).iter().for_each(|name| *names.entry(*name).or_default() += 1);
            if let Some(born) = keys.birth(row) {
                *birth_dates.entry(born).or_default() += 1;
            }
            keys.phones(row).iter().for_each(|phone| *phones.entry(*phone).or_default() += 1);
        }
        let persons = f64::from(keys.persons());
        let pairs = persons * (persons - 1.0).max(1.0) / 2.0;
        let alike_share = (alike_identifiers.max(1) as f64 / pairs.max(1.0)).min(1.0);
        Rarity { persons, names, birth_dates, phones, alike_share }
    }

    /// The commonest name that two persons share, or where they share none the commoner one of theirs; the commoner birth
    /// date; the commonest number that they share. They themselves are left out: two records of one person are no evidence that the name is common.
    pub fn of_pair(&self, keys: &Keys, first: u32, second: u32) -> PairRarity {
        let (one, other) = (keys.wholes(first), keys.wholes(second));
        let commonest = |names: &mut dyn Iterator<Item = &u64>| names.filter_map(|name| self.names.get(name)).max();
        let shared = commonest(&mut one.iter().filter(|name| other.contains(name)));
        let name = shared.or_else(|| commonest(&mut one.iter().chain(other)));
        let births = [first, second].into_iter().filter_map(|row| keys.birth(row));
        let birth = births.filter_map(|born| self.birth_dates.get(&born)).max();
        let (phones, other_phones) = (keys.phones(first), keys.phones(second));
        let shared = phones.iter().filter(|phone| other_phones.contains(phone));
        let phone = shared.filter_map(|phone| self.phones.get(phone)).max();
        let share = |count: Option<&u32>, themselves: u32, anywhere: f64| {
            let others = f64::from(count.map_or(0, |count| count.saturating_sub(themselves)));
            (others + IMAGINED * anywhere) / (self.persons + IMAGINED)
        };
        PairRarity {
            name: share(name, 1, NAME_ANYWHERE),
            birth: share(birth, 2, BIRTH_DATE_ANYWHERE),
            alike: self.alike_share,
            phone: share(phone, 2, PHONE_ANYWHERE),
        }
    }

    /// The probability that two persons are one: the weights and what is expected before anything is known.
    pub fn score(&self, evidence: &[Evidence]) -> f64 {
        let expected = (2.0 * EXPECTED_TWICE / self.persons.max(2.0)).log2();
        let bits: f64 = evidence.iter().map(|evidence| evidence.bits).sum();
        let score = 1.0 / (1.0 + (-(expected + bits)).exp2());
        let may_be_twins = evidence.iter().any(|evidence| evidence.reason == Reason::SharedPhoneAndBirth);
        if may_be_twins { score.min(MOST_UNDER_OTHER_NAME) } else { score }
    }
}

/// The weight of a reason.
pub fn bits(reason: Reason, rarity: &PairRarity) -> f64 {
    let ratio = |m: f64, u: f64| (m / u).log2();
    match reason {
        Reason::SameName => ratio(0.80, rarity.name),
        Reason::NamePartsExchanged | Reason::Transliterated | Reason::WrittenOut => ratio(0.50, rarity.name),
        Reason::SameReading => ratio(0.10, rarity.name),
        Reason::SimilarName => ratio(0.06, (SIMILAR_NAMES * rarity.name).min(1.0)),
        // Given names are common: one in twenty strangers of a birth date shares one.
        Reason::OtherFamilyName => ratio(0.02, 0.05),
        Reason::OtherName => ratio(0.03, 1.0),
        Reason::NameContradicted => ratio(0.10, 1.0),
        Reason::SameBirthDate => ratio(0.90, rarity.birth),
        Reason::DayAndMonthSwapped => ratio(0.015, rarity.birth),
        Reason::OneDigitDiffers => ratio(0.04, DATES_A_DIGIT_AWAY * rarity.birth),
        Reason::DigitsExchanged => ratio(0.01, 3.0 * rarity.birth),
        Reason::OtherBirthDate => ratio(0.03, 1.0),
        Reason::SameSex => ratio(0.99, 0.5),
        Reason::OtherSex => ratio(0.01, 0.5),
        Reason::IdentifierAlike(IdentifierDifference::Invisible) => ratio(0.05, SAME_TO_THE_EYE),
        Reason::IdentifierAlike(
            IdentifierDifference::LetterCase | IdentifierDifference::LeadingZeros | IdentifierDifference::LookAlike,
        ) => ratio(0.05, rarity.alike).clamp(0.0, MOST_IDENTIFIER_BITS),
        Reason::SameDeathDate => ratio(0.95, 0.01),
        Reason::OtherDeathDate => ratio(0.03, 1.0),
        Reason::DiedBeforeBirth => ratio(1e-6, 1.0),
        Reason::SamePhone => ratio(0.70, rarity.phone).clamp(0.0, MOST_PHONE_BITS),
        Reason::SharedPhone => ratio(0.70, 0.50),
        Reason::SharedPhoneAndBirth => ratio(0.70, rarity.phone).clamp(0.0, MOST_PHONE_AND_BIRTH_BITS),
        Reason::OtherPhone => ratio(0.30, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Among a million, one number, birth date and sex under two names still are a pair to look at.
    #[test]
    fn another_name_is_proposed_in_a_large_hospital_too() {
        let million = Rarity {
            persons: 1e6,
            names: HashMap::default(),
            birth_dates: BTreeMap::new(),
            phones: HashMap::default(),
            alike_share: 1e-9,
        };
        let rare = PairRarity { name: NAME_ANYWHERE, birth: BIRTH_DATE_ANYWHERE, alike: 1e-9, phone: 1e-8 };
        let score =
            |reasons: [Reason; 4]| million.score(&reasons.map(|reason| Evidence { reason, bits: bits(reason, &rare) }));
        let (birth, sex) = (Reason::SameBirthDate, Reason::SameSex);
        assert_eq!(score([Reason::OtherName, birth, sex, Reason::SharedPhoneAndBirth]), MOST_UNDER_OTHER_NAME);
        let married = score([Reason::OtherFamilyName, birth, sex, Reason::SamePhone]);
        assert!(married > super::super::LEAST_SCORE, "{married}");
        assert!(score([Reason::OtherName, birth, Reason::OtherSex, Reason::SharedPhone]) < super::super::LEAST_SCORE);
    }
}
