//! Vancomycin for the open twin: the form on the left, what follows on the right. Options, not orders.

mod curve;
mod form;
mod outcome;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::dosing::DosingCommand;
use crate::app::jobs::JobKind;
use crate::app::twin::view::TwinView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, small, space, tokens};
use crate::ui::widgets::{Notice, NoticeTone, TableState, notice};

use super::Tab;
use super::head::while_living_ui;
use super::risks::nobody_ui;

const TWO_COLUMNS_FROM: f32 = 760.0;

/// How the tab is looked at.
#[derive(Default)]
pub struct DosingTab {
    regimens: TableState,
    as_table: bool,
    curve: TableState,
}

impl Tab for DosingTab {
    fn id(&self) -> &'static str {
        "dosing"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let Some(twin) = ctx.state.twin.first.value().cloned() else { return nobody_ui(ctx, ui) };
        while_living_ui(ctx, ui, &twin, |ui| self.contents_ui(ctx, ui, &twin));
    }
}

impl DosingTab {
    fn contents_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView) {
        if ctx.state.dosing.patient != Some(twin.twin.id) {
            ctx.send(Command::Dosing(DosingCommand::Begin));
            return;
        }
        ui.add(Label::new(small(ctx.text("dosing-device")).color(tokens(ui).quiet)).wrap());
        ui.add_space(space::S);
        if ui.available_width() < TWO_COLUMNS_FROM {
            ScrollArea::vertical().auto_shrink(false).id_salt("dosing").show(ui, |ui| {
                form::form_ui(ctx, ui);
                ui.add_space(space::L);
                self.outcome_ui(ctx, ui);
            });
            return;
        }
        let frame = Frame::new().inner_margin(Margin { right: space::M as i8, ..Margin::ZERO });
        let side = Side::left("dosing-form").resizable(true).default_size(420.0).size_range(360.0..=560.0).frame(frame);
        side.show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).id_salt("dosing-form").show(ui, |ui| form::form_ui(ctx, ui));
        });
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            let scroll = ScrollArea::vertical().auto_shrink(false).id_salt("dosing-outcome");
            scroll.show(ui, |ui| self.outcome_ui(ctx, ui));
        });
    }

    fn outcome_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let dosing = &ctx.state.dosing;
        form::work_out_ui(ctx, ui);
        if let Some(failure) = dosing.worked.failure() {
            let title = ctx.message(failure);
            let remedy = ctx.texts.find(&format!("{}-remedy", failure.key));
            let details = failure.details.as_deref();
            let tone = NoticeTone::Warning;
            notice(ui, Notice { tone, title: &title, remedy, details, action: None, closable: false }, ctx.texts);
            return;
        }
        if ctx.jobs.is_running(JobKind::WORK_OUT_DOSE) {
            ui.label(body(ctx.text("job-work-out-dose")).color(tokens(ui).quiet));
        }
        let Some(worked) = dosing.worked.value() else {
            ui.add(Label::new(body(ctx.text("dosing-nothing-yet")).color(tokens(ui).quiet)).wrap());
            return;
        };
        if dosing.is_outdated {
            let title = ctx.text("dosing-outdated");
            let tone = NoticeTone::Warning;
            notice(ui, Notice { tone, title, remedy: None, details: None, action: None, closable: false }, ctx.texts);
            ui.add_space(space::S);
        }
        outcome::cautions_ui(ctx, ui, worked);
        outcome::regimens_ui(ctx, ui, worked, &mut self.regimens);
        ui.add_space(space::L);
        curve::curve_ui(ctx, ui, worked, &mut self.as_table, &mut self.curve);
        ui.add_space(space::L);
        outcome::kinetics_ui(ctx, ui, worked);
    }
}
