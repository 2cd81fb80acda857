//! Files that leave the program: this user's alone, and never within the folder of a store, where one name too many would
//! take the place of a store's own file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The file of a store's header; what it begins with is how a store is known.
const HEADER_FILE: &str = "header.json";
const HEADER_WORD: &[u8] = b"wardtwin-store";
/// Where the word stands, at the latest.
const HEADER_START: u64 = 1 << 16;

/// Whether a path lies within the folder of a store, whatever links lead there.
pub fn is_in_store(path: &Path) -> bool {
    let whole = path.canonicalize().ok();
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Where the file itself is a link, both where it lies and where it leads.
    let lies = parent.canonicalize().ok();
    [whole, lies].into_iter().flatten().any(|path| path.ancestors().any(is_store))
}

fn is_store(folder: &Path) -> bool {
    let read = || -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        File::open(folder.join(HEADER_FILE))?.take(HEADER_START).read_to_end(&mut start)?;
        Ok(start)
    };
    read().is_ok_and(|start| start.windows(HEADER_WORD.len()).any(|part| part == HEADER_WORD))
}

/// Makes an empty file that only this user may read, or empties the one that is there.
///
/// # Errors
/// As the system says.
pub fn make(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn no_way_leads_into_the_folder_of_a_store() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("S/deep")).expect("made");
        std::fs::create_dir(at("out")).expect("made");
        std::fs::write(at("S/header.json"), "{ \"magic\": \"wardtwin-store\" }").expect("written");
        std::fs::write(at("out/header.json"), "{}").expect("written");
        symlink(at("S"), at("link")).expect("linked");
        symlink(at("S/store.db"), at("out/dangling")).expect("linked");
        symlink(at("S/header.json"), at("out/file")).expect("linked");
        let inside = ["S/store.db", "S/new", "S/deep/new", "link/store.db", "out/file", "out/../S/new", "S"];
        for path in inside {
            assert!(is_in_store(&at(path)), "{path}");
        }
        for path in ["out/new", "out/header.json", "new", "S.backup"] {
            assert!(!is_in_store(&at(path)), "{path}");
        }
        make(&at("out/new")).expect("made");
        let mode = std::fs::metadata(at("out/new")).expect("is there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}
