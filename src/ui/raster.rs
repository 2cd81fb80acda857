//! Draws egui's triangles on the processor: pictures and tests need no display and no graphics driver.
//!
//! It does what egui's OpenGL painter does: colours are multiplied and blended in gamma space with premultiplied alpha,
//! textures are filtered between texels, and a pixel belongs to a triangle if its centre does, with the top-left rule
//! so that a seam between two triangles is painted once. Edges are exact in 1/256 pixel. The same input gives the same bytes.

use std::collections::BTreeMap;

use eframe::egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Mesh, Primitive, Vertex, textures::TextureFilter};
use eframe::egui::{Color32, Context, FullOutput, Rect, TextureId, TexturesDelta};

/// An image, 8 bits a channel, rows from the top, opaque.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RgbaPixels {
    pub width: u32,
    pub height: u32,
    /// `4 * width * height` bytes: red, green, blue, alpha.
    pub bytes: Vec<u8>,
}

struct Texture {
    width: usize,
    height: usize,
    nearest: bool,
    texels: Vec<Color32>,
}

/// The textures that egui handed over so far.
#[derive(Default)]
pub struct TextureStore {
    textures: BTreeMap<TextureId, Texture>,
    /// Freed after the next picture: what is drawn may still use them.
    to_free: Vec<TextureId>,
}

impl TextureStore {
    /// Takes in new, changed and freed textures, and leaves `delta` empty.
    pub fn update(&mut self, delta: &mut TexturesDelta) {
        for id in self.to_free.drain(..) {
            self.textures.remove(&id);
        }
        for (id, changes) in delta.set.drain() {
            for change in changes {
                self.change(id, &change);
            }
        }
        self.to_free.extend(delta.free.drain());
    }

    fn change(&mut self, id: TextureId, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let [width, height] = image.size;
        let Some([left, top]) = delta.pos else {
            let nearest = delta.options.magnification == TextureFilter::Nearest;
            self.textures.insert(id, Texture { width, height, nearest, texels: image.pixels.clone() });
            return;
        };
        let Some(texture) = self.textures.get_mut(&id) else { return };
        for row in 0..height {
            let to = (top + row) * texture.width + left;
            let line = image.pixels.get(row * width..(row + 1) * width);
            if let (Some(target), Some(line)) = (texture.texels.get_mut(to..to + width), line) {
                target.copy_from_slice(line);
            }
        }
    }
}

/// Draws one frame of `size_px` pixels on the theme's canvas. The output's texture changes are taken in by the caller
/// through [`TextureStore::update`] first.
pub fn render(
    ctx: &Context,
    textures: &TextureStore,
    output: &FullOutput,
    size_px: [u32; 2],
    pixels_per_point: f32,
) -> RgbaPixels {
    let ground = ctx.global_style().visuals.panel_fill;
    let mut canvas = Canvas {
        width: size_px[0] as usize,
        height: size_px[1] as usize,
        pixels: vec![ground.to_array(); size_px[0] as usize * size_px[1] as usize],
    };
    for clipped in ctx.tessellate(output.shapes.clone(), pixels_per_point) {
        canvas.draw(&clipped, textures, pixels_per_point);
    }
    RgbaPixels { width: size_px[0], height: size_px[1], bytes: canvas.pixels.into_flattened() }
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 4]>,
}

/// Pixels from `left`, `top` up to, not including, `right`, `bottom`.
#[derive(Clone, Copy)]
struct Scissor {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

impl Canvas {
    fn draw(&mut self, clipped: &ClippedPrimitive, textures: &TextureStore, pixels_per_point: f32) {
        let scissor = self.scissor(clipped.clip_rect, pixels_per_point);
        // Paint callbacks are for graphics drivers; this program has none.
        let Primitive::Mesh(mesh) = &clipped.primitive else { return };
        if scissor.left >= scissor.right || scissor.top >= scissor.bottom {
            return;
        }
        let Some(texture) = textures.textures.get(&mesh.texture_id) else { return };
        for corners in mesh.indices.chunks_exact(3) {
            if let Some(triangle) = Triangle::new(mesh, corners, pixels_per_point) {
                self.fill(&triangle, texture, scissor);
            }
        }
    }

