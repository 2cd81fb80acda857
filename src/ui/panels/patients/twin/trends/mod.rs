//! Trends: plots stacked on one time axis, and how they are looked at.

pub mod axis;
mod decimate;
mod focus;
mod gaps;
mod markers;
pub mod outlook;
mod paint;
pub mod plot;
pub mod strip;
pub mod track;
pub mod window;

use eframe::egui::Ui;

use crate::app::twin::view::TwinView;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::space;
use crate::ui::widgets::segmented;

use axis::{TimeTick, time_ticks};
use plot::{GUTTER, PlotDone, Scene, track_ui};
use track::{Track, shown_at_first};
use window::{RangeChoice, Window};

/// Height of one plot of a single twin's stack.
pub const PLOT_HEIGHT: f32 = 104.0;

/// How the trends are looked at; the same for both twins of a comparison.
pub struct TrendsLook {
    pub range: RangeChoice,
    /// Where the person has moved or zoomed to.
    moved: Option<Window>,
    /// Keys of the plots shown, once somebody has chosen.
    chosen: Option<Vec<String>>,
    pub as_table: bool,
    /// Whether what is expected is shown.
    pub with_outlook: bool,
    /// Time under the pointer in the last frame.
    pub focus: Option<f64>,
}

impl Default for TrendsLook {
    fn default() -> Self {
        TrendsLook {
            range: RangeChoice::default(),
            moved: None,
            chosen: None,
            as_table: false,
            with_outlook: true,
            focus: None,
        }
    }
}

impl TrendsLook {
    /// A new patient: the range stays, what was chosen for another patient does not.
    pub fn another_patient(&mut self) {
        self.moved = None;
        self.chosen = None;
        self.focus = None;
    }

    /// The stretch of time on screen.
    pub fn window(&self, now_utc_secs: i64, first_utc_secs: Option<i64>) -> Window {
        self.moved.unwrap_or_else(|| self.range.window(now_utc_secs, first_utc_secs))
    }

    /// The same with room ahead for what is expected.
    pub fn window_ahead(&self, now_utc_secs: i64, first_utc_secs: Option<i64>) -> Window {
        self.moved.unwrap_or_else(|| self.range.window(now_utc_secs, first_utc_secs).with_room_ahead())
    }

    /// Whether a track is shown.
    pub fn is_shown(&self, track: &Track, at_first: &[String]) -> bool {
        self.chosen.as_deref().unwrap_or(at_first).contains(&track.key)
    }

    /// Shows or hides a track.
    pub fn toggle(&mut self, key: &str, at_first: &[String]) {
        let chosen = self.chosen.get_or_insert_with(|| at_first.to_vec());
        match chosen.iter().position(|known| known == key) {
            Some(at) => drop(chosen.remove(at)),
            None => chosen.push(key.to_owned()),
        }
    }

    /// Takes in what a pointer did to a stack.
    pub fn take(&mut self, done: PlotDone, ui: &Ui) {
        if done.reset {
            self.moved = None;
        } else if done.window.is_some() {
            self.moved = done.window;
        }
        if self.focus != done.focus {
            self.focus = done.focus;
            // The other plots of the stack were drawn with the line of the last frame.
            ui.ctx().request_repaint();
        }
    }

    /// The range selector.
    pub fn range_ui(&mut self, ctx: &PanelCtx<'_>, ui: &mut Ui) {
        let names = RangeChoice::ALL.map(|choice| ctx.text(choice.key()));
        let on = match self.moved {
            Some(_) => RangeChoice::ALL.len(),
            None => RangeChoice::ALL.iter().position(|choice| *choice == self.range).unwrap_or(0),
        };
        let chosen = segmented(ui, ctx.text("trend-range"), &names, on);
        if let Some(choice) = chosen.and_then(|at| RangeChoice::ALL.get(at)) {
            self.range = *choice;
            self.moved = None;
        }
    }
}

/// Time of the first mark of several tracks.
pub fn first_utc_secs<'a>(tracks: impl IntoIterator<Item = &'a Track>) -> Option<i64> {
    tracks.into_iter().filter_map(|track| track.marks.first()).map(|mark| mark.utc_secs).min()
}

/// Keys shown until somebody chooses.
pub fn at_first(tracks: &[Track]) -> Vec<String> {
    shown_at_first(tracks)
}

/// The ticks of a stack `width` points wide.
pub fn ticks_of(ctx: &PanelCtx<'_>, window: Window, width: f32) -> Vec<TimeTick> {
    time_ticks(window, (width - GUTTER).max(60.0), &ctx.zone(), ctx.texts)
}

/// Draws the plots below each other. Colour and marker go by the track's place in the stack, so that neighbours differ.
pub fn stack_ui(ui: &mut Ui, view: &TwinView, tracks: &[(usize, &Track)], scene: &Scene<'_>) -> PlotDone {
    let mut done = PlotDone::default();
    for (number, track) in tracks {
        done = done.or(ui.scope(|ui| track_ui(ui, view, track, *number, None, scene)).inner);
        ui.add_space(space::S);
    }
    done
}
