//! The shapes a cell may have: what its text could be read as, before a form is chosen for the column.
//!
//! A column is counted by shape. Each shape knows which number forms and date orders read it, so that the counts alone
//! decide the form in the end; no cell has to be seen twice.

use super::bound::Bound;
use super::reading::{DateOrder, DecimalMark, NumberForm, ThousandsMark};

/// What the text of a cell that is not empty looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Number(Written, Bearing),
    /// A full date in numbers, in at least one order; whether a clock time stands behind it.
    Date {
        orders: Orders,
        has_clock: bool,
    },
    /// A full date whose month is a name.
    NamedDate {
        year: YearPlace,
        has_clock: bool,
    },
    /// A day and a month, or a month and a year, without the third: `1-Mar`, `Sep-02`, `3月1日`.
    PartOfDate,
    /// A word that files use for "missing".
    Missing,
    /// Upper-case letters and digits, as in the symbol of a gene or the number of a room: `TP53`, `B-12`.
    Symbol,
    /// One word with a digit in it.
    Code,
    /// One word.
    Word,
    /// Anything else.
    Text,
}

/// What is written around a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    Bound(Bound),
    /// A unit behind it, with or without a bound.
    WithUnit,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Up to three digits.
    ShortInteger,
    LongInteger,
    /// With a zero in front: rather an identifier.
    PaddedInteger,
    /// Could be a spreadsheet's date, 1927 to 2064.
    SerialInteger,
    /// Eight digits that are a date in these orders, each of which is not empty.
    DateInteger(Orders),
    /// One mark that is a decimal mark in every form that reads the number, or a thousands mark in some.
    Fraction {
        mark: DecimalMark,
        could_be: FractionOr,
    },
    Grouped {
        thousands: ThousandsMark,
        decimal: Option<DecimalMark>,
    },
    /// With an exponent.
    Scientific(Option<DecimalMark>),
}

/// What else a number with one mark could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FractionOr {
    NothingElse,
    /// `1.234`: the mark may stand between thousands.
    Thousands,
    /// Date and time of a spreadsheet.
    Serial,
}

/// Where the year of a date with a month's name can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearPlace {
    /// Four digits show it, or two could be either; nobody writes 21-Mar-05 for a day in 2021, so this is no doubt.
    Any,
    /// `45-Mar-05`.
    First,
    /// `05-Mar-45`.
    Last,
}

impl YearPlace {
    /// Whether a date with its year there is read in that order.
    pub fn fits(self, order: DateOrder) -> bool {
        match self {
            YearPlace::Any => true,
            YearPlace::First => matches!(order, DateOrder::Ymd | DateOrder::Ydm),
            YearPlace::Last => matches!(order, DateOrder::Dmy | DateOrder::Mdy),
        }
    }
}

/// A set of date orders, and whether the text is ISO 8601 besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Orders(pub u8);

impl Orders {
    pub const ISO: Orders = Orders(1 << 4);

    /// The orders for which `is_in` holds.
    pub fn where_true(is_in: impl Fn(DateOrder) -> bool) -> Orders {
        DateOrder::ALL.iter().filter(|order| is_in(**order)).fold(Orders(0), |set, order| set.with(Orders::of(*order)))
    }

    pub fn of(order: DateOrder) -> Orders {
        Orders(1 << DateOrder::ALL.iter().position(|other| *other == order).unwrap_or(0))
    }

    pub fn with(self, other: Orders) -> Orders {
        Orders(self.0 | other.0)
    }

