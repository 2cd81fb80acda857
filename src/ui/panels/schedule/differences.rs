//! What differs: between the plan in force and what a repair proposes, or between what is published and the draft.

use eframe::egui::Ui;

use crate::app::schedule::laid::{Instance, Thing};
use crate::ui::panels::PanelCtx;
use crate::ui::widgets::section;

use super::line::{choice_line, quiet_line};
use super::words;

/// Lines that are shown; the count of the others is told.
const SHOWN: usize = 60;

/// The list; the thing that was chosen in it.
pub fn differences_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, instance: &Instance) -> Option<Thing> {
    let state = &ctx.state.schedule;
    let (key, all) = match &state.proposal {
        Some(proposal) => ("schedule-differences-proposed", &proposal.differences),
        None => ("schedule-differences-published", &state.derived.differences),
    };
    section(ui, ctx.text("schedule-differences"));
    if all.is_empty() {
        quiet_line(ui, ctx.text("schedule-no-differences"));
        return None;
    }
    quiet_line(ui, ctx.texts.count(key, all.len() as u64, &[]));
    let mut chosen = None;
    for one in all.iter().take(SHOWN) {
        if choice_line(ui, &words::difference(ctx, instance, one), true, false).clicked() {
            chosen = Some(one.thing);
        }
    }
    if all.len() > SHOWN {
        quiet_line(ui, ctx.texts.format("schedule-more-alternatives", &[("count", &(all.len() - SHOWN))]));
    }
    chosen
}
