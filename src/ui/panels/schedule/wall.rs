//! The plan on paper for the wall: a table for each week, people or rooms by day.

use std::sync::Arc;

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::schedule::laid::{Grid, GridKind, GridRow, Instance, Laid};
use crate::io::export::document::{Block, Document};
use crate::ui::fonts::fonts_for_print;
use crate::ui::panels::PanelCtx;
use crate::ui::text::{Language, visible};

use super::words;

const WEEK: usize = 7;

/// Asks for a place for the paper.
pub fn export(ctx: &PanelCtx<'_>, instance: &Instance, laid: &Laid) {
    let document = document(ctx, instance, laid);
    let name = format!("roster-{}.pdf", ctx.texts.language().id());
    let target = ExportTarget::Document { kind: "schedule", document, fonts: fonts_for_print };
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}

fn document(ctx: &PanelCtx<'_>, instance: &Instance, laid: &Laid) -> Document {
    let texts = ctx.texts;
    let state = &ctx.state.schedule;
    let hospital = ctx.state.open().map_or("", |open| open.info.name.as_str());
    let title = texts.format("schedule-wall-title", &[("hospital", &visible(hospital))]);
    let is_published = state.published.as_ref().is_some_and(|published| **published == *laid);
    let stands = if is_published { "schedule-wall-published" } else { "schedule-wall-draft" };
    let mut blocks = vec![Block::Title(title.clone()), Block::strong(ctx.text(stands))];
    for grid in laid.grids.iter().filter(|grid| !matches!(grid.kind, GridKind::Waiting | GridKind::Gaps)) {
        let name = texts.get(&format!("schedule-grid-{}", grid.kind.id())).to_owned();
        for week in 0..grid.days.div_ceil(WEEK) {
            let days = week * WEEK..grid.days.min((week + 1) * WEEK);
            let span: Vec<usize> = days.clone().collect();
            blocks.push(Block::Heading(format!("{name}: {}", words::days(ctx, &span))));
            let headings =
                std::iter::once(String::new()).chain(days.clone().map(|day| words::day_above(ctx, day, 90.0)));
            let rows = grid.rows.iter().map(|row| cells(instance, grid, row, days.clone()));
            blocks.push(Block::Table { headings: headings.collect(), rows: rows.collect() });
        }
    }
    let is_foreign = texts.language() != Language::English;
    let demo_words = if ctx.state.is_demo() && is_foreign { texts.get("plan-paper-demo") } else { "" };
    Document {
        title,
        language: texts.language().id().to_owned(),
        foot: texts
            .format("schedule-wall-foot", &[("hospital", &visible(hospital)), ("date", &texts.date(ctx.today()))]),
        demo_words: demo_words.to_owned(),
        blocks,
    }
}

/// The row's label and what is there on each day.
fn cells(instance: &Instance, grid: &Grid, row: &GridRow, days: std::ops::Range<usize>) -> Vec<String> {
    let a_day = grid.a_day as f32;
    let cell = |day: usize| {
        let on = row.spans.iter().filter(|span| span.from < (day + 1) as f32 * a_day && span.to > day as f32 * a_day);
        let words: Vec<String> = match instance {
            // Who has which shift, not only that somebody has one.
            Instance::Hospital(problem) if grid.kind == GridKind::Nurses => on
                .filter_map(|span| {
                    let shift = problem.shift_names.get(span.from as usize % grid.a_day.max(1))?;
                    Some(format!("{shift} {}", span.text))
                })
                .collect(),
            _ => on.map(|span| span.text.clone()).collect(),
        };
        words.join(", ")
    };
    std::iter::once(row.label.clone()).chain(days.map(cell)).collect()
}
