//! The plots of a model: axes with titles and units, the curves, and the threshold on each of them.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Ui};
use egui_plot::{Bar, BarChart, FilledArea, GridMark, Line, LineStyle, PlotPoints, PlotUi, Points, VLine};

use crate::analysis::diagnosis::learning_curve::CurvePoint;
use crate::analysis::diagnosis::metrics::Metric;
use crate::analysis::statistics::wilson;
use crate::app::diagnosis::curves::{ClassCurves, FoldSpread, Residual};
use crate::ui::text::Texts;
use crate::ui::theme::{series, small, space, tokens};
use crate::ui::widgets::still_plot;

use super::words;

/// Share of the height that the histogram below the calibration has.
const HISTOGRAM: f32 = 0.26;

/// What is drawn of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    Roc,
    Precision,
    Calibration,
    Decision,
    Confusion,
    Learning,
}

impl Which {
    pub const ALL: [Which; 6] =
        [Which::Roc, Which::Precision, Which::Calibration, Which::Decision, Which::Confusion, Which::Learning];

    /// Stable: texts `diagnosis-plot-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Which::Roc => "roc",
            Which::Precision => "precision",
            Which::Calibration => "calibration",
            Which::Decision => "decision",
            Which::Confusion => "confusion",
            Which::Learning => "learning",
        }
    }
}

/// Titles and ends of the axes.
struct Axes<'a> {
    id: &'a str,
    x: &'a str,
    y: &'a str,
    x_ends: (f64, f64),
    y_ends: (f64, f64),
    /// Whether the numbers are shares, written in percent.
    are_shares: (bool, bool),
    height: f32,
}

/// Draws the axes and what belongs on them; a screen reader hears `spoken`.
fn axes_ui(texts: &'static Texts, ui: &mut Ui, axes: &Axes<'_>, spoken: &str, draw: impl FnOnce(&mut PlotUi<'_>)) {
    let tick = move |value: f64, is_share: bool| match is_share {
        true => texts.percent(value),
        false => words::number(texts, value),
    };
    let (x_share, y_share) = axes.are_shares;
    ui.label(small(axes.y).color(tokens(ui).text));
    let height = axes.height - 2.0 * space::XL;
    let plot = still_plot(ui, axes.id, height.max(60.0))
        .y_axis_min_width(48.0)
        .x_axis_formatter(move |mark, _| tick(mark.value, x_share))
        .y_axis_formatter(move |mark, _| tick(mark.value, y_share))
        .show(ui, |plot| {
            plot.set_plot_bounds_x(axes.x_ends.0..=axes.x_ends.1);
            plot.set_plot_bounds_y(axes.y_ends.0..=axes.y_ends.1);
            draw(plot);
        });
    ui.vertical_centered(|ui| ui.label(small(axes.x).color(tokens(ui).text)));
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(format!("{}, {}: {spoken}", axes.y, axes.x));
    });
}

fn line(points: Vec<[f64; 2]>, colour: Color32) -> Line<'static> {
    Line::new("", PlotPoints::from(points)).color(colour).width(2.0)
}

/// A curve of many short steps, piece by piece: drawn as one line, its corners are blots.
fn steps(plot: &mut PlotUi<'_>, points: &[[f64; 2]], colour: Color32) {
    for pair in points.windows(2) {
        plot.line(line(pair.to_vec(), colour));
    }
    plot.points(Points::new("", PlotPoints::from(points.to_vec())).color(colour).radius(1.0).filled(true));
}

/// Without points that lie on the one before: a line through both would show a blot.
fn apart(points: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    const LEAST: f64 = 0.008;
    let mut kept: Vec<[f64; 2]> = Vec::new();
    let mut last = None;
    for point in points {
        let is_apart = kept.last().is_none_or(|before| (before[0] - point[0]).hypot(before[1] - point[1]) >= LEAST);
        last = (!is_apart).then_some(point);
        kept.extend(is_apart.then_some(point));
    }
    kept.extend(last);
    kept
}

fn dashed(points: Vec<[f64; 2]>, colour: Color32) -> Line<'static> {
    line(points, colour).width(1.0).style(LineStyle::dashed_loose())
}

fn mark(place: [f64; 2], colour: Color32) -> Points<'static> {
    Points::new("", PlotPoints::from(vec![place])).color(colour).radius(6.0).filled(true)
}

fn spread_area(spread: &FoldSpread, colour: Color32) -> FilledArea {
    let of = |part: fn(&(f64, f64, f64)) -> f64| spread.points.iter().map(part).collect::<Vec<f64>>();
    FilledArea::new("", &of(|point| point.0), &of(|point| point.1), &of(|point| point.2))
        .fill_color(colour.gamma_multiply(0.16))
}

