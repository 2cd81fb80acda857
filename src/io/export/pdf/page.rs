//! A page of A4 and what is put on it; lengths in points, from the top.

use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Name, Str};

use super::face::{Faces, resource_name};

pub const WIDTH: f32 = 595.28;
pub const HEIGHT: f32 = 841.89;
pub const MARGIN: f32 = 54.0;
pub const TOP: f32 = 50.0;
/// Nothing of the text stands below.
pub const BOTTOM: f32 = HEIGHT - 58.0;

/// A colour on white paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink(pub f32, pub f32, pub f32);

pub const TEXT: Ink = Ink(0.09, 0.12, 0.15);
pub const QUIET: Ink = Ink(0.35, 0.40, 0.45);
pub const ACCENT: Ink = Ink(0.0, 0.36, 0.48);
pub const ABNORMAL: Ink = Ink(0.66, 0.33, 0.0);
pub const CRITICAL: Ink = Ink(0.69, 0.07, 0.15);
pub const HAIRLINE: Ink = Ink(0.78, 0.81, 0.84);
pub const TINT: Ink = Ink(0.99, 0.94, 0.87);

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    pub size: f32,
    pub ink: Ink,
    pub is_strong: bool,
}

/// One page under work.
pub struct Page {
    content: Content,
}

impl Page {
    pub fn new() -> Page {
        Page { content: Content::new() }
    }

    pub fn finish(self) -> Content {
        self.content
    }

    /// A line of text whose letters stand on `baseline`.
    pub fn text(&mut self, faces: &mut Faces<'_>, text: &str, left: f32, baseline: f32, pen: Pen) {
        let Ink(red, green, blue) = pen.ink;
        self.content.save_state();
        self.content.begin_text().set_fill_rgb(red, green, blue);
        if pen.is_strong {
            // The fonts at hand have one weight: an outline of the same ink makes a second.
            self.content.set_stroke_rgb(red, green, blue).set_line_width(pen.size * 0.028);
            self.content.set_text_rendering_mode(TextRenderingMode::FillStroke);
        }
        let mut at = left;
        for (face, bytes, width) in faces.runs(text) {
            self.content.set_font(Name(resource_name(face).as_bytes()), pen.size);
            self.content.set_text_matrix([1.0, 0.0, 0.0, 1.0, at, HEIGHT - baseline]);
            self.content.show(Str(&bytes));
            at += width * pen.size;
        }
        self.content.end_text();
        self.content.restore_state();
    }

    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, ink: Ink) {
        self.content.set_stroke_rgb(ink.0, ink.1, ink.2).set_line_width(width);
        self.content.move_to(from.0, HEIGHT - from.1).line_to(to.0, HEIGHT - to.1).stroke();
    }

    pub fn frame(&mut self, left: f32, top: f32, width: f32, height: f32, ink: Ink) {
        self.content.set_stroke_rgb(ink.0, ink.1, ink.2).set_line_width(0.6);
        self.content.rect(left, HEIGHT - top - height, width, height).stroke();
    }

    pub fn fill(&mut self, left: f32, top: f32, width: f32, height: f32, ink: Ink) {
        self.content.set_fill_rgb(ink.0, ink.1, ink.2);
        self.content.rect(left, HEIGHT - top - height, width, height).fill_nonzero();
    }

    pub fn ring(&mut self, x: f32, y: f32, radius: f32, width: f32, ink: Ink) {
        // Four curves are a circle to a thousandth of its radius.
        const CURVE: f32 = 0.5523;
        let (y, reach) = (HEIGHT - y, radius * CURVE);
        self.content.set_stroke_rgb(ink.0, ink.1, ink.2).set_line_width(width);
        self.content
            .move_to(x + radius, y)
            .cubic_to(x + radius, y + reach, x + reach, y + radius, x, y + radius)
            .cubic_to(x - reach, y + radius, x - radius, y + reach, x - radius, y)
            .cubic_to(x - radius, y - reach, x - reach, y - radius, x, y - radius)
            .cubic_to(x + reach, y - radius, x + radius, y - reach, x + radius, y)
            .close_and_stroke();
    }
}
