//! A hospital plan for what the store holds: from when, how long, and what is missing.

use eframe::egui::{DragValue, Grid, ScrollArea, Ui, vec2};

use crate::analysis::schedule::from_rows::{HospitalRows, Lack};
use crate::app::command::Command;
use crate::app::import::ImportCommand;
use crate::app::schedule::hospital_store::{HospitalCommand, HospitalForm, MOST_DAYS};
use crate::app::schedule::panel::ScheduleCommand;
use crate::domain::access::Action;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, labelled_field, section};

use super::head::{number_ui, store_heading};
use super::line::{quiet_line, text_line};
use super::send;

const WIDTH: f32 = 300.0;

/// The form, in place of the plan.
pub fn form_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, rows: &HospitalRows) {
    let state = &ctx.state.schedule.hospital;
    let mut form = state.form.clone();
    store_heading(ctx, ui, true);
    ScrollArea::vertical().auto_shrink(false).id_salt("schedule-hospital").show(ui, |ui| {
        quiet_line(ui, ctx.text("schedule-hospital-explained"));
        text_line(ui, rows_words(ctx, rows));
        let is_wrong = !form.first_day.trim().is_empty() && form.wish().is_none();
        let error = is_wrong.then(|| ctx.text("schedule-first-day-wrong"));
        let field = Field::new(ctx.text("schedule-hospital-first-day")).hint("2026-03-02").error(error).width(WIDTH);
        labelled_field(ui, field, &mut form.first_day);
        numbers_ui(ctx, ui, &mut form);
        ui.add_space(space::S);
        lacks_ui(ctx, ui);
        let is_ready = state.found.as_ref().is_some_and(|found| found.problem.is_some());
        if Button::primary(ctx.text("schedule-hospital-make")).enabled(is_ready).show(ui).clicked() {
            send(ctx, ScheduleCommand::Hospital(HospitalCommand::Make));
        }
    });
    if form != state.form {
        send(ctx, ScheduleCommand::Hospital(HospitalCommand::Set(Box::new(form))));
    }
}

/// What the store holds of each kind.
fn rows_words(ctx: &PanelCtx<'_>, rows: &HospitalRows) -> String {
    let beds: u64 = rows.devices.iter().filter_map(|device| device.beds).map(u64::from).sum();
    let rooms = rows.devices.iter().filter(|device| device.beds.is_some_and(|beds| beds > 0)).count();
    let theatres = rows.devices.iter().filter(|device| device.open_mins.is_some()).count();
    let surgeons = rows.staff.iter().filter(|one| one.surgery_mins.is_some()).count();
    let whole = |count: usize| ctx.texts.whole(count as u64);
    ctx.texts.format(
        "schedule-hospital-rows",
        &[
            ("rooms", &whole(rooms)),
            ("beds", &ctx.texts.whole(beds)),
            ("theatres", &whole(theatres)),
            ("surgeons", &whole(surgeons)),
            ("duties", &whole(rows.duties.len())),
            ("waiting", &whole(rows.waiting.len())),
            ("lying", &whole(rows.lying.len())),
        ],
    )
}

fn numbers_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, form: &mut HospitalForm) {
    ui.add_space(space::S);
    ui.checkbox(&mut form.counts_lying, ctx.text("schedule-hospital-counts-lying"));
    let mut numbers: Vec<(&str, &mut u32, u32, u32)> = Vec::new();
    if form.counts_lying {
        numbers.push(("schedule-hospital-lying-days", &mut form.lying_days, 1, MOST_DAYS));
    }
    numbers.extend([
        ("schedule-hospital-days", &mut form.days, 1, MOST_DAYS),
        ("schedule-hospital-load", &mut form.load, 1, 1_000),
        ("schedule-hospital-care", &mut form.care, 0, 100),
    ]);
    Grid::new("schedule-hospital-numbers").num_columns(2).spacing(vec2(space::L, space::S)).show(ui, |ui| {
        for (key, value, least, most) in numbers {
            number_ui(ctx, ui, key, DragValue::new(value).range(least..=most));
            ui.end_row();
        }
    });
}

/// What is missing: first what stops every plan, then what is only left out; and where it is entered.
fn lacks_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let state = &ctx.state.schedule.hospital;
    let Some(found) = &state.found else {
        return quiet_line(ui, ctx.text("schedule-hospital-needs-day"));
    };
    let stopping: Vec<&Lack> = found.lacks.iter().filter(|lack| lack.stops).collect();
    if !stopping.is_empty() {
        section(ui, ctx.text("schedule-hospital-stops"));
        for lack in stopping {
            let words = format!("✕ {}", lack_words(ctx, lack));
            ui.add(eframe::egui::Label::new(body(words).color(tokens(ui).tone(Tone::Critical))).wrap());
        }
        quiet_line(ui, ctx.text("schedule-hospital-where"));
        if ctx.may(Action::ImportFile) && Button::new(ctx.text("choose-file")).icon(Icon::Folder).show(ui).clicked() {
            ctx.send(Command::Import(ImportCommand::ChooseFiles));
        }
    }
    let left: Vec<&Lack> = found.lacks.iter().filter(|lack| !lack.stops).collect();
    if !left.is_empty() {
        section(ui, ctx.text("schedule-hospital-left-out"));
        for lack in left {
            text_line(ui, format!("• {}", lack_words(ctx, lack)));
        }
    }
    if let Some(problem) = &found.problem {
        text_line(ui, super::head::size_words(ctx, problem));
    }
}

/// What is missing, of how many, and the first of them.
fn lack_words(ctx: &PanelCtx<'_>, lack: &Lack) -> String {
    let mut names = lack.named.clone();
    if lack.count > names.len() && !names.is_empty() {
        names.push("…".to_owned());
    }
    let names = names.join(ctx.text("list-comma"));
    let count = ctx.texts.whole(lack.count as u64);
    ctx.texts.format(&format!("schedule-lack-{}", lack.id), &[("count", &count), ("names", &names)])
}
