//! Trust: accounts, broken glasses to be reviewed, backups and the key, for whoever answers for the store. A part that the
//! door would refuse is not shown.

mod accounts;
mod backups;
mod bare;
mod glasses;
mod retention;

use eframe::egui::{ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::message::Message;
use crate::app::trust::TrustCommand;
use crate::domain::access::Action;
use crate::domain::permission::Role;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Icon, Notice, NoticeTone, notice, section_with, segmented};

use super::{Panel, PanelCtx, PanelId};

/// The parts of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Accounts,
    Glasses,
    Backups,
    Retention,
    Bare,
}

impl Part {
    const ALL: [Part; 5] = [Part::Accounts, Part::Glasses, Part::Backups, Part::Retention, Part::Bare];

    /// The text of its name.
    fn key(self) -> &'static str {
        match self {
            Part::Accounts => "trust-accounts",
            Part::Glasses => "trust-glasses",
            Part::Backups => "trust-backups",
            Part::Retention => "trust-retention",
            Part::Bare => "trust-bare",
        }
    }

    /// What the door is asked for first.
    fn needs(self) -> Action {
        match self {
            Part::Accounts => Action::ListAccounts,
            Part::Glasses => Action::ReviewBrokenGlass,
            Part::Backups => Action::Backup,
            Part::Retention => Action::ReadRetention,
            Part::Bare => Action::ExportDeidentified,
        }
    }
}

/// What is typed and where the tables stand.
#[derive(Default)]
pub struct TrustPanel {
    part: Part,
    accounts: accounts::AccountsPart,
    glasses: glasses::GlassesPart,
    backups: backups::BackupsPart,
    retention: retention::RetentionPart,
    bare: bare::BarePart,
}

impl Panel for TrustPanel {
    fn id(&self) -> PanelId {
        PanelId::Trust
    }

    fn icon(&self) -> Icon {
        Icon::Shield
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(open) = ctx.state.open() else { return };
        let parts: Vec<Part> = Part::ALL.into_iter().filter(|part| open.may(part.needs())).collect();
        if !parts.contains(&self.part) {
            self.part = parts.first().copied().unwrap_or_default();
        }
        let names: Vec<String> = parts.iter().map(|part| name_of(ctx, *part)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let on = parts.iter().position(|part| *part == self.part).unwrap_or(0);
        let title = ctx.text("panel-trust");
        let chosen = section_with(ui, title, |ui| segmented(ui, title, &names, on));
        if let Some(part) = chosen.and_then(|at| parts.get(at)) {
            self.part = *part;
        }
        ui.add_space(space::S);
        let salt = ("trust", self.part.key());
        ScrollArea::vertical().auto_shrink([false, false]).id_salt(salt).show(ui, |ui| match self.part {
            Part::Accounts => self.accounts.ui(ctx, ui),
            Part::Glasses => self.glasses.ui(ctx, ui),
            Part::Backups => self.backups.ui(ctx, ui),
            Part::Retention => self.retention.ui(ctx, ui),
            Part::Bare => self.bare.ui(ctx, ui),
        });
    }
}

/// Behind the broken glasses stands how many wait.
fn name_of(ctx: &PanelCtx<'_>, part: Part) -> String {
    let name = ctx.text(part.key()).to_owned();
    let list = ctx.state.trust.glasses.value();
    let waiting = list.map_or(0, |list| list.iter().filter(|breaking| breaking.review.is_none()).count());
    match part {
        Part::Glasses if waiting > 0 => format!("{name} ({})", ctx.texts.whole(waiting as u64)),
        Part::Accounts | Part::Glasses | Part::Backups | Part::Retention | Part::Bare => name,
    }
}

/// Whether the door of the store would refuse what an owner alone may do: there is one, and it is somebody else.
fn is_owners_business(ctx: &PanelCtx<'_>) -> bool {
    let is_owner = ctx.state.open().is_some_and(|open| open.actor.role == Role::Owner);
    let accounts = ctx.state.trust.accounts.value();
    !is_owner && accounts.is_some_and(|list| list.iter().any(|account| account.role == Role::Owner))
}

fn send(ctx: &PanelCtx<'_>, command: TrustCommand) {
    ctx.send(Command::Trust(command));
}

fn quiet_ui(ui: &mut Ui, words: &str) {
    ui.label(body(words).color(tokens(ui).quiet));
}

/// Why something was not done.
fn failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, failure: Option<&Message>) {
    let Some(message) = failure else { return };
    let title = ctx.message(message);
    let remedy = ctx
        .texts
        .find(&format!("{}-remedy", message.key))
        .map(|_| ctx.message(&Message { key: format!("{}-remedy", message.key), ..message.clone() }));
    let shown = Notice {
        tone: NoticeTone::Error,
        title: &title,
        remedy: remedy.as_deref(),
        details: message.details.as_deref(),
        action: None,
        closable: false,
    };
    notice(ui, shown, ctx.texts);
    ui.add_space(space::S);
}
