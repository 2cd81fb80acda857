//! Schedule: who is where and when. A plan as bars over the days, searched while it is looked at, repaired when something
//! happens; appointments; and what resources cost.

mod aim;
mod alternatives;
mod board;
mod clinic;
mod conflicts;
mod costs;
mod curve;
mod differences;
mod fairness;
mod from_store;
mod grid;
mod happened;
mod head;
mod hospital_form;
mod kept;
mod leaving;
mod line;
mod marks;
mod over_days;
mod reach;
mod reported;
mod scenarios;
mod score;
mod sides;
mod strip;
mod uses;
mod wall;
mod words;

use eframe::egui::{Layout, ScrollArea, Ui, vec2};

use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::schedule::laid::{Instance, Laid};
use crate::app::schedule::panel::{ScheduleCommand, ScheduleTab};
use crate::app::schedule::said::Failure;
use crate::app::view::ViewCommand;
use crate::ui::theme::space;
use crate::ui::widgets::{
    EmptyState, Icon, Notice, NoticeTone, ProgressRow, empty_state, notice, progress_row, section_with, segmented,
};

use super::{Panel, PanelCtx, PanelId};

/// Width of what stands beside the grid.
const SIDE: f32 = 372.0;

/// How the plan is looked at.
#[derive(Default)]
pub struct SchedulePanel {
    board: board::Board,
    side: Side,
    sides: sides::SidesView,
    uses: uses::UsesView,
    days_away: happened::DaysAway,
    scenarios: scenarios::ScenariosView,
    leaving: leaving::LeavingView,
    first_day: head::FirstDay,
    clinic: clinic::ClinicView,
    costs: costs::CostsView,
    curve: curve::CurveView,
    /// The instance that this belongs to.
    number: u64,
}

/// What stands beside the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    Score,
    Change,
    Fairness,
    WhatIf,
    Leaving,
}

impl Side {
    const ALL: [Side; 5] = [Side::Score, Side::Change, Side::Fairness, Side::WhatIf, Side::Leaving];

    fn key(self) -> &'static str {
        match self {
            Side::Score => "schedule-beside-score",
            Side::Change => "schedule-beside-change",
            Side::Fairness => "schedule-beside-fairness",
            Side::WhatIf => "schedule-beside-what-if",
            Side::Leaving => "schedule-beside-leaving",
        }
    }
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
            let (clinic, costs) = (std::mem::take(&mut self.clinic), std::mem::take(&mut self.costs));
            *self = SchedulePanel { number: state.number, clinic, costs, ..SchedulePanel::default() };
        }
        section_with(ui, ctx.text("panel-schedule"), |ui| tabs_ui(ctx, ui));
        if let Some(failure) = &state.failure {
            failure_ui(ctx, ui, failure);
        }
        match state.tab {
            ScheduleTab::Plan => self.plan_tab_ui(ctx, ui),
            ScheduleTab::Appointments => self.clinic.ui(ctx, ui),
            ScheduleTab::Costs => self.costs.ui(ctx, ui),
        }
    }
}

fn tabs_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let keys = ScheduleTab::ALL.map(|tab| format!("schedule-tab-{}", tab.id()));
    let names = keys.each_ref().map(|key| ctx.text(key));
    let on = ScheduleTab::ALL.iter().position(|tab| *tab == ctx.state.schedule.tab).unwrap_or(0);
    if let Some(tab) = segmented(ui, ctx.text("schedule-tab"), &names, on).and_then(|at| ScheduleTab::ALL.get(at)) {
        send(ctx, ScheduleCommand::ShowTab(*tab));
    }
}

