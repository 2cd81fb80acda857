//! Whether creatinine is steady: every equation of filtration and clearance takes it for an equilibrium.
//!
//! The reference and the limits are those by which laboratories of the NHS in England warn of acute kidney injury (patient
//! safety alert NHS/PSA/D/2014/010, after KDIGO 2012): the lowest value of the last 7 days, else the median of the last
//! year; a change by half, or a rise by more than 26 µmol/L within 48 hours. That a fall by a third from the highest value
//! of 7 days is no equilibrium either is our own.

const HOUR_SECS: i64 = 3_600;
const DAY_SECS: i64 = 24 * HOUR_SECS;
const RISE_UMOL_L: f64 = 26.0;
const RATIO: f64 = 1.5;
const SEVERE_UMOL_L: f64 = 354.0;

/// Creatinine that is on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CreatinineChange {
    /// µmol/L: what it is held against.
    pub reference: f64,
    /// µmol/L: the newest value.
    pub newest: f64,
}

impl CreatinineChange {
    /// The stage of an acute kidney injury by that alert: 3 from three times the reference or above 354 µmol/L, 2 from twice,
    /// 1 below; `None` where the value fell.
    pub fn injury_stage(&self) -> Option<u8> {
        let ratio = self.newest / self.reference;
        (ratio > 1.0).then_some(match ratio {
            _ if self.newest > SEVERE_UMOL_L => 3,
            ratio if ratio >= 3.0 => 3,
            ratio if ratio >= 2.0 => 2,
            _ => 1,
        })
    }
}

/// Judges the newest of values in µmol/L with their instants in seconds, oldest first; `None` where they are steady, or
/// where there is nothing to hold the newest against.
pub fn creatinine_change(values: &[(i64, f64)]) -> Option<CreatinineChange> {
    let (&(now, newest), earlier) = values.split_last()?;
    let within = |secs: i64| earlier.iter().filter(move |(at, _)| now - at <= secs).map(|(_, value)| *value);
    let change = |reference: f64| CreatinineChange { reference, newest };
    let lowest = |secs| within(secs).min_by(f64::total_cmp);
    let week = lowest(7 * DAY_SECS);
    let reference = week.or_else(|| median(within(365 * DAY_SECS).collect()));
    let rise = lowest(48 * HOUR_SECS).filter(|lowest| newest - lowest > RISE_UMOL_L);
    let climbed = reference.filter(|reference| newest >= RATIO * reference);
    let highest = within(7 * DAY_SECS).max_by(f64::total_cmp);
    let fallen = highest.filter(|highest| *highest >= RATIO * newest);
    climbed.or(rise).or(fallen).map(change)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get(values.len().saturating_sub(1) / 2)?;
    Some((lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(days_and_values: &[(f64, f64)]) -> Option<f64> {
        let values: Vec<(i64, f64)> =
            days_and_values.iter().map(|(day, value)| ((day * 86_400.0) as i64, *value)).collect();
        creatinine_change(&values).map(|change| change.reference)
    }

    #[test]
    fn an_injury_has_its_stage_and_a_fall_has_none() {
        let stage = |reference, newest| CreatinineChange { reference, newest }.injury_stage();
        assert_eq!([stage(80.0, 120.0), stage(80.0, 160.0), stage(80.0, 240.0)], [Some(1), Some(2), Some(3)]);
        assert_eq!([stage(80.0, 107.0), stage(230.0, 355.0), stage(300.0, 200.0)], [Some(1), Some(3), None]);
    }

    #[test]
    fn a_change_by_half_or_a_quick_rise_is_no_equilibrium() {
        assert_eq!(judged(&[(0.0, 89.0), (22.0, 169.0)]), Some(89.0), "against the median of the year");
        assert_eq!(
            judged(&[(0.0, 149.0), (80.0, 255.0), (81.0, 264.0), (83.0, 226.0)]),
            None,
            "high, and level for days"
        );
        assert_eq!(judged(&[(0.0, 80.0), (1.0, 107.0)]), Some(80.0), "27 in a day");
        assert_eq!(judged(&[(0.0, 80.0), (1.0, 106.0)]), None, "26 in a day");
        assert_eq!(judged(&[(0.0, 80.0), (3.0, 119.0)]), None, "more than 48 hours, and below half");
        assert_eq!(judged(&[(0.0, 80.0), (3.0, 120.0)]), Some(80.0));
        assert_eq!(judged(&[(0.0, 300.0), (3.0, 200.0)]), Some(300.0), "on its way down");
        assert_eq!(judged(&[(0.0, 80.0), (400.0, 200.0)]), None, "nothing of the last year");
        assert_eq!((judged(&[]), judged(&[(0.0, 200.0)])), (None, None));
    }
}
