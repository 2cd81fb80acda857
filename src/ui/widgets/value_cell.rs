//! The newest value of an indicator: the number larger than its label, the unit quieter than the number, the flag as
//! shape, text and colour, and how old the value is.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::icon::{Icon, paint_icon};
use super::paint::{focus_ring, put_text};
use crate::domain::indicator::Assessment;
use crate::ui::theme::{HAIRLINE, RADIUS, Tone, size, space, tokens};

/// What stands beside a value. Every mark has its own shape; the words come from the caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ValueMark {
    #[default]
    InRange,
    Low,
    High,
    CriticalLow,
    CriticalHigh,
    NoReferenceRange,
    NotRecorded,
    NotTested,
}

impl ValueMark {
    /// The mark of an assessment.
    pub fn of(assessment: Assessment) -> ValueMark {
        match assessment {
            Assessment::InRange => ValueMark::InRange,
            Assessment::Low => ValueMark::Low,
            Assessment::High => ValueMark::High,
            Assessment::CriticalLow => ValueMark::CriticalLow,
            Assessment::CriticalHigh => ValueMark::CriticalHigh,
            Assessment::NoReferenceRange => ValueMark::NoReferenceRange,
            Assessment::NotRecorded => ValueMark::NotRecorded,
            Assessment::NotTested => ValueMark::NotTested,
        }
    }

    /// Message key of the mark's words.
    pub fn key(self) -> &'static str {
        match self {
            ValueMark::InRange => "assessment-in-range",
            ValueMark::Low => "assessment-low",
            ValueMark::High => "assessment-high",
            ValueMark::CriticalLow => "assessment-critical-low",
            ValueMark::CriticalHigh => "assessment-critical-high",
            ValueMark::NoReferenceRange => "assessment-no-reference-range",
            ValueMark::NotRecorded => "assessment-not-recorded",
            ValueMark::NotTested => "assessment-not-tested",
        }
    }

    /// Shape of the mark; in range there is none.
    pub fn icon(self) -> Option<Icon> {
        match self {
            ValueMark::InRange => None,
            ValueMark::Low => Some(Icon::Low),
            ValueMark::High => Some(Icon::High),
            ValueMark::CriticalLow | ValueMark::CriticalHigh => Some(Icon::Critical),
            ValueMark::NoReferenceRange => Some(Icon::Ring),
            ValueMark::NotRecorded | ValueMark::NotTested => Some(Icon::Dash),
        }
    }

    /// Tone of the value and its mark.
    pub fn tone(self) -> Tone {
        match self {
            ValueMark::InRange => Tone::Plain,
            ValueMark::Low | ValueMark::High => Tone::Abnormal,
            ValueMark::CriticalLow | ValueMark::CriticalHigh => Tone::Critical,
            ValueMark::NoReferenceRange => Tone::Quiet,
            ValueMark::NotRecorded | ValueMark::NotTested => Tone::Missing,
        }
    }
}

/// A value as the twin shows it.
#[derive(Clone, Copy, Debug)]
pub struct ValueCell<'a> {
    pub label: &'a str,
    /// As recorded; `None` where there is no value, and the mark says in which way.
    pub digits: Option<&'a str>,
    pub unit: &'a str,
    pub mark: ValueMark,
    /// The mark in words: "High", "Not tested". Not shown in range.
    pub mark_words: &'a str,
    /// "3 h ago".
    pub age: &'a str,
    /// Set where the value is older than it should be: the word for it.
    pub stale: Option<&'a str>,
    pub width: f32,
}

const HEIGHT: f32 = 76.0;
const MARK: f32 = 11.0;

/// Draws the value; a click asks for its source.
pub fn value_cell(ui: &mut Ui, value: ValueCell<'_>) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(value.width, HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), words(&value)));
    if ui.is_rect_visible(rect) {
        let tokens = tokens(ui);
        let over = response.hovered();
        let ground = match (value.mark.tone() == Tone::Critical, over) {
            (true, _) => tokens.critical_tint,
            (false, true) => tokens.hover,
            (false, false) => tokens.surface,
        };
        let border = match (value.mark.tone() == Tone::Critical, over) {
            (true, _) => tokens.critical,
            (false, true) => tokens.accent,
            (false, false) => tokens.hairline,
        };
        let radius = CornerRadius::same(RADIUS);
        ui.painter().rect(rect, radius, ground, Stroke::new(HAIRLINE, border), StrokeKind::Inside);
        paint(ui, &value, rect.shrink2(Vec2::new(space::M, space::S)));
        focus_ring(ui, rect, &response);
    }
    response
}

fn words(value: &ValueCell<'_>) -> String {
    let mut words = format!("{}:", value.label);
    if let Some(digits) = value.digits {
        words.push_str(&format!(" {digits} {}", value.unit));
    }
    for part in [value.mark_words, value.age, value.stale.unwrap_or("")] {
        if !part.is_empty() {
            words.push_str(", ");
            words.push_str(part);
        }
    }
    words
}

fn paint(ui: &Ui, value: &ValueCell<'_>, rect: Rect) {
    let tokens = tokens(ui);
    let tone = value.mark.tone();
    let put = |x: f32, baseline: f32, text: &str, points: f32, colour| {
        put_text(ui.painter(), x, baseline, text, points, colour)
    };
    let painter_mark = |x: f32, baseline: f32, shape: Icon, colour| {
        let square = Rect::from_min_size(pos2(x, baseline - MARK + 1.5), Vec2::splat(MARK));
        paint_icon(ui.painter(), square, shape, colour);
        x + MARK + space::XS
    };
    put(rect.left(), rect.top() + 10.0, value.label, size::BODY, tokens.quiet);
    let middle = rect.top() + 38.0;
    let lower = rect.bottom() - 3.0;
    match value.digits {
        Some(digits) => {
            let end = put(rect.left(), middle, digits, size::HERO, tokens.tone(tone));
            put(end + space::XS, middle, value.unit, size::BODY, tokens.quiet);
            let mut x = rect.left();
            if let Some(shape) = value.mark.icon() {
                x = painter_mark(x, lower, shape, tokens.tone(tone));
                x = put(x, lower, value.mark_words, size::SMALL, tokens.tone(tone)) + space::S;
            }
            if let Some(stale) = value.stale {
                x = painter_mark(x, lower, Icon::Clock, tokens.stale);
                x = put(x, lower, stale, size::SMALL, tokens.stale) + space::S;
            }
            put(x, lower, value.age, size::SMALL, tokens.quiet);
        }
        None => {
            let x = painter_mark(rect.left(), middle - 2.0, Icon::Dash, tokens.missing);
            put(x, middle, value.mark_words, size::LARGE, tokens.missing);
            put(rect.left(), lower, value.age, size::SMALL, tokens.quiet);
        }
    }
}
