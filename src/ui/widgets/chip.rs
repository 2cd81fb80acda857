//! A filter that is in force: its words, and a cross that takes it away.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::icon::{Icon, paint_icon};
use super::paint::{baseline_at, focus_ring, put_galley};
use crate::ui::text::Texts;
use crate::ui::theme::{HAIRLINE, RADIUS, size, sized, space, tokens};

/// What was done to a chip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChipResponse {
    /// To be changed.
    pub clicked: bool,
    pub removed: bool,
}

/// Draws a chip. Delete and Backspace remove it when it has the focus.
pub fn chip(ui: &mut Ui, words: &str, texts: &Texts) -> ChipResponse {
    const HEIGHT: f32 = 24.0;
    const CROSS: f32 = 20.0;
    let tokens = tokens(ui);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), sized(size::BODY), tokens.accent);
    let extent = vec2(galley.size().x + space::S + space::XS + CROSS, HEIGHT);
    let (rect, _) = ui.allocate_exact_size(extent, Sense::hover());
    let id = ui.make_persistent_id(("chip", words));
    let split = rect.right() - CROSS;
    let body = ui.interact(rect.with_max_x(split), id, Sense::click());
    body.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), words));
    let cross = ui.interact(rect.with_min_x(split), id.with("remove"), Sense::click());
    let remove = texts.format("filter-remove", &[("filter", &words)]);
    cross.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &remove));
    let radius = CornerRadius::same(RADIUS);
    let border = if body.hovered() || cross.hovered() { tokens.accent } else { tokens.outline };
    ui.painter().rect(rect, radius, tokens.accent_tint, Stroke::new(HAIRLINE, border), StrokeKind::Inside);
    let baseline = baseline_at(rect.center().y, size::BODY);
    put_galley(ui.painter(), rect.left() + space::S, baseline, galley, tokens.accent);
    let square = Rect::from_center_size(pos2(split + CROSS / 2.0 - 2.0, rect.center().y), Vec2::splat(12.0));
    paint_icon(ui.painter(), square, Icon::Close, if cross.hovered() { tokens.accent } else { tokens.quiet });
    focus_ring(ui, rect.with_max_x(split), &body);
    focus_ring(ui, rect.with_min_x(split), &cross);
    let by_key = body.has_focus()
        && ui.input(|input| {
            input.key_pressed(eframe::egui::Key::Delete) || input.key_pressed(eframe::egui::Key::Backspace)
        });
    let removed = cross.clicked() || by_key;
    cross.on_hover_text(remove);
    ChipResponse { clicked: body.clicked(), removed }
}
