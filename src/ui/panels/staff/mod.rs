//! Staff: a table becomes groups or the word that there are none, a person decides for each group, and retention is told
//! by group, and which skills are covered. Nobody is ranked.

mod audits;
mod calibration;
mod coverage;
mod curves;
mod data;
mod groups;
mod heat;
mod members;
mod profile;
mod report;
mod retention;
mod scatter;
mod strategies;
mod tree;
mod words;

use eframe::egui::{Label, ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::staff::{Door, StaffCommand, StaffTab};
use crate::app::view::ViewCommand;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{EmptyState, Icon, ProgressRow, empty_state, progress_row, section_with, segmented};

use super::{Panel, PanelCtx, PanelId};

/// What each part remembers of how it is looked at.
#[derive(Default)]
pub struct StaffPanel {
    data: data::DataTab,
    groups: groups::GroupsTab,
    strategies: strategies::StrategiesTab,
    retention: retention::RetentionTab,
    coverage: coverage::CoverageTab,
}

impl Panel for StaffPanel {
    fn id(&self) -> PanelId {
        PanelId::Staff
    }

    fn icon(&self) -> Icon {
        Icon::Staff
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        match ctx.state.staff.door {
            Door::NotAsked => return send(ctx, StaffCommand::Enter),
            Door::Refused => return refused_ui(ctx, ui),
            Door::Open => {}
        }
        let keys = StaffTab::ALL.map(|tab| format!("staff-tab-{}", tab.id()));
        let names = keys.each_ref().map(|key| ctx.text(key));
        let on = StaffTab::ALL.iter().position(|tab| *tab == ctx.state.staff.tab).unwrap_or(0);
        section_with(ui, ctx.text("panel-staff"), |ui| {
            if let Some(tab) = segmented(ui, ctx.text("staff-tab"), &names, on).and_then(|at| StaffTab::ALL.get(at)) {
                send(ctx, StaffCommand::Show(*tab));
            }
        });
        ui.add_space(space::S);
        ui.push_id(on, |ui| match ctx.state.staff.tab {
            StaffTab::Data => self.data.ui(ctx, ui),
            StaffTab::Groups => self.groups.ui(ctx, ui),
            StaffTab::Strategies => self.strategies.ui(ctx, ui),
            StaffTab::Retention => self.retention.ui(ctx, ui),
            StaffTab::Coverage => self.coverage.ui(ctx, ui),
        });
    }
}

fn send(ctx: &PanelCtx<'_>, command: StaffCommand) {
    ctx.send(Command::Staff(command));
}

/// The account's role may not look at staff.
fn refused_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let (title, explanation) = (ctx.text("staff-refused"), ctx.text("staff-refused-explained"));
    empty_state(ui, EmptyState { icon: Icon::Lock, title, explanation, action: None });
}

/// A part that has nothing to show yet, and the part that fills it.
fn nothing_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, keys: [&str; 3], leads_to: StaffTab) {
    let [title, explanation, action] = keys.map(|key| ctx.texts.get(key).to_owned());
    let state = EmptyState { icon: Icon::Staff, title: &title, explanation: &explanation, action: Some(&action) };
    if empty_state(ui, state).is_some_and(|button| button.clicked()) {
        send(ctx, StaffCommand::Show(leads_to));
    }
}

/// The running job, which can be stopped.
fn progress_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, kind: JobKind) {
    let Some(job) = ctx.jobs.running().iter().find(|job| job.kind == kind) else { return };
    let row = ProgressRow {
        name: &ctx.message(&job.label),
        share: job.progress.share(),
        remaining_secs: job.remaining().map(|left| left.as_secs().max(1)),
        bar_width: (ui.available_width() * 0.3).min(200.0),
    };
    ui.add_space(space::XS);
    if progress_row(ui, row, ctx.texts) {
        ctx.send(Command::View(ViewCommand::CancelJob(kind)));
    }
    ui.add_space(space::XS);
}

/// A column of the screen that scrolls by itself.
fn scrolled_ui(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, add);
}

/// Parts of a form side by side, as many in a line as have room.
fn flow_ui<T: Copy>(ui: &mut Ui, parts: &[T], width: impl Fn(T) -> f32, mut add: impl FnMut(&mut Ui, T)) {
    let mut left = parts;
    while !left.is_empty() {
        let (room, mut used) = (ui.available_width() + space::S, 0.0);
        let fits = left.iter().take_while(|part| {
            used += width(**part) + space::S;
            used <= room
        });
        let (line, rest) = left.split_at(fits.count().max(1));
        ui.horizontal_top(|ui| line.iter().for_each(|part| add(ui, *part)));
        ui.add_space(space::XS);
        left = rest;
    }
}

fn paragraph_ui(ui: &mut Ui, text: impl Into<String>) {
    ui.add(Label::new(body(text).color(tokens(ui).text)).wrap());
}

fn quiet_ui(ui: &mut Ui, text: impl Into<String>) {
    ui.add(Label::new(body(text).color(tokens(ui).quiet)).wrap());
}
