//! What somebody at the bedside says of the chosen patient: one key or one click, and it is recorded.

use eframe::egui::{Key, Label, Ui};

use crate::analysis::ward::Sign;
use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::twin::TwinCommand;
use crate::app::ward::WardCommand;
use crate::app::ward::board::BoardRow;
use crate::domain::bedside::{BedsideEntry, Consciousness};
use crate::domain::permission::Reach;
use crate::io::store::Writing;
use crate::ui::panels::{PanelCtx, written_name};
use crate::ui::text::visible;
use crate::ui::theme::{body, large, small, space, tokens};
use crate::ui::widgets::{Button, Icon, card, segmented};

use super::send;

/// Litres a minute that one click enters.
const FLOWS: [f64; 6] = [1.0, 2.0, 4.0, 6.0, 10.0, 15.0];

/// Room that the three groups of choices take beside each other.
const CHOICES_WIDTH: f32 = 1180.0;

/// What each key enters.
pub const KEYS: [(Key, BedsideEntry); 8] = [
    (Key::A, BedsideEntry::Consciousness(Consciousness::Alert)),
    (Key::C, BedsideEntry::Consciousness(Consciousness::Confusion)),
    (Key::V, BedsideEntry::Consciousness(Consciousness::Voice)),
    (Key::P, BedsideEntry::Consciousness(Consciousness::Pain)),
    (Key::U, BedsideEntry::Consciousness(Consciousness::Unresponsive)),
    (Key::R, BedsideEntry::Oxygen { l_per_min: 0.0 }),
    (Key::Num1, BedsideEntry::SaturationScale(1)),
    (Key::Num2, BedsideEntry::SaturationScale(2)),
];

/// The strip above the board; `more` stands at its end.
pub fn entry_ui(ctx: &PanelCtx<'_>, row: &BoardRow, ui: &mut Ui, more: impl FnOnce(&mut Ui)) {
    card(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let who = &row.who;
            let name =
                written_name(ctx, who.family_name.as_deref(), who.given_name.as_deref(), who.chinese_name.as_deref());
            ui.label(large(super::words::bed(ctx, row)).color(tokens(ui).text));
            ui.label(large(name).color(tokens(ui).text));
            ui.label(body(&who.identifier).color(tokens(ui).quiet));
            ui.with_layout(eframe::egui::Layout::right_to_left(eframe::egui::Align::Center), |ui| {
                if Button::new(ctx.text("ward-open-twin")).icon(Icon::Person).show(ui).clicked() {
                    ctx.send(Command::Twin(TwinCommand::Open(who.patient)));
                }
                let newest = ctx.state.ward.newest_entry.as_ref();
                if newest.is_some_and(|(patient, _)| *patient == who.patient)
                    && Button::new(ctx.text("ward-take-back")).icon(Icon::Undo).show(ui).clicked()
                {
                    send(ctx, WardCommand::TakeBack);
                }
            });
        });
        ui.add(Label::new(body(super::words::vitals(ctx, row)).color(tokens(ui).text)).wrap());
        ahead_ui(ctx, row, ui);
        match can_enter(ctx) {
            Ok(()) => choices_ui(ctx, row, ui),
            Err(why) => {
                ui.label(body(ctx.texts.get(why)).color(tokens(ui).quiet));
            }
        }
        more(ui);
    });
}

/// What may be in an hour.
fn ahead_ui(ctx: &PanelCtx<'_>, row: &BoardRow, ui: &mut Ui) {
    let Some(ahead) = &row.ahead else {
        if row.standing.complete.is_some() {
            ui.label(body(ctx.text("ward-ahead-none")).color(tokens(ui).quiet));
        }
        return;
    };
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("high", &ctx.texts.percent(ahead.high)), ("medium", &ctx.texts.percent(ahead.medium))];
    let mut words = ctx.texts.format("ward-ahead", &values);
    if !ahead.held.is_empty() {
        let held = super::words::signs(ctx, &ahead.held);
        words = format!("{words} {}", ctx.texts.format("ward-ahead-held", &[("signs", &held)]));
    }
    ui.label(body(words).color(tokens(ui).text));
}

