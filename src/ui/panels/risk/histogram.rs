//! How many patients have which value: bars with units, and the same as a table.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Rangef, Ui};
use egui_plot::{AxisHints, Bar as PlotBar, BarChart, GridMark};

use crate::analysis::risk::{Output, OutputUnit};
use crate::app::risk::cohort::{Bar, CohortRisks, distribution};
use crate::ui::panels::PanelCtx;
use crate::ui::text::Texts;
use crate::ui::theme::{series, small, space, tokens};
use crate::ui::widgets::{Button, Cell, Column, DataTable, TableState, section_with, segmented, still_plot};

use super::saved_picture::{Drawing, Heading, stamp};
use super::words;

const HEIGHT: f32 = 200.0;

/// How the distribution is looked at.
#[derive(Default)]
pub struct BarsLook {
    as_table: bool,
    table: TableState,
    drawing: Option<Drawing>,
}

/// Draws the section.
pub fn histogram_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, risks: &Arc<CohortRisks>, look: &mut BarsLook) {
    look.drawing = look.drawing.take().filter(|drawing| drawing.is_under_way(ctx));
    let Some(output) = risks.model.outputs.get(risks.model.leading_output()) else { return };
    let bars = distribution(risks, output.unit == OutputUnit::Points);
    section_with(ui, ctx.text("risk-distribution"), |ui| {
        let may = !bars.is_empty() && look.drawing.is_none();
        if Button::link(ctx.text("command-save-picture")).enabled(may).show(ui).clicked() {
            look.drawing = Some(start_picture(ctx, ui, risks));
        }
        let looks = [ctx.text("risk-as-plot"), ctx.text("risk-as-table")];
        if let Some(chosen) = segmented(ui, ctx.text("risk-distribution-look"), &looks, usize::from(look.as_table)) {
            look.as_table = chosen == 1;
        }
    });
    if bars.is_empty() {
        ui.label(small(ctx.text("risk-distribution-none")).color(tokens(ui).missing));
        return;
    }
    match look.as_table {
        true => table_ui(ctx, ui, output, &bars, &mut look.table),
        false => plot_ui(ctx.texts, ui, risks, output, &bars),
    }
    ui.add_space(space::M);
}

/// The plot with the model, the patients and the moment above it.
fn start_picture(ctx: &PanelCtx<'_>, ui: &Ui, risks: &Arc<CohortRisks>) -> Drawing {
    let (count, asked) = (risks.ranked.len() as u64, ctx.texts.whole(risks.asked as u64));
    let (of, when) = (ctx.texts.whole(risks.of as u64), ctx.texts.moment(ctx.local(risks.as_of.utc_secs)));
    let name = words::model(ctx.texts, risks.model);
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("asked", &asked), ("of", &of), ("model", &name), ("time", &when)];
    let status = ctx.texts.count("risk-cohort-status", count, &values);
    let title = format!("{}: {name}", ctx.text("risk-distribution"));
    let heading = Heading { title, caption: format!("{status} · {}", stamp(ctx)) };
    let (texts, risks) = (ctx.texts, Arc::clone(risks));
    let file = format!("{}_distribution.png", risks.model.id);
    Drawing::start(ui, ("risk of a cohort", file), heading, move |ui| {
        if let Some(output) = risks.model.outputs.get(risks.model.leading_output()) {
            let bars = distribution(&risks, output.unit == OutputUnit::Points);
            plot_ui(texts, ui, &risks, output, &bars);
        }
    })
}

fn span(texts: &Texts, output: &Output, bar: &Bar) -> String {
    if output.unit == OutputUnit::Points {
        return words::value_words(texts, output, bar.low);
    }
    let ((low, _), high) = (words::value(texts, output, bar.low), words::value_words(texts, output, bar.high));
    texts.format("risk-between", &[("low", &low), ("high", &high)])
}

