//! The risks of the open twin: every model that applies at a glance, one in detail, the others folded away with the reason.

use std::sync::Arc;

use eframe::egui::{Frame, Margin, Panel as Side, ScrollArea, Ui};

use crate::app::command::Command;
use crate::app::panels::PanelId;
use crate::app::risk::RiskCommand;
use crate::app::risk::answers::Answers;
use crate::app::risk::estimate::Estimate;
use crate::app::risk::view::RiskView;
use crate::app::twin::TwinCommand;
use crate::app::twin::view::TwinView;
use crate::app::view::ViewCommand;
use crate::domain::ids::PatientId;
use crate::ui::dialogs::source_card::source_card_ui;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, small, space, tokens};
use crate::ui::widgets::{Button, EmptyState, Icon, empty_state};

use super::Tab;
use super::choices::Typed;
use super::detail::{DetailLook, detail_ui};
use super::glance::{Glance, glance, glance_ui};
use super::head::while_living_ui;
use super::questions::questions_ui;

/// From this width on, the detail has a column of its own.
const TWO_COLUMNS_FROM: f32 = 720.0;
/// Seconds after which values are asked for their age again.
const AGES_SECS: i64 = 60;
/// Stands in the list before the models.
const QUESTIONS: &str = "questions";

/// How the risks are looked at.
#[derive(Default)]
pub struct RisksTab {
    patient: Option<PatientId>,
    shows_others: bool,
    /// In a narrow window list and detail take turns.
    shows_chosen: bool,
    look: DetailLook,
    typed: Typed,
}

impl Tab for RisksTab {
    fn id(&self) -> &'static str {
        "risks"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let (Some(twin), Some(view)) = (ctx.state.twin.first.value().cloned(), ctx.state.risk.view.clone()) else {
            return nobody_ui(ctx, ui);
        };
        if ctx.now_utc_secs - view.as_of.utc_secs >= AGES_SECS {
            ctx.send(Command::Risk(RiskCommand::Refresh));
        }
        if self.patient != Some(view.patient) {
            *self = RisksTab { patient: Some(view.patient), ..RisksTab::default() };
        }
        while_living_ui(ctx, ui, &twin, |ui| self.body_ui(ctx, ui, &twin, &view));
        source_card_ui(ctx, ui);
    }
}

