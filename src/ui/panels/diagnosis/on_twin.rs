//! An answer about a patient of the store: kept on the twin, with the options after the diagnosis and the model card beside
//! it.

use eframe::egui::{Label, Ui};

use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::saved::Prediction;
use crate::app::diagnosis::models::TrainedModel;
use crate::app::diagnosis::{DiagnosisCommand, DiagnosisTab};
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::domain::diagnosis::TreatmentOption;
use crate::ui::model_answer::version_words;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{Button, Icon, line_ui, section};

use super::cases::{said, shown_output};
use super::{card, send};

/// Keeps the answer on the twin of whoever it is about.
pub fn keep_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
    let answers = ctx.state.diagnosis.asked.answers.value().filter(|answers| answers.model == model.number);
    let Some(patient) = answers.and_then(|answers| answers.patient) else { return };
    let Some(identifier) = ctx.state.open().and_then(|open| open.identifier(patient)) else { return };
    let Some(name) = ctx.state.diagnosis.kept.name_of(model.number) else {
        return line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("diagnosis-keep-model-first"));
    };
    let is_free = !ctx.jobs.is_running(JobKind::KEEP_MODEL);
    let title = ctx.texts.format("diagnosis-keep-answer", &[("patient", &identifier)]);
    if ctx.show_if_may(ui, Action::SaveAnswer, Button::strong(&title).enabled(is_free)).clicked() {
        send(ctx, DiagnosisCommand::KeepAnswer);
    }
    let version = version_words(ctx.texts, &name.name, name.version);
    let words = ctx.texts.format("diagnosis-keep-answer-explained", &[("name", &version)]);
    ui.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
    ui.add_space(space::S);
}

/// What is weighed after the class that is said, or looked for; never without the card one click away.
pub fn options_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel, prediction: &Prediction) {
    let card = model.card();
    if card.task != Task::Classify {
        return;
    }
    let threshold = ctx.state.diagnosis.models.threshold(card);
    // Before a threshold is set nothing is said, and nothing is offered; and after "no" there is nothing to treat.
    let Some(class) = said(model, prediction, threshold) else { return };
    let is_looked_for = card.classes.len() > 2 || class == shown_output(prediction);
    let name = model.model.class_name(class as u32);
    let all = ctx.state.diagnosis.kept.options(ctx.texts.language().id());
    let options: Vec<&TreatmentOption> = all.iter().filter(|option| option.is_for(&card.target, &name)).collect();
    if !is_looked_for {
        return;
    }
    section(ui, ctx.text("diagnosis-options"));
    if options.is_empty() {
        let words = ctx.texts.format("diagnosis-options-none", &[("target", &card.target), ("class", &name)]);
        ui.add(Label::new(body(words).color(tokens(ui).quiet)).wrap());
    } else {
        line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("diagnosis-options-explained"));
    }
    for option in options {
        ui.add(Label::new(body(&option.option).color(tokens(ui).text)).wrap());
        ui.add_space(-space::XS);
        let words =
            ctx.texts.format("diagnosis-options-basis", &[("basis", &option.basis), ("source", &option.source)]);
        ui.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
    }
    if Button::link(ctx.text("diagnosis-options-edit")).show(ui).clicked() {
        send(ctx, DiagnosisCommand::Show(DiagnosisTab::Options));
    }
    ui.add_space(space::S);
    card::buttons_ui(ctx, ui, model);
    ui.add_space(space::M);
}
