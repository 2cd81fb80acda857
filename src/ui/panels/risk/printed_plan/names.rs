//! Conditions and drugs by name: as recorded, and in Chinese where the tables know them.

use crate::domain::plain_name::Fit;
use crate::io::drugs::drug_names;
use crate::io::plain_names::condition_names;
use crate::ui::text::{Language, Texts, visible};

/// "Essential (primary) hypertension (I10)"; in Chinese its title, beside which stands what the record says more.
pub fn condition(texts: &Texts, code: &str, name: &str) -> String {
    let recorded = match (name.is_empty(), code == name) {
        (true, _) | (_, true) => visible(code).into_owned(),
        (false, false) => format!("{} ({})", visible(name), visible(code)),
    };
    if texts.language() == Language::English || is_chinese(name) {
        return recorded;
    }
    match condition_names().find(code, name) {
        Some((row, Fit::Whole)) if code.is_empty() || code == name => row.chinese.clone(),
        Some((row, Fit::Whole)) => beside(texts, &row.chinese, &visible(code)),
        Some((row, Fit::Wider)) => beside(texts, &row.chinese, &recorded),
        None => recorded,
    }
}

/// A drug of the advice table at the beginning of a line; in Chinese with its international name.
pub fn drug(texts: &Texts, name: &str) -> String {
    let international = visible(name);
    let known = drug_names().ok().and_then(|names| names.find("", name));
    match (texts.language(), known.and_then(|drug| drug.chinese.first())) {
        (Language::SimplifiedChinese, Some(own)) if !is_chinese(name) => beside(texts, own, &international),
        (Language::SimplifiedChinese | Language::English, _) => capital(&international),
    }
}

fn beside(texts: &Texts, name: &str, recorded: &str) -> String {
    texts.format("plan-name-beside", &[("name", &name), ("recorded", &recorded)])
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The tables' names begin small; here they begin a line.
pub fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
