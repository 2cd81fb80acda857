//! How a track is drawn inside a plot: bands, lines broken at gaps, markers, paired pressures.

use std::ops::{Range, RangeInclusive};

use eframe::egui::{Color32, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};
use egui_plot::{MarkerShape, PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotPoint, PlotTransform};

use crate::ui::theme::{HAIRLINE, Series as SeriesLook, Tokens, Tone};
use crate::ui::widgets::ValueMark;

use super::decimate::pixel_columns;
use super::track::{Mark, Track};
use super::window::Window;

/// More points than this on screen are drawn as the extremes of every pixel column.
pub const MOST_MARKERS: usize = 5_000;
const RADIUS: f32 = 3.0;
/// Half the width of the ends of a pressure's bar.
const BAR_HALF: f32 = 3.5;

/// A track as an item of a plot.
pub struct TrackItem<'a> {
    pub track: &'a Track,
    pub window: Window,
    pub look: SeriesLook,
    pub tokens: &'static Tokens,
    /// The mark with a ring around it.
    pub ringed: Option<usize>,
    pub base: PlotItemBase,
}

impl PlotItem for TrackItem<'_> {
    fn shapes(&self, _ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let place = Places { transform };
        self.bands(&place, shapes);
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

struct Places<'a> {
    transform: &'a PlotTransform,
}

impl Places<'_> {
    fn of(&self, utc_secs: i64, value: f64) -> Pos2 {
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
            [Some(mark.value), mark.lower].into_iter().flatten().map(move |value| (x, value))
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
            Some(lower) => bar(at, place.of(mark.utc_secs, lower), colour, shapes),
            None => marker(self.look.marker, at, colour, mark.look, self.tokens, shapes),
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

/// A reading: a line from diastolic to systolic with a bar at each end.
fn bar(upper: Pos2, lower: Pos2, colour: Color32, shapes: &mut Vec<Shape>) {
    let stroke = Stroke::new(1.5, colour);
    shapes.push(Shape::line_segment([upper, lower], stroke));
    for end in [upper, lower] {
        shapes.push(Shape::line_segment([end - vec2(BAR_HALF, 0.0), end + vec2(BAR_HALF, 0.0)], stroke));
    }
}

/// Abnormal markers are larger; critical ones have a second outline; what cannot be judged is hollow.
fn marker(shape: MarkerShape, at: Pos2, colour: Color32, look: ValueMark, tokens: &Tokens, shapes: &mut Vec<Shape>) {
    let r = match look.tone() {
        Tone::Critical => RADIUS + 1.5,
        Tone::Abnormal => RADIUS + 1.0,
        Tone::Plain | Tone::Quiet | Tone::Accent | Tone::Stale | Tone::Missing => RADIUS,
    };
    let hollow = look == ValueMark::NoReferenceRange;
    let (fill, stroke) =
        if hollow { (tokens.surface, Stroke::new(1.5, colour)) } else { (colour, Stroke::new(1.0, tokens.surface)) };
    let polygon = |corners: &[(f32, f32)]| {
        Shape::convex_polygon(corners.iter().map(|&(x, y)| at + vec2(x, y) * r).collect(), fill, stroke)
    };
    match shape {
        MarkerShape::Square => shapes.push(polygon(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])),
        MarkerShape::Diamond => shapes.push(polygon(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)])),
        MarkerShape::Up => shapes.push(polygon(&[(0.0, -1.2), (1.1, 0.9), (-1.1, 0.9)])),
        MarkerShape::Down => shapes.push(polygon(&[(-1.1, -0.9), (1.1, -0.9), (0.0, 1.2)])),
        MarkerShape::Left => shapes.push(polygon(&[(-1.2, 0.0), (0.9, -1.1), (0.9, 1.1)])),
        MarkerShape::Right => shapes.push(polygon(&[(1.2, 0.0), (-0.9, 1.1), (-0.9, -1.1)])),
        MarkerShape::Cross | MarkerShape::Asterisk => {
            let stroke = Stroke::new(1.75, colour);
            for end in [vec2(r, r), vec2(r, -r)] {
                shapes.push(Shape::line_segment([at - end, at + end], stroke));
            }
            if shape == MarkerShape::Asterisk {
                shapes.push(Shape::line_segment([at - vec2(r * 1.3, 0.0), at + vec2(r * 1.3, 0.0)], stroke));
            }
        }
        MarkerShape::Plus => {
            let stroke = Stroke::new(1.75, colour);
            for end in [vec2(r, 0.0), vec2(0.0, r)] {
                shapes.push(Shape::line_segment([at - end * 1.2, at + end * 1.2], stroke));
            }
        }
        MarkerShape::Circle => {
            shapes.push(Shape::Circle(eframe::egui::epaint::CircleShape { center: at, radius: r, fill, stroke }))
        }
    }
    let direction = match look {
        ValueMark::High | ValueMark::CriticalHigh => Some(-1.0),
        ValueMark::Low | ValueMark::CriticalLow => Some(1.0),
        ValueMark::InRange | ValueMark::NotTested | ValueMark::NotRecorded | ValueMark::NoReferenceRange => None,
    };
    if let Some(away) = direction {
        shapes.push(direction_mark(at, r, away, colour));
    }
    if look.tone() == Tone::Critical {
        shapes.push(Shape::circle_stroke(at, r + 2.5, Stroke::new(1.25, colour)));
    }
}

/// A small triangle beyond the marker, pointing where the value left its range: up (`away` -1) or down (1).
fn direction_mark(at: Pos2, r: f32, away: f32, colour: Color32) -> Shape {
    let base = at + vec2(0.0, away * (r + 4.0));
    let corners = vec![base + vec2(-3.0, 0.0), base + vec2(3.0, 0.0), base + vec2(0.0, away * 5.0)];
    Shape::convex_polygon(corners, colour, Stroke::NONE)
}
