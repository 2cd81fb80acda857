//! A row of the board: bed and name, score, its day, course and what does not come, when the next observations are due.

use eframe::egui::accesskit::Role;
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Color32, CornerRadius, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::analysis::ward::{Direction, Freshness};
use crate::app::ward::board::BoardRow;
use crate::ui::panels::{PanelCtx, written_name};
use crate::ui::theme::{HAIRLINE, RADIUS, Tokens, Tone, size, sized, space, tokens};
use crate::ui::widgets::{Icon, baseline_at, focus_ring, paint_icon, put_galley};

use super::{sparkline, words};

const HEIGHT: f32 = 52.0;
const HEAD: f32 = 24.0;
/// What the rows below leave for their scroll bar.
const SCROLL_BAR: f32 = 12.0;
const TAG_HEIGHT: f32 = 20.0;

/// The columns' texts and widths; the courses take what the others leave.
const COLUMNS: [(&str, f32); 6] = [
    ("ward-column-bed", 120.0),
    ("ward-column-patient", 200.0),
    ("ward-column-news2", 150.0),
    ("ward-column-day", 160.0),
    ("ward-column-course", 0.0),
    ("ward-column-due", 190.0),
];

fn places(rect: Rect) -> [Rect; 6] {
    const LEAST: f32 = 160.0;
    let fixed: f32 = COLUMNS.iter().map(|(_, width)| width).sum();
    // In a narrow window every column gives way alike.
    let share = ((rect.width() - LEAST) / fixed).clamp(0.5, 1.0);
    let rest = (rect.width() - fixed * share).max(LEAST);
    let mut left = rect.left();
    COLUMNS.map(|(_, width)| {
        let width = if width == 0.0 { rest } else { width * share };
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
        left += width;
        place.shrink2(vec2(space::S, 0.0))
    })
}

/// Of so many rows with the heading.
pub fn height_of(rows: usize) -> f32 {
    HEAD + rows as f32 * HEIGHT + space::S
}

/// The heading.
pub fn head_ui(ctx: &PanelCtx<'_>, has_bar: bool, ui: &mut Ui) {
    let width = ui.available_width() - if has_bar { SCROLL_BAR } else { 0.0 };
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEAD), Sense::hover());
    let pen = Pen { painter: ui.painter().clone(), tokens: tokens(ui) };
    for ((key, _), place) in COLUMNS.iter().zip(places(rect)) {
        pen.line(place, rect.center().y, ctx.texts.get(key), size::SMALL, Tone::Quiet);
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(HAIRLINE, tokens(ui).hairline));
}

/// A row; its response says that it was chosen.
pub fn row_ui(ctx: &PanelCtx<'_>, row: &BoardRow, is_on: bool, ui: &mut Ui) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    let in_words = in_words(ctx, row);
    response.widget_info(|| WidgetInfo::selected(Role::Row, ui.is_enabled(), is_on, &in_words));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let tokens = tokens(ui);
    let ground = match (is_on, response.hovered()) {
        (true, _) => tokens.selected,
        (false, true) => tokens.hover,
        (false, false) => tokens.surface,
    };
    ui.painter().rect_filled(rect, 0.0, ground);
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(HAIRLINE, tokens.hairline));
    let pen = Pen { painter: ui.painter().clone(), tokens };
    let [bed, patient, score, day, course, due] = places(rect);
    let (upper, lower) = (rect.top() + 18.0, rect.top() + 37.0);
    pen.line(bed, upper, &words::bed(ctx, row), size::LARGE, Tone::Plain);
    let who = &row.who;
    pen.line(bed, lower, &who.identifier, size::SMALL, Tone::Quiet);
    let name = written_name(ctx, who.family_name.as_deref(), who.given_name.as_deref(), who.chinese_name.as_deref());
    pen.wrapped(patient, &name);
    score_ui(ctx, row, &pen, score);
    day_ui(ctx, row, &pen, ui, day);
    tags_ui(ctx, row, &pen, course);
    let (tone, shape, text) = words::due(ctx, row.standing.due);
    let left = pen.mark(due, rect.center().y, shape, tone);
    pen.line(due.with_min_x(left), rect.center().y, &text, size::BODY, tone);
    focus_ring(ui, rect.shrink(2.0), &response);
    response.on_hover_text(in_words)
}

fn score_ui(ctx: &PanelCtx<'_>, row: &BoardRow, pen: &Pen<'_>, place: Rect) {
    let standing = &row.standing;
    let (upper, lower) = (place.top() + 18.0, place.top() + 40.0);
    let (tone, shape) = standing.band().map_or((Tone::Missing, Some(Icon::Dash)), words::look);
    let score = words::score(ctx, standing);
    let is_sure = standing.freshness == Freshness::Fresh;
    let shape = if is_sure { shape } else { Some(Icon::Clock).filter(|_| score.struck.is_some()).or(shape) };
    let mark_tone = if is_sure { tone } else { Tone::Stale };
    let mut left = pen.mark(place, upper, shape, mark_tone);
    if let Some(struck) = &score.struck {
        let right = pen.line(place.with_min_x(left), upper, struck, size::HERO, Tone::Stale);
        let stroke = Stroke::new(2.0, pen.tokens.tone(Tone::Stale));
        pen.painter.line_segment([pos2(left - 2.0, upper + 5.0), pos2(right + 2.0, upper - 5.0)], stroke);
        left = right + space::S;
    }
    if let Some(now) = &score.now {
        let points = if is_sure { size::HERO } else { size::LARGE };
        pen.line(place.with_min_x(left), upper, now, points, tone);
    }
    pen.line(place, lower, &score.below, size::SMALL, if is_sure { Tone::Quiet } else { Tone::Stale });
}

