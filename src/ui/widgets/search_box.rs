//! A search field with a glass before it and a cross that empties it.

use eframe::egui::{Key, Rect, Response, Ui, Vec2, pos2, vec2};

use super::button::icon_button;
use super::icon::{Icon, paint_icon};
use crate::ui::text::Texts;
use crate::ui::theme::{CONTROL_HEIGHT, size, space, tokens};

/// Draws the field over `words`; Escape empties it. `name` is its accessible name, `hint` stands in it while it is empty.
pub fn search_box(ui: &mut Ui, name: &str, hint: &str, words: &mut String, width: f32, texts: &Texts) -> Response {
    let tokens = tokens(ui);
    let padding = ((CONTROL_HEIGHT - size::BODY * 1.25) / 2.0).floor() as i8;
    let margin = eframe::egui::Margin { left: 30, right: 28, top: padding + 1, bottom: padding - 1 };
    let mut response = ui.add(
        eframe::egui::TextEdit::singleline(words)
            .id(ui.make_persistent_id(("search-box", name)))
            .hint_text(eframe::egui::RichText::new(hint).color(tokens.quiet))
            .margin(margin)
            .desired_width(width),
    );
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    let glass_at = pos2(response.rect.left() + space::S, response.rect.center().y - 7.0);
    paint_icon(ui.painter(), Rect::from_min_size(glass_at, Vec2::splat(14.0)), Icon::Search, tokens.quiet);
    let empty_asked = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    let mut emptied = empty_asked && !words.is_empty();
    if !words.is_empty() {
        let corner = pos2(response.rect.right() - 26.0, response.rect.center().y - 12.0);
        let place = Rect::from_min_size(corner, vec2(24.0, 24.0));
        let builder = eframe::egui::UiBuilder::new().max_rect(place).id_salt(("search-clear", name));
        emptied |= icon_button(&mut ui.new_child(builder), Icon::Close, texts.get("clear")).clicked();
    }
    if emptied {
        words.clear();
        response.mark_changed();
        response.request_focus();
    }
    response
}
