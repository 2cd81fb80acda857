//! The table: any number of rows, of which only the visible ones are asked for and drawn.
//!
//! The heading stays; a click on it reports the wish to sort. Columns can be resized and scroll sideways when they do not
//! fit. By keyboard: arrows, Page Up and Down, Home, End move a focused row, Enter opens it, Space checks it, Ctrl+C copies it.

mod body;
mod header;
mod keys;

use std::collections::BTreeSet;
use std::ops::Range;

use eframe::egui::accesskit::Role;
use eframe::egui::{Id, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::cell::{Align, Cell};
use super::column_widths::column_widths;
use super::paint::focus_ring;
use super::table_scroll::{BarLook, RowPosition, Run, scroll_bar};
use crate::ui::text::Texts;
use crate::ui::theme::{HAIRLINE, ROW_HEIGHT, tokens};

/// Width of a scroll bar.
const BAR: f32 = 12.0;
/// Width of the column of check marks.
const CHECK_WIDTH: f32 = 32.0;
/// Height of the heading.
const HEADER: f32 = 30.0;

/// A column as the caller describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub title: String,
    /// Unit of all values of the column, quieter behind the title.
    pub unit: Option<String>,
    pub align: Align,
    /// Points, until the user drags.
    pub width: f32,
    /// Takes what the others leave.
    pub stretch: bool,
    /// Narrowest it gets where the table is narrower than its columns, before it scrolls sideways.
    pub least: f32,
    pub sortable: bool,
}

impl Column {
    /// A column of texts.
    pub fn text(title: impl Into<String>, width: f32) -> Column {
        Column {
            title: title.into(),
            unit: None,
            align: Align::Left,
            width,
            stretch: false,
            least: width,
            sortable: true,
        }
    }

    /// A column of numbers with so many places kept behind the decimal mark.
    pub fn number(title: impl Into<String>, width: f32, decimals: u8) -> Column {
        let align = if decimals == 0 { Align::Right } else { Align::Decimal(decimals) };
        Column { align, ..Column::text(title, width) }
    }

    pub fn unit(self, unit: impl Into<String>) -> Column {
        Column { unit: Some(unit.into()), ..self }
    }

    pub fn stretch(self) -> Column {
        Column { stretch: true, ..self }
    }

    /// Gives way down to so many points before the table scrolls sideways: for texts that may be cut.
    pub fn at_least(self, least: f32) -> Column {
        Column { least, ..self }
    }

    pub fn unsortable(self) -> Column {
        Column { sortable: false, ..self }
    }
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortDirection {
    Ascending,
    Descending,
}

/// Whether rows can be checked, and which are.
#[derive(Clone, Copy, Debug, Default)]
pub enum Checks<'a> {
    #[default]
    Without,
    Rows(&'a BTreeSet<usize>),
}

/// What a table remembers between frames; the caller keeps it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableState {
    position: RowPosition,
    focused: Option<usize>,
    widths: Vec<f32>,
    scrolled_x: f32,
    grab: Option<f32>,
    grab_x: Option<f32>,
    reveal: bool,
}

impl TableState {
    /// The row that the keyboard stands on.
    pub fn focused(&self) -> Option<usize> {
        self.focused
    }

    /// Puts the keyboard's row on `row` and scrolls it into view at the next frame.
    pub fn focus(&mut self, row: Option<usize>) {
        self.focused = row;
        self.reveal = row.is_some();
    }

    /// Goes back to the first row: after another search or sort order.
    pub fn to_top(&mut self) {
        self.position = RowPosition::default();
        self.focused = None;
    }

    /// Widths the user chose, 0 where none, to be remembered.
    pub fn widths(&self) -> &[f32] {
        &self.widths
    }

    /// Takes widths remembered from an earlier run.
    pub fn set_widths(&mut self, widths: Vec<f32>) {
        self.widths = widths;
    }
}

/// What the user did to a table in this frame.
#[derive(Clone, Debug)]
pub struct TableResponse {
    /// The heading of this column was chosen.
    pub sort: Option<usize>,
    /// Row and column under a click.
    pub clicked: Option<(usize, usize)>,
    /// Opened by a double click or Enter.
    pub activated: Option<usize>,
    /// Its check mark was chosen.
    pub toggled: Option<usize>,
    /// The row that the keyboard stands on.
    pub focused: Option<usize>,
    /// Rows drawn, for loading ahead.
    pub visible: Range<usize>,
    /// The body, for focus and a context menu.
    pub response: Response,
}

