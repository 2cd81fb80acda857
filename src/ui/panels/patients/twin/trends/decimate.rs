//! Many points in few pixels: the lowest and the highest of every pixel column stay, so that no extreme is hidden.

/// What stands in one pixel column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelColumn {
    /// Whole pixels from the left edge.
    pub at: i32,
    pub low: f64,
    pub high: f64,
}

/// The columns of points given in order of `x` (pixels).
pub fn pixel_columns(points: impl IntoIterator<Item = (f32, f64)>) -> Vec<PixelColumn> {
    let mut columns: Vec<PixelColumn> = Vec::new();
    for (x, value) in points {
        let at = x.floor() as i32;
        match columns.last_mut().filter(|last| last.at == at) {
            Some(last) => {
                last.low = last.low.min(value);
                last.high = last.high.max(value);
            }
            None => columns.push(PixelColumn { at, low: value, high: value }),
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_extreme_stays(mut xs in prop::collection::vec(0f32..300.0, 1..400), values in prop::collection::vec(-500f64..500.0, 400)) {
            xs.sort_by(f32::total_cmp);
            let points: Vec<(f32, f64)> = xs.into_iter().zip(values).collect();
            let columns = pixel_columns(points.iter().copied());
            for (x, value) in &points {
                let column = columns.iter().find(|column| column.at == x.floor() as i32).expect("a column");
                prop_assert!(column.low <= *value && *value <= column.high);
            }
            for column in &columns {
                prop_assert!(points.iter().any(|(x, value)| x.floor() as i32 == column.at && *value == column.low));
                prop_assert!(points.iter().any(|(x, value)| x.floor() as i32 == column.at && *value == column.high));
            }
        }
    }
}
