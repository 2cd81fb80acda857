//! The head of a tab about the open twin: the way back and who it is.

use eframe::egui::{Label, Ui};

use crate::app::twin::view::TwinView;
use crate::ui::panels::PanelCtx;
use crate::ui::patient_head::{patient_head_ui, who};
use crate::ui::theme::{body, space, tokens};

use super::risks::back_ui;

/// Draws the head.
pub fn head_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView) {
    back_ui(ctx, ui);
    patient_head_ui(ctx, &who(twin, ctx), ui);
    ui.add_space(space::S);
}

/// Draws the head and below it the contents; of the dead that they died, for nothing below is about them any more.
pub fn while_living_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, contents: impl FnOnce(&mut Ui)) {
    head_ui(ctx, ui, twin);
    match twin.person.death_date {
        Some(died) => {
            let words = ctx.texts.format("risk-died", &[("date", &ctx.texts.date(died))]);
            ui.add(Label::new(body(words).color(tokens(ui).text)).wrap());
        }
        None => contents(ui),
    }
}
