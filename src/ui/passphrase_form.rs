//! Two fields for a new passphrase, with how good it is in words while it is typed; and the form for one's own.

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::trust::TrustCommand;
use crate::app::trust::accounts::AccountCommand;
use crate::domain::passphrase::PassphraseFault;
use crate::io::vault::Passphrase;
use crate::ui::context::PanelCtx;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{Button, Field, Icon, labelled_field, line_ui};

/// What is typed, until it is sent.
#[derive(Default)]
pub struct NewPassphrase {
    first: String,
    again: String,
}

impl NewPassphrase {
    /// Draws both fields side by side, and below them how good it is; `own` are words that somebody would guess first.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, own: &[&str], width: f32) {
        ui.horizontal_wrapped(|ui| {
            ui.vertical(|ui| {
                let field = Field::new(ctx.text("passphrase-new")).secret().width(width);
                labelled_field(ui, field, &mut self.first);
            });
            ui.vertical(|ui| {
                let differs = !self.again.is_empty() && self.again != self.first;
                let error = differs.then(|| ctx.text("passphrase-differs"));
                let field = Field::new(ctx.text("passphrase-again")).error(error).secret().width(width);
                labelled_field(ui, field, &mut self.again);
            });
        });
        if !self.first.is_empty() {
            strength_ui(ctx, ui, &self.first, own);
        }
    }

    /// Whether it can be sent.
    pub fn is_ready(&self, own: &[&str]) -> bool {
        self.first == self.again && Passphrase::new(self.first.clone()).judge(own).is_ok()
    }

    /// Gives it away and empties the fields.
    pub fn take(&mut self) -> Passphrase {
        self.again.clear();
        Passphrase::new(std::mem::take(&mut self.first))
    }
}

/// How good a passphrase is, in words.
pub fn strength_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, typed: &str, own: &[&str]) {
    match Passphrase::new(typed.to_owned()).judge(own) {
        Ok(strength) => {
            let key = format!("passphrase-strength-{}", strength.id());
            line_ui(ui, Icon::Check, Tone::Plain, ctx.text(&key));
        }
        Err(fault) => line_ui(ui, Icon::Warning, Tone::Abnormal, &fault_words(ctx, fault)),
    }
}

fn fault_words(ctx: &PanelCtx<'_>, fault: PassphraseFault) -> String {
    let error = crate::io::store::StoreError::WeakPassphrase(fault);
    ctx.message(&Message::from(&error))
}

/// The own passphrase, by the one before.
#[derive(Default)]
pub struct OwnPassphrase {
    old: String,
    new: NewPassphrase,
    /// Changes that were seen.
    seen: u64,
}

const FIELD: f32 = 220.0;

impl OwnPassphrase {
    /// Draws the form.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(open) = ctx.state.open() else { return };
        if self.seen != ctx.state.trust.accounts_changed {
            *self = OwnPassphrase { seen: ctx.state.trust.accounts_changed, ..OwnPassphrase::default() };
        }
        let own = [open.actor.name.as_str(), open.info.name.as_str()];
        labelled_field(ui, Field::new(ctx.text("passphrase-old")).secret().width(FIELD), &mut self.old);
        self.new.ui(ctx, ui, &own, FIELD);
        let busy = ctx.jobs.is_running(JobKind::CHANGE_ACCOUNTS);
        let ready = !self.old.is_empty() && self.new.is_ready(&own) && !busy;
        ui.add_space(space::XS);
        if Button::new(ctx.text("passphrase-change")).enabled(ready).show(ui).clicked() {
            let old = Passphrase::new(std::mem::take(&mut self.old));
            let change = AccountCommand::ChangeOwn { old, new: self.new.take() };
            ctx.send(Command::Trust(TrustCommand::Accounts(change)));
        }
    }
}
