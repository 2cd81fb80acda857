//! A heading with a hairline under it, and perhaps something to act on at its right end.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align, Layout, Ui};

use super::paint::hairline;
use crate::ui::theme::{large, space, tokens};

/// A heading of a part of a screen.
pub fn section(ui: &mut Ui, title: &str) {
    section_with(ui, title, |_| {});
}

/// The same with controls at the right end (drawn from right to left).
pub fn section_with<R>(ui: &mut Ui, title: &str, at_end: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = tokens(ui);
    let inner = ui.horizontal(|ui| {
        let heading = ui.label(large(title).color(tokens.text));
        ui.ctx().accesskit_node_builder(heading.id, |node| {
            node.set_role(Role::Heading);
            node.set_label(title);
        });
        ui.with_layout(Layout::right_to_left(Align::Center), at_end).inner
    });
    ui.add_space(-space::XS);
    hairline(ui);
    ui.add_space(space::XS);
    inner.inner
}
