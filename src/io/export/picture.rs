//! Pictures as PNG files.

use std::io::{self, Write};

/// Writes RGBA bytes as PNG; `mark` goes into the file's description.
///
/// # Errors
/// The output cannot be written, or the sizes do not fit the bytes.
pub fn write(output: impl Write, width: u32, height: u32, rgba: &[u8], mark: Option<&str>) -> io::Result<()> {
    let mut encoder = png::Encoder::new(output, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    if let Some(mark) = mark {
        encoder.add_text_chunk("Description".to_owned(), mark.to_owned()).map_err(io::Error::other)?;
    }
    let mut writer = encoder.write_header().map_err(png_error)?;
    writer.write_image_data(rgba).map_err(png_error)?;
    writer.finish().map_err(png_error)
}

/// The system's own error where there is one: a full disk has its own remedy.
fn png_error(error: png::EncodingError) -> io::Error {
    match error {
        png::EncodingError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
