//! What was learned of costs, as JSON and in lines.

use serde_json::{Value, json};

use crate::analysis::schedule::cost::{CostFault, Errors, Learned, Term, Validation, terms};
use crate::app::schedule::costs::CostRows;
use crate::domain::schedule::cost::CostModel;

type Held<'a> = Result<&'a Option<Validation>, &'a CostFault>;

pub fn report(learned: &Learned, held: Held<'_>, read: &CostRows) -> Value {
    let model = &learned.model;
    let left_out = read.left_out.iter().map(|(line, why)| json!({"line": line, "why": why}));
    let residual = learned.residuals.iter().map(|row| {
        json!({
            "line": row.line,
            "cost": row.cost,
            "fitted": row.fitted,
            "residual": row.cost - row.fitted,
            "standardised": row.standardised,
            "leverage": row.leverage,
        })
    });
    let reference = |input: &crate::domain::schedule::cost::CostInput| {
        (input.name.clone(), input.levels.get(input.reference).map(|level| level.name.clone()).into())
    };
    json!({
        "target": model.target,
        "rows": model.rows,
        "left_out": left_out.collect::<Vec<_>>(),
        "reference": model.inputs.iter().map(reference).collect::<serde_json::Map<String, Value>>(),
        "coefficients": terms(model).iter().map(|term| coefficient(model, term)).collect::<Vec<_>>(),
        "residual_standard_deviation": model.spread,
        "degrees_of_freedom": model.freedom,
        "r_squared": learned.r_squared,
        "residuals": residual.collect::<Vec<_>>(),
        "held_back": match held {
            Ok(Some(found)) => validation(found),
            Ok(None) => json!({"verdict": "not validated", "why": "fewer than two rows got a prediction"}),
            Err(fault) => json!({"verdict": "not validated", "why": fault.to_string()}),
        },
    })
}

fn coefficient(model: &CostModel, term: &Term) -> Value {
    let level = term.term.level.and_then(|(input, level)| {
        let input = model.inputs.get(input)?;
        Some((input.name.as_str(), input.levels.get(level)?))
    });
    let value = term.value;
    json!({
        "input": level.map(|(input, _)| input),
        "level": level.map_or("(intercept)", |(_, level)| level.name.as_str()),
        "rows": level.map(|(_, level)| level.rows),
        "value": value.map(|found| found.0),
        "low": value.map(|found| found.1),
        "high": value.map(|found| found.2),
        "note": if value.is_none() { "always together with others: cannot be told apart" } else { "" },
    })
}

fn validation(found: &Validation) -> Value {
    let errors =
        |of: &Errors| json!({"root_mean_square_error": of.root_mean_square, "mean_absolute_error": of.mean_absolute});
    json!({
        "folds": found.folds,
        "seed": found.seed,
        "rows": found.rows,
        "refused": found.refused,
        "model": errors(&found.model),
        "mean": errors(&found.mean),
        "gain_in_absolute_error": {"value": found.gain.0, "low": found.gain.1, "high": found.gain.2},
        "in_interval": found.covered as f64 / found.rows as f64,
        "verdict": verdict(found),
    })
}

fn verdict(found: &Validation) -> &'static str {
    if found.is_better() { "better than the mean" } else { "no better than the mean" }
}

pub fn lines(learned: &Learned, held: Held<'_>) -> Vec<String> {
    let model = &learned.model;
    let mut lines = vec![format!(
        "learned from {} rows, {} columns; standard deviation of what is left {:.2}",
        model.rows,
        model.kept().count(),
        model.spread
    )];
    let untold = model.columns.len() - model.kept().count();
    if untold > 0 {
        lines.push(format!("{untold} words are always together with others: their effects cannot be told apart"));
    }
    match held {
        Ok(Some(found)) => {
            lines.push(format!(
                "on {} rows held back ({} folds): mean absolute error {:.2}, of the mean {:.2}; {}",
                found.rows,
                found.folds,
                found.model.mean_absolute,
                found.mean.mean_absolute,
                verdict(found)
            ));
            lines.push(format!("{} of {} costs lay in their 95 % interval", found.covered, found.rows));
        }
        Ok(None) => lines.push("not validated: fewer than two rows got a prediction".to_owned()),
        Err(fault) => lines.push(format!("not validated: {fault}")),
    }
    lines
}
