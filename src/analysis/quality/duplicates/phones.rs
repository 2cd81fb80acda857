//! Telephone numbers as they are dialled: digits alone, with or without the code of the country, several in one cell.

/// Fewer digits are an extension, not a number.
const FEWEST_DIGITS: usize = 7;

/// Digits from the end that numbers are filed by: the same with and without area and country.
const FILED_DIGITS: usize = 7;

/// The numbers in a cell: their digits without leading zeros. A run of one digit is a placeholder.
fn numbers(cell: &str) -> impl Iterator<Item = Vec<u8>> {
    let parts = cell.split([';', ',', '/', '|', '\n', '；', '，', '、', '／']);
    parts.map(digits).filter(|digits| digits.len() >= FEWEST_DIGITS && !is_one_digit(digits))
}

fn is_one_digit(digits: &[u8]) -> bool {
    digits.iter().all(|digit| Some(digit) == digits.first())
}

/// Digits in whatever width they are written, without leading zeros; a word behind a whole number begins an extension.
fn digits(part: &str) -> Vec<u8> {
    let mut digits = Vec::new();
    for letter in part.chars() {
        let digit = match letter {
            '０'..='９' => Some(letter as u32 - '０' as u32),
            other => other.to_digit(10),
        };
        match digit {
            Some(0) if digits.is_empty() => {}
            Some(digit) => digits.push(digit as u8),
            None if digits.len() >= FEWEST_DIGITS && (letter.is_alphabetic() || letter == '#') => break,
            None => {}
        }
    }
    digits
}

/// One number is the other, or the end of it where one has area and country and the other does not.
fn are_one(one: &[u8], other: &[u8]) -> bool {
    one.ends_with(other) || other.ends_with(one)
}

/// Whether two cells have a number in common; `None` where one of them has none.
pub fn same(one: &str, other: &str) -> Option<bool> {
    let others: Vec<Vec<u8>> = numbers(other).collect();
    let mut ones = numbers(one).peekable();
    ones.peek()?;
    (!others.is_empty()).then(|| ones.any(|one| others.iter().any(|other| are_one(&one, other))))
}

/// The ends of a cell's numbers: cells that have a number in common share one.
pub fn ends(cell: &str) -> Vec<u64> {
    let end = |digits: Vec<u8>| {
        let end = digits.iter().rev().take(FILED_DIGITS).rev();
        end.fold(0, |number, digit| number * 10 + u64::from(*digit))
    };
    numbers(cell).map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for (one, other, expected) in [
            ("13800138000", "+86 138 0013 8000", Some(true)),
            ("１３８００１３８０００", "138-0013-8000", Some(true)),
            ("030 1234567", "+49 (30) 123 45 67", Some(true)),
            ("010-12345678; 13800138000", "13800138000", Some(true)),
            ("010-12345678转301", "01012345678", Some(true)),
            ("020 7946 0958 x12", "020 7946 0958 ext 9", Some(true)),
            ("Telephone 13800138000", "tel. 13800138000", Some(true)),
            ("13800138000", "13800138001", Some(false)),
            ("13800138000", "ward 7", None),
            ("00000000", "00000000", None),
            ("1111111", "1111111", None),
            ("", "", None),
        ] {
            assert_eq!(same(one, other), expected, "{one} {other}");
            assert_eq!(same(other, one), expected, "{other} {one}");
            let shared = ends(one).iter().any(|end| ends(other).contains(end));
            assert!(shared || expected != Some(true), "{one} {other}");
        }
    }
}
