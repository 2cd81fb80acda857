//! What two persons' fields say about their being one, each in words and bits.

use super::Person;
use super::dates::{self, DateLevel};
use super::identifiers::{self, IdentifierDifference};
use super::names::{self, NameLevel};
use super::phones;
use super::weights::{PairRarity, bits};
use crate::domain::patient::Sex;

/// Why two persons may be one, or may not. Each has a text `duplicate-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    SameName,
    NamePartsExchanged,
    Transliterated,
    SameReading,
    /// One name writes out the umlauts of the other.
    WrittenOut,
    SimilarName,
    /// The same given name beside another family name.
    OtherFamilyName,
    OtherName,
    /// The names agree in one script and not in the other.
    NameContradicted,
    SameBirthDate,
    DayAndMonthSwapped,
    OneDigitDiffers,
    DigitsExchanged,
    OtherBirthDate,
    SameSex,
    OtherSex,
    IdentifierAlike(IdentifierDifference),
    SameDeathDate,
    OtherDeathDate,
    DiedBeforeBirth,
    SamePhone,
    /// The same number beside another name, as in a household.
    SharedPhone,
    /// The same number, birth date and sex beside another name: a new name, or twins.
    SharedPhoneAndBirth,
    OtherPhone,
}

impl Reason {
    /// One of each, for those who walk the texts.
    pub const ALL: [Reason; 24] = [
        Reason::SameName,
        Reason::NamePartsExchanged,
        Reason::Transliterated,
        Reason::SameReading,
        Reason::WrittenOut,
        Reason::SimilarName,
        Reason::OtherFamilyName,
        Reason::OtherName,
        Reason::NameContradicted,
        Reason::SameBirthDate,
        Reason::DayAndMonthSwapped,
        Reason::OneDigitDiffers,
        Reason::DigitsExchanged,
        Reason::OtherBirthDate,
        Reason::SameSex,
        Reason::OtherSex,
        Reason::IdentifierAlike(IdentifierDifference::Invisible),
        Reason::SameDeathDate,
        Reason::OtherDeathDate,
        Reason::DiedBeforeBirth,
        Reason::SamePhone,
        Reason::SharedPhone,
        Reason::SharedPhoneAndBirth,
        Reason::OtherPhone,
    ];

    /// Stable id, the end of the message key.
    pub fn id(self) -> &'static str {
        match self {
            Reason::SameName => "same-name",
            Reason::NamePartsExchanged => "name-parts-exchanged",
            Reason::Transliterated => "transliterated",
            Reason::SameReading => "same-reading",
            Reason::WrittenOut => "written-out",
            Reason::SimilarName => "similar-name",
            Reason::OtherFamilyName => "other-family-name",
            Reason::OtherName => "other-name",
            Reason::NameContradicted => "name-contradicted",
            Reason::SameBirthDate => "same-birth-date",
            Reason::DayAndMonthSwapped => "day-and-month-swapped",
            Reason::OneDigitDiffers => "one-digit-differs",
            Reason::DigitsExchanged => "digits-exchanged",
            Reason::OtherBirthDate => "other-birth-date",
            Reason::SameSex => "same-sex",
            Reason::OtherSex => "other-sex",
            Reason::IdentifierAlike(_) => "identifier-alike",
            Reason::SameDeathDate => "same-death-date",
            Reason::OtherDeathDate => "other-death-date",
            Reason::DiedBeforeBirth => "died-before-birth",
            Reason::SamePhone => "same-phone",
            Reason::SharedPhone => "shared-phone",
            Reason::SharedPhoneAndBirth => "shared-phone-and-birth",
            Reason::OtherPhone => "other-phone",
        }
    }

    /// What a pair needs two of.
    fn kind(self) -> Kind {
        match self {
            Reason::SameName
            | Reason::NamePartsExchanged
            | Reason::Transliterated
            | Reason::SameReading
            | Reason::WrittenOut
            | Reason::SimilarName => Kind::Name,
            Reason::SameBirthDate | Reason::DayAndMonthSwapped | Reason::OneDigitDiffers | Reason::DigitsExchanged => {
                Kind::Birth
            }
            Reason::IdentifierAlike(_) => Kind::Identifier,
            Reason::SamePhone | Reason::SharedPhoneAndBirth => Kind::Phone,
            Reason::SameSex
            | Reason::SameDeathDate
            | Reason::OtherFamilyName
            | Reason::OtherName
            | Reason::NameContradicted
            | Reason::OtherBirthDate
            | Reason::OtherSex
            | Reason::OtherDeathDate
            | Reason::DiedBeforeBirth
            | Reason::SharedPhone
            | Reason::OtherPhone => Kind::Other,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Birth,
    Identifier,
    Phone,
    Other,
}

/// One reason with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    pub reason: Reason,
    /// Positive speaks for one person, negative against.
    pub bits: f64,
}

