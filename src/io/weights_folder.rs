//! The weights that a user keeps by name: a folder beside the settings, a TOML file for each name and version, the same
//! file that the command line takes. Nothing about patients.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::domain::weight_profile::WeightProfile;

use super::export::place::write_whole;
use super::export::{ExportError, IfThere};
use super::weights_file;

const FOLDER: &str = "weights";

/// What is in the folder.
#[derive(Debug, Default, PartialEq)]
pub struct KeptWeights {
    /// In order of name and version.
    pub profiles: Vec<WeightProfile>,
    /// Why a file there could not be read.
    pub unread: Vec<String>,
}

/// Why weights were not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// Other weights have this name and version: two numbers would look like one.
    #[error("other weights are kept under this name and version")]
    AlreadyThere,
    #[error(transparent)]
    Unwritten(#[from] ExportError),
    #[error("the weights cannot be written: {0}")]
    NoToml(#[from] toml::ser::Error),
}

/// Reads every profile kept below the settings' folder; none where there is no folder yet.
pub fn read_all(config: &Path) -> KeptWeights {
    let mut kept = KeptWeights::default();
    let Ok(entries) = std::fs::read_dir(config.join(FOLDER)) else { return kept };
    let paths = entries.flatten().map(|entry| entry.path());
    for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        match weights_file::read(&path) {
            Ok(profile) => kept.profiles.push(profile),
            Err(error) => kept.unread.push(error.to_string()),
        }
    }
    kept.profiles.sort_by(|one, other| (one.name(), one.version()).cmp(&(other.name(), other.version())));
    kept.unread.sort();
    kept
}

/// Keeps a profile by its name and version. What is kept is never changed: other weights need another version.
///
/// # Errors
/// Others have this name and version, or the folder cannot be written.
pub fn keep(config: &Path, profile: &WeightProfile) -> Result<(), KeepError> {
    let folder = config.join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(ExportError::from)?;
    let path = path_of(&folder, profile);
    match weights_file::read(&path) {
        Ok(there) if there == *profile => return Ok(()),
        Ok(_) => return Err(KeepError::AlreadyThere),
        Err(_) => {}
    }
    let text = weights_file::to_toml(profile)?;
    match write_whole(&path, IfThere::Refuse, |file| Ok(file.write_all(text.as_bytes())?)) {
        Err(ExportError::AlreadyThere) => Err(KeepError::AlreadyThere),
        written => Ok(written?),
    }
}

/// Removes the profile of this name and version from the folder.
///
/// # Errors
/// It cannot be removed.
pub fn remove(config: &Path, profile: &WeightProfile) -> Result<(), ExportError> {
    Ok(std::fs::remove_file(path_of(&config.join(FOLDER), profile))?)
}

/// Every sign that a file's name could stumble over is written by its number, so that two names never share a file.
fn path_of(folder: &Path, profile: &WeightProfile) -> PathBuf {
    let plain = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_');
    let written = |text: &str| -> String {
        let signs = text.chars().map(|sign| if plain(sign) { sign.to_string() } else { format!("%{:X}", sign as u32) });
        signs.collect()
    };
    folder.join(format!("{}.{}.toml", written(profile.name()), written(profile.version())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_is_not_overwritten_by_others_of_its_name() {
        let config = tempfile::tempdir().expect("a folder");
        assert_eq!(read_all(config.path()), KeptWeights::default());
        let first = weights_file::example().expect("a profile").called("Herz/心 ../x", "1.2").expect("named");
        let other = first.with_weight(0, 7.0).expect("a weight");
        keep(config.path(), &first).expect("kept");
        keep(config.path(), &first).expect("the same again is no news");
        assert!(matches!(keep(config.path(), &other), Err(KeepError::AlreadyThere)));
        keep(config.path(), &other.called(other.name(), "2").expect("named")).expect("kept");
        std::fs::write(config.path().join("weights/broken.toml"), "weight = ").expect("written");
        let kept = read_all(config.path());
        let told: Vec<_> = kept.profiles.iter().map(|one| (one.version(), one.indicators()[0].weight)).collect();
        assert_eq!((told, kept.unread.len()), (vec![("1.2", 2.0), ("2", 7.0)], 1));
        assert_eq!(std::fs::read_dir(config.path()).expect("reads").count(), 1);
        remove(config.path(), &first).expect("removed");
        assert_eq!(read_all(config.path()).profiles.len(), 1);
    }
}
