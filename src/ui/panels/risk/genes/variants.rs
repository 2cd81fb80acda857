//! A variant file for the open twin: which of its samples is the patient's is said by a person, never guessed.

use std::path::PathBuf;

use eframe::egui::{Key, Label, Ui};

use crate::app::command::Command;
use crate::app::genes::GenesCommand;
use crate::app::jobs::JobKind;
use crate::app::twin::view::TwinView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, labelled_field};

/// Width of the field for a path, in points.
const PATH: f32 = 420.0;

/// Draws the button, or the samples of the file that was chosen.
pub fn variants_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, path: &mut String) {
    let is_busy = ctx.jobs.is_running(JobKind::READ_VARIANTS) || ctx.jobs.is_running(JobKind::IMPORT_VARIANTS);
    let Some(variants) = &ctx.state.genes.variants else {
        let choose = Button::new(ctx.text("genes-variants-choose")).icon(Icon::Upload).enabled(!is_busy);
        if choose.show(ui).clicked() {
            ctx.send(Command::Genes(GenesCommand::ChooseVariants));
        }
        ui.add_space(space::S);
        return path_ui(ctx, ui, path, !is_busy);
    };
    let tokens = tokens(ui);
    let whose = ctx.texts.format("genes-variants-whose", &[("name", &variants.name())]);
    ui.add(Label::new(body(whose).color(tokens.text)).wrap());
    for sample in variants.samples() {
        let is_same = sample == twin.person.identifier;
        ui.horizontal_wrapped(|ui| {
            let words = ctx.texts.format("genes-variants-take", &[("sample", &sample)]);
            let button = if is_same { Button::strong(&words) } else { Button::new(&words) };
            if button.show(ui).clicked() {
                ctx.send(Command::Genes(GenesCommand::TakeSample(sample.to_owned())));
            }
            let key = if is_same { "genes-variants-same" } else { "genes-variants-other" };
            ui.label(small(ctx.text(key)).color(if is_same { tokens.quiet } else { tokens.abnormal }));
        });
        ui.add_space(space::XS);
    }
    if Button::quiet(ctx.text("genes-variants-leave")).show(ui).clicked() {
        ctx.send(Command::Genes(GenesCommand::ForgetVariants));
    }
}

/// For desktops without a dialog.
fn path_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, path: &mut String, is_free: bool) {
    let field = Field::new(ctx.text("genes-variants-path")).hint(ctx.text("import-path-hint")).width(PATH);
    let response = labelled_field(ui, field, path);
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(space::XS);
    let is_ready = is_free && !path.trim().is_empty();
    let pressed = Button::new(ctx.text("open")).enabled(is_ready).show(ui).clicked();
    if (pressed || entered) && is_ready {
        ctx.send(Command::Genes(GenesCommand::OpenVariants(PathBuf::from(path.trim()))));
        path.clear();
    }
}
