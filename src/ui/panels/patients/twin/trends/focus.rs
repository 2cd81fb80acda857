//! What a mark says under the pointer: value, time, flag, what was recorded, range and its source.

use crate::app::twin::view::TwinView;
use crate::base::Offset;
use crate::domain::unit::display_unit;
use crate::ui::widgets::ValueMark;

use super::super::values::local_time;
use super::plot::Scene;
use super::track::{Mark, PointRef, Track, mark_value};

/// The lines of the tooltip.
pub fn tooltip_words(view: &TwinView, track: &Track, mark: &Mark, scene: &Scene<'_>) -> Vec<String> {
    let texts = scene.texts;
    let mut lines =
        vec![format!("{}: {} {}", track.name, mark_value(view, mark, texts), track.unit).trim_end().to_owned()];
    let mut time = local_time(mark.utc_secs, scene.zone, texts);
    if is_zone_assumed(view, mark.point) {
        time = format!("{time} ({})", texts.format("offset-assumed", &[("zone", &scene.zone.name())]));
    }
    lines.push(format!("{time} · {}", texts.ago(mark.utc_secs, scene.now_utc_secs)));
    if mark.look != ValueMark::InRange {
        lines.push(texts.get(mark.look.key()).to_owned());
    }
    for place in [Some(mark.point), mark.lower_point].into_iter().flatten() {
        lines.extend(remarks(view, place, scene));
    }
    lines.extend(track.bands.iter().map(|band| format!("{} ({})", band.words, band.source)));
    lines.push(texts.get("twin-click-source").to_owned());
    lines.dedup();
    lines
}

/// Flags and the unit a value was recorded in, where it is another one.
fn remarks(view: &TwinView, place: PointRef, scene: &Scene<'_>) -> Vec<String> {
    let texts = scene.texts;
    let Some(point) = view.series.get(place.series).and_then(|series| series.points.get(place.point)) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if point.flags.implausible {
        lines.push(texts.get("flag-implausible").to_owned());
    }
    if point.flags.conflicting {
        lines.push(texts.get("flag-conflicting").to_owned());
    }
    if point.flags.preliminary {
        lines.push(texts.get("flag-preliminary").to_owned());
    }
    if let (Some(conversion), Some(observation)) = (point.conversion, view.twin.observations.get(point.position)) {
        let (value, unit) = (observation.written(), display_unit(conversion.from));
        let formula = conversion.formula();
        lines.push(texts.format("twin-converted", &[("value", &value), ("unit", &unit), ("formula", &formula)]));
    }
    lines
}

fn is_zone_assumed(view: &TwinView, place: PointRef) -> bool {
    let point = view.series.get(place.series).and_then(|series| series.points.get(place.point));
    let observation = point.and_then(|point| view.twin.observations.get(point.position));
    observation.is_some_and(|observation| matches!(observation.moment.offset, Offset::Assumed(_)))
}
