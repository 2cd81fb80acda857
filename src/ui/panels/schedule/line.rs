//! A line that can be chosen and is broken where it is longer than its column.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, CornerRadius, Label, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::ui::theme::{CONTROL_HEIGHT, HAIRLINE, RADIUS, body, size, sized, space, tokens};
use crate::ui::widgets::focus_ring;

/// Draws a line to be chosen.
pub fn choice_line(ui: &mut Ui, words: &str, is_enabled: bool, is_on: bool) -> Response {
    ui.add_enabled_ui(is_enabled, |ui| drawn(ui, words, is_on)).inner
}

fn drawn(ui: &mut Ui, words: &str, is_on: bool) -> Response {
    let tokens = tokens(ui);
    let width = ui.available_width();
    let room = (width - 2.0 * space::S).max(1.0);
    let galley = ui.painter().layout(words.to_owned(), sized(size::BODY), Color32::PLACEHOLDER, room);
    let height = (galley.size().y + space::S).max(CONTROL_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_on, words));
    let (fill, stroke, colour) = match (is_on, response.hovered()) {
        (true, _) => (tokens.accent_tint, Stroke::new(1.5, tokens.accent), tokens.accent),
        (false, true) => (tokens.hover, Stroke::new(HAIRLINE, tokens.hover), tokens.accent),
        (false, false) if ui.is_enabled() => (Color32::TRANSPARENT, Stroke::NONE, tokens.accent),
        (false, false) => (Color32::TRANSPARENT, Stroke::NONE, tokens.text),
    };
    ui.painter().rect(rect, CornerRadius::same(RADIUS), fill, stroke, StrokeKind::Inside);
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(eframe::egui::pos2(rect.left() + space::S, top), galley, colour);
    focus_ring(ui, rect, &response);
    response
}

/// Text that is broken where it is longer than its column.
pub fn text_line(ui: &mut Ui, words: impl Into<String>) {
    let colour = tokens(ui).text;
    ui.add(Label::new(body(words).color(colour)).wrap());
}

/// The same, quieter.
pub fn quiet_line(ui: &mut Ui, words: impl Into<String>) {
    let colour = tokens(ui).quiet;
    ui.add(Label::new(body(words).color(colour)).wrap());
}
