//! The levels that a person's values settle at, before treatment and illness: drawn together, so that age, sex, weight,
//! pressure, sugar, lipids and kidneys hang together as they do in people.

use crate::domain::patient::Sex;

use super::random::{Draw, exp, pow};

/// Set points in canonical units (mmHg, /min, °C, %, cm, kg/m², mmol/L, µmol/L, g/L, 10⁹/L, U/L, mg/L).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels {
    pub height_cm: f64,
    pub bmi: f64,
    pub systolic: f64,
    pub diastolic: f64,
    pub pulse: f64,
    pub breaths: f64,
    pub temperature: f64,
    pub saturation: f64,
    pub hba1c: f64,
    pub glucose: f64,
    pub ldl: f64,
    pub hdl: f64,
    pub triglycerides: f64,
    pub creatinine: f64,
    pub haemoglobin: f64,
    pub white_cells: f64,
    pub platelets: f64,
    pub alt: f64,
    pub albumin: f64,
    pub bilirubin: f64,
    pub crp: f64,
}

/// The levels of an adult with the diagnoses that follow from them.
pub struct AdultLevels {
    pub levels: Levels,
    pub hypertension: bool,
    pub diabetes: bool,
    pub hyperlipidaemia: bool,
    pub anaemia: bool,
    /// True filtration rate, mL/min/1.73 m².
    pub gfr: f64,
}

struct Frame {
    sex: Sex,
    age_years: f64,
    height_cm: f64,
    bmi: f64,
}

impl Frame {
    fn for_sex(&self, female: f64, male: f64) -> f64 {
        if self.sex == Sex::Female { female } else { male }
    }
}

impl AdultLevels {
    /// Draws an adult of that sex and age.
    pub fn draw(sex: Sex, age_years: f64, is_chinese: bool, draw: &mut Draw) -> AdultLevels {
        let frame = draw_frame(sex, age_years, is_chinese, draw);
        let (systolic, diastolic, hypertension) = draw_pressure(&frame, draw);
        let (hba1c, glucose, diabetes) = draw_sugar(&frame, draw);
        let mut ldl: f64 = 3.0 + 0.75 * draw.normal() + 0.006 * (age_years - 50.0);
        let hyperlipidaemia = ldl > 3.55 || (diabetes && draw.chance(0.4));
        if hyperlipidaemia {
            ldl += 0.4;
        }
        let gfr = draw_gfr(age_years, diabetes, hypertension, draw);
        let low_kidney = f64::from(u8::from(gfr < 60.0));
        let haemoglobin =
            frame.for_sex(134.0, 149.0) + 9.0 * draw.normal() - 0.25 * (age_years - 60.0).max(0.0) - 9.0 * low_kidney;
        let levels = Levels {
            height_cm: frame.height_cm,
            bmi: frame.bmi,
            systolic,
            diastolic,
            pulse: frame.for_sex(74.0, 71.0) + 6.5 * draw.normal() + 0.3 * (frame.bmi - 25.0),
            breaths: 15.3 + 1.2 * draw.normal(),
            temperature: 36.6 + 0.15 * draw.normal(),
            saturation: 97.8 + 0.6 * draw.normal() - 0.015 * (age_years - 50.0).max(0.0),
            hba1c,
            glucose,
            ldl: ldl.max(1.2),
            hdl: (frame.for_sex(1.5, 1.22) - 0.02 * (frame.bmi - 25.0) + 0.2 * draw.normal()).clamp(0.6, 2.8),
            triglycerides: exp(0.2 + 0.045 * (frame.bmi - 25.0) + 0.33 * draw.normal()),
            creatinine: creatinine_from_gfr(gfr, sex, age_years),
            haemoglobin: haemoglobin.max(85.0),
            white_cells: 6.7 + 1.3 * draw.normal(),
            platelets: 250.0 + 48.0 * draw.normal(),
            alt: exp(3.0 + 0.03 * (frame.bmi - 25.0) + 0.33 * draw.normal()),
            albumin: 43.5 - 0.06 * (age_years - 50.0) + 1.8 * draw.normal(),
            bilirubin: exp(2.2 + 0.33 * draw.normal()),
            crp: exp(0.5 + 0.06 * (frame.bmi - 25.0) + 0.6 * draw.normal()),
        };
        let anaemia = haemoglobin < frame.for_sex(113.0, 125.0);
        AdultLevels { levels, hypertension, diabetes, hyperlipidaemia, anaemia, gfr }
    }
}

