//! Documents as PDF: set in the fonts handed in, of which only the glyphs used are embedded, with their characters, so that
//! the text can be searched and copied.

mod columns;
mod embed;
mod face;
mod layout;
mod page;
mod wrap;

#[cfg(test)]
mod tests;

use std::io::Write;
use std::sync::Arc;

use pdf_writer::{Finish as _, Pdf, Rect, Ref, TextStr};

use super::document::Document;
use super::place::ExportError;
use crate::domain::demo_mark::DEMO_MARK;

pub use face::simplified_chinese_face;

use face::Faces;
use layout::lay_out;
use page::{HEIGHT, WIDTH};

/// A font's file, and which of its faces.
#[derive(Clone)]
pub struct FontFile {
    pub bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
    pub index: u32,
}

impl std::fmt::Debug for FontFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FontFile({} bytes, {})", (*self.bytes).as_ref().len(), self.index)
    }
}

/// Writes a document; `fonts` in order of preference. Synthetic data are marked at the head of every page.
///
/// # Errors
/// No font can be read, or the file not be written.
pub fn write(mut file: impl Write, document: &Document, fonts: &[FontFile], is_demo: bool) -> Result<(), ExportError> {
    let bytes = bytes(document, fonts, is_demo)?;
    Ok(file.write_all(&bytes)?)
}

fn bytes(document: &Document, fonts: &[FontFile], is_demo: bool) -> Result<Vec<u8>, ExportError> {
    let mut faces = Faces::read(fonts).ok_or_else(|| unusable("no font can be read"))?;
    let mark = is_demo.then(|| match document.demo_words.as_str() {
        "" => DEMO_MARK.to_owned(),
        words => format!("{words} · {DEMO_MARK}"),
    });
    let pages = lay_out(document, &mut faces, mark.as_deref());
    let mut pdf = Pdf::new();
    let mut next = Ref::new(1);
    let (catalog, tree, info) = (next.bump(), next.bump(), next.bump());
    pdf.catalog(catalog).pages(tree).lang(TextStr(&document.language));
    let names: Vec<(String, Ref)> = faces.used().map(|at| (face::resource_name(at), next.bump())).collect();
    let page_refs: Vec<(Ref, Ref)> = pages.iter().map(|_| (next.bump(), next.bump())).collect();
    pdf.pages(tree).kids(page_refs.iter().map(|(page, _)| *page)).count(page_refs.len() as i32);
    for (content, (page_ref, content_ref)) in pages.into_iter().zip(&page_refs) {
        embed::compressed(&mut pdf, *content_ref, content.finish().as_slice())?;
        let mut page = pdf.page(*page_ref);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(*content_ref);
        let mut resources = page.resources();
        let mut list = resources.fonts();
        for (name, font) in &names {
            list.pair(pdf_writer::Name(name.as_bytes()), *font);
        }
        list.finish();
        resources.finish();
        page.finish();
    }
    for (at, (_, font)) in faces.used().collect::<Vec<_>>().into_iter().zip(&names) {
        embed::font(&mut pdf, &mut next, *font, &faces, at)?;
    }
    let mut about = pdf.document_info(info);
    about.title(TextStr(&document.title)).creator(TextStr("Wardtwin"));
    if let Some(mark) = &mark {
        about.subject(TextStr(mark));
    }
    about.finish();
    Ok(pdf.finish())
}

fn unusable(what: &str) -> ExportError {
    ExportError::System { what: what.to_owned() }
}