fn plot_ui(texts: &'static Texts, ui: &mut Ui, risks: &CohortRisks, output: &Output, bars: &[Bar]) {
    let tokens = tokens(ui);
    let factor = if output.unit == OutputUnit::Probability { 100.0 } else { 1.0 };
    let axis = texts.format(
        "risk-distribution-axis",
        &[("name", &words::model(texts, risks.model)), ("unit", &words::unit(texts, output.unit))],
    );
    ui.label(small(&axis).color(tokens.text));
    let is_points = output.unit == OutputUnit::Points;
    let chart = bars.iter().map(|bar| {
        // Points stand on their number, other bars between their ends.
        let width = (bar.high - bar.low) * factor;
        let middle = if is_points { bar.low } else { bar.low * factor + width / 2.0 };
        PlotBar::new(middle, bar.count as f64).width(width * 0.92).fill(series(tokens, 0).colour)
    });
    let chart = BarChart::new("", chart.collect()).color(series(tokens, 0).colour);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1) as f64;
    let (low, high) = bars.first().zip(bars.last()).map_or((0.0, 1.0), |(first, last)| (first.low, last.high));
    let side = if is_points { 0.6 } else { (high - low) * factor * 0.02 };
    let end = if is_points { high - 1.0 } else { high * factor };
    let (ticks, counts) = (ticks(bars, factor), count_ticks(most));
    // Every tick has its number, however near they stand: there are at most eight.
    let x_axis = AxisHints::new_x()
        .label_spacing(Rangef::new(1.0, 2.0))
        .formatter(move |mark, _| texts.decimal(&words::digits(mark.value)));
    let plot = still_plot(ui, ("risk-distribution", risks.model.id), HEIGHT)
        .y_axis_min_width(40.0)
        .custom_x_axes(vec![x_axis])
        .x_grid_spacer(move |_| ticks.clone())
        .y_grid_spacer(move |_| counts.clone())
        .grid_spacing(1.0..=2.0)
        .y_axis_formatter(move |mark, _| {
            if mark.value.fract().abs() < 1e-9 && mark.value >= 0.0 {
                texts.whole(mark.value as u64)
            } else {
                String::new()
            }
        })
        .show(ui, |plot| {
            plot.set_plot_bounds_x(low * factor - side..=end + side);
            plot.set_plot_bounds_y(0.0..=most * 1.08);
            plot.bar_chart(chart);
        });
    let spoken: Vec<String> = bars.iter().map(|bar| format!("{}: {}", span(texts, output, bar), bar.count)).collect();
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(format!("{axis}: {}", spoken.join(texts.get("twin-list-comma"))));
    });
}

/// At every so many bars' lower ends, so that the numbers have room.
fn ticks(bars: &[Bar], factor: f64) -> Vec<GridMark> {
    let width = bars.first().map_or(1.0, |bar| bar.high - bar.low) * factor;
    let every = [1, 2, 5, 10].into_iter().find(|every| bars.len() / every <= 8).unwrap_or(20);
    let is_marked = |bar: &&Bar| ((bar.low * factor / width).round() as i64) % every as i64 == 0;
    bars.iter()
        .filter(is_marked)
        .map(|bar| GridMark { value: bar.low * factor, step_size: width * every as f64 })
        .collect()
}

/// Round counts, some five of them.
fn count_ticks(most: f64) -> Vec<GridMark> {
    let power = 10f64.powf((most / 5.0).max(1.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| most / step <= 6.0);
    let step = step.unwrap_or(power * 10.0);
    (0..=(most / step) as usize).map(|at| GridMark { value: at as f64 * step, step_size: step }).collect()
}

fn table_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, output: &Output, bars: &[Bar], state: &mut TableState) {
    let columns = [
        Column::text(ctx.text("column-value"), 160.0).stretch().unsortable(),
        Column::number(ctx.text("risk-patients"), 100.0, 0).unsortable(),
    ];
    let table =
        DataTable::new("risk-distribution", ctx.text("risk-distribution"), &columns, bars.len()).height_of_rows(12);
    table.show(ui, state, ctx.texts, |row, column| match (bars.get(row), column) {
        (Some(bar), 0) => Cell::text(span(ctx.texts, output, bar)),
        (Some(bar), _) => Cell::number(ctx.texts.whole(bar.count as u64), None),
        (None, _) => Cell::default(),
    });
}