fn draw_frame(sex: Sex, age_years: f64, is_chinese: bool, draw: &mut Draw) -> Frame {
    let tallness = draw.normal();
    let shrinking = 0.06 * (age_years - 50.0).max(0.0);
    let mut height_cm = if sex == Sex::Female { 161.0 + 6.0 * tallness } else { 174.0 + 6.6 * tallness } - shrinking;
    let weight_for_height = draw.normal();
    let heavy_tail = 1.3 * weight_for_height.max(0.0) * weight_for_height.max(0.0);
    let mut bmi = 24.6 + 3.1 * weight_for_height + heavy_tail - 0.0012 * (age_years - 58.0) * (age_years - 58.0);
    if is_chinese {
        height_cm -= 3.0;
        bmi -= 1.0;
    }
    Frame { sex, age_years, height_cm, bmi: bmi.clamp(16.2, 47.0) }
}

fn draw_pressure(frame: &Frame, draw: &mut Draw) -> (f64, f64, bool) {
    let own = draw.normal();
    let mut systolic =
        113.0 + 0.36 * (frame.age_years - 30.0) + 0.8 * (frame.bmi - 24.0) + 10.0 * own + frame.for_sex(-1.0, 2.0);
    let hypertension = systolic + 6.0 * draw.normal() > 129.0;
    if hypertension {
        systolic = (systolic + 12.0).max(138.0);
    }
    let stiffening = 0.17 * (frame.age_years - 58.0).max(0.0);
    let diastolic = 0.42 * systolic + 25.0 + 4.0 * draw.normal() - stiffening;
    (systolic.clamp(98.0, 188.0), diastolic.clamp(54.0, 112.0), hypertension)
}

/// HbA1c, fasting glucose (from the HbA1c by the ADAG line, Nathan et al. 2008, less what meals add) and diabetes.
fn draw_sugar(frame: &Frame, draw: &mut Draw) -> (f64, f64, bool) {
    let liability = draw.normal() + 0.025 * (frame.age_years - 55.0) + 0.1 * (frame.bmi - 25.0);
    let diabetes = liability > 0.95;
    let own = draw.normal();
    let hba1c = if diabetes {
        (7.7 + 0.5 * (liability - 0.95) + 0.85 * own).clamp(6.5, 12.5)
    } else {
        (5.3 + 0.006 * (frame.age_years - 50.0) + 0.1 * liability + 0.18 * own).clamp(4.6, 6.3)
    };
    (hba1c, fasting_glucose(hba1c), diabetes)
}

/// Fasting glucose in mmol/L that goes with an HbA1c in %.
pub fn fasting_glucose(hba1c: f64) -> f64 {
    0.9 * (1.59 * hba1c - 2.59) - 0.25
}

fn draw_gfr(age_years: f64, diabetes: bool, hypertension: bool, draw: &mut Draw) -> f64 {
    let strain = 3.0 * f64::from(u8::from(diabetes)) + 2.0 * f64::from(u8::from(hypertension));
    let healthy = 121.0 - 0.7 * (age_years - 20.0) + 9.0 * draw.normal() - strain;
    let ill = draw.chance(0.05 + 0.012 * strain + 0.001 * (age_years - 50.0).max(0.0));
    let loss = if ill { draw.between(18.0, 55.0) } else { 0.0 };
    (healthy - loss).clamp(17.0, 135.0)
}

/// Micromoles of creatinine per litre in one milligram per decilitre.
pub const UMOL_L_PER_MG_DL: f64 = 88.42;

/// The constants of the CKD-EPI 2021 creatinine equation (Inker et al., N Engl J Med 2021;385:1737): kappa (mg/dL),
/// alpha, and the value at creatinine = kappa.
fn ckd_epi_2021(sex: Sex, age_years: f64) -> (f64, f64, f64) {
    let at_kappa = 142.0 * pow(0.9938, age_years);
    if sex == Sex::Female { (0.7, -0.241, at_kappa * 1.012) } else { (0.9, -0.302, at_kappa) }
}

