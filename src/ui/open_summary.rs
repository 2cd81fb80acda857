//! The form of the welcome screen that opens a twin which a colleague sealed.

use std::path::PathBuf;

use eframe::egui::{Label, Ui};

use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::session::SessionCommand;
use crate::app::summary::SummaryKey;
use crate::io::vault::Passphrase;

use super::context::PanelCtx;
use super::theme::{body, space, tokens};
use super::widgets::{Button, Field, Icon, labelled_field, segmented};

/// What is typed, until it is sent.
#[derive(Default)]
pub struct SummaryForm {
    file: String,
    by_key: bool,
    passphrase: String,
    key: String,
}

impl SummaryForm {
    /// Draws the form.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, width: f32, ui: &mut Ui) {
        ui.add(Label::new(body(ctx.text("summary-open-explained")).color(tokens(ui).quiet)).wrap());
        ui.add_space(space::S);
        labelled_field(ui, Field::new(ctx.text("summary-file")).hint("twin.age").width(width), &mut self.file);
        let choices = [ctx.text("seal-by-passphrase"), ctx.text("seal-by-key")];
        if let Some(at) = segmented(ui, ctx.text("seal-by"), &choices, usize::from(self.by_key)) {
            self.by_key = at == 1;
        }
        ui.add_space(space::S);
        if self.by_key {
            let field = Field::new(ctx.text("summary-key-file")).width(width);
            labelled_field(ui, field.explanation(ctx.text("summary-key-file-explained")), &mut self.key);
        } else {
            labelled_field(ui, Field::new(ctx.text("passphrase")).secret().width(width), &mut self.passphrase);
        }
        ui.add_space(space::M);
        let opening = ctx.jobs.is_running(JobKind::OPEN_STORE);
        let secret = if self.by_key { &self.key } else { &self.passphrase };
        let ready = !opening && !self.file.trim().is_empty() && !secret.trim().is_empty();
        let open = Button::strong(ctx.text("summary-open")).icon(Icon::Unlock).enabled(ready).min_width(width);
        if open.show(ui).clicked() {
            let key = match self.by_key {
                true => SummaryKey::KeyFile(PathBuf::from(self.key.trim())),
                false => SummaryKey::Passphrase(Passphrase::new(std::mem::take(&mut self.passphrase))),
            };
            let file = PathBuf::from(self.file.trim());
            ctx.send(Command::Session(SessionCommand::OpenSummary { file, key }));
        }
    }
}
