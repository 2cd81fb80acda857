//! How facts and treatments of the what-if stand in a record: as a fact that risk models ask for too, or under ICD-10 and
//! ATC codes of their own. That nothing is recorded says nothing: only a person, or a list that a person calls complete,
//! denies.

use super::super::risk::Fact as Known;
use super::needs::{Fact, Treatment};

/// Where an answer is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recorded {
    /// Risk models ask the same: one answer serves both.
    As(Known),
    /// True where one of these is, false where all are denied.
    AnyOf(&'static [Known]),
    /// Under one of these prefixes; dots do not matter.
    Under {
        prefixes: &'static [&'static str],
        /// Stays true once the condition is marked as resolved.
        outlasts: bool,
    },
    /// Nobody codes it.
    Nowhere,
}

/// Where a fact is looked for.
pub fn of_fact(fact: Fact) -> Recorded {
    const VESSELS_AND_HEART: &[Known] = &[Known::Ascvd, Known::HeartFailure, Known::Stroke];
    let under = |prefixes, outlasts| Recorded::Under { prefixes, outlasts };
    match fact {
        Fact::Diabetes => Recorded::As(Known::Diabetes),
        Fact::Type2Diabetes => Recorded::As(Known::Type2Diabetes),
        // The clinical modification's own code; R73.0 of the plain ICD-10 is any abnormal test of glucose.
        Fact::ImpairedGlucoseTolerance => under(&["R7302"], false),
        Fact::CardiovascularDisease => Recorded::AnyOf(VESSELS_AND_HEART),
        Fact::AtheroscleroticDisease => Recorded::As(Known::Ascvd),
        Fact::CoronaryDisease => under(&["I20", "I21", "I22", "I23", "I24", "I25", "Z951", "Z955"], true),
        Fact::HeartFailure => Recorded::As(Known::HeartFailure),
        Fact::ChronicKidneyDisease => under(&["N18", "Z992", "Z940"], false),
        Fact::AtrialFibrillation => Recorded::As(Known::AtrialFibrillation),
        Fact::MechanicalValve => Recorded::As(Known::MechanicalValve),
        Fact::MitralStenosis => Recorded::As(Known::MitralStenosis),
        Fact::CurrentSmoker => Recorded::As(Known::CurrentSmoker),
        Fact::Hypertension => Recorded::As(Known::Hypertension),
    }
}

/// Where a treatment is looked for.
pub fn of_treatment(treatment: Treatment) -> Recorded {
    let under = |prefixes| Recorded::Under { prefixes, outlasts: false };
    match treatment {
        Treatment::BloodPressureDrug => Recorded::As(Known::Antihypertensive),
        Treatment::Statin => Recorded::As(Known::Statin),
        Treatment::LifestyleProgramme => Recorded::Nowhere,
        Treatment::Metformin => under(&[
            "A10BA02", "A10BD02", "A10BD03", "A10BD05", "A10BD07", "A10BD08", "A10BD10", "A10BD11", "A10BD13",
            "A10BD14", "A10BD15", "A10BD16", "A10BD17", "A10BD18", "A10BD20", "A10BD22", "A10BD23", "A10BD25",
        ]),
        Treatment::Sglt2Inhibitor => {
            under(&["A10BK", "A10BD15", "A10BD16", "A10BD19", "A10BD20", "A10BD21", "A10BD23", "A10BD24", "A10BD25"])
        }
        Treatment::Glp1Agonist => under(&["A10BJ", "A10AE54", "A10AE56"]),
        Treatment::Warfarin => under(&["B01AA"]),
        Treatment::Aspirin => under(&["B01AC06", "B01AC30", "B01AC56", "N02BA01", "N02BA51"]),
        Treatment::Doac => under(&["B01AE07", "B01AF"]),
    }
}

/// Whether a code stands under one of the prefixes.
pub fn is_under(code: &str, prefixes: &[&str]) -> bool {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    prefixes.iter().any(|prefix| plain.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_with_and_without_dots_and_combinations_count_for_both_drugs() {
        let Recorded::Under { prefixes, .. } = of_fact(Fact::CoronaryDisease) else { panic!("coded") };
        assert!(is_under("i25.1", prefixes) && !is_under("I26", prefixes));
        let takes = |treatment, code| match of_treatment(treatment) {
            Recorded::Under { prefixes, .. } => is_under(code, prefixes),
            Recorded::As(_) | Recorded::AnyOf(_) | Recorded::Nowhere => false,
        };
        // Metformin and dapagliflozin in one tablet.
        assert!(takes(Treatment::Metformin, "A10BD15") && takes(Treatment::Sglt2Inhibitor, "A10BD15"));
        assert!(takes(Treatment::Doac, "B01AF01") && !takes(Treatment::Warfarin, "B01AF01"));
        assert!(!takes(Treatment::Aspirin, "B01AC04"), "clopidogrel is no aspirin");
    }

    #[test]
    fn a_condition_that_only_a_test_of_glucose_tells_is_no_impaired_tolerance() {
        let Recorded::Under { prefixes, .. } = of_fact(Fact::ImpairedGlucoseTolerance) else { panic!("coded") };
        assert!(is_under("R73.02", prefixes) && !is_under("R73.01", prefixes) && !is_under("R73.0", prefixes));
    }
}
