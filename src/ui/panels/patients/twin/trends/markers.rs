//! The shapes of values in a plot: markers, paired pressures, and the triangle that says which way a value left its range.

use eframe::egui::{Color32, Pos2, Rect, Shape, Stroke, Vec2, vec2};
use egui_plot::MarkerShape;

use crate::ui::theme::{Tokens, Tone};
use crate::ui::widgets::ValueMark;

/// Of a marker in range.
pub const RADIUS: f32 = 3.0;
/// Half the width of the ends of a pressure's bar.
const BAR_HALF: f32 = 3.5;
/// Half the base of the triangle, and its height.
const POINTER: Vec2 = vec2(3.0, 5.0);
/// Between a value's shape and the triangle.
const POINTER_GAP: f32 = 3.0;

/// A reading: a line from diastolic to systolic with a bar at each end, thicker where it is critical; each end out of its
/// range has its own triangle.
pub fn bar(ends: [(Pos2, ValueMark); 2], colour: Color32, frame: Rect, shapes: &mut Vec<Shape>) {
    let is_critical = ends.iter().any(|(_, look)| look.tone() == Tone::Critical);
    let stroke = Stroke::new(if is_critical { 3.0 } else { 1.5 }, colour);
    shapes.push(Shape::line_segment(ends.map(|(at, _)| at), stroke));
    for (end, look) in ends {
        shapes.push(Shape::line_segment([end - vec2(BAR_HALF, 0.0), end + vec2(BAR_HALF, 0.0)], stroke));
        let is_inward = ends.iter().any(|(other, _)| way(look).is_some_and(|away| (other.y - end.y) * away > 0.0));
        match is_inward {
            // The bar itself stands there.
            true => pointer_beside(end, look, BAR_HALF, colour, frame, shapes),
            false => pointer(end, look, 1.0, colour, frame, shapes),
        }
    }
}

/// Abnormal markers are larger; critical ones have a second outline; what cannot be judged is hollow.
pub fn marker(
    shape: MarkerShape,
    at: Pos2,
    colour: Color32,
    look: ValueMark,
    tokens: &Tokens,
    shapes: &mut Vec<Shape>,
) {
    let r = match look.tone() {
        Tone::Critical => RADIUS + 1.5,
        Tone::Abnormal => RADIUS + 1.0,
        Tone::Plain | Tone::Quiet | Tone::Accent | Tone::Stale | Tone::Missing => RADIUS,
    };
    let hollow = look == ValueMark::NoReferenceRange;
    let (fill, stroke) =
        if hollow { (tokens.surface, Stroke::new(1.5, colour)) } else { (colour, Stroke::new(1.0, tokens.surface)) };
    let polygon = |corners: &[(f32, f32)]| {
        Shape::convex_polygon(corners.iter().map(|&(x, y)| at + vec2(x, y) * r).collect(), fill, stroke)
    };
    match shape {
        MarkerShape::Square => shapes.push(polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])),
        MarkerShape::Diamond => shapes.push(polygon(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)])),
        MarkerShape::Up => shapes.push(polygon(&[(0.0, -1.2), (1.1, 0.9), (-1.1, 0.9)])),
        MarkerShape::Down => shapes.push(polygon(&[(-1.1, -0.9), (1.1, -0.9), (0.0, 1.2)])),
        MarkerShape::Left => shapes.push(polygon(&[(-1.2, 0.0), (0.9, -1.1), (0.9, 1.1)])),
        MarkerShape::Right => shapes.push(polygon(&[(1.2, 0.0), (-0.9, 1.1), (-0.9, -1.1)])),
        MarkerShape::Cross | MarkerShape::Asterisk => {
            let stroke = Stroke::new(1.75, colour);
            for end in [vec2(r, r), vec2(r, -r)] {
                shapes.push(Shape::line_segment([at - end, at + end], stroke));
            }
            if shape == MarkerShape::Asterisk {
                shapes.push(Shape::line_segment([at - vec2(r * 1.3, 0.0), at + vec2(r * 1.3, 0.0)], stroke));
            }
        }
        MarkerShape::Plus => {
            let stroke = Stroke::new(1.75, colour);
            for end in [vec2(r, 0.0), vec2(0.0, r)] {
                shapes.push(Shape::line_segment([at - end * 1.2, at + end * 1.2], stroke));
            }
        }
        MarkerShape::Circle => {
            shapes.push(Shape::Circle(eframe::egui::epaint::CircleShape { center: at, radius: r, fill, stroke }))
        }
    }
    if look.tone() == Tone::Critical {
        shapes.push(Shape::circle_stroke(at, r + 2.5, Stroke::new(1.25, colour)));
    }
}

