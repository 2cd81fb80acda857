//! Rows of spans over the days. Only what is in view is painted and can be asked for, so that a year of a large ward scrolls
//! as a week does. A bar is dragged, or aimed with Shift and the arrows, to another place.

use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align2, CornerRadius, Painter, Rect, Response, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};

use crate::app::schedule::laid::{Grid, GridRow, Span, Thing};
use crate::app::schedule::moves::{Move, Verdict};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, ROW_HEIGHT, size, sized, space, tokens};
use crate::ui::widgets::focus_ring;

use super::aim::{self, Touched};
use super::marks::Marks;
use super::words;

pub const LABELS: f32 = 96.0;
const HEADER: f32 = 26.0;
/// Where columns are narrower, not every day has its number above it.
const NUMBERED: f32 = 20.0;
/// Where columns of hours are narrower, hours have no number.
const HOUR_NUMBERED: f32 = 24.0;
const WEEK: usize = 7;

/// How a grid is looked at.
pub struct GridLook<'a> {
    pub marks: Marks<'a>,
    /// Of a column.
    pub width: f32,
    /// Whether bars can be moved.
    pub is_free: bool,
    /// Where the chosen bar would go.
    pub aim: Option<Move>,
    pub verdict: Option<&'a Verdict>,
    /// The column that is to be at the left edge.
    pub jump: Option<f32>,
    /// The bar that is to be seen and to have the keyboard.
    pub reveal: Option<Thing>,
    /// Where the grid was scrolled to in the last frame.
    pub offset: Vec2,
}

/// The height that a grid fills with all of its rows, with its scroll bar where there is one.
pub fn height_of(grid: &Grid, width: f32, room: f32) -> f32 {
    let columns = (grid.days * grid.a_day) as f32 * width;
    let bar = if columns > room - LABELS + 0.5 { space::M } else { 0.0 };
    HEADER + grid.rows.len() as f32 * ROW_HEIGHT + bar + 1.0
}

/// Draws the grid; what was done to it in this frame, and where it is scrolled to.
pub fn grid_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, grid: &Grid, look: &GridLook<'_>) -> (Touched, Vec2) {
    let outer = ui.available_rect_before_wrap();
    let body = Rect::from_min_max(outer.min + vec2(LABELS, HEADER), outer.max);
    let mut touched = Touched::default();
    let mut inner = ui.new_child(eframe::egui::UiBuilder::new().max_rect(body));
    let mut area = ScrollArea::both().auto_shrink(false).id_salt(("schedule", grid.kind.id()));
    if let Some(offset) = offset_to(grid, look, body.size()) {
        area = area.scroll_offset(offset);
    }
    let scrolled = area.show_viewport(&mut inner, |ui, viewport| {
        let columns = (grid.days * grid.a_day) as f32;
        let whole = vec2(columns * look.width, grid.rows.len() as f32 * ROW_HEIGHT);
        let (rect, _) = ui.allocate_exact_size(whole, Sense::hover());
        lines_ui(ctx, ui, grid, (rect, viewport, look.width));
        for at in in_view(viewport.top(), viewport.bottom(), ROW_HEIGHT, grid.rows.len()) {
            let row = &grid.rows[at];
            closed_ui(ui, (rect, at), row, look.width);
            for span in seen(row, viewport.left() / look.width, viewport.right() / look.width) {
                span_ui(ctx, ui, (rect, at), (row, span, grid), look, &mut touched);
            }
        }
        aim::aim_ui(ui, rect, grid, look);
    });
    let offset = scrolled.state.clamped_offset();
    header_ui(ctx, ui, grid, (outer, offset.x, look.width));
    labels_ui(ui, grid, (outer, offset.y));
    ui.advance_cursor_after_rect(outer);
    (touched, offset)
}

/// The offset that shows what is to be shown; nothing where it is in view.
fn offset_to(grid: &Grid, look: &GridLook<'_>, view: Vec2) -> Option<Vec2> {
    let mut offset = look.offset;
    if let Some(column) = look.jump {
        offset.x = column * look.width;
    }
    if let Some((row, span)) = look.reveal.and_then(|thing| aim::find(grid, thing)) {
        let (left, right) = (span.from * look.width, span.to * look.width);
        let (top, bottom) = (row as f32 * ROW_HEIGHT, (row + 1) as f32 * ROW_HEIGHT);
        offset.x = offset.x.min(left).max((right - view.x).min(left));
        offset.y = offset.y.min(top).max((bottom + space::M - view.y).min(top));
    }
    (offset != look.offset || look.jump.is_some()).then_some(offset)
}

fn in_view(from: f32, to: f32, step: f32, count: usize) -> std::ops::Range<usize> {
    let first = (from / step).floor().max(0.0) as usize;
    let last = (to / step).ceil().max(0.0) as usize;
    first.min(count)..last.min(count)
}

/// Spans of a row between two places; they are in order and do not overlap.
fn seen(row: &GridRow, from: f32, to: f32) -> impl Iterator<Item = &Span> {
    let first = row.spans.partition_point(|span| span.to <= from);
    row.spans[first..].iter().take_while(move |span| span.from < to)
}

