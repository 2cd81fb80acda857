//! A polygenic score of one person: the sum of weights by effect alleles, how much of the score it rests on, and when it is
//! refused. No percentile: that needs a reference population of the same ancestry, which nobody has given.
//! Rules: `docs/methods/polygenic-scores.md`.

use crate::domain::genome::polygenic::PolygenicScore;

/// The least share of a score's variants that a sum may rest on, unless a person says otherwise.
pub const LEAST_COVERAGE: f64 = 0.75;

/// What a person's variants add up to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreSum {
    /// Variants with a dosage.
    pub used: usize,
    pub missing: usize,
    /// `None` where too little was covered.
    pub sum: Option<f64>,
    /// Used variants of all, 0 to 1.
    pub coverage: f64,
    /// The same by the size of the weights: missing the largest is worse than missing the smallest.
    pub weight_coverage: f64,
}

/// Sums up one person's dosages, one a variant of the score in its order; `None` is not known, which is never 0.
pub fn sum(score: &PolygenicScore, dosages: impl IntoIterator<Item = Option<f64>>, least_coverage: f64) -> ScoreSum {
    let all_weights: f64 = score.terms.iter().map(|term| term.weight.abs()).sum();
    let (mut used, mut total, mut used_weights) = (0, 0.0, 0.0);
    for (term, dosage) in score.terms.iter().zip(dosages) {
        let Some(dosage) = dosage else { continue };
        used += 1;
        total += dosage * term.weight;
        used_weights += term.weight.abs();
    }
    let share = |part: f64, of: f64| if of > 0.0 { part / of } else { 0.0 };
    let coverage = share(used as f64, score.terms.len() as f64);
    let is_enough = used > 0 && coverage >= least_coverage;
    ScoreSum {
        used,
        missing: score.terms.len().saturating_sub(used),
        sum: is_enough.then_some(total),
        coverage,
        weight_coverage: share(used_weights, all_weights),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::genome::polygenic::ScoreTerm;

    fn score(weights: &[f64]) -> PolygenicScore {
        let term = |weight: &f64| ScoreTerm {
            line: 1,
            rsid: None,
            place: None,
            effect: "A".to_owned(),
            other: None,
            weight: *weight,
        };
        PolygenicScore { terms: weights.iter().map(term).collect(), ..PolygenicScore::default() }
    }

    #[test]
    fn what_is_missing_adds_nothing_and_is_told() {
        let score = score(&[0.5, -0.25, 1.0, 0.25]);
        let found = sum(&score, [Some(2.0), Some(1.0), None, Some(0.0)], LEAST_COVERAGE);
        assert_eq!((found.used, found.missing, found.sum), (3, 1, Some(0.75)));
        assert_eq!((found.coverage, found.weight_coverage), (0.75, 0.5));
    }

    #[test]
    fn too_little_is_refused() {
        let score = score(&[0.5, 0.5]);
        assert_eq!(sum(&score, [Some(1.0), None], LEAST_COVERAGE).sum, None);
        assert_eq!(sum(&score, [None, None], 0.0).sum, None);
        assert_eq!(sum(&score, [Some(1.0), None], 0.5).sum, Some(0.5));
    }
}
