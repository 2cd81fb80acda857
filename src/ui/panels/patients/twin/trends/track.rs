//! A plot's content, made once when a twin is opened: marks, unbroken runs, reference bands, the last two values in words.

use std::ops::Range;

use crate::app::twin::blood_pressure::{Reading, readings};
use crate::app::twin::series::{Series, TrendPoint};
use crate::app::twin::view::TwinView;
use crate::domain::indicator::{IndicatorId, ReferenceRange};
use crate::domain::unit::display_unit;
use crate::ui::text::Texts;
use crate::ui::theme::Tone;
use crate::ui::widgets::ValueMark;

use super::super::values::{range_words, shown_value, worse};
use super::gaps::{gap_limit_secs, runs};
use super::outlook::OutlookRef;
use super::window::Window;

/// Plots shown before anybody has chosen.
const SHOWN_AT_FIRST: usize = 6;

/// One value, or the two of a blood pressure reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub utc_secs: i64,
    /// The value; of a reading the upper one, or the only one.
    pub value: f64,
    /// The diastolic value of a whole reading.
    pub lower: Option<Lower>,
    pub look: ValueMark,
    /// Implausible or conflicting.
    pub is_odd: bool,
    /// Position in the series of `value` and of `lower`.
    pub point: PointRef,
    pub lower_point: Option<PointRef>,
}

/// The lower value of a reading, and what is said of each of the two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lower {
    pub value: f64,
    pub look: ValueMark,
    pub upper_look: ValueMark,
}

/// A point of the view: series and position in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PointRef {
    pub series: usize,
    pub point: usize,
}

/// A reference range as a band; a missing end is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// "90 to 139 mmHg, both sexes, from 18 years".
    pub words: String,
    pub source: &'static str,
}

/// Everything one plot shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Stable name of the quantity, for what was chosen.
    pub key: String,
    pub name: String,
    pub unit: String,
    pub marks: Vec<Mark>,
    pub runs: Vec<Range<usize>>,
    pub bands: Vec<Band>,
    pub is_pressure: bool,
    /// Series whose outlook belongs to this plot.
    pub outlooks: Vec<OutlookRef>,
}

impl Track {
    /// Name and unit: the axis title.
    pub fn title(&self, texts: &Texts) -> String {
        if self.unit.is_empty() {
            return self.name.clone();
        }
        texts.format("trend-axis", &[("name", &self.name), ("unit", &self.unit)])
    }

    /// Marks inside a window.
    pub fn within(&self, window: Window) -> Range<usize> {
        let start = self.marks.partition_point(|mark| (mark.utc_secs as f64) < window.from);
        let end = self.marks.partition_point(|mark| (mark.utc_secs as f64) <= window.to);
        start..end.max(start)
    }

    /// The mark nearest in time.
    pub fn nearest(&self, utc_secs: f64) -> Option<usize> {
        let after = self.marks.partition_point(|mark| (mark.utc_secs as f64) < utc_secs);
        let distance = |at: usize| self.marks.get(at).map(|mark| (mark.utc_secs as f64 - utc_secs).abs());
        match (after.checked_sub(1).and_then(distance), distance(after)) {
            (Some(before), Some(behind)) => Some(if before <= behind { after - 1 } else { after }),
            (Some(_), None) => Some(after - 1),
            (None, Some(_)) => Some(after),
            (None, None) => None,
        }
    }

    /// Lowest and highest of what a window shows, the ends of the bands and `more` included, with some air.
    pub fn extent(&self, window: Window, more: &[f64]) -> (f64, f64) {
        let shown = self.marks.get(self.within(window)).unwrap_or(&[]);
        let values = shown.iter().flat_map(|mark| [Some(mark.value), mark.lower.map(|lower| lower.value)]).flatten();
        let ends = self.bands.iter().flat_map(|band| [band.low, band.high]).flatten();
        let (low, high) = values
            .chain(ends)
            .chain(more.iter().copied())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return (0.0, 1.0);
        }
        let air = ((high - low) * 0.12).max(high.abs() * 0.02).max(0.1);
        // Nothing measured here is below zero, unless it was.
        (if low >= 0.0 { (low - air).max(0.0) } else { low - air }, high + air)
    }

    /// Whether the newest value asks for attention.
    fn is_abnormal(&self) -> bool {
        self.marks.last().is_some_and(|mark| matches!(mark.look.tone(), Tone::Abnormal | Tone::Critical))
    }
}

