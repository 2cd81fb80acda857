//! A roster for the staff in the store: who, when, with which shifts, and what a contract allows.

use eframe::egui::{DragValue, Grid, ScrollArea, Ui, vec2};

use crate::app::schedule::from_store::{WardCommand, WardForm, WardState};
use crate::app::schedule::panel::ScheduleCommand;
use crate::domain::staff::StaffMember;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::space;
use crate::ui::widgets::{Button, Field, choose_ui, labelled_field};

use super::head::{number_ui, store_heading};
use super::line::{quiet_line, text_line};
use super::send;

const WIDTH: f32 = 300.0;
const LONG: f32 = 520.0;

/// The form, in place of the plan.
pub fn form_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let ward = &ctx.state.schedule.ward;
    let mut form = ward.form.clone();
    store_heading(ctx, ui, false);
    ScrollArea::vertical().auto_shrink(false).id_salt("schedule-ward").show(ui, |ui| {
        quiet_line(ui, ctx.text("schedule-ward-explained"));
        ui.horizontal_wrapped(|ui| {
            let wards = ward.words(|one| one.ward.as_ref());
            chosen_ui(ctx, ui, "schedule-ward-ward", wards, &mut form.ward);
            let roles = ward.words(|one| one.role.as_ref());
            chosen_ui(ctx, ui, "schedule-ward-role", roles, &mut form.role);
        });
        text_line(ui, people_words(ctx, ward));
        let field = Field::new(ctx.text("schedule-ward-first-day")).hint("2026-03-02").width(WIDTH);
        labelled_field(ui, field, &mut form.first_day);
        let explained = ctx.text("schedule-ward-shifts-explained");
        let field = Field::new(ctx.text("schedule-ward-shifts")).explanation(explained).width(LONG);
        labelled_field(ui, field, &mut form.shifts);
        contract_ui(ctx, ui, &mut form);
        let explained = ctx.text("schedule-ward-wishes-explained");
        let field = Field::new(ctx.text("schedule-ward-wishes"))
            .hint(ctx.text("import-path-hint"))
            .explanation(explained)
            .width(LONG);
        labelled_field(ui, field, &mut form.wishes);
        ui.add_space(space::S);
        let is_ready = !form.first_day.trim().is_empty() && ward.chosen().next().is_some();
        if Button::primary(ctx.text("schedule-ward-make")).enabled(is_ready).show(ui).clicked() {
            send(ctx, ScheduleCommand::Ward(WardCommand::Make));
        }
    });
    if form != ward.form {
        send(ctx, ScheduleCommand::Ward(WardCommand::Set(Box::new(form))));
    }
}

/// One of the words that are there, or all.
fn chosen_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, key: &str, words: Vec<(String, usize)>, chosen: &mut Option<String>) {
    let on = words.iter().position(|(word, _)| Some(word) == chosen.as_ref()).map_or(0, |at| at + 1);
    let all = std::iter::once(ctx.text("schedule-ward-all").to_owned());
    let names: Vec<String> = all.chain(words.iter().map(|(word, count)| format!("{word} ({count})"))).collect();
    if let Some(at) = choose_ui(ui, ctx.text(key), WIDTH, &names, on) {
        *chosen = at.checked_sub(1).and_then(|at| words.get(at)).map(|(word, _)| word.clone());
    }
}

fn people_words(ctx: &PanelCtx<'_>, ward: &WardState) -> String {
    const NAMED: usize = 8;
    let people: Vec<&StaffMember> = ward.chosen().collect();
    let name = |one: &&StaffMember| {
        one.chinese_name.clone().or(one.family_name.clone()).unwrap_or_else(|| one.identifier.clone())
    };
    let mut names: Vec<String> = people.iter().take(NAMED).map(name).collect();
    if people.len() > NAMED {
        names.push("…".to_owned());
    }
    ctx.texts.count("schedule-ward-people", people.len() as u64, &[("names", &names.join(ctx.text("list-comma")))])
}

fn contract_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, form: &mut WardForm) {
    let numbers: [(&str, &mut u32, u32, u32); 7] = [
        ("schedule-ward-weeks", &mut form.weeks, 1, 52),
        ("schedule-ward-least-hours", &mut form.least_hours_a_week, 0, 80),
        ("schedule-ward-most-hours", &mut form.most_hours_a_week, 1, 100),
        ("schedule-ward-run", &mut form.most_days_in_a_row, 1, 14),
        ("schedule-ward-off", &mut form.least_days_off, 1, 7),
        ("schedule-ward-weekends", &mut form.weekends_of_four, 0, 4),
        ("schedule-ward-rest", &mut form.rest_hours, 0, 24),
    ];
    Grid::new("schedule-contract").num_columns(2).spacing(vec2(space::L, space::S)).show(ui, |ui| {
        for (key, value, least, most) in numbers {
            number_ui(ctx, ui, key, DragValue::new(value).range(least..=most));
            ui.end_row();
        }
    });
}
