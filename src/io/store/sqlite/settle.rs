//! What a patient's observations amount to once all imports are seen together: duplicates are shown once (the first
//! import wins), different values at one instant are flagged, the newest value per indicator is found.
//!
//! A duplicate is equal in code, instant, unit, written value and source identifier. A conflict is another number in
//! the same unit at the same instant; values in different units are not compared. A final result stands in place of a
//! preliminary one of its instant, and a corrected one in place of both, whichever came first; not of one that the sender
//! calls by another identifier.

use std::cmp::Ordering;

use crate::base::{Date, Decimal};
use crate::domain::book::{BookKind, Books};
use crate::domain::ids::{CellRef, ImportId, WordId};
use crate::domain::indicator::{INDICATOR_COUNT, IndicatorId};
use crate::domain::observation::Bound;
use crate::domain::summary::Newest;

use super::corrections::Corrections;
use super::segment::observation::{Gathered, Item, Series, SeriesTable};

/// What became of one item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// An equal one from an earlier import or line stands for it.
    pub duplicate: bool,
    pub conflicting: bool,
    /// Its sender took it back.
    pub withdrawn: bool,
    /// A final or corrected result of its instant stands in its place.
    pub superseded: bool,
}

impl Mark {
    /// Whether the value counts.
    pub fn is_shown(self) -> bool {
        !self.duplicate && !self.withdrawn && !self.superseded
    }
}

/// Sorts one patient's items by code, time, unit, value, source identifier, corrected before final before preliminary, import,
/// line.
pub fn sort(from: &SeriesTable, texts: &Gathered, items: &mut [Item]) {
    items.sort_unstable_by(|a, b| order(from, texts, a, b));
}

fn order(from: &SeriesTable, texts: &Gathered, a: &Item, b: &Item) -> Ordering {
    let (Some(first), Some(second)) = (from.get(a.series), from.get(b.series)) else {
        return a.series.cmp(&b.series);
    };
    first
        .code
        .cmp(&second.code)
        .then_with(|| a.utc_secs.cmp(&b.utc_secs))
        .then_with(|| first.unit.cmp(&second.unit))
        .then_with(|| first.scale.cmp(&second.scale))
        .then_with(|| a.mantissa.cmp(&b.mantissa))
        .then_with(|| first.bound.cmp(&second.bound))
        .then_with(|| texts.source_of(a).cmp(&texts.source_of(b)))
        // The corrected or final one of two equal results stands for both.
        .then_with(|| second.corrected.cmp(&first.corrected))
        .then_with(|| first.preliminary.cmp(&second.preliminary))
        .then_with(|| first.import.cmp(&second.import))
        .then_with(|| a.line.cmp(&b.line))
        .then_with(|| first.cmp(second))
}

/// Marks one patient's sorted items; `marks` gets one entry an item.
pub fn mark(all: &Gathered, items: &[Item], corrections: &Corrections, marks: &mut Vec<Mark>) {
    marks.clear();
    marks.resize(items.len(), Mark::default());
    if corrections.has_withdrawn() {
        for (item, mark) in items.iter().zip(marks.iter_mut()) {
            mark.withdrawn = all.cell_of(item).is_some_and(|cell| corrections.is_withdrawn(cell));
        }
    }
    let mut start = 0;
    for group in items.chunk_by(|a, b| same_instant(all, a, b)) {
        if let (true, Some(marks)) = (group.len() > 1, marks.get_mut(start..start + group.len())) {
            mark_group(all, group, marks);
        }
        start += group.len();
    }
}

/// Same code, instant and unit.
fn same_instant(all: &Gathered, a: &Item, b: &Item) -> bool {
    match (all.series_of(a), all.series_of(b)) {
        (Some(first), Some(second)) => {
            a.utc_secs == b.utc_secs && first.code == second.code && first.unit == second.unit
        }
        _ => false,
    }
}

/// Whether two items say the same under the same identifier.
pub fn is_same(all: &Gathered, a: &Item, b: &Item) -> bool {
    same_instant(all, a, b) && written(all, a) == written(all, b) && all.source_of(a) == all.source_of(b)
}

/// How much a result says against others of its instant.
fn standing(all: &Gathered, item: &Item) -> u8 {
    all.series_of(item).map_or(0, |series| match (series.corrected, series.preliminary) {
        (true, _) => 2,
        (false, false) => 1,
        (false, true) => 0,
    })
}

