//! Ticks: times at whole hours, days, months or years of the hospital's clock; values at round numbers.

use crate::base::{Date, Zone};
use crate::ui::text::{Language, Texts};

use super::window::Window;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Points that a label of a date and of a clock time needs.
const DATE_ROOM: f32 = 96.0;
const CLOCK_ROOM: f32 = 64.0;

/// A mark on the time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeTick {
    pub utc_secs: f64,
    pub label: String,
}

/// Distance between ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Hours(i64),
    Days(i32),
    Months(i32),
    Years(i32),
}

const STEPS: [Step; 15] = [
    Step::Hours(1),
    Step::Hours(2),
    Step::Hours(3),
    Step::Hours(6),
    Step::Hours(12),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(5),
    Step::Years(20),
];

impl Step {
    fn secs(self) -> f64 {
        match self {
            Step::Hours(count) => (count * HOUR) as f64,
            Step::Days(count) => f64::from(count) * DAY as f64,
            Step::Months(count) => f64::from(count) * 30.4 * DAY as f64,
            Step::Years(count) => f64::from(count) * 365.25 * DAY as f64,
        }
    }

    fn room(self) -> f32 {
        match self {
            Step::Hours(_) => CLOCK_ROOM,
            Step::Days(_) => DATE_ROOM,
            Step::Months(_) | Step::Years(_) => CLOCK_ROOM + 8.0,
        }
    }
}

/// The instant of local midnight at the start of a date.
pub fn midnight_utc_secs(date: Date, zone: &Zone) -> i64 {
    let guess = date.utc_secs() - i64::from(zone.offset_mins_at(date.utc_secs())) * 60;
    date.utc_secs() - i64::from(zone.offset_mins_at(guess)) * 60
}

/// Ticks inside a window that is `width` points wide; labels never touch.
pub fn time_ticks(window: Window, width: f32, zone: &Zone, texts: &Texts) -> Vec<TimeTick> {
    let fits = |step: &&Step| f64::from(width) / (window.length() / step.secs()) >= f64::from(step.room());
    let step = STEPS.iter().find(fits).copied().unwrap_or(Step::Years(50));
    let first = zone.date_at(window.from as i64);
    let ticks = match step {
        Step::Hours(hours) => hour_ticks(window, first, hours, zone, texts),
        Step::Days(days) => {
            let start = first.0 - first.0.rem_euclid(days);
            let dates = (0..).map(|at| Date(start + at * days));
            date_ticks(window, dates, zone, |date| texts.date(date))
        }
        Step::Months(months) => {
            let (year, month, _) = first.ymd();
            let start = year * 12 + (month as i32 - 1) / months * months;
            let dates = (0..).map_while(|at| month_start(start + at * months));
            date_ticks(window, dates, zone, |date| month_and_year(texts, date))
        }
        Step::Years(years) => {
            let start = first.ymd().0.div_euclid(years) * years;
            let dates = (0..).map_while(|at| Date::from_ymd(start + at * years, 1, 1));
            date_ticks(window, dates, zone, |date| date.ymd().0.to_string())
        }
    };
    ticks.into_iter().filter(|tick| tick.utc_secs >= window.from && tick.utc_secs <= window.to).collect()
}

fn month_start(months: i32) -> Option<Date> {
    Date::from_ymd(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1)
}

/// `Mar 2026`, in Chinese `2026年3月`.
pub fn month_and_year(texts: &Texts, date: Date) -> String {
    let written = texts.date(date);
    match texts.language() {
        Language::English => written.get(3..).unwrap_or("").replace('-', " "),
        Language::SimplifiedChinese => written.split_inclusive('月').next().unwrap_or("").to_owned(),
    }
}

fn date_ticks(
    window: Window,
    dates: impl Iterator<Item = Date>,
    zone: &Zone,
    label: impl Fn(Date) -> String,
) -> Vec<TimeTick> {
    let ticks = dates.map(|date| TimeTick { utc_secs: midnight_utc_secs(date, zone) as f64, label: label(date) });
    ticks.take_while(|tick| tick.utc_secs <= window.to).collect()
}

