//! The score of the last day, small: a dot for each complete score, a bar for a range.

use eframe::egui::{Pos2, Rect, Stroke, Ui, pos2};

use crate::analysis::ward::TrendPoint;
use crate::ui::theme::tokens;

const DAY_SECS: f32 = 86_400.0;
/// Points that the height stands for at least; NEWS2 goes up to 20.
const LEAST_TOP: u8 = 8;
/// From here on a score is urgent: a line marks it.
const HIGH: u8 = 7;

/// Paints the series into a rectangle; its right edge is now.
pub fn paint(ui: &Ui, rect: Rect, trend: &[TrendPoint], now_utc_secs: i64) {
    let tokens = tokens(ui);
    let top = trend.iter().map(|point| point.least).max().unwrap_or(0).max(LEAST_TOP);
    let y = |points: u8| rect.bottom() - f32::from(points.min(top)) / f32::from(top) * rect.height();
    let x = |at: i64| rect.right() - (now_utc_secs - at) as f32 / DAY_SECS * rect.width();
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.hairline));
    ui.painter().hline(rect.x_range(), y(HIGH), Stroke::new(1.0, tokens.hairline));
    let mut before: Option<Pos2> = None;
    for point in trend {
        let place = pos2(x(point.at_utc_secs).clamp(rect.left(), rect.right()), y(point.least));
        if point.is_complete() {
            if let Some(before) = before {
                ui.painter().line_segment([before, place], Stroke::new(1.2, tokens.quiet));
            }
            ui.painter().circle_filled(place, 1.8, tokens.text);
            before = Some(place);
        } else {
            let range = y(point.most)..=y(point.least);
            ui.painter().vline(place.x, range, Stroke::new(1.2, tokens.outline));
            before = None;
        }
    }
}
