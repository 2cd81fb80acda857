//! Below a small plan: how much of what there is is used on each day, and what the day costs, under the columns of the plan.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, CornerRadius, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::schedule::laid::{Grid, Laid};
use crate::app::schedule::sides::Concern;
use crate::app::schedule::uses::DayUse;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, size, sized, space, tokens};

use super::grid::LABELS;
use super::words;

/// With less room there are no plots.
pub const LEAST: f32 = 180.0;
const TITLE: f32 = 24.0;
const TALLEST: f32 = 210.0;
/// A bar that is narrower has no number over it.
const NUMBERED: f32 = 34.0;

/// A plot: its title, a bar and a text for each day.
struct Plot {
    title: String,
    /// Height of the bar as a share of the tallest.
    bars: Vec<(f32, String)>,
}

/// Draws the plots under the columns; `width` of a column, `offset` by which they are scrolled.
pub fn over_days_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, laid: &Laid, grid: &Grid, (width, offset): (f32, f32)) {
    let plots = [use_plot(ctx, laid, grid), cost_plot(ctx, laid, grid.days)];
    let height = (ui.available_height() / plots.len() as f32).min(TALLEST + TITLE);
    for plot in plots {
        plot_ui(ctx, ui, &plot, (width * grid.a_day as f32, offset, height));
    }
}

fn use_plot(ctx: &PanelCtx<'_>, laid: &Laid, grid: &Grid) -> Plot {
    let none = DayUse::default();
    let found = laid.day_uses.iter().find(|uses| uses.of.contains(&grid.kind));
    let bar = |day: usize| {
        let DayUse { used, all } = found.and_then(|uses| uses.days.get(day)).copied().unwrap_or(none);
        let share = if all == 0 { 0.0 } else { used as f32 / all as f32 };
        let text = if all == 0 { "–".to_owned() } else { ctx.texts.percent(f64::from(share)) };
        (share, text)
    };
    let key = found.map_or("schedule-over-days-theatre".to_owned(), |uses| format!("schedule-over-days-{}", uses.id));
    Plot { title: ctx.text(&key).to_owned(), bars: (0..grid.days).map(bar).collect() }
}

fn cost_plot(ctx: &PanelCtx<'_>, laid: &Laid, days: usize) -> Plot {
    let side = laid.sides.iter().find(|side| side.id == "day");
    let mut costs = vec![0_u64; days];
    for row in side.iter().flat_map(|side| &side.rows) {
        if let Concern::Day(day) = row.of
            && let Some(cost) = costs.get_mut(day)
        {
            *cost = row.cost;
        }
    }
    let most = costs.iter().copied().max().unwrap_or(0).max(1) as f32;
    let bars = costs.iter().map(|cost| (*cost as f32 / most, ctx.texts.whole(*cost))).collect();
    Plot { title: ctx.text("schedule-over-days-cost").to_owned(), bars }
}

fn plot_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, plot: &Plot, (a_day, offset, height): (f32, f32, f32)) {
    let tokens = tokens(ui);
    let (outer, response) = ui.allocate_exact_size(vec2(ui.available_width(), height - space::XS), Sense::hover());
    let told = plot.bars.iter().enumerate().map(|(day, (_, text))| format!("{}: {text}", words::day(ctx, day)));
    let told = told.collect::<Vec<_>>().join(", ");
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("{}. {told}", plot.title)));
    let painter = ui.painter_at(outer);
    let title = outer.left_top() + vec2(space::XS, space::XS);
    painter.text(title, Align2::LEFT_TOP, &plot.title, sized(size::SMALL), tokens.quiet);
    let area = Rect::from_min_max(pos2(outer.left() + LABELS, outer.top() + TITLE), outer.max);
    let painter = painter.with_clip_rect(area);
    // The number stands over its bar.
    let room = (area.height() - 16.0).max(1.0);
    for (day, (share, text)) in plot.bars.iter().enumerate() {
        let left = area.left() + day as f32 * a_day - offset;
        if left > area.right() || left + a_day < area.left() {
            continue;
        }
        let top = area.bottom() - room * share.clamp(0.0, 1.0);
        let bar = Rect::from_min_max(pos2(left + 2.0, top), pos2(left + a_day - 2.0, area.bottom()));
        let colour = if *share > 1.0 { tokens.critical_tint } else { tokens.selected };
        painter.rect_filled(bar, CornerRadius::ZERO, colour);
        painter.hline(bar.x_range(), top, Stroke::new(1.5, tokens.accent));
        if a_day >= NUMBERED {
            let place = pos2(left + a_day / 2.0, top - 1.0);
            painter.text(place, Align2::CENTER_BOTTOM, text, sized(size::SMALL), tokens.text);
        }
    }
    ui.painter().hline(area.x_range(), area.bottom(), Stroke::new(HAIRLINE, tokens.outline));
    if let Some(pointer) = response.hover_pos().filter(|pointer| area.contains(*pointer)) {
        let day = ((pointer.x - area.left() + offset) / a_day.max(1.0)).floor().max(0.0) as usize;
        if let Some((_, text)) = plot.bars.get(day) {
            response.on_hover_text(format!("{}: {text}", words::day(ctx, day)));
        }
    }
}
