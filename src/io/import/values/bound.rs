//! The sign before a value that was beyond what could be measured: `<5`, `≥60`.

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

/// The spellings of both signs, the longer of two with the same beginning first.
const SIGNS: &[(&str, Bound)] = &[
    ("<=", Bound::Below),
    ("=<", Bound::Below),
    ("<", Bound::Below),
    (">=", Bound::Above),
    ("=>", Bound::Above),
    (">", Bound::Above),
    ("≤", Bound::Below),
    ("≦", Bound::Below),
    ("⩽", Bound::Below),
    ("＜", Bound::Below),
    ("≥", Bound::Above),
    ("≧", Bound::Above),
    ("⩾", Bound::Above),
    ("＞", Bound::Above),
    ("&lt;=", Bound::Below),
    ("&lt;", Bound::Below),
    ("&le;", Bound::Below),
    ("&gt;=", Bound::Above),
    ("&gt;", Bound::Above),
    ("&ge;", Bound::Above),
    ("小于", Bound::Below),
    ("低于", Bound::Below),
    ("大于", Bound::Above),
    ("高于", Bound::Above),
];

/// The sign at the start of a cell and what stands behind it, without spaces between.
pub fn split_bound(trimmed: &str) -> (Bound, &str) {
    if trimmed.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric()) {
        return (Bound::Exact, trimmed);
    }
    let found = SIGNS.iter().find_map(|(sign, bound)| trimmed.strip_prefix(sign).map(|rest| (*bound, rest)));
    found.map_or((Bound::Exact, trimmed), |(bound, rest)| (bound, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_split_off() {
        for (sign, bound) in SIGNS {
            assert_eq!(split_bound(&format!("{sign} 5.40")), (*bound, "5.40"), "{sign}");
        }
        assert_eq!(split_bound("-5"), (Bound::Exact, "-5"));
    }
}
