//! Main components of points: directions of most spread, by Jacobi rotations of the covariance.

use super::points::Points;

const MOST_SWEEPS: usize = 60;

/// Directions from the one of most spread to that of least.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Components {
    pub means: Vec<f64>,
    /// Variance along each.
    pub variances: Vec<f64>,
    /// Of each direction its share in every column.
    pub loadings: Vec<Vec<f64>>,
}

impl Components {
    pub fn of(points: &Points) -> Components {
        let means = points.means();
        let (values, vectors) = eigen(covariance(points, &means), points.columns);
        let mut order: Vec<usize> = (0..points.columns).collect();
        order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
        let direction = |place: &usize| {
            let loading: Vec<f64> = (0..points.columns).map(|row| vectors[row * points.columns + place]).collect();
            // One sign of two, so that the same data looks the same.
            let largest = loading.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
            if largest < 0.0 { loading.into_iter().map(|value| -value).collect() } else { loading }
        };
        Components {
            variances: order.iter().map(|place| values[*place].max(0.0)).collect(),
            loadings: order.iter().map(direction).collect(),
            means,
        }
    }

    /// Share of all spread along this direction.
    pub fn share(&self, component: usize) -> f64 {
        let all: f64 = self.variances.iter().sum();
        self.variances.get(component).map_or(0.0, |variance| if all > 0.0 { variance / all } else { 0.0 })
    }

    /// Where a row lies along the first so many directions.
    pub fn project(&self, row: &[f64], first: usize) -> Vec<f64> {
        let along = |loading: &Vec<f64>| {
            row.iter().zip(&self.means).zip(loading).map(|((value, mean), part)| (value - mean) * part).sum()
        };
        self.loadings.iter().take(first).map(along).collect()
    }
}

fn covariance(points: &Points, means: &[f64]) -> Vec<f64> {
    let columns = points.columns;
    let mut sums = vec![0.0; columns * columns];
    let mut from_mean = vec![0.0; columns];
    for row in 0..points.rows() {
        from_mean.iter_mut().zip(points.row(row)).zip(means).for_each(|((d, value), mean)| *d = value - mean);
        for (a, sums) in from_mean.iter().zip(sums.chunks_exact_mut(columns)) {
            sums.iter_mut().zip(&from_mean).for_each(|(sum, b)| *sum += a * b);
        }
    }
    sums.iter_mut().for_each(|sum| *sum /= points.rows().max(2) as f64 - 1.0);
    sums
}

/// Eigenvalues and, column by column, eigenvectors of a symmetric matrix.
fn eigen(mut matrix: Vec<f64>, size: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors: Vec<f64> = (0..size * size).map(|at| f64::from(u8::from(at / size == at % size))).collect();
    for _ in 0..MOST_SWEEPS {
        let of_diagonal: f64 = (0..size).map(|at| matrix[at * size + at].powi(2)).sum();
        let beside: f64 = matrix.iter().map(|value| value * value).sum::<f64>() - of_diagonal;
        if beside <= 1e-18 * of_diagonal {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut matrix, &mut vectors, size, p, q);
            }
        }
    }
    ((0..size).map(|at| matrix[at * size + at]).collect(), vectors)
}

/// Makes one entry beside the diagonal zero (Golub, Van Loan, Matrix Computations, 8.5).
fn rotate(matrix: &mut [f64], vectors: &mut [f64], size: usize, p: usize, q: usize) {
    let beside = matrix[p * size + q];
    if beside == 0.0 {
        return;
    }
    let tau = (matrix[q * size + q] - matrix[p * size + p]) / (2.0 * beside);
    let tangent = if tau >= 0.0 { 1.0 } else { -1.0 } / (tau.abs() + (1.0 + tau * tau).sqrt());
    let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
    let sine = tangent * cosine;
    let turn = |values: &mut [f64], at_p: usize, at_q: usize| {
        let (a, b) = (values[at_p], values[at_q]);
        values[at_p] = cosine * a - sine * b;
        values[at_q] = sine * a + cosine * b;
    };
    for k in 0..size {
        turn(matrix, k * size + p, k * size + q);
    }
    for k in 0..size {
        turn(matrix, p * size + k, q * size + k);
        turn(vectors, k * size + p, k * size + q);
    }
}
