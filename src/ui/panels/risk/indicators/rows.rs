//! Each indicator on a line: value with unit and date, sub-score, and its weight, edited in place.

use std::collections::BTreeMap;

use eframe::egui::{Grid, Label, Ui, vec2};

use crate::app::article::ArticleCommand;
use crate::app::article::summary::{Found, Lack, Origin, SummaryRow};
use crate::app::article::weights::WeightsCommand;
use crate::app::command::Command;
use crate::app::risk::RiskCommand;
use crate::app::twin::TwinCommand;
use crate::app::twin::view::TwinView;
use crate::domain::weight_profile::{WeightProfile, WeightedIndicator};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Icon, icon, section, text_edit};

use super::super::words as models;
use super::{Drawn, words};

const WEIGHT_WIDTH: f32 = 56.0;
const NAME_WIDTH: f32 = 170.0;
const VALUE_WIDTH: f32 = 170.0;
/// From the top of a control to the top of its words.
const LEVEL: f32 = 6.0;

/// Weights as they are typed.
#[derive(Default)]
pub struct TypedWeights {
    texts: BTreeMap<usize, String>,
    /// Name and version they were typed for.
    of: (String, String),
}

/// Draws the lines.
pub fn rows_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (profile, made, twin): Drawn<'_>, typed: &mut TypedWeights) {
    let of = (profile.name().to_owned(), profile.version().to_owned());
    if typed.of != of {
        *typed = TypedWeights { of, texts: BTreeMap::new() };
    }
    section(ui, ctx.text("indicators-sub-scores"));
    Grid::new("indicator-rows").num_columns(5).spacing(vec2(space::M, space::S)).show(ui, |ui| {
        for key in ["indicators-indicator", "indicators-value", "indicators-score", "indicators-weight"] {
            ui.label(small(ctx.text(key)).color(tokens(ui).quiet));
        }
        ui.label(small(ctx.text("indicators-share")).color(tokens(ui).quiet));
        ui.end_row();
        for (place, (indicator, row)) in profile.indicators().iter().zip(&made.rows).enumerate() {
            name_ui(ctx, ui, indicator);
            ui.vertical(|ui| value_ui(ctx, ui, (indicator, row), twin));
            score_ui(ctx, ui, row);
            weight_ui(ctx, ui, (place, profile), typed);
            let share = ctx.texts.percent(row.weight_share);
            let tone = if row.found.is_ok() { Tone::Plain } else { Tone::Missing };
            level_ui(ui, &share, tone);
            ui.end_row();
        }
    });
}

fn name_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, indicator: &WeightedIndicator) {
    ui.vertical(|ui| {
        ui.set_max_width(NAME_WIDTH);
        ui.add_space(LEVEL);
        let name = body(words::name(ctx.texts, indicator)).color(tokens(ui).text);
        let label = ui.add(Label::new(name).wrap());
        if let Some(source) = &indicator.source {
            label.on_hover_text(ctx.texts.format("indicators-source", &[("source", source)]));
        }
    });
}

/// The value, which leads to its source; or why there is none.
fn value_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (indicator, row): (&WeightedIndicator, &SummaryRow), twin: &TwinView) {
    ui.set_max_width(VALUE_WIDTH);
    ui.spacing_mut().item_spacing.y = 0.0;
    match &row.found {
        Ok(found) => found_ui(ctx, ui, (indicator, found), twin),
        Err(lack) => lack_ui(ctx, ui, indicator, *lack),
    }
}

fn found_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (indicator, found): (&WeightedIndicator, &Found), twin: &TwinView) {
    let shown = ctx.texts.decimal(&found.shown);
    let value = format!("{shown} {}", words::unit(indicator)).trim_end().to_owned();
    match found.from {
        Origin::Measured { series, point, utc_secs } => {
            if Button::link(&value).show(ui).clicked() {
                let source = twin.series.get(series).and_then(|series| twin.source_of(series, point));
                ctx.send(Command::Twin(TwinCommand::ShowSources(source.into_iter().collect())));
            }
            date_ui(ctx, ui, indicator, utc_secs);
        }
        Origin::FromWeightAndHeight { position, utc_secs } => {
            let words = format!("{value} · {}", ctx.text("risk-from-weight-and-height"));
            if Button::link(&words).show(ui).clicked() {
                let source = twin.source_of_position(position);
                ctx.send(Command::Twin(TwinCommand::ShowSources(source.into_iter().collect())));
            }
            date_ui(ctx, ui, indicator, utc_secs);
        }
        Origin::Age => {
            level_ui(ui, &value, Tone::Plain);
        }
        Origin::Model(model) => {
            let words = format!("{value} · {}", models::model(ctx.texts, model));
            if Button::link(&words).show(ui).clicked() {
                ctx.send(Command::Risk(RiskCommand::Choose(model.id)));
                ctx.send(Command::Risk(RiskCommand::ShowTab("risks")));
            }
        }
    }
}

