//! What resources cost: coefficients with their intervals, what the sum leaves of each row, and the error on rows held back
//! beside that of the mean.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{DragValue, Grid, Key, ScrollArea, Ui, vec2};
use egui_plot::{HLine, PlotPoints, Points};

use crate::analysis::schedule::cost::{Doubt, Refusal, Validation, terms};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::jobs::JobKind;
use crate::app::schedule::cost_desk::{CostAnswer, CostCommand, CostFile, CostReport};
use crate::app::schedule::panel::ScheduleCommand;
use crate::app::schedule::said::of_cost;
use crate::domain::schedule::cost::CostModel;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Button, Icon, section, still_plot, text_edit};

use super::head::number_ui;
use super::line::{quiet_line, text_line};
use super::{nothing_ui, progress_ui, send, words};

const PATH: f32 = 300.0;
const FIELD: f32 = 220.0;
const PLOT: f32 = 240.0;
/// Coefficients and answers that are listed.
const SHOWN: usize = 200;

/// Which part of the page is scrolled to is egui's own; nothing else is remembered.
#[derive(Default)]
pub struct CostsView;

impl CostsView {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        form_ui(ctx, ui);
        for kind in [JobKind::LEARN_COSTS, JobKind::PREDICT_COSTS] {
            progress_ui(ctx, ui, kind);
        }
        let Some(report) = ctx.state.schedule.costs.report.clone() else {
            return nothing_ui(ctx, ui, ["schedule-costs-empty", "schedule-costs-empty-explained"]);
        };
        ui.columns(2, |columns| {
            if let [left, right] = columns {
                // Room for the bar: what is wider would lie under the other column.
                let room = left.available_width() - space::L;
                ScrollArea::vertical().auto_shrink(false).id_salt("schedule-costs-left").show(left, |ui| {
                    ui.set_max_width(room);
                    error_ui(ctx, ui, &report);
                    residuals_ui(ctx, ui, &report);
                    questions_ui(ctx, ui, &report);
                });
                ScrollArea::both().auto_shrink(false).id_salt("schedule-costs-right").show(right, |ui| {
                    coefficients_ui(ctx, ui, &report);
                });
            }
        });
    }
}

fn ask(ctx: &PanelCtx<'_>, command: CostCommand) {
    send(ctx, ScheduleCommand::Costs(command));
}

fn form_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let desk = &ctx.state.schedule.costs;
    ui.horizontal_wrapped(|ui| {
        path_ui(ctx, ui, ("schedule-costs-file", CostFile::Rows, &desk.path), CostCommand::Learn);
    });
    ui.horizontal_wrapped(|ui| {
        let mut target = desk.target.clone();
        let name = ui.label(body(ctx.text("schedule-costs-target")).color(tokens(ui).text));
        if text_edit(ui, &mut target, "", false, FIELD).labelled_by(name.id).changed() {
            ask(ctx, CostCommand::SetTarget(target));
        }
        let mut inputs = desk.inputs.clone();
        let name = ui.label(body(ctx.text("schedule-costs-inputs")).color(tokens(ui).text));
        if text_edit(ui, &mut inputs, "", false, FIELD).labelled_by(name.id).changed() {
            ask(ctx, CostCommand::SetInputs(inputs));
        }
        let (mut folds, mut seed) = (desk.folds, desk.seed);
        let one = number_ui(ctx, ui, "schedule-costs-folds", DragValue::new(&mut folds).range(2..=100)).changed();
        let other = number_ui(ctx, ui, "schedule-seed", DragValue::new(&mut seed)).changed();
        if one || other {
            ask(ctx, CostCommand::SetFolds(folds, seed));
        }
        let can = !desk.path.trim().is_empty() && !ctx.jobs.is_running(JobKind::LEARN_COSTS);
        if Button::primary(ctx.text("schedule-costs-learn")).enabled(can).show(ui).clicked() {
            ask(ctx, CostCommand::Learn);
        }
    });
}

fn path_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, (key, file, path): (&str, CostFile, &str), entered: CostCommand) {
    let name = ui.label(body(ctx.text(key)).color(tokens(ui).text));
    let mut typed = path.to_owned();
    let field = text_edit(ui, &mut typed, ctx.text("import-path-hint"), false, PATH).labelled_by(name.id);
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !typed.trim().is_empty() {
        ask(ctx, entered);
    }
    if field.changed() {
        ask(ctx, CostCommand::SetPath(file, typed));
    }
    let choose = Button::new(ctx.text("schedule-choose")).icon(Icon::Folder).show(ui);
    let words = ctx.texts.format("schedule-choose-file", &[("file", &ctx.text(key))]);
    ui.ctx().accesskit_node_builder(choose.id, |node| node.set_label(words.as_str()));
    if choose.clicked() {
        ask(ctx, CostCommand::Choose(file));
    }
}

