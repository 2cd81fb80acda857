//! The welcome screen: the demo, a new store, an existing one; recent stores by name.

use std::path::PathBuf;

use eframe::egui::{Align, Key, Layout, ScrollArea, Ui, vec2};

use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::session::SessionCommand;
use crate::app::view::ViewCommand;
use crate::base::Zone;
use crate::io::vault::{Passphrase, SHORTEST_PASSPHRASE};

use super::context::PanelCtx;
pub use super::notices::message_notice;
use super::open_summary::SummaryForm;
use super::passphrase_form::strength_ui;
use super::text::Language;
use super::theme::{body, hero, large, space, tokens};
use super::widgets::{
    Button, Field, Icon, Notice, NoticeTone, card, icon_button, labelled_field, logo, notice, section,
};

const CARD_WIDTH: f32 = 420.0;
const FIELD_WIDTH: f32 = CARD_WIDTH - 2.0 * space::L;
/// Height of the form to create a store, for placing it.
const FORM_HEIGHT: f32 = 480.0;

/// Which form is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Create,
    Open,
    /// A colleague's sealed twin.
    Summary,
}

/// What is typed, until it is sent.
#[derive(Default)]
pub struct Welcome {
    form: Form,
    summary: SummaryForm,
    name: String,
    folder: String,
    zone: String,
    passphrase: String,
    again: String,
    store_folder: String,
    open_passphrase: String,
    /// Why an older state than was seen is used.
    restored_because: String,
    /// Asked for once a store has several accounts.
    account: String,
    asks_account: bool,
    /// Asked for once an account turns out to have one.
    key_file: String,
    asks_key_file: bool,
    tried: bool,
    /// A recent store was chosen: its passphrase is what is missing.
    ask_passphrase: bool,
    /// A passphrase was sent and no answer to it seen yet.
    is_sent: bool,
    /// The same of a store to be made.
    is_creating: bool,
    /// The field for the new store's passphrase is to have the keyboard.
    ask_new_passphrase: bool,
}

