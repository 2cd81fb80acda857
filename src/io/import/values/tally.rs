//! The tally of a column: every cell once, in bounded memory, in parts that can be merged.
//!
//! Counts by shape, bounds of the numbers, distinct words up to their limit and the draw of the sample do not depend on
//! how the column was cut into parts.

use super::super::cells::trimmed;
use super::conclude::conclude;
use super::evidence::Evidence;
use super::profile::ColumnProfile;
use super::recent::{Recent, hash_of};
use super::shape::Shape;
use super::shape_of::see;

/// The tally of one column, or of a part of it. Less than 16 KB whatever the column holds.
#[derive(Clone, Debug, Default)]
pub struct ColumnTally {
    evidence: Evidence,
    recent: Recent,
}

impl ColumnTally {
    pub fn new() -> Self {
        ColumnTally::default()
    }

    /// Counts the cell of a physical line. Lines must not fall from call to call; bytes that are not UTF-8 are text.
    pub fn add(&mut self, cell: &[u8], line: u32) {
        self.evidence.cells += 1;
        let cell = trimmed(cell);
        if cell.is_empty() {
            self.evidence.empty += 1;
            return;
        }
        let hash = hash_of(cell);
        match self.recent.repeat(hash) {
            Some(shape) => self.sample_repeated(cell, shape, line),
            None => self.count_new(cell, hash, line),
        }
    }

    /// Adds the tally of the lines behind those of this one.
    pub fn merge(&mut self, mut later: ColumnTally) {
        self.settle();
        later.settle();
        self.evidence.merge(later.evidence);
    }

    /// What the cells so far say about the column.
    pub fn conclude(&self) -> ColumnProfile {
        let mut settled = self.clone();
        settled.settle();
        conclude(&settled.evidence)
    }

    /// Counts a cell that is not remembered, and remembers it. Cells with a unit are not: their unit is counted too.
    fn count_new(&mut self, cell: &[u8], hash: u64, line: u32) {
        let seen = see(cell);
        let shape = seen.shape.index() as u8;
        self.evidence.count_shape(shape, 1);
        self.evidence.note_value(&seen, line);
        self.evidence.note_words(cell, hash, &seen);
        self.evidence.distinct.add(hash);
        self.evidence.firsts.add(seen.shape, cell, hash, line);
        self.evidence.short_years.note(cell, seen.shape, line);
        if seen.unit.is_none()
            && let Some(repeated) = self.recent.remember(hash, shape)
        {
            self.evidence.count_repeated(repeated);
        }
    }

    fn sample_repeated(&mut self, cell: &[u8], shape: u8, line: u32) {
        if Shape::is_number(shape) && self.evidence.sample.wants(line) {
            self.evidence.note_value(&see(cell), line);
        }
    }

