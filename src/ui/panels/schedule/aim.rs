//! What is done to a bar: chosen, dragged, walked from by the arrows, aimed elsewhere by Shift and the arrows.

use eframe::egui::{EventFilter, Key, Modifiers, Pos2, Rect, Response, Ui, pos2};

use crate::app::schedule::laid::{Grid, GridKind, Span, Thing};
use crate::app::schedule::moves::Move;
use crate::ui::theme::{ROW_HEIGHT, tokens};

use super::grid::{GridLook, ghost};

/// What was done to the grid in a frame.
#[derive(Default)]
pub struct Touched {
    pub chosen: Option<Thing>,
    /// The arrows went on to this one.
    pub walked: Option<Thing>,
    pub aimed: Option<Move>,
    /// The bar was let go, or Enter pressed.
    pub dropped: bool,
    /// Escape: it stays where it is.
    pub left: bool,
}

/// Whether a grid shows where a thing is, so that another place there means another place of it.
pub fn is_movable(grid: GridKind, thing: Thing) -> bool {
    matches!(
        (grid, thing),
        (GridKind::Theatres, Thing::Surgery { .. })
            | (GridKind::Beds, Thing::Stay { .. })
            | (GridKind::Waiting, Thing::Waiting { .. })
            | (GridKind::Nurses, Thing::NurseShift { .. })
            | (GridKind::Roster, Thing::Cell { .. })
    )
}

/// A thing's row and span.
pub fn find(grid: &Grid, thing: Thing) -> Option<(usize, &Span)> {
    let in_row = |(at, row): (usize, &'_ crate::app::schedule::laid::GridRow)| {
        row.spans.iter().position(|span| span.thing == thing).map(|span| (at, span))
    };
    let (at, span) = grid.rows.iter().enumerate().find_map(in_row)?;
    Some((at, &grid.rows[at].spans[span]))
}

/// Takes what the pointer and the keys did to a span.
pub fn touch(
    ui: &Ui,
    (rect, at): (Rect, usize),
    (span, grid): (&Span, &Grid),
    (response, can_move): (&Response, bool),
    look: &GridLook<'_>,
    touched: &mut Touched,
) {
    let is_aimed = look.aim.is_some_and(|aim| aim.thing == span.thing);
    if response.clicked() {
        response.request_focus();
        // Enter on a bar that is aimed elsewhere puts it there.
        if is_aimed && ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space)) {
            touched.dropped = true;
        } else {
            touched.chosen = Some(span.thing);
        }
    }
    if can_move
        && response.dragged()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
        touched.aimed = under(rect, span, grid, look.width, (origin, pointer));
    }
    if can_move && response.drag_stopped() && is_aimed {
        touched.dropped = true;
    }
    if response.has_focus() {
        keys(ui, at, (span, grid), (response, can_move && look.marks.selected == Some(span.thing)), look, touched);
    }
}

/// Whether a bar spans places of which one is to be chosen.
fn is_choice(thing: Thing) -> bool {
    matches!(thing, Thing::Waiting { .. })
}

/// Where a bar would be that is held at the place it was taken at.
fn under(rect: Rect, span: &Span, grid: &Grid, width: f32, (origin, pointer): (Pos2, Pos2)) -> Option<Move> {
    let column = |at: Pos2| ((at.x - rect.left()) / width).floor();
    // A bar of who waits spans every day on which the patient may come: the day under the pointer is meant.
    let held = if is_choice(span.thing) { 0.0 } else { (column(origin) - span.from.floor()).max(0.0) };
    let row = ((pointer.y - rect.top()) / ROW_HEIGHT).floor();
    let row = grid.rows.get((row >= 0.0).then_some(row as usize)?)?;
    let column = (column(pointer) - held).max(0.0) as usize;
    let column = column.min((grid.days * grid.a_day).saturating_sub(1));
    Some(Move { thing: span.thing, grid: grid.kind, row: row.of, column })
}

const ARROWS: [(Key, i64, i64); 4] =
    [(Key::ArrowLeft, -1, 0), (Key::ArrowRight, 1, 0), (Key::ArrowUp, 0, -1), (Key::ArrowDown, 0, 1)];

fn keys(
    ui: &Ui,
    at: usize,
    (span, grid): (&Span, &Grid),
    (response, can_aim): (&Response, bool),
    look: &GridLook<'_>,
    touched: &mut Touched,
) {
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: look.aim.is_some() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    if look.aim.is_some() && ui.input(|input| input.key_pressed(Key::Escape)) {
        touched.left = true;
    }
    for (key, across, down) in ARROWS {
        // Shift is tried first: what is pressed with it would count without it too.
        if can_aim && ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, key)) {
            let from = look.aim.filter(|aim| aim.thing == span.thing);
            touched.aimed = beside(grid, at, span, from, (across, down));
        } else if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            touched.walked = neighbour(grid, at, span, (across, down));
        }
    }
}