/// Draws a plot of a class; the confusion is no plot, and learning is not of a class.
pub fn plot_ui(
    texts: &'static Texts,
    ui: &mut Ui,
    class: &ClassCurves,
    which: Which,
    threshold: Option<f64>,
    height: f32,
) {
    match which {
        Which::Roc => roc_ui(texts, ui, class, threshold, height),
        Which::Precision => precision_ui(texts, ui, class, threshold, height),
        Which::Calibration => calibration_ui(texts, ui, class, threshold, height),
        Which::Decision => decision_ui(texts, ui, class, threshold, height),
        Which::Confusion | Which::Learning => {}
    }
}

fn roc_ui(texts: &'static Texts, ui: &mut Ui, class: &ClassCurves, threshold: Option<f64>, height: f32) {
    let (own, act, quiet) = (series(tokens(ui), 0).colour, series(tokens(ui), 1).colour, tokens(ui).outline);
    let axes = Axes {
        id: "roc",
        x: texts.get("diagnosis-axis-false-alarms"),
        y: texts.get("diagnosis-axis-sensitivity"),
        x_ends: (-0.02, 1.04),
        y_ends: (-0.01, 1.02),
        are_shares: (true, true),
        height,
    };
    let points: Vec<[f64; 2]> = apart(class.roc.iter().map(|point| [point.false_alarms, point.sensitivity]));
    let at = threshold.map(|threshold| {
        let found = class.ordered.at(threshold);
        [1.0 - found.specificity().unwrap_or(1.0), found.sensitivity().unwrap_or(0.0)]
    });
    axes_ui(texts, ui, &axes, &spoken(texts, &points), |plot| {
        if !class.roc_spread.points.is_empty() {
            plot.add(spread_area(&class.roc_spread, own));
        }
        plot.line(dashed(vec![[0.0, 0.0], [1.0, 1.0]], quiet));
        steps(plot, &points, own);
        at.into_iter().for_each(|place| plot.points(mark(place, act)));
    });
    legend_ui(
        texts,
        ui,
        &[("diagnosis-legend-pooled", own), ("diagnosis-legend-chance", quiet)],
        class.roc_spread.folds,
        at.map(|_| act),
    );
}

fn precision_ui(texts: &'static Texts, ui: &mut Ui, class: &ClassCurves, threshold: Option<f64>, height: f32) {
    let (own, act, quiet) = (series(tokens(ui), 0).colour, series(tokens(ui), 1).colour, tokens(ui).outline);
    let axes = Axes {
        id: "precision",
        x: texts.get("diagnosis-axis-sensitivity"),
        y: texts.get("diagnosis-axis-precision"),
        x_ends: (-0.02, 1.04),
        y_ends: (-0.01, 1.02),
        are_shares: (true, true),
        height,
    };
    let points: Vec<[f64; 2]> = apart(class.roc.iter().map(|point| [point.sensitivity, point.precision]));
    let base = f64::from(class.sick) / f64::from(class.of.max(1));
    let at = threshold.and_then(|threshold| {
        let found = class.ordered.at(threshold);
        Some([found.sensitivity()?, found.positive_predictive_value()?])
    });
    axes_ui(texts, ui, &axes, &spoken(texts, &points), |plot| {
        if !class.precision_spread.points.is_empty() {
            plot.add(spread_area(&class.precision_spread, own));
        }
        plot.line(dashed(vec![[0.0, base], [1.0, base]], quiet));
        steps(plot, &points, own);
        at.into_iter().for_each(|place| plot.points(mark(place, act)));
    });
    legend_ui(
        texts,
        ui,
        &[("diagnosis-legend-pooled", own), ("diagnosis-legend-base-rate", quiet)],
        class.precision_spread.folds,
        at.map(|_| act),
    );
}

