//! A line of text behind the shape that says how to take it.

use eframe::egui::{Label, Ui};

use super::icon::{Icon, icon};
use crate::ui::theme::{Tone, body, size, space, tokens};

pub fn line_ui(ui: &mut Ui, shape: Icon, tone: Tone, words: &str) {
    let colour = tokens(ui).tone(tone);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        icon(ui, shape, size::BODY, colour);
        ui.add(Label::new(body(words).color(colour)).wrap());
    });
}
