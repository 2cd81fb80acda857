//! Who was taken for what: the table of truth against prediction, and the shares that clinicians read from it.
//!
//! A share without anything to divide by is `None`: a fold without a single sick patient has no sensitivity. Of several
//! classes each is held against all others, and the mean over the classes that have the share is taken.

/// Weights of cases by truth and prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Confusion {
    classes: usize,
    /// Row by row: truth, then prediction.
    weights: Vec<f64>,
}

/// One class against all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoByTwo {
    pub true_positive: f64,
    pub false_positive: f64,
    pub true_negative: f64,
    pub false_negative: f64,
}

impl TwoByTwo {
    /// Share of the sick that are found.
    pub fn sensitivity(&self) -> Option<f64> {
        share(self.true_positive, self.true_positive + self.false_negative)
    }

    /// Share of the healthy that are left alone.
    pub fn specificity(&self) -> Option<f64> {
        share(self.true_negative, self.true_negative + self.false_positive)
    }

    /// Share of the alarms that are right.
    pub fn positive_predictive_value(&self) -> Option<f64> {
        share(self.true_positive, self.true_positive + self.false_positive)
    }

    /// Share of the all-clears that are right.
    pub fn negative_predictive_value(&self) -> Option<f64> {
        share(self.true_negative, self.true_negative + self.false_negative)
    }

    /// Harmonic mean of sensitivity and positive predictive value.
    pub fn f1(&self) -> Option<f64> {
        let hits = 2.0 * self.true_positive;
        share(hits, hits + self.false_positive + self.false_negative)
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

impl Confusion {
    pub fn new(classes: usize) -> Confusion {
        Confusion { classes, weights: vec![0.0; classes * classes] }
    }

    pub fn classes(&self) -> usize {
        self.classes
    }

    pub fn add(&mut self, truth: u32, predicted: u32, weight: f64) {
        if let Some(cell) = self.weights.get_mut(truth as usize * self.classes + predicted as usize) {
            *cell += weight;
        }
    }

    pub fn at(&self, truth: usize, predicted: usize) -> f64 {
        self.weights.get(truth * self.classes + predicted).copied().unwrap_or(0.0)
    }

    pub fn total(&self) -> f64 {
        self.weights.iter().sum()
    }

    fn of_truth(&self, class: usize) -> f64 {
        (0..self.classes).map(|predicted| self.at(class, predicted)).sum()
    }

    fn of_prediction(&self, class: usize) -> f64 {
        (0..self.classes).map(|truth| self.at(truth, class)).sum()
    }

    fn right(&self) -> f64 {
        (0..self.classes).map(|class| self.at(class, class)).sum()
    }

    pub fn against_others(&self, class: usize) -> TwoByTwo {
        let (hits, truths, alarms) = (self.at(class, class), self.of_truth(class), self.of_prediction(class));
        TwoByTwo {
            true_positive: hits,
            false_positive: alarms - hits,
            false_negative: truths - hits,
            true_negative: self.total() - truths - alarms + hits,
        }
    }

    pub fn accuracy(&self) -> Option<f64> {
        share(self.right(), self.total())
    }

    /// Mean sensitivity of the classes that occur.
    pub fn balanced_accuracy(&self) -> Option<f64> {
        self.mean_over_classes(TwoByTwo::sensitivity)
    }

    pub fn mean_over_classes(&self, of: impl Fn(&TwoByTwo) -> Option<f64>) -> Option<f64> {
        let found: Vec<f64> = (0..self.classes).filter_map(|class| of(&self.against_others(class))).collect();
        share(found.iter().sum(), found.len() as f64)
    }

    /// Of two classes the second one's share, of several the mean.
    pub fn share_of(&self, of: impl Fn(&TwoByTwo) -> Option<f64>) -> Option<f64> {
        if self.classes == 2 { of(&self.against_others(1)) } else { self.mean_over_classes(of) }
    }

    /// Correlation of truth and prediction (Matthews 1975; several classes: Gorodkin 2004); 0 where one of them never
    /// changes.
    pub fn matthews(&self) -> Option<f64> {
        let total = self.total();
        if total <= 0.0 {
            return None;
        }
        let (mut truth_squares, mut predicted_squares, mut products) = (0.0, 0.0, 0.0);
        for class in 0..self.classes {
            let (truth, predicted) = (self.of_truth(class), self.of_prediction(class));
            truth_squares += truth * truth;
            predicted_squares += predicted * predicted;
            products += truth * predicted;
        }
        let spread = (total * total - truth_squares) * (total * total - predicted_squares);
        Some(if spread > 0.0 { (self.right() * total - products) / spread.sqrt() } else { 0.0 })
    }
}

/// The class with the highest score; the first of several.
pub fn likeliest(scores: &[f64]) -> u32 {
    let mut best = 0;
    for (class, score) in scores.iter().enumerate() {
        if scores.get(best).is_none_or(|most| score > most) {
            best = class;
        }
    }
    best as u32
}