impl SchedulePanel {
    fn plan_tab_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.schedule;
        head::files_ui(ctx, ui);
        if state.ward.staff.is_some() {
            return from_store::form_ui(ctx, ui);
        }
        if let Some(rows) = &state.hospital.rows {
            return hospital_form::form_ui(ctx, ui, rows);
        }
        let Some(instance) = state.instance.clone() else {
            for kind in [JobKind::READ_SCHEDULE, JobKind::READ_HOSPITAL_ROWS, JobKind::LOAD_PUBLISHED] {
                progress_ui(ctx, ui, kind);
            }
            kept::kept_ui(ctx, ui);
            return nothing_ui(ctx, ui, ["schedule-empty", "schedule-empty-explained"]);
        };
        head::open_ui(ctx, ui, &instance);
        if reported::reports_ui(ctx, ui) {
            self.side = Side::Change;
        }
        head::search_ui(ctx, ui, &instance, &mut self.first_day);
        strip::strip_ui(ctx, ui, &instance, &self.board);
        if let Some(found) = state.conflicts.clone() {
            return conflicts::conflicts_ui(ctx, ui, &instance, &found);
        }
        match state.shown().cloned().zip(state.shown_instance().cloned()) {
            Some((laid, shown)) => self.plan_ui(ctx, ui, &shown, &laid),
            None => nothing_ui(ctx, ui, ["schedule-no-plan", "schedule-no-plan-explained"]),
        }
    }

    fn plan_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        let room = ui.available_size();
        let beside = (room.x - SIDE - space::M).max(200.0);
        ui.horizontal_top(|ui| {
            let chosen = self.board.selected;
            ui.allocate_ui_with_layout(vec2(beside, room.y), Layout::top_down(eframe::egui::Align::Min), |ui| {
                self.board.ui(ctx, ui, instance, laid);
            });
            if self.board.selected != chosen && self.board.selected.is_some() {
                self.side = Side::Change;
            }
            ui.add_space(space::M);
            ui.vertical(|ui| self.beside_ui(ctx, ui, instance, laid));
        });
    }

    fn beside_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        let names = Side::ALL.map(|side| ctx.text(side.key()));
        let on = Side::ALL.iter().position(|side| *side == self.side).unwrap_or(0);
        if let Some(at) = segmented(ui, ctx.text("schedule-beside"), &names, on) {
            self.side = Side::ALL[at];
        }
        ui.add_space(space::XS);
        ScrollArea::vertical().auto_shrink(false).id_salt(("schedule-side", on)).show(ui, |ui| match self.side {
            Side::Score => self.score_ui(ctx, ui, instance, laid),
            Side::Change => self.change_ui(ctx, ui, instance, laid),
            Side::Fairness => fairness::fairness_ui(ctx, ui, instance),
            Side::WhatIf => self.scenarios.ui(ctx, ui, instance),
            Side::Leaving => {
                self.leaving.ui(ctx, ui, instance, laid);
                kept::kept_ui(ctx, ui);
            }
        });
    }

    fn score_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        score::cost_ui(ctx, ui, laid);
        self.curve.ui(ctx, ui, &ctx.state.schedule.curve, laid);
        let (lit, board) = (self.board.lit_rule(), &mut self.board);
        if let Some(rule) = score::rules_ui(ctx, ui, laid, lit, |ui| board.steps_ui(ctx, ui, instance, laid)) {
            self.board.light_rule(laid, rule);
        }
        if self.board.lit_concern().is_some() {
            self.board.steps_ui(ctx, ui, instance, laid);
        }
        self.uses.ui(ctx, ui, instance, laid);
        if let Some(of) = self.sides.ui(ctx, ui, instance, laid, self.board.lit_concern()) {
            self.board.light_concern(instance, laid, of);
        }
    }

    fn change_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, laid: &Laid) {
        let chosen = self.board.selected;
        match chosen {
            Some(thing) => happened::selected_ui(ctx, ui, (instance, laid, thing), &mut self.days_away),
            None => line::quiet_line(ui, ctx.text("schedule-select-hint")),
        }
        happened::repair_ui(ctx, ui, instance);
        if let Some(thing) = chosen.filter(|_| ctx.state.schedule.is_in_force()) {
            alternatives::alternatives_ui(ctx, ui, instance, thing);
        }
        if let Some(thing) = differences::differences_ui(ctx, ui, instance) {
            self.board.choose(ctx, laid, thing);
        }
        line::quiet_line(ui, ctx.text("schedule-signs"));
    }
}

fn send(ctx: &PanelCtx<'_>, command: ScheduleCommand) {
    ctx.send(Command::Schedule(command));
}

fn failure_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, failure: &Failure) {
    let title = words::told(ctx, &failure.title);
    let why = failure.why.as_ref().map(|why| words::told(ctx, why));
    let shown = Notice {
        tone: NoticeTone::Error,
        title: &title,
        remedy: why.as_deref(),
        details: failure.title.details.as_deref(),
        action: None,
        closable: true,
    };
    if notice(ui, shown, ctx.texts).closed {
        send(ctx, ScheduleCommand::ForgetFailure);
    }
}

fn nothing_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, keys: [&str; 2]) {
    let [title, explanation] = keys.map(|key| ctx.texts.get(key).to_owned());
    empty_state(ui, EmptyState { icon: Icon::Schedule, title: &title, explanation: &explanation, action: None });
}

/// The running job. Ending a search keeps its best plan; ending another leaves all as it was.
fn progress_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, kind: JobKind) -> bool {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == kind) else { return false };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs().max(1)),
        bar_width: (ui.available_width() * 0.3).min(200.0),
    };
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(ViewCommand::CancelJob(kind)));
    }
    true
}
