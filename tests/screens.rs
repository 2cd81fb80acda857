//! Screens drawn without a display.

mod support;

use eframe::egui::vec2;
use egui_kittest::Harness;
use wardtwin::ui::text::{Language, Texts};
use wardtwin::ui::theme::{ThemeChoice, apply, of};
use wardtwin::ui::widgets::Button;

#[test]
fn a_button_is_drawn_in_the_accent_with_its_chinese_text() {
    let mut harness = support::screen(Harness::builder().with_size(vec2(200.0, 60.0))).build_ui(|ui| {
        apply(ui.ctx(), ThemeChoice::Light);
        Button::primary(Texts::of(Language::SimplifiedChinese).get("save")).min_width(180.0).show(ui);
    });
    harness.run();
    let image = harness.render().expect("drawn");
    let count = |colour: [u8; 4]| image.pixels().filter(|pixel| pixel.0 == colour).count() as f32 / (200.0 * 60.0);
    let accent = count(of(false).accent.to_array());
    assert!((0.3..0.6).contains(&accent), "{accent}");
    assert!(count(of(false).on_accent.to_array()) > 0.0);
}
