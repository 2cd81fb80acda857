//! Sums over long columns, written so that several terms are worked out at once. The order of adding is fixed.

/// Partial sums that are kept apart.
const LANES: usize = 8;

/// Σ a · b
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (a_rest, b_rest) = (a.chunks_exact(LANES).remainder(), b.chunks_exact(LANES).remainder());
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// Adds factor · column for all columns, two a pass: half as many reads and writes of the sums.
pub fn add_columns(sums: &mut [f64], columns: &[Vec<f64>], factors: &[f64]) {
    for (columns, factors) in columns.chunks(2).zip(factors.chunks(2)) {
        match (columns, factors) {
            ([first, second], [f, s]) => {
                let both = first.iter().zip(second);
                sums.iter_mut().zip(both).for_each(|(sum, (a, b))| *sum += f * a + s * b);
            }
            ([only], [f, ..]) => sums.iter_mut().zip(only).for_each(|(sum, a)| *sum += f * a),
            _ => {}
        }
    }
}
