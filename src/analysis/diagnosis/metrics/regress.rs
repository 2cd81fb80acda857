//! How far predicted numbers are from true ones.

/// Sums from which all measures of numbers follow.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    weight: f64,
    cases: u64,
    absolute: f64,
    squared: f64,
    truth: f64,
    /// Truths are summed around the first one, so that large ones keep their digits.
    origin: Option<f64>,
    truth_squared: f64,
}

impl Errors {
    pub fn add(&mut self, truth: f64, predicted: f64, weight: f64) {
        let error = predicted - truth;
        let from_origin = truth - *self.origin.get_or_insert(truth);
        self.cases += u64::from(weight > 0.0);
        self.weight += weight;
        self.absolute += weight * error.abs();
        self.squared += weight * error * error;
        self.truth += weight * from_origin;
        self.truth_squared += weight * from_origin * from_origin;
    }

    pub fn mean_absolute(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.absolute / self.weight)
    }

    pub fn root_mean_square(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| (self.squared / self.weight).sqrt())
    }

    /// Share of the truth's variance that is explained; `None` below two cases, and where the truth never changes 1 without
    /// any error and 0 with one.
    pub fn r_squared(&self) -> Option<f64> {
        if self.cases < 2 {
            return None;
        }
        let spread = self.truth_squared - self.truth * self.truth / self.weight;
        if spread > 0.0 {
            return Some(1.0 - self.squared / spread);
        }
        Some(if self.squared == 0.0 { 1.0 } else { 0.0 })
    }
}
