//! Why a case is answered as it is: shares that add up to what is shown, the questions of a tree, the most alike training
//! cases, and what would have to differ. Of the model, not of a treatment.

use std::sync::Arc;

use eframe::egui::{Label, Ui};

use crate::analysis::diagnosis::explained::{Explained, Question, Share};
use crate::analysis::diagnosis::learner::Task;
use crate::analysis::diagnosis::saved::Prediction;
use crate::app::diagnosis::models::TrainedModel;
use crate::app::jobs::JobKind;
use crate::ui::notices::message_notice;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, body, hero, small, space, tokens};
use crate::ui::widgets::span_bar::{BarLook, SpanBar, axis_ui, span_bar_ui};
use crate::ui::widgets::{Button, Cell, Column, DataTable, Icon, NoticeTone, TableState, line_ui, section};

use super::cases::{case_heading_ui, said, shown_output, shown_words};
use super::tree_plot::tree_ui;
use super::{on_twin, progress_ui, words};

/// Shares that are drawn one by one; the rest is one bar.
const MOST_SHARES: usize = 10;

/// How the nearest cases are looked at.
#[derive(Default)]
pub struct ReasonsLook {
    nearest: TableState,
    draws_tree: bool,
}

/// Draws the answer to a case and everything behind it.
pub fn reasons_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    model: &Arc<TrainedModel>,
    (row, prediction): (u32, &Prediction),
    look: &mut ReasonsLook,
) {
    let asked = &ctx.state.diagnosis.asked;
    case_heading_ui(ctx, ui, row);
    let is_answered = prediction.abstentions.is_empty();
    match is_answered {
        true => answer_ui(ctx, ui, model, prediction),
        false => no_answer_ui(ctx, ui, prediction),
    }
    on_twin::keep_ui(ctx, ui, model);
    progress_ui(ctx, ui, JobKind::EXPLAIN_CASE);
    if let Some(message) = asked.reasons.failure() {
        message_notice(ctx, NoticeTone::Error, message, ui);
    }
    let reasons = asked.reasons.value().filter(|reasons| reasons.model == model.number && reasons.row == row);
    let Some(reasons) = reasons else { return };
    if is_answered {
        shares_ui(ctx, ui, model, &reasons.explained);
        path_ui(ctx, ui, model, &reasons.explained, look);
        differences_ui(ctx, ui, model, &reasons.explained);
        on_twin::options_ui(ctx, ui, model, prediction);
    }
    nearest_ui(ctx, ui, &reasons.explained, look);
}

/// The answer first: larger than everything else, the base rate beside it.
fn answer_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel, prediction: &Prediction) {
    let card = model.card();
    let at = shown_output(prediction);
    let value = prediction.outputs.get(at).copied().unwrap_or(0.0);
    let number = match card.task {
        Task::Classify => words::percent(ctx.texts, value),
        Task::Regress => words::number(ctx.texts, value),
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(hero(number).color(tokens(ui).text));
        let class = model.model.class_name(at as u32);
        let words = match card.task {
            Task::Classify => ctx.texts.format("diagnosis-probability-of", &[("class", &class)]),
            Task::Regress => ctx.texts.format("diagnosis-predicted-of", &[("target", &card.target)]),
        };
        ui.label(body(words).color(tokens(ui).text));
    });
    if card.task == Task::Classify {
        probability_ui(ctx, ui, model, prediction, at);
        let threshold = ctx.state.diagnosis.models.threshold(card);
        match (said(model, prediction, threshold), threshold) {
            (Some(class), Some(threshold)) => {
                let percent = words::percent(ctx.texts, threshold);
                let name = model.model.class_name(class as u32);
                let words = ctx.texts.format("diagnosis-said-at", &[("class", &name), ("threshold", &percent)]);
                line_ui(ui, Icon::Check, Tone::Plain, &words);
            }
            (Some(_), None) => line_ui(ui, Icon::Info, Tone::Quiet, words::several_classes(ctx.texts)),
            (None, _) => line_ui(ui, Icon::Info, Tone::Plain, ctx.text("diagnosis-said-nothing")),
        }
    } else {
        let words = shown_words(ctx, model, prediction);
        let line = ctx.texts.format("diagnosis-expected-range", &[("range", &words)]);
        ui.label(body(line).color(tokens(ui).text));
    }
    if !card.verdict.is_better {
        line_ui(ui, Icon::Critical, Tone::Critical, ctx.text("diagnosis-limit-no-better"));
    }
    ui.add_space(space::S);
}

