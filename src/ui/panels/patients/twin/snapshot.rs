//! The trends as a picture file, drawn away from the window by a thread of its own.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui::{Frame, Margin, Ui};

use crate::app::twin::view::TwinView;
use crate::base::Zone;
use crate::ui::picture::{PictureOptions, picture};
use crate::ui::raster::RgbaPixels;
use crate::ui::text::Texts;
use crate::ui::theme::{ThemeChoice, body, space, title, tokens};

use super::trends::axis::time_ticks;
use super::trends::plot::{GUTTER, Scene};
use super::trends::strip::time_strip_ui;
use super::trends::track::Track;
use super::trends::window::Window;
use super::trends::{PLOT_HEIGHT, stack_ui};

const WIDTH: u32 = 960;
/// A plot with its lines of heading and outlook.
const ROOM_PER_PLOT: u32 = PLOT_HEIGHT as u32 + 100;
const ROOM_AROUND: u32 = 130;
/// A picture of more plots than this would not fit into the drawing surface.
const MOST_PLOTS: usize = 24;

/// Everything a picture is drawn from.
pub struct Snapshot {
    pub view: Arc<TwinView>,
    /// The tracks with their places, which give colour and marker.
    pub tracks: Vec<(usize, Track)>,
    pub window: Window,
    pub zone: Zone,
    pub now_utc_secs: i64,
    pub texts: &'static Texts,
    /// Who, and as of when.
    pub title: String,
    pub caption: String,
    pub theme: ThemeChoice,
    /// Whether what is expected is drawn too.
    pub with_outlook: bool,
}

/// A picture on its way.
pub struct Drawing {
    pixels: Receiver<RgbaPixels>,
}

impl Drawing {
    /// Starts to draw; `wake` is called when the picture is there.
    pub fn start(snapshot: Snapshot, wake: impl FnOnce() + Send + 'static) -> Drawing {
        let (send, pixels) = channel();
        // A thread that cannot be started drops the sender, and the drawing then ends without a picture.
        let _unstarted = std::thread::Builder::new().name("trend picture".to_owned()).spawn(move || {
            let _nobody_waits = send.send(draw(&snapshot));
            wake();
        });
        Drawing { pixels }
    }

    /// The pixels once they are there; `Err` when there will be none.
    pub fn poll(&self) -> Result<Option<RgbaPixels>, ()> {
        match self.pixels.try_recv() {
            Ok(pixels) => Ok(Some(pixels)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(()),
        }
    }
}

/// Draws the stack at two pixels a point.
pub fn draw(snapshot: &Snapshot) -> RgbaPixels {
    let plots = snapshot.tracks.len().clamp(1, MOST_PLOTS) as u32;
    let options = PictureOptions {
        size_points: [WIDTH, ROOM_AROUND + plots * ROOM_PER_PLOT],
        pixels_per_point: 2.0,
        theme: snapshot.theme,
    };
    picture(options, |ui| sheet_ui(ui, snapshot))
}

fn sheet_ui(ui: &mut Ui, snapshot: &Snapshot) {
    let ticks = time_ticks(snapshot.window, WIDTH as f32 - 2.0 * space::XL - GUTTER, &snapshot.zone, snapshot.texts);
    let scene = Scene {
        texts: snapshot.texts,
        zone: &snapshot.zone,
        now_utc_secs: snapshot.now_utc_secs,
        window: snapshot.window,
        ticks: &ticks,
        focus: None,
        plot_height: PLOT_HEIGHT,
        with_outlook: snapshot.with_outlook,
    };
    let surface = tokens(ui).surface;
    let frame = Frame::new().fill(surface).inner_margin(Margin::same(space::XL as i8));
    eframe::egui::CentralPanel::default().frame(frame).show(ui, |ui| {
        ui.label(title(&snapshot.title).color(tokens(ui).text));
        ui.label(body(&snapshot.caption).color(tokens(ui).quiet));
        let tracks: Vec<(usize, &Track)> =
            snapshot.tracks.iter().take(MOST_PLOTS).map(|(number, track)| (*number, track)).collect();
        stack_ui(ui, &snapshot.view, &tracks, &scene);
        time_strip_ui(ui, ui.available_width(), &scene);
    });
}
