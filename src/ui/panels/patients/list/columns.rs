//! The list's columns as the table shows them: headings, widths, which way they stand.

use crate::app::index::Direction;
use crate::app::list::ListQuery;
use crate::app::list::columns::Column;
use crate::domain::unit::display_unit;
use crate::ui::text::Texts;
use crate::ui::widgets::{self, SortDirection};

/// What a column is called in sentences and in the chooser.
pub fn column_name(texts: &Texts, column: Column) -> String {
    match column {
        Column::Newest(id) => texts.indicator(id).to_owned(),
        other => texts.get(&format!("column-{}", other.id())).to_owned(),
    }
}

/// The table's column: the heading says the unit of every value below it.
pub fn heading(texts: &Texts, column: Column) -> widgets::Column {
    let name = column_name(texts, column);
    match column {
        Column::Newest(id) => {
            let indicator = id.indicator();
            let (short, unit) = (texts.indicator_short(id), display_unit(indicator.unit));
            let width = (room(short) + room(unit) * 0.82 + 30.0).max(room(texts.get("not-tested")) + 24.0);
            widgets::Column::number(short, width, indicator.decimals).unit(unit)
        }
        Column::Name => widgets::Column::text(name, 250.0).stretch(),
        Column::Conditions | Column::Medications => widgets::Column::text(name, 200.0).at_least(140.0).stretch(),
        Column::Age | Column::Observations | Column::Flagged => {
            let width = (room(&name) + 32.0).max(56.0);
            widgets::Column::number(name, width, 0)
        }
        Column::ChineseName => widgets::Column::text(name, 104.0),
        Column::Identifier => widgets::Column::text(name, 84.0),
        Column::Sex => widgets::Column::text(name, 96.0),
        Column::Ward => widgets::Column::text(name, 124.0),
        Column::BirthDate | Column::LastObserved => widgets::Column::text(name, 120.0),
        Column::Allergies => widgets::Column::text(name, 168.0),
    }
}

/// Points that a text of the body size needs, near enough for a first width.
pub fn room(text: &str) -> f32 {
    text.chars().map(|letter| if letter.is_ascii() { 6.8 } else { 13.0 }).sum()
}

/// The order in force as the table shows it.
pub fn shown_sort(columns: &[Column], sorted: Option<(Column, Direction)>) -> Option<(usize, SortDirection)> {
    let (column, direction) = sorted?;
    let direction = match direction {
        Direction::Ascending => SortDirection::Ascending,
        Direction::Descending => SortDirection::Descending,
    };
    columns.iter().position(|shown| *shown == column).map(|at| (at, direction))
}

/// What a click on a heading asks for: ascending, then descending, then the default order.
pub fn next_sort(
    query: &ListQuery,
    in_force: Option<(Column, Direction)>,
    column: Column,
) -> Option<(Column, Direction)> {
    match in_force.filter(|(sorted, _)| *sorted == column) {
        Some((_, Direction::Ascending)) => Some((column, Direction::Descending)),
        Some((_, Direction::Descending)) if query.sort.is_some() => None,
        Some((_, Direction::Descending)) | None => Some((column, Direction::Ascending)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_goes_up_down_and_back() {
        let mut query = ListQuery::default();
        let default_order = Some((Column::Name, Direction::Ascending));
        query.sort = next_sort(&query, default_order, Column::Age);
        assert_eq!(query.sort, Some((Column::Age, Direction::Ascending)));
        query.sort = next_sort(&query, query.sort, Column::Age);
        assert_eq!(query.sort, Some((Column::Age, Direction::Descending)));
        query.sort = next_sort(&query, query.sort, Column::Age);
        assert_eq!(query.sort, None);
        assert_eq!(next_sort(&query, default_order, Column::Name), Some((Column::Name, Direction::Descending)));
    }
}
