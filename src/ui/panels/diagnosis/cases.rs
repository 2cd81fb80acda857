//! New cases: from a file or typed, each with its answer or the reason why it gets none, and the reasons of one of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, Ui};

use crate::analysis::diagnosis::drift::MOVED;
use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::metrics::likeliest;
use crate::analysis::diagnosis::saved::Prediction;
use crate::app::command::Command;
use crate::app::diagnosis::asking::Answers;
use crate::app::diagnosis::features::fields_of;
use crate::app::diagnosis::models::TrainedModel;
use crate::app::diagnosis::{DiagnosisCommand, DiagnosisFile, DiagnosisTab};
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::domain::access::Action;
use crate::domain::ids::PatientId;
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Icon, NoticeTone, TableState, line_ui, section, section_with,
};

use super::files::{choose_button, path_ui, sample_button};
use super::reasons::{ReasonsLook, reasons_ui};
use super::results::chooser_ui;
use super::typed::{FIELD, level_ui, number_ui};
use super::{nothing_ui, progress_ui, scrolled_ui, send, words};

const BESIDE_FROM: f32 = 820.0;
/// Nobody types more.
const MOST_TYPED: usize = 60;

/// What is typed, and how the answers are looked at.
#[derive(Default)]
pub struct CasesTab {
    types: bool,
    /// Number of the model that the fields are of.
    typed_for: u64,
    typed: BTreeMap<String, String>,
    /// Whose record they were filled from.
    typed_of: Option<PatientId>,
    table: TableState,
    reasons: ReasonsLook,
}