/// Everything that two persons' fields say. The same whichever comes first.
pub fn evidence(one: &Person, other: &Person, rarity: &PairRarity) -> Vec<Evidence> {
    let mut found = name_reasons(one, other);
    found.extend(birth_reason(one, other));
    found.extend(sex_reason(one, other));
    found.extend(identifiers::difference(one.identifier, other.identifier).map(Reason::IdentifierAlike));
    found.extend(death_reason(one, other));
    let phone = phones::same(one.phone, other.phone).map(|same| phone_reason(same, &found));
    found.extend(phone);
    found.into_iter().map(|reason| Evidence { reason, bits: bits(reason, rarity) }).collect()
}

/// Whether enough agrees to bother a person with the pair: two of name, birth date, identifier and telephone number, or
/// identifiers that look the same.
pub fn is_enough(evidence: &[Evidence]) -> bool {
    let has = |kind: Kind| evidence.iter().any(|evidence| evidence.reason.kind() == kind);
    let same_to_the_eye = Reason::IdentifierAlike(IdentifierDifference::Invisible);
    let is_same_to_the_eye = evidence.iter().any(|evidence| evidence.reason == same_to_the_eye);
    let agreeing =
        [Kind::Name, Kind::Birth, Kind::Identifier, Kind::Phone].into_iter().filter(|kind| has(*kind)).count();
    is_same_to_the_eye || agreeing >= 2
}

fn name_reasons(one: &Person, other: &Person) -> Vec<Reason> {
    let Some(found) = names::compare(one, other) else { return Vec::new() };
    let reason = match found.level {
        NameLevel::Same => Reason::SameName,
        NameLevel::Exchanged => Reason::NamePartsExchanged,
        NameLevel::Transliterated => Reason::Transliterated,
        NameLevel::SameReading => Reason::SameReading,
        NameLevel::WrittenOut => Reason::WrittenOut,
        NameLevel::Similar => Reason::SimilarName,
        NameLevel::OtherFamily => Reason::OtherFamilyName,
        NameLevel::Different => Reason::OtherName,
    };
    let contradicted = found.is_contradicted.then_some(Reason::NameContradicted);
    [Some(reason), contradicted].into_iter().flatten().collect()
}

/// What a number says beside the other reasons: those of a household have another name and birth date or sex.
fn phone_reason(is_same: bool, beside: &[Reason]) -> Reason {
    let has = |reason: Reason| beside.contains(&reason);
    match (is_same, has(Reason::OtherName)) {
        (true, false) => Reason::SamePhone,
        (true, true) if has(Reason::SameBirthDate) && has(Reason::SameSex) => Reason::SharedPhoneAndBirth,
        (true, true) => Reason::SharedPhone,
        (false, true | false) => Reason::OtherPhone,
    }
}

fn birth_reason(one: &Person, other: &Person) -> Option<Reason> {
    Some(match dates::compare(one.birth?, other.birth?) {
        DateLevel::Same => Reason::SameBirthDate,
        DateLevel::DayAndMonthSwapped => Reason::DayAndMonthSwapped,
        DateLevel::OneDigitDiffers => Reason::OneDigitDiffers,
        DateLevel::DigitsExchanged => Reason::DigitsExchanged,
        DateLevel::Different => Reason::OtherBirthDate,
    })
}

/// "Unknown" says nothing.
fn sex_reason(one: &Person, other: &Person) -> Option<Reason> {
    let stated = |sex: Option<Sex>| sex.filter(|sex| *sex != Sex::Unknown);
    Some(if stated(one.sex)? == stated(other.sex)? { Reason::SameSex } else { Reason::OtherSex })
}

fn death_reason(one: &Person, other: &Person) -> Option<Reason> {
    let died_before =
        |dead: &Person, born: &Person| dead.death.zip(born.birth).is_some_and(|(death, born)| death < born);
    if died_before(one, other) || died_before(other, one) {
        return Some(Reason::DiedBeforeBirth);
    }
    let same = one.death? == other.death?;
    Some(if same { Reason::SameDeathDate } else { Reason::OtherDeathDate })
}