    pub fn has(self, other: Orders) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl Written {
    /// Number of values of [`Written::index`].
    pub const COUNT: usize = 44;

    const DATE_INTEGER: usize = 4;
    const FRACTION: usize = 20;
    const GROUPED: usize = 26;
    const SCIENTIFIC: usize = 41;

    /// A number of its own for every way of writing.
    pub fn index(self) -> usize {
        match self {
            Written::ShortInteger => 0,
            Written::LongInteger => 1,
            Written::PaddedInteger => 2,
            Written::SerialInteger => 3,
            Written::DateInteger(orders) => Self::DATE_INTEGER + usize::from(orders.0 & 15),
            Written::Fraction { mark, could_be } => Self::FRACTION + 3 * mark as usize + could_be as usize,
            Written::Grouped { thousands, decimal } => Self::GROUPED + 3 * thousands.index() + mark_index(decimal),
            Written::Scientific(decimal) => Self::SCIENTIFIC + mark_index(decimal),
        }
    }

    /// The way of writing of that number.
    fn of_index(index: usize) -> Written {
        match index {
            0 => Written::ShortInteger,
            1 => Written::LongInteger,
            2 => Written::PaddedInteger,
            3 => Written::SerialInteger,
            Self::DATE_INTEGER..Self::FRACTION => Written::DateInteger(Orders((index - Self::DATE_INTEGER) as u8)),
            Self::FRACTION..Self::GROUPED => {
                let place = index - Self::FRACTION;
                let could_be = [FractionOr::NothingElse, FractionOr::Thousands, FractionOr::Serial];
                let mark = if place < 3 { DecimalMark::Point } else { DecimalMark::Comma };
                Written::Fraction {
                    mark,
                    could_be: could_be.get(place % 3).copied().unwrap_or(FractionOr::NothingElse),
                }
            }
            Self::GROUPED..Self::SCIENTIFIC => {
                let place = index - Self::GROUPED;
                let thousands = ThousandsMark::ALL.get(place / 3).copied().unwrap_or(ThousandsMark::Comma);
                Written::Grouped { thousands, decimal: mark_of_index(place % 3) }
            }
            _ => Written::Scientific(mark_of_index(index - Self::SCIENTIFIC)),
        }
    }

    /// Whether a form reads a number written so.
    pub fn fits(self, form: &NumberForm) -> bool {
        match self {
            Written::Fraction { mark, could_be } => {
                mark == form.decimal_mark || (could_be == FractionOr::Thousands && self.is_grouped_in(form))
            }
            Written::Grouped { thousands, decimal } => {
                form.thousands_mark == Some(thousands) && decimal.is_none_or(|mark| mark == form.decimal_mark)
            }
            Written::Scientific(Some(mark)) => mark == form.decimal_mark,
            _ => true,
        }
    }

    /// Whether the one mark stands between thousands in this form: `1.234` is then 1234.
    pub fn is_grouped_in(self, form: &NumberForm) -> bool {
        match self {
            Written::Fraction { mark: DecimalMark::Point, could_be: FractionOr::Thousands } => {
                form.thousands_mark == Some(ThousandsMark::Point)
            }
            Written::Fraction { mark: DecimalMark::Comma, could_be: FractionOr::Thousands } => {
                form.thousands_mark == Some(ThousandsMark::Comma)
            }
            _ => false,
        }
    }

    /// A whole number above 999 without a thousands mark: in a column with grouped numbers it would have one.
    pub fn is_ungrouped_thousand(self) -> bool {
        matches!(self, Written::LongInteger | Written::SerialInteger | Written::DateInteger(_))
    }
}

fn mark_index(mark: Option<DecimalMark>) -> usize {
    mark.map_or(0, |mark| 1 + mark as usize)
}

fn mark_of_index(index: usize) -> Option<DecimalMark> {
    match index {
        1 => Some(DecimalMark::Point),
        2 => Some(DecimalMark::Comma),
        _ => None,
    }
}

impl Shape {
    /// Number of values of [`Shape::index`].
    pub const COUNT: usize = Self::OTHER + 12;

    const DATE: usize = 4 * Written::COUNT;
    const OTHER: usize = Self::DATE + 64;

    /// A number of its own for every shape, below [`Shape::COUNT`].
    pub fn index(self) -> usize {
        match self {
            Shape::Number(written, bearing) => {
                let bearing = match bearing {
                    Bearing::Bound(bound) => bound as usize,
                    Bearing::WithUnit => 3,
                };
                written.index() + bearing * Written::COUNT
            }
            Shape::Date { orders, has_clock } => Self::DATE + usize::from(orders.0 & 31) + 32 * usize::from(has_clock),
            Shape::NamedDate { year, has_clock } => Self::OTHER + 6 + year as usize + 3 * usize::from(has_clock),
            Shape::PartOfDate => Self::OTHER,
            Shape::Missing => Self::OTHER + 1,
            Shape::Symbol => Self::OTHER + 2,
            Shape::Code => Self::OTHER + 3,
            Shape::Word => Self::OTHER + 4,
            Shape::Text => Self::OTHER + 5,
        }
    }

    /// The shape of that number; text for numbers that are none.
    pub fn of_index(index: usize) -> Shape {
        const OTHERS: [Shape; 6] =
            [Shape::PartOfDate, Shape::Missing, Shape::Symbol, Shape::Code, Shape::Word, Shape::Text];
        if index < Self::DATE {
            let bearing = match index / Written::COUNT {
                0 => Bearing::Bound(Bound::Exact),
                1 => Bearing::Bound(Bound::Below),
                2 => Bearing::Bound(Bound::Above),
                _ => Bearing::WithUnit,
            };
            return Shape::Number(Written::of_index(index % Written::COUNT), bearing);
        }
        let place = index - Self::DATE;
        if place < 64 {
            return Shape::Date { orders: Orders((place % 32) as u8), has_clock: place >= 32 };
        }
        let year = [YearPlace::Any, YearPlace::First, YearPlace::Last].get((place + 2) % 3).copied();
        let named = year.map(|year| Shape::NamedDate { year, has_clock: place >= 64 + 9 });
        OTHERS.get(place - 64).copied().or(named).unwrap_or(Shape::Text)
    }

    /// Whether the shape of that number is one of a number.
    pub fn is_number(index: u8) -> bool {
        usize::from(index) < Self::DATE
    }

    /// Whether a clock time stands behind the date, for a shape that is one.
    pub fn date_clock(self) -> Option<bool> {
        match self {
            Shape::Date { has_clock, .. } | Shape::NamedDate { has_clock, .. } => Some(has_clock),
            _ => None,
        }
    }

    /// How the number is written, for a shape that is one.
    pub fn number(self) -> Option<(Written, Bearing)> {
        match self {
            Shape::Number(written, bearing) => Some((written, bearing)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_and_their_numbers_belong_together() {
        const { assert!(Shape::COUNT <= 256, "a byte holds the number") };
        for index in 0..Shape::COUNT {
            assert_eq!(Shape::of_index(index).index(), index);
        }
        assert_eq!(Written::SCIENTIFIC + 3, Written::COUNT);
    }
}
