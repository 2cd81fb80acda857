//! Conditions, medications and admissions as bars on the time axis of the trends. A label stands above its bar and is
//! always whole; an open start or end runs out in an arrow.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, CornerRadius, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::twin::timeline::{Lane, Span};
use crate::app::twin::view::TwinView;
use crate::base::Date;
use crate::ui::theme::{HAIRLINE, body, series, size, sized, small, space, tokens};
use crate::ui::widgets::focus_ring;

use super::trends::axis::midnight_utc_secs;
use super::trends::plot::{GUTTER, Scene};
use super::trends::strip::x_of;

const BAR: f32 = 7.0;
const ARROW: f32 = 6.0;
const LEAST_WIDTH: f32 = 3.0;

/// Draws the lanes; the span whose source is asked for.
pub fn timeline_ui<'a>(ui: &mut Ui, view: &'a TwinView, scene: &Scene<'_>) -> Option<&'a Span> {
    let mut asked = None;
    for lane in [Lane::Admission, Lane::Condition, Lane::Medication] {
        let spans: Vec<&Span> = view.spans.iter().filter(|span| span.lane == lane).collect();
        let (shown, outside): (Vec<&Span>, Vec<&Span>) = spans.into_iter().partition(|span| is_shown(span, scene));
        ui.horizontal(|ui| {
            ui.label(body(scene.texts.get(lane_key(lane))).color(tokens(ui).text));
            if !outside.is_empty() {
                let words = scene.texts.count("timeline-outside", outside.len() as u64, &[]);
                ui.label(small(words).color(tokens(ui).quiet));
            } else if shown.is_empty() {
                ui.label(small(scene.texts.get(none_key(lane))).color(tokens(ui).missing));
            }
        });
        ui.spacing_mut().item_spacing.y = space::HAIR;
        for span in shown {
            if span_ui(ui, span, scene) {
                asked = Some(span);
            }
        }
        ui.add_space(space::XS);
    }
    asked
}

/// Message key of a lane's name.
pub fn lane_key(lane: Lane) -> &'static str {
    match lane {
        Lane::Condition => "column-conditions",
        Lane::Medication => "column-medications",
        Lane::Admission => "twin-admissions",
    }
}

fn none_key(lane: Lane) -> &'static str {
    match lane {
        Lane::Condition => "problems-none",
        Lane::Medication => "medications-none",
        Lane::Admission => "admissions-none",
    }
}

/// First and last instant; an open end goes on for ever.
fn ends(span: &Span, scene: &Scene<'_>) -> (f64, f64) {
    let start = span.start.map_or(f64::NEG_INFINITY, |date| midnight_utc_secs(date, scene.zone) as f64);
    let end = span.end.map_or(f64::INFINITY, |date| midnight_utc_secs(Date(date.0 + 1), scene.zone) as f64);
    (start, end)
}

fn is_shown(span: &Span, scene: &Scene<'_>) -> bool {
    let (start, end) = ends(span, scene);
    start <= scene.window.to && end >= scene.window.from
}

/// "since 04-Mar-2024", "04-Mar-2024 – 12-Apr-2024", "until 12-Apr-2024".
pub fn span_dates(start: Option<Date>, end: Option<Date>, scene_texts: &crate::ui::text::Texts) -> String {
    let texts = scene_texts;
    match (start, end) {
        (Some(start), None) => texts.format("since", &[("date", &texts.date(start))]),
        (Some(start), Some(end)) => texts.format("from-to", &[("from", &texts.date(start)), ("to", &texts.date(end))]),
        (None, Some(end)) => texts.format("until", &[("date", &texts.date(end))]),
        (None, None) => texts.get("twin-no-dates").to_owned(),
    }
}

fn span_words(span: &Span) -> String {
    let title = if span.title.is_empty() { "–" } else { span.title.as_str() };
    if span.note.is_empty() { title.to_owned() } else { format!("{title} · {}", span.note) }
}

fn span_ui(ui: &mut Ui, span: &Span, scene: &Scene<'_>) -> bool {
    let tokens = tokens(ui);
    let width = ui.available_width();
    let words = span_words(span);
    let galley = ui.painter().layout(words.clone(), sized(size::SMALL), Color32::PLACEHOLDER, width - GUTTER);
    let height = galley.size().y + BAR + space::XS;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    let dates = span_dates(span.start, span.end, scene.texts);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("{words}, {dates}")));
    if ui.is_rect_visible(rect) {
        let plot = rect.with_min_x(rect.left() + GUTTER);
        if response.hovered() {
            ui.painter().rect_filled(plot, CornerRadius::ZERO, tokens.hover);
        }
        let grid = Stroke::new(HAIRLINE, tokens.hairline.gamma_multiply(0.8));
        for tick in scene.ticks {
            ui.painter().vline(x_of(tick.utc_secs, rect, scene), rect.y_range(), grid);
        }
        let (start, end) = ends(span, scene);
        let now = scene.now_utc_secs as f64;
        let end = if span.end.is_none() { now } else { end };
        let left = x_of(start.max(scene.window.from), rect, scene).clamp(plot.left(), plot.right());
        let right = x_of(end.min(scene.window.to), rect, scene).clamp(left, plot.right()).max(left + LEAST_WIDTH);
        let bar = Rect::from_min_max(pos2(left, rect.bottom() - BAR - 1.0), pos2(right, rect.bottom() - 1.0));
        let opens = (start < scene.window.from, span.end.is_none() || end > scene.window.to);
        paint_bar(ui, bar, lane_colour(ui, span), opens);
        let x = left.min(plot.right() - galley.size().x).max(plot.left());
        ui.painter().galley(pos2(x, rect.top()), galley, tokens.text);
        if let Some(focus) = scene.focus.map(|at| x_of(at, rect, scene)).filter(|x| plot.x_range().contains(*x)) {
            ui.painter().vline(focus, rect.y_range(), Stroke::new(HAIRLINE, tokens.accent));
        }
        focus_ring(ui, rect, &response);
    }
    let clicked = response.clicked();
    response.on_hover_text(format!("{words}\n{dates}\n{}", scene.texts.get("twin-click-source")));
    clicked
}

fn lane_colour(ui: &Ui, span: &Span) -> Color32 {
    let number = match span.lane {
        Lane::Admission => 0,
        Lane::Condition => 3,
        Lane::Medication => 2,
    };
    let colour = series(tokens(ui), number).colour;
    if span.end.is_some() { colour.gamma_multiply(0.55) } else { colour }
}

fn paint_bar(ui: &Ui, bar: Rect, colour: Color32, (open_left, open_right): (bool, bool)) {
    ui.painter().rect_filled(bar, CornerRadius::same(2), colour);
    let middle = bar.center().y;
    let arrow = |tip: f32, back: f32| {
        let corners =
            vec![pos2(tip, middle), pos2(back, middle - BAR / 2.0 - 1.5), pos2(back, middle + BAR / 2.0 + 1.5)];
        Shape::convex_polygon(corners, colour, Stroke::NONE)
    };
    if open_left {
        ui.painter().add(arrow(bar.left() - ARROW, bar.left()));
    }
    if open_right {
        ui.painter().add(arrow(bar.right() + ARROW, bar.right()));
    }
}
