//! Units that differ by a power of ten, and the conversions that follow from an indicator's row: its own unit and the
//! units named there say what a gram or a mole of it is, so that every other unit of these dimensions converts as well.
//!
//! An indicator's row names the customary units, which are proposed and looked for; what stands here is only accepted.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::mass_of_part::conversions_of_masses;
use super::{INDICATORS, Indicator};
use crate::domain::unit::Conversion;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dimension {
    Mass,
    Length,
    /// Grams in a litre.
    MassConcentration,
    /// Moles in a litre.
    SubstanceConcentration,
    /// Enzyme units in a litre.
    CatalyticConcentration,
    /// Cells in a litre.
    NumberConcentration,
}

use Dimension::{CatalyticConcentration, Length, Mass, MassConcentration, NumberConcentration, SubstanceConcentration};

/// UCUM codes with the power of ten by which each is more than the dimension's first.
const SCALED: &[(&str, Dimension, i32)] = &[
    ("g", Mass, 0),
    ("kg", Mass, 3),
    ("m", Length, 0),
    ("cm", Length, -2),
    ("mm", Length, -3),
    ("g/L", MassConcentration, 0),
    ("g/dL", MassConcentration, 1),
    ("mg/mL", MassConcentration, 0),
    ("mg/dL", MassConcentration, -2),
    ("mg/L", MassConcentration, -3),
    ("ug/mL", MassConcentration, -3),
    ("ug/dL", MassConcentration, -5),
    ("ug/L", MassConcentration, -6),
    ("ng/mL", MassConcentration, -6),
    ("ng/dL", MassConcentration, -8),
    ("ng/L", MassConcentration, -9),
    ("pg/mL", MassConcentration, -9),
    ("mol/L", SubstanceConcentration, 0),
    ("mmol/L", SubstanceConcentration, -3),
    ("umol/L", SubstanceConcentration, -6),
    ("nmol/L", SubstanceConcentration, -9),
    ("pmol/L", SubstanceConcentration, -12),
    ("U/L", CatalyticConcentration, 0),
    ("U/mL", CatalyticConcentration, 3),
    ("10*12/L", NumberConcentration, 12),
    ("10*6/uL", NumberConcentration, 12),
    ("10*9/L", NumberConcentration, 9),
    ("10*3/uL", NumberConcentration, 9),
    ("/uL", NumberConcentration, 6),
];

/// To a canonical unit from one of the same dimension that is no power of ten of it; UCUM's factors.
const OTHERS: &[(&str, Conversion)] = &[
    ("mm[Hg]", Conversion::ratio("kPa", 1000.0, 133.322)),
    ("U/L", Conversion::ratio("ukat/L", 60.0, 1.0)),
    ("U/L", Conversion::ratio("nkat/L", 60.0, 1000.0)),
];

/// Ions of one charge: an equivalent is a mole.
const OF_ONE_CHARGE: &[&str] = &["sodium", "potassium"];

/// A mass in mg/dL is by custom that of its nitrogen, as the row has it; in other units it is as often the whole molecule's,
/// twice as much. `mass_of_part` has the units that say which.
const MASS_OF_A_PART: &[&str] = &["urea"];

/// By id of the indicator.
static IMPLIED: LazyLock<HashMap<&'static str, Vec<Conversion>>> =
    LazyLock::new(|| INDICATORS.iter().map(|indicator| (indicator.id, implied(indicator))).collect());

/// The conversion from a UCUM code that an indicator's row does not name but implies.
pub fn implied_from(indicator: &Indicator, ucum: &str) -> Option<&'static Conversion> {
    IMPLIED.get(indicator.id)?.iter().find(|conversion| conversion.from == ucum)
}

/// All conversions that an indicator's row does not name but implies.
pub fn implied_of(indicator: &Indicator) -> &'static [Conversion] {
    IMPLIED.get(indicator.id).map_or(&[], Vec::as_slice)
}

fn implied(indicator: &Indicator) -> Vec<Conversion> {
    let named = |code: &str| indicator.unit == code || indicator.conversions.iter().any(|known| known.from == code);
    let scaled = SCALED.iter().filter_map(|unit| scaled(indicator, unit));
    let others = OTHERS.iter().filter(|(to, _)| *to == indicator.unit).map(|(_, conversion)| *conversion);
    let charge = OF_ONE_CHARGE.contains(&indicator.id).then(|| Conversion::ratio("meq/L", 1.0, 1.0));
    let parts = conversions_of_masses(indicator).iter().copied();
    scaled.chain(others).chain(charge).chain(parts).filter(|conversion| !named(conversion.from)).collect()
}

