//! What the indicator table says about a value before it is kept, remembered per code and unit.
//!
//! One value for each worker thread: codes and units are looked up in the store's books once and then found here by
//! their bytes, so that the inner loop of an import neither locks nor allocates.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{Decimal, Rule};
use crate::domain::bedside::{LEAST_PERCENT, OXYGEN_SHARE, OXYGEN_SHARE_UNIT};
use crate::domain::book::BookKind;
use crate::domain::ids::WordId;
use crate::domain::indicator::mass_of_part::{is_of_nitrogen, readings_of_mass};
use crate::domain::indicator::{IndicatorId, Span};
use crate::domain::unit::Conversion;
use crate::domain::unit_words::ucum_from_spelling;

use super::super::store::{StoreError, WordSource};
use super::cells::IDENTIFIER_CHARS;

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    Kept,
    /// Kept and flagged.
    Implausible,
    Refused(RefusedCell),
}

/// Which cell of an observation a refusal is about, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedCell {
    Code(Rule),
    Value(Rule),
    Unit(Rule),
}

/// Code and unit of an observation as numbers of the store's books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub code: WordId,
    pub unit: Option<WordId>,
}

/// How values of a code in a unit are judged.
#[derive(Clone, Copy, Debug)]
enum UnitRule {
    /// The code is no known indicator: nothing to judge by.
    Free,
    /// Known indicator without a unit.
    Missing,
    /// It is not said what the mass is of.
    MassOfWhat,
    /// Known indicator, a unit that cannot be converted to its own.
    Mismatch,
    Known {
        conversion: Option<&'static Conversion>,
        possible: Span,
        plausible: Span,
    },
}

/// Words of one book by their bytes.
#[derive(Debug, Default)]
struct WordCache {
    places: HashMap<Box<[u8]>, usize, foldhash::fast::FixedState>,
    words: Vec<WordId>,
    /// Short words met last, each in the one slot its bytes lead to; most files have few codes and units.
    recent: [Option<(u128, usize)>; RECENT_WORDS],
}

/// A power of two.
const RECENT_WORDS: usize = 32;

/// The bytes of a word of at most 15 bytes as a number that no other word has: a one stands before them.
fn packed(bytes: &[u8]) -> Option<u128> {
    (bytes.len() <= 15).then(|| bytes.iter().fold(1, |number, byte| number << 8 | u128::from(*byte)))
}

/// The slot of a packed word in [`WordCache::recent`].
fn recent_slot(packed: u128) -> usize {
    // The golden ratio spreads neighbouring numbers (Knuth, The Art of Computer Programming 3, 6.4).
    let folded = packed as u64 ^ (packed >> 64) as u64;
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 59) as usize
}

/// Remembers words and rules of codes and units.
pub struct ObservationRules {
    source: Arc<dyn WordSource>,
    codes: WordCache,
    units: WordCache,
    /// By place of the code, then by place of the unit plus one (0: no unit).
    rules: Vec<Vec<Option<UnitRule>>>,
}

impl ObservationRules {
    pub fn new(source: Arc<dyn WordSource>) -> Self {
        ObservationRules { source, codes: WordCache::default(), units: WordCache::default(), rules: Vec::new() }
    }

    /// Judges a value of `code` in `unit` (empty: none), both as written.
    ///
    /// # Errors
    /// The books are full.
    pub fn judge(
        &mut self,
        code: &[u8],
        unit: &[u8],
        value: Decimal,
    ) -> Result<(Judgement, Option<Words>), StoreError> {
        let Some(code_place) = self.codes.place(code, BookKind::Code, &*self.source)? else {
            return Ok((Judgement::Refused(RefusedCell::Code(Rule::BadIdentifier)), None));
        };
        let unit_place = match unit {
            [] => None,
            unit => match self.units.place(unit, BookKind::Unit, &*self.source)? {
                Some(place) => Some(place),
                None => return Ok((Judgement::Refused(RefusedCell::Unit(Rule::BadIdentifier)), None)),
            },
        };
        let judgement = self.rule(code_place, unit_place, code, unit).judge(value);
        let code = self.codes.words.get(code_place).copied();
        let unit = unit_place.and_then(|place| self.units.words.get(place).copied());
        Ok((judgement, code.map(|code| Words { code, unit })))
    }

