//! What the screen tests share: egui's test harness drawing through the program's own rasteriser, without a display.

use eframe::egui::{Context, FullOutput, TexturesDelta};
use egui_kittest::{HarnessBuilder, TestRenderer};
use wardtwin::ui::fonts::{chinese_font_installed, install};
use wardtwin::ui::raster::{TextureStore, render};

/// A harness that draws on the processor with the system's fonts. A character without a glyph fails where a Chinese font
/// is installed and is a box where none is, so that the tests pass without one and catch a missing glyph elsewhere.
pub fn screen<State>(builder: HarnessBuilder<State>) -> HarnessBuilder<State> {
    let builder = builder.renderer(CpuRenderer::default()).with_context_setup(install);
    if chinese_font_installed() { builder } else { builder.allow_missing_glyphs() }
}

/// Draws the harness's frames on the processor.
#[derive(Default)]
pub struct CpuRenderer {
    textures: TextureStore,
}

impl TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.textures.update(delta);
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<image::RgbaImage, String> {
        let size = ctx.viewport_rect().size() * output.pixels_per_point;
        let size_px = [size.x.round() as u32, size.y.round() as u32];
        let pixels = render(ctx, &self.textures, output, size_px, output.pixels_per_point);
        image::RgbaImage::from_raw(pixels.width, pixels.height, pixels.bytes)
            .ok_or_else(|| "the picture has another size than its pixels".to_owned())
    }
}
