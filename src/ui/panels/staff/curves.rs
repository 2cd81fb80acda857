//! Inertia, silhouette and gap against the number of groups.

use eframe::egui::Ui;
use eframe::egui::accesskit::Role;
use egui_plot::{Line, PlotPoints, Points, VLine};

use crate::analysis::staff::study::Study;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{series, small, tokens};
use crate::ui::widgets::still_plot;

use super::words;

const HEIGHT: f32 = 170.0;

/// What says how many groups there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    Elbow,
    #[default]
    Silhouette,
    Gap,
}

impl Rule {
    pub const ALL: [Rule; 3] = [Rule::Elbow, Rule::Silhouette, Rule::Gap];

    /// Stable: texts `staff-curve-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Rule::Elbow => "elbow",
            Rule::Silhouette => "silhouette",
            Rule::Gap => "gap",
        }
    }
}

pub fn curves_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study, rule: Rule) {
    let value = |trial: &crate::analysis::staff::choose::Trial| match rule {
        Rule::Elbow => Some(trial.inertia),
        Rule::Silhouette => trial.silhouette,
        Rule::Gap => Some(trial.gap),
    };
    let points: Vec<[f64; 2]> =
        study.trials.iter().filter_map(|trial| Some([f64::from(trial.clusters), value(trial)?])).collect();
    let said = match rule {
        Rule::Elbow => study.suggestion.elbow,
        Rule::Silhouette => study.suggestion.silhouette,
        Rule::Gap => study.suggestion.gap,
    };
    let errors: Vec<[f64; 3]> = study
        .trials
        .iter()
        .filter(|_| rule == Rule::Gap)
        .map(|trial| [f64::from(trial.clusters), trial.gap - trial.gap_error, trial.gap + trial.gap_error])
        .collect();
    let (own, act) = (series(tokens(ui), 0).colour, series(tokens(ui), 1).colour);
    let key = format!("staff-axis-{}", rule.id());
    ui.label(small(ctx.text(&key)).color(tokens(ui).text));
    let texts = ctx.texts;
    let plot = still_plot(ui, "staff-curves", HEIGHT)
        .y_axis_min_width(48.0)
        .x_axis_formatter(
            |mark, _| if mark.value.fract() == 0.0 { format!("{:.0}", mark.value) } else { String::new() },
        )
        .y_axis_formatter(move |mark, _| words::number(texts, mark.value))
        .show(ui, |plot| {
            plot.line(Line::new("", PlotPoints::from(points.clone())).color(own).width(2.0));
            plot.points(Points::new("", PlotPoints::from(points.clone())).color(own).radius(3.0).filled(true));
            for [at, low, high] in errors {
                plot.line(Line::new("", PlotPoints::from(vec![[at, low], [at, high]])).color(own).width(1.0));
            }
            if let Some(said) = said {
                plot.vline(VLine::new("", f64::from(said)).color(act).width(1.5));
            }
        });
    ui.vertical_centered(|ui| ui.label(small(ctx.text("staff-clusters-tried")).color(tokens(ui).text)));
    let spoken = said.map_or_else(
        || ctx.text("staff-says-nothing").to_owned(),
        |said| texts.format("staff-rule-says", &[("number", &said)]),
    );
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(format!("{}: {spoken}", ctx.text(&key)));
    });
}
