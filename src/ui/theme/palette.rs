//! The two palettes: neutral surfaces, one accent, four status colours that stay apart for colour-blind eyes.

use eframe::egui::Color32;

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The colours of one theme by role.
#[derive(Clone, Debug, PartialEq)]
pub struct Tokens {
    pub dark: bool,
    /// Behind everything.
    pub canvas: Color32,
    /// Panels, cards, tables.
    pub surface: Color32,
    /// Table headings, the rail, quiet blocks.
    pub sunken: Color32,
    /// Every second row of a table.
    pub band: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Selected row or item.
    pub selected: Color32,
    /// Borders and rules.
    pub hairline: Color32,
    /// Border of fields and buttons: 3:1 against the surface, so that a control can be seen.
    pub outline: Color32,
    pub text: Color32,
    /// Units, captions, ages.
    pub quiet: Color32,
    /// What can be acted on, keyboard focus.
    pub accent: Color32,
    /// The accent under the pointer.
    pub accent_hover: Color32,
    pub on_accent: Color32,
    pub accent_tint: Color32,
    pub abnormal: Color32,
    pub abnormal_tint: Color32,
    pub critical: Color32,
    pub on_critical: Color32,
    pub critical_tint: Color32,
    pub stale: Color32,
    pub stale_tint: Color32,
    pub missing: Color32,
    pub missing_tint: Color32,
    /// Reference band behind a trend.
    pub reference_band: Color32,
    /// Shadow of menus and dialogs.
    pub shadow: Color32,
}

/// For daylight.
pub const LIGHT: Tokens = Tokens {
    dark: false,
    canvas: rgb(0xF3F5F7),
    surface: rgb(0xFFFFFF),
    sunken: rgb(0xEDF1F4),
    band: rgb(0xF8FAFB),
    hover: rgb(0xE6EFF3),
    selected: rgb(0xD6E8EE),
    hairline: rgb(0xD7DEE4),
    outline: rgb(0x84919D),
    text: rgb(0x16212B),
    quiet: rgb(0x4D5B68),
    accent: rgb(0x08596B),
    accent_hover: rgb(0x0B6F85),
    on_accent: rgb(0xFFFFFF),
    accent_tint: rgb(0xE0F0F4),
    abnormal: rgb(0x7D4E00),
    abnormal_tint: rgb(0xFFF3DC),
    critical: rgb(0xA83208),
    on_critical: rgb(0xFFFFFF),
    critical_tint: rgb(0xFDE9E1),
    stale: rgb(0x63389B),
    stale_tint: rgb(0xF1EAFA),
    missing: rgb(0x5B6673),
    missing_tint: rgb(0xE9EDF1),
    reference_band: rgb(0xE3EEF0),
    shadow: Color32::from_black_alpha(36),
};

/// For the night shift.
pub const DARK: Tokens = Tokens {
    dark: true,
    canvas: rgb(0x0F151A),
    surface: rgb(0x171F26),
    sunken: rgb(0x121920),
    band: rgb(0x1B242C),
    hover: rgb(0x22303A),
    selected: rgb(0x1D3E4A),
    hairline: rgb(0x2D3944),
    outline: rgb(0x6B7A88),
    text: rgb(0xE6ECF1),
    quiet: rgb(0xA7B4C0),
    accent: rgb(0x6CC8DA),
    accent_hover: rgb(0x8AD6E5),
    on_accent: rgb(0x06222A),
    accent_tint: rgb(0x173640),
    abnormal: rgb(0xF2BA55),
    abnormal_tint: rgb(0x352B17),
    critical: rgb(0xFF9A73),
    on_critical: rgb(0x2B0D02),
    critical_tint: rgb(0x40231A),
    stale: rgb(0xCBADF5),
    stale_tint: rgb(0x2D2540),
    missing: rgb(0x9FABB8),
    missing_tint: rgb(0x232C35),
    reference_band: rgb(0x1D2C33),
    shadow: Color32::from_black_alpha(120),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{Tone, series::SERIES_COUNT, series::series};

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Color32) -> f64 {
        let channel = |byte: u8| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    fn grounds(tokens: &Tokens) -> [Color32; 7] {
        [
            tokens.canvas,
            tokens.surface,
            tokens.sunken,
            tokens.band,
            tokens.hover,
            tokens.selected,
            tokens.reference_band,
        ]
    }

    #[test]
    fn the_scale_of_contrast_is_right() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
        // A published pair: #767676 on white is 4.54:1.
        assert!((contrast(Color32::from_gray(0x76), Color32::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_text_on_every_ground_has_4_5_to_1() {
        for tokens in [&LIGHT, &DARK] {
            for tone in Tone::ALL {
                let text = tokens.tone(tone);
                for ground in grounds(tokens).into_iter().chain([tokens.tint(tone)]) {
                    let ratio = contrast(text, ground);
                    assert!(ratio >= 4.5, "dark {}: {tone:?} on {ground:?}: {ratio:.2}", tokens.dark);
                }
                let notice = contrast(tokens.text, tokens.tint(tone)).min(contrast(tokens.quiet, tokens.tint(tone)));
                assert!(notice >= 4.5, "dark {}: text on the tint of {tone:?}: {notice:.2}", tokens.dark);
            }
            assert!(contrast(tokens.on_accent, tokens.accent) >= 4.5);
            assert!(contrast(tokens.on_accent, tokens.accent_hover) >= 4.5);
            assert!(contrast(tokens.on_critical, tokens.critical) >= 4.5);
        }
    }

    #[test]
    fn controls_and_series_have_3_to_1() {
        for tokens in [&LIGHT, &DARK] {
            for ground in [tokens.canvas, tokens.surface] {
                assert!(contrast(tokens.outline, ground) >= 2.9, "{:.2}", contrast(tokens.outline, ground));
            }
            for number in 0..SERIES_COUNT {
                for ground in [tokens.surface, tokens.reference_band] {
                    let ratio = contrast(series(tokens, number).colour, ground);
                    assert!(ratio >= 3.0, "dark {}: series {number}: {ratio:.2}", tokens.dark);
                }
            }
        }
    }
}
