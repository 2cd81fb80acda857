//! Imports: choose files, look at them, map the columns, run; receipts of all imports with their refused rows.

mod columns;
mod document;
mod form;
mod outcome;
mod profile;
mod receipt;
mod receipt_rows;
mod receipts;
mod tables;
mod trial;
mod wizard;
mod words;

use std::path::PathBuf;

use eframe::egui::{Event, Key, ScrollArea, Ui, ViewportCommand};

use crate::app::command::Command;
use crate::app::import::{ImportCommand, ImportStep};
use crate::domain::access::Action;
use crate::ui::theme::{body, large, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, TableState, card, icon, labelled_field, section};

use super::{Panel, PanelCtx, PanelId};

/// What is typed, and where the tables stand.
#[derive(Default)]
pub struct ImportsPanel {
    path: String,
    wizard: wizard::WizardState,
    receipts: TableState,
    receipt: receipt::ReceiptState,
}

impl Panel for ImportsPanel {
    fn id(&self) -> PanelId {
        PanelId::Imports
    }

    fn icon(&self) -> Icon {
        Icon::Upload
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        // What stands over the window closes first.
        let is_below = ctx.state.palette_open || ui.ctx().memory(|memory| memory.top_modal_layer().is_some());
        let is_failed = matches!(ctx.state.imports.step, ImportStep::Failed { .. });
        if is_failed && !is_below && ui.input(|input| input.key_pressed(Key::Escape)) {
            ctx.send(Command::Import(ImportCommand::Skip));
        }
        match &ctx.state.imports.step {
            ImportStep::Idle => self.overview_ui(ctx, ui),
            ImportStep::Inspecting { name } => outcome::reading_ui(ctx, name, ui),
            ImportStep::Mapping(file) => wizard::wizard_ui(ctx, file, &mut self.wizard, ui),
            ImportStep::Document(looked) => document::document_ui(ctx, looked, ui),
            ImportStep::Running(file) => outcome::running_ui(ctx, &file.name(), ui),
            ImportStep::Done(done) => outcome::done_ui(ctx, done, ui),
            ImportStep::Failed { name, message } => outcome::failed_ui(ctx, name, message, ui),
        }
    }
}

impl ImportsPanel {
    fn overview_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if ctx.state.imports.shown.is_some() {
            receipt::receipt_ui(ctx, &mut self.receipt, ui);
            return;
        }
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            section(ui, ctx.text("import-title"));
            ui.add_space(space::S);
            self.source_ui(ctx, ui);
            ui.add_space(space::XL);
            section(ui, ctx.text("imports-made"));
            ui.add_space(space::S);
            receipts::receipts_ui(ctx, &mut self.receipts, ui);
        });
    }

    /// The three ways in: drop, dialog, typed path.
    fn source_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.vertical_centered(|ui| {
                icon(ui, Icon::Upload, 32.0, tokens(ui).quiet);
                ui.label(large(ctx.text("import-drop")));
                ui.label(body(ctx.text("import-drop-explained")).color(tokens(ui).quiet));
                ui.add_space(space::S);
                let tooltip = ctx.with_shortcut(ctx.text("choose-file"), "import-file");
                let button = ctx
                    .show_if_may(ui, Action::ImportFile, Button::primary(ctx.text("choose-file")).icon(Icon::Folder))
                    .on_hover_text(tooltip);
                if button.clicked() {
                    ctx.send(Command::Import(ImportCommand::ChooseFiles));
                }
                if ctx.show_if_may(ui, Action::ImportFile, Button::link(ctx.text("import-paste"))).clicked() {
                    ui.ctx().send_viewport_cmd(ViewportCommand::RequestPaste);
                }
            });
            paste_ui(ctx, ui);
            ui.add_space(space::M);
            self.path_ui(ctx, ui);
        });
    }

    fn path_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        const BUTTON: f32 = 96.0;
        let width = ui.available_width() - BUTTON - space::S;
        ui.horizontal(|ui| {
            let field = Field::new(ctx.text("import-path")).hint(ctx.text("import-path-hint")).width(width);
            let response = ui.vertical(|ui| labelled_field(ui, field, &mut self.path)).inner;
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            ui.with_layout(eframe::egui::Layout::bottom_up(eframe::egui::Align::Min), |ui| {
                let ready = !self.path.trim().is_empty();
                let pressed = ctx
                    .show_if_may(ui, Action::ImportFile, Button::new(ctx.text("open")).enabled(ready).min_width(BUTTON))
                    .clicked();
                if (pressed || entered) && ready {
                    let path = PathBuf::from(self.path.trim());
                    self.path.clear();
                    ctx.send(Command::Import(ImportCommand::OpenFiles(vec![path])));
                }
            });
        });
    }
}

/// Takes a table from the clipboard, unless a field is being typed into.
fn paste_ui(ctx: &PanelCtx<'_>, ui: &Ui) {
    if ui.ctx().egui_wants_keyboard_input() {
        return;
    }
    let pasted = ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Paste(text) if text.contains(['\t', '\n', ',', ';']) => Some(text.clone()),
            _ => None,
        })
    });
    if let Some(text) = pasted {
        ctx.send(Command::Import(ImportCommand::Paste(text)));
    }
}