    /// As egui's painters round it.
    fn scissor(&self, clip: Rect, pixels_per_point: f32) -> Scissor {
        let pixel = |points: f32, end: usize| ((points * pixels_per_point).round() as i64).clamp(0, end as i64);
        Scissor {
            left: pixel(clip.min.x, self.width),
            top: pixel(clip.min.y, self.height),
            right: pixel(clip.max.x, self.width),
            bottom: pixel(clip.max.y, self.height),
        }
    }

    fn fill(&mut self, triangle: &Triangle, texture: &Texture, scissor: Scissor) {
        let (first, last) = triangle.rows(scissor);
        let flat = triangle.flat_colour(texture);
        for row in first..last {
            let (left, right) = triangle.span(row, scissor);
            if left >= right {
                continue;
            }
            let start = row as usize * self.width;
            let Some(line) = self.pixels.get_mut(start + left as usize..start + right as usize) else { continue };
            match flat {
                Some(colour) => fill_flat(line, colour),
                None => fill_shaded(line, triangle, texture, left, row),
            }
        }
    }
}

fn fill_flat(line: &mut [[u8; 4]], colour: [f32; 4]) {
    if colour[3] >= 1.0 {
        line.fill(colour.map(to_byte));
    } else {
        for pixel in line {
            blend(pixel, colour);
        }
    }
}

fn fill_shaded(line: &mut [[u8; 4]], triangle: &Triangle, texture: &Texture, left: i64, row: i64) {
    let mut values = triangle.at(left as f32 + 0.5, row as f32 + 0.5);
    for pixel in line {
        let texel = texture.sample(values[4], values[5]);
        let colour = [values[0] * texel[0], values[1] * texel[1], values[2] * texel[2], values[3] * texel[3]];
        blend(pixel, colour);
        for (value, step) in values.iter_mut().zip(triangle.step_x) {
            *value += step;
        }
    }
}

/// Premultiplied `colour` over an opaque pixel.
fn blend(pixel: &mut [u8; 4], colour: [f32; 4]) {
    if colour[3] <= 0.0 && colour[0] <= 0.0 && colour[1] <= 0.0 && colour[2] <= 0.0 {
        return;
    }
    let rest = 1.0 - colour[3];
    for at in 0..3 {
        pixel[at] = to_byte(colour[at] + f32::from(pixel[at]) / 255.0 * rest);
    }
}

fn to_byte(share: f32) -> u8 {
    (share * 255.0 + 0.5) as u8
}

impl Texture {
    fn texel(&self, x: i64, y: i64) -> [f32; 4] {
        let x = x.clamp(0, self.width as i64 - 1) as usize;
        let y = y.clamp(0, self.height as i64 - 1) as usize;
        let texel = self.texels.get(y * self.width + x).copied().unwrap_or(Color32::TRANSPARENT);
        texel.to_array().map(|byte| f32::from(byte) / 255.0)
    }

