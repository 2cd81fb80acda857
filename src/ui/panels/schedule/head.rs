//! Files of the schedule and the search: instance, plan, budget, start, stop, save.

use std::sync::Arc;

use eframe::egui::{DragValue, Key, Label, Response, Ui};

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::app::schedule::conflicts::ConflictCommand;
use crate::app::schedule::from_store::WardCommand;
use crate::app::schedule::hospital_store::HospitalCommand;
use crate::app::schedule::laid::Instance;
use crate::app::schedule::moves::ChangeCommand;
use crate::app::schedule::panel::{Budget, ScheduleCommand, ScheduleFile};
use crate::app::schedule::reading::plan_text;
use crate::base::Date;
use crate::domain::access::Action;
use crate::domain::schedule::hospital::HospitalProblem;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Icon, section_with, segmented, text_edit};

use super::{send, words};

const PATH: f32 = 240.0;
const DATE: f32 = 100.0;

/// The date of the first day, as it is typed.
#[derive(Default)]
pub struct FirstDay {
    typed: String,
}

/// The instance, and a plan of it where there is one.
pub fn files_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        file_ui(ctx, ui, ScheduleFile::Instance);
        if ctx.state.schedule.instance.is_some() {
            ui.add_space(space::M);
            file_ui(ctx, ui, ScheduleFile::Plan);
        }
        let can = ctx.state.open().is_some() && ctx.may(Action::ReadResources);
        if can && Button::new(ctx.text("schedule-ward-begin")).show(ui).clicked() {
            send(ctx, ScheduleCommand::Ward(WardCommand::Begin));
        }
    });
}

/// The heading of a form that makes something of the store: which of the two, and out of it again.
pub fn store_heading(ctx: &PanelCtx<'_>, ui: &mut Ui, is_hospital: bool) {
    let leave = match is_hospital {
        true => ScheduleCommand::Hospital(HospitalCommand::Leave),
        false => ScheduleCommand::Ward(WardCommand::Leave),
    };
    section_with(ui, ctx.text("schedule-from-store"), |ui| {
        if Button::new(ctx.text("close")).icon(Icon::Close).show(ui).clicked() {
            send(ctx, leave);
        }
        let names = [ctx.text("schedule-kind-roster-form"), ctx.text("schedule-kind-hospital-form")];
        match segmented(ui, ctx.text("schedule-from-store"), &names, usize::from(is_hospital)) {
            Some(0) if is_hospital => send(ctx, ScheduleCommand::Ward(WardCommand::Begin)),
            Some(1) if !is_hospital => send(ctx, ScheduleCommand::Hospital(HospitalCommand::Begin)),
            _ => {}
        }
    });
}

/// Which instance is open, and how large it is.
pub fn open_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) {
    let size = match instance {
        Instance::Hospital(problem) => size_words(ctx, problem),
        Instance::Roster(problem) => ctx.texts.format(
            "schedule-size-roster",
            &[
                ("people", &ctx.texts.whole(problem.staff.len() as u64)),
                ("shifts", &ctx.texts.whole(problem.shifts.len() as u64)),
                ("days", &ctx.texts.whole(problem.days as u64)),
            ],
        ),
    };
    let name = &ctx.state.schedule.name;
    let words = if name.is_empty() { size } else { format!("{name}: {size}") };
    ui.add(Label::new(body(&words).color(tokens(ui).text)).truncate()).on_hover_text(words);
}

/// How large a hospital's plan is.
pub fn size_words(ctx: &PanelCtx<'_>, problem: &HospitalProblem) -> String {
    let whole = |count: usize| ctx.texts.whole(count as u64);
    let must = problem.patients.iter().filter(|one| one.is_mandatory()).count();
    ctx.texts.format(
        "schedule-size-hospital",
        &[
            ("patients", &whole(problem.patients.len())),
            ("must", &whole(must)),
            ("occupants", &whole(problem.occupants.len())),
            ("rooms", &whole(problem.rooms.len())),
            ("beds", &whole(problem.rooms.iter().map(|room| room.beds).sum())),
            ("theatres", &whole(problem.theatres.len())),
            ("surgeons", &whole(problem.surgeons.len())),
            ("nurses", &whole(problem.nurses.len())),
            ("days", &whole(problem.days)),
        ],
    )
}

