//! Walks the chain of the journal and says what does not fit, with the entry.
//!
//! Every entry vouches for its own number, so that one that was moved, renumbered or copied is told from one that was
//! changed, and one fault does not put the blame on all that follow. What lies behind the end is known from heads kept
//! elsewhere.

use std::collections::VecDeque;

use super::super::StoreError;
use super::audit_chain::{ChainKey, RawEntry};
use crate::domain::access::Action;
use crate::domain::audit::{AcceptedLoss, AuditFault, AuditFaultKind, AuditOutcome, AuditReport};
use crate::io::vault::to_hex;

/// How many entries at once are recognised as dropped or inserted where what follows was numbered anew.
const LOOK_AHEAD: usize = 64;
/// Faults that are named; the others are counted.
const MOST_FAULTS: usize = 1000;
/// Of this many faulty entries it is found out which were swapped with which.
const MOST_SWAPPED: usize = 300;

/// An entry known from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownHead {
    pub number: u64,
    /// Hexadecimal.
    pub chain: String,
    /// Kept with the store itself; else by this computer or a person.
    pub is_beside: bool,
}

/// One look at a chain.
struct Walk<'a> {
    key: &'a ChainKey,
    heads: &'a [KnownHead],
    /// What was found at each head's number.
    found: Vec<Option<String>>,
    ahead: VecDeque<RawEntry>,
    /// True number minus the number in the file.
    shift: i64,
    /// The true number and hash of the entry before; its content may be doubtful.
    last: u64,
    chain: Vec<u8>,
    is_sound: bool,
    was_keyed: bool,
    /// Entries that are not what they should be, with the true number of their place.
    doubtful: Vec<(u64, RawEntry)>,
    report: AuditReport,
}

/// Walks over entries in the order of the file.
///
/// # Errors
/// What `next` says.
pub fn walk(
    key: &ChainKey,
    heads: &[KnownHead],
    mut next: impl FnMut() -> Result<Option<RawEntry>, StoreError>,
) -> Result<AuditReport, StoreError> {
    let mut walk = Walk {
        key,
        heads,
        found: vec![None; heads.len()],
        ahead: VecDeque::with_capacity(LOOK_AHEAD + 1),
        shift: 0,
        last: 0,
        chain: Vec::new(),
        is_sound: true,
        was_keyed: false,
        doubtful: Vec::new(),
        report: AuditReport::default(),
    };
    let mut has_more = true;
    loop {
        while has_more && walk.ahead.len() <= LOOK_AHEAD {
            match next()? {
                Some(entry) => walk.ahead.push_back(entry),
                None => has_more = false,
            }
        }
        let Some(entry) = walk.ahead.pop_front() else { break };
        walk.step(entry);
    }
    Ok(walk.finish())
}

