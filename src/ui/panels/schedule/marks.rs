//! How a bar is told from the others: by a sign, the kind of its border, a corner, and a word; never by colour alone.

use std::collections::BTreeSet;

use eframe::egui::{Color32, CornerRadius, Painter, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use crate::app::schedule::laid::Thing;
use crate::ui::theme::{HAIRLINE, RADIUS, Tokens};

const DASH: f32 = 4.0;
const GAP: f32 = 3.0;
const CORNER: f32 = 8.0;

/// What stands out in the grid, and how.
pub struct Marks<'a> {
    pub selected: Option<Thing>,
    /// Cannot stay as it is.
    pub affected: &'a BTreeSet<Thing>,
    /// Stands elsewhere than in the plan in force.
    pub moved: &'a BTreeSet<Thing>,
    /// Where the chosen rule costs.
    pub lit: &'a BTreeSet<Thing>,
    /// Not as published.
    pub drafted: &'a BTreeSet<Thing>,
    /// Stays where it is.
    pub pinned: &'a BTreeSet<Thing>,
    /// Whether anything was published.
    pub is_published: bool,
}

impl Marks<'_> {
    fn sign(&self, thing: Thing) -> &'static str {
        if self.affected.contains(&thing) {
            "! "
        } else if self.moved.contains(&thing) {
            "→ "
        } else if self.lit.contains(&thing) {
            "• "
        } else {
            ""
        }
    }

    fn colours(&self, thing: Thing, tokens: &Tokens) -> (Color32, Stroke) {
        let found = if self.affected.contains(&thing) {
            (tokens.critical_tint, Stroke::new(1.5, tokens.critical))
        } else if self.moved.contains(&thing) {
            (tokens.stale_tint, Stroke::new(1.5, tokens.stale))
        } else if self.lit.contains(&thing) {
            (tokens.abnormal_tint, Stroke::new(1.5, tokens.abnormal))
        } else if matches!(thing, Thing::Out { .. }) {
            (tokens.missing_tint, Stroke::new(HAIRLINE, tokens.missing))
        } else {
            (tokens.band, Stroke::new(HAIRLINE, tokens.outline))
        };
        if self.selected == Some(thing) { (found.0, Stroke::new(2.5, tokens.accent)) } else { found }
    }

    /// Whether nobody works by it yet.
    fn is_draft(&self, thing: Thing) -> bool {
        !self.is_published || self.drafted.contains(&thing)
    }

    /// The state in words, for those who do not see the signs.
    pub fn words(&self, thing: Thing) -> Vec<&'static str> {
        let mut words = Vec::new();
        if self.affected.contains(&thing) {
            words.push("schedule-is-affected");
        }
        if self.moved.contains(&thing) {
            words.push("schedule-is-moved");
        }
        if self.lit.contains(&thing) {
            words.push("schedule-is-lit");
        }
        if self.is_published && self.drafted.contains(&thing) {
            words.push("schedule-is-draft");
        }
        if self.pinned.contains(&thing) {
            words.push("schedule-is-pinned");
        }
        words
    }

    /// Paints the ground, the border and the corner of a bar; the sign that stands before its words.
    pub fn paint(&self, painter: &Painter, place: Rect, thing: Thing, is_under: bool, tokens: &Tokens) -> &'static str {
        let (fill, stroke) = self.colours(thing, tokens);
        let fill = if is_under { tokens.hover } else { fill };
        let radius = CornerRadius::same(RADIUS);
        if self.is_draft(thing) {
            painter.rect_filled(place, radius, fill);
            let inner = place.shrink(stroke.width / 2.0);
            let corners =
                [inner.left_top(), inner.right_top(), inner.right_bottom(), inner.left_bottom(), inner.left_top()];
            painter.extend(Shape::dashed_line(&corners, stroke, DASH, GAP));
        } else {
            painter.rect(place, radius, fill, stroke, StrokeKind::Inside);
        }
        if self.pinned.contains(&thing) {
            let corner = place.right_top();
            let points = vec![corner, corner - vec2(CORNER, 0.0), pos2(corner.x, corner.y + CORNER)];
            painter.add(Shape::convex_polygon(points, tokens.text, Stroke::NONE));
        }
        self.sign(thing)
    }
}
