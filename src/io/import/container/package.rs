//! A workbook that is a zip, looked through before anything is read from it.
//!
//! The workbook reader keeps shared texts and styles in memory and makes room for as many as the file announces. So every
//! part is unpacked once into nothing: what comes out is counted, whatever the directory says, and the marks of an
//! entity bomb and of announcements too large are looked for. On the way it shows whether there are formulas and merged
//! cells at all, which saves reading a sheet again to count them.

use std::io::Read;

use memchr::memmem::{self, Finder};

use super::archive::{Archive, Entry};
use super::error::ContainerError;
use super::guard::{Allowance, Limits};

/// Shared texts and cell formats that a workbook may have; a spreadsheet writes at most 64,000 formats.
const MOST_TEXTS: u64 = 10_000_000;
const MOST_FORMAT_MARKS: u64 = 400_000;

/// What was seen on the way; a hint that reading again is worth while.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub formulas: bool,
    pub merges: bool,
}

/// Looks through all parts, pictures too: what the workbook's own directory names as a sheet may be called anything.
///
/// # Errors
/// Too large, a bomb, encrypted, damaged, or a declaration that no office program writes.
pub fn look_through(archive: &mut Archive, limits: &Limits) -> Result<Seen, ContainerError> {
    if archive.has_links() {
        return Err(ContainerError::Damaged { what: "a part of the workbook is a link" });
    }
    let mut seen = Seen::default();
    let mut left = limits.workbook_bytes;
    let entries: Vec<Entry> = archive.entries().to_vec();
    for entry in entries {
        let allowance = Allowance { most: left, ..Allowance::workbook(limits, entry.packed) };
        let reader = archive.read(&entry, allowance).map_err(|error| whole_limit(error, limits))?;
        let mut marks = Marks::of(&entry.name);
        let unpacked = marks.read(reader).map_err(|error| whole_limit(error, limits))?;
        left = left.saturating_sub(unpacked);
        seen.formulas |= marks.formulas > 0;
        seen.merges |= marks.merges > 0;
    }
    Ok(seen)
}

/// The parts share one limit; the message names the whole of it.
fn whole_limit(error: ContainerError, limits: &Limits) -> ContainerError {
    match error {
        ContainerError::TooLarge { .. } => ContainerError::TooLarge { most: limits.workbook_bytes },
        other => other,
    }
}

/// Counts marks in a stream.
struct Marks {
    is_styles: bool,
    is_texts: bool,
    is_markup: bool,
    formulas: usize,
    merges: usize,
    formats: u64,
}

/// Bytes of one look, and how many of them are looked at again with the next so that no mark is cut.
const CHUNK: usize = 1 << 16;
const OVERLAP: usize = 64;

impl Marks {
    fn of(name: &str) -> Marks {
        let name = name.to_ascii_lowercase();
        Marks {
            is_styles: name.ends_with("styles.xml"),
            is_texts: name.ends_with("sharedstrings.xml"),
            // A drawing may declare a document type, and is not read.
            is_markup: name.ends_with(".xml") || name.ends_with(".rels"),
            formulas: 0,
            merges: 0,
            formats: 0,
        }
    }

    fn read(&mut self, mut source: impl Read) -> Result<u64, ContainerError> {
        let needles = Needles::default();
        let mut buffer = Vec::with_capacity(CHUNK + OVERLAP);
        let mut total = 0;
        loop {
            let count = source.by_ref().take(CHUNK as u64).read_to_end(&mut buffer)?;
            total += count as u64;
            if self.is_markup {
                self.look(&buffer, &needles)?;
            }
            if count < CHUNK {
                return Ok(total);
            }
            buffer.drain(..buffer.len().saturating_sub(OVERLAP));
        }
    }

    fn look(&mut self, bytes: &[u8], needles: &Needles) -> Result<(), ContainerError> {
        if needles.declaration.find(bytes).is_some() || needles.entity.find(bytes).is_some() {
            return Err(ContainerError::Declaration);
        }
        self.formulas += usize::from(needles.formulas.iter().any(|needle| needle.find(bytes).is_some()));
        self.merges += usize::from(needles.merge.find(bytes).is_some());
        if self.is_styles {
            self.formats += memmem::find_iter(bytes, b"xf").count() as u64;
        }
        let texts = if self.is_texts { announced_texts(bytes) } else { 0 };
        if self.formats > MOST_FORMAT_MARKS || texts > MOST_TEXTS {
            return Err(ContainerError::Damaged { what: "it announces more texts or formats than a workbook has" });
        }
        Ok(())
    }
}

struct Needles {
    declaration: Finder<'static>,
    entity: Finder<'static>,
    merge: Finder<'static>,
    formulas: [Finder<'static>; 2],
}

impl Default for Needles {
    fn default() -> Self {
        Needles {
            declaration: Finder::new("<!DOCTYPE"),
            entity: Finder::new("<!ENTITY"),
            merge: Finder::new("mergeCell "),
            formulas: [Finder::new("</f>"), Finder::new(":f>")],
        }
    }
}

/// The largest number after `uniqueCount=`, for which room is made.
fn announced_texts(bytes: &[u8]) -> u64 {
    memmem::find_iter(bytes, b"uniqueCount")
        .map(|at| {
            let after = bytes.get(at..).unwrap_or_default().iter().skip_while(|byte| !byte.is_ascii_digit());
            let digits = after.take_while(|byte| byte.is_ascii_digit());
            digits.fold(0u64, |count, &digit| count.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(name: &str, text: &[u8]) -> Result<Marks, &'static str> {
        let mut marks = Marks::of(name);
        marks.read(text).map_err(|error| error.id())?;
        Ok(marks)
    }

    #[test]
    fn marks_are_seen_across_chunks() {
        for before in CHUNK - 12..CHUNK + 2 {
            let text = [&b" ".repeat(before)[..], b"<c><f>1</f></c>"].concat();
            assert_eq!(look("xl/worksheets/sheet1.xml", &text).map(|marks| marks.formulas > 0), Ok(true), "{before}");
            let text = [&b" ".repeat(before)[..], b"<!DOCTYPE x>"].concat();
            assert_eq!(look("xl/workbook.xml", &text).err(), Some("declaration"), "{before}");
        }
    }

    #[test]
    fn announcements_too_large_are_refused() {
        assert!(look("xl/sharedStrings.xml", b"<sst count=\"3\" uniqueCount=\"99999999999999999999\">").is_err());
        assert!(look("xl/sharedStrings.xml", b"<sst count=\"3\" uniqueCount=\"3\">").is_ok());
        assert!(look("xl/styles.xml", &b"<xf/>".repeat(500_000)).is_err());
    }
}