impl Walk<'_> {
    /// The number that an entry's place in the file stands for.
    fn place(&self, entry: &RawEntry) -> u64 {
        entry.number.saturating_add_signed(self.shift)
    }

    fn is(&self, entry: &RawEntry, number: u64, previous: &[u8]) -> bool {
        // Nothing without a key was ever written behind something with one.
        (entry.is_keyed || !self.was_keyed) && entry.is_authentic(self.key, number, previous)
    }

    fn step(&mut self, entry: RawEntry) {
        self.report.entries += 1;
        self.report.unkeyed += u64::from(!entry.is_keyed);
        let place = self.place(&entry);
        let is_gap = place > self.last + 1;
        if is_gap {
            self.fault(AuditFaultKind::Dropped, self.last + 1, place - 1);
        }
        let previous = self.chain.clone();
        if self.is(&entry, place, &previous) {
            self.take(entry, place, is_gap);
        } else {
            self.explain(entry, place);
        }
    }

    /// The entry is the one of its place.
    fn take(&mut self, entry: RawEntry, place: u64, is_gap: bool) {
        let follows = !entry.is_keyed || entry.before == self.chain;
        if !follows && self.is_sound && !is_gap {
            // Both are ours, and the later one was written behind another.
            self.fault(AuditFaultKind::Edited, self.last, self.last);
        }
        if entry.action == Action::AcceptRolledBackStore.id() && entry.outcome == AuditOutcome::Allowed.id() {
            let (at_utc_secs, actor) = (entry.at_utc_secs, entry.actor.clone());
            self.report.accepted.push(AcceptedLoss { number: place, at_utc_secs, actor, reason: entry.reason.clone() });
        }
        self.stand(place, entry.chain, true);
        self.was_keyed |= entry.is_keyed;
    }

    fn stand(&mut self, place: u64, chain: Vec<u8>, is_sound: bool) {
        let heads = self.heads.iter().zip(&mut self.found).filter(|(head, _)| is_sound && head.number == place);
        heads.for_each(|(_, found)| *found = Some(to_hex(&chain)));
        (self.last, self.chain, self.is_sound) = (place, chain, is_sound);
    }

    /// The entry is not the one of its place: what happened here?
    fn explain(&mut self, entry: RawEntry, place: u64) {
        let next_fits = self.ahead.front().map(|next| self.is(next, self.place(next), &entry.chain));
        if let Some(next) = self.ahead.front()
            && self.is(next, place, &self.chain)
            && self.is(&entry, place + 1, &next.chain)
            // Else it is a copy of the one behind the next.
            && self.ahead.get(1).is_none_or(|third| !self.is(third, place + 1, &next.chain))
        {
            let next = self.ahead.pop_front().unwrap_or_default();
            self.report.entries += 1;
            self.report.unkeyed += u64::from(!next.is_keyed);
            self.fault(AuditFaultKind::Swapped, place, place + 1);
            self.was_keyed |= entry.is_keyed;
            self.stand(place, next.chain, true);
            self.stand(place + 1, entry.chain, true);
        } else if next_fits != Some(true)
            && let Some(dropped) = self.dropped_before(&entry, place)
        {
            self.fault(AuditFaultKind::Dropped, place, place + dropped - 1);
            self.shift += dropped as i64;
            self.take(entry, place + dropped, true);
        } else if next_fits != Some(true)
            && let Some(more) = self.ahead.iter().position(|later| self.is(later, place, &self.chain))
        {
            let inserted = more as u64 + 1;
            self.report.entries += more as u64;
            self.ahead.drain(..more);
            self.fault(AuditFaultKind::Inserted, entry.number, entry.number + more as u64);
            self.shift -= inserted as i64;
        } else {
            let chain = entry.chain.clone();
            if self.doubtful.len() < MOST_FAULTS {
                self.doubtful.push((place, entry));
            } else {
                self.report.more_faults += 1;
            }
            self.stand(place, chain, false);
        }
    }

    /// How many entries are not there before this one, where those behind them were numbered anew.
    fn dropped_before(&self, entry: &RawEntry, place: u64) -> Option<u64> {
        let to_the_head = self.heads.iter().map(|head| head.number).max().unwrap_or(0).saturating_sub(place);
        let counts = (1..=LOOK_AHEAD as u64).chain(1 + LOOK_AHEAD as u64..=to_the_head.min(100_000));
        let mut fitting = counts.filter(|dropped| self.is(entry, place + dropped, &self.chain));
        let follows = |dropped: &u64| {
            self.ahead.front().is_none_or(|next| self.is(next, self.place(next) + dropped, &entry.chain))
        };
        fitting.find(follows)
    }

    fn fault(&mut self, kind: AuditFaultKind, first: u64, last: u64) {
        if self.report.faults.len() < MOST_FAULTS {
            self.report.faults.push(AuditFault { kind, first, last });
        } else {
            self.report.more_faults += 1;
        }
    }

    fn finish(mut self) -> AuditReport {
        self.name_doubtful();
        self.compare_heads();
        self.report.faults.sort_by_key(|fault| (fault.first, fault.last));
        self.report.head = (self.last > 0).then(|| (self.last, to_hex(&self.chain)));
        self.report
    }

    fn name_doubtful(&mut self) {
        let doubtful = std::mem::take(&mut self.doubtful);
        let newest_known = self.heads.iter().map(|head| head.number).max();
        let mut swapped = vec![false; doubtful.len()];
        for (one, (place, entry)) in doubtful.iter().enumerate().take(MOST_SWAPPED) {
            if swapped.get(one) == Some(&true) {
                continue;
            }
            let partner = doubtful.iter().enumerate().take(MOST_SWAPPED).skip(one + 1).find(|(_, (other, with))| {
                entry.is_authentic(self.key, *other, &[]) && with.is_authentic(self.key, *place, &[])
            });
            if let Some((other, (other_place, _))) = partner {
                swapped
                    .iter_mut()
                    .enumerate()
                    .filter(|(at, _)| *at == one || *at == other)
                    .for_each(|(_, is)| *is = true);
                self.fault(AuditFaultKind::Swapped, *place, *other_place);
            } else if newest_known.is_some_and(|newest| *place > newest) {
                self.fault(AuditFaultKind::Inserted, *place, *place);
            } else {
                self.fault(AuditFaultKind::Edited, *place, *place);
            }
        }
        for (place, _) in doubtful.iter().skip(MOST_SWAPPED) {
            self.fault(AuditFaultKind::Edited, *place, *place);
        }
    }

    fn compare_heads(&mut self) {
        let beyond = |is_beside: bool| {
            let heads = self.heads.iter().filter(move |head| head.is_beside == is_beside);
            heads.map(|head| head.number).max().filter(|number| *number > self.last)
        };
        match (beyond(true), beyond(false)) {
            (Some(beside), elsewhere) => {
                self.fault(AuditFaultKind::TailDropped, self.last + 1, beside.max(elsewhere.unwrap_or(0)));
            }
            (None, Some(elsewhere)) => self.fault(AuditFaultKind::RolledBack, self.last + 1, elsewhere),
            (None, None) => {}
        }
        let named = |report: &AuditReport, number: u64| {
            report.faults.iter().any(|fault| (fault.first..=fault.last).contains(&number))
        };
        let heads: Vec<(KnownHead, Option<String>)> = self.heads.iter().cloned().zip(self.found.clone()).collect();
        for (head, found) in heads {
            let differs = head.number <= self.last && found.as_ref() != Some(&head.chain);
            if differs && !named(&self.report, head.number) {
                self.fault(AuditFaultKind::RolledBack, head.number, self.last);
            }
        }
    }
}

#[cfg(test)]
mod tests;
