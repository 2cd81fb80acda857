//! Every colour, space and text size of the program. No other file names a colour or a font size.
//!
//! [`apply`] makes egui's own widgets follow; widgets of ours read [`tokens`]. Two palettes, light and dark, hold the same
//! roles; the tests compute the WCAG contrast of every text role on every ground it may stand on.

mod palette;
mod series;
mod style;

pub use palette::{DARK, LIGHT, Tokens};
pub use series::{SERIES_COUNT, Series, series};
pub use style::{ThemeChoice, apply, body, hero, large, sized, small, title};

use eframe::egui::{Color32, Ui};

/// The grid: every gap and margin is one of these.
pub mod space {
    /// Half a step, only inside one control.
    pub const HAIR: f32 = 2.0;
    pub const XS: f32 = 4.0;
    pub const S: f32 = 8.0;
    pub const M: f32 = 12.0;
    pub const L: f32 = 16.0;
    pub const XL: f32 = 24.0;
    pub const XXL: f32 = 32.0;
}

/// The five text sizes, in points.
pub mod size {
    pub const SMALL: f32 = 11.0;
    pub const BODY: f32 = 13.0;
    pub const LARGE: f32 = 15.0;
    pub const TITLE: f32 = 18.0;
    pub const HERO: f32 = 24.0;
}

/// Corner radius of everything that has corners.
pub const RADIUS: u8 = 4;
/// Width of every border.
pub const HAIRLINE: f32 = 1.0;
/// Height of a table row.
pub const ROW_HEIGHT: f32 = 26.0;
/// Height of buttons and fields.
pub const CONTROL_HEIGHT: f32 = 28.0;

/// What a text or mark wants to say. Colour is never its only sign: the widgets add a shape and a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// In range, or simply text.
    #[default]
    Plain,
    /// Units, ages, captions.
    Quiet,
    /// Can be acted on.
    Accent,
    /// Outside its reference range.
    Abnormal,
    /// At or beyond a critical limit; errors.
    Critical,
    /// Older than it should be.
    Stale,
    /// Not recorded, not tested, no reference range.
    Missing,
}

impl Tone {
    /// Every tone.
    pub const ALL: [Tone; 7] =
        [Tone::Plain, Tone::Quiet, Tone::Accent, Tone::Abnormal, Tone::Critical, Tone::Stale, Tone::Missing];
}

impl Tokens {
    /// The text colour of a tone.
    pub fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Plain => self.text,
            Tone::Quiet => self.quiet,
            Tone::Accent => self.accent,
            Tone::Abnormal => self.abnormal,
            Tone::Critical => self.critical,
            Tone::Stale => self.stale,
            Tone::Missing => self.missing,
        }
    }

    /// The pale ground behind a mark or notice of a tone.
    pub fn tint(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Plain | Tone::Quiet => self.sunken,
            Tone::Accent => self.accent_tint,
            Tone::Abnormal => self.abnormal_tint,
            Tone::Critical => self.critical_tint,
            Tone::Stale => self.stale_tint,
            Tone::Missing => self.missing_tint,
        }
    }
}

/// The palette in force where `ui` draws.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    of(ui.visuals().dark_mode)
}

/// The dark or the light palette.
pub fn of(dark: bool) -> &'static Tokens {
    if dark { &DARK } else { &LIGHT }
}
