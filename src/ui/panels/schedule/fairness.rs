//! How the burdens of a roster are shared: nights, weekends, overtime and refused requests of each person with what they carry
//! over, the range and the Gini coefficient of each.

use std::path::Path;

use eframe::egui::{Checkbox, Grid, Ui, vec2};

use crate::analysis::schedule::roster::{Burden, Fairness, Spread};
use crate::app::message::file_name;
use crate::app::schedule::derived::BurdenCommand;
use crate::app::schedule::laid::Instance;
use crate::app::schedule::panel::ScheduleCommand;
use crate::domain::schedule::roster::RosterProblem;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Button, section, text_edit};

use super::line::{quiet_line, text_line};
use super::send;

const PATH: f32 = 220.0;
/// People who are listed; the others are in the file of the command line.
const SHOWN: usize = 200;

pub fn fairness_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) {
    section(ui, ctx.text("schedule-fairness"));
    let Some(problem) = instance.roster() else {
        return quiet_line(ui, ctx.text("schedule-fairness-roster-only"));
    };
    nights_ui(ctx, ui, problem);
    history_ui(ctx, ui);
    let Some(found) = ctx.state.schedule.derived.fairness.as_ref() else {
        return quiet_line(ui, ctx.text("schedule-fairness-none"));
    };
    spreads_ui(ctx, ui, found);
    people_ui(ctx, ui, problem, found);
}

/// Which shifts are nights: the files do not say it.
fn nights_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, problem: &RosterProblem) {
    quiet_line(ui, ctx.text("schedule-nights"));
    ui.horizontal_wrapped(|ui| {
        for (shift, kind) in problem.shifts.iter().enumerate() {
            let mut is_night = ctx.state.schedule.burdens.nights.contains(&shift);
            let name = ctx.texts.format("schedule-night", &[("shift", &kind.id)]);
            if ui.add(Checkbox::new(&mut is_night, name)).changed() {
                send(ctx, ScheduleCommand::Burdens(BurdenCommand::SetNight { shift, is_night }));
            }
        }
    });
}

/// What is carried over from rosters before.
fn history_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let burdens = &ctx.state.schedule.burdens;
    let mut path = burdens.path.clone();
    let name = ui.label(body(ctx.text("schedule-history")).color(tokens(ui).text));
    ui.horizontal(|ui| {
        let field = text_edit(ui, &mut path, ctx.text("import-path-hint"), false, PATH).labelled_by(name.id);
        if field.changed() {
            send(ctx, ScheduleCommand::Burdens(BurdenCommand::SetPath(path.clone())));
        }
        if Button::new(ctx.text("schedule-history-read")).enabled(!path.trim().is_empty()).show(ui).clicked() {
            send(ctx, ScheduleCommand::Burdens(BurdenCommand::Read));
        }
    });
    if burdens.before.is_empty() {
        return quiet_line(ui, ctx.text("schedule-history-none"));
    }
    ui.horizontal(|ui| {
        quiet_line(ui, ctx.texts.format("schedule-history-counted", &[("file", &file_name(Path::new(&burdens.path)))]));
        if Button::quiet(ctx.text("schedule-history-forget")).show(ui).clicked() {
            send(ctx, ScheduleCommand::Burdens(BurdenCommand::Forget));
        }
    });
}

fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.1}") }
}

fn spreads_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Fairness) {
    let mut line = |key: &str, spread: Option<Spread>, unit: f64| {
        let Some(spread) = spread else { return };
        let gini = spread.gini.map_or_else(|| "–".to_owned(), |gini| format!("{gini:.2}"));
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("least", &number(spread.least / unit)), ("most", &number(spread.most / unit)), ("gini", &gini)];
        text_line(ui, ctx.texts.format(key, &values));
    };
    line("schedule-fairness-nights", found.nights, 1.0);
    line("schedule-fairness-weekends", found.weekends, 1.0);
    line("schedule-fairness-overtime", found.overtime, 60.0);
    line("schedule-fairness-refused", found.refused, 1.0);
    quiet_line(ui, ctx.text("schedule-gini-explained"));
}

fn people_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, problem: &RosterProblem, found: &Fairness) {
    ui.add_space(space::S);
    let headings = [
        "schedule-column-person",
        "schedule-column-nights",
        "schedule-column-weekends",
        "schedule-column-overtime",
        "schedule-column-refused",
    ];
    let row = |one: &Burden| {
        [
            one.nights.map_or_else(|| "–".to_owned(), number),
            number(one.weekends),
            number(one.overtime_mins / 60.0),
            number(one.refused),
        ]
    };
    Grid::new("schedule-fairness").num_columns(5).striped(true).spacing(vec2(space::M, space::XS)).show(ui, |ui| {
        for key in headings {
            ui.label(small(ctx.text(key)).color(tokens(ui).quiet));
        }
        ui.end_row();
        for (employee, one) in problem.staff.iter().zip(&found.of).take(SHOWN) {
            ui.label(body(&employee.id).color(tokens(ui).text));
            for cell in row(one) {
                ui.label(body(cell).color(tokens(ui).text));
            }
            ui.end_row();
        }
    });
    if problem.staff.len() > SHOWN {
        let count = problem.staff.len() - SHOWN;
        quiet_line(ui, ctx.texts.format("schedule-more-alternatives", &[("count", &count)]));
    }
}
