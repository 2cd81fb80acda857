//! How good a division of rows in two is: larger is better, comparable among divisions of the same rows only.
//!
//! Sums over rows are kept in *cells*. For classes a cell is the weight of each class; for numbers it is the weight and
//! the weighted sum. Under weights a last entry counts the rows.

/// How a classification tree measures impurity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    Gini,
    Entropy,
    /// For numbers.
    SquaredError,
}

/// What the entries of a cell are.
#[derive(Clone, Copy, Debug)]
pub struct CellShape {
    /// Entries before the row count.
    sums: usize,
    numbers: bool,
    weighted: bool,
}

impl CellShape {
    pub fn of_classes(count: u32, weighted: bool) -> CellShape {
        CellShape { sums: count as usize, numbers: false, weighted }
    }

    pub fn of_numbers(weighted: bool) -> CellShape {
        CellShape { sums: 2, numbers: true, weighted }
    }

    /// Entries of a cell.
    pub fn entries(&self) -> usize {
        self.sums + usize::from(self.weighted)
    }

    pub fn weight(&self, cell: &[f64]) -> f64 {
        if self.numbers { cell[0] } else { cell[..self.sums].iter().sum() }
    }

    pub fn rows(&self, cell: &[f64]) -> f64 {
        if self.weighted { cell[self.sums] } else { self.weight(cell) }
    }
}

/// The quality of a division, by the sums on both sides.
pub trait Gain {
    fn of(&self, left: &[f64], right: &[f64]) -> f64;
}

/// Gini for two classes.
pub struct GiniOfTwo;

impl Gain for GiniOfTwo {
    fn of(&self, left: &[f64], right: &[f64]) -> f64 {
        let (a, b) = (left[0], left[1]);
        let (c, d) = (right[0], right[1]);
        (a * a + b * b) / (a + b) + (c * c + d * d) / (c + d)
    }
}

/// Gini for any number of classes.
pub struct Gini {
    pub classes: usize,
}

impl Gain for Gini {
    fn of(&self, left: &[f64], right: &[f64]) -> f64 {
        let purity = |cell: &[f64]| {
            let (sum, squares) = cell.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
            squares / sum
        };
        purity(&left[..self.classes]) + purity(&right[..self.classes])
    }
}

/// Entropy for any number of classes.
pub struct Entropy {
    pub classes: usize,
}

impl Gain for Entropy {
    fn of(&self, left: &[f64], right: &[f64]) -> f64 {
        let order = |cell: &[f64]| {
            let (sum, logs) = cell.iter().fold((0.0, 0.0), |(sum, logs), w| (sum + w, logs + w_ln_w(*w)));
            logs - w_ln_w(sum)
        };
        order(&left[..self.classes]) + order(&right[..self.classes])
    }
}

/// Squared error of numbers.
pub struct SquaredError;

impl Gain for SquaredError {
    fn of(&self, left: &[f64], right: &[f64]) -> f64 {
        left[1] * left[1] / left[0] + right[1] * right[1] / right[0]
    }
}

fn w_ln_w(w: f64) -> f64 {
    if w > 0.0 { w * w.ln() } else { 0.0 }
}

/// Impurity of a node from the weights of its classes.
pub fn impurity_of_classes(criterion: Criterion, classes: &[f64]) -> f64 {
    let sum: f64 = classes.iter().sum();
    let shares = classes.iter().map(|weight| weight / sum);
    match criterion {
        Criterion::Gini => 1.0 - shares.map(|share| share * share).sum::<f64>(),
        Criterion::Entropy => -shares.map(|share| if share > 0.0 { share * share.log2() } else { 0.0 }).sum::<f64>(),
        Criterion::SquaredError => 0.0,
    }
}
