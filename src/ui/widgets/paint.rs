//! Small pieces that several widgets paint: cards, hairlines, the focus ring.

use std::sync::Arc;

use eframe::egui::{
    Color32, Context, CornerRadius, Frame, Galley, InnerResponse, Margin, Painter, Rect, Response, Stroke, StrokeKind,
    Ui, pos2,
};

use crate::ui::theme::{HAIRLINE, RADIUS, sized, space, tokens};

/// A surface with a hairline border; the only box, never one inside another.
pub fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let tokens = tokens(ui);
    Frame::new()
        .fill(tokens.surface)
        .stroke(Stroke::new(HAIRLINE, tokens.hairline))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::same(space::L as i8))
        .show(ui, add)
}

/// The width of what stands over the window: `wanted`, or what a small window at a large scale has room for.
pub fn modal_width(ctx: &Context, wanted: f32) -> f32 {
    wanted.min(ctx.content_rect().width() - 4.0 * space::L)
}

/// A horizontal rule over the whole width.
pub fn hairline(ui: &mut Ui) {
    let tokens = tokens(ui);
    let rect = ui.available_rect_before_wrap();
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(HAIRLINE, tokens.hairline));
    ui.add_space(HAIRLINE);
}

/// Shows the keyboard's focus: a two point ring in the accent, just outside `rect`.
pub fn focus_ring(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, tokens(ui).accent);
        ui.painter().rect_stroke(rect.expand(2.0), CornerRadius::same(RADIUS + 2), stroke, StrokeKind::Inside);
    }
}

/// The baseline on which a line of text of that size looks centred at `middle`: half the height of a capital below it.
pub fn baseline_at(middle: f32, points: f32) -> f32 {
    middle + 0.35 * points
}

/// Paints a line of text on a baseline; returns its right edge. Texts of several sizes or scripts stand level so.
pub(super) fn put_text(painter: &Painter, x: f32, baseline: f32, text: &str, points: f32, colour: Color32) -> f32 {
    let galley = painter.layout_no_wrap(text.to_owned(), sized(points), colour);
    put_galley(painter, x, baseline, galley, colour)
}

/// The same for a line that is laid out already.
pub fn put_galley(painter: &Painter, x: f32, baseline: f32, galley: Arc<Galley>, colour: Color32) -> f32 {
    let below_top = galley.rows.first().and_then(|row| row.glyphs.first().map(|glyph| row.pos.y + glyph.pos.y));
    let right = x + galley.size().x;
    painter.galley(pos2(x, baseline - below_top.unwrap_or(0.0)), galley, colour);
    right
}
