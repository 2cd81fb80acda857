//! How a quantity is written in the synthetic files: LOINC code, unit, digits. A test holds it to the indicator table.

/// A code with its unit and the digits after the mark that its source reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub code: &'static str,
    pub unit: &'static str,
    pub decimals: u8,
}

const fn quantity(code: &'static str, unit: &'static str, decimals: u8) -> Quantity {
    Quantity { code, unit, decimals }
}

pub const SYSTOLIC: Quantity = quantity("8480-6", "mm[Hg]", 0);
pub const DIASTOLIC: Quantity = quantity("8462-4", "mm[Hg]", 0);
pub const PULSE: Quantity = quantity("8867-4", "/min", 0);
pub const BREATHS: Quantity = quantity("9279-1", "/min", 0);
pub const TEMPERATURE: Quantity = quantity("8310-5", "Cel", 1);
pub const SATURATION: Quantity = quantity("59408-5", "%", 0);
pub const WEIGHT: Quantity = quantity("29463-7", "kg", 1);
pub const HEIGHT: Quantity = quantity("8302-2", "cm", 0);
pub const BMI: Quantity = quantity("39156-5", "kg/m2", 1);
pub const GLUCOSE: Quantity = quantity("14749-6", "mmol/L", 1);
pub const GLUCOSE_MASS: Quantity = quantity("2345-7", "mg/dL", 0);
pub const HBA1C: Quantity = quantity("4548-4", "%", 1);
pub const HBA1C_IFCC: Quantity = quantity("59261-8", "mmol/mol", 0);
pub const CREATININE: Quantity = quantity("14682-9", "umol/L", 0);
pub const CREATININE_MASS: Quantity = quantity("2160-0", "mg/dL", 2);
pub const EGFR: Quantity = quantity("98979-8", "mL/min/{1.73_m2}", 0);
pub const UREA: Quantity = quantity("22664-7", "mmol/L", 1);
pub const SODIUM: Quantity = quantity("2951-2", "mmol/L", 0);
pub const POTASSIUM: Quantity = quantity("2823-3", "mmol/L", 1);
pub const CHOLESTEROL: Quantity = quantity("14647-2", "mmol/L", 1);
pub const LDL: Quantity = quantity("22748-8", "mmol/L", 1);
pub const HDL: Quantity = quantity("14646-4", "mmol/L", 1);
pub const TRIGLYCERIDES: Quantity = quantity("14927-8", "mmol/L", 1);
pub const HAEMOGLOBIN: Quantity = quantity("718-7", "g/L", 0);
pub const WHITE_CELLS: Quantity = quantity("6690-2", "10*9/L", 1);
pub const PLATELETS: Quantity = quantity("777-3", "10*9/L", 0);
pub const ALT: Quantity = quantity("1742-6", "U/L", 0);
pub const ALBUMIN: Quantity = quantity("1751-7", "g/L", 0);
pub const BILIRUBIN: Quantity = quantity("14631-6", "umol/L", 0);
pub const CRP: Quantity = quantity("1988-5", "mg/L", 0);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicator::IndicatorId;

    #[test]
    fn quantities_stand_in_the_indicator_table() {
        let canonical = [
            SYSTOLIC,
            DIASTOLIC,
            PULSE,
            BREATHS,
            TEMPERATURE,
            SATURATION,
            WEIGHT,
            HEIGHT,
            BMI,
            GLUCOSE,
            HBA1C,
            CREATININE,
            EGFR,
            UREA,
            SODIUM,
            POTASSIUM,
            CHOLESTEROL,
            LDL,
            HDL,
            TRIGLYCERIDES,
            HAEMOGLOBIN,
            WHITE_CELLS,
            PLATELETS,
            ALT,
            ALBUMIN,
            BILIRUBIN,
            CRP,
        ];
        for quantity in canonical {
            let indicator = IndicatorId::from_code(quantity.code).expect(quantity.code).indicator();
            assert_eq!((indicator.unit, indicator.decimals), (quantity.unit, quantity.decimals), "{}", quantity.code);
            assert_eq!(indicator.codes.first(), Some(&quantity.code));
        }
        for quantity in [GLUCOSE_MASS, HBA1C_IFCC, CREATININE_MASS] {
            let indicator = IndicatorId::from_code(quantity.code).expect(quantity.code).indicator();
            assert!(indicator.canonical(1.0, quantity.unit).is_some_and(|(_, conversion)| conversion.is_some()));
        }
    }
}
