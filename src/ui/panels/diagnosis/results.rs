//! How the chosen model does: the verdict first, measures with their intervals beside the baseline, and the plots.

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, Ui};

use crate::analysis::diagnosis::card::Card;
use crate::analysis::diagnosis::learner::Task;
use crate::app::command::Command;
use crate::app::diagnosis::curves::Curves;
use crate::app::diagnosis::models::TrainedModel;
use crate::app::diagnosis::{DiagnosisCommand, DiagnosisTab};
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::saved_picture::{Drawing, Heading, stamp};
use crate::ui::theme::{Tone, body, small, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Icon, NoticeTone, TableState, choose_ui, line_ui, section, segmented,
};

use super::confusion::{ConfusionLook, confusion_ui};
use super::models::{file_stem, name, verdict_ui};
use super::plots::{Which, learning_ui, plot_ui, residuals_ui};
use super::tables::{Numbers, of_class, of_learning, of_residuals};
use super::threshold::{ThresholdLook, threshold_ui};
use super::{nothing_ui, progress_ui, scrolled_ui, send, words};

const BESIDE_FROM: f32 = 820.0;
const LEAST_PLOT: f32 = 300.0;
const MOST_PLOT: f32 = 520.0;

/// How the results are looked at.
#[derive(Default)]
pub struct ResultsTab {
    which: Which,
    /// Place among the classes that are drawn.
    class: usize,
    as_table: bool,
    numbers: TableState,
    metrics: TableState,
    groups: TableState,
    threshold: ThresholdLook,
    confusion: ConfusionLook,
    drawing: Option<Drawing>,
}

