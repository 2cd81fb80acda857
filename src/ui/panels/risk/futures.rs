//! Both futures side by side: people of a thousand, what the change spares, how many have to be treated; and in the same
//! size what it can do that nobody wants.

use eframe::egui::{Align, Label, Layout, Ui};

use crate::analysis::what_if::{Screened, per_thousand};
use crate::app::what_if::view::WhatIfView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, large, small, space, tokens};
use crate::ui::widgets::{Icon, key_value_grid, section};

use super::detail::line_ui;
use super::people::{People, people_ui};
use super::what_if_words as words;

/// Draws them, or what has to be chosen or mended first.
pub fn futures_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, view: &WhatIfView) {
    let Some(found) = view.baseline() else { return };
    let years = found.baseline.horizon_years;
    section(ui, &ctx.texts.format("what-if-futures", &[("years", &years)]));
    let of = words::baseline(ctx.texts, found.baseline.source);
    ui.add(Label::new(body(of).color(tokens(ui).quiet)).wrap());
    if let Some(counted) = words::counts(ctx.texts, found.baseline.source) {
        ui.add(Label::new(small(counted).color(tokens(ui).quiet)).wrap());
    }
    match &view.screened {
        None => {
            side_ui(ctx, ui, "what-if-now", found.baseline.risk, &People::now(found.baseline.risk));
            ui.add_space(space::S);
            ui.add(Label::new(body(ctx.text("what-if-choose-first")).color(tokens(ui).text)).wrap());
        }
        Some(Err(refusals)) => {
            side_ui(ctx, ui, "what-if-now", found.baseline.risk, &People::now(found.baseline.risk));
            for refusal in refusals {
                line_ui(ui, Icon::Critical, Tone::Critical, &words::refusal(ctx.texts, refusal));
            }
        }
        Some(Ok(screened)) => both_ui(ctx, ui, view, screened),
    }
}

fn both_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, view: &WhatIfView, screened: &Screened) {
    let future = &screened.future;
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            side_ui(ctx, left, "what-if-now", future.baseline, &People::now(future.baseline));
            side_ui(ctx, right, "what-if-with", future.risk, &People::changed(future.baseline, future.risk));
        }
    });
    legend_ui(ctx, ui, future.baseline, future.risk);
    ui.add_space(space::S);
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            // Columns are justified, and words would be stretched with them.
            left.with_layout(Layout::top_down(Align::Min), |ui| benefit_ui(ctx, ui, screened));
            right.with_layout(Layout::top_down(Align::Min), |ui| harms_ui(ctx, ui, screened));
        }
    });
    ui.add_space(space::M);
    line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("what-if-assumes"));
    line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("what-if-no-lowering"));
    ui.add_space(space::S);
    sources_ui(ctx, ui, view, screened);
}

/// One future: its name, people of a thousand as number and as picture.
fn side_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, key: &str, risk: f64, people: &People) {
    let tokens = tokens(ui);
    ui.label(large(ctx.text(key)).color(tokens.text));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.label(hero(words::of_thousand(ctx.texts, risk)).color(tokens.text));
        let percent = ctx.texts.decimal(&format!("{:.1}", risk * 100.0));
        ui.label(body(format!("{percent} %")).color(tokens.quiet));
    });
    let name = ctx.texts.format("what-if-picture", &[("when", &ctx.text(key)), ("count", &per_thousand(risk))]);
    people_ui(ui, people, &name);
}

/// What the marks mean, in words beside their shapes.
fn legend_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, before: f64, after: f64) {
    let key = if after > before { "what-if-legend-harm" } else { "what-if-legend" };
    ui.add(Label::new(small(ctx.text(key)).color(tokens(ui).quiet)).wrap());
}

fn benefit_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, screened: &Screened) {
    let tokens = tokens(ui);
    ui.label(large(ctx.text("what-if-difference")).color(tokens.text));
    let outcome = screened.effects.first().map(|effect| words::outcome(ctx.texts, effect.outcome));
    ui.add(Label::new(small(outcome.unwrap_or_default()).color(tokens.quiet)).wrap());
    ui.add(Label::new(large(words::difference(ctx.texts, &screened.future)).color(tokens.text)).wrap());
    for effect in &screened.effects {
        let source = screened.baseline.source.id();
        if let Some(both) = words::definitions(ctx.texts, source, effect) {
            ui.add(Label::new(small(both).color(tokens.quiet)).wrap());
        }
    }
    let number = words::number_needed(ctx.texts, screened.number_needed, screened.baseline.horizon_years);
    ui.add(Label::new(large(number).color(tokens.text)).wrap());
}

/// As large as the benefit.
fn harms_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, screened: &Screened) {
    let tokens = tokens(ui);
    ui.label(large(ctx.text("what-if-harms")).color(tokens.text));
    for faced in &screened.harms {
        ui.add(Label::new(small(words::intervention(ctx.texts, faced.intervention)).color(tokens.quiet)).wrap());
        if let Some(future) = &faced.future {
            let words = words::faced(ctx.texts, faced.harms, future, screened.baseline.horizon_years);
            ui.add(Label::new(large(words).color(tokens.text)).wrap());
        }
        ui.add(Label::new(large(words::harms(ctx.texts, faced.harms)).color(tokens.text)).wrap());
    }
}

/// Trials, ratio, source and how far the numbers were checked; both definitions of the outcome.
fn sources_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, view: &WhatIfView, screened: &Screened) {
    section(ui, ctx.text("what-if-sources"));
    if let Some(found) = view.baseline() {
        let mut pairs = vec![(ctx.text("what-if-baseline"), words::baseline(ctx.texts, found.baseline.source))];
        if let Some(citation) = found.model.and_then(|model| model.citations.first()) {
            pairs.push((ctx.text("risk-citation"), citation.text.to_owned()));
        }
        key_value_grid(ui, "what-if-baseline", pairs);
        ui.add_space(space::S);
    }
    for effect in &screened.effects {
        ui.label(large(words::intervention(ctx.texts, effect.intervention)).color(tokens(ui).text));
        let mut pairs = vec![
            (ctx.text("what-if-outcome"), words::outcome(ctx.texts, effect.outcome).to_owned()),
            (ctx.text("what-if-effect"), words::ratio(ctx.texts, effect)),
            (ctx.text("what-if-trials"), words::population(ctx.texts, effect)),
            (ctx.text("risk-citation"), effect.citation.to_owned()),
            (ctx.text("what-if-checked"), words::verified(ctx.texts, effect)),
        ];
        pairs.extend(words::note(ctx.texts, effect).map(|note| (ctx.text("what-if-note"), note)));
        key_value_grid(ui, effect.id, pairs);
        ui.add_space(space::S);
    }
}