/// Probability with its interval, the base rate below it, on one axis.
fn probability_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel, prediction: &Prediction, at: usize) {
    let card = model.card();
    let value = prediction.outputs.get(at).copied().unwrap_or(0.0);
    let (low, high) = prediction.intervals.get(at).copied().flatten().unwrap_or((value, value));
    let all: u32 = card.classes.iter().map(|(_, rows)| rows).sum();
    let of_class = card.classes.get(at).map_or(0, |(_, rows)| *rows);
    let base = f64::from(of_class) / f64::from(all.max(1));
    // Short enough to stand before the bar.
    let [low_words, high_words] = [low, high].map(|share| format!("{:.0}", 100.0 * share));
    let says = ctx.texts.format("diagnosis-percent-range", &[("low", &low_words), ("high", &high_words)]);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let bar = SpanBar {
            name: ctx.text("diagnosis-interval-95"),
            says: &says,
            from: low,
            to: high,
            axis: (0.0, 1.0),
            mark: Some(value),
            look: BarLook::Main,
        };
        span_bar_ui(ui, &bar);
        let bar = SpanBar {
            name: ctx.text("diagnosis-base-rate"),
            says: &words::percent(ctx.texts, base),
            from: 0.0,
            to: base,
            axis: (0.0, 1.0),
            mark: None,
            look: BarLook::Beside,
        };
        span_bar_ui(ui, &bar);
        axis_ui(ui, (0.0, 1.0), &[0.0, 0.5, 1.0].map(|tick| (tick, ctx.texts.percent(tick))));
    });
}

fn no_answer_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, prediction: &Prediction) {
    let colour = tokens(ui).text;
    ui.label(crate::ui::theme::title(ctx.text("diagnosis-no-answer")).color(colour));
    ui.add(Label::new(body(ctx.text("diagnosis-no-answer-explained")).color(tokens(ui).quiet)).wrap());
    for reason in &prediction.abstentions {
        line_ui(ui, Icon::Warning, Tone::Abnormal, &words::abstention(ctx.texts, reason));
    }
    ui.add_space(space::S);
}

/// From where the model starts to this case, share by share.
fn shares_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel, explained: &Explained) {
    section(ui, ctx.text("diagnosis-reasons"));
    let is_share = model.card().task == Task::Classify;
    let word = |value: f64| match is_share {
        true => words::percent(ctx.texts, value),
        false => words::number(ctx.texts, value),
    };
    let key = format!("diagnosis-method-{}", explained.method);
    let places: [(&str, &dyn std::fmt::Display); 3] =
        [("base", &word(explained.base)), ("shown", &word(explained.shown)), ("mean", &word(explained.mean_shown))];
    let sum = if explained.log_odds.is_some() { "diagnosis-reasons-sum-log-odds" } else { "diagnosis-reasons-sum" };
    let line = format!("{} {}", ctx.texts.format(sum, &places), ctx.texts.get(&key));
    ui.add(Label::new(small(line).color(tokens(ui).quiet)).wrap());
    let steps = steps(ctx, explained);
    let places = steps.iter().flat_map(|step| [step.from, step.to]).chain([explained.base, explained.shown]);
    let (low, high) = places.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), at| (l.min(at), h.max(at)));
    let margin = ((high - low) * 0.05).max(1e-6);
    let axis = (low - margin, high + margin);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for step in &steps {
            let amount = step.to - step.from;
            let says = match is_share {
                true => ctx.texts.format("diagnosis-points", &[("value", &signed(ctx, 100.0 * amount, 1))]),
                false => words::signed(ctx.texts, amount),
            };
            let says = match step.error {
                Some(error) if is_share => format!("{says} ± {}", ctx.texts.decimal(&format!("{:.1}", 100.0 * error))),
                _ => says,
            };
            let look = if amount < 0.0 { BarLook::Against } else { BarLook::Main };
            let bar = SpanBar {
                name: &step.name,
                says: &says,
                from: step.from,
                to: step.to,
                axis,
                mark: Some(explained.shown),
                look,
            };
            span_bar_ui(ui, &bar);
        }
        let ticks = [explained.base, explained.shown].map(|tick| (tick, word(tick)));
        let are_apart = (explained.base - explained.shown).abs() > 0.25 * (axis.1 - axis.0);
        axis_ui(ui, axis, if are_apart { &ticks } else { &ticks[1..] });
    });
    ui.add_space(space::M);
}

