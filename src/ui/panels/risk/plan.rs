//! The treatment plan of the open twin: problems and risks, what may be done and what was decided about each, kept as dated
//! versions and printed.

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, ScrollArea, Ui};

use super::printed_plan::words;
use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::plan::{NotTogether, PlanCommand, can_be_kept};
use crate::app::twin::view::TwinView;
use crate::domain::access::Action;
use crate::domain::ids::PatientId;
use crate::domain::plan::{Plan, PlanItem, Subject};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, large, small, space, tokens};
use crate::ui::widgets::{Button, Icon, section, section_with};

use super::Tab;
use super::detail::line_ui;
use super::head::head_ui;
use super::plan_item::item_ui;
use super::plan_versions::{print_ui, shown_ui, versions_ui};
use super::risks::nobody_ui;

const TWO_COLUMNS_FROM: f32 = 860.0;

/// How the plan is looked at.
#[derive(Default)]
pub struct PlanTab {
    patient: Option<PatientId>,
    note: String,
}

impl Tab for PlanTab {
    fn id(&self) -> &'static str {
        "plan"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.plan;
        let (Some(twin), Some(draft)) = (ctx.state.twin.first.value().cloned(), state.draft.clone()) else {
            return nobody_ui(ctx, ui);
        };
        if self.patient != state.patient || !state.is_changed {
            *self = PlanTab { patient: state.patient, note: draft.note.clone() };
        }
        head_ui(ctx, ui, &twin);
        match state.shown() {
            Some(kept) => {
                ScrollArea::vertical().auto_shrink(false).id_salt(("plan-version", kept.number)).show(ui, |ui| {
                    shown_ui(ctx, ui, &twin, kept);
                });
            }
            None => self.columns_ui(ctx, ui, &twin, &draft),
        }
    }
}

impl PlanTab {
    fn columns_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, draft: &Arc<Plan>) {
        if ui.available_width() < TWO_COLUMNS_FROM {
            ScrollArea::vertical().auto_shrink(false).id_salt("plan").show(ui, |ui| {
                self.side_ui(ctx, ui, twin, draft);
                ui.add_space(space::M);
                items_ui(ctx, ui, draft);
            });
            return;
        }
        let wide = ui.available_width();
        let frame = Frame::new().inner_margin(Margin { right: space::M as i8, ..Margin::ZERO });
        Side::left("plan-side")
            .resizable(true)
            .default_size((wide * 0.34).min(400.0))
            .size_range(280.0..=wide * 0.5)
            .frame(frame)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("plan-side").show(ui, |ui| {
                    self.side_ui(ctx, ui, twin, draft);
                });
            });
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).id_salt("plan-items").show(ui, |ui| items_ui(ctx, ui, draft));
        });
    }

    /// Saving and printing, what is known, the note, and the kept versions.
    fn side_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, draft: &Arc<Plan>) {
        save_ui(ctx, ui, draft);
        // What is as in the newest version is that version, and no draft.
        let is_as_kept = !ctx.state.plan.is_changed && !ctx.state.plan.has_lapsed();
        match ctx.state.plan.newest().filter(|_| is_as_kept) {
            Some(kept) => print_ui(ctx, ui, twin, &kept.plan, Some(kept)),
            None => print_ui(ctx, ui, twin, draft, None),
        }
        ui.add_space(space::M);
        known_ui(ctx, ui, draft);
        section(ui, ctx.text("plan-note"));
        let width = ui.available_width();
        let name = ctx.text("plan-note");
        let field = eframe::egui::TextEdit::multiline(&mut self.note).desired_rows(3).desired_width(width);
        let response = ui.add(field);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
        if response.changed() {
            ctx.send(Command::Plan(PlanCommand::SetNote(self.note.clone())));
        }
        ui.add_space(space::M);
        versions_ui(ctx, ui);
    }
}

