//! Names and values in two columns: receipts, sources, settings.

use eframe::egui::{Grid, Ui, vec2};

use crate::ui::theme::{body, space, tokens};

/// One line with the name above the value.
pub fn key_value(ui: &mut Ui, name: &str, value: &str) {
    let tokens = tokens(ui);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(body(name).color(tokens.quiet));
        ui.label(body(value).color(tokens.text));
    });
}

/// Lines of name and value, aligned; values wrap and can be selected for copying.
pub fn key_value_grid<'a>(ui: &mut Ui, salt: &str, pairs: impl IntoIterator<Item = (&'a str, String)>) {
    let tokens = tokens(ui);
    Grid::new(salt).num_columns(2).spacing(vec2(space::L, space::XS)).min_row_height(space::XL).show(ui, |ui| {
        for (name, value) in pairs {
            ui.label(body(name).color(tokens.quiet));
            ui.add(eframe::egui::Label::new(body(value).color(tokens.text)).selectable(true).wrap());
            ui.end_row();
        }
    });
}
