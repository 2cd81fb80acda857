//! The text of a cell as a moment, in the form chosen for its column.

use crate::base::time::{MomentReader, TimeFault};
use crate::base::{Date, Moment, Offset, Precision};

use super::clock::Clock;
use super::date_fields::{DateFields, Field, split_field, year_of};
use super::missing::MissingWords;
use super::reading::{DateForm, DateOrder, Pivot};
use super::serial::read_serial;

/// Reads a cell, spaces around it do not count; `None` if it is missing. A local time gets the offset of the reader's
/// zone, a written offset stays as written, and the precision is that of the text.
///
/// # Errors
/// [`TimeFault::Unreadable`] for text in another form and for dates that do not exist; nothing is rolled over.
/// [`TimeFault::NoSuchLocalTime`] in the gap of a clock change.
pub fn read_moment(
    cell: &str,
    form: &DateForm,
    missing: &MissingWords,
    reader: &mut MomentReader,
) -> Result<Option<Moment>, TimeFault> {
    let text = cell.trim();
    if missing.contains(text) {
        return Ok(None);
    }
    let (date, clock) = match *form {
        DateForm::Iso => return reader.read(text.as_bytes()).map(Some),
        DateForm::Serial(system) => {
            let (date, secs, precision) = read_serial(text, system).ok_or(TimeFault::Unreadable)?;
            return reader.local(date, secs, precision).map(Some);
        }
        DateForm::Ordered { order, pivot } => {
            if let Some(year) = lone_year(text, pivot) {
                return reader.local(year, 0, Precision::Year).map(Some);
            }
            read_ordered(text, order, pivot).ok_or(TimeFault::Unreadable)?
        }
        DateForm::Compact { order, pivot } => read_compact(text, order, pivot).ok_or(TimeFault::Unreadable)?,
    };
    placed(date, clock, reader).map(Some)
}

fn placed(date: Date, clock: Option<Clock>, reader: &mut MomentReader) -> Result<Moment, TimeFault> {
    let Some(Clock { secs_of_day, precision, offset }) = clock else {
        return reader.local(date, 0, Precision::Day);
    };
    match offset {
        None => reader.local(date, secs_of_day, precision),
        Some(minutes) => Ok(Moment {
            utc_secs: date.utc_secs() + secs_of_day - i64::from(minutes) * 60,
            offset: Offset::Written(minutes),
            precision,
        }),
    }
}

/// A year of four digits and nothing else.
fn lone_year(text: &str, pivot: Pivot) -> Option<Date> {
    match split_field(text)? {
        (field @ Field::Number { digits: 4, .. }, "") => Date::from_ymd(i32::from(year_of(field, pivot)?), 1, 1),
        _ => None,
    }
}

/// Date and clock of a text in that order.
fn read_ordered(text: &str, order: DateOrder, pivot: Pivot) -> Option<(Date, Option<Clock>)> {
    let fields = DateFields::split(text)?;
    Some((fields.date(order, pivot)?, clock_behind(fields.rest)?))
}

/// The clock behind a date, and the `T`, space, comma or colon between; the outer option is "readable".
pub fn clock_behind(rest: &str) -> Option<Option<Clock>> {
    if rest.is_empty() {
        return Some(None);
    }
    let behind = rest.strip_prefix(|mark: char| matches!(mark, 'T' | 't' | ',' | ':') || mark.is_whitespace());
    // Behind 日 the clock may follow at once.
    let clock = behind.unwrap_or(if rest.is_ascii() { "" } else { rest });
    Clock::read(clock).or_else(|| Clock::read(rest).filter(|_| !rest.is_ascii())).map(Some)
}

/// Date and clock of a text that starts with six, eight or more digits without separators.
fn read_compact(text: &str, order: DateOrder, pivot: Pivot) -> Option<(Date, Option<Clock>)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let date_length = if end == 6 { 6 } else { 8 };
    let (digits, rest) = text.split_at_checked(date_length)?;
    let date = compact_date(digits, order, pivot)?;
    if rest.is_empty() {
        return Some((date, None));
    }
    let clock = match rest.strip_prefix(['T', 't', ' ']) {
        Some(clock) => Clock::read(clock).or_else(|| Clock::read_compact(clock)),
        None => Clock::read_compact(rest),
    };
    Some((date, Some(clock?)))
}

/// The date of six or eight digits.
pub fn compact_date(digits: &str, order: DateOrder, pivot: Pivot) -> Option<Date> {
    let year_digits = digits.len().checked_sub(4)?;
    let widths = match order {
        DateOrder::Ymd | DateOrder::Ydm => [year_digits, 2, 2],
        DateOrder::Dmy | DateOrder::Mdy => [2, 2, year_digits],
    };
    let mut rest = digits;
    let mut fields = [0u32; 3];
    for (field, width) in fields.iter_mut().zip(widths) {
        let (part, behind) = rest.split_at_checked(width)?;
        *field = part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())??;
        rest = behind;
    }
    let (year, month, day) = order.ymd_of(fields);
    let year = u16::try_from(year).ok()?;
    let year = if year_digits == 2 { pivot.year(year) } else { year };
    Date::from_ymd(i32::from(year), month, day)
}

