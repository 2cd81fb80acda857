//! What a number format says about the kind of a number: date, time, both, duration, percentage.

use super::values::Shown;

/// What is known of a cell's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatNote {
    /// Only of use where the reader takes the number for a date or a time at all.
    pub shown: Shown,
    pub is_percent: bool,
    /// Digits that the format shows at least: 8 of `00000000`; 0 where it demands none.
    pub least_digits: u8,
}

impl FormatNote {
    /// Of a cell whose format is not known.
    pub const UNKNOWN: FormatNote = FormatNote { shown: Shown::Unknown, is_percent: false, least_digits: 0 };

    /// From a format code such as `yyyy-mm-dd hh:mm` or `0.0%`.
    pub fn of(code: &str) -> FormatNote {
        let tokens = tokens(code);
        let has = |letters: &[char]| tokens.chars().any(|token| letters.contains(&token));
        // A month and a minute have the same letter: it is a month unless an hour or a second is near.
        let (date, time) = (has(&['y', 'd']), has(&['h', 's']));
        let shown = match (date, time) {
            (true, true) => Shown::DateTime,
            (false, true) => Shown::Time,
            (true, false) => Shown::Date,
            (false, false) if has(&['m']) => Shown::Date,
            (false, false) => Shown::Unknown,
        };
        FormatNote { shown, is_percent: has(&['%']), least_digits: zeros_of(code) }
    }
}

/// How many digits a format of zeros alone demands.
fn zeros_of(code: &str) -> u8 {
    let first = code.split(';').next().unwrap_or_default();
    let is_zeros = !first.is_empty() && first.bytes().all(|byte| byte == b'0');
    if is_zeros { u8::try_from(first.len()).unwrap_or(0) } else { 0 }
}

/// The letters of the code's first section that are no literal text: not in quotes or brackets, not behind a backslash,
/// an underscore or a star.
fn tokens(code: &str) -> String {
    let mut tokens = String::new();
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            '"' => drop(letters.by_ref().find(|&letter| letter == '"')),
            '[' => drop(letters.by_ref().find(|&letter| letter == ']')),
            '\\' | '_' | '*' => drop(letters.next()),
            _ => tokens.extend(letter.to_lowercase()),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_what_they_show() {
        let shown = |code| FormatNote::of(code).shown;
        assert_eq!(shown("yyyy-mm-dd"), Shown::Date);
        assert_eq!(shown("m/d/yy h:mm"), Shown::DateTime);
        assert_eq!(shown("h:mm AM/PM;@"), Shown::Time);
        assert_eq!(shown("mmm"), Shown::Date);
        assert_eq!(shown("[$-804]yyyy\"年\"m\"月\"d\"日\""), Shown::Date);
        assert_eq!(shown("yyyy\\ \"hours\""), Shown::Date);
        assert_eq!(shown("General"), Shown::Unknown);
        let zeros = ["00000000", "0", "000;-000", "0.00", "General"].map(|code| FormatNote::of(code).least_digits);
        assert_eq!(zeros, [8, 1, 3, 0, 0]);
        assert!(FormatNote::of("0.0%").is_percent && FormatNote::of("0%;[Red]-0%").is_percent);
        assert!(!FormatNote::of("0.0\"%\"").is_percent && !FormatNote::of("0.00").is_percent);
    }
}
