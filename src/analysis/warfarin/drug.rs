//! S-warfarin from the gut into plasma and out of it, in closed form.

use super::genotype::Cyp2c9;

const ABSORPTION_PER_HOUR: f64 = 2.0;
/// At 71 years with two *1 alleles.
const ELIMINATION_PER_HOUR: f64 = 0.0243;
const VOLUME_L: f64 = 14.3;
/// Clearance falls by this share a year of age, told from this age on.
const LOSS_PER_YEAR: f64 = 0.00571;
const REFERENCE_YEARS: f64 = 71.0;

/// How fast one person takes it up and clears it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drug {
    elimination_per_hour: f64,
}

/// What is where.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amounts {
    pub depot_mg: f64,
    pub plasma_mg: f64,
}

impl Drug {
    pub fn of(age_years: f64, cyp2c9: Cyp2c9) -> Drug {
        let of_age = 1.0 - LOSS_PER_YEAR * (age_years - REFERENCE_YEARS);
        Drug { elimination_per_hour: ELIMINATION_PER_HOUR * cyp2c9.clearance_share() * of_age }
    }

    /// The amounts so many hours later, without a further dose.
    pub fn after(self, amounts: Amounts, hours: f64) -> Amounts {
        let (absorbed, cleared) = ((-ABSORPTION_PER_HOUR * hours).exp(), (-self.elimination_per_hour * hours).exp());
        // Absorption is always far faster than elimination: at the ages taken here, by a factor above 60.
        let between = ABSORPTION_PER_HOUR / (ABSORPTION_PER_HOUR - self.elimination_per_hour);
        Amounts {
            depot_mg: amounts.depot_mg * absorbed,
            plasma_mg: amounts.plasma_mg * cleared + amounts.depot_mg * between * (cleared - absorbed),
        }
    }

    /// In plasma, mg/L.
    pub fn concentration(self, amounts: Amounts) -> f64 {
        amounts.plasma_mg / VOLUME_L
    }

    #[cfg(test)]
    pub fn elimination_per_hour(self) -> f64 {
        self.elimination_per_hour
    }
}
