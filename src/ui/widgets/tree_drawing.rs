//! A tree of questions as a drawing: questions in boxes, answers to the left and right below them, a way through it marked.
//! Every box has its words for a screen reader.

use std::collections::BTreeMap;

use eframe::egui::accesskit::Role;
use eframe::egui::{
    Color32, CornerRadius, Pos2, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::paint::put_galley;
use crate::ui::theme::{HAIRLINE, RADIUS, size, sized, space, tokens};

const BOX_WIDTH: f32 = 148.0;
const BOX_HEIGHT: f32 = 46.0;
const LEVEL: f32 = 86.0;
/// Width of the mark of a group at the left edge of its box.
const MARK: f32 = 4.0;

/// A box of the tree; its children come after it.
#[derive(Clone, Debug)]
pub struct TreeBox {
    /// Steps from the root.
    pub depth: usize,
    /// Numbers of the left and the right one; deeper ones may be left out of the drawing.
    pub children: Option<(usize, usize)>,
    /// What the left and the right one stand for.
    pub answers: [String; 2],
    /// Question or answer, then what is behind it.
    pub first: String,
    pub second: String,
    pub is_on_way: bool,
    /// Colour of a group, where the box is one's.
    pub mark: Option<Color32>,
}

/// Boxes by their numbers; the root is 0.
pub type TreeBoxes = BTreeMap<usize, TreeBox>;

/// How wide the drawing is.
pub fn tree_width(boxes: &TreeBoxes) -> f32 {
    places(boxes).values().map(|place| place.x).fold(0.0, f32::max) + BOX_WIDTH / 2.0 + space::S
}

/// Draws the tree; it scrolls sideways where it is wider than its room.
pub fn tree_drawing(ui: &mut Ui, salt: &str, boxes: &TreeBoxes) {
    let places = places(boxes);
    let depth = boxes.values().map(|own| own.depth).max().unwrap_or(0);
    let height = LEVEL * depth as f32 + BOX_HEIGHT + space::S;
    ScrollArea::horizontal().id_salt(salt).show(ui, |ui| {
        let (_, room) = ui.allocate_space(vec2(tree_width(boxes), height));
        let drawing = Drawing { boxes, places: &places, from: room.min };
        boxes.keys().for_each(|number| drawing.lines_ui(ui, *number));
        boxes.keys().for_each(|number| drawing.box_ui(ui, *number));
    });
}

/// Middles of the boxes. Leaves stand side by side, a question above the middle of its answers.
fn places(boxes: &TreeBoxes) -> BTreeMap<usize, Pos2> {
    let mut places = BTreeMap::new();
    let mut next = BOX_WIDTH / 2.0;
    place(boxes, 0, &mut next, &mut places);
    places
}

/// As deep as there are boxes, so that no long chain of nodes fills the stack.
fn place(boxes: &TreeBoxes, number: usize, next: &mut f32, places: &mut BTreeMap<usize, Pos2>) -> f32 {
    let Some(own) = boxes.get(&number) else { return *next };
    let drawn = own.children.filter(|(left, right)| boxes.contains_key(left) && boxes.contains_key(right));
    let x = match drawn {
        Some((left, right)) => {
            let left = place(boxes, left, next, places);
            (left + place(boxes, right, next, places)) / 2.0
        }
        None => {
            let x = *next;
            *next += BOX_WIDTH + space::S;
            x
        }
    };
    places.insert(number, pos2(x, LEVEL * own.depth as f32 + BOX_HEIGHT / 2.0));
    x
}

struct Drawing<'a> {
    boxes: &'a TreeBoxes,
    places: &'a BTreeMap<usize, Pos2>,
    from: Pos2,
}

impl Drawing<'_> {
    fn middle(&self, number: usize) -> Option<Pos2> {
        Some(self.from + self.places.get(&number)?.to_vec2())
    }

    /// The two lines below a question, with the answer that each stands for.
    fn lines_ui(&self, ui: &Ui, number: usize) {
        let Some(own) = self.boxes.get(&number) else { return };
        let (Some((left, right)), Some(from)) = (own.children, self.middle(number)) else { return };
        for (child, answer) in [left, right].into_iter().zip(&own.answers) {
            let (Some(to), Some(below)) = (self.middle(child), self.boxes.get(&child)) else { continue };
            let tokens = tokens(ui);
            let is_on = own.is_on_way && below.is_on_way;
            let stroke = if is_on { Stroke::new(2.0, tokens.accent) } else { Stroke::new(HAIRLINE, tokens.outline) };
            let (from, to) = (from + vec2(0.0, BOX_HEIGHT / 2.0), to - vec2(0.0, BOX_HEIGHT / 2.0));
            ui.painter().line_segment([from, to], stroke);
            let galley = ui.painter().layout_no_wrap(answer.clone(), sized(size::SMALL), tokens.quiet);
            let middle = from + (to - from) * 0.5;
            let ground = Rect::from_center_size(middle, galley.size() + vec2(space::XS, 0.0));
            ui.painter().rect_filled(ground, CornerRadius::ZERO, tokens.canvas);
            ui.painter().galley(ground.min + vec2(space::XS / 2.0, 0.0), galley, tokens.quiet);
        }
    }

    fn box_ui(&self, ui: &Ui, number: usize) {
        let (Some(own), Some(middle)) = (self.boxes.get(&number), self.middle(number)) else { return };
        let rect = Rect::from_center_size(middle, vec2(BOX_WIDTH, BOX_HEIGHT));
        let name = format!("{}; {}", own.first, own.second);
        let response = ui.interact(rect, ui.make_persistent_id(("tree-node", number)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
        let tokens = tokens(ui);
        let ground = if own.children.is_none() { tokens.accent_tint } else { tokens.surface };
        let stroke =
            if own.is_on_way { Stroke::new(2.0, tokens.accent) } else { Stroke::new(HAIRLINE, tokens.outline) };
        ui.painter().rect(rect, CornerRadius::same(RADIUS), ground, stroke, StrokeKind::Inside);
        let mut left = rect.left() + space::XS;
        if let Some(colour) = own.mark {
            let mark = Rect::from_min_size(rect.min + vec2(1.0, 4.0), vec2(MARK, BOX_HEIGHT - 8.0));
            ui.painter().rect_filled(mark, CornerRadius::same(1), colour);
            left += MARK;
        }
        let inside = ui.painter().with_clip_rect(rect.shrink(2.0).intersect(ui.clip_rect()));
        for (words, points, colour, baseline) in [
            (&own.first, size::BODY, tokens.text, rect.top() + 19.0),
            (&own.second, size::SMALL, tokens.quiet, rect.bottom() - 10.0),
        ] {
            let galley = inside.layout_no_wrap(words.clone(), sized(points), colour);
            put_galley(&inside, left, baseline, galley, colour);
        }
        response.on_hover_text(name);
    }
}
