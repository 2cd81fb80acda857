//! The numbers behind the plots, as tables and as files.

use crate::analysis::diagnosis::learning_curve::CurvePoint;
use crate::analysis::diagnosis::metrics::Metric;
use crate::app::diagnosis::curves::{ClassCurves, Residual};
use crate::ui::text::Texts;

use super::plots::Which;
use super::words;

/// Headings and rows, unrounded where they go into a file.
pub struct Numbers {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<f64>>,
}

/// What a plot of a class is drawn from.
pub fn of_class(texts: &Texts, class: &ClassCurves, which: Which) -> Numbers {
    let headings = |keys: &[&str]| keys.iter().map(|key| texts.get(key).to_owned()).collect::<Vec<String>>();
    match which {
        Which::Roc | Which::Precision | Which::Confusion | Which::Learning => Numbers {
            headings: headings(&[
                "diagnosis-axis-threshold",
                "diagnosis-axis-sensitivity",
                "diagnosis-axis-false-alarms",
                "diagnosis-axis-precision",
            ]),
            // Nobody is called sick above every probability.
            rows: class
                .roc
                .iter()
                .map(|point| vec![point.threshold.min(1.0), point.sensitivity, point.false_alarms, point.precision])
                .collect(),
        },
        Which::Calibration => Numbers {
            headings: headings(&[
                "diagnosis-from",
                "diagnosis-to",
                "diagnosis-axis-cases",
                "diagnosis-axis-predicted",
                "diagnosis-axis-observed",
            ]),
            rows: class
                .calibration
                .iter()
                .map(|bin| vec![bin.low, bin.high, bin.cases as f64, bin.mean_predicted, bin.observed()])
                .collect(),
        },
        Which::Decision => Numbers {
            headings: headings(&[
                "diagnosis-axis-threshold",
                "diagnosis-legend-model",
                "diagnosis-legend-all",
                "diagnosis-legend-nobody",
            ]),
            rows: class.decision.iter().map(|point| vec![point.threshold, point.model, point.treat_all, 0.0]).collect(),
        },
    }
}

pub fn of_residuals(texts: &Texts, residuals: &[Residual], target: &str) -> Numbers {
    let headings = ["diagnosis-axis-predicted-number", "diagnosis-axis-residual"]
        .map(|key| texts.format(key, &[("target", &target)]));
    let row = |one: &Residual| vec![one.predicted, one.truth - one.predicted];
    Numbers { headings: headings.to_vec(), rows: residuals.iter().map(row).collect() }
}

pub fn of_learning(texts: &Texts, points: &[CurvePoint], primary: Metric) -> Numbers {
    let metric = words::metric(texts, primary);
    let headings = vec![
        texts.get("diagnosis-axis-learned-rows").to_owned(),
        metric,
        texts.get("diagnosis-fold-deviation").to_owned(),
    ];
    let row = |point: &CurvePoint| vec![point.rows, point.mean, point.deviation];
    Numbers { headings, rows: points.iter().map(row).collect() }
}
