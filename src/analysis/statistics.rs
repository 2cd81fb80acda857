//! Distributions and intervals that several analyses need.

/// Quantile of the normal distribution for an interval of 95 %.
pub const DEVIATIONS: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a share by Wilson's score (J Am Stat Assoc 1927;22:209); 0 to 1 where there is nothing.
pub fn wilson(right: u64, of: u64) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, share, z2) = (of as f64, right as f64 / of as f64, DEVIATIONS * DEVIATIONS);
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = DEVIATIONS / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// Height of the standard normal distribution.
pub fn normal_density(x: f64) -> f64 {
    (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

/// Chance that a standard normal number lies below `x`: the series of Abramowitz and Stegun 26.2.11 near the middle,
/// their continued fraction 26.2.14 beyond.
pub fn normal_below(x: f64) -> f64 {
    let size = x.abs();
    if size < 3.5 {
        let (mut term, mut sum, mut odd) = (x, x, 1.0);
        while term.abs() > 1e-17 * sum.abs() {
            odd += 2.0;
            term *= x * x / odd;
            sum += term;
        }
        return 0.5 + normal_density(x) * sum;
    }
    let fraction = (1..=60).rev().fold(size, |below, step| size + f64::from(step) / below);
    let beyond = normal_density(size) / fraction;
    if x < 0.0 { beyond } else { 1.0 - beyond }
}

/// Continuous ranked probability score of a normal forecast: how far it was off, its own doubt included; of a forecast
/// without doubt it is the distance. `offset` is the value less the mean (Gneiting and Raftery 2007, equation 21).
pub fn normal_crps(offset: f64, deviation: f64) -> f64 {
    if deviation <= 0.0 {
        return offset.abs();
    }
    let u = offset / deviation;
    let spread = 1.0 / std::f64::consts::PI.sqrt();
    deviation * (u * (2.0 * normal_below(u) - 1.0) + 2.0 * normal_density(u) - spread)
}

/// Chance that Student's t with so many degrees of freedom lies above `t`.
pub fn student_above(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() {
        return if t > 0.0 { 0.0 } else { 1.0 };
    }
    let beyond = 0.5 * incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    if t >= 0.0 { beyond } else { 1.0 - beyond }
}

/// The t that lies above with this chance, which is below one half.
pub fn student_quantile_above(chance: f64, freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while student_above(high, freedom) > chance && high < 1e12 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if student_above(middle, freedom) > chance { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Natural logarithm of the gamma function for positive numbers (Lanczos 1964, seven terms).
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        return (std::f64::consts::PI / (std::f64::consts::PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let shifted = x + 7.5;
    let sum = TERMS.iter().enumerate().skip(1).fold(TERMS[0], |sum, (place, term)| sum + term / (x + place as f64));
    0.5 * std::f64::consts::TAU.ln() + (x + 0.5) * shifted.ln() - shifted + sum.ln()
}

/// The regularised incomplete beta function.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    // The fraction converges fast on this side only.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_0 = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_0(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for step in 1..500 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_0(1.0 + even * d);
        c = away_from_0(1.0 + even / c);
        result *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_0(1.0 + odd * d);
        c = away_from_0(1.0 + odd / c);
        result *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    result
}

/// The value below which this share of the sorted numbers lies, straight between two of them.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let low = place.floor() as usize;
    let (from, to) = (*sorted.get(low)?, *sorted.get((low + 1).min(last))?);
    Some(from + (to - from) * (place - low as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SciPy 1.17.1, `scipy.stats.t`.
    #[test]
    fn students_distribution_is_that_of_scipy() {
        let above = [
            (2.5, 4.0, 0.033_383_272_405_994_07),
            (2.0, 49.0, 0.025_529_574_128_709_046),
            (-1.0, 9.0, 0.828_281_801_931_043_2),
            (12.0, 4.0, 0.000_138_214_274_251_486_5),
        ];
        for (t, freedom, theirs) in above {
            assert!((student_above(t, freedom) - theirs).abs() < 1e-12, "{t} {freedom}");
        }
        for (freedom, theirs) in [(1.0, 12.706_204_74), (4.0, 2.776_445_11), (9.0, 2.262_157_16), (49.0, 2.009_575_24)]
        {
            assert!((student_quantile_above(0.025, freedom) - theirs).abs() < 1e-8, "{freedom}");
        }
    }

    /// SciPy 1.17.1, `scipy.stats.norm.cdf`.
    #[test]
    fn the_normal_distribution_is_that_of_scipy() {
        let below = [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.959_963_984_540_054, 0.025),
            (3.499_9, 0.999_767_283_637_421_4),
            (-6.0, 9.865_876_450_376_946e-10),
        ];
        for (x, theirs) in below {
            assert!((normal_below(x) - theirs).abs() < 1e-12 * f64::max(1.0, theirs), "{x}: {}", normal_below(x));
        }
        assert!((normal_below(-6.0) / 9.865_876_450_376_946e-10 - 1.0).abs() < 1e-10);
    }

    /// A score is worst where the forecast was sure and wrong; of the right middle it is the deviation times 0.2337.
    #[test]
    fn the_score_of_a_forecast_weighs_its_doubt() {
        let middle = 2.0f64.sqrt() / std::f64::consts::PI.sqrt() - 1.0 / std::f64::consts::PI.sqrt();
        assert!((normal_crps(0.0, 2.0) - 2.0 * middle).abs() < 1e-15);
        assert!(normal_crps(3.0, 0.1) > normal_crps(3.0, 2.0));
        assert_eq!(normal_crps(-3.0, 0.0), 3.0);
    }

    #[test]
    fn quantiles_lie_straight_between_the_numbers() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
        assert_eq!((quantile(&[5.0], 0.975), quantile(&[], 0.5)), (Some(5.0), None));
    }
}
