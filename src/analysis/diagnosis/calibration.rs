//! Scores turned into probabilities: a sigmoid (Platt 2000) or steps that never fall (isotonic).
//!
//! It is fitted on scores of cases that the model had not seen. Of several classes each is calibrated against all others
//! and the sum made 1. The order of cases by the model's own score is left as it is: a sigmoid that would turn it round
//! becomes flat.

use serde::{Deserialize, Serialize};

/// How scores become probabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Calibration {
    /// The model's own, where it gives any.
    Own,
    /// For models whose scores are no probabilities [`Calibration::Platt`], for others [`Calibration::Own`].
    #[default]
    Automatic,
    Platt,
    Isotonic,
}

/// A fitted calibration: one curve a class, of two classes that of the second alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Calibrator {
    Own,
    Curves(Vec<Curve>),
}

/// From the score of a class to its probability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Curve {
    /// 1 / (1 + exp(slope * score + offset)).
    Sigmoid { slope: f64, offset: f64 },
    /// Straight between points, level beyond them.
    Steps { scores: Vec<f64>, probabilities: Vec<f64> },
}

/// The shape to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveShape {
    Sigmoid,
    Steps,
}

impl Calibrator {
    /// `scores` holds `classes` numbers a case, case by case.
    pub fn fit(shape: CurveShape, scores: &[f64], truth: &[u32], classes: usize) -> Calibrator {
        let of_class = |class: usize| {
            let scores: Vec<f64> = scores.chunks_exact(classes).map(|case| evidence(case, class)).collect();
            let is_class: Vec<bool> = truth.iter().map(|of| *of as usize == class).collect();
            match shape {
                CurveShape::Sigmoid => sigmoid(&scores, &is_class),
                CurveShape::Steps => steps(&scores, &is_class),
            }
        };
        let first = if classes == 2 { 1 } else { 0 };
        Calibrator::Curves((first..classes).map(of_class).collect())
    }

    /// Probabilities of one case's classes, which sum to 1.
    pub fn probabilities(&self, scores: &[f64]) -> Vec<f64> {
        match self {
            Calibrator::Own => normalised(scores.to_vec()),
            Calibrator::Curves(curves) => match (curves.as_slice(), scores) {
                ([curve], [_, _]) => {
                    let second = curve.probability(evidence(scores, 1));
                    vec![1.0 - second, second]
                }
                _ => {
                    let of_class = |(class, curve): (usize, &Curve)| curve.probability(evidence(scores, class));
                    normalised(curves.iter().enumerate().map(of_class).collect())
                }
            },
        }
    }
}

/// What speaks for the class: of two classes the difference.
fn evidence(scores: &[f64], class: usize) -> f64 {
    match scores {
        [first, second] if class == 1 => second - first,
        [first, second] => first - second,
        several => several.get(class).copied().unwrap_or(0.0),
    }
}

fn normalised(mut probabilities: Vec<f64>) -> Vec<f64> {
    let sum: f64 = probabilities.iter().sum();
    let count = probabilities.len() as f64;
    probabilities.iter_mut().for_each(|share| *share = if sum > 0.0 { *share / sum } else { 1.0 / count });
    probabilities
}

impl Curve {
    pub fn probability(&self, score: f64) -> f64 {
        match self {
            Curve::Sigmoid { slope, offset } => 1.0 / (1.0 + (slope * score + offset).exp()),
            Curve::Steps { scores, probabilities } => between(scores, probabilities, score),
        }
    }
}

fn between(scores: &[f64], probabilities: &[f64], score: f64) -> f64 {
    let at = |place: usize| Some((*scores.get(place)?, *probabilities.get(place)?));
    let above = scores.partition_point(|known| *known < score);
    match (above.checked_sub(1).and_then(at), at(above)) {
        (Some((low, from)), Some((high, to))) => from + (to - from) * (score - low) / (high - low),
        (None, Some((_, only))) | (Some((_, only)), None) => only,
        (None, None) => 0.5,
    }
}

const NEWTON_STEPS: usize = 100;
/// The slope of the loss at which it counts as level, a case.
const LEVEL: f64 = 1e-12;

