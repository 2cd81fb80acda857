//! Settings: language, theme, scale, lock; where the store lies and how it is protected.

use eframe::egui::{Align, Layout, ScrollArea, Ui, vec2};

use crate::app::command::Command;
use crate::app::session::Place;
use crate::app::view::ViewCommand;
use crate::ui::notices::message_notice;
use crate::ui::passphrase_form::OwnPassphrase;
use crate::ui::text::Language;
use crate::ui::theme::{CONTROL_HEIGHT, ThemeChoice, body, large, space, tokens};
use crate::ui::widgets::{Icon, NoticeTone, card, key_value_grid, segmented};

use super::{Panel, PanelCtx, PanelId};

const SCALES: [u16; 5] = [100, 125, 150, 175, 200];
const LOCK_AFTER_MINS: [u16; 4] = [5, 10, 30, 60];
/// Labels and controls stand in two columns, near enough to be read as one line.
const LABEL_WIDTH: f32 = 120.0;
const GROUP_WIDTH: f32 = 720.0;
/// Narrower, as at a large scale, the label stands above its control.
const COLUMNS_FROM: f32 = 600.0;

/// What is typed of a new passphrase; the rest of what it shows is in the state.
#[derive(Default)]
pub struct SettingsPanel {
    passphrase: OwnPassphrase,
}

impl Panel for SettingsPanel {
    fn id(&self) -> PanelId {
        PanelId::Settings
    }

    fn icon(&self) -> Icon {
        Icon::Gear
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            group_ui(ui, ctx.text("settings-appearance"), |ui| appearance_ui(ctx, ui));
            group_ui(ui, ctx.text("settings-security"), |ui| lock_ui(ctx, ui));
            if ctx.state.open().is_some_and(|open| matches!(open.place, Place::Folder(_))) {
                group_ui(ui, ctx.text("passphrase-own-title"), |ui| {
                    failure_ui(ctx, ui);
                    self.passphrase.ui(ctx, ui);
                });
            }
            group_ui(ui, ctx.text("settings-store"), |ui| store_ui(ctx, ui));
            group_ui(ui, ctx.text("settings-about"), |ui| {
                ui.label(body(ctx.texts.format("settings-version", &[("version", &env!("CARGO_PKG_VERSION"))])));
                ui.label(body(ctx.text("settings-not-a-device")).color(tokens(ui).quiet));
            });
        });
    }
}

/// A labelled choice; the position chosen now, where it was changed.
fn choice_ui(ui: &mut Ui, label: &str, choices: &[&str], on: usize) -> Option<usize> {
    if ui.available_width() < COLUMNS_FROM {
        ui.label(body(label).color(tokens(ui).quiet));
        return segmented(ui, label, choices, on);
    }
    ui.horizontal(|ui| {
        let size = vec2(LABEL_WIDTH, CONTROL_HEIGHT);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(LABEL_WIDTH);
            ui.label(body(label).color(tokens(ui).quiet));
        });
        segmented(ui, label, choices, on)
    })
    .inner
}

/// A heading with a card under it.
fn group_ui(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui)) {
    ui.label(large(title));
    card(ui, |ui| {
        ui.set_width((ui.available_width()).min(GROUP_WIDTH));
        ui.spacing_mut().item_spacing.y = space::M;
        add(ui);
    });
    ui.add_space(space::L);
}

fn appearance_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let names: Vec<&str> = Language::ALL.iter().map(|language| language.own_name()).collect();
    let on = Language::ALL.iter().position(|language| language.id() == ctx.state.language).unwrap_or(0);
    let chosen = choice_ui(ui, ctx.text("settings-language"), &names, on);
    if let Some(language) = chosen.and_then(|chosen| Language::ALL.get(chosen)) {
        ctx.send(Command::View(ViewCommand::SetLanguage(language.id())));
    }
    let keys: Vec<String> = ThemeChoice::ALL.iter().map(|theme| format!("theme-{}", theme.id())).collect();
    let names: Vec<&str> = keys.iter().map(|key| ctx.text(key)).collect();
    let on = ThemeChoice::ALL.iter().position(|theme| theme.id() == ctx.state.settings.theme).unwrap_or(0);
    let chosen = choice_ui(ui, ctx.text("settings-theme"), &names, on);
    if let Some(theme) = chosen.and_then(|chosen| ThemeChoice::ALL.get(chosen)) {
        ctx.send(Command::View(ViewCommand::SetTheme(theme.id())));
    }
    let names: Vec<String> = SCALES.iter().map(|percent| format!("{percent} %")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let on = SCALES.iter().position(|&percent| percent >= ctx.state.settings.scale_percent).unwrap_or(0);
    let chosen = choice_ui(ui, ctx.text("settings-scale"), &names, on);
    if let Some(&percent) = chosen.and_then(|chosen| SCALES.get(chosen)) {
        ctx.send(Command::View(ViewCommand::SetScale(percent)));
    }
}

/// Why the passphrase was not changed.
fn failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    if let Some(message) = &ctx.state.trust.account_failure {
        message_notice(ctx, NoticeTone::Error, message, ui);
    }
}

fn lock_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let most = ctx.state.open().map_or(u16::MAX, |open| open.actor.role.longest_idle_mins());
    let offered: Vec<u16> = LOCK_AFTER_MINS.into_iter().filter(|mins| *mins <= most).collect();
    let names: Vec<String> =
        offered.iter().map(|&mins| ctx.texts.count("lock-after-minutes", u64::from(mins), &[])).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let wanted = ctx.state.settings.lock_after_idle_mins.min(most);
    let on = offered.iter().position(|&mins| mins >= wanted).unwrap_or(0);
    let chosen = choice_ui(ui, ctx.text("lock-after"), &names, on);
    if let Some(&mins) = chosen.and_then(|chosen| offered.get(chosen)) {
        ctx.send(Command::View(ViewCommand::SetLockAfterIdle { mins }));
    }
}

fn store_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let Some(open) = ctx.state.open() else { return };
    let place = match &open.place {
        Place::Folder(folder) => folder.to_string_lossy().into_owned(),
        Place::Demo(_) => ctx.text("settings-demo-place").to_owned(),
        Place::Summary(_) => ctx.text("summary-place").to_owned(),
    };
    key_value_grid(
        ui,
        "store",
        [
            (ctx.text("store-name"), open.info.name.clone()),
            (ctx.text("settings-where"), place),
            (ctx.text("store-zone"), open.info.zone.name().to_owned()),
            (ctx.text("settings-protection"), ctx.text("settings-protection-explained").to_owned()),
        ],
    );
}