    /// Counts what is remembered and not yet counted.
    fn settle(&mut self) {
        for repeated in self.recent.drain() {
            self.evidence.count_repeated(repeated);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::profile::CellKind;
    use super::super::reading::{DateForm, DateOrder, DecimalMark, NumberForm, Pivot, SerialSystem, ThousandsMark};
    use super::*;
    use proptest::prelude::*;

    fn tally<'a>(cells: impl IntoIterator<Item = &'a str>, first_line: u32) -> ColumnTally {
        let mut tally = ColumnTally::new();
        for (line, cell) in (first_line..).zip(cells) {
            tally.add(cell.as_bytes(), line);
        }
        tally
    }

    fn profile(cells: &str) -> ColumnProfile {
        tally(cells.split('|'), 2).conclude()
    }

    fn ordered(order: DateOrder) -> DateForm {
        DateForm::Ordered { order, pivot: Pivot::default() }
    }

    #[test]
    fn marks_are_decided_by_the_cells_that_can() {
        let number = |cells| profile(cells).number.expect("numbers");
        let form = |decimal_mark, thousands_mark| NumberForm { decimal_mark, thousands_mark };
        let plain = number("5|12|120");
        assert_eq!((plain.value, plain.is_ambiguous, plain.confidence), (NumberForm::default(), false, 1.0));
        let comma = number("5,4|1.234|12");
        assert_eq!((comma.value, comma.is_ambiguous), (form(DecimalMark::Comma, Some(ThousandsMark::Point)), false));
        assert_eq!(comma.decided_by, [2]);
        let either = number("1.234|2.345");
        assert!(either.is_ambiguous && either.alternatives.len() == 1);
        assert!(!number("1.234|2.345|0.5").is_ambiguous);
        assert!(!number("1.234|2.345|2345").is_ambiguous);
        let mixed = number("5,4|6,2|5.4");
        assert_eq!((mixed.value.decimal_mark, mixed.is_ambiguous), (DecimalMark::Comma, true));
        let grouped = number("1 234 567,5|12");
        assert_eq!(grouped.value, form(DecimalMark::Comma, Some(ThousandsMark::Space)));
        assert_eq!(profile("1,234|2,345.5").quantiles.map(|all| (all[0], all[4])), Some((1234.0, 2345.5)));
    }

    #[test]
    fn orders_are_decided_by_the_cells_that_can() {
        let date = |cells: &str| profile(cells).date.expect("dates");
        let open = date("03/04/2021|05/06/2021");
        assert!(open.is_ambiguous);
        assert_eq!((open.value, open.alternatives[0].0), (ordered(DateOrder::Dmy), ordered(DateOrder::Mdy)));
        let decided = date("03/04/2021|05/06/2021|13/04/2021");
        assert_eq!(
            (decided.value, decided.is_ambiguous, decided.decided_by),
            (ordered(DateOrder::Dmy), false, vec![4])
        );
        assert_eq!(date("03/04/2021|04/13/2021").value, ordered(DateOrder::Mdy));
        let iso_days = (0..120).map(|row| format!("1980-01-{:02}", row % 12 + 1)).collect::<Vec<_>>().join("|");
        let mistyped = date(&format!("{iso_days}|1980-13-02"));
        assert_eq!((mistyped.value, mistyped.is_ambiguous), (DateForm::Iso, false));
        assert_eq!(date("1980-01-02|1980-01-03|1980-13-02").value, DateForm::Iso);
        let rare = date("2021-25-03|2021-14-02|2021-05-02");
        assert_eq!((rare.value, rare.is_ambiguous), (ordered(DateOrder::Ydm), true));
        let few = date(&format!("{}13/04/2021", "03/04/2021|".repeat(40)));
        assert_eq!((few.value, few.is_ambiguous), (ordered(DateOrder::Dmy), true));
        let named = date("05MAR2021|13MAR2021|5-Mar-21");
        assert_eq!((named.value, named.is_ambiguous, named.confidence), (ordered(DateOrder::Dmy), false, 1.0));
        let mixed = date("13/04/2021|04/13/2021|14/04/2021");
        assert_eq!((mixed.value, mixed.is_ambiguous), (ordered(DateOrder::Dmy), true));
        let iso = date("2021-03-04|2021-03-05 08:30");
        assert_eq!((iso.value, iso.is_ambiguous), (DateForm::Iso, false));
        assert_eq!(date("2021/3/4|2021/3/5").value, ordered(DateOrder::Ymd));
        let compact = profile("20210304|20210313");
        assert_eq!(compact.kind.value, CellKind::Date);
        assert_eq!(
            compact.date.map(|date| date.value),
            Some(DateForm::Compact { order: DateOrder::Ymd, pivot: Pivot::default() })
        );
        let serials = profile("44197|44198.5|44199");
        assert_eq!((serials.kind.value, serials.excel_serials), (CellKind::Number, Some(3)));
        assert_eq!(serials.date.map(|date| date.value), Some(DateForm::Serial(SerialSystem::From1900)));
    }

    #[test]
    fn kinds_are_told_apart() {
        let kinds = [
            ("", CellKind::Empty),
            ("NA||-", CellKind::Empty),
            ("5.4|6.1|NA", CellKind::Number),
            ("2021-03-04 08:30|2021-03-05 09:00", CellKind::Moment),
            ("yes|no|yes|NA", CellKind::Boolean),
            ("0|1|1", CellKind::Boolean),
            ("M|F|M|F", CellKind::Choice),
            ("none|some|none|none|some", CellKind::Choice),
            ("0012|0440|1234", CellKind::Identifier),
            ("P001|P002|P003", CellKind::Identifier),
            ("20210304|20210305|2021-03-06|20210307", CellKind::Date),
            ("slept well|no complaints|fever", CellKind::Text),
        ];
        for (cells, kind) in kinds {
            assert_eq!(profile(cells).kind.value, kind, "{cells}");
        }
        assert_eq!(profile("5.4|NA|6.1|NA|未测").missing_words, [("NA".to_owned(), 2), ("未测".to_owned(), 1)]);
        assert_eq!(profile("none|some|none|some").missing_words, []);
    }

    #[test]
    fn what_does_not_fit_is_listed() {
        let profile = profile("<5|5.4 mmol/L|120|≥60|abc|1,5|120|31.02.2021");
        assert_eq!((profile.below, profile.above), (1, 1));
        assert_eq!(profile.with_unit, [("mmol/L".to_owned(), 1)]);
        assert_eq!(profile.odd.count, 3);
        assert_eq!(profile.odd.first.iter().map(|cell| cell.line).collect::<Vec<_>>(), [6, 7, 9]);
        assert_eq!(profile.sample.len(), 5);
        assert_eq!(profile.quantiles.map(|all| (all[0], all[4])), Some((5.4, 120.0)));
    }

    #[test]
    fn genes_that_became_dates_are_warned_of() {
        let profile = profile("TP53|BRCA1|MARCH3|1-Mar|EGFR|2-Sep|KRAS|2001-03-01|MYH7");
        let found: Vec<_> = profile.gene_dates.first.iter().map(|gene| (gene.line, gene.cell.as_str())).collect();
        assert_eq!(found, [(5, "1-Mar"), (7, "2-Sep"), (9, "2001-03-01")]);
        assert_eq!(profile.gene_dates.first[0].likely.as_deref(), Some("MARCH1 (MARCHF1)"));
        assert!(profile.gene_dates.count == 3 && profile.gene_dates.are_suspicious("name"));
    }

    #[test]
    fn a_heading_of_genes_makes_dates_suspicious() {
        let genes = profile("2-Sep|1-Mar|2-Sep|1.00E+05").gene_dates;
        assert_eq!((genes.count, genes.first.len(), genes.is_among_names), (4, 3, false));
        assert!(genes.are_suspicious("Gene symbol") && !genes.are_suspicious("visit"));
        assert!(!profile("2021-03-01|2021-03-02").gene_dates.are_suspicious("date"));
    }

    #[test]
    fn a_tally_stays_small() {
        let mut tally = ColumnTally::new();
        let shapes = [
            "{}",
            "{} some long text about nothing at all, of the kind that doctors write",
            "{},5",
            "{}.25 mmol/L",
            "{} MG/DL",
            "<{}",
            "P{}",
            "code-{}-and-more-of-it-to-fill-40-bytes",
            "{}/3/2021",
            "1/3/{}",
            "not available",
            "(null)",
        ];
        for line in 0..50_000u32 {
            let cell = shapes[line as usize % shapes.len()].replace("{}", &line.to_string());
            tally.add(cell.as_bytes(), line);
        }
        let evidence = &tally.evidence;
        let words = evidence.words.heap_bytes() + evidence.missing.heap_bytes() + evidence.units.heap_bytes();
        let heap =
            words + evidence.firsts.heap_bytes() + evidence.sample.heap_bytes() + evidence.short_years.heap_bytes();
        assert!(size_of::<ColumnTally>() + heap < 16 << 10, "{} + {heap}", size_of::<ColumnTally>());
    }

    fn any_cell() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9]{1,4}",
            "[0-9]{1,2}[.,][0-9]{1,3}",
            "[0-3]?[0-9]/1?[0-9]/20[0-9]{2}",
            "NA|-|none|",
            "[<>][0-9]",
            "[A-C][0-9]",
            "[0-9] ?(kg|mmol/L)",
            "\\PC{0,20}",
        ]
    }

    proptest! {
        /// Half as many distinct cells as are kept, so that all is exact.
        #[test]
        fn two_parts_are_the_whole(
            words in prop::collection::vec(any_cell(), 1..12), picks in prop::collection::vec(0usize..12, 0..300), cut in 0usize..300,
        ) {
            let cells: Vec<&str> = picks.iter().map(|pick| words[pick % words.len()].as_str()).collect();
            let cut = cut.min(cells.len());
            let mut parts = tally(cells[..cut].iter().copied(), 2);
            parts.merge(tally(cells[cut..].iter().copied(), 2 + cut as u32));
            prop_assert_eq!(parts.conclude(), tally(cells.iter().copied(), 2).conclude());
        }

        #[test]
        fn counts_do_not_depend_on_the_parts(cells in prop::collection::vec(any_cell(), 0..600), cut in 0usize..600) {
            let cut = cut.min(cells.len());
            let mut parts = tally(cells[..cut].iter().map(String::as_str), 2);
            parts.merge(tally(cells[cut..].iter().map(String::as_str), 2 + cut as u32));
            let (parts, whole) = (parts.conclude(), tally(cells.iter().map(String::as_str), 2).conclude());
            prop_assert_eq!(parts.kind, whole.kind);
            prop_assert_eq!((parts.quantiles, parts.distinct_estimate, parts.odd.count), (whole.quantiles, whole.distinct_estimate, whole.odd.count));
        }
    }
}
