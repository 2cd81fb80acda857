//! Controls that several tabs share: choosing a model, and answering what an input asks.

use std::collections::BTreeMap;

use eframe::egui::Ui;

use crate::analysis::risk::{Input, Inputs, Kind, Origin, RISK_MODELS, RiskModel, Slot};
use crate::ui::panels::PanelCtx;
pub use crate::ui::widgets::choose_ui;
use crate::ui::widgets::{labelled_ui, segmented, text_edit};

use super::words;

/// Up to so many choices stand side by side.
const MOST_SIDE_BY_SIDE: usize = 4;

/// Chooses one of all models.
pub fn model_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, width: f32, on: &'static RiskModel) -> Option<&'static RiskModel> {
    let names: Vec<String> = RISK_MODELS.iter().map(|model| words::model(ctx.texts, model)).collect();
    let at = RISK_MODELS.iter().position(|model| model.id == on.id).unwrap_or(0);
    choose_ui(ui, ctx.text("risk-model"), width, &names, at).and_then(|at| RISK_MODELS.get(at)).copied()
}

/// Texts of number fields while they are typed.
#[derive(Default)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// The text of a field; what is known until somebody types.
    fn text(&mut self, key: &str, known: Slot) -> &mut String {
        self.0.entry(key.to_owned()).or_insert_with(|| match known {
            Slot::Number(value) => words::digits(value),
            Slot::Missing | Slot::Unreadable | Slot::Word(_) => String::new(),
        })
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// One input of a model to be answered.
pub struct Answering<'a> {
    pub model: &'a RiskModel,
    pub input: &'a Input,
    pub label: &'a str,
    /// What stands there now.
    pub slot: Slot,
    /// What is wrong with it beyond its own range.
    pub error: Option<String>,
    pub width: f32,
    /// Whether it can be left unsaid; else the first choice is as good as any.
    pub may_be_unsaid: bool,
    /// Whether a number counts when its field is left: an answered question goes away, with the digits still to come.
    pub when_left: bool,
}

/// Draws the control; what was answered in this frame. [`Slot::Missing`] takes an answer back.
pub fn answer_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, typed: &mut Typed, answering: &Answering<'_>) -> Option<Slot> {
    match answering.input.kind {
        Kind::Number(_) | Kind::Whole(_) | Kind::Quantity { .. } => number_ui(ctx, ui, typed, answering),
        Kind::Flag | Kind::Choice(_) => word_ui(ctx, ui, answering),
    }
}

fn number_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, typed: &mut Typed, answering: &Answering<'_>) -> Option<Slot> {
    let input = answering.input;
    let unit = words::input_unit(ctx.texts, input);
    let label = if unit.is_empty() || is_own_unit(input) {
        answering.label.to_owned()
    } else {
        ctx.texts.format("risk-label-unit", &[("label", &answering.label), ("unit", &unit)])
    };
    let key = format!("{}/{}", answering.model.id, input.column);
    let text = typed.text(&key, answering.slot);
    let error = fault(ctx, input, text).or_else(|| answering.error.clone());
    let range = words::range(ctx.texts, input);
    let mut answer = None;
    labelled_ui(ui, &label, range.as_deref(), error.as_deref(), |ui| {
        let response = text_edit(ui, text, "", false, answering.width);
        let said = input.read(&text.replace(',', "."));
        let is_said = if answering.when_left { response.lost_focus() } else { response.changed() };
        answer = Some(said).filter(|said| is_said && *said != answering.slot);
        response
    });
    answer
}

/// A quantity says its unit in a field of its own.
fn is_own_unit(input: &Input) -> bool {
    matches!(input.kind, Kind::Quantity { .. })
}

/// What is wrong with a number by itself.
fn fault(ctx: &PanelCtx<'_>, input: &Input, text: &str) -> Option<String> {
    let slot = input.read(&text.replace(',', "."));
    if slot == Slot::Missing || is_own_unit(input) && slot != Slot::Unreadable {
        return None;
    }
    let mut inputs = Inputs::default();
    inputs.set(input, slot);
    inputs.number(input).err().map(|refusal| words::refusal(ctx.texts, &refusal))
}

fn word_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, answering: &Answering<'_>) -> Option<Slot> {
    let input = answering.input;
    let count = match input.kind {
        Kind::Choice(words) => words.len(),
        Kind::Flag | Kind::Number(_) | Kind::Whole(_) | Kind::Quantity { .. } => 2,
    };
    let first = usize::from(answering.may_be_unsaid);
    let key = if matches!(input.origin, Origin::Setting) { "risk-by-what-is-known" } else { "risk-unsaid" };
    let unsaid = answering.may_be_unsaid.then(|| ctx.text(key).to_owned());
    let own = (0..count).map(|word| words::choice(ctx.texts, answering.model, input, word));
    let choices: Vec<String> = unsaid.into_iter().chain(own).filter(|word| !word.is_empty()).collect();
    let on = match answering.slot {
        Slot::Word(word) => usize::from(word) + first,
        Slot::Missing | Slot::Unreadable | Slot::Number(_) => 0,
    };
    let chosen = if choices.len() <= MOST_SIDE_BY_SIDE && fits(ui, &choices, answering.width) {
        let names: Vec<&str> = choices.iter().map(String::as_str).collect();
        let mut chosen = None;
        labelled_ui(ui, answering.label, None, answering.error.as_deref(), |ui| {
            let inner = ui.scope(|ui| chosen = segmented(ui, answering.label, &names, on));
            inner.response
        });
        chosen
    } else {
        choose_ui(ui, answering.label, answering.width, &choices, on)
    };
    chosen.map(|at| match at.checked_sub(first) {
        Some(word) => Slot::Word(word as u8),
        None => Slot::Missing,
    })
}

/// Draws things in two columns where there is room for both, in reading order.
pub fn in_columns<T>(ui: &mut Ui, things: &[T], mut add: impl FnMut(&mut Ui, &T)) {
    const TWO_FROM: f32 = 640.0;
    let count = if ui.available_width() < TWO_FROM { 1 } else { 2 };
    for line in things.chunks(count) {
        ui.columns(count, |columns| {
            columns.iter_mut().zip(line).for_each(|(column, thing)| add(column, thing));
        });
    }
}

/// Whether short choices have room side by side.
fn fits(ui: &Ui, choices: &[String], width: f32) -> bool {
    let letters: usize =
        choices.iter().map(|choice| choice.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>()).sum();
    let room = width.max(ui.available_width().min(360.0));
    letters as f32 * 7.0 + choices.len() as f32 * 12.0 <= room
}
