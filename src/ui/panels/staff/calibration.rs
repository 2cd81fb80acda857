//! Whether what the models say happens as often as they say: people they had not seen, in classes of what was said.

use eframe::egui::Ui;
use eframe::egui::accesskit::Role;
use egui_plot::{Line, LineStyle, PlotPoints, Points};

use crate::analysis::statistics::wilson;
use crate::app::staff::{Retention, calibration};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, series, small, space, tokens};
use crate::ui::widgets::{Icon, line_ui, section, series_mark, still_plot};

use super::quiet_ui;

const HEIGHT: f32 = 220.0;
const WIDTH: f32 = 460.0;

/// Said, seen, and the ends of the interval of what was seen.
type Bin = [f64; 4];

pub fn calibration_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, found: &Retention) {
    section(ui, ctx.text("staff-calibration"));
    let models: Vec<(String, Vec<Bin>)> = found
        .models
        .iter()
        .map(|(name, report)| (ctx.texts.get(&format!("diagnosis-algorithm-{name}")).to_owned(), bins(report)))
        .collect();
    if models.iter().all(|(_, bins)| bins.is_empty()) {
        return quiet_ui(ui, ctx.text("staff-calibration-nothing"));
    }
    ui.label(small(ctx.text("staff-axis-seen")).color(tokens(ui).text));
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_max_width(WIDTH.min(ui.available_width()));
            plot_ui(ctx, ui, &models);
            ui.label(small(ctx.text("staff-axis-said")).color(tokens(ui).text));
        });
        ui.add_space(space::M);
        ui.vertical(|ui| {
            for (place, (name, _)) in models.iter().enumerate() {
                ui.horizontal(|ui| {
                    series_mark(ui, series(tokens(ui), place));
                    ui.label(small(name).color(tokens(ui).text));
                });
            }
            line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("staff-calibration-line"));
        });
    });
}

/// Classes of fewer people than are shown are left out.
fn bins(report: &crate::analysis::diagnosis::run::Report) -> Vec<Bin> {
    calibration(report)
        .into_iter()
        .map(|bin| {
            let (low, high) = wilson(bin.sick, bin.cases);
            [bin.mean_predicted, bin.observed(), low, high]
        })
        .collect()
}

fn plot_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, models: &[(String, Vec<Bin>)]) {
    let quiet = tokens(ui).outline;
    let looks: Vec<_> = (0..models.len()).map(|place| series(tokens(ui), place)).collect();
    let texts = ctx.texts;
    let share = move |value: f64| texts.percent(value);
    let plot = still_plot(ui, "staff-calibration", HEIGHT)
        .include_x(0.0)
        .include_x(1.0)
        .include_y(0.0)
        .include_y(1.0)
        .y_axis_min_width(48.0)
        .x_axis_formatter(move |mark, _| share(mark.value))
        .y_axis_formatter(move |mark, _| share(mark.value))
        .show(ui, |plot| {
            let diagonal = PlotPoints::from(vec![[0.0, 0.0], [1.0, 1.0]]);
            plot.line(Line::new("", diagonal).color(quiet).width(1.0).style(LineStyle::dashed_dense()));
            for ((_, bins), look) in models.iter().zip(&looks) {
                for [said, _, low, high] in bins {
                    let ends = PlotPoints::from(vec![[*said, *low], [*said, *high]]);
                    plot.line(Line::new("", ends).color(look.colour).width(1.0));
                }
                let points: Vec<[f64; 2]> = bins.iter().map(|[said, seen, ..]| [*said, *seen]).collect();
                plot.line(Line::new("", PlotPoints::from(points.clone())).color(look.colour).width(1.0));
                let marks = Points::new("", PlotPoints::from(points)).color(look.colour);
                plot.points(marks.shape(look.marker).radius(4.0).filled(true));
            }
        });
    let spoken = |(name, bins): &(String, Vec<Bin>)| {
        let each = bins.iter().map(|[said, seen, ..]| format!("{} {}", texts.percent(*said), texts.percent(*seen)));
        format!("{name}: {}", each.collect::<Vec<_>>().join(", "))
    };
    let words: Vec<String> = models.iter().map(spoken).collect();
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(format!("{}. {}", ctx.text("staff-calibration"), words.join("; ")));
    });
}
