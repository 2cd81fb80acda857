//! One plot of the stack: title with unit, the last two values, the band's population, the curve, the focus line.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, CornerRadius, Pos2, Rect, RichText, Sense, Stroke, Ui, Vec2, pos2, vec2};
use egui_plot::{AxisHints, GridMark, Plot, PlotItemBase, PlotPoint, PlotTransform};

use crate::app::twin::view::TwinView;
use crate::base::Zone;
use crate::ui::text::Texts;
use crate::ui::theme::{HAIRLINE, SERIES_COUNT, body, series, size, sized, small, space, tokens};
use crate::ui::widgets::{ValueMark, icon};

use super::super::values::{before_words, local_time};
use super::axis::{TimeTick, value_ticks};
use super::focus::tooltip_words;
use super::outlook::{next_ends, next_words, outlook_ui, outlooks_of};
use super::paint::{TrackItem, mark_colour};
use super::track::{PointRef, Track, mark_value};
use super::window::Window;

/// Room for the labels of the value axis: the plots of a stack begin at the same place.
pub const GUTTER: f32 = 52.0;
/// How near the pointer must be to a mark to mean it, in points.
const REACH: f32 = 14.0;
/// How near in time a mark must stand to the focus line to be read off, in points.
const FOCUS_REACH: f32 = 30.0;

/// What all plots of a stack share.
pub struct Scene<'a> {
    pub texts: &'static Texts,
    pub zone: &'a Zone,
    pub now_utc_secs: i64,
    pub window: Window,
    pub ticks: &'a [TimeTick],
    /// The time of the focus line.
    pub focus: Option<f64>,
    pub plot_height: f32,
    /// Whether what is expected is shown.
    pub with_outlook: bool,
}

/// What a pointer did to a plot.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlotDone {
    pub focus: Option<f64>,
    pub clicked: Option<PointRef>,
    pub window: Option<Window>,
    pub reset: bool,
}

impl PlotDone {
    /// What this or the other plot was asked.
    pub fn or(self, other: PlotDone) -> PlotDone {
        PlotDone {
            focus: self.focus.or(other.focus),
            clicked: self.clicked.or(other.clicked),
            window: self.window.or(other.window),
            reset: self.reset || other.reset,
        }
    }
}

/// Draws title and plot. `number` chooses colour and marker; `extent` is given where two plots share their value axis.
pub fn track_ui(
    ui: &mut Ui,
    view: &TwinView,
    track: &Track,
    number: usize,
    extent: Option<(f64, f64)>,
    scene: &Scene<'_>,
) -> PlotDone {
    header_ui(ui, view, track, number, scene);
    if scene.with_outlook {
        outlook_ui(ui, view, track, scene);
    }
    let more = if scene.with_outlook { next_ends(view, track) } else { Vec::new() };
    let extent = extent.unwrap_or_else(|| track.extent(scene.window, &more));
    let ringed = scene.focus.and_then(|at| near_in_time(track, at, scene.window, ui.available_width() - GUTTER));
    let (transform, response) = plot_ui(ui, view, track, number, (extent, ringed), scene);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::GraphicsDocument);
        node.set_label(format!("{}: {}", track.title(scene.texts), last_words(view, track, scene)));
        node.set_description(explained(view, track, scene));
    });
    let frame = *transform.frame();
    if track.within(scene.window).is_empty() {
        let words = scene.texts.get("trend-no-points").to_owned();
        let colour = tokens(ui).missing;
        ui.painter().text(frame.center(), eframe::egui::Align2::CENTER_CENTER, words, sized(size::BODY), colour);
    }
    if let Some(at) = scene.focus {
        focus_ui(ui, view, track, number, at, ringed, &transform, scene);
    }
    let pointer = response.hover_pos().filter(|at| frame.contains(*at));
    let near = pointer.and_then(|at| nearest(track, at, &transform));
    let mut done = acted(ui, &response, pointer, &transform, scene);
    if let Some((at, is_lower)) = near {
        let mark = track.marks.get(at);
        let place = mark.and_then(|mark| if is_lower { mark.lower_point } else { Some(mark.point) });
        done.clicked = place.filter(|_| response.clicked());
        if let Some(mark) = mark {
            response.on_hover_cursor(eframe::egui::CursorIcon::PointingHand).on_hover_ui_at_pointer(|ui| {
                for line in tooltip_words(view, track, mark, scene) {
                    ui.label(body(line));
                }
            });
        }
    }
    done
}

