//! How a future is told: in people of a thousand, and how many have to be treated for one of them.

use super::calculate::Future;

/// How many people have to be treated, as it is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NumberNeeded {
    /// For one event fewer.
    ToTreat(f64),
    /// For one event more.
    ToHarm(f64),
    /// The interval reaches from benefit to harm, or nothing changes: no number is honest.
    NotDefined,
}

impl NumberNeeded {
    /// From the absolute reduction and its interval.
    pub fn of(future: &Future) -> NumberNeeded {
        match future.nnt {
            Some(number) if future.arr_low > 0.0 => NumberNeeded::ToTreat(number),
            Some(number) if future.arr_high < 0.0 => NumberNeeded::ToHarm(-number),
            Some(_) | None => NumberNeeded::NotDefined,
        }
    }
}

/// A risk as people of a thousand, rounded to whole ones.
pub fn per_thousand(risk: f64) -> u32 {
    // The cast saturates, and a risk is at most 1.
    (risk * 1000.0).round() as u32
}

/// How many fewer of a thousand: what is shown before less what is shown after, so that the three numbers always agree.
/// Below 0 where they are more.
pub fn fewer_per_thousand(before: f64, after: f64) -> i64 {
    i64::from(per_thousand(before)) - i64::from(per_thousand(after))
}

#[cfg(test)]
mod tests {
    use super::super::calculate::{Dose, future};
    use super::super::effects::TrialEffect;
    use super::*;

    fn of(id: &str, baseline: f64) -> NumberNeeded {
        let ratio = TrialEffect::by_id(id).and_then(TrialEffect::ratio).expect("a row");
        NumberNeeded::of(&future(baseline, &[Dose { ratio, units: 1.0 }]).expect("a case"))
    }

    #[test]
    fn a_number_is_told_only_where_the_interval_stays_on_one_side() {
        assert!(matches!(of("bp10_mace", 0.15), NumberNeeded::ToTreat(n) if (n - 33.333_333_333).abs() < 1e-6));
        assert!(matches!(of("asa_prim_bleed", 0.1), NumberNeeded::ToHarm(n) if (n - 25.084_870_686).abs() < 1e-6));
        // 0.81 (0.65 to 1.01): from benefit to harm.
        assert_eq!(of("asa_af_stroke", 0.05), NumberNeeded::NotDefined);
        assert_eq!(of("bp10_mace", 0.0), NumberNeeded::NotDefined);
    }

    #[test]
    fn risks_are_people_of_a_thousand() {
        assert_eq!([0.0, 0.1204, 1.0].map(per_thousand), [0, 120, 1000]);
        // 306.4 and 268.6 are 37.8 apart, and shown as 306 and 269.
        assert_eq!((fewer_per_thousand(0.3064, 0.2686), fewer_per_thousand(0.02, 0.0285)), (37, -9));
    }
}
