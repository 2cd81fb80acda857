//! One of many: a list that folds out.

use eframe::egui::{ComboBox, Response, Ui};

use super::labelled_field::labelled_ui;
use crate::ui::theme::space;

/// Long lists without scrolling, where the window is high enough.
const LIST_HEIGHT: f32 = 560.0;

/// A list that folds out, under its label.
pub fn choose_ui(ui: &mut Ui, label: &str, width: f32, words: &[String], on: usize) -> Option<usize> {
    let mut chosen = None;
    labelled_ui(ui, label, None, None, |ui| -> Response {
        let shown = words.get(on).map_or("", String::as_str);
        let combo =
            ComboBox::from_id_salt(label).width(width).height(LIST_HEIGHT).selected_text(shown).show_ui(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.spacing_mut().interact_size.y = space::XL;
                for (at, word) in words.iter().enumerate() {
                    if ui.selectable_label(at == on, word).clicked() && at != on {
                        chosen = Some(at);
                    }
                }
            });
        ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(label));
        combo.response
    });
    chosen
}