/// Platt's sigmoid by Newton steps with halving (Lin, Lin, Weng 2007). The targets are drawn in by one case a side, so that
/// a perfect order does not become certainty.
fn sigmoid(scores: &[f64], is_class: &[bool]) -> Curve {
    let flat = flat(is_class);
    let Curve::Sigmoid { offset, .. } = flat else { return flat };
    let sick = is_class.iter().filter(|is| **is).count() as f64;
    let healthy = is_class.len() as f64 - sick;
    let target = |is: &bool| if *is { (sick + 1.0) / (sick + 2.0) } else { 1.0 / (healthy + 2.0) };
    let targets: Vec<f64> = is_class.iter().map(target).collect();
    // Steps are taken on scores of deviation 1, whatever their unit.
    let (middle, spread) = middle_and_spread(scores);
    let unit: Vec<f64> = scores.iter().map(|score| (score - middle) / spread).collect();
    let (mut slope, mut at_middle) = (0.0, offset);
    let mut loss = sigmoid_loss(&unit, &targets, slope, at_middle);
    for _ in 0..NEWTON_STEPS {
        let Some((step_slope, step_offset)) = newton_step(&unit, &targets, slope, at_middle) else { break };
        let mut share = 1.0;
        loop {
            let (next_slope, next_offset) = (slope - share * step_slope, at_middle - share * step_offset);
            let next = sigmoid_loss(&unit, &targets, next_slope, next_offset);
            if next < loss {
                (slope, at_middle, loss) = (next_slope, next_offset, next);
                break;
            }
            share /= 2.0;
            if share < 1e-10 {
                return upright(slope, at_middle, middle, spread, flat);
            }
        }
    }
    upright(slope, at_middle, middle, spread, flat)
}

/// Back in the unit of the scores; flat where a higher score would mean less.
fn upright(slope: f64, at_middle: f64, middle: f64, spread: f64, flat: Curve) -> Curve {
    if slope >= 0.0 {
        return flat;
    }
    let slope = slope / spread;
    Curve::Sigmoid { slope, offset: at_middle - slope * middle }
}

/// The share of the class for every score.
fn flat(is_class: &[bool]) -> Curve {
    let sick = is_class.iter().filter(|is| **is).count() as f64;
    let healthy = is_class.len() as f64 - sick;
    Curve::Sigmoid { slope: 0.0, offset: ((healthy + 1.0) / (sick + 1.0)).ln() }
}

fn middle_and_spread(scores: &[f64]) -> (f64, f64) {
    let count = scores.len().max(1) as f64;
    let middle = scores.iter().sum::<f64>() / count;
    let spread = (scores.iter().map(|score| (score - middle).powi(2)).sum::<f64>() / count).sqrt();
    (middle, if spread > 0.0 { spread } else { 1.0 })
}

fn sigmoid_loss(scores: &[f64], targets: &[f64], slope: f64, offset: f64) -> f64 {
    let of_case = |(score, target): (&f64, &f64)| {
        let exponent = slope * score + offset;
        // target * z + ln(1 + exp(-z)), without overflow on either side.
        target * exponent + if exponent >= 0.0 { (-exponent).exp().ln_1p() } else { exponent.exp().ln_1p() - exponent }
    };
    scores.iter().zip(targets).map(of_case).sum()
}

/// `None` where the loss is level.
fn newton_step(scores: &[f64], targets: &[f64], slope: f64, offset: f64) -> Option<(f64, f64)> {
    let (mut ss, mut so, mut oo, mut by_slope, mut by_offset) = (LEVEL, 0.0, LEVEL, 0.0, 0.0);
    for (score, target) in scores.iter().zip(targets) {
        let probability = 1.0 / (1.0 + (slope * score + offset).exp());
        let (bend, pull) = (probability * (1.0 - probability), target - probability);
        ss += score * score * bend;
        so += score * bend;
        oo += bend;
        by_slope += score * pull;
        by_offset += pull;
    }
    if by_slope.abs().max(by_offset.abs()) <= LEVEL * scores.len() as f64 {
        return None;
    }
    let determinant = ss * oo - so * so;
    (determinant > 0.0)
        .then(|| ((oo * by_slope - so * by_offset) / determinant, (ss * by_offset - so * by_slope) / determinant))
}

