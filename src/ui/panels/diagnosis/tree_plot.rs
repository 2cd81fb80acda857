//! The decision tree of a model as a drawing, the way of a case marked; deeper levels than are drawn are told in words.

use std::collections::BTreeSet;

use eframe::egui::{Label, Ui};

use crate::analysis::diagnosis::explained::Question;
use crate::analysis::diagnosis::metrics::likeliest;
use crate::analysis::diagnosis::outline::{Outline, OutlineNode, outline, way};
use crate::analysis::diagnosis::saved::SavedModel;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{small, space, tokens};
use crate::ui::widgets::{TreeBox, TreeBoxes, tree_drawing, tree_width};

use super::words;

/// Levels drawn below the root at most: as many as fit the width, and two at least.
const MOST_DEPTH: usize = 4;
const LEAST_DEPTH: usize = 2;

/// Draws the tree of a model; nothing where it is no tree. `path` is the way of a case.
pub fn tree_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &SavedModel, path: &[Question]) {
    let (outline, boxes) = fitting(ctx, model, path, ui.available_width());
    if boxes.is_empty() {
        return;
    }
    ui.add(Label::new(small(ctx.text("diagnosis-tree-explained")).color(tokens(ui).quiet)).wrap());
    tree_drawing(ui, "tree", &boxes);
    if outline.hidden > 0 {
        let words = ctx.texts.count("diagnosis-tree-deeper", outline.hidden as u64, &[]);
        ui.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
    }
    ui.add_space(space::M);
}

/// As many levels as fit.
fn fitting(ctx: &PanelCtx<'_>, model: &SavedModel, path: &[Question], width: f32) -> (Outline, TreeBoxes) {
    let drawn = |depth: usize| {
        let outline = outline(model, depth);
        let boxes = boxes(ctx, model, &outline, path);
        (outline, boxes)
    };
    let fits = (LEAST_DEPTH + 1..=MOST_DEPTH).rev().map(drawn).find(|(_, boxes)| tree_width(boxes) <= width);
    fits.unwrap_or_else(|| drawn(LEAST_DEPTH))
}

fn boxes(ctx: &PanelCtx<'_>, model: &SavedModel, outline: &Outline, path: &[Question]) -> TreeBoxes {
    let on_way: BTreeSet<usize> =
        if path.is_empty() { BTreeSet::new() } else { way(outline, path).into_iter().collect() };
    let one = |(number, node): (&usize, &OutlineNode)| {
        let is_word = node.question.as_ref().is_some_and(|question| question.word.is_some());
        let answers = if is_word { ["no", "yes"] } else { ["yes", "no"] };
        let (first, second) = words_of(ctx, model, node);
        let own = TreeBox {
            depth: node.depth,
            children: node.children,
            answers: answers.map(|key| ctx.text(key).to_owned()),
            first,
            second,
            is_on_way: on_way.contains(number),
            mark: None,
        };
        (*number, own)
    };
    outline.nodes.iter().map(one).collect()
}

/// Question or answer, then the rows and the share behind it.
fn words_of(ctx: &PanelCtx<'_>, model: &SavedModel, node: &OutlineNode) -> (String, String) {
    let texts = ctx.texts;
    let rows = texts.count("diagnosis-rows", u64::from(node.rows), &[]);
    let answer = match node.values.as_slice() {
        [value] => words::number(texts, *value),
        values => {
            let class = likeliest(values);
            let share = values.get(class as usize).copied().unwrap_or(0.0);
            format!("{} {}", model.class_name(class), texts.percent(share))
        }
    };
    match &node.question {
        Some(question) => (short_question(ctx, question), format!("{rows} · {answer}")),
        None => (answer, rows),
    }
}

/// As short as a box: `glucose ≤ 5.6`.
fn short_question(ctx: &PanelCtx<'_>, question: &Question) -> String {
    let column = words::column(ctx.texts, &question.column);
    match &question.word {
        Some(word) => format!("{column} = {word}"),
        None => format!("{column} ≤ {}", words::number(ctx.texts, question.threshold)),
    }
}
