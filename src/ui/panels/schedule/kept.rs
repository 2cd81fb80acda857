//! The plans that the store keeps as published: which holds, those before, and going back to one.

use eframe::egui::Ui;

use crate::app::schedule::kept::KeptCommand;
use crate::app::schedule::panel::ScheduleCommand;
use crate::domain::schedule::published::{KeptSchedule, PlanKind};
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::{Button, section};

use super::line::{quiet_line, text_line};
use super::send;

/// Versions that are listed; the count of the older ones is told.
const SHOWN: usize = 20;

/// The versions with what can be done with each; nothing where there is none.
pub fn kept_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let kept = &ctx.state.schedule.kept;
    let Some(all) = kept.all.as_deref().filter(|all| !all.is_empty()) else { return };
    section(ui, ctx.text("schedule-published"));
    let holds = kept.standing().map(|one| one.number);
    for one in all.iter().take(SHOWN) {
        text_line(ui, kept_words(ctx, one, holds));
        ui.horizontal_wrapped(|ui| version_ui(ctx, ui, one));
    }
    if all.len() > SHOWN {
        quiet_line(ui, ctx.texts.format("schedule-more-alternatives", &[("count", &(all.len() - SHOWN))]));
    }
}

fn version_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, one: &KeptSchedule) {
    let number = one.number;
    let named = |ui: &Ui, button: &eframe::egui::Response, key: &str| {
        let words = ctx.texts.format(key, &[("number", &number)]);
        ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(words.as_str()));
    };
    let is_shown = ctx.state.schedule.kept.shown == Some(number);
    let open = Button::new(ctx.text("open")).enabled(!is_shown).show(ui);
    named(ui, &open, "schedule-published-open");
    if open.clicked() {
        send(ctx, ScheduleCommand::Kept(KeptCommand::Show(number)));
    }
    let (key, name) = match one.is_taken_back {
        true => ("schedule-published-restore", "schedule-published-restore-number"),
        false => ("schedule-published-take-back", "schedule-published-take-back-number"),
    };
    let back = Button::new(ctx.text(key)).show(ui);
    named(ui, &back, name);
    if back.clicked() {
        send(ctx, ScheduleCommand::Kept(KeptCommand::TakeBack { number, is_taken_back: !one.is_taken_back }));
    }
}

fn kept_words(ctx: &PanelCtx<'_>, one: &KeptSchedule, holds: Option<u64>) -> String {
    let state = match (holds == Some(one.number), one.is_taken_back) {
        (true, _) => "schedule-published-holds",
        (false, true) => "schedule-published-is-taken-back",
        (false, false) => "schedule-published-earlier",
    };
    let kind = match one.kind {
        PlanKind::Hospital => "schedule-kind-hospital",
        PlanKind::Roster => "schedule-kind-roster",
    };
    let zone = ctx.state.open().map(|open| open.info.zone.clone());
    let at = zone.map_or_else(String::new, |zone| ctx.texts.moment(zone.moment(one.made_utc_secs)));
    ctx.texts.format(
        "schedule-published-line",
        &[
            ("number", &one.number),
            ("kind", &ctx.text(kind)),
            ("name", &one.name),
            ("at", &at),
            ("who", &one.made_by),
            ("cost", &ctx.texts.whole(one.cost)),
            ("state", &ctx.text(state)),
        ],
    )
}
