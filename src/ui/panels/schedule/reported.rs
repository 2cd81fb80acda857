//! Devices of the plan that are reported down: said above the plan, with the way to the repair.

use eframe::egui::Ui;

use crate::app::jobs::JobKind;
use crate::app::schedule::laid::Thing;
use crate::app::schedule::panel::ScheduleCommand;
use crate::app::schedule::reported::Report;
use crate::domain::resource::DeviceStatus;
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::{Notice, NoticeTone, notice};

use super::send;

/// A notice where something is down; whether a repair was asked for.
pub fn reports_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) -> bool {
    let state = &ctx.state.schedule;
    let is_marked = |report: &Report| report.marked.as_ref().is_some_and(|marked| state.marked.contains(marked));
    // What was repaired, or taken off the list by a person, is said no more.
    let open: Vec<&Report> =
        state.reports.iter().filter(|report| report.marked.is_none() || is_marked(report)).collect();
    if open.is_empty() || state.proposal.is_some() {
        return false;
    }
    let named: Vec<String> = open.iter().map(|report| report_words(ctx, report)).collect();
    let names = named.join(ctx.text("list-comma"));
    let title = ctx.texts.format("schedule-reported", &[("what", &names)]);
    let has_mark = open.iter().any(|report| is_marked(report));
    let affected = state.affected.iter().filter(|thing| !matches!(thing, Thing::Surgery { .. })).count();
    let remedy = match has_mark {
        true => ctx.texts.count("schedule-reported-affected", affected as u64, &[]),
        false => ctx.text("schedule-reported-outside").to_owned(),
    };
    let is_busy = ctx.jobs.is_running(JobKind::REPAIR_SCHEDULE) || ctx.jobs.is_running(JobKind::SOLVE_SCHEDULE);
    let shown = Notice {
        tone: NoticeTone::Warning,
        title: &title,
        remedy: Some(&remedy),
        details: None,
        action: (has_mark && affected > 0 && !is_busy).then(|| ctx.text("schedule-reported-repair")),
        closable: false,
    };
    let acted = notice(ui, shown, ctx.texts).acted;
    if acted {
        send(ctx, ScheduleCommand::Repair);
    }
    acted
}

fn report_words(ctx: &PanelCtx<'_>, report: &Report) -> String {
    let status = match report.status {
        DeviceStatus::Available => "device-available",
        DeviceStatus::InUse => "device-in-use",
        DeviceStatus::Maintenance => "device-maintenance",
        DeviceStatus::OutOfOrder => "device-out-of-order",
    };
    format!("{} ({})", report.device, ctx.text(status).to_lowercase())
}
