//! What-if: at most three changes that trials measured are chosen for the open twin, and both futures stand side by side.

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, ScrollArea, Ui};

use crate::analysis::what_if::Refusal;
use crate::analysis::what_if::gates::MOST_COMBINED;
use crate::app::command::Command;
use crate::app::risk::RiskCommand;
use crate::app::what_if::WhatIfCommand;
use crate::app::what_if::person::{is_asked_here_alone, questions_of};
use crate::app::what_if::view::{OfferedRow, WhatIfView};
use crate::domain::ids::PatientId;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, large, small, space, tokens};
use crate::ui::widgets::{Button, Icon, section, section_with};

use super::Tab;
use super::choices::{Typed, choose_ui};
use super::detail::{headline_ui, line_ui, missing_ui};
use super::entered::EnteredForm;
use super::futures::futures_ui;
use super::head::while_living_ui;
use super::offered::{offered_ui, refused_ui};
use super::questions::{asked_ui, lists_ui, model_questions_ui};
use super::risks::nobody_ui;
use super::{what_if_words, words};

const TWO_COLUMNS_FROM: f32 = 760.0;
const FIELD: f32 = 300.0;

/// How the what-if is looked at.
#[derive(Default)]
pub struct WhatIfTab {
    patient: Option<PatientId>,
    shows_refused: bool,
    form: EnteredForm,
    typed: Typed,
}

impl Tab for WhatIfTab {
    fn id(&self) -> &'static str {
        "what-if"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let (Some(twin), Some(view)) = (ctx.state.twin.first.value().cloned(), ctx.state.what_if.view.clone()) else {
            return nobody_ui(ctx, ui);
        };
        if self.patient != Some(view.patient) {
            *self = WhatIfTab { patient: Some(view.patient), ..WhatIfTab::default() };
        }
        while_living_ui(ctx, ui, &twin, |ui| self.columns_ui(ctx, ui, &view));
    }
}

