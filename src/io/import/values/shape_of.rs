//! The shape of a cell, found from its first bytes where they tell.

use crate::base::Date;

use super::bound::{Bound, split_bound};
use super::date::clock_behind;
use super::date_fields::{DateFields, Field, split_field};
use super::missing::is_usual_missing_word;
use super::numeral::{digit_of, sign_of};
use super::reading::{DateOrder, Pivot};
use super::shape::{Bearing, Orders, Shape, YearPlace};
use super::shape_number::{SeenNumber, see_number};
use crate::domain::unit_words::unit_of;

/// Longer words are texts.
const LONGEST_WORD: usize = 40;

/// Longer cells are no dates.
const LONGEST_DATE: usize = 48;

/// A cell's shape, with the value where it is a number and the unit where it has one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen<'a> {
    pub shape: Shape,
    pub value: f64,
    pub unit: Option<&'a str>,
}

impl<'a> Seen<'a> {
    fn plain(shape: Shape) -> Self {
        Seen { shape, value: 0.0, unit: None }
    }

    fn number(seen: SeenNumber, bearing: Bearing, unit: Option<&'a str>) -> Self {
        Seen { shape: Shape::Number(seen.written, bearing), value: seen.value, unit }
    }
}

/// Looks at a cell that is not empty and has no spaces around it.
pub fn see(cell: &[u8]) -> Seen<'_> {
    let starts_like_number =
        cell.first().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b','));
    if starts_like_number && let Some(seen) = see_number(cell) {
        return Seen::number(seen, Bearing::Bound(Bound::Exact), None);
    }
    let Ok(text) = std::str::from_utf8(cell) else {
        return Seen::plain(Shape::Text);
    };
    see_text(text, starts_like_number)
}

fn see_text(text: &str, starts_like_number: bool) -> Seen<'_> {
    let starts_with_digit = text.starts_with(|first: char| first.is_ascii_digit());
    let has_digit = starts_with_digit || text.chars().take(LONGEST_DATE).any(|letter| digit_of(letter).is_some());
    if has_digit && let Some(shape) = date_shape(text) {
        return Seen::plain(shape);
    }
    let may_be_number =
        has_digit && (starts_like_number || !text.starts_with(|first: char| first.is_ascii_alphabetic()));
    if may_be_number && let Some(seen) = bounded_number(text) {
        return seen;
    }
    if !has_digit && is_usual_missing_word(text) {
        return Seen::plain(Shape::Missing);
    }
    Seen::plain(word_shape(text, has_digit))
}

/// A full date, a part of one, or none.
fn date_shape(text: &str) -> Option<Shape> {
    let first = text.chars().next()?;
    if text.len() > LONGEST_DATE || !(digit_of(first).is_some() || first.is_alphabetic()) {
        return None;
    }
    if let Some(date) = text.as_bytes().first_chunk::<10>().and_then(|start| Date::parse_iso(start)) {
        return iso_shape(date, text.get(10..)?);
    }
    let Some(fields) = DateFields::split(text) else {
        return is_part_of_date(text).then_some(Shape::PartOfDate);
    };
    let has_clock = clock_behind(fields.rest)?.is_some();
    let is_date = |order| fields.date(order, Pivot::default()).is_some();
    if fields.fields.iter().any(|field| matches!(field, Field::Month(_))) {
        let year = year_place(is_date(DateOrder::Ymd), is_date(DateOrder::Dmy))?;
        return Some(Shape::NamedDate { year, has_clock });
    }
    let orders = Orders::where_true(is_date);
    (!orders.is_empty()).then_some(Shape::Date { orders, has_clock })
}

fn year_place(is_date_year_first: bool, is_date_year_last: bool) -> Option<YearPlace> {
    match (is_date_year_first, is_date_year_last) {
        (true, true) => Some(YearPlace::Any),
        (true, false) => Some(YearPlace::First),
        (false, true) => Some(YearPlace::Last),
        (false, false) => None,
    }
}

