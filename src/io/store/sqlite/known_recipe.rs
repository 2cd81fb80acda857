//! What this computer knows of the tables without identity of a store: by what they were made, kept beside the counter of
//! [`super::rollback`]. A backup from before the first table knows of none, and a second table of another kind could be joined
//! to the first.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::super::{RECIPE_SETTING, StoreError};
use super::snapshot::find_text;
use super::trust::SETTING;
use super::{copies, private};

/// No recipe is longer.
const LONGEST: u64 = 1 << 12;

/// Where a store's recipe is kept: by its own id, and by the id of what it is a copy of.
#[derive(Clone, Debug)]
pub struct KnownRecipe {
    own: PathBuf,
    origin: Option<PathBuf>,
}

impl KnownRecipe {
    /// What store and computer know, each of which learns from the other.
    ///
    /// # Errors
    /// Damaged.
    pub fn of(connection: &Connection, state_dir: &Path, store_id: &str) -> Result<KnownRecipe, StoreError> {
        let known = KnownRecipe::new(state_dir, store_id, copies::origin(connection)?.as_deref());
        let kept = find_text(connection, &format!("{SETTING}{RECIPE_SETTING}"))?;
        if let Some(line) = kept.or_else(|| known.read()) {
            known.remember(&line);
        }
        Ok(known)
    }

    fn new(state_dir: &Path, store_id: &str, origin: Option<&str>) -> KnownRecipe {
        let place = |id: &str| state_dir.join(format!("{id}.recipe"));
        KnownRecipe { own: place(store_id), origin: origin.map(place) }
    }

    /// The one that was remembered last; of a copy without one, that of its origin.
    pub fn read(&self) -> Option<String> {
        read(&self.own).or_else(|| self.origin.as_deref().and_then(read))
    }

    /// Remembers one. That it could not be written loses what an older copy would be held to, and nothing else.
    pub fn remember(&self, line: &str) {
        if read(&self.own).as_deref() == Some(line) {
            return;
        }
        let beside = self.own.with_extension(format!("recipe-{}", std::process::id()));
        let folder = self.own.parent().unwrap_or(Path::new("."));
        let _outcome = std::fs::create_dir_all(folder)
            .and_then(|()| private::options().truncate(true).open(&beside)?.write_all(line.as_bytes()))
            .and_then(|()| std::fs::rename(&beside, &self.own));
    }
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    std::fs::File::open(path).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_held_to_what_its_origin_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let origin = KnownRecipe::new(folder.path(), "ab", None);
        let copy = KnownRecipe::new(folder.path(), "cd", Some("ab"));
        assert_eq!((origin.read(), copy.read()), (None, None));
        origin.remember("k 11, by age");
        assert_eq!(copy.read().as_deref(), Some("k 11, by age"));
        copy.remember("k 20, by age");
        assert_eq!((origin.read().as_deref(), copy.read().as_deref()), (Some("k 11, by age"), Some("k 20, by age")));
        assert_eq!(KnownRecipe::new(folder.path(), "ef", None).read(), None);
    }
}
