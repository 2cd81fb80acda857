//! Fonts: egui's own for Latin text, the system's for Chinese.
//!
//! The system's font is asked for in its Simplified Chinese form whatever the desktop's language is: a font set for several
//! countries answers with Japanese forms of the same characters else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui::epaint::text::{FallbackRequest, FontInsert, FontProvider, Fonts, TextOptions};
use eframe::egui::{Context, FontData, FontDefinitions, FontFamily, FontId};
use egui_system_font_provider::SystemFontProvider;

use crate::io::export::{FontFile, simplified_chinese_face};

/// A character that every Chinese font has: the most common family name.
const COMMON_CHINESE_CHARACTER: char = '王';

/// The Debian and Ubuntu package that brings a Chinese font; named in the notice.
pub const CHINESE_FONT_PACKAGE: &str = "fonts-noto-cjk";

/// Lets `ctx` find the system's fonts for characters that the built-in ones lack. The window must not install the
/// toolkit's own provider beside it (`NativeOptions::system_font_fallback = false`).
pub fn install(ctx: &Context) {
    ctx.add_font_provider(provider());
}

/// Whether Chinese text can be drawn. Call it inside a pass, when the fonts are loaded.
pub fn chinese_font_present(ctx: &Context) -> bool {
    ctx.fonts_mut(|fonts| fonts.has_glyph(&body_font(), COMMON_CHINESE_CHARACTER))
}

/// The same without a context: looks the system's fonts up, which takes some ten milliseconds.
pub fn chinese_font_installed() -> bool {
    fonts_of_this_computer().has_glyph(&body_font(), COMMON_CHINESE_CHARACTER)
}

/// Fonts for paper: the window's own for Latin text and the system's for Chinese, in this order. Looking for the second
/// takes some ten milliseconds.
pub fn fonts_for_print() -> Vec<FontFile> {
    let chinese = FallbackRequest { cluster: "王", family: &FontFamily::Proportional };
    let system = provider().font_for(&chinese).map(|found| found.data);
    let definitions = FontDefinitions::default();
    let own = definitions.families.get(&FontFamily::Proportional).into_iter().flatten();
    let own = own.filter_map(|name| definitions.font_data.get(name)).map(|data| (**data).clone());
    let first = own.clone().take(1);
    first.chain(system).chain(own.skip(1)).map(|data| FontFile { bytes: data.font, index: data.index }).collect()
}

fn body_font() -> FontId {
    FontId::new(super::theme::size::BODY, FontFamily::Proportional)
}

fn provider() -> Arc<Guarded<SystemFontProvider>> {
    Arc::new(Guarded::new(SystemFontProvider::new().with_locale(Some("zh-Hans"))))
}

/// A provider that is not asked again once it panicked. The system's panics where the computer has no font at all; the
/// built-in ones and the notice about the missing package do then.
struct Guarded<P> {
    provider: P,
    has_failed: AtomicBool,
}

impl<P> Guarded<P> {
    fn new(provider: P) -> Self {
        Guarded { provider, has_failed: AtomicBool::new(false) }
    }
}

impl<P: FontProvider> FontProvider for Guarded<P> {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        if self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let found = catch_unwind(AssertUnwindSafe(|| self.provider.font_for(request).map(in_simplified_chinese)));
        found.unwrap_or_else(|_| {
            self.has_failed.store(true, Ordering::Relaxed);
            None
        })
    }
}

/// The provider asks the system's sans-serif fonts before it minds the language: of a collection they may name the Japanese
/// face. The same file's Simplified Chinese one is taken then.
fn in_simplified_chinese(found: FontInsert) -> FontInsert {
    let index = simplified_chinese_face((*found.data.font).as_ref(), found.data.index);
    if index == found.data.index {
        return found;
    }
    FontInsert { name: format!("{}:{index}", found.name), data: FontData { index, ..found.data }, ..found }
}

fn fonts_of_this_computer() -> Fonts {
    Fonts::new(TextOptions::default(), FontDefinitions::default()).with_font_providers(vec![provider()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::{Language, Texts};

    #[test]
    fn a_computer_without_any_font_draws_with_the_built_in_ones() {
        struct Panics;
        impl FontProvider for Panics {
            fn font_for(&self, _request: &FallbackRequest<'_>) -> Option<FontInsert> {
                std::panic::resume_unwind(Box::new("no font"))
            }
        }
        let providers: Vec<Arc<dyn FontProvider>> = vec![Arc::new(Guarded::new(Panics))];
        let mut fonts = Fonts::new(TextOptions::default(), FontDefinitions::default()).with_font_providers(providers);
        assert!(!fonts.has_glyph(&body_font(), COMMON_CHINESE_CHARACTER));
        assert!(!fonts.has_glyph(&body_font(), '丽') && fonts.has_glyph(&body_font(), 'W'));
    }

    #[test]
    fn chinese_is_set_in_the_simplified_chinese_face_of_a_collection() {
        let families = |fonts: Vec<FontFile>| -> Vec<u32> {
            let again = |file: &FontFile| simplified_chinese_face((*file.bytes).as_ref(), file.index);
            fonts.iter().map(|file| again(file).abs_diff(file.index)).collect()
        };
        // Whatever is installed: no face that is used has a Simplified Chinese sibling in its file.
        assert!(families(fonts_for_print()).iter().all(|steps| *steps == 0));
    }

    #[test]
    fn figures_are_tabular() {
        let mut fonts = fonts_of_this_computer();
        let mut view = fonts.with_pixels_per_point(1.0);
        let widths: Vec<f32> = ('0'..='9').map(|digit| view.glyph_width(&body_font(), digit)).collect();
        assert!(widths.iter().all(|width| (width - widths[0]).abs() < 0.01), "{widths:?}");
    }

    #[test]
    fn every_character_of_both_catalogues_has_a_glyph_where_a_chinese_font_is_installed() {
        let chinese = chinese_font_installed();
        let mut fonts = fonts_of_this_computer();
        for language in Language::ALL {
            if language == Language::SimplifiedChinese && !chinese {
                continue;
            }
            // English texts name the other language in its own characters.
            let is_asked_for = |c: &char| chinese || !('\u{2e80}'..='\u{9fff}').contains(c);
            for text in Texts::of(language).all() {
                let lacking: String =
                    text.chars().filter(is_asked_for).filter(|c| !fonts.has_glyph(&body_font(), *c)).collect();
                assert!(lacking.is_empty(), "{lacking} in {text}");
            }
        }
    }
}