/// Whole hours; midnight says the day and the month.
fn hour_ticks(window: Window, first: Date, hours: i64, zone: &Zone, texts: &Texts) -> Vec<TimeTick> {
    let mut ticks = Vec::new();
    for date in (first.0..).map(Date) {
        let midnight = midnight_utc_secs(date, zone);
        if midnight as f64 > window.to {
            return ticks;
        }
        for hour in (0..24).step_by(usize::try_from(hours).unwrap_or(1)) {
            let label = if hour == 0 { day_and_month(texts, date) } else { format!("{hour:02}:00") };
            ticks.push(TimeTick { utc_secs: (midnight + hour * HOUR) as f64, label });
        }
    }
    ticks
}

fn day_and_month(texts: &Texts, date: Date) -> String {
    let written = texts.date(date);
    match texts.language() {
        Language::English => written.get(..6).unwrap_or("").to_owned(),
        Language::SimplifiedChinese => written.split_once('年').map_or("", |(_, rest)| rest).to_owned(),
    }
}

/// Round numbers from `low` to `high`, at most `most` + 1 of them, and the digits behind the mark they need.
pub fn value_ticks(low: f64, high: f64, most: usize) -> (Vec<f64>, usize) {
    let rough = (high - low) / most.max(1) as f64;
    if !rough.is_finite() || rough <= 0.0 {
        return (Vec::new(), 0);
    }
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| *step >= rough);
    let step = step.unwrap_or(power * 10.0);
    let digits = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    ((first..=last).map(|at| at as f64 * step).collect(), digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;
    use proptest::prelude::*;

    fn window(from: Date, days: f64) -> Window {
        Window { from: from.utc_secs() as f64, to: from.utc_secs() as f64 + days * DAY as f64 }
    }

    #[test]
    fn ticks_stand_at_whole_days_of_the_hospital() {
        let zone = Zone::named("Asia/Singapore").expect("a zone");
        let texts = Texts::of(Language::English);
        let march = Date::from_ymd(2026, 3, 1).expect("a date");
        let ticks = time_ticks(window(march, 7.0), 800.0, &zone, texts);
        assert_eq!(ticks.first().map(|tick| tick.label.as_str()), Some("02-Mar-2026"));
        assert!(ticks.iter().all(|tick| (tick.utc_secs as i64 + 8 * HOUR) % DAY == 0));
        let labels: Vec<String> =
            time_ticks(window(march, 365.0), 500.0, &zone, texts).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["Apr 2026", "Jul 2026", "Oct 2026", "Jan 2027"]);
        let clock = time_ticks(window(march, 1.0), 500.0, &zone, texts);
        assert!(clock.iter().any(|tick| tick.label == "12:00") && clock.iter().any(|tick| tick.label == "02-Mar"));
        let chinese = time_ticks(window(march, 365.0), 500.0, &zone, Texts::of(Language::SimplifiedChinese));
        assert_eq!(chinese.first().map(|tick| tick.label.as_str()), Some("2026年4月"));
    }

    #[test]
    fn values_have_round_ticks() {
        assert_eq!(value_ticks(48.0, 152.0, 4), (vec![50.0, 100.0, 150.0], 0));
        let (ticks, digits) = value_ticks(3.4, 4.6, 4);
        assert_eq!((ticks.len(), digits), (3, 1));
        assert_eq!(value_ticks(5.0, 5.0, 4), (Vec::new(), 0));
    }

    proptest! {
        #[test]
        fn labels_have_room(days in 0.05f64..9_000.0, width in 200f32..1_500.0, start in 0i32..40_000) {
            let window = window(Date(start), days);
            let ticks = time_ticks(window, width, &Zone::utc(), Texts::of(Language::English));
            for pair in ticks.windows(2) {
                let apart = (pair[1].utc_secs - pair[0].utc_secs) / window.length() * f64::from(width);
                prop_assert!(apart >= 54.0, "{apart}");
            }
        }
    }
}