fn calibration_ui(texts: &'static Texts, ui: &mut Ui, class: &ClassCurves, threshold: Option<f64>, height: f32) {
    let (own, act, quiet) = (series(tokens(ui), 0), series(tokens(ui), 1).colour, tokens(ui).outline);
    let axes = Axes {
        id: "calibration",
        x: texts.get("diagnosis-axis-predicted"),
        y: texts.get("diagnosis-axis-observed"),
        x_ends: (-0.02, 1.04),
        y_ends: (-0.02, 1.02),
        are_shares: (true, true),
        height: height * (1.0 - HISTOGRAM),
    };
    let points: Vec<[f64; 2]> = class.calibration.iter().map(|bin| [bin.mean_predicted, bin.observed()]).collect();
    axes_ui(texts, ui, &axes, &spoken(texts, &points), |plot| {
        plot.line(dashed(vec![[0.0, 0.0], [1.0, 1.0]], quiet));
        for bin in &class.calibration {
            let (low, high) = wilson(bin.sick, bin.cases);
            plot.line(line(vec![[bin.mean_predicted, low], [bin.mean_predicted, high]], own.colour).width(1.0));
        }
        plot.line(line(points.clone(), own.colour).width(1.0));
        let marks = Points::new("", PlotPoints::from(points.clone())).color(own.colour);
        plot.points(marks.shape(own.marker).radius(4.0).filled(true));
        threshold.into_iter().for_each(|at| plot.vline(VLine::new("", at).color(act).width(1.5)));
    });
    histogram_ui(texts, ui, class, height * HISTOGRAM);
    legend_ui(
        texts,
        ui,
        &[("diagnosis-legend-calibration", own.colour), ("diagnosis-legend-perfect", quiet)],
        0,
        threshold.map(|_| act),
    );
}

/// How many cases were answered with which probability.
fn histogram_ui(texts: &'static Texts, ui: &mut Ui, class: &ClassCurves, height: f32) {
    let colour = series(tokens(ui), 0).colour;
    let most = class.calibration.iter().map(|bin| bin.cases).max().unwrap_or(1) as f64;
    let bars = class.calibration.iter().map(|bin| {
        let width = bin.high - bin.low;
        Bar::new(bin.low + width / 2.0, bin.cases as f64).width(width * 0.94).fill(colour)
    });
    let chart = BarChart::new("", bars.collect()).color(colour);
    ui.label(small(texts.get("diagnosis-axis-cases")).color(tokens(ui).text));
    let plot = still_plot(ui, "calibration-histogram", (height - space::XL).max(40.0))
        .y_axis_min_width(48.0)
        .show_axes([false, true])
        .y_grid_spacer(move |_| [0.0, most].map(|value| GridMark { value, step_size: most }).to_vec())
        .y_axis_formatter(move |mark, _| texts.whole(mark.value.max(0.0) as u64))
        .show(ui, |plot| {
            plot.set_plot_bounds_x(-0.02..=1.04);
            plot.set_plot_bounds_y(0.0..=most * 1.1);
            plot.bar_chart(chart);
        });
    let spoken: Vec<String> = class
        .calibration
        .iter()
        .map(|bin| format!("{} – {}: {}", texts.percent(bin.low), texts.percent(bin.high), bin.cases))
        .collect();
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(format!("{}: {}", texts.get("diagnosis-axis-cases"), spoken.join(", ")));
    });
}

fn decision_ui(texts: &'static Texts, ui: &mut Ui, class: &ClassCurves, threshold: Option<f64>, height: f32) {
    let (own, all, none) = (series(tokens(ui), 0).colour, series(tokens(ui), 2).colour, tokens(ui).outline);
    let act = series(tokens(ui), 1).colour;
    let base = f64::from(class.sick) / f64::from(class.of.max(1));
    let axes = Axes {
        id: "decision",
        x: texts.get("diagnosis-axis-threshold"),
        y: texts.get("diagnosis-axis-net-benefit"),
        x_ends: (-0.01, 1.0),
        y_ends: (-0.25 * base, 1.1 * base),
        are_shares: (true, false),
        height,
    };
    let of = |part: fn(&crate::analysis::diagnosis::metrics::NetBenefit) -> f64| -> Vec<[f64; 2]> {
        class.decision.iter().map(|point| [point.threshold, part(point)]).collect()
    };
    let (model, everybody) = (of(|point| point.model), of(|point| point.treat_all));
    let at = threshold.map(|threshold| [threshold, class.ordered.net_benefit(threshold)]);
    axes_ui(texts, ui, &axes, &spoken(texts, &model), |plot| {
        plot.line(line(vec![[0.0, 0.0], [1.0, 0.0]], none).width(1.0));
        plot.line(line(everybody.clone(), all).width(1.5).style(LineStyle::dashed_dense()));
        plot.line(line(model.clone(), own));
        at.into_iter().for_each(|place| {
            plot.vline(VLine::new("", place[0]).color(act).width(1.5));
            plot.points(mark(place, act));
        });
    });
    let lines = [("diagnosis-legend-model", own), ("diagnosis-legend-all", all), ("diagnosis-legend-nobody", none)];
    legend_ui(texts, ui, &lines, 0, at.map(|_| act));
}

