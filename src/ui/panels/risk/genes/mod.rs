//! Genes & drugs of the open twin: alerts first, then the drugs with what speaks about them, then what the genes are.

mod alerts;
mod anticoagulation;
mod drugs;
mod results;
#[cfg(test)]
mod tests;
mod variants;
pub mod words;

use eframe::egui::{ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::genes::GenesCommand;
use crate::app::genes::view::GenesView;
use crate::app::twin::view::TwinView;
use crate::domain::ids::PatientId;
use crate::ui::dialogs::source_card::source_card_ui;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::space;

use super::Tab;
use super::head::while_living_ui;
use super::risks::nobody_ui;

/// Seconds after which overrides are asked whether they still hold.
const REFRESH_SECS: i64 = 60;

/// How the genes are looked at.
#[derive(Default)]
pub struct GenesTab {
    patient: Option<PatientId>,
    alerts: alerts::AlertsLook,
    drugs: drugs::DrugsLook,
    results: results::ResultsLook,
    anticoagulation: anticoagulation::AnticoagulationLook,
    variants_path: String,
}

impl Tab for GenesTab {
    fn id(&self) -> &'static str {
        "genes"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let (Some(twin), Some(view)) = (ctx.state.twin.first.value().cloned(), ctx.state.genes.view.clone()) else {
            return nobody_ui(ctx, ui);
        };
        if ctx.now_utc_secs - view.made_utc_secs >= REFRESH_SECS {
            ctx.send(Command::Genes(GenesCommand::Refresh));
        }
        if self.patient != Some(view.patient) {
            *self = GenesTab { patient: Some(view.patient), ..GenesTab::default() };
        }
        while_living_ui(ctx, ui, &twin, |ui| {
            ScrollArea::vertical().auto_shrink(false).id_salt("genes").show(ui, |ui| {
                self.parts_ui(ctx, ui, (&twin, &view));
            });
            source_card_ui(ctx, ui);
        });
    }
}

impl GenesTab {
    fn parts_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, (twin, view): (&TwinView, &GenesView)) {
        alerts::alerts_ui(ctx, ui, view, &mut self.alerts);
        ui.add_space(space::M);
        drugs::drugs_ui(ctx, ui, (twin, view), &mut self.drugs);
        ui.add_space(space::M);
        if let Some(found) = &view.anticoagulation {
            let (risks, look) = (ctx.state.risk.view.as_deref(), &mut self.anticoagulation);
            anticoagulation::anticoagulation_ui(ctx, ui, found, risks, look);
            ui.add_space(space::M);
        }
        results::results_ui(ctx, ui, (twin, view), &mut self.results);
        variants::variants_ui(ctx, ui, twin, &mut self.variants_path);
        ui.add_space(space::M);
    }
}
