//! The one place that asks for the time.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What time it is: the computer's, the demo hospital's, or always the same (pictures, tests).
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Runs from `starts_utc_secs`, counted from `since`.
    Demo {
        starts_utc_secs: i64,
        since: Instant,
    },
    Fixed {
        utc_secs: i64,
    },
}

impl Clock {
    /// A demo clock that starts now.
    pub fn demo(starts_utc_secs: i64) -> Clock {
        Clock::Demo { starts_utc_secs, since: Instant::now() }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn utc_secs(&self) -> i64 {
        match self {
            Clock::System => {
                SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since_epoch| since_epoch.as_secs() as i64)
            }
            Clock::Demo { starts_utc_secs, since } => starts_utc_secs + since.elapsed().as_secs() as i64,
            Clock::Fixed { utc_secs } => *utc_secs,
        }
    }
}

/// Measures how long something takes, apart from any clock on the wall.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Stopwatch {
        Stopwatch(Instant::now())
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
