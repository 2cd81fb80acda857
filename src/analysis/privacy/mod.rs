//! Tables without identity: what may stay of a date, an age, a rare word, and who is like how many others.
//!
//! The identifiers that go are those of HIPAA's Safe Harbor, 45 CFR 164.514(b)(2)(i)(A) to (R). Whether somebody can be
//! told by what is left is answered by [`k_anonymity`].

pub mod k_anonymity;
mod quasi;

use crate::base::Date;

/// Ages above this are one group: 45 CFR 164.514(b)(2)(i)(C).
pub const OLDEST_TOLD: i32 = 89;
/// How a higher age is written.
pub const OLDER: &str = "90+";
/// Longest shift of a patient's dates, in days either way.
pub const LONGEST_SHIFT_DAYS: i32 = 365;

/// An age as it may be told.
pub fn age_text(years: i32) -> String {
    if years > OLDEST_TOLD { OLDER.to_owned() } else { years.to_string() }
}

/// The same in bands of so many years; the last one ends with [`OLDEST_TOLD`].
pub fn age_band(years: i32, band: i32) -> String {
    if years > OLDEST_TOLD {
        return OLDER.to_owned();
    }
    let first = years.max(0) / band * band;
    format!("{first}-{}", (first + band - 1).min(OLDEST_TOLD))
}

/// The same in four groups, the ends wide, where few people are very young or very old.
pub fn age_quarter(years: i32) -> &'static str {
    match years {
        ..40 => "0-39",
        40..65 => "40-64",
        65..80 => "65-79",
        _ => "80+",
    }
}

/// The age from which somebody counts as old where only two bands are told.
pub const OLD: i32 = 65;

/// The same in two bands alone.
pub fn age_half(years: i32) -> &'static str {
    if years < OLD { "0-64" } else { "65+" }
}

/// A patient's shift from random bits: never none, the same for all dates of the patient, so that what lies between them
/// stays.
pub fn shift_days(random: u64) -> i32 {
    -1 - (random % LONGEST_SHIFT_DAYS as u64) as i32
}

/// A date with the patient's shift.
pub fn shifted(date: Date, shift_days: i32) -> Date {
    Date(date.0 + shift_days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_above_89_are_one_group_and_bands_do_not_reach_into_it() {
        assert_eq!([0, 89, 90, 104].map(age_text), ["0", "89", "90+", "90+"]);
        assert_eq!([0, 84, 85, 89, 90].map(|age| age_band(age, 5)), ["0-4", "80-84", "85-89", "85-89", "90+"]);
        assert_eq!([0, 39, 40, 64, 79, 104].map(age_quarter), ["0-39", "0-39", "40-64", "40-64", "65-79", "80+"]);
        assert_eq!([0, 64, 65, 104].map(age_half), ["0-64", "0-64", "65+", "65+"]);
        assert_eq!([79, 80, 89, 91].map(|age| age_band(age, 20)), ["60-79", "80-89", "80-89", "90+"]);
    }

    #[test]
    fn every_shift_is_possible_and_none_is_nought() {
        let shifts: std::collections::BTreeSet<i32> = (0..365).map(shift_days).collect();
        assert_eq!((shifts.len(), shifts.contains(&0)), (365, false));
        assert_eq!((shifts.first(), shifts.last()), (Some(&-365), Some(&-1)));
    }
}
