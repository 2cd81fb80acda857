//! A model over time: the curve with units on its axes, the same as a table, and what moved the newest estimate.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Label, Ui};
use egui_plot::{Line, PlotPoints, Points};

use crate::analysis::risk::{Output, RiskModel};
use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::app::risk::course::{Change, Course, CoursePoint, Moved};
use crate::app::risk::estimate::Estimate;
use crate::base::{Precision, Zone};
use crate::ui::panels::PanelCtx;
use crate::ui::patient_head::who;
use crate::ui::text::Texts;
use crate::ui::theme::{body, series, small, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, TableState, section_with, segmented, still_plot};

use super::saved_picture::{Drawing, Heading, stamp};
use super::{bars, words};

const HEIGHT: f32 = 180.0;
const MOST_ROWS: usize = 10;

/// How the course is looked at.
#[derive(Default)]
pub struct CourseLook {
    as_table: bool,
    table: TableState,
    drawing: Option<Drawing>,
}

/// Draws the section.
pub fn course_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate, course: &Course, look: &mut CourseLook) {
    look.drawing = look.drawing.take().filter(|drawing| drawing.is_under_way(ctx));
    let at = estimate.value().map_or_else(|| estimate.model.leading_output(), |(at, _)| at);
    let Some(output) = estimate.model.outputs.get(at) else { return };
    let known: Vec<&CoursePoint> = course.points.iter().filter(|point| point.value.is_some()).collect();
    section_with(ui, ctx.text("risk-course"), |ui| {
        if known.is_empty() {
            return;
        }
        if Button::link(ctx.text("risk-save-csv")).show(ui).clicked() {
            save(ctx, estimate, output, &known);
        }
        let picture = Button::link(ctx.text("command-save-picture")).enabled(look.drawing.is_none());
        if picture.show(ui).clicked() {
            look.drawing = Some(start_picture(ctx, ui, estimate, at, course));
        }
        let looks = [ctx.text("risk-as-plot"), ctx.text("risk-as-table")];
        if let Some(chosen) = segmented(ui, ctx.text("risk-course-look"), &looks, usize::from(look.as_table)) {
            look.as_table = chosen == 1;
        }
    });
    if known.is_empty() {
        ui.add(Label::new(body(ctx.text("risk-course-none")).color(tokens(ui).missing)).wrap());
        ui.add_space(space::M);
        return;
    }
    ui.add(Label::new(small(ctx.text("risk-course-explained")).color(tokens(ui).quiet)).wrap());
    match look.as_table {
        true => table_ui(ctx, ui, estimate, output, &known, &mut look.table),
        false => plot_ui(ctx.texts, &ctx.zone(), ui, (estimate.model, output), course),
    }
    if let Some(moved) = &course.moved {
        moved_ui(ctx, ui, estimate, output, moved);
    }
    ui.add_space(space::M);
}

/// A probability is shown in percent.
fn scaled(output: &Output, value: f64) -> f64 {
    if output.unit == crate::analysis::risk::OutputUnit::Probability { value * 100.0 } else { value }
}

/// The plot with the patient, the model and the moment above it.
fn start_picture(ctx: &PanelCtx<'_>, ui: &Ui, estimate: &Estimate, at: usize, course: &Course) -> Drawing {
    let title = ctx.state.twin.first.value().map(|twin| who(twin, ctx).whole_name);
    let identifier = ctx.state.twin.first.value().map(|twin| who(twin, ctx).identifier);
    let name = words::model(ctx.texts, estimate.model);
    let caption = format!("{} · {name} · {}", identifier.unwrap_or_default(), stamp(ctx));
    let heading = Heading { title: title.unwrap_or_default(), caption };
    let (texts, zone, model, course) = (ctx.texts, ctx.zone(), estimate.model, course.clone());
    let file = format!("{}_over_time.png", model.id);
    Drawing::start(ui, ("risk over time", file), heading, move |ui| {
        if let Some(output) = model.outputs.get(at) {
            plot_ui(texts, &zone, ui, (model, output), &course);
        }
    })
}

fn plot_ui(texts: &'static Texts, zone: &Zone, ui: &mut Ui, (model, output): (&RiskModel, &Output), course: &Course) {
    let tokens = tokens(ui);
    let look = series(tokens, 0);
    let axis =
        texts.format("risk-axis", &[("name", &words::model(texts, model)), ("unit", &words::unit(texts, output.unit))]);
    ui.label(small(&axis).color(tokens.text));
    let first = course.points.iter().find(|point| point.value.is_some()).map_or(0, |point| point.utc_secs);
    let last = course.points.last().map_or(first, |point| point.utc_secs);
    // Where there is one moment only, a day on each side of it.
    let side = ((last - first) as f64 * 0.04).max(43_200.0);
    let is_hours = last - first < 3 * 86_400;
    let values: Vec<f64> =
        course.points.iter().filter_map(|point| point.value).map(|value| scaled(output, value)).collect();
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let margin = ((high - low) * 0.15).max(high.abs() * 0.05).max(0.1);
    let plot = still_plot(ui, ("risk-course", model.id), HEIGHT)
        .y_axis_min_width(44.0)
        .x_axis_formatter(move |mark, _| {
            let moment = zone.moment(mark.value as i64);
            if is_hours {
                return texts.moment(crate::base::Moment { precision: Precision::Minute, ..moment });
            }
            texts.date(moment.local_date())
        })
        .show(ui, |plot| {
            plot.set_plot_bounds_x(first as f64 - side..=last as f64 + side);
            plot.set_plot_bounds_y((low - margin).max(output.low.min(0.0))..=high + margin);
            for stretch in course.points.split(|point| point.value.is_none()) {
                let places = |stretch: &[CoursePoint]| -> Vec<[f64; 2]> {
                    let place =
                        |point: &CoursePoint| point.value.map(|value| [point.utc_secs as f64, scaled(output, value)]);
                    stretch.iter().filter_map(place).collect()
                };
                plot.line(Line::new("", PlotPoints::from(places(stretch))).color(look.colour).width(1.5));
                let marks = Points::new("", PlotPoints::from(places(stretch))).color(look.colour);
                plot.points(marks.shape(look.marker).radius(3.5).filled(true));
            }
        });
    let spoken = spoken(texts, zone, output, course);
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(format!("{axis}: {spoken}"));
    });
}

