//! Widths of a table's columns: the user's where one was dragged, else the column's own; what is left goes to the
//! columns that stretch.

use super::data_table::Column;

/// Narrowest a column can be dragged to.
pub(super) const NARROWEST: f32 = 40.0;

/// Width of each column in points. `chosen` holds the user's widths by column, 0 where none was chosen.
pub(super) fn column_widths(columns: &[Column], chosen: &[f32], available: f32) -> Vec<f32> {
    let is_chosen = |at: usize| chosen.get(at).copied().filter(|width| *width > 0.0);
    let mut widths: Vec<f32> =
        columns.iter().enumerate().map(|(at, column)| is_chosen(at).unwrap_or(column.width)).collect();
    let left = available - widths.iter().sum::<f32>();
    if left < 0.0 {
        give_way(columns, &is_chosen, &mut widths, -left);
    }
    let stretching: Vec<usize> =
        (0..columns.len()).filter(|at| columns[*at].stretch && is_chosen(*at).is_none()).collect();
    if left > 0.0 && !stretching.is_empty() {
        let more = left / stretching.len() as f32;
        stretching.into_iter().for_each(|at| widths[at] += more);
    }
    widths
}

/// Takes what is missing from the columns that may be narrower, each by the same share of what it can give.
fn give_way(columns: &[Column], is_chosen: &impl Fn(usize) -> Option<f32>, widths: &mut [f32], missing: f32) {
    let give = |at: usize, width: f32| if is_chosen(at).is_some() { 0.0 } else { (width - columns[at].least).max(0.0) };
    let all: f32 = widths.iter().enumerate().map(|(at, width)| give(at, *width)).sum();
    if all > 0.0 {
        let share = (missing / all).min(1.0);
        widths.iter_mut().enumerate().for_each(|(at, width)| *width -= share * give(at, *width));
    }
}

/// The column and its left edge at `x`, both counted from the table's left edge.
pub(super) fn column_at(widths: &[f32], x: f32) -> Option<usize> {
    let mut right = 0.0;
    widths.iter().position(|width| {
        right += width;
        x < right
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_to_the_stretching_column_unless_it_was_dragged() {
        let columns = [Column::text("a", 100.0).stretch(), Column::text("b", 50.0)];
        assert_eq!(column_widths(&columns, &[], 300.0), [250.0, 50.0]);
        assert_eq!(column_widths(&columns, &[80.0], 300.0), [80.0, 50.0]);
        assert_eq!(column_widths(&columns, &[], 60.0), [100.0, 50.0]);
        let columns =
            [Column::text("a", 100.0).at_least(60.0), Column::text("b", 50.0), Column::text("c", 40.0).at_least(20.0)];
        assert_eq!(column_widths(&columns, &[], 160.0), [80.0, 50.0, 30.0]);
        assert_eq!(column_widths(&columns, &[], 20.0), [60.0, 50.0, 20.0]);
        assert_eq!(column_widths(&columns, &[100.0], 160.0), [100.0, 50.0, 20.0]);
        assert_eq!(column_at(&[100.0, 50.0], 149.0), Some(1));
        assert_eq!(column_at(&[100.0, 50.0], 151.0), None);
    }
}