/// Marks what something better stands in place of.
fn mark_superseded(all: &Gathered, group: &[Item], marks: &mut [Mark]) {
    let counting = || group.iter().zip(marks.iter()).filter(|(_, mark)| !mark.withdrawn).map(|(item, _)| item);
    let best = counting().map(|item| standing(all, item)).max().unwrap_or(0);
    if counting().all(|item| standing(all, item) == best) {
        return;
    }
    let is_better = |better: &Item, item: &Item| {
        let sources = all.source_of(better).zip(all.source_of(item));
        standing(all, better) > standing(all, item) && sources.is_none_or(|(one, other)| one == other)
    };
    let replaced: Vec<bool> = group.iter().map(|item| counting().any(|better| is_better(better, item))).collect();
    for (mark, is_replaced) in marks.iter_mut().zip(replaced) {
        mark.superseded = is_replaced;
    }
}

fn mark_group(all: &Gathered, group: &[Item], marks: &mut [Mark]) {
    mark_superseded(all, group, marks);
    // What its sender took back stands for nothing: sent again, it holds.
    let mut before: Option<&Item> = None;
    for (item, mark) in group.iter().zip(marks.iter_mut()).filter(|(_, mark)| !mark.withdrawn) {
        let is_equal =
            |before: &Item| written(all, before) == written(all, item) && all.source_of(before) == all.source_of(item);
        mark.duplicate = before.is_some_and(is_equal);
        before = Some(item);
    }
    let mut shown = group.iter().zip(marks.iter()).filter(|(_, mark)| mark.is_shown()).map(|(item, _)| item);
    let Some((first, bound)) = shown.next().and_then(|item| written(all, item)) else { return };
    let is_equal = |(number, other): (Decimal, _)| other == bound && number.cmp_number(first) == Ordering::Equal;
    let all_equal = shown.all(|item| written(all, item).is_some_and(is_equal));
    if !all_equal {
        marks.iter_mut().for_each(|mark| mark.conflicting = mark.is_shown());
    }
}

/// The number as written, and whether it is a limit: `5` and `<5` are two different results.
fn written(all: &Gathered, item: &Item) -> Option<(Decimal, Option<Bound>)> {
    all.series_of(item).map(|series| (Decimal { mantissa: item.mantissa, scale: series.scale }, series.bound))
}

/// What the list shows of a patient's observations.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservationDigest {
    pub count: u32,
    pub flagged: u16,
    pub last_observed: Option<Date>,
    pub newest: [Option<Newest>; INDICATOR_COUNT],
}

impl Default for ObservationDigest {
    fn default() -> Self {
        ObservationDigest { count: 0, flagged: 0, last_observed: None, newest: [None; INDICATOR_COUNT] }
    }
}

/// How the values of each series kind become an indicator's: position and `value * factor + summand`.
#[derive(Clone, Debug, Default)]
pub struct Conversions {
    indicators: Vec<Option<IndicatorId>>,
    units: Vec<String>,
    by_series: Vec<Option<(IndicatorId, bool)>>,
}

impl Conversions {
    /// For the codes and units of these books.
    pub fn new(books: &Books) -> Self {
        Conversions {
            indicators: books.of(BookKind::Code).iter().map(|(_, word)| IndicatorId::from_recorded(word)).collect(),
            units: books.of(BookKind::Unit).iter().map(|(_, word)| word.to_owned()).collect(),
            by_series: Vec::new(),
        }
    }

    /// Looks up the series kinds of a table once.
    pub fn learn(&mut self, table: &SeriesTable) {
        self.by_series.clear();
        for series in table.iter() {
            let id = self.indicators.get(usize::from(series.code.0)).copied().flatten();
            let unit = series.unit.and_then(|unit| self.units.get(usize::from(unit.0))).map_or("", String::as_str);
            let probe = id.and_then(|id| id.indicator().canonical(1.0, unit).map(|found| (id, found.1.is_some())));
            self.by_series.push(probe);
        }
    }

