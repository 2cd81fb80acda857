//! The table's rows: banding, hover, the focused row, check marks, cells.

use eframe::egui::accesskit::Role;
use eframe::egui::{CornerRadius, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::super::column_widths::column_at;
use super::super::icon::{Icon, paint_icon};
use super::{Cell, Checks, Frame, TableResponse, TableState};
use crate::ui::theme::{HAIRLINE, RADIUS, ROW_HEIGHT, size, sized, space, tokens};

/// Side of a check box.
const BOX: f32 = 14.0;

impl Frame<'_> {
    pub(super) fn body_ui(
        &self,
        ui: &mut Ui,
        state: &mut TableState,
        done: &mut TableResponse,
        cell: &mut impl FnMut(usize, usize) -> Cell,
    ) {
        let body = self.places.body;
        let first = state.position.row;
        let count = ((body.height() + state.position.hidden) / ROW_HEIGHT).ceil() as usize;
        done.visible = first..(first + count).min(self.table.rows);
        for row in done.visible.clone() {
            let top = body.top() + (row - first) as f32 * ROW_HEIGHT - state.position.hidden;
            let whole = Rect::from_min_max(pos2(body.left(), top), pos2(body.right(), top + ROW_HEIGHT));
            self.row_ui(ui, row, whole, state, done, cell);
        }
    }

    fn row_ui(
        &self,
        ui: &mut Ui,
        row: usize,
        whole: Rect,
        state: &mut TableState,
        done: &mut TableResponse,
        cell: &mut impl FnMut(usize, usize) -> Cell,
    ) {
        let rect = whole.intersect(self.places.body);
        let response = ui.interact(rect, self.id.with(("row", row)), Sense::CLICK);
        self.row_clicks(&response, row, state, done);
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        self.paint_row(ui, &painter, row, whole, &response, state, done);
        let mut words = Vec::with_capacity(self.table.columns.len());
        let mut left = self.places.first_x;
        let clip = rect.with_min_x(rect.left() + self.table.check_width());
        let cells = painter.with_clip_rect(clip.intersect(painter.clip_rect()));
        for (at, column) in self.table.columns.iter().enumerate() {
            let place =
                Rect::from_min_max(pos2(left, whole.top()), pos2(left + self.places.widths[at], whole.bottom()));
            left = place.right();
            if !place.intersects(clip) {
                continue;
            }
            let drawn = cell(row, at);
            drawn.paint(&cells, place, column.align, tokens(ui));
            self.explain(ui, &response, &drawn, place, &cells);
            let said = drawn.words();
            self.tell_cell(ui, row, at, place.intersect(clip), &said);
            words.push(said);
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Row, true, words.join(", ")));
        self.check_ui(ui, row, whole, words.first().map_or("", String::as_str), done);
    }

    fn row_clicks(&self, response: &Response, row: usize, state: &mut TableState, done: &mut TableResponse) {
        if response.clicked() {
            done.response.request_focus();
            state.focused = Some(row);
            let x = response.interact_pointer_pos().map_or(0.0, |at| at.x - self.places.first_x);
            done.clicked = column_at(&self.places.widths, x).map(|column| (row, column));
        }
        if response.double_clicked() {
            done.activated = Some(row);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "everything that a row's ground depends on")]
    fn paint_row(
        &self,
        ui: &Ui,
        painter: &Painter,
        row: usize,
        whole: Rect,
        response: &Response,
        state: &TableState,
        done: &TableResponse,
    ) {
        let tokens = tokens(ui);
        let focused = state.focused == Some(row);
        let fill = match (focused, response.hovered(), row % 2 == 1) {
            (true, _, _) => tokens.selected,
            (false, true, _) => tokens.hover,
            (false, false, true) => tokens.band,
            (false, false, false) => tokens.surface,
        };
        painter.rect_filled(whole, 0.0, fill);
        if focused {
            let bar = Rect::from_min_size(whole.min, Vec2::new(3.0, whole.height()));
            painter.rect_filled(bar, 0.0, tokens.accent);
        }
        if focused && done.response.has_focus() {
            painter.rect_stroke(whole, 0.0, Stroke::new(HAIRLINE, tokens.accent), StrokeKind::Inside);
        }
    }

    /// What is cut off or marked is said in words under the pointer.
    fn explain(&self, ui: &Ui, response: &Response, cell: &Cell, place: Rect, painter: &Painter) {
        let over = response.hover_pos().is_some_and(|at| place.contains(at));
        if over && (cell.mark.is_some() || cell.natural_width(painter) > place.width()) && ui.is_enabled() {
            response.clone().on_hover_text_at_pointer(cell.words());
        }
    }

    fn tell_cell(&self, ui: &Ui, row: usize, column: usize, place: Rect, words: &str) {
        // In a table of one column the row says it already.
        if self.table.columns.len() < 2 || words.is_empty() {
            return;
        }
        let scale = |value: f32| f64::from(value);
        ui.ctx().accesskit_node_builder(self.id.with(("cell", row, column)), |node| {
            node.set_role(Role::Cell);
            node.set_label(words);
            node.set_row_index(row);
            node.set_column_index(column);
            node.set_bounds(eframe::egui::accesskit::Rect {
                x0: scale(place.left()),
                y0: scale(place.top()),
                x1: scale(place.right()),
                y1: scale(place.bottom()),
            });
        });
    }

    fn check_ui(&self, ui: &mut Ui, row: usize, whole: Rect, name: &str, done: &mut TableResponse) {
        let Checks::Rows(checked) = self.table.checks else { return };
        let place = Rect::from_min_size(whole.min, Vec2::new(super::CHECK_WIDTH, whole.height()));
        let rect = place.intersect(self.places.body);
        let response = ui.interact(rect, self.id.with(("check", row)), Sense::CLICK);
        let on = checked.contains(&row);
        let label = self.texts.format("select-row", &[("name", &name)]);
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &label));
        if response.clicked() {
            done.toggled = Some(row);
        }
        let tokens = tokens(ui);
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let square = Rect::from_center_size(place.center() + Vec2::new(2.0, 0.0), Vec2::splat(BOX));
        let (fill, border) = match (on, response.hovered()) {
            (true, _) => (tokens.accent, tokens.accent),
            (false, true) => (tokens.surface, tokens.accent),
            (false, false) => (tokens.surface, tokens.outline),
        };
        let radius = CornerRadius::same(RADIUS - 1);
        painter.rect(square, radius, fill, Stroke::new(HAIRLINE, border), StrokeKind::Inside);
        if on {
            paint_icon(&painter, square.shrink(1.0), Icon::Check, tokens.on_accent);
        }
    }
}

impl Cell {
    /// Points that the cell needs to be seen whole, with its margins.
    pub(super) fn natural_width(&self, painter: &Painter) -> f32 {
        let colour = eframe::egui::Color32::PLACEHOLDER;
        let width = |text: &str| painter.layout_no_wrap(text.to_owned(), sized(size::BODY), colour).size().x;
        let mut plain = self.clone();
        plain.mark_name = String::new();
        let aside = if self.aside.is_some() { space::XS } else { 0.0 };
        width(&plain.words()) + self.marks_width() + aside + 2.0 * space::S
    }
}
