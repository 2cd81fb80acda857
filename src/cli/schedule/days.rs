//! Days of a plan in words: counted from 0, or as dates where the first day is known.

use crate::base::Date;

/// How days are called.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    pub first: Option<Date>,
    pub count: usize,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Day 0 of a roster: its weekends are counted from a Monday.
pub fn roster_day(first: Option<Date>) -> Result<Option<Date>, String> {
    match first {
        Some(day) if day.weekday() != 0 => {
            Err(format!("--first-day {} is no Monday, and the weekends of a roster are counted from one", day.iso()))
        }
        _ => Ok(first),
    }
}

impl Days {
    /// Such as `Sat 14-Mar-2026`, else `day 5`.
    pub fn told(&self, day: usize) -> String {
        let Some(date) = self.first.and_then(|first| later(first, day)) else { return format!("day {day}") };
        let (year, month, of_month) = date.ymd();
        let name = MONTHS.get((month as usize).saturating_sub(1)).copied().unwrap_or("");
        format!("{} {of_month:02}-{name}-{year}", weekday(date))
    }

    /// A day's number from its number or date.
    pub fn read(&self, text: &str) -> Result<usize, String> {
        let text = text.trim();
        let by_date = || {
            let date = Date::parse_iso(text.as_bytes())?;
            let first = self.first?;
            usize::try_from(i64::from(date.0) - i64::from(first.0)).ok()
        };
        let day = text.parse::<usize>().ok().or_else(by_date);
        day.filter(|day| *day < self.count).ok_or_else(|| {
            let last = self.count.saturating_sub(1);
            format!(
                "{text:?} is no day of the plan: a number from 0 to {last}, or with --first-day a date as 2026-03-14"
            )
        })
    }
}

/// The date so many days later.
pub fn later(first: Date, days: usize) -> Option<Date> {
    Some(Date(first.0.checked_add(i32::try_from(days).ok()?)?))
}

fn weekday(date: Date) -> &'static str {
    WEEKDAYS.get(date.weekday()).copied().unwrap_or("")
}

/// Reads a date from the command line.
pub fn date_from_text(text: &str) -> Result<Date, String> {
    Date::parse_iso(text.trim().as_bytes()).ok_or_else(|| "a date is written as 2026-03-14".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates_over_a_leap_day_and_the_end_of_a_year() {
        let days = |first: &str| Days { first: Date::parse_iso(first.as_bytes()), count: 400 };
        assert_eq!(days("2028-02-28").told(1), "Tue 29-Feb-2028");
        assert_eq!(days("2028-02-28").told(2), "Wed 01-Mar-2028");
        assert_eq!(days("2026-12-31").told(1), "Fri 01-Jan-2027");
        assert_eq!(days("2026-03-02").read("2026-03-14"), Ok(12));
        assert!(days("2026-03-02").read("2026-03-01").is_err() && days("2026-03-02").read("400").is_err());
        assert_eq!(Days { first: None, count: 3 }.told(2), "day 2");
    }
}