    /// The indicator, and the value in its unit: the number and how it is shown.
    fn canonical(&self, all: &Gathered, item: &Item) -> Option<(IndicatorId, f64, Decimal)> {
        let (id, converted) = (*self.by_series.get(item.series as usize)?)?;
        let series = all.series_of(item)?;
        let recorded = Decimal { mantissa: item.mantissa, scale: series.scale };
        if !converted {
            return Some((id, recorded.to_f64(), recorded));
        }
        self.converted(id, recorded, series.unit)
    }

    /// The same for what stands in place of a recorded value.
    fn corrected(&self, code: WordId, (value, unit): (Decimal, Option<WordId>)) -> Option<(IndicatorId, f64, Decimal)> {
        let id = self.indicators.get(usize::from(code.0)).copied().flatten()?;
        self.converted(id, value, unit)
    }

    fn converted(&self, id: IndicatorId, number: Decimal, unit: Option<WordId>) -> Option<(IndicatorId, f64, Decimal)> {
        let unit = self.units.get(usize::from(unit?.0))?;
        let (value, conversion) = id.indicator().canonical(number.to_f64(), unit)?;
        let shown = match conversion {
            None => number,
            Some(_) => Decimal::rounded(value, id.indicator().decimals)?,
        };
        Some((id, value, shown))
    }
}

/// Indicator, value and how it is shown, with a correction in place of what was recorded; and whether it is implausible.
fn as_it_counts(
    all: &Gathered,
    item: &Item,
    series: &Series,
    conversions: &Conversions,
    corrections: &Corrections,
) -> (Option<(IndicatorId, f64, Decimal)>, bool) {
    if corrections.is_empty() {
        return (conversions.canonical(all, item), series.implausible);
    }
    let cell = CellRef { import: series.import, line: item.line, column: series.column };
    let Some(instead) = corrections.instead_of(cell) else {
        return (conversions.canonical(all, item), series.implausible);
    };
    let canonical = conversions.corrected(series.code, instead);
    (canonical, canonical.is_some_and(|(id, value, _)| !id.indicator().plausible.contains(value)))
}

