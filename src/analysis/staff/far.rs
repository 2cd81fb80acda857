//! People unlike any four others: too few to be a group that may be shown, and so far off that scaling by them and making
//! groups with them would hide the groups of everybody else.

use crate::analysis::statistics::quantile;

use super::FEWEST_SHOWN;
use super::points::{Points, square_distance};

/// Rows up to which everybody is compared with everybody; among more, a few people hide nothing.
const MOST_ROWS: usize = 2_000;
/// Widths of the middle half of all such distances above it, and the least distance, from which somebody is far off; share of all
/// above which nobody is: a tenth of the staff is no exception.
const WIDTHS: f64 = 6.0;
const LEAST: f64 = 2.0;
const MOST_SHARE: f64 = 0.05;

/// Places of those whose fourth nearest neighbour is far away, ascending.
pub fn far_off(points: &Points) -> Vec<u32> {
    let rows = points.rows();
    if rows > MOST_ROWS || rows < 4 * FEWEST_SHOWN as usize {
        return Vec::new();
    }
    let away: Vec<f64> = (0..rows).map(|row| to_neighbour(points, row, FEWEST_SHOWN as usize - 1)).collect();
    let mut sorted = away.clone();
    sorted.sort_by(f64::total_cmp);
    let quarter = |at: f64| quantile(&sorted, at).unwrap_or(0.0);
    let (low, high) = (quarter(0.25), quarter(0.75));
    let limit = (high + WIDTHS * (high - low)).max(LEAST);
    let far: Vec<u32> = (0..).zip(&away).filter(|(_, away)| **away > limit).map(|(row, _)| row).collect();
    if far.len() as f64 > MOST_SHARE * rows as f64 { Vec::new() } else { far }
}

/// The distance to so many-th nearest of the others.
fn to_neighbour(points: &Points, row: usize, number: usize) -> f64 {
    let mut nearest = vec![f64::INFINITY; number];
    for other in (0..points.rows()).filter(|other| *other != row) {
        let away = square_distance(points.row(row), points.row(other));
        let place = nearest.partition_point(|near| *near <= away);
        if place < number {
            nearest.pop();
            nearest.insert(place, away);
        }
    }
    nearest.last().copied().unwrap_or(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Draw;

    #[test]
    fn four_people_apart_are_far_off_and_five_or_a_tail_are_not() {
        let found = |far: usize| {
            let mut draw = Draw::new(3);
            let mut values: Vec<f64> = (0..400).map(|_| draw.normal()).collect();
            values.extend((0..2 * far).map(|_| 30.0 + draw.normal()));
            far_off(&Points { columns: 2, values })
        };
        assert_eq!((found(4), found(5), found(0)), ((200..204).collect(), Vec::new(), Vec::new()));
    }
}
