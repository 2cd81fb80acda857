//! Masses that are by custom those of a part of the molecule: urea's are as often its nitrogen's, about half as much. Which
//! one it is has to be said, by the name of the quantity or by an annotation of the unit.

use super::Indicator;
use crate::domain::unit::Conversion;

/// Codes of urea nitrogen: LOINC, mass and moles in serum or plasma, mass in blood.
const NITROGEN_CODES: &[&str] = &["3094-0", "14937-7", "6299-2"];

/// What of an indicator a mass may be of.
struct Masses {
    indicator: &'static str,
    /// A unit as written, and the units that say of what: the whole, and the part.
    units: &'static [(&'static str, [&'static str; 2])],
    /// To the canonical unit from those units.
    conversions: &'static [Conversion],
}

/// Urea is CH4N2O, 60.056 g/mol, of which 28.014 are nitrogen.
const MASSES: &[Masses] = &[Masses {
    indicator: "urea",
    units: &[
        ("mg/dL", ["mg{urea}/dL", "mg{N}/dL"]),
        ("mg/L", ["mg{urea}/L", "mg{N}/L"]),
        ("g/L", ["g{urea}/L", "g{N}/L"]),
    ],
    conversions: &[
        Conversion::ratio("mg{urea}/dL", 10.0, 60.056),
        Conversion::ratio("mg{N}/dL", 10.0, 28.014),
        Conversion::ratio("mg{urea}/L", 1.0, 60.056),
        Conversion::ratio("mg{N}/L", 1.0, 28.014),
        Conversion::ratio("g{urea}/L", 1000.0, 60.056),
        Conversion::ratio("g{N}/L", 1000.0, 28.014),
    ],
}];

/// The units that say of what a mass is, of the whole and of the part, where the unit alone leaves it open.
pub fn readings_of_mass(indicator: &Indicator, ucum: &str) -> Option<[&'static str; 2]> {
    let units = MASSES.iter().find(|masses| masses.indicator == indicator.id)?.units;
    units.iter().find(|(written, _)| *written == ucum).map(|(_, readings)| *readings)
}

/// Conversions from the units that say of what a mass is.
pub fn conversions_of_masses(indicator: &Indicator) -> &'static [Conversion] {
    MASSES.iter().find(|masses| masses.indicator == indicator.id).map_or(&[], |masses| masses.conversions)
}

/// Whether a code or heading says that the nitrogen is meant.
pub fn is_of_nitrogen(word: &str) -> bool {
    let lower = word.trim().to_lowercase();
    let mut parts = lower.split(|letter: char| !letter.is_alphanumeric());
    NITROGEN_CODES.contains(&lower.as_str())
        || lower.contains("nitrogen")
        || lower.contains('氮')
        || parts.any(|part| part == "bun")
}

#[cfg(test)]
mod tests {
    use super::super::IndicatorId;
    use super::*;
    use crate::domain::unit_words::unit_of;

    #[test]
    fn one_amount_of_urea_is_one_value_whatever_the_mass_is_of() {
        let urea = IndicatorId::from_word("urea").expect("in the table").indicator();
        // 5 mmol of urea weigh 300.28 mg, and their nitrogen 140.07 mg.
        for (number, unit) in
            [(30.028, "mg{urea}/dL"), (14.007, "mg{N}/dL"), (0.30028, "g{urea}/L"), (140.07, "mg{N}/L")]
        {
            let value = urea.canonical(number, unit).map_or(f64::NAN, |found| found.0);
            assert!((value - 5.0).abs() < 1e-9, "{number} {unit} is {value}");
        }
        for (written, readings) in MASSES.iter().flat_map(|masses| masses.units) {
            assert_eq!(unit_of(written), Some(*written));
            assert_eq!(readings_of_mass(urea, written), Some(*readings));
        }
        assert_eq!(readings_of_mass(urea, "mmol/L"), None);
    }

    #[test]
    fn names_say_whether_nitrogen_is_meant() {
        for word in ["BUN", "Blood urea nitrogen", "尿素氮", "血尿素氮(BUN)", "3094-0", "bun_mgdl"] {
            assert!(is_of_nitrogen(word), "{word}");
        }
        for word in ["Urea", "尿素", "22664-7", "bundle", "Harnstoff"] {
            assert!(!is_of_nitrogen(word), "{word}");
        }
    }
}
