//! A file by a click, by its typed path, or the one that comes with the program.

use eframe::egui::{Key, Ui};

use crate::app::diagnosis::{DiagnosisCommand, DiagnosisFile};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Icon, text_edit};

use super::{send, wrap_before};

const OPEN: f32 = 64.0;
const LEAST_PATH: f32 = 120.0;

/// The button of the desktop's dialog.
pub fn choose_button(ctx: &PanelCtx<'_>, ui: &mut Ui, file: DiagnosisFile, is_first: bool) {
    let key = format!("diagnosis-choose-{}", file.id());
    let words = ctx.text(&key);
    wrap_before(ui, words);
    let button = if is_first { Button::primary(words) } else { Button::new(words) };
    if button.icon(Icon::Folder).show(ui).clicked() {
        send(ctx, DiagnosisCommand::ChooseFile(file));
    }
}

/// The file that comes with the program.
pub fn sample_button(ctx: &PanelCtx<'_>, ui: &mut Ui, file: DiagnosisFile) {
    let key = format!("diagnosis-sample-{}", file.id());
    wrap_before(ui, ctx.text(&key));
    if Button::new(ctx.text(&key)).show(ui).clicked() {
        send(ctx, DiagnosisCommand::ReadSample(file));
    }
}

/// A path and the button that opens it.
pub fn path_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, file: DiagnosisFile, width: f32) {
    let label = format!("diagnosis-file-{}", file.id());
    let mut path = ctx.state.diagnosis.path(file).to_owned();
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let name = ui.label(body(ctx.text(&label)).color(tokens(ui).text));
        ui.horizontal(|ui| {
            let room = (width - OPEN - space::M).max(LEAST_PATH);
            let field = text_edit(ui, &mut path, ctx.text("import-path-hint"), false, room).labelled_by(name.id);
            let is_ready = !path.trim().is_empty();
            if field.changed() {
                send(ctx, DiagnosisCommand::SetPath(file, path));
            }
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let button = Button::new(ctx.text("open")).enabled(is_ready).min_width(OPEN).show(ui);
            let opens = ctx.texts.format("diagnosis-open-file", &[("file", &ctx.text(&label))]);
            ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(opens.as_str()));
            if is_ready && (button.clicked() || entered) {
                send(ctx, DiagnosisCommand::Read(file));
            }
        });
    });
}
