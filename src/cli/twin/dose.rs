//! `wardtwin twin dose`: the kinetics that a patient's levels speak for, the course under the doses given, and the dose
//! for a wanted exposure with the chances that it misses.

use serde_json::Value;

use crate::analysis::dosing::{
    Clearance, DosingFault, ErrorModel, Fitted, Infusion, Kinetics, Level, Model, Person, Structure, Timeline,
    buelga_2005, cockcroft_gault, dose_for_target, fit, goti_2018, level_check, posterior, steady_state,
};
use crate::analysis::statistics::DEVIATIONS;
use crate::io::case_files::dose::{self, DoseCase, DoseModel, ErrorWords, Kidney, PersonWords, Target};
use crate::io::case_files::{Answer, CaseFile, fields};

use super::super::output::{Ending, Failure};
use super::{CaseArguments, answered};

/// Exposures over 24 hours, mg h/L, between which the chances are told.
const LOW: f64 = 400.0;
const HIGH: f64 = 600.0;

pub fn run(arguments: &CaseArguments) -> Result<Ending, Failure> {
    let file = CaseFile::read(&arguments.input)?;
    let answers: Vec<Answer> = dose::cases(&file).into_iter().map(|case| answer(&case?)).collect();
    answered(file, answers, &arguments.input, &arguments.out)
}

/// A case as the analysis takes it.
struct Asked {
    model: Model,
    doses: Vec<Infusion>,
    levels: Vec<Level>,
}

fn answer(case: &DoseCase) -> Answer {
    let asked = Asked {
        model: model(case)?,
        doses: case.doses.iter().map(|[at_hours, mg, hours]| infusion(*at_hours, *mg, *hours)).collect(),
        levels: case.levels.iter().map(|[at_hours, mg_per_l]| level(*at_hours, *mg_per_l)).collect(),
    };
    calculated(case, &asked).map_err(|fault| fault.to_string())
}

fn infusion(at_hours: f64, mg: f64, hours: f64) -> Infusion {
    Infusion { at_hours, mg, hours }
}

fn level(at_hours: f64, mg_per_l: f64) -> Level {
    Level { at_hours, mg_per_l }
}

fn calculated(case: &DoseCase, asked: &Asked) -> Result<Value, DosingFault> {
    let found = fit(&asked.model, &asked.doses, &asked.levels)?;
    let timeline = Timeline::new(&asked.doses, &case.at_hours)?;
    let by_hour = |values: Vec<f64>| -> Value {
        let named = case.at_hours.iter().zip(values).map(|(hour, value)| (format!("{hour:?}"), value.into()));
        Value::Object(named.collect())
    };
    let mut values = vec![
        ("eta", found.shifts.clone().into()),
        ("ofv", found.objective.into()),
        ("cov", found.covariance.iter().cloned().map(Value::from).collect()),
        ("params", parameters(&found.kinetics)),
        ("ipred", found.predicted.clone().into()),
        ("conc_at", by_hour(timeline.concentrations(&found.kinetics))),
        ("auc_0_to", by_hour(timeline.exposures(&found.kinetics))),
        ("level_z", level_check(&asked.model, &asked.doses, &asked.levels)?.into()),
    ];
    if matches!(case.model, DoseModel::Given { .. }) {
        values.extend([("CL", found.kinetics.clearance_l_per_h.into()), ("V", found.kinetics.volume_l.into())]);
    }
    if let Some(target) = &case.target {
        values.push(("ss", at_target(&found, target)?));
        values.push(("posterior_quadrature", chances(asked, &found, target)?));
    }
    Ok(fields(values))
}

fn parameters(kinetics: &Kinetics) -> Value {
    let clearance = ("CL", kinetics.clearance_l_per_h.into());
    match kinetics.second {
        None => fields([clearance, ("V", kinetics.volume_l.into())]),
        Some((flow, volume)) => {
            fields([clearance, ("V1", kinetics.volume_l.into()), ("Q", flow.into()), ("V2", volume.into())])
        }
    }
}

