//! A model with free inputs: unit, valid range and fault beside each field, the result at once. Works with nobody open.

use std::collections::BTreeMap;

use eframe::egui::{CentralPanel, Frame, Label, Margin, Panel as Side, ScrollArea, Ui};

use crate::analysis::risk::{Input, Inputs, RISK_MODELS, Refusal, RiskModel, Slot};
use crate::app::risk::answers::{is_unit, usual_choice};
use crate::app::risk::estimate::{Estimate, Estimated};
use crate::app::risk::known;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, space, title, tokens};
use crate::ui::widgets::{Button, Icon, TableState, section};

use super::Tab;
use super::bars::bars_ui;
use super::choices::{Answering, Typed, answer_ui, model_ui};
use super::detail::{about_ui, headline_ui, line_ui, missing_ui, other_outputs};
use super::words;

const FIELD_WIDTH: f32 = 220.0;
const TWO_COLUMNS_FROM: f32 = 680.0;

/// What was typed.
pub struct CalculatorTab {
    model: &'static RiskModel,
    /// By model and column.
    slots: BTreeMap<(&'static str, &'static str), Slot>,
    typed: Typed,
    shares: TableState,
    shares_as_table: bool,
}

impl Default for CalculatorTab {
    fn default() -> Self {
        CalculatorTab {
            model: RISK_MODELS[0],
            slots: BTreeMap::new(),
            typed: Typed::default(),
            shares: TableState::default(),
            shares_as_table: false,
        }
    }
}

impl Tab for CalculatorTab {
    fn id(&self) -> &'static str {
        "calculator"
    }

    fn ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        self.head_ui(ctx, ui);
        ui.add_space(space::S);
        let estimate = self.estimate();
        if ui.available_width() < TWO_COLUMNS_FROM {
            ScrollArea::vertical().auto_shrink(false).id_salt("calculator").show(ui, |ui| {
                self.result_ui(ctx, ui, &estimate);
                ui.add_space(space::M);
                self.fields_ui(ctx, ui, &estimate);
            });
            return;
        }
        let frame = Frame::new().inner_margin(Margin { right: space::M as i8, ..Margin::ZERO });
        Side::left("calculator-fields")
            .resizable(true)
            .default_size(400.0)
            .size_range(300.0..=560.0)
            .frame(frame)
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).id_salt(("fields", self.model.id)).show(ui, |ui| {
                    self.fields_ui(ctx, ui, &estimate);
                });
            });
        let frame = Frame::new().inner_margin(Margin { left: space::M as i8, ..Margin::ZERO });
        CentralPanel::default().frame(frame).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).id_salt("calculator-result").show(ui, |ui| {
                self.result_ui(ctx, ui, &estimate);
            });
        });
    }
}

