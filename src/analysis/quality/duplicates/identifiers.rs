//! Identifiers that a person would read as one: the same but for what cannot be seen or is easily mistaken.

/// In what two identifiers of one skeleton differ; the first of these that is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentifierDifference {
    /// Zero-width characters, blanks, other forms of the same character.
    Invisible,
    LetterCase,
    LeadingZeros,
    /// O and 0, l and 1, Latin and Cyrillic letters, hyphens.
    LookAlike,
}

impl IdentifierDifference {
    /// One of each, for those who walk the texts.
    pub const ALL: [IdentifierDifference; 4] = [
        IdentifierDifference::Invisible,
        IdentifierDifference::LetterCase,
        IdentifierDifference::LeadingZeros,
        IdentifierDifference::LookAlike,
    ];

    /// Stable id, the end of the message key.
    pub fn id(self) -> &'static str {
        match self {
            IdentifierDifference::Invisible => "invisible",
            IdentifierDifference::LetterCase => "letter-case",
            IdentifierDifference::LeadingZeros => "leading-zeros",
            IdentifierDifference::LookAlike => "look-alike",
        }
    }
}

/// How two identifiers differ, where they have the same skeleton.
pub fn difference(one: &str, other: &str) -> Option<IdentifierDifference> {
    if one == other || skeleton(one).is_empty() || skeleton(one) != skeleton(other) {
        return None;
    }
    let (one_seen, other_seen) = (seen(one), seen(other));
    let lower = |text: &str| text.to_lowercase();
    Some(if one_seen == other_seen {
        IdentifierDifference::Invisible
    } else if lower(&one_seen) == lower(&other_seen) {
        IdentifierDifference::LetterCase
    } else if without_leading_zeros(&lower(&one_seen)) == without_leading_zeros(&lower(&other_seen)) {
        IdentifierDifference::LeadingZeros
    } else {
        IdentifierDifference::LookAlike
    })
}

/// What is left of an identifier once everything easily mistaken is made equal.
pub fn skeleton(identifier: &str) -> String {
    let plain: String = seen(identifier).to_lowercase().chars().filter(|c| !is_separator(*c)).map(look_alike).collect();
    without_leading_zeros(&plain)
}

/// What can be seen: no zero-width character, no blank; full-width forms as their usual ones.
fn seen(identifier: &str) -> String {
    identifier.chars().filter(|c| !is_invisible(*c)).map(usual_width).collect()
}

fn is_invisible(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '-' | '_' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn usual_width(letter: char) -> char {
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        other => other,
    }
}

/// The one letter or digit that stands for all that look like it, in lower case.
fn look_alike(letter: char) -> char {
    match letter {
        'o' | 'о' | 'ο' => '0',
        'l' | 'i' | '|' | 'і' | 'ι' => '1',
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'е' | 'ε' => 'e',
        'н' | 'η' => 'h',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'х' | 'χ' => 'x',
        'у' | 'υ' => 'y',
        'ζ' => 'z',
        other => other,
    }
}

/// Drops the zeros that begin a run of digits, all but the last one.
fn without_leading_zeros(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut in_number = false;
    while let Some(letter) = letters.next() {
        let is_leading = letter == '0' && !in_number && letters.peek().is_some_and(char::is_ascii_digit);
        if !is_leading {
            in_number = letter.is_ascii_digit();
            kept.push(letter);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_easily_mistaken_is_alike() {
        for (one, other, expected) in [
            ("W0012", "W0012\u{200B}", Some(IdentifierDifference::Invisible)),
            ("W0012", "W00\u{2066}12", Some(IdentifierDifference::Invisible)),
            ("W0012", "Ｗ００12", Some(IdentifierDifference::Invisible)),
            ("W0012", "w0012", Some(IdentifierDifference::LetterCase)),
            ("W0012", "W12", Some(IdentifierDifference::LeadingZeros)),
            ("0012", "12", Some(IdentifierDifference::LeadingZeros)),
            ("WO12", "W012", Some(IdentifierDifference::LookAlike)),
            ("А-17", "A17", Some(IdentifierDifference::LookAlike)),
            ("l7", "17", Some(IdentifierDifference::LookAlike)),
            ("W102", "W12", None),
            ("W12", "W12", None),
            ("000", "0", Some(IdentifierDifference::LeadingZeros)),
            ("", "\u{200B}", None),
        ] {
            assert_eq!(difference(one, other), expected, "{one} {other}");
            assert_eq!(difference(other, one), expected, "{other} {one}");
        }
    }
}