    /// The colour at texture coordinates, 0 to 1, in gamma space.
    fn sample(&self, u: f32, v: f32) -> [f32; 4] {
        let (x, y) = (u * self.width as f32, v * self.height as f32);
        if self.nearest {
            return self.texel(x.floor() as i64, y.floor() as i64);
        }
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (share_x, share_y) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let one = self.texel(left, top);
        let two = self.texel(left + 1, top);
        let three = self.texel(left, top + 1);
        let four = self.texel(left + 1, top + 1);
        std::array::from_fn(|at| {
            let upper = one[at] + (two[at] - one[at]) * share_x;
            let lower = three[at] + (four[at] - three[at]) * share_x;
            upper + (lower - upper) * share_y
        })
    }
}

/// Subpixel steps in a pixel.
const STEPS: i64 = 256;

/// A pixel is inside where `a * x + b * y + c >= 0` for all three edges, `x` and `y` being its number.
#[derive(Clone, Copy)]
struct Edge {
    a: i64,
    b: i64,
    c: i64,
}

impl Edge {
    /// From one corner to the next, clockwise as the screen shows it, in subpixels.
    fn new(from: [i64; 2], to: [i64; 2]) -> Edge {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        // An edge that runs up (left) or to the right on level (top) owns its points.
        let owns_its_points = dy < 0 || (dy == 0 && dx > 0);
        let at_first_centre = dx * (STEPS / 2 - from[1]) - dy * (STEPS / 2 - from[0]);
        Edge { a: -dy * STEPS, b: dx * STEPS, c: at_first_centre - i64::from(!owns_its_points) }
    }
}

struct Triangle {
    edges: [Edge; 3],
    /// Rows that the corners span, in pixels.
    top: i64,
    bottom: i64,
    /// Red, green, blue, alpha (0 to 1), u, v at the corner `origin`, and how they change a pixel to the right and down.
    values: [f32; 6],
    step_x: [f32; 6],
    step_y: [f32; 6],
    origin: [f32; 2],
}

fn values_of(vertex: &Vertex) -> [f32; 6] {
    let [red, green, blue, alpha] = vertex.color.to_array().map(|byte| f32::from(byte) / 255.0);
    [red, green, blue, alpha, vertex.uv.x, vertex.uv.y]
}

impl Triangle {
    /// `None` for a triangle without an area.
    fn new(mesh: &Mesh, corners: &[u32], pixels_per_point: f32) -> Option<Triangle> {
        let mut vertices = [0, 1, 2].map(|at| corners.get(at).and_then(|&corner| mesh.vertices.get(corner as usize)));
        let subpixels = |vertex: Option<&Vertex>| {
            let position = vertex?.pos * pixels_per_point;
            let step = |pixels: f32| (f64::from(pixels) * STEPS as f64).round() as i64;
            (position.x.abs() < 1e6 && position.y.abs() < 1e6).then(|| [step(position.x), step(position.y)])
        };
        let mut points = [subpixels(vertices[0])?, subpixels(vertices[1])?, subpixels(vertices[2])?];
        let area =
            |p: &[[i64; 2]; 3]| (p[1][0] - p[0][0]) * (p[2][1] - p[0][1]) - (p[1][1] - p[0][1]) * (p[2][0] - p[0][0]);
        match area(&points) {
            0 => return None,
            doubled if doubled < 0 => {
                points.swap(1, 2);
                vertices.swap(1, 2);
            }
            _ => {}
        }
        let doubled_area = area(&points) as f64 / (STEPS * STEPS) as f64;
        let values = [values_of(vertices[0]?), values_of(vertices[1]?), values_of(vertices[2]?)];
        let pixels = points.map(|point| point.map(|step| step as f64 / STEPS as f64));
        let slope = |axis: usize, at: usize| {
            let (one, two) = (f64::from(values[1][at] - values[0][at]), f64::from(values[2][at] - values[0][at]));
            let (first, second) = (pixels[1][axis] - pixels[0][axis], pixels[2][axis] - pixels[0][axis]);
            ((one * second - two * first) / doubled_area) as f32
        };
        Some(Triangle {
            edges: [Edge::new(points[0], points[1]), Edge::new(points[1], points[2]), Edge::new(points[2], points[0])],
            top: points.iter().map(|point| point[1]).min()?.div_euclid(STEPS),
            bottom: points.iter().map(|point| point[1]).max()?.div_euclid(STEPS) + 1,
            values: values[0],
            step_x: std::array::from_fn(|at| slope(1, at)),
            step_y: std::array::from_fn(|at| -slope(0, at)),
            origin: [pixels[0][0] as f32, pixels[0][1] as f32],
        })
    }

    fn rows(&self, scissor: Scissor) -> (i64, i64) {
        (self.top.max(scissor.top), self.bottom.min(scissor.bottom))
    }

