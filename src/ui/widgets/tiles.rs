//! Numbers side by side of which one is opened: the number larger than its label.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::paint::{baseline_at, focus_ring, put_galley};
use crate::ui::theme::{HAIRLINE, RADIUS, Tone, size, sized, space, tokens};

/// Height of a tile.
const HEIGHT: f32 = 52.0;
/// Narrowest tile, so that small numbers are as easy to hit as large ones.
const LEAST_WIDTH: f32 = 96.0;

/// One number.
#[derive(Clone, Debug)]
pub struct Tile {
    pub label: String,
    pub number: String,
    /// Of the number; quiet where there is nothing to see.
    pub tone: Tone,
}

/// Draws the tiles; the one that was chosen in this frame. `name` says what is chosen.
pub fn tiles(ui: &mut Ui, name: &str, tiles: &[Tile], on: usize) -> Option<usize> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let group = ui.make_persistent_id(("tiles", name));
        for (at, tile) in tiles.iter().enumerate() {
            if tile_ui(ui, group.with(at), tile, at == on) && at != on {
                chosen = Some(at);
            }
        }
    });
    chosen
}

fn tile_ui(ui: &mut Ui, id: eframe::egui::Id, tile: &Tile, is_on: bool) -> bool {
    let tokens = tokens(ui);
    let colour = tokens.tone(tile.tone);
    let number = ui.painter().layout_no_wrap(tile.number.clone(), sized(size::HERO), colour);
    let label = ui.painter().layout_no_wrap(tile.label.clone(), sized(size::SMALL), tokens.quiet);
    let width = (number.size().x.max(label.size().x) + 2.0 * space::M).ceil().max(LEAST_WIDTH);
    let (_, rect) = ui.allocate_space(vec2(width, HEIGHT));
    let response = ui.interact(rect, id, Sense::click());
    let words = format!("{} {}", tile.label, tile.number);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_on, &words));
    paint_ground(ui, rect, is_on, response.hovered());
    let left = rect.left() + space::M;
    put_galley(ui.painter(), left, baseline_at(rect.top() + 19.0, size::HERO), number, colour);
    put_galley(ui.painter(), left, baseline_at(rect.bottom() - 13.0, size::SMALL), label, tokens.quiet);
    focus_ring(ui, rect, &response);
    response.clicked()
}

fn paint_ground(ui: &Ui, rect: Rect, is_on: bool, is_hovered: bool) {
    let tokens = tokens(ui);
    let (ground, stroke) = match (is_on, is_hovered) {
        (true, _) => (tokens.accent_tint, Stroke::new(1.5, tokens.accent)),
        (false, true) => (tokens.hover, Stroke::new(HAIRLINE, tokens.outline)),
        (false, false) => (tokens.surface, Stroke::new(HAIRLINE, tokens.outline)),
    };
    ui.painter().rect(rect, CornerRadius::same(RADIUS), ground, stroke, StrokeKind::Inside);
}
