//! Numbers as the program writes them: thousands separated, units as clinicians read them.

use super::Texts;

/// Between groups of three digits: narrow enough to read as one number, and no decimal mark of any country.
const THOUSANDS: char = ',';

impl Texts {
    /// A count: `1,234,567`.
    pub fn whole(&self, count: u64) -> String {
        grouped(&count.to_string())
    }

    /// A recorded decimal number, its digits as they are, thousands separated: `12,345.60`, `<5`. Other text comes back
    /// as it is.
    pub fn decimal(&self, digits: &str) -> String {
        if let Some((bound, number)) = ['<', '>'].iter().find_map(|sign| Some((sign, digits.strip_prefix(*sign)?))) {
            return format!("{bound}{}", self.decimal(number));
        }
        let (sign, unsigned) = digits.strip_prefix('-').map_or(("", digits), |rest| ("\u{2212}", rest));
        let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(whole, rest)| (whole, Some(rest)));
        if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return digits.to_owned();
        }
        match fraction {
            Some(fraction) => format!("{sign}{}.{fraction}", grouped(whole)),
            None => format!("{sign}{}", grouped(whole)),
        }
    }

    /// A share, 0 to 1, as whole percent; a part is never shown as none or all.
    pub fn percent(&self, share: f64) -> String {
        let percent = (share * 100.0).round();
        match (share > 0.0 && percent <= 0.0, share < 1.0 && percent >= 100.0) {
            (true, _) => "<1 %".to_owned(),
            (_, true) => ">99 %".to_owned(),
            (false, false) => format!("{percent:.0} %"),
        }
    }
}

fn grouped(digits: &str) -> String {
    // Four digits read well without: years and identifiers look like themselves.
    if digits.len() <= 4 {
        return digits.to_owned();
    }
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(THOUSANDS);
        }
        text.push(digit);
    }
    text
}
