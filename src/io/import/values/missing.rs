//! Words that stand for "no value": the ones files use, and the ones a column is read with.

/// The words of one column that mean "missing". An empty cell always does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissingWords {
    words: Vec<Box<str>>,
    /// Whether one of them is written like a number, such as `-999`: only then are numbers looked up here.
    has_number: bool,
}

impl MissingWords {
    /// These words, as they are written in the file; spaces around them do not count.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: Vec<Box<str>> = words.into_iter().map(|word| word.trim().into()).collect();
        let has_number = words.iter().any(|word| word.bytes().any(|byte| byte.is_ascii_digit()));
        MissingWords { words, has_number }
    }

    /// Whether a cell, without the spaces around it, is missing.
    pub fn contains(&self, trimmed: &str) -> bool {
        trimmed.is_empty() || self.words.iter().any(|word| **word == *trimmed)
    }

    /// Whether a cell that is written like a number may be missing.
    pub fn has_number(&self) -> bool {
        self.has_number
    }

    /// The words, as given.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(AsRef::as_ref)
    }
}

/// Words that files use for "missing", in lower case. "ND" is none of them: in a laboratory it says "not detected".
const USUAL_WORDS: &[&str] = &[
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "nan",
    "nil",
    "null",
    "none",
    "(null)",
    "<null>",
    "<na>",
    "#n/a",
    "#null!",
    "#value!",
    "\\n",
    "missing",
    "unknown",
    "unk",
    "not available",
    "not done",
    "not tested",
    "k.a.",
    "-",
    "--",
    "---",
    "–",
    "—",
    "－",
    ".",
    "..",
    "...",
    "?",
    "??",
    "？",
    "/",
    "*",
    "_",
    "无",
    "未测",
    "未查",
    "未检",
    "未做",
    "空",
    "缺失",
    "不详",
    "未知",
    "未填",
    "暂无",
];

/// Words that are never a value, not even in a column of texts.
const NEVER_VALUES: &[&str] = &["#n/a", "#null!", "#value!", "<na>", "<null>", "(null)", "\\n"];

/// The longest of the usual words in bytes; longer cells need no look-up.
const LONGEST: usize = 13;

/// Whether files use the cell's text for "missing". Case does not matter.
pub fn is_usual_missing_word(trimmed: &str) -> bool {
    is_one_of(trimmed, USUAL_WORDS)
}

/// Whether the text means "missing" even among texts.
pub fn is_never_a_value(trimmed: &str) -> bool {
    is_one_of(trimmed, NEVER_VALUES)
}

fn is_one_of(trimmed: &str, words: &[&str]) -> bool {
    trimmed.len() <= LONGEST && words.iter().any(|word| word.eq_ignore_ascii_case(trimmed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_missing_only_if_chosen() {
        let missing = MissingWords::of(["NA ", "-999"]);
        assert!(missing.contains("") && missing.contains("NA") && missing.contains("-999") && missing.has_number());
        assert!(!missing.contains("na") && !MissingWords::default().contains("NA"));
        assert!(is_usual_missing_word("N/a") && is_usual_missing_word("未测") && !is_usual_missing_word("Nagel"));
        assert!(USUAL_WORDS.iter().all(|word| word.len() <= LONGEST));
        assert!(is_never_a_value("#N/A") && !is_never_a_value("none"));
    }
}