/// Marker, title with unit, last two values; below it the band.
fn header_ui(ui: &mut Ui, view: &TwinView, track: &Track, number: usize, scene: &Scene<'_>) {
    let tokens = tokens(ui);
    ui.spacing_mut().item_spacing.y = space::HAIR;
    ui.spacing_mut().interact_size.y = size::TITLE;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        ui.label(body(track.title(scene.texts)).strong().color(series(tokens, number).colour));
        if let Some(last) = track.marks.last()
            && let Some(shape) = last.look.icon()
        {
            icon(ui, shape, size::SMALL, tokens.tone(last.look.tone()));
            ui.label(small(scene.texts.get(last.look.key())).color(tokens.tone(last.look.tone())));
        }
        ui.label(small(last_words(view, track, scene)).color(tokens.text));
    });
    let words: Vec<&str> = track.bands.iter().map(|band| band.words.as_str()).collect();
    let (band, source) = match words.is_empty() {
        true => (scene.texts.get("twin-no-band").to_owned(), String::new()),
        false => (scene.texts.format("trend-band", &[("population", &words.join(" · "))]), sources(track)),
    };
    let label = ui.add(eframe::egui::Label::new(RichText::new(band).size(size::SMALL).color(tokens.quiet)).wrap());
    if !source.is_empty() {
        label.on_hover_text(source);
    }
}

fn sources(track: &Track) -> String {
    let mut sources: Vec<&str> = track.bands.iter().map(|band| band.source).collect();
    sources.dedup();
    sources.join("\n")
}

/// "138/82, 3 h ago · before: 142/85, 12 days ago".
fn last_words(view: &TwinView, track: &Track, scene: &Scene<'_>) -> String {
    let texts = scene.texts;
    let mut newest = track.marks.iter().rev();
    let Some(last) = newest.next() else { return texts.get("not-tested").to_owned() };
    let age = texts.ago(last.utc_secs, scene.now_utc_secs);
    let mut words = texts.format("twin-last", &[("value", &mark_value(view, last, texts)), ("age", &age)]);
    if let Some(mark) = newest.next() {
        words.push_str(" · ");
        words += &before_words(&mark_value(view, mark, texts), mark.utc_secs, scene.now_utc_secs, texts);
    }
    words
}

/// What a plot is for whoever does not see it.
fn explained(view: &TwinView, track: &Track, scene: &Scene<'_>) -> String {
    let shown = if scene.with_outlook { outlooks_of(view, track) } else { Vec::new() };
    let expected = shown.into_iter().map(|(_, series, outlook)| next_words(series, outlook, &track.unit, scene));
    expected.chain([scene.texts.get("twin-plot-explained").to_owned()]).collect::<Vec<_>>().join(" ")
}

/// The mark that stands within reach of a time.
fn near_in_time(track: &Track, utc_secs: f64, window: Window, width: f32) -> Option<usize> {
    let at = track.nearest(utc_secs)?;
    let mark = track.marks.get(at)?;
    let apart = (mark.utc_secs as f64 - utc_secs).abs() / window.length() * f64::from(width);
    (apart <= f64::from(FOCUS_REACH) && window.contains(mark.utc_secs)).then_some(at)
}

fn plot_ui(
    ui: &mut Ui,
    view: &TwinView,
    track: &Track,
    number: usize,
    ((low, high), ringed): ((f64, f64), Option<usize>),
    scene: &Scene<'_>,
) -> (PlotTransform, eframe::egui::Response) {
    let tokens = tokens(ui);
    let (values, digits) = value_ticks(low, high, (scene.plot_height / 18.0) as usize);
    let step =
        values.windows(2).next().map_or(high - low, |pair| pair.last().unwrap_or(&high) - pair.first().unwrap_or(&low));
    let axis = AxisHints::new_y()
        .min_thickness(GUTTER)
        .label_spacing(1.0..=2.0)
        .tick_label_color(tokens.quiet)
        .tick_label_font(sized(size::SMALL))
        .formatter(move |mark, _| format!("{:.digits$}", mark.value));
    let times: Vec<GridMark> =
        scene.ticks.iter().map(|tick| GridMark { value: tick.utc_secs, step_size: scene.window.length() }).collect();
    let values: Vec<GridMark> = values.into_iter().map(|value| GridMark { value, step_size: step }).collect();
    let item = TrackItem {
        track,
        window: scene.window,
        look: series(tokens, number % SERIES_COUNT),
        tokens,
        ringed,
        outlook_of: scene.with_outlook.then_some((view, scene.now_utc_secs)),
        base: PlotItemBase::new(track.name.clone()),
    };
    let window = scene.window;
    let plot = Plot::new(("trend", &track.key))
        .height(scene.plot_height)
        .width(ui.available_width())
        .show_axes([false, true])
        .custom_y_axes(vec![axis])
        .grid_spacing(1.0..=2.0)
        .grid_color(tokens.hairline.gamma_multiply(0.8))
        .x_grid_spacer(move |_| times.clone())
        .y_grid_spacer(move |_| values.clone())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_axis_zoom_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .cursor_color(Color32::TRANSPARENT)
        .label_formatter(|_| None)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .sense(Sense::click_and_drag())
        .show(ui, move |plot| {
            plot.set_plot_bounds_x(window.from..=window.to);
            plot.set_plot_bounds_y(low..=high);
            plot.add(item);
        });
    (plot.transform, plot.response)
}

