//! From which probability one acts: said by how bad a miss is beside a false alarm, and what that does to the patients.

use eframe::egui::{Grid, Label, Slider, Ui, vec2};

use crate::analysis::diagnosis::saved::threshold_of;
use crate::analysis::statistics::wilson;
use crate::app::diagnosis::DiagnosisCommand;
use crate::app::diagnosis::curves::ClassCurves;
use crate::app::diagnosis::models::TrainedModel;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{Button, Field, Icon, labelled_field, line_ui, section};

use super::{send, words};

const FIELD: f32 = 110.0;
/// Narrower, the shares stand below the slider.
const BESIDE_FROM: f32 = 680.0;
const SETTING: f32 = 440.0;

/// Harms as they are typed.
#[derive(Default)]
pub struct ThresholdLook {
    miss: String,
    alarm: String,
}

/// Draws the section; of models of two classes only.
pub fn threshold_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    model: &TrainedModel,
    class: &ClassCurves,
    look: &mut ThresholdLook,
) {
    section(ui, ctx.text("diagnosis-threshold"));
    let threshold = ctx.state.diagnosis.models.threshold(model.card());
    let Some(threshold) = threshold else {
        line_ui(ui, Icon::Info, Tone::Plain, ctx.text("diagnosis-threshold-unset"));
        harms_ui(ctx, ui, look);
        if Button::link(ctx.text("diagnosis-threshold-slide")).show(ui).clicked() {
            // At the share of the class a model that knows nothing turns from calling nobody to calling everybody.
            let share = f64::from(class.sick) / f64::from(class.of.max(1));
            send(ctx, DiagnosisCommand::SetThreshold(share.clamp(0.01, 0.99)));
        }
        return;
    };
    if ui.available_width() < BESIDE_FROM {
        set_ui(ctx, ui, threshold, look);
        shares_ui(ctx, ui, class, threshold);
    } else {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(SETTING);
                set_ui(ctx, ui, threshold, look);
            });
            ui.add_space(space::L);
            ui.vertical(|ui| shares_ui(ctx, ui, class, threshold));
        });
    }
    ui.add_space(space::M);
}

/// Harms, slider, and what the threshold means.
fn set_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, threshold: f64, look: &mut ThresholdLook) {
    ui.horizontal_top(|ui| {
        harms_ui(ctx, ui, look);
        ui.vertical(|ui| {
            // Level with the fields, which have their labels above.
            ui.add_space(space::L + space::S);
            slider_ui(ctx, ui, threshold, look);
        });
    });
    let times = (1.0 - threshold) / threshold;
    let times = if times >= 1.0 { format!("{times:.1}") } else { format!("{times:.2}") };
    let times = ctx.texts.decimal(times.trim_end_matches('0').trim_end_matches('.'));
    let percent = words::percent(ctx.texts, threshold);
    let line = ctx.texts.format("diagnosis-threshold-means", &[("threshold", &percent), ("times", &times)]);
    ui.add(Label::new(body(line).color(tokens(ui).text)).wrap());
}

fn harms_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, look: &mut ThresholdLook) {
    let is_bad = |text: &str| !text.trim().is_empty() && harm(text).is_none();
    let error = ctx.text("diagnosis-harm-error");
    let (miss_bad, alarm_bad) = (is_bad(&look.miss), is_bad(&look.alarm));
    let mut changed = false;
    ui.horizontal_top(|ui| {
        for (key, hint, text, bad) in [
            ("diagnosis-harm-miss", "5", &mut look.miss, miss_bad),
            ("diagnosis-harm-alarm", "1", &mut look.alarm, alarm_bad),
        ] {
            let field = Field::new(ctx.texts.get(key)).hint(hint).width(FIELD).error(bad.then_some(error));
            changed |= ui.vertical(|ui| labelled_field(ui, field, text)).inner.changed();
        }
    });
    let said = harm(&look.miss).zip(harm(&look.alarm)).and_then(|(miss, alarm)| threshold_of(miss, alarm));
    if let Some(threshold) = said.filter(|_| changed) {
        send(ctx, DiagnosisCommand::SetThreshold(threshold));
    }
}

fn shares_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, class: &ClassCurves, threshold: f64) {
    Grid::new("at-threshold").num_columns(2).spacing(vec2(space::L, space::HAIR)).min_row_height(space::L).show(
        ui,
        |ui| {
            for (name, value) in shares(ctx, class, threshold) {
                ui.label(body(name).color(tokens(ui).quiet));
                ui.label(body(value).color(tokens(ui).text));
                ui.end_row();
            }
        },
    );
}

fn slider_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, threshold: f64, look: &mut ThresholdLook) {
    let mut percent = threshold * 100.0;
    ui.spacing_mut().slider_width = (ui.available_width() - 90.0).clamp(90.0, 260.0);
    let slider =
        Slider::new(&mut percent, 1.0..=99.0).custom_formatter(|percent, _| format!("{percent:.1}")).suffix(" %");
    let slid = ui.add(slider);
    let name = ctx.text("diagnosis-threshold-slider");
    ui.ctx().accesskit_node_builder(slid.id, |node| node.set_label(name));
    if slid.changed() {
        look.miss.clear();
        look.alarm.clear();
        send(ctx, DiagnosisCommand::SetThreshold((percent.round() / 100.0).clamp(0.01, 0.99)));
    }
}

fn harm(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse::<f64>().ok().filter(|harm| harm.is_finite() && *harm > 0.0)
}

/// Shares of the patients at the threshold, with their intervals.
fn shares(ctx: &PanelCtx<'_>, class: &ClassCurves, threshold: f64) -> Vec<(String, String)> {
    let found = class.ordered.at(threshold);
    let of = [
        ("diagnosis-metric-sensitivity", found.true_positive, found.true_positive + found.false_negative),
        ("diagnosis-metric-specificity", found.true_negative, found.true_negative + found.false_positive),
        ("diagnosis-metric-ppv", found.true_positive, found.true_positive + found.false_positive),
        ("diagnosis-metric-npv", found.true_negative, found.true_negative + found.false_negative),
    ];
    let words = |part: f64, all: f64| {
        if all <= 0.0 {
            return ctx.text("diagnosis-undefined").to_owned();
        }
        let (low, high) = wilson(part as u64, all as u64);
        let [value, low, high] = [part / all, low, high].map(|share| words::percent(ctx.texts, share));
        ctx.texts.format("diagnosis-interval", &[("value", &value), ("low", &low), ("high", &high)])
    };
    of.into_iter().map(|(key, part, all)| (ctx.texts.get(key).to_owned(), words(part, all))).collect()
}