/// Up (-1) where a value is high, down (1) where it is low.
fn way(look: ValueMark) -> Option<f32> {
    match look {
        ValueMark::High | ValueMark::CriticalHigh => Some(-1.0),
        ValueMark::Low | ValueMark::CriticalLow => Some(1.0),
        ValueMark::InRange | ValueMark::NotTested | ValueMark::NotRecorded | ValueMark::NoReferenceRange => None,
    }
}

/// A small triangle beyond a shape of radius `r`, pointing where the value left its range; beside the shape where the
/// frame would cut it.
pub fn pointer(at: Pos2, look: ValueMark, r: f32, colour: Color32, frame: Rect, shapes: &mut Vec<Shape>) {
    let Some(away) = way(look) else { return };
    let ring = if look.tone() == Tone::Critical { r } else { 0.0 };
    let x = at.x.clamp(frame.left() + POINTER.x, (frame.right() - POINTER.x).max(frame.left() + POINTER.x));
    let base = Pos2::new(x, at.y + away * (r + ring + POINTER_GAP));
    if frame.y_range().contains(base.y + away * POINTER.y) {
        shapes.push(triangle(base, away, colour));
    } else {
        pointer_beside(at, look, r + ring, colour, frame, shapes);
    }
}

fn pointer_beside(at: Pos2, look: ValueMark, r: f32, colour: Color32, frame: Rect, shapes: &mut Vec<Shape>) {
    let Some(away) = way(look) else { return };
    let aside = r + POINTER_GAP + POINTER.x;
    let x = if at.x + aside + POINTER.x <= frame.right() { at.x + aside } else { at.x - aside };
    let half = POINTER.y / 2.0;
    let y = at.y.clamp(frame.top() + half, (frame.bottom() - half).max(frame.top() + half));
    shapes.push(triangle(Pos2::new(x, y - away * half), away, colour));
}

fn triangle(base: Pos2, away: f32, colour: Color32) -> Shape {
    let corners = vec![base - vec2(POINTER.x, 0.0), base + vec2(POINTER.x, 0.0), base + vec2(0.0, away * POINTER.y)];
    Shape::convex_polygon(corners, colour, Stroke::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;

    const FRAME: Rect = Rect { min: Pos2::ZERO, max: Pos2::new(200.0, 80.0) };

    fn drawn(at: Pos2, look: ValueMark) -> Option<Rect> {
        let mut shapes = Vec::new();
        pointer(at, look, 4.0, Color32::RED, FRAME, &mut shapes);
        shapes.first().map(Shape::visual_bounding_rect)
    }

    #[test]
    fn a_triangle_points_out_of_the_range_and_is_never_cut() {
        let above = drawn(pos2(100.0, 40.0), ValueMark::High).expect("a triangle");
        assert!(above.bottom() < 40.0);
        assert!(drawn(pos2(100.0, 40.0), ValueMark::Low).expect("a triangle").top() > 40.0);
        assert_eq!(drawn(pos2(100.0, 40.0), ValueMark::InRange), None);
        for at in [pos2(100.0, 2.0), pos2(199.0, 1.0), pos2(1.0, 79.0), pos2(199.0, 79.0)] {
            for look in [ValueMark::High, ValueMark::CriticalHigh, ValueMark::Low, ValueMark::CriticalLow] {
                let triangle = drawn(at, look).expect("a triangle");
                assert!(FRAME.expand(0.6).contains_rect(triangle), "{at:?} {look:?} {triangle:?}");
            }
        }
    }

    #[test]
    fn each_end_of_a_pressure_says_which_way_it_left_its_range() {
        let triangles = |upper: ValueMark, lower: ValueMark| {
            let mut shapes = Vec::new();
            bar([(pos2(50.0, 20.0), upper), (pos2(50.0, 60.0), lower)], Color32::RED, FRAME, &mut shapes);
            let paths = shapes.iter().filter(|shape| matches!(shape, Shape::Path(_)));
            paths.map(Shape::visual_bounding_rect).collect::<Vec<_>>()
        };
        assert!(triangles(ValueMark::InRange, ValueMark::InRange).is_empty());
        assert!(triangles(ValueMark::High, ValueMark::InRange)[0].bottom() < 20.0);
        assert!(triangles(ValueMark::InRange, ValueMark::Low)[0].top() > 60.0);
        // Inside the bar there is no room: beside it.
        assert!(triangles(ValueMark::Low, ValueMark::InRange)[0].left() > 50.0);
        assert_eq!(triangles(ValueMark::High, ValueMark::High).len(), 2);
    }
}
