//! A decision tree as a drawing: questions in boxes, answers to the left and right below them, the way of a case marked.
//! Every box has its words for a screen reader; deeper levels than are drawn are told in words.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::accesskit::Role;
use eframe::egui::{
    CornerRadius, Label, Pos2, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::analysis::diagnosis::explained::Question;
use crate::analysis::diagnosis::metrics::likeliest;
use crate::analysis::diagnosis::outline::{Outline, OutlineNode, outline, way};
use crate::analysis::diagnosis::saved::SavedModel;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, RADIUS, size, sized, small, space, tokens};
use crate::ui::widgets::put_galley;

use super::words;

const BOX_WIDTH: f32 = 148.0;
const BOX_HEIGHT: f32 = 46.0;
const LEVEL: f32 = 86.0;
/// Levels drawn below the root at most: as many as fit the width, and two at least.
const MOST_DEPTH: usize = 4;
const LEAST_DEPTH: usize = 2;

/// Draws the tree of a model; nothing where it is no tree. `path` is the way of a case.
pub fn tree_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, model: &SavedModel, path: &[Question]) {
    let (outline, places) = fitting(model, ui.available_width());
    if outline.nodes.is_empty() {
        return;
    }
    let on_way: BTreeSet<usize> =
        if path.is_empty() { BTreeSet::new() } else { way(&outline, path).into_iter().collect() };
    ui.add(Label::new(small(ctx.text("diagnosis-tree-explained")).color(tokens(ui).quiet)).wrap());
    let leaves = width_of(&places);
    let depth = outline.nodes.values().map(|node| node.depth).max().unwrap_or(0);
    let height = LEVEL * depth as f32 + BOX_HEIGHT + space::S;
    ScrollArea::horizontal().id_salt("tree").show(ui, |ui| {
        let (_, room) = ui.allocate_space(vec2(leaves, height));
        let drawing = Drawing { ctx, model, outline: &outline, places: &places, on_way: &on_way, from: room.min };
        outline.nodes.keys().for_each(|number| drawing.lines_ui(ui, *number));
        outline.nodes.keys().for_each(|number| drawing.node_ui(ui, *number));
    });
    if outline.hidden > 0 {
        let words = ctx.texts.count("diagnosis-tree-deeper", outline.hidden as u64, &[]);
        ui.add(Label::new(small(words).color(tokens(ui).quiet)).wrap());
    }
    ui.add_space(space::M);
}

/// As many levels as fit.
fn fitting(model: &SavedModel, width: f32) -> (Outline, BTreeMap<usize, Pos2>) {
    let drawn = |depth: usize| {
        let outline = outline(model, depth);
        let places = places(&outline, depth);
        (outline, places)
    };
    let fits = (LEAST_DEPTH + 1..=MOST_DEPTH).rev().map(drawn).find(|(_, places)| width_of(places) <= width);
    fits.unwrap_or_else(|| drawn(LEAST_DEPTH))
}

fn width_of(places: &BTreeMap<usize, Pos2>) -> f32 {
    places.values().map(|place| place.x).fold(0.0, f32::max) + BOX_WIDTH / 2.0 + space::S
}

/// Middles of the boxes. Leaves stand side by side, a question above the middle of its answers.
fn places(outline: &Outline, most_depth: usize) -> BTreeMap<usize, Pos2> {
    let mut places = BTreeMap::new();
    let mut next = BOX_WIDTH / 2.0;
    place(outline, (0, most_depth), &mut next, &mut places);
    places
}

/// As deep as is drawn, so that no long chain of nodes fills the stack.
fn place(
    outline: &Outline,
    (number, most_depth): (usize, usize),
    next: &mut f32,
    places: &mut BTreeMap<usize, Pos2>,
) -> f32 {
    let Some(node) = outline.nodes.get(&number) else { return *next };
    let x = match node.children.filter(|_| node.depth < most_depth) {
        Some((left, right)) => {
            let left = place(outline, (left, most_depth), next, places);
            (left + place(outline, (right, most_depth), next, places)) / 2.0
        }
        None => {
            let x = *next;
            *next += BOX_WIDTH + space::S;
            x
        }
    };
    let middle = pos2(x, LEVEL * node.depth as f32 + BOX_HEIGHT / 2.0);
    places.insert(number, middle);
    x
}

