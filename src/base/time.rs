//! Dates, moments and zones.
//!
//! A [`Moment`] is an instant in UTC with the offset that was written beside it (or assumed from the store's zone) and
//! the precision it was written with; it can be written back as it stood. The zone data are compiled in.

use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone};

const SECS_PER_DAY: i64 = 86_400;

/// A calendar date: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i32);

impl Date {
    /// The date of that year, month and day, if there is one (years 1 to 9999).
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Date> {
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            _ => return None,
        };
        if !(1..=9999).contains(&year) || day < 1 || day > last {
            return None;
        }
        // Days from civil, Howard Hinnant, "chrono-compatible low-level date algorithms".
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let month_index = (month as i32 + 9) % 12;
        let day_of_year = (153 * month_index + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Date(era * 146_097 + day_of_era - 719_468))
    }

    /// Day of the week, 0 for Monday.
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        self.0.wrapping_add(3).rem_euclid(7) as usize
    }

    /// Year, month, day.
    pub fn ymd(self) -> (i32, u32, u32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_index + 2) / 5 + 1;
        let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month as u32, day as u32)
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse_iso(text: &[u8]) -> Option<Date> {
        match text {
            [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
                Date::from_ymd(digits(&[*y1, *y2, *y3, *y4])? as i32, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
            }
            _ => None,
        }
    }

    /// Writes `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Completed years from `self` (a birth date) to `on`; negative before birth. A 29 February birthday counts from 1 March.
    pub fn years_until(self, on: Date) -> i32 {
        let (birth_year, birth_month, birth_day) = self.ymd();
        let (year, month, day) = on.ymd();
        year - birth_year - i32::from((month, day) < (birth_month, birth_day))
    }

    /// Midnight UTC of this date, in seconds.
    pub fn utc_secs(self) -> i64 {
        i64::from(self.0) * SECS_PER_DAY
    }
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0u32, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

/// How finely a time was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    Year,
    Day,
    Minute,
    Second,
}

/// The offset from UTC, in minutes east.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offset {
    /// Stood in the source.
    Written(i16),
    /// The source had none; this is the store's zone at that time. Shown as "assumed".
    Assumed(i16),
}

impl Offset {
    /// Minutes east of UTC, written or assumed.
    pub fn minutes(self) -> i16 {
        match self {
            Offset::Written(minutes) | Offset::Assumed(minutes) => minutes,
        }
    }
}

/// An instant with what the source said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub utc_secs: i64,
    pub offset: Offset,
    pub precision: Precision,
}

impl Moment {
    /// The local date at the moment's own offset.
    pub fn local_date(self) -> Date {
        Date(self.local_secs().div_euclid(SECS_PER_DAY) as i32)
    }

    /// Whether it is over before the other begins: of a day it is the day's end, of a year the year's.
    pub fn is_all_before(self, other: Moment) -> bool {
        let coarse = |precision| self.precision == precision || other.precision == precision;
        if coarse(Precision::Year) {
            self.local_date().ymd().0 < other.local_date().ymd().0
        } else if coarse(Precision::Day) {
            self.local_date() < other.local_date()
        } else {
            self.utc_secs < other.utc_secs
        }
    }

    /// Local hour, minute, second at the moment's own offset.
    pub fn local_hms(self) -> (u32, u32, u32) {
        let secs = self.local_secs().rem_euclid(SECS_PER_DAY) as u32;
        (secs / 3600, secs / 60 % 60, secs % 60)
    }

    /// Whether `text`, from which this was read, is exactly what [`Moment::iso`] gives; without writing it.
    pub fn is_written_as(self, text: &[u8]) -> bool {
        let clock_end = match self.precision {
            Precision::Year => return text.len() == 4,
            Precision::Day => return text.len() == 10 && self.is_dated_as(text),
            Precision::Minute => 16,
            Precision::Second => 19,
        };
        let behind = text.get(clock_end..).unwrap_or(b" ");
        let is_offset_same = match self.offset {
            Offset::Assumed(_) => behind.is_empty(),
            Offset::Written(0) => behind == b"Z",
            Offset::Written(_) => matches!(behind, [b'+' | b'-', _, _, b':', _, _]),
        };
        is_offset_same && text.get(10) == Some(&b'T') && self.is_dated_as(text)
    }

    /// Whether a text begins with the date in ISO 8601: `03/04/2025` and `2025-04-03` may both be read as another.
    fn is_dated_as(self, text: &[u8]) -> bool {
        text.get(..10).and_then(Date::parse_iso) == Some(self.local_date())
    }

