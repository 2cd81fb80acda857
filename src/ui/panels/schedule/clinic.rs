//! Devices and appointments: who is seen when, by whom, with which device; solved exactly and shown as such.

use std::collections::BTreeSet;

use eframe::egui::{DragValue, Key, Layout, ScrollArea, Ui, Vec2, vec2};

use crate::app::jobs::JobKind;
use crate::app::schedule::clinic::{ClinicCommand, ClinicPlan};
use crate::app::schedule::laid::Thing;
use crate::app::schedule::panel::ScheduleCommand;
use crate::domain::access::Action;
use crate::domain::schedule::appointments::AppointmentProblem;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, small, space, tokens};
use crate::ui::widgets::{Button, Icon, choose_ui, icon_button, section, text_edit};

use super::grid::{GridLook, LABELS, grid_ui};
use super::head::number_ui;
use super::line::{choice_line, quiet_line, text_line};
use super::marks::Marks;
use super::reach::ReachView;
use super::{nothing_ui, progress_ui, send, words};

const PATH: f32 = 320.0;
const SIDE: f32 = 340.0;
const DEVICE: f32 = 200.0;

/// How the appointments are looked at.
pub struct ClinicView {
    selected: Option<Thing>,
    reach: ReachView,
    jump: Option<usize>,
    reveal: Option<Thing>,
    offset: Vec2,
    /// The device, and the day, about to be said to be down.
    device: usize,
    day: usize,
}

impl Default for ClinicView {
    fn default() -> ClinicView {
        ClinicView {
            selected: None,
            reach: ReachView::of_a_day(),
            jump: None,
            reveal: None,
            offset: Vec2::ZERO,
            device: 0,
            day: 0,
        }
    }
}

