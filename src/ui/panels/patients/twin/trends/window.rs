//! The stretch of time on screen, shared by all plots and the timeline.

/// Shortest stretch that can be looked at.
const SHORTEST_SECS: f64 = 3_600.0;
const DAY_SECS: f64 = 86_400.0;
/// Free room at both ends, as a share, so that the first and the last value do not stand on the border.
const MARGIN: f64 = 0.02;
/// Room for a forecast, as a share.
const ROOM_AHEAD: f64 = 0.08;

/// From and to, in seconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    pub from: f64,
    pub to: f64,
}

/// The ranges of the selector; all end now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RangeChoice {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    #[default]
    All,
}

impl RangeChoice {
    /// Every choice, in the order shown.
    pub const ALL: [RangeChoice; 6] = [
        RangeChoice::Day,
        RangeChoice::Week,
        RangeChoice::Month,
        RangeChoice::Quarter,
        RangeChoice::Year,
        RangeChoice::All,
    ];

    /// Message key.
    pub fn key(self) -> &'static str {
        match self {
            RangeChoice::Day => "range-day",
            RangeChoice::Week => "range-week",
            RangeChoice::Month => "range-month",
            RangeChoice::Quarter => "range-quarter",
            RangeChoice::Year => "range-year",
            RangeChoice::All => "range-all",
        }
    }

    /// The window that ends now; all time starts at the first value.
    pub fn window(self, now_utc_secs: i64, first_utc_secs: Option<i64>) -> Window {
        let now = now_utc_secs as f64;
        let length = match self {
            RangeChoice::Day => DAY_SECS,
            RangeChoice::Week => 7.0 * DAY_SECS,
            RangeChoice::Month => 30.0 * DAY_SECS,
            RangeChoice::Quarter => 91.0 * DAY_SECS,
            RangeChoice::Year => 365.0 * DAY_SECS,
            RangeChoice::All => first_utc_secs.map_or(DAY_SECS, |first| (now - first as f64).max(DAY_SECS)),
        };
        let margin = length * MARGIN;
        Window { from: now - length - margin, to: now + margin }
    }
}

impl Window {
    pub fn length(self) -> f64 {
        self.to - self.from
    }

    pub fn contains(self, utc_secs: i64) -> bool {
        (self.from..=self.to).contains(&(utc_secs as f64))
    }

    /// Longer at its end, for what is expected.
    #[must_use]
    pub fn with_room_ahead(self) -> Window {
        Window { to: self.to + ROOM_AHEAD * self.length(), ..self }
    }

    /// Moved by so many seconds; positive is later.
    #[must_use]
    pub fn panned(self, secs: f64) -> Window {
        Window { from: self.from + secs, to: self.to + secs }
    }

    /// Made shorter (`factor` above 1) or longer around a time that stays where it is.
    #[must_use]
    pub fn zoomed(self, factor: f64, around: f64) -> Window {
        let length = (self.length() / factor).clamp(SHORTEST_SECS, 200.0 * 365.0 * DAY_SECS);
        let share = ((around - self.from) / self.length()).clamp(0.0, 1.0);
        Window { from: around - share * length, to: around + (1.0 - share) * length }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_time_under_the_pointer_and_has_an_end() {
        let week = RangeChoice::Week.window(1_000_000, None);
        assert!(week.contains(1_000_000) && week.contains(1_000_000 - 604_800) && !week.contains(100_000));
        let near = week.zoomed(2.0, 900_000.0);
        assert!((near.length() - week.length() / 2.0).abs() < 1e-6);
        let share = |window: Window| (900_000.0 - window.from) / window.length();
        assert!((share(near) - share(week)).abs() < 1e-9);
        assert!(week.zoomed(1e12, 900_000.0).length() >= SHORTEST_SECS);
        assert_eq!(week.panned(10.0).panned(-10.0), week);
    }
}