    fn local_secs(self) -> i64 {
        self.utc_secs + i64::from(self.offset.minutes()) * 60
    }

    /// ISO 8601 as recorded: only as fine as it was written, the offset only where it was written.
    pub fn iso(self) -> String {
        let date = self.local_date();
        let (hour, minute, second) = self.local_hms();
        let clock = match self.precision {
            Precision::Year => return format!("{:04}", date.ymd().0),
            Precision::Day => return date.iso(),
            Precision::Minute => format!("{}T{hour:02}:{minute:02}", date.iso()),
            Precision::Second => format!("{}T{hour:02}:{minute:02}:{second:02}", date.iso()),
        };
        match self.offset {
            Offset::Assumed(_) => clock,
            Offset::Written(0) => clock + "Z",
            Offset::Written(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{clock}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

/// Why a text is not a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFault {
    /// Not ISO 8601.
    Unreadable,
    /// The clocks were put forward over this local time.
    NoSuchLocalTime,
}

/// An IANA time zone by name, such as `Asia/Shanghai`.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Zone {
    /// The zone of that IANA name, from the data compiled in.
    pub fn named(name: &str) -> Option<Zone> {
        TimeZone::get(name).ok().map(|zone| Zone { name: name.to_owned(), zone })
    }

    /// Coordinated universal time.
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone this computer is set to, where it has a name.
    pub fn of_this_computer() -> Option<Zone> {
        let zone = TimeZone::try_system().ok()?;
        let name = zone.iana_name()?.to_owned();
        Some(Zone { name, zone })
    }

    /// Every zone name known, in order.
    pub fn all_names() -> Vec<String> {
        let mut names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        names.sort();
        names
    }

    /// Minutes east of UTC at an instant.
    pub fn offset_mins_at(&self, utc_secs: i64) -> i16 {
        jiff::Timestamp::from_second(utc_secs).map_or(0, |at| (self.zone.to_offset(at).seconds() / 60) as i16)
    }

    /// The moment `utc_secs` as seen in this zone, to the second.
    pub fn moment(&self, utc_secs: i64) -> Moment {
        Moment { utc_secs, offset: Offset::Assumed(self.offset_mins_at(utc_secs)), precision: Precision::Second }
    }

    /// The date on the wall at an instant.
    pub fn date_at(&self, utc_secs: i64) -> Date {
        self.moment(utc_secs).local_date()
    }

    /// Whether a day has one offset from midnight to midnight.
    fn day_offset(&self, date: Date) -> DayOffset {
        let at_midnight = |day| self.offset_mins_of_local(day, 0).ok();
        match (at_midnight(date), at_midnight(Date(date.0 + 1))) {
            (Some(start), Some(end)) if start == end => DayOffset::Whole(start),
            _ => DayOffset::Changing,
        }
    }

    /// The offset in force at a local time; the earlier of two where the clocks were put back.
    fn offset_mins_of_local(&self, date: Date, secs_of_day: i64) -> Result<i16, TimeFault> {
        let (year, month, day) = date.ymd();
        let civil = civil::Date::new(year as i16, month as i8, day as i8).map_err(|_| TimeFault::Unreadable)?.at(
            (secs_of_day / 3600) as i8,
            (secs_of_day / 60 % 60) as i8,
            (secs_of_day % 60) as i8,
            0,
        );
        match self.zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => Ok((offset.seconds() / 60) as i16),
            AmbiguousOffset::Fold { before, .. } => Ok((before.seconds() / 60) as i16),
            AmbiguousOffset::Gap { .. } => Err(TimeFault::NoSuchLocalTime),
        }
    }
}

/// Reads moments against one zone, remembering the offsets of days asked for: a zone lookup costs more than the rest of
/// the reading.
#[derive(Clone, Debug)]
pub struct MomentReader {
    zone: Zone,
    /// By day from [`FIRST_REMEMBERED`] on.
    days: Vec<DayOffset>,
    latest_utc_secs: i64,
}

/// What is remembered of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DayOffset {
    NotAsked,
    /// One offset all day, in minutes.
    Whole(i16),
    /// The clocks change on this day.
    Changing,
}

/// 1900-01-01, and the number of days remembered from there, to the end of 2099.
const FIRST_REMEMBERED: i32 = -25_567;
const DAYS_REMEMBERED: usize = 73_049;

