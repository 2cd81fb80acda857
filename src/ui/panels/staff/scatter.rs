//! Everybody on the two main components, a shape and a colour for each group, and what the axes are made of.

use eframe::egui::accesskit::Role;
use eframe::egui::{Sense, Ui, vec2};
use egui_plot::{PlotPoints, Points};

use crate::analysis::staff::points::sample;
use crate::analysis::staff::study::Study;
use crate::app::staff::StaffCommand;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{series, small, space, tokens};
use crate::ui::widgets::{Button, section, still_plot};

use super::{quiet_ui, send, words};

/// Points that are drawn at most; a sample of more.
const MOST_POINTS: usize = 3_000;
/// Features that an axis is told by.
const NAMED: usize = 3;

pub fn scatter_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study, height: f32) {
    section(ui, ctx.text("staff-scatter"));
    let groups = points_of(study);
    let chosen = ctx.state.staff.group;
    ui.label(small(axis(ctx, study, 1)).color(tokens(ui).text));
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
    });
    let spoken = ctx.texts.count("staff-scatter-spoken", groups.len() as u64, &[]);
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(spoken.as_str());
    });
    ui.vertical_centered(|ui| ui.label(small(axis(ctx, study, 0)).color(tokens(ui).text)));
    legend_ui(ctx, ui, study);
    if study.encoded.rows.len() > MOST_POINTS {
        quiet_ui(ui, ctx.texts.count("staff-scatter-sample", MOST_POINTS as u64, &[]));
    }
}

/// The points of each group that is shown.
fn points_of(study: &Study) -> Vec<Vec<[f64; 2]>> {
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

/// The component with its share of the spread and the features that weigh most in it.
fn axis(ctx: &PanelCtx<'_>, study: &Study, component: usize) -> String {
    let empty = Vec::new();
    let loadings = study.components.loadings.get(component).unwrap_or(&empty);
    let mut order: Vec<usize> = (0..loadings.len()).collect();
    order.sort_by(|a, b| loadings[*b].abs().total_cmp(&loadings[*a].abs()));
    let named = order.iter().take(NAMED).filter_map(|place| {
        let sign = if loadings[*place] < 0.0 { "\u{2212}" } else { "+" };
        study.encoded.features.get(*place).map(|feature| format!("{sign} {}", words::feature(feature)))
    });
    let named = named.collect::<Vec<String>>().join("  ");
    let share = ctx.texts.percent(study.components.share(component));
    let number = component + 1;
    ctx.texts.format("staff-component", &[("number", &number), ("share", &share), ("features", &named)])
}

/// Buttons that choose the group, each behind its mark.
fn legend_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
    ui.horizontal_wrapped(|ui| {
        for own in &study.profiles {
            let look = series(tokens(ui), own.number as usize - 1);
            let (rect, _) = ui.allocate_exact_size(vec2(space::M, space::M), Sense::hover());
            ui.painter().circle_filled(rect.center(), 4.0, look.colour);
            let name = ctx.texts.format("staff-group-number", &[("number", &own.number)]);
            let is_chosen = own.number == ctx.state.staff.group;
            let button = if is_chosen { Button::strong(&name) } else { Button::quiet(&name) };
            if button.show(ui).clicked() {
                send(ctx, StaffCommand::ChooseGroup(own.number));
            }
        }
    });
}
