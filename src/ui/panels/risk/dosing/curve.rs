//! The concentration over time with its band, the levels as dots, now as a line; the same as a table.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Ui};
use egui_plot::{GridMark, Line, PlotPoints, Points, Polygon, VLine};

use crate::app::dosing::Worked;
use crate::base::{Moment, Precision};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{series, small, tokens};
use crate::ui::widgets::{Cell, Column, DataTable, TableState, section_with, segmented, still_plot};

use super::outcome::digits;

const HEIGHT: f32 = 240.0;

/// Draws the section.
pub fn curve_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, worked: &Worked, as_table: &mut bool, table: &mut TableState) {
    section_with(ui, ctx.text("dosing-curve"), |ui| {
        let looks = [ctx.text("risk-as-plot"), ctx.text("risk-as-table")];
        if let Some(chosen) = segmented(ui, ctx.text("dosing-curve-look"), &looks, usize::from(*as_table)) {
            *as_table = chosen == 1;
        }
    });
    ui.label(small(ctx.text("dosing-curve-axis")).color(tokens(ui).text));
    match *as_table {
        true => table_ui(ctx, ui, worked, table),
        false => plot_ui(ctx, ui, worked),
    }
}

fn utc(worked: &Worked, hours: f64) -> f64 {
    worked.asked.from_utc_secs as f64 + hours * 3600.0
}

fn plot_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, worked: &Worked) {
    let tokens = tokens(ui);
    let look = series(tokens, 0);
    let (zone, texts) = (ctx.zone(), ctx.texts);
    let top = worked.curve.iter().map(|point| point.high).fold(10.0, f64::max);
    let ends = (worked.curve.first(), worked.curve.last());
    let offset = f64::from(zone.offset_mins_at(worked.asked.from_utc_secs)) * 60.0;
    let plot = still_plot(ui, "dosing-curve", HEIGHT)
        .y_axis_min_width(40.0)
        .x_grid_spacer(move |input| marks(input.bounds, offset));
    let plot = plot.x_axis_formatter(move |mark, _| {
        let moment = Moment { precision: Precision::Minute, ..zone.moment(mark.value as i64) };
        let time = texts.time_of_day(moment);
        if time == "00:00" { texts.date(moment.local_date()) } else { time }
    });
    let shown = plot.show(ui, |plot| {
        if let (Some(first), Some(last)) = ends {
            plot.set_plot_bounds_x(utc(worked, first.at_hours)..=utc(worked, last.at_hours));
        }
        plot.set_plot_bounds_y(0.0..=top * 1.05);
        // A polygon has to be convex to be filled: the band is drawn in slices.
        for pair in worked.curve.windows(2) {
            let [one, next] = pair else { continue };
            let (from, to) = (utc(worked, one.at_hours), utc(worked, next.at_hours));
            let corners = vec![[from, one.low], [to, next.low], [to, next.high], [from, one.high]];
            let slice = Polygon::new("", PlotPoints::from(corners));
            plot.polygon(slice.fill_color(look.colour.gamma_multiply(0.18)).stroke((0.0, Color32::TRANSPARENT)));
        }
        let middle: Vec<[f64; 2]> =
            worked.curve.iter().map(|point| [utc(worked, point.at_hours), point.median]).collect();
        plot.line(Line::new("", PlotPoints::from(middle)).color(look.colour).width(1.6));
        let levels: Vec<[f64; 2]> =
            worked.asked.levels.iter().map(|level| [utc(worked, level.at_hours), level.mg_per_l]).collect();
        plot.points(Points::new("", PlotPoints::from(levels)).color(tokens.text).radius(4.0).filled(true));
        plot.vline(VLine::new("", worked.asked.now_utc_secs as f64).color(tokens.quiet).width(1.0));
    });
    let spoken = format!("{}: {}", ctx.text("dosing-curve"), spoken(ctx, worked));
    ui.ctx().accesskit_node_builder(shown.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(spoken);
    });
}

/// Marks at whole local hours, at most some eight of them.
fn marks((from, to): (f64, f64), offset: f64) -> Vec<GridMark> {
    let steps = [6.0, 12.0, 24.0, 48.0, 96.0].map(|hours| hours * 3600.0);
    let step = steps.into_iter().find(|step| (to - from) / step <= 9.0).unwrap_or(7.0 * 86_400.0);
    let first = ((from + offset) / step).ceil() as i64;
    let last = ((to + offset) / step).floor() as i64;
    (first..=last.min(first + 20)).map(|at| GridMark { value: at as f64 * step - offset, step_size: step }).collect()
}

/// A point every few hours in words.
fn spoken(ctx: &PanelCtx<'_>, worked: &Worked) -> String {
    let every = (worked.curve.len() / 8).max(1);
    let words = worked.curve.iter().step_by(every).map(|point| {
        let at = ctx.local(utc(worked, point.at_hours) as i64);
        format!("{} {} mg/L", ctx.texts.time_of_day(at), digits(ctx, point.median, 1))
    });
    words.collect::<Vec<_>>().join(", ")
}

fn table_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, worked: &Worked, state: &mut TableState) {
    let columns = [
        Column::text(ctx.text("dosing-time"), 180.0).stretch().unsortable(),
        Column::number(ctx.text("dosing-low"), 110.0, 1).unit("mg/L").unsortable(),
        Column::number(ctx.text("dosing-median"), 110.0, 1).unit("mg/L").unsortable(),
        Column::number(ctx.text("dosing-high"), 110.0, 1).unit("mg/L").unsortable(),
    ];
    let table = DataTable::new("dosing-curve", ctx.text("dosing-curve"), &columns, worked.curve.len());
    table.height_of_rows(8).show(ui, state, ctx.texts, |row, column| {
        let Some(point) = worked.curve.get(row) else { return Cell::default() };
        match column {
            0 => Cell::text(ctx.texts.moment(ctx.local(utc(worked, point.at_hours) as i64))),
            1 => Cell::number(digits(ctx, point.low, 1), None),
            2 => Cell::number(digits(ctx, point.median, 1), None),
            _ => Cell::number(digits(ctx, point.high, 1), None),
        }
    });
}
