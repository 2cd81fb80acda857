//! An empty panel says what would fill it and offers the button that does.

use eframe::egui::{Align, Layout, Response, Ui};

use super::button::Button;
use super::icon::{Icon, icon};
use super::paint::card;
use crate::ui::theme::{body, space, title, tokens};

/// What an empty panel says.
#[derive(Clone, Copy, Debug)]
pub struct EmptyState<'a> {
    pub icon: Icon,
    pub title: &'a str,
    pub explanation: &'a str,
    /// Text of the button, where there is something to do.
    pub action: Option<&'a str>,
}

/// Draws it in the middle of what is left; the button's response.
pub fn empty_state(ui: &mut Ui, state: EmptyState<'_>) -> Option<Response> {
    const ICON: f32 = 40.0;
    const TEXT_WIDTH: f32 = 420.0;
    let tokens = tokens(ui);
    let lift = (ui.available_height() - 180.0) / 2.5;
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.add_space(lift.max(space::XL));
        icon(ui, state.icon, ICON, tokens.outline);
        ui.add_space(space::S);
        ui.label(title(state.title).color(tokens.text));
        ui.scope(|ui| {
            ui.set_max_width(TEXT_WIDTH);
            ui.label(body(state.explanation).color(tokens.quiet));
        });
        ui.add_space(space::S);
        state.action.map(|action| Button::primary(action).show(ui))
    })
    .inner
}

/// Widest that the card of an empty panel gets.
pub const EMPTY_CARD_WIDTH: f32 = 560.0;

/// An empty panel that is filled in several ways: what would fill it, and the ways in below.
pub fn empty_card(ui: &mut Ui, shape: Icon, heading: &str, explanation: &str, ways_in: impl FnOnce(&mut Ui)) {
    const ICON: f32 = 36.0;
    ui.add_space((ui.available_height() * 0.14).min(96.0));
    ui.vertical_centered(|ui| {
        ui.set_max_width(EMPTY_CARD_WIDTH.min(ui.available_width()));
        card(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.vertical_centered(|ui| {
                icon(ui, shape, ICON, tokens(ui).quiet);
                ui.label(title(heading).color(tokens(ui).text));
                ui.label(body(explanation).color(tokens(ui).quiet));
            });
            ui.add_space(space::M);
            ways_in(ui);
        });
    });
}
