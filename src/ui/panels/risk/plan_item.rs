//! One item of a plan: what it is about, its basis and expected effect, its harms in the same size, and what is decided.

use eframe::egui::{Label, Ui};

use super::printed_plan::words;
use crate::analysis::what_if::gates::is_of_baseline;
use crate::analysis::what_if::{Refusal, TrialEffect};
use crate::app::command::Command;
use crate::app::plan::draft::has_uncounted_harms;
use crate::app::plan::lapsing::refusals_of;
use crate::app::plan::{ItemFault, PlanCommand, fault_of};
use crate::app::what_if::view::WhatIfView;
use crate::domain::plan::{Lapse, PlanFault, PlanItem, Subject, Verdict};
use crate::ui::panels::PanelCtx;
use crate::ui::text::Texts;
use crate::ui::theme::{Tone, body, large, small, space, tokens};
use crate::ui::widgets::{Button, Icon, card, segmented, text_edit};

use super::detail::line_ui;
use super::what_if_words;

/// Draws an item that can be decided.
pub fn item_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, item: &PlanItem) {
    let title = words::title(ctx.texts, item);
    let mut changed = item.clone();
    card(ui, |ui| {
        ui.set_min_width(ui.available_width());
        title_ui(ctx, ui, item);
        basis_ui(ctx, ui, item);
        refusals_ui(ctx, ui, item);
        ui.add_space(space::XS);
        let names: Vec<String> = Verdict::ALL.iter().map(|verdict| words::verdict(ctx.texts, *verdict)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let on = Verdict::ALL.iter().position(|verdict| *verdict == item.verdict).unwrap_or(0);
        ui.push_id(item_key(item), |ui| {
            let label = ctx.texts.format("plan-decide", &[("item", &title)]);
            if let Some(verdict) = segmented(ui, &label, &names, on).and_then(|at| Verdict::ALL.get(at)) {
                changed.verdict = *verdict;
            }
            if item.verdict != Verdict::Open || matches!(item.subject, Subject::Own { .. }) {
                fields_ui(ctx, ui, item, &mut changed);
            }
        });
    });
    if changed != *item {
        ctx.send(Command::Plan(PlanCommand::Set(Box::new(changed))));
    }
}

/// Stable while the item is decided.
fn item_key(item: &PlanItem) -> String {
    match &item.subject {
        Subject::Treatment(treatment) => treatment.effect.clone(),
        Subject::GeneDrug(conflict) => format!("{} {}", conflict.drug, conflict.genes),
        Subject::Collect { input, .. } => format!("collect {input}"),
        Subject::Own { number } => format!("own {number}"),
    }
}

/// What it is about.
pub fn title_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, item: &PlanItem) {
    ui.add(Label::new(large(words::title(ctx.texts, item)).color(tokens(ui).text)).wrap());
}

/// Its basis; harms in the same size as the expected effect.
pub fn basis_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, item: &PlanItem) {
    let tokens = tokens(ui);
    if let Some(words) = words::lapse(ctx.texts, item, |at| ctx.texts.moment(ctx.local(at))) {
        line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
    }
    if let Some(words) = words::stopping(ctx.texts, item) {
        line_ui(ui, Icon::Warning, Tone::Abnormal, words);
    }
    for line in words::details(ctx.texts, item) {
        ui.add(Label::new(body(line).color(tokens.text)).wrap());
    }
    if let Some(harms) = words::harms(ctx.texts, item) {
        ui.add(Label::new(body(harms).color(tokens.text)).wrap());
    }
    if let Some(source) = words::source(ctx.texts, item) {
        ui.add(Label::new(small(source).color(tokens.quiet)).wrap());
    }
}

/// Each rule of today against a treatment that is not offered any more.
fn refusals_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, item: &PlanItem) {
    let (Subject::Treatment(treatment), Some(Lapse::NotOffered(_) | Lapse::Unchecked(_))) =
        (&item.subject, &item.lapse)
    else {
        return;
    };
    let Some(view) = &ctx.state.what_if.view else { return };
    let refusals = refusals_of(&treatment.effect, view);
    let lines = refusals.iter().flat_map(|refusal| match refusal {
        Refusal::NoBaseline { effect, .. } => without_baseline(ctx.texts, effect, view),
        refusal => vec![what_if_words::refusal(ctx.texts, refusal)],
    });
    lines.for_each(|words| {
        ui.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
    });
}

/// What each model that could have given the risk says instead.
fn without_baseline(texts: &Texts, effect: &str, view: &WhatIfView) -> Vec<String> {
    let Some(effect) = TrialEffect::by_id(effect) else { return Vec::new() };
    let passed = view.baselines.passed_over.iter().filter(|passed| is_of_baseline(effect, passed.source));
    passed.map(|passed| what_if_words::passed_over(texts, passed)).collect()
}

/// The words of the decision, its reason, and whether harms were talked about.
fn fields_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, item: &PlanItem, changed: &mut PlanItem) {
    let fault = fault_of(item);
    if item.verdict.is_yes() || matches!(item.subject, Subject::Own { .. }) {
        let error = (fault == Some(ItemFault::Plan(PlanFault::NoWording))).then(|| ctx.text("plan-no-wording"));
        field_ui(ctx, ui, item, ("plan-wording", ctx.text("plan-wording-hint"), error), &mut changed.wording);
    }
    if fault == Some(ItemFault::Plan(PlanFault::NotOffered)) {
        line_ui(ui, Icon::Critical, Tone::Critical, ctx.text("plan-accepted-not-offered"));
    }
    let error = (fault == Some(ItemFault::Plan(PlanFault::NoReason))).then(|| ctx.text("plan-no-reason"));
    field_ui(ctx, ui, item, ("plan-reason", "", error), &mut changed.reason);
    if item.verdict.is_yes() && item.has_numbers() && has_uncounted_harms(item) {
        let label = ctx.text("plan-harms-discussed");
        ui.checkbox(&mut changed.harms_discussed, body(label));
        if fault == Some(ItemFault::Undiscussed) {
            line_ui(ui, Icon::Critical, Tone::Critical, ctx.text("plan-undiscussed"));
        }
    }
    if let Subject::Own { number } = item.subject
        && Button::link(ctx.text("plan-remove-own")).show(ui).clicked()
    {
        ctx.send(Command::Plan(PlanCommand::RemoveOwn(number)));
    }
}

/// A field under its label. To who does not see the card the field's name says of which item it is.
fn field_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    item: &PlanItem,
    (key, hint, error): (&'static str, &str, Option<&str>),
    text: &mut String,
) {
    ui.label(body(ctx.text(key)).color(tokens(ui).text));
    ui.add_space(-space::XS);
    let width = (ui.available_width() - space::S).min(560.0);
    let response = text_edit(ui, text, hint, false, width);
    let of = match item.subject {
        Subject::Own { number } => ctx.texts.format("plan-own", &[("number", &number)]),
        Subject::Treatment(_) | Subject::GeneDrug(_) | Subject::Collect { .. } => words::title(ctx.texts, item),
    };
    let name = ctx.texts.format("plan-field-of", &[("field", &ctx.text(key)), ("item", &of)]);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    if let Some(error) = error {
        line_ui(ui, Icon::Critical, Tone::Critical, error);
    }
}
