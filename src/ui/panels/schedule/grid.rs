//! Rows of spans over the days. Only what is in view is painted and can be asked for, so that a year of a large ward scrolls
//! as a week does.

use std::collections::BTreeSet;

use eframe::egui::accesskit::Role;
use eframe::egui::{
    Align2, Color32, CornerRadius, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::schedule::laid::{Grid, GridKind, GridRow, Span, Thing};
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{HAIRLINE, RADIUS, ROW_HEIGHT, Tokens, size, sized, space, tokens};
use crate::ui::widgets::focus_ring;

const LABELS: f32 = 96.0;
const HEADER: f32 = 24.0;

/// What stands out in the grid, and how.
pub struct Marks<'a> {
    pub selected: Option<Thing>,
    /// Cannot stay as it is.
    pub affected: &'a BTreeSet<Thing>,
    /// Stands elsewhere than in the plan in force.
    pub moved: &'a BTreeSet<Thing>,
    /// Where the chosen rule costs.
    pub lit: &'a BTreeSet<Thing>,
}

/// How a span is told from the others: sign and colours.
struct Look {
    sign: &'static str,
    fill: Color32,
    stroke: Stroke,
}

impl Marks<'_> {
    fn look(&self, thing: Thing, tokens: &Tokens) -> Look {
        let look = |sign, fill, width, colour| Look { sign, fill, stroke: Stroke::new(width, colour) };
        let mut found = if self.affected.contains(&thing) {
            look("! ", tokens.critical_tint, 1.5, tokens.critical)
        } else if self.moved.contains(&thing) {
            look("→ ", tokens.stale_tint, 1.5, tokens.stale)
        } else if self.lit.contains(&thing) {
            look("• ", tokens.abnormal_tint, 1.5, tokens.abnormal)
        } else {
            look("", tokens.band, HAIRLINE, tokens.outline)
        };
        if self.selected == Some(thing) {
            found.stroke = Stroke::new(2.5, tokens.accent);
        }
        found
    }

    /// The state in a word, for those who do not see the sign.
    fn word(&self, thing: Thing) -> Option<&'static str> {
        if self.affected.contains(&thing) {
            Some("schedule-is-affected")
        } else if self.moved.contains(&thing) {
            Some("schedule-is-moved")
        } else {
            self.lit.contains(&thing).then_some("schedule-is-lit")
        }
    }
}

/// Width of a column where nobody chose another.
pub fn column_width(kind: GridKind) -> f32 {
    match kind {
        GridKind::Theatres => 220.0,
        GridKind::Beds => 56.0,
        GridKind::Nurses => 44.0,
        GridKind::Roster => 34.0,
    }
}

/// Draws the grid; the thing that was chosen in this frame.
pub fn grid_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, grid: &Grid, marks: &Marks<'_>, zoom: f32) -> Option<Thing> {
    let outer = ui.available_rect_before_wrap();
    let width = column_width(grid.kind) * zoom;
    let columns = grid.days * grid.a_day;
    let body = Rect::from_min_max(outer.min + vec2(LABELS, HEADER), outer.max);
    let mut chosen = None;
    let mut inner = ui.new_child(eframe::egui::UiBuilder::new().max_rect(body));
    let scrolled = ScrollArea::both().auto_shrink(false).id_salt(("schedule", grid.kind.id())).show_viewport(
        &mut inner,
        |ui, viewport| {
            let whole = vec2(columns as f32 * width, grid.rows.len() as f32 * ROW_HEIGHT);
            let (rect, _) = ui.allocate_exact_size(whole, Sense::hover());
            let rows = in_view(viewport.top(), viewport.bottom(), ROW_HEIGHT, grid.rows.len());
            lines_ui(ui, grid, (rect, viewport, width));
            for at in rows {
                let top = rect.top() + at as f32 * ROW_HEIGHT;
                for span in seen(&grid.rows[at], viewport.left() / width, viewport.right() / width) {
                    let left = rect.left() + span.from * width;
                    let right = rect.left() + span.to * width;
                    let place =
                        Rect::from_min_max(pos2(left + 1.0, top + 2.0), pos2(right - 1.0, top + ROW_HEIGHT - 2.0));
                    if span_ui(ctx, ui, place, (&grid.rows[at], span, grid), marks) {
                        chosen = Some(span.thing);
                    }
                }
            }
        },
    );
    let offset = scrolled.state.clamped_offset();
    header_ui(ctx, ui, grid, (outer, offset.x, width));
    labels_ui(ui, grid, (outer, offset.y));
    ui.advance_cursor_after_rect(outer);
    chosen
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

