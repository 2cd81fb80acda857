//! The values of the plots as a table: newest first, every value with its flag and the cell it came from.

use eframe::egui::Ui;

use crate::app::twin::view::TwinView;
use crate::base::{Moment, Offset, Zone};
use crate::domain::book::BookKind;
use crate::domain::unit::display_unit;
use crate::ui::text::Texts;
use crate::ui::widgets::{Cell, Column, DataTable, TableState, ValueMark};

use super::trends::track::{PointRef, Track, series_name};
use super::trends::window::Window;
use super::values::{local_time, shown_value};

/// One value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRow {
    pub utc_secs: i64,
    pub place: PointRef,
}

/// The values of the tracks inside the window, newest first; of one instant in the order of the plots.
pub fn table_rows(tracks: &[(usize, &Track)], window: Window) -> Vec<TableRow> {
    let mut rows: Vec<TableRow> = Vec::new();
    for (_, track) in tracks {
        for mark in track.marks.get(track.within(window)).unwrap_or(&[]) {
            let places = [Some(mark.point), mark.lower_point].into_iter().flatten();
            rows.extend(places.map(|place| TableRow { utc_secs: mark.utc_secs, place }));
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.utc_secs));
    rows
}

/// What a table or a file says about one value.
struct Words {
    name: String,
    value: String,
    unit: String,
    flag: String,
    raw: String,
    raw_unit: String,
    file: String,
    line: u32,
    column: u16,
    iso: String,
    offset: &'static str,
}

fn words(view: &TwinView, row: &TableRow, texts: &Texts) -> Option<Words> {
    let series = view.series.get(row.place.series)?;
    let point = series.points.get(row.place.point)?;
    let observation = view.twin.observations.get(point.position)?;
    let mut flags = vec![texts.get(ValueMark::of(point.assessment).key())];
    flags.extend(point.flags.implausible.then(|| texts.get("flag-implausible")));
    flags.extend(point.flags.conflicting.then(|| texts.get("flag-conflicting")));
    flags.extend(point.flags.preliminary.then(|| texts.get("flag-preliminary")));
    flags.extend(observation.is_corrected().then(|| texts.get("flag-corrected")));
    let receipt = view.receipts.iter().find(|receipt| receipt.import == point.cell.import);
    Some(Words {
        name: series_name(series, texts),
        value: shown_value(point, texts),
        unit: display_unit(&series.unit).to_owned(),
        flag: flags.join(texts.get("twin-list-comma")),
        raw: observation.recorded(),
        raw_unit: observation.as_recorded().1.map_or("", |unit| view.books.of(BookKind::Unit).word(unit)).to_owned(),
        file: receipt.map(|receipt| receipt.file_name.clone()).unwrap_or_default(),
        line: point.cell.line,
        column: point.cell.file_column(),
        iso: iso_with_offset(observation.moment),
        offset: match observation.moment.offset {
            Offset::Written(_) => "written",
            Offset::Assumed(_) => "assumed",
        },
    })
}

/// The time with its offset, the assumed one too; a bare date or year has none.
fn iso_with_offset(moment: Moment) -> String {
    let (Offset::Written(minutes) | Offset::Assumed(minutes)) = moment.offset;
    Moment { offset: Offset::Written(minutes), ..moment }.iso()
}

/// Draws the table; the value whose source is asked for.
pub fn table_ui(
    ui: &mut Ui,
    state: &mut TableState,
    view: &TwinView,
    rows: &[TableRow],
    zone: &Zone,
    texts: &Texts,
) -> Option<PointRef> {
    let columns = [
        Column::text(texts.get("column-time"), 148.0).unsortable(),
        Column::text(texts.get("quality-indicator"), 180.0).at_least(96.0).unsortable().stretch(),
        Column::number(texts.get("column-value"), 70.0, 0).at_least(60.0).unsortable(),
        Column::text(texts.get("column-unit"), 136.0).at_least(72.0).unsortable(),
        Column::text(texts.get("twin-flag"), 110.0).at_least(96.0).unsortable(),
        Column::text(texts.get("source-raw"), 100.0).at_least(80.0).unsortable(),
        Column::text(texts.get("column-source"), 220.0).at_least(140.0).unsortable().stretch(),
    ];
    let done = DataTable::new("twin-values", texts.get("twin-trends"), &columns, rows.len()).show(
        ui,
        state,
        texts,
        |row, column| {
            let Some((row, words)) = rows.get(row).and_then(|row| Some((row, words(view, row, texts)?))) else {
                return Cell::default();
            };
            let mark = view.series.get(row.place.series).and_then(|series| series.points.get(row.place.point));
            let mark = mark.map(|point| ValueMark::of(point.assessment)).unwrap_or_default();
            match column {
                0 => Cell::text(local_time(row.utc_secs, zone, texts)),
                1 => Cell::text(words.name),
                2 => Cell::number(words.value, None).tone(mark.tone()),
                3 => Cell::text(words.unit),
                4 => match mark.icon() {
                    Some(shape) => Cell::text(words.flag).tone(mark.tone()).mark(shape, ""),
                    None => Cell::text(words.flag),
                },
                5 => Cell::text(&words.raw),
                _ => Cell::text(format!(
                    "{} · {}",
                    words.file,
                    texts.format("place", &[("line", &words.line), ("column", &words.column)])
                )),
            }
        },
    );
    done.activated.or(done.clicked.map(|(row, _)| row)).and_then(|row| rows.get(row)).map(|row| row.place)
}

/// The same as a file: times as recorded (ISO 8601), one value a line, its unit beside it.
pub fn file_rows(view: &TwinView, rows: &[TableRow], texts: &Texts) -> (Vec<String>, Vec<Vec<String>>) {
    let headings = [
        texts.get("twin-time-iso"),
        texts.get("twin-offset"),
        texts.get("quality-indicator"),
        texts.get("column-value"),
        texts.get("column-unit"),
        texts.get("twin-flag"),
        texts.get("source-raw"),
        texts.get("twin-raw-unit"),
        texts.get("source-file"),
        texts.get("source-line"),
        texts.get("source-column"),
    ];
    let line = |row: &TableRow| {
        let words = words(view, row, texts)?;
        // Thousands marks are for eyes, not for the next program.
        let value = words.value.replace(',', "").replace('\u{2212}', "-");
        let (line, column) = (words.line.to_string(), words.column.to_string());
        Some(vec![
            words.iso,
            words.offset.to_owned(),
            words.name,
            value,
            words.unit,
            words.flag,
            words.raw,
            words.raw_unit,
            words.file,
            line,
            column,
        ])
    };
    (headings.map(str::to_owned).to_vec(), rows.iter().filter_map(line).collect())
}