impl RisksTab {
    fn body_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, twin: &TwinView, view: &Arc<RiskView>) {
        let answers = ctx.state.risk.answers(view.patient);
        let chosen = self.chosen(ctx, view);
        if ui.available_width() < TWO_COLUMNS_FROM {
            self.turns_ui(ctx, ui, (twin, view), &answers, chosen);
            return;
        }
        let most = (ui.available_width() * 0.5).max(300.0);
        let frame = Frame::new().inner_margin(Margin { right: space::M as i8, ..Margin::ZERO });
        Side::left("risk-list").resizable(true).default_size(360.0).size_range(280.0..=most).frame(frame).show(
            ui,
            |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("risk-list").show(ui, |ui| {
                    self.list_ui(ctx, ui, view, &answers, chosen);
                });
            },
        );
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        eframe::egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).id_salt(("risk-detail", chosen)).show(ui, |ui| {
                self.chosen_ui(ctx, ui, (twin, view), &answers, chosen);
            });
        });
    }

    /// The list, or what was chosen from it.
    fn turns_ui(
        &mut self,
        ctx: &PanelCtx<'_>,
        ui: &mut Ui,
        (twin, view): (&TwinView, &Arc<RiskView>),
        answers: &Answers,
        chosen: &'static str,
    ) {
        if self.shows_chosen && Button::link(ctx.text("risk-all-models")).icon(Icon::ChevronLeft).show(ui).clicked() {
            self.shows_chosen = false;
        }
        let salt = ("risks", self.shows_chosen.then_some(chosen));
        ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, |ui| match self.shows_chosen {
            true => self.chosen_ui(ctx, ui, (twin, view), answers, chosen),
            false => self.list_ui(ctx, ui, view, answers, chosen),
        });
    }

    /// What is looked at: what was chosen, or the first model with a number.
    fn chosen(&self, ctx: &PanelCtx<'_>, view: &RiskView) -> &'static str {
        let is_there = |id: &&'static str| *id == QUESTIONS || view.estimate(id).is_some();
        let chosen = ctx.state.risk.chosen.filter(is_there);
        let first = view.estimates.iter().find(|estimate| estimate.value().is_some());
        chosen.or(first.map(|estimate| estimate.model.id)).unwrap_or(QUESTIONS)
    }

    fn list_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, view: &RiskView, answers: &Answers, chosen: &str) {
        let (apply, others): (Vec<&Estimate>, Vec<&Estimate>) =
            view.estimates.iter().partition(|estimate| estimate.applies());
        ui.spacing_mut().item_spacing.y = 0.0;
        let count = ctx.texts.count("risk-apply", apply.len() as u64, &[("all", &view.estimates.len())]);
        ui.label(small(count).color(tokens(ui).quiet));
        let when = ctx.texts.moment(ctx.local(view.as_of.utc_secs));
        ui.label(small(ctx.texts.format("risk-as-of", &[("time", &when)])).color(tokens(ui).quiet));
        ui.add_space(space::S);
        if glance_ui(ui, &questions_row(ctx, view, answers), chosen == QUESTIONS).clicked() {
            ctx.send(Command::Risk(RiskCommand::Choose(QUESTIONS)));
            self.shows_chosen = true;
        }
        for estimate in apply {
            self.shows_chosen |= row_ui(ctx, ui, estimate, chosen);
        }
        ui.add_space(space::S);
        let (key, shape) = match self.shows_others {
            true => ("risk-others-hide", Icon::ChevronDown),
            false => ("risk-others-show", Icon::ChevronRight),
        };
        let words = ctx.texts.count(key, others.len() as u64, &[]);
        if !others.is_empty() && Button::link(&words).icon(shape).show(ui).clicked() {
            self.shows_others = !self.shows_others;
        }
        if self.shows_others {
            for estimate in others {
                self.shows_chosen |= row_ui(ctx, ui, estimate, chosen);
            }
        }
    }

    fn chosen_ui(
        &mut self,
        ctx: &PanelCtx<'_>,
        ui: &mut Ui,
        (twin, view): (&TwinView, &Arc<RiskView>),
        answers: &Answers,
        chosen: &str,
    ) {
        match view.estimate(chosen) {
            Some(estimate) => {
                ui.push_id(estimate.model.id, |ui| {
                    let looks = (&mut self.look, &mut self.typed);
                    detail_ui(ctx, ui, (twin, view), estimate, answers, looks);
                });
            }
            None => questions_ui(ctx, ui, view, answers, &mut self.typed),
        }
    }
}

/// Whether the row was chosen.
fn row_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate, chosen: &str) -> bool {
    let id = estimate.model.id;
    let is_chosen = glance_ui(ui, &glance(ctx, estimate), chosen == id).clicked();
    if is_chosen {
        ctx.send(Command::Risk(RiskCommand::Choose(id)));
    }
    is_chosen
}

/// The first row: what only a person can say.
fn questions_row(ctx: &PanelCtx<'_>, view: &RiskView, answers: &Answers) -> Glance {
    let open = view.questions.iter().filter(|question| answers.get(**question).is_none()).count();
    Glance {
        name: ctx.text("risk-questions").to_owned(),
        headline: Ok((ctx.texts.whole(open as u64), String::new())),
        band: None,
        tone: Tone::Plain,
        mark: None,
        lines: vec![ctx.text("risk-questions-line").to_owned()],
    }
}

/// Back to the twin.
pub fn back_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let back = Button::link(ctx.text("risk-back-to-twin")).icon(Icon::ChevronLeft).show(ui);
    if back.clicked() {
        ctx.send(Command::View(ViewCommand::Go(PanelId::Patients)));
    }
}

/// No twin is open: where one is found.
pub fn nobody_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    let is_running = ctx.state.twin.first.is_running();
    let state = EmptyState {
        icon: Icon::Risk,
        title: ctx.text(if is_running { "loading" } else { "risk-nobody" }),
        explanation: ctx.text("risk-nobody-explained"),
        action: (!is_running).then(|| ctx.text("risk-find-patient")),
    };
    if empty_state(ui, state).is_some_and(|button| button.clicked()) {
        match ctx.state.twin.wanted {
            Some(patient) => ctx.send(Command::Twin(TwinCommand::Open(patient))),
            None => ctx.send(Command::View(ViewCommand::FocusSearch)),
        }
    }
}
