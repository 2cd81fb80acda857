//! A model over time: the estimate made again on every day on which one of its inputs changed, and what moved it since the
//! one before.
//!
//! What a person said and the settings are held for every date, since nobody knows since when they hold; the screen says
//! so. Where an input was missing or too old there is no point, and the line has a gap.

use std::collections::BTreeSet;

use crate::analysis::risk::{Facts, Input, Origin, RiskModel, Share, Slot};
use crate::base::Zone;

use super::super::risk_record::Measured;
use super::body_mass::codes_behind;
use super::estimate::{Depth, Estimate, Estimated};
use super::filling::{AsOf, Known};
use super::view::recorded_facts;

/// Models whose values may be this old at most are read at each measurement; others once a day.
const BEDSIDE_HOURS: u32 = 48;
/// The newest changes that are looked at.
const MOST_CHANGES: usize = 400;

/// The estimate of one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct CoursePoint {
    pub utc_secs: i64,
    /// Leading number; `None` where there is none.
    pub value: Option<f64>,
    pub band: Option<&'static str>,
}

/// An input that is another than at the estimate before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub input: &'static Input,
    pub before: Slot,
    pub after: Slot,
    /// By how much its share of the result changed, on the model's scale of shares.
    pub share: Option<f64>,
}

/// What moved the newest estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    pub before_utc_secs: i64,
    pub before: f64,
    pub after: f64,
    /// Those that moved it most first.
    pub changes: Vec<Change>,
}

/// A model's estimates over time, oldest first, the newest being that of now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    pub points: Vec<CoursePoint>,
    pub moved: Option<Moved>,
}

/// Makes the course of a model up to `as_of`.
pub fn course(model: &'static RiskModel, known: Known<'_>, as_of: AsOf, zone: &Zone) -> Course {
    let mut points: Vec<CoursePoint> = Vec::new();
    let mut before: Option<(i64, Estimate)> = None;
    let mut newest: Option<(i64, Estimate)> = None;
    for utc_secs in instants(model, known, as_of, zone) {
        let at = AsOf { utc_secs, date: zone.date_at(utc_secs) };
        let estimate = Estimate::of(model, known, &known.standing(at), at, Depth::Words);
        points.push(CoursePoint {
            utc_secs,
            value: estimate.value().map(|(_, value)| value),
            band: estimate.value().and_then(|_| estimate.band()),
        });
        if estimate.value().is_some() {
            let is_other = newest.as_ref().is_none_or(|(_, last)| last.filled.inputs != estimate.filled.inputs);
            if is_other {
                before = newest.take();
                newest = Some((utc_secs, estimate));
            }
        }
    }
    let is_now = points.last().is_some_and(|point| point.value.is_some());
    let moved =
        before.zip(newest).filter(|_| is_now).and_then(|(before, newest)| moved(before.0, &before.1, &newest.1));
    points.dedup_by(|later, earlier| later.value.is_none() && earlier.value.is_none());
    Course { points, moved }
}

/// When something that the model reads changed, oldest first; `as_of` last.
fn instants(model: &RiskModel, known: Known<'_>, as_of: AsOf, zone: &Zone) -> Vec<i64> {
    let mut all = BTreeSet::from([as_of.utc_secs]);
    let is_bedside = oldest_hours(model).is_some_and(|hours| hours <= BEDSIDE_HOURS);
    for input in model.inputs {
        let (Origin::Observed { code, newest_hours, .. } | Origin::Above { code, newest_hours, .. }) = input.origin
        else {
            continue;
        };
        for code in codes_behind(code) {
            values_of(known.record.measured(code, as_of.utc_secs), newest_hours, as_of, &mut all);
        }
    }
    let facts: Facts = recorded_facts(model).collect();
    for date in known.record.days_of(facts) {
        all.insert(date.utc_secs());
    }
    let mut all: Vec<i64> = all.into_iter().filter(|at| *at <= as_of.utc_secs).collect();
    if !is_bedside {
        // The last instant of each day stands for it.
        let mut kept: Vec<i64> = Vec::with_capacity(all.len());
        for at in all {
            match kept.last_mut() {
                Some(last) if zone.date_at(*last) == zone.date_at(at) => *last = at,
                Some(_) | None => kept.push(at),
            }
        }
        all = kept;
    }
    let first = all.len().saturating_sub(MOST_CHANGES);
    all.split_off(first)
}

/// When a value came, and when it was too old with none after it.
fn values_of(measured: &[Measured], newest_hours: u32, as_of: AsOf, all: &mut BTreeSet<i64>) {
    for (at, value) in measured.iter().enumerate() {
        all.insert(value.utc_secs);
        let ends = value.utc_secs + i64::from(newest_hours) * 3_600 + 1;
        if measured.get(at + 1).is_none_or(|next| next.utc_secs > ends) && ends < as_of.utc_secs {
            all.insert(ends);
        }
    }
}

/// The longest time that a value of the model may be old.
fn oldest_hours(model: &RiskModel) -> Option<u32> {
    model.inputs.iter().filter_map(|input| input.origin.newest_hours()).max()
}

fn moved(before_utc_secs: i64, before: &Estimate, after: &Estimate) -> Option<Moved> {
    let (_, old) = before.value()?;
    let (_, new) = after.value()?;
    let (old_shares, new_shares) = (shares(before), shares(after));
    let of = |shares: &[Share], column: &str| {
        let own = shares.iter().filter(|share| share.column == column);
        own.map(|share| share.amount).sum::<f64>()
    };
    let pairs = before.filled.rows.iter().zip(&after.filled.rows);
    let changed = pairs.filter(|(old, new)| old.slot != new.slot);
    let change = |(old, new): (&super::filling::FilledRow, &super::filling::FilledRow)| {
        let column = new.input.column;
        let has_shares = !old_shares.is_empty() && !new_shares.is_empty();
        let share = has_shares.then(|| of(new_shares, column) - of(old_shares, column));
        Change { input: new.input, before: old.slot, after: new.slot, share }
    };
    let mut changes: Vec<Change> = changed.map(change).collect();
    changes.sort_by(|one, other| {
        let size = |change: &Change| change.share.unwrap_or(0.0).abs();
        size(other).total_cmp(&size(one))
    });
    Some(Moved { before_utc_secs, before: old, after: new, changes })
}

fn shares(estimate: &Estimate) -> &[Share] {
    match &estimate.estimated {
        Estimated::Scored { shares, .. } => shares,
        Estimated::Bounded(_)
        | Estimated::Between(_)
        | Estimated::Missing
        | Estimated::Refused(_)
        | Estimated::Withheld(_)
        | Estimated::NotApplicable(_) => &[],
    }
}
