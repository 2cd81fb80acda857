//! The locked screen: the store's name and a field for the passphrase, nothing of a patient.

use eframe::egui::{Key, ScrollArea, Ui, Vec2};

use crate::app::command::Command;
use crate::app::demo::DemoHospital;
use crate::app::session::{LockedStore, Place, SessionCommand};
use crate::io::vault::Passphrase;

use super::panels::PanelCtx;
use super::theme::{Tone, body, hero, space, title, tokens};
use super::welcome::{failure_ui, needs_key_file, typed_key_file};
use super::widgets::{Button, Field, Icon, card, icon, labelled_field, line_ui};

/// Height of all that stands on the screen below the picture, for placing it.
const FORM_HEIGHT: f32 = 290.0;
const PICTURE_HEIGHT: f32 = 48.0;

/// What is typed, until it is sent.
#[derive(Default)]
pub struct LockScreen {
    typed: String,
    /// Asked for where the second factor does not lie where it lay.
    key_file: String,
    asks_key_file: bool,
}

impl LockScreen {
    /// Draws the screen.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, locked: &LockedStore, ui: &mut Ui) {
        let room = ui.available_height();
        ScrollArea::vertical().show(ui, |ui| {
            ui.vertical_centered(|ui| {
                // Above the middle; in a low window, as at a large scale, the form has the room.
                ui.add_space(((room - FORM_HEIGHT) * 0.4).max(0.0));
                if room >= FORM_HEIGHT + PICTURE_HEIGHT {
                    icon(ui, Icon::Lock, PICTURE_HEIGHT - space::S, tokens(ui).tone(Tone::Quiet));
                    ui.add_space(space::S);
                }
                ui.label(hero(ctx.text("locked-title")));
                ui.label(title(&locked.name));
                if matches!(&locked.place, Place::Folder(_)) {
                    let who = ctx.texts.format("locked-account", &[("account", &locked.account)]);
                    ui.label(body(who).color(tokens(ui).quiet));
                }
                ui.add_space(space::L);
                ui.allocate_ui(Vec2::new(360.0, 0.0), |ui| card(ui, |ui| self.form_ui(ctx, locked, ui)));
            });
        });
    }

    fn form_ui(&mut self, ctx: &PanelCtx<'_>, locked: &LockedStore, ui: &mut Ui) {
        ui.set_width(328.0);
        let explained = match &locked.place {
            Place::Folder(_) | Place::Summary(_) => ctx.text("locked-explained").to_owned(),
            Place::Demo(_) => ctx.texts.format("locked-demo", &[("word", &DemoHospital::WORD)]),
        };
        // What went wrong stands above the field that it is about: at a large scale the foot of the form is out of sight.
        let is_demo = matches!(&locked.place, Place::Demo(_));
        failure_ui(ctx, ui);
        if ctx.state.opening_failure.is_none() || is_demo {
            ui.label(body(explained).color(tokens(ui).quiet));
        }
        still_running_ui(ctx, ui);
        ui.add_space(space::S);
        self.asks_key_file |= needs_key_file(ctx.state.opening_failure.as_ref().map(|failure| failure.key.as_str()));
        if self.asks_key_file {
            labelled_field(ui, Field::new(ctx.text("key-file")).width(328.0), &mut self.key_file);
        }
        let field = Field::new(ctx.text("passphrase")).secret().width(328.0);
        let field = labelled_field(ui, field, &mut self.typed);
        // Asked before the focus is given back: Enter takes it from the field.
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if ui.memory(|memory| memory.focused().is_none()) {
            field.request_focus();
        }
        ui.add_space(space::S);
        let opening = ctx.jobs.is_running(crate::app::jobs::JobKind::OPEN_STORE);
        let text = if opening { ctx.text("store-unlocking") } else { ctx.text("unlock") };
        let pressed = Button::primary(text).icon(Icon::Unlock).enabled(!opening).min_width(328.0).show(ui).clicked();
        if (pressed || entered) && !opening && !self.typed.is_empty() {
            let passphrase = Passphrase::new(std::mem::take(&mut self.typed));
            let passphrase = passphrase.with_key_file(typed_key_file(&self.key_file));
            ctx.send(Command::Session(SessionCommand::Unlock { passphrase }));
        }
        ui.add_space(space::XS);
        if Button::quiet(ctx.text("command-close-store")).show(ui).clicked() {
            self.typed.clear();
            ctx.send(Command::Session(SessionCommand::CloseStore));
        }
    }
}

/// What goes on behind the screen, and with it the key in memory.
fn still_running_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let key = match (ctx.state.feeds.is_listening(), ctx.jobs.is_writing()) {
        (true, _) => "locked-listening",
        (false, true) => "locked-writing",
        (false, false) => return,
    };
    ui.add_space(space::S);
    line_ui(ui, Icon::Info, Tone::Stale, ctx.text(key));
}
