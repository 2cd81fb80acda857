//! A table cell: text or a number with a quieter unit, a tone, and a mark of its own shape.

use std::borrow::Cow;

use eframe::egui::{Color32, Painter, Rect, Vec2, pos2};

use super::icon::{Icon, paint_icon};
use super::paint::{baseline_at, put_text};
use crate::ui::text::visible;
use crate::ui::theme::{Tokens, Tone, size, sized, space};

/// Where a column's content stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Left,
    Right,
    /// Right, with the decimal marks below each other; so many digits are kept free behind the mark.
    Decimal(u8),
}

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CellContent {
    /// Nothing, and nothing is meant by it.
    #[default]
    Empty,
    Text(String),
    /// A number as recorded, with its unit where the heading does not say it.
    Number {
        digits: String,
        unit: Option<String>,
    },
    /// "Not recorded", "Not tested": said quietly, with a dash.
    Absent(String),
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub content: CellContent,
    pub tone: Tone,
    pub mark: Option<Icon>,
    /// The value is older than it should be: a clock of its own before the mark; the words are in `mark_name`.
    pub is_stale: bool,
    /// What the marks mean, for screen readers, the tooltip and copying.
    pub mark_name: String,
    /// Quieter text behind the first, such as a Chinese name or the reason of a match.
    pub aside: Option<String>,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Cell {
        let text: String = text.into();
        Cell { content: CellContent::Text(visible(&text).into_owned()), ..Cell::default() }
    }

    /// A number; give the unit only where the column's heading does not.
    pub fn number(digits: impl Into<String>, unit: Option<&str>) -> Cell {
        let content = CellContent::Number { digits: digits.into(), unit: unit.map(str::to_owned) };
        Cell { content, ..Cell::default() }
    }

    /// A value that is not there; `words` say in which way.
    pub fn absent(words: impl Into<String>) -> Cell {
        Cell { content: CellContent::Absent(words.into()), tone: Tone::Missing, ..Cell::default() }
    }

    pub fn tone(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }

    /// A shape before the content and the words for it.
    pub fn mark(self, mark: Icon, name: impl Into<String>) -> Cell {
        Cell { mark: Some(mark), mark_name: name.into(), ..self }
    }

    /// Marks the value as older than it should be, beside what else is to be said of it.
    pub fn stale(self, name: &str) -> Cell {
        let names = [self.mark_name.as_str(), name].into_iter().filter(|name| !name.is_empty());
        let mark_name = names.collect::<Vec<_>>().join(", ");
        Cell { is_stale: true, mark_name, ..self }
    }

    /// The shapes before the content.
    fn marks(&self) -> impl Iterator<Item = (Icon, Tone)> {
        let stale = self.is_stale.then_some((Icon::Clock, Tone::Stale));
        stale.into_iter().chain(self.mark.map(|mark| (mark, self.tone)))
    }

    /// What they take, with the distance to the content.
    pub(super) fn marks_width(&self) -> f32 {
        self.marks().count() as f32 * (MARK_SIDE + space::XS)
    }

    pub fn aside(self, aside: impl Into<String>) -> Cell {
        Cell { aside: Some(visible(&aside.into()).into_owned()), ..self }
    }

    /// The cell in words: for screen readers and copying.
    pub fn words(&self) -> String {
        let mut words = match &self.content {
            CellContent::Empty => String::new(),
            CellContent::Text(text) | CellContent::Absent(text) => text.clone(),
            CellContent::Number { digits, unit: Some(unit) } => format!("{digits} {unit}"),
            CellContent::Number { digits, unit: None } => digits.clone(),
        };
        for more in [self.aside.as_deref(), Some(self.mark_name.as_str())].into_iter().flatten() {
            if !more.is_empty() {
                words.push_str(if words.is_empty() { "" } else { " " });
                words.push_str(more);
            }
        }
        words
    }

    pub(super) fn paint(&self, painter: &Painter, rect: Rect, align: Align, tokens: &Tokens) {
        let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
        let pen = CellPen { painter: &painter, rect: rect.shrink2(Vec2::new(space::S, 0.0)), tokens };
        match (&self.content, align) {
            (CellContent::Empty, _) => {}
            (CellContent::Number { digits, unit }, Align::Decimal(places)) => {
                pen.decimal(self, digits, unit.as_deref(), places);
            }
            (CellContent::Number { digits, unit }, Align::Right) => pen.decimal(self, digits, unit.as_deref(), 0),
            (CellContent::Number { digits, unit }, Align::Left) => pen.left(self, digits, unit.as_deref()),
            (CellContent::Text(text), Align::Left) => pen.left(self, text, self.aside.as_deref()),
            (CellContent::Text(text) | CellContent::Absent(text), Align::Right | Align::Decimal(_)) => {
                pen.right(self, text);
            }
            (CellContent::Absent(text), Align::Left) => pen.left(self, text, None),
        }
    }
}