    /// The code as a word of the book; `None` for bytes that cannot be a code.
    ///
    /// # Errors
    /// The books are full.
    pub fn code(&mut self, code: &[u8]) -> Result<Option<WordId>, StoreError> {
        let place = self.codes.place(code, BookKind::Code, &*self.source)?;
        Ok(place.and_then(|place| self.codes.words.get(place).copied()))
    }

    fn rule(&mut self, code_place: usize, unit_place: Option<usize>, code: &[u8], unit: &[u8]) -> UnitRule {
        let column = unit_place.map_or(0, |place| place + 1);
        if let Some(Some(rule)) = self.rules.get(code_place).and_then(|rules| rules.get(column)) {
            return *rule;
        }
        let rule = UnitRule::of(code, unit);
        if self.rules.len() <= code_place {
            self.rules.resize_with(code_place + 1, Vec::new);
        }
        if let Some(rules) = self.rules.get_mut(code_place) {
            rules.resize(rules.len().max(column + 1), None);
            rules.insert(column, Some(rule));
            rules.remove(column + 1);
        }
        rule
    }
}

impl WordCache {
    /// Where the word stands here; `None` for bytes that cannot be a code or unit.
    fn place(&mut self, bytes: &[u8], kind: BookKind, source: &dyn WordSource) -> Result<Option<usize>, StoreError> {
        let Some(packed) = packed(bytes) else {
            return self.find_or_intern(bytes, kind, source);
        };
        if let Some(Some((recent, place))) = self.recent.get(recent_slot(packed))
            && *recent == packed
        {
            return Ok(Some(*place));
        }
        let place = self.find_or_intern(bytes, kind, source)?;
        if let (Some(place), Some(slot)) = (place, self.recent.get_mut(recent_slot(packed))) {
            *slot = Some((packed, place));
        }
        Ok(place)
    }

    fn find_or_intern(
        &mut self,
        bytes: &[u8],
        kind: BookKind,
        source: &dyn WordSource,
    ) -> Result<Option<usize>, StoreError> {
        if let Some(&place) = self.places.get(bytes) {
            return Ok(Some(place));
        }
        let text = std::str::from_utf8(bytes).ok();
        let fits = |text: &&str| text.chars().count() <= IDENTIFIER_CHARS && !text.chars().any(char::is_control);
        let Some(text) = text.filter(fits) else {
            return Ok(None);
        };
        let word = source.intern(kind, text)?;
        self.words.push(word);
        let place = self.words.len() - 1;
        self.places.insert(bytes.into(), place);
        Ok(Some(place))
    }
}

impl UnitRule {
    /// An inhaled share below that of air is a fraction with a unit slipped on; kept and flagged.
    const OXYGEN_SHARE: UnitRule = UnitRule::Known {
        conversion: None,
        possible: Span { low: 0.0, high: 100.0 },
        plausible: Span { low: LEAST_PERCENT, high: 100.0 },
    };

    fn of(code: &[u8], unit: &[u8]) -> UnitRule {
        let (code, unit) =
            (std::str::from_utf8(code).unwrap_or_default(), std::str::from_utf8(unit).unwrap_or_default());
        let Some(indicator) = IndicatorId::from_recorded(code).map(IndicatorId::indicator) else {
            let is_share = code == OXYGEN_SHARE && unit == OXYGEN_SHARE_UNIT;
            return if is_share { UnitRule::OXYGEN_SHARE } else { UnitRule::Free };
        };
        if unit.is_empty() {
            return UnitRule::Missing;
        }
        if readings_of_mass(indicator, ucum_from_spelling(unit)).is_some() && !is_of_nitrogen(code) {
            return UnitRule::MassOfWhat;
        }
        match indicator.canonical(1.0, unit) {
            None => UnitRule::Mismatch,
            Some((_, conversion)) => {
                UnitRule::Known { conversion, possible: indicator.possible, plausible: indicator.plausible }
            }
        }
    }

