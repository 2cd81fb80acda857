//! A thousand people as marks: filled who is struck, a ring who is spared, a cross who is struck by the change, a dot
//! everybody else.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Pos2, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::analysis::what_if::per_thousand;
use crate::ui::theme::tokens;

const PEOPLE: u32 = 1000;
const COLUMNS: u32 = 50;
const ROWS: u32 = PEOPLE / COLUMNS;
const LEAST_CELL: f32 = 4.0;
const MOST_CELL: f32 = 9.0;

/// How many of the thousand are of which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People {
    struck: u32,
    spared: u32,
    struck_by_change: u32,
}

impl People {
    pub fn now(risk: f64) -> People {
        People { struck: per_thousand(risk).min(PEOPLE), spared: 0, struck_by_change: 0 }
    }

    /// Against the same people without the change.
    pub fn changed(before: f64, after: f64) -> People {
        let (before, after) = (per_thousand(before).min(PEOPLE), per_thousand(after).min(PEOPLE));
        People {
            struck: before.min(after),
            spared: before.saturating_sub(after),
            struck_by_change: after.saturating_sub(before),
        }
    }
}

/// Draws the people; `name` says the same to who does not see them.
pub fn people_ui(ui: &mut Ui, people: &People, name: &str) {
    let cell = (ui.available_width() / COLUMNS as f32).floor().clamp(LEAST_CELL, MOST_CELL);
    let size = vec2(cell * COLUMNS as f32, cell * ROWS as f32);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let tokens = tokens(ui);
    let (struck, spared) = (people.struck, people.struck + people.spared);
    let by_change = spared + people.struck_by_change;
    for number in 0..PEOPLE {
        let place = vec2((number % COLUMNS) as f32 + 0.5, (number / COLUMNS) as f32 + 0.5) * cell;
        let at = rect.min + place;
        if number < struck {
            square(ui, at, cell, tokens.abnormal);
        } else if number < spared {
            ui.painter().circle_stroke(at, cell * 0.34, Stroke::new(1.3, tokens.accent));
        } else if number < by_change {
            cross(ui, at, cell * 0.34, tokens.critical);
        } else {
            ui.painter().circle_filled(at, (cell * 0.14).max(0.8), tokens.outline);
        }
    }
}

fn square(ui: &Ui, at: Pos2, cell: f32, colour: Color32) {
    ui.painter().rect_filled(Rect::from_center_size(at, Vec2::splat(cell * 0.76)), 1.0, colour);
}

fn cross(ui: &Ui, at: Pos2, reach: f32, colour: Color32) {
    let stroke = Stroke::new(1.5, colour);
    for sign in [-1.0, 1.0] {
        let ends = [pos2(at.x - reach, at.y - sign * reach), pos2(at.x + reach, at.y + sign * reach)];
        ui.painter().line_segment(ends, stroke);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_spared_or_struck_by_the_change_and_never_both() {
        assert_eq!(People::changed(0.15, 0.096), People { struck: 96, spared: 54, struck_by_change: 0 });
        assert_eq!(People::changed(0.1, 0.14), People { struck: 100, spared: 0, struck_by_change: 40 });
        assert_eq!(People::now(1.0), People { struck: 1000, spared: 0, struck_by_change: 0 });
    }
}
