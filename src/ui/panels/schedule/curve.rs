//! The cost of the best plan over the time of the search, as a curve and as a table.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::schedule::Improvement;
use crate::app::schedule::laid::Laid;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, size, sized, space, tokens};
use crate::ui::widgets::Button;

use super::line::{quiet_line, text_line};

const HEIGHT: f32 = 72.0;
/// Rows of the table: the first, the last, and some between.
const ROWS: usize = 24;

/// Whether the numbers are shown too.
#[derive(Default)]
pub struct CurveView {
    has_table: bool,
}

impl CurveView {
    /// The curve up to the plan on screen, where a search has found more than one.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, curve: &[Improvement], laid: &Laid) {
        // The search may be ahead of what is laid out; both say the same cost.
        let shown = curve.partition_point(|one| one.cost >= 0 && one.cost as u64 >= laid.cost);
        let curve = curve.get(..shown).unwrap_or_default();
        if curve.len() < 2 {
            return;
        }
        curve_ui(ctx, ui, curve);
        let key = if self.has_table { "schedule-curve-hide" } else { "schedule-curve-table" };
        if Button::link(ctx.text(key)).show(ui).clicked() {
            self.has_table = !self.has_table;
        }
        if self.has_table {
            table_ui(ctx, ui, curve);
        }
    }
}

fn cost(ctx: &PanelCtx<'_>, cost: i64) -> String {
    ctx.texts.whole(cost.unsigned_abs())
}

/// As many of the improvements as fit, evenly between the first and the last.
fn table_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, curve: &[Improvement]) {
    let step = curve.len().div_ceil(ROWS).max(1);
    let last = curve.len() - 1;
    for (at, one) in curve.iter().enumerate().filter(|(at, _)| at % step == 0 || *at == last) {
        let before = at.checked_sub(1).and_then(|before| curve.get(before));
        let change = before.map_or_else(String::new, |before| format!("−{}", cost(ctx, before.cost - one.cost)));
        let seconds = format!("{:.1}", one.seconds);
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("seconds", &seconds), ("cost", &cost(ctx, one.cost)), ("change", &change)];
        text_line(ui, ctx.texts.format("schedule-curve-row", &values));
    }
    if step > 1 {
        let count = ctx.texts.whole(curve.len() as u64);
        quiet_line(ui, ctx.texts.format("schedule-curve-some", &[("count", &count)]));
    }
}

fn curve_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, curve: &[Improvement]) {
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else { return };
    let tokens = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let words = ctx.texts.format(
        "schedule-curve",
        &[
            ("from", &cost(ctx, first.cost)),
            ("to", &cost(ctx, last.cost)),
            ("seconds", &format!("{:.1}", last.seconds)),
        ],
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
    label(rect.left_top() + vec2(space::XS, 2.0), Align2::LEFT_TOP, cost(ctx, first.cost));
    label(rect.right_bottom() - vec2(space::XS, 2.0), Align2::RIGHT_BOTTOM, words);
}
