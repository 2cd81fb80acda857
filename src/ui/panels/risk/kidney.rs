//! The slope of the kidney's function below its course: how fast, how sure, how likely below a threshold, what was left out.

use eframe::egui::{Label, Ui};

use crate::analysis::kidney::{NoSlope, Slope};
use crate::app::risk::kidney::kidney_slope;
use crate::app::twin::view::TwinView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, large, small, space, tokens};
use crate::ui::widgets::{Icon, key_value_grid, line_ui, section};

/// Draws the section.
pub fn slope_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView) {
    let Some(found) = kidney_slope(twin, &ctx.zone()) else { return };
    section(ui, ctx.text("kidney-slope"));
    match found {
        Ok(slope) => found_ui(ctx, ui, &slope),
        Err(why) => {
            let words = match why {
                NoSlope::TooFew { used } => ctx.texts.format("kidney-too-few", &[("count", &used)]),
                NoSlope::TooShort { years } => ctx.texts.format("kidney-too-short", &[("years", &decimal(ctx, years))]),
            };
            ui.add(Label::new(body(words).color(tokens(ui).missing)).wrap());
        }
    }
    ui.add_space(space::M);
}

fn decimal(ctx: &PanelCtx<'_>, value: f64) -> String {
    ctx.texts.decimal(&format!("{value:.1}")).replace('-', "\u{2212}")
}

fn found_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, slope: &Slope) {
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("slope", &decimal(ctx, slope.per_year)),
        ("low", &decimal(ctx, slope.low)),
        ("high", &decimal(ctx, slope.high)),
    ];
    ui.label(large(ctx.texts.format("kidney-per-year", &values)).color(tokens(ui).text));
    let values: [(&str, &dyn std::fmt::Display); 2] = [("count", &slope.used), ("years", &decimal(ctx, slope.years))];
    ui.add(Label::new(small(ctx.texts.format("kidney-made-from", &values)).color(tokens(ui).quiet)).wrap());
    if !slope.left_out.is_empty() {
        let words = ctx.texts.count("kidney-left-out", slope.left_out.len() as u64, &[]);
        line_ui(ui, Icon::Info, Tone::Stale, &words);
    }
    let named: Vec<(String, String)> = slope
        .chances
        .iter()
        .map(|one| {
            let values: [(&str, &dyn std::fmt::Display); 2] = [("below", &one.below), ("years", &one.in_years)];
            (ctx.texts.format("kidney-below", &values), ctx.texts.percent(one.chance))
        })
        .collect();
    key_value_grid(ui, "kidney-chances", named.iter().map(|(name, value)| (name.as_str(), value.clone())));
}
