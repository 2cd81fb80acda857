//! The line that always says how many of how many are shown, how the list is filtered and sorted, and how fresh it is.

use eframe::egui::{Label, Ui};

use crate::app::index::Direction;
use crate::app::list::ListResult;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, tokens};
use crate::ui::widgets::{Icon, icon};

use super::columns::column_name;
use super::sentence::{cohort_sentence, risk_words};

/// Draws the line; it has its place before the first list is there, so that nothing jumps.
pub fn status_line(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let tokens = tokens(ui);
    let list = &ctx.state.list;
    ui.horizontal(|ui| {
        let Some(result) = list.result.value() else {
            ui.label(body(ctx.text("loading")).color(tokens.quiet));
            return;
        };
        let shown = result.rows.len() as u64;
        let total = ctx.texts.whole(result.of as u64);
        ui.label(body(ctx.texts.count("patients-shown", shown, &[("total", &total)])).color(tokens.text).strong());
        if list.result.is_running() {
            icon(ui, Icon::Clock, 12.0, tokens.quiet);
            ui.label(body(ctx.text("list-updating")).color(tokens.quiet));
        }
        for (words, tone) in kept(ctx, result) {
            ui.label(body(&words).color(tone.map_or(tokens.quiet, |tone| tokens.tone(tone))));
        }
        let said = [order(ctx, result), newest(ctx, result), read(ctx), filter(ctx, result)];
        let line = said.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        ui.add(Label::new(body(&line).color(tokens.quiet)).truncate()).on_hover_text(&line);
    });
}

fn filter(ctx: &PanelCtx<'_>, result: &ListResult) -> Option<String> {
    let typed = result.query.text.trim();
    let typed = (!typed.is_empty()).then(|| ctx.texts.format("list-matching", &[("words", &typed)]));
    let cohort = cohort_sentence(ctx.texts, &result.query.cohort)
        .map(|sentence| ctx.texts.format("patients-filtered", &[("sentence", &sentence)]));
    let parts: Vec<String> = [typed, cohort].into_iter().flatten().collect();
    Some(if parts.is_empty() { ctx.text("patients-unfiltered").to_owned() } else { parts.join(" · ") })
}

/// Of which day the risks are that the cohort asks for; that the records have changed since, or that there are none.
fn kept(ctx: &PanelCtx<'_>, result: &ListResult) -> Vec<(String, Option<Tone>)> {
    let revision = ctx.state.open().map(|open| open.revision);
    let words = |model: &str| {
        let name = risk_words(ctx.texts, model);
        let Some(run) = result.kept.run(model) else {
            return (ctx.texts.format("list-risk-none", &[("model", &name)]), Some(Tone::Critical));
        };
        let is_stale = revision.is_some_and(|revision| revision != run.revision);
        let key = if is_stale { "list-risk-stale" } else { "list-risk-of" };
        let said = ctx.texts.format(key, &[("model", &name), ("date", &ctx.texts.date(run.as_of))]);
        (said, is_stale.then_some(Tone::Stale))
    };
    result.query.cohort.risk_models().into_iter().map(words).collect()
}

fn order(ctx: &PanelCtx<'_>, result: &ListResult) -> Option<String> {
    let Some((column, direction)) = result.sorted else {
        return Some(ctx.text("list-sorted-by-match").to_owned());
    };
    let direction = match direction {
        Direction::Ascending => ctx.text("ascending"),
        Direction::Descending => ctx.text("descending"),
    };
    let name = column_name(ctx.texts, column);
    Some(ctx.texts.format("patients-sorted", &[("column", &name), ("direction", &direction)]))
}

fn newest(ctx: &PanelCtx<'_>, result: &ListResult) -> Option<String> {
    let age = ctx.texts.days_ago(result.newest_observed?, ctx.today());
    Some(ctx.texts.format("patients-freshness", &[("age", &age)]))
}

fn read(ctx: &PanelCtx<'_>) -> Option<String> {
    let age = ctx.texts.ago(ctx.state.list.read_utc_secs?, ctx.now_utc_secs);
    Some(ctx.texts.format("list-read", &[("age", &age)]))
}
