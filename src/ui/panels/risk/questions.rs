//! What the record does not tell about the patient: said here, for this session, and never guessed.

use eframe::egui::{Label, Ui};

use crate::analysis::risk::{Input, Kind, Need, Origin, RISK_MODELS, RiskModel, Slot};
use crate::app::command::Command;
use crate::app::risk::RiskCommand;
use crate::app::risk::answers::{Answers, House, Question, question_of};
use crate::app::risk::estimate::Estimate;
use crate::app::risk::filling::{FilledRow, Given, Lack};
use crate::app::risk::view::RiskView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, section, segmented};

use super::choices::{Answering, Typed, answer_ui, in_columns};
use super::{what_if_words, words};

const WIDTH: f32 = 220.0;

/// Every open question of the models that apply.
pub fn questions_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, view: &RiskView, answers: &Answers, typed: &mut Typed) {
    section(ui, ctx.text("risk-questions"));
    ui.add(Label::new(body(ctx.text("risk-questions-explained")).color(tokens(ui).quiet)).wrap());
    ui.add_space(space::S);
    lists_ui(ctx, ui, answers);
    house_ui(ctx, ui);
    ui.add_space(space::S);
    asked_ui(ctx, ui, &view.questions, answers, typed);
    if answers.count() > 0 && Button::link(ctx.text("risk-forget-answers")).show(ui).clicked() {
        typed.clear();
        ctx.send(Command::Risk(RiskCommand::ForgetAnswers));
    }
}

/// Questions about the patient, each with what was answered.
pub fn asked_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, questions: &[Question], answers: &Answers, typed: &mut Typed) {
    in_columns(ui, questions, |ui, question| {
        if let Some((model, input)) = place_of(*question) {
            let slot = answers.get(*question).unwrap_or_default();
            question_ui(ctx, ui, model, input, *question, slot, typed);
        }
    });
}

/// Whether what is not on a list is absent: only a person can say so.
pub fn lists_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, answers: &Answers) {
    let choices = [ctx.text("risk-unsaid"), ctx.text("risk-list-complete")];
    let mut list = |key: &str, is_complete: bool| {
        let name = ctx.text(key);
        ui.label(body(name).color(tokens(ui).text));
        let chosen = segmented(ui, name, &choices, usize::from(is_complete));
        ui.add_space(space::XS);
        chosen.map(|chosen| chosen == 1)
    };
    if let Some(is_complete) = list("risk-problems-complete", answers.problems_complete) {
        ctx.send(Command::Risk(RiskCommand::SayProblemsComplete(is_complete)));
    }
    if let Some(is_complete) = list("risk-medications-complete", answers.medications_complete) {
        ctx.send(Command::Risk(RiskCommand::SayMedicationsComplete(is_complete)));
    }
}

/// Settings of the hospital, kept between sessions.
pub fn house_ui(ctx: &PanelCtx<'_>, ui: &mut Ui) {
    for model_id in ["score2", "kfre"] {
        let Some(model) = RISK_MODELS.iter().copied().find(|model| model.id == model_id) else { continue };
        for input in model.inputs {
            if matches!(input.origin, Origin::Region) {
                region_ui(ctx, ui, model, input);
            }
        }
    }
}

fn region_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &'static RiskModel, input: &'static Input) {
    let house = crate::app::risk::house(&ctx.state.settings);
    let label = words::input(ctx.texts, input.column);
    let answering = Answering {
        model,
        input,
        label: &label,
        slot: House::slot(house, input),
        error: None,
        width: WIDTH,
        may_be_unsaid: true,
        when_left: false,
    };
    let Some(slot) = answer_ui(ctx, ui, &mut Typed::default(), &answering) else { return };
    let word = match slot {
        Slot::Word(word) => Some(word),
        Slot::Missing | Slot::Unreadable | Slot::Number(_) => None,
    };
    ctx.send(Command::Risk(match input.kind {
        Kind::Flag => RiskCommand::SetNorthAmerican(word.map(|word| word == 1)),
        Kind::Choice(_) | Kind::Number(_) | Kind::Whole(_) | Kind::Quantity { .. } => RiskCommand::SetRegion(word),
    }));
}

/// What one model could be told: its open questions, what was said, and its settings.
pub fn model_questions_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate, answers: &Answers, typed: &mut Typed) {
    let rows: Vec<&FilledRow> = estimate.filled.rows.iter().filter(|row| can_be_said(estimate.model, row)).collect();
    let is_empty = rows.is_empty();
    if is_empty {
        return;
    }
    section(ui, ctx.text("risk-say"));
    in_columns(ui, &rows, |ui, row| {
        if matches!(row.input.origin, Origin::Region) {
            return region_ui(ctx, ui, estimate.model, row.input);
        }
        let Some(question) = question_of(estimate.model, row.input) else { return };
        let chosen = if row.from == Ok(Given::Chosen) { row.slot } else { Slot::Missing };
        let slot = answers.get(question).unwrap_or(chosen);
        question_ui(ctx, ui, estimate.model, row.input, question, slot, typed);
    });
    ui.add_space(space::S);
}

/// Whether a person can say it, or has.
fn can_be_said(model: &RiskModel, row: &FilledRow) -> bool {
    if crate::app::risk::answers::is_unit(model, row.input) {
        return false;
    }
    match row.from {
        Ok(Given::Said | Given::Chosen | Given::House) => true,
        Ok(
            Given::Observed { .. }
            | Given::Gene { .. }
            | Given::FromWeightAndHeight { .. }
            | Given::Recorded(_)
            | Given::Register
            | Given::CompleteList,
        ) => false,
        Err(Lack::Unsaid(_) | Lack::Unset) => true,
        Err(Lack::NotRecorded | Lack::TooOld { .. } | Lack::OnlyLimit { .. }) => false,
    }
}

fn question_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    model: &'static RiskModel,
    input: &'static Input,
    question: Question,
    slot: Slot,
    typed: &mut Typed,
) {
    let label = match question {
        Question::Fact(fact) => words::fact(ctx.texts, fact),
        Question::Input { column, .. } => words::input(ctx.texts, column),
        Question::WhatIf(fact) => what_if_words::fact(ctx.texts, fact).to_owned(),
        Question::Takes(treatment) => what_if_words::treatment(ctx.texts, treatment).to_owned(),
    };
    let is_setting = matches!(input.origin, Origin::Setting);
    let may_be_unsaid = !is_setting || input.need == Need::Optional;
    let answering =
        Answering { model, input, label: &label, slot, error: None, width: WIDTH, may_be_unsaid, when_left: true };
    ui.push_id((model.id, input.column, &label), |ui| {
        if let Some(answer) = answer_ui(ctx, ui, typed, &answering) {
            ctx.send(Command::Risk(RiskCommand::Say(question, answer)));
        }
    });
    ui.add_space(space::XS);
}

/// A model and input that ask a question. A fact that only opens a model is asked like a flag.
fn place_of(question: Question) -> Option<(&'static RiskModel, &'static Input)> {
    let asks = |model: &'static RiskModel, input: &'static Input| question_of(model, input) == Some(question);
    let all = RISK_MODELS.iter().flat_map(|model| model.inputs.iter().map(move |input| (*model, input)));
    let found = all.clone().find(|(model, input)| asks(model, input));
    let flag = || all.clone().find(|(_, input)| matches!(input.kind, Kind::Flag));
    found.or_else(|| match question {
        Question::Fact(_) | Question::WhatIf(_) | Question::Takes(_) => flag(),
        Question::Input { .. } => None,
    })
}
