//! Kernels, a whole row of values at a time: features lie column by column, so that each step works on many cases.

use serde::{Deserialize, Serialize};

/// How alike two cases are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Kernel {
    /// `x·y`
    Linear,
    /// `exp(−gamma · |x − y|²)`
    Rbf { gamma: f64 },
    /// `(gamma · x·y + offset)^degree`
    Polynomial { gamma: f64, offset: f64, degree: u32 },
}

/// Cases with what the kernels need of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Points {
    columns: Vec<Vec<f64>>,
    /// Squared length of each case.
    squares: Vec<f64>,
}

/// Cases worked on at once: their sums stay in the first-level cache.
const AT_ONCE: usize = 256;

impl Points {
    pub fn new(columns: Vec<Vec<f64>>) -> Points {
        let mut squares = vec![0.0; columns.first().map_or(0, Vec::len)];
        for column in &columns {
            squares.iter_mut().zip(column).for_each(|(sum, value)| *sum += value * value);
        }
        Points { columns, squares }
    }

    pub fn count(&self) -> usize {
        self.squares.len()
    }

    pub fn inputs(&self) -> usize {
        self.columns.len()
    }

    /// One case.
    pub fn point(&self, number: usize) -> Vec<f64> {
        self.columns.iter().map(|column| column[number]).collect()
    }

    pub fn columns(&self) -> &[Vec<f64>] {
        &self.columns
    }

    /// Whether points that were read from a file fit together.
    pub fn is_sound(&self) -> bool {
        let rows = self.count();
        self.columns.iter().all(|column| column.len() == rows && column.iter().all(|value| value.is_finite()))
            && self.squares.iter().all(|square| square.is_finite())
    }

    /// Puts the first `order.len()` points into this order.
    pub fn permute(&mut self, order: &[u32]) {
        let mut spare = Vec::with_capacity(order.len());
        for column in self.columns.iter_mut().chain(std::iter::once(&mut self.squares)) {
            spare.clear();
            spare.extend(order.iter().map(|from| column[*from as usize]));
            column[..order.len()].copy_from_slice(&spare);
        }
    }

    /// Kernel values of a case with the points from `start` on, as many as `into` holds.
    pub fn kernel_row(&self, kernel: Kernel, point: &[f64], start: usize, into: &mut [f64]) {
        let square: f64 = point.iter().map(|value| value * value).sum();
        for (block, part) in into.chunks_mut(AT_ONCE).enumerate() {
            let from = start + block * AT_ONCE;
            self.products(point, from, part);
            kernel.of_products(square, &self.squares[from..from + part.len()], part);
        }
    }

    /// The same, rounded to single precision.
    pub fn kernel_row_single(&self, kernel: Kernel, point: &[f64], start: usize, into: &mut [f32]) {
        let square: f64 = point.iter().map(|value| value * value).sum();
        let mut values = [0.0; AT_ONCE];
        for (block, part) in into.chunks_mut(AT_ONCE).enumerate() {
            let from = start + block * AT_ONCE;
            let values = &mut values[..part.len()];
            self.products(point, from, values);
            kernel.of_products(square, &self.squares[from..from + part.len()], values);
            part.iter_mut().zip(values).for_each(|(single, value)| *single = *value as f32);
        }
    }

    /// Kernel value of each point with itself.
    pub fn diagonal(&self, kernel: Kernel) -> Vec<f64> {
        let own = |square: &f64| {
            let mut value = [*square];
            kernel.of_products(*square, &[*square], &mut value);
            value[0]
        };
        self.squares.iter().map(own).collect()
    }

    fn products(&self, point: &[f64], from: usize, into: &mut [f64]) {
        into.fill(0.0);
        let mut features = self.columns.iter().zip(point);
        // Two features a pass: half the loads and stores of the sums.
        while let Some((first, by_first)) = features.next() {
            let first = &first[from..from + into.len()];
            if let Some((second, by_second)) = features.next() {
                let second = &second[from..from + into.len()];
                for ((sum, a), b) in into.iter_mut().zip(first).zip(second) {
                    *sum += a * by_first + b * by_second;
                }
            } else {
                into.iter_mut().zip(first).for_each(|(sum, a)| *sum += a * by_first);
            }
        }
    }
}

/// Beyond this degree powers are of no use.
pub const MOST_DEGREE: u32 = 10;

impl Kernel {
    /// Whether a kernel that was read from a file can be worked out.
    pub fn is_sound(self) -> bool {
        match self {
            Kernel::Linear => true,
            Kernel::Rbf { gamma } => gamma.is_finite() && gamma > 0.0,
            Kernel::Polynomial { gamma, offset, degree } => {
                gamma.is_finite() && offset.is_finite() && degree <= MOST_DEGREE
            }
        }
    }

    /// Turns inner products into kernel values.
    fn of_products(self, square: f64, squares: &[f64], products: &mut [f64]) {
        match self {
            Kernel::Linear => {}
            Kernel::Rbf { gamma } => {
                for (value, other) in products.iter_mut().zip(squares) {
                    *value = exp_of_negative(-gamma * (square + other - 2.0 * *value));
                }
            }
            Kernel::Polynomial { gamma, offset, degree } => {
                products.iter_mut().for_each(|value| *value = power(gamma * *value + offset, degree));
            }
        }
    }
}

fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

/// `exp` for numbers up to about 0, to 1e-14 of the value, without a branch so that several are worked out at once;
/// and only by operations that every computer rounds alike. Taylor's series on `|r| ≤ ln 2 / 2`, times a power of two.
fn exp_of_negative(x: f64) -> f64 {
    // 1.5 · 2⁵²: adding it rounds to a whole number, which is then in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = if x < -700.0 { -700.0 } else { x };
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = x - whole * LN_2_HIGH - whole * LN_2_LOW;
    let mut series = 1.0 / 39_916_800.0;
    for factorial in [3_628_800.0, 362_880.0, 40_320.0, 5_040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
        series = series * r + 1.0 / factorial;
    }
    let power_of_two = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52));
    series * power_of_two
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_exponential_is_that_of_the_standard_library() {
        for step in 0..70_000 {
            let x = -f64::from(step) / 100.0;
            let (own, known) = (exp_of_negative(x), x.exp());
            assert!((own - known).abs() <= 1e-14 * known, "{x}: {own} {known}");
        }
        assert!(exp_of_negative(-1e300) < 1e-300);
        assert_eq!(exp_of_negative(0.0), 1.0);
    }
}
