//! The screen of somebody whose passphrase was handed out: nothing but the form for one of their own.

use eframe::egui::{ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::session::SessionCommand;

use super::notices::message_notice;
use super::panels::PanelCtx;
use super::passphrase_form::OwnPassphrase;
use super::theme::{body, hero, space, tokens};
use super::widgets::{Button, Icon, NoticeTone, card};

const WIDTH: f32 = 560.0;

/// Draws the screen for who signed in as `account`.
pub fn must_change_ui(ctx: &PanelCtx<'_>, form: &mut OwnPassphrase, account: &str, ui: &mut Ui) {
    ScrollArea::vertical().show(ui, |ui| {
        let left = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
        ui.add_space(space::XXL);
        ui.horizontal_top(|ui| {
            ui.add_space(left);
            ui.vertical(|ui| {
                ui.set_max_width(WIDTH);
                ui.label(hero(ctx.text("must-change-title")));
                let words = ctx.texts.format("must-change-explained", &[("account", &account)]);
                ui.label(body(words).color(tokens(ui).quiet));
                ui.add_space(space::L);
                card(ui, |ui| {
                    ui.set_width(WIDTH - 2.0 * space::L);
                    if let Some(failure) = &ctx.state.trust.account_failure {
                        message_notice(ctx, NoticeTone::Error, failure, ui);
                        ui.add_space(space::S);
                    }
                    form.ui(ctx, ui);
                });
                ui.add_space(space::M);
                if Button::quiet(ctx.text("command-close-store")).icon(Icon::Close).show(ui).clicked() {
                    ctx.send(Command::Session(SessionCommand::CloseStore));
                }
            });
        });
    });
}