/// From a unit by way of the canonical one or of a named one, whichever has its dimension.
fn scaled(indicator: &Indicator, (code, dimension, exponent): &(&'static str, Dimension, i32)) -> Option<Conversion> {
    let own = Conversion::ratio(indicator.unit, 1.0, 1.0);
    let is_whole = |step: &&Conversion| step.is_ratio() && !MASS_OF_A_PART.contains(&indicator.id);
    std::iter::once(&own).chain(indicator.conversions.iter().filter(is_whole)).find_map(|step| {
        let (_, _, of_step) = SCALED.iter().find(|(other, of, _)| *other == step.from && of == dimension)?;
        Some(shifted(step, code, exponent - of_step))
    })
}

/// The step for a unit that is `exponent` powers of ten more than the step's own.
fn shifted(step: &Conversion, from: &'static str, exponent: i32) -> Conversion {
    let numerator = times_ten_to(step.numerator, exponent.max(0));
    Conversion::ratio(from, numerator, times_ten_to(step.denominator, (-exponent).max(0)))
}

/// Through the decimal digits, so that 88.42 becomes 88420 and not its neighbour.
fn times_ten_to(number: f64, exponent: i32) -> f64 {
    format!("{number}e{exponent}").parse().unwrap_or_else(|_| number * 10_f64.powi(exponent))
}

#[cfg(test)]
mod tests {
    use super::super::IndicatorId;
    use super::*;
    use crate::domain::unit_words::unit_of;

    fn in_canonical(word: &str, number: f64, unit: &str) -> Option<f64> {
        let indicator = IndicatorId::from_word(word).expect("in the table").indicator();
        indicator.canonical(number, unit).map(|(value, _)| value)
    }

    fn is_near(found: f64, wanted: f64) -> bool {
        (found - wanted).abs() <= wanted.abs() * 1e-12
    }

    #[test]
    fn one_amount_is_one_value_in_every_unit() {
        // 0.9 g/L of glucose, written in each way that reports write it.
        let spellings = [
            (0.9, "g/L"),
            (0.9, "克/升"),
            (0.09, "g/dL"),
            (0.9, "mg/mL"),
            (0.9, "毫克/毫升"),
            (90.0, "mg/dL"),
            (90.0, "mg/100 mL"),
            (90.0, "mg/100ml"),
            (90.0, "mg%"),
            (90.0, "毫克/分升"),
            (90.0, "毫克／100毫升"),
            (90.0, "mg·dL-1"),
            (900.0, "mg/L"),
            (900_000.0, "µg/L"),
        ];
        for (number, unit) in spellings {
            let value = in_canonical("glucose", number, unit).unwrap_or(f64::NAN);
            assert!(is_near(value, 90.0 / 18.0156), "{number} {unit} is {value}");
        }
        let moles = [
            (5.4, "毫摩尔/升"),
            (5.4, "mmol·L⁻¹"),
            (5.4, "mM"),
            (5400.0, "µmol/L"),
            (5400.0, "微摩尔/升"),
            (5400.0, "μM"),
            (0.0054, "mol/L"),
        ];
        for (number, unit) in moles {
            let value = in_canonical("glucose", number, unit).unwrap_or(f64::NAN);
            assert!(is_near(value, 5.4), "{number} {unit} is {value}");
        }
    }

    #[test]
    fn published_pairs() {
        let pairs = [
            ("creatinine", 10.0, "mg/L", 88.42),
            ("creatinine", 0.08842, "mmol/L", 88.42),
            ("total cholesterol", 2.0, "g/L", 2000.0 / 386.65),
            ("triglycerides", 1.5, "克/升", 1500.0 / 885.7),
            ("bilirubin", 10.0, "mg/L", 17.104),
            ("crp", 0.5, "mg/dL", 5.0),
            ("crp", 5.0, "µg/mL", 5.0),
            ("haemoglobin", 13.5, "g/100 mL", 135.0),
            ("wbc", 7200.0, "/µL", 7.2),
            ("body weight", 3250.0, "g", 3.25),
            ("potassium", 4.1, "mEq/L", 4.1),
            ("systolic", 16.0, "kPa", 16.0 / 0.133322),
            ("alt", 0.5, "µkat/L", 30.0),
        ];
        for (word, number, unit, wanted) in pairs {
            let value = in_canonical(word, number, unit).unwrap_or(f64::NAN);
            assert!(is_near(value, wanted), "{word}: {number} {unit} is {value}, not {wanted}");
        }
    }

    #[test]
    fn there_and_back_is_the_same_value() {
        let mut implied_in_all = 0;
        for indicator in &INDICATORS {
            for conversion in implied(indicator) {
                assert_eq!(unit_of(conversion.from), Some(conversion.from), "{}", indicator.id);
                assert!(conversion.is_ratio());
                for value in [0.001, 0.37, 5.4, 97.0, 12_345.6] {
                    let there = conversion.apply(value);
                    let back = there * conversion.denominator / conversion.numerator;
                    assert!(is_near(back, value), "{}: {value} {}", indicator.id, conversion.from);
                }
                implied_in_all += 1;
            }
        }
        assert!(implied_in_all > 100, "{implied_in_all}");
    }

    #[test]
    fn the_factors_are_the_decimals_written_down() {
        let formula = |word: &str, unit: &str| {
            let indicator = IndicatorId::from_word(word).expect("in the table").indicator();
            indicator.canonical(1.0, unit).and_then(|(_, conversion)| conversion).map(Conversion::formula)
        };
        assert_eq!(formula("glucose", "g/L").as_deref(), Some("x × 100 ÷ 18.0156"));
        assert_eq!(formula("creatinine", "g/L").as_deref(), Some("x × 8842"));
        assert_eq!(formula("glucose", "µmol/L").as_deref(), Some("x ÷ 1000"));
    }

    #[test]
    fn what_is_another_quantity_stays_refused() {
        for (word, unit) in [
            ("glucose", "kg"),
            ("glucose", "U/L"),
            ("haemoglobin", "mmol/L"),
            ("urea", "g/L"),
            ("hba1c", "g/L"),
            ("crp", "nmol/L"),
            ("glucose", "G/L"),
            ("glucose", "毫克"),
        ] {
            assert_eq!(in_canonical(word, 1.0, unit), None, "{word} in {unit}");
        }
        assert!(in_canonical("urea", 14.0, "mg/dL").is_some_and(|value| is_near(value, 140.0 / 28.014)));
    }
}
