//! Kept versions of a plan: the list, one of them as it was, and printing.

use std::sync::Arc;

use eframe::egui::{Label, Ui};

use super::printed_plan::{Reader, document, words};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::plan::PlanCommand;
use crate::app::twin::view::TwinView;
use crate::domain::access::Action;
use crate::domain::plan::{KeptPlan, Plan, PlanItem, Subject, Verdict};
use crate::ui::fonts::fonts_for_print;
use crate::ui::panels::PanelCtx;
use crate::ui::text::Language;
use crate::ui::theme::{Tone, body, large, small, space, title, tokens};
use crate::ui::widgets::{Button, Icon, card, section};

use super::detail::line_ui;
use super::plan::{known_ui, together_ui};
use super::plan_item::{basis_ui, title_ui};

/// Every kept version, newest first.
pub fn versions_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    section(ui, ctx.text("plan-versions"));
    let kept = &ctx.state.plan.kept;
    if kept.is_empty() {
        ui.label(body(ctx.text("plan-no-versions")).color(tokens(ui).quiet));
    }
    for version in kept {
        ui.horizontal_wrapped(|ui| {
            let name = version_name(ctx, version);
            if Button::link(&name).show(ui).clicked() {
                ctx.send(Command::Plan(PlanCommand::Show(Some(version.number))));
            }
            if version.is_taken_back {
                ui.label(small(ctx.text("plan-is-taken-back")).color(tokens(ui).quiet));
            }
        });
    }
}

/// "Version of 01-Oct-2026 08:00, Owner".
fn version_name(ctx: &PanelCtx<'_>, version: &KeptPlan) -> String {
    let when = ctx.texts.moment(ctx.local(version.made_utc_secs));
    ctx.texts.format("plan-version", &[("time", &when), ("name", &version.made_by)])
}

/// One version as it was kept; nothing of it can be changed.
pub fn shown_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, kept: &KeptPlan) {
    if Button::link(ctx.text("plan-back")).icon(Icon::ChevronLeft).show(ui).clicked() {
        ctx.send(Command::Plan(PlanCommand::Show(None)));
    }
    ui.label(title(version_name(ctx, kept)).color(tokens(ui).text));
    if kept.is_taken_back {
        line_ui(ui, Icon::Info, Tone::Missing, ctx.text("plan-is-taken-back"));
    }
    print_ui(ctx, ui, twin, &kept.plan, Some(kept));
    let (key, is_taken_back) = match kept.is_taken_back {
        false => ("plan-take-back", true),
        true => ("plan-restore", false),
    };
    if ctx.may(Action::TakeBackPlan) && Button::new(ctx.text(key)).show(ui).clicked() {
        let (patient, number) = (twin.twin.id, kept.number);
        ctx.send(Command::Plan(PlanCommand::TakeBack { patient, number, is_taken_back }));
    }
    ui.add_space(space::M);
    decided_ui(ctx, ui, &kept.plan);
    together_ui(ctx, ui, &kept.plan);
    known_ui(ctx, ui, &kept.plan);
}

fn decided_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, plan: &Plan) {
    section(ui, ctx.text("plan-decided"));
    let decided = plan.items.iter().filter(|item| item.verdict != Verdict::Open);
    decided.for_each(|item| decision_ui(ctx, ui, item));
    if !plan.note.trim().is_empty() {
        ui.label(small(ctx.text("plan-note")).color(tokens(ui).quiet));
        ui.add(Label::new(body(&plan.note).color(tokens(ui).text)).wrap());
    }
    let open = plan.items.iter().filter(|item| item.verdict == Verdict::Open).count() as u64;
    if open > 0 {
        ui.label(small(ctx.texts.count("plan-left-open", open, &[])).color(tokens(ui).quiet));
    }
    ui.add_space(space::M);
}

fn decision_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, item: &PlanItem) {
    let tokens = tokens(ui);
    card(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.label(small(words::decided(ctx.texts, item.verdict)).color(tokens.accent));
        title_ui(ctx, ui, item);
        if !item.wording.trim().is_empty() && !matches!(item.subject, Subject::Own { .. }) {
            ui.add(Label::new(large(&item.wording).color(tokens.text)).wrap());
        }
        let reason = ctx.texts.format("plan-because", &[("reason", &item.reason)]);
        ui.add(Label::new(body(reason).color(tokens.text)).wrap());
        basis_ui(ctx, ui, item);
    });
}

/// Four ways to paper: for the chart and for the patient, in each language. A draft is printed as such.
pub fn print_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, plan: &Plan, kept: Option<&KeptPlan>) {
    if !ctx.may(Action::Export) {
        return;
    }
    for (key, reader) in [("plan-print-chart", Reader::Chart), ("plan-print-patient", Reader::Patient)] {
        ui.horizontal_wrapped(|ui| {
            ui.label(body(ctx.text(key)).color(tokens(ui).text));
            for language in Language::ALL {
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("what", &ctx.text(key)), ("language", &language.own_name())];
                let name = ctx.texts.format("plan-print-in", &values);
                let button = Button::new(language.own_name()).show(ui);
                ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(name));
                if button.clicked() {
                    export(ctx, twin, plan, kept, (language, reader));
                }
            }
        });
    }
}

fn export(ctx: &PanelCtx<'_>, twin: &TwinView, plan: &Plan, kept: Option<&KeptPlan>, how: (Language, Reader)) {
    let document = document(ctx, twin, plan, kept, how);
    let (kind, suffix) = match how.1 {
        Reader::Chart => ("treatment plan", "plan"),
        Reader::Patient => ("treatment plan for the patient", "plan-patient"),
    };
    let name = format!("{}-{suffix}-{}.pdf", safe(&twin.person.identifier), how.0.id());
    let target = ExportTarget::Document { kind, document, fonts: fonts_for_print };
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}

/// An identifier as part of a file's name.
fn safe(identifier: &str) -> String {
    identifier.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect()
}
