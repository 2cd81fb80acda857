//! Backups of one store in a folder, named by when they were made, of which the newest few are kept.

use std::path::{Path, PathBuf};

use crate::base::{Moment, Zone};
use crate::io::store::sqlite::store_of_backup;

const ENDING: &str = ".backup";

/// The name of a backup made at a moment: `Ward 3 2026-01-31 08-15-00Z.backup`. Names sort as they were made.
fn name_at(store: &str, utc_secs: i64) -> String {
    let moment: Moment = Zone::utc().moment(utc_secs);
    let (hour, minute, second) = moment.local_hms();
    format!("{}{} {hour:02}-{minute:02}-{second:02}Z{ENDING}", prefix(store), moment.local_date().iso())
}

/// Where a backup made at a moment goes: where something of that name is there already, such as another store's of the same
/// name, the name says a later second. The place is taken by an empty file, so that two programs at once get two; the backup
/// is put over it. Nothing else is written over.
pub fn place_at(folder: &Path, store: &str, utc_secs: i64) -> PathBuf {
    let mut later = utc_secs;
    loop {
        let place = folder.join(name_at(store, later));
        match std::fs::OpenOptions::new().write(true).create_new(true).open(&place) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => later += 1,
            // Whatever else is wrong with the folder is told when the backup is written.
            Ok(_) | Err(_) => return place,
        }
    }
}

/// Letters, digits, spaces and dashes of the store's name; the rest becomes a dash.
fn prefix(store: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_') { c } else { '-' };
    let name: String = store.trim().chars().map(plain).collect();
    format!("{name} ")
}

/// Whose backups: two stores may have one name.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    pub name: &'a str,
    pub id: &'a str,
}

/// Backups of a store, the oldest first: files of other names are none, and none of that name that another store's, or
/// nobody's, content gives away.
pub fn of_store(folder: &Path, store: Whose<'_>) -> Vec<PathBuf> {
    let mut all = named(folder, store.name);
    all.retain(|path| store_of_backup(path).is_some_and(|id| id == store.id));
    all
}

fn named(folder: &Path, store: &str) -> Vec<PathBuf> {
    let prefix = prefix(store);
    let is_one = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let stamp = name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(ENDING));
        stamp.is_some_and(is_stamp) && path.is_file()
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut all: Vec<PathBuf> = entries.filter(is_one).collect();
    all.sort();
    all
}

/// Such as `2026-01-31 08-15-00Z`.
fn is_stamp(text: &str) -> bool {
    let shape = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    shape.eq(*b"0000-00-00 00-00-00Z")
}

/// Makes the folder where it is not there.
///
/// # Errors
/// As the system says.
pub fn make(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

/// Removes the oldest backups of a store so that `keep` are left; how many went.
///
/// # Errors
/// As the system says.
pub fn keep_newest(folder: &Path, store: Whose<'_>, keep: usize) -> std::io::Result<usize> {
    let all = of_store(folder, store);
    let old = all.len().saturating_sub(keep.max(1));
    all.iter().take(old).try_for_each(std::fs::remove_file)?;
    Ok(old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(path: &Path, id: &str) {
        let mut archive = zip::ZipWriter::new(std::fs::File::create(path).expect("made"));
        archive.start_file("backup.json", zip::write::SimpleFileOptions::default()).expect("begun");
        let list = format!(
            r#"{{"store_id":"{id}","made_utc_secs":0,"files":[{{"name":"header.json","bytes":0,"sha256":""}},
            {{"name":"store.db","bytes":0,"sha256":""}}]}}"#
        );
        std::io::Write::write_all(&mut archive, list.as_bytes()).expect("written");
        archive.finish().expect("whole");
    }

    #[test]
    fn the_newest_are_kept_and_other_files_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let names: Vec<String> = (0..5).map(|day| name_at("Ward/3", 1_700_000_000 + day * 86_400)).collect();
        assert_eq!(names[0], "Ward-3 2023-11-14 22-13-20Z.backup");
        let others =
            ["Ward-3 mine.backup", "Ward-3 2023-11-14 22-13-20Z.backup.part-7", "Ward-30 2023-11-14 22-13-20Z.backup"];
        for name in names.iter().map(String::as_str).chain(others) {
            backup(&folder.path().join(name), "one");
        }
        // Another store of the same name, and a file that is no backup at all.
        let strangers = [-1, -2].map(|day| folder.path().join(name_at("Ward/3", 1_700_000_000 + day * 86_400)));
        backup(&strangers[0], "other");
        std::fs::write(&strangers[1], b"a letter").expect("written");
        let whose = Whose { name: "Ward/3", id: "one" };
        assert_eq!(keep_newest(folder.path(), whose, 2).expect("removed"), 3);
        assert!(strangers.iter().all(|path| path.exists()));
        let left: Vec<PathBuf> = of_store(folder.path(), whose);
        assert_eq!(left, [folder.path().join(&names[3]), folder.path().join(&names[4])]);
        assert!(others.iter().all(|name| folder.path().join(name).exists()));
        let taken = place_at(folder.path(), "Ward/3", 1_700_000_000 + 4 * 86_400);
        assert_eq!(taken, folder.path().join(name_at("Ward/3", 1_700_000_001 + 4 * 86_400)));
        assert_eq!(keep_newest(folder.path(), whose, 0).expect("removed"), 1, "one is always kept");
    }
}
