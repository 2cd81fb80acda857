//! From which probability one acts: said by how bad a miss is beside a false alarm, and what that does to the patients.

use eframe::egui::{Label, Slider, Ui};

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

/// Harms as they are typed.
#[derive(Default)]
pub struct ThresholdLook {
    miss: String,
    alarm: String,
}

/// Draws the section; of models of two classes only.
pub fn threshold_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel, look: &mut ThresholdLook) {
    section(ui, ctx.text("diagnosis-threshold"));
    let threshold = ctx.state.diagnosis.models.threshold(model.card());
    if threshold.is_none() {
        line_ui(ui, Icon::Info, Tone::Plain, ctx.text("diagnosis-threshold-unset"));
    }
    ui.horizontal_top(|ui| {
        let is_bad = |text: &str| !text.trim().is_empty() && harm(text).is_none();
        let error = ctx.text("diagnosis-harm-error");
        let (miss_bad, alarm_bad) = (is_bad(&look.miss), is_bad(&look.alarm));
        let mut changed = false;
        for (key, hint, text, bad) in [
            ("diagnosis-harm-miss", "5", &mut look.miss, miss_bad),
            ("diagnosis-harm-alarm", "1", &mut look.alarm, alarm_bad),
        ] {
            let field = Field::new(ctx.texts.get(key)).hint(hint).width(FIELD).error(bad.then_some(error));
            changed |= ui.vertical(|ui| labelled_field(ui, field, text)).inner.changed();
        }
        let said = harm(&look.miss).zip(harm(&look.alarm)).and_then(|(miss, alarm)| threshold_of(miss, alarm));
        if let Some(threshold) = said.filter(|_| changed) {
            send(ctx, DiagnosisCommand::SetThreshold(threshold));
        }
    });
    let Some(threshold) = threshold else {
        if Button::link(ctx.text("diagnosis-threshold-slide")).show(ui).clicked() {
            // Where the slider begins is the share of the sick: at it a model that knows nothing calls nobody or everybody.
            let start = model
                .card()
                .classes
                .get(1)
                .map_or(0.1, |(_, rows)| f64::from(*rows) / f64::from(model.card().rows.max(1)));
            send(ctx, DiagnosisCommand::SetThreshold(start.clamp(0.01, 0.99)));
        }
        return;
    };
    slider_ui(ctx, ui, threshold, look);
    let times = words::number(ctx.texts, (1.0 - threshold) / threshold);
    let percent = words::percent(ctx.texts, threshold);
    let line = ctx.texts.format("diagnosis-threshold-means", &[("threshold", &percent), ("times", &times)]);
    ui.add(Label::new(body(line).color(tokens(ui).text)).wrap());
    ui.add_space(space::XS);
}

fn slider_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, threshold: f64, look: &mut ThresholdLook) {
    let mut percent = threshold * 100.0;
    ui.spacing_mut().slider_width = (ui.available_width() - 90.0).clamp(120.0, 360.0);
    let slider = Slider::new(&mut percent, 1.0..=99.0).step_by(1.0).fixed_decimals(0).suffix(" %");
    let slid = ui.add(slider);
    let name = ctx.text("diagnosis-threshold-slider");
    ui.ctx().accesskit_node_builder(slid.id, |node| node.set_label(name));
    if slid.changed() {
        look.miss.clear();
        look.alarm.clear();
        send(ctx, DiagnosisCommand::SetThreshold((percent / 100.0).clamp(0.01, 0.99)));
    }
}

fn harm(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse::<f64>().ok().filter(|harm| harm.is_finite() && *harm > 0.0)
}

/// Shares of the patients at the threshold, with their intervals.
pub fn shares(ctx: &PanelCtx<'_>, class: &ClassCurves, threshold: f64) -> Vec<(String, String)> {
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