/// A date that starts as ISO 8601 does. Its month may also be the day.
fn iso_shape(date: Date, rest: &str) -> Option<Shape> {
    let (year, month, day) = date.ymd();
    let clock = clock_behind(rest)?;
    let as_ydm = Date::from_ymd(year, day, month).map_or(Orders::default(), |_| Orders::of(DateOrder::Ydm));
    let as_iso = if is_iso_clock(rest.as_bytes()) { Orders::ISO } else { Orders::default() };
    Some(Shape::Date { orders: Orders::of(DateOrder::Ymd).with(as_ydm).with(as_iso), has_clock: clock.is_some() })
}

/// Whether a clock that is readable is written as ISO 8601 has it: two digits a field, no words.
fn is_iso_clock(clock: &[u8]) -> bool {
    let is_foreign =
        |byte: &u8| byte.is_ascii_alphabetic() && !matches!(byte, b'Z' | b'z') || matches!(byte, b' ' | b',');
    match clock {
        [] => true,
        [b'T' | b't' | b' ', _, _, b':', _, _, rest @ ..] => !rest.iter().any(is_foreign) && rest.is_ascii(),
        _ => false,
    }
}

/// `1-Mar`, `Mar-01`, `2. Sep`, `3月1日`: a month by name, or with 月, and one number.
fn is_part_of_date(text: &str) -> bool {
    let parts = || {
        let (first, rest) = split_field(text)?;
        let is_numbered_month = rest.starts_with('月');
        // Without a separator it is a name: `MARCH1`.
        let rest = rest.strip_prefix(|mark: char| matches!(mark, '-' | '.' | '/' | ' ' | '月'))?.trim_start();
        let (second, rest) = split_field(rest)?;
        let is_end = rest.is_empty() || rest == "日" || rest == ".";
        let has_name = matches!(first, Field::Month(_)) != matches!(second, Field::Month(_));
        Some(is_end && (has_name || is_numbered_month))
    };
    parts().unwrap_or(false)
}

/// A number with a bound before it, a unit behind it, or signs that are not ASCII.
fn bounded_number(text: &str) -> Option<Seen<'_>> {
    let (bound, rest) = split_bound(text);
    if let Some(seen) = see_number(rest.as_bytes()) {
        return Some(Seen::number(seen, Bearing::Bound(bound), None));
    }
    let is_of_number = |letter: char| {
        digit_of(letter).is_some() || sign_of(letter).is_some() || ". ,'_\u{a0}\u{2009}\u{202f}’．，".contains(letter)
    };
    let end = rest.find(|letter| !is_of_number(letter)).unwrap_or(rest.len());
    // Behind a space the unit may start with a digit: `5.4 10^9/L`.
    let last_space = rest.get(..end)?.rfind(' ').unwrap_or(end);
    [end, last_space].into_iter().find_map(|end| {
        let (number, unit) = rest.split_at_checked(end)?;
        let unit = unit.trim_start();
        let seen = see_number(number.trim_end().as_bytes())?;
        unit_of(unit)?;
        Some(Seen::number(seen, Bearing::WithUnit, Some(unit)))
    })
}

