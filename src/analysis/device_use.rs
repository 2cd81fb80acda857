//! How much a device was used and how often it failed, by the states that it sent.

use crate::domain::resource::DeviceStatus;

/// Over which time states are added up.
pub const WINDOW_SECS: i64 = 7 * 86_400;

/// What a device's states come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DeviceUse {
    /// Share of the time of which the state is known; `None` where it is known of none.
    pub in_use: Option<f64>,
    /// How often it went out of order.
    pub faults: u32,
    /// Since when the newest state holds.
    pub since_utc_secs: Option<i64>,
}

/// States in order of time, each until the next, as of an instant. Before the first state nothing is known.
pub fn device_use(states: &[(i64, DeviceStatus)], now_utc_secs: i64) -> DeviceUse {
    let from = now_utc_secs - WINDOW_SECS;
    let mut sorted: Vec<(i64, DeviceStatus)> = states.iter().copied().filter(|(at, _)| *at <= now_utc_secs).collect();
    sorted.sort_by_key(|(at, _)| *at);
    sorted.dedup_by(|later, earlier| later.1 == earlier.1);
    let ends = sorted.iter().skip(1).map(|(at, _)| *at).chain([now_utc_secs]);
    let (mut known, mut used) = (0i64, 0i64);
    for ((at, status), end) in sorted.iter().zip(ends) {
        let length = (end - (*at).max(from)).max(0);
        known += length;
        used += if *status == DeviceStatus::InUse { length } else { 0 };
    }
    let is_fault = |(at, status): &&(i64, DeviceStatus)| *at > from && *status == DeviceStatus::OutOfOrder;
    DeviceUse {
        in_use: (known > 0).then(|| used as f64 / known as f64),
        faults: sorted.iter().filter(is_fault).count() as u32,
        since_utc_secs: sorted.last().map(|(at, _)| *at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_holds_until_the_next_and_said_again_is_no_second_fault() {
        use DeviceStatus::{Available, InUse, OutOfOrder};
        let day = 86_400;
        let now = 100 * day;
        let states = [
            // Before the week: it was in use when the week began.
            (now - 10 * day, InUse),
            (now - 6 * day, Available),
            (now - 2 * day, OutOfOrder),
            (now - day, OutOfOrder),
            (now - day / 2, InUse),
            (now + 60, Available),
        ];
        let found = device_use(&states, now);
        let expected = 1.5 / 7.0;
        assert!((found.in_use.expect("known") - expected).abs() < 1e-9, "{found:?}");
        assert_eq!((found.faults, found.since_utc_secs), (1, Some(now - day / 2)));
        assert_eq!(device_use(&[], now), DeviceUse::default());
    }
}
