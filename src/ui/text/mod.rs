//! Every text on screen, by key, in the language of the user.
//!
//! The catalogues are TOML, compiled in; the `toml` crate stands on this floor too because they are this floor's own
//! assets and no file of a user. A key or placeholder that one language lacks fails the tests; at run time a missing
//! key shows itself rather than stopping the program.

mod dates;
mod numbers;
mod visible;
mod words;

pub use visible::visible;

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The catalogue, and those of parts that bring many texts of their own.
const ENGLISH: &str = concat!(
    include_str!("../../../assets/text/en.toml"),
    "\n",
    include_str!("../../../assets/text/risk-en.toml"),
    "\n",
    include_str!("../../../assets/text/genes-en.toml"),
    "\n",
    include_str!("../../../assets/text/plan-en.toml"),
    "\n",
    include_str!("../../../assets/text/article-en.toml"),
    "\n",
    include_str!("../../../assets/text/diagnosis-en.toml"),
    "\n",
    include_str!("../../../assets/text/schedule-en.toml"),
    "\n",
    include_str!("../../../assets/text/staff-en.toml"),
    "\n",
    include_str!("../../../assets/text/trust-en.toml"),
    "\n",
    include_str!("../../../assets/text/living-en.toml"),
    "\n",
    include_str!("../../../assets/text/ward-en.toml")
);
const CHINESE: &str = concat!(
    include_str!("../../../assets/text/zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/risk-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/genes-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/plan-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/article-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/diagnosis-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/schedule-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/staff-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/trust-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/living-zh-CN.toml"),
    "\n",
    include_str!("../../../assets/text/ward-zh-CN.toml")
);

/// A language of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    #[default]
    English,
    SimplifiedChinese,
}

impl Language {
    /// Every language, in the order shown.
    pub const ALL: [Language; 2] = [Language::English, Language::SimplifiedChinese];

    /// The tag: `en`, `zh-CN`.
    pub fn id(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::SimplifiedChinese => "zh-CN",
        }
    }

    /// The language of a tag such as `zh-CN`, `zh_CN.UTF-8` or `en-GB`.
    pub fn from_id(tag: &str) -> Option<Language> {
        let tag = tag.to_ascii_lowercase();
        match tag.get(..2) {
            Some("en") => Some(Language::English),
            Some("zh") => Some(Language::SimplifiedChinese),
            _ => None,
        }
    }

    /// Its name in itself, for the switch.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::SimplifiedChinese => "简体中文",
        }
    }
}

/// The texts of one language.
#[derive(Debug)]
pub struct Texts {
    language: Language,
    texts: BTreeMap<String, String>,
}

impl Texts {
    /// The catalogue of a language; read once.
    pub fn of(language: Language) -> &'static Texts {
        static ENGLISH_TEXTS: OnceLock<Texts> = OnceLock::new();
        static CHINESE_TEXTS: OnceLock<Texts> = OnceLock::new();
        match language {
            Language::English => ENGLISH_TEXTS.get_or_init(|| Texts::read(language, ENGLISH)),
            Language::SimplifiedChinese => CHINESE_TEXTS.get_or_init(|| Texts::read(language, CHINESE)),
        }
    }

    fn read(language: Language, catalogue: &str) -> Texts {
        // A catalogue that cannot be read would show keys; the tests read both.
        Texts { language, texts: toml::from_str(catalogue).unwrap_or_default() }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of a key; the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The text of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// Every text, in the order of the keys.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.texts.values().map(String::as_str)
    }

    /// The text of a key with its `{name}` places filled. A place without a value stays as it is.
    pub fn format(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        fill(self.get(key), values)
    }

    /// The text `<key>.one` or `<key>.other` by a count, with `{count}` filled in (thousands separated) and further
    /// places from `values`. Chinese has only `.other` in use.
    pub fn count(&self, key: &str, count: u64, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        let form = match (self.language, count) {
            (Language::English, 1) => "one",
            (Language::English | Language::SimplifiedChinese, _) => "other",
        };
        let number = self.whole(count);
        let mut places: Vec<(&str, &dyn std::fmt::Display)> = vec![("count", &number)];
        places.extend_from_slice(values);
        fill(self.get(&format!("{key}.{form}")), &places)
    }
}

/// Fills `{name}` places in one walk over the text, so that a value which itself looks like a place stays as it is.
fn fill(text: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place = after.split_once('}').and_then(|(name, behind)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (value, behind))
        });
        match place {
            Some((value, behind)) => {
                filled.push_str(&value.to_string());
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests;
