//! A plot that stays where it is: it is read, not moved. What moves a plot through time is the trends' own.

use eframe::egui::{AsIdSalt, Ui};
use egui_plot::Plot;

use crate::ui::theme::tokens;

/// A plot as wide as there is room, without dragging, zooming and labels that follow the pointer.
pub fn still_plot<'a>(ui: &Ui, id: impl AsIdSalt, height: f32) -> Plot<'a> {
    Plot::new(id)
        .height(height)
        .width(ui.available_width())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .grid_color(tokens(ui).hairline)
        .label_formatter(|_| None)
}