/// Truth less prediction over what was predicted.
pub fn residuals_ui(texts: &'static Texts, ui: &mut Ui, residuals: &[Residual], target: &str, height: f32) {
    let (own, quiet) = (series(tokens(ui), 0), tokens(ui).outline);
    let points: Vec<[f64; 2]> = residuals.iter().map(|one| [one.predicted, one.truth - one.predicted]).collect();
    let ends = |of: usize| {
        let values = points.iter().map(|point| point[of]);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let margin = ((high - low) * 0.06).max(1e-9);
        if low <= high { (low - margin, high + margin) } else { (0.0, 1.0) }
    };
    let x = texts.format("diagnosis-axis-predicted-number", &[("target", &target)]);
    let y = texts.format("diagnosis-axis-residual", &[("target", &target)]);
    let axes =
        Axes { id: "residuals", x: &x, y: &y, x_ends: ends(0), y_ends: ends(1), are_shares: (false, false), height };
    axes_ui(texts, ui, &axes, &texts.count("diagnosis-rows", points.len() as u64, &[]), |plot| {
        plot.line(dashed(vec![[axes.x_ends.0, 0.0], [axes.x_ends.1, 0.0]], quiet));
        let marks = Points::new("", PlotPoints::from(points.clone())).color(own.colour.gamma_multiply(0.7));
        plot.points(marks.shape(own.marker).radius(2.5).filled(true));
    });
}

/// The primary measure over the rows that were learned from.
pub fn learning_ui(texts: &'static Texts, ui: &mut Ui, points: &[CurvePoint], primary: Metric, height: f32) {
    let own = series(tokens(ui), 0);
    let places: Vec<[f64; 2]> = points.iter().map(|point| [point.rows, point.mean]).collect();
    let ends = points.iter().flat_map(|point| [point.mean - point.deviation, point.mean + point.deviation]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), value| (l.min(value), h.max(value)));
    let margin = ((high - low) * 0.1).max(1e-6);
    let most = points.iter().map(|point| point.rows).fold(1.0, f64::max);
    let y = texts.format("diagnosis-axis-primary", &[("metric", &words::metric(texts, primary))]);
    let axes = Axes {
        id: "learning",
        x: texts.get("diagnosis-axis-learned-rows"),
        y: &y,
        x_ends: (0.0, most * 1.05),
        y_ends: (low - margin, high + margin),
        are_shares: (false, false),
        height,
    };
    axes_ui(texts, ui, &axes, &spoken(texts, &places), |plot| {
        for point in points {
            let span = [point.mean - point.deviation, point.mean + point.deviation];
            plot.line(line(span.map(|end| [point.rows, end]).to_vec(), own.colour).width(1.0));
        }
        plot.line(line(places.clone(), own.colour));
        let marks = Points::new("", PlotPoints::from(places.clone())).color(own.colour);
        plot.points(marks.shape(own.marker).radius(4.0).filled(true));
    });
}

/// What the lines, the band and the mark are.
fn legend_ui(texts: &Texts, ui: &mut Ui, lines: &[(&str, Color32)], folds: u32, act: Option<Color32>) {
    ui.horizontal_wrapped(|ui| {
        let words = |ui: &mut Ui, text: &str, colour: Color32| {
            let (rect, _) = ui.allocate_exact_size(eframe::egui::vec2(14.0, 10.0), eframe::egui::Sense::hover());
            ui.painter().hline(rect.x_range(), rect.center().y, eframe::egui::Stroke::new(3.0, colour));
            ui.label(small(text).color(tokens(ui).quiet));
            ui.add_space(space::S);
        };
        for (key, colour) in lines {
            words(ui, texts.get(key), *colour);
        }
        if let Some((_, colour)) = lines.first().filter(|_| folds > 1) {
            words(ui, &texts.format("diagnosis-legend-spread", &[("folds", &folds)]), colour.gamma_multiply(0.35));
        }
        act.into_iter().for_each(|colour| words(ui, texts.get("diagnosis-legend-threshold"), colour));
    });
}

/// A few places of a curve, for who hears it.
fn spoken(texts: &Texts, points: &[[f64; 2]]) -> String {
    let step = points.len().div_ceil(6).max(1);
    let place = |point: &[f64; 2]| format!("{} / {}", words::three(texts, point[0]), words::three(texts, point[1]));
    points.iter().step_by(step).chain(points.last()).map(place).collect::<Vec<String>>().join("; ")
}
