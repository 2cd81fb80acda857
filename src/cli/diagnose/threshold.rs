//! From which probability a class is said: a threshold, or how bad a miss and a false alarm are.

use clap::Args;

use crate::analysis::diagnosis::saved::{SavedModel, threshold_of};

use super::super::output::Failure;

#[derive(Args)]
pub struct ThresholdArguments {
    /// Probability of the second of two classes from which it is said.
    #[arg(long, value_name = "P", conflicts_with_all = ["miss_harm", "alarm_harm"])]
    threshold: Option<f64>,
    /// How bad it is to miss a case, beside --alarm-harm.
    #[arg(long, value_name = "H", requires = "alarm_harm")]
    miss_harm: Option<f64>,
    /// How bad a false alarm is, beside --miss-harm.
    #[arg(long, value_name = "H", requires = "miss_harm")]
    alarm_harm: Option<f64>,
}

impl ThresholdArguments {
    /// The probability from which the second class is said; `None` where nothing was said of it.
    ///
    /// # Errors
    /// No probability, no harms, a model of other than two classes.
    pub fn of(&self, model: &SavedModel) -> Result<Option<f64>, Failure> {
        let threshold = match (self.threshold, self.miss_harm, self.alarm_harm) {
            (Some(threshold), _, _) if threshold > 0.0 && threshold < 1.0 => Some(threshold),
            (Some(_), _, _) => return Err(Failure("a threshold lies between 0 and 1".to_owned())),
            (None, Some(miss), Some(alarm)) => {
                Some(threshold_of(miss, alarm).ok_or_else(|| Failure("a harm is a number above 0".to_owned()))?)
            }
            (None, _, _) => None,
        };
        if threshold.is_some() && model.classes().len() != 2 {
            return Err(Failure("a threshold is for models of two classes".to_owned()));
        }
        Ok(threshold)
    }
}
