//! How the cells of one column are written: marks of numbers, order of dates, words for "missing".
//!
//! The default is the strict reading of the program's own files: `.` mark, no thousands mark, ISO 8601, and only an
//! empty cell is missing.

use super::missing::MissingWords;

/// How one column is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnReading {
    pub number: NumberForm,
    pub date: DateForm,
    pub missing: MissingWords,
}

/// The marks in the numbers of a column. The two marks must differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberForm {
    pub decimal_mark: DecimalMark,
    /// `None`: digits are not grouped, and a grouped number is no number.
    pub thousands_mark: Option<ThousandsMark>,
}

/// The mark before the fraction. The full-width form of each is read as the mark itself; the Arabic mark `٫`, which
/// means nothing else, is read in every form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalMark {
    #[default]
    Point,
    Comma,
}

impl DecimalMark {
    /// Whether the character is this mark.
    pub fn is(self, mark: char) -> bool {
        match self {
            DecimalMark::Point => matches!(mark, '.' | '．' | '٫'),
            DecimalMark::Comma => matches!(mark, ',' | '，' | '٫'),
        }
    }
}

/// The mark between groups of three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThousandsMark {
    Comma,
    Point,
    /// Also the no-break, thin, narrow and figure space.
    Space,
    /// Also the typographic one.
    Apostrophe,
    Underscore,
}

impl ThousandsMark {
    /// Every mark, in the order of [`ThousandsMark::index`].
    pub const ALL: [ThousandsMark; 5] = [
        ThousandsMark::Comma,
        ThousandsMark::Point,
        ThousandsMark::Space,
        ThousandsMark::Apostrophe,
        ThousandsMark::Underscore,
    ];

    /// Whether the character is this mark.
    pub fn is(self, mark: char) -> bool {
        match self {
            ThousandsMark::Comma => matches!(mark, ',' | '，'),
            ThousandsMark::Point => matches!(mark, '.' | '．'),
            ThousandsMark::Space => matches!(mark, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}'),
            ThousandsMark::Apostrophe => matches!(mark, '\'' | '’'),
            ThousandsMark::Underscore => mark == '_',
        }
    }

    /// Position in [`ThousandsMark::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// How the dates of a column are written. A clock time and an offset may stand behind the date in every form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateForm {
    /// ISO 8601, as [`crate::base::time::MomentReader::read`] reads it.
    #[default]
    Iso,
    /// Three fields in this order between `/`, `-`, `.`, spaces or 年月日; a month may be a name. A year alone, of
    /// four digits, is read too.
    Ordered { order: DateOrder, pivot: Pivot },
    /// Digits alone: `20210304`, `210304`, `202103040830`, `20210304083000`.
    Compact { order: DateOrder, pivot: Pivot },
    /// Days since a spreadsheet's epoch; the fraction is the time of day.
    Serial(SerialSystem),
}

impl DateForm {
    /// Where the century of two-digit years begins; `None` for forms that have none.
    pub fn pivot(self) -> Option<Pivot> {
        match self {
            DateForm::Ordered { pivot, .. } | DateForm::Compact { pivot, .. } => Some(pivot),
            DateForm::Iso | DateForm::Serial(_) => None,
        }
    }

    /// The same form with another century.
    #[must_use]
    pub fn with_pivot(self, pivot: Pivot) -> DateForm {
        match self {
            DateForm::Ordered { order, .. } => DateForm::Ordered { order, pivot },
            DateForm::Compact { order, .. } => DateForm::Compact { order, pivot },
            DateForm::Iso | DateForm::Serial(_) => self,
        }
    }
}

/// The order of year, month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    Ymd,
    Dmy,
    Mdy,
    Ydm,
}

impl DateOrder {
    /// Every order; the likelier one first where a column fits several.
    pub const ALL: [DateOrder; 4] = [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd, DateOrder::Ydm];

    /// Three fields in this order as year, month and day.
    pub fn ymd_of<T>(self, [first, second, third]: [T; 3]) -> (T, T, T) {
        match self {
            DateOrder::Ymd => (first, second, third),
            DateOrder::Ydm => (first, third, second),
            DateOrder::Dmy => (third, second, first),
            DateOrder::Mdy => (third, first, second),
        }
    }
}

/// The two-digit year from which on years belong to the 1900s; those below it belong to the 2000s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pivot(pub u8);

impl Default for Pivot {
    /// 00 to 29 are 2000 to 2029, 30 to 99 are 1930 to 1999.
    fn default() -> Self {
        Pivot(30)
    }
}

impl Pivot {
    /// With which no year is later than this one.
    pub fn none_after(this_year: i32) -> Pivot {
        Pivot(u8::try_from(this_year.rem_euclid(100)).unwrap_or(0) + 1)
    }

    /// The four-digit year of a two-digit one.
    pub fn year(self, two_digits: u16) -> u16 {
        if two_digits < u16::from(self.0) { 2000 + two_digits } else { 1900 + two_digits }
    }
}

/// The day a spreadsheet counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialSystem {
    /// 1 is 1900-01-01, and 60 is a 29 February that never was.
    From1900,
    /// 0 is 1904-01-01.
    From1904,
}
