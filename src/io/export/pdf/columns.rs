//! Small print in columns, torn apart between rows where a page ends, with its headings on each page.

use super::layout::Cursor;
use super::page::{BOTTOM, HAIRLINE, Pen, QUIET, TEXT};
use super::wrap::wrap;

const SIZE: f32 = 7.5;
/// Height of a line.
pub const LINE: f32 = SIZE * 1.3;
const PADDING: f32 = 3.0;
/// The first column takes no more of the width than this.
const WIDEST: f32 = 0.25;

/// Sets a table.
pub fn table(cursor: &mut Cursor<'_, '_>, headings: &[String], rows: &[Vec<String>]) {
    let count = headings.len().max(2);
    let names = rows.iter().filter_map(|row| row.first()).map(|name| cursor.faces.width(name, SIZE));
    let widest = names.fold(30.0, f32::max) + 2.0 * PADDING;
    let first = widest.min(cursor.width * WIDEST);
    let other = (cursor.width - first) / (count - 1) as f32;
    let head = Pen { size: SIZE, ink: QUIET, is_strong: true };
    let plain = Pen { size: SIZE, ink: TEXT, is_strong: false };
    let set = |cursor: &mut Cursor<'_, '_>, cells: &[Vec<String>], pen: Pen| row(cursor, cells, (first, other), pen);
    let head_cells = wrapped(cursor, headings, (first, other));
    set(cursor, &head_cells, head);
    for cells in rows {
        let cells = wrapped(cursor, cells, (first, other));
        if cursor.y + height(&cells) > BOTTOM {
            cursor.begin_page();
            set(cursor, &head_cells, head);
        }
        set(cursor, &cells, plain);
    }
    cursor.y += PADDING;
}

fn wrapped(cursor: &mut Cursor<'_, '_>, cells: &[String], (first, other): (f32, f32)) -> Vec<Vec<String>> {
    let mut lines = Vec::with_capacity(cells.len());
    for (at, cell) in cells.iter().enumerate() {
        let width = if at == 0 { first } else { other } - 2.0 * PADDING;
        lines.push(if cell.is_empty() { Vec::new() } else { wrap(cursor.faces, cell, SIZE, width) });
    }
    lines
}

fn height(cells: &[Vec<String>]) -> f32 {
    let lines = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    lines as f32 * LINE + PADDING
}

fn row(cursor: &mut Cursor<'_, '_>, cells: &[Vec<String>], (first, other): (f32, f32), pen: Pen) {
    let (top, left, width) = (cursor.y, cursor.left, cursor.width);
    let below = top + height(cells);
    for (at, lines) in cells.iter().enumerate() {
        let x = if at == 0 { left } else { left + first + (at - 1) as f32 * other } + PADDING;
        cursor.y = top;
        for line in lines {
            cursor.set(line, x, pen);
            cursor.y += LINE;
        }
    }
    cursor.y = below;
    if let Some(page) = cursor.page() {
        page.line((left, below - 1.0), (left + width, below - 1.0), 0.4, HAIRLINE);
    }
}
