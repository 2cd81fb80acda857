//! A small seeded source of random numbers, and the few functions of real numbers that the generator needs.
//!
//! SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; constants as in
//! Vigna's public-domain `splitmix64.c`). Only the basic operations are used, which IEEE 754 rounds in one way:
//! the platform's `exp` and `ln` differ in the last bit from one system to the next, and the output must not.

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const LN_2: f64 = std::f64::consts::LN_2;

/// The finaliser of SplitMix64: every bit of the input stirs every bit of the output.
pub fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// What a stream of random numbers is for; streams of one seed do not touch each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Person,
    Records,
    Course,
    Staff,
    Devices,
    Article,
    Genes,
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Draw {
    state: u64,
}

impl Draw {
    /// The stream of that seed and purpose for the `index`-th of its kind.
    pub fn new(seed: u64, stream: Stream, index: u64) -> Draw {
        let purpose = mix(seed ^ mix(stream as u64 + 1));
        Draw { state: mix(purpose.wrapping_add(index.wrapping_mul(GOLDEN))) }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        unit_from_bits(self.bits())
    }

    /// Uniform in [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Uniform in 0..count; 0 where count is 0.
    pub fn below(&mut self, count: usize) -> usize {
        (((self.bits() >> 32) * count as u64) >> 32) as usize
    }

    /// True with that probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Nearly normal, mean 0 and deviation 1, within ±3.47.
    pub fn normal(&mut self) -> f64 {
        normal_from_bits(self.bits())
    }

    /// One of a fixed, non-empty list.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One of a fixed, non-empty list of (weight, item).
    pub fn pick_weighted<T: Copy>(&mut self, items: &[(f64, T)]) -> T {
        let total: f64 = items.iter().map(|(weight, _)| weight).sum();
        let mut left = self.unit() * total;
        for (weight, item) in items {
            left -= weight;
            if left < 0.0 {
                return *item;
            }
        }
        items[items.len() - 1].1
    }
}

/// Uniform in [0, 1) from 64 random bits.
fn unit_from_bits(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

/// The sum of four uniforms, shifted and scaled (Irwin-Hall): close enough to a normal, and bounded.
fn normal_from_bits(bits: u64) -> f64 {
    let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
    (sum as f64 / 65_535.0 - 2.0) * 1.732_050_807_568_877_2
}

/// A smooth random curve through time for one person and one quantity: normal values at fixed knots, straight lines
/// between. It can be asked at any time in any order.
pub fn slow_wave(key: u64, quantity: u64, day: f64, knot_days: f64) -> f64 {
    let position = day / knot_days;
    let knot = position.floor();
    let at = |knot: i64| normal_from_bits(mix(key ^ mix(quantity.wrapping_mul(GOLDEN) ^ knot as u64)));
    let (before, after) = (at(knot as i64), at(knot as i64 + 1));
    before + (after - before) * (position - knot)
}

/// e to the power of `x`, for |x| below 700.
pub fn exp(x: f64) -> f64 {
    let powers_of_two = (x / LN_2).round();
    let rest = x - powers_of_two * LN_2;
    let (mut sum, mut term) = (1.0, 1.0);
    for step in 1..18 {
        term *= rest / f64::from(step);
        sum += term;
    }
    sum * f64::from_bits(((1023 + powers_of_two as i64) as u64) << 52)
}

/// The natural logarithm of a positive normal number.
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1023;
    let fraction = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | (1023u64 << 52));
    let ratio = (fraction - 1.0) / (fraction + 1.0);
    let (mut sum, mut power) = (0.0, ratio);
    for step in 0..16 {
        sum += power / f64::from(2 * step + 1);
        power *= ratio * ratio;
    }
    2.0 * sum + exponent as f64 * LN_2
}

/// `base` to the power of `exponent`, for a positive base.
pub fn pow(base: f64, exponent: f64) -> f64 {
    exp(exponent * ln(base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_numbers_are_those_of_splitmix64() {
        // The published reference output for the state 1234567.
        let mut draw = Draw { state: 1_234_567 };
        assert_eq!(draw.bits(), 6_457_827_717_110_365_317);
        assert_eq!(draw.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn functions_agree_with_the_platform() {
        for x in [-3.0, -0.4, 0.0, 0.7, 2.5, 6.0] {
            assert!((exp(x) / f64::exp(x) - 1.0).abs() < 1e-12);
        }
        for x in [0.02, 0.9, 1.0, 1.5, 88.42] {
            assert!((ln(x) - f64::ln(x)).abs() < 1e-12);
        }
        assert!((pow(0.7, -1.2) - 0.7f64.powf(-1.2)).abs() < 1e-12);
    }

    #[test]
    fn normal_has_mean_0_and_deviation_1() {
        let mut draw = Draw::new(1, Stream::Person, 0);
        let sample: Vec<f64> = (0..20_000).map(|_| draw.normal()).collect();
        let mean = sample.iter().sum::<f64>() / 20_000.0;
        let variance = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}
