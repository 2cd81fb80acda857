//! R with the interval that missing weights leave, what is missing, and the tornado of what moves it.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Label, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::article::summary::{Origin, Summary};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::domain::access::Action;
use crate::domain::weight_profile::WeightProfile;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, Tone, body, hero, series, size, sized, small, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, TableState, section_with, segmented};

use super::super::detail::line_ui;
use super::super::span_bar::{BarLook, SpanBar, axis_ui, span_bar_ui};
use super::{Drawn, words};

/// How it is looked at.
#[derive(Default)]
pub struct OutcomeLook {
    as_table: bool,
    table: TableState,
}

/// Draws R and what moves it.
pub fn outcome_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, drawn: Drawn<'_>, look: &mut OutcomeLook) {
    let (profile, made, _) = drawn;
    section_with(ui, ctx.text("indicators-risk"), |ui| {
        if ctx.show_if_may(ui, Action::Export, Button::new(ctx.text("risk-save-csv"))).clicked() {
            save(ctx, drawn);
        }
    });
    number_ui(ctx, ui, made);
    missing_ui(ctx, ui, profile, made);
    ui.add_space(space::M);
    tornado_ui(ctx, ui, profile, made, look);
}

fn number_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, made: &Summary) {
    let texts = ctx.texts;
    match made.risk.risk {
        Some(risk) => {
            let words = texts.format("indicators-r", &[("risk", &words::score(texts, risk))]);
            ui.label(hero(words).color(tokens(ui).text));
        }
        None => line_ui(ui, Icon::Ring, Tone::Missing, ctx.text("indicators-no-r")),
    }
    let (low, high) = (words::score(texts, made.risk.low), words::score(texts, made.risk.high));
    let between = match made.risk.missing_weight > 0.0 {
        true => texts.format("indicators-between", &[("low", &low), ("high", &high)]),
        false => ctx.text("indicators-nothing-missing").to_owned(),
    };
    interval_ui(ui, made, &between);
    ui.add(Label::new(body(between).color(tokens(ui).text)).wrap());
    ui.add(Label::new(small(ctx.text("indicators-r-explained")).color(tokens(ui).quiet)).wrap());
}

/// From 0 to 1: the interval as a band, R as a line.
fn interval_ui(ui: &mut Ui, made: &Summary, spoken: &str) {
    const HEIGHT: f32 = 40.0;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken));
    let tokens = tokens(ui);
    let x = |value: f64| rect.left() + rect.width() * value.clamp(0.0, 1.0) as f32;
    let middle = rect.top() + 12.0;
    ui.painter().hline(rect.x_range(), middle, Stroke::new(HAIRLINE, tokens.outline));
    for end in [0.0, 0.5, 1.0] {
        ui.painter().vline(x(end), middle - 3.0..=middle + 3.0, Stroke::new(HAIRLINE, tokens.outline));
        let galley = ui.painter().layout_no_wrap(end.to_string(), sized(size::SMALL), tokens.quiet);
        let left = (x(end) - galley.size().x / 2.0).clamp(rect.left(), rect.right() - galley.size().x);
        ui.painter().galley(pos2(left, middle + 10.0), galley, tokens.quiet);
    }
    let (low, high) = (x(made.risk.low), x(made.risk.high));
    let band = Rect::from_min_max(pos2(low, middle - 5.0), pos2(high.max(low + 1.0), middle + 5.0));
    ui.painter().rect_filled(band, CornerRadius::same(2), tokens.missing_tint);
    ui.painter().rect_stroke(
        band,
        CornerRadius::same(2),
        Stroke::new(HAIRLINE, tokens.missing),
        eframe::egui::StrokeKind::Inside,
    );
    if let Some(risk) = made.risk.risk {
        ui.painter().vline(x(risk), middle - 9.0..=middle + 9.0, Stroke::new(3.0, series(tokens, 0).colour));
    }
}

/// What is missing, each with the weight it takes away.
fn missing_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, profile: &WeightProfile, made: &Summary) {
    if made.risk.missing.is_empty() {
        return;
    }
    let weight = words::number(ctx.texts, made.risk.missing_weight);
    let total = words::number(ctx.texts, profile.total_weight());
    let share = ctx.texts.percent(made.missing_share);
    let places: [(&str, &dyn std::fmt::Display); 3] = [("weight", &weight), ("total", &total), ("share", &share)];
    ui.add_space(space::S);
    line_ui(ui, Icon::Ring, Tone::Missing, &ctx.texts.format("indicators-missing-weight", &places));
    for place in &made.risk.missing {
        let Some(indicator) = profile.indicators().get(*place) else { continue };
        let name = words::name(ctx.texts, indicator);
        let weight = words::number(ctx.texts, indicator.weight);
        let words = ctx.texts.format("indicators-takes-away", &[("indicator", &name), ("weight", &weight)]);
        ui.add(Label::new(body(words).color(tokens(ui).text)).wrap());
    }
}

