//! A file that is no text table itself but holds one: gzip, zip, workbook. Told from its bytes, listed, and opened as
//! the bytes of the table, which the importer then reads as it reads any file.
//!
//! Nothing is written to disk. What is unpacked is limited while it is unpacked ([`Limits`]).

mod archive;
mod book;
pub mod cells;
pub mod error;
mod guard;
mod gzip;
mod kind;
mod ods;
mod ods_cell;
mod package;
mod places;
mod sheet;
pub mod sheet_text;
mod styles;
mod values;
mod workbook;
mod xls;
mod xlsb;
mod xlsx;

use std::fs::File;
use std::io::{Cursor, Read, Seek as _};
use std::path::Path;

use self::archive::{Archive, Entry};
pub use self::cells::{CellPlace, CellRange};
pub use self::error::ContainerError;
use self::guard::Allowance;
pub use self::guard::Limits;
pub use self::kind::Foreign;
use self::kind::{HEAD_BYTES, Kind, Package, kind_of, package_of};
pub use self::places::Places;
pub use self::sheet::SheetReport;
use self::workbook::Format;

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// A text, as far as its first bytes tell.
    Plain,
    Gzip,
    /// An archive that is no workbook.
    Zip,
    Workbook,
    /// A kind of file without a table for this program.
    Refused(Foreign),
}

/// A table that can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of the entry with its folders, or of the sheet; empty for a file that is its only part.
    pub name: String,
    pub kind: PartKind,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The plain or the unpacked file.
    File,
    /// A file in an archive, with its unpacked size as the archive says.
    Entry { bytes: u64 },
    /// A sheet. Its range is what the workbook declares, which may be larger than its values; `None` if it is empty.
    Sheet { used: Option<CellRange>, is_hidden: bool },
}

/// Which table of a file. The default picks the only one there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pick {
    pub part: Option<PartPick>,
    /// Of a sheet; without it all of it, from A1 on.
    pub range: Option<CellRange>,
}

/// A part by its place in the list of [`parts`], or by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartPick {
    Index(usize),
    Name(String),
}

/// A table that is open.
pub struct Opened {
    /// Of text: an error in the middle holds a [`ContainerError`], see [`ContainerError::from_io`].
    pub text: Box<dyn Read + Send>,
    /// Only for a sheet.
    pub sheet: Option<OpenedSheet>,
}

/// What belongs to the text of a sheet. That text is UTF-8 with commas, whatever the workbook's country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedSheet {
    pub name: String,
    /// From lines and columns of the text to cells.
    pub places: Places,
    pub report: SheetReport,
}

/// Tells what a file is.
///
/// # Errors
/// It cannot be read, or is an archive with a damaged or dangerous directory.
pub fn container_of(path: &Path) -> Result<Container, ContainerError> {
    Ok(match Inside::of(path, &Limits::default())? {
        Inside::Plain(_) => Container::Plain,
        Inside::Gzip { .. } => Container::Gzip,
        Inside::Zip(_) => Container::Zip,
        Inside::Workbook(..) => Container::Workbook,
        Inside::Foreign(foreign) => Container::Refused(foreign),
    })
}

/// Lists the tables of a file. A workbook is looked through, which takes about as long as reading it.
///
/// # Errors
/// No table this program reads, damaged, protected, or more than the limits allow.
pub fn parts(path: &Path, limits: &Limits) -> Result<Vec<Part>, ContainerError> {
    match Inside::of(path, limits)? {
        Inside::Plain(_) | Inside::Gzip { .. } => Ok(vec![Part { name: String::new(), kind: PartKind::File }]),
        Inside::Zip(archive) => Ok(archive.entries().iter().map(part_of).collect()),
        Inside::Workbook(file, format) => workbook::parts(file, format, limits),
        Inside::Foreign(foreign) => Err(ContainerError::Foreign(foreign)),
    }
}

fn part_of(entry: &Entry) -> Part {
    Part { name: entry.name.clone(), kind: PartKind::Entry { bytes: entry.unpacked } }
}

