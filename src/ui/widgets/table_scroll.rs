//! Where a long table stands: the first visible row as a whole number and how much of it is scrolled away. A position in
//! points alone would be an `f32` and lose rows beyond some hundred thousand.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Id, Rect, Sense, Ui, WidgetInfo, pos2};

use crate::ui::theme::{RADIUS, ROW_HEIGHT, tokens};

/// Shortest handle of a scroll bar, in points.
const HANDLE_MIN: f32 = 28.0;

/// The position of a table over its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RowPosition {
    pub row: usize,
    /// Points of that row above the edge: 0 up to, not including, a row's height.
    pub hidden: f32,
}

impl RowPosition {
    fn points(self) -> f64 {
        self.row as f64 * f64::from(ROW_HEIGHT) + f64::from(self.hidden)
    }

    fn from_points(points: f64) -> RowPosition {
        let points = points.max(0.0);
        let row = (points / f64::from(ROW_HEIGHT)).floor();
        let hidden = (points - row * f64::from(ROW_HEIGHT)).clamp(0.0, f64::from(ROW_HEIGHT) - 0.001);
        RowPosition { row: row as usize, hidden: hidden as f32 }
    }

    fn farthest_points(rows: usize, view: f32) -> f64 {
        (rows as f64 * f64::from(ROW_HEIGHT) - f64::from(view)).max(0.0)
    }

    /// Held where rows are, `view` being the height of the visible part.
    pub fn held(self, rows: usize, view: f32) -> RowPosition {
        let farthest = Self::farthest_points(rows, view);
        if self.points() > farthest { Self::from_points(farthest) } else { self }
    }

    /// Moved down by so many points (up where negative).
    pub fn moved(self, points: f32, rows: usize, view: f32) -> RowPosition {
        Self::from_points(self.points() + f64::from(points)).held(rows, view)
    }

    /// Moved as little as shows `row` whole.
    pub fn showing(self, row: usize, rows: usize, view: f32) -> RowPosition {
        let top = row as f64 * f64::from(ROW_HEIGHT);
        let lowest = top + f64::from(ROW_HEIGHT) - f64::from(view);
        if self.points() > top {
            Self::from_points(top).held(rows, view)
        } else if self.points() < lowest {
            Self::from_points(lowest).held(rows, view)
        } else {
            self
        }
    }

    /// 0 at the first row, 1 where the last one stands at the lower edge.
    pub fn share(self, rows: usize, view: f32) -> f32 {
        let farthest = Self::farthest_points(rows, view);
        if farthest > 0.0 { (self.points() / farthest) as f32 } else { 0.0 }
    }

    /// The position of a share.
    pub fn of_share(share: f32, rows: usize, view: f32) -> RowPosition {
        Self::from_points(f64::from(share.clamp(0.0, 1.0)) * Self::farthest_points(rows, view))
    }
}

/// Which way a scroll bar runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Run {
    Down,
    Across,
}

/// What a scroll bar shows.
pub(super) struct BarLook<'a> {
    pub id: Id,
    pub track: Rect,
    pub run: Run,
    /// Part of the whole that is visible, 0 to 1.
    pub visible: f32,
    /// Where it stands, 0 to 1.
    pub share: f32,
    pub name: &'a str,
}

/// Draws a scroll bar; the share it was moved to, if it was. `grab` is where on the handle it was taken.
pub(super) fn scroll_bar(ui: &mut Ui, look: &BarLook<'_>, grab: &mut Option<f32>) -> Option<f32> {
    let along = |x: f32, y: f32| if look.run == Run::Down { y } else { x };
    let track = along(look.track.width(), look.track.height());
    let length = (track * look.visible).max(HANDLE_MIN).min(track);
    let start = along(look.track.left(), look.track.top());
    let handle_start = start + (track - length) * look.share;
    let handle = match look.run {
        Run::Down => {
            Rect::from_min_max(pos2(look.track.left(), handle_start), pos2(look.track.right(), handle_start + length))
        }
        Run::Across => {
            Rect::from_min_max(pos2(handle_start, look.track.top()), pos2(handle_start + length, look.track.bottom()))
        }
    };
    let response = ui.interact(look.track, look.id, Sense::DRAG | Sense::CLICK);
    response.widget_info(|| WidgetInfo {
        value: Some(f64::from(look.share) * 100.0),
        ..WidgetInfo::labeled(Role::ScrollBar, true, look.name)
    });
    let tokens = tokens(ui);
    let lively = response.hovered() || response.dragged();
    let colour = if lively { tokens.quiet } else { tokens.outline };
    ui.painter().rect_filled(handle.shrink(2.0), CornerRadius::same(RADIUS), colour);
    if !response.is_pointer_button_down_on() {
        *grab = None;
        return None;
    }
    let pointer = response.interact_pointer_pos().map(|at| along(at.x, at.y))?;
    let on_handle = along(handle.left(), handle.top())..=along(handle.right(), handle.bottom());
    let held_at = *grab.get_or_insert(if on_handle.contains(&pointer) { pointer - handle_start } else { length / 2.0 });
    let room = track - length;
    (room > 0.0).then(|| ((pointer - held_at - start) / room).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn single_rows_can_be_told_apart_far_down() {
        let rows = 100_000_000;
        let position = RowPosition { row: 99_000_000, hidden: 3.0 };
        assert_eq!(position.moved(ROW_HEIGHT, rows, 500.0), RowPosition { row: 99_000_001, hidden: 3.0 });
        assert_eq!(position.showing(99_000_000, rows, 500.0).hidden, 0.0);
    }

    proptest! {
        #[test]
        fn the_last_row_can_be_reached_and_never_passed(
            rows in 1usize..5_000_000,
            view in 26.0f32..1500.0,
            steps in prop::collection::vec(-90_000.0f32..90_000.0, 0..20),
        ) {
            let mut position = RowPosition::default();
            for step in steps {
                position = position.moved(step, rows, view);
                prop_assert!(position.row < rows);
                prop_assert!((0.0..ROW_HEIGHT).contains(&position.hidden));
                prop_assert!(position.points() <= RowPosition::farthest_points(rows, view) + 0.01);
            }
            let last = position.showing(rows - 1, rows, view);
            let below = rows as f64 * f64::from(ROW_HEIGHT) - last.points();
            prop_assert!(below <= f64::from(view) + 0.01);
            prop_assert_eq!(last.showing(0, rows, view), RowPosition::default());
        }
    }
}