fn can_enter(ctx: &PanelCtx<'_>) -> Result<(), &'static str> {
    let Some(open) = ctx.state.open() else { return Err("ward-entry-denied") };
    let reach = crate::domain::permission::reach(open.actor.role, crate::domain::access::Action::EnterBedside);
    match (&open.info.writing, reach) {
        (_, Reach::Nothing) => Err("ward-entry-denied"),
        (Writing::Here, _) => Ok(()),
        (Writing::Elsewhere { .. } | Writing::Never, _) => Err("ward-entry-elsewhere"),
    }
}

fn choices_ui(ctx: &PanelCtx<'_>, row: &BoardRow, ui: &mut Ui) {
    let enabled = !ctx.jobs.is_running(JobKind::ENTER_BEDSIDE);
    // Where they have no room beside each other they stand below each other.
    let is_wide = ui.available_width() >= CHOICES_WIDTH;
    let groups = |ui: &mut Ui| {
        consciousness_ui(ctx, row, ui);
        ui.add_space(if is_wide { space::L } else { space::XS });
        oxygen_ui(ctx, row, ui);
        ui.add_space(if is_wide { space::L } else { space::XS });
        scale_ui(ctx, row, ui);
    };
    ui.add_enabled_ui(enabled, |ui| match is_wide {
        true => ui.horizontal_top(groups).inner,
        false => ui.vertical(groups).inner,
    });
}

fn enter(ctx: &PanelCtx<'_>, row: &BoardRow, entry: BedsideEntry) {
    send(ctx, WardCommand::Enter(row.who.patient, entry));
}

/// Label and age of what is known above, the choices below.
fn labelled(ctx: &PanelCtx<'_>, row: &BoardRow, ui: &mut Ui, key: &str, sign: Sign, add: impl FnOnce(&mut Ui, bool)) {
    let known = row.signs().newest(sign, ctx.now_utc_secs);
    ui.vertical(|ui| {
        ui.horizontal(|ui| {
            ui.label(body(ctx.texts.get(key)).color(tokens(ui).text));
            let age = match known {
                Some(at) => age_and_author(ctx, row, sign, at.utc_secs),
                None => ctx.text("not-recorded").to_owned(),
            };
            ui.label(small(age).color(tokens(ui).quiet));
        });
        add(ui, row.signs().at(sign, ctx.now_utc_secs).is_some());
    });
}

/// How old it is, and who chose it where that is known.
fn age_and_author(ctx: &PanelCtx<'_>, row: &BoardRow, sign: Sign, at_utc_secs: i64) -> String {
    let age = ctx.texts.ago(at_utc_secs, ctx.now_utc_secs);
    match row.who.read.scale_chosen_by(ctx.now_utc_secs).filter(|_| sign == Sign::Scale) {
        Some(name) => format!("{age} · {}", visible(name)),
        None => age,
    }
}

fn consciousness_ui(ctx: &PanelCtx<'_>, row: &BoardRow, ui: &mut Ui) {
    labelled(ctx, row, ui, "ward-consciousness", Sign::Consciousness, |ui, holds| {
        let known = row.signs().newest(Sign::Consciousness, ctx.now_utc_secs).filter(|_| holds);
        let known = known.and_then(|at| Consciousness::from_level(at.value));
        let words = Consciousness::ALL.map(|level| {
            format!("{} {}", level.letter(), ctx.text(&format!("ward-level-{}", level.letter().to_lowercase())))
        });
        let names = words.each_ref().map(String::as_str);
        let on = known.and_then(|known| Consciousness::ALL.iter().position(|level| *level == known));
        let chosen = segmented(ui, ctx.text("ward-consciousness"), &names, on.unwrap_or(usize::MAX));
        if let Some(level) = chosen.and_then(|at| Consciousness::ALL.get(at)) {
            enter(ctx, row, BedsideEntry::Consciousness(*level));
        }
    });
}

fn oxygen_ui(ctx: &PanelCtx<'_>, row: &BoardRow, ui: &mut Ui) {
    labelled(ctx, row, ui, "ward-oxygen", Sign::Oxygen, |ui, holds| {
        let is_on_air = holds && row.signs().newest(Sign::Oxygen, ctx.now_utc_secs).is_some_and(|at| at.value == 0.0);
        let air = std::iter::once(format!("R {}", ctx.text("ward-air")));
        let words: Vec<String> = air.chain(FLOWS.iter().map(|flow| format!("{flow} L/min"))).collect();
        let names: Vec<&str> = words.iter().map(String::as_str).collect();
        let on = if is_on_air { 0 } else { usize::MAX };
        if let Some(at) = segmented(ui, ctx.text("ward-oxygen"), &names, on) {
            let l_per_min = at.checked_sub(1).and_then(|at| FLOWS.get(at)).copied().unwrap_or(0.0);
            enter(ctx, row, BedsideEntry::Oxygen { l_per_min });
        }
    });
}

fn scale_ui(ctx: &PanelCtx<'_>, row: &BoardRow, ui: &mut Ui) {
    labelled(ctx, row, ui, "ward-scale", Sign::Scale, |ui, _| {
        let known = row.signs().newest(Sign::Scale, ctx.now_utc_secs);
        let on = known.map_or(usize::MAX, |at| if at.value >= 2.0 { 1 } else { 0 });
        let names = [ctx.text("ward-scale-1"), ctx.text("ward-scale-2")];
        if let Some(at) = segmented(ui, ctx.text("ward-scale"), &names, on) {
            enter(ctx, row, BedsideEntry::SaturationScale(if at == 1 { 2 } else { 1 }));
        }
    });
}
