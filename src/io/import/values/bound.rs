//! The sign before a value that was beyond what could be measured: `<5`, `≥60`.

/// A sign as it stands before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    pub bound: Bound,
    /// Whether the number itself may be the result: `≤5`, not `<5`.
    pub includes_limit: bool,
}

impl Sign {
    /// No sign.
    pub const NONE: Sign = Sign { bound: Bound::Exact, includes_limit: false };

    /// As the program writes it.
    pub fn text(self) -> &'static str {
        match (self.bound, self.includes_limit) {
            (Bound::Exact, _) => "",
            (Bound::Below, false) => "<",
            (Bound::Below, true) => "≤",
            (Bound::Above, false) => ">",
            (Bound::Above, true) => "≥",
        }
    }
}

/// What a cell says about its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The value itself.
    Exact,
    /// The value is below the number, or at most it.
    Below,
    /// The value is above the number, or at least it.
    Above,
}

/// The spellings of the signs, whether they include the number, the longer of two with the same beginning first.
const SIGNS: &[(&str, Bound, bool)] = &[
    ("<=", Bound::Below, true),
    ("=<", Bound::Below, true),
    ("<", Bound::Below, false),
    (">=", Bound::Above, true),
    ("=>", Bound::Above, true),
    (">", Bound::Above, false),
    ("≤", Bound::Below, true),
    ("≦", Bound::Below, true),
    ("⩽", Bound::Below, true),
    ("＜", Bound::Below, false),
    ("≥", Bound::Above, true),
    ("≧", Bound::Above, true),
    ("⩾", Bound::Above, true),
    ("＞", Bound::Above, false),
    ("&lt;=", Bound::Below, true),
    ("&lt;", Bound::Below, false),
    ("&le;", Bound::Below, true),
    ("&gt;=", Bound::Above, true),
    ("&gt;", Bound::Above, false),
    ("&ge;", Bound::Above, true),
    ("小于等于", Bound::Below, true),
    ("不大于", Bound::Below, true),
    ("小于", Bound::Below, false),
    ("低于", Bound::Below, false),
    ("大于等于", Bound::Above, true),
    ("不小于", Bound::Above, true),
    ("大于", Bound::Above, false),
    ("高于", Bound::Above, false),
];

/// The sign at the start of a cell and what stands behind it, without spaces between.
pub fn split_sign(trimmed: &str) -> (Sign, &str) {
    if trimmed.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric()) {
        return (Sign::NONE, trimmed);
    }
    let found = SIGNS.iter().find_map(|&(sign, bound, includes_limit)| {
        trimmed.strip_prefix(sign).map(|rest| (Sign { bound, includes_limit }, rest.trim_start()))
    });
    found.unwrap_or((Sign::NONE, trimmed))
}

/// The side that the sign at the start of a cell leaves open, and what stands behind it.
pub fn split_bound(trimmed: &str) -> (Bound, &str) {
    let (sign, rest) = split_sign(trimmed);
    (sign.bound, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_split_off() {
        for &(written, bound, includes_limit) in SIGNS {
            let cell = format!("{written} 5.40");
            let (sign, rest) = split_sign(&cell);
            assert_eq!((sign, rest), (Sign { bound, includes_limit }, "5.40"), "{written}");
            assert_eq!(split_sign(&format!("{}5", sign.text())).0, sign, "what is written is read");
        }
        assert_eq!(split_bound("-5"), (Bound::Exact, "-5"));
    }
}
