//! From instants to the hospital's wall clock, one look at the zone a day instead of one a row.

use crate::base::{Date, Zone};

const SECS_PER_DAY: i64 = 86_400;

/// The window of time that the synthetic hospital covers, in minutes from its start, and the zone on the wall.
pub struct WallClock {
    zone: Zone,
    start_utc_secs: i64,
    first_utc_day: i64,
    /// Offset of a UTC day in minutes; `None` where the clocks change during it.
    offset_mins: Vec<Option<i16>>,
}

/// A time as somebody in the hospital would write it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WallTime {
    pub date: Date,
    pub minute_of_day: u32,
    pub offset_mins: i16,
    /// The clocks change on this day: without the offset the time could be read in two ways.
    pub needs_offset: bool,
}

impl WallClock {
    /// The window of `days` days before `end_utc_secs`.
    pub fn new(zone: Zone, end_utc_secs: i64, days: i64) -> WallClock {
        let start_utc_secs = end_utc_secs - days * SECS_PER_DAY;
        let first_utc_day = start_utc_secs.div_euclid(SECS_PER_DAY) - 1;
        let at = |day: i64| zone.offset_mins_at((first_utc_day + day) * SECS_PER_DAY);
        let offset_mins = (0..days + 3).map(|day| (at(day) == at(day + 1)).then(|| at(day))).collect();
        WallClock { zone, start_utc_secs, first_utc_day, offset_mins }
    }

    /// The wall time `minute` minutes after the start of the window.
    pub fn at(&self, minute: i64) -> WallTime {
        let utc_secs = self.start_utc_secs + minute * 60;
        let day = usize::try_from(utc_secs.div_euclid(SECS_PER_DAY) - self.first_utc_day).ok();
        let known = day.and_then(|day| self.offset_mins.get(day).copied().flatten());
        let offset_mins = known.unwrap_or_else(|| self.zone.offset_mins_at(utc_secs));
        let local_secs = utc_secs + i64::from(offset_mins) * 60;
        WallTime {
            date: Date(local_secs.div_euclid(SECS_PER_DAY) as i32),
            minute_of_day: (local_secs.rem_euclid(SECS_PER_DAY) / 60) as u32,
            offset_mins,
            needs_offset: known.is_none(),
        }
    }

    /// The date on the wall `day` days after the start of the window; may lie before it.
    pub fn date(&self, day: i64) -> Date {
        self.at(day * 1440).date
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::MomentReader;

    #[test]
    fn wall_times_lead_back_to_their_instants() {
        let zone = Zone::named("Europe/Berlin").expect("zone data are compiled in");
        let clock = WallClock::new(zone.clone(), 1_790_812_800, 730);
        let mut reader = MomentReader::new(zone);
        for minute in (0..730 * 1440).step_by(17) {
            let wall = clock.at(minute);
            let read = reader.local(wall.date, i64::from(wall.minute_of_day) * 60, crate::base::Precision::Minute);
            let utc_secs = 1_790_812_800 - 730 * 86_400 + minute * 60;
            assert!(wall.needs_offset || read.map(|moment| moment.utc_secs) == Ok(utc_secs), "{wall:?}");
        }
    }
}
