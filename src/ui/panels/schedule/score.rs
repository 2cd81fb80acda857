//! The score: whether a hard rule is broken, what the plan costs, and each rule with its count, price and cost.

use eframe::egui::Ui;

use crate::app::schedule::laid::{GridKind, Laid, RuleLine};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, small, tokens};
use crate::ui::widgets::section;

use super::line::{choice_line, quiet_line, text_line};

/// The cost, and whether the plan may be used at all.
pub fn cost_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, laid: &Laid) {
    let tokens = tokens(ui);
    ui.label(small(ctx.text("schedule-cost")).color(tokens.quiet));
    ui.label(hero(ctx.texts.whole(laid.cost)).color(tokens.text));
    bound_ui(ctx, ui, laid);
    match laid.is_feasible {
        true => text_line(ui, ctx.text("schedule-feasible")),
        false => drop(ui.label(body(ctx.text("schedule-infeasible")).color(tokens.tone(Tone::Critical)))),
    }
    if laid.waiting > 0 {
        let is_roster = laid.grids.iter().any(|grid| grid.kind == GridKind::Gaps);
        let key = if is_roster { "schedule-gaps" } else { "schedule-waiting" };
        text_line(ui, ctx.texts.count(key, laid.waiting as u64, &[]));
    }
}

/// How far the plan can be from the best one, where that is known.
fn bound_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, laid: &Laid) {
    let state = &ctx.state.schedule;
    if !state.is_in_force() {
        return;
    }
    let gap = state.bound.filter(|bound| *bound > 0).map(|bound| (bound, laid.cost as f64 / bound as f64 - 1.0));
    match gap {
        Some((bound, gap)) if gap < 1e-9 => {
            let bound = ctx.texts.whole(bound.unsigned_abs());
            text_line(ui, ctx.texts.format("schedule-is-best", &[("bound", &bound)]));
        }
        Some((bound, gap)) => {
            let bound = ctx.texts.whole(bound.unsigned_abs());
            let percent = format!("{:.1}", 100.0 * gap);
            text_line(ui, ctx.texts.format("schedule-bound", &[("bound", &bound), ("percent", &percent)]));
        }
        None => quiet_line(ui, ctx.text("schedule-no-bound")),
    }
}

/// A line for each rule, with `below` under the one that is on; the one that was chosen in this frame.
pub fn rules_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    laid: &Laid,
    on: Option<&str>,
    mut below: impl FnMut(&mut Ui),
) -> Option<&'static str> {
    section(ui, ctx.text("schedule-rules"));
    let mut chosen = None;
    let broken = laid.rules.iter().filter(|rule| rule.is_hard && rule.units > 0);
    let soft = laid.rules.iter().filter(|rule| !rule.is_hard);
    for rule in broken.chain(soft) {
        let words = rule_words(ctx, rule);
        if choice_line(ui, &words, !rule.places.is_empty(), on == Some(rule.id)).clicked() {
            chosen = Some(rule.id);
        }
        if on == Some(rule.id) {
            below(ui);
        }
    }
    chosen
}

fn rule_words(ctx: &PanelCtx<'_>, rule: &RuleLine) -> String {
    let key = format!("schedule-rule-{}", rule.id);
    let name = ctx.text(&key);
    let (units, cost) = (ctx.texts.whole(rule.units), ctx.texts.whole(rule.cost));
    match (rule.is_hard, rule.weight) {
        (true, _) => ctx.texts.format("schedule-rule-broken", &[("rule", &name), ("units", &units)]),
        (false, Some(weight)) => ctx.texts.format(
            "schedule-rule-weighted",
            &[("rule", &name), ("units", &units), ("weight", &ctx.texts.whole(weight)), ("cost", &cost)],
        ),
        (false, None) => ctx.texts.format("schedule-rule-cost", &[("rule", &name), ("units", &units), ("cost", &cost)]),
    }
}
