//! A backup: the store's files, encrypted as they are, in one archive that is opened and read once before it counts.
//!
//! Files are copied while no writer may commit; the journal last, since one that is ahead of the store is in order. What a
//! backup is restored from is not trusted: only the names that belong to a store are taken, each as a new file of a new
//! folder, and each has to be as long and as hashed as the archive says.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::super::{Store as _, StoreError};
use super::core::{Core, STORE_FILE};
use super::failure::{damaged, file_error, name_of};
use super::header::{self, HEADER_FILE};
use super::inbox::{self, INBOX_FILE};
use super::journal::JOURNAL_FILE;
use super::open::check_copy;
use super::{audit_head::HEAD_FILE, private};
use crate::base::Progress;
use crate::domain::access::Grant;
use crate::io::output_file;
use crate::io::vault::{random, to_hex};

/// What a store is made of; nothing else is taken from an archive.
const FILES: [&str; 8] =
    [HEADER_FILE, STORE_FILE, "store.db-wal", JOURNAL_FILE, "journal.db-wal", HEAD_FILE, INBOX_FILE, "inbox.db-wal"];
const LIST_FILE: &str = "backup.json";
/// A list of eight files is not longer.
const MAX_LIST_BYTES: u64 = 1 << 16;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Listed {
    name: String,
    bytes: u64,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct List {
    /// By which this computer knows the store.
    store_id: String,
    /// The header's, where that is another one: of a copy with an id of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header_id: Option<String>,
    made_utc_secs: i64,
    files: Vec<Listed>,
}

/// Copies the store into a file, opens that copy, and reads everything in it once.
///
/// # Errors
/// Where this process may not write; disk full; [`StoreError::Damaged`] where the copy does not check out.
pub fn backup(core: &Core, grant: &Grant, to: &Path, progress: &Progress) -> Result<(), StoreError> {
    if output_file::is_in_store(to) {
        return Err(StoreError::InsideStore { name: name_of(to) });
    }
    core.demand_writing()?;
    core.journal_entry(grant)?;
    let beside = to.with_file_name(format!("{}.part-{}", name_of(to), std::process::id()));
    let made = copy(core, grant, &beside).and_then(|()| verify(core, &beside, progress));
    let made = made.and_then(|()| std::fs::rename(&beside, to).map_err(|error| file_error(to, &error)));
    if made.is_err() {
        let _outcome = std::fs::remove_file(&beside);
        // A place that was taken for it.
        if to.metadata().is_ok_and(|place| place.is_file() && place.len() == 0) {
            let _outcome = std::fs::remove_file(to);
        }
    }
    made
}

fn copy(core: &Core, grant: &Grant, to: &Path) -> Result<(), StoreError> {
    let file = private::options().create_new(true).open(to).map_err(|error| file_error(to, &error))?;
    let mut archive = ZipWriter::new(file);
    let mut files = Vec::new();
    let mut add = |names: &[&str]| {
        for name in names {
            if let Some(listed) = add_file(&mut archive, &core.folder.join(name), name)? {
                files.push(listed);
            }
        }
        Ok(())
    };
    core.rehearse(|_, _| add(&[HEADER_FILE, STORE_FILE, "store.db-wal"]))?;
    inbox::while_quiet(core, || add(&[INBOX_FILE, "inbox.db-wal"]))??;
    core.journal.while_quiet(|| add(&[JOURNAL_FILE, "journal.db-wal", HEAD_FILE]))??;
    let (store_id, of_header) = (core.info.store_id.clone(), header::read(&core.folder)?.store_id().to_owned());
    let header_id = (of_header != store_id).then_some(of_header);
    let list = List { store_id, header_id, made_utc_secs: grant.at_utc_secs(), files };
    let text = serde_json::to_vec_pretty(&list).map_err(|_| damaged("a list that cannot be written"))?;
    let unwritten = |error: std::io::Error| file_error(to, &error);
    archive.start_file(LIST_FILE, stored()).map_err(|error| unwritten(error.into()))?;
    archive.write_all(&text).map_err(unwritten)?;
    let file = archive.finish().map_err(|error| unwritten(error.into()))?;
    file.sync_all().map_err(unwritten)
}

/// As it is: encrypted bytes do not get shorter.
fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true)
}

/// Adds a file where it is there; a log is not, after the last writer left.
fn add_file(archive: &mut ZipWriter<File>, path: &Path, name: &str) -> Result<Option<Listed>, StoreError> {
    let failed = |error: std::io::Error| file_error(path, &error);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    archive.start_file(name, stored()).map_err(|error| failed(error.into()))?;
    let (bytes, sha256) = pour(&mut file, archive, u64::MAX).map_err(failed)?;
    Ok(Some(Listed { name: name.to_owned(), bytes, sha256 }))
}

