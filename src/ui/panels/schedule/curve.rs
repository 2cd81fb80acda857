//! The cost of the best plan over the time of the search.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::schedule::Improvement;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, size, sized, space, tokens};

const HEIGHT: f32 = 72.0;

/// Draws the curve where a search has found more than one plan.
pub fn curve_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, curve: &[Improvement]) {
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else { return };
    if curve.len() < 2 {
        return;
    }
    let tokens = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let words = ctx.texts.format(
        "schedule-curve",
        &[("from", &first.cost), ("to", &last.cost), ("seconds", &format!("{:.1}", last.seconds))],
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let plot = rect.shrink2(vec2(space::XS, space::L));
    let (low, high) = (last.cost as f32, first.cost as f32);
    let x = |seconds: f64| plot.left() + plot.width() * (seconds / last.seconds.max(1e-3)) as f32;
    let y = |cost: i64| plot.bottom() - plot.height() * (cost as f32 - low) / (high - low).max(1.0);
    let mut line = Vec::with_capacity(2 * curve.len());
    let mut before = first.cost;
    for one in curve {
        line.push(pos2(x(one.seconds), y(before)));
        line.push(pos2(x(one.seconds), y(one.cost)));
        before = one.cost;
    }
    let painter = ui.painter_at(rect);
    painter.rect_stroke(rect, 0.0, Stroke::new(HAIRLINE, tokens.hairline), eframe::egui::StrokeKind::Inside);
    painter.line(line, Stroke::new(1.5, tokens.accent));
    let label = |at, align, text: String| painter.text(at, align, text, sized(size::SMALL), tokens.quiet);
    label(rect.left_top() + vec2(space::XS, 2.0), Align2::LEFT_TOP, first.cost.to_string());
    label(rect.right_bottom() - vec2(space::XS, 2.0), Align2::RIGHT_BOTTOM, words);
}