impl ResultsTab {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        self.drawing = self.drawing.take().filter(|drawing| drawing.is_under_way(ctx));
        let Some(model) = ctx.state.diagnosis.models.chosen().cloned() else {
            let keys = ["diagnosis-nothing-trained", "diagnosis-nothing-trained-explained", "diagnosis-to-models"];
            return nothing_ui(ctx, ui, keys, DiagnosisTab::Models);
        };
        chooser_ui(ctx, ui, &model);
        verdict_ui(ctx, ui, &model);
        ui.add_space(space::M);
        if ui.available_width() < BESIDE_FROM {
            return scrolled_ui(ui, "results", |ui| {
                self.plots_ui(ctx, ui, &model);
                ui.add_space(space::L);
                self.numbers_ui(ctx, ui, &model);
            });
        }
        let frame = Frame::new().inner_margin(Margin { right: space::L as i8, ..Margin::ZERO });
        let width = (ui.available_width() * 0.42).clamp(400.0, 520.0);
        Side::left("results-numbers")
            .resizable(true)
            .default_size(width)
            .size_range(340.0..=640.0)
            .frame(frame)
            .show(ui, |ui| scrolled_ui(ui, "results-numbers", |ui| self.numbers_ui(ctx, ui, &model)));
        let frame = Frame::new().inner_margin(Margin { left: space::L as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            scrolled_ui(ui, "results-plots", |ui| self.plots_ui(ctx, ui, &model));
        });
    }

    fn numbers_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
        let card = model.card();
        section(ui, ctx.text("diagnosis-measures"));
        let columns = [
            Column::text(ctx.text("diagnosis-measure"), 120.0).at_least(100.0).stretch().unsortable(),
            Column::text(ctx.text("diagnosis-model-interval"), 184.0).at_least(172.0).unsortable(),
            Column::text(ctx.text("diagnosis-baseline"), 80.0).at_least(76.0).unsortable(),
        ];
        let table = DataTable::new("metrics", ctx.text("diagnosis-measures"), &columns, card.metrics.len());
        table.height_of_rows(card.metrics.len()).show(ui, &mut self.metrics, ctx.texts, |row, column| {
            let (Some(found), baseline) = (card.metrics.get(row), card.baseline.get(row)) else {
                return Cell::default();
            };
            match column {
                0 => Cell::text(words::metric(ctx.texts, found.metric)),
                1 => Cell::text(words::measured(ctx.texts, found)),
                _ => match baseline.and_then(|baseline| baseline.value) {
                    Some(value) => Cell::text(words::three(ctx.texts, value)),
                    None => Cell::absent(ctx.text("diagnosis-undefined")),
                },
            }
        });
        if card.task == Task::Classify {
            ui.add(Label::new(small(ctx.text("diagnosis-measures-explained")).color(tokens(ui).quiet)).wrap());
        }
        ui.add_space(space::M);
        self.groups_ui(ctx, ui, card);
        limits_ui(ctx, ui, card);
    }

    fn groups_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, card: &Card) {
        section(ui, ctx.text("diagnosis-groups"));
        if card.subgroups.is_empty() {
            line_ui(
                ui,
                Icon::Info,
                Tone::Quiet,
                words::limit(ctx.texts, crate::analysis::diagnosis::card::Limit::SubgroupsUnknown),
            );
            ui.add_space(space::M);
            return;
        }
        let primary = words::metric(ctx.texts, card.verdict.primary);
        let columns = [
            Column::text(ctx.text("diagnosis-group"), 140.0).at_least(100.0).stretch().unsortable(),
            Column::number(ctx.text("diagnosis-group-rows"), 64.0, 0).unsortable(),
            Column::text(primary, 176.0).at_least(160.0).unsortable(),
        ];
        let table = DataTable::new("groups", ctx.text("diagnosis-groups"), &columns, card.subgroups.len());
        table.height_of_rows(card.subgroups.len()).show(ui, &mut self.groups, ctx.texts, |row, column| {
            match (card.subgroups.get(row), column) {
                (Some(group), 0) => Cell::text(words::group(ctx.texts, &group.column, &group.of)),
                (Some(group), 1) => Cell::number(ctx.texts.whole(u64::from(group.rows)), None),
                (Some(group), _) => match group.metrics.first() {
                    Some(found) => Cell::text(words::measured(ctx.texts, found)),
                    None => Cell::absent(ctx.text("diagnosis-undefined")),
                },
                (None, _) => Cell::default(),
            }
        });
        ui.add_space(space::M);
    }

    fn plots_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &Arc<TrainedModel>) {
        let Some(curves) = &model.curves else {
            line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("diagnosis-no-curves"));
            return;
        };
        if model.card().task == Task::Regress {
            return self.residuals_ui(ctx, ui, model, curves);
        }
        self.class = self.class.min(curves.classes.len().saturating_sub(1));
        let Some(class) = curves.classes.get(self.class) else { return };
        let is_two = model.model.classes().len() == 2;
        if is_two {
            threshold_ui(ctx, ui, model, class, &mut self.threshold);
        }
        let threshold = ctx.state.diagnosis.models.threshold(model.card());
        let keys = Which::ALL.map(|which| format!("diagnosis-plot-{}", which.id()));
        let names = keys.each_ref().map(|key| ctx.text(key));
        let on = Which::ALL.iter().position(|which| *which == self.which).unwrap_or(0);
        if let Some(which) = segmented(ui, ctx.text("diagnosis-plot"), &names, on).and_then(|at| Which::ALL.get(at)) {
            self.which = *which;
        }
        ui.add_space(space::S);
        if self.which == Which::Learning {
            return self.learning_ui(ctx, ui, model);
        }
        if self.which == Which::Confusion {
            return confusion_ui(ctx, ui, model, curves, threshold, &mut self.confusion);
        }
        if !is_two {
            let names: Vec<String> = curves.classes.iter().map(|class| class.name.clone()).collect();
            if let Some(at) = choose_ui(ui, ctx.text("diagnosis-class-against-rest"), 220.0, &names, self.class) {
                self.class = at;
            }
        }
        self.look_ui(ctx, ui, model, &of_class(ctx.texts, class, self.which), self.which.id());
        let height = plot_height(ui);
        match self.as_table {
            true => self.table_ui(ctx, ui, &of_class(ctx.texts, class, self.which)),
            false => plot_ui(ctx.texts, ui, class, self.which, threshold, height),
        }
    }

    fn residuals_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &Arc<TrainedModel>, curves: &Curves) {
        let names = ["diagnosis-residuals", "diagnosis-plot-learning"].map(|key| ctx.texts.get(key));
        let on = usize::from(self.which == Which::Learning);
        if let Some(chosen) = segmented(ui, ctx.text("diagnosis-plot"), &names, on) {
            self.which = if chosen == 1 { Which::Learning } else { Which::Roc };
        }
        ui.add_space(space::S);
        if self.which == Which::Learning {
            return self.learning_ui(ctx, ui, model);
        }
        let target = &model.card().target;
        let numbers = of_residuals(ctx.texts, &curves.residuals, target);
        self.look_ui(ctx, ui, model, &numbers, "residuals");
        let height = plot_height(ui);
        match self.as_table {
            true => self.table_ui(ctx, ui, &numbers),
            false => residuals_ui(ctx.texts, ui, &curves.residuals, target, height),
        }
    }

    /// Whether more patients would help: worked out when somebody asks.
    fn learning_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, model: &Arc<TrainedModel>) {
        let models = &ctx.state.diagnosis.models;
        ui.add(Label::new(body(ctx.text("diagnosis-learning-explained")).color(tokens(ui).quiet)).wrap());
        progress_ui(ctx, ui, JobKind::LEARN_CURVE);
        if let Some(message) = &models.curve_failure {
            message_notice(ctx, NoticeTone::Error, message, ui);
        }
        let primary = model.card().verdict.primary;
        let Some(points) = models.learning(model.number) else {
            let may = !ctx.jobs.is_running(JobKind::LEARN_CURVE);
            if Button::strong(ctx.text("diagnosis-learn-curve")).enabled(may).show(ui).clicked() {
                send(ctx, DiagnosisCommand::LearnCurve);
            }
            return;
        };
        let numbers = of_learning(ctx.texts, points, primary);
        self.look_ui(ctx, ui, model, &numbers, "learning");
        match self.as_table {
            true => self.table_ui(ctx, ui, &numbers),
            false => learning_ui(ctx.texts, ui, points, primary, plot_height(ui)),
        }
    }

    /// As a plot or as a table, and both as files.
    fn look_ui(
        &mut self,
        ctx: &PanelCtx<'_>,
        ui: &mut Ui,
        model: &Arc<TrainedModel>,
        numbers: &Numbers,
        id: &'static str,
    ) {
        ui.horizontal_wrapped(|ui| {
            let looks = [ctx.text("risk-as-plot"), ctx.text("risk-as-table")];
            if let Some(chosen) = segmented(ui, ctx.text("diagnosis-look"), &looks, usize::from(self.as_table)) {
                self.as_table = chosen == 1;
            }
            let stem = format!("{}_{}_{id}", file_stem(&model.card().target), model.card().algorithm);
            if Button::link(ctx.text("command-save-picture")).enabled(self.drawing.is_none()).show(ui).clicked() {
                self.drawing = Some(self.picture(ctx, ui, model, id, format!("{stem}.png")));
            }
            if Button::link(ctx.text("diagnosis-save-csv")).show(ui).clicked() {
                let rows = numbers.rows.iter().map(|row| row.iter().map(f64::to_string).collect()).collect();
                let headings = numbers.headings.clone();
                let target = Arc::new(ExportTarget::Table { kind: "diagnostic curve", headings, rows });
                ctx.send(Command::Export(ExportCommand::Choose { name: format!("{stem}.csv"), target }));
            }
        });
    }

    fn picture(
        &self,
        ctx: &PanelCtx<'_>,
        ui: &Ui,
        model: &Arc<TrainedModel>,
        id: &'static str,
        file: String,
    ) -> Drawing {
        let key = format!("diagnosis-plot-{id}");
        let title = format!("{}: {}", ctx.texts.get(&key), name(ctx, model));
        let caption = format!("{} · {} · {}", model.card().provenance.name, model.card().target, stamp(ctx));
        let threshold = ctx.state.diagnosis.models.threshold(model.card());
        let learning = ctx.state.diagnosis.models.learning(model.number).filter(|_| id == "learning").cloned();
        let (texts, model, which, at) = (ctx.texts, Arc::clone(model), self.which, self.class);
        Drawing::start(ui, ("diagnostic curve", file), Heading { title, caption }, move |ui| {
            if let Some(points) = &learning {
                return learning_ui(texts, ui, points, model.card().verdict.primary, 300.0);
            }
            let Some(curves) = &model.curves else { return };
            match curves.classes.get(at) {
                Some(class) => plot_ui(texts, ui, class, which, threshold, 300.0),
                None => residuals_ui(texts, ui, &curves.residuals, &model.card().target, 300.0),
            }
        })
    }

    fn table_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, numbers: &Numbers) {
        let column = |name: &String| Column::number(name, 130.0, 3).at_least(80.0).unsortable();
        let columns: Vec<Column> = numbers.headings.iter().map(column).collect();
        let rows = numbers.rows.len();
        let table = DataTable::new("numbers", ctx.text("diagnosis-numbers"), &columns, rows);
        table.height_of_rows(rows.clamp(3, 14)).show(ui, &mut self.numbers, ctx.texts, |row, column| {
            let value = numbers.rows.get(row).and_then(|row| row.get(column));
            value.map_or_else(Cell::default, |value| Cell::number(words::three(ctx.texts, *value), None))
        });
    }
}

