//! Zip archives: what is inside, and the bytes of one entry.
//!
//! The directory is read with the zip crate; an entry's bytes are read here, straight from the file, so that they can
//! be handed on as a stream, are limited while they come and never touch the disk.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::result::ZipError;
use zip::{CompressionMethod, HasZipMetadata as _, ZipArchive};

use super::error::ContainerError;
use super::guard::{Allowance, Guarded};

/// A file inside an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Position in the archive's directory, from 0.
    pub index: usize,
    /// With its folders. Names of old Chinese programs may look wrong; the index picks the entry all the same.
    pub name: String,
    /// As the archive says.
    pub packed: u64,
    /// As the archive says; what comes out is counted.
    pub unpacked: u64,
    is_encrypted: bool,
    method: CompressionMethod,
    crc: u32,
}

/// A zip whose directory was read and found harmless.
pub struct Archive {
    file: File,
    zip: ZipArchive<BufReader<File>>,
    entries: Vec<Entry>,
    has_links: bool,
}

impl Archive {
    /// Reads the directory. Folders, links and what the Macintosh adds are left out.
    ///
    /// # Errors
    /// No zip, damaged, too many entries, or a name that leads out of the folder: then nothing of it is read.
    pub fn open(file: File, most_entries: u64) -> Result<Archive, ContainerError> {
        check_entry_count(&mut &file, most_entries)?;
        let zip = ZipArchive::new(BufReader::new(file.try_clone()?)).map_err(explain)?;
        if zip.len() as u64 > most_entries {
            return Err(ContainerError::TooManyEntries { most: most_entries });
        }
        let (mut entries, mut has_links) = (Vec::new(), false);
        for index in 0..zip.len() {
            let data = zip.by_index_data(index).map_err(explain)?;
            let name = name_of(data.name_raw(), data.name().map_err(explain)?.as_ref());
            if is_unsafe(&name) {
                return Err(ContainerError::UnsafeName);
            }
            has_links |= data.is_symlink();
            if data.is_file() && !is_of_macintosh(&name) {
                entries.push(Entry {
                    index,
                    name,
                    packed: data.compressed_size(),
                    unpacked: data.size(),
                    is_encrypted: data.encrypted(),
                    method: data.compression(),
                    crc: data.crc32(),
                });
            }
        }
        Ok(Archive { file, zip, entries, has_links })
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether there are symbolic links, which are no entries here.
    pub fn has_links(&self) -> bool {
        self.has_links
    }

    /// The entry's bytes, checked against the archive's checksum at their end.
    ///
    /// # Errors
    /// Encrypted, compressed in another way, or larger by its own account than allowed.
    pub fn read(&mut self, entry: &Entry, allowance: Allowance) -> Result<Box<dyn Read + Send>, ContainerError> {
        if entry.is_encrypted {
            return Err(ContainerError::Password);
        }
        allowance.check(entry.unpacked)?;
        let data = self.zip.by_index_data(entry.index).map_err(explain)?;
        let start = data.get_metadata().data_start(&mut &self.file).map_err(explain)?;
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        let packed = BufReader::with_capacity(1 << 16, Exactly { source: file, left: entry.packed });
        match entry.method {
            CompressionMethod::Stored => Ok(Box::new(Guarded::new(Checked::new(packed, entry.crc), allowance))),
            CompressionMethod::Deflated => {
                Ok(Box::new(Guarded::new(Checked::new(DeflateDecoder::new(packed), entry.crc), allowance)))
            }
            _ => Err(ContainerError::Compression),
        }
    }
}

/// A name as UTF-8 where its bytes are, whatever the archive's flag says.
fn name_of(raw: &[u8], read: &str) -> String {
    std::str::from_utf8(raw).unwrap_or(read).to_owned()
}

/// Whether unpacking to this name could write elsewhere. Nothing is written here; an archive with such a name was made
/// by somebody who hoped for it.
fn is_unsafe(name: &str) -> bool {
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    let climbs = name.split('/').any(|step| step == "..");
    climbs || has_drive || name.starts_with('/') || name.contains(['\\', '\0'])
}

fn is_of_macintosh(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.ends_with(".DS_Store")
}

/// Refuses an archive that announces too many entries before room is made for them. The announcement stands in the last
/// 64 KiB; the zip crate chooses one if there are several, so all are looked at.
fn check_entry_count(file: &mut &File, most: u64) -> Result<(), ContainerError> {
    const TAIL_BYTES: u64 = (1 << 16) + 128;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut tail)?;
    file.rewind()?;
    let ends = memchr::memmem::find_iter(&tail, b"PK\x05\x06").filter_map(|at| count_at::<2>(&tail, at + 10));
    let ends64 = memchr::memmem::find_iter(&tail, b"PK\x06\x06").filter_map(|at| count_at::<8>(&tail, at + 32));
    // 0xFFFF in the short form says: see the long form.
    if ends.filter(|&count| count != 0xFFFF).chain(ends64).any(|count| count > most) {
        return Err(ContainerError::TooManyEntries { most });
    }
    Ok(())
}

/// The little-endian number of `N` bytes.
fn count_at<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + N).map(|digits| digits.iter().rev().fold(0, |count, &byte| count << 8 | u64::from(byte)))
}

