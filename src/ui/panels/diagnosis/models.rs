//! Models: the form that makes one, all that were made side by side, and what is done with the chosen one.

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, Ui};

use crate::analysis::diagnosis::learner::{Model as _, ModelKind, Task};
use crate::analysis::diagnosis::metrics::Metric;
use crate::analysis::diagnosis::verdict::Comparison;
use crate::app::command::Command;
use crate::app::diagnosis::models::TrainedModel;
use crate::app::diagnosis::{DiagnosisCommand, DiagnosisFile, DiagnosisTab};
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Icon, NoticeTone, TableState, line_ui, section, section_with,
};

use super::card;
use super::files::{choose_button, path_ui};
use super::form::TrainingForm;
use super::kept::KeptLook;
use super::tree_plot::tree_ui;
use super::{progress_ui, scrolled_ui, send, words, wrap_before};

const BESIDE_FROM: f32 = 820.0;
const FORM_WIDTH: f32 = 330.0;
const NARROW_FORM: f32 = 290.0;
const NARROW_BELOW: f32 = 1000.0;

/// What is typed, and how the models are looked at.
#[derive(Default)]
pub struct ModelsTab {
    form: TrainingForm,
    table: TableState,
    opens_file: bool,
    kept: KeptLook,
}

impl ModelsTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        if ui.available_width() < BESIDE_FROM {
            return scrolled_ui(ui, "models", |ui| {
                self.form_ui(ctx, ui);
                ui.add_space(space::L);
                self.models_ui(ctx, ui);
            });
        }
        let frame = Frame::new().inner_margin(Margin { right: space::L as i8, ..Margin::ZERO });
        let width = if ui.available_width() < NARROW_BELOW { NARROW_FORM } else { FORM_WIDTH };
        Side::left("training-form")
            .resizable(true)
            .default_size(width)
            .size_range(280.0..=460.0)
            .frame(frame)
            .show(ui, |ui| scrolled_ui(ui, "training-form", |ui| self.form_ui(ctx, ui)));
        let frame = Frame::new().inner_margin(Margin { left: space::L as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            scrolled_ui(ui, "models", |ui| self.models_ui(ctx, ui));
        });
    }

    fn form_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        section(ui, ctx.text("diagnosis-new-model"));
        let look = ctx.state.diagnosis.data.look.value();
        let Some(problem) = look.and_then(|look| look.problem.as_ref().ok()) else {
            ui.add(Label::new(body(ctx.text("diagnosis-no-data-yet")).color(tokens(ui).quiet)).wrap());
            if Button::primary(ctx.text("diagnosis-to-data")).show(ui).clicked() {
                send(ctx, DiagnosisCommand::Show(DiagnosisTab::Data));
            }
            return;
        };
        let task = problem.task;
        let words = ctx.texts.format(
            "diagnosis-learns",
            &[
                ("target", &problem.target),
                ("file", &ctx.state.diagnosis.data.cases.value().map_or("", |cases| cases.provenance.name.as_str())),
            ],
        );
        ui.add(Label::new(body(words).color(tokens(ui).quiet)).wrap());
        ui.add_space(space::S);
        let is_running = ctx.jobs.is_running(JobKind::TRAIN_MODEL);
        if let Some(question) = self.form.ui(ctx, ui, task, is_running) {
            send(ctx, DiagnosisCommand::Train(Box::new(question)));
        }
    }

    fn models_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let state = &ctx.state.diagnosis.models;
        section_with(ui, ctx.text("diagnosis-models"), |ui| {
            let shape = if self.opens_file { Icon::ChevronDown } else { Icon::ChevronRight };
            if Button::quiet(ctx.text("diagnosis-open-model")).icon(shape).show(ui).clicked() {
                self.opens_file = !self.opens_file;
            }
        });
        if self.opens_file {
            choose_button(ctx, ui, DiagnosisFile::Model, false);
            path_ui(ctx, ui, DiagnosisFile::Model, ui.available_width().min(520.0));
            ui.add_space(space::S);
        }
        progress_ui(ctx, ui, JobKind::TRAIN_MODEL);
        progress_ui(ctx, ui, JobKind::READ_MODEL);
        for message in [&state.training_failure, &state.reading_failure].into_iter().flatten() {
            message_notice(ctx, NoticeTone::Error, message, ui);
            ui.add_space(space::S);
        }
        if state.models.is_empty() {
            ui.add(Label::new(body(ctx.text("diagnosis-no-model")).color(tokens(ui).quiet)).wrap());
            ui.add_space(space::M);
            self.kept.ui(ctx, ui);
            return;
        }
        self.table_ui(ctx, ui);
        self.kept.ui(ctx, ui);
        if let Some(chosen) = state.chosen() {
            chosen_ui(ctx, ui, chosen, &mut self.kept);
        }
    }

    fn table_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let models = &ctx.state.diagnosis.models.models;
        let is_regression = models.iter().all(|model| model.card().task == Task::Regress);
        let metrics = if is_regression { [Metric::Rmse, Metric::R2] } else { [Metric::Auc, Metric::Brier] };
        let mut columns = vec![
            Column::number(ctx.text("diagnosis-number"), 44.0, 0).unsortable(),
            Column::text(ctx.text("diagnosis-algorithm"), 220.0).at_least(150.0).stretch().unsortable(),
            Column::text(ctx.text("diagnosis-beside-baseline"), 150.0).at_least(112.0).unsortable(),
        ];
        columns.extend(
            metrics.map(|metric| Column::text(words::metric(ctx.texts, metric), 172.0).at_least(150.0).unsortable()),
        );
        let chosen = ctx.state.diagnosis.models.chosen;
        let on = models.iter().position(|model| Some(model.number) == chosen);
        if self.table.focused() != on {
            self.table.focus(on);
        }
        let table = DataTable::new("models", ctx.text("diagnosis-models"), &columns, models.len());
        let done =
            table.height_of_rows(models.len().clamp(2, 8)).show(ui, &mut self.table, ctx.texts, |row, column| {
                models.get(row).map_or_else(Cell::default, |model| cell(ctx, model, column, &metrics))
            });
        let row = done.activated.or(done.clicked.map(|(row, _)| row)).or(done.focused);
        if let Some(model) = row.and_then(|row| models.get(row)).filter(|model| Some(model.number) != chosen) {
            send(ctx, DiagnosisCommand::Choose(model.number));
        }
        ui.add_space(space::M);
    }
}

