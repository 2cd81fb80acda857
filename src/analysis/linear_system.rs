//! Small systems of linear equations, solved by elimination with the largest pivot of each column.

/// The x with `matrix x = right`; `None` where the matrix, to rounding, has no inverse or is not square.
pub fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    if matrix.len() != size || matrix.iter().any(|row| row.len() != size) {
        return None;
    }
    for at in 0..size {
        let pivot = (at..size).max_by(|one, other| matrix[*one][at].abs().total_cmp(&matrix[*other][at].abs()))?;
        if matrix[pivot][at].abs() <= f64::MIN_POSITIVE {
            return None;
        }
        matrix.swap(at, pivot);
        right.swap(at, pivot);
        let (above, below) = matrix.split_at_mut(at + 1);
        let lead = &above[at];
        for (row, offset) in below.iter_mut().zip(at + 1..) {
            let share = row[at] / lead[at];
            row.iter_mut().zip(lead).skip(at).for_each(|(cell, lead)| *cell -= share * lead);
            right[offset] -= share * right[at];
        }
    }
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|other| matrix[at][other] * right[other]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right.iter().all(|value| value.is_finite()).then_some(right)
}

/// The inverse, column by column.
pub fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let unit = |at: usize| (0..size).map(|other| if other == at { 1.0 } else { 0.0 }).collect();
    let columns: Vec<Vec<f64>> = (0..size).map(|at| solve(matrix.to_vec(), unit(at))).collect::<Option<_>>()?;
    Some((0..size).map(|row| columns.iter().map(|column| column[row]).collect()).collect())
}

/// The lower triangle whose product with its own transpose is the matrix (Cholesky); `None` where it is not positive.
pub fn triangle(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let mut lower = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let taken: f64 = (0..column).map(|at| lower[row][at] * lower[column][at]).sum();
            let left = matrix.get(row)?.get(column)? - taken;
            lower[row][column] = if row == column { left.sqrt() } else { left / lower[column][column] };
            if row == column && (left.is_nan() || left <= 0.0) {
                return None;
            }
        }
    }
    Some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_solved_gives_back_its_right_side_and_what_has_no_answer_none() {
        let matrix = vec![vec![0.0, 2.0, 1.0], vec![3.0, -1.0, 2.0], vec![1.0, 1.0, -4.0]];
        let found = solve(matrix.clone(), vec![7.0, 7.0, -9.0]).expect("an answer");
        for (found, wanted) in found.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - wanted).abs() < 1e-14, "{found}");
        }
        assert_eq!(solve(vec![vec![1.0, 2.0], vec![2.0, 4.0]], vec![1.0, 2.0]), None);
        let inverse = inverse(&matrix).expect("an inverse");
        for (row, line) in matrix.iter().enumerate() {
            for column in 0..3 {
                let product: f64 = line.iter().zip(&inverse).map(|(cell, other)| cell * other[column]).sum();
                assert!((product - f64::from(u8::from(row == column))).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn a_triangle_squares_to_its_matrix() {
        let lower = triangle(&[vec![4.0, 2.0], vec![2.0, 5.0]]).expect("positive");
        assert_eq!(lower, [[2.0, 0.0], [1.0, 2.0]]);
        assert_eq!(triangle(&[vec![1.0, 2.0], vec![2.0, 1.0]]), None);
    }
}
