//! Accounts: a list, below it the form that adds one or changes the one that is chosen; a recovery key, shown once.

use eframe::egui::Ui;

use crate::app::jobs::JobKind;
use crate::app::trust::TrustCommand;
use crate::app::trust::accounts::AccountCommand;
use crate::app::trust::wards::{UnknownWard, unknown_wards};
use crate::domain::access::{Action, Wards};
use crate::domain::account::Account;
use crate::domain::permission::Role;
use crate::io::store::Writing;
use crate::ui::context::PanelCtx;
use crate::ui::passphrase_form::NewPassphrase;
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Field, Icon, TableState, card, choose_ui, labelled_field, line_ui,
};

use super::{failure_ui, is_owners_business, quiet_ui, send};

const FIELD: f32 = 250.0;
/// Rows of the list before it scrolls.
const MOST_ROWS: usize = 12;

/// What is typed, and which account is chosen.
#[derive(Default)]
pub struct AccountsPart {
    table: TableState,
    /// By name; none for a new one.
    chosen: Option<String>,
    name: String,
    /// In the order of [`Role::ALL`].
    role: Option<usize>,
    wards: String,
    all_wards: bool,
    passphrase: NewPassphrase,
    removes: bool,
    /// A ward that no stay knows is taken all the same.
    takes_new_ward: bool,
    /// Changes that were seen.
    seen: u64,
}

