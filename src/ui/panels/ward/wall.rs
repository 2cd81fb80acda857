//! The board for a wall that everybody passes: bed, initials, score, and when the next observations are due. No names.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::ward::Freshness;
use crate::app::ward::board::{Board, BoardRow};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, RADIUS, Tone, size, space, tokens};
use crate::ui::widgets::Icon;

use super::row::Pen;
use super::words;

const TILE: eframe::egui::Vec2 = vec2(232.0, 122.0);

/// The tiles, the most urgent first.
pub fn wall_ui(ctx: &PanelCtx<'_>, board: &Board, ui: &mut Ui) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            board.rows.iter().for_each(|row| tile_ui(ctx, row, ui));
        });
    });
}

fn tile_ui(ctx: &PanelCtx<'_>, row: &BoardRow, ui: &mut Ui) {
    let (rect, response) = ui.allocate_exact_size(TILE, Sense::hover());
    let (bed, initials) = (words::bed(ctx, row), row.initials());
    let score = words::score(ctx, &row.standing);
    let (due_tone, due_shape, due) = words::due(ctx, row.standing.due);
    let said = [score.now.as_deref(), score.struck.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" / ");
    let word = words::wall_word(ctx, row).unwrap_or_default();
    response.widget_info(|| {
        WidgetInfo::labeled(Role::ListItem, true, format!("{bed} {initials} NEWS2 {said} {} {word} {due}", score.below))
    });
    let tokens = tokens(ui);
    let (tone, shape) = row.standing.band().map_or((Tone::Missing, Some(Icon::Dash)), words::look);
    let is_sure = row.standing.freshness == Freshness::Fresh;
    let ground = if tone == Tone::Plain { tokens.surface } else { tokens.tint(tone) };
    let stroke = Stroke::new(HAIRLINE, if tone == Tone::Plain { tokens.outline } else { tokens.tone(tone) });
    ui.painter().rect(rect, CornerRadius::same(RADIUS), ground, stroke, StrokeKind::Inside);
    let pen = Pen { painter: ui.painter().clone(), tokens };
    let inner = rect.shrink(space::M);
    pen.line(inner, rect.top() + 22.0, &bed, size::TITLE, Tone::Plain);
    let right = Rect::from_min_max(pos2(inner.right() - 56.0, inner.top()), inner.max);
    pen.line(right, rect.top() + 22.0, &initials, size::TITLE, Tone::Plain);
    let mut left = pen.mark(inner, rect.top() + 54.0, if is_sure { shape } else { Some(Icon::Clock) }, tone);
    if let Some(struck) = &score.struck {
        let end = pen.line(inner.with_min_x(left), rect.top() + 54.0, struck, size::HERO, Tone::Stale);
        let y = rect.top() + 54.0;
        let line = Stroke::new(2.0, tokens.tone(Tone::Stale));
        ui.painter().line_segment([pos2(left - 2.0, y + 5.0), pos2(end + 2.0, y - 5.0)], line);
        left = end + space::S;
    }
    if let Some(now) = &score.now {
        left = pen.line(inner.with_min_x(left), rect.top() + 54.0, now, size::HERO, tone) + space::S;
    }
    pen.line(inner.with_min_x(left), rect.top() + 56.0, &score.below, size::BODY, Tone::Quiet);
    if !word.is_empty() {
        let left = pen.mark(inner, rect.bottom() - 42.0, Some(Icon::Warning), Tone::Abnormal);
        pen.line(inner.with_min_x(left), rect.bottom() - 42.0, &word, size::BODY, Tone::Abnormal);
    }
    let left = pen.mark(inner, rect.bottom() - 20.0, due_shape, due_tone);
    pen.line(inner.with_min_x(left), rect.bottom() - 20.0, &due, size::BODY, due_tone);
}