impl ClinicView {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let clinic = &ctx.state.schedule.clinic;
        file_ui(ctx, ui);
        for kind in [JobKind::READ_CLINIC, JobKind::SOLVE_CLINIC] {
            progress_ui(ctx, ui, kind);
        }
        let Some(problem) = clinic.problem.clone() else {
            return nothing_ui(ctx, ui, ["schedule-clinic-empty", "schedule-clinic-empty-explained"]);
        };
        match clinic.plan.clone() {
            Some(plan) => self.plan_ui(ctx, ui, &problem, &plan),
            None => nothing_ui(ctx, ui, ["schedule-clinic-unsolved", "schedule-clinic-unsolved-explained"]),
        }
    }

    fn plan_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, problem: &AppointmentProblem, plan: &ClinicPlan) {
        let room = ui.available_size();
        let beside = (room.x - SIDE - space::M).max(200.0);
        ui.horizontal_top(|ui| {
            ui.allocate_ui_with_layout(vec2(beside, room.y), Layout::top_down(eframe::egui::Align::Min), |ui| {
                self.grid_ui(ctx, ui, plan);
            });
            ui.add_space(space::M);
            ui.vertical(|ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("schedule-clinic-side").show(ui, |ui| {
                    score_ui(ctx, ui, problem, plan);
                    self.downs_ui(ctx, ui, problem, plan);
                    self.list_ui(ctx, ui, problem, plan);
                });
            });
        });
    }

    fn grid_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, plan: &ClinicPlan) {
        let grid = &plan.grid;
        let width = self.reach.width(grid, (ui.available_width() - LABELS).max(1.0));
        ui.horizontal_wrapped(|ui| {
            let first = self.offset.x / (width * grid.a_day as f32).max(1.0);
            if let Some(day) = self.reach.ui(ctx, ui, grid, first) {
                self.jump = Some(day);
            }
        });
        let none = BTreeSet::new();
        let affected: BTreeSet<Thing> = plan.faults.iter().map(|(request, _)| Thing::Request(*request)).collect();
        let moved = ctx.state.schedule.clinic.moved();
        let moved: BTreeSet<Thing> = moved.iter().map(|(request, ..)| Thing::Request(*request)).collect();
        let look = GridLook {
            marks: Marks {
                selected: self.selected,
                affected: &affected,
                moved: &moved,
                lit: &none,
                drafted: &none,
                pinned: &none,
                is_published: true,
            },
            width: self.reach.width(grid, (ui.available_width() - LABELS).max(1.0)),
            is_free: false,
            aim: None,
            verdict: None,
            jump: self.jump.map(|day| (day * grid.a_day) as f32),
            reveal: self.reveal,
            offset: self.offset,
        };
        let (touched, offset) = grid_ui(ctx, ui, grid, &look);
        self.offset = offset;
        (self.jump, self.reveal) = (None, None);
        if let Some(thing) = touched.chosen {
            self.selected = (self.selected != Some(thing)).then_some(thing);
        }
        if let Some(thing) = touched.walked {
            (self.selected, self.reveal) = (Some(thing), Some(thing));
        }
    }

    /// Devices that are down, and what moved since.
    fn downs_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, problem: &AppointmentProblem, plan: &ClinicPlan) {
        section(ui, ctx.text("schedule-happened"));
        let names: Vec<String> = problem.devices.iter().map(|one| one.id.clone()).collect();
        if !names.is_empty() {
            self.device = self.device.min(names.len() - 1);
            if let Some(at) = choose_ui(ui, ctx.text("schedule-clinic-device"), DEVICE, &names, self.device) {
                self.device = at;
            }
            ui.horizontal(|ui| {
                let last = plan.grid.days.saturating_sub(1);
                number_ui(ctx, ui, "schedule-clinic-down-day", DragValue::new(&mut self.day).range(0..=last));
                if Button::new(ctx.text("schedule-clinic-down")).show(ui).clicked() {
                    let command = ClinicCommand::SetDown { device: self.device, day: self.day, is_down: true };
                    send(ctx, ScheduleCommand::Clinic(command));
                }
            });
        }
        let can = ctx.state.open().is_some() && ctx.may(Action::ReadResources);
        if can && Button::new(ctx.text("schedule-clinic-states")).show(ui).clicked() {
            send(ctx, ScheduleCommand::Clinic(ClinicCommand::TakeStates));
        }
        let clinic = &ctx.state.schedule.clinic;
        for (device, day) in &clinic.downs {
            let name = names.get(*device).map_or("", String::as_str);
            let values: [(&str, &dyn std::fmt::Display); 2] = [("what", &name), ("day", &words::day(ctx, *day))];
            let said = ctx.texts.format("schedule-clinic-is-down", &values);
            ui.horizontal(|ui| {
                if icon_button(ui, Icon::Close, &ctx.texts.format("schedule-unmark", &[("what", &said)])).clicked() {
                    let command = ClinicCommand::SetDown { device: *device, day: *day, is_down: false };
                    send(ctx, ScheduleCommand::Clinic(command));
                }
                text_line(ui, &said);
            });
        }
        let moved = clinic.moved();
        if !clinic.downs.is_empty() && clinic.before.is_some() {
            text_line(ui, ctx.texts.count("schedule-clinic-moved", moved.len() as u64, &[]));
        }
    }

    fn list_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, problem: &AppointmentProblem, plan: &ClinicPlan) {
        section(ui, ctx.text("schedule-clinic-requests"));
        for (request, asked) in problem.requests.iter().enumerate() {
            let thing = Thing::Request(request);
            let at = plan.plan.appointments.get(request).copied().flatten();
            let said = match at {
                Some(at) => {
                    let doctor = problem.doctors.get(at.doctor).map_or("", |one| one.id.as_str());
                    let device = at.device.and_then(|device| problem.devices.get(device));
                    let device = device.map_or_else(|| ctx.text("schedule-clinic-no-device"), |one| one.id.as_str());
                    let values: [(&str, &dyn std::fmt::Display); 4] =
                        [("what", &asked.id), ("time", &time(ctx, at.start)), ("doctor", &doctor), ("device", &device)];
                    ctx.texts.format("schedule-clinic-row", &values)
                }
                None => ctx.texts.format("schedule-clinic-row-refused", &[("what", &asked.id)]),
            };
            if choice_line(ui, &said, at.is_some(), self.selected == Some(thing)).clicked() {
                (self.selected, self.reveal) = (Some(thing), Some(thing));
            }
        }
    }
}

