//! `wardtwin twin warfarin`: the course of the INR under warfarin by genes and age, for each case of a file.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::warfarin::{Cyp2c9, Taker, Vkorc1, WarfarinDose, daily, simulate};
use crate::io::case_files::warfarin::{self, WarfarinCase, WarfarinPlan};
use crate::io::case_files::{Answer, CaseFile, fields};

use super::super::output::{Ending, Failure};
use super::answered;

#[derive(Args)]
pub struct WarfarinArguments {
    /// Cases: age, CYP2C9, VKORC1, dose_mg_daily (or doses), t_h.
    #[arg(long = "in", value_name = "JSON")]
    input: PathBuf,
    /// The same with a `result` for each case: inr and cs (S-warfarin, mg/L) at t_h; replaced where it is there.
    #[arg(long, value_name = "JSON")]
    out: PathBuf,
}

pub fn run(arguments: &WarfarinArguments) -> Result<Ending, Failure> {
    let file = CaseFile::read(&arguments.input)?;
    let answers: Vec<Answer> = warfarin::cases(&file).into_iter().map(|case| answer(&case?)).collect();
    answered(file, answers, &arguments.input, &arguments.out)
}

fn answer(case: &WarfarinCase) -> Answer {
    let taker = Taker {
        age_years: case.age_years,
        cyp2c9: Cyp2c9::parse(&case.cyp2c9)
            .ok_or_else(|| format!("CYP2C9 {}: the model knows *1, *2 and *3 alone", case.cyp2c9))?,
        vkorc1: Vkorc1::parse(&case.vkorc1).ok_or_else(|| format!("VKORC1 {}: not GG, GA or AA", case.vkorc1))?,
    };
    let doses = match &case.doses {
        WarfarinPlan::Daily { mg } => daily(*mg, case.at_hours.iter().copied().fold(0.0, f64::max)),
        WarfarinPlan::Each(doses) => {
            doses.iter().map(|(at_hours, mg)| WarfarinDose { at_hours: *at_hours, mg: *mg }).collect()
        }
    };
    let course = simulate(taker, &doses, &case.at_hours).map_err(|fault| fault.to_string())?;
    let inr: Vec<f64> = course.iter().map(|point| point.inr).collect();
    let concentrations: Vec<f64> = course.iter().map(|point| point.s_warfarin_mg_per_l).collect();
    Ok(fields([("inr", inr.into()), ("cs", concentrations.into())]))
}