/// A share with the place where it begins and ends.
struct Step {
    name: String,
    from: f64,
    to: f64,
    error: Option<f64>,
}

fn steps(ctx: &PanelCtx<'_>, explained: &Explained) -> Vec<Step> {
    let mut at = explained.base;
    let mut steps = Vec::new();
    for share in explained.shares.iter().take(MOST_SHARES) {
        let to = at + share.contribution;
        steps.push(Step { name: share_name(ctx, share), from: at, to, error: share.error });
        at = to;
    }
    let rest = explained.shares.get(MOST_SHARES..).unwrap_or_default();
    if !rest.is_empty() {
        let to = at + rest.iter().map(|share| share.contribution).sum::<f64>();
        let name = ctx.texts.count("diagnosis-other-columns", rest.len() as u64, &[]);
        steps.push(Step { name, from: at, to, error: None });
    }
    steps
}

fn share_name(ctx: &PanelCtx<'_>, share: &Share) -> String {
    let column = words::column(ctx.texts, &share.column);
    match &share.value {
        Some(value) => format!("{column} = {}", value_words(ctx, value)),
        None => ctx.texts.format("diagnosis-column-missing", &[("column", &column)]),
    }
}

/// A number that came as text, with the digits that a person reads.
fn value_words(ctx: &PanelCtx<'_>, text: &str) -> String {
    text.parse::<f64>().map_or_else(|_| text.to_owned(), |value| words::number(ctx.texts, value))
}

fn signed(ctx: &PanelCtx<'_>, value: f64, places: usize) -> String {
    let digits = format!("{:.places$}", value.abs());
    let is_nothing = digits.chars().all(|digit| matches!(digit, '0' | '.'));
    let sign = if is_nothing {
        ""
    } else if value < 0.0 {
        "\u{2212}"
    } else {
        "+"
    };
    format!("{sign}{}", ctx.texts.decimal(&digits))
}

/// The questions of the tree, in the order in which they are asked.
fn path_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel, explained: &Explained, look: &mut ReasonsLook) {
    if explained.path.is_empty() {
        return;
    }
    section(ui, ctx.text("diagnosis-path"));
    let last = explained.path.len();
    for (at, question) in explained.path.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.add_space(space::M * at.min(12) as f32);
            let shape = if at + 1 == last { Icon::Check } else { Icon::ChevronDown };
            line_ui(ui, shape, Tone::Plain, &question_words(ctx, question));
        });
    }
    let shape = if look.draws_tree { Icon::ChevronDown } else { Icon::ChevronRight };
    if Button::link(ctx.text("diagnosis-draw-tree")).icon(shape).show(ui).clicked() {
        look.draws_tree = !look.draws_tree;
    }
    if look.draws_tree {
        tree_ui(ctx, ui, &model.model, &explained.path);
    }
    ui.add_space(space::M);
}