/// One place on from where a bar is aimed, or from where it is.
fn beside(grid: &Grid, at: usize, span: &Span, from: Option<Move>, (across, down): (i64, i64)) -> Option<Move> {
    let own = Move { thing: span.thing, grid: grid.kind, row: grid.rows.get(at)?.of, column: span.from as usize };
    let from = from.unwrap_or(own);
    let last = (grid.days * grid.a_day).saturating_sub(1) as i64;
    let column = (from.column as i64 + across).clamp(0, last) as usize;
    // Beds of a room are rows of their own: the next row is the next room.
    let mut rows: Vec<usize> = grid.rows.iter().map(|row| row.of).collect();
    rows.dedup();
    let place = rows.iter().position(|row| *row == from.row)? as i64;
    let row = rows.get((place + down).clamp(0, rows.len() as i64 - 1) as usize)?;
    Some(Move { row: *row, column, ..from })
}

/// The next bar of the row, or the nearest of the next row that has one.
fn neighbour(grid: &Grid, at: usize, span: &Span, (across, down): (i64, i64)) -> Option<Thing> {
    if across != 0 {
        let spans = &grid.rows.get(at)?.spans;
        let place = spans.iter().position(|one| one.thing == span.thing)? as i64 + across;
        return spans.get(usize::try_from(place).ok()?).map(|one| one.thing);
    }
    let mut row = at as i64 + down;
    while let Some(found) = usize::try_from(row).ok().and_then(|row| grid.rows.get(row)) {
        let away = |one: &&Span| ((one.from - span.from).abs() * 1_000.0) as i64;
        if let Some(nearest) = found.spans.iter().min_by_key(away) {
            return Some(nearest.thing);
        }
        row += down;
    }
    None
}

/// Draws where the chosen bar would go, with what it would change.
pub fn aim_ui(ui: &Ui, rect: Rect, grid: &Grid, look: &GridLook<'_>) {
    let Some(aim) = look.aim.filter(|aim| aim.grid == grid.kind) else { return };
    let Some(at) = grid.rows.iter().position(|row| row.of == aim.row) else { return };
    let whole = find(grid, aim.thing).filter(|(_, span)| !is_choice(span.thing));
    let length = whole.map_or(1.0, |(_, span)| (span.to - span.from).max(0.2));
    let left = rect.left() + aim.column as f32 * look.width;
    let top = rect.top() + at as f32 * ROW_HEIGHT;
    let place = Rect::from_min_max(pos2(left, top), pos2(left + length * look.width, top + ROW_HEIGHT));
    let verdict = look.verdict.filter(|verdict| verdict.of == aim);
    let (colour, words) = match verdict {
        Some(verdict) if verdict.is_allowed() => (tokens(ui).accent, format!("{:+}", verdict.change)),
        Some(_) => (tokens(ui).critical, "✕".to_owned()),
        None => (tokens(ui).outline, "…".to_owned()),
    };
    ghost(ui, place, colour, &words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::schedule::laid::GridRow;

    #[test]
    fn arrows_walk_over_gaps_and_aims_go_from_room_to_room() {
        let cell = |employee: usize, day: usize| Span {
            from: day as f32,
            to: day as f32 + 1.0,
            text: String::new(),
            thing: Thing::Cell { employee, day },
        };
        let row = |of: usize, days: &[usize]| GridRow {
            label: String::new(),
            of,
            spans: days.iter().map(|day| cell(of, *day)).collect(),
            closed: Vec::new(),
        };
        let rows = vec![row(0, &[0, 4]), row(1, &[]), row(2, &[1, 3])];
        let grid = Grid { kind: GridKind::Roster, a_day: 1, first_hour: None, days: 7, rows };
        let thing = |employee, day| Some(Thing::Cell { employee, day });
        assert_eq!(neighbour(&grid, 0, &cell(0, 0), (1, 0)), thing(0, 4));
        assert_eq!(neighbour(&grid, 0, &cell(0, 0), (-1, 0)), None);
        assert_eq!(neighbour(&grid, 0, &cell(0, 4), (0, 1)), thing(2, 3));
        let aim = beside(&grid, 0, &cell(0, 4), None, (0, 1)).expect("a place");
        assert_eq!((aim.row, aim.column), (1, 4));
        let aim = beside(&grid, 0, &cell(0, 4), Some(aim), (5, 0)).expect("a place");
        assert_eq!((aim.row, aim.column), (1, 6));
    }
}
