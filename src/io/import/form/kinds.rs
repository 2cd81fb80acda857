//! What kind of thing a cell holds, as far as it tells headings from values and delimiters from text.

/// Kinds of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing, or a mark for nothing such as `NA`.
    Missing,
    Number,
    /// A date, a time of day, or both.
    Moment,
    /// One word with a digit in it: `P00012`, `di4-aN.wav`.
    Code,
    Text,
}

/// Number of kinds.
pub(crate) const KINDS: usize = 5;

impl Kind {
    pub(crate) fn of(cell: &[u8]) -> Kind {
        let cell = cell.trim_ascii();
        if is_missing(cell) {
            return Kind::Missing;
        }
        let has_digit = cell.iter().any(u8::is_ascii_digit);
        if !has_digit || cell.len() > 64 {
            return Kind::Text;
        }
        if is_number(cell) {
            Kind::Number
        } else if is_moment(cell) {
            Kind::Moment
        } else if !cell.iter().any(|byte| byte.is_ascii_whitespace() || matches!(byte, b'(' | b'[')) {
            Kind::Code
        } else {
            Kind::Text
        }
    }

    /// Whether such values are told from a name by their look.
    pub(crate) fn is_typed(self) -> bool {
        matches!(self, Kind::Number | Kind::Moment)
    }
}

fn is_missing(cell: &[u8]) -> bool {
    const MARKS: [&str; 9] = ["", "-", ".", "na", "n/a", "nan", "null", "none", "\\n"];
    cell.len() < 5 && MARKS.iter().any(|mark| cell.eq_ignore_ascii_case(mark.as_bytes()))
}

/// Digits with at most one exponent, with signs, separators, a comparison before them, a percent sign or currency.
fn is_number(cell: &[u8]) -> bool {
    let text = String::from_utf8_lossy(cell);
    let bare = text.trim_start_matches(['<', '>', '=', '≤', '≥', '~', ' ']);
    let bare = bare.trim_matches(['$', '£', '€', '¥', '%', ' ', '+', '-', '(', ')']);
    let (mantissa, exponent) = bare.split_once(['e', 'E']).unwrap_or((bare, "0"));
    let exponent = exponent.trim_start_matches(['+', '-']);
    let is_mantissa = mantissa.contains(|c: char| c.is_ascii_digit())
        && mantissa.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | ' ' | '\u{A0}' | '$' | '£'))
        && mantissa.matches(['.', ',']).count() <= 6
        && has_one_decimal_mark(mantissa);
    is_mantissa && !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1.234,5` and `1,234.5` are numbers, `28.01.2018` is none.
fn has_one_decimal_mark(mantissa: &str) -> bool {
    let groups = |mark: char| {
        let mut parts = mantissa.split(mark);
        let first = parts.next().is_some_and(|part| part.len() <= 3);
        first && parts.all(|part| part.split(['.', ',']).next().is_some_and(|digits| digits.len() == 3))
    };
    let (points, commas) = (mantissa.matches('.').count(), mantissa.matches(',').count());
    (points <= 1 || groups('.')) && (commas <= 1 || groups(','))
}

/// Digits joined by date and time separators, perhaps with the name of a month.
fn is_moment(cell: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    if cell.len() < 4 {
        return false;
    }
    let mut words = cell.split(|byte| matches!(byte, b'-' | b'/' | b'.' | b':' | b' ' | b'T' | b'Z' | b'+'));
    let mut digits = 0;
    let is_made_of_parts = words.all(|word| {
        digits += usize::from(!word.is_empty() && word.iter().all(u8::is_ascii_digit));
        let is_month = word.get(..3).is_some_and(|start| MONTHS.iter().any(|month| start.eq_ignore_ascii_case(month)));
        word.len() <= 9 && (is_month || word.iter().all(u8::is_ascii_digit) || matches!(word, b"AM" | b"PM" | b"UTC"))
    });
    is_made_of_parts && digits >= 1 && !cell.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        for number in ["12", "-1.5e-08", "$74.69", "68,527.00", "<=5", "1.234,5", "12 %", "0"] {
            assert_eq!(Kind::of(number.as_bytes()), Kind::Number, "{number}");
        }
        for moment in
            ["2018-01-28", "28/01/2018", "00:15", "2020-01-01 10:00:00", "28.01.2018", "Oct-14", "2020-01-01T10:00Z"]
        {
            assert_eq!(Kind::of(moment.as_bytes()), Kind::Moment, "{moment}");
        }
        for (text, kind) in
            [("MG-8769", Kind::Code), ("sbp", Kind::Text), ("E''(1.000 Hz)/MPa", Kind::Text), ("NA", Kind::Missing)]
        {
            assert_eq!(Kind::of(text.as_bytes()), kind, "{text}");
        }
    }
}
