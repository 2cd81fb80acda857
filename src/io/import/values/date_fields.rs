//! The text of a date cut into its three fields, before anybody says which field is the day.

use crate::base::Date;

use super::month::month_of;
use super::numeral::digit_of;
use super::reading::{DateOrder, Pivot};

/// One field of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A number and how many digits it is written with, at most four.
    Number { value: u16, digits: u8 },
    /// The month, from 1, by its name.
    Month(u8),
}

/// Three fields, and the text behind them: nothing, or a clock time with what separates it from the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateFields<'a> {
    pub fields: [Field; 3],
    pub rest: &'a str,
}

impl<'a> DateFields<'a> {
    /// Cuts a text. Between numbers stands the same separator twice: `/`, `-`, `.`, a space, or 年 and 月; a month's
    /// name needs none beside it.
    pub fn split(text: &'a str) -> Option<DateFields<'a>> {
        let (first, rest) = split_field(text)?;
        let (first_mark, rest) = split_separator(rest);
        let (second, rest) = split_field(rest)?;
        let (second_mark, rest) = split_separator(rest);
        let (third, rest) = split_field(rest)?;
        let fields = [first, second, third];
        let names = fields.iter().filter(|field| matches!(field, Field::Month(_))).count();
        let is_separated = match names {
            0 => first_mark.is_some() && first_mark == second_mark,
            names => names == 1,
        };
        let rest = rest.strip_prefix(['日', '号', '號']).unwrap_or(rest);
        is_separated.then_some(DateFields { fields, rest })
    }

    /// The date in that order. A month by name is the month wherever it stands, and a four-digit number beside it the
    /// year. `None` if there is no such date: nothing is rolled over.
    pub fn date(&self, order: DateOrder, pivot: Pivot) -> Option<Date> {
        let (year, month, day) = self.named_month(order).unwrap_or_else(|| order.ymd_of(self.fields));
        Date::from_ymd(i32::from(year_of(year, pivot)?), month_number(month)?, small_number(day)?)
    }

    /// Year, month and day where the month is a name: the rest is in the given order.
    fn named_month(&self, order: DateOrder) -> Option<(Field, Field, Field)> {
        let (month, before, behind) = match self.fields {
            [month @ Field::Month(_), before, behind]
            | [before, month @ Field::Month(_), behind]
            | [before, behind, month @ Field::Month(_)] => (month, before, behind),
            _ => return None,
        };
        let is_long = |field| matches!(field, Field::Number { digits: 4, .. });
        let is_year_first = match (is_long(before), is_long(behind)) {
            (true, false) => true,
            (false, true) => false,
            _ => matches!(order, DateOrder::Ymd | DateOrder::Ydm),
        };
        Some(if is_year_first { (before, month, behind) } else { (behind, month, before) })
    }
}

/// The year of a field of four digits, or of two by the pivot.
pub fn year_of(field: Field, pivot: Pivot) -> Option<u16> {
    match field {
        Field::Number { value, digits: 4 } => Some(value),
        Field::Number { value, digits: 2 } => Some(pivot.year(value)),
        _ => None,
    }
}

fn small_number(field: Field) -> Option<u32> {
    match field {
        Field::Number { value, digits: 1 | 2 } => Some(u32::from(value)),
        _ => None,
    }
}

fn month_number(field: Field) -> Option<u32> {
    match field {
        Field::Month(month) => Some(u32::from(month)),
        number => small_number(number),
    }
}

/// A number of up to four digits, with an ordinal ending if there is one, or a month's name.
pub fn split_field(text: &str) -> Option<(Field, &str)> {
    if let Some((number, rest)) = split_ascii_number(text).or_else(|| split_wide_number(text)) {
        return Some((number, without_ordinal(rest)));
    }
    let end = text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    Some((Field::Month(month_of(name)?), rest))
}

fn split_ascii_number(text: &str) -> Option<(Field, &str)> {
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let digits = text.as_bytes().iter().take(5).take_while(is_digit).count();
    let value = text.as_bytes().iter().take(digits).fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    let rest = text.get(digits..).filter(|_| (1..=4).contains(&digits))?;
    Some((Field::Number { value: u16::try_from(value).ok()?, digits: digits as u8 }, rest))
}

/// A number of which any digit may be full-width.
fn split_wide_number(text: &str) -> Option<(Field, &str)> {
    if text.is_ascii() {
        return None;
    }
    let (mut value, mut digits, mut rest) = (0u16, 0u8, text);
    let mut letters = text.chars();
    while let Some(digit) = letters.next().and_then(digit_of) {
        if digits == 4 {
            return None;
        }
        digits += 1;
        value = value * 10 + u16::from(digit);
        rest = letters.as_str();
    }
    (digits > 0).then_some((Field::Number { value, digits }, rest))
}

/// Behind `st`, `nd`, `rd`, `th`, `er` or `º`, if no letter follows.
fn without_ordinal(text: &str) -> &str {
    if text.starts_with(|next: char| next.is_ascii() && !next.is_ascii_lowercase()) {
        return text;
    }
    let endings = ["st", "nd", "rd", "th", "er", "º", "°"];
    let behind = endings.iter().find_map(|ending| text.strip_prefix(ending));
    behind.filter(|rest| !rest.starts_with(char::is_alphanumeric)).unwrap_or(text)
}

/// The separator between two fields, `None` where there is none, and what follows it. Spaces around it and the words
/// of "5 de marzo de 2021" and "5th of March" do not count. 年 and 月 are one separator.
fn split_separator(text: &str) -> (Option<char>, &str) {
    if let [mark @ (b'/' | b'-' | b'.'), b'0'..=b'9', ..] = text.as_bytes() {
        return (Some(char::from(*mark)), text.get(1..).unwrap_or_default());
    }
    let trimmed = text.trim_start();
    let has_space = trimmed.len() < text.len();
    let mut letters = trimmed.chars();
    let (mark, rest) = match letters.next() {
        Some(mark @ ('/' | '-' | '.' | ',' | '，')) => (Some(mark), letters.as_str()),
        Some('／') => (Some('/'), letters.as_str()),
        Some('年' | '月') => (Some('年'), letters.as_str()),
        _ => (has_space.then_some(' '), trimmed),
    };
    let rest = rest.trim_start();
    let filler = ["del ", "de ", "of "].iter().find_map(|word| rest.strip_prefix(word));
    (mark, filler.unwrap_or(rest).trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_countries_are_cut_and_ordered() {
        use DateOrder::{Dmy, Mdy, Ydm, Ymd};
        let dates = [
            ("05.03.2021", Dmy),
            ("3/5/2021", Mdy),
            ("2021-3-5", Ymd),
            ("2021/05/03", Ydm),
            ("5 3 21", Dmy),
            ("5. 3. 2021", Dmy),
            ("2021年3月5日", Ymd),
            ("２０２１年３月５日", Ymd),
            ("2021年三月5日", Ymd),
            ("5-Mar-21", Dmy),
            ("05MAR2021", Mdy),
            ("March 5th, 2021", Dmy),
            ("5. März 2021", Dmy),
            ("1er mars 2021", Dmy),
            ("5 de marzo de 2021", Dmy),
            ("5th of March 2021", Mdy),
            ("21-Mar-05", Ymd),
        ];
        for (text, order) in dates {
            let day = if text.starts_with("1er") { 1 } else { 5 };
            let fields = DateFields::split(text).expect(text);
            assert_eq!(fields.date(order, Pivot::default()), Date::from_ymd(2021, 3, day), "{text}");
            assert_eq!(fields.rest, "", "{text}");
        }
        for text in ["31.02.2021", "2021-13-05", "5/3/021", "29.2.1900"] {
            let date = DateFields::split(text).and_then(|fields| fields.date(Dmy, Pivot::default()));
            assert_eq!(date, None, "{text}");
        }
        for text in ["1.234-5", "Mar-21", "12345", "5 Mar Apr", "1.2"] {
            assert_eq!(DateFields::split(text), None, "{text}");
        }
    }
}
