//! The table's heading: titles with quieter units, the sort arrow, and the edges that resize a column.

use eframe::egui::accesskit::Role;
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{CursorIcon, Painter, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::super::cell::Align;
use super::super::column_widths::NARROWEST;
use super::super::icon::{Icon, paint_icon};
use super::super::paint::{baseline_at, put_galley};
use super::{Cell, Column, Frame, SortDirection, TableResponse, TableState};
use crate::ui::theme::{HAIRLINE, ROW_HEIGHT, Tokens, size, sized, space, tokens};

/// How near to an edge the pointer takes hold of it.
const GRIP: f32 = 4.0;
/// Side of the sort arrow.
const ARROW: f32 = 10.0;
/// Widest a double click makes a column.
const WIDEST_FIT: f32 = 480.0;

impl Frame<'_> {
    pub(super) fn header_ui(
        &self,
        ui: &mut Ui,
        state: &mut TableState,
        done: &mut TableResponse,
        cell: &mut impl FnMut(usize, usize) -> Cell,
    ) {
        let tokens = tokens(ui);
        let header = self.places.header;
        let ground = header.with_max_x(self.places.right);
        ui.painter().rect_filled(ground, 0.0, tokens.sunken);
        ui.painter().hline(ground.x_range(), header.bottom(), Stroke::new(HAIRLINE, tokens.outline));
        let clip = header.with_min_x(header.left() + self.table.check_width());
        let mut left = self.places.first_x;
        for (at, column) in self.table.columns.iter().enumerate() {
            let rect =
                Rect::from_min_max(pos2(left, header.top()), pos2(left + self.places.widths[at], header.bottom()));
            left = rect.right();
            if rect.intersects(clip) {
                if self.title_ui(ui, at, column, rect, clip) {
                    done.sort = Some(at);
                }
                self.edge_ui(ui, at, rect, clip, state, &done.visible, cell);
            }
        }
    }

    /// Draws one title; whether it was chosen.
    fn title_ui(&self, ui: &mut Ui, at: usize, column: &Column, rect: Rect, clip: Rect) -> bool {
        let tokens = tokens(ui);
        let sense = if column.sortable { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect.intersect(clip), self.id.with(("title", at)), sense);
        let direction = self.table.sort.filter(|(sorted, _)| *sorted == at).map(|(_, direction)| direction);
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, self.title_words(column, direction)));
        let painter = ui.painter().with_clip_rect(rect.intersect(clip));
        if response.hovered() && column.sortable {
            painter.rect_filled(rect, 0.0, tokens.hover);
        }
        paint_title(&painter, column, direction, rect.shrink2(Vec2::new(space::S, 0.0)), tokens);
        if response.has_focus() {
            painter.hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, tokens.accent));
        }
        let chosen = response.clicked();
        if column.sortable {
            response.on_hover_text(self.texts.format("sort-by", &[("column", &column.title)]));
        }
        chosen
    }

    fn title_words(&self, column: &Column, direction: Option<SortDirection>) -> String {
        match direction {
            None => column.title.clone(),
            Some(SortDirection::Ascending) => self.texts.format("sorted-ascending", &[("column", &column.title)]),
            Some(SortDirection::Descending) => self.texts.format("sorted-descending", &[("column", &column.title)]),
        }
    }

    /// The right edge: drag to resize, double click to fit what is visible.
    #[expect(clippy::too_many_arguments, reason = "one column's edge needs the frame's parts and the cells")]
    fn edge_ui(
        &self,
        ui: &mut Ui,
        at: usize,
        rect: Rect,
        clip: Rect,
        state: &mut TableState,
        visible: &std::ops::Range<usize>,
        cell: &mut impl FnMut(usize, usize) -> Cell,
    ) {
        let tokens = tokens(ui);
        let painter = ui.painter().with_clip_rect(clip);
        painter.vline(rect.right(), rect.y_range().shrink(space::S), Stroke::new(HAIRLINE, tokens.hairline));
        let grip = Rect::from_x_y_ranges(rect.right() - GRIP..=rect.right() + GRIP, rect.y_range()).intersect(clip);
        let response: Response = ui.interact(grip, self.id.with(("edge", at)), Sense::CLICK | Sense::DRAG);
        if response.hovered() || response.dragged() {
            ui.set_cursor_icon(CursorIcon::ResizeColumn);
            painter.vline(rect.right(), rect.y_range(), Stroke::new(2.0, tokens.accent));
        }
        let width = if response.double_clicked() {
            let natural = visible.clone().map(|row| cell(row, at).natural_width(&painter)).fold(0.0, f32::max);
            Some(natural.ceil().min(WIDEST_FIT))
        } else {
            response.dragged().then(|| self.places.widths[at] + response.drag_delta().x)
        };
        if let Some(width) = width {
            state.widths.resize(self.table.columns.len(), 0.0);
            state.widths[at] = width.max(NARROWEST);
        }
    }
}

fn paint_title(painter: &Painter, column: &Column, direction: Option<SortDirection>, rect: Rect, tokens: &Tokens) {
    let colour = if direction.is_some() { tokens.text } else { tokens.quiet };
    let unit = column.unit.clone().map(|unit| painter.layout_no_wrap(unit, sized(size::SMALL), tokens.quiet));
    let arrow_width = if direction.is_some() { ARROW + space::XS } else { 0.0 };
    let unit_width = unit.as_ref().map_or(0.0, |unit| unit.size().x + space::XS);
    let right_aligned = column.align != Align::Left;
    // A title that does not fit shows its beginning and that it goes on; its unit stays.
    let mut job = LayoutJob::simple_singleline(column.title.clone(), sized(size::BODY), colour);
    job.wrap = TextWrapping::truncate_at_width((rect.width() - unit_width - arrow_width).max(1.0));
    let title = painter.layout_job(job);
    let whole = title.size().x + unit_width + arrow_width;
    let start = if right_aligned { (rect.right() - whole).max(rect.left()) } else { rect.left() };
    let (title_x, arrow_x) = if right_aligned { (start + arrow_width, start) } else { (start, start + whole - ARROW) };
    let middle = rect.center().y;
    let baseline = baseline_at(middle, size::BODY);
    if let Some(unit) = unit {
        put_galley(painter, title_x + title.size().x + space::XS, baseline, unit, tokens.quiet);
    }
    put_galley(painter, title_x, baseline, title, colour);
    let arrow = match direction {
        None => return,
        Some(SortDirection::Ascending) => Icon::SortUp,
        Some(SortDirection::Descending) => Icon::SortDown,
    };
    let square = Rect::from_min_size(pos2(arrow_x, middle - ARROW / 2.0), Vec2::splat(ARROW));
    paint_icon(painter, square, arrow, tokens.accent);
}

/// A row is as high as the theme says; the heading a little more.
const _: () = assert!(super::HEADER > ROW_HEIGHT);
