//! The article's weighted summary R of the open twin: sub-scores and weights, what is missing and what that leaves open,
//! and what moves R. An unvalidated summary, which the tab says before it says a number.

mod outcome;
mod profile;
mod rows;
pub mod words;

use eframe::egui::{CentralPanel, Frame, Margin, Panel as Side, ScrollArea, Ui};

use crate::app::article::ArticleCommand;
use crate::app::article::summary::{Summary, summary};
use crate::app::article::weights::WeightsCommand;
use crate::app::command::Command;
use crate::app::jobs::JobKind;
use crate::app::twin::view::TwinView;
use crate::domain::weight_profile::WeightProfile;
use crate::ui::dialogs::source_card::source_card_ui;
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::patient_head::{patient_head_ui, who};
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::{Icon, NoticeTone};

use super::Tab;
use super::detail::line_ui;
use super::risks::nobody_ui;
use outcome::{OutcomeLook, outcome_ui};
use profile::{ProfileForm, profile_ui};
use rows::{TypedWeights, rows_ui};

const TWO_COLUMNS_FROM: f32 = 880.0;

/// How the summary is looked at.
#[derive(Default)]
pub struct IndicatorsTab {
    typed: TypedWeights,
    form: ProfileForm,
    look: OutcomeLook,
}

impl Tab for IndicatorsTab {
    fn id(&self) -> &'static str {
        "indicators"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let weights = &ctx.state.article.weights;
        if weights.kept.is_none() && !ctx.jobs.is_running(JobKind::READ_WEIGHTS) {
            ctx.send(Command::Article(ArticleCommand::Weights(WeightsCommand::Look)));
        }
        let (Some(twin), Some(profile)) = (ctx.state.twin.first.value().cloned(), &weights.profile) else {
            return nobody_ui(ctx, ui);
        };
        patient_head_ui(ctx, &who(&twin, ctx), ui);
        ui.add_space(space::XS);
        line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("indicators-unvalidated"));
        ui.add_space(space::S);
        if let Some(message) = &weights.failure {
            message_notice(ctx, NoticeTone::Error, message, ui);
            ui.add_space(space::S);
        }
        let made = summary(profile, &twin, ctx.state.risk.view.as_deref());
        self.body_ui(ctx, ui, (profile, &made, &twin));
        source_card_ui(ctx, ui);
    }
}

/// What is drawn: the weights, what they make of the twin, and the twin.
pub type Drawn<'a> = (&'a WeightProfile, &'a Summary, &'a TwinView);

impl IndicatorsTab {
    fn body_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, drawn: Drawn<'_>) {
        if ui.available_width() < TWO_COLUMNS_FROM {
            ScrollArea::vertical().auto_shrink(false).id_salt("indicators").show(ui, |ui| {
                outcome_ui(ctx, ui, drawn, &mut self.look);
                self.weights_ui(ctx, ui, drawn);
            });
            return;
        }
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        Side::right("indicators-outcome")
            .resizable(true)
            .default_size((ui.available_width() * 0.42).clamp(360.0, 620.0))
            .size_range(320.0..=760.0)
            .frame(frame)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("indicators-outcome").show(ui, |ui| {
                    outcome_ui(ctx, ui, drawn, &mut self.look);
                });
            });
        let frame = Frame::new().inner_margin(Margin { right: space::M as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).id_salt("indicators-weights").show(ui, |ui| {
                self.weights_ui(ctx, ui, drawn);
            });
        });
    }

    fn weights_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, drawn: Drawn<'_>) {
        rows_ui(ctx, ui, drawn, &mut self.typed);
        ui.add_space(space::M);
        profile_ui(ctx, ui, drawn.0, &mut self.form);
    }
}