fn file_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let clinic = &ctx.state.schedule.clinic;
    let ask = |command: ClinicCommand| send(ctx, ScheduleCommand::Clinic(command));
    ui.horizontal_wrapped(|ui| {
        let name = ui.label(body(ctx.text("schedule-clinic-file")).color(tokens(ui).text));
        let mut path = clinic.path.clone();
        let field = text_edit(ui, &mut path, ctx.text("import-path-hint"), false, PATH).labelled_by(name.id);
        let is_ready = !path.trim().is_empty();
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if field.changed() {
            ask(ClinicCommand::SetPath(path));
        }
        if (Button::new(ctx.text("open")).enabled(is_ready).show(ui).clicked() || entered) && is_ready {
            ask(ClinicCommand::Read);
        }
        if Button::new(ctx.text("schedule-choose")).icon(Icon::Folder).show(ui).clicked() {
            ask(ClinicCommand::Choose);
        }
        let is_solving = ctx.jobs.is_running(JobKind::SOLVE_CLINIC);
        if is_solving {
            if Button::strong(ctx.text("schedule-stop")).icon(Icon::Close).show(ui).clicked() {
                ask(ClinicCommand::Stop);
            }
        } else if Button::primary(ctx.text("schedule-clinic-solve"))
            .enabled(clinic.problem.is_some())
            .show(ui)
            .clicked()
        {
            ask(ClinicCommand::Solve);
        }
        let can_save = clinic.plan.is_some() && !is_solving;
        if Button::new(ctx.text("schedule-save")).enabled(can_save).show(ui).clicked() {
            ask(ClinicCommand::Save);
        }
    });
}

fn score_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, problem: &AppointmentProblem, plan: &ClinicPlan) {
    let tokens = tokens(ui);
    ui.label(small(ctx.text("schedule-cost")).color(tokens.quiet));
    ui.label(hero(format!("{:.2}", plan.cost())).color(tokens.text));
    match plan.bound {
        Some(_) if plan.is_proven() => text_line(ui, ctx.text("schedule-clinic-proven")),
        Some(bound) => {
            text_line(ui, ctx.texts.format("schedule-clinic-bound", &[("bound", &format!("{bound:.2}"))]));
        }
        None => quiet_line(ui, ctx.text("schedule-clinic-not-searched")),
    }
    if plan.faults.is_empty() {
        text_line(ui, ctx.text("schedule-feasible"));
    } else {
        ui.label(body(ctx.text("schedule-infeasible")).color(tokens.tone(Tone::Critical)));
    }
    for (request, fault) in &plan.faults {
        let who = problem.requests.get(*request).map_or("", |one| one.id.as_str());
        let rule = ctx.texts.get(&format!("schedule-rule-{}", fault.name())).to_owned();
        text_line(ui, format!("{who}: {rule}"));
    }
    for (key, value) in [
        ("schedule-clinic-resources", plan.resources),
        ("schedule-clinic-waiting", plan.waiting),
        ("schedule-clinic-refused", plan.refused),
    ] {
        text_line(ui, ctx.texts.format(key, &[("cost", &format!("{value:.2}"))]));
    }
    text_line(ui, ctx.texts.count("schedule-clinic-refusals", plan.refusals as u64, &[]));
}

/// A day and a time of day.
fn time(ctx: &PanelCtx<'_>, mins: u32) -> String {
    let (day, of_day) = (mins / 1_440, mins % 1_440);
    format!("{} {:02}:{:02}", words::day(ctx, day as usize), of_day / 60, of_day % 60)
}
