//! Text as it is compared: lower case, without accents, one form of each letter.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without accents: `Ångström` is `angstrom`, `Weiß` is `weiss`. Chinese characters stay as they are.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    if text.chars().all(is_chinese) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(folded_letter).collect())
}

/// The common Chinese characters, which have one form only.
fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4E00}'..='\u{9FFF}')
}

/// What one character becomes; nothing for a combining mark.
pub fn folded_letter(letter: char) -> impl Iterator<Item = char> {
    let parts = std::iter::once(letter).nfkd().flat_map(char::to_lowercase).nfkd();
    parts.filter(|part| !is_combining_mark(*part)).flat_map(|part| {
        let spelled = spelled_out(part);
        spelled.chars().chain(spelled.is_empty().then_some(part))
    })
}

/// Letters that have no accent to take off and are typed otherwise; empty for all others.
fn spelled_out(letter: char) -> &'static str {
    match letter {
        'ß' => "ss",
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        '’' | '‘' | 'ʼ' | '`' => "'",
        '‐' | '–' => "-",
        _ => "",
    }
}

/// The same with the letters of German and the northern languages as passports write them: `Müller` is `mueller`,
/// `Åse` is `aase`. `None` where it would be the folded text.
pub fn written_out(text: &str) -> Option<String> {
    let mut is_other = false;
    let mut line = String::new();
    for letter in text.nfc().flat_map(char::to_lowercase) {
        let spelled = match letter {
            'ä' => "ae",
            'ö' | 'ø' => "oe",
            'ü' => "ue",
            'å' => "aa",
            other => {
                line.extend(folded_letter(other));
                continue;
            }
        };
        is_other = true;
        line.push_str(spelled);
    }
    is_other.then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_fold_to_what_people_type() {
        let pairs = [
            ("Ångström", "angstrom"),
            ("Weiß", "weiss"),
            ("Łukasz", "lukasz"),
            ("O’Brien", "o'brien"),
            ("ＷＡＮＧ", "wang"),
            ("王小明", "王小明"),
            ("Søren", "soren"),
            ("Nguyễn", "nguyen"),
            ("e\u{301}", "e"),
            ("ꟹ", "oe"),
        ];
        for (text, plain) in pairs {
            assert_eq!(folded(text), plain);
        }
    }

    #[test]
    fn umlauts_are_written_out_as_in_passports() {
        for (text, written) in [
            ("Müller", Some("mueller")),
            ("Mu\u{308}ller", Some("mueller")),
            ("Jörg-Søren Åse", Some("joerg-soeren aase")),
            ("Weiß", None),
            ("Muñoz", None),
            ("王小明", None),
            ("mueller", None),
        ] {
            assert_eq!(written_out(text).as_deref(), written, "{text}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,12}") {
            let once = folded(&text).into_owned();
            prop_assert_eq!(folded(&once).into_owned(), once);
        }
    }
}
