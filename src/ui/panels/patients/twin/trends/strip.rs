//! The time axis that all plots and the timeline share: labels of the ticks, and the time of the focus line.

use eframe::egui::{CornerRadius, Rect, Sense, Stroke, Ui, Vec2, pos2, vec2};

use crate::ui::theme::{HAIRLINE, size, sized, space, tokens};

use super::super::values::local_time;
use super::plot::{GUTTER, Scene};

const HEIGHT: f32 = 22.0;

/// Where a time stands between the edges of a stack that is `rect` wide, gutter included.
pub fn x_of(utc_secs: f64, rect: Rect, scene: &Scene<'_>) -> f32 {
    let left = rect.left() + GUTTER;
    left + ((utc_secs - scene.window.from) / scene.window.length()) as f32 * (rect.right() - left)
}

/// Draws the axis over `width` points.
pub fn time_strip_ui(ui: &mut Ui, width: f32, scene: &Scene<'_>) {
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let name = scene.texts.get("twin-time-axis");
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::accesskit::Role::Label, true, name));
    let tokens = tokens(ui);
    let plot = rect.with_min_x(rect.left() + GUTTER);
    let line = Stroke::new(HAIRLINE, tokens.outline);
    ui.painter().hline(plot.x_range(), rect.bottom(), line);
    let mut last_right = f32::NEG_INFINITY;
    for tick in scene.ticks {
        let x = x_of(tick.utc_secs, rect, scene);
        ui.painter().vline(x, rect.bottom() - 4.0..=rect.bottom(), line);
        let galley = ui.painter().layout_no_wrap(tick.label.clone(), sized(size::SMALL), tokens.quiet);
        let left = (x - galley.size().x / 2.0).clamp(rect.left(), (rect.right() - galley.size().x).max(rect.left()));
        // A label pushed in from the border may not run into its neighbour.
        if left < last_right + space::S {
            continue;
        }
        last_right = left + galley.size().x;
        ui.painter().galley(pos2(left, rect.bottom() - 5.0 - galley.size().y), galley, tokens.quiet);
    }
    let Some(focus) = scene.focus else { return };
    let words = local_time(focus as i64, scene.zone, scene.texts);
    let galley = ui.painter().layout_no_wrap(words, sized(size::SMALL), tokens.on_accent);
    let x = x_of(focus, rect, scene);
    let left =
        (x - galley.size().x / 2.0).clamp(plot.left(), (rect.right() - galley.size().x - space::XS).max(plot.left()));
    let corner = pos2(left, rect.bottom() - 5.0 - galley.size().y);
    let ground = Rect::from_min_size(corner, galley.size()).expand2(Vec2::new(space::XS, 1.0));
    ui.painter().rect_filled(ground, CornerRadius::same(2), tokens.accent);
    ui.painter().galley(corner, galley, tokens.on_accent);
}