#[cfg(test)]
mod tests {
    use super::super::reading::SerialSystem;
    use super::*;
    use crate::base::Zone;
    use proptest::prelude::*;

    fn reader() -> MomentReader {
        MomentReader::new(Zone::named("Europe/Berlin").expect("zone data are compiled in"))
    }

    fn ordered(order: DateOrder) -> DateForm {
        DateForm::Ordered { order, pivot: Pivot::default() }
    }

    fn compact(order: DateOrder) -> DateForm {
        DateForm::Compact { order, pivot: Pivot::default() }
    }

    #[test]
    fn cells_become_moments_as_precise_as_they_are_written() {
        use DateOrder::{Dmy, Mdy, Ymd};
        let cells = [
            ("2021-03-05T08:30Z", DateForm::Iso, "2021-03-05T08:30Z"),
            ("05.03.2021", ordered(Dmy), "2021-03-05"),
            ("5/3/21 8:30", ordered(Dmy), "2021-03-05T08:30"),
            ("3/5/1929 8:30:05 PM", ordered(Mdy), "1929-03-05T20:30:05"),
            ("2021", ordered(Dmy), "2021"),
            ("2021年3月5日 下午2:05", ordered(Ymd), "2021-03-05T14:05"),
            ("2021年3月5日14时05分", ordered(Ymd), "2021-03-05T14:05"),
            ("2021/3/5T08:30+0800", ordered(Ymd), "2021-03-05T08:30+08:00"),
            ("05MAR2021:08:30:00", ordered(Dmy), "2021-03-05T08:30:00"),
            ("5. März 2021, 08:30", ordered(Dmy), "2021-03-05T08:30"),
            ("20210305", compact(Ymd), "2021-03-05"),
            ("05032021", compact(Dmy), "2021-03-05"),
            ("210305", compact(Ymd), "2021-03-05"),
            ("2021-03-05 24:00", DateForm::Iso, "2021-03-06T00:00"),
            ("31.12.2021 24:00", ordered(Dmy), "2022-01-01T00:00"),
            ("202103050830", compact(Ymd), "2021-03-05T08:30"),
            ("20210305083000.123+0100", compact(Ymd), "2021-03-05T08:30:00+01:00"),
            ("20210305T083000Z", compact(Ymd), "2021-03-05T08:30:00Z"),
            ("44260.5", DateForm::Serial(SerialSystem::From1900), "2021-03-05T12:00:00"),
        ];
        for (cell, form, want) in cells {
            let moment = read_moment(cell, &form, &MissingWords::default(), &mut reader());
            assert_eq!(moment.map(|moment| moment.map(Moment::iso)), Ok(Some(want.to_owned())), "{cell}");
        }
    }

    #[test]
    fn what_is_no_date_is_a_fault() {
        use DateOrder::{Dmy, Mdy, Ymd};
        let read = |cell: &str, form| read_moment(cell, &form, &MissingWords::of(["NA"]), &mut reader());
        for cell in
            ["31.02.2021", "5.13.2021", "2021-03-05", "05.03.2021x", "05.03.2021 24:01", "05.03.202", "Mar 2021"]
        {
            assert_eq!(read(cell, ordered(Dmy)), Err(TimeFault::Unreadable), "{cell}");
        }
        assert_eq!(read("13/04/2021", ordered(Mdy)), Err(TimeFault::Unreadable));
        assert_eq!(read("20210231", compact(Ymd)), Err(TimeFault::Unreadable));
        assert_eq!(read("60", DateForm::Serial(SerialSystem::From1900)), Err(TimeFault::Unreadable));
        assert_eq!(read("31.03.2024 02:30", ordered(Dmy)), Err(TimeFault::NoSuchLocalTime));
        assert_eq!(read(" NA ", ordered(Dmy)), Ok(None));
    }

    proptest! {
        #[test]
        fn a_date_written_in_any_order_comes_back(days in -25_000i32..60_000, order in 0usize..4, mark in 0usize..4) {
            let date = Date(days);
            let order = DateOrder::ALL[order];
            let (year, month, day) = date.ymd();
            let (year, month, day) = (format!("{year:04}"), format!("{month:02}"), format!("{day}"));
            let parts = match order {
                DateOrder::Ymd => [year, month, day],
                DateOrder::Ydm => [year, day, month],
                DateOrder::Dmy => [day, month, year],
                DateOrder::Mdy => [month, day, year],
            };
            let text = parts.join(["/", "-", ".", " "][mark]);
            let moment = read_moment(&text, &ordered(order), &MissingWords::default(), &mut reader());
            prop_assert_eq!(moment.map(|moment| moment.map(Moment::iso)), Ok(Some(date.iso())));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}|[-0-9./:, TZAPMamprs年月日]{0,24}", form in 0usize..7) {
            let forms = [DateForm::Iso, ordered(DateOrder::Dmy), ordered(DateOrder::Ymd), compact(DateOrder::Ymd),
                compact(DateOrder::Mdy), DateForm::Serial(SerialSystem::From1900), DateForm::Serial(SerialSystem::From1904)];
            let _moment = read_moment(&text, &forms[form], &MissingWords::default(), &mut reader());
        }
    }
}