fn tornado_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, profile: &WeightProfile, made: &Summary, look: &mut OutcomeLook) {
    if made.bars.is_empty() {
        return;
    }
    section_with(ui, ctx.text("indicators-tornado"), |ui| {
        let looks = [ctx.text("risk-as-bars"), ctx.text("risk-as-table")];
        if let Some(chosen) = segmented(ui, ctx.text("indicators-tornado-look"), &looks, usize::from(look.as_table)) {
            look.as_table = chosen == 1;
        }
    });
    ui.add(Label::new(small(ctx.text("indicators-tornado-explained")).color(tokens(ui).quiet)).wrap());
    let name = |place: usize| {
        profile.indicators().get(place).map_or_else(String::new, |indicator| words::name(ctx.texts, indicator))
    };
    if look.as_table {
        return table_ui(ctx, ui, made, name, &mut look.table);
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for bar in &made.bars {
            let (low, high) = (words::score(ctx.texts, bar.at_zero), words::score(ctx.texts, bar.at_one));
            let shown = SpanBar {
                name: &name(bar.indicator),
                says: &ctx.texts.format("indicators-from-to", &[("low", &low), ("high", &high)]),
                from: bar.at_zero,
                to: bar.at_one,
                axis: (0.0, 1.0),
                mark: Some(bar.now),
                look: BarLook::Main,
            };
            span_bar_ui(ui, &shown);
        }
        let ticks = [0.0, 0.5, 1.0].map(|tick| (tick, ctx.texts.decimal(&tick.to_string())));
        axis_ui(ui, (0.0, 1.0), &ticks);
    });
}

fn table_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, made: &Summary, name: impl Fn(usize) -> String, state: &mut TableState) {
    let columns = [
        Column::text(ctx.text("indicators-indicator"), 180.0).at_least(120.0).stretch().unsortable(),
        Column::number(ctx.text("indicators-at-best"), 100.0, 2).unsortable(),
        Column::number(ctx.text("indicators-now"), 80.0, 2).unsortable(),
        Column::number(ctx.text("indicators-at-worst"), 100.0, 2).unsortable(),
    ];
    let title = ctx.text("indicators-tornado");
    let table = DataTable::new("tornado", title, &columns, made.bars.len()).height_of_rows(made.bars.len());
    table.show(ui, state, ctx.texts, |row, column| {
        let Some(bar) = made.bars.get(row) else { return Cell::default() };
        match column {
            0 => Cell::text(name(bar.indicator)),
            1 => Cell::number(words::score(ctx.texts, bar.at_zero), None),
            2 => Cell::number(words::score(ctx.texts, bar.now), None),
            _ => Cell::number(words::score(ctx.texts, bar.at_one), None),
        }
    });
}

/// Every indicator with what went into R, unrounded; R and its interval in the last row.
fn save(ctx: &PanelCtx<'_>, (profile, made, twin): Drawn<'_>) {
    let Some(identifier) = ctx.state.open().and_then(|open| open.identifier(twin.twin.id)) else { return };
    let keys = ["column-identifier", "indicators-profile", "risk-version", "indicators-indicator", "indicators-value"];
    let more = ["indicators-unit", "indicators-date", "indicators-score", "indicators-weight", "indicators-note"];
    let head = || vec![identifier.clone(), profile.name().to_owned(), profile.version().to_owned()];
    let line = |(indicator, row): (&crate::domain::weight_profile::WeightedIndicator, _)| {
        let row: &crate::app::article::summary::SummaryRow = row;
        let found = row.found.as_ref().ok();
        let date = found.and_then(|found| match found.from {
            Origin::Measured { utc_secs, .. } | Origin::FromWeightAndHeight { utc_secs, .. } => {
                Some(ctx.zone().date_at(utc_secs).iso())
            }
            Origin::Age | Origin::Model(_) => None,
        });
        let own = [
            indicator.column.clone(),
            found.map(|found| found.value.to_string()).unwrap_or_default(),
            indicator.unit.clone(),
            date.unwrap_or_default(),
            found.map(|found| found.score.to_string()).unwrap_or_default(),
            indicator.weight.to_string(),
            row.found.as_ref().err().map(|lack| words::lack(ctx.texts, indicator, *lack)).unwrap_or_default(),
        ];
        head().into_iter().chain(own).collect::<Vec<String>>()
    };
    let mut rows: Vec<Vec<String>> = profile.indicators().iter().zip(&made.rows).map(line).collect();
    let risk = made.risk.risk.map(|risk| risk.to_string()).unwrap_or_default();
    let note = ctx.texts.format("indicators-between", &[("low", &made.risk.low), ("high", &made.risk.high)]);
    let total = profile.total_weight().to_string();
    let own = ["R".to_owned(), risk, "1".to_owned(), String::new(), String::new(), total, note];
    rows.push(head().into_iter().chain(own).collect());
    let headings = keys.iter().chain(&more).map(|key| ctx.texts.get(key).to_owned()).collect();
    let target = ExportTarget::Table { kind: "indicator summary", headings, rows };
    let name = format!("{identifier}_indicators.csv");
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}