/// All tracks of a twin; the two pressures are one.
pub fn tracks(view: &TwinView, texts: &Texts) -> Vec<Track> {
    let place = |id: &str| {
        view.series.iter().position(|series| series.indicator().is_some_and(|known| known.indicator().id == id))
    };
    let pressure = place("systolic-bp").zip(place("diastolic-bp"));
    let mut all: Vec<Track> =
        pressure.into_iter().map(|(upper, lower)| pressure_track(view, upper, lower, texts)).collect();
    for (at, series) in view.series.iter().enumerate() {
        if pressure.is_none_or(|(upper, lower)| at != upper && at != lower) {
            all.push(single_track(view, at, series, texts));
        }
    }
    all
}

/// Keys of the tracks worth showing first: what is abnormal now, then what has most values; in the order of the table.
pub fn shown_at_first(tracks: &[Track]) -> Vec<String> {
    let mut order: Vec<&Track> = tracks.iter().filter(|track| !track.marks.is_empty()).collect();
    order.sort_by_key(|track| std::cmp::Reverse((track.is_pressure, track.is_abnormal(), track.marks.len())));
    order.truncate(SHOWN_AT_FIRST);
    let is_chosen = |track: &&Track| order.iter().any(|chosen| chosen.key == track.key);
    tracks.iter().filter(is_chosen).map(|track| track.key.clone()).collect()
}

/// Name of a series: the indicator's, or the code as it was written.
pub fn series_name(series: &Series, texts: &Texts) -> String {
    use crate::app::twin::series::Quantity;
    match &series.quantity {
        Quantity::Known(id) => texts.indicator(*id).to_owned(),
        Quantity::Other(code) => code_name(code, texts),
    }
}

/// The name of a code that the indicator table does not have, where the texts know it; else the code as it was written.
pub fn code_name(code: &str, texts: &Texts) -> String {
    texts.find(&format!("code-{code}")).unwrap_or(code).to_owned()
}

fn single_track(view: &TwinView, at: usize, series: &Series, texts: &Texts) -> Track {
    let marks: Vec<Mark> = series
        .points
        .iter()
        .enumerate()
        .map(|(point, value)| mark(value, PointRef { series: at, point }, None))
        .collect();
    let key = match series.indicator() {
        Some(id) => id.indicator().id.to_owned(),
        None => format!("{} {}", series_name(series, texts), series.unit),
    };
    Track {
        key,
        name: series_name(series, texts),
        unit: display_unit(&series.unit).to_owned(),
        runs: runs_of(&marks, series.indicator()),
        marks,
        bands: band(view, series, texts).into_iter().collect(),
        is_pressure: false,
        outlooks: vec![OutlookRef { series: at, part: None }],
    }
}

fn pressure_track(view: &TwinView, upper: usize, lower: usize, texts: &Texts) -> Track {
    let (Some(systolic), Some(diastolic)) = (view.series.get(upper), view.series.get(lower)) else {
        return Track {
            key: String::new(),
            name: String::new(),
            unit: String::new(),
            marks: Vec::new(),
            runs: Vec::new(),
            bands: Vec::new(),
            is_pressure: true,
            outlooks: Vec::new(),
        };
    };
    let joined = |reading: &Reading| {
        let high =
            reading.systolic.and_then(|at| Some((systolic.points.get(at)?, PointRef { series: upper, point: at })));
        let low =
            reading.diastolic.and_then(|at| Some((diastolic.points.get(at)?, PointRef { series: lower, point: at })));
        match (high, low) {
            (Some((value, place)), low) => Some(mark(value, place, low)),
            (None, Some((value, place))) => Some(mark(value, place, None)),
            (None, None) => None,
        }
    };
    let marks: Vec<Mark> = readings(systolic, diastolic).iter().filter_map(joined).collect();
    Track {
        key: "blood-pressure".to_owned(),
        name: texts.get("blood-pressure").to_owned(),
        unit: display_unit(&systolic.unit).to_owned(),
        runs: runs_of(&marks, systolic.indicator()),
        marks,
        bands: pressure_bands(view, systolic, diastolic, texts),
        is_pressure: true,
        outlooks: vec![
            OutlookRef { series: upper, part: Some("systolic") },
            OutlookRef { series: lower, part: Some("diastolic") },
        ],
    }
}

