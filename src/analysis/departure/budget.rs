//! The threshold of a departure from how many false alerts a ward bears, rather than by taste.

use std::sync::OnceLock;

use super::run_length::two_sided_run_length;

/// Deviations that the chart forgives; the thresholds are those for it.
const SLACK: f64 = 0.5;
/// Thresholds of the table: from here, in such steps, so many.
const LOWEST: f64 = 2.0;
const STEP: f64 = 0.5;
const STEPS: usize = 26;

/// How many false alerts of departures a patient and day a ward bears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlertBudget {
    pub per_patient_day: f64,
}

impl AlertBudget {
    /// Those that are offered, the strictest first.
    pub const OFFERED: [AlertBudget; 6] = [
        AlertBudget { per_patient_day: 0.02 },
        AlertBudget { per_patient_day: 0.05 },
        AlertBudget { per_patient_day: 0.1 },
        AlertBudget { per_patient_day: 0.2 },
        AlertBudget { per_patient_day: 0.5 },
        AlertBudget { per_patient_day: 1.0 },
    ];
    /// One false alert in ten days of a patient.
    pub const USUAL: AlertBudget = AlertBudget { per_patient_day: 0.1 };

    /// The budget of a kept setting; `None` where it is no budget.
    pub fn from_text(text: &str) -> Option<AlertBudget> {
        let per_patient_day: f64 = text.trim().parse().ok()?;
        (0.001..=10.0).contains(&per_patient_day).then_some(AlertBudget { per_patient_day })
    }

    /// The CUSUM's threshold for a signal that is read so often, where so many signals share the budget.
    pub fn threshold(self, readings_a_day: f64, signals: usize) -> f64 {
        lasting(readings_a_day.max(1.0) * signals.max(1) as f64 / self.per_patient_day)
    }
}

/// The threshold at which false alerts come once in so many readings, between those of the table.
fn lasting(readings: f64) -> f64 {
    let wanted = readings.max(1.0).ln();
    let table = table();
    let above = table.partition_point(|log| *log < wanted);
    let (Some(low), Some(high)) = (above.checked_sub(1).and_then(|at| table.get(at)), table.get(above)) else {
        // Beyond the table: its end.
        return LOWEST + if above == 0 { 0.0 } else { STEP * (STEPS - 1) as f64 };
    };
    LOWEST + STEP * ((above - 1) as f64 + (wanted - low) / (high - low))
}

/// The logarithm of the run length at each threshold; nearly a straight line.
fn table() -> &'static [f64] {
    static TABLE: OnceLock<Vec<f64>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let at = |step: usize| two_sided_run_length(SLACK, LOWEST + STEP * step as f64, 0.0).map(f64::ln);
        (0..STEPS).map_while(at).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of run lengths and thresholds in the specification, whose run lengths are those of the R package spc 0.6.7.
    #[test]
    fn thresholds_are_those_of_their_run_lengths() {
        for (readings, published) in [(500.0, 5.07), (1000.0, 5.76), (5760.0, 7.50), (57_600.0, 9.80)] {
            assert!((lasting(readings) - published).abs() < 0.02, "{readings}: {}", lasting(readings));
        }
        // Six signals every quarter of an hour, one false alert in ten days.
        assert!((AlertBudget::USUAL.threshold(96.0, 6) - 7.50).abs() < 0.02);
        assert_eq!((lasting(1.0), lasting(1e30)), (2.0, 14.5));
        assert_eq!(AlertBudget::from_text(" 0.2"), Some(AlertBudget { per_patient_day: 0.2 }));
        assert_eq!((AlertBudget::from_text("0"), AlertBudget::from_text("nan")), (None, None));
    }
}