/// Estimated filtration rate in mL/min/1.73 m² by CKD-EPI 2021, for adults.
pub fn egfr_from_creatinine(creatinine_umol_l: f64, sex: Sex, age_years: f64) -> f64 {
    let (kappa, alpha, at_kappa) = ckd_epi_2021(sex, age_years);
    let ratio = creatinine_umol_l / UMOL_L_PER_MG_DL / kappa;
    at_kappa * pow(ratio, if ratio < 1.0 { alpha } else { -1.2 })
}

/// The creatinine in µmol/L at which the equation gives that rate, kept within what healthy muscle produces.
fn creatinine_from_gfr(gfr: f64, sex: Sex, age_years: f64) -> f64 {
    let (kappa, alpha, at_kappa) = ckd_epi_2021(sex, age_years);
    let share = gfr / at_kappa;
    let ratio = pow(share, 1.0 / if share > 1.0 { alpha } else { -1.2 });
    ratio.max(0.72) * kappa * UMOL_L_PER_MG_DL
}

/// Height of a growing child in cm.
pub fn child_height_cm(sex: Sex, age_years: f64, tallness: f64) -> f64 {
    let grown_years = age_years.min(if sex == Sex::Female { 14.5 } else { 16.5 });
    (86.0 + 6.0 * (grown_years - 2.0)) * (1.0 + 0.035 * tallness)
}

/// Body mass index in the middle of children of that age: lowest at six.
pub fn child_bmi(age_years: f64) -> f64 {
    15.4 + 0.42 * (age_years - 6.0).max(0.0) + 0.15 * (6.0 - age_years).max(0.0)
}

/// A child's levels; the ones that grow are followed in [`super::physiology`].
pub fn child_levels(sex: Sex, age_years: f64, draw: &mut Draw) -> Levels {
    Levels {
        height_cm: child_height_cm(sex, age_years, draw.normal() * 0.8),
        bmi: child_bmi(age_years) * (1.0 + 0.07 * draw.normal()),
        systolic: 89.0 + 1.7 * age_years + 4.0 * draw.normal(),
        diastolic: 52.0 + 0.9 * age_years + 3.0 * draw.normal(),
        pulse: 113.0 - 2.4 * age_years + 5.0 * draw.normal(),
        breaths: 26.0 - 0.6 * age_years + draw.normal(),
        temperature: 36.8 + 0.15 * draw.normal(),
        saturation: 98.4 + 0.5 * draw.normal(),
        hba1c: 5.2,
        glucose: 4.9 + 0.3 * draw.normal(),
        ldl: 2.4,
        hdl: 1.4,
        triglycerides: 0.9,
        creatinine: 24.0 + 2.6 * age_years + 3.0 * draw.normal(),
        haemoglobin: 120.0 + 1.1 * age_years + 5.0 * draw.normal(),
        white_cells: 8.2 - 0.08 * age_years + 1.2 * draw.normal(),
        platelets: 300.0 + 45.0 * draw.normal(),
        alt: 17.0 + 3.0 * draw.normal(),
        albumin: 43.0 + 1.5 * draw.normal(),
        bilirubin: 7.0 + 1.5 * draw.normal(),
        crp: 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filtration_rates_match_the_published_equation() {
        // Worked by hand from the equation: woman of 50 at 0.9 mg/dL, man of 60 at 1.5 mg/dL.
        let by_hand = |kappa: f64, exponent: f64, creatinine: f64, age: f64, factor: f64| {
            142.0 * (creatinine / kappa).powf(exponent) * 0.9938f64.powf(age) * factor
        };
        let woman = egfr_from_creatinine(0.9 * UMOL_L_PER_MG_DL, Sex::Female, 50.0);
        let man = egfr_from_creatinine(1.5 * UMOL_L_PER_MG_DL, Sex::Male, 60.0);
        assert!((woman - by_hand(0.7, -1.2, 0.9, 50.0, 1.012)).abs() < 1e-9, "{woman}");
        assert!((man - by_hand(0.9, -1.2, 1.5, 60.0, 1.0)).abs() < 1e-9, "{man}");
        assert!((77.0..79.0).contains(&woman) && (52.0..54.0).contains(&man), "{woman} {man}");
    }

    #[test]
    fn creatinine_is_the_inverse() {
        for gfr in [20.0, 45.0, 70.0] {
            let creatinine = creatinine_from_gfr(gfr, Sex::Male, 65.0);
            assert!((egfr_from_creatinine(creatinine, Sex::Male, 65.0) - gfr).abs() < 1e-6);
        }
    }
}
