//! The fonts a document is set in: which face has a character, how wide it is, and which glyphs were used.

use std::collections::BTreeMap;

use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider as _};
use subsetter::GlyphRemapper;

use super::FontFile;

/// One face.
pub struct Face<'a> {
    pub file: &'a FontFile,
    pub font: FontRef<'a>,
    /// Old glyphs to new ones.
    pub glyphs: GlyphRemapper,
    /// New glyph to the character it stands for and its width in thousandths of the size.
    pub used: BTreeMap<u16, (char, f32)>,
    units_per_em: f32,
}

/// All faces, in order of preference.
pub struct Faces<'a> {
    list: Vec<Face<'a>>,
    /// Face, glyph and width of each character met so far.
    known: BTreeMap<char, Glyph>,
}

/// A character as it is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    pub face: usize,
    id: u16,
    /// In shares of the size.
    pub advance: f32,
}

/// The name of a face in a page's resources.
pub fn resource_name(at: usize) -> String {
    format!("F{at}")
}

impl<'a> Faces<'a> {
    /// `None` where no file is a font.
    pub fn read(files: &'a [FontFile]) -> Option<Faces<'a>> {
        let read = |file: &'a FontFile| {
            let font = FontRef::from_index((*file.bytes).as_ref(), file.index).ok()?;
            let metrics = font.metrics(Size::unscaled(), LocationRef::default());
            let units_per_em = f32::from(metrics.units_per_em).max(1.0);
            Some(Face { file, font, glyphs: GlyphRemapper::new(), used: BTreeMap::new(), units_per_em })
        };
        let list: Vec<Face<'a>> = files.iter().filter_map(read).collect();
        (!list.is_empty()).then_some(Faces { list, known: BTreeMap::new() })
    }

    pub fn get(&self, at: usize) -> Option<&Face<'a>> {
        self.list.get(at)
    }

    /// Faces of which something is used.
    pub fn used(&self) -> impl Iterator<Item = usize> + '_ {
        self.list.iter().enumerate().filter(|(_, face)| !face.used.is_empty()).map(|(at, _)| at)
    }

    /// The glyph of a character: in the first face that has it, else the mark of what is missing.
    pub fn glyph(&mut self, character: char) -> Glyph {
        if let Some(known) = self.known.get(&character) {
            return *known;
        }
        let found = self.list.iter().enumerate().find_map(|(at, face)| {
            let id = face.font.charmap().map(character)?;
            u16::try_from(id.to_u32()).ok().filter(|id| *id != 0).map(|id| (at, id))
        });
        let (face, id) = found.unwrap_or((0, 0));
        let advance = self.list.get(face).map_or(0.5, |face| face.advance(id));
        let glyph = Glyph { face, id, advance };
        self.known.insert(character, glyph);
        glyph
    }

    /// How wide a text is at a size.
    pub fn width(&mut self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.glyph(character).advance).sum::<f32>() * size
    }

    /// The bytes that set a text, cut where the face changes. From then on its glyphs are embedded.
    pub fn runs(&mut self, text: &str) -> Vec<(usize, Vec<u8>, f32)> {
        let mut runs: Vec<(usize, Vec<u8>, f32)> = Vec::new();
        for character in text.chars() {
            let glyph = self.glyph(character);
            let Some(face) = self.list.get_mut(glyph.face) else { continue };
            let id = face.glyphs.remap(glyph.id);
            face.used.entry(id).or_insert((character, glyph.advance * 1000.0));
            match runs.last_mut().filter(|(at, _, _)| *at == glyph.face) {
                Some((_, bytes, width)) => {
                    bytes.extend(id.to_be_bytes());
                    *width += glyph.advance;
                }
                None => runs.push((glyph.face, id.to_be_bytes().to_vec(), glyph.advance)),
            }
        }
        runs
    }
}

/// Regions whose forms of the common characters a face of a collection may have, as its family's name ends.
const REGIONS: [&str; 7] = ["JP", "J", "KR", "K", "TC", "HC", "HK"];
/// More faces than any collection has.
const MOST_FACES: u32 = 64;

/// Of a collection with a face for each region the one for Simplified Chinese, in the same style; else the face itself.
pub fn simplified_chinese_face(bytes: &[u8], index: u32) -> u32 {
    let text =
        |font: &FontRef<'_>, id: StringId| font.localized_strings(id).english_or_first().map(|text| text.to_string());
    let Ok(own) = FontRef::from_index(bytes, index) else { return index };
    let Some(family) = text(&own, StringId::FAMILY_NAME) else { return index };
    let base =
        family.rsplit_once(' ').filter(|(_, last)| REGIONS.contains(last)).map_or(family.as_str(), |(base, _)| base);
    let wanted = (Some(format!("{base} SC")), text(&own, StringId::SUBFAMILY_NAME));
    let is_wanted = |at: &u32| {
        let face = FontRef::from_index(bytes, *at).ok();
        face.is_some_and(|face| (text(&face, StringId::FAMILY_NAME), text(&face, StringId::SUBFAMILY_NAME)) == wanted)
    };
    (0..MOST_FACES).take_while(|at| FontRef::from_index(bytes, *at).is_ok()).find(is_wanted).unwrap_or(index)
}

impl Face<'_> {
    fn advance(&self, id: u16) -> f32 {
        let metrics = self.font.glyph_metrics(Size::unscaled(), LocationRef::default());
        metrics.advance_width(GlyphId::from(id)).unwrap_or(0.0) / self.units_per_em
    }

    /// A length of the font in thousandths of the size.
    pub fn thousandths(&self, length: f32) -> f32 {
        length / self.units_per_em * 1000.0
    }
}