/// Sums up one patient's sorted and marked items. The newest value is the one with the latest instant; of several the
/// one of the later import, then of the later line.
pub fn digest(
    all: &Gathered,
    items: &[Item],
    marks: &[Mark],
    conversions: &Conversions,
    corrections: &Corrections,
) -> ObservationDigest {
    let mut digest = ObservationDigest::default();
    let mut best: [Option<(i64, ImportId, u32)>; INDICATOR_COUNT] = [None; INDICATOR_COUNT];
    let mut latest: Option<&Item> = None;
    for (item, mark) in items.iter().zip(marks).filter(|(_, mark)| mark.is_shown()) {
        let Some(series) = all.series_of(item) else { continue };
        digest.count += 1;
        let (canonical, implausible) = as_it_counts(all, item, series, conversions, corrections);
        digest.flagged = digest.flagged.saturating_add(u16::from(implausible || mark.conflicting));
        if latest.is_none_or(|before| before.utc_secs <= item.utc_secs) {
            latest = Some(item);
        }
        let rank = (item.utc_secs, series.import, item.line);
        let Some((id, value, shown)) = canonical else { continue };
        let (Some(best), Some(newest)) = (best.get_mut(id.index()), digest.newest.get_mut(id.index())) else {
            continue;
        };
        if best.is_none_or(|before| before < rank) && value.is_finite() {
            *best = Some(rank);
            *newest = Some(Newest::new(value, shown, series.bound, series.moment(item.utc_secs).local_date()));
        }
    }
    let date = |item: &Item| all.series_of(item).map(|series| series.moment(item.utc_secs).local_date());
    digest.last_observed = latest.and_then(date);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Moment, Offset, Precision};
    use crate::domain::ids::WordId;
    use crate::domain::observation::ObservationFlags;
    use crate::io::store::sqlite::segment::observation::{Series, Texts};

    fn item(all: &mut Gathered, import: u32, secs: i64, mantissa: i64, unit: u16, line: u32, source: Option<&str>) {
        let moment = Moment { utc_secs: secs, offset: Offset::Written(0), precision: Precision::Second };
        let flags = ObservationFlags::default();
        let series = Series::new(ImportId(import), WordId(0), Some(WordId(unit)), 0, 4, flags, moment);
        let series = all.series.number(series);
        let texts = all.keep_texts(Texts { source: source.map(str::to_owned), ..Texts::default() });
        all.items.push(Item { utc_secs: secs, mantissa, patient: 1, series, line, texts });
    }

    /// What is shown of values at one instant, each with its line, value, identifier, and whether it is preliminary or corrected.
    fn shown(values: &[(u32, i64, Option<&str>, [bool; 2])]) -> (Vec<u32>, bool) {
        let mut all = Gathered::default();
        for (line, mantissa, source, [preliminary, corrected]) in values {
            let moment = Moment { utc_secs: 100, offset: Offset::Written(0), precision: Precision::Second };
            let flags =
                ObservationFlags { preliminary: *preliminary, corrected: *corrected, ..ObservationFlags::default() };
            let series = Series::new(ImportId(1), WordId(0), Some(WordId(0)), 0, 4, flags, moment);
            let series = all.series.number(series);
            let texts = all.keep_texts(Texts { source: source.map(str::to_owned), ..Texts::default() });
            all.items.push(Item { utc_secs: 100, mantissa: *mantissa, patient: 1, series, line: *line, texts });
        }
        let mut items = all.items.clone();
        sort(&all.series, &all, &mut items);
        let mut marks = Vec::new();
        mark(&all, &items, &Corrections::default(), &mut marks);
        let both = items.iter().zip(&marks).filter(|(_, mark)| mark.is_shown());
        let mut lines: Vec<u32> = both.map(|(item, _)| item.line).collect();
        lines.sort_unstable();
        (lines, marks.iter().any(|mark| mark.conflicting))
    }

    #[test]
    fn what_is_better_stands_in_place_of_what_came_whenever_it_came() {
        let (preliminary, plain, corrected) = ([true, false], [false, false], [false, true]);
        let id = Some("a");
        assert_eq!(shown(&[(1, 180, id, preliminary), (2, 95, id, plain)]), (vec![2], false));
        assert_eq!(shown(&[(1, 95, None, corrected), (2, 180, None, plain)]), (vec![1], false), "a late original");
        assert_eq!(shown(&[(1, 7, id, corrected), (2, 7, id, plain), (3, 9, id, plain)]), (vec![1], false));
        assert_eq!(
            shown(&[(1, 180, id, preliminary), (2, 95, Some("b"), plain)]),
            (vec![1, 2], true),
            "another result"
        );
        assert_eq!(
            shown(&[(1, 180, id, preliminary), (2, 180, id, preliminary), (3, 95, id, plain)]),
            (vec![3], false)
        );
    }

    #[test]
    fn duplicates_conflicts_and_newest() {
        let mut books = Books::default();
        books.of_mut(BookKind::Code).intern("2339-0");
        books.of_mut(BookKind::Unit).intern("mg/dL");
        books.of_mut(BookKind::Unit).intern("mmol/L");
        let mut all = Gathered::default();
        item(&mut all, 2, 100, 90, 0, 5, None); // the same as the next, later import: a duplicate
        item(&mut all, 1, 100, 90, 0, 9, None);
        item(&mut all, 1, 100, 5, 1, 10, None); // another unit: neither duplicate nor conflict
        item(&mut all, 1, 200, 7, 1, 11, None); // two numbers at one instant
        item(&mut all, 1, 200, 8, 1, 12, None);
        item(&mut all, 1, 50, 4, 1, 13, Some("a")); // equal values under two source identifiers
        item(&mut all, 1, 50, 4, 1, 14, Some("b"));
        let mut items = all.items.clone();
        sort(&all.series, &all, &mut items);
        let mut marks = Vec::new();
        mark(&all, &items, &Corrections::default(), &mut marks);
        let of = |line| items.iter().position(|item| item.line == line).map(|at| marks[at]).expect("is there");
        assert_eq!(of(5), Mark { duplicate: true, ..Mark::default() });
        assert_eq!([of(9), of(10), of(13), of(14)], [Mark::default(); 4]);
        assert!(of(11).conflicting && of(12).conflicting);
        let mut conversions = Conversions::new(&books);
        conversions.learn(&all.series);
        let digest = digest(&all, &items, &marks, &conversions, &Corrections::default());
        assert_eq!((digest.count, digest.flagged, digest.last_observed), (6, 2, Some(Date(0))));
        if let Some(glucose) = IndicatorId::from_code("2339-0") {
            assert_eq!(digest.newest[glucose.index()].map(|newest| newest.value), Some(8.0));
        }
    }
}
