//! Broken glasses as the journal tells of them, each with what was looked at through it and whether somebody reviewed it.
//!
//! A review is an entry of the journal like any other, so that it stands in the chain and nobody can take it back.

use super::access::{GLASS_SECS, Scope};
use super::action::Action;
use super::audit::{AuditOutcome, JournalEntry};

/// Somebody looked at a broken glass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlassReview {
    /// Number of the journal entry that it is.
    pub number: u64,
    pub by: String,
    pub at_utc_secs: i64,
    pub remark: String,
}

/// A glass that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breaking {
    /// The journal's entry: who, when, which patient, why.
    pub entry: JournalEntry,
    /// How often something was done with the record through it.
    pub looks: u64,
    /// The newest.
    pub review: Option<GlassReview>,
}

/// Why a review cannot be as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewFault {
    #[error("no glass was broken by entry {number}; audit glasses lists them")]
    NoGlass { number: u64 },
    #[error("who broke it does not review it")]
    OwnGlass,
    #[error("this glass was reviewed already; audit glasses shows the remark")]
    Reviewed,
    #[error("a review says in words what came of it")]
    NoRemark,
}

impl ReviewFault {
    /// Stable name; the text `review-fault-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            ReviewFault::NoGlass { .. } => "no-glass",
            ReviewFault::OwnGlass => "own-glass",
            ReviewFault::Reviewed => "reviewed",
            ReviewFault::NoRemark => "no-remark",
        }
    }
}

/// The scope of a review of the glass that this entry broke.
pub fn review_scope(number: u64) -> Scope {
    Scope::Text { text: format!("{SCOPE}{number}") }
}

const SCOPE: &str = "entry ";

/// Gathers broken glasses from entries in their order.
#[derive(Clone, Debug, Default)]
pub struct GlassBook {
    list: Vec<Breaking>,
}

impl GlassBook {
    /// Takes the next entry into account.
    pub fn take(&mut self, entry: JournalEntry) {
        match (entry.action, entry.outcome) {
            (Action::BreakGlass, AuditOutcome::Allowed) => {
                self.list.push(Breaking { entry, looks: 0, review: None });
            }
            (Action::ReviewBrokenGlass, AuditOutcome::Allowed) => self.reviewed(&entry),
            (_, AuditOutcome::BrokeGlass) => self.looked(&entry),
            _ => {}
        }
    }

    fn reviewed(&mut self, entry: &JournalEntry) {
        let number = entry.scope.strip_prefix(SCOPE).and_then(|number| number.parse::<u64>().ok());
        let Some(number) = number else { return };
        if let Some(breaking) = self.list.iter_mut().find(|breaking| breaking.entry.number == number) {
            breaking.review = Some(GlassReview {
                number: entry.number,
                by: entry.actor.clone(),
                at_utc_secs: entry.at_utc_secs,
                remark: entry.reason.clone(),
            });
        }
    }

    fn looked(&mut self, entry: &JournalEntry) {
        let is_through = |breaking: &&mut Breaking| {
            let since = entry.at_utc_secs - breaking.entry.at_utc_secs;
            breaking.entry.actor == entry.actor
                && breaking.entry.patients.iter().any(|patient| entry.patients.contains(patient))
                && (0..=GLASS_SECS).contains(&since)
        };
        if let Some(breaking) = self.list.iter_mut().rev().find(is_through) {
            breaking.looks += 1;
        }
    }

    /// The newest first; those that nobody reviewed before the others.
    pub fn finish(self) -> Vec<Breaking> {
        let mut list = self.list;
        list.sort_by_key(|breaking| (breaking.review.is_some(), std::cmp::Reverse(breaking.entry.number)));
        list
    }
}

/// Whether somebody may review this glass in these words.
///
/// # Errors
/// Why not.
pub fn may_be_reviewed(list: &[Breaking], number: u64, by: &str, remark: &str) -> Result<(), ReviewFault> {
    let found = list.iter().find(|breaking| breaking.entry.number == number);
    let breaking = found.ok_or(ReviewFault::NoGlass { number })?;
    if breaking.entry.actor == by {
        return Err(ReviewFault::OwnGlass);
    }
    if breaking.review.is_some() {
        return Err(ReviewFault::Reviewed);
    }
    if remark.trim().is_empty() { Err(ReviewFault::NoRemark) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64, at_utc_secs: i64, action: Action, outcome: AuditOutcome) -> JournalEntry {
        JournalEntry {
            number,
            at_utc_secs,
            actor: "Lee".into(),
            role: "clinician".into(),
            action,
            scope: String::new(),
            wards: Vec::new(),
            outcome,
            patients: vec!["P2".into()],
            reason: "emergency".into(),
        }
    }

    #[test]
    fn a_glass_counts_its_looks_and_is_reviewed_by_another_person() {
        let mut book = GlassBook::default();
        book.take(entry(5, 100, Action::BreakGlass, AuditOutcome::Allowed));
        book.take(entry(6, 101, Action::OpenPatient, AuditOutcome::BrokeGlass));
        book.take(entry(7, 100 + GLASS_SECS + 1, Action::OpenPatient, AuditOutcome::BrokeGlass));
        book.take(entry(8, 102, Action::BreakGlass, AuditOutcome::Denied));
        book.take(entry(9, 9000, Action::BreakGlass, AuditOutcome::Allowed));
        let list = book.clone().finish();
        let seen: Vec<(u64, u64)> = list.iter().map(|one| (one.entry.number, one.looks)).collect();
        assert_eq!(seen, [(9, 0), (5, 1)]);
        assert_eq!(may_be_reviewed(&list, 5, "Lee", "fine"), Err(ReviewFault::OwnGlass));
        assert_eq!(may_be_reviewed(&list, 6, "Sec", "fine"), Err(ReviewFault::NoGlass { number: 6 }));
        assert_eq!(may_be_reviewed(&list, 5, "Sec", " "), Err(ReviewFault::NoRemark));
        assert_eq!(may_be_reviewed(&list, 5, "Sec", "fine"), Ok(()));
        let mut review = entry(10, 9100, Action::ReviewBrokenGlass, AuditOutcome::Allowed);
        (review.scope, review.actor, review.reason) = (review_scope(9).line(), "Sec".into(), "was on call".into());
        book.take(review);
        let list = book.finish();
        assert_eq!(list.iter().map(|one| one.entry.number).collect::<Vec<_>>(), [5, 9], "what waits comes first");
        assert_eq!(list[1].review.as_ref().map(|one| one.remark.as_str()), Some("was on call"));
    }
}