struct Drawing<'a> {
    ctx: &'a PanelCtx<'a>,
    model: &'a SavedModel,
    outline: &'a Outline,
    places: &'a BTreeMap<usize, Pos2>,
    on_way: &'a BTreeSet<usize>,
    from: Pos2,
}

impl Drawing<'_> {
    fn middle(&self, number: usize) -> Option<Pos2> {
        Some(self.from + self.places.get(&number)?.to_vec2())
    }

    /// The two lines below a question, with the answer that each stands for.
    fn lines_ui(&self, ui: &Ui, number: usize) {
        let Some(node) = self.outline.nodes.get(&number) else { return };
        let (Some((left, right)), Some(from)) = (node.children, self.middle(number)) else { return };
        let is_word = node.question.as_ref().is_some_and(|question| question.word.is_some());
        let answers = if is_word { ["no", "yes"] } else { ["yes", "no"] };
        for (child, answer) in [left, right].into_iter().zip(answers) {
            let Some(to) = self.middle(child) else { continue };
            let is_on = self.on_way.contains(&number) && self.on_way.contains(&child);
            let tokens = tokens(ui);
            let stroke = if is_on { Stroke::new(2.0, tokens.accent) } else { Stroke::new(HAIRLINE, tokens.outline) };
            let (from, to) = (from + vec2(0.0, BOX_HEIGHT / 2.0), to - vec2(0.0, BOX_HEIGHT / 2.0));
            ui.painter().line_segment([from, to], stroke);
            let galley =
                ui.painter().layout_no_wrap(self.ctx.text(answer).to_owned(), sized(size::SMALL), tokens.quiet);
            let middle = from + (to - from) * 0.5;
            let ground = Rect::from_center_size(middle, galley.size() + vec2(space::XS, 0.0));
            ui.painter().rect_filled(ground, CornerRadius::ZERO, tokens.canvas);
            ui.painter().galley(ground.min + vec2(space::XS / 2.0, 0.0), galley, tokens.quiet);
        }
    }

    fn node_ui(&self, ui: &Ui, number: usize) {
        let (Some(node), Some(middle)) = (self.outline.nodes.get(&number), self.middle(number)) else { return };
        let rect = Rect::from_center_size(middle, vec2(BOX_WIDTH, BOX_HEIGHT));
        let (first, second) = self.words(node);
        let name = format!("{first}; {second}");
        let response = ui.interact(rect, ui.make_persistent_id(("tree-node", number)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        let tokens = tokens(ui);
        let is_on = self.on_way.contains(&number);
        let ground = if node.children.is_none() { tokens.accent_tint } else { tokens.surface };
        let stroke = if is_on { Stroke::new(2.0, tokens.accent) } else { Stroke::new(HAIRLINE, tokens.outline) };
        ui.painter().rect(rect, CornerRadius::same(RADIUS), ground, stroke, StrokeKind::Inside);
        let inside = ui.painter().with_clip_rect(rect.shrink(2.0).intersect(ui.clip_rect()));
        for (words, points, colour, baseline) in [
            (first, size::BODY, tokens.text, rect.top() + 19.0),
            (second, size::SMALL, tokens.quiet, rect.bottom() - 10.0),
        ] {
            let galley = inside.layout_no_wrap(words, sized(points), colour);
            put_galley(&inside, rect.left() + space::XS, baseline, galley, colour);
        }
        response.on_hover_text(name);
    }

    /// Question or answer, then the rows and the share behind it.
    fn words(&self, node: &OutlineNode) -> (String, String) {
        let texts = self.ctx.texts;
        let rows = texts.count("diagnosis-rows", u64::from(node.rows), &[]);
        let answer = match node.values.as_slice() {
            [value] => words::number(texts, *value),
            values => {
                let class = likeliest(values);
                let share = values.get(class as usize).copied().unwrap_or(0.0);
                format!("{} {}", self.model.class_name(class), texts.percent(share))
            }
        };
        match &node.question {
            Some(question) => (short_question(self.ctx, question), format!("{rows} · {answer}")),
            None => (answer, rows),
        }
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