impl MomentReader {
    pub fn new(zone: Zone) -> Self {
        MomentReader { zone, days: vec![DayOffset::NotAsked; DAYS_REMEMBERED], latest_utc_secs: i64::MAX }
    }

    /// The same reader, to which what lies more than a day after `now_utc_secs` is the future. A day allows for clocks
    /// and zones that differ.
    #[must_use]
    pub fn at(self, now_utc_secs: i64) -> Self {
        MomentReader { latest_utc_secs: now_utc_secs.saturating_add(SECS_PER_DAY), ..self }
    }

    /// Whether an instant has not come yet.
    pub fn is_future(&self, utc_secs: i64) -> bool {
        utc_secs > self.latest_utc_secs
    }

    /// The day it is, or the next; `None` where the reader was not told.
    pub fn today(&self) -> Option<Date> {
        i32::try_from(self.latest_utc_secs.div_euclid(SECS_PER_DAY)).ok().map(Date)
    }

    /// Reads ISO 8601: `YYYY`, `YYYY-MM-DD`, `YYYY-MM-DDThh:mm[:ss]` with `T` or a space, fractions of a second cut
    /// off, and `Z` or `±hh:mm` or nothing behind. `24:00` is the beginning of the next day.
    ///
    /// # Errors
    /// [`TimeFault::Unreadable`] for other text, [`TimeFault::NoSuchLocalTime`] in the gap of a clock change.
    pub fn read(&mut self, text: &[u8]) -> Result<Moment, TimeFault> {
        if text.len() == 4 {
            let year = digits(text).and_then(|year| Date::from_ymd(year as i32, 1, 1)).ok_or(TimeFault::Unreadable)?;
            return self.local(year, 0, Precision::Year);
        }
        let date = text.get(..10).and_then(Date::parse_iso).ok_or(TimeFault::Unreadable)?;
        let Some((separator, clock)) = text.get(10..).and_then(<[u8]>::split_first) else {
            return self.local(date, 0, Precision::Day);
        };
        if !matches!(separator, b'T' | b't' | b' ') {
            return Err(TimeFault::Unreadable);
        }
        let (secs_of_day, precision, rest) = read_clock(clock).ok_or(TimeFault::Unreadable)?;
        match read_offset(rest).ok_or(TimeFault::Unreadable)? {
            None => self.local(date, secs_of_day, precision),
            Some(minutes) => Ok(Moment {
                utc_secs: date.utc_secs() + secs_of_day - i64::from(minutes) * 60,
                offset: Offset::Written(minutes),
                precision,
            }),
        }
    }

    fn day_offset(&mut self, date: Date) -> DayOffset {
        let place = usize::try_from(date.0 - FIRST_REMEMBERED).unwrap_or(usize::MAX);
        match self.days.get_mut(place) {
            None => self.zone.day_offset(date),
            Some(day) => {
                if *day == DayOffset::NotAsked {
                    *day = self.zone.day_offset(date);
                }
                *day
            }
        }
    }

    /// The moment of a local time in the reader's zone; 24:00 is the beginning of the next day.
    ///
    /// # Errors
    /// [`TimeFault::NoSuchLocalTime`] in the gap of a clock change.
    pub fn local(&mut self, date: Date, secs_of_day: i64, precision: Precision) -> Result<Moment, TimeFault> {
        let (date, secs_of_day) =
            if secs_of_day == SECS_PER_DAY { (Date(date.0.saturating_add(1)), 0) } else { (date, secs_of_day) };
        let minutes = match self.day_offset(date) {
            DayOffset::Whole(minutes) => minutes,
            DayOffset::NotAsked | DayOffset::Changing => self.zone.offset_mins_of_local(date, secs_of_day)?,
        };
        let utc_secs = date.utc_secs() + secs_of_day - i64::from(minutes) * 60;
        Ok(Moment { utc_secs, offset: Offset::Assumed(minutes), precision })
    }
}

/// `hh:mm[:ss[.fraction]]`: seconds of the day, precision, what follows.
fn read_clock(text: &[u8]) -> Option<(i64, Precision, &[u8])> {
    let hour = digits(text.get(..2)?)?;
    let minute = text.get(2..5).filter(|part| part.first() == Some(&b':')).and_then(|part| digits(part.get(1..)?))?;
    let mut rest = text.get(5..)?;
    let mut second = None;
    if rest.first() == Some(&b':') {
        second = Some(digits(rest.get(1..3)?)?);
        rest = rest.get(3..)?;
        if rest.first() == Some(&b'.') {
            let fraction = rest.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
            rest = (fraction > 0).then(|| rest.get(1 + fraction..)).flatten()?;
        }
    }
    let is_end_of_day = hour == 24 && minute == 0 && second.unwrap_or(0) == 0;
    let in_range = is_end_of_day || hour < 24 && minute < 60 && second.unwrap_or(0) < 60;
    let secs = i64::from(hour * 3600 + minute * 60 + second.unwrap_or(0));
    let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
    in_range.then_some((secs, precision, rest))
}

