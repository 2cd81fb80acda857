//! Backups by a plan, the newest tried out, and everything encrypted anew under another key.

use eframe::egui::Ui;

use crate::app::jobs::JobKind;
use crate::app::trust::TrustCommand;
use crate::app::trust::keeping::{BackupPlan, KeepingCommand};
use crate::domain::access::Action;
use crate::io::vault::Passphrase;
use crate::ui::context::PanelCtx;
use crate::ui::theme::{Tone, body, large, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, card, choose_ui, labelled_field, line_ui};

use super::{failure_ui, is_owners_business, quiet_ui, send};

const FIELD: f32 = 420.0;
const NARROW: f32 = 180.0;
/// Hours between two backups; 0 for by hand alone.
const EVERY_HOURS: [u32; 6] = [0, 1, 6, 12, 24, 168];
const KEEPS: [u32; 5] = [3, 7, 14, 30, 90];

/// What is typed, until it is sent.
#[derive(Default)]
pub struct BackupsPart {
    folder: Option<String>,
    every: Option<usize>,
    keep: Option<usize>,
    passphrase: String,
    rekeys: bool,
}

impl BackupsPart {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let keeping = &ctx.state.trust.keeping;
        failure_ui(ctx, ui, keeping.failure.as_ref());
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            self.plan_ui(ctx, ui);
        });
        ui.add_space(space::M);
        if ctx.state.open().is_some_and(|open| open.may(Action::Rekey)) {
            card(ui, |ui| {
                ui.set_width(ui.available_width());
                self.rekey_ui(ctx, ui);
            });
        }
    }

    fn plan_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let keeping = &ctx.state.trust.keeping;
        let plan = keeping.plan.clone();
        ui.label(large(ctx.text("backup-title")).color(tokens(ui).text));
        quiet_ui(ui, ctx.text("backup-explained"));
        ui.add_space(space::S);
        let offered = ctx.stores_folder.join("backups").to_string_lossy().into_owned();
        let folder = self.folder.get_or_insert_with(|| plan.as_ref().map_or(offered, |plan| plan.folder.clone()));
        labelled_field(ui, Field::new(ctx.text("backup-folder")).width(FIELD), folder);
        let folder = folder.clone();
        ui.add_space(space::S);
        let hours = plan.as_ref().map_or(24, |plan| plan.every_hours);
        let kept = plan.as_ref().map_or(7, |plan| plan.keep);
        let place = |all: &[u32], value: u32| all.iter().position(|one| *one == value).unwrap_or(0);
        let (mut every, mut keep) =
            (self.every.unwrap_or(place(&EVERY_HOURS, hours)), self.keep.unwrap_or(place(&KEEPS, kept)));
        ui.horizontal_wrapped(|ui| {
            ui.vertical(|ui| {
                let words: Vec<String> = EVERY_HOURS.iter().map(|hours| every_words(ctx, *hours)).collect();
                every = choose_ui(ui, ctx.text("backup-every"), NARROW, &words, every).unwrap_or(every);
            });
            ui.vertical(|ui| {
                let words: Vec<String> = KEEPS.iter().map(|count| ctx.texts.whole(u64::from(*count))).collect();
                keep = choose_ui(ui, ctx.text("backup-keep"), NARROW, &words, keep).unwrap_or(keep);
            });
        });
        (self.every, self.keep) = (Some(every), Some(keep));
        ui.add_space(space::S);
        last_ui(ctx, ui, plan.as_ref());
        ui.add_space(space::S);
        let last_utc_secs = plan.as_ref().map_or(0, |plan| plan.last_utc_secs);
        let typed = BackupPlan {
            folder: folder.trim().to_owned(),
            every_hours: EVERY_HOURS.get(every).copied().unwrap_or(24),
            keep: KEEPS.get(keep).copied().unwrap_or(7),
            last_utc_secs,
        };
        buttons_ui(ctx, ui, &typed, plan.as_ref());
        if let Some(told) = &keeping.told {
            ui.add_space(space::S);
            line_ui(ui, Icon::Info, Tone::Plain, &ctx.message(told));
        }
    }

    fn rekey_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.label(large(ctx.text("rekey-title")).color(tokens(ui).text));
        quiet_ui(ui, ctx.text("rekey-explained"));
        ui.add_space(space::S);
        if is_owners_business(ctx) {
            return quiet_ui(ui, ctx.text("owners-business"));
        }
        if !self.rekeys {
            self.rekeys = Button::danger(ctx.text("rekey-begin")).icon(Icon::Lock).show(ui).clicked();
            return;
        }
        ui.label(body(ctx.text("rekey-warning")));
        ui.add_space(space::XS);
        labelled_field(
            ui,
            Field::new(ctx.text("passphrase")).secret().width(NARROW + space::XXL),
            &mut self.passphrase,
        );
        ui.add_space(space::S);
        ui.horizontal(|ui| {
            let ready = !self.passphrase.is_empty() && !ctx.jobs.is_running(JobKind::REKEY);
            if Button::danger(ctx.text("rekey-do")).enabled(ready).show(ui).clicked() {
                let passphrase = Passphrase::new(std::mem::take(&mut self.passphrase));
                self.rekeys = false;
                send(ctx, TrustCommand::Keeping(KeepingCommand::Rekey { passphrase }));
            }
            if Button::new(ctx.text("cancel")).show(ui).clicked() {
                self.rekeys = false;
                self.passphrase.clear();
            }
        });
    }
}

fn every_words(ctx: &PanelCtx<'_>, hours: u32) -> String {
    match hours {
        0 => ctx.text("backup-by-hand").to_owned(),
        24 => ctx.text("backup-daily").to_owned(),
        168 => ctx.text("backup-weekly").to_owned(),
        hours => ctx.texts.count("backup-hours", u64::from(hours), &[]),
    }
}

fn last_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, plan: Option<&BackupPlan>) {
    let last = plan.map(|plan| plan.last_utc_secs).filter(|last| *last > 0);
    match last {
        Some(last) => {
            let time = ctx.texts.moment(ctx.local(last));
            quiet_ui(ui, &ctx.texts.format("backup-last", &[("time", &time)]));
        }
        None => line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("backup-never")),
    }
}

fn buttons_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, typed: &BackupPlan, kept: Option<&BackupPlan>) {
    let busy = ctx.jobs.is_running(JobKind::BACK_UP) || ctx.jobs.is_running(JobKind::KEEP_TRUST);
    let is_kept = kept == Some(typed);
    let may = ctx.state.open().is_some_and(|open| open.may(Action::ScheduleBackups));
    ui.horizontal_wrapped(|ui| {
        let save = Button::primary(ctx.text("backup-save")).enabled(may && !busy && !is_kept);
        if save.show(ui).clicked() {
            send(ctx, TrustCommand::Keeping(KeepingCommand::SetPlan(typed.clone())));
        }
        let now = Button::new(ctx.text("backup-now")).enabled(!busy && is_kept).show(ui);
        if now.clicked() {
            send(ctx, TrustCommand::Keeping(KeepingCommand::BackUp));
        }
        let drill = Button::new(ctx.text("backup-drill")).enabled(!busy && is_kept && typed.last_utc_secs > 0);
        if drill.show(ui).on_hover_text(ctx.text("backup-drill-explained")).clicked() {
            send(ctx, TrustCommand::Keeping(KeepingCommand::Drill));
        }
    });
}
