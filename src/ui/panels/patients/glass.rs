//! Breaking the glass: a record outside the own wards, with a reason and the passphrase once more, for an hour.

use eframe::egui::{Key, Ui};

use crate::app::command::Command;
use crate::app::trust::TrustCommand;
use crate::domain::access::{Action, GLASS_REASONS, Wards};
use crate::io::vault::Passphrase;
use crate::ui::notices::message_notice;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, NoticeTone, choose_ui, labelled_field};

use super::super::PanelCtx;

const FIELD_WIDTH: f32 = 220.0;

/// What is typed, until it is sent.
#[derive(Default)]
pub struct GlassForm {
    is_open: bool,
    identifier: String,
    reason: usize,
    passphrase: String,
}

impl GlassForm {
    /// A button, and the form once it was pressed; nothing for who reaches all patients or may not do it.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let may = ctx.state.open().is_some_and(|open| open.may(Action::BreakGlass) && open.actor.wards != Wards::All);
        if !may {
            return;
        }
        if Button::quiet(ctx.text("glass-open")).icon(Icon::Warning).show(ui).clicked() {
            self.is_open = !self.is_open;
        }
        if self.is_open {
            self.form_ui(ctx, ui);
        }
    }

    fn form_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.label(body(ctx.text("glass-explained")).color(tokens(ui).quiet));
        let mut entered = false;
        ui.horizontal_wrapped(|ui| {
            ui.vertical(|ui| {
                labelled_field(ui, Field::new(ctx.text("glass-identifier")).width(FIELD_WIDTH), &mut self.identifier);
            });
            ui.vertical(|ui| {
                let words = GLASS_REASONS.map(|reason| ctx.text(&format!("glass-{reason}")).to_owned());
                if let Some(on) = choose_ui(ui, ctx.text("glass-reason"), FIELD_WIDTH, &words, self.reason) {
                    self.reason = on;
                }
            });
            ui.vertical(|ui| {
                let field = Field::new(ctx.text("passphrase")).secret().width(FIELD_WIDTH);
                let field = labelled_field(ui, field, &mut self.passphrase);
                entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            });
        });
        let ready = !ctx.state.trust.is_breaking && !self.identifier.trim().is_empty() && !self.passphrase.is_empty();
        let pressed = Button::danger(ctx.text("glass-break")).icon(Icon::Unlock).enabled(ready).show(ui).clicked();
        ui.add_space(space::S);
        if (pressed || entered) && ready {
            let Some(reason) = GLASS_REASONS.get(self.reason).copied() else { return };
            let passphrase = Passphrase::new(std::mem::take(&mut self.passphrase));
            let identifier = self.identifier.clone();
            ctx.send(Command::Trust(TrustCommand::BreakGlass { identifier, reason, passphrase }));
        }
        // Below what was typed, so that it does not move away from under the hand.
        failure_ui(ctx, ui);
    }
}

fn failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if let Some(failure) = &ctx.state.trust.glass_failure {
        message_notice(ctx, NoticeTone::Error, failure, ui);
    }
}
