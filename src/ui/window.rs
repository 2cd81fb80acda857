//! Opening the window, or saying why there is none.

use std::sync::Arc;

use eframe::egui::{IconData, ViewportBuilder};

use crate::app::core::Setup;
use crate::io::clock::Clock;
use crate::io::folders::Folders;
use crate::io::settings::Settings;

use super::dialogs::SystemPicker;
use super::shell::{Shell, repaint_on_wake};
use super::text::{Language, Texts};

/// What the window starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Welcome,
    Demo,
}

/// Runs the window until it is closed.
///
/// # Errors
/// In words for standard error: there is no display, or no way to draw on it. `without_display` names the commands that
/// need none.
pub fn run(start: Start, without_display: &str) -> Result<(), String> {
    let folders = Folders::of_user();
    let settings = if start == Start::Welcome { Settings::load(&folders.config) } else { Settings::default() };
    let language = if settings.language.is_empty() { computer_language() } else { settings.language.clone() };
    let texts = Texts::of(Language::from_id(&language).unwrap_or_default());
    let no_display = || {
        let remedy = texts.format("window-no-display-remedy", &[("commands", &without_display)]);
        format!("{} {remedy}", texts.get("window-no-display"))
    };
    if !has_display() {
        return Err(no_display());
    }
    let viewport = ViewportBuilder::default()
        .with_title("Wardtwin")
        .with_app_id("wardtwin")
        .with_inner_size([settings.window_width, settings.window_height])
        .with_min_inner_size([1024.0, 700.0])
        .with_icon(icon());
    let options = eframe::NativeOptions { viewport, system_font_fallback: false, ..eframe::NativeOptions::default() };
    let made = eframe::run_native(
        "wardtwin",
        options,
        Box::new(move |creation| {
            super::fonts::install(&creation.egui_ctx);
            let mut shell = Shell::new(Setup {
                clock: Clock::System,
                folders,
                picker: Arc::new(SystemPicker),
                wake: repaint_on_wake(&creation.egui_ctx),
                computer_language: language,
                keeps_settings: start == Start::Welcome,
            });
            if start == Start::Demo {
                shell.open_demo();
            }
            Ok(Box::new(shell))
        }),
    );
    made.map_err(|error| format!("{} ({error})", no_display()))
}

fn computer_language() -> String {
    let tag = sys_locale::get_locale().unwrap_or_default();
    Language::from_id(&tag).unwrap_or_default().id().to_owned()
}

/// Whether a display is named where one has to be.
fn has_display() -> bool {
    let named = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

/// The program's icon: on the window and on the welcome screen.
pub(super) fn icon() -> IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).unwrap_or_default()
}
