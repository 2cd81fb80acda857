//! How good a match is. The lower the better; the grades of a query's words add up.

/// How well a word of the query fits a name or an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Grade {
    /// The whole.
    Exact = 0,
    /// Its beginning.
    Prefix = 1,
    /// The beginning of a later word of it.
    WordPrefix = 2,
    /// Elsewhere inside.
    Inside = 3,
    /// The pinyin of a whole Chinese name.
    PinyinWhole = 4,
    /// Whole syllables of it, the last one perhaps in part.
    Pinyin = 5,
    /// Beginnings of its syllables.
    Initials = 6,
    /// One typing error away.
    OneError = 7,
    /// Two typing errors away.
    TwoErrors = 8,
}

/// The grade of what does not match, in tables of grades; greater than any sum of grades.
pub const NONE: u8 = u8::MAX;

impl Grade {
    /// The grade of a number of typing errors.
    pub fn of_errors(errors: u32) -> Grade {
        if errors <= 1 { Grade::OneError } else { Grade::TwoErrors }
    }
}
