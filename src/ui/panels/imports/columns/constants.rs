//! Fields that no column gives: what is missing, and the same text for every row.

use eframe::egui::{ComboBox, Ui};

use crate::app::import::MappingEdit;
use crate::domain::indicator::IndicatorId;
use crate::io::import::{ColumnKind, FieldColumn};
use crate::ui::theme::{Tone, body, tokens};
use crate::ui::widgets::{Button, Icon, icon, text_edit};

use super::Scene;

/// The constant being typed.
#[derive(Default)]
pub struct ColumnsState {
    field: Option<&'static str>,
    text: String,
}

impl Scene<'_> {
    /// Required fields that nothing gives.
    pub(super) fn missing_ui(&self, ui: &mut Ui) {
        for field in self.mapping.missing() {
            let name = self.ctx.text(&format!("field-{field}")).to_owned();
            let words = self.ctx.texts.format("import-missing-field", &[("field", &name)]);
            ui.horizontal(|ui| {
                let colour = tokens(ui).tone(Tone::Critical);
                icon(ui, Icon::Warning, 14.0, colour);
                ui.label(body(words).color(colour));
            });
        }
    }

    /// The text, before it the indicator that it is the code of.
    fn constant_words(&self, mapped: &FieldColumn) -> String {
        let text = mapped.constant.clone().unwrap_or_default();
        match IndicatorId::from_code(&text).filter(|_| mapped.field == "code") {
            Some(id) => format!("{} ({text})", self.ctx.text(&format!("indicator-{}", id.indicator().id))),
            None => text,
        }
    }

    /// Fields with the same text in every row: those there are, and one to be added.
    pub(super) fn constants_ui(&self, state: &mut ColumnsState, ui: &mut Ui) {
        for mapped in self.mapping.columns.iter().filter(|mapped| mapped.constant.is_some()) {
            ui.horizontal(|ui| {
                let text = self.constant_words(mapped);
                let words = [("field", &self.field_words(mapped) as &dyn std::fmt::Display), ("text", &text)];
                ui.label(body(self.ctx.texts.format("constant-set", &words)));
                if Button::link(self.ctx.text("constant-remove")).show(ui).clicked() {
                    self.edit(MappingEdit::Column { field: mapped.field.clone(), column: None });
                }
            });
        }
        let free: Vec<&'static str> = self
            .format
            .columns()
            .iter()
            .filter(|column| self.mapping.of(column.field).is_none() && column.kind != ColumnKind::Identifier)
            .map(|column| column.field)
            .collect();
        if free.is_empty() {
            return;
        }
        ui.horizontal(|ui| {
            ui.label(body(self.ctx.text("constant")).color(tokens(ui).quiet));
            let name = |field: &str| self.ctx.text(&format!("field-{field}")).to_owned();
            let shown = state.field.map_or_else(|| self.ctx.text("constant-field").to_owned(), name);
            let combo = ComboBox::from_id_salt("constant").width(160.0).selected_text(shown).show_ui(ui, |ui| {
                for field in &free {
                    ui.selectable_value(&mut state.field, Some(field), name(field));
                }
            });
            ui.ctx().accesskit_node_builder(combo.response.id, |node| node.set_label(self.ctx.text("constant-field")));
            let typed = text_edit(ui, &mut state.text, self.ctx.text("constant-text"), false, 160.0);
            ui.ctx().accesskit_node_builder(typed.id, |node| node.set_label(self.ctx.text("constant-text")));
            let ready = state.field.is_some_and(|field| free.contains(&field)) && !state.text.trim().is_empty();
            if Button::new(self.ctx.text("constant-add")).enabled(ready).show(ui).clicked()
                && let Some(field) = state.field.take()
            {
                self.edit(MappingEdit::Constant { field: field.to_owned(), text: std::mem::take(&mut state.text) });
            }
        });
    }
}
