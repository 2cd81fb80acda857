//! What to know about the model before it is trusted: from whom it learned, and how it does beside the majority.

use std::sync::Arc;

use eframe::egui::{Label, Ui};

use crate::app::article::learning::{Learned, LeftOut};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::domain::access::Action;
use crate::domain::gene_text::{Accuracy, CrossValidation};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Icon, section_with};

use super::super::detail::line_ui;
use super::super::span_bar::{BarLook, SpanBar, axis_ui, span_bar_ui};
use super::table::percent;

/// From this width on, bars stand beside the words.
const TWO_COLUMNS_FROM: f32 = 720.0;
/// Lines named before the rest is counted.
const LINES_SHOWN: usize = 5;

/// Draws the card.
pub fn card_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, learned: &Learned) {
    section_with(ui, ctx.text("gene-text-card"), |ui| {
        if ctx.show_if_may(ui, Action::Export, Button::new(ctx.text("gene-text-save-model"))).clicked() {
            let target = ExportTarget::Text { kind: "gene text model", text: learned.toml.clone() };
            let name = "gene_text_model.toml".to_owned();
            ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
        }
    });
    let columns = if ui.available_width() < TWO_COLUMNS_FROM { 1 } else { 2 };
    ui.columns(columns, |columns| match columns {
        [one] => {
            one.vertical(|ui| {
                words_ui(ctx, ui, learned);
                left_out_ui(ctx, ui, learned);
            });
        }
        [one, other, ..] => {
            // Columns stretch their lines to both edges; words read better without.
            one.vertical(|ui| words_ui(ctx, ui, learned));
            other.vertical(|ui| {
                if let Some(validation) = &learned.model.card.validation {
                    bars_ui(ctx, ui, validation);
                }
                left_out_ui(ctx, ui, learned);
            });
        }
        [] => {}
    });
    ui.add_space(space::M);
}

/// From whom it learned, and how often it is right.
fn words_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, learned: &Learned) {
    let model = &learned.model;
    let (classes, tokens_known) = (model.classes().len() as u64, model.tokens().len() as u64);
    let places: [(&str, &dyn std::fmt::Display); 4] = [
        ("classes", &ctx.texts.whole(classes)),
        ("tokens", &ctx.texts.whole(tokens_known)),
        ("genes", &learned.files[0]),
        ("diseases", &learned.files[1]),
    ];
    let words = ctx.texts.count("gene-text-learned", model.card.patients, &places);
    ui.add(Label::new(body(words).color(tokens(ui).text)).wrap());
    match &model.card.validation {
        Some(validation) => validation_ui(ctx, ui, validation),
        None => line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("gene-text-not-validated")),
    }
}

fn bars_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, validation: &CrossValidation) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (key, accuracy, look) in [
            ("gene-text-model", validation.model, BarLook::Main),
            ("gene-text-majority", validation.majority, BarLook::Beside),
        ] {
            let bar = SpanBar {
                name: ctx.texts.get(key),
                says: &percent(ctx, accuracy.share),
                from: 0.0,
                to: accuracy.share,
                axis: (0.0, 1.0),
                mark: None,
                look,
            };
            span_bar_ui(ui, &bar);
        }
        let ticks = [0.0, 0.5, 1.0].map(|tick| (tick, ctx.texts.percent(tick)));
        axis_ui(ui, (0.0, 1.0), &ticks);
    });
}

fn validation_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, validation: &CrossValidation) {
    let words = ctx.texts.format("gene-text-folds", &[("folds", &validation.folds)]);
    ui.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
    ui.add(
        Label::new(body(accuracy_words(ctx, "gene-text-model-right", validation.model)).color(tokens(ui).text)).wrap(),
    );
    let majority = accuracy_words(ctx, "gene-text-majority-right", validation.majority);
    ui.add(Label::new(body(majority).color(tokens(ui).text)).wrap());
    match validation.is_better_than_majority() {
        true => line_ui(ui, Icon::Check, Tone::Plain, ctx.text("gene-text-better")),
        false => line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("gene-text-not-better")),
    }
}

fn accuracy_words(ctx: &PanelCtx<'_>, key: &str, accuracy: Accuracy) -> String {
    let [share, low, high] = [accuracy.share, accuracy.low, accuracy.high].map(|share| percent(ctx, share));
    let (right, of) = (ctx.texts.whole(accuracy.right), ctx.texts.whole(accuracy.of));
    let places: [(&str, &dyn std::fmt::Display); 5] =
        [("share", &share), ("low", &low), ("high", &high), ("right", &right), ("of", &of)];
    ctx.texts.format(key, &places)
}

fn left_out_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, learned: &Learned) {
    let mut lines: Vec<String> = learned.left_out.iter().map(|left_out| left_out_words(ctx, left_out)).collect();
    for (key, count) in
        [("gene-text-without-disease", learned.without_disease), ("gene-text-without-text", learned.without_text)]
    {
        if count > 0 {
            lines.push(ctx.texts.count(key, count, &[]));
        }
    }
    for words in lines {
        line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
    }
}

fn left_out_words(ctx: &PanelCtx<'_>, left_out: &LeftOut) -> String {
    let shown: Vec<String> = left_out.lines.iter().take(LINES_SHOWN).map(|line| ctx.texts.whole(*line)).collect();
    let rest = if left_out.lines.len() > LINES_SHOWN { " …" } else { "" };
    let lines = format!("{}{rest}", shown.join(ctx.text("twin-list-comma")));
    let why = ctx.texts.get(&format!("gene-text-left-out-{}", left_out.why)).to_owned();
    let places: [(&str, &dyn std::fmt::Display); 3] = [("file", &left_out.file), ("why", &why), ("lines", &lines)];
    ctx.texts.count("gene-text-left-out", left_out.lines.len() as u64, &places)
}
