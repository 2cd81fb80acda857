//! How well a score puts the sick before the healthy, whatever the threshold; ties count half.

/// Cases from the highest score to the lowest, sorted once and measured often.
#[derive(Clone, Debug)]
pub struct Ranked {
    order: Vec<u32>,
    /// Where each run of equal scores ends in `order`.
    ends: Vec<u32>,
}

/// What lies at and above a threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Above {
    /// Position in [`Ranked::order`] behind the last case at the threshold.
    pub end: usize,
    pub positives: f64,
    pub negatives: f64,
}

impl Ranked {
    pub fn new(scores: &[f64]) -> Ranked {
        let mut order: Vec<u32> = (0..scores.len() as u32).collect();
        let score = |case: u32| scores.get(case as usize).copied().unwrap_or(f64::NAN);
        order.sort_by(|a, b| score(*b).total_cmp(&score(*a)));
        let mut ends = Vec::new();
        for place in 1..=order.len() {
            let here = order.get(place - 1).copied().map(score);
            if order.get(place).copied().map(score) != here {
                ends.push(place as u32);
            }
        }
        Ranked { order, ends }
    }

    /// Cases from the highest score to the lowest.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// What lies above each distinct score, from none to all.
    pub fn steps<'a>(
        &'a self,
        is_positive: &'a dyn Fn(u32) -> bool,
        weight: &'a dyn Fn(u32) -> f64,
    ) -> impl Iterator<Item = Above> + 'a {
        let mut above = Above { end: 0, positives: 0.0, negatives: 0.0 };
        self.ends.iter().map(move |end| {
            for case in self.order.get(above.end..*end as usize).unwrap_or_default() {
                let side = if is_positive(*case) { &mut above.positives } else { &mut above.negatives };
                *side += weight(*case);
            }
            above.end = *end as usize;
            above
        })
    }

    /// Area under the receiver operating characteristic: the chance that a sick case scores above a healthy one.
    /// `None` where one of the two is missing.
    pub fn roc_auc(&self, is_positive: &dyn Fn(u32) -> bool, weight: &dyn Fn(u32) -> f64) -> Option<f64> {
        let (mut area, mut before) = (0.0, Above { end: 0, positives: 0.0, negatives: 0.0 });
        for above in self.steps(is_positive, weight) {
            area += (above.negatives - before.negatives) * (above.positives + before.positives) / 2.0;
            before = above;
        }
        let pairs = before.positives * before.negatives;
        (pairs > 0.0).then(|| area / pairs)
    }

    /// Mean positive predictive value over the steps of sensitivity. `None` where nobody is sick.
    pub fn average_precision(&self, is_positive: &dyn Fn(u32) -> bool, weight: &dyn Fn(u32) -> f64) -> Option<f64> {
        let (mut sum, mut before) = (0.0, 0.0);
        for above in self.steps(is_positive, weight) {
            if above.positives > before {
                sum += (above.positives - before) * above.positives / (above.positives + above.negatives);
            }
            before = above.positives;
        }
        (before > 0.0).then(|| sum / before)
    }
}
