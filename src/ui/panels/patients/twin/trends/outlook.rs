//! What is expected next, in words and as a band: earlier expectations behind the values, the fan ahead of them.

use eframe::egui::{Color32, Mesh, Shape, Stroke, Ui, pos2};

use crate::analysis::outlook::{Expected, NoPath, Outlook, Path, Reference, is_too_narrow};
use crate::app::twin::outlook::{shown, shown_distance, utc_secs};
use crate::app::twin::series::Series;
use crate::app::twin::view::TwinView;
use crate::ui::text::Texts;
use crate::ui::theme::{HAIRLINE, Tone, small, tokens};

use super::super::values::local_time;
use super::paint::{Places, TrackItem};
use super::plot::Scene;
use super::track::Track;

/// A series of the view whose outlook a plot shows, and how it is called where a plot has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutlookRef {
    pub series: usize,
    /// Message key.
    pub part: Option<&'static str>,
}

impl OutlookRef {
    pub fn of<'a>(&self, view: &'a TwinView) -> Option<(&'a Series, &'a Outlook)> {
        Some((view.series.get(self.series)?, view.outlooks.get(self.series)?.as_ref()?))
    }
}

/// The series of a plot that have an outlook.
pub fn outlooks_of<'a>(view: &'a TwinView, track: &Track) -> Vec<(OutlookRef, &'a Series, &'a Outlook)> {
    let found =
        track.outlooks.iter().filter_map(|place| place.of(view).map(|(series, outlook)| (place, series, outlook)));
    found.map(|(place, series, outlook)| (*place, series, outlook)).collect()
}

/// Lines below a plot's heading: what is expected, and where the path was left. How such forecasts did stands under the
/// pointer and in the table.
pub fn outlook_ui(ui: &mut Ui, view: &TwinView, track: &Track, scene: &Scene<'_>) {
    let quiet = tokens(ui).quiet;
    for (place, series, outlook) in outlooks_of(view, track) {
        let part = place.part.map(|key| format!("{}: ", scene.texts.get(key))).unwrap_or_default();
        let held = [("inside", &outlook.record.inside as &dyn std::fmt::Display), ("scored", &outlook.record.scored)];
        let held = scene.texts.format("forecast-held", &held);
        let words = format!("{part}{} · {held}", next_words(series, outlook, &track.unit, scene));
        let label = ui.add(eframe::egui::Label::new(small(words).color(quiet)).wrap());
        let (path, tone) = path_words(series, outlook, &track.unit, scene);
        label.on_hover_text(format!("{}\n{path}", record_words(series, outlook, scene.texts)));
        if matches!(outlook.path, Ok(Path::Departed { .. })) {
            let colour = tokens(ui).tone(tone);
            ui.add(eframe::egui::Label::new(small(format!("{part}{path}")).color(colour)).wrap());
        }
    }
}

fn number(series: &Series, value: f64, texts: &Texts) -> String {
    shown(series, value).map_or_else(|| "–".to_owned(), |value| texts.decimal(&value.to_string()))
}

/// "Expected around 12-Mar-2026 08:00: 7.2 (6.1 to 8.3 mmol/L, 95 %)".
pub fn next_words(series: &Series, outlook: &Outlook, unit: &str, scene: &Scene<'_>) -> String {
    let texts = scene.texts;
    let time = local_time(utc_secs(outlook.next.at_days), scene.zone, texts);
    let interval = interval_words(series, &outlook.next, unit, texts);
    if outlook.is_stale {
        let usual = texts.duration((outlook.usual_days * 86_400.0) as u64);
        return texts.format("forecast-stale", &[("usual", &usual), ("interval", &interval)]);
    }
    texts.format("forecast-next", &[("time", &time), ("interval", &interval)])
}

/// "7.2 (6.1 to 8.3 mmol/L, 95 %)".
pub fn interval_words(series: &Series, expected: &Expected, unit: &str, texts: &Texts) -> String {
    let [middle, low, high] = [expected.middle, expected.low, expected.high].map(|value| number(series, value, texts));
    texts.format("forecast-interval", &[("value", &middle), ("low", &low), ("high", &high), ("unit", &unit)])
}