impl CasesTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(model) = ctx.state.diagnosis.models.chosen().cloned() else {
            let keys = ["diagnosis-nothing-to-ask", "diagnosis-nothing-to-ask-explained", "diagnosis-to-models"];
            return nothing_ui(ctx, ui, keys, DiagnosisTab::Models);
        };
        ask_again(ctx, &model);
        chooser_ui(ctx, ui, &model);
        line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("diagnosis-limit-internal"));
        ui.add_space(space::S);
        if ui.available_width() < BESIDE_FROM {
            return scrolled_ui(ui, "cases", |ui| {
                self.answers_ui(ctx, ui, &model, Some(6));
                ui.add_space(space::L);
                self.side_ui(ctx, ui, &model);
            });
        }
        let has_answers = ctx.state.diagnosis.asked.answers.value().is_some_and(|found| found.model == model.number);
        if !has_answers {
            return scrolled_ui(ui, "cases-first", |ui| self.answers_ui(ctx, ui, &model, None));
        }
        let frame = Frame::new().inner_margin(Margin { right: space::L as i8, ..Margin::ZERO });
        let width = (ui.available_width() * 0.44).clamp(372.0, 580.0);
        Side::left("cases-answers").resizable(true).default_size(width).size_range(360.0..=680.0).frame(frame).show(
            ui,
            |ui| {
                if self.types {
                    scrolled_ui(ui, "cases-typed", |ui| self.answers_ui(ctx, ui, &model, Some(6)));
                } else {
                    self.answers_ui(ctx, ui, &model, None);
                }
            },
        );
        let frame = Frame::new().inner_margin(Margin { left: space::L as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            scrolled_ui(ui, "cases-reasons", |ui| self.side_ui(ctx, ui, &model));
        });
    }

    fn answers_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &Arc<TrainedModel>, rows: Option<usize>) {
        self.ways_in_ui(ctx, ui, model);
        progress_ui(ctx, ui, JobKind::ANSWER_CASES);
        if let Some(message) = ctx.state.diagnosis.asked.answers.failure() {
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
        let Some(answers) = ctx.state.diagnosis.asked.answers.value().filter(|found| found.model == model.number)
        else {
            ui.add(Label::new(body(ctx.text("diagnosis-ask-explained")).color(tokens(ui).quiet)).wrap());
            return;
        };
        self.table_ui(ctx, ui, model, answers, rows);
    }

    fn ways_in_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
        ui.horizontal_wrapped(|ui| {
            choose_button(ctx, ui, DiagnosisFile::NewCases, ctx.state.diagnosis.asked.answers.value().is_none());
            sample_button(ctx, ui, DiagnosisFile::NewCases);
            let shape = if self.types { Icon::ChevronDown } else { Icon::ChevronRight };
            if Button::quiet(ctx.text("diagnosis-type-case")).icon(shape).show(ui).clicked() {
                self.types = !self.types;
            }
            self.patient_ui(ctx, ui, model);
        });
        if self.types {
            self.typed_ui(ctx, ui, model);
        } else {
            path_ui(ctx, ui, DiagnosisFile::NewCases, ui.available_width().min(520.0));
        }
        ui.add_space(space::S);
    }

    /// The patient whose twin is open is asked about; where the record lacks something it can be typed.
    fn patient_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
        let Some(view) = ctx.state.twin.first.value() else { return };
        let title = ctx.texts.format("diagnosis-ask-patient", &[("patient", &view.person.identifier)]);
        if !Button::new(&title).icon(Icon::Person).show(ui).clicked() {
            return;
        }
        let columns = model.model.learned.pipeline.columns.iter().map(|column| column.name.as_str());
        let fields = fields_of(view, columns);
        let is_whole = fields.iter().all(|(_, text)| !text.is_empty());
        (self.typed_for, self.typed_of, self.types) = (model.number, Some(view.twin.id), !is_whole);
        self.typed = fields.into_iter().collect();
        send(ctx, DiagnosisCommand::AnswerPatient);
    }

    /// A field for each column that the model asks for, with the range that it knows.
    fn typed_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
        if self.typed_for != model.number {
            (self.typed_for, self.typed, self.typed_of) = (model.number, BTreeMap::new(), None);
        }
        let learned = &model.model.learned.pipeline.columns;
        if learned.len() > MOST_TYPED {
            ui.label(body(ctx.text("diagnosis-too-many-to-type")).color(tokens(ui).quiet));
            return;
        }
        let fields: Vec<_> = learned.iter().zip(&model.model.bounds.columns).collect();
        let in_row = (ui.available_width() / (FIELD + ui.spacing().item_spacing.x)).floor().max(1.0) as usize;
        for row in fields.chunks(in_row) {
            ui.horizontal_top(|ui| {
                for (fitted, bounds) in row {
                    let text = self.typed.entry(fitted.name.clone()).or_default();
                    if fitted.levels.is_empty() {
                        number_ui(ctx, ui, &words::column(ctx.texts, &fitted.name), bounds, text);
                    } else {
                        level_ui(ctx, ui, &words::column(ctx.texts, &fitted.name), &fitted.levels, text);
                    }
                }
            });
        }
        if self.typed_of != ctx.state.twin.first.value().map(|view| view.twin.id) {
            self.typed_of = None;
        }
        if let Some(identifier) = self.typed_of.and_then(|patient| ctx.state.open()?.identifier(patient)) {
            line_ui(
                ui,
                Icon::Person,
                Tone::Plain,
                &ctx.texts.format("diagnosis-typed-of", &[("patient", &identifier)]),
            );
            if Button::quiet(ctx.text("diagnosis-typed-of-nobody")).leading().show(ui).clicked() {
                self.typed_of = None;
            }
        }
        let has_some = self.typed.values().any(|text| !text.trim().is_empty());
        if Button::strong(ctx.text("diagnosis-answer-typed")).enabled(has_some).show(ui).clicked() {
            let field = |name: &String| (name.clone(), self.typed.get(name).cloned().unwrap_or_default());
            let fields = learned.iter().map(|fitted| field(&fitted.name)).collect();
            send(ctx, DiagnosisCommand::AnswerTyped(fields, self.typed_of));
        }
    }

    fn table_ui(
        &mut self,
        ctx: &PanelCtx<'_>,
        ui: &mut Ui,
        model: &TrainedModel,
        answers: &Answers,
        rows: Option<usize>,
    ) {
        section_with(ui, ctx.text("diagnosis-answers"), |ui| {
            if ctx.show_if_may(ui, Action::Export, Button::new(ctx.text("diagnosis-save-answers"))).clicked() {
                save(ctx, model, answers);
            }
        });
        let count = answers.predictions.len() as u64;
        let line = match answers.abstained {
            0 => ctx.texts.count("diagnosis-all-answered", count, &[]),
            abstained => {
                let none = ctx.texts.whole(abstained);
                ctx.texts.count("diagnosis-some-answered", count, &[("abstained", &none)])
            }
        };
        ui.add(Label::new(body(line).color(tokens(ui).quiet)).wrap());
        drift_ui(ctx, ui, answers);
        let is_number = model.card().task == Task::Regress;
        let shown = if is_number { &model.card().target } else { ctx.texts.get("diagnosis-said") };
        let columns = [
            Column::number(ctx.text("diagnosis-row"), 52.0, 0).unsortable(),
            Column::text(shown, 150.0).at_least(90.0).stretch().unsortable(),
            Column::text(ctx.text(if is_number { "diagnosis-range-95" } else { "diagnosis-probability-95" }), 190.0)
                .at_least(150.0)
                .unsortable(),
        ];
        let on = ctx.state.diagnosis.asked.row.map(|row| row as usize);
        if self.table.focused() != on {
            self.table.focus(on);
        }
        let threshold = ctx.state.diagnosis.models.threshold(model.card());
        let mut table = DataTable::new("answers", ctx.text("diagnosis-answers"), &columns, answers.predictions.len());
        if let Some(rows) = rows {
            table = table.height_of_rows(rows.min(answers.predictions.len().max(1)));
        }
        let done =
            table.show(ui, &mut self.table, ctx.texts, |row, column| match (answers.predictions.get(row), column) {
                (Some(_), 0) => Cell::number(ctx.texts.whole(row as u64 + 1), None),
                (Some(prediction), _) => cell(ctx, model, prediction, threshold, column),
                (None, _) => Cell::default(),
            });
        let row = done.activated.or(done.clicked.map(|(row, _)| row)).or(done.focused);
        if let Some(row) = row.filter(|row| Some(*row) != on) {
            send(ctx, DiagnosisCommand::Explain(row as u32));
        }
    }

    fn side_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &Arc<TrainedModel>) {
        let asked = &ctx.state.diagnosis.asked;
        let answers = asked.answers.value().filter(|answers| answers.model == model.number);
        let (Some(answers), Some(row)) = (answers, asked.row) else { return };
        if let Some(prediction) = answers.predictions.get(row as usize) {
            reasons_ui(ctx, ui, model, (row, prediction), &mut self.reasons);
        }
    }
}

