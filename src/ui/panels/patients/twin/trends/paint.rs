//! How a track is drawn inside a plot: bands, lines broken at gaps, markers, paired pressures.

use std::ops::{Range, RangeInclusive};

use eframe::egui::{Color32, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};
use egui_plot::{PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotPoint, PlotTransform};

use crate::app::twin::view::TwinView;
use crate::ui::theme::{HAIRLINE, Series as SeriesLook, Tokens, Tone};
use crate::ui::widgets::ValueMark;

use super::decimate::pixel_columns;
use super::markers::{RADIUS, bar, marker, pointer};
use super::track::{Mark, Track};
use super::window::Window;

/// More points than this on screen are drawn as the extremes of every pixel column.
pub const MOST_MARKERS: usize = 5_000;

/// A track as an item of a plot.
pub struct TrackItem<'a> {
    pub track: &'a Track,
    pub window: Window,
    pub look: SeriesLook,
    pub tokens: &'static Tokens,
    /// The mark with a ring around it.
    pub ringed: Option<usize>,
    /// Whose outlook is drawn behind the values, and the time it is; `None`: not drawn.
    pub outlook_of: Option<(&'a TwinView, i64)>,
    pub base: PlotItemBase,
}

impl PlotItem for TrackItem<'_> {
    fn shapes(&self, _ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let place = Places { transform };
        self.bands(&place, shapes);
        super::outlook::shapes(self, &place, shapes);
        let shown = self.track.within(self.window);
        if shown.len() > MOST_MARKERS {
            self.columns(shown, &place, shapes);
        } else {
            self.lines(&shown, &place, shapes);
            for (at, mark) in self.track.marks.iter().enumerate().skip(shown.start).take(shown.len()) {
                self.mark(mark, &place, shapes);
                if self.ringed == Some(at) {
                    let stroke = Stroke::new(1.5, self.tokens.accent);
                    shapes.push(Shape::circle_stroke(place.of(mark.utc_secs, mark.value), RADIUS + 4.0, stroke));
                }
            }
        }
    }

    fn initialize(&mut self, _x_range: RangeInclusive<f64>) {}

    fn color(&self) -> Color32 {
        self.look.colour
    }

    fn geometry(&self) -> PlotGeometry<'_> {
        PlotGeometry::None
    }

    fn bounds(&self) -> PlotBounds {
        PlotBounds::NOTHING
    }

    fn base(&self) -> &PlotItemBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PlotItemBase {
        &mut self.base
    }
}

pub(super) struct Places<'a> {
    transform: &'a PlotTransform,
}

impl Places<'_> {
    pub(super) fn frame(&self) -> &Rect {
        self.transform.frame()
    }

    pub(super) fn of(&self, utc_secs: i64, value: f64) -> Pos2 {
        self.transform.position_from_point(&PlotPoint::new(utc_secs as f64, value))
    }
}

impl TrackItem<'_> {
    /// A closed band between two ends, half-open ones to the border of the plot, with a line at each end.
    fn bands(&self, place: &Places<'_>, shapes: &mut Vec<Shape>) {
        let frame = *place.transform.frame();
        let line = Stroke::new(HAIRLINE, self.tokens.outline.gamma_multiply(0.6));
        for band in &self.track.bands {
            let y = |end: f64| place.of(0, end).y.clamp(frame.top(), frame.bottom());
            let top = band.high.map_or(frame.top(), y);
            let bottom = band.low.map_or(frame.bottom(), y);
            let rect = Rect::from_min_max(pos2(frame.left(), top), pos2(frame.right(), bottom));
            shapes.push(Shape::rect_filled(rect, 0.0, self.tokens.reference_band));
            for end in [band.low, band.high].into_iter().flatten().map(y) {
                let ends = [pos2(frame.left(), end), pos2(frame.right(), end)];
                shapes.extend(Shape::dashed_line(&ends, line, 3.0, 4.0));
            }
        }
    }

    /// Lines also run to the nearest values outside the window. A pressure's bars stand alone.
    fn lines(&self, shown: &Range<usize>, place: &Places<'_>, shapes: &mut Vec<Shape>) {
        if self.track.is_pressure {
            return;
        }
        let stroke = Stroke::new(1.5, self.look.colour.gamma_multiply(0.75));
        let (from, to) = (shown.start.saturating_sub(1), shown.end + 1);
        for run in &self.track.runs {
            let part = run.start.max(from)..run.end.min(to);
            let marks = self.track.marks.get(part).unwrap_or(&[]);
            if marks.len() > 1 {
                shapes
                    .push(Shape::line(marks.iter().map(|mark| place.of(mark.utc_secs, mark.value)).collect(), stroke));
            }
        }
    }

    fn columns(&self, shown: Range<usize>, place: &Places<'_>, shapes: &mut Vec<Shape>) {
        let marks = self.track.marks.get(shown).unwrap_or(&[]);
        let values = marks.iter().flat_map(|mark| {
            let x = place.of(mark.utc_secs, mark.value).x;
            [Some(mark.value), mark.lower.map(|lower| lower.value)].into_iter().flatten().map(move |value| (x, value))
        });
        let stroke = Stroke::new(1.0, self.look.colour);
        for column in pixel_columns(values) {
            let x = column.at as f32 + 0.5;
            let (top, bottom) = (place.of(0, column.high).y, place.of(0, column.low).y);
            shapes.push(Shape::line_segment([pos2(x, top - 0.5), pos2(x, bottom + 0.5)], stroke));
        }
    }

    fn mark(&self, mark: &Mark, place: &Places<'_>, shapes: &mut Vec<Shape>) {
        let colour = mark_colour(mark.look, self.look.colour, self.tokens);
        let at = place.of(mark.utc_secs, mark.value);
        match mark.lower {
            Some(lower) => {
                let ends = [(at, lower.upper_look), (place.of(mark.utc_secs, lower.value), lower.look)];
                bar(ends, colour, *place.transform.frame(), shapes);
            }
            None => {
                marker(self.look.marker, at, colour, mark.look, self.tokens, shapes);
                pointer(at, mark.look, RADIUS + 1.0, colour, *place.transform.frame(), shapes);
            }
        }
        if mark.is_odd {
            let stroke = Stroke::new(1.5, self.tokens.stale);
            let r = RADIUS + 3.0;
            let corners = [at + vec2(0.0, -r), at + vec2(r, 0.0), at + vec2(0.0, r), at + vec2(-r, 0.0)];
            shapes.push(Shape::closed_line(corners.to_vec(), stroke));
        }
    }
}

/// In range in the series' colour; what asks for attention in its own.
pub fn mark_colour(mark: ValueMark, series: Color32, tokens: &Tokens) -> Color32 {
    match mark.tone() {
        Tone::Abnormal => tokens.abnormal,
        Tone::Critical => tokens.critical,
        Tone::Plain | Tone::Quiet | Tone::Accent | Tone::Stale | Tone::Missing => series,
    }
}
