//! Dates, times of day, ages and "how long ago", as each language writes them.

use super::{Language, Texts};
use crate::base::{Date, Moment, Precision};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Texts {
    /// `04-Mar-2024`, in Chinese `2024年3月4日`.
    pub fn date(&self, date: Date) -> String {
        let (year, month, day) = date.ymd();
        match self.language {
            Language::English => format!("{day:02}-{}-{year:04}", month_name(month)),
            Language::SimplifiedChinese => format!("{year}年{month}月{day}日"),
        }
    }

    /// A moment as finely as it was written, at its own offset: `04-Mar-2024 14:05`.
    pub fn moment(&self, moment: Moment) -> String {
        let date = moment.local_date();
        let (hour, minute, second) = moment.local_hms();
        match moment.precision {
            Precision::Year => match self.language {
                Language::English => format!("{:04}", date.ymd().0),
                Language::SimplifiedChinese => format!("{}年", date.ymd().0),
            },
            Precision::Day => self.date(date),
            Precision::Minute => format!("{} {hour:02}:{minute:02}", self.date(date)),
            Precision::Second => format!("{} {hour:02}:{minute:02}:{second:02}", self.date(date)),
        }
    }

    /// Time of day of a moment: `14:05`.
    pub fn time_of_day(&self, moment: Moment) -> String {
        let (hour, minute, _) = moment.local_hms();
        format!("{hour:02}:{minute:02}")
    }

    /// How long before `now_utc_secs` something was: "3 h ago", "3 小时前"; "in the future" where it is later.
    pub fn ago(&self, at_utc_secs: i64, now_utc_secs: i64) -> String {
        let secs = now_utc_secs.saturating_sub(at_utc_secs);
        let whole = |unit: i64| secs / unit;
        match secs {
            ..0 => self.get("ago-future").to_owned(),
            0..MINUTE => self.get("ago-now").to_owned(),
            MINUTE..HOUR => self.format("ago-minutes", &[("count", &whole(MINUTE))]),
            HOUR..=172_799 => self.format("ago-hours", &[("count", &whole(HOUR))]),
            _ => self.days_ago_text(whole(DAY)),
        }
    }

    /// How many days before `today` a date lies: "today", "yesterday", "12 days ago", "5 months ago", "2 years ago".
    pub fn days_ago(&self, date: Date, today: Date) -> String {
        match today.0 - date.0 {
            ..0 => self.get("ago-future").to_owned(),
            0 => self.get("ago-today").to_owned(),
            1 => self.get("ago-yesterday").to_owned(),
            days => self.days_ago_text(i64::from(days)),
        }
    }

    fn days_ago_text(&self, days: i64) -> String {
        match days {
            ..60 => self.format("ago-days", &[("count", &days)]),
            60..730 => self.format("ago-months", &[("count", &((days * 12 + 182) / 365))]),
            _ => self.format("ago-years", &[("count", &(days / 365))]),
        }
    }

    /// Age on a day, as said at the bedside: days below four weeks, months below two years, then years.
    pub fn age(&self, birth: Date, on: Date) -> String {
        let years = birth.years_until(on);
        let days = on.0 - birth.0;
        match (days, years) {
            (..0, _) => self.get("age-unborn").to_owned(),
            (0..28, _) => self.count("age-days", days as u64, &[]),
            (_, ..2) => self.count("age-months", completed_months(birth, on), &[]),
            (_, years) => self.count("age-years", years as u64, &[]),
        }
    }

    /// Time left or taken: `40 s`, `5 min`, `1 h 05 min`.
    pub fn duration(&self, secs: u64) -> String {
        let (hours, minutes) = (secs / 3600, secs / 60 % 60);
        match secs {
            0..60 => self.format("duration-seconds", &[("count", &secs)]),
            60..3600 => self.format("duration-minutes", &[("count", &minutes)]),
            _ => self.format("duration-hours", &[("hours", &hours), ("minutes", &format!("{minutes:02}"))]),
        }
    }

    /// The same of a length that somebody chooses: whole hours stand without minutes.
    pub fn chosen_length(&self, secs: u64) -> String {
        match (secs / 3600, secs % 3600) {
            (hours @ 1.., 0) => self.format("duration-whole-hours", &[("hours", &hours)]),
            _ => self.duration(secs),
        }
    }
}

fn completed_months(birth: Date, on: Date) -> u64 {
    let ((year, month, day), (on_year, on_month, on_day)) = (birth.ymd(), on.ymd());
    let months = (on_year - year) * 12 + on_month as i32 - month as i32 - i32::from(on_day < day);
    u64::try_from(months).unwrap_or(0)
}

fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES.get((month as usize).wrapping_sub(1)).copied().unwrap_or("")
}