impl FirstDay {
    /// The date of day 0: days are dates then.
    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let name = ui.label(body(ctx.text("schedule-first-day")).color(tokens(ui).text));
        let field = text_edit(ui, &mut self.typed, "2026-03-02", false, DATE).labelled_by(name.id);
        let known = Date::parse_iso(self.typed.trim().as_bytes());
        let is_known = known.is_some() || self.typed.trim().is_empty();
        if field.changed() && is_known && known != ctx.state.schedule.first_day {
            send(ctx, ScheduleCommand::Change(ChangeCommand::SetFirstDay(known)));
        }
        if let Some(first) = ctx.state.schedule.first_day.filter(|_| self.typed.is_empty() && !field.has_focus()) {
            self.typed = first.iso();
        }
        let said = match (is_known, ctx.state.schedule.first_day) {
            (false, _) => ctx.text("schedule-first-day-wrong").to_owned(),
            (true, None) => ctx.text("schedule-first-day-none").to_owned(),
            (true, Some(_)) => words::day(ctx, 0),
        };
        ui.label(body(said).color(tokens(ui).quiet));
    }
}

fn file_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, file: ScheduleFile) {
    let label = format!("schedule-file-{}", file.id());
    let name = ui.label(body(ctx.text(&label)).color(tokens(ui).text));
    let mut path = ctx.state.schedule.path(file).to_owned();
    let field = text_edit(ui, &mut path, ctx.text("import-path-hint"), false, PATH).labelled_by(name.id);
    let is_ready = !path.trim().is_empty();
    if field.changed() {
        send(ctx, ScheduleCommand::SetPath(file, path));
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let named = |ui: &Ui, button: &Response, key: &str| {
        let words = ctx.texts.format(key, &[("file", &ctx.text(&label))]);
        ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(words.as_str()));
    };
    let open = Button::new(ctx.text("open")).enabled(is_ready).show(ui);
    named(ui, &open, "diagnosis-open-file");
    if is_ready && (open.clicked() || entered) {
        send(ctx, ScheduleCommand::Read(file));
    }
    let choose = Button::new(ctx.text("schedule-choose")).icon(Icon::Folder).show(ui);
    named(ui, &choose, "schedule-choose-file");
    if choose.clicked() {
        send(ctx, ScheduleCommand::Choose(file));
    }
}

/// What a search may take, and its start and end.
pub fn search_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, first: &mut FirstDay) {
    ui.horizontal_wrapped(|ui| {
        budget_ui(ctx, ui);
        let is_searching = ctx.jobs.is_running(JobKind::SOLVE_SCHEDULE);
        if is_searching {
            let stop = Button::strong(ctx.text("schedule-stop")).icon(Icon::Close).show(ui);
            // It stands where the search was started: the second half of a double click is no wish to stop.
            if stop.clicked() && !stop.double_clicked() {
                send(ctx, ScheduleCommand::Stop);
            }
        } else {
            let key = if ctx.state.schedule.plan.is_some() { "schedule-improve" } else { "schedule-solve" };
            if Button::primary(ctx.text(key)).show(ui).clicked() {
                send(ctx, ScheduleCommand::Solve);
            }
        }
        // Always there, so that nothing moves when a search ends.
        let plan = ctx.state.schedule.plan.as_ref();
        let can_save = plan.is_some() && !is_searching;
        if Button::new(ctx.text("schedule-save")).enabled(can_save).show(ui).clicked()
            && let Some(laid) = plan
            && let Some(text) = plan_text(instance, &laid.plan)
        {
            let name = match instance {
                Instance::Hospital(_) => "plan.json",
                Instance::Roster(_) => "roster.csv",
            };
            let target = Arc::new(ExportTarget::Text { kind: "schedule", text });
            ctx.send(Command::Export(ExportCommand::Choose { name: name.to_owned(), target }));
        }
        let is_usable = plan.is_some_and(|laid| laid.is_feasible);
        if Button::new(ctx.text("schedule-why-none")).enabled(!is_searching && !is_usable).show(ui).clicked() {
            send(ctx, ScheduleCommand::Conflicts(ConflictCommand::Look));
        }
        ui.add_space(space::M);
        first.ui(ctx, ui);
    });
}

fn budget_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let before = ctx.state.schedule.budget;
    let Budget { mut seconds, mut seed, mut threads } = before;
    number_ui(ctx, ui, "schedule-seconds", DragValue::new(&mut seconds).range(1..=86_400));
    number_ui(ctx, ui, "schedule-seed", DragValue::new(&mut seed));
    number_ui(ctx, ui, "schedule-threads", DragValue::new(&mut threads).range(1..=64));
    let after = Budget { seconds, seed, threads };
    if after != before {
        send(ctx, ScheduleCommand::SetBudget(after));
    }
}

/// A number with its name before it.
pub fn number_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, key: &str, value: DragValue<'_>) -> Response {
    let name = ui.label(body(ctx.text(key)).color(tokens(ui).text));
    ui.add(value).labelled_by(name.id)
}