impl Welcome {
    /// Draws the screen.
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        self.take_picked(ctx);
        self.fill_in(ctx);
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            language_ui(ctx, ui);
            let left = ((ui.available_width() - 2.0 * CARD_WIDTH - space::XXL) / 2.0).max(0.0);
            // A little above the middle, where the eye expects it; on a low window the form comes first.
            ui.add_space(((ui.available_height() - FORM_HEIGHT) * 0.4).max(0.0));
            if ui.available_width() < 2.0 * CARD_WIDTH + space::XXL {
                // A large scale or a narrow window: one below the other.
                self.left_ui(ctx, ui);
                ui.add_space(space::XL);
                card(ui, |ui| self.forms_ui(ctx, ui));
                return;
            }
            ui.horizontal_top(|ui| {
                ui.add_space(left);
                ui.allocate_ui_with_layout(vec2(CARD_WIDTH, 0.0), Layout::top_down(Align::Min), |ui| {
                    self.left_ui(ctx, ui)
                });
                ui.add_space(space::XXL - space::S);
                ui.allocate_ui_with_layout(vec2(CARD_WIDTH, 0.0), Layout::top_down(Align::Min), |ui| {
                    card(ui, |ui| self.forms_ui(ctx, ui));
                });
            });
        });
    }

    fn take_picked(&mut self, ctx: &PanelCtx<'_>) {
        if let Some(folder) = &ctx.state.picked_folder {
            let text = folder.to_string_lossy().into_owned();
            match self.form {
                Form::Create => self.folder = text,
                Form::Open | Form::Summary => self.store_folder = text,
            }
            ctx.send(Command::View(ViewCommand::PickedFolderTaken));
        }
    }

    fn fill_in(&mut self, ctx: &PanelCtx<'_>) {
        if self.zone.is_empty() && !self.tried {
            self.zone = Zone::of_this_computer().map_or_else(|| "UTC".to_owned(), |zone| zone.name().to_owned());
        }
        if self.folder.is_empty() && !self.tried {
            self.folder = ctx.stores_folder.to_string_lossy().into_owned();
        }
    }

    fn left_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        logo(ui, 72.0, "Wardtwin");
        ui.add_space(space::L);
        ui.label(hero(ctx.text("welcome-title")));
        ui.add(eframe::egui::Label::new(large(ctx.text("welcome-explained")).color(tokens(ui).quiet)).wrap());
        ui.add_space(space::XL);
        let opening = ctx.jobs.is_running(JobKind::OPEN_STORE);
        let demo = Button::primary(ctx.text("welcome-demo")).icon(Icon::People).enabled(!opening).min_width(CARD_WIDTH);
        if demo.show(ui).clicked() {
            ctx.send(Command::Session(SessionCommand::OpenDemo));
        }
        ui.label(body(ctx.text("welcome-demo-explained")).color(tokens(ui).quiet));
        ui.add_space(space::XL);
        section(ui, ctx.text("welcome-recent"));
        self.recent_ui(ctx, ui);
    }

    fn recent_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let recent = &ctx.state.settings.recent_stores;
        if recent.is_empty() {
            ui.label(body(ctx.text("welcome-recent-none")).color(tokens(ui).quiet));
        }
        for store in recent {
            ui.horizontal(|ui| {
                if Button::quiet(&store.name).icon(Icon::Folder).show(ui).clicked() {
                    (self.form, self.ask_passphrase) = (Form::Open, true);
                    self.store_folder = store.folder.to_string_lossy().into_owned();
                }
                let forget = ctx.texts.format("welcome-forget", &[("name", &store.name)]);
                if icon_button(ui, Icon::Close, &forget).clicked() {
                    ctx.send(Command::Session(SessionCommand::ForgetRecent { folder: store.folder.clone() }));
                }
            });
        }
    }

    fn forms_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.set_width(FIELD_WIDTH);
        let forms = [Form::Create, Form::Open, Form::Summary];
        let choices = [ctx.text("store-create-title"), ctx.text("store-open-title"), ctx.text("summary-title")];
        let on = forms.iter().position(|form| *form == self.form).unwrap_or(0);
        if let Some(form) = super::widgets::segmented(ui, ctx.text("store"), &choices, on).and_then(|at| forms.get(at))
        {
            self.form = *form;
        }
        ui.add_space(space::M);
        match self.form {
            Form::Create => self.create_ui(ctx, ui),
            Form::Open => self.open_ui(ctx, ui),
            Form::Summary => self.summary.ui(ctx, FIELD_WIDTH, ui),
        }
        failure_ui(ctx, ui);
        self.rolled_back_ui(ctx, ui);
    }

    /// An older state than this computer saw: used only with a reason, which the journal keeps.
    fn rolled_back_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(question) = &ctx.state.rolled_back else { return };
        let date = |utc_secs| ctx.texts.moment(question.opened.store.info().zone.moment(utc_secs));
        let (found, seen) = (date(question.file_utc_secs), date(question.seen_utc_secs));
        let is_replaced = question.file_utc_secs > question.seen_utc_secs;
        let key = if is_replaced { "store-replaced" } else { "store-rolled-back" };
        let remedy = ctx.texts.format(key, &[("found", &found), ("seen", &seen)]);
        ui.add_space(space::M);
        let shown = Notice {
            tone: NoticeTone::Warning,
            title: ctx.text("store-rolled-back-title"),
            remedy: Some(&remedy),
            details: None,
            action: None,
            closable: true,
        };
        if notice(ui, shown, ctx.texts).closed {
            ctx.send(Command::Session(SessionCommand::RefuseRolledBack));
        }
        ui.add_space(space::S);
        let field = Field::new(ctx.text("store-rolled-back-reason")).width(FIELD_WIDTH);
        labelled_field(ui, field, &mut self.restored_because);
        let ready = !self.restored_because.trim().is_empty();
        if Button::primary(ctx.text("store-rolled-back-accept")).enabled(ready).show(ui).clicked() {
            let reason = std::mem::take(&mut self.restored_because);
            ctx.send(Command::Session(SessionCommand::AcceptRolledBack { reason }));
        }
    }

    fn create_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.label(body(ctx.text("welcome-create-explained")).color(tokens(ui).quiet));
        ui.add_space(space::S);
        let unnamed = (self.tried && self.name.trim().is_empty()).then(|| ctx.text("store-name-missing"));
        labelled_field(ui, Field::new(ctx.text("store-name")).error(unnamed).width(FIELD_WIDTH), &mut self.name);
        folder_field_ui(ctx, ui, ctx.text("store-folder"), &mut self.folder);
        let zone_error = (Zone::named(&self.zone).is_none()).then(|| ctx.text("store-zone-unknown"));
        let zone = Field::new(ctx.text("store-zone")).explanation(ctx.text("store-zone-explained")).error(zone_error);
        labelled_field(ui, zone.width(FIELD_WIDTH), &mut self.zone);
        let missing = SHORTEST_PASSPHRASE.saturating_sub(self.passphrase.chars().count());
        let short = (missing > 0 && (self.tried || !self.passphrase.is_empty()))
            .then(|| ctx.texts.count("passphrase-short", missing as u64, &[]));
        let field =
            Field::new(ctx.text("passphrase")).explanation(ctx.text("passphrase-explained")).error(short.as_deref());
        let first = labelled_field(ui, field.secret().width(FIELD_WIDTH), &mut self.passphrase);
        if short.is_none() && !self.passphrase.is_empty() {
            strength_ui(ctx, ui, &self.passphrase, &[self.name.trim()]);
        }
        let differs = (!self.again.is_empty() || self.tried) && self.again != self.passphrase;
        let error = differs.then(|| ctx.text("passphrase-differs"));
        let again = Field::new(ctx.text("passphrase-again")).error(error).secret().width(FIELD_WIDTH);
        let response = labelled_field(ui, again, &mut self.again);
        if std::mem::take(&mut self.ask_new_passphrase) {
            first.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_space(space::M);
        let opening = ctx.jobs.is_running(JobKind::OPEN_STORE);
        if self.is_creating && !opening && ctx.state.opening_failure.is_some() {
            // A passphrase is not kept: it is typed again at once.
            (self.is_creating, self.ask_new_passphrase) = (false, true);
        }
        let button =
            Button::strong(ctx.text("store-create")).icon(Icon::Lock).enabled(!opening).min_width(FIELD_WIDTH).show(ui);
        if (button.clicked() || entered) && !opening {
            self.create(ctx, missing == 0 && zone_error.is_none());
        }
    }

    fn create(&mut self, ctx: &PanelCtx<'_>, valid: bool) {
        self.tried = true;
        if !valid || self.passphrase != self.again || self.name.trim().is_empty() {
            return;
        }
        ctx.send(Command::Session(SessionCommand::CreateStore {
            folder: PathBuf::from(&self.folder),
            name: self.name.trim().to_owned(),
            zone_name: self.zone.clone(),
            passphrase: Passphrase::new(std::mem::take(&mut self.passphrase)),
        }));
        self.again.clear();
        (self.tried, self.is_creating) = (false, true);
    }

    fn open_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.label(body(ctx.text("welcome-open-explained")).color(tokens(ui).quiet));
        ui.add_space(space::S);
        folder_field_ui(ctx, ui, ctx.text("store-open-folder"), &mut self.store_folder);
        let failure = ctx.state.opening_failure.as_ref().map(|failure| failure.key.as_str());
        self.asks_account |= matches!(failure, Some("store-error-which-account" | "store-error-no-such-account"));
        if self.asks_account {
            labelled_field(ui, Field::new(ctx.text("account")).width(FIELD_WIDTH), &mut self.account);
        }
        self.asks_key_file |= needs_key_file(failure);
        if self.asks_key_file {
            labelled_field(ui, Field::new(ctx.text("key-file")).width(FIELD_WIDTH), &mut self.key_file);
        }
        let field = Field::new(ctx.text("passphrase")).secret().width(FIELD_WIDTH);
        let response = labelled_field(ui, field, &mut self.open_passphrase);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let opening = ctx.jobs.is_running(JobKind::OPEN_STORE);
        if self.is_sent && !opening && ctx.state.opening_failure.is_some() {
            // It was not this one: the next is typed at once.
            (self.is_sent, self.ask_passphrase) = (false, true);
        }
        if std::mem::take(&mut self.ask_passphrase) {
            response.request_focus();
            // At a large scale the form stands below what is in sight.
            response.scroll_to_me(Some(Align::Center));
        }
        ui.add_space(space::M);
        let text = if opening { ctx.text("store-unlocking") } else { ctx.text("store-open") };
        let ready = !opening && !self.store_folder.trim().is_empty() && !self.open_passphrase.is_empty();
        let button = Button::strong(text).icon(Icon::Unlock).enabled(ready).min_width(FIELD_WIDTH).show(ui);
        if (button.clicked() || entered) && ready {
            self.is_sent = true;
            ctx.send(Command::Session(SessionCommand::OpenStore {
                folder: PathBuf::from(self.store_folder.trim()),
                account: Some(self.account.trim().to_owned()).filter(|name| self.asks_account && !name.is_empty()),
                passphrase: Passphrase::new(std::mem::take(&mut self.open_passphrase))
                    .with_key_file(typed_key_file(&self.key_file)),
            }));
        }
    }
}