fn mark(value: &TrendPoint, point: PointRef, lower: Option<(&TrendPoint, PointRef)>) -> Mark {
    let look = ValueMark::of(value.assessment);
    let is_odd = |value: &TrendPoint| value.flags.implausible || value.flags.conflicting;
    Mark {
        utc_secs: value.utc_secs,
        value: value.value,
        lower: lower.map(|(low, _)| Lower { value: low.value, look: ValueMark::of(low.assessment), upper_look: look }),
        look: lower.map_or(look, |(low, _)| worse(look, ValueMark::of(low.assessment))),
        is_odd: is_odd(value) || lower.is_some_and(|(low, _)| is_odd(low)),
        point,
        lower_point: lower.map(|(_, place)| place),
    }
}

fn runs_of(marks: &[Mark], indicator: Option<IndicatorId>) -> Vec<Range<usize>> {
    let times: Vec<i64> = marks.iter().map(|mark| mark.utc_secs).collect();
    let stale = indicator.map(|id| id.indicator().stale_after_days);
    runs(&times, gap_limit_secs(&times, stale))
}

fn band(view: &TwinView, series: &Series, texts: &Texts) -> Option<Band> {
    let range = series.range?;
    let population = population(view, range, texts);
    let words =
        texts.format("twin-band", &[("range", &range_words(range, &series.unit, texts)), ("population", &population)]);
    Some(Band { low: range.low, high: range.high, words, source: range.source })
}

fn population(view: &TwinView, range: &ReferenceRange, texts: &Texts) -> String {
    let sex = match range.sex {
        None => texts.get("any-sex").to_owned(),
        Some(_) => crate::ui::patient_head::sex_words(view.person.sex, texts).to_lowercase(),
    };
    texts.format("reference-population", &[("sex", &sex), ("age", &range.from_age_years)])
}

/// Two bands, each with its half's name; a population that both share is said once, at the end.
fn pressure_bands(view: &TwinView, systolic: &Series, diastolic: &Series, texts: &Texts) -> Vec<Band> {
    let shared = systolic
        .range
        .zip(diastolic.range)
        .is_some_and(|(upper, lower)| (upper.sex, upper.from_age_years) == (lower.sex, lower.from_age_years));
    let part = |series: &Series, name: &str, is_short: bool| {
        let (band, range) = (band(view, series, texts)?, series.range?);
        let said = if is_short { range_words(range, &series.unit, texts) } else { band.words };
        let words = texts.format("twin-band-part", &[("part", &texts.get(name)), ("band", &said)]);
        Some(Band { words, ..band })
    };
    [part(systolic, "systolic", shared), part(diastolic, "diastolic", false)].into_iter().flatten().collect()
}

/// A mark's value as it is written: "138/82", "7.2".
pub fn mark_value(view: &TwinView, mark: &Mark, texts: &Texts) -> String {
    let written = |place: PointRef| {
        let point = view.series.get(place.series).and_then(|series| series.points.get(place.point));
        point.map_or_else(String::new, |point| shown_value(point, texts))
    };
    let is_of = |id: &str| {
        let series = view.series.get(mark.point.series).and_then(Series::indicator);
        series.is_some_and(|known| known.indicator().id == id)
    };
    match mark.lower_point {
        Some(lower) => format!("{}/{}", written(mark.point), written(lower)),
        // Half a reading never looks like a whole one.
        None if is_of("systolic-bp") => format!("{}/–", written(mark.point)),
        None if is_of("diastolic-bp") => format!("–/{}", written(mark.point)),
        None => written(mark.point),
    }
}