/// A table to be shown.
pub struct DataTable<'a> {
    salt: &'a str,
    name: &'a str,
    columns: &'a [Column],
    rows: usize,
    sort: Option<(usize, SortDirection)>,
    checks: Checks<'a>,
    height: Option<f32>,
    most_rows: Option<usize>,
}

/// The pieces of the table on screen.
struct Places {
    header: Rect,
    body: Rect,
    /// Right edge of the whole table, behind the scroll bar.
    right: f32,
    widths: Vec<f32>,
    /// Left edge of the first data column, scrolled.
    first_x: f32,
    scrolled_x: f32,
    content_width: f32,
}

/// What the parts of the table share in one frame.
struct Frame<'a> {
    table: &'a DataTable<'a>,
    texts: &'a Texts,
    places: Places,
    id: Id,
}

impl<'a> DataTable<'a> {
    /// `salt` tells tables of one screen apart; `name` is what a screen reader calls it.
    pub fn new(salt: &'a str, name: &'a str, columns: &'a [Column], rows: usize) -> Self {
        DataTable { salt, name, columns, rows, sort: None, checks: Checks::Without, height: None, most_rows: None }
    }

    /// The sort order to be shown.
    pub fn sorted(self, sort: Option<(usize, SortDirection)>) -> Self {
        DataTable { sort, ..self }
    }

    /// Shows check marks, for comparing and exporting.
    pub fn checks(self, checks: Checks<'a>) -> Self {
        DataTable { checks, ..self }
    }

    /// Height in points; otherwise what the rows need, at most all that is there.
    pub fn height(self, height: f32) -> Self {
        DataTable { height: Some(height), ..self }
    }

    /// As high as its rows need, at most `most` rows.
    pub fn height_of_rows(self, most: usize) -> Self {
        DataTable { most_rows: Some(most), ..self }
    }

    /// The height asked for; room for the lower scroll bar only where there will be one.
    fn wanted_height(&self, available: Vec2, state: &TableState) -> f32 {
        if let Some(height) = self.height {
            return height;
        }
        let fitting = ((available.y - HEADER) / ROW_HEIGHT).max(1.0) as usize;
        // As many rows as asked for, or all the room where they do not fit.
        let most = match self.most_rows {
            Some(most) => most,
            None if self.rows > fitting => return available.y,
            None => fitting,
        };
        let bar = if self.rows > most { BAR } else { 0.0 };
        let room = available.x - self.check_width() - bar;
        let is_wide = column_widths(self.columns, &state.widths, room).iter().sum::<f32>() > room + 0.5;
        let height = HEADER + self.rows.min(most).max(1) as f32 * ROW_HEIGHT + if is_wide { BAR } else { 0.0 };
        if self.most_rows.is_none() { height.min(available.y) } else { height }
    }

    fn check_width(&self) -> f32 {
        match self.checks {
            Checks::Without => 0.0,
            Checks::Rows(_) => CHECK_WIDTH,
        }
    }

    /// Draws the table. `cell` is asked for the visible cells only, by row and column.
    pub fn show(
        self,
        ui: &mut Ui,
        state: &mut TableState,
        texts: &Texts,
        mut cell: impl FnMut(usize, usize) -> Cell,
    ) -> TableResponse {
        let size = vec2(ui.available_width(), self.wanted_height(ui.available_size(), state).max(HEADER + ROW_HEIGHT));
        let (outer, _) = ui.allocate_exact_size(size, Sense::hover());
        let id = ui.make_persistent_id(self.salt);
        state.focused = state.focused.filter(|row| *row < self.rows);
        let places = self.places(outer, state);
        let frame = Frame { table: &self, texts, places, id };
        let response = ui.interact(frame.places.body, id, Sense::click());
        let mut done = TableResponse {
            sort: None,
            clicked: None,
            activated: None,
            toggled: None,
            focused: None,
            visible: 0..0,
            response: response.clone(),
        };
        frame.paint_ground(ui, outer);
        frame.scroll(ui, state);
        frame.keys(ui, state, &mut done, &mut cell);
        frame.body_ui(ui, state, &mut done, &mut cell);
        frame.header_ui(ui, state, &mut done, &mut cell);
        frame.bars_ui(ui, outer, state);
        if state.focused.is_none() {
            // A focused row is marked itself.
            focus_ring(ui, frame.places.body.shrink(2.0), &response);
        }
        done.focused = state.focused;
        frame.tell(ui, &done, &mut cell);
        done
    }