/// Whether an account turned out to have a second factor.
pub(super) fn needs_key_file(failure: Option<&str>) -> bool {
    matches!(failure, Some("store-error-needs-key-file" | "store-error-key-file-unreadable"))
}

/// Where the key file lies, where somebody said so.
pub(super) fn typed_key_file(typed: &str) -> Option<PathBuf> {
    Some(typed.trim()).filter(|typed| !typed.is_empty()).map(PathBuf::from)
}

fn language_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let names: Vec<&str> = Language::ALL.iter().map(|language| language.own_name()).collect();
        let on = Language::ALL.iter().position(|language| language.id() == ctx.state.language).unwrap_or(0);
        let chosen = super::widgets::segmented(ui, ctx.text("settings-language"), &names, on);
        if let Some(language) = chosen.and_then(|chosen| Language::ALL.get(chosen)) {
            ctx.send(Command::View(ViewCommand::SetLanguage(language.id())));
        }
    });
}

/// A field for a folder with a button that opens the dialog.
fn folder_field_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, label: &str, folder: &mut String) {
    const BUTTON: f32 = 96.0;
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            labelled_field(ui, Field::new(label).width(FIELD_WIDTH - BUTTON - space::S), folder);
        });
        ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
            if Button::new(ctx.text("browse")).min_width(BUTTON).show(ui).clicked() {
                ctx.send(Command::View(ViewCommand::ChooseFolder));
            }
        });
    });
}

/// Why the last try to open or make a store failed, with its remedy.
pub fn failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(message) = &ctx.state.opening_failure else { return };
    ui.add_space(space::M);
    message_notice(ctx, NoticeTone::Error, message, ui);
}
