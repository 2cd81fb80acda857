//! Entries of the journal, and what a look at their chain finds.

use super::access::{Denied, Grant, Reach, Wards};
use super::action::Action;

/// How the door answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuditOutcome {
    Allowed,
    Denied,
    /// Allowed outside the own wards, with a reason.
    BrokeGlass,
    /// Allowed and begun, then cancelled or failed: nothing of it was kept.
    NotDone,
}

impl AuditOutcome {
    pub const ALL: [AuditOutcome; 4] =
        [AuditOutcome::Allowed, AuditOutcome::Denied, AuditOutcome::BrokeGlass, AuditOutcome::NotDone];

    /// Stable name, as stored; the text `audit-outcome-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            AuditOutcome::Allowed => "allowed",
            AuditOutcome::Denied => "denied",
            AuditOutcome::BrokeGlass => "broke-glass",
            AuditOutcome::NotDone => "not-done",
        }
    }

    pub fn from_id(id: &str) -> Option<AuditOutcome> {
        AuditOutcome::ALL.into_iter().find(|outcome| outcome.id() == id)
    }
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// From 1, without gaps.
    pub number: u64,
    pub at_utc_secs: i64,
    pub actor: String,
    pub role: String,
    pub action: Action,
    /// What it touched, see [`super::access::Scope::line`].
    pub scope: String,
    /// The wards whose patients alone it reached, where it was about many; none where it reached all.
    pub wards: Vec<String>,
    pub outcome: AuditOutcome,
    /// Identifiers of the patients it is about by name; none where it is about all or nobody.
    pub patients: Vec<String>,
    /// Why, where somebody had to say so; else empty.
    pub reason: String,
}

impl JournalEntry {
    /// What the journal says of something that was allowed.
    pub fn of_grant(number: u64, grant: &Grant) -> JournalEntry {
        JournalEntry {
            number,
            at_utc_secs: grant.at_utc_secs(),
            actor: grant.actor().name.clone(),
            role: grant.actor().role.id().to_owned(),
            action: grant.action(),
            scope: grant.scope().line(),
            wards: wards_of(grant),
            outcome: outcome_of(grant),
            patients: grant.scope().patients(),
            reason: grant.reason().to_owned(),
        }
    }

    /// What the journal says of something that an earlier entry announced and that came to nothing.
    pub fn of_unfinished(number: u64, grant: &Grant) -> JournalEntry {
        JournalEntry { outcome: AuditOutcome::NotDone, ..JournalEntry::of_grant(number, grant) }
    }

    /// What the journal says of something that was refused.
    pub fn of_denial(number: u64, denied: &Denied) -> JournalEntry {
        JournalEntry {
            number,
            at_utc_secs: denied.at_utc_secs,
            actor: denied.actor.clone(),
            role: denied.role.id().to_owned(),
            action: denied.action,
            scope: denied.scope.line(),
            wards: Vec::new(),
            outcome: AuditOutcome::Denied,
            patients: denied.scope.patients(),
            reason: String::new(),
        }
    }

    /// Whether it let somebody see the patient with one of these identifiers: by name, or among all. `wards` are those that
    /// the patient was ever on, where that is known: what reached other wards alone showed somebody else.
    pub fn shows(&self, identifiers: &[String], wards: Option<&[String]>) -> bool {
        if self.patients.iter().any(|patient| identifiers.contains(patient)) {
            return true;
        }
        let sees_many = self.action.sees_all_patients() && self.patients.is_empty();
        let reached = |own: &[String]| self.wards.is_empty() || self.wards.iter().any(|ward| own.contains(ward));
        self.outcome != AuditOutcome::Denied && sees_many && wards.is_none_or(reached)
    }

    /// What it touched and which wards alone it reached, as one line in English.
    pub fn concerning(&self) -> String {
        match self.wards.is_empty() {
            true => self.scope.clone(),
            false => format!("{} on {}", self.scope, self.wards.join(", ")).trim().to_owned(),
        }
    }
}

/// A passphrase that was wrong was refused, whatever came after it.
fn outcome_of(grant: &Grant) -> AuditOutcome {
    match grant.action() {
        Action::WrongPassphrases => AuditOutcome::Denied,
        _ if grant.broke_glass() => AuditOutcome::BrokeGlass,
        _ => AuditOutcome::Allowed,
    }
}

/// The wards whose patients alone it reached, where it was about many.
fn wards_of(grant: &Grant) -> Vec<String> {
    match &grant.actor().wards {
        Wards::Only(wards) if grant.reach() == Reach::OwnWards && grant.scope().patients().is_empty() => wards.clone(),
        _ => Vec::new(),
    }
}

/// Which entries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The identifiers of one patient, several where numbers were merged; empty for everybody.
    pub patients: Vec<String>,
    /// The wards that this patient was ever on; `None` where that is not known, or looks at other wards are wanted too.
    pub wards: Option<Vec<String>>,
    /// Looks at other wards are wanted too.
    pub all_looks: bool,
    /// An actor's name, whole.
    pub actor: Option<String>,
    pub from_utc_secs: Option<i64>,
    /// Entries before this.
    pub until_utc_secs: Option<i64>,
    pub outcome: Option<AuditOutcome>,
}