impl AccountsPart {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let trust = &ctx.state.trust;
        if self.seen != trust.accounts_changed {
            *self = AccountsPart { seen: trust.accounts_changed, ..AccountsPart::default() };
        }
        failure_ui(ctx, ui, trust.account_failure.as_ref().or(trust.accounts.failure()));
        writer_ui(ctx, ui);
        let Some(accounts) = trust.accounts.value().cloned() else {
            if trust.accounts.is_running() {
                quiet_ui(ui, ctx.text("loading"));
            }
            return;
        };
        self.list_ui(ctx, ui, &accounts);
        ui.add_space(space::L);
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            self.form_ui(ctx, ui, &accounts);
        });
        ui.add_space(space::M);
        recovery_ui(ctx, ui);
    }

    fn list_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, accounts: &[Account]) {
        let columns = [
            Column::text(ctx.text("account"), 200.0).at_least(130.0).unsortable(),
            Column::text(ctx.text("account-role"), 170.0).at_least(130.0).unsortable(),
            Column::text(ctx.text("account-wards"), 260.0).at_least(140.0).stretch().unsortable(),
            Column::text(ctx.text("account-added-by"), 160.0).at_least(110.0).unsortable(),
            Column::text(ctx.text("account-since"), 170.0).at_least(146.0).unsortable(),
        ];
        let name = ctx.text("trust-accounts");
        let rows = accounts.len();
        let table = DataTable::new("accounts", name, &columns, rows).height_of_rows(rows.min(MOST_ROWS));
        let done = table.show(ui, &mut self.table, ctx.texts, |row, column| {
            accounts.get(row).map_or_else(Cell::default, |account| cell(ctx, account, column))
        });
        let chosen = done.clicked.map(|(row, _)| row).or(done.activated);
        if let Some(account) = chosen.and_then(|row| accounts.get(row)) {
            self.choose(account);
        }
    }

    fn choose(&mut self, account: &Account) {
        self.chosen = Some(account.name.clone());
        self.name = account.name.clone();
        self.role = Role::ALL.iter().position(|role| *role == account.role);
        (self.wards, self.all_wards) = match &account.wards {
            Wards::All => (String::new(), true),
            Wards::Only(wards) => (wards.join("; "), false),
        };
        (self.passphrase, self.removes, self.takes_new_ward) = (NewPassphrase::default(), false, false);
    }

    fn form_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, accounts: &[Account]) {
        let title = match &self.chosen {
            Some(name) => ctx.texts.format("account-change-title", &[("name", name)]),
            None => ctx.text("account-new-title").to_owned(),
        };
        ui.label(large(title).color(tokens(ui).text));
        ui.add_space(space::S);
        let is_new = self.chosen.is_none();
        ui.horizontal_wrapped(|ui| {
            if is_new {
                ui.vertical(|ui| {
                    labelled_field(ui, Field::new(ctx.text("account-name")).width(FIELD), &mut self.name);
                });
            }
            ui.vertical(|ui| {
                let words: Vec<String> = Role::ALL.iter().map(|role| role_words(ctx, *role)).collect();
                let on = Role::ALL.iter().position(|role| *role == self.role()).unwrap_or(0);
                if let Some(on) = choose_ui(ui, ctx.text("account-role"), FIELD, &words, on) {
                    self.role = Some(on);
                }
            });
            if self.role().has_wards() {
                ui.vertical(|ui| {
                    let field = Field::new(ctx.text("account-wards")).hint(ctx.text("account-wards-hint")).width(FIELD);
                    ui.add_enabled_ui(!self.all_wards, |ui| labelled_field(ui, field, &mut self.wards));
                    ui.checkbox(&mut self.all_wards, ctx.text("account-all-wards"));
                });
            }
        });
        self.unknown_wards_ui(ctx, ui);
        quiet_ui(ui, ctx.texts.get(&format!("role-explained-{}", self.role().id())));
        if is_new {
            self.new_ui(ctx, ui);
        } else {
            self.change_ui(ctx, ui, accounts);
        }
    }

    /// A ward that no stay knows is likely a slip of the hand: names near it are offered, and it is taken once that was said.
    fn unknown_wards_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        for unknown in self.unknown(ctx) {
            let words = ctx.texts.format("account-ward-unknown", &[("ward", &unknown.ward)]);
            line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
            ui.horizontal_wrapped(|ui| {
                for near in &unknown.near {
                    if Button::new(near).show(ui).clicked() {
                        let typed = self.wards.split([';', '；']).map(str::trim);
                        let replaced: Vec<&str> =
                            typed.map(|ward| if ward == unknown.ward { near.as_str() } else { ward }).collect();
                        self.wards = replaced.join("; ");
                    }
                }
            });
        }
        if !self.unknown(ctx).is_empty() {
            ui.checkbox(&mut self.takes_new_ward, ctx.text("account-ward-new"));
        }
    }

    fn unknown(&self, ctx: &PanelCtx<'_>) -> Vec<UnknownWard> {
        let hospital = ctx.state.open().and_then(|open| open.hospital.value());
        hospital.map(|hospital| unknown_wards(&hospital.books, &self.typed_wards())).unwrap_or_default()
    }

    fn role(&self) -> Role {
        self.role.and_then(|at| Role::ALL.get(at)).copied().unwrap_or(Role::Clinician)
    }

    /// Whether the role has the wards that it needs.
    fn has_wards(&self, ctx: &PanelCtx<'_>) -> bool {
        let has_none = matches!(self.typed_wards(), Wards::Only(wards) if wards.is_empty());
        !has_none && (self.takes_new_ward || self.unknown(ctx).is_empty())
    }

    fn typed_wards(&self) -> Wards {
        let named: Vec<String> =
            self.wards.split([';', '；']).map(str::trim).filter(|ward| !ward.is_empty()).map(str::to_owned).collect();
        if self.all_wards || !self.role().has_wards() { Wards::All } else { Wards::Only(named) }
    }

    fn new_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.add_space(space::S);
        let own = [self.name.trim().to_owned(), store_name(ctx)];
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        self.passphrase.ui(ctx, ui, &own, FIELD);
        ui.add_space(space::S);
        let is_whole = !self.name.trim().is_empty() && self.has_wards(ctx);
        let ready = is_whole && self.passphrase.is_ready(&own) && !is_busy(ctx);
        if Button::primary(ctx.text("account-add")).icon(Icon::Plus).enabled(ready).show(ui).clicked() {
            let (name, role, wards) = (self.name.trim().to_owned(), self.role(), self.typed_wards());
            let passphrase = self.passphrase.take();
            send(ctx, TrustCommand::Accounts(AccountCommand::Add { name, role, wards, passphrase }));
        }
    }

    fn change_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, accounts: &[Account]) {
        let Some(name) = self.chosen.clone() else { return };
        let before = accounts.iter().find(|account| account.name == name);
        let (role, wards) = (self.role(), self.typed_wards());
        let differs = before.is_some_and(|before| before.role != role || before.wards != wards);
        let own = ctx.state.open().is_some_and(|open| open.actor.name == name);
        ui.add_space(space::S);
        if before.is_some_and(|before| before.role == Role::Owner) && is_owners_business(ctx) {
            quiet_ui(ui, ctx.text("owners-business"));
            if Button::new(ctx.text("account-new")).icon(Icon::Plus).show(ui).clicked() {
                *self = AccountsPart { seen: self.seen, ..AccountsPart::default() };
            }
            return;
        }
        ui.horizontal_wrapped(|ui| {
            let save = Button::primary(ctx.text("account-save"))
                .enabled(differs && self.has_wards(ctx) && !is_busy(ctx))
                .show(ui);
            if save.clicked() {
                let change = AccountCommand::Change { name: name.clone(), role, wards };
                send(ctx, TrustCommand::Accounts(change));
            }
            if Button::new(ctx.text("account-new")).icon(Icon::Plus).show(ui).clicked() {
                *self = AccountsPart { seen: self.seen, ..AccountsPart::default() };
            }
        });
        if own {
            return;
        }
        ui.add_space(space::M);
        self.reset_ui(ctx, ui, &name);
        ui.add_space(space::M);
        self.remove_ui(ctx, ui, &name);
    }

    fn reset_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, name: &str) {
        let own = [name.to_owned(), store_name(ctx)];
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        quiet_ui(ui, ctx.text("account-reset-explained"));
        self.passphrase.ui(ctx, ui, &own, FIELD);
        ui.add_space(space::XS);
        let ready = self.passphrase.is_ready(&own) && !is_busy(ctx);
        if Button::new(ctx.text("account-reset-passphrase")).enabled(ready).show(ui).clicked() {
            let reset = AccountCommand::Reset { name: name.to_owned(), passphrase: self.passphrase.take() };
            send(ctx, TrustCommand::Accounts(reset));
        }
    }

    fn remove_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, name: &str) {
        let words = ctx.texts.format("account-remove", &[("name", &name)]);
        if !self.removes {
            self.removes = Button::danger(&words).icon(Icon::Close).show(ui).clicked();
            return;
        }
        ui.label(body(ctx.text("account-remove-explained")));
        ui.horizontal(|ui| {
            if Button::danger(&words).enabled(!is_busy(ctx)).show(ui).clicked() {
                send(ctx, TrustCommand::Accounts(AccountCommand::Remove { name: name.to_owned() }));
            }
            if Button::new(ctx.text("cancel")).show(ui).clicked() {
                self.removes = false;
            }
        });
    }
}