fn word_shape(text: &str, has_digit: bool) -> Shape {
    if text.len() > LONGEST_WORD || text.contains(char::is_whitespace) {
        return Shape::Text;
    }
    let is_of_symbol = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    let starts_upper = text.starts_with(|first: char| first.is_ascii_uppercase());
    match has_digit {
        true if starts_upper && text.len() <= 12 && text.bytes().all(is_of_symbol) => Shape::Symbol,
        true => Shape::Code,
        false => Shape::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::super::conclude_date::fits;
    use super::super::date::read_moment;
    use super::super::missing::MissingWords;
    use super::super::reading::DateForm;
    use super::*;
    use crate::base::Zone;
    use crate::base::time::MomentReader;
    use proptest::prelude::*;

    fn orders(list: &[DateOrder]) -> Orders {
        Orders::where_true(|order| list.contains(&order))
    }

    #[test]
    fn dates_fit_the_orders_that_read_them() {
        use DateOrder::{Dmy, Mdy, Ydm, Ymd};
        let cells = [
            ("03/04/2021", orders(&[Dmy, Mdy]), false),
            ("13/04/2021", orders(&[Dmy]), false),
            ("2021-03-13", orders(&[Ymd]).with(Orders::ISO), false),
            ("2021-03-13T08:30:05.5+01:00", orders(&[Ymd]).with(Orders::ISO), true),
            ("2021-03-13 8:30 PM", orders(&[Ymd]), true),
            ("2021年3月4日", orders(&[Ymd, Ydm]), false),
            ("04/13/21 8:30", orders(&[Mdy]), true),
        ];
        for (cell, orders, has_clock) in cells {
            assert_eq!(see(cell.as_bytes()).shape, Shape::Date { orders, has_clock }, "{cell}");
        }
    }

    #[test]
    fn words_are_told_apart() {
        let cells = [
            ("5-Mar-2021", Shape::NamedDate { year: YearPlace::Any, has_clock: false }),
            ("05MAR45:08:30", Shape::NamedDate { year: YearPlace::Last, has_clock: true }),
            ("1-Mar", Shape::PartOfDate),
            ("Sep-02", Shape::PartOfDate),
            ("3月1日", Shape::PartOfDate),
            ("n/a", Shape::Missing),
            ("-", Shape::Missing),
            ("未查", Shape::Missing),
            ("TP53", Shape::Symbol),
            ("p-0017", Shape::Code),
            ("阴性", Shape::Word),
            ("31.02.2021", Shape::Code),
            ("two words", Shape::Text),
        ];
        for (cell, shape) in cells {
            assert_eq!(see(cell.as_bytes()).shape, shape, "{cell}");
        }
        assert_eq!(see(b"\xff").shape, Shape::Text);
        let seen = see("<5.4 mmol/L".as_bytes());
        assert!(matches!(seen.shape, Shape::Number(_, Bearing::WithUnit)));
        assert_eq!((seen.unit, seen.value), (Some("mmol/L"), 5.4));
        assert_eq!(
            see("≤ 5".as_bytes()).shape,
            Shape::Number(super::super::shape::Written::ShortInteger, Bearing::Bound(Bound::Below))
        );
        assert_eq!(see("5.4 10^9/L".as_bytes()).unit, Some("10^9/L"));
    }

    proptest! {
        /// The counts decide the form, so a date must fit exactly the forms that read it.
        #[test]
        fn dates_fit_exactly_the_forms_that_read_them(
            date in "20[0-9]{2}[-/.年][0-1]?[0-9][-/.月][0-3]?[0-9]日?|[0-3]?[0-9][-/. ][0-3]?[0-9][-/. ](20)?[0-4][0-9]|[0-3][0-9]-?(Mar|sept)[- ]?2021",
            clock in "|[T ][0-2]?[0-9]:[0-5][0-9](:[0-5][0-9]([.][0-9]{0,3})?)?( ?(AM|PM|Z|UTC|[+-]0[0-9]:?[03]0))?",
        ) {
            let text = date + &clock;
            let shape = see(text.as_bytes()).shape;
            if shape.date_clock().is_none() {
                return Ok(());
            }
            let mut reader = MomentReader::new(Zone::utc());
            let ordered = DateOrder::ALL.map(|order| DateForm::Ordered { order, pivot: Pivot::default() });
            for form in ordered.into_iter().chain([DateForm::Iso]) {
                let is_read = read_moment(&text, &form, &MissingWords::default(), &mut reader).is_ok();
                prop_assert_eq!(fits(&form, shape), is_read, "{} {:?}", text, form);
            }
        }

        #[test]
        fn no_cell_panics(cell in prop::collection::vec(any::<u8>(), 1..32), text in "\\PC{1,24}|[-<0-9./:, a-z年月日]{1,24}") {
            let _seen = (see(&cell), see(text.as_bytes()));
        }
    }
}
