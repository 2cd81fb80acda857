//! An alert: its tier by colour, shape and word, what it says in one line, and what follows below.

use eframe::egui::{CornerRadius, Frame, Margin, Stroke, Ui};

use super::{Icon, icon};
use crate::domain::genome::drug::Tier;
use crate::ui::theme::{HAIRLINE, RADIUS, Tone, body, large, size, space, tokens};

/// How a tier looks: its own shape beside its colour.
pub fn tier_look(tier: Tier) -> (Tone, Icon) {
    match tier {
        Tier::Critical => (Tone::Critical, Icon::Critical),
        Tier::Warning => (Tone::Abnormal, Icon::Warning),
        Tier::Information => (Tone::Quiet, Icon::Info),
    }
}

/// The first line of an alert.
pub struct AlertLine<'a> {
    pub tier: Tier,
    /// The tier in a word.
    pub word: &'a str,
    pub says: &'a str,
    /// Quiet, behind it.
    pub aside: Option<&'a str>,
}

/// Draws the line in its frame, and `below` beneath it.
pub fn alert_frame(ui: &mut Ui, line: &AlertLine<'_>, below: impl FnOnce(&mut Ui)) {
    let tokens = tokens(ui);
    let (tone, shape) = tier_look(line.tier);
    let frame = Frame::new()
        .fill(tokens.tint(tone))
        .stroke(Stroke::new(HAIRLINE, tokens.tone(tone)))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::symmetric(space::M as i8, space::S as i8));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            icon(ui, shape, size::LARGE, tokens.tone(tone));
            ui.label(large(line.word).color(tokens.tone(tone)));
            ui.label(large(line.says).color(tokens.text));
            if let Some(aside) = line.aside {
                ui.label(body(aside).color(tokens.quiet));
            }
        });
        below(ui);
    });
}
