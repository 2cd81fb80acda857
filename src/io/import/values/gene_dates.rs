//! Names that a spreadsheet turned into dates: `MARCH1` became `1-Mar`, `SEPT2` became `2-Sep` (Ziemann et al. 2016).

use super::date_fields::{DateFields, Field, split_field};
use super::evidence::Evidence;
use super::profile::CellKind;
use super::reading::{DateOrder, Pivot};
use super::shape::Shape;

/// Share of the cells that must be symbols for dates among them to be suspicious.
const SYMBOLS: f64 = 0.1;

/// A cell that seems to have been a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneDate {
    pub line: u32,
    pub cell: String,
    /// The name it likely was, with the newer one that replaces it; `None` where no gene has such a name.
    pub likely: Option<String>,
}

/// Date-like cells in a column that otherwise holds names.
pub fn gene_dates(evidence: &Evidence, kind: CellKind) -> Vec<GeneDate> {
    if matches!(kind, CellKind::Number | CellKind::Date | CellKind::Moment | CellKind::Empty) {
        return Vec::new();
    }
    let cells = evidence.count(|_| true) as f64;
    let symbols = evidence.count(|shape| shape == Shape::Symbol) as f64;
    let names = evidence.count(|shape| matches!(shape, Shape::Symbol | Shape::Word | Shape::Code)) as f64;
    if symbols < SYMBOLS * cells || names < 0.5 * cells {
        return Vec::new();
    }
    let found = evidence.firsts.of(|shape| shape == Shape::PartOfDate || shape.date_clock().is_some());
    found
        .into_iter()
        .map(|cell| GeneDate { line: cell.line, likely: likely_name(&cell.text), cell: cell.text })
        .collect()
}

/// The gene that a date was made of: its month and its day.
fn likely_name(text: &str) -> Option<String> {
    let (month, day) = month_and_day(text)?;
    match (month, day) {
        (3, 1..=11) => Some(format!("MARCH{day} (MARCHF{day})")),
        (9, 1..=14) => Some(format!("SEPT{day} (SEPTIN{day})")),
        (9, 15) => Some("SEP15 (SELENOF)".to_owned()),
        (12, 1) => Some("DEC1 (DELEC1)".to_owned()),
        (12, 2) => Some("DEC2 (BHLHE41)".to_owned()),
        (10, 4) => Some("OCT4 (POU5F1)".to_owned()),
        (2, 1..=2) => Some(format!("FEB{day}")),
        (4, 1..=3) => Some(format!("APR{day}")),
        (11, 1..=2) => Some(format!("NOV{day}")),
        _ => None,
    }
}

fn month_and_day(text: &str) -> Option<(u32, u32)> {
    if let Some(fields) = DateFields::split(text) {
        let date = [DateOrder::Ymd, DateOrder::Dmy, DateOrder::Mdy]
            .iter()
            .find_map(|order| fields.date(*order, Pivot::default()));
        return date.map(|date| (date.ymd().1, date.ymd().2));
    }
    let (first, rest) = split_field(text)?;
    let rest = rest.trim_start_matches(['-', '.', '/', ' ', '月']);
    let (second, _) = split_field(rest)?;
    match (first, second) {
        (Field::Month(month), Field::Number { value, .. }) | (Field::Number { value, .. }, Field::Month(month)) => {
            Some((u32::from(month), u32::from(value)))
        }
        (Field::Number { value: month, .. }, Field::Number { value: day, .. }) => {
            Some((u32::from(month), u32::from(day)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_from_their_dates() {
        let cells = [
            ("1-Mar", Some("MARCH1 (MARCHF1)")),
            ("2-Sep", Some("SEPT2 (SEPTIN2)")),
            ("Sep-02", Some("SEPT2 (SEPTIN2)")),
            ("2001-03-01", Some("MARCH1 (MARCHF1)")),
            ("3月1日", Some("MARCH1 (MARCHF1)")),
            ("1-Dec", Some("DEC1 (DELEC1)")),
            ("7-Jul", None),
        ];
        for (cell, name) in cells {
            assert_eq!(likely_name(cell).as_deref(), name, "{cell}");
        }
    }
}
