//! Where an export goes: every export asks here. The desktop's dialog is the first offer; a typed path works without one.

use std::path::Path;

use eframe::egui::text::CCursorRange;
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Align, Frame, Id, Key, Layout, Margin, Modal, Ui};

use crate::app::command::Command;
use crate::app::export::{ExportCommand, WaitingExport};
use crate::app::jobs::JobKind;
use crate::app::message::file_name;
use crate::ui::context::PanelCtx;
use crate::ui::notices::message_notice;
use crate::ui::theme::{RADIUS, body, space, title, tokens};
use crate::ui::widgets::{Button, Field, Icon, Notice, NoticeTone, labelled_field, modal_width, notice};

const WIDTH: f32 = 560.0;

/// What is typed, until it is sent.
#[derive(Default)]
pub struct ExportSheet {
    typed: String,
    /// Number of the export that the path was typed for.
    asked: u64,
}

impl ExportSheet {
    /// Draws the sheet while an export waits for its place.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(waiting) = ctx.state.export.as_ref().filter(|waiting| !waiting.is_writing) else { return };
        let just_opened = self.asked != waiting.number;
        if just_opened {
            self.asked = waiting.number;
            self.typed = ctx.stores_folder.join(&waiting.name).to_string_lossy().into_owned();
        }
        let frame =
            Frame::new().fill(tokens(ui).surface).corner_radius(RADIUS).inner_margin(Margin::same(space::L as i8));
        let modal = Modal::new(Id::unique("export-sheet")).frame(frame).show(ui.ctx(), |ui| {
            ui.set_width(modal_width(ui.ctx(), WIDTH));
            let what = ctx.texts.find(&format!("export-title-{}", waiting.target.id()));
            ui.label(title(what.unwrap_or(ctx.text("export-title"))));
            self.place_ui(ctx, waiting, just_opened, ui);
        });
        if modal.should_close() {
            ctx.send(Command::Export(ExportCommand::Cancel));
        }
    }

    fn place_ui(&mut self, ctx: &PanelCtx<'_>, waiting: &WaitingExport, just_opened: bool, ui: &mut Ui) {
        ui.add_space(space::S);
        desktop_ui(ctx, ui);
        ui.add_space(space::M);
        let folder = ctx.stores_folder.to_string_lossy();
        let explanation = ctx.texts.format("export-path-explained", &[("folder", &folder)]);
        let field = Field::new(ctx.text("export-path")).explanation(&explanation).width(ui.available_width());
        let response = labelled_field(ui, field, &mut self.typed);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if just_opened || entered {
            response.request_focus();
        }
        if just_opened {
            choose_all(ui, response.id, &self.typed);
        }
        problem_ui(ctx, waiting, ui);
        ui.add_space(space::L);
        let pressed = buttons_ui(ctx, !self.typed.trim().is_empty(), ui);
        if (pressed || entered) && !self.typed.trim().is_empty() {
            ctx.send(Command::Export(ExportCommand::SaveAs { typed: self.typed.clone() }));
        }
    }
}

/// What is typed first takes the place of what is offered.
fn choose_all(ui: &Ui, field: Id, text: &str) {
    if let Some(mut state) = TextEditState::load(ui.ctx(), field) {
        state.cursor.set_char_range(Some(CCursorRange::select_all_str(text)));
        state.store(ui.ctx(), field);
    }
}

/// The button for the desktop's dialog, which was opened with the sheet.
fn desktop_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let is_open = ctx.jobs.is_running(JobKind::PICK_FILE);
    let button = Button::new(ctx.text("export-desktop")).icon(Icon::Folder).enabled(!is_open).show(ui);
    if button.clicked() {
        ctx.send(Command::Export(ExportCommand::AskDesktop));
    }
    let said = if is_open { "export-desktop-open" } else { "export-desktop-nothing" };
    ui.label(body(ctx.text(said)).color(tokens(ui).quiet));
}

fn problem_ui(ctx: &PanelCtx<'_>, waiting: &WaitingExport, ui: &mut Ui) {
    if let Some(path) = &waiting.already_there {
        ui.add_space(space::M);
        replace_ui(ctx, path, ui);
    } else if let Some(failure) = &waiting.failure {
        ui.add_space(space::M);
        message_notice(ctx, NoticeTone::Error, failure, ui);
    }
}

fn replace_ui(ctx: &PanelCtx<'_>, path: &Path, ui: &mut Ui) {
    let shown = Notice {
        tone: NoticeTone::Warning,
        title: &ctx.texts.format("export-error-already-there", &[("file", &file_name(path))]),
        remedy: Some(ctx.text("export-error-already-there-remedy")),
        details: None,
        action: Some(ctx.text("export-replace")),
        closable: false,
    };
    if notice(ui, shown, ctx.texts).acted {
        ctx.send(Command::Export(ExportCommand::Replace));
    }
}

/// Whether Save was pressed.
fn buttons_ui(ctx: &PanelCtx<'_>, ready: bool, ui: &mut Ui) -> bool {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let pressed = Button::primary(ctx.text("save")).enabled(ready).min_width(96.0).show(ui).clicked();
        if Button::new(ctx.text("cancel")).min_width(96.0).show(ui).clicked() {
            ctx.send(Command::Export(ExportCommand::Cancel));
        }
        pressed
    })
    .inner
}
