//! A variant file for the open twin: which of its samples is the patient's is said by a person, never guessed.

use eframe::egui::{Label, Ui};

use crate::app::command::Command;
use crate::app::genes::GenesCommand;
use crate::app::jobs::JobKind;
use crate::app::twin::view::TwinView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Button, Icon};

/// Draws the button, or the samples of the file that was chosen.
pub fn variants_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView) {
    let is_busy = ctx.jobs.is_running(JobKind::ReadVariants) || ctx.jobs.is_running(JobKind::ImportVariants);
    let Some(variants) = &ctx.state.genes.variants else {
        let choose = Button::new(ctx.text("genes-variants-choose")).icon(Icon::Upload).enabled(!is_busy);
        if choose.show(ui).clicked() {
            ctx.send(Command::Genes(GenesCommand::ChooseVariants));
        }
        return;
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
