//! The bare calculator: a baseline risk and effects of trials to a future with its interval. No gate, no table.

use crate::domain::trial_effect::{Measure, Ratio};

/// Half the width of a 95 % interval in standard errors, as the trials' own intervals are taken apart and put together.
const DEVIATIONS: f64 = 1.96;

/// An effect and how much of it: `units` times what the trial measured, such as 2 for 20 mmHg where it is per 10.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dose {
    pub ratio: Ratio,
    pub units: f64,
}

/// A risk after the effects, beside the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Future {
    pub baseline: f64,
    pub ratio: f64,
    pub ratio_low: f64,
    pub ratio_high: f64,
    pub risk: f64,
    pub risk_low: f64,
    pub risk_high: f64,
    /// Absolute reduction of the risk; below 0 where it rises.
    pub arr: f64,
    pub arr_low: f64,
    pub arr_high: f64,
    /// People to treat for one event fewer, below 0 for one event more; `None` where nothing changes.
    pub nnt: Option<f64>,
}

impl Future {
    /// Whether the risk and its interval are probabilities: a relative risk can carry a high baseline beyond 1.
    pub fn is_probability(&self) -> bool {
        self.risk_low >= 0.0 && self.risk_high <= 1.0
    }
}

/// Why a case cannot be calculated.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum CalculationFault {
    #[error("the baseline risk {0} is not between 0 and 1")]
    Baseline(f64),
    #[error("{0} units is not an amount")]
    Units(f64),
    #[error("the amounts are so large that the ratio is no number")]
    Beyond,
}

/// Applies effects to a baseline risk: `RR^u` multiplies the risk, `HR^u` raises what is left to its power. Several
/// multiply, with the standard errors of their logarithms added in squares; one hazard ratio among them makes the whole
/// a hazard ratio.
///
/// # Errors
/// The baseline is no probability, an amount is no number, or the result is none.
pub fn future(baseline: f64, doses: &[Dose]) -> Result<Future, CalculationFault> {
    if !(0.0..=1.0).contains(&baseline) {
        return Err(CalculationFault::Baseline(baseline));
    }
    if let Some(dose) = doses.iter().find(|dose| !dose.units.is_finite()) {
        return Err(CalculationFault::Units(dose.units));
    }
    let [ratio, ratio_low, ratio_high] = match doses {
        [dose] => of_one(*dose),
        several => of_several(several),
    };
    if !(ratio_low > 0.0 && ratio_high.is_finite()) {
        return Err(CalculationFault::Beyond);
    }
    let measure = match doses.iter().any(|dose| dose.ratio.measure() == Measure::HazardRatio) {
        true => Measure::HazardRatio,
        false => Measure::RelativeRisk,
    };
    let [risk, risk_low, risk_high] = [ratio, ratio_low, ratio_high].map(|ratio| applied(measure, baseline, ratio));
    let arr = baseline - risk;
    Ok(Future {
        baseline,
        ratio,
        ratio_low,
        ratio_high,
        risk,
        risk_low,
        risk_high,
        arr,
        arr_low: baseline - risk_high,
        arr_high: baseline - risk_low,
        nnt: Some(arr.recip()).filter(|nnt| nnt.is_finite()),
    })
}

/// Estimate and ends of the interval, the lower first: an amount below 0 turns the interval round.
fn of_one(dose: Dose) -> [f64; 3] {
    let [estimate, one, other] =
        [dose.ratio.estimate(), dose.ratio.low(), dose.ratio.high()].map(|ratio| ratio.powf(dose.units));
    [estimate, one.min(other), one.max(other)]
}

fn of_several(doses: &[Dose]) -> [f64; 3] {
    let log: f64 = doses.iter().map(|dose| dose.units * dose.ratio.estimate().ln()).sum();
    let squares: f64 = doses.iter().map(|dose| (dose.units * standard_error(dose.ratio)).powi(2)).sum();
    let half_width = DEVIATIONS * squares.sqrt();
    [log.exp(), (log - half_width).exp(), (log + half_width).exp()]
}

/// Of the ratio's logarithm, from its interval.
fn standard_error(ratio: Ratio) -> f64 {
    (ratio.high().ln() - ratio.low().ln()) / (2.0 * DEVIATIONS)
}

