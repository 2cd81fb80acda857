//! The program's sign: a person and the twin behind, on a rounded square in the accent. Painted, so that it is sharp at
//! every scale and follows the theme; `assets/icon.png` shows the same for the desktop.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, CornerRadius, Painter, Pos2, Rect, Sense, Ui, Vec2, WidgetInfo, pos2};

use crate::ui::theme::tokens;

/// A head and the upper part of a round body, in shares of the square's side.
struct Figure {
    x: f32,
    head_y: f32,
    head_radius: f32,
    body_y: f32,
    body_radius: f32,
    /// Where the body is cut off.
    base: f32,
}

const BEHIND: Figure =
    Figure { x: 0.625, head_y: 0.335, head_radius: 0.105, body_y: 0.715, body_radius: 0.205, base: 0.70 };
const BEFORE: Figure =
    Figure { x: 0.41, head_y: 0.41, head_radius: 0.125, body_y: 0.83, body_radius: 0.245, base: 0.80 };
/// The gap between the two.
const GAP: f32 = 0.035;
/// Corner radius of the square.
const CORNER: f32 = 0.2;

/// Draws the sign with a side of so many points; `name` is what a screen reader says.
pub fn logo(ui: &mut Ui, side: f32, name: &str) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let tokens = tokens(ui);
    let ground = tokens.accent;
    ui.painter().rect_filled(rect, CornerRadius::same((side * CORNER) as u8), ground);
    paint_figure(ui.painter(), rect, &BEHIND, 0.0, ground.lerp_to_gamma(tokens.on_accent, 0.55));
    paint_figure(ui.painter(), rect, &BEFORE, GAP, ground);
    paint_figure(ui.painter(), rect, &BEFORE, 0.0, tokens.on_accent);
}

fn paint_figure(painter: &Painter, square: Rect, figure: &Figure, grown: f32, colour: Color32) {
    let side = square.width();
    let at = |y: f32| -> Pos2 { pos2(square.left() + figure.x * side, square.top() + y * side) };
    painter.circle_filled(at(figure.head_y), (figure.head_radius + grown) * side, colour);
    let cut = square.with_max_y(square.top() + (figure.base + grown) * side);
    let upper = painter.with_clip_rect(cut.intersect(painter.clip_rect()));
    upper.circle_filled(at(figure.body_y), (figure.body_radius + grown) * side, colour);
}
