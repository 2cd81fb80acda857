//! Everybody on the two main components, a shape and a colour for each group, arrows for what the axes are made of.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, Ui, vec2};
use egui_plot::{Arrows, PlotPoint, PlotPoints, Points, Text};

use crate::analysis::staff::points::sample;
use crate::analysis::staff::study::Study;
use crate::app::staff::StaffCommand;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{series, small, space, tokens};
use crate::ui::widgets::{Button, section, series_mark, still_plot};

use super::{quiet_ui, send, words};

/// Points that are drawn at most; a sample of more.
const MOST_POINTS: usize = 3_000;
/// Features that an axis is told by, and that have an arrow.
const NAMED: usize = 3;
const ARROWS: usize = 5;
/// Width of the legend.
const LEGEND: f32 = 128.0;
/// Share of the points' reach that the longest arrow has.
const REACH: f64 = 0.75;

/// The points of each group that is shown.
pub type ScatterPoints = Vec<Vec<[f64; 2]>>;

pub fn scatter_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study, groups: &ScatterPoints, height: f32) {
    section(ui, ctx.text("staff-scatter"));
    ui.label(small(axis(ctx, study, 1)).color(tokens(ui).text));
    ui.horizontal_top(|ui| {
        let width = (ui.available_width() - LEGEND - space::M).max(160.0);
        ui.allocate_ui(vec2(width, height), |ui| {
            ui.set_max_width(width);
            plot_ui(ctx, ui, study, groups, height);
        });
        ui.add_space(space::S);
        legend_ui(ctx, ui, study);
    });
    ui.label(small(axis(ctx, study, 0)).color(tokens(ui).text));
    quiet_ui(ui, ctx.text("staff-arrows"));
    if study.encoded.rows.len() > MOST_POINTS {
        quiet_ui(ui, ctx.texts.count("staff-scatter-sample", MOST_POINTS as u64, &[]));
    }
}

fn plot_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study, groups: &ScatterPoints, height: f32) {
    let chosen = ctx.state.staff.group;
    let arrows = arrows(study, groups);
    let plot = still_plot(ui, "staff-scatter", height).data_aspect(1.0).show_axes([false, false]).show(ui, |plot| {
        let tokens = crate::ui::theme::of(plot.ctx().global_style().visuals.dark_mode);
        for (place, points) in groups.iter().enumerate() {
            let look = series(tokens, place);
            let is_chosen = place as u32 + 1 == chosen;
            let colour = if is_chosen { look.colour } else { look.colour.gamma_multiply(0.55) };
            plot.points(
                Points::new("", PlotPoints::from(points.clone()))
                    .shape(look.marker)
                    .color(colour)
                    .radius(if is_chosen { 3.5 } else { 2.5 })
                    .filled(true),
            );
        }
        for (name, tip) in &arrows {
            plot.arrows(Arrows::new("", vec![[0.0, 0.0]], vec![*tip]).color(tokens.text).tip_length(7.0));
            let anchor = if tip[0] < 0.0 { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
            let label = small(name).color(tokens.text).background_color(tokens.canvas.gamma_multiply(0.8));
            plot.text(Text::new("", PlotPoint::new(tip[0] * 1.06, tip[1] * 1.06), label).anchor(anchor));
        }
    });
    let spoken = ctx.texts.count("staff-scatter-spoken", groups.len() as u64, &[]);
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(spoken.as_str());
    });
}

/// Projects everybody, or a sample, on the two main components.
pub fn points_of(study: &Study) -> ScatterPoints {
    let mut groups = vec![Vec::new(); study.profiles.len()];
    for place in sample(study.encoded.rows.len(), MOST_POINTS, 1) {
        let group =
            study.encoded.rows.get(place as usize).and_then(|row| study.of.get(*row as usize).copied().flatten());
        let at = study.components.project(study.encoded.points.row(place as usize), 2);
        let own = group.and_then(|group| groups.get_mut(group as usize - 1));
        if let (Some(own), Some(x)) = (own, at.first()) {
            own.push([*x, at.get(1).copied().unwrap_or(0.0)]);
        }
    }
    groups
}

/// What weighs most in the two components: name, and where its arrow ends.
fn arrows(study: &Study, groups: &[Vec<[f64; 2]>]) -> Vec<(String, [f64; 2])> {
    let loading = |component: usize, feature: usize| {
        study.components.loadings.get(component).and_then(|own| own.get(feature)).copied().unwrap_or(0.0)
    };
    let tips = study.encoded.features.iter().enumerate().map(|(place, own)| {
        let tip = [loading(0, place), loading(1, place)];
        (words::feature(own), tip, tip[0].hypot(tip[1]))
    });
    let mut tips: Vec<(String, [f64; 2], f64)> = tips.collect();
    tips.sort_by(|a, b| b.2.total_cmp(&a.2));
    tips.truncate(ARROWS);
    let longest = tips.first().map_or(0.0, |own| own.2);
    let reach = groups.iter().flatten().map(|at| at[0].hypot(at[1])).fold(0.0, f64::max);
    if longest <= 0.0 || reach <= 0.0 {
        return Vec::new();
    }
    let scale = REACH * reach / longest;
    tips.into_iter().map(|(name, tip, _)| (name, tip.map(|part| part * scale))).collect()
}

/// The component with its share of the spread and the features that weigh most in it.
fn axis(ctx: &PanelCtx<'_>, study: &Study, component: usize) -> String {
    let empty = Vec::new();
    let loadings = study.components.loadings.get(component).unwrap_or(&empty);
    let mut order: Vec<usize> = (0..loadings.len()).collect();
    order.sort_by(|a, b| loadings[*b].abs().total_cmp(&loadings[*a].abs()));
    let named = order.iter().take(NAMED).filter_map(|place| {
        let sign = if loadings[*place] < 0.0 { "\u{2212}" } else { "+" };
        let weight = words::number(ctx.texts, loadings[*place].abs());
        study.encoded.features.get(*place).map(|feature| format!("{sign}{weight} {}", words::feature(feature)))
    });
    let named = named.collect::<Vec<String>>().join("  ");
    let share = ctx.texts.percent(study.components.share(component));
    let key = if component == 0 { "staff-component-across" } else { "staff-component-up" };
    ctx.texts.format(key, &[("share", &share), ("features", &named)])
}

/// Buttons that choose the group, each behind its mark, below each other.
fn legend_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
    ui.vertical(|ui| {
        for own in &study.profiles {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                series_mark(ui, series(tokens(ui), own.number as usize - 1));
                let name = ctx.texts.format("staff-group-number", &[("number", &own.number)]);
                let is_chosen = own.number == ctx.state.staff.group;
                let button = if is_chosen { Button::strong(&name) } else { Button::quiet(&name) };
                if button.show(ui).clicked() {
                    send(ctx, StaffCommand::ChooseGroup(own.number));
                }
            });
        }
    });
}
