//! One model in detail: result, what is missing, inputs with their sources, shares, course, and what the model is.

use std::sync::Arc;

use eframe::egui::{Label, Ui};

use crate::analysis::risk::{Note, Output, Refusal, RiskModel, survival_90_days};
use crate::app::risk::answers::Answers;
use crate::app::risk::course::{Course, course};
use crate::app::risk::estimate::{Estimate, Estimated};
use crate::app::risk::known;
use crate::app::risk::view::RiskView;
use crate::app::twin::view::TwinView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, large, size, small, space, title, tokens};
pub use crate::ui::widgets::line_ui;
use crate::ui::widgets::{Icon, TableState, icon, key_value_grid, section};

use super::bars::bars_ui;
use super::choices::Typed;
use super::course_plot::{CourseLook, course_ui};
use super::inputs::inputs_ui;
use super::questions::model_questions_ui;
use super::words;

/// How a model is looked at.
#[derive(Default)]
pub struct DetailLook {
    inputs: TableState,
    shares: TableState,
    shares_as_table: bool,
    course_look: CourseLook,
    course: Option<(usize, &'static str, Course)>,
}

/// Draws the detail of a model for the open twin.
pub fn detail_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    (twin, view): (&TwinView, &Arc<RiskView>),
    estimate: &Estimate,
    answers: &Answers,
    (look, typed): (&mut DetailLook, &mut Typed),
) {
    result_ui(ctx, ui, estimate);
    ui.add_space(space::M);
    if let Estimated::Scored { shares, .. } = &estimate.estimated {
        let filled = &estimate.filled;
        bars_ui(ctx, ui, estimate.model, filled, shares, &mut look.shares_as_table, &mut look.shares);
    }
    if estimate.applies() {
        model_questions_ui(ctx, ui, estimate, answers, typed);
    }
    inputs_ui(ctx, ui, twin, estimate, &mut look.inputs);
    ui.add_space(space::M);
    if estimate.applies() {
        let key = (Arc::as_ptr(view) as usize, estimate.model.id);
        if look.course.as_ref().is_none_or(|(view, model, _)| (*view, *model) != key) {
            let known = known(twin, answers, &ctx.state.settings);
            look.course = Some((key.0, key.1, course(estimate.model, known, view.as_of, &ctx.zone())));
        }
        if let Some((_, _, course)) = &look.course {
            course_ui(ctx, ui, estimate, course, &mut look.course_look);
        }
        if estimate.model.id == "ckdepi" {
            super::kidney::slope_ui(ctx, ui, twin);
        }
    }
    about_ui(ctx, ui, estimate.model);
}

/// Name, outcome, the number with its band and what it means in people, and what stands against it.
fn result_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate) {
    let (texts, model) = (ctx.texts, estimate.model);
    let tokens = tokens(ui);
    ui.add(Label::new(title(words::model(texts, model)).color(tokens.text)).wrap());
    let what = words::what(texts, model, &estimate.filled);
    ui.add(Label::new(body(what).color(tokens.quiet)).wrap());
    headline_ui(ctx, ui, estimate);
    for line in other_outputs(ctx, estimate) {
        ui.add(Label::new(body(line).color(tokens.text)).wrap());
    }
    missing_ui(ctx, ui, estimate);
    for note in estimate.notes() {
        line_ui(ui, Icon::Info, Tone::Quiet, &note_words(ctx, estimate, *note));
    }
    if estimate.is_spread {
        line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("risk-spread"));
    }
    if let Some(remark) = words::remark(texts, model) {
        line_ui(ui, Icon::Info, Tone::Quiet, &remark);
    }
}

/// The number larger than its label, the unit quieter, the band beside it.
pub fn headline_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate) {
    let (texts, model) = (ctx.texts, estimate.model);
    let tokens = tokens(ui);
    let Some((digits, unit)) = words::headline(texts, estimate) else { return };
    let banded = words::band_of(texts, estimate);
    let (tone, mark) = banded.as_ref().map_or((Tone::Plain, None), |(_, tone, mark)| (*tone, *mark));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        ui.label(hero(digits).color(tokens.tone(tone)));
        ui.label(body(unit).color(tokens.quiet));
        ui.add_space(space::S);
        if let Some(mark) = mark {
            icon(ui, mark, size::LARGE, tokens.tone(tone));
        }
        match banded {
            Some((words, _, _)) => ui.label(large(words).color(tokens.tone(tone))),
            None => ui.label(small(texts.get("risk-no-bands")).color(tokens.quiet)),
        };
    });
    if let Some((at, value)) = estimate.value() {
        let output = model.outputs.get(at);
        if let Some(people) = output.and_then(|output| words::frequency(texts, output, value)) {
            ui.label(large(people).color(tokens.text));
        }
        if model.id == "meld3" {
            let survival = words::frequency_of(texts, survival_90_days(value));
            let words = texts.format("risk-survival-90", &[("people", &survival)]);
            ui.add(Label::new(body(words).color(tokens.text)).wrap());
        }
    }
    let source = model.outputs.iter().map(|output| output.bands_source).find(|source| !source.is_empty());
    if let (Some(source), Some(_)) = (source, estimate.band()) {
        ui.label(small(texts.format("risk-bands-source", &[("source", &source)])).color(tokens.quiet));
    }
}

