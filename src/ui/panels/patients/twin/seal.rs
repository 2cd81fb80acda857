//! Whom a twin is sealed for: a colleague's public key, or a passphrase that both know. Then the export asks for a place.

use std::sync::Arc;

use eframe::egui::{Frame, Id, Label, Layout, Margin, Modal, Ui};

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::sealing::ENDING;
use crate::app::twin::view::TwinView;
use crate::io::sealed::{SealTo, is_recipient};
use crate::io::vault::{Passphrase, SHORTEST_PASSPHRASE};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{RADIUS, body, space, title, tokens};
use crate::ui::widgets::{Button, Field, labelled_field, modal_width, segmented};

const WIDTH: f32 = 560.0;

/// What is typed, until it is sent.
#[derive(Default)]
pub struct SealForm {
    is_open: bool,
    by_passphrase: bool,
    recipient: String,
    passphrase: String,
    again: String,
}

impl SealForm {
    /// The person wants to seal the twin.
    pub fn begin(&mut self) {
        *self = SealForm { is_open: true, by_passphrase: self.by_passphrase, ..SealForm::default() };
    }

    /// Draws the form while it is open.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, view: &Arc<TwinView>, ui: &mut Ui) {
        if !self.is_open {
            return;
        }
        let frame =
            Frame::new().fill(tokens(ui).surface).corner_radius(RADIUS).inner_margin(Margin::same(space::L as i8));
        let modal = Modal::new(Id::unique("seal-twin")).frame(frame).show(ui.ctx(), |ui| {
            ui.set_width(modal_width(ui.ctx(), WIDTH));
            ui.label(title(ctx.text("seal-title")));
            ui.add_space(space::S);
            ui.add(Label::new(body(ctx.text("seal-explained")).color(tokens(ui).quiet)).wrap());
            ui.add_space(space::M);
            let choices = [ctx.text("seal-by-key"), ctx.text("seal-by-passphrase")];
            if let Some(at) = segmented(ui, ctx.text("seal-by"), &choices, usize::from(self.by_passphrase)) {
                self.by_passphrase = at == 1;
            }
            ui.add_space(space::S);
            if self.by_passphrase {
                self.passphrase_ui(ctx, ui)
            } else {
                self.recipient_ui(ctx, ui)
            }
            ui.add_space(space::L);
            self.buttons_ui(ctx, view, ui);
        });
        if modal.should_close() {
            *self = SealForm::default();
        }
    }

    fn recipient_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let is_wrong = !self.recipient.trim().is_empty() && !is_recipient(&self.recipient);
        let error = is_wrong.then(|| ctx.text("seal-error-no-recipient"));
        let field = Field::new(ctx.text("seal-recipient")).hint("age1…").error(error).width(ui.available_width());
        labelled_field(ui, field.explanation(ctx.text("seal-recipient-explained")), &mut self.recipient);
    }

    fn passphrase_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let missing = SHORTEST_PASSPHRASE.saturating_sub(self.passphrase.chars().count());
        let short = (missing > 0 && !self.passphrase.is_empty())
            .then(|| ctx.texts.count("passphrase-short", missing as u64, &[]));
        let field = Field::new(ctx.text("passphrase")).secret().error(short.as_deref()).width(ui.available_width());
        labelled_field(ui, field.explanation(ctx.text("seal-passphrase-explained")), &mut self.passphrase);
        let differs = !self.again.is_empty() && self.again != self.passphrase;
        let error = differs.then(|| ctx.text("passphrase-differs"));
        let field = Field::new(ctx.text("passphrase-again")).secret().error(error).width(ui.available_width());
        labelled_field(ui, field, &mut self.again);
    }

    /// For whom, once what is typed says so.
    fn to(&self) -> Option<SealTo> {
        if self.by_passphrase {
            let is_good = self.passphrase.chars().count() >= SHORTEST_PASSPHRASE && self.passphrase == self.again;
            return is_good.then(|| SealTo::Passphrase(Passphrase::new(self.passphrase.clone())));
        }
        is_recipient(&self.recipient).then(|| SealTo::Recipient(self.recipient.trim().to_owned()))
    }

    fn buttons_ui(&mut self, ctx: &PanelCtx<'_>, view: &Arc<TwinView>, ui: &mut Ui) {
        ui.with_layout(Layout::right_to_left(eframe::egui::Align::Min), |ui| {
            let to = self.to();
            let seal = Button::primary(ctx.text("seal-go-on")).enabled(to.is_some()).show(ui);
            if let (true, Some(to)) = (seal.clicked(), to) {
                let target = ExportTarget::Sealed { view: Arc::clone(view), to: Arc::new(to) };
                let name = format!("twin.{ENDING}");
                ctx.send(Command::Export(ExportCommand::Choose { name, target: target.into() }));
                *self = SealForm::default();
            }
            if Button::new(ctx.text("cancel")).min_width(96.0).show(ui).clicked() {
                *self = SealForm::default();
            }
        });
    }
}