/// Copies at most so many bytes; how many there were and their hash.
fn pour(from: &mut impl Read, to: &mut impl Write, most: u64) -> std::io::Result<(u64, String)> {
    let (mut hash, mut count, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 20]);
    let mut from = from.take(most);
    loop {
        let read = from.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        to.write_all(bytes)?;
        count += read as u64;
    }
    Ok((count, to_hex(&hash.finalize())))
}

/// Opens the copy in a folder beside it and reads everything in it once.
fn verify(core: &Core, archive: &Path, progress: &Progress) -> Result<(), StoreError> {
    let tag = random::<8>().map_err(|error| super::failure::vault_error(archive, error))?;
    let folder = archive.with_file_name(format!(".{}-{}", name_of(archive), to_hex(&tag)));
    let checked = restore(archive, &folder).and_then(|()| {
        let copy = check_copy(&folder, &core.key)?;
        match copy.check(progress)?.first() {
            None => Ok(()),
            Some(fault) => Err(damaged(&format!("the copy does not check out: {fault}"))),
        }
    });
    let _outcome = std::fs::remove_dir_all(&folder);
    checked
}

/// Restores a backup of this store into a folder beside it that is thrown away, and reads all of it; what does not check
/// out, one line each.
///
/// # Errors
/// The file is no backup, or not of this store.
pub fn drill(core: &Core, grant: &Grant, from: &Path, progress: &Progress) -> Result<Vec<String>, StoreError> {
    core.journal_entry(grant)?;
    let tag = random::<8>().map_err(|error| super::failure::vault_error(from, error))?;
    let folder = from.with_file_name(format!(".{}-{}", name_of(from), to_hex(&tag)));
    let looked = restore(from, &folder).and_then(|()| {
        if store_of_backup(from).is_none_or(|id| id != core.info.store_id) {
            return Err(StoreError::NotFound { what: "a backup of this store".to_owned() });
        }
        check_copy(&folder, &core.key)?.check(progress)
    });
    let _outcome = std::fs::remove_dir_all(&folder);
    looked
}

/// The id of the store that a file is a backup of, as it says itself; `None` for another file.
pub fn store_of_backup(archive: &Path) -> Option<String> {
    let mut archive = ZipArchive::new(File::open(archive).ok()?).ok()?;
    read_list(&mut archive).map(|list| list.store_id)
}

/// Puts a backup's files into a new folder. Whether they open is for who has a passphrase to see.
///
/// # Errors
/// [`StoreError::AlreadyThere`], [`StoreError::NotAStore`] for another file, [`StoreError::Damaged`]; nothing stays.
pub fn restore(archive: &Path, folder: &Path) -> Result<(), StoreError> {
    if folder.exists() {
        return Err(StoreError::AlreadyThere { name: name_of(folder) });
    }
    let file = File::open(archive).map_err(|error| file_error(archive, &error))?;
    let not_ours = || StoreError::NotAStore { name: name_of(archive) };
    let mut archive = ZipArchive::new(file).map_err(|_| not_ours())?;
    let list = read_list(&mut archive).ok_or_else(not_ours)?;
    private::make_folder(folder).map_err(|error| file_error(folder, &error))?;
    let restored = list.files.iter().try_for_each(|listed| take_file(&mut archive, listed, folder)).and_then(|()| {
        let header = header::read(folder)?;
        if header.store_id() == list.header_id.as_ref().unwrap_or(&list.store_id) {
            Ok(())
        } else {
            Err(damaged("the backup's files belong to two stores"))
        }
    });
    if restored.is_err() {
        let _outcome = std::fs::remove_dir_all(folder);
    }
    restored
}

fn read_list(archive: &mut ZipArchive<File>) -> Option<List> {
    let mut text = Vec::new();
    archive.by_name(LIST_FILE).ok()?.take(MAX_LIST_BYTES).read_to_end(&mut text).ok()?;
    let list: List = serde_json::from_slice(&text).ok()?;
    let is_known = |listed: &Listed| FILES.contains(&listed.name.as_str());
    let has = |name: &str| list.files.iter().any(|listed| listed.name == name);
    (list.files.len() <= FILES.len() && list.files.iter().all(is_known) && has(HEADER_FILE) && has(STORE_FILE))
        .then_some(list)
}

