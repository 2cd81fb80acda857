//! Crossed columns swept one by one (Goodnight, The American Statistician 1979;33:149): coefficients, the inverse, and
//! which columns the ones before already say.

/// A column with less than this share of its square left adds nothing to the ones before.
const SAID: f64 = 1e-9;

/// What came of it.
pub struct Swept {
    /// By column; nothing where the ones before say it.
    pub coefficients: Vec<Option<f64>>,
    /// By column: of one that is said, its share of each kept column, in their order.
    pub said_by: Vec<Vec<f64>>,
    /// Of the kept columns, row by row.
    pub inverse: Vec<f64>,
}

/// Sweeps `crossed`: row by row, columns against columns and, last, against the answers.
pub fn swept(mut crossed: Vec<Vec<f64>>) -> Swept {
    let columns = crossed.len().saturating_sub(1);
    let squares: Vec<f64> = (0..columns).map(|at| crossed[at][at]).collect();
    let mut kept = Vec::new();
    for at in 0..columns {
        if crossed[at][at] > SAID * squares[at].max(f64::MIN_POSITIVE) {
            sweep(&mut crossed, at);
            kept.push(at);
        }
    }
    let is_kept = |at: &usize| kept.binary_search(at).is_ok();
    let share = |at: usize| -> Vec<f64> { kept.iter().map(|of| crossed[*of][at]).collect() };
    Swept {
        coefficients: (0..columns).map(|at| is_kept(&at).then(|| crossed[at][columns])).collect(),
        said_by: (0..columns).map(|at| if is_kept(&at) { Vec::new() } else { share(at) }).collect(),
        inverse: kept.iter().flat_map(|row| kept.iter().map(|at| crossed[*row][*at])).collect(),
    }
}

/// Solves for the column `at`: its row and column become those of the inverse.
fn sweep(crossed: &mut [Vec<f64>], at: usize) {
    let pivot = crossed[at][at];
    let row: Vec<f64> = crossed[at].iter().map(|value| value / pivot).collect();
    for (other, values) in crossed.iter_mut().enumerate() {
        if other == at {
            values.clone_from(&row);
            values[at] = 1.0 / pivot;
            continue;
        }
        let factor = values[at];
        if factor != 0.0 {
            values.iter_mut().zip(&row).for_each(|(value, of_pivot)| *value -= factor * of_pivot);
            values[at] = -factor / pivot;
        }
    }
}