/// The day, with a clock where it is longer ago than values of its kind hold.
fn date_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, indicator: &WeightedIndicator, utc_secs: i64) {
    let days = (ctx.now_utc_secs - utc_secs) / 86_400;
    let is_stale = indicator.known().is_some_and(|known| days > i64::from(known.indicator().stale_after_days));
    let date = ctx.texts.date(ctx.zone().date_at(utc_secs));
    ui.horizontal(|ui| {
        if is_stale {
            icon(ui, Icon::Clock, 12.0, tokens(ui).tone(Tone::Stale));
            ui.label(
                small(ctx.texts.format("indicators-stale", &[("date", &date)])).color(tokens(ui).tone(Tone::Stale)),
            );
        } else {
            ui.label(small(date).color(tokens(ui).quiet));
        }
    });
}

fn lack_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, indicator: &WeightedIndicator, lack: Lack) {
    let (shape, tone) = match lack {
        Lack::Fault(_) => (Icon::Warning, Tone::Abnormal),
        Lack::NotRecorded | Lack::OnlyLimit | Lack::NoResult(_) | Lack::Unknown => (Icon::Ring, Tone::Missing),
    };
    let colour = tokens(ui).tone(tone);
    ui.add_space(LEVEL);
    ui.horizontal_top(|ui| {
        icon(ui, shape, 12.0, colour);
        ui.add(Label::new(body(words::lack(ctx.texts, indicator, lack)).color(colour)).wrap());
    });
    if let Lack::NoResult(model) = lack
        && Button::link(ctx.text("indicators-why-no-result")).show(ui).clicked()
    {
        ctx.send(Command::Risk(RiskCommand::Choose(model.id)));
        ctx.send(Command::Risk(RiskCommand::ShowTab("risks")));
    }
}

/// Level with the first line of the value and the weight's field, however many lines stand beside it.
fn level_ui(ui: &mut Ui, words: &str, tone: Tone) {
    ui.vertical(|ui| {
        ui.add_space(LEVEL);
        ui.label(body(words).color(tokens(ui).tone(tone)));
    });
}

fn score_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, row: &SummaryRow) {
    match &row.found {
        Ok(found) => level_ui(ui, &words::score(ctx.texts, found.score), Tone::Plain),
        Err(_) => level_ui(ui, ctx.text("indicators-missing"), Tone::Missing),
    }
}

/// The weight's field; a weight that is none says so and changes nothing.
fn weight_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (place, profile): (usize, &WeightProfile), typed: &mut TypedWeights) {
    let Some(indicator) = profile.indicators().get(place) else { return };
    let name = words::name(ctx.texts, indicator);
    let text = typed.texts.entry(place).or_insert_with(|| indicator.weight.to_string());
    ui.vertical(|ui| {
        ui.set_max_width(WEIGHT_WIDTH + space::XL);
        let is_wrong = weight_of(text).is_none();
        if is_wrong {
            let critical = tokens(ui).critical;
            ui.visuals_mut().widgets.inactive.bg_stroke.color = critical;
        }
        let field = text_edit(ui, text, "", false, WEIGHT_WIDTH);
        let label = ctx.texts.format("indicators-weight-of", &[("indicator", &name)]);
        ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(label));
        match weight_of(text) {
            Some(weight) if field.changed() => {
                let command = WeightsCommand::SetWeight { place, weight };
                ctx.send(Command::Article(ArticleCommand::Weights(command)));
            }
            Some(_) => {}
            None => {
                let wrong = small(ctx.text("indicators-weight-wrong")).color(tokens(ui).critical);
                ui.add(Label::new(wrong).wrap());
            }
        }
    });
}

/// A number from 0 on; a comma is a decimal mark.
fn weight_of(text: &str) -> Option<f64> {
    let weight = text.trim().replace(',', ".").parse::<f64>().ok()?;
    (weight.is_finite() && weight >= 0.0).then_some(weight)
}