fn question_words(ctx: &PanelCtx<'_>, question: &Question) -> String {
    let column = &words::column(ctx.texts, &question.column);
    match (&question.word, question.at_most) {
        (Some(word), true) => ctx.texts.format("diagnosis-question-is-not", &[("column", column), ("word", word)]),
        (Some(word), false) => ctx.texts.format("diagnosis-question-is", &[("column", column), ("word", word)]),
        (None, at_most) => {
            let key = if at_most { "diagnosis-question-at-most" } else { "diagnosis-question-above" };
            let number = words::number(ctx.texts, question.threshold);
            ctx.texts.format(key, &[("column", column), ("number", &number)])
        }
    }
}

fn differences_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &TrainedModel, explained: &Explained) {
    if model.card().task == Task::Regress {
        return;
    }
    section(ui, ctx.text("diagnosis-differences"));
    line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("diagnosis-about-the-model"));
    let needs_threshold = model.model.classes().len() == 2;
    if needs_threshold && ctx.state.diagnosis.models.threshold(model.card()).is_none() {
        line_ui(ui, Icon::Info, Tone::Quiet, ctx.text("diagnosis-differences-need-threshold"));
    } else if explained.differences.is_empty() {
        ui.add(Label::new(body(ctx.text("diagnosis-no-differences")).color(tokens(ui).quiet)).wrap());
    } else {
        for one in &explained.differences {
            let from =
                one.from.as_deref().map_or_else(|| words::nothing(ctx.texts).to_owned(), |from| value_words(ctx, from));
            let places: [(&str, &dyn std::fmt::Display); 5] = [
                ("column", &words::column(ctx.texts, &one.column)),
                ("from", &from),
                ("to", &value_words(ctx, &one.to)),
                ("answer", &one.answer),
                ("share", &ctx.texts.percent(one.reach)),
            ];
            let words = ctx.texts.format("diagnosis-difference", &places);
            ui.add(Label::new(body(words).color(tokens(ui).text)).wrap());
        }
    }
    ui.add_space(space::M);
}

/// The value of a column; outside `None` where there is no such column.
fn value_of<'v>(values: &'v [(String, Option<String>)], column: Option<&&str>) -> Option<Option<&'v str>> {
    let found = values.iter().find(|(name, _)| Some(&name.as_str()) == column);
    found.map(|(_, value)| value.as_deref())
}

/// In standard deviations: two cases of the same values.
const SAME_CASE: f64 = 1e-9;

/// Training cases without anything that names a patient.
fn nearest_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, explained: &Explained, look: &mut ReasonsLook) {
    section(ui, ctx.text("diagnosis-nearest"));
    if explained.nearest.first().is_some_and(|case| case.distance < SAME_CASE) {
        line_ui(ui, Icon::Warning, Tone::Abnormal, ctx.text("diagnosis-in-training"));
    }
    ui.add(Label::new(small(ctx.text("diagnosis-nearest-explained")).color(tokens(ui).quiet)).wrap());
    let mut columns = vec![
        Column::number(ctx.text("diagnosis-distance"), 76.0, 2).unsortable(),
        Column::text(ctx.text("diagnosis-truth"), 100.0).at_least(70.0).unsortable(),
    ];
    // What weighs most comes first.
    let names: Vec<&str> = explained.shares.iter().take(MOST_SHARES).map(|share| share.column.as_str()).collect();
    let headings = names.iter().map(|name| words::column(ctx.texts, name).into_owned());
    columns.extend(headings.map(|heading| Column::text(heading, 92.0).at_least(70.0).unsortable()));
    let table = DataTable::new("nearest", ctx.text("diagnosis-nearest"), &columns, explained.nearest.len());
    table.height_of_rows(explained.nearest.len().max(1)).show(ui, &mut look.nearest, ctx.texts, |row, column| {
        let Some(case) = explained.nearest.get(row) else { return Cell::default() };
        match column {
            0 => Cell::number(ctx.texts.decimal(&format!("{:.2}", case.distance)), None),
            1 => Cell::text(value_words(ctx, &case.answer)),
            other => match value_of(&case.values, names.get(other - 2)) {
                Some(Some(value)) => Cell::text(value_words(ctx, value)),
                Some(None) => Cell::absent(words::nothing(ctx.texts)),
                None => Cell::default(),
            },
        }
    });
}