    fn judge(self, value: Decimal) -> Judgement {
        match self {
            UnitRule::Free if is_sentinel(value) => Judgement::Implausible,
            UnitRule::Free => Judgement::Kept,
            UnitRule::Missing => Judgement::Refused(RefusedCell::Unit(Rule::MissingRequired)),
            UnitRule::MassOfWhat => Judgement::Refused(RefusedCell::Unit(Rule::MassOfWhat)),
            UnitRule::Mismatch => Judgement::Refused(RefusedCell::Unit(Rule::UnitMismatch)),
            UnitRule::Known { conversion, possible, plausible } => {
                let number = value.to_f64();
                let canonical = conversion.map_or(number, |conversion| conversion.apply(number));
                if plausible.contains(canonical) {
                    Judgement::Kept
                } else if possible.contains(canonical) {
                    Judgement::Implausible
                } else {
                    Judgement::Refused(RefusedCell::Value(Rule::Impossible))
                }
            }
        }
    }
}

/// Numbers that programs write where nothing was measured: -999, 99999 and the like. Of a test that is not known nothing
/// else can be said.
fn is_sentinel(value: Decimal) -> bool {
    const NEGATIVE: [i64; 5] = [-99, -999, -9999, -99_999, -999_999];
    const POSITIVE: [i64; 3] = [99_999, 999_999, 9_999_999];
    value.is_whole_one_of(&NEGATIVE) || value.is_whole_one_of(&POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::super::fake::FakeStore;
    use super::*;

    #[test]
    fn values_are_judged_in_the_indicators_unit() {
        let mut rules = ObservationRules::new(FakeStore::default().word_source());
        let mut judge = |code: &str, unit: &str, value: &str| {
            let value = Decimal::parse(value.as_bytes()).expect("a number");
            rules.judge(code.as_bytes(), unit.as_bytes(), value).expect("room in the books").0
        };
        for _ in 0..2 {
            assert_eq!(judge("2345-7", "mmol/L", "5.4"), Judgement::Kept);
            assert_eq!(judge("2345-7", "mg/dL", "97"), Judgement::Kept);
            assert_eq!([judge("Lipase", "U/L", "99"), judge("Base excess", "", "-9")], [Judgement::Kept; 2]);
            assert_eq!([judge("Lipase", "U/L", "99999"), judge("PCT", "", "-999.0")], [Judgement::Implausible; 2]);
            assert_eq!(judge("2345-7", "mmol/L", "97"), Judgement::Implausible);
            assert_eq!(judge("2345-7", "mmol/L", "-1"), Judgement::Refused(RefusedCell::Value(Rule::Impossible)));
            assert_eq!(judge("2345-7", "kg", "5"), Judgement::Refused(RefusedCell::Unit(Rule::UnitMismatch)));
            assert_eq!(judge("2345-7", "", "5"), Judgement::Refused(RefusedCell::Unit(Rule::MissingRequired)));
            assert_eq!(judge("BUN", "mg/dL", "14"), Judgement::Kept);
            assert_eq!(judge("3094-0", "mg/dL", "14"), Judgement::Kept);
            assert_eq!(judge("Urea", "mg{urea}/dL", "30"), Judgement::Kept);
            for code in ["Urea", "尿素", "22664-7"] {
                let refused = Judgement::Refused(RefusedCell::Unit(Rule::MassOfWhat));
                assert_eq!(judge(code, "mg/dL", "30"), refused, "{code}");
                assert_eq!(judge(code, "mmol/L", "5"), Judgement::Kept, "{code}");
            }
            assert_eq!(judge("LOCAL", "", "-5"), Judgement::Kept);
            assert_eq!(judge("LOCAL", "stone", "5"), Judgement::Kept);
            assert_eq!(judge("a\u{7}", "", "5"), Judgement::Refused(RefusedCell::Code(Rule::BadIdentifier)));
        }
    }
}