/// What would have to differ depends on the threshold: with another one it is worked out again.
fn ask_again(ctx: &PanelCtx<'_>, model: &TrainedModel) {
    let asked = &ctx.state.diagnosis.asked;
    let threshold = ctx.state.diagnosis.models.threshold(model.card());
    let Some(reasons) = asked.reasons.value().filter(|reasons| reasons.model == model.number) else { return };
    let is_other = reasons.threshold != threshold && Some(reasons.row) == asked.row;
    if is_other && !ctx.jobs.is_running(JobKind::EXPLAIN_CASE) && asked.reasons.failure().is_none() {
        send(ctx, DiagnosisCommand::Explain(reasons.row));
    }
}

/// Columns in which the new cases are not like those that were learned from.
fn drift_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, answers: &Answers) {
    let moved: Vec<String> =
        answers.drift.iter().filter(|one| one.stability_index > MOVED).map(|one| one.column.clone()).collect();
    if !moved.is_empty() {
        let list = moved.join(ctx.text("twin-list-comma"));
        let words = ctx.texts.format("diagnosis-moved", &[("list", &list)]);
        line_ui(ui, Icon::Warning, Tone::Abnormal, &words);
    }
}

/// The class said: of two from the threshold on, of several the likeliest. Without a threshold nothing is said of two.
pub fn said(model: &TrainedModel, prediction: &Prediction, threshold: Option<f64>) -> Option<usize> {
    match (model.card().task, prediction.outputs.as_slice()) {
        (Task::Regress, _) => None,
        (Task::Classify, [_, second]) => threshold.map(|threshold| usize::from(*second >= threshold)),
        (Task::Classify, several) => Some(likeliest(several) as usize),
    }
}

/// The class whose probability is shown: of two the one looked for, of several the likeliest.
pub fn shown_output(prediction: &Prediction) -> usize {
    match prediction.outputs.as_slice() {
        [_] => 0,
        [_, _] => 1,
        several => likeliest(several) as usize,
    }
}

/// Value and interval of what is shown.
pub fn shown_words(ctx: &PanelCtx<'_>, model: &TrainedModel, prediction: &Prediction) -> String {
    let at = shown_output(prediction);
    let word = |value: f64| match model.card().task {
        Task::Classify => words::percent(ctx.texts, value),
        Task::Regress => words::number(ctx.texts, value),
    };
    let value = word(prediction.outputs.get(at).copied().unwrap_or(0.0));
    match prediction.intervals.get(at).copied().flatten() {
        Some((low, high)) => {
            ctx.texts.format("diagnosis-interval", &[("value", &value), ("low", &word(low)), ("high", &word(high))])
        }
        None => value,
    }
}

