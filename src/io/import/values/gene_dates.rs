//! Names that a spreadsheet turned into dates: `MARCH1` became `1-Mar`, `SEPT2` became `2-Sep` (Ziemann et al. 2016).

use super::date_fields::{DateFields, Field, split_field};
use super::evidence::Evidence;
use super::profile::CellKind;
use super::reading::{DateOrder, Pivot};
use super::shape::{Shape, Written};

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

/// Cells of a column that could have been names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneDates {
    pub count: u64,
    /// The first distinct ones, at most 20.
    pub first: Vec<GeneDate>,
    /// Whether the other cells are names, so that these are suspicious whatever the heading says.
    pub is_among_names: bool,
}

impl GeneDates {
    /// Whether they are suspicious in a column with this heading.
    pub fn are_suspicious(&self, heading: &str) -> bool {
        self.count > 0 && (self.is_among_names || names_genes(heading))
    }
}

/// Cells that a spreadsheet may have made of names: dates, and numbers with an exponent of codes such as `2310009E13`.
pub fn gene_dates(evidence: &Evidence, kind: CellKind) -> GeneDates {
    let cells = evidence.count(|_| true) as f64;
    let symbols = evidence.count(|shape| shape == Shape::Symbol) as f64;
    let names = evidence.count(|shape| matches!(shape, Shape::Symbol | Shape::Word | Shape::Code)) as f64;
    let is_of_values = matches!(kind, CellKind::Number | CellKind::Date | CellKind::Moment | CellKind::Empty);
    let first = evidence.firsts.of(was_name);
    GeneDates {
        count: evidence.count(was_name),
        first: first
            .into_iter()
            .map(|cell| GeneDate { line: cell.line, likely: likely_name(&cell.text), cell: cell.text })
            .collect(),
        is_among_names: !is_of_values && symbols >= SYMBOLS * cells && names >= 0.5 * cells,
    }
}

/// The shapes that spreadsheets give to names.
fn was_name(shape: Shape) -> bool {
    let is_scientific = shape.number().is_some_and(|(written, _)| matches!(written, Written::Scientific(_)));
    shape == Shape::PartOfDate || shape.date_clock().is_some() || is_scientific
}

/// Whether a heading says that its column holds names of genes.
fn names_genes(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
    let is_gene =
        |word: &str| matches!(word, "gene" | "genes" | "symbol" | "symbols" | "genesymbol" | "genename" | "hgnc");
    let is_time = ["date", "time", "日期", "时间"].iter().any(|word| lower.contains(word));
    !is_time && (lower.contains("基因") || words.any(is_gene))
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
    fn headings_of_genes_are_told_from_those_of_times() {
        assert!(["gene", "Gene Symbol", "gene_name", "基因名"].into_iter().all(names_genes));
        assert!(!["general", "gene test date", "基因检测日期", "date"].into_iter().any(names_genes));
    }

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
