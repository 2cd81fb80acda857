//! Fields of a case that is typed: a number with the range that the model knows, or one of its words.

use eframe::egui::{ComboBox, Ui};

use crate::analysis::diagnosis::bounds::ColumnBounds;
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::{Field, labelled_field, labelled_ui};

use super::words;

/// Width of a field.
pub const FIELD: f32 = 132.0;

/// A number, with the range that the model knows.
pub fn number_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, name: &str, bounds: &ColumnBounds, text: &mut String) {
    let [low, high] = [bounds.least, bounds.most].map(|value| words::number(ctx.texts, value));
    let range = ctx.texts.format("diagnosis-from-to", &[("low", &low), ("high", &high)]);
    ui.vertical(|ui| {
        ui.set_width(FIELD);
        labelled_field(ui, Field::new(name).explanation(&range).width(FIELD), text);
    });
}

/// A word that the model knows, or nothing.
pub fn level_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, name: &str, levels: &[String], text: &mut String) {
    ui.vertical(|ui| {
        ui.set_width(FIELD);
        labelled_ui(ui, name, None, None, |ui| {
            let nothing = words::nothing(ctx.texts);
            let shown = if text.is_empty() { nothing } else { text.as_str() }.to_owned();
            let combo = ComboBox::from_id_salt(name).width(FIELD).selected_text(shown).show_ui(ui, |ui| {
                if ui.selectable_label(text.is_empty(), nothing).clicked() {
                    text.clear();
                }
                for level in levels {
                    if ui.selectable_label(text == level, level).clicked() {
                        text.clone_from(level);
                    }
                }
            });
            ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(name));
            combo.response
        });
    });
}