fn applied(measure: Measure, baseline: f64, ratio: f64) -> f64 {
    match measure {
        Measure::RelativeRisk => baseline * ratio,
        Measure::HazardRatio => 1.0 - (1.0 - baseline).powf(ratio),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dose(measure: Measure, estimate: f64, spread: f64, units: f64) -> Dose {
        let ratio = Ratio::new(measure, estimate, estimate / spread, estimate * spread).expect("in order");
        Dose { ratio, units }
    }

    /// Ettehad 2016: a relative risk of 0.80 for each 10 mmHg; 20 mmHg at a baseline of 15 % leave 9.6 %.
    #[test]
    fn a_relative_risk_worked_by_hand() {
        let ratio = Ratio::new(Measure::RelativeRisk, 0.8, 0.77, 0.83).expect("in order");
        let found = future(0.15, &[Dose { ratio, units: 2.0 }]).expect("a case");
        assert!((found.risk - 0.096).abs() < 1e-12 && (found.arr - 0.054).abs() < 1e-12);
        assert!((found.risk_low - 0.15 * 0.5929).abs() < 1e-12 && (found.arr_low - (0.15 - 0.103335)).abs() < 1e-12);
        assert!((found.nnt.expect("defined") - 1.0 / 0.054).abs() < 1e-9);
    }

    #[test]
    fn without_effect_nothing_changes_and_no_number_to_treat_is_defined() {
        let found = future(0.3, &[]).expect("a case");
        assert_eq!((found.risk, found.arr, found.nnt), (0.3, 0.0, None));
        let none = future(0.0, &[dose(Measure::HazardRatio, 0.5, 1.2, 1.0)]).expect("a case");
        assert_eq!((none.risk, none.nnt), (0.0, None));
    }

    #[test]
    fn what_is_no_case_is_refused() {
        let one = [dose(Measure::RelativeRisk, 0.8, 1.1, 1.0)];
        for baseline in [-0.1, 1.1, f64::NAN] {
            assert!(matches!(future(baseline, &one), Err(CalculationFault::Baseline(_))));
        }
        let endless = [dose(Measure::RelativeRisk, 0.8, 1.1, f64::NAN)];
        assert!(matches!(future(0.1, &endless), Err(CalculationFault::Units(_))));
        let beyond = [dose(Measure::RelativeRisk, 2.0, 1.1, 1e9)];
        assert_eq!(future(0.1, &beyond), Err(CalculationFault::Beyond));
    }

    #[test]
    fn a_relative_risk_can_leave_probability_and_that_is_told() {
        let harm = [dose(Measure::RelativeRisk, 1.43, 1.01, 1.0)];
        assert!(!future(0.9, &harm).expect("arithmetic").is_probability());
        assert!(future(0.1, &harm).expect("arithmetic").is_probability());
    }

    fn any_dose() -> impl Strategy<Value = Dose> {
        let measure = prop_oneof![Just(Measure::RelativeRisk), Just(Measure::HazardRatio)];
        (measure, 0.2f64..2.0, 1.0f64..1.6, 0.1f64..3.0).prop_map(|(m, e, s, u)| dose(m, e, s, u))
    }

    proptest! {
        #[test]
        fn the_reduction_is_before_minus_after(p0 in 0.0f64..=1.0, doses in prop::collection::vec(any_dose(), 0..4)) {
            let found = future(p0, &doses).expect("a case");
            prop_assert_eq!(found.arr, p0 - found.risk);
            prop_assert_eq!((found.arr_low, found.arr_high), (p0 - found.risk_high, p0 - found.risk_low));
            prop_assert!(found.risk_low <= found.risk + 1e-12 && found.risk <= found.risk_high + 1e-12);
            if let Some(nnt) = found.nnt {
                prop_assert!((nnt * found.arr - 1.0).abs() < 1e-9);
            }
        }

        #[test]
        fn a_hazard_ratio_never_leaves_probability(p0 in 0.0f64..=1.0, estimate in 0.2f64..5.0, units in 0.1f64..5.0) {
            let found = future(p0, &[dose(Measure::HazardRatio, estimate, 1.2, units)]).expect("a case");
            prop_assert!(found.is_probability());
        }

        /// A dose taken in two halves is the whole dose; the interval is narrower, since halves count as independent.
        #[test]
        fn halves_multiply_to_the_whole(p0 in 0.0f64..=1.0, whole in any_dose()) {
            let half = Dose { units: whole.units / 2.0, ..whole };
            let (one, two) = (future(p0, &[whole]).expect("a case"), future(p0, &[half, half]).expect("a case"));
            prop_assert!((one.risk - two.risk).abs() < 1e-9);
        }

        #[test]
        fn order_does_not_matter(p0 in 0.0f64..=1.0, a in any_dose(), b in any_dose()) {
            let (ab, ba) = (future(p0, &[a, b]).expect("a case"), future(p0, &[b, a]).expect("a case"));
            prop_assert!((ab.risk_high - ba.risk_high).abs() < 1e-12);
        }

        #[test]
        fn a_stronger_effect_leaves_less_risk(p0 in 0.01f64..0.99, one in any_dose(), less in 0.5f64..0.99) {
            let ratio = one.ratio;
            let stronger = Ratio::new(ratio.measure(), ratio.estimate() * less, ratio.low() * less, ratio.high() * less);
            let stronger = Dose { ratio: stronger.expect("in order"), units: one.units };
            let risk = |dose| future(p0, &[dose]).expect("a case").risk;
            prop_assert!(risk(stronger) < risk(one));
        }
    }
}