struct CellPen<'a> {
    painter: &'a Painter,
    rect: Rect,
    tokens: &'a Tokens,
}

const MARK_SIDE: f32 = 10.0;

impl CellPen<'_> {
    /// Draws a text whose left edge is at `x`; returns its right edge.
    fn put(&self, x: f32, text: &str, colour: Color32) -> f32 {
        put_text(self.painter, x, baseline_at(self.rect.center().y, size::BODY), text, size::BODY, colour)
    }

    fn width(&self, text: &str) -> f32 {
        self.painter.layout_no_wrap(text.to_owned(), sized(size::BODY), Color32::PLACEHOLDER).size().x
    }

    fn marks(&self, cell: &Cell, mut x: f32) {
        for (mark, tone) in cell.marks() {
            let corner = pos2(x, self.rect.center().y - MARK_SIDE / 2.0);
            let square = Rect::from_min_size(corner, Vec2::splat(MARK_SIDE));
            paint_icon(self.painter, square, mark, self.tokens.tone(tone));
            x += MARK_SIDE + space::XS;
        }
    }

    fn left(&self, cell: &Cell, text: &str, quiet: Option<&str>) {
        let start = self.rect.left() + cell.marks_width();
        self.marks(cell, self.rect.left());
        let end = self.put(start, &self.fitted(text, self.rect.right() - start), self.tokens.tone(cell.tone));
        let room = self.rect.right() - end - space::S;
        if let Some(quiet) = quiet.filter(|_| room > self.width("…")) {
            self.put(end + space::S, &self.fitted(quiet, room), self.tokens.quiet);
        }
    }

    /// The text, or as much of its beginning as there is room for, and dots.
    fn fitted<'t>(&self, text: &'t str, room: f32) -> Cow<'t, str> {
        if self.width(text) <= room {
            return Cow::Borrowed(text);
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let fits = |end: &usize| self.width(text.get(..*end).unwrap_or_default()) + self.width("…") <= room;
        let kept = ends.partition_point(fits).saturating_sub(1);
        let beginning = ends.get(kept).and_then(|&end| text.get(..end)).unwrap_or_default();
        Cow::Owned(format!("{}…", beginning.trim_end()))
    }

    fn right(&self, cell: &Cell, text: &str) {
        let text = &*self.fitted(text, self.rect.width() - cell.marks_width());
        let start = self.rect.right() - self.width(text);
        self.marks(cell, start - cell.marks_width());
        self.put(start, text, self.tokens.tone(cell.tone));
    }

    /// The whole part ends at the decimal mark's place, the fraction starts there.
    fn decimal(&self, cell: &Cell, digits: &str, unit: Option<&str>, places: u8) {
        let unit_width = unit.map_or(0.0, |unit| self.width(unit) + space::XS);
        let kept = match places {
            0 => 0.0,
            _ => self.width(".") + f32::from(places) * self.width("0"),
        };
        let fraction_at = digits.find('.').filter(|_| places > 0);
        let (whole, fraction) = fraction_at.map_or((digits, ""), |at| digits.split_at(at));
        // A digit more than the column keeps free runs into the margin, so that the marks stay below each other.
        let mark_x = self.rect.right() - unit_width - kept.max(self.width(fraction) - space::S);
        let start = mark_x - self.width(whole);
        let colour = self.tokens.tone(cell.tone);
        self.marks(cell, start - cell.marks_width());
        let end = self.put(start, whole, colour);
        self.put(end, fraction, colour);
        if let Some(unit) = unit {
            self.put(self.rect.right() - unit_width + space::XS, unit, self.tokens.quiet);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_value_says_so_beside_its_flag() {
        let cell = Cell::number("9.4", None).tone(Tone::Abnormal).mark(Icon::High, "High").stale("Stale");
        assert_eq!(cell.words(), "9.4 High, Stale");
        assert!(cell.marks().eq([(Icon::Clock, Tone::Stale), (Icon::High, Tone::Abnormal)]));
        assert_eq!(Cell::number("5.1", None).stale("Stale").words(), "5.1 Stale");
    }
}
