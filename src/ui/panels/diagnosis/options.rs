//! The table of treatment options: a row for each option after a diagnosis, changed in place and saved whole.

use eframe::egui::{Label, ScrollArea, Ui};

use crate::app::diagnosis::DiagnosisCommand;
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::domain::diagnosis::TreatmentOption;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Field, hairline, labelled_field, section_with};

use super::{progress_ui, send};

const LEAST_FIELD: f32 = 200.0;
/// Fields in a row of the table.
const FIELDS: f32 = 2.0;

/// The table as it is being changed.
#[derive(Default)]
pub struct OptionsTab {
    /// What the draft began as.
    from: Vec<TreatmentOption>,
    draft: Vec<TreatmentOption>,
}

impl OptionsTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let saved = ctx.state.diagnosis.kept.options(ctx.texts.language().id());
        if self.from != *saved {
            (self.from, self.draft) = (saved.to_vec(), saved.to_vec());
        }
        section_with(ui, ctx.text("diagnosis-options-table"), |ui| self.buttons_ui(ctx, ui));
        progress_ui(ctx, ui, JobKind::KEEP_MODEL);
        ui.add(Label::new(body(ctx.text("diagnosis-options-table-explained")).color(tokens(ui).quiet)).wrap());
        ui.add_space(space::S);
        ScrollArea::vertical().auto_shrink(false).id_salt("options").show(ui, |ui| self.rows_ui(ctx, ui));
    }

    fn buttons_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let is_changed = self.draft != self.from;
        let is_free = !ctx.jobs.is_running(JobKind::KEEP_MODEL);
        if ctx
            .show_if_may(
                ui,
                Action::SaveTreatmentOptions,
                Button::primary(ctx.text("diagnosis-options-save")).enabled(is_changed && is_free),
            )
            .clicked()
        {
            let is_empty = |option: &TreatmentOption| option == &TreatmentOption::default();
            self.draft.retain(|option| !is_empty(option));
            send(ctx, DiagnosisCommand::SaveOptions(self.draft.clone()));
        }
        if Button::new(ctx.text("diagnosis-options-add")).show(ui).clicked() {
            self.draft.insert(0, TreatmentOption::default());
        }
        if is_changed && Button::new(ctx.text("plan-discard")).show(ui).clicked() {
            self.draft.clone_from(&self.from);
        }
    }

    fn rows_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let mut gone = None;
        for (at, option) in self.draft.iter_mut().enumerate() {
            ui.push_id(at, |ui| {
                row_ui(ctx, ui, option);
                if Button::quiet(ctx.text("diagnosis-options-remove")).show(ui).clicked() {
                    gone = Some(at);
                }
                hairline(ui);
            });
        }
        if let Some(at) = gone {
            self.draft.remove(at);
        }
    }
}

fn row_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, option: &mut TreatmentOption) {
    let width = (ui.available_width() / FIELDS - space::XL).max(LEAST_FIELD);
    let pairs = [
        [("diagnosis-options-diagnosis", &mut option.diagnosis), ("diagnosis-options-option", &mut option.option)],
        [("diagnosis-options-its-basis", &mut option.basis), ("diagnosis-options-source", &mut option.source)],
    ];
    for pair in pairs {
        ui.horizontal_top(|ui| {
            for (key, text) in pair {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    labelled_field(ui, Field::new(ctx.text(key)).width(width), text);
                });
            }
        });
    }
}
