//! A row of the table of effects: one that can be chosen, with its amount, and one that cannot, with each reason.

use eframe::egui::{Label, Ui};

use crate::analysis::what_if::gates::MOST_COMBINED;
use crate::analysis::what_if::gates::excludes;
use crate::analysis::what_if::{Amount, Refusal};
use crate::app::command::Command;
use crate::app::what_if::WhatIfCommand;
use crate::app::what_if::view::{OfferedRow, WhatIfView};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Icon, icon_button};

use super::detail::line_ui;
use super::what_if_words as words;

const SYSTOLIC_STEP: f64 = 1.0;
const LDL_STEP: f64 = 0.1;

/// A box to tick, the amount, and the trial's result.
pub fn offered_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, view: &WhatIfView, row: &OfferedRow, count: usize) {
    let others = view.offered.iter().filter(|other| other.is_picked && other.effect.id != row.effect.id);
    let rival = others.into_iter().find(|other| excludes(other.effect.intervention, row.effect.intervention));
    let is_free = row.is_picked || (rival.is_none() && count < MOST_COMBINED);
    let Some(amount) = row.amount else { return };
    ui.horizontal_wrapped(|ui| {
        let mut is_on = row.is_picked;
        let name = words::intervention(ctx.texts, row.effect.intervention);
        let ticked = ui.add_enabled_ui(is_free, |ui| ui.checkbox(&mut is_on, body(name))).inner;
        if ticked.changed() {
            ctx.send(Command::WhatIf(match is_on {
                true => WhatIfCommand::Pick(row.effect, amount),
                false => WhatIfCommand::Unpick(row.effect),
            }));
        }
        if row.is_picked {
            amount_ui(ctx, ui, row, amount);
        } else {
            ui.label(body(words::amount(ctx.texts, amount)).color(tokens(ui).quiet));
        }
    });
    ui.indent(row.effect.id, |ui| {
        let outcome = words::outcome(ctx.texts, row.effect.outcome);
        let trial = format!("{outcome} · {} · {}", words::ratio(ctx.texts, row.effect), row.effect.citation);
        ui.add(Label::new(small(trial).color(tokens(ui).quiet)).wrap());
        let other_rows = view.offered.iter().filter(|other| other.effect.intervention == row.effect.intervention);
        if other_rows.count() > 1 {
            ui.add(Label::new(small(words::population(ctx.texts, row.effect)).color(tokens(ui).quiet)).wrap());
        }
        if !is_free {
            let why = match rival {
                Some(other) => Refusal::Exclusive { one: row.effect.id, other: other.effect.id },
                None => Refusal::TooMany { chosen: count + 1 },
            };
            line_ui(ui, Icon::Info, Tone::Quiet, &words::refusal(ctx.texts, &why));
        }
    });
    ui.add_space(space::XS);
}

/// Less, how much, more: within what trials tried and what the person has to lower.
fn amount_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, row: &OfferedRow, amount: Amount) {
    let Some((now, step, most)) = steps(amount, row.most) else { return };
    let name = words::intervention(ctx.texts, row.effect.intervention);
    let set = |value: f64| {
        let value = (value / step).round() * step;
        let amount = match amount {
            Amount::SystolicMmhg(_) => Amount::SystolicMmhg(value.clamp(step, most)),
            Amount::LdlMmolPerLitre(_) => Amount::LdlMmolPerLitre(value.clamp(step, most)),
            Amount::Whole => Amount::Whole,
        };
        ctx.send(Command::WhatIf(WhatIfCommand::Pick(row.effect, amount)));
    };
    let less = ctx.texts.format("what-if-less", &[("name", &name)]);
    if ui.add_enabled_ui(now > step, |ui| icon_button(ui, Icon::ChevronDown, &less)).inner.clicked() {
        set(now - step);
    }
    ui.label(body(words::amount(ctx.texts, amount)).color(tokens(ui).text));
    let more = ctx.texts.format("what-if-more-of", &[("name", &name)]);
    if ui.add_enabled_ui(now < most, |ui| icon_button(ui, Icon::ChevronUp, &more)).inner.clicked() {
        set(now + step);
    }
}

/// How much there is now, by how much it steps, and how much is the most.
fn steps(amount: Amount, most: Option<Amount>) -> Option<(f64, f64, f64)> {
    match (amount, most?) {
        (Amount::SystolicMmhg(now), Amount::SystolicMmhg(most)) => Some((now, SYSTOLIC_STEP, most)),
        (Amount::LdlMmolPerLitre(now), Amount::LdlMmolPerLitre(most)) => Some((now, LDL_STEP, most)),
        (Amount::SystolicMmhg(_) | Amount::LdlMmolPerLitre(_) | Amount::Whole, _) => None,
    }
}

/// What does not apply and why.
pub fn refused_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, row: &OfferedRow) {
    let name = words::intervention(ctx.texts, row.effect.intervention);
    let outcome = words::outcome(ctx.texts, row.effect.outcome);
    ui.add(Label::new(body(format!("{name} · {outcome}")).color(tokens(ui).text)).wrap());
    ui.indent(row.effect.id, |ui| {
        for refusal in &row.refusals {
            line_ui(ui, Icon::Dash, Tone::Quiet, &words::refusal(ctx.texts, refusal));
        }
    });
    ui.add_space(space::XS);
}
