//! What is remembered of a user between sessions, as a readable TOML file. Nothing about patients.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

const FILE_NAME: &str = "settings.toml";
const RECENT_STORES: usize = 8;

/// Settings of one user on one computer. Missing or unreadable entries fall back to these defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `en`, `zh-CN`; empty: the computer's language.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// 100 to 200.
    pub scale_percent: u16,
    pub lock_after_idle_mins: u16,
    pub window_width: f32,
    pub window_height: f32,
    /// Id of the panel shown last.
    pub panel: String,
    /// The list's sort column and direction, as the list writes them.
    pub list_sort: String,
    /// The list's columns, in order.
    pub list_columns: Vec<String>,
    /// Region of SCORE2 by its place, `0` to `3`; empty: not chosen.
    pub risk_region: String,
    /// Whether kidney failure is estimated as in North America, `yes` or `no`; empty: not chosen.
    pub risk_north_american: String,
    pub recent_stores: Vec<RecentStore>,
}

/// A store opened before; shown by name only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentStore {
    pub name: String,
    pub folder: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            language: String::new(),
            theme: "system".to_owned(),
            scale_percent: 100,
            lock_after_idle_mins: 10,
            window_width: 1440.0,
            window_height: 900.0,
            panel: String::new(),
            list_sort: String::new(),
            list_columns: Vec::new(),
            risk_region: String::new(),
            risk_north_american: String::new(),
            recent_stores: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the settings in a folder; the defaults where there are none or they cannot be read.
    pub fn load(config: &Path) -> Settings {
        std::fs::read_to_string(config.join(FILE_NAME))
            .ok()
            .and_then(|text| toml::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// Writes beside and renames, so that a crash leaves the old or the new file.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save(&self, config: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(config)?;
        let text = toml::to_string_pretty(self).map_err(std::io::Error::other)?;
        let beside = config.join("settings.toml.part");
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(beside, config.join(FILE_NAME))
    }

    /// Puts a store first among the recent ones.
    pub fn remember_store(&mut self, name: &str, folder: &Path) {
        self.recent_stores.retain(|recent| recent.folder != folder);
        self.recent_stores.insert(0, RecentStore { name: name.to_owned(), folder: folder.to_owned() });
        self.recent_stores.truncate(RECENT_STORES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_garbage_gives_defaults() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings { language: "zh-CN".to_owned(), ..Settings::default() };
        settings.remember_store("Ward 3", Path::new("a"));
        settings.remember_store("Ward 4", Path::new("b"));
        settings.remember_store("Ward 3", Path::new("a"));
        settings.save(folder.path()).expect("saved");
        assert_eq!(Settings::load(folder.path()), settings);
        assert_eq!(settings.recent_stores.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["Ward 3", "Ward 4"]);
        std::fs::write(folder.path().join(FILE_NAME), "\u{0}= [").expect("written");
        assert_eq!(Settings::load(folder.path()), Settings::default());
    }
}