fn lines_ui(ui: &Ui, grid: &Grid, (rect, viewport, width): (Rect, Rect, f32)) {
    let tokens = tokens(ui);
    let painter = ui.painter();
    let stroke = Stroke::new(HAIRLINE, tokens.hairline);
    let a_day = width * grid.a_day as f32;
    for day in in_view(viewport.left(), viewport.right(), a_day, grid.days) {
        let x = rect.left() + day as f32 * a_day;
        if day % 7 >= 5 {
            let weekend = Rect::from_min_max(pos2(x, rect.top()), pos2(x + a_day, rect.bottom()));
            painter.rect_filled(weekend, CornerRadius::ZERO, tokens.sunken);
        }
        painter.vline(x, rect.y_range(), stroke);
    }
    for row in in_view(viewport.top(), viewport.bottom(), ROW_HEIGHT, grid.rows.len()) {
        painter.hline(rect.x_range(), rect.top() + (row + 1) as f32 * ROW_HEIGHT, stroke);
    }
}

/// Draws a span that can be chosen; whether it was.
fn span_ui(
    ctx: &PanelCtx<'_>,
    ui: &mut Ui,
    place: Rect,
    (row, span, grid): (&GridRow, &Span, &Grid),
    marks: &Marks<'_>,
) -> bool {
    let tokens = tokens(ui);
    let look = marks.look(span.thing, tokens);
    let visible = place.intersect(ui.clip_rect());
    let response = ui.interact(visible, ui.scope_id().with(span.thing), Sense::click());
    let words = || {
        let day = (span.from / grid.a_day as f32).floor();
        let place = ctx.texts.format("schedule-span", &[("what", &span.text), ("row", &row.label), ("day", &day)]);
        match marks.word(span.thing) {
            Some(word) => format!("{place}, {}", ctx.text(word)),
            None => place,
        }
    };
    let is_selected = marks.selected == Some(span.thing);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, words()));
    let radius = CornerRadius::same(RADIUS);
    let fill = if response.hovered() { tokens.hover } else { look.fill };
    ui.painter().rect(place, radius, fill, look.stroke, StrokeKind::Inside);
    let text = format!("{}{}", look.sign, span.text);
    let clipped = ui.painter().with_clip_rect(visible.shrink(2.0));
    // A span that begins out of view says what it is at the edge of the view.
    let at = pos2(visible.left() + space::XS, place.center().y);
    clipped.text(at, Align2::LEFT_CENTER, text, sized(size::SMALL), tokens.text);
    focus_ring(ui, place, &response);
    let is_clicked = response.clicked();
    if response.hovered() {
        response.on_hover_text(words());
    }
    is_clicked
}

fn header_ui(ctx: &PanelCtx<'_>, ui: &Ui, grid: &Grid, (outer, offset, width): (Rect, f32, f32)) {
    let tokens = tokens(ui);
    let band = Rect::from_min_max(outer.min + vec2(LABELS, 0.0), pos2(outer.right(), outer.top() + HEADER));
    let painter = ui.painter_at(band);
    let a_day = width * grid.a_day as f32;
    for day in in_view(offset, offset + band.width(), a_day, grid.days) {
        let x = band.left() + day as f32 * a_day - offset;
        let text = match a_day < 48.0 {
            true => day.to_string(),
            false => ctx.texts.format("schedule-day", &[("day", &day)]),
        };
        painter.text(pos2(x + space::XS, band.center().y), Align2::LEFT_CENTER, text, sized(size::SMALL), tokens.quiet);
    }
    painter.hline(band.x_range(), band.bottom(), Stroke::new(HAIRLINE, tokens.outline));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a year for 150 people only what a window holds is visited.
    #[test]
    fn only_what_is_in_view_is_visited() {
        let span = |day: usize| Span {
            from: day as f32,
            to: day as f32 + 1.0,
            text: String::new(),
            thing: Thing::Cell { employee: 0, day },
        };
        let row = GridRow { label: String::new(), spans: (0..364).map(span).collect() };
        let seen: Vec<f32> = seen(&row, 100.5, 120.0).map(|span| span.from).collect();
        assert_eq!((seen.first(), seen.last(), seen.len()), (Some(&100.0), Some(&119.0), 20));
        assert_eq!(in_view(1000.0, 1600.0, 26.0, 150), 38..62);
        assert_eq!(in_view(-5.0, 1e9, 26.0, 150), 0..150);
    }
}