/// What an error of the zip crate means.
fn explain(error: ZipError) -> ContainerError {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            ContainerError::Damaged { what: "the archive's directory is cut" }
        }
        ZipError::Io(error) => ContainerError::from_io(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            ContainerError::Password
        }
        ZipError::CompressionMethodNotSupported(_) => ContainerError::Compression,
        _ => ContainerError::Damaged { what: "the archive's directory cannot be read" },
    }
}

/// A stretch of a file that has to be there in full.
struct Exactly {
    source: File,
    left: u64,
}

impl Read for Exactly {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = (&mut self.source).take(self.left).read(into)?;
        self.left -= count as u64;
        if count == 0 && self.left > 0 && !into.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(count)
    }
}

/// Bytes with a checksum to compare at their end.
struct Checked<R> {
    source: R,
    crc: Crc,
    expected: u32,
}

impl<R> Checked<R> {
    fn new(source: R, expected: u32) -> Self {
        Checked { source, crc: Crc::new(), expected }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(into)?;
        self.crc.update(into.get(..count).unwrap_or_default());
        if count == 0 && !into.is_empty() && self.crc.sum() != self.expected {
            return Err(ContainerError::Damaged { what: "the checksum of the entry is wrong" }.into_io());
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;

    use super::super::guard::Limits;
    use super::*;

    /// A stored archive of these entries, in a scratch file.
    fn archive(entries: &[(&str, &[u8])], change: impl FnOnce(&mut Vec<u8>)) -> Result<Archive, ContainerError> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            writer.start_file(*name, options).expect("memory takes everything");
            writer.write_all(bytes).expect("memory takes everything");
        }
        let mut bytes = writer.finish().expect("memory takes everything").into_inner();
        change(&mut bytes);
        let mut file = tempfile::tempfile().expect("a scratch file");
        file.write_all(&bytes).expect("a scratch file takes it");
        Archive::open(file, Limits::default().entries)
    }

    fn text_of(archive: &mut Archive, number: usize) -> Result<Vec<u8>, ContainerError> {
        let entry = archive.entries()[number].clone();
        let mut text = Vec::new();
        archive.read(&entry, Allowance::text(&Limits::default(), entry.packed))?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn entries_are_listed_and_read() {
        let entries: [(&str, &[u8]); 3] = [("a/王.csv", b"a,b\n"), ("__MACOSX/a/._x", b"?"), ("b.csv", b"")];
        let mut archive = archive(&entries, |_| ()).expect("a sound archive");
        let names: Vec<_> = archive.entries().iter().map(|entry| (entry.index, entry.name.as_str())).collect();
        assert_eq!(names, [(0, "a/王.csv"), (2, "b.csv")]);
        assert_eq!(text_of(&mut archive, 0).expect("its bytes"), b"a,b\n");
        assert_eq!(text_of(&mut archive, 1).expect("its bytes"), b"");
    }

    #[test]
    fn names_that_lead_elsewhere_refuse_the_archive() {
        for name in ["../x.csv", "a/../../x.csv", "/etc/x.csv", "a\\x.csv", "C:x.csv"] {
            assert!(is_unsafe(name), "{name}");
        }
        assert!(!is_unsafe("a..b/c...csv"));
        let found = archive(&[("a.csv", b"1"), ("b/..c.csv", b"2")], |bytes| {
            for at in memchr::memmem::find_iter(&bytes.clone(), b"b/..c").collect::<Vec<_>>() {
                bytes[at..at + 5].copy_from_slice(b"b/../");
            }
        });
        assert_eq!(found.err().map(|error| error.id()), Some("unsafe-name"));
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let mut damaged = archive(&[("a.csv", b"patient")], |bytes| {
            let at = memchr::memmem::find(bytes, b"patient").expect("it is stored");
            bytes[at] = b'P';
        })
        .expect("the directory is sound");
        assert_eq!(text_of(&mut damaged, 0).expect_err("the checksum is wrong").id(), "damaged");
    }

    #[test]
    fn too_many_entries_are_refused_before_they_are_read() {
        let announced = archive(&[("a.csv", b"1")], |bytes| {
            let at = memchr::memmem::rfind(bytes, b"PK\x05\x06").expect("there is an end");
            bytes[at + 10..at + 12].copy_from_slice(&60_000u16.to_le_bytes());
        });
        assert_eq!(announced.err().map(|error| error.id()), Some("too-many-entries"));
    }

    #[test]
    fn links_are_left_out_and_encrypted_entries_refused() {
        let mut encrypted = archive(&[("a.csv", b"1")], |bytes| {
            let at = memchr::memmem::rfind(bytes, b"PK\x01\x02").expect("there is a directory");
            bytes[at + 8] |= 1;
        })
        .expect("the directory is sound");
        assert_eq!(text_of(&mut encrypted, 0).expect_err("it is encrypted").id(), "password");

        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        writer.add_symlink("link.csv", "/etc/hostname", SimpleFileOptions::default()).expect("memory takes everything");
        let mut file = tempfile::tempfile().expect("a scratch file");
        file.write_all(&writer.finish().expect("memory takes everything").into_inner()).expect("it takes it");
        assert_eq!(Archive::open(file, 10).expect("a sound archive").entries(), []);
    }
}
