//! A plot of this panel as a picture file: drawn away from the window by a thread of its own, then handed to the export
//! sheet.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui::{CentralPanel, Frame, Margin, Ui};

use crate::app::command::Command;
use crate::app::export::{ExportCommand, ExportTarget};
use crate::ui::context::PanelCtx;
use crate::ui::picture::{PictureOptions, picture};
use crate::ui::raster::RgbaPixels;
use crate::ui::theme::{ThemeChoice, body, space, title, tokens};

const WIDTH: u32 = 960;
const HEIGHT: u32 = 360;

/// What stands above the plot.
pub struct Heading {
    pub title: String,
    pub caption: String,
}

/// A picture on its way.
pub struct Drawing {
    kind: &'static str,
    name: String,
    pixels: Receiver<RgbaPixels>,
}

impl Drawing {
    /// Starts to draw at two pixels a point; the window is woken when the picture is there.
    pub fn start(
        ui: &Ui,
        (kind, name): (&'static str, String),
        heading: Heading,
        mut plot: impl FnMut(&mut Ui) + Send + 'static,
    ) -> Drawing {
        let (send, pixels) = channel();
        let theme = if ui.visuals().dark_mode { ThemeChoice::Dark } else { ThemeChoice::Light };
        let options = PictureOptions { size_points: [WIDTH, HEIGHT], pixels_per_point: 2.0, theme };
        let window = ui.ctx().clone();
        // A thread that cannot be started drops the sender, and the drawing then ends without a picture.
        let _unstarted = std::thread::Builder::new().name("risk picture".to_owned()).spawn(move || {
            let _nobody_waits = send.send(picture(options, |ui| sheet_ui(ui, &heading, &mut plot)));
            window.request_repaint();
        });
        Drawing { kind, name, pixels }
    }

    /// Sends a picture that is ready to the export sheet; whether it is still on its way.
    pub fn is_under_way(&self, ctx: &PanelCtx<'_>) -> bool {
        match self.pixels.try_recv() {
            Err(TryRecvError::Empty) => true,
            Err(TryRecvError::Disconnected) => false,
            Ok(pixels) => {
                let (width, height, rgba) = (pixels.width, pixels.height, pixels.bytes);
                let target = ExportTarget::Picture { kind: self.kind, width, height, rgba };
                let (name, target) = (self.name.clone(), target.into());
                ctx.send(Command::Export(ExportCommand::Choose { name, target }));
                false
            }
        }
    }
}

/// The caption's end: when, and that it is the demo's.
pub fn stamp(ctx: &PanelCtx<'_>) -> String {
    let now = ctx.texts.moment(ctx.local(ctx.now_utc_secs));
    if ctx.state.is_demo() { format!("{now} · {}", ctx.text("demo-mark")) } else { now }
}

fn sheet_ui(ui: &mut Ui, heading: &Heading, plot: &mut impl FnMut(&mut Ui)) {
    let frame = Frame::new().fill(tokens(ui).surface).inner_margin(Margin::same(space::XL as i8));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        ui.label(title(&heading.title).color(tokens(ui).text));
        ui.label(body(&heading.caption).color(tokens(ui).quiet));
        ui.add_space(space::S);
        plot(ui);
    });
}
