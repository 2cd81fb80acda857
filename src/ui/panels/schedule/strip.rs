//! One line above the plan, always as high: the job that is running, what a move would do, or how the plan stands. So the plan
//! stays where it is when a search begins or ends.

use eframe::egui::accesskit::Live;
use eframe::egui::{Align, Label, Layout, Ui, vec2};

use crate::app::jobs::JobKind;
use crate::app::schedule::laid::{GridKind, Instance};
use crate::app::schedule::moves::{ChangeCommand, Move};
use crate::app::schedule::panel::ScheduleCommand;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{CONTROL_HEIGHT, Tone, body, tokens};
use crate::ui::widgets::Button;

use super::board::Board;
use super::{progress_ui, send, words};

const JOBS: [JobKind; 7] = [
    JobKind::READ_SCHEDULE,
    JobKind::SOLVE_SCHEDULE,
    JobKind::REPAIR_SCHEDULE,
    JobKind::CONFLICTS_SCHEDULE,
    JobKind::SCENARIOS_SCHEDULE,
    JobKind::PREPARE_SCHEDULE_EXPORT,
    JobKind::READ_BURDENS,
];

pub fn strip_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance, board: &Board) {
    let size = vec2(ui.available_width(), CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        if JOBS.into_iter().any(|kind| progress_ui(ctx, ui, kind)) {
            return;
        }
        if board.aim.is_none() {
            publish_ui(ctx, ui);
        }
        let (tone, said) = match board.aim {
            Some(aim) => aim_words(ctx, instance, aim),
            None => standing_words(ctx),
        };
        let label = ui.add(Label::new(body(&said).color(tokens(ui).tone(tone))).truncate());
        ui.ctx().accesskit_node_builder(label.id, |node| {
            node.set_live(Live::Polite);
            node.set_label(said.as_str());
        });
    });
}

/// The button that publishes a draft, before what is said of it.
fn publish_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let state = &ctx.state.schedule;
    let Some(plan) = state.plan.as_ref().filter(|plan| plan.is_feasible && state.is_in_force()) else { return };
    let is_published = state.published.as_ref().is_some_and(|published| std::sync::Arc::ptr_eq(plan, published));
    if !is_published && Button::strong(ctx.text("schedule-publish")).show(ui).clicked() {
        send(ctx, ScheduleCommand::Change(ChangeCommand::Publish));
    }
}

/// What a move would do, or why it cannot be.
fn aim_words(ctx: &PanelCtx<'_>, instance: &Instance, aim: Move) -> (Tone, String) {
    let what = words::thing(ctx, instance, aim.thing);
    let place = place_words(ctx, instance, aim);
    let verdict = ctx.state.schedule.verdict.as_ref().filter(|verdict| verdict.of == aim);
    let places: [(&str, &dyn std::fmt::Display); 2] = [("what", &what), ("place", &place)];
    match verdict {
        None => (Tone::Quiet, ctx.texts.format("schedule-aim", &places)),
        Some(verdict) if verdict.is_allowed() => {
            let change = words::change(ctx, verdict.change.into());
            let values = [places[0], places[1], ("change", &change as &dyn std::fmt::Display)];
            (Tone::Accent, ctx.texts.format("schedule-aim-allowed", &values))
        }
        Some(verdict) => {
            let rules = words::rules(ctx, &verdict.broken);
            let values = [places[0], places[1], ("rules", &rules as &dyn std::fmt::Display)];
            (Tone::Critical, ctx.texts.format("schedule-aim-broken", &values))
        }
    }
}

fn place_words(ctx: &PanelCtx<'_>, instance: &Instance, aim: Move) -> String {
    let (row, day) = match (instance, aim.grid) {
        (Instance::Hospital(problem), GridKind::Theatres) => {
            (problem.theatres.get(aim.row).map(|one| one.id.as_str()), words::day(ctx, aim.column))
        }
        (Instance::Hospital(problem), GridKind::Beds) => {
            (problem.rooms.get(aim.row).map(|one| one.id.as_str()), words::day(ctx, aim.column))
        }
        // The room is chosen by its cost.
        (Instance::Hospital(_), GridKind::Waiting) => return words::day(ctx, aim.column),
        (Instance::Hospital(problem), _) => {
            (problem.rooms.get(aim.row).map(|one| one.id.as_str()), words::shift(ctx, &problem.shift_names, aim.column))
        }
        (Instance::Roster(problem), _) => {
            (problem.staff.get(aim.row).map(|one| one.id.as_str()), words::day(ctx, aim.column))
        }
    };
    format!("{}, {day}", row.unwrap_or(""))
}

/// Whether the plan is published, a draft of something published, a proposal, or on the way.
fn standing_words(ctx: &PanelCtx<'_>) -> (Tone, String) {
    let state = &ctx.state.schedule;
    let key = match (&state.plan, &state.published) {
        _ if state.proposal.is_some() => "schedule-stands-proposed",
        _ if state.scenarios.shown().is_some() => "schedule-stands-scenario",
        (None, _) => "schedule-stands-nothing",
        (Some(_), None) => "schedule-stands-unpublished",
        (Some(plan), Some(published)) if std::sync::Arc::ptr_eq(plan, published) => "schedule-stands-published",
        (Some(_), Some(_)) => {
            let count = state.derived.differences.len();
            return (Tone::Quiet, ctx.texts.count("schedule-stands-draft", count as u64, &[]));
        }
    };
    (Tone::Quiet, ctx.text(key).to_owned())
}
