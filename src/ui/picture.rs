//! Pictures of the program without a display: a headless egui context, run until it is still, drawn by the rasteriser.

use std::path::Path;

use eframe::egui::{
    Context, Event, FullOutput, MissingGlyphPolicy, Modifiers, PointerButton, Pos2, RawInput, Rect, Ui, Vec2,
    ViewportId,
};

use eframe::egui::accesskit::Role;

use crate::io::export::IfThere;
use crate::io::export::place::write_whole;

use super::raster::{RgbaPixels, TextureStore, render};
use super::theme::{ThemeChoice, apply};

/// Sizes settle in two or three passes; popups and tables that measure themselves take a few more.
const PASSES: usize = 8;
/// Time between passes: longer than every animation of the theme, so that the last pass shows the end of each.
const PASS_SECS: f64 = 0.5;

/// What a picture is drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureOptions {
    pub size_points: [u32; 2],
    /// 1 to 4; 2 for a picture that is sharp on a dense screen.
    pub pixels_per_point: f32,
    pub theme: ThemeChoice,
}

/// Runs `draw` for several passes and returns the last one as pixels. `draw` gets the root [`Ui`], without a margin.
pub fn picture(options: PictureOptions, mut draw: impl FnMut(&mut Ui)) -> RgbaPixels {
    let mut screen = Screen::new(options);
    screen.settle(&mut draw);
    screen.pixels()
}

/// A window that nobody sees: passes are run one by one, with input of the caller's, and the last one can be drawn.
pub struct Screen {
    ctx: Context,
    options: PictureOptions,
    textures: TextureStore,
    passes: usize,
    last: Option<FullOutput>,
}

impl Screen {
    /// A screen with the program's fonts and theme, nothing drawn yet.
    pub fn new(options: PictureOptions) -> Screen {
        let ctx = Context::default();
        super::fonts::install(&ctx);
        // A missing Chinese font is told by a notice in the window, and must not stop a picture.
        ctx.set_missing_glyph_policy(MissingGlyphPolicy::Tofu);
        ctx.enable_accesskit();
        apply(&ctx, options.theme);
        Screen { ctx, options, textures: TextureStore::default(), passes: 0, last: None }
    }

    /// The context, for what a window sets up at its start.
    pub fn ctx(&self) -> &Context {
        &self.ctx
    }

    /// Runs one pass with these events (pointer, keys).
    pub fn step(&mut self, events: Vec<Event>, draw: impl FnMut(&mut Ui)) {
        let mut input = input(self.options, self.passes);
        input.events = events;
        let mut output = self.ctx.run_ui(input, draw);
        self.textures.update(&mut output.textures_delta);
        self.passes += 1;
        self.last = Some(output);
    }

    /// Runs enough passes for sizes and animations to come to rest.
    pub fn settle(&mut self, mut draw: impl FnMut(&mut Ui)) {
        for _ in 0..PASSES {
            self.step(Vec::new(), &mut draw);
        }
    }

    /// Presses the first control whose accessible name begins so, and lets the screen come to rest; whether there was one.
    pub fn press(&mut self, name: &str, mut draw: impl FnMut(&mut Ui)) -> bool {
        let Some(at) = self.place_of(name) else { return false };
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.step(vec![Event::PointerMoved(at)], &mut draw);
        self.step(vec![button(true)], &mut draw);
        self.step(vec![button(false)], &mut draw);
        self.step(vec![Event::PointerGone], &mut draw);
        self.settle(draw);
        true
    }

    /// The middle of the first control, in the order drawn, whose accessible name begins so.
    fn place_of(&self, name: &str) -> Option<Pos2> {
        let update = self.last.as_ref()?.platform_output.accesskit_update.as_ref()?;
        let named = |label: Option<&str>| label.is_some_and(|label| label.starts_with(name));
        let nodes = update.nodes.iter().map(|(_, node)| node);
        let found = nodes
            .filter(|node| matches!(node.role(), Role::Button | Role::RadioButton))
            .find(|node| named(node.label()))?;
        let place = found.bounds()?;
        Some(Pos2::new(((place.x0 + place.x1) / 2.0) as f32, ((place.y0 + place.y1) / 2.0) as f32))
    }

    /// The last pass as pixels; without a pass, none.
    pub fn pixels(&self) -> RgbaPixels {
        match &self.last {
            Some(output) => {
                render(&self.ctx, &self.textures, output, size_px(self.options), self.options.pixels_per_point)
            }
            None => RgbaPixels { width: 0, height: 0, bytes: Vec::new() },
        }
    }
}

fn size_px(options: PictureOptions) -> [u32; 2] {
    options.size_points.map(|points| (points as f32 * options.pixels_per_point).round() as u32)
}

fn input(options: PictureOptions, pass: usize) -> RawInput {
    let [width, height] = options.size_points.map(|points| points as f32);
    let mut input = RawInput {
        screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(width, height))),
        time: Some(pass as f64 * PASS_SECS),
        predicted_dt: PASS_SECS as f32,
        // Wide enough for every Chinese glyph of one screen at several sizes.
        max_texture_side: Some(8192),
        focused: true,
        ..RawInput::default()
    };
    if let Some(viewport) = input.viewports.get_mut(&ViewportId::ROOT) {
        viewport.native_pixels_per_point = Some(options.pixels_per_point);
    }
    input
}

/// Writes the pixels as PNG; `mark` goes into the file's description.
///
/// # Errors
/// What the file system says.
pub fn save_png(path: &Path, pixels: &RgbaPixels, mark: Option<&str>) -> std::io::Result<()> {
    write_whole(path, IfThere::Replace, |file| {
        Ok(crate::io::export::picture::write(file, pixels.width, pixels.height, &pixels.bytes, mark)?)
    })
    .map_err(std::io::Error::other)
}
