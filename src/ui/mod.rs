//! The window: shell, panels, widgets, theme, texts, and drawing without a display.
//!
//! Widgets know neither the store nor the application's state: they take plain text and numbers.

pub mod clipboard;
mod context;
pub mod dialogs;
pub mod fonts;
#[cfg(test)]
mod gallery;
mod lock_screen;
pub mod model_answer;
mod must_change;
mod notices;
mod open_summary;
mod palette;
pub mod panels;
pub mod passphrase_form;
mod patient_head;
pub mod picture;
pub mod pictures;
mod rail;
pub mod raster;
mod saved_picture;
pub mod shell;
mod shortcuts;
mod status_bar;
pub mod text;
pub mod theme;
pub(crate) mod welcome;
pub mod widgets;
pub mod window;

pub use panels::diagnosis::card::text_in as model_card_text;
