//! Cells that a spreadsheet would run: defused on the way out, as they were on the way back in.
//!
//! Text that begins like a formula gets an apostrophe in front, and so does text that begins with apostrophes before
//! one, so that taking one away always gives the text back. Plain numbers with a sign stay as they are.

use std::borrow::Cow;

/// Signs that make a spreadsheet calculate, their full-width forms, and line ends and tabs that hide one.
const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet would take the cell for a formula.
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with(SIGNS) && !is_number(cell)
}

/// A number of any length, also with an exponent, as programs write them.
fn is_number(cell: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-' | b'e' | b'E');
    cell.bytes().all(is_plain) && cell.parse::<f64>().is_ok()
}

/// The cell as it may be opened in a spreadsheet.
pub fn defused(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}").into() } else { cell.into() }
}

/// The cell that [`defused`] was given; other cells come back as they are.
pub fn undefused(cell: &[u8]) -> &[u8] {
    let Some(rest) = cell.strip_prefix(b"'") else { return cell };
    let is_formula = std::str::from_utf8(rest).is_ok_and(|rest| is_formula(rest.trim_start_matches('\'')));
    if is_formula { rest } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for cell in ["=1+1", "＝1+1", "\t=1+1", "@x", "+49 30 1234", "-2+3", "-inf", "'=1+1", "\n=1"] {
            assert_eq!(defused(cell), format!("'{cell}"));
        }
        for cell in ["-5.4", "+3", "5", "-0.037641578108085626", "-1.5e-12", "", "'tis", "a=b", ";=1"] {
            assert_eq!(defused(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_back(cell in "['=+@\\-\\ta1＝]{0,6}") {
            let out = defused(&cell);
            prop_assert!(!is_formula(&out));
            prop_assert_eq!(undefused(out.as_bytes()), cell.as_bytes());
        }
    }
}