/// Nothing, `Z`, `±hh:mm`, `±hhmm` or `±hh`; the outer option is "readable".
fn read_offset(text: &[u8]) -> Option<Option<i16>> {
    let (sign, hours, minutes): (i16, &[u8], &[u8]) = match text {
        [] => return Some(None),
        [b'Z' | b'z'] => return Some(Some(0)),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let sign = if *sign == b'-' { -1 } else { 1 };
            match rest.len() {
                2 => (sign, rest, b"00"),
                4 => (sign, rest.get(..2)?, rest.get(2..)?),
                5 if rest.get(2) == Some(&b':') => (sign, rest.get(..2)?, rest.get(3..)?),
                _ => return None,
            }
        }
        _ => return None,
    };
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours <= 15 && minutes < 60).then_some(Some(sign * (hours * 60 + minutes) as i16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn civil_days_match_known_dates() {
        assert_eq!(Date::from_ymd(1970, 1, 1), Some(Date(0)));
        assert_eq!(Date::from_ymd(2000, 3, 1), Some(Date(11_017)));
        assert_eq!(Date::from_ymd(1900, 2, 29), None);
        assert_eq!(Date::parse_iso(b"2024-02-29").map(Date::iso).as_deref(), Some("2024-02-29"));
    }

    #[test]
    fn moments_keep_offset_and_precision() {
        let mut reader = MomentReader::new(Zone::named("Europe/Berlin").expect("zone data are compiled in"));
        for text in ["2024", "2024-07-01", "2024-07-01T08:30", "2024-07-01T08:30:05+02:00", "2024-07-01T08:30:05Z"] {
            assert_eq!(reader.read(text.as_bytes()).map(Moment::iso).as_deref(), Ok(text));
        }
        assert_eq!(reader.read(b"2024-07-01T08:30").map(|m| m.utc_secs), Ok(1_719_815_400));
        assert_eq!(reader.read(b"2024-03-31T02:30"), Err(TimeFault::NoSuchLocalTime));
        assert_eq!(reader.read(b"2024-10-27T02:30").map(|m| m.offset), Ok(Offset::Assumed(120)));
        assert_eq!(reader.read(b"2024-13-01"), Err(TimeFault::Unreadable));
        assert_eq!(reader.read(b"2024-01-01T25:00"), Err(TimeFault::Unreadable));
    }

    #[test]
    fn age_counts_completed_years() {
        let born = Date::from_ymd(2000, 2, 29).expect("a date");
        assert_eq!(born.years_until(Date::from_ymd(2001, 2, 28).expect("a date")), 0);
        assert_eq!(born.years_until(Date::from_ymd(2001, 3, 1).expect("a date")), 1);
    }

    #[test]
    fn a_day_after_now_is_the_future() {
        let reader = MomentReader::new(Zone::utc()).at(1_000_000);
        assert!(!reader.is_future(1_000_000 + SECS_PER_DAY));
        assert!(reader.is_future(1_000_001 + SECS_PER_DAY));
        assert!(!MomentReader::new(Zone::utc()).is_future(i64::MAX));
    }

    proptest! {
        #[test]
        fn dates_come_back(days in -719_000i32..2_900_000) {
            let (year, month, day) = Date(days).ymd();
            prop_assert_eq!(Date::from_ymd(year, month, day), Some(Date(days)));
        }

        #[test]
        fn written_form_is_known_without_writing(
            text in "2024(-07-0[1-9]([Tt ]08:30(:05([.][0-9]{1,2})?)?([Zz]|[+]00:00|-00:00|[+]08|[+]0800|-08:30)?)?)?"
        ) {
            let moment = MomentReader::new(Zone::utc()).read(text.as_bytes()).expect("each of them is ISO 8601");
            prop_assert_eq!(moment.is_written_as(text.as_bytes()), moment.iso() == text);
        }

        #[test]
        fn reading_never_panics(text in prop::collection::vec(any::<u8>(), 0..32)) {
            let _outcome = MomentReader::new(Zone::utc()).read(&text);
        }
    }
}