fn recovery_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if !ctx.state.open().is_some_and(|open| open.may(Action::IssueRecoveryKey)) {
        return;
    }
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(large(ctx.text("recovery-title")).color(tokens(ui).text));
        quiet_ui(ui, ctx.text("recovery-explained"));
        ui.add_space(space::S);
        if is_owners_business(ctx) {
            return quiet_ui(ui, ctx.text("owners-business"));
        }
        if Button::new(ctx.text("recovery-issue")).enabled(!is_busy(ctx)).show(ui).clicked() {
            send(ctx, TrustCommand::Accounts(AccountCommand::IssueRecoveryKey));
        }
    });
}

/// Where another window writes, accounts cannot be changed here: whoever keeps them asks it to lock.
fn writer_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(open) = ctx.state.open().filter(|open| open.may(Action::AskWriterToLock)) else { return };
    let Writing::Elsewhere { writer } = &open.info.writing else { return };
    line_ui(ui, Icon::Warning, Tone::Stale, &ctx.texts.format("writer-elsewhere-accounts", &[("who", writer)]));
    ui.add_space(space::XS);
    if Button::new(ctx.text("writer-ask")).icon(Icon::Lock).enabled(!is_busy(ctx)).show(ui).clicked() {
        send(ctx, TrustCommand::Accounts(AccountCommand::AskWriter));
    }
    ui.add_space(space::M);
}

fn is_busy(ctx: &PanelCtx<'_>) -> bool {
    ctx.jobs.is_running(JobKind::CHANGE_ACCOUNTS)
}

fn store_name(ctx: &PanelCtx<'_>) -> String {
    ctx.state.open().map(|open| open.info.name.clone()).unwrap_or_default()
}

fn role_words(ctx: &PanelCtx<'_>, role: Role) -> String {
    ctx.texts.get(&format!("role-{}", role.id())).to_owned()
}

fn cell(ctx: &PanelCtx<'_>, account: &Account, column: usize) -> Cell {
    match column {
        0 => Cell::text(&account.name),
        1 => Cell::text(role_words(ctx, account.role)),
        2 => Cell::text(wards_words(ctx, account)),
        3 => Cell::text(&account.added_by),
        _ => Cell::text(ctx.texts.moment(ctx.local(account.added_utc_secs))),
    }
}

fn wards_words(ctx: &PanelCtx<'_>, account: &Account) -> String {
    match &account.wards {
        _ if !account.role.has_wards() => String::new(),
        Wards::All => ctx.text("account-all-wards").to_owned(),
        Wards::Only(wards) => wards.join("; "),
    }
}
