//! Two fields for a new passphrase, with how good it is in words while it is typed; and the form for one's own.

use std::path::PathBuf;

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::trust::TrustCommand;
use crate::app::trust::accounts::{AccountCommand, SecondFactor};
use crate::domain::passphrase::PassphraseFault;
use crate::io::vault::Passphrase;
use crate::ui::context::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, choose_ui, labelled_field, line_ui};

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
    /// One of [`SECOND`].
    second: usize,
    path: String,
    /// Changes that were seen.
    seen: u64,
}

const FIELD: f32 = 220.0;
/// What the account can need besides, in the order of the menu.
const SECOND: [&str; 4] = ["second-as-before", "second-make", "second-use", "second-without"];
const PATH: f32 = 2.0 * FIELD;

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
        self.second_ui(ctx, ui);
        let busy = ctx.jobs.is_running(JobKind::CHANGE_ACCOUNTS);
        let second = self.second();
        let ready = !self.old.is_empty() && self.new.is_ready(&own) && second.is_some() && !busy;
        ui.add_space(space::XS);
        if Button::new(ctx.text("passphrase-change")).enabled(ready).show(ui).clicked() {
            let old = Passphrase::new(std::mem::take(&mut self.old));
            let second = second.unwrap_or_default();
            let change = AccountCommand::ChangeOwn { old, new: self.new.take(), second };
            ctx.send(Command::Trust(TrustCommand::Accounts(change)));
        }
    }

    fn second_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.add_space(space::S);
        let words = SECOND.map(|key| ctx.text(key).to_owned());
        ui.horizontal_wrapped(|ui| {
            ui.vertical(|ui| {
                let chosen = choose_ui(ui, ctx.text("second-factor"), FIELD, &words, self.second);
                self.second = chosen.unwrap_or(self.second);
            });
            if matches!(self.second, 1 | 2) {
                ui.vertical(|ui| {
                    labelled_field(ui, Field::new(ctx.text("second-path")).width(PATH), &mut self.path);
                });
            }
        });
        let now = ctx.state.open().and_then(|open| open.key_file.as_ref());
        let words = match (self.second, now) {
            (0, Some(file)) => ctx.texts.format("second-now", &[("file", &file.display())]),
            _ => ctx.text("second-explained").to_owned(),
        };
        ui.label(body(words).color(tokens(ui).quiet));
    }

    /// What was chosen, once it is whole.
    fn second(&self) -> Option<SecondFactor> {
        let path = Some(self.path.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
        match self.second {
            1 => path.map(SecondFactor::Make),
            2 => path.map(SecondFactor::Use),
            3 => Some(SecondFactor::Without),
            _ => Some(SecondFactor::AsBefore),
        }
    }
}