/// Opens a table. A sheet is read as a whole before its text is handed out, so that its report is complete.
///
/// # Errors
/// As [`parts`]; several tables and none picked; a pick that is not there.
pub fn open(path: &Path, pick: &Pick, limits: &Limits) -> Result<Opened, ContainerError> {
    let inside = Inside::of(path, limits)?;
    if pick.range.is_some() && !matches!(inside, Inside::Workbook(..)) {
        return Err(ContainerError::BadRange);
    }
    let text: Box<dyn Read + Send> = match inside {
        Inside::Plain(file) => Box::new(file),
        Inside::Gzip { file, packed } => plain(Box::new(gzip::unpack(file, packed, limits)))?,
        Inside::Zip(archive) => entry_text(archive, pick, limits)?,
        Inside::Workbook(file, format) => {
            let (text, sheet) = workbook::open(file, format, pick, limits)?;
            return Ok(Opened { text: Box::new(Cursor::new(text)), sheet: Some(sheet) });
        }
        Inside::Foreign(foreign) => return Err(ContainerError::Foreign(foreign)),
    };
    Ok(Opened { text, sheet: None })
}

fn entry_text(mut archive: Archive, pick: &Pick, limits: &Limits) -> Result<Box<dyn Read + Send>, ContainerError> {
    let names: Vec<&str> = archive.entries().iter().map(|entry| entry.name.as_str()).collect();
    let index = chosen(pick, &names, |_| true)?;
    let entry = archive.entries().get(index).cloned().ok_or(ContainerError::NoSuchPart)?;
    plain(archive.read(&entry, Allowance::text(limits, entry.packed))?)
}

/// The place of the picked name; without a pick that of the only candidate.
fn chosen(pick: &Pick, names: &[&str], is_candidate: impl Fn(usize) -> bool) -> Result<usize, ContainerError> {
    let candidates: Vec<usize> = (0..names.len()).filter(|&index| is_candidate(index)).collect();
    match (&pick.part, candidates.as_slice()) {
        (Some(PartPick::Index(index)), _) if *index < names.len() => Ok(*index),
        (Some(PartPick::Index(_)), _) => Err(ContainerError::NoSuchPart),
        (Some(PartPick::Name(name)), _) => {
            names.iter().position(|found| found == name).ok_or(ContainerError::NoSuchPart)
        }
        (None, [only]) => Ok(*only),
        (None, []) => Err(ContainerError::NothingInside),
        (None, several) => Err(ContainerError::ManyInside { count: several.len() }),
    }
}

/// Refuses what is packed once more: one level is unpacked, not two.
fn plain(mut text: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>, ContainerError> {
    let mut head = Vec::new();
    text.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    match kind_of(&head) {
        Kind::Plain => Ok(Box::new(Cursor::new(head).chain(text))),
        Kind::Foreign(foreign) => Err(ContainerError::Foreign(foreign)),
        Kind::Gzip | Kind::Zip | Kind::Ole => Err(ContainerError::Nested),
    }
}

/// A file whose kind is known.
enum Inside {
    Plain(File),
    Gzip { file: File, packed: u64 },
    Zip(Archive),
    Workbook(File, Format),
    Foreign(Foreign),
}

impl Inside {
    fn of(path: &Path, limits: &Limits) -> Result<Inside, ContainerError> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(ContainerError::Unreadable { what: "it is not a file".to_owned() });
        }
        let mut head = Vec::new();
        file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        file.rewind()?;
        match kind_of(&head) {
            Kind::Plain => Ok(Inside::Plain(file)),
            Kind::Gzip => Ok(Inside::Gzip { file, packed: metadata.len() }),
            Kind::Zip => Inside::of_zip(file, limits),
            Kind::Ole => Ok(Inside::Workbook(file, Format::Xls)),
            Kind::Foreign(foreign) => Ok(Inside::Foreign(foreign)),
        }
    }

    fn of_zip(file: File, limits: &Limits) -> Result<Inside, ContainerError> {
        let archive = Archive::open(file.try_clone()?, limits.entries)?;
        let package = package_of(archive.entries().iter().map(|entry| entry.name.as_str()));
        Ok(match package {
            Package::Archive => Inside::Zip(archive),
            Package::Xlsx => Inside::Workbook(file, Format::Xlsx),
            Package::Xlsb => Inside::Workbook(file, Format::Xlsb),
            Package::Ods => Inside::Workbook(file, Format::Ods),
            Package::Foreign(foreign) => Inside::Foreign(foreign),
        })
    }
}

#[cfg(test)]
mod tests;
