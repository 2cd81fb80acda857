//! What a trial found: a ratio of risks or hazards with its interval. Analysis applies it, files carry it.

/// On which scale a ratio multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Ratio of risks: multiplies the risk.
    RelativeRisk,
    /// Ratio of hazards: raises the chance of staying well to its power.
    HazardRatio,
}

impl Measure {
    /// The abbreviation that papers use.
    pub fn id(self) -> &'static str {
        match self {
            Measure::RelativeRisk => "RR",
            Measure::HazardRatio => "HR",
        }
    }

    /// The measure of an abbreviation, in whichever case.
    pub fn from_id(id: &str) -> Option<Measure> {
        [Measure::RelativeRisk, Measure::HazardRatio].into_iter().find(|measure| id.eq_ignore_ascii_case(measure.id()))
    }
}

/// A ratio above 0 with its 95 % interval; one that exists is in order: `low <= estimate <= high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    measure: Measure,
    estimate: f64,
    low: f64,
    high: f64,
}

impl Ratio {
    /// `None` unless the three are finite, above 0 and in order.
    pub fn new(measure: Measure, estimate: f64, low: f64, high: f64) -> Option<Ratio> {
        let is_ratio = low > 0.0 && low <= estimate && estimate <= high && high.is_finite();
        is_ratio.then_some(Ratio { measure, estimate, low, high })
    }

    pub fn measure(self) -> Measure {
        self.measure
    }

    pub fn estimate(self) -> f64 {
        self.estimate
    }

    /// Lower end of the 95 % interval.
    pub fn low(self) -> f64 {
        self.low
    }

    /// Upper end of the 95 % interval.
    pub fn high(self) -> f64 {
        self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_order_is_a_ratio() {
        let new = |estimate, low, high| Ratio::new(Measure::RelativeRisk, estimate, low, high);
        assert!(new(0.8, 0.77, 0.83).is_some() && new(1.0, 1.0, 1.0).is_some());
        for (estimate, low, high) in
            [(0.8, 0.81, 0.83), (0.8, 0.7, 0.79), (0.0, 0.0, 1.0), (f64::NAN, 0.5, 1.0), (0.8, 0.7, f64::INFINITY)]
        {
            assert_eq!(new(estimate, low, high), None, "{estimate} ({low} to {high})");
        }
    }

    #[test]
    fn measures_are_known_by_their_abbreviation() {
        assert_eq!(Measure::from_id("hr"), Some(Measure::HazardRatio));
        assert_eq!(Measure::from_id("RR"), Some(Measure::RelativeRisk));
        assert_eq!(Measure::from_id("OR"), None);
    }
}