fn cell(ctx: &PanelCtx<'_>, model: &TrainedModel, column: usize, metrics: &[Metric; 2]) -> Cell {
    let card = model.card();
    match column {
        0 => Cell::number(model.number.to_string(), None),
        1 => Cell::text(words::algorithm(ctx.texts, &card.algorithm)).aside(aside(ctx, model)),
        2 if card.verdict.is_better => Cell::text(ctx.text("diagnosis-better")).mark(Icon::Check, ""),
        2 => Cell::text(ctx.text("diagnosis-no-better")).tone(Tone::Abnormal).mark(Icon::Warning, ""),
        other => {
            let metric = other.checked_sub(3).and_then(|at| metrics.get(at));
            match metric.and_then(|metric| card.metrics.iter().find(|found| found.metric == *metric)) {
                Some(found) => Cell::text(words::measured(ctx.texts, found)),
                None => Cell::absent(ctx.text("diagnosis-undefined")),
            }
        }
    }
}

/// What it tells, where models tell different things, and how it differs from the defaults.
fn aside(ctx: &PanelCtx<'_>, model: &TrainedModel) -> String {
    let target = &model.card().target;
    let models = &ctx.state.diagnosis.models.models;
    let tells_else = models.iter().any(|other| other.card().target != *target);
    let parts = [tells_else.then(|| target.clone()), Some(settings(ctx, model))];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// How the model differs from the defaults.
fn settings(ctx: &PanelCtx<'_>, model: &TrainedModel) -> String {
    let card = model.card();
    let entry = crate::analysis::diagnosis::learner::algorithm(&card.algorithm);
    let is_own = |(key, value): &&(String, String)| {
        let default = entry.and_then(|entry| entry.parameters.iter().find(|parameter| parameter.key == key));
        default.is_none_or(|parameter| parameter.default != value)
    };
    let own: Vec<String> = card
        .parameters
        .iter()
        .filter(is_own)
        .map(|(key, value)| format!("{} {value}", words::parameter(ctx.texts, key)))
        .collect();
    own.join(ctx.text("twin-list-comma"))
}

/// The verdict of the chosen model, how it does beside the others, and what can be done with it.
fn chosen_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, chosen: &Arc<TrainedModel>, kept: &mut KeptLook) {
    section(ui, &name(ctx, chosen));
    verdict_ui(ctx, ui, chosen);
    ui.add_space(space::S);
    kept.keep_ui(ctx, ui, chosen);
    actions_ui(ctx, ui, chosen);
    card::buttons_ui(ctx, ui, chosen);
    comparisons_ui(ctx, ui, chosen);
    if matches!(chosen.model.learned.engine.as_kind(), ModelKind::Tree(_)) {
        ui.add_space(space::M);
        section(ui, ctx.text("diagnosis-tree"));
        tree_ui(ctx, ui, &chosen.model, &[]);
    }
}

