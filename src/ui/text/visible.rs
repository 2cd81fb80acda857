//! Characters that cannot be seen or that turn the text around them are shown by their number.

use std::borrow::Cow;

/// Control characters other than tabs and line ends, direction overrides and isolates, zero-width spaces and marks:
/// `a\u{202E}b` reads as another name than it is.
fn is_hidden(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => false,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}' | '\u{3164}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        other => other.is_control(),
    }
}

/// Joiners belong into the words of some scripts and into emoji; behind these letters they are only hidden.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200C}' | '\u{200D}')
}

fn joins_nothing(before: Option<char>) -> bool {
    before.is_none_or(|before| matches!(before, '\0'..='\u{58F}' | '\u{2E80}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}'))
}

/// The text with each hidden character as `⟨U+202E⟩`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(|letter| is_hidden(letter) || is_joiner(letter)) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut before = None;
    for letter in text.chars() {
        if is_hidden(letter) || (is_joiner(letter) && joins_nothing(before)) {
            shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(letter)));
        } else {
            shown.push(letter);
        }
        before = Some(letter);
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown_and_others_stay() {
        assert_eq!(visible("P1\u{200B}"), "P1⟨U+200B⟩");
        assert_eq!(visible("ab\u{202E}dc"), "ab⟨U+202E⟩dc");
        assert_eq!(visible("Li\0na"), "Li⟨U+0000⟩na");
        assert_eq!(visible("P\u{200D}1 王\u{200C}"), "P⟨U+200D⟩1 王⟨U+200C⟩");
        for text in ["Zoë 王伟", "two\nlines\there", "می\u{200C}خواهم", "👩\u{200D}⚕"] {
            assert!(matches!(visible(text), Cow::Borrowed(_)) || visible(text) == text, "{text}");
        }
    }
}
