//! The score: whether a hard rule is broken, what the plan costs, and each rule with its count, price and cost.

use eframe::egui::Ui;

use crate::app::schedule::laid::{Laid, RuleLine};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, small, tokens};
use crate::ui::widgets::{Button, section};

/// The cost, and whether the plan may be used at all.
pub fn cost_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, laid: &Laid) {
    let tokens = tokens(ui);
    ui.label(small(ctx.text("schedule-cost")).color(tokens.quiet));
    ui.label(hero(laid.cost.to_string()).color(tokens.text));
    match laid.is_feasible {
        true => ui.label(body(ctx.text("schedule-feasible")).color(tokens.text)),
        false => ui.label(body(ctx.text("schedule-infeasible")).color(tokens.tone(Tone::Critical))),
    };
    if laid.waiting > 0 {
        ui.label(body(ctx.texts.format("schedule-waiting", &[("count", &laid.waiting)])).color(tokens.text));
    }
}

/// A line for each rule; the one that was chosen in this frame.
pub fn rules_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, laid: &Laid, on: Option<&str>) -> Option<&'static str> {
    section(ui, ctx.text("schedule-rules"));
    let mut chosen = None;
    let broken = laid.rules.iter().filter(|rule| rule.is_hard && rule.units > 0);
    let soft = laid.rules.iter().filter(|rule| !rule.is_hard);
    for rule in broken.chain(soft) {
        let words = rule_words(ctx, rule);
        let is_on = on == Some(rule.id);
        let button = if is_on { Button::strong(&words) } else { Button::quiet(&words) };
        let can_be_shown = !rule.places.is_empty();
        if button.leading().enabled(can_be_shown).min_width(ui.available_width()).show(ui).clicked() {
            chosen = Some(rule.id);
        }
    }
    chosen
}

fn rule_words(ctx: &PanelCtx<'_>, rule: &RuleLine) -> String {
    let key = format!("schedule-rule-{}", rule.id);
    let name = ctx.text(&key);
    match (rule.is_hard, rule.weight) {
        (true, _) => ctx.texts.format("schedule-rule-broken", &[("rule", &name), ("units", &rule.units)]),
        (false, Some(weight)) => ctx.texts.format(
            "schedule-rule-weighted",
            &[("rule", &name), ("units", &rule.units), ("weight", &weight), ("cost", &rule.cost)],
        ),
        (false, None) => {
            ctx.texts.format("schedule-rule-cost", &[("rule", &name), ("units", &rule.units), ("cost", &rule.cost)])
        }
    }
}