/// Further outputs of a model with several.
pub fn other_outputs(ctx: &PanelCtx<'_>, estimate: &Estimate) -> Vec<String> {
    let Estimated::Scored { scores, .. } = &estimate.estimated else { return Vec::new() };
    let leading = estimate.value().map(|(at, _)| at);
    let outputs = estimate.model.outputs.iter().enumerate().filter(|(at, _)| Some(*at) != leading);
    let line = |(at, output): (usize, &Output)| {
        let number = scores.number(at)?;
        let value = words::value_words(ctx.texts, output, number);
        let band = output.band(number).map(|word| format!(" · {}", words::band(ctx.texts, estimate.model, word)));
        Some(format!(
            "{}: {value}{}",
            words::output(ctx.texts, estimate.model, output.column),
            band.unwrap_or_default()
        ))
    };
    outputs.filter_map(line).collect()
}

/// What has to be said beside the result; of what is missing also which outputs are left out for it.
fn note_words(ctx: &PanelCtx<'_>, estimate: &Estimate, note: Note) -> String {
    let (Note::WithoutInput(column), Some(scores)) = (note, estimate.scores()) else {
        return words::note(ctx.texts, estimate.model, note);
    };
    let outputs = estimate.model.outputs.iter().enumerate().filter(|(at, _)| scores.get(*at).is_none());
    let names: Vec<String> =
        outputs.map(|(_, output)| words::output(ctx.texts, estimate.model, output.column)).collect();
    let list = names.join(ctx.text("twin-list-comma"));
    ctx.texts.format("risk-output-without", &[("outputs", &list), ("input", &words::input(ctx.texts, column))])
}

/// Which inputs are missing, or why else there is no number.
pub fn missing_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, estimate: &Estimate) {
    let texts = ctx.texts;
    let list = || words::inputs(texts, &estimate.missing);
    match &estimate.estimated {
        Estimated::Scored { .. } => {}
        Estimated::Bounded(bounds) => {
            line_ui(ui, Icon::Ring, Tone::Missing, &texts.format("risk-bounded", &[("list", &list())]));
            // The single three of NEWS2 alerts whatever the total is.
            if bounds.any_three && estimate.model.id == "news2" {
                line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("risk-any-three"));
            }
        }
        Estimated::Between(interval) => {
            let name = words::input(texts, interval.column);
            let key =
                if words::is_one_number(texts, estimate, interval) { "risk-interval-one" } else { "risk-interval" };
            line_ui(ui, Icon::Ring, Tone::Missing, &texts.format(key, &[("input", &name)]));
        }
        Estimated::Missing => {
            line_ui(ui, Icon::Ring, Tone::Missing, &texts.format("risk-no-number", &[("list", &list())]));
        }
        Estimated::Refused(refusal) => line_ui(ui, Icon::Critical, Tone::Critical, &words::refusal(texts, refusal)),
        Estimated::Withheld(note) => {
            line_ui(ui, Icon::Critical, Tone::Critical, &words::note(texts, estimate.model, *note));
        }
        Estimated::NotApplicable(gate) => {
            let words = words::refusal(texts, &Refusal::NotApplicable(*gate));
            line_ui(ui, Icon::Dash, Tone::Missing, &words);
        }
    }
}

/// Population, conditions, version and where it is published.
pub fn about_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &RiskModel) {
    let texts = ctx.texts;
    section(ui, ctx.text("risk-about"));
    let mut pairs = vec![(texts.get("risk-population"), words::population(texts, model))];
    let gates: Vec<String> = model.gates.iter().map(|gate| words::gate(texts, *gate)).collect();
    if !gates.is_empty() {
        pairs.push((texts.get("risk-gates"), gates.join(texts.get("risk-semicolon"))));
    }
    pairs.push((texts.get("risk-version"), model.version.to_owned()));
    for citation in model.citations {
        let doi = if citation.doi.is_empty() { String::new() } else { format!(", doi {}", citation.doi) };
        pairs.push((texts.get("risk-citation"), format!("{}{doi}", citation.text)));
    }
    key_value_grid(ui, model.id, pairs);
    ui.add_space(space::M);
}
