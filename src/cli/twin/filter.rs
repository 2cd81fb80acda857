//! `wardtwin twin filter`: each series followed, smoothed and forecast; its variances fitted where they are asked for.

use serde_json::Value;

use crate::analysis::state_space::{
    Belief, Dynamics, Forecast, Parameter, Reading, StateSpace, Step, filtered, fit, log_likelihood, smoothed,
};
use crate::io::case_files::filter::{self, FilterCase, LIST};
use crate::io::case_files::{Answer, CaseFile, fields};

use super::super::output::{Ending, Failure};
use super::{CaseArguments, answered};

pub fn run(arguments: &CaseArguments) -> Result<Ending, Failure> {
    let file = CaseFile::read_list(&arguments.input, LIST)?;
    let answers: Vec<Answer> = filter::cases(&file).into_iter().map(|case| answer(&case?)).collect();
    answered(file, answers, &arguments.input, &arguments.out)
}

fn answer(case: &FilterCase) -> Answer {
    let model = model(case)?;
    let start = start(case, &model)?;
    let readings = readings(case);
    let steps = filtered(&model, start, &readings).map_err(|fault| fault.to_string())?;
    let last = steps.last().map_or(start, |step| step.filtered);
    let forecasts = case.horizons.iter().map(|after| forecast(&model.forecast(&last, *after))).collect();
    let mut values = followed(&model, &readings, &steps);
    values.push(("forecast", Value::Array(forecasts)));
    if !case.free.is_empty() {
        values.push(("mle", most_likely(case, &model, start, &readings)?));
    }
    Ok(fields(values))
}

fn readings(case: &FilterCase) -> Vec<Reading> {
    case.times.iter().zip(&case.values).map(|(at, value)| Reading { at: *at, value: *value }).collect()
}

fn model(case: &FilterCase) -> Result<StateSpace, String> {
    let number = |name: &str| case.parameters.get(name).copied().ok_or_else(|| format!("{name} is missing"));
    let dynamics = match case.model.as_str() {
        "ll" => Dynamics::LocalLevel { level_noise: number("q")? },
        "llt" => Dynamics::Trend { level_noise: number("q_level")?, slope_noise: number("q_slope")? },
        "ou" => Dynamics::Reverting { set_point: number("mu")?, pull: number("theta")?, noise: number("sigma2")? },
        other => return Err(format!("the model {other:?} is none of ll, llt and ou")),
    };
    Ok(StateSpace { dynamics, reading_noise: number("r")? })
}

fn start(case: &FilterCase, model: &StateSpace) -> Result<Belief, String> {
    let states = model.states();
    let is_square =
        case.start_covariance.len() == states && case.start_covariance.iter().all(|row| row.len() == states);
    if case.start_mean.len() != states || !is_square {
        return Err(format!("init wants {states} means and as many rows of covariances"));
    }
    let mean = |at: usize| case.start_mean.get(at).copied().unwrap_or_default();
    let cell = |row: usize, at: usize| case.start_covariance.get(row).and_then(|row| row.get(at)).copied();
    let cov = std::array::from_fn(|row| std::array::from_fn(|at| cell(row, at).unwrap_or_default()));
    Ok(Belief { mean: [mean(0), mean(1)], cov })
}

fn followed(model: &StateSpace, readings: &[Reading], steps: &[Step]) -> Vec<(&'static str, Value)> {
    let states = model.states();
    let means = |beliefs: &[Belief]| -> Value {
        beliefs.iter().map(|belief| Value::from(belief.mean.iter().take(states).copied().collect::<Vec<_>>())).collect()
    };
    let variances = |beliefs: &[Belief]| -> Value {
        let of = |belief: &Belief| [belief.cov[0][0], belief.cov[1][1]].into_iter().take(states).collect::<Vec<_>>();
        beliefs.iter().map(|belief| Value::from(of(belief))).collect()
    };
    let predicted: Vec<Belief> = steps.iter().map(|step| step.predicted).collect();
    let filtered: Vec<Belief> = steps.iter().map(|step| step.filtered).collect();
    let smoothed = smoothed(model, readings, steps);
    let of_steps = |of: fn(&Step) -> Option<f64>| -> Value { steps.iter().map(|step| Value::from(of(step))).collect() };
    let shared = match states {
        2 => filtered.iter().map(|belief| Value::from(belief.cov[0][1])).collect(),
        _ => Value::Null,
    };
    vec![
        ("loglike", log_likelihood(steps).into()),
        ("predicted_mean", means(&predicted)),
        ("predicted_var", variances(&predicted)),
        ("innovation", of_steps(|step| step.innovation)),
        ("innovation_var", of_steps(|step| Some(step.innovation_var))),
        ("std_innovation", of_steps(Step::standardised)),
        ("loglike_obs", of_steps(|step| Some(step.log_likelihood))),
        ("filtered_mean", means(&filtered)),
        ("filtered_var", variances(&filtered)),
        ("filtered_cov01", shared),
        ("smoothed_mean", means(&smoothed)),
        ("smoothed_var", variances(&smoothed)),
    ]
}

fn forecast(found: &Forecast) -> Value {
    let (low, high) = found.interval();
    fields([
        ("h", found.after.into()),
        ("mean", found.mean.into()),
        ("state_var", found.state_var.into()),
        ("obs_var", found.reading_var.into()),
        ("lo95", low.into()),
        ("hi95", high.into()),
    ])
}

fn most_likely(case: &FilterCase, model: &StateSpace, start: Belief, readings: &[Reading]) -> Answer {
    let named: Vec<(&str, Parameter)> = names(model).into_iter().zip(Parameter::of(model)).collect();
    let parameter = |name: &String| {
        let known = named.iter().find(|(known, _)| known == name).map(|(_, parameter)| *parameter);
        known.ok_or_else(|| format!("{name} is no parameter that can be fitted"))
    };
    let free: Vec<Parameter> = case.free.iter().map(parameter).collect::<Result<_, _>>()?;
    let found = fit(model, start, readings, &free).map_err(|fault| fault.to_string())?;
    let chosen = named.iter().filter(|(_, parameter)| free.contains(parameter));
    let params = chosen.map(|(name, parameter)| ((*name).to_owned(), parameter.value(&found.model).into())).collect();
    let boundary = named.iter().filter(|(_, parameter)| found.at_zero.contains(parameter));
    Ok(fields([
        ("params", Value::Object(params)),
        ("loglike", found.log_likelihood.into()),
        ("boundary", boundary.map(|(name, _)| Value::from(*name)).collect()),
    ]))
}

/// The file's names of the parameters, in the model's order.
fn names(model: &StateSpace) -> Vec<&'static str> {
    match model.dynamics {
        Dynamics::LocalLevel { .. } => vec!["q", "r"],
        Dynamics::Trend { .. } => vec!["q_level", "q_slope", "r"],
        Dynamics::Reverting { .. } => vec!["theta", "sigma2", "r"],
    }
}
