//! What a person's body shows at a moment: the levels it settles at, slow change, treatment, illness and the scatter of
//! measuring. Values are in canonical units and stay within what is plausible.

use super::disorder::Disorder;
use super::levels::{child_bmi, child_height_cm, egfr_from_creatinine, fasting_glucose};
use super::person::{Person, WINDOW_DAYS};
use super::random::{Draw, slow_wave};
use super::stays::{Stay, Strain};

/// A set of vital signs.
#[derive(Clone, Copy, Debug)]
pub struct Vitals {
    pub systolic: f64,
    pub diastolic: f64,
    pub pulse: f64,
    pub breaths: f64,
    pub temperature: f64,
    pub saturation: f64,
}

/// Kidney, salts and sugar.
#[derive(Clone, Copy, Debug)]
pub struct Metabolic {
    pub glucose: f64,
    pub creatinine: f64,
    /// Adults only: the equation does not hold for children.
    pub egfr: Option<f64>,
    pub urea: f64,
    pub sodium: f64,
    pub potassium: f64,
}

/// Lipids; total cholesterol is their sum after Friedewald.
#[derive(Clone, Copy, Debug)]
pub struct Lipids {
    pub cholesterol: f64,
    pub ldl: f64,
    pub hdl: f64,
    pub triglycerides: f64,
}

/// Blood count.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    pub haemoglobin: f64,
    pub white_cells: f64,
    pub platelets: f64,
}

/// Liver.
#[derive(Clone, Copy, Debug)]
pub struct Liver {
    pub alt: f64,
    pub albumin: f64,
    pub bilirubin: f64,
}

/// A person at a moment.
pub struct Body<'a> {
    person: &'a Person,
    day: f64,
    minute: i64,
    strain: Strain,
    /// How much of the strain shows in signs and in blood.
    effect: (f64, f64),
}