/// Steps that never fall, by pooling neighbours that do (Ayer 1955); equal scores are one point.
fn steps(scores: &[f64], is_class: &[bool]) -> Curve {
    let mut cases: Vec<(f64, f64)> =
        scores.iter().zip(is_class).map(|(score, is)| (*score, f64::from(u8::from(*is)))).collect();
    cases.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut points: Vec<Pool> = Vec::new();
    for (score, value) in cases {
        match points.last_mut().filter(|last| last.high == score) {
            Some(last) => last.take_in(Pool::of(score, value)),
            None => points.push(Pool::of(score, value)),
        }
    }
    let mut pools: Vec<Pool> = Vec::new();
    for point in points {
        let mut pool = point;
        while let Some(before) = pools.pop_if(|before| before.mean() >= pool.mean()) {
            let mut both = before;
            both.take_in(pool);
            pool = both;
        }
        pools.push(pool);
    }
    let mut curve = (Vec::new(), Vec::new());
    for pool in &pools {
        // A pool is level from its lowest to its highest score.
        let ends = if pool.low == pool.high { vec![pool.low] } else { vec![pool.low, pool.high] };
        curve.1.extend(ends.iter().map(|_| pool.mean()));
        curve.0.extend(ends);
    }
    Curve::Steps { scores: curve.0, probabilities: curve.1 }
}

/// Neighbouring cases with one probability.
#[derive(Clone, Copy)]
struct Pool {
    low: f64,
    high: f64,
    sum: f64,
    cases: f64,
}

impl Pool {
    fn of(score: f64, value: f64) -> Pool {
        Pool { low: score, high: score, sum: value, cases: 1.0 }
    }

    fn mean(&self) -> f64 {
        self.sum / self.cases
    }

    fn take_in(&mut self, higher: Pool) {
        self.high = higher.high;
        self.sum += higher.sum;
        self.cases += higher.cases;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth() -> Vec<bool> {
        [1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1].map(|class| class == 1).to_vec()
    }

    fn close(ours: f64, theirs: f64, within: f64) {
        assert!((ours - theirs).abs() < within, "{ours} is not {theirs}");
    }

    /// scikit-learn 1.9.1, `_SigmoidCalibration`, on scores turned round so that the slope is the wrong way there.
    #[test]
    fn the_sigmoid_is_that_of_scikit_learn_and_never_turns_the_order_round() {
        let turned: Vec<f64> = (0..24).map(|i| -(f64::from(i * 13 % 29) / 10.0 - 1.4)).collect();
        let Curve::Sigmoid { slope, offset } = sigmoid(&turned, &truth()) else { panic!("a sigmoid") };
        close(slope, -0.194_617_613_869_564_4, 1e-5);
        close(offset, 0.328_349_555_463_326_95, 1e-5);
        let wrong: Vec<f64> = turned.iter().map(|score| -score).collect();
        let curve = sigmoid(&wrong, &truth());
        assert_eq!(curve.probability(-5.0), curve.probability(5.0));
    }

    /// scikit-learn 1.9.1, `IsotonicRegression(out_of_bounds="clip")`.
    #[test]
    fn steps_are_those_of_scikit_learn() {
        let scores: Vec<f64> = (0..24).map(|i| f64::from(i * 11 % 7) / 10.0).collect();
        let curve = steps(&scores, &truth());
        let theirs = [
            (-1.0, 0.25),
            (0.05, 0.25),
            (0.1, 0.25),
            (0.2, 0.333_333_333_333_333_3),
            (0.25, 0.435_897_435_897_435_9),
            (0.3, 0.538_461_538_461_538_5),
            (2.0, 0.538_461_538_461_538_5),
        ];
        theirs.iter().for_each(|(score, probability)| close(curve.probability(*score), *probability, 1e-12));
    }

    #[test]
    fn perfect_order_does_not_become_certainty_and_classes_sum_to_1() {
        let scores: Vec<f64> = (0..20).map(f64::from).flat_map(|d| [10.0 - d, d - 10.0]).collect();
        let truth: Vec<u32> = (0..20).map(|case| u32::from(case >= 10)).collect();
        for shape in [CurveShape::Sigmoid, CurveShape::Steps] {
            let fitted = Calibrator::fit(shape, &scores, &truth, 2);
            let [low, high] = [-9.0, 9.0].map(|d: f64| fitted.probabilities(&[-d, d])[1]);
            assert!(low < 0.2 && high > 0.8, "{low} {high}");
            assert!(shape == CurveShape::Steps || (low > 0.0 && high < 1.0));
        }
        let three: Vec<f64> = (0..30).flat_map(|i| [f64::from(i % 3), f64::from(i % 5), f64::from(i % 2)]).collect();
        let truth: Vec<u32> = (0..30).map(|i| i % 3).collect();
        let fitted = Calibrator::fit(CurveShape::Sigmoid, &three, &truth, 3);
        close(fitted.probabilities(&[2.0, 1.0, 0.0]).iter().sum(), 1.0, 1e-12);
    }
}