fn save_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, draft: &Plan) {
    if !ctx.may(Action::SavePlan) {
        return;
    }
    let state = &ctx.state.plan;
    let is_free = !ctx.jobs.is_running(JobKind::KEEP_PLAN);
    let has_lapsed = state.has_lapsed();
    let is_ready = (state.is_changed || has_lapsed) && can_be_kept(draft);
    ui.horizontal_wrapped(|ui| {
        if Button::primary(ctx.text("plan-save")).enabled(is_ready && is_free).show(ui).clicked() {
            ctx.send(Command::Plan(PlanCommand::Save));
        }
        if state.is_changed && Button::new(ctx.text("plan-discard")).show(ui).clicked() {
            ctx.send(Command::Plan(PlanCommand::Discard));
        }
    });
    let key = match (state.is_changed, is_ready) {
        (false, _) if has_lapsed => "plan-lapsed",
        (false, _) if state.newest().is_some() => "plan-as-saved",
        (false, _) => "plan-nothing-decided",
        (true, false) => "plan-lacks",
        (true, true) if state.newest().is_some() => "plan-unsaved",
        (true, true) => "plan-never-saved",
    };
    ui.add(Label::new(small(ctx.text(key)).color(tokens(ui).quiet)).wrap());
}

/// Problems and risks in order.
pub fn known_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, plan: &Plan) {
    let tokens = tokens(ui);
    section(ui, ctx.text("plan-problems"));
    if plan.problems.is_empty() {
        ui.label(body(ctx.text("not-recorded")).color(tokens.missing));
    }
    for problem in &plan.problems {
        ui.add(Label::new(body(words::problem(ctx.texts, problem)).color(tokens.text)).wrap());
    }
    ui.add_space(space::M);
    section(ui, ctx.text("plan-risks"));
    if plan.risks.is_empty() {
        ui.add(Label::new(body(ctx.text("plan-no-risks")).color(tokens.missing)).wrap());
    }
    for risk in &plan.risks {
        let said = words::risk(ctx.texts, risk);
        ui.horizontal_wrapped(|ui| {
            ui.label(large(said.value).color(tokens.text));
            if let Some(people) = said.people {
                ui.label(small(people).color(tokens.quiet));
            }
        });
        ui.add_space(-space::XS);
        ui.add(Label::new(small(said.name).color(tokens.quiet)).wrap());
        if let Some(counts) = said.counts {
            ui.add_space(-space::XS);
            ui.add(Label::new(small(counts).color(tokens.quiet)).wrap());
        }
    }
    ui.add_space(space::M);
}

/// Everything to be decided, by kind.
fn items_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, draft: &Plan) {
    let state = &ctx.state.plan;
    let of =
        |kind: fn(&Subject) -> bool| draft.items.iter().filter(move |item| kind(&item.subject)).collect::<Vec<_>>();
    let conflicts = of(|subject| matches!(subject, Subject::GeneDrug(_)));
    if !conflicts.is_empty() {
        group_ui(ctx, ui, "plan-gene-drugs", &conflicts);
    }
    let treatments = of(|subject| matches!(subject, Subject::Treatment(_)));
    if treatments.is_empty() {
        section(ui, ctx.text("plan-options"));
        let is_lacking = draft.items.iter().any(|item| matches!(item.subject, Subject::Collect { .. }));
        let key = if is_lacking { "plan-no-options-yet" } else { "plan-no-options" };
        ui.add(Label::new(body(ctx.text(key)).color(tokens(ui).text)).wrap());
        ui.add_space(space::M);
    } else {
        group_ui(ctx, ui, "plan-options", &treatments);
    }
    match state.not_together {
        Some(NotTogether::TooMany) => line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("plan-not-together")),
        None => together_ui(ctx, ui, draft),
    }
    let collect = of(|subject| matches!(subject, Subject::Collect { .. }));
    if !collect.is_empty() {
        group_ui(ctx, ui, "plan-worth-collecting", &collect);
    }
    let own = of(|subject| matches!(subject, Subject::Own { .. }));
    section_with(ui, ctx.text("plan-own-items"), |ui| {
        if Button::quiet(ctx.text("plan-add-own")).icon(Icon::Plus).show(ui).clicked() {
            ctx.send(Command::Plan(PlanCommand::AddOwn));
        }
    });
    own.iter().for_each(|item| item_ui(ctx, ui, item));
    ui.add_space(space::M);
    line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("plan-options-not-orders"));
}

fn group_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, key: &str, items: &[&PlanItem]) {
    section(ui, ctx.text(key));
    items.iter().for_each(|item| item_ui(ctx, ui, item));
    ui.add_space(space::S);
}

/// What all that was accepted does together.
pub fn together_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, plan: &Plan) {
    if plan.together.is_empty() {
        return;
    }
    section(ui, ctx.text("plan-together"));
    for expected in &plan.together {
        for line in words::expected(ctx.texts, expected) {
            ui.add(Label::new(large(line).color(tokens(ui).text)).wrap());
        }
    }
    line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("what-if-assumes"));
    ui.add_space(space::M);
}
