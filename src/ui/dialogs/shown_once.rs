//! What is shown once and never again: a recovery key, the passphrases after the key of a store was changed, and the
//! certificate of a deletion. It stands over everything, so that nothing else takes it away.

use std::sync::Arc;

use eframe::egui::{Frame, Id, Margin, Modal, Ui};

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::trust::TrustCommand;
use crate::app::trust::accounts::AccountCommand;
use crate::app::trust::keeping::KeepingCommand;
use crate::domain::deletion::{Certificate, Deleted};
use crate::io::store::NewKeys;
use crate::ui::context::PanelCtx;
use crate::ui::theme::{RADIUS, body, space, title, tokens};
use crate::ui::widgets::{Button, key_value_grid, modal_width};

const WIDTH: f32 = 600.0;

/// Draws what there is to be shown once.
pub fn shown_once_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let trust = &ctx.state.trust;
    if let Some(keys) = &trust.keeping.new_keys {
        sheet_ui(ctx, ui, "new-keys-title", |ui| new_keys_ui(ctx, ui, keys));
    } else if let Some(key) = &trust.recovery {
        let groups = key.groups();
        sheet_ui(ctx, ui, "recovery-title", |ui| {
            recovery_ui(ctx, ui, &groups);
            done_ui(ctx, ui, TrustCommand::Accounts(AccountCommand::ForgetRecoveryKey));
        });
    } else if let Some(certificate) = &trust.keeping.certificate {
        sheet_ui(ctx, ui, "certificate-title", |ui| certificate_ui(ctx, ui, certificate));
    }
}

fn sheet_ui(ctx: &PanelCtx<'_>, ui: &Ui, heading: &'static str, add: impl FnOnce(&mut Ui)) {
    let frame = Frame::new().fill(tokens(ui).surface).corner_radius(RADIUS).inner_margin(Margin::same(space::L as i8));
    // Neither Escape nor a click beside it closes it: what it shows is gone then.
    Modal::new(Id::unique("shown-once")).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(modal_width(ui.ctx(), WIDTH));
        ui.label(title(ctx.text(heading)));
        ui.add_space(space::S);
        add(ui);
    });
}

fn recovery_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, groups: &str) {
    ui.label(body(ctx.text("recovery-shown-once")));
    ui.add_space(space::S);
    let label = ui.label(title(groups).monospace());
    ui.ctx().accesskit_node_builder(label.id, |node| node.set_label(groups));
    ui.add_space(space::M);
}

fn new_keys_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, keys: &NewKeys) {
    ui.label(body(ctx.text("new-keys-explained")));
    ui.add_space(space::S);
    if !keys.one_time.is_empty() {
        ui.label(body(ctx.text("new-keys-one-time")).color(tokens(ui).quiet));
        let lines = keys.one_time.iter().map(|(name, word)| (name.as_str(), word.reveal().to_owned()));
        key_value_grid(ui, "one-time", lines);
        ui.add_space(space::S);
    }
    recovery_ui(ctx, ui, &keys.recovery.groups());
    done_ui(ctx, ui, TrustCommand::Keeping(KeepingCommand::ForgetNewKeys));
}

fn certificate_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, certificate: &Certificate<Deleted>) {
    // English, as its file is: what is signed and kept says the same everywhere.
    let at = ctx.zone().moment(certificate.at_utc_secs).iso();
    let lines = certificate.lines(&at);
    for line in &lines {
        ui.label(body(line));
    }
    ui.add_space(space::M);
    ui.horizontal(|ui| {
        if Button::primary(ctx.text("certificate-save")).show(ui).clicked() {
            ctx.send(Command::Export(ExportCommand::Choose {
                name: format!("deletion-certificate-{}.txt", certificate.number),
                target: Arc::new(ExportTarget::Text { kind: "deletion certificate", text: lines.join("\n") + "\n" }),
            }));
            ctx.send(Command::Trust(TrustCommand::Keeping(KeepingCommand::ForgetCertificate)));
        }
        if Button::new(ctx.text("close")).show(ui).clicked() {
            ctx.send(Command::Trust(TrustCommand::Keeping(KeepingCommand::ForgetCertificate)));
        }
    });
}

fn done_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, forget: TrustCommand) {
    if Button::primary(ctx.text("shown-once-done")).show(ui).clicked() {
        ctx.send(Command::Trust(forget));
    }
}
