//! Pictures as PNG files.

use std::io;
use std::path::Path;

/// Writes RGBA bytes as PNG beside `path` and renames; `mark` goes into the file's description.
///
/// # Errors
/// The folder cannot be written, or the sizes do not fit the bytes.
pub fn write_file(path: &Path, width: u32, height: u32, rgba: &[u8], mark: Option<&str>) -> io::Result<()> {
    let beside = path.with_extension("png.part");
    let file = io::BufWriter::new(std::fs::File::create(&beside)?);
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    if let Some(mark) = mark {
        encoder.add_text_chunk("Description".to_owned(), mark.to_owned()).map_err(io::Error::other)?;
    }
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    writer.write_image_data(rgba).map_err(io::Error::other)?;
    writer.finish().map_err(io::Error::other)?;
    std::fs::rename(beside, path)
}
