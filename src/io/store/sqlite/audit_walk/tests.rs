//! Attacks by somebody who can write into the journal's file and does not have the key of its chain.

use super::super::audit_chain::{ChainKey, RawEntry};
use super::*;
use crate::domain::access::Action;
use crate::domain::audit::{AuditOutcome, JournalEntry};
use crate::io::vault::DataKey;

/// Attacks of each kind.
const ATTACKS: usize = 1000;

struct Book {
    key: ChainKey,
    entries: Vec<RawEntry>,
    /// Of a linear congruential generator (Knuth, MMIX).
    random: u64,
}

impl Book {
    fn new(seed: usize) -> Book {
        let key = ChainKey::of(&DataKey::random().expect("random numbers"));
        Book { key, entries: Vec::new(), random: seed as u64 }
    }

    fn below(&mut self, end: usize) -> usize {
        for _ in 0..3 {
            self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        }
        (self.random >> 33) as usize % end.max(1)
    }

    fn write(&mut self, count: usize, actor: &str) {
        for _ in 0..count {
            let number = self.entries.len() as u64 + 1;
            let entry = JournalEntry {
                number,
                at_utc_secs: 1_700_000_000 + number as i64 * 60,
                actor: actor.to_owned(),
                role: "clinician".to_owned(),
                action: Action::OpenPatient,
                scope: format!("patient W{}", number % 7),
                wards: Vec::new(),
                outcome: AuditOutcome::Allowed,
                patients: vec![format!("W{}", number % 7)],
                reason: String::new(),
            };
            let before = self.entries.last().map(|last| last.chain.clone()).unwrap_or_default();
            self.entries.push(RawEntry::seal(&self.key, &entry, before));
        }
    }

    fn head(&self, is_beside: bool) -> KnownHead {
        let last = self.entries.last().expect("entries");
        KnownHead { number: last.number, chain: to_hex(&last.chain), is_beside }
    }

    fn look(&self, heads: &[KnownHead]) -> AuditReport {
        let mut entries = self.entries.iter().cloned();
        walk(&self.key, heads, || Ok(entries.next())).expect("nothing fails in memory")
    }

    fn number_anew(&mut self) {
        for (index, entry) in self.entries.iter_mut().enumerate() {
            entry.number = index as u64 + 1;
        }
    }
}

/// A book of 2 to 200 entries with its head.
fn book(seed: usize) -> (Book, KnownHead) {
    let mut book = Book::new(seed);
    let count = 2 + book.below(198) + seed % 3;
    book.write(count, "Lee");
    let head = book.head(true);
    (book, head)
}

fn expect(report: &AuditReport, kind: AuditFaultKind, first: u64, last: u64, seed: usize) {
    let wanted = AuditFault { kind, first, last };
    assert!(report.faults.contains(&wanted), "attack {seed}: {wanted:?} not in {:?}", report.faults);
    assert_eq!(report.faults.len(), 1, "attack {seed}: {:?}", report.faults);
}

#[test]
fn an_untouched_chain_is_sound() {
    for seed in 0..50 {
        let (book, head) = book(seed);
        let report = book.look(std::slice::from_ref(&head));
        assert!(report.is_sound(), "{:?}", report.faults);
        assert_eq!(report.head, Some((head.number, head.chain)));
    }
}

#[test]
fn an_edited_entry_is_named() {
    for seed in 0..ATTACKS {
        let (mut book, head) = book(seed);
        let (at, field) = (book.below(head.number as usize), book.below(9));
        let entry = &mut book.entries[at];
        match field {
            0 => entry.at_utc_secs += 1,
            1 => entry.actor.push('x'),
            2 => entry.role = "owner".to_owned(),
            3 => entry.action = "lock-store".to_owned(),
            4 => entry.scope = "patient W9".to_owned(),
            5 => entry.outcome = "denied".to_owned(),
            6 => entry.patients = "W9".to_owned(),
            7 => entry.reason = "emergency".to_owned(),
            // Also the hash, as well as somebody without the key can.
            _ => {
                entry.actor = "Wang".to_owned();
                entry.chain[3] ^= 1;
            }
        }
        let number = at as u64 + 1;
        expect(&book.look(&[head]), AuditFaultKind::Edited, number, number, seed);
    }
}

#[test]
fn dropped_entries_are_named_also_where_the_rest_is_numbered_anew() {
    for seed in 0..ATTACKS {
        let (mut book, head) = book(seed + 1);
        let from = book.below(head.number as usize - 1);
        let count = 1 + book.below((head.number as usize - 2 - from).clamp(1, 70));
        let count = count.min(head.number as usize - 1 - from);
        book.entries.drain(from..from + count);
        if seed % 2 == 0 {
            book.number_anew();
        }
        expect(&book.look(&[head]), AuditFaultKind::Dropped, from as u64 + 1, (from + count) as u64, seed);
    }
}

#[test]
fn swapped_entries_are_both_named() {
    for seed in 0..ATTACKS {
        let (mut book, head) = book(seed);
        let one = book.below(head.number as usize - 1);
        let other = one + 1 + if seed % 4 == 0 { 0 } else { book.below(head.number as usize - 1 - one) };
        book.entries.swap(one, other);
        book.number_anew();
        expect(&book.look(&[head]), AuditFaultKind::Swapped, one as u64 + 1, other as u64 + 1, seed);
    }
}

#[test]
fn inserted_entries_are_named_forged_or_copied() {
    for seed in 0..ATTACKS {
        let (mut book, head) = book(seed);
        let at = book.below(head.number as usize + 1);
        let from = book.below(head.number as usize);
        let mut forged = book.entries[from].clone();
        if seed % 2 == 0 {
            forged.actor = "Wang".to_owned();
            forged.chain[0] ^= 7;
        }
        book.entries.insert(at, forged);
        book.number_anew();
        let (report, number) = (book.look(&[head]), at as u64 + 1);
        let named = report.faults.first().map(|fault| fault.first);
        // A copy beside its original is the same book whichever of the two is taken for it.
        let beside = seed % 2 == 1 && (at == from || at == from + 1);
        assert!(named == Some(number) || beside && named.is_some(), "attack {seed}: {:?} at {number}", report.faults);
        assert!(report.faults.iter().all(|fault| fault.kind == AuditFaultKind::Inserted), "{:?}", report.faults);
    }
}

#[test]
fn a_dropped_tail_is_named_by_the_head_beside() {
    for seed in 0..ATTACKS {
        let (mut book, head) = book(seed);
        let keep = 1 + book.below(head.number as usize - 1);
        book.entries.truncate(keep);
        let number = head.number;
        expect(&book.look(&[head]), AuditFaultKind::TailDropped, keep as u64 + 1, number, seed);
    }
}

#[test]
fn everything_put_back_is_named_by_what_this_computer_saw() {
    for seed in 0..ATTACKS {
        let (mut book, head) = book(seed);
        let seen = KnownHead { is_beside: false, ..head };
        let keep = 1 + book.below(seen.number as usize - 1);
        book.entries.truncate(keep);
        if seed % 2 == 0 {
            let beside = book.head(true);
            let report = book.look(&[beside, seen.clone()]);
            expect(&report, AuditFaultKind::RolledBack, keep as u64 + 1, seen.number, seed);
        } else {
            // Gone on with, beyond what was seen.
            let more = seen.number as usize - keep + book.below(20);
            book.write(more, "Wang");
            let (beside, last) = (book.head(true), book.entries.len() as u64);
            expect(&book.look(&[beside, seen.clone()]), AuditFaultKind::RolledBack, seen.number, last, seed);
        }
    }
}