fn number(value: f64) -> String {
    format!("{value:.2}")
}

/// The error on rows held back, and whether the sum is worth anything.
fn error_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, report: &CostReport) {
    section(ui, ctx.text("schedule-costs-error"));
    match &report.held {
        Ok(Some(found)) => held_ui(ctx, ui, found),
        Ok(None) => text_line(ui, ctx.text("schedule-costs-unvalidated")),
        Err(fault) => {
            let why = words::told(ctx, &of_cost(fault));
            text_line(ui, ctx.texts.format("schedule-costs-unvalidated-why", &[("why", &why)]));
        }
    }
    let model = &report.learned.model;
    let share = report.learned.r_squared.map_or_else(|| "–".to_owned(), number);
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("rows", &model.rows),
        ("left", &report.read.left_out.len()),
        ("spread", &number(model.spread)),
        ("share", &share),
    ];
    quiet_line(ui, ctx.texts.format("schedule-costs-fit", &values));
}

fn held_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Validation) {
    let verdict = if found.is_better() { "schedule-costs-better" } else { "schedule-costs-no-better" };
    text_line(ui, ctx.text(verdict));
    Grid::new("schedule-costs-error").num_columns(3).spacing(vec2(space::L, space::XS)).show(ui, |ui| {
        for key in ["schedule-costs-measure", "schedule-costs-of-model", "schedule-costs-of-mean"] {
            ui.label(small(ctx.text(key)).color(tokens(ui).quiet));
        }
        ui.end_row();
        for (key, model, mean) in [
            ("schedule-costs-absolute", found.model.mean_absolute, found.mean.mean_absolute),
            ("schedule-costs-squared", found.model.root_mean_square, found.mean.root_mean_square),
        ] {
            ui.label(body(ctx.text(key)).color(tokens(ui).text));
            ui.label(body(number(model)).color(tokens(ui).text));
            ui.label(body(number(mean)).color(tokens(ui).text));
            ui.end_row();
        }
    });
    let (gain, low, high) = found.gain;
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("gain", &number(gain)), ("low", &number(low)), ("high", &number(high))];
    text_line(ui, ctx.texts.format("schedule-costs-gain", &values));
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("covered", &found.covered), ("rows", &found.rows), ("folds", &found.folds), ("refused", &found.refused)];
    quiet_line(ui, ctx.texts.format("schedule-costs-held", &values));
}

/// What the sum leaves over what it says.
fn residuals_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, report: &CostReport) {
    section(ui, ctx.text("schedule-costs-residuals"));
    quiet_line(ui, ctx.text("schedule-costs-residuals-explained"));
    let rows = &report.learned.residuals;
    let points: Vec<[f64; 2]> = rows.iter().map(|row| [row.fitted, row.cost - row.fitted]).collect();
    let far = rows.iter().filter(|row| row.standardised.is_some_and(|value| value.abs() > 3.0)).count();
    let (accent, quiet) = (tokens(ui).accent, tokens(ui).quiet);
    let plot = still_plot(ui, "schedule-residuals", PLOT)
        .x_axis_label(ctx.text("schedule-costs-fitted"))
        .y_axis_label(ctx.text("schedule-costs-left"))
        .show(ui, |plot| {
            plot.hline(HLine::new("", 0.0).color(quiet));
            plot.points(Points::new("", PlotPoints::from(points)).radius(2.0).color(accent));
        });
    let said = ctx.texts.count("schedule-costs-residuals-spoken", rows.len() as u64, &[("far", &far)]);
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(said.as_str());
    });
    quiet_line(ui, said);
}

fn coefficients_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, report: &CostReport) {
    section(ui, ctx.text("schedule-costs-coefficients"));
    let model = &report.learned.model;
    let unit = ctx.texts.format("schedule-costs-reference", &[("levels", &references(model))]);
    quiet_line(ui, unit);
    let all = terms(model);
    Grid::new("schedule-coefficients").striped(true).spacing(vec2(space::L, space::XS)).show(ui, |ui| {
        let headings =
            ["schedule-costs-level", "schedule-costs-rows", "schedule-costs-effect", "schedule-costs-interval"];
        for key in headings {
            ui.label(small(ctx.text(key)).color(tokens(ui).quiet));
        }
        ui.end_row();
        for term in all.iter().take(SHOWN) {
            let level = term.term.level.and_then(|(input, level)| {
                let input = model.inputs.get(input)?;
                Some((input.name.as_str(), input.levels.get(level)?))
            });
            let name = match level {
                Some((input, level)) => format!("{input}: {}", level.name),
                None => ctx.text("schedule-costs-intercept").to_owned(),
            };
            let cells = match term.value {
                Some((value, low, high)) => [number(value), format!("{} – {}", number(low), number(high))],
                None => ["–".to_owned(), ctx.text("schedule-costs-untold").to_owned()],
            };
            ui.label(body(name).color(tokens(ui).text));
            ui.label(body(level.map_or_else(String::new, |(_, level)| level.rows.to_string())).color(tokens(ui).text));
            for cell in cells {
                ui.label(body(cell).color(tokens(ui).text));
            }
            ui.end_row();
        }
    });
    if all.len() > SHOWN {
        quiet_line(ui, ctx.texts.format("schedule-more-alternatives", &[("count", &(all.len() - SHOWN))]));
    }
}