impl AuditFilter {
    pub fn lets_through(&self, entry: &JournalEntry) -> bool {
        (self.patients.is_empty()
            || entry.shows(&self.patients, self.wards.as_deref())
            || entry.patients.iter().any(|one| self.patients.contains(one)))
            && self.actor.as_ref().is_none_or(|actor| *actor == entry.actor)
            && self.from_utc_secs.is_none_or(|from| entry.at_utc_secs >= from)
            && self.until_utc_secs.is_none_or(|until| entry.at_utc_secs < until)
            && self.outcome.is_none_or(|outcome| outcome == entry.outcome)
    }
}

/// What does not fit in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuditFaultKind {
    /// The entry is not the one that was written.
    Edited,
    /// Entries between others are not there.
    Dropped,
    /// Two entries stand in each other's place.
    Swapped,
    /// Entries that this program never wrote there.
    Inserted,
    /// Entries at the end are not there, which the head beside the journal or the store knows of.
    TailDropped,
    /// Sound entries, and other ones than this computer saw: an older state was put back.
    RolledBack,
    /// The head beside the journal is missing or not ours.
    HeadForged,
    /// The header, which says whose passphrase opens the store, is not the one that it was last changed with.
    HeaderReplaced,
}

impl AuditFaultKind {
    /// Stable name; the text `audit-fault-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            AuditFaultKind::Edited => "edited",
            AuditFaultKind::Dropped => "dropped",
            AuditFaultKind::Swapped => "swapped",
            AuditFaultKind::Inserted => "inserted",
            AuditFaultKind::TailDropped => "tail-dropped",
            AuditFaultKind::RolledBack => "rolled-back",
            AuditFaultKind::HeadForged => "head-forged",
            AuditFaultKind::HeaderReplaced => "header-replaced",
        }
    }
}

/// What is said of entries that this computer saw and that are not there: of a backup that was restored on purpose it is
/// no news.
pub const PUT_BACK: &str = "this computer saw others there; an older state of the store was put back";

/// A fault, with the entries it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditFault {
    pub kind: AuditFaultKind,
    /// The entry.
    pub first: u64,
    /// The last of several, or the other of two that were swapped; the same as `first` for one.
    pub last: u64,
}

impl AuditFault {
    /// One line in English, for the command line.
    pub fn line(&self) -> String {
        let AuditFault { kind, first, last } = *self;
        let entries = if first == last { format!("entry {first}") } else { format!("entries {first} to {last}") };
        match kind {
            AuditFaultKind::Edited => format!("{entries}: edited"),
            AuditFaultKind::Dropped => format!("{entries}: dropped"),
            AuditFaultKind::Swapped => format!("entries {first} and {last}: swapped"),
            AuditFaultKind::Inserted => format!("{entries}: inserted, never written by this program"),
            AuditFaultKind::TailDropped => {
                format!("{entries}: dropped from the end, or the journal was put back alone")
            }
            AuditFaultKind::RolledBack => {
                format!("{entries}: {PUT_BACK}")
            }
            AuditFaultKind::HeaderReplaced => {
                format!(
                    "as of {entries}: header.json is not the one that the store was last changed with; set every passphrase anew"
                )
            }
            AuditFaultKind::HeadForged => {
                format!("the head beside the journal, of entry {first}, is missing or forged")
            }
        }
    }
}

/// What a look at the whole chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Entries in the file.
    pub entries: u64,
    /// Of these, how many were chained without a key, by an older program.
    pub unkeyed: u64,
    /// Number and hash (hexadecimal) of the newest entry: write it down elsewhere to hold it against a later look.
    pub head: Option<(u64, String)>,
    /// By entry; those beyond the first thousand are only counted.
    pub faults: Vec<AuditFault>,
    pub more_faults: u64,
    /// Where somebody went on with an older state: told at each look, for ever.
    pub accepted: Vec<AcceptedLoss>,
}

/// An entry that says that somebody went on with an older state of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedLoss {
    pub number: u64,
    pub at_utc_secs: i64,
    pub actor: String,
    /// What was not there any more, in English, and why somebody went on; empty in entries of older programs.
    pub reason: String,
}

impl AuditReport {
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.more_faults == 0
    }

    /// Where somebody went on with an older state, but for the entries that whoever asks knows of.
    pub fn unknown_losses(&self, known: &[u64]) -> usize {
        self.accepted.iter().filter(|loss| !known.contains(&loss.number)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::{Actor, Scope};
    use crate::domain::permission::Role;

    #[test]
    fn a_look_at_other_wards_alone_shows_nobody_of_this_one() {
        let actor = |wards| Actor { role: Role::Clinician, wards, ..Actor::owner("Lee".into()) };
        let look = |wards| {
            let scope = Scope::Text { text: "age > 65".into() };
            let grant = Grant::ask(&actor(wards), Action::SearchCohort, scope, 0).expect("may");
            JournalEntry::of_grant(1, &grant)
        };
        let (one, all) = (look(Wards::Only(vec!["ICU".into(), "Ward 2".into()])), look(Wards::All));
        assert_eq!((one.concerning().as_str(), all.concerning().as_str()), ("age > 65 on ICU, Ward 2", "age > 65"));
        let patient = ["P1".to_owned()];
        let on = |ward: &str| Some(vec![ward.to_owned()]);
        for (wards, shown) in [(on("ICU"), true), (on("Ward 9"), false), (Some(Vec::new()), false), (None, true)] {
            assert_eq!(one.shows(&patient, wards.as_deref()), shown, "{wards:?}");
            assert!(all.shows(&patient, wards.as_deref()), "{wards:?}");
        }
    }
}
