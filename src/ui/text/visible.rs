//! Characters that cannot be seen or that turn the text around them are shown by their number.

use std::borrow::Cow;

/// Direction overrides and isolates, zero-width spaces and marks: `a\u{202E}b` reads as another name than it is.
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The text with each hidden character as `⟨U+202E⟩`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_hidden) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_hidden(letter) {
            shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(letter)));
        } else {
            shown.push(letter);
        }
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
        assert!(matches!(visible("Zoë 王伟"), Cow::Borrowed(_)));
    }
}