    /// The pixels of a row whose centre is inside.
    fn span(&self, row: i64, scissor: Scissor) -> (i64, i64) {
        let (mut left, mut right) = (scissor.left, scissor.right);
        for edge in self.edges {
            let rest = edge.b * row + edge.c;
            if edge.a > 0 {
                left = left.max(-(rest.div_euclid(edge.a)));
            } else if edge.a < 0 {
                right = right.min(rest.div_euclid(-edge.a) + 1);
            } else if rest < 0 {
                return (0, 0);
            }
        }
        (left, right)
    }

    fn at(&self, x: f32, y: f32) -> [f32; 6] {
        let (right, down) = (x - self.origin[0], y - self.origin[1]);
        std::array::from_fn(|at| self.values[at] + self.step_x[at] * right + self.step_y[at] * down)
    }

    /// The one colour of the whole triangle, where it has one: most of a picture is filled so.
    fn flat_colour(&self, texture: &Texture) -> Option<[f32; 4]> {
        let changes = self.step_x.iter().chain(&self.step_y).any(|step| *step != 0.0);
        (!changes).then(|| {
            let texel = texture.sample(self.values[4], self.values[5]);
            std::array::from_fn(|at| self.values[at] * texel[at])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{Pos2, pos2};

    fn store() -> TextureStore {
        let texture = Texture { width: 1, height: 1, nearest: false, texels: vec![Color32::WHITE] };
        TextureStore { textures: [(TextureId::default(), texture)].into(), to_free: Vec::new() }
    }

    fn painted(corners: &[[Pos2; 3]], colour: Color32) -> Canvas {
        let mut canvas = Canvas { width: 16, height: 16, pixels: vec![[0, 0, 0, 255]; 256] };
        let mut mesh = Mesh::default();
        for triangle in corners {
            for corner in triangle {
                mesh.indices.push(mesh.vertices.len() as u32);
                mesh.vertices.push(Vertex { pos: *corner, uv: Pos2::ZERO, color: colour });
            }
        }
        let clip_rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(16.0, 12.0));
        canvas.draw(&ClippedPrimitive { clip_rect, primitive: Primitive::Mesh(mesh) }, &store(), 1.0);
        canvas
    }

    #[test]
    fn a_translucent_fan_paints_every_pixel_once() {
        // Triangles of both windings around an odd centre: a seam painted twice would be brighter, a gap darker.
        let centre = pos2(7.3, 5.9);
        let corners = [pos2(2.0, 1.0), pos2(13.0, 1.0), pos2(13.0, 10.0), pos2(2.0, 10.0)];
        let fan: Vec<[Pos2; 3]> = (0..4)
            .map(|at| {
                let (one, two) = (corners[at], corners[(at + 1) % 4]);
                if at % 2 == 0 { [one, two, centre] } else { [two, one, centre] }
            })
            .collect();
        let canvas = painted(&fan, Color32::from_rgba_premultiplied(100, 50, 0, 128));
        for (at, pixel) in canvas.pixels.iter().enumerate() {
            let (x, y) = (at % 16, at / 16);
            let inside = (2..13).contains(&x) && (1..10).contains(&y);
            assert_eq!(*pixel, if inside { [100, 50, 0, 255] } else { [0, 0, 0, 255] }, "{x} {y}");
        }
    }

    #[test]
    fn nothing_is_painted_outside_the_scissor() {
        let canvas = painted(&[[pos2(-50.0, -50.0), pos2(90.0, -50.0), pos2(-50.0, 90.0)]], Color32::WHITE);
        assert_eq!(canvas.pixels[11 * 16], [255; 4]);
        assert_eq!(canvas.pixels[12 * 16], [0, 0, 0, 255]);
    }

    #[test]
    fn half_alpha_blends_in_gamma_space() {
        let mut pixel = [200, 100, 0, 255];
        blend(&mut pixel, [0.2, 0.2, 0.2, 0.5]);
        assert_eq!(pixel, [151, 101, 51, 255]);
    }
}