fn take_file(archive: &mut ZipArchive<File>, listed: &Listed, folder: &Path) -> Result<(), StoreError> {
    let broken = || damaged(&format!("{} of the backup does not check out", listed.name));
    let to: PathBuf = folder.join(&listed.name);
    let mut from = archive.by_name(&listed.name).map_err(|_| broken())?;
    let mut file = private::options().create_new(true).open(&to).map_err(|error| file_error(&to, &error))?;
    let poured = pour(&mut from, &mut file, listed.bytes.saturating_add(1));
    let (bytes, sha256) = poured.map_err(|error| match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::DiskFull,
        _ => broken(),
    })?;
    file.sync_all().map_err(|error| file_error(&to, &error))?;
    if (bytes, &sha256) == (listed.bytes, &listed.sha256) { Ok(()) } else { Err(broken()) }
}

#[cfg(test)]
mod tests {
    use super::super::super::conformance::{grant, import, patient};
    use super::super::{NewStore, create, open};
    use super::*;
    use crate::base::Zone;
    use crate::domain::access::{Action, Scope};
    use crate::io::store::{RecordBatch, TrustStore as _};
    use crate::io::vault::{KdfCost, Passphrase};

    #[test]
    fn a_backup_opens_elsewhere_with_what_was_there_and_damage_is_named() {
        let desk = tempfile::tempdir().expect("a folder");
        let path = |name: &str| desk.path().join(name);
        let word = || Passphrase::new("open".to_owned());
        let spec =
            NewStore { name: "W".into(), zone: Zone::utc(), passphrase: word(), cost: KdfCost::Cheapest, demo: false };
        let store = create(&path("a"), spec, &grant(Action::CreateStore, Scope::Store), &path("state")).expect("made");
        import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W0", "Wang", 2)])]);
        let asked = grant(Action::Backup, Scope::Store);
        store.back_up(&asked, &path("b.backup"), &Progress::default()).expect("backed up");
        let before = store.content_hash(&Progress::default()).expect("reads");
        import(&*store, "patients", vec![RecordBatch::Patients(vec![patient("W1", "Li", 2)])]);
        drop(store);
        assert_eq!(std::fs::read_dir(desk.path()).expect("reads").count(), 3, "nothing stays beside it");
        restore(&path("b.backup"), &path("c")).expect("restored");
        assert!(matches!(restore(&path("b.backup"), &path("c")), Err(StoreError::AlreadyThere { .. })));
        let opening = grant(Action::OpenStore, Scope::Store);
        let restored = open(&path("c"), &word(), &opening, &path("elsewhere"), 0).expect("opens").store;
        assert_eq!(restored.content_hash(&Progress::default()).expect("reads"), before);
        assert_eq!(restored.check(&Progress::default()).expect("reads"), Vec::<String>::new());
        // Every byte counts, and the end too.
        let whole = std::fs::read(path("b.backup")).expect("reads");
        let step = whole.len() / 61;
        for at in (0..whole.len()).step_by(step) {
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            std::fs::write(path("bad.backup"), &bytes).expect("written");
            let outcome = restore(&path("bad.backup"), &path("d"));
            // A bit of the archive's own frame may say nothing of the files; then they are as they were.
            match outcome {
                Ok(()) => {
                    let opened = open(&path("d"), &word(), &opening, &path("d-state"), 0).expect("opens").store;
                    assert_eq!(opened.content_hash(&Progress::default()).expect("reads"), before, "byte {at}");
                    drop(opened);
                    std::fs::remove_dir_all(path("d")).expect("removed");
                }
                Err(_) => assert!(!path("d").exists()),
            }
        }
        std::fs::write(path("bad.backup"), &whole[..whole.len() / 2]).expect("written");
        assert!(matches!(restore(&path("bad.backup"), &path("d")), Err(StoreError::NotAStore { .. })));
    }

    #[test]
    fn an_archive_that_names_other_places_is_refused() {
        let desk = tempfile::tempdir().expect("a folder");
        for name in ["../evil", "/tmp/evil", "in-use.lock", "a/header.json"] {
            let path = desk.path().join("evil.backup");
            let mut archive = ZipWriter::new(File::create(&path).expect("made"));
            archive.start_file(name, stored()).expect("begun");
            archive.write_all(b"x").expect("written");
            let list = List {
                store_id: String::new(),
                header_id: None,
                made_utc_secs: 0,
                files: vec![Listed { name: name.to_owned(), bytes: 1, sha256: String::new() }],
            };
            archive.start_file(LIST_FILE, stored()).expect("begun");
            archive.write_all(&serde_json::to_vec(&list).expect("JSON")).expect("written");
            archive.finish().expect("finished");
            let refused = restore(&path, &desk.path().join("out"));
            assert!(matches!(refused, Err(StoreError::NotAStore { .. })), "{name}: {refused:?}");
            assert!(!desk.path().join("evil").exists() && !desk.path().join("out").exists());
        }
    }
}
