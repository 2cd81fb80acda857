//! How many messages came in lately, from a counter that is looked at now and then.

use std::collections::VecDeque;
use std::time::Duration;

/// Looks back so far.
const WINDOW: Duration = Duration::from_secs(30);

/// Looks at a counter with their time since some beginning, the oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    looks: VecDeque<(Duration, u64)>,
}

impl Pace {
    /// Notes what the counter says.
    pub fn look(&mut self, at: Duration, count: u64) {
        let is_soon = self.looks.back().is_some_and(|(last, _)| at < *last + Duration::from_millis(250));
        match self.looks.back_mut().filter(|_| is_soon) {
            Some(last) => last.1 = count,
            None => self.looks.push_back((at, count)),
        }
        while self.looks.len() > 2 && self.looks.get(1).is_some_and(|(second, _)| *second + WINDOW < at) {
            self.looks.pop_front();
        }
    }

    /// Messages a second over the last half minute; `None` before there are two looks.
    pub fn per_second(&self) -> Option<f64> {
        let ((from, before), (to, after)) = (self.looks.front()?, self.looks.back()?);
        let seconds = to.checked_sub(*from)?.as_secs_f64();
        (seconds > 0.0).then(|| after.saturating_sub(*before) as f64 / seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_half_minute() {
        let mut pace = Pace::default();
        assert_eq!(pace.per_second(), None);
        for second in 0..100u64 {
            let count = if second < 50 { second * 10 } else { 500 };
            pace.look(Duration::from_secs(second), count);
            if second == 20 {
                assert_eq!(pace.per_second(), Some(10.0));
            }
        }
        assert_eq!(pace.per_second(), Some(0.0), "nothing came for half a minute");
    }
}
