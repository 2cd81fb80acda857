//! Colours and markers of plot series, derived from Okabe and Ito, "Color Universal Design", 2008, darkened on light
//! ground and lightened on dark until they stand out 3:1. Markers are shapes that mean nothing else; the
//! last colour shares the first one's.

use eframe::egui::Color32;
use egui_plot::MarkerShape;

use super::Tokens;

/// Number of series that can be told apart.
pub const SERIES_COUNT: usize = 7;

/// How one series is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Series {
    pub colour: Color32,
    pub marker: MarkerShape,
}

/// No triangle: it says high or low everywhere else.
const MARKERS: [MarkerShape; SERIES_COUNT] = [
    MarkerShape::Circle,
    MarkerShape::Square,
    MarkerShape::Diamond,
    MarkerShape::Plus,
    MarkerShape::Cross,
    MarkerShape::Asterisk,
    MarkerShape::Circle,
];

/// Blue, vermilion, bluish green, reddish purple, orange, sky blue, neutral.
const ON_LIGHT: [Color32; SERIES_COUNT] = [
    Color32::from_rgb(0x00, 0x66, 0xA6),
    Color32::from_rgb(0xBF, 0x50, 0x00),
    Color32::from_rgb(0x00, 0x7A, 0x5C),
    Color32::from_rgb(0xA8, 0x4C, 0x82),
    Color32::from_rgb(0x94, 0x65, 0x00),
    Color32::from_rgb(0x2F, 0x7D, 0xAE),
    Color32::from_rgb(0x45, 0x50, 0x5A),
];

const ON_DARK: [Color32; SERIES_COUNT] = [
    Color32::from_rgb(0x56, 0xB4, 0xE9),
    Color32::from_rgb(0xF2, 0x85, 0x3A),
    Color32::from_rgb(0x2F, 0xC1, 0x98),
    Color32::from_rgb(0xE0, 0x96, 0xBD),
    Color32::from_rgb(0xE8, 0xAE, 0x33),
    Color32::from_rgb(0xF0, 0xE4, 0x6A),
    Color32::from_rgb(0xB8, 0xC3, 0xCD),
];

/// The look of series `number`, counted from 0; after [`SERIES_COUNT`] they come round again.
pub fn series(tokens: &Tokens, number: usize) -> Series {
    let at = number % SERIES_COUNT;
    let colours = if tokens.dark { &ON_DARK } else { &ON_LIGHT };
    Series { colour: colours[at], marker: MARKERS[at] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_series_looks_like_high_or_low() {
        assert!(!MARKERS.contains(&MarkerShape::Up) && !MARKERS.contains(&MarkerShape::Down));
    }
}