impl WhatIfTab {
    fn columns_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, view: &Arc<WhatIfView>) {
        if ui.available_width() < TWO_COLUMNS_FROM {
            ScrollArea::vertical().auto_shrink(false).id_salt("what-if").show(ui, |ui| {
                self.choice_ui(ctx, ui, view);
                ui.add_space(space::M);
                futures_ui(ctx, ui, view);
            });
            return;
        }
        let frame = Frame::new().inner_margin(Margin { right: space::M as i8, ..Margin::ZERO });
        let wide = ui.available_width();
        let sizes = 320.0..=(wide * 0.55).max(340.0);
        Side::left("what-if-choice")
            .resizable(true)
            .default_size((wide * 0.42).min(480.0))
            .size_range(sizes)
            .frame(frame)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt("what-if-choice").show(ui, |ui| {
                    self.choice_ui(ctx, ui, view);
                });
            });
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).id_salt("what-if-futures").show(ui, |ui| {
                futures_ui(ctx, ui, view);
            });
        });
    }

    /// Baseline, what may be chosen, what may not and why.
    fn choice_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, view: &Arc<WhatIfView>) {
        baseline_ui(ctx, ui, view);
        self.form.ui(ctx, ui);
        ui.add_space(space::M);
        if view.at.is_none() {
            self.lacking_ui(ctx, ui, view);
        }
        let count = view.offered.iter().filter(|row| row.is_picked).count();
        section_with(ui, ctx.text("what-if-choose"), |ui| {
            let words = ctx.texts.format("what-if-chosen", &[("count", &count), ("most", &MOST_COMBINED)]);
            ui.label(small(words).color(tokens(ui).quiet));
        });
        if view.offered.is_empty() {
            ui.add(Label::new(body(ctx.text("what-if-nothing-offered")).color(tokens(ui).text)).wrap());
        }
        for row in &view.offered {
            offered_ui(ctx, ui, view, row, count);
        }
        if count > 0 && Button::link(ctx.text("what-if-clear")).show(ui).clicked() {
            ctx.send(Command::WhatIf(WhatIfCommand::Clear));
        }
        ui.add_space(space::M);
        self.questions_ui(ctx, ui, view);
        self.others_ui(ctx, ui, view);
    }

    /// No model gives a baseline: what the leading one lacks, to be said here.
    fn lacking_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, view: &WhatIfView) {
        let Some(estimate) = &view.lacking else { return };
        section(ui, ctx.text("what-if-no-baseline"));
        ui.add(Label::new(body(ctx.text("what-if-no-baseline-explained")).color(tokens(ui).text)).wrap());
        ui.label(large(words::model(ctx.texts, estimate.model)).color(tokens(ui).text));
        headline_ui(ctx, ui, estimate);
        missing_ui(ctx, ui, estimate);
        if estimate.applies() {
            let answers = ctx.state.risk.answers(view.patient);
            lists_ui(ctx, ui, &answers);
            model_questions_ui(ctx, ui, estimate, &answers, &mut self.typed);
        }
        ui.add_space(space::M);
    }

    /// What only a person can say before a row of this outcome can be offered.
    fn questions_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, view: &WhatIfView) {
        // What is out of the question for another reason asks nothing.
        let is_answerable = |refusal: &Refusal| {
            !matches!(
                refusal,
                Refusal::OtherOutcome { .. }
                    | Refusal::NotMet { .. }
                    | Refusal::RiskTooLow { .. }
                    | Refusal::AlreadyTreated { .. }
            )
        };
        let is_own = |row: &&OfferedRow| row.refusals.iter().all(is_answerable);
        let mut questions = Vec::new();
        for row in view.refused.iter().filter(is_own) {
            for question in questions_of(&row.refusals) {
                if !questions.contains(&question) {
                    questions.push(question);
                }
            }
        }
        let answers = ctx.state.risk.answers(view.patient);
        // What was answered stays, to be changed.
        let answered = answers.questions().filter(is_asked_here_alone);
        let answered: Vec<_> = answered.filter(|question| !questions.contains(question)).collect();
        questions.extend(answered);
        if questions.is_empty() || view.at.is_none() {
            return;
        }
        section(ui, ctx.text("what-if-questions"));
        ui.add(Label::new(small(ctx.text("what-if-questions-explained")).color(tokens(ui).quiet)).wrap());
        asked_ui(ctx, ui, &questions, &answers, &mut self.typed);
        if Button::link(ctx.text("what-if-all-questions")).show(ui).clicked() {
            ctx.send(Command::Risk(RiskCommand::ShowTab("risks")));
            ctx.send(Command::Risk(RiskCommand::Choose("questions")));
        }
        ui.add_space(space::M);
    }

    /// What does not apply, folded away with the reason.
    fn others_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, view: &WhatIfView) {
        if !view.refused.is_empty() {
            let (key, shape) = match self.shows_refused {
                true => ("what-if-refused-hide", Icon::ChevronDown),
                false => ("what-if-refused-show", Icon::ChevronRight),
            };
            let words = ctx.texts.count(key, view.refused.len() as u64, &[]);
            if Button::link(&words).icon(shape).show(ui).clicked() {
                self.shows_refused = !self.shows_refused;
            }
        }
        if self.shows_refused {
            view.refused.iter().for_each(|row| refused_ui(ctx, ui, row));
        }
        let left_out = ctx.texts.count("what-if-recalled", view.recalled as u64, &[]);
        line_ui(ui, Icon::Info, Tone::Quiet, &left_out);
    }
}

/// Which risk is looked at.
fn baseline_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, view: &WhatIfView) {
    let found = &view.baselines.found;
    if found.is_empty() {
        return;
    }
    let name = |found: &crate::app::what_if::baselines::FoundBaseline| {
        let percent = ctx.texts.decimal(&format!("{:.1}", found.baseline.risk * 100.0));
        format!("{} · {percent} %", what_if_words::baseline(ctx.texts, found.baseline.source))
    };
    let names: Vec<String> = found.iter().map(name).collect();
    let width = (ui.available_width() - space::S).clamp(FIELD, 460.0);
    let chosen = choose_ui(ui, ctx.text("what-if-baseline"), width, &names, view.at.unwrap_or(0));
    if let Some(found) = chosen.and_then(|at| found.get(at)) {
        ctx.send(Command::WhatIf(WhatIfCommand::Choose(found.baseline.source)));
    }
    let Some(taken) = view.baseline() else { return };
    for passed in view.baselines.passed_over_for(taken.baseline.source) {
        let (shape, tone) = match passed.estimate.applies() {
            true => (Icon::Warning, Tone::Abnormal),
            false => (Icon::Dash, Tone::Quiet),
        };
        line_ui(ui, shape, tone, &what_if_words::passed_over(ctx.texts, passed));
    }
}