/// The level of each input that the others are compared with.
fn references(model: &CostModel) -> String {
    let of = |input: &crate::domain::schedule::cost::CostInput| {
        Some(format!("{}: {}", input.name, input.levels.get(input.reference)?.name))
    };
    model.inputs.iter().filter_map(of).collect::<Vec<_>>().join(", ")
}

fn questions_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, report: &CostReport) {
    section(ui, ctx.text("schedule-costs-questions"));
    let desk = &ctx.state.schedule.costs;
    ui.horizontal_wrapped(|ui| {
        let of = ("schedule-costs-questions-file", CostFile::Questions, desk.questions_path.as_str());
        path_ui(ctx, ui, of, CostCommand::Predict);
    });
    ui.horizontal(|ui| {
        let can = !desk.questions_path.trim().is_empty();
        if Button::strong(ctx.text("schedule-costs-predict")).enabled(can).show(ui).clicked() {
            ask(ctx, CostCommand::Predict);
        }
        if let Some(answers) = &desk.answers
            && Button::new(ctx.text("schedule-costs-save")).show(ui).clicked()
        {
            save(ctx, &report.learned.model, answers);
        }
    });
    let Some(answers) = &desk.answers else { return };
    for one in answers.iter().take(SHOWN) {
        text_line(ui, answer_words(ctx, &report.learned.model, one));
    }
    if answers.len() > SHOWN {
        quiet_line(ui, ctx.texts.format("schedule-more-alternatives", &[("count", &(answers.len() - SHOWN))]));
    }
}

fn words_of(one: &CostAnswer) -> String {
    one.words.iter().map(|word| word.as_deref().unwrap_or("–")).collect::<Vec<_>>().join(", ")
}

fn answer_words(ctx: &PanelCtx<'_>, model: &CostModel, one: &CostAnswer) -> String {
    let what = words_of(one);
    match &one.predicted {
        Ok(found) => {
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("what", &what),
                ("cost", &number(found.cost)),
                ("low", &number(found.low)),
                ("high", &number(found.high)),
            ];
            let said = ctx.texts.format("schedule-costs-answer", &values);
            let doubts = found.doubts.iter().map(|doubt| doubt_words(ctx, model, *doubt));
            std::iter::once(said).chain(doubts).collect::<Vec<_>>().join(" · ")
        }
        Err(why) => {
            let key = match why {
                Refusal::NotTold => "schedule-costs-not-told",
                Refusal::NoSpread => "schedule-costs-no-spread",
            };
            ctx.texts.format("schedule-costs-no-answer", &[("what", &what), ("why", &ctx.text(key))])
        }
    }
}

fn doubt_words(ctx: &PanelCtx<'_>, model: &CostModel, doubt: Doubt) -> String {
    let (key, input) = match doubt {
        Doubt::Unseen { input } => ("schedule-costs-unseen", input),
        Doubt::Missing { input } => ("schedule-costs-missing", input),
    };
    let name = model.inputs.get(input).map_or("", |input| input.name.as_str());
    ctx.texts.format(key, &[("input", &name)])
}

fn save(ctx: &PanelCtx<'_>, model: &CostModel, answers: &[CostAnswer]) {
    let inputs = model.inputs.iter().map(|input| input.name.clone());
    let own = ["line", "predicted_cost", "low", "high", "note"].map(str::to_owned);
    let row = |one: &CostAnswer| {
        let mut cells: Vec<String> = one.words.iter().map(|word| word.clone().unwrap_or_default()).collect();
        cells.push(one.line.to_string());
        match &one.predicted {
            Ok(found) => {
                cells.extend([found.cost, found.low, found.high].map(|cost| cost.to_string()));
                let doubts = found.doubts.iter().map(|doubt| doubt_words(ctx, model, *doubt));
                cells.push(doubts.collect::<Vec<_>>().join("; "));
            }
            Err(why) => cells.extend([String::new(), String::new(), String::new(), why.to_string()]),
        }
        cells
    };
    let target = ExportTarget::Table {
        kind: "schedule",
        headings: inputs.chain(own).collect(),
        rows: answers.iter().map(row).collect(),
    };
    ctx.send(Command::Export(ExportCommand::Choose { name: "costs.csv".to_owned(), target: Arc::new(target) }));
}