/// Dragging moves the time, Ctrl and the wheel (or two fingers) zoom it, a double click shows the range again.
fn acted(
    ui: &Ui,
    response: &eframe::egui::Response,
    pointer: Option<Pos2>,
    transform: &PlotTransform,
    scene: &Scene<'_>,
) -> PlotDone {
    let focus = pointer.map(|at| transform.value_from_position(at).x);
    let mut done = PlotDone { focus, reset: response.double_clicked(), ..PlotDone::default() };
    let secs_per_point = scene.window.length() / f64::from(transform.frame().width().max(1.0));
    if response.dragged() && response.drag_delta().x != 0.0 {
        done.window = Some(scene.window.panned(-f64::from(response.drag_delta().x) * secs_per_point));
    }
    let zoom = ui.input(|input| input.zoom_delta());
    if let Some(at) = focus.filter(|_| zoom != 1.0) {
        done.window = Some(scene.window.zoomed(f64::from(zoom), at));
    }
    done
}

/// The mark under the pointer, and whether its lower value is meant.
fn nearest(track: &Track, pointer: Pos2, transform: &PlotTransform) -> Option<(usize, bool)> {
    let reach = |side: f32| transform.value_from_position(pointer + vec2(side, 0.0)).x;
    let (from, to) = (reach(-REACH), reach(REACH));
    let start = track.marks.partition_point(|mark| (mark.utc_secs as f64) < from);
    let marks = track.marks.iter().enumerate().skip(start).take_while(|(_, mark)| (mark.utc_secs as f64) <= to);
    let places = marks.flat_map(|(at, mark)| {
        let of = |value: f64| transform.position_from_point(&PlotPoint::new(mark.utc_secs as f64, value));
        let upper = (of(mark.value).distance(pointer), at, false);
        [Some(upper), mark.lower.map(|lower| (of(lower.value).distance(pointer), at, true))].into_iter().flatten()
    });
    let best = places.min_by(|one, other| one.0.total_cmp(&other.0));
    best.filter(|(distance, _, _)| *distance <= REACH).map(|(_, at, is_lower)| (at, is_lower))
}

/// The line, and the value that stands at it.
#[expect(clippy::too_many_arguments, reason = "a plot's drawing needs its data, its place and what all plots share")]
fn focus_ui(
    ui: &Ui,
    view: &TwinView,
    track: &Track,
    number: usize,
    utc_secs: f64,
    ringed: Option<usize>,
    transform: &PlotTransform,
    scene: &Scene<'_>,
) {
    let tokens = tokens(ui);
    let frame = *transform.frame();
    let x = transform.position_from_point(&PlotPoint::new(utc_secs, 0.0)).x;
    if !frame.x_range().contains(x) {
        return;
    }
    ui.painter().vline(x, frame.y_range(), Stroke::new(HAIRLINE, tokens.accent));
    let Some(mark) = ringed.and_then(|at| track.marks.get(at)) else { return };
    let mut words = mark_value(view, mark, scene.texts);
    if mark.look != ValueMark::InRange {
        words = format!("{words} {}", scene.texts.get(mark.look.key()));
    }
    words = format!("{words} · {}", local_time(mark.utc_secs, scene.zone, scene.texts));
    let colour = mark_colour(mark.look, series(tokens, number).colour, tokens);
    let galley = ui.painter().layout_no_wrap(words, sized(size::SMALL), colour);
    let wanted =
        if x + galley.size().x + space::M < frame.right() { x + space::S } else { x - space::S - galley.size().x };
    let corner = pos2(wanted.max(frame.left() + space::HAIR), frame.top() + space::HAIR);
    let ground = Rect::from_min_size(corner, galley.size()).expand2(Vec2::new(space::XS, 1.0));
    ui.painter().rect_filled(ground, CornerRadius::same(2), tokens.surface.gamma_multiply(0.92));
    ui.painter().galley(corner, galley, colour);
}
