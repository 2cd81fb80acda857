//! The mark of a plot's series as a legend shows it: the shape of its points in its colour.

use eframe::egui::{Painter, Pos2, Sense, Shape, Stroke, Ui, vec2};
use egui_plot::MarkerShape;

use crate::ui::theme::{Series, space};

const RADIUS: f32 = 4.5;

/// The mark in a square of its own.
pub fn series_mark(ui: &mut Ui, look: Series) {
    let (rect, _) = ui.allocate_exact_size(vec2(space::L, space::L), Sense::hover());
    paint_mark(ui.painter(), rect.center(), look);
}

fn paint_mark(painter: &Painter, at: Pos2, look: Series) {
    let stroke = Stroke::new(1.5, look.colour);
    let square = RADIUS * 0.8;
    let lines = |ends: &[(f32, f32)]| {
        for (x, y) in ends {
            painter.line_segment([at + vec2(*x, *y) * RADIUS, at - vec2(*x, *y) * RADIUS], stroke);
        }
    };
    let corners = |corners: [(f32, f32); 4], radius: f32| {
        let points = corners.map(|(x, y)| at + vec2(x, y) * radius).to_vec();
        painter.add(Shape::convex_polygon(points, look.colour, Stroke::NONE));
    };
    match look.marker {
        MarkerShape::Square => corners([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)], square),
        MarkerShape::Diamond => corners([(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)], RADIUS),
        MarkerShape::Plus => lines(&[(1.0, 0.0), (0.0, 1.0)]),
        MarkerShape::Cross => lines(&[(0.7, 0.7), (0.7, -0.7)]),
        MarkerShape::Asterisk => lines(&[(0.0, 1.0), (0.87, 0.5), (0.87, -0.5)]),
        _ => {
            painter.circle_filled(at, RADIUS * 0.9, look.colour);
        }
    }
}