fn spoken(texts: &Texts, zone: &Zone, output: &Output, course: &Course) -> String {
    let point = |point: &CoursePoint| {
        let date = texts.date(zone.date_at(point.utc_secs));
        point.value.map(|value| format!("{date} {}", words::value_words(texts, output, value)))
    };
    let words: Vec<String> = course.points.iter().filter_map(point).collect();
    words.join(texts.get("twin-list-comma"))
}

fn table_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    estimate: &Estimate,
    output: &Output,
    known: &[&CoursePoint],
    state: &mut TableState,
) {
    let columns = [
        Column::text(ctx.text("column-time"), 160.0).at_least(150.0).unsortable(),
        Column::number(ctx.text("column-value"), 120.0, 1).unit(words::unit(ctx.texts, output.unit)).unsortable(),
        Column::text(ctx.text("risk-band"), 160.0).at_least(100.0).stretch().unsortable(),
    ];
    let table = DataTable::new("risk-course", ctx.text("risk-course"), &columns, known.len()).height_of_rows(MOST_ROWS);
    table.show(ui, state, ctx.texts, |row, column| {
        let Some(point) = known.len().checked_sub(row + 1).and_then(|at| known.get(at)) else { return Cell::default() };
        match (column, point.value) {
            (0, _) => Cell::text(ctx.texts.moment(ctx.local(point.utc_secs))),
            (1, Some(value)) => Cell::number(words::value(ctx.texts, output, value).0, None),
            (2, Some(_)) => match point.band {
                Some(band) => Cell::text(words::band(ctx.texts, estimate.model, band)),
                None => Cell::absent(ctx.text("risk-no-bands")),
            },
            (_, None) | (_, Some(_)) => Cell::default(),
        }
    });
}

/// "Since 12-Mar-2026: 10.2 % → 12.3 %", then each input that changed.
fn moved_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate, output: &Output, moved: &Moved) {
    let texts = ctx.texts;
    let date = texts.date(ctx.zone().date_at(moved.before_utc_secs));
    let (before, after) =
        (words::value_words(texts, output, moved.before), words::value_words(texts, output, moved.after));
    let line = texts.format("risk-moved", &[("date", &date), ("before", &before), ("after", &after)]);
    ui.add_space(space::XS);
    ui.add(Label::new(body(line).color(tokens(ui).text)).wrap());
    if moved.changes.is_empty() {
        ui.label(small(ctx.text("risk-moved-nothing")).color(tokens(ui).quiet));
    }
    for change in &moved.changes {
        ui.add(Label::new(body(change_words(ctx, estimate, change)).color(tokens(ui).quiet)).wrap());
    }
}

fn change_words(ctx: &PanelCtx<'_>, estimate: &Estimate, change: &Change) -> String {
    let texts = ctx.texts;
    let of = |slot| words::slot(texts, estimate.model, change.input, slot);
    let unit = words::input_unit(texts, change.input);
    let words = texts.format(
        "risk-change",
        &[
            ("input", &words::input(texts, change.input.column)),
            ("before", &of(change.before)),
            ("after", &of(change.after)),
            ("unit", &unit),
        ],
    );
    let words = words.trim_end().to_owned();
    match change.share {
        Some(share) => format!("{words} ({})", bars::amount(ctx, share)),
        None => words,
    }
}

fn save(ctx: &PanelCtx<'_>, estimate: &Estimate, output: &Output, known: &[&CoursePoint]) {
    let texts = ctx.texts;
    let headings =
        [texts.get("twin-time-iso"), texts.get("risk-model"), texts.get("column-value"), texts.get("column-unit")];
    let line = |point: &&CoursePoint| {
        Some(vec![
            ctx.local(point.utc_secs).iso(),
            estimate.model.id.to_owned(),
            scaled(output, point.value?).to_string(),
            words::unit(texts, output.unit),
        ])
    };
    let target = ExportTarget::Table {
        kind: "risk over time",
        headings: headings.map(str::to_owned).to_vec(),
        rows: known.iter().filter_map(line).collect(),
    };
    let name = format!("{}_over_time.csv", estimate.model.id);
    ctx.send(Command::Export(ExportCommand::Choose { name, target: Arc::new(target) }));
}
