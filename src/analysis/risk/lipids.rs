//! Inputs that the cardiovascular models share, and where the record holds them.

use super::input::{Input, Range, Scale, YEAR};

/// mmol/L of cholesterol in a mg/dL, as the published references convert.
pub const MMOL_PER_MG_DL: f64 = 0.02586;

pub const TOTAL_CHOLESTEROL: &str = "14647-2";
pub const HDL_CHOLESTEROL: &str = "14646-4";
pub const SYSTOLIC: &str = "8480-6";

/// Guidelines repeat lipids of healthy adults every four to six years.
const LIPID_HOURS: u32 = 3 * YEAR;

/// Systolic blood pressure.
pub const fn systolic(at: usize, range: Range) -> Input {
    Input::number(at, "sbp", "mm[Hg]", range).observed(SYSTOLIC, YEAR)
}

/// Cholesterol in mg/dL.
pub const fn in_mg_dl(at: usize, column: &'static str, code: &'static str, range: Range) -> Input {
    let scale = Scale::times(1.0 / MMOL_PER_MG_DL);
    Input::number(at, column, "mg/dL", range)
        .observed_in(code, scale, LIPID_HOURS)
        .or_in("mmol/L", 1.0 / MMOL_PER_MG_DL)
}

/// Cholesterol in mmol/L.
pub const fn in_mmol_l(at: usize, column: &'static str, code: &'static str, range: Range) -> Input {
    Input::number(at, column, "mmol/L", range).observed(code, LIPID_HOURS).or_in("mg/dL", MMOL_PER_MG_DL)
}
