//! The order of a board: the most urgent first, and nobody of whom less is known below somebody whose score is known.

use std::cmp::Reverse;

use super::signs::Band;
use super::standing::{Freshness, Standing};

/// What a patient's place is decided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The last known band; `None` where nothing is known.
    pub band: Option<Band>,
    pub freshness: Freshness,
    pub points: u8,
    /// The score rose lately.
    pub is_rising: bool,
}

impl Place {
    pub fn of(standing: &Standing, is_rising: bool) -> Place {
        Place { band: standing.band(), freshness: standing.freshness, points: standing.points(), is_rising }
    }

    /// Whoever never had a score stands with those whom a doctor has to look at within the hour, or higher where what is
    /// known of them says so: unknown is not routine. Our own choice.
    fn rank(&self) -> Band {
        match self.freshness {
            Freshness::Fresh | Freshness::Stale | Freshness::Partial => self.band.unwrap_or(Band::LowMedium),
            Freshness::NeverScored | Freshness::OutsideModel => {
                self.band.unwrap_or(Band::LowMedium).max(Band::LowMedium)
            }
        }
    }
}

/// The order in which patients are shown, by their places in the list given: by last known band, within a band those first
/// whose score cannot be relied on, then by points, then those who are getting worse, then as they came.
pub fn order(places: &[Place]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|at| {
        let place = places.get(*at);
        place.map(|place| {
            let is_sure = place.freshness == Freshness::Fresh;
            (Reverse(place.rank()), is_sure, Reverse(place.points), Reverse(place.is_rising))
        })
    });
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::signs::{At, Sign, Signs, round_at};
    use super::super::standing::standing_of;
    use super::*;

    /// Signs of some hours, with gaps.
    fn signs() -> impl Strategy<Value = Signs> {
        let reading = (0..7usize, 0..20i64, 0.0..1.0f64);
        proptest::collection::vec(reading, 0..60).prop_map(|readings| {
            let mut signs = Signs::default();
            let spans =
                [(6.0, 30.0), (84.0, 100.0), (0.0, 1.4), (80.0, 160.0), (45.0, 140.0), (0.0, 1.3), (35.0, 40.0)];
            for (sign, hour, share) in readings {
                let (low, high) = spans[sign];
                let value: f64 = low + share * (high - low);
                let value = if matches!(sign, 2 | 5) { value.floor() } else { value };
                signs.push(Sign::ALL[sign], At { utc_secs: hour * 3600, value });
            }
            signs.settle();
            signs
        })
    }

    /// By looking at every hour: the band of the newest complete score.
    fn last_known_band(signs: &Signs, now: i64) -> Option<Band> {
        let hours = (0..20).rev().map(|hour| hour * 3600).filter(|at| *at <= now);
        let measured = |at: &i64| Sign::ALL.iter().any(|sign| signs.of(*sign).iter().any(|one| one.utc_secs == *at));
        let rounds = hours.filter(measured).filter_map(|at| round_at(signs, at));
        rounds.into_iter().find(|round| round.missing.is_empty()).map(|round| round.band)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(160))]

        #[test]
        fn nobody_whose_score_is_unsure_stands_below_a_score_of_their_last_known_band(
            ward in proptest::collection::vec((signs(), any::<bool>()), 1..14),
            now in 0..26i64,
        ) {
            let now = now * 3600;
            let standings: Vec<Standing> = ward.iter().map(|(signs, _)| standing_of(signs, now, true)).collect();
            let places: Vec<Place> =
                standings.iter().zip(&ward).map(|(standing, (_, rising))| Place::of(standing, *rising)).collect();
            let order = order(&places);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            prop_assert!(sorted.into_iter().eq(0..ward.len()), "everybody once");
            let position = |at: usize| order.iter().position(|shown| *shown == at);
            for (unsure, standing) in standings.iter().enumerate() {
                if standing.freshness == Freshness::Fresh {
                    continue;
                }
                let known = last_known_band(&ward[unsure].0, now);
                prop_assert_eq!(known, standing.complete.as_ref().map(|round| round.band));
                for (sure, other) in standings.iter().enumerate() {
                    let is_scored = other.freshness == Freshness::Fresh;
                    let reaches = is_scored && known.is_some() && other.band() <= known;
                    prop_assert!(!reaches || position(unsure) < position(sure), "{:?} below {:?}", standing, other);
                }
            }
            for pair in order.windows(2) {
                let both_fresh = pair.iter().all(|at| standings[*at].freshness == Freshness::Fresh);
                prop_assert!(!both_fresh || standings[pair[0]].band() >= standings[pair[1]].band());
            }
        }
    }

    #[test]
    fn nobody_is_routine_because_nothing_is_known_of_them() {
        let place = |freshness, band, points| Place { band, freshness, points, is_rising: false };
        let ward = [
            place(Freshness::Fresh, Some(Band::Low), 4),
            place(Freshness::NeverScored, None, 0),
            place(Freshness::Fresh, Some(Band::Medium), 5),
            place(Freshness::NeverScored, Some(Band::Routine), 0),
            place(Freshness::Fresh, Some(Band::LowMedium), 3),
            place(Freshness::Partial, Some(Band::High), 8),
            place(Freshness::Fresh, Some(Band::High), 11),
        ];
        assert_eq!(order(&ward), [5, 6, 2, 1, 3, 4, 0]);
    }
}