fn actions_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, chosen: &Arc<TrainedModel>) {
    ui.horizontal_wrapped(|ui| {
        let words = ["diagnosis-to-results", "diagnosis-to-cases", "diagnosis-save-model", "diagnosis-forget"];
        let [results, cases, save, forget] = words.map(|key| ctx.texts.get(key));
        if Button::strong(results).show(ui).clicked() {
            send(ctx, DiagnosisCommand::Show(DiagnosisTab::Results));
        }
        wrap_before(ui, cases);
        if Button::new(cases).show(ui).clicked() {
            send(ctx, DiagnosisCommand::Show(DiagnosisTab::Cases));
        }
        wrap_before(ui, save);
        let is_own = chosen.is_of_own_file();
        let action = if is_own { Action::TrainModel } else { Action::Export };
        if ctx.show_if_may(ui, action, Button::new(save)).clicked() {
            let name = format!("{}_{}.model", file_stem(&chosen.card().target), chosen.card().algorithm);
            let target = Arc::new(ExportTarget::Model { model: Arc::clone(&chosen.model), is_own });
            ctx.send(Command::Export(ExportCommand::Choose { name, target }));
        }
        wrap_before(ui, forget);
        if Button::danger(forget).show(ui).clicked() {
            send(ctx, DiagnosisCommand::Remove(chosen.number));
        }
    });
}

/// "Support vector machine (2)".
pub fn name(ctx: &PanelCtx<'_>, model: &TrainedModel) -> String {
    let algorithm = words::algorithm(ctx.texts, &model.card().algorithm);
    ctx.texts.format("diagnosis-model-name", &[("algorithm", &algorithm), ("number", &model.number)])
}

/// A name that every file system takes.
pub fn file_stem(name: &str) -> String {
    name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect()
}

/// The one sentence that comes first, and how it was come by.
pub fn verdict_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
    let verdict = &model.card().verdict;
    let (shape, tone) = if verdict.is_better { (Icon::Check, Tone::Plain) } else { (Icon::Warning, Tone::Abnormal) };
    let colour = tokens(ui).tone(tone);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        crate::ui::widgets::icon(ui, shape, 16.0, colour);
        let words = words::verdict(ctx.texts, model.card());
        ui.add(Label::new(crate::ui::theme::large(words).color(colour)).wrap());
    });
    let how = format!("{} {}", words::split(ctx.texts, &model.card().split), words::verdict_method(ctx.texts, verdict));
    ui.add(Label::new(small(how).color(tokens(ui).quiet)).wrap());
}

fn comparisons_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, chosen: &Arc<TrainedModel>) {
    let others: Vec<&Arc<TrainedModel>> =
        ctx.state.diagnosis.models.models.iter().filter(|other| other.number != chosen.number).collect();
    if others.is_empty() {
        return;
    }
    ui.add_space(space::M);
    section(ui, ctx.text("diagnosis-compared"));
    ui.add(Label::new(small(ctx.text("diagnosis-compared-explained")).color(tokens(ui).quiet)).wrap());
    for other in others {
        let (shape, words) = match chosen.beside(other) {
            Some(found) => (Icon::Compare, comparison(ctx, chosen, other, &found)),
            None => {
                let places: [(&str, &dyn std::fmt::Display); 1] = [("other", &name(ctx, other))];
                (Icon::Info, ctx.texts.format("diagnosis-not-comparable", &places))
            }
        };
        line_ui(ui, shape, Tone::Plain, &words);
    }
}

fn comparison(ctx: &PanelCtx<'_>, one: &TrainedModel, other: &TrainedModel, found: &Comparison) -> String {
    let texts = ctx.texts;
    let is_told = found.low > 0.0 || found.high < 0.0;
    let key = match (is_told, found.gain > 0.0) {
        (true, true) => "diagnosis-compared-better",
        (true, false) => "diagnosis-compared-worse",
        (false, _) => "diagnosis-compared-alike",
    };
    let [gain, low, high] = [found.gain, found.low, found.high].map(|value| words::signed(texts, value));
    let places: [(&str, &dyn std::fmt::Display); 7] = [
        ("one", &name(ctx, one)),
        ("other", &name(ctx, other)),
        ("primary", &words::metric(texts, found.primary)),
        ("gain", &gain),
        ("low", &low),
        ("high", &high),
        ("p", &words::chance(texts, found.p)),
    ];
    texts.format(key, &places)
}
