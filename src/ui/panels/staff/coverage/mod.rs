//! Coverage of skills: what each ward needs on each shift against who can bring it, what expires, what training closes, and
//! how it would be with other people.

mod needs;
mod scenario;
mod tables;
mod training;

use eframe::egui::{Key, Ui};

use crate::app::jobs::JobKind;
use crate::app::staff::StaffCommand;
use crate::app::staff::coverage::{CoverageCommand, CoverageSource, CoverageState, has_wards};
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Icon, NoticeTone, choose_ui, line_ui, section, segmented, text_edit};

use super::{progress_ui, quiet_ui, scrolled_ui, send};

const DAYS: [u32; 5] = [30, 60, 90, 180, 365];
const PATH: f32 = 420.0;

/// How the part is looked at.
#[derive(Default)]
pub struct CoverageTab {
    needs: needs::NeedsView,
    training: training::TrainingView,
    scenario: scenario::ScenarioView,
}

impl CoverageTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.staff.coverage;
        scrolled_ui(ui, "staff-coverage", |ui| {
            files_ui(ctx, ui, state);
            progress_ui(ctx, ui, JobKind::READ_COVERAGE);
            progress_ui(ctx, ui, JobKind::STUDY_COVERAGE);
            for message in [&state.failure, &state.found.failure().cloned()].into_iter().flatten() {
                message_notice(ctx, NoticeTone::Error, message, ui);
            }
            let Some(found) = state.found.value().cloned() else { return };
            ui.add_space(space::M);
            self.needs.ui(ctx, ui, &found);
            ui.add_space(space::L);
            self.training.ui(ctx, ui, &found);
            ui.add_space(space::L);
            self.scenario.ui(ctx, ui, &found);
            ui.add_space(space::M);
            quiet_ui(ui, ctx.text("staff-coverage-basis"));
        });
    }
}

fn ask(ctx: &PanelCtx<'_>, command: CoverageCommand) {
    send(ctx, StaffCommand::Coverage(command));
}

/// Which tables are read, and the way in.
fn files_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, state: &CoverageState) {
    quiet_ui(ui, ctx.text("staff-coverage-explained"));
    ui.add_space(space::XS);
    for (name, key) in state.names.iter().zip(["staff-needs-file", "staff-certificates-file", "staff-trainings-file"]) {
        let (shape, tone, told) = match name {
            Some(name) => (Icon::Check, Tone::Plain, name.as_str()),
            None => (Icon::Dash, Tone::Missing, ctx.text("staff-not-read")),
        };
        line_ui(ui, shape, tone, &ctx.texts.format(key, &[("file", &told)]));
    }
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        if Button::new(ctx.text("staff-choose-file")).icon(Icon::Folder).show(ui).clicked() {
            ask(ctx, CoverageCommand::Choose);
        }
        let mut path = state.path.clone();
        let field = text_edit(ui, &mut path, ctx.text("staff-coverage-path"), false, PATH);
        ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(ctx.text("staff-coverage-path")));
        let is_ready = !path.trim().is_empty();
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if field.changed() {
            ask(ctx, CoverageCommand::SetPath(path));
        }
        let button = Button::new(ctx.text("open")).enabled(is_ready).show(ui);
        ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(ctx.text("staff-coverage-open")));
        if is_ready && (button.clicked() || entered) {
            ask(ctx, CoverageCommand::Read);
        }
        let is_open = ctx.state.staff.cases.value().is_some();
        let example = if is_open { "staff-coverage-sample-instead" } else { "staff-coverage-sample" };
        if Button::new(ctx.text(example)).show(ui).clicked() {
            ask(ctx, CoverageCommand::ReadSample);
        }
    });
    ui.add_space(space::S);
    source_ui(ctx, ui, state);
}

/// Whose staff are counted, and how far ahead certificates are looked at.
fn source_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, state: &CoverageState) {
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.label(body(ctx.text("staff-source")).color(tokens(ui).text));
            let keys = CoverageSource::ALL.map(|source| format!("staff-source-{}", source.id()));
            let names = keys.each_ref().map(|key| ctx.text(key));
            let on = CoverageSource::ALL.iter().position(|source| *source == state.source).unwrap_or(0);
            let chosen = segmented(ui, ctx.text("staff-source"), &names, on);
            if let Some(source) = chosen.and_then(|at| CoverageSource::ALL.get(at)) {
                ask(ctx, CoverageCommand::SetSource(*source));
            }
        });
        ui.add_space(space::L);
        let names = DAYS.map(|days| ctx.texts.count("staff-days", u64::from(days), &[]));
        let on = DAYS.iter().position(|days| *days == state.ahead_days).unwrap_or(2);
        let chosen = choose_ui(ui, ctx.text("staff-ahead"), 160.0, &names, on).and_then(|at| DAYS.get(at));
        if let Some(days) = chosen {
            ask(ctx, CoverageCommand::SetAhead(*days));
        }
    });
    let staff = &ctx.state.staff;
    let lacks_wards = staff.cases.value().is_none_or(|cases| !has_wards(&cases.columns, &staff.roles));
    if state.source == CoverageSource::Table && lacks_wards {
        line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("staff-no-wards"));
    }
    if state.beside.needs.is_empty() {
        section(ui, ctx.text("staff-no-needs"));
        quiet_ui(ui, ctx.text("staff-no-needs-explained"));
    }
}
