//! What training closes for its cost: the whole curve, and the lessons of the budget that is typed.

use eframe::egui::Ui;
use eframe::egui::accesskit::Role;
use egui_plot::{Line, PlotPoints, Points, VLine, uniform_grid_spacer};

use crate::analysis::staff::coverage::training::{Offer, Trainings};
use crate::app::staff::coverage::{CoverageCommand, CoverageFound};
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::text::Texts;
use crate::ui::theme::{Tone, series, small, space, tokens};
use crate::ui::widgets::{
    Button, Cell, Column, DataTable, Field, Icon, NoticeTone, TableState, labelled_field, line_ui, section_with,
    still_plot,
};

use super::super::quiet_ui;
use super::{ask, tables};

const HEIGHT: f32 = 170.0;
const WIDTH: f32 = 520.0;
const MOST_ROWS: usize = 12;

/// How the lessons are looked at.
#[derive(Default)]
pub struct TrainingView {
    lessons: TableState,
}

impl TrainingView {
    pub fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, found: &CoverageFound) {
        let state = &ctx.state.staff.coverage;
        let budget = state.budget_cents();
        let offer = match (&found.trainings, budget) {
            (Ok(trainings), Ok(budget)) => trainings.within(budget),
            _ => None,
        };
        section_with(ui, ctx.text("staff-training"), |ui| {
            if let Some(offer) = offer.filter(|offer| !offer.lessons.is_empty())
                && Button::quiet(ctx.text("staff-save-trainings")).show(ui).clicked()
            {
                tables::save_lessons(ctx, offer);
            }
        });
        let trainings = match &found.trainings {
            Ok(trainings) => trainings,
            Err(fault) => {
                let message = crate::app::staff::of_training(fault);
                return message_notice(ctx, NoticeTone::Error, &message, ui);
            }
        };
        if found.house.trainings.is_empty() {
            return quiet_ui(ui, ctx.text("staff-training-none"));
        }
        if trainings.offers.len() < 2 {
            quiet_ui(ui, ctx.text("staff-training-nothing"));
            return beyond_ui(ctx, ui, trainings);
        }
        budget_ui(ctx, ui, budget.is_err());
        if let Some(offer) = offer {
            self.offer_ui(ctx, ui, found, trainings, offer);
        }
        beyond_ui(ctx, ui, trainings);
    }

    fn offer_ui(
        &mut self,
        ctx: &PanelCtx<'_>,
        ui: &mut Ui,
        found: &CoverageFound,
        trainings: &Trainings,
        offer: &Offer,
    ) {
        let gaps = found.coverage.gaps();
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("closed", &offer.closed), ("gaps", &gaps), ("cost", &money(ctx.texts, offer.cents))];
        line_ui(ui, Icon::Check, Tone::Plain, &ctx.texts.format("staff-offer", &values));
        curve_ui(ctx, ui, trainings, offer);
        if offer.lessons.is_empty() {
            return;
        }
        let columns = [
            Column::text(ctx.text("staff-ward"), 120.0).at_least(90.0).unsortable(),
            Column::text(ctx.text("staff-skill"), 180.0).at_least(110.0).stretch().unsortable(),
            Column::text(ctx.text("staff-shifts"), 160.0).at_least(110.0).unsortable(),
            Column::number(ctx.text("staff-size"), 80.0, 0).unsortable(),
            Column::number(ctx.text("staff-decision-cost"), 110.0, 2).unsortable(),
        ];
        let rows = offer.lessons.len();
        let table = DataTable::new("staff-lessons", ctx.text("staff-training"), &columns, rows);
        table.height_of_rows(MOST_ROWS).show(ui, &mut self.lessons, ctx.texts, |row, column| {
            let Some(own) = offer.lessons.get(row) else { return Cell::default() };
            match column {
                0 => Cell::text(own.ward.as_str()),
                1 => Cell::text(own.skill.as_str()),
                2 => Cell::text(own.shifts.join(", ")),
                3 => Cell::number(own.people.to_string(), None),
                _ => Cell::number(money(ctx.texts, own.cents), None),
            }
        });
        quiet_ui(ui, ctx.text("staff-training-explained"));
    }
}

/// Two places behind the mark, as the language writes it.
pub fn money(texts: &Texts, cents: u64) -> String {
    texts.decimal(&format!("{}.{:02}", cents / 100, cents % 100))
}

fn budget_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, is_wrong: bool) {
    let mut budget = ctx.state.staff.coverage.budget.clone();
    let field = Field::new(ctx.text("staff-budget")).hint(ctx.text("staff-budget-hint")).width(200.0);
    let fault = is_wrong.then(|| ctx.text("staff-fault-money"));
    if labelled_field(ui, field.error(fault), &mut budget).changed() {
        ask(ctx, CoverageCommand::SetBudget(budget));
    }
    ui.add_space(space::XS);
}

/// Gaps closed against least cost, the offer that is looked at marked.
fn curve_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, trainings: &Trainings, offer: &Offer) {
    let points: Vec<[f64; 2]> =
        trainings.offers.iter().map(|own| [own.cents as f64 / 100.0, f64::from(own.closed)]).collect();
    let (own, act) = (series(tokens(ui), 0).colour, series(tokens(ui), 1).colour);
    ui.label(small(ctx.text("staff-axis-closed")).color(tokens(ui).text));
    let texts = ctx.texts;
    let plot = ui
        .scope(|ui| {
            ui.set_max_width(WIDTH.min(ui.available_width()));
            still_plot(ui, "staff-offers", HEIGHT)
                .include_y(0.0)
                .y_axis_min_width(40.0)
                .y_grid_spacer(uniform_grid_spacer(|_| [10.0, 2.0, 1.0]))
                .x_axis_formatter(move |mark, _| texts.whole(mark.value.max(0.0) as u64))
                .y_axis_formatter(move |mark, _| {
                    if mark.value.fract() == 0.0 { texts.whole(mark.value.max(0.0) as u64) } else { String::new() }
                })
                .show(ui, |plot| {
                    plot.line(Line::new("", PlotPoints::from(points.clone())).color(own).width(1.5));
                    plot.points(Points::new("", PlotPoints::from(points.clone())).color(own).radius(3.0).filled(true));
                    plot.vline(VLine::new("", offer.cents as f64 / 100.0).color(act).width(1.5));
                })
        })
        .inner;
    ui.label(small(ctx.text("staff-axis-cost")).color(tokens(ui).text));
    let last = trainings.offers.last().map(|own| (own.closed, money(ctx.texts, own.cents))).unwrap_or_default();
    let values: [(&str, &dyn std::fmt::Display); 2] = [("closed", &last.0), ("cost", &last.1)];
    let spoken = ctx.texts.format("staff-offers-spoken", &values);
    ui.ctx().accesskit_node_builder(plot.response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(spoken.as_str());
    });
}

/// Gaps that no training closes.
fn beyond_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, trainings: &Trainings) {
    for (key, count) in [("staff-not-taught", trainings.not_taught), ("staff-not-enough", trainings.not_enough_people)]
    {
        if count > 0 {
            line_ui(ui, Icon::Info, Tone::Quiet, &ctx.texts.count(key, u64::from(count), &[]));
        }
    }
}
