//! The file at hand before it is imported: how it is read, which column becomes what, its first rows, what would happen.

use eframe::egui::{ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::import::{ImportCommand, InspectedFile};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, TableState, section, section_with};

use super::columns::{ColumnsState, columns_ui};
use super::form::form_ui;
use super::profile::{ProfileState, profile_ui};
use super::trial::{TrialState, trial_ui};

/// What the wizard remembers between frames.
#[derive(Default)]
pub struct WizardState {
    columns: ColumnsState,
    preview: TableState,
    trial: TrialState,
    profile: ProfileState,
}

/// Draws the wizard.
pub fn wizard_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, state: &mut WizardState, ui: &mut Ui) {
    section_with(ui, &file.name(), |ui| actions_ui(ctx, file, ui));
    ui.add_space(space::S);
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        profile_ui(ctx, file, &mut state.profile, ui);
        form_ui(ctx, file, ui);
        ui.add_space(space::L);
        section(ui, ctx.text("import-mapping"));
        ui.add_space(space::S);
        match &file.mapping {
            Some(mapping) => columns_ui(ctx, file, mapping, &mut state.columns, ui),
            None => {
                ui.label(body(ctx.text("import-format-unknown")).color(tokens(ui).tone(Tone::Abnormal)));
            }
        }
        ui.add_space(space::L);
        trial_ui(ctx, file, &mut state.trial, ui);
        ui.add_space(space::L);
        section(ui, ctx.text("import-preview"));
        ui.add_space(space::S);
        preview_ui(ctx, file, &mut state.preview, ui);
    });
}

/// From right to left, beside the file's name: in sight however long the mapping is.
fn actions_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, ui: &mut Ui) {
    let ready = file.is_ready() && !ctx.jobs.is_writing();
    ui.horizontal(|ui| {
        let import = Button::primary(ctx.text("import-start")).icon(Icon::Upload).enabled(ready).show(ui);
        if import.clicked() {
            ctx.send(Command::Import(ImportCommand::Start));
        }
        if !file.is_ready() {
            import.on_hover_text(ctx.text("import-not-ready"));
        }
        if Button::new(ctx.text("cancel")).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::Skip));
        }
        let waiting = ctx.state.imports.queue.len();
        if waiting > 0 {
            ui.label(body(ctx.texts.count("import-waiting", waiting as u64, &[])).color(tokens(ui).quiet));
        }
    });
}

fn preview_ui(ctx: &PanelCtx<'_>, file: &InspectedFile, state: &mut TableState, ui: &mut Ui) {
    let found = &file.inspection;
    let mut columns = vec![Column::number(ctx.text("reject-line"), 56.0, 0).unsortable()];
    columns.extend(found.headings.iter().map(|heading| Column::text(heading, 140.0).unsortable()));
    if let Some(last) = columns.last_mut() {
        last.stretch = true;
    }
    let table = DataTable::new("preview", ctx.text("import-preview"), &columns, found.rows.len()).height_of_rows(12);
    table.show(ui, state, ctx.texts, |row, column| {
        let Some(row) = found.rows.get(row) else { return Cell::default() };
        match column {
            0 => Cell::number(ctx.texts.whole(u64::from(row.line)), None).tone(Tone::Quiet),
            column => row.cells.get(column - 1).map_or_else(Cell::default, Cell::text),
        }
    });
}