fn lines_ui(ctx: &PanelCtx<'_>, ui: &Ui, grid: &Grid, (rect, viewport, width): (Rect, Rect, f32)) {
    let tokens = tokens(ui);
    let painter = ui.painter();
    let stroke = Stroke::new(HAIRLINE, tokens.hairline);
    let a_day = width * grid.a_day as f32;
    for day in in_view(viewport.left(), viewport.right(), a_day, grid.days) {
        let x = rect.left() + day as f32 * a_day;
        if words::weekday(ctx.state.schedule.first_day, day) >= 5 {
            let weekend = Rect::from_min_max(pos2(x, rect.top()), pos2(x + a_day, rect.bottom()));
            painter.rect_filled(weekend, CornerRadius::ZERO, tokens.sunken);
        }
        painter.vline(x, rect.y_range(), stroke);
    }
    for row in in_view(viewport.top(), viewport.bottom(), ROW_HEIGHT, grid.rows.len()) {
        painter.hline(rect.x_range(), rect.top() + (row + 1) as f32 * ROW_HEIGHT, stroke);
    }
}

/// Slanted lines where a theatre is closed, somebody away or on leave.
fn closed_ui(ui: &Ui, (rect, at): (Rect, usize), row: &GridRow, width: f32) {
    const SLANT: f32 = 7.0;
    let stroke = Stroke::new(HAIRLINE, tokens(ui).hairline);
    let top = rect.top() + at as f32 * ROW_HEIGHT;
    for (from, to) in &row.closed {
        let area = Rect::from_min_max(
            pos2(rect.left() + from * width, top + 1.0),
            pos2(rect.left() + to * width, top + ROW_HEIGHT - 1.0),
        );
        let seen = area.intersect(ui.clip_rect());
        if !seen.is_positive() {
            continue;
        }
        let painter = ui.painter().with_clip_rect(seen);
        let first = ((seen.left() - area.left()) / SLANT).floor() - ROW_HEIGHT / SLANT;
        let count = ((seen.width() + 2.0 * ROW_HEIGHT) / SLANT).ceil() as usize;
        for line in 0..count {
            let x = area.left() + (first + line as f32) * SLANT;
            painter.line_segment([pos2(x, area.bottom()), pos2(x + ROW_HEIGHT, area.top())], stroke);
        }
    }
}

/// Draws a span that can be chosen and moved.
fn span_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    (rect, at): (Rect, usize),
    (row, span, grid): (&GridRow, &Span, &Grid),
    look: &GridLook<'_>,
    touched: &mut Touched,
) {
    let (left, right) = (rect.left() + span.from * look.width, rect.left() + span.to * look.width);
    let top = rect.top() + at as f32 * ROW_HEIGHT;
    let place = Rect::from_min_max(pos2(left + 1.0, top + 2.0), pos2(right - 1.0, top + ROW_HEIGHT - 2.0));
    let tokens = tokens(ui);
    let visible = place.intersect(ui.clip_rect());
    let can_move = look.is_free && aim::is_movable(grid.kind, span.thing);
    let sense = if can_move { Sense::click_and_drag() } else { Sense::click() };
    let response = ui.interact(visible, ui.scope_id().with((span.thing, at)), sense);
    let is_selected = look.marks.selected == Some(span.thing);
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, true, is_selected, span_words(ctx, (row, span, grid), &look.marks))
    });
    let sign = look.marks.paint(ui.painter(), place, span.thing, response.hovered(), tokens);
    let clipped = ui.painter().with_clip_rect(visible.shrink(2.0));
    // A span that begins out of view says what it is at the edge of the view.
    let begins = pos2(visible.left() + space::XS, place.center().y);
    let room = visible.width() - 2.0 * space::XS;
    let fits = |text: &str| {
        let font = sized(size::SMALL);
        ui.painter().layout_no_wrap(format!("{sign}{text}"), font, tokens.text).size().x <= room
    };
    let text = format!("{sign}{}", in_short(&span.text, fits));
    clipped.text(begins, Align2::LEFT_CENTER, text, sized(size::SMALL), tokens.text);
    focus_ring(ui, place, &response);
    if look.reveal == Some(span.thing) {
        response.request_focus();
    }
    aim::touch(ui, (rect, at), (span, grid), (&response, can_move), look, touched);
    hover_ui(ctx, response, (row, span, grid), look);
}

/// A name as far as there is room: whole; without the letters and noughts before its number; or not at all, and pointing at
/// the bar tells it. A name that is cut would be another name.
fn in_short(name: &str, fits: impl Fn(&str) -> bool) -> &str {
    let number = name.trim_start_matches(|letter: char| !letter.is_ascii_digit()).trim_start_matches('0');
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match (fits(name), is_number && fits(number)) {
        (true, _) => name,
        (false, true) => number,
        (false, false) => "",
    }
}

fn hover_ui(ctx: &PanelCtx<'_>, response: Response, of: (&GridRow, &Span, &Grid), look: &GridLook<'_>) {
    if response.hovered() && !response.dragged() {
        response.on_hover_text(span_words(ctx, of, &look.marks));
    }
}