fn day_ui(ctx: &PanelCtx<'_>, row: &BoardRow, pen: &Pen<'_>, ui: &Ui, place: Rect) {
    const WORDS: f32 = 56.0;
    let plot = Rect::from_min_max(place.min + vec2(0.0, 8.0), pos2(place.right() - WORDS, place.bottom() - 8.0));
    sparkline::paint(ui, plot, &row.trend, ctx.now_utc_secs);
    let beside = place.with_min_x(place.right() - WORDS + space::S);
    let (shape, tone) = match row.direction {
        Direction::Rising => (Some(Icon::High), Tone::Abnormal),
        Direction::Falling => (Some(Icon::Low), Tone::Quiet),
        Direction::Steady | Direction::Unknown => (None, Tone::Quiet),
    };
    let left = pen.mark(beside, place.center().y, shape, tone);
    if let Some((change, _)) = row.change {
        let text = if change == 0 { "±0".to_owned() } else { format!("{change:+}").replace('-', "−") };
        pen.line(beside.with_min_x(left), place.center().y, &text, size::BODY, tone);
    }
}

/// At most two lines of tags; what has no room is in the tooltip.
fn tags_ui(ctx: &PanelCtx<'_>, row: &BoardRow, pen: &Pen<'_>, place: Rect) {
    let tags = words::tags(ctx, row);
    let mut laid: Vec<(usize, f32, f32)> = Vec::new();
    let (mut line, mut left) = (0, place.left());
    for (_, text) in &tags {
        let width = (pen.width(text) + 2.0 * space::S).min(place.width());
        if left > place.left() && left + width > place.right() {
            (line, left) = (line + 1, place.left());
        }
        laid.push((line, left, width));
        left += width + space::XS;
    }
    let middle = place.center().y;
    let lines = if line == 0 { [middle, middle] } else { [middle - 12.0, middle + 12.0] };
    for ((tone, text), (line, left, width)) in tags.iter().zip(laid) {
        if let Some(y) = lines.get(line) {
            pen.tag(pos2(left, *y), width, *tone, text);
        }
    }
}

/// The row in words, for screen readers and the tooltip.
fn in_words(ctx: &PanelCtx<'_>, row: &BoardRow) -> String {
    let score = words::score(ctx, &row.standing);
    let struck = score.struck.map(|number| ctx.texts.format("ward-struck", &[("number", &number)]));
    let numbers: Vec<String> = [score.now, struck, Some(score.below)].into_iter().flatten().collect();
    let (_, _, due) = words::due(ctx, row.standing.due);
    let direction = ctx.texts.find(&format!("ward-direction-{}", row.direction.id())).unwrap_or_default();
    let tags: Vec<String> = words::tags(ctx, row).into_iter().map(|(_, text)| text).collect();
    format!("{}\nNEWS2 {}\n{direction}\n{}\n{due}", words::bed(ctx, row), numbers.join(", "), tags.join("\n"),)
}

/// Paints lines of text, marks and tags.
pub struct Pen<'a> {
    pub painter: Painter,
    pub tokens: &'a Tokens,
}

impl Pen<'_> {
    /// A line of text from the left of a place, with three dots where it is cut off at its right; its right edge.
    pub fn line(&self, place: Rect, middle: f32, text: &str, points: f32, tone: Tone) -> f32 {
        self.put(place, middle, text, points, self.tokens.tone(tone))
    }

    fn put(&self, place: Rect, middle: f32, text: &str, points: f32, colour: Color32) -> f32 {
        let painter = self.painter.with_clip_rect(place.intersect(self.painter.clip_rect()));
        let mut job = LayoutJob::simple_singleline(text.to_owned(), sized(points), colour);
        job.wrap = TextWrapping::truncate_at_width(place.width());
        let galley = painter.layout_job(job);
        put_galley(&painter, place.left(), baseline_at(middle, points), galley, colour)
    }

    /// A name in the middle of a place, on as many lines as it needs: names are never cut.
    fn wrapped(&self, place: Rect, text: &str) {
        let font = sized(size::BODY);
        let galley = self.painter.layout(text.to_owned(), font, self.tokens.tone(Tone::Plain), place.width());
        let corner = pos2(place.left(), place.center().y - galley.size().y / 2.0);
        self.painter.galley(corner, galley, self.tokens.tone(Tone::Plain));
    }

    pub fn width(&self, text: &str) -> f32 {
        self.painter.layout_no_wrap(text.to_owned(), sized(size::BODY), Color32::PLACEHOLDER).size().x
    }

    /// A shape at the left of a place; where what follows begins.
    pub fn mark(&self, place: Rect, middle: f32, shape: Option<Icon>, tone: Tone) -> f32 {
        const SIDE: f32 = 14.0;
        let Some(shape) = shape else { return place.left() };
        let square = Rect::from_min_size(pos2(place.left(), middle - SIDE / 2.0), vec2(SIDE, SIDE));
        paint_icon(&self.painter, square, shape, self.tokens.tone(tone));
        place.left() + SIDE + space::XS
    }

    /// A word on a ground of its tone.
    fn tag(&self, left_middle: eframe::egui::Pos2, width: f32, tone: Tone, text: &str) {
        let corner = pos2(left_middle.x, left_middle.y - TAG_HEIGHT / 2.0);
        let rect = Rect::from_min_size(corner, vec2(width, TAG_HEIGHT));
        let stroke = Stroke::new(HAIRLINE, self.tokens.tone(tone));
        self.painter.rect(rect, CornerRadius::same(RADIUS), self.tokens.tint(tone), stroke, StrokeKind::Inside);
        self.put(rect.shrink2(vec2(space::S, 0.0)), left_middle.y, text, size::BODY, self.tokens.tone(tone));
    }
}