impl CalculatorTab {
    fn head_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            if let Some(model) = model_ui(ctx, ui, 240.0, self.model) {
                self.model = model;
            }
            ui.vertical(|ui| {
                // Level with the control beside it, which has its label above.
                ui.add_space(space::L + space::XS);
                ui.horizontal(|ui| {
                    let has_twin = ctx.state.twin.first.value().is_some();
                    let take = Button::new(ctx.text("risk-take-from-twin")).enabled(has_twin).show(ui);
                    let take = take.on_disabled_hover_text(ctx.text("risk-take-from-twin-none"));
                    if take.clicked() {
                        self.take_from_twin(ctx);
                    }
                    if Button::quiet(ctx.text("risk-clear")).show(ui).clicked() {
                        self.slots.retain(|(model, _), _| *model != self.model.id);
                        self.typed.clear();
                    }
                });
            });
        });
    }

    /// Fills in what the open twin's record and its answers say; nothing else.
    fn take_from_twin(&mut self, ctx: &PanelCtx<'_>) {
        let (Some(twin), Some(view)) = (ctx.state.twin.first.value(), &ctx.state.risk.view) else { return };
        let answers = ctx.state.risk.answers(view.patient);
        let filled = known(twin, &answers, &ctx.state.settings).fill(self.model, view.as_of);
        self.typed.clear();
        for row in &filled.rows {
            self.slots.insert((self.model.id, row.input.column), row.slot);
        }
    }

    fn slot(&self, input: &Input) -> Slot {
        let said = self.slots.get(&(self.model.id, input.column)).copied();
        match said {
            Some(slot) => slot,
            None if is_unit(self.model, input) => usual_choice(self.model, input, None),
            None => Slot::Missing,
        }
    }

    fn estimate(&self) -> Estimate {
        Estimate::of_inputs(self.model, |input| self.slot(input))
    }

    fn fields_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate) {
        section(ui, ctx.text("risk-inputs"));
        let refusal = match &estimate.estimated {
            Estimated::Refused(refusal) => Some(refusal),
            Estimated::Scored { .. }
            | Estimated::Bounded(_)
            | Estimated::Between(_)
            | Estimated::Missing
            | Estimated::Withheld(_)
            | Estimated::NotApplicable(_) => None,
        };
        for input in self.model.inputs {
            let slot = self.slot(input);
            let own = refusal.filter(|refusal| refusal.column() == Some(input.column));
            let answering = Answering {
                model: self.model,
                input,
                label: &words::input(ctx.texts, input.column),
                slot,
                error: own.map(|refusal| words::refusal(ctx.texts, refusal)),
                width: FIELD_WIDTH,
                may_be_unsaid: !is_unit(self.model, input),
                when_left: false,
            };
            ui.push_id(input.column, |ui| {
                if let Some(answer) = answer_ui(ctx, ui, &mut self.typed, &answering) {
                    self.slots.insert((self.model.id, input.column), answer);
                }
            });
            ui.add_space(space::S);
        }
    }

    fn result_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate) {
        let (texts, model) = (ctx.texts, self.model);
        let tokens = tokens(ui);
        ui.add(Label::new(title(words::model(texts, model)).color(tokens.text)).wrap());
        let what = words::what(texts, model, &estimate.filled);
        ui.add(Label::new(body(what).color(tokens.quiet)).wrap());
        match first_fault(estimate) {
            // A value that cannot be used is not made up for by an interval.
            Some(refusal) => line_ui(ui, Icon::Critical, Tone::Critical, &words::refusal(texts, &refusal)),
            None => {
                headline_ui(ctx, ui, estimate);
                for line in other_outputs(ctx, estimate) {
                    ui.add(Label::new(body(line).color(tokens.text)).wrap());
                }
                missing_ui(ctx, ui, estimate);
            }
        }
        for note in estimate.notes() {
            line_ui(ui, Icon::Info, Tone::Quiet, &words::note(texts, model, *note));
        }
        if let Some(remark) = words::remark(texts, model) {
            line_ui(ui, Icon::Info, Tone::Quiet, &remark);
        }
        line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("risk-calculator-gates"));
        ui.add_space(space::M);
        if let Estimated::Scored { shares, .. } = &estimate.estimated {
            bars_ui(ctx, ui, model, &estimate.filled, shares, &mut self.shares_as_table, &mut self.shares);
        }
        about_ui(ctx, ui, model);
    }
}

/// The first value that stands there and cannot be used, asked for by the model or not yet.
fn first_fault(estimate: &Estimate) -> Option<Refusal> {
    let fault = |inputs: &Inputs, input: &Input| {
        let is_number = input.range().is_some();
        let is_absent = inputs.is_missing(input);
        let read = if is_number { inputs.number(input).map(|_| ()) } else { inputs.choice(input).map(|_| ()) };
        // A unit that is not said yet is missing, not wrong.
        read.err().filter(|refusal| !is_absent && !matches!(refusal, Refusal::MissingInput(_)))
    };
    estimate.model.inputs.iter().find_map(|input| fault(&estimate.filled.inputs, input))
}