fn cell(
    ctx: &PanelCtx<'_>,
    model: &TrainedModel,
    prediction: &Prediction,
    threshold: Option<f64>,
    column: usize,
) -> Cell {
    if !prediction.abstentions.is_empty() {
        let reason = prediction.abstentions.iter().map(|found| words::abstention(ctx.texts, found));
        let reason = reason.collect::<Vec<String>>().join(" ");
        return match column {
            1 => Cell::absent(ctx.text("diagnosis-no-answer")).mark(Icon::Dash, reason),
            _ => Cell::default(),
        };
    }
    match (column, model.card().task) {
        (1, Task::Classify) => match said(model, prediction, threshold) {
            Some(class) => Cell::text(model.model.class_name(class as u32)),
            None => Cell::absent(ctx.text("diagnosis-no-threshold")),
        },
        (1, Task::Regress) => Cell::text(words::number(ctx.texts, prediction.outputs.first().copied().unwrap_or(0.0))),
        (_, Task::Regress) => match prediction.intervals.first().copied().flatten() {
            Some((low, high)) => {
                let [low, high] = [low, high].map(|value| words::number(ctx.texts, value));
                Cell::text(ctx.texts.format("diagnosis-from-to", &[("low", &low), ("high", &high)]))
            }
            None => Cell::default(),
        },
        (_, Task::Classify) => Cell::text(shown_words(ctx, model, prediction)),
    }
}

/// As `wardtwin diagnose predict` writes them: probabilities unrounded, a case without an answer without numbers.
fn save(ctx: &PanelCtx<'_>, model: &TrainedModel, answers: &Answers) {
    let threshold = ctx.state.diagnosis.models.threshold(model.card());
    let mut own = vec!["prediction".to_owned()];
    match model.card().task {
        Task::Classify => own.extend(model.model.classes().iter().map(|class| format!("probability_{class}"))),
        Task::Regress => own.extend(["low".to_owned(), "high".to_owned()]),
    }
    own.extend(["abstained".to_owned(), "reason".to_owned()]);
    let table = &answers.cases.table;
    let kept: Vec<usize> = (0..table.headings.len())
        .filter(|at| table.headings.get(*at).is_some_and(|name| !own.contains(name)))
        .collect();
    let pick = |cells: &[String]| kept.iter().filter_map(|at| cells.get(*at).cloned()).collect::<Vec<String>>();
    let line = |(row, prediction): (&crate::io::text_table::TextRow, &Prediction)| {
        [pick(&row.cells), own_cells(ctx, model, prediction, threshold)].concat()
    };
    let rows = table.rows.iter().zip(&answers.predictions).map(line).collect();
    let headings = [pick(&table.headings), own.clone()].concat();
    let target = Arc::new(ExportTarget::Table { kind: "diagnostic predictions", headings, rows });
    ctx.send(Command::Export(ExportCommand::Choose { name: "predictions.csv".to_owned(), target }));
}

fn own_cells(ctx: &PanelCtx<'_>, model: &TrainedModel, prediction: &Prediction, threshold: Option<f64>) -> Vec<String> {
    let is_answered = prediction.abstentions.is_empty();
    let number = |value: f64| if is_answered { value.to_string() } else { String::new() };
    let mut cells = Vec::new();
    match model.card().task {
        Task::Classify => {
            let class = said(model, prediction, threshold).filter(|_| is_answered);
            cells.push(class.map(|class| model.model.class_name(class as u32)).unwrap_or_default());
            cells.extend(prediction.outputs.iter().map(|probability| number(*probability)));
        }
        Task::Regress => {
            let (low, high) = prediction.intervals.first().copied().flatten().unzip();
            let all = [prediction.outputs.first().copied(), low, high];
            cells.extend(all.map(|value| value.map_or_else(String::new, number)));
        }
    }
    cells.push((!is_answered).to_string());
    let reasons = prediction.abstentions.iter().map(|found| words::abstention(ctx.texts, found));
    cells.push(reasons.collect::<Vec<String>>().join(" "));
    cells
}

/// A heading with the row.
pub fn case_heading_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, row: u32) {
    let answers = ctx.state.diagnosis.asked.answers.value();
    let patient = answers.and_then(|answers| ctx.state.open()?.identifier(answers.patient?));
    let words = match (patient, answers.is_some_and(|answers| answers.is_typed)) {
        (Some(patient), _) => ctx.texts.format("diagnosis-case-of-patient", &[("patient", &patient)]),
        (None, true) => ctx.text("diagnosis-typed-case").to_owned(),
        (None, false) => ctx.texts.format("diagnosis-case-of-row", &[("row", &(row + 1))]),
    };
    section(ui, &words);
}
