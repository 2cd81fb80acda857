//! One choice of a list: its words, and quieter at the right end how many patients it holds.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, CornerRadius, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme::{RADIUS, ROW_HEIGHT, size, sized, space, tokens};
use crate::ui::widgets::focus_ring;

/// Draws the choice over the whole width. A screen reader hears the words and the count.
pub fn choice(ui: &mut Ui, words: &str, count: Option<&str>, chosen: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    let label = count.map_or_else(|| words.to_owned(), |count| format!("{words}, {count}"));
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), chosen, &label));
    if ui.is_rect_visible(rect) {
        let tokens = tokens(ui);
        let ground = match (chosen, response.hovered()) {
            (true, _) => Some(tokens.selected),
            (false, true) => Some(tokens.hover),
            (false, false) => None,
        };
        if let Some(ground) = ground {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), ground);
        }
        let inside = rect.shrink2(vec2(space::S, 0.0));
        let font = sized(size::BODY);
        let count = count.map(|count| {
            ui.painter().text(inside.right_center(), Align2::RIGHT_CENTER, count, font.clone(), tokens.quiet)
        });
        let end = count.map_or(inside.right(), |taken| taken.left() - space::S);
        let colour = if chosen { tokens.accent } else { tokens.text };
        let galley = ui.painter().layout_no_wrap(words.to_owned(), font, colour);
        let is_cut = galley.size().x > end - inside.left();
        let at = pos2(inside.left(), rect.center().y - galley.size().y / 2.0);
        ui.painter().with_clip_rect(rect.with_max_x(end)).galley(at, galley, colour);
        focus_ring(ui, rect, &response);
        if is_cut {
            return response.on_hover_text(words);
        }
    }
    response
}