fn span_words(ctx: &PanelCtx<'_>, (row, span, grid): (&GridRow, &Span, &Grid), marks: &Marks<'_>) -> String {
    let day = words::day(ctx, (span.from / grid.a_day as f32).floor() as usize);
    let place = ctx.texts.format("schedule-span", &[("what", &span.text), ("row", &row.label), ("day", &day)]);
    let states = marks.words(span.thing).into_iter().map(|key| ctx.texts.get(key).to_owned());
    std::iter::once(place).chain(states).collect::<Vec<_>>().join(", ")
}

fn header_ui(ctx: &PanelCtx<'_>, ui: &Ui, grid: &Grid, (outer, offset, width): (Rect, f32, f32)) {
    let tokens = tokens(ui);
    let band = Rect::from_min_max(outer.min + vec2(LABELS, 0.0), pos2(outer.right(), outer.top() + HEADER));
    let painter = ui.painter_at(band);
    let a_day = width * grid.a_day as f32;
    for day in in_view(offset, offset + band.width(), a_day, grid.days) {
        if a_day < NUMBERED && words::weekday(ctx.state.schedule.first_day, day) != 0 {
            continue;
        }
        let x = band.left() + day as f32 * a_day - offset;
        if let Some(first) = grid.first_hour.filter(|_| width >= HOUR_NUMBERED) {
            hours_ui(&painter, (x, band.center().y, width), first..first + grid.a_day, tokens.quiet);
        }
        let room = if a_day < NUMBERED { a_day * WEEK as f32 } else { a_day };
        // Above hours the day has a line of its own.
        let middle = if grid.first_hour.is_some() { band.top() + 6.0 } else { band.center().y };
        let text = words::day_above(ctx, day, room);
        painter.text(pos2(x + space::XS, middle), Align2::LEFT_CENTER, text, sized(size::SMALL), tokens.quiet);
    }
    painter.hline(band.x_range(), band.bottom(), Stroke::new(HAIRLINE, tokens.outline));
}

/// The hours of a day, each over its column.
fn hours_ui(
    painter: &Painter,
    (left, middle, width): (f32, f32, f32),
    hours: std::ops::Range<usize>,
    colour: eframe::egui::Color32,
) {
    for (at, hour) in hours.enumerate() {
        let place = pos2(left + at as f32 * width + space::XS, middle + 6.0);
        painter.text(place, Align2::LEFT_CENTER, format!("{hour:02}"), sized(size::SMALL), colour);
    }
}

fn labels_ui(ui: &Ui, grid: &Grid, (outer, offset): (Rect, f32)) {
    let tokens = tokens(ui);
    let band = Rect::from_min_max(outer.min + vec2(0.0, HEADER), pos2(outer.left() + LABELS, outer.bottom()));
    let painter = ui.painter_at(band);
    for at in in_view(offset, offset + band.height(), ROW_HEIGHT, grid.rows.len()) {
        let middle = band.top() + (at as f32 + 0.5) * ROW_HEIGHT - offset;
        let text = grid.rows[at].label.as_str();
        painter.text(pos2(band.left() + space::XS, middle), Align2::LEFT_CENTER, text, sized(size::BODY), tokens.text);
    }
    painter.vline(band.right(), band.y_range(), Stroke::new(HAIRLINE, tokens.outline));
}

/// The frame of where a bar would go.
pub fn ghost(ui: &Ui, place: Rect, colour: eframe::egui::Color32, words: &str) {
    let tokens = tokens(ui);
    let radius = CornerRadius::same(crate::ui::theme::RADIUS);
    ui.painter().rect(place, radius, tokens.surface.gamma_multiply(0.85), Stroke::new(2.0, colour), StrokeKind::Inside);
    ui.painter().text(place.center(), Align2::CENTER_CENTER, words, sized(size::SMALL), colour);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_whole_or_a_number_or_nothing() {
        let within = |room: usize| move |text: &str| text.chars().count() <= room;
        assert_eq!(in_short("W000012", within(7)), "W000012");
        assert_eq!(in_short("W000012", within(6)), "12");
        assert_eq!(in_short("W000012", within(1)), "");
        // What is left of these would be somebody else's name.
        assert_eq!(in_short("p12b", within(3)), "");
        assert_eq!(in_short("Wang", within(3)), "");
    }

    /// Of a year for 150 people only what a window holds is visited.
    #[test]
    fn only_what_is_in_view_is_visited() {
        let span = |day: usize| Span {
            from: day as f32,
            to: day as f32 + 1.0,
            text: String::new(),
            thing: Thing::Cell { employee: 0, day },
        };
        let row = GridRow { label: String::new(), of: 0, spans: (0..364).map(span).collect(), closed: Vec::new() };
        let seen: Vec<f32> = seen(&row, 100.5, 120.0).map(|span| span.from).collect();
        assert_eq!((seen.first(), seen.last(), seen.len()), (Some(&100.0), Some(&119.0), 20));
        assert_eq!(in_view(1000.0, 1600.0, 26.0, 150), 38..62);
        assert_eq!(in_view(-5.0, 1e9, 26.0, 150), 0..150);
    }
}
