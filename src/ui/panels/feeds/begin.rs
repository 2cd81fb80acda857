//! What is to be listened to, as it is typed, and the button that begins.

use std::path::PathBuf;

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::feeds::encryption::TlsPaths;
use crate::app::feeds::panel::{FeedsCommand, address_of};
use crate::app::jobs::JobKind;
use crate::io::feeds::fhir_server::ServerUrl;
use crate::io::import::documents::Strangers;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, labelled_field};

const ADDRESS_WIDTH: f32 = 220.0;
const FOLDER_WIDTH: f32 = 360.0;
const TLS_WIDTH: f32 = 260.0;

/// The form.
pub struct BeginForm {
    address: String,
    folder: String,
    server: String,
    tls: TlsPaths,
    admits: bool,
    /// Said of an address that other computers reach.
    is_sure: bool,
}

impl Default for BeginForm {
    fn default() -> BeginForm {
        let address = "127.0.0.1:2575".to_owned();
        let (folder, server, tls) = (String::new(), String::new(), TlsPaths::default());
        BeginForm { address, folder, server, tls, admits: false, is_sure: false }
    }
}

/// Whether strangers become patients.
pub fn admits(strangers: Strangers) -> bool {
    strangers == Strangers::Admit
}

impl BeginForm {
    pub fn strangers(&self) -> Strangers {
        if self.admits { Strangers::Admit } else { Strangers::SetAside }
    }

    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if let Some(folder) = &ctx.state.feeds.picked_folder {
            self.folder = folder.display().to_string();
            ctx.send(Command::Feeds(FeedsCommand::PickedFolderTaken));
        }
        ui.label(body(ctx.text("feeds-explained")).color(tokens(ui).quiet));
        ui.add_space(space::S);
        let found = address_of(&self.address);
        let is_none = self.address.trim().is_empty();
        let error = (found.is_none() && !is_none).then(|| ctx.text("feeds-address-wrong"));
        ui.horizontal_top(|ui| {
            let field = Field::new(ctx.text("feeds-address")).width(ADDRESS_WIDTH);
            let field = field.explanation(ctx.text("feeds-address-explained")).error(error);
            labelled_field(ui, field, &mut self.address);
            ui.add_space(space::L);
            let field = Field::new(ctx.text("feeds-folder")).width(FOLDER_WIDTH);
            labelled_field(ui, field.explanation(ctx.text("feeds-folder-explained")), &mut self.folder);
            ui.vertical(|ui| {
                ui.add_space(space::L + space::XS);
                if Button::new(ctx.text("feeds-folder-choose")).icon(Icon::Folder).show(ui).clicked() {
                    ctx.send(Command::Feeds(FeedsCommand::ChooseFolder));
                }
            });
        });
        let server = self.server.trim().to_owned();
        let server_error =
            (!server.is_empty() && ServerUrl::parse(&server).is_err()).then(|| ctx.text("feeds-server-wrong"));
        let field = Field::new(ctx.text("feeds-server")).width(FOLDER_WIDTH).hint("http://127.0.0.1:8080/fhir");
        let field = field.explanation(ctx.text("feeds-server-explained")).error(server_error);
        labelled_field(ui, field, &mut self.server);
        let is_https = server.starts_with("https:");
        if is_https {
            let field = Field::new(ctx.text("feeds-server-authority")).width(FOLDER_WIDTH);
            let field = field.explanation(ctx.text("feeds-server-authority-explained"));
            labelled_field(ui, field, &mut self.tls.server_authority);
        }
        let lacks_authority = is_https && self.tls.server_authority.trim().is_empty();
        encryption_ui(ctx, &mut self.tls, ui);
        ui.checkbox(&mut self.admits, ctx.text("feeds-admit"));
        let is_reached = found.is_some_and(|address| !address.ip().is_loopback()) && !self.tls.is_wanted;
        if is_reached {
            ui.add_space(space::S);
            ui.checkbox(&mut self.is_sure, ctx.text("feeds-reached-sure"));
        }
        ui.add_space(space::S);
        let can = error.is_none()
            && server_error.is_none()
            && !lacks_authority
            && self.tls.is_whole()
            && (!is_none || !self.folder.trim().is_empty() || !self.server.trim().is_empty())
            && (!is_reached || self.is_sure)
            && !ctx.jobs.is_running(JobKind::BEGIN_FEEDS)
            && !ctx.jobs.is_running(JobKind::END_FEEDS);
        if Button::primary(ctx.text("feeds-begin")).enabled(can).show(ui).clicked() {
            let folder = Some(self.folder.trim()).filter(|folder| !folder.is_empty()).map(PathBuf::from);
            let (address, server, strangers) = (self.address.clone(), self.server.clone(), self.strangers());
            let tls = self.tls.clone();
            ctx.send(Command::Feeds(FeedsCommand::Begin { address, folder, server, tls, strangers }));
        }
    }
}

/// Whether links are encrypted, and the files for it.
fn encryption_ui(ctx: &PanelCtx<'_>, tls: &mut TlsPaths, ui: &mut Ui) {
    ui.checkbox(&mut tls.is_wanted, ctx.text("feeds-tls"));
    if !tls.is_wanted {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (key, path) in [
            ("feeds-tls-certificate", &mut tls.certificate),
            ("feeds-tls-key", &mut tls.key),
            ("feeds-tls-clients", &mut tls.client_authority),
        ] {
            ui.vertical(|ui| {
                ui.set_width(TLS_WIDTH);
                labelled_field(ui, Field::new(ctx.text(key)).width(TLS_WIDTH), path);
            });
        }
    });
    ui.label(body(ctx.text("feeds-tls-explained")).color(tokens(ui).quiet));
    ui.add_space(space::S);
}
