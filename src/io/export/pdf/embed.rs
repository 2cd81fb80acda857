//! A face with the glyphs that were used, as PDF wants it: a composite font whose codes are the glyphs of the subset, and
//! a map back to characters.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref, Str};
use skrifa::MetadataProvider as _;
use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use subsetter::subset;

use super::super::place::ExportError;
use super::face::{Face, Faces};
use super::unusable;

const ADOBE_IDENTITY: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A stream, deflated.
pub fn compressed(pdf: &mut Pdf, at: Ref, bytes: &[u8]) -> Result<(), ExportError> {
    pdf.stream(at, &deflated(bytes)?).filter(Filter::FlateDecode);
    Ok(())
}

fn deflated(bytes: &[u8]) -> Result<Vec<u8>, ExportError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Writes a face under `font`.
pub fn font(pdf: &mut Pdf, next: &mut Ref, font: Ref, faces: &Faces<'_>, at: usize) -> Result<(), ExportError> {
    let Some(face) = faces.get(at) else { return Ok(()) };
    let bytes = (*face.file.bytes).as_ref();
    let subset = subset(bytes, face.file.index, &face.glyphs)
        .map_err(|error| unusable(&format!("a font cannot be embedded: {error}")))?;
    let outlines = table(&subset, b"CFF ");
    let (cid, descriptor, file, characters) = (next.bump(), next.bump(), next.bump(), next.bump());
    let name = subset_name(face, at);
    pdf.type0_font(font)
        .base_font(Name(name.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(characters);
    cid_font(pdf, cid, descriptor, face, &name, outlines.is_some());
    font_descriptor(pdf, descriptor, file, face, &name, outlines.is_some());
    let (program, is_cff) = outlines.map_or((subset.as_slice(), false), |outlines| (outlines, true));
    let packed = deflated(program)?;
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode);
    if is_cff {
        stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    }
    stream.finish();
    let mut map = UnicodeCmap::new(Name(b"Custom"), ADOBE_IDENTITY);
    for (glyph, (character, _)) in &face.used {
        map.pair(*glyph, *character);
    }
    let map = map.finish();
    compressed(pdf, characters, map.as_slice())
}

fn cid_font(pdf: &mut Pdf, cid: Ref, descriptor: Ref, face: &Face<'_>, name: &str, is_cff: bool) {
    let mut font = pdf.cid_font(cid);
    font.subtype(if is_cff { CidFontType::Type0 } else { CidFontType::Type2 });
    font.base_font(Name(name.as_bytes())).system_info(ADOBE_IDENTITY).font_descriptor(descriptor).default_width(0.0);
    if !is_cff {
        font.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut widths = font.widths();
    for (glyph, (_, width)) in &face.used {
        widths.same(*glyph, *glyph, *width);
    }
    widths.finish();
    font.finish();
}

fn font_descriptor(pdf: &mut Pdf, descriptor: Ref, file: Ref, face: &Face<'_>, name: &str, is_cff: bool) {
    let metrics = face.font.metrics(Size::unscaled(), LocationRef::default());
    let scaled = |length: f32| face.thousandths(length);
    let bounds = metrics.bounds.unwrap_or_default();
    let mut about = pdf.font_descriptor(descriptor);
    about
        .name(Name(name.as_bytes()))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max)))
        .italic_angle(metrics.italic_angle)
        .ascent(scaled(metrics.ascent))
        .descent(scaled(metrics.descent))
        .cap_height(scaled(metrics.cap_height.unwrap_or(metrics.ascent)))
        .stem_v(80.0);
    if is_cff {
        about.font_file3(file)
    } else {
        about.font_file2(file)
    };
    about.finish();
}

/// Six letters before the name say that it is a part of the font.
fn subset_name(face: &Face<'_>, at: usize) -> String {
    let own = face.font.localized_strings(StringId::POSTSCRIPT_NAME).english_or_first();
    let own: String = own.map(|name| name.chars().filter(char::is_ascii_alphanumeric).collect()).unwrap_or_default();
    let letter = char::from(b'A' + (at % 26) as u8);
    format!("WARDT{letter}+{}", if own.is_empty() { "Font" } else { &own })
}

/// A table of an OpenType font.
fn table<'a>(font: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    let count = u16::from_be_bytes(font.get(4..6)?.try_into().ok()?);
    let number = |at: usize| Some(u32::from_be_bytes(font.get(at..at + 4)?.try_into().ok()?) as usize);
    (0..usize::from(count)).map(|record| 12 + 16 * record).find_map(|record| {
        (font.get(record..record + 4)? == tag).then_some(())?;
        let (start, length) = (number(record + 8)?, number(record + 12)?);
        font.get(start..start.checked_add(length)?)
    })
}