/// How earlier forecasts did.
pub fn record_words(series: &Series, outlook: &Outlook, texts: &Texts) -> String {
    let record = &outlook.record;
    let distance = |value: f64| {
        shown_distance(series, value).map_or_else(|| "–".to_owned(), |value| texts.decimal(&value.to_string()))
    };
    let told = texts.format(
        "forecast-record",
        &[
            ("scored", &record.scored),
            ("inside", &record.inside),
            ("error", &distance(record.error)),
            ("last", &distance(record.error_of_last)),
        ],
    );
    match is_too_narrow(record.inside, record.scored) {
        true => format!("{told} {}", texts.get("forecast-too-narrow")),
        false => told,
    }
}

/// Whether the path was left, and how loudly to say so.
pub fn path_words(series: &Series, outlook: &Outlook, unit: &str, scene: &Scene<'_>) -> (String, Tone) {
    let texts = scene.texts;
    let told = |key: &str, reference: &Reference, since: f64| {
        let time = |days: f64| local_time(utc_secs(days), scene.zone, texts);
        texts.format(
            key,
            &[
                ("since", &time(since)),
                ("count", &reference.readings),
                ("from", &time(reference.from_days)),
                ("to", &time(reference.to_days)),
                ("mean", &number(series, reference.set_point, texts)),
                ("unit", &unit),
            ],
        )
    };
    match &outlook.path {
        Ok(Path::Departed { reference, since_days }) => {
            (told("forecast-departed", reference, *since_days), Tone::Stale)
        }
        Ok(Path::Drifting(reference)) => (told("forecast-drifting", reference, 0.0), Tone::Stale),
        Ok(Path::Unchanged(reference)) => (told("forecast-unchanged", reference, 0.0), Tone::Quiet),
        Err(NoPath::TooFew) => (texts.get("forecast-no-reference-few").to_owned(), Tone::Quiet),
        Err(NoPath::Critical) => (texts.get("forecast-no-reference-critical").to_owned(), Tone::Quiet),
        Err(NoPath::Still) => (texts.get("forecast-no-reference-still").to_owned(), Tone::Quiet),
    }
}

/// Ends of the next value's interval, which a plot makes room for.
pub fn next_ends(view: &TwinView, track: &Track) -> Vec<f64> {
    let fresh = outlooks_of(view, track).into_iter().filter(|(_, _, outlook)| !outlook.is_stale);
    fresh.flat_map(|(_, _, outlook)| [outlook.next.low, outlook.next.high]).collect()
}

/// The bands of a plot, behind its values.
pub(super) fn shapes(item: &TrackItem<'_>, place: &Places<'_>, shapes: &mut Vec<Shape>) {
    let Some((view, now_utc_secs)) = item.outlook_of else { return };
    let (past, ahead) = (item.look.colour.gamma_multiply(0.10), item.look.colour.gamma_multiply(0.18));
    for (_, _, outlook) in outlooks_of(view, item.track) {
        let joined = outlook.usual_days * 3.0;
        strip(&outlook.before, joined, past, place, shapes);
        strip(&outlook.fan, f64::INFINITY, ahead, place, shapes);
        let middle = outlook.fan.iter().map(|one| place.of(utc_secs(one.at_days), one.middle)).collect::<Vec<_>>();
        shapes.extend(Shape::dashed_line(&middle, Stroke::new(1.0, item.look.colour), 4.0, 4.0));
    }
    if !item.track.outlooks.is_empty() {
        let frame = *place.frame();
        let x = place.of(now_utc_secs, 0.0).x;
        let ends = [pos2(x, frame.top()), pos2(x, frame.bottom())];
        shapes.extend(Shape::dashed_line(&ends, Stroke::new(HAIRLINE, item.tokens.quiet), 2.0, 3.0));
    }
}

/// A band through intervals, broken where two lie further apart than `joined_days`.
fn strip(intervals: &[Expected], joined_days: f64, colour: Color32, place: &Places<'_>, shapes: &mut Vec<Shape>) {
    let mut mesh = Mesh::default();
    for pair in intervals.windows(2) {
        let [one, other] = pair else { continue };
        if other.at_days - one.at_days > joined_days {
            continue;
        }
        let first = mesh.vertices.len() as u32;
        for (expected, value) in [(one, one.low), (one, one.high), (other, other.low), (other, other.high)] {
            mesh.colored_vertex(place.of(utc_secs(expected.at_days), value), colour);
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 1, first + 2, first + 3);
    }
    if !mesh.vertices.is_empty() {
        shapes.push(Shape::mesh(mesh));
    }
}
