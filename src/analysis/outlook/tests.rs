//! Series of known making: what is told of them has to be so.

use super::*;
use crate::base::Draw;

/// A level around 100 that wanders a little, read with noise, every day; shifted by `shift` from reading `from` on.
fn series(seed: u64, count: u32, from: u32, shift: f64) -> Vec<Sighting> {
    let mut draw = Draw::new(seed);
    let mut level = 100.0;
    (0..count)
        .map(|day| {
            level = 100.0 + 0.7 * (level - 100.0) + draw.normal();
            let shift = if day >= from { shift } else { 0.0 };
            Sighting { at_days: f64::from(day), value: level + 2.0 * draw.normal() + shift, is_critical: false }
        })
        .collect()
}

#[test]
fn intervals_hold_what_they_promise_over_many_series() {
    let (mut scored, mut inside, mut better) = (0, 0, 0);
    for seed in 0..60 {
        let record = outlook(&series(seed, 60, 60, 0.0), 60.0).expect("an outlook").record;
        scored += record.scored;
        inside += record.inside;
        better += u32::from(record.error < record.error_of_last);
    }
    assert_eq!(scored, 60 * (60 - FEWEST));
    let share = inside as f64 / scored as f64;
    assert!((0.92..0.97).contains(&share), "{share}");
    assert!(better > 55, "{better} of 60");
}

/// A forecast may not know what comes: the same readings with another future were expected alike.
#[test]
fn nothing_of_the_future_is_in_a_forecast() {
    let (one, other) = (series(5, 60, 60, 0.0), series(5, 60, 40, 50.0));
    let (one, other) = (outlook(&one, 60.0).expect("an outlook"), outlook(&other, 60.0).expect("an outlook"));
    assert_eq!(one.before[..40 - FEWEST], other.before[..40 - FEWEST]);
    assert_eq!(one.before[40 - FEWEST], other.before[40 - FEWEST]);
    assert_ne!(one.before[42 - FEWEST], other.before[42 - FEWEST]);
}

#[test]
fn a_lasting_shift_is_a_departure_and_its_beginning_is_told() {
    let mut found = 0;
    for seed in 0..20 {
        if let Ok(Path::Departed { since_days, .. }) = outlook(&series(seed, 80, 50, 10.0), 80.0).expect("one").path {
            assert!((45.0..60.0).contains(&since_days), "{since_days}");
            found += 1;
        }
    }
    assert!(found >= 18, "{found} of 20");
    let calm = (0..20).filter(|seed| {
        matches!(outlook(&series(*seed, 80, 80, 0.0), 80.0).expect("one").path, Ok(Path::Departed { .. }))
    });
    assert!(calm.count() <= 3);
}

#[test]
fn silence_widens_what_is_expected_and_is_told() {
    let readings = series(3, 40, 40, 0.0);
    let (soon, late) = (outlook(&readings, 40.0).expect("one"), outlook(&readings, 400.0).expect("one"));
    assert!(!soon.is_stale && late.is_stale);
    assert!(late.next.high - late.next.low > soon.next.high - soon.next.low);
    assert_eq!(late.next.at_days, 400.0);
    assert_eq!(soon.next.at_days, 40.0);
}

#[test]
fn too_few_or_still_readings_give_no_outlook() {
    assert_eq!(outlook(&series(1, 8, 8, 0.0), 9.0), Err(NoOutlook::TooFew { readings: 8 }));
    assert_eq!(outlook(&[], 9.0), Err(NoOutlook::TooFew { readings: 0 }));
    let still = [Sighting { at_days: 1.0, value: 5.0, is_critical: false }; 20];
    assert_eq!(outlook(&still, 9.0), Err(NoOutlook::Still));
    let constant: Vec<Sighting> = series(1, 20, 20, 0.0).iter().map(|one| Sighting { value: 5.0, ..*one }).collect();
    assert_eq!(outlook(&constant, 9.0), Err(NoOutlook::Still));
    let critical: Vec<Sighting> =
        series(1, 40, 40, 0.0).iter().map(|one| Sighting { is_critical: one.at_days == 3.0, ..*one }).collect();
    assert_eq!(outlook(&critical, 40.0).expect("one").path, Err(NoPath::Critical));
}
