//! Genes and risk: the validated models for the open twin, as a calculator, and over a cohort. A further tab is a file and
//! a line in [`tabs`].

mod bars;
mod calculator;
mod choices;
mod cohort;
mod course_plot;
mod detail;
mod dosing;
mod entered;
mod file_field;
mod futures;
mod gene_text;
pub mod genes;
mod glance;
mod head;
mod histogram;
mod indicators;
mod inputs;
mod kidney;
mod offered;
mod people;
mod plan;
mod plan_item;
mod plan_versions;
pub mod printed_plan;
mod questions;
mod risks;
#[cfg(test)]
mod tests;
mod variants;
mod what_if;
pub mod what_if_words;
pub mod words;

use eframe::egui::Ui;

use crate::app::command::Command;
use crate::app::risk::RiskCommand;
use crate::ui::saved_picture;
use crate::ui::theme::space;
use crate::ui::widgets::{Icon, section_with, segmented, span_bar};

use super::{Panel, PanelCtx, PanelId};

/// One tab of the panel.
trait Tab {
    /// Stable; its text is `risk-tab-<id>`.
    fn id(&self) -> &'static str;
    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui);
}

/// Every tab, in the order shown.
fn tabs() -> Vec<Box<dyn Tab>> {
    vec![
        Box::new(risks::RisksTab::default()),
        Box::new(genes::GenesTab::default()),
        Box::new(dosing::DosingTab::default()),
        Box::new(what_if::WhatIfTab::default()),
        Box::new(plan::PlanTab::default()),
        Box::new(calculator::CalculatorTab::default()),
        Box::new(cohort::CohortTab::default()),
        Box::new(indicators::IndicatorsTab::default()),
        Box::new(gene_text::GeneTextTab::default()),
        Box::new(variants::VariantsTab::default()),
    ]
}

/// The tabs with what each remembers.
pub struct RiskPanel {
    tabs: Vec<Box<dyn Tab>>,
}

impl Default for RiskPanel {
    fn default() -> Self {
        RiskPanel { tabs: tabs() }
    }
}

impl Panel for RiskPanel {
    fn id(&self) -> PanelId {
        PanelId::Risk
    }

    fn icon(&self) -> Icon {
        Icon::Risk
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let on = self.tabs.iter().position(|tab| tab.id() == ctx.state.risk.tab).unwrap_or(0);
        let keys: Vec<String> = self.tabs.iter().map(|tab| format!("risk-tab-{}", tab.id())).collect();
        let names: Vec<&str> = keys.iter().map(|key| ctx.text(key)).collect();
        section_with(ui, ctx.text("panel-risk"), |ui| {
            let chosen = segmented(ui, ctx.text("risk-tab"), &names, on);
            if let Some(tab) = chosen.and_then(|at| self.tabs.get(at)) {
                ctx.send(Command::Risk(RiskCommand::ShowTab(tab.id())));
            }
        });
        ui.add_space(space::S);
        if let Some(tab) = self.tabs.get_mut(on) {
            // Each patient begins at the top.
            ui.push_id((tab.id(), ctx.state.twin.wanted), |ui| tab.ui(ctx, ui));
        }
    }
}
