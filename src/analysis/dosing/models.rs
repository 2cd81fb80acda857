//! Published population models of vancomycin, with the choices that published codings of them leave open.

use super::DosingFault;
use super::course::Kinetics;

/// Compartments, and which parameters vary between people: clearance and volume; of two also the second volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    One,
    Two,
}

/// How far a level lies from the course: a standard deviation of two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ErrorModel {
    /// The parts' variances add up (NONMEM).
    SumOfVariances { added_var: f64, proportion: f64 },
    /// The parts themselves add up (Monolix).
    SumOfDeviations { added: f64, proportion: f64 },
}

impl ErrorModel {
    pub fn variance(self, predicted: f64) -> f64 {
        match self {
            ErrorModel::SumOfVariances { added_var, proportion } => added_var + (proportion * predicted).powi(2),
            ErrorModel::SumOfDeviations { added, proportion } => (added + proportion * predicted).powi(2),
        }
    }

    /// How the variance changes with what is predicted.
    pub fn variance_slope(self, predicted: f64) -> f64 {
        match self {
            ErrorModel::SumOfVariances { proportion, .. } => 2.0 * proportion * proportion * predicted,
            ErrorModel::SumOfDeviations { added, proportion } => 2.0 * proportion * (added + proportion * predicted),
        }
    }
}

/// A model for one person: the typical course, and how people and levels scatter around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub structure: Structure,
    pub typical: Kinetics,
    /// Covariance of the logarithms of clearance, volume and second volume.
    pub between_people: Vec<Vec<f64>>,
    pub error: ErrorModel,
}

impl Model {
    /// How many parameters are the person's own.
    pub fn own(&self) -> usize {
        match self.structure {
            Structure::One => 2,
            Structure::Two => 3,
        }
    }

    /// The person's kinetics at these logarithmic shifts.
    pub fn kinetics(&self, shifts: &[f64]) -> Kinetics {
        let times = |at: usize| shifts.get(at).copied().unwrap_or_default().exp();
        let typical = self.typical;
        Kinetics {
            clearance_l_per_h: typical.clearance_l_per_h * times(0),
            volume_l: typical.volume_l * times(1),
            second: typical.second.map(|(flow, volume)| (flow, volume * times(2))),
        }
    }
}

/// Who is treated, as far as the models ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    pub weight_kg: f64,
    pub creatinine_clearance_ml_per_min: f64,
    pub on_haemodialysis: bool,
}

/// How a model takes the creatinine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearance {
    /// Goti 2018 with its erratum: above 65 years a creatinine below 1 mg/dL counts as 1; the clearance ends at 150.
    Goti,
    Plain,
}

/// Creatinine clearance of Cockcroft and Gault (1976), mL/min.
///
/// # Errors
/// A value outside the population's range.
pub fn cockcroft_gault(
    age_years: f64,
    weight_kg: f64,
    creatinine_mg_per_dl: f64,
    is_female: bool,
    rule: Clearance,
) -> Result<f64, DosingFault> {
    inside("age", age_years, 18.0, 101.0, "18 to 101 years")?;
    inside("weight", weight_kg, 33.0, 255.0, "33 to 255 kg")?;
    inside("creatinine", creatinine_mg_per_dl, 0.1, 30.0, "0.1 to 30 mg/dL")?;
    let creatinine = match rule {
        Clearance::Goti if age_years > 65.0 => creatinine_mg_per_dl.max(1.0),
        Clearance::Goti | Clearance::Plain => creatinine_mg_per_dl,
    };
    let sex = if is_female { 0.85 } else { 1.0 };
    let clearance = (140.0 - age_years) * weight_kg / (72.0 * creatinine) * sex;
    Ok(match rule {
        Clearance::Goti => clearance.min(150.0),
        Clearance::Plain => clearance,
    })
}

fn inside(what: &'static str, value: f64, low: f64, high: f64, range: &'static str) -> Result<(), DosingFault> {
    if (low..=high).contains(&value) { Ok(()) } else { Err(DosingFault::OutOfRange { what, value, range }) }
}

fn check(person: &Person) -> Result<(), DosingFault> {
    inside("weight", person.weight_kg, 33.0, 255.0, "33 to 255 kg")?;
    inside("creatinine clearance", person.creatinine_clearance_ml_per_min, 1.0, 300.0, "1 to 300 mL/min")
}

/// Goti 2018 (Ther Drug Monit 40:212; 1812 adults): two compartments, the second not scaled by weight.
///
/// # Errors
/// A person outside the model's range.
pub fn goti_2018(person: &Person) -> Result<Model, DosingFault> {
    check(person)?;
    let (dialysed_clearance, dialysed_volume) = if person.on_haemodialysis { (0.7, 0.5) } else { (1.0, 1.0) };
    let kidney = (person.creatinine_clearance_ml_per_min / 120.0).powf(0.8);
    let typical = Kinetics {
        clearance_l_per_h: 4.5 * kidney * dialysed_clearance,
        volume_l: 58.4 * (person.weight_kg / 70.0) * dialysed_volume,
        second: Some((6.5, 38.4)),
    };
    let error = ErrorModel::SumOfVariances { added_var: 3.4 * 3.4, proportion: 0.227 };
    Ok(Model { structure: Structure::Two, typical, between_people: diagonal(&[0.147, 0.51, 0.282]), error })
}

/// Buelga 2005 (Antimicrob Agents Chemother 49:4934; haematological malignancies): one compartment; the published
/// association of clearance and volume is left out.
///
/// # Errors
/// A person outside the model's range.
pub fn buelga_2005(person: &Person) -> Result<Model, DosingFault> {
    check(person)?;
    if person.on_haemodialysis {
        return Err(DosingFault::OutOfRange { what: "haemodialysis", value: 1.0, range: "none" });
    }
    let typical = Kinetics {
        clearance_l_per_h: 1.08 * person.creatinine_clearance_ml_per_min * 0.06,
        volume_l: 0.98 * person.weight_kg,
        second: None,
    };
    let of_cv = |cv: f64| (1.0 + cv * cv).ln();
    let between_people = diagonal(&[of_cv(0.2816), of_cv(0.3715)]);
    let error = ErrorModel::SumOfVariances { added_var: 3.52 * 3.52, proportion: 0.0 };
    Ok(Model { structure: Structure::One, typical, between_people, error })
}

fn diagonal(variances: &[f64]) -> Vec<Vec<f64>> {
    let row =
        |at: usize| variances.iter().enumerate().map(move |(to, var)| if to == at { *var } else { 0.0 }).collect();
    (0..variances.len()).map(row).collect()
}