impl<'a> Body<'a> {
    /// The person `minute` minutes after the start of the window; in a stay, its illness shows.
    pub fn at(person: &'a Person, stay: Option<&Stay>, minute: i64) -> Body<'a> {
        let (strain, effect) = stay.map_or((Strain::default(), (0.0, 0.0)), |s| (s.cause.strain, s.effect_at(minute)));
        Body { person, day: minute as f64 / 1440.0, minute, strain, effect }
    }

    fn wave(&self, quantity: u64) -> f64 {
        slow_wave(self.person.key, quantity, self.day, 80.0)
    }

    /// 0 before a treatment, 1 once it has worked for `ramp_days`, straight between.
    fn treated(&self, start: Option<f64>, ramp_days: f64) -> f64 {
        start.map_or(0.0, |start| ((self.day - start) / ramp_days).clamp(0.0, 1.0)) * self.person.response
    }

    pub fn vitals(&self, draw: &mut Draw) -> Vitals {
        let (levels, starts, strain) = (&self.person.levels, &self.person.starts, &self.strain);
        let signs = self.effect.0;
        let shared = draw.normal();
        let relief = 11.0 * self.treated(starts.antihypertensive, 42.0)
            + 7.0 * self.treated(starts.antihypertensive_step, 42.0)
            + 4.0 * self.treated(starts.beta_blocker, 21.0);
        let press = self.wave(1) * 4.0 + shared * 5.5 + strain.systolic * signs - relief;
        let systolic = (levels.systolic + press + 0.5 * self.day / 365.0).clamp(74.0, 232.0);
        let diastolic = levels.diastolic + 0.5 * press + 3.0 * draw.normal();
        let irregular = if self.person.has(Disorder::AtrialFibrillation) { 2.0 } else { 1.0 };
        let by_day = if (240..900).contains(&(self.minute.rem_euclid(1440))) { 2.0 } else { -2.0 };
        let pulse = levels.pulse + self.wave(2) * 2.5 + 3.5 * irregular * draw.normal() + by_day + strain.pulse * signs
            - 9.0 * self.treated(starts.beta_blocker, 21.0);
        let copd = if self.person.has(Disorder::Copd) { 1.0 } else { 0.0 };
        Vitals {
            systolic,
            diastolic: diastolic.clamp(38.0, (systolic - 16.0).min(128.0)),
            pulse: pulse.clamp(42.0, 185.0),
            breaths: (levels.breaths + draw.normal() + strain.breaths * signs + 1.8 * copd).clamp(9.0, 44.0),
            temperature: (levels.temperature + 0.17 * draw.normal() + 0.05 * by_day + strain.temperature * signs)
                .clamp(35.2, 41.3),
            saturation: (levels.saturation + 0.7 * draw.normal() + strain.saturation * signs - 3.2 * copd)
                .clamp(80.0, 100.0),
        }
    }

    pub fn height_cm(&self) -> f64 {
        let person = self.person;
        if !person.is_child() {
            return person.levels.height_cm;
        }
        let grown = child_height_cm(person.sex, person.age_years_on(self.day), 0.0);
        person.levels.height_cm * grown / child_height_cm(person.sex, person.age_years_on(WINDOW_DAYS), 0.0)
    }

    pub fn weight_kg(&self, draw: &mut Draw) -> f64 {
        let person = self.person;
        let growth = if person.is_child() {
            child_bmi(person.age_years_on(self.day)) / child_bmi(person.age_years_on(WINDOW_DAYS))
        } else {
            1.0
        };
        let metres = self.height_cm() / 100.0;
        let change = 0.035 * slow_wave(person.key, 3, self.day, 300.0) + 0.006 * self.wave(4);
        person.levels.bmi * growth * metres * metres * (1.0 + change) + 0.3 * draw.normal()
    }

    fn hba1c_level(&self) -> f64 {
        let person = self.person;
        let drift = if person.has(Disorder::Diabetes) { 0.22 } else { 0.06 };
        let lowered = person.levels.hba1c - 1.05 * self.treated(person.starts.metformin, 100.0);
        lowered.max(5.7_f64.min(person.levels.hba1c)) + drift * self.wave(5)
    }

    pub fn hba1c(&self, draw: &mut Draw) -> f64 {
        (self.hba1c_level() + 0.09 * draw.normal()).clamp(4.2, 14.0)
    }

    pub fn metabolic(&self, draw: &mut Draw) -> Metabolic {
        let (person, blood) = (self.person, self.effect.1);
        let scatter = if person.has(Disorder::Diabetes) { 0.9 } else { 0.32 };
        let glucose = fasting_glucose(self.hba1c_level()) + scatter * draw.normal() + self.strain.glucose * blood;
        let ill_kidney = person.has(Disorder::KidneyStage3) || person.has(Disorder::KidneyStage4);
        let decline = if ill_kidney { 0.05 * self.day / 365.0 } else { 0.0 };
        let factor = 1.0 + decline + 0.04 * self.wave(6) + 0.04 * draw.normal();
        let illness = 1.0 + self.strain.creatinine_share * blood;
        let creatinine = (person.levels.creatinine * factor * illness).clamp(18.0, 900.0);
        let age_years = person.age_years_on(self.day);
        Metabolic {
            glucose: glucose.clamp(2.9, 38.0),
            creatinine,
            egfr: (age_years >= 18.0).then(|| egfr_from_creatinine(creatinine, person.sex, age_years)),
            urea: (1.6 + 0.046 * creatinine + 0.8 * draw.normal()).clamp(1.2, 48.0),
            sodium: (140.0 + 1.0 * self.wave(7) + 1.6 * draw.normal() - 3.0 * blood).clamp(122.0, 152.0),
            potassium: (4.15 + 0.27 * draw.normal() + 0.003 * (creatinine - 80.0).clamp(-20.0, 300.0)).clamp(2.7, 6.4),
        }
    }

    pub fn lipids(&self, draw: &mut Draw) -> Lipids {
        let (levels, statin) = (&self.person.levels, self.treated(self.person.starts.statin, 50.0));
        let ldl = levels.ldl * (1.0 - 0.35 * statin) * (1.0 + 0.06 * self.wave(8) + 0.05 * draw.normal());
        let hdl = levels.hdl * (1.0 + 0.03 * self.wave(9) + 0.04 * draw.normal());
        let triglycerides =
            levels.triglycerides * (1.0 - 0.12 * statin) * (1.0 + 0.13 * self.wave(10) + 0.14 * draw.normal());
        let (ldl, hdl, triglycerides) = (ldl.max(0.5), hdl.max(0.5), triglycerides.clamp(0.35, 12.0));
        Lipids { cholesterol: ldl + hdl + triglycerides / 2.2, ldl, hdl, triglycerides }
    }

    pub fn count(&self, draw: &mut Draw) -> Count {
        let (levels, blood) = (&self.person.levels, self.effect.1);
        Count {
            haemoglobin: (levels.haemoglobin
                + 3.0 * self.wave(11)
                + 2.5 * draw.normal()
                + self.strain.haemoglobin * blood)
                .clamp(62.0, 195.0),
            white_cells: (levels.white_cells * (1.0 + 0.07 * self.wave(12) + 0.08 * draw.normal())
                + self.strain.white_cells * blood)
                .clamp(2.1, 42.0),
            platelets: (levels.platelets * (1.0 + 0.05 * self.wave(13) + 0.06 * draw.normal()) + 12.0 * blood)
                .clamp(70.0, 690.0),
        }
    }

    pub fn liver(&self, draw: &mut Draw) -> Liver {
        let (levels, blood) = (&self.person.levels, self.effect.1);
        let statin = self.treated(self.person.starts.statin, 50.0);
        Liver {
            alt: (levels.alt * (1.0 + 0.1 * statin + 0.14 * self.wave(14) + 0.1 * draw.normal())).clamp(5.0, 400.0),
            albumin: (levels.albumin + 0.8 * draw.normal() - 0.03 * self.strain.crp * blood).clamp(19.0, 52.0),
            bilirubin: (levels.bilirubin * (1.0 + 0.14 * draw.normal())).clamp(2.0, 60.0),
        }
    }

    pub fn crp(&self, draw: &mut Draw) -> f64 {
        let scatter = 1.0 + 0.22 * draw.normal();
        ((self.person.levels.crp + self.strain.crp * self.effect.1) * scatter).clamp(0.6, 420.0)
    }
}