fn at_target(found: &Fitted, target: &Target) -> Result<Value, DosingFault> {
    let mg = dose_for_target(&found.kinetics, target.exposure_24h, target.every_hours);
    let steady = steady_state(&found.kinetics, mg, target.infusion_hours, target.every_hours)?;
    let spread = found.covariance.first().and_then(|row| row.first()).copied().unwrap_or_default().sqrt();
    let factors = [(-DEVIATIONS * spread).exp(), (DEVIATIONS * spread).exp()];
    Ok(fields([
        ("tau", target.every_hours.into()),
        ("dur", target.infusion_hours.into()),
        ("target_auc24", target.exposure_24h.into()),
        ("dose_for_target", mg.into()),
        ("peak_end_infusion", steady.peak_mg_per_l.into()),
        ("trough", steady.trough_mg_per_l.into()),
        ("auc24_per_gram_per_day", (1000.0 / found.kinetics.clearance_l_per_h).into()),
        ("auc24_95ci_factor", factors.to_vec().into()),
    ]))
}

fn chances(asked: &Asked, found: &Fitted, target: &Target) -> Result<Value, DosingFault> {
    let doubt = posterior(&asked.model, &asked.doses, &asked.levels, found)?;
    let mg = dose_for_target(&found.kinetics, target.exposure_24h, target.every_hours);
    let mg_per_day = mg * 24.0 / target.every_hours;
    let [below, within, above] = doubt.exposure_chances(mg_per_day, LOW, HIGH);
    Ok(fields([
        ("CL_q025", doubt.quantile(0.025).into()),
        ("CL_q50", doubt.quantile(0.5).into()),
        ("CL_q975", doubt.quantile(0.975).into()),
        ("CL_mean", doubt.mean().into()),
        ("regimen_mg_per_day", mg_per_day.into()),
        ("p_auc24_below_400", below.into()),
        ("p_auc24_400_600", within.into()),
        ("p_auc24_above_600", above.into()),
        ("method", "grid of all parameters over 5 population deviations, drawn closer, spline of the clearance".into()),
    ]))
}

fn model(case: &DoseCase) -> Result<Model, String> {
    let model = match &case.model {
        DoseModel::Named { name, person } => named(name, person)?,
        DoseModel::Given { clearance, volume, second, omega, error } => Model {
            structure: if second.is_some() { Structure::Two } else { Structure::One },
            typical: Kinetics { clearance_l_per_h: *clearance, volume_l: *volume, second: *second },
            between_people: omega.clone(),
            error: error_model(error)?,
        },
    };
    match &case.error {
        Some(error) => Ok(Model { error: error_model(error)?, ..model }),
        None => Ok(model),
    }
}

type OfPerson = fn(&Person) -> Result<Model, DosingFault>;

fn named(name: &str, words: &PersonWords) -> Result<Model, String> {
    let known: [(&str, OfPerson, Clearance); 2] =
        [("goti2018", goti_2018, Clearance::Goti), ("buelga2005", buelga_2005, Clearance::Plain)];
    let (_, model, rule) =
        known.into_iter().find(|(known, _, _)| *known == name).ok_or_else(|| format!("no model {name:?}"))?;
    let clearance = match words.kidney {
        Kidney::Clearance { ml_per_min } => Ok(ml_per_min),
        Kidney::Creatinine { age_years, mg_per_dl, is_female } => {
            cockcroft_gault(age_years, words.weight_kg, mg_per_dl, is_female, rule)
        }
    };
    let person = clearance.map(|creatinine_clearance_ml_per_min| Person {
        weight_kg: words.weight_kg,
        creatinine_clearance_ml_per_min,
        on_haemodialysis: words.on_haemodialysis,
    });
    person.and_then(|person| model(&person)).map_err(|fault| fault.to_string())
}

fn error_model(words: &ErrorWords) -> Result<ErrorModel, String> {
    let is_error = words.added_var >= 0.0 && words.proportion >= 0.0 && words.added_var + words.proportion > 0.0;
    match words.kind.as_str() {
        _ if !is_error => Err("the error is none of 0 or more".to_owned()),
        "combined2" => Ok(ErrorModel::SumOfVariances { added_var: words.added_var, proportion: words.proportion }),
        "combined1" => Ok(ErrorModel::SumOfDeviations { added: words.added_var.sqrt(), proportion: words.proportion }),
        other => Err(format!("the error {other:?} is neither combined1 nor combined2")),
    }
}