/// What is left of the screen below, the legend kept free.
fn plot_height(ui: &Ui) -> f32 {
    let left = ui.clip_rect().bottom() - ui.next_widget_position().y - space::XXL;
    left.clamp(LEAST_PLOT, MOST_PLOT)
}

/// Which model is looked at, where there are several.
pub fn chooser_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel) {
    let models = &ctx.state.diagnosis.models.models;
    let names: Vec<String> = models.iter().map(|model| name(ctx, model)).collect();
    let on = models.iter().position(|one| one.number == model.number).unwrap_or(0);
    ui.horizontal_top(|ui| {
        if let Some(chosen) =
            choose_ui(ui, ctx.text("diagnosis-model"), 260.0, &names, on).and_then(|at| models.get(at))
        {
            send(ctx, DiagnosisCommand::Choose(chosen.number));
        }
        ui.vertical(|ui| {
            let card = model.card();
            ui.add_space(space::S);
            let patients = ctx.texts.count("diagnosis-patients", u64::from(card.patients), &[]);
            let places: [(&str, &dyn std::fmt::Display); 3] =
                [("target", &card.target), ("file", &card.provenance.name), ("patients", &patients)];
            let line = ctx.texts.format("diagnosis-made-from", &places);
            ui.add(Label::new(body(line).color(tokens(ui).quiet)).wrap());
        });
    });
    ui.add_space(space::XS);
}

fn limits_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, card: &Card) {
    section(ui, ctx.text("diagnosis-limits"));
    for limit in &card.limits {
        line_ui(ui, Icon::Warning, Tone::Plain, words::limit(ctx.texts, *limit));
    }
    for warning in card.warnings.iter().filter(|warning| warning.kind.id() == "leak") {
        line_ui(ui, Icon::Critical, Tone::Critical, &words::warning(ctx.texts, warning));
    }
}