    fn places(&self, outer: Rect, state: &mut TableState) -> Places {
        let tall = self.rows as f64 * f64::from(ROW_HEIGHT) > f64::from(outer.height() - HEADER) + 0.5;
        let right = if tall { outer.right() - BAR } else { outer.right() };
        let check = self.check_width();
        let room = right - outer.left() - check;
        let widths = column_widths(self.columns, &state.widths, room);
        let content_width: f32 = widths.iter().sum();
        let wide = content_width > room + 0.5;
        let bottom = if wide { outer.bottom() - BAR } else { outer.bottom() };
        let scrolled_x = state.scrolled_x.clamp(0.0, (content_width - room).max(0.0));
        state.scrolled_x = scrolled_x;
        Places {
            header: Rect::from_min_max(outer.min, pos2(right, outer.top() + HEADER)),
            body: Rect::from_min_max(pos2(outer.left(), outer.top() + HEADER), pos2(right, bottom)),
            right: outer.right(),
            first_x: outer.left() + check - scrolled_x,
            scrolled_x,
            content_width,
            widths,
        }
    }
}

impl Frame<'_> {
    fn paint_ground(&self, ui: &Ui, outer: Rect) {
        ui.painter().rect_filled(outer, 0.0, tokens(ui).surface);
    }

    fn view(&self) -> f32 {
        self.places.body.height()
    }

    fn room_x(&self) -> f32 {
        self.places.body.width() - self.table.check_width()
    }

    /// The wheel over the body.
    fn scroll(&self, ui: &mut Ui, state: &mut TableState) {
        let over = self.places.body.union(self.places.header);
        if ui.rect_contains_pointer(over) {
            // What the table cannot use goes on to what it lies in.
            let delta = ui.input(|input| input.smooth_scroll_delta());
            let before = (state.position, state.scrolled_x);
            state.position = state.position.moved(-delta.y, self.table.rows, self.view());
            let farthest_x = (self.places.content_width - self.room_x()).max(0.0);
            state.scrolled_x = (state.scrolled_x - delta.x).clamp(0.0, farthest_x);
            if before != (state.position, state.scrolled_x) {
                ui.input_mut(|input| input.smooth_scroll_delta = Vec2::ZERO);
            }
        }
        state.position = state.position.held(self.table.rows, self.view());
    }

    fn bars_ui(&self, ui: &mut Ui, outer: Rect, state: &mut TableState) {
        let (body, rows) = (self.places.body, self.table.rows);
        if body.right() < outer.right() {
            let look = BarLook {
                id: self.id.with("scroll-down"),
                track: Rect::from_min_max(body.right_top(), pos2(outer.right(), body.bottom())),
                run: Run::Down,
                visible: self.view() / (rows as f32 * ROW_HEIGHT),
                share: state.position.share(rows, self.view()),
                name: self.texts.get("scroll-vertical"),
            };
            if let Some(share) = scroll_bar(ui, &look, &mut state.grab) {
                state.position = RowPosition::of_share(share, rows, self.view());
            }
        }
        let hidden_x = self.places.content_width - self.room_x();
        if body.bottom() < outer.bottom() && hidden_x > 0.0 {
            let look = BarLook {
                id: self.id.with("scroll-across"),
                track: Rect::from_min_max(body.left_bottom(), pos2(body.right(), outer.bottom())),
                run: Run::Across,
                visible: self.room_x() / self.places.content_width,
                share: self.places.scrolled_x / hidden_x,
                name: self.texts.get("scroll-horizontal"),
            };
            if let Some(share) = scroll_bar(ui, &look, &mut state.grab_x) {
                state.scrolled_x = share * hidden_x;
            }
        }
        let stroke = Stroke::new(HAIRLINE, tokens(ui).hairline);
        ui.painter().hline(outer.x_range(), outer.bottom(), stroke);
    }

    /// Name, size and the focused row's words, for screen readers.
    fn tell(&self, ui: &Ui, done: &TableResponse, cell: &mut impl FnMut(usize, usize) -> Cell) {
        let words = done.focused.map(|row| self.row_words(row, ", ", cell));
        done.response.widget_info(|| WidgetInfo {
            current_text_value: words.clone(),
            ..WidgetInfo::labeled(Role::Table, ui.is_enabled(), self.table.name)
        });
        ui.ctx().accesskit_node_builder(self.id, |node| {
            node.set_row_count(self.table.rows);
            node.set_column_count(self.table.columns.len());
        });
    }

    fn row_words(&self, row: usize, between: &str, cell: &mut impl FnMut(usize, usize) -> Cell) -> String {
        let words: Vec<String> = (0..self.table.columns.len()).map(|column| cell(row, column).words()).collect();
        words.join(between)
    }
}

#[cfg(test)]
mod tests;
