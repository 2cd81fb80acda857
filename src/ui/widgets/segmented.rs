//! One of a few: language, theme, range. All choices are seen; one is on.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::paint::{baseline_at, focus_ring, put_galley};
use crate::ui::theme::{CONTROL_HEIGHT, HAIRLINE, RADIUS, size, sized, space, tokens};

/// Draws the choices side by side; the one that was chosen in this frame, if it is another. `name` says what is chosen.
pub fn segmented(ui: &mut Ui, name: &str, choices: &[&str], on: usize) -> Option<usize> {
    let tokens = tokens(ui);
    let galleys: Vec<_> = choices
        .iter()
        .map(|choice| ui.painter().layout_no_wrap((*choice).to_owned(), sized(size::BODY), tokens.text))
        .collect();
    // Where the choices have no room, they stand closer.
    let words: f32 = galleys.iter().map(|galley| galley.size().x.ceil()).sum();
    let sides = 2.0 * galleys.len().max(1) as f32;
    let margin = ((ui.available_width() - words) / sides).clamp(space::XS, space::M).floor();
    let widths: Vec<f32> = galleys.iter().map(|galley| galley.size().x.ceil() + 2.0 * margin).collect();
    let (rect, group) = ui.allocate_exact_size(vec2(widths.iter().sum(), CONTROL_HEIGHT), Sense::hover());
    let id = ui.make_persistent_id(("segmented", name));
    ui.ctx().accesskit_node_builder(group.id, |node| {
        node.set_role(Role::RadioGroup);
        node.set_label(name);
    });
    let radius = CornerRadius::same(RADIUS);
    ui.painter().rect(rect, radius, tokens.surface, Stroke::new(HAIRLINE, tokens.outline), StrokeKind::Inside);
    let mut chosen = None;
    let mut left = rect.left();
    for (at, galley) in galleys.into_iter().enumerate() {
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2(widths[at], CONTROL_HEIGHT));
        left = part.right();
        let response = ui.interact(part, id.with(at), Sense::click());
        let label = choices[at];
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), at == on, label));
        let colour = if at == on { tokens.accent } else { tokens.text };
        if at == on {
            let stroke = Stroke::new(1.5, tokens.accent);
            ui.painter().rect(part, radius, tokens.accent_tint, stroke, StrokeKind::Inside);
        } else if response.hovered() {
            ui.painter().rect_filled(part.shrink(1.0), radius, tokens.hover);
        }
        let text_left = part.center().x - galley.size().x / 2.0;
        put_galley(ui.painter(), text_left, baseline_at(part.center().y, size::BODY), galley, colour);
        focus_ring(ui, part, &response);
        if response.clicked() && at != on {
            chosen = Some(at);
        }
    }
    chosen
}
