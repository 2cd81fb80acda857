//! Schedule: who is where and when. A plan as bars over the days, searched while it is looked at, repaired when something
//! happens.

mod alternatives;
mod curve;
mod grid;
mod happened;
mod head;
mod score;

use std::collections::BTreeSet;

use eframe::egui::{Layout, ScrollArea, Ui, vec2};

use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::message::Message;
use crate::app::schedule::laid::{GridKind, Instance, Laid, Thing};
use crate::app::schedule::panel::ScheduleCommand;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{
    Button, EmptyState, Icon, Notice, NoticeTone, ProgressRow, empty_state, notice, progress_row, section_with,
    segmented,
};

use super::{Panel, PanelCtx, PanelId};

/// Width of what stands beside the grid.
const SIDE: f32 = 320.0;

/// How the plan is looked at.
#[derive(Default)]
pub struct SchedulePanel {
    kind: GridKind,
    selected: Option<Thing>,
    /// The rule whose places are lit.
    rule: Option<&'static str>,
    /// Steps by which the columns are wider or narrower.
    zoom: i32,
    days_away: happened::DaysAway,
    /// The instance that this belongs to.
    number: u64,
}

impl Panel for SchedulePanel {
    fn id(&self) -> PanelId {
        PanelId::Schedule
    }

    fn icon(&self) -> Icon {
        Icon::Schedule
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.schedule;
        if self.number != state.number {
            *self = SchedulePanel { number: state.number, ..SchedulePanel::default() };
        }
        section_with(ui, ctx.text("panel-schedule"), |ui| self.kinds_ui(ctx, ui));
        head::files_ui(ctx, ui);
        if let Some(message) = &state.failure {
            failure_ui(ctx, ui, message);
        }
        let Some(instance) = state.instance.clone() else {
            progress_ui(ctx, ui, JobKind::READ_SCHEDULE);
            return nothing_ui(ctx, ui, ["schedule-empty", "schedule-empty-explained"]);
        };
        head::search_ui(ctx, ui, &instance);
        for kind in [JobKind::READ_SCHEDULE, JobKind::SOLVE_SCHEDULE, JobKind::REPAIR_SCHEDULE] {
            progress_ui(ctx, ui, kind);
        }
        match state.shown().cloned() {
            Some(laid) => self.plan_ui(ctx, ui, &instance, &laid),
            None => nothing_ui(ctx, ui, ["schedule-no-plan", "schedule-no-plan-explained"]),
        }
    }
}

impl SchedulePanel {
    fn kinds_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if ctx.state.schedule.shown().is_none() {
            return;
        }
        if Button::new(ctx.text("schedule-wider")).show(ui).clicked() {
            self.zoom = (self.zoom + 1).min(6);
        }
        if Button::new(ctx.text("schedule-narrower")).show(ui).clicked() {
            self.zoom = (self.zoom - 1).max(-6);
        }
        match ctx.state.schedule.instance.as_deref() {
            Some(Instance::Hospital(_)) => {
                let kinds = GridKind::OF_HOSPITAL;
                let keys = kinds.map(|kind| format!("schedule-grid-{}", kind.id()));
                let names = keys.each_ref().map(|key| ctx.text(key));
                let on = kinds.iter().position(|kind| *kind == self.kind).unwrap_or(0);
                if let Some(at) = segmented(ui, ctx.text("schedule-grid"), &names, on) {
                    self.kind = kinds[at];
                }
            }
            Some(Instance::Roster(_)) | None => {}
        }
    }

    fn plan_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        let room = ui.available_size();
        let beside = (room.x - SIDE - space::M).max(200.0);
        ui.horizontal_top(|ui| {
            ui.allocate_ui_with_layout(vec2(beside, room.y), Layout::top_down(eframe::egui::Align::Min), |ui| {
                self.grid_ui(ctx, ui, laid);
            });
            ui.add_space(space::M);
            ui.vertical(|ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("schedule-side").show(ui, |ui| {
                    self.side_ui(ctx, ui, instance, laid);
                });
            });
        });
    }

    fn grid_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, laid: &Laid) {
        let state = &ctx.state.schedule;
        let Some(grid) = laid.grids.iter().find(|grid| grid.kind == self.kind).or(laid.grids.first()) else { return };
        let none = BTreeSet::new();
        let lit = laid.rules.iter().find(|rule| Some(rule.id) == self.rule).map_or(&none, |rule| &rule.places);
        let (affected, moved) = match &state.proposal {
            Some(proposal) => (&none, &proposal.moved),
            None => (&state.affected, &none),
        };
        let marks = grid::Marks { selected: self.selected, affected, moved, lit };
        let zoom = 1.2_f32.powi(self.zoom);
        if let Some(thing) = grid::grid_ui(ctx, ui, grid, &marks, zoom) {
            self.selected = (self.selected != Some(thing)).then_some(thing);
            if self.selected.is_some() {
                send(ctx, ScheduleCommand::LookInto(thing));
            }
        }
    }

    fn side_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        score::cost_ui(ctx, ui, laid);
        curve::curve_ui(ctx, ui, &ctx.state.schedule.curve);
        happened::repair_ui(ctx, ui, instance);
        if let Some(thing) = self.selected {
            happened::selected_ui(ctx, ui, (instance, laid, thing), &mut self.days_away);
            alternatives::alternatives_ui(ctx, ui, instance, thing);
        } else {
            ui.label(body(ctx.text("schedule-select-hint")).color(tokens(ui).quiet));
        }
        if let Some(rule) = score::rules_ui(ctx, ui, laid, self.rule) {
            self.rule = (self.rule != Some(rule)).then_some(rule);
        }
        alternatives::fairness_ui(ctx, ui, laid);
    }
}

fn send(ctx: &PanelCtx<'_>, command: ScheduleCommand) {
    ctx.send(Command::Schedule(command));
}

fn failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, message: &Message) {
    let title = ctx.message(message);
    let shown = Notice {
        tone: NoticeTone::Error,
        title: &title,
        remedy: message.details.as_deref(),
        details: None,
        action: None,
        closable: false,
    };
    notice(ui, shown, ctx.texts);
}

fn nothing_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, keys: [&str; 2]) {
    let [title, explanation] = keys.map(|key| ctx.texts.get(key).to_owned());
    empty_state(ui, EmptyState { icon: Icon::Schedule, title: &title, explanation: &explanation, action: None });
}

/// The running job. Ending a search keeps its best plan; ending another leaves all as it was.
fn progress_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, kind: JobKind) {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == kind) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs().max(1)),
        bar_width: (ui.available_width() * 0.3).min(200.0),
    };
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(crate::app::view::ViewCommand::CancelJob(kind)));
    }
}
