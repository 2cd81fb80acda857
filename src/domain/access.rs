//! Who may do what, and the door every write and every opening of a patient's record passes.
//!
//! A [`Grant`] is the door's answer: it cannot be made any other way, and the store asks for one.

pub use super::action::Action;
use super::ids::{CellRef, ImportId, PatientId};
use super::permission::reach;
pub use super::permission::{Reach, Role};

/// What the action touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    Store,
    Patient {
        patient: PatientId,
        identifier: String,
        /// Where the newest stay is, as the list says; `None` where no stay is recorded.
        ward: Option<String>,
    },
    /// Two patients, by their identifiers.
    Pair {
        identifiers: [String; 2],
    },
    Import {
        import: ImportId,
    },
    /// Values of an import: the first one's cell, and how many.
    Values {
        first: CellRef,
        count: usize,
    },
    /// A file by its name, without its folder.
    File {
        name: String,
    },
    /// A cohort by its sentence, or an export by its kind.
    Text {
        text: String,
    },
}

impl Scope {
    /// One line for the journal.
    pub fn line(&self) -> String {
        match self {
            Scope::Store => String::new(),
            Scope::Patient { identifier, .. } => format!("patient {identifier}"),
            Scope::Pair { identifiers: [one, other] } => format!("patients {one}, {other}"),
            Scope::Import { import } => format!("import {}", import.0),
            Scope::Values { first, count: 1 } => format!("import {}, {}:{}", first.import.0, first.line, first.column),
            Scope::Values { first, count } => format!("import {}, {count} ×", first.import.0),
            Scope::File { name } => format!("file {name}"),
            Scope::Text { text } => text.clone(),
        }
    }

    /// Identifiers of the patients it names.
    pub fn patients(&self) -> Vec<String> {
        match self {
            Scope::Patient { identifier, .. } => vec![identifier.clone()],
            Scope::Pair { identifiers } => identifiers.to_vec(),
            _ => Vec::new(),
        }
    }
}

/// The wards of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wards {
    All,
    Only(Vec<String>),
}

impl Wards {
    /// Whether a patient on that ward is reached; one without a recorded stay is on nobody's.
    pub fn reach(&self, ward: Option<&str>) -> bool {
        match self {
            Wards::All => true,
            Wards::Only(wards) => ward.is_some_and(|ward| wards.iter().any(|own| own == ward)),
        }
    }
}

/// A record that was opened outside the own wards, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenGlass {
    pub patient: PatientId,
    /// The reason that was given.
    pub reason: String,
    pub until_utc_secs: i64,
}

/// How long a record opened by breaking the glass stays open, in seconds.
pub const GLASS_SECS: i64 = 60 * 60;

/// Why the glass may be broken: coded, so that reasons can be counted. Each has a text `glass-<id>`.
pub const GLASS_REASONS: [&str; 5] =
    ["emergency", "covering-for-colleague", "consultation", "patient-request", "transfer-pending"];

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub name: String,
    pub role: Role,
    pub wards: Wards,
    /// Records opened outside these wards.
    pub glass: Vec<BrokenGlass>,
    /// Somebody else knows the passphrase: nothing is let through before it is changed.
    pub must_change: bool,
}

impl Actor {
    /// Somebody in the role of who set the store up.
    pub fn owner(name: String) -> Actor {
        Actor { name, role: Role::Owner, wards: Wards::All, glass: Vec::new(), must_change: false }
    }

    /// Whether what is asked may be done with a passphrase that somebody handed out.
    fn is_held_back(&self, action: Action) -> bool {
        use Action::{ChangePassphrase, LockStore, OpenStore, RecoverAccount, WrongPassphrases};
        self.must_change
            && !matches!(action, ChangePassphrase | LockStore | OpenStore | RecoverAccount | WrongPassphrases)
    }

    fn broken(&self, patient: PatientId, now_utc_secs: i64) -> Option<&BrokenGlass> {
        // A clock set back does not make the hour longer than it was.
        let in_time = |glass: &BrokenGlass| (0..=GLASS_SECS).contains(&(glass.until_utc_secs - now_utc_secs));
        self.glass.iter().rev().find(|glass| glass.patient == patient && in_time(glass))
    }
}

/// The role may not do this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub struct Denied {
    pub actor: String,
    pub role: Role,
    pub action: Action,
    pub scope: Scope,
    pub at_utc_secs: i64,
    /// The role may, but not on this patient.
    pub is_out_of_reach: bool,
    /// The role may, and the account's passphrase was handed out by somebody.
    pub must_change: bool,
}

impl Denied {
    fn words(&self) -> String {
        if self.must_change {
            return "the passphrase was handed out by somebody; choose your own first, with: wardtwin account passphrase"
                .to_owned();
        }
        format!("the role {} may not do this: {}{}", self.role.id(), self.action.id(), self.whose())
    }

    fn whose(&self) -> &'static str {
        if self.is_out_of_reach { ", for this patient is on none of the account's wards" } else { "" }
    }
}

/// A permission that was asked for and given, for one action. The store writes it into the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    actor: Actor,
    action: Action,
    scope: Scope,
    at_utc_secs: i64,
    reach: Reach,
    broke_glass: bool,
    reason: String,
}

impl Grant {
    /// The door: asks the permission table, and where it says own wards, where the patient is.
    ///
    /// # Errors
    /// [`Denied`] where the table says no; the caller has the store journal it.
    pub fn ask(actor: &Actor, action: Action, scope: Scope, at_utc_secs: i64) -> Result<Grant, Denied> {
        let reach = reach(actor.role, action);
        if reach != Reach::Nothing && actor.is_held_back(action) {
            return Err(Denied { must_change: true, ..denied(actor, action, scope, at_utc_secs, false) });
        }
        let broken = match (reach, &scope) {
            (Reach::Nothing, _) => return Err(denied(actor, action, scope, at_utc_secs, false)),
            (Reach::OwnWards, Scope::Patient { patient, ward, .. }) if !actor.wards.reach(ward.as_deref()) => {
                match actor.broken(*patient, at_utc_secs) {
                    Some(glass) => Some(glass.reason.clone()),
                    None => return Err(denied(actor, action, scope, at_utc_secs, true)),
                }
            }
            // Wards of two patients at once are not known here.
            (Reach::OwnWards, Scope::Pair { .. }) if actor.wards != Wards::All => {
                return Err(denied(actor, action, scope, at_utc_secs, true));
            }
            _ => None,
        };
        let broke_glass = broken.is_some();
        let reason = broken.unwrap_or_default();
        Ok(Grant { actor: actor.clone(), action, scope, at_utc_secs, reach, broke_glass, reason })
    }

    /// The same with why it is done, behind why the glass was broken.
    #[must_use]
    pub fn because(self, reason: &str) -> Grant {
        let before = if self.reason.is_empty() { String::new() } else { self.reason.clone() + "; " };
        Grant { reason: before + reason, ..self }
    }

    /// The same for the journal, where what was allowed could not be done: its line says why.
    #[must_use]
    pub fn not_done(&self, why: &str) -> Grant {
        let text = format!("{}, not done: {why}", self.scope.line());
        Grant { scope: Scope::Text { text }, ..self.clone() }
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn action(&self) -> Action {
        self.action
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    pub fn at_utc_secs(&self) -> i64 {
        self.at_utc_secs
    }

    /// On which records it may be done; never [`Reach::Nothing`].
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Whether a patient on that ward is within reach.
    pub fn reaches(&self, ward: Option<&str>) -> bool {
        self.reach != Reach::OwnWards || self.actor.wards.reach(ward)
    }

    pub fn broke_glass(&self) -> bool {
        self.broke_glass
    }

    /// Why it is done, where somebody had to say so; else empty.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

fn denied(actor: &Actor, action: Action, scope: Scope, at_utc_secs: i64, is_out_of_reach: bool) -> Denied {
    let (name, role) = (actor.name.clone(), actor.role);
    Denied { actor: name, role, action, scope, at_utc_secs, is_out_of_reach, must_change: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::JournalEntry;

    fn clinician(wards: Wards) -> Actor {
        Actor { name: "Lee".into(), role: Role::Clinician, wards, glass: Vec::new(), must_change: false }
    }

    fn of_ward(ward: Option<&str>) -> Scope {
        Scope::Patient { patient: PatientId(3), identifier: "W3".into(), ward: ward.map(str::to_owned) }
    }

    #[test]
    fn a_clinician_reaches_the_own_wards_and_breaks_the_glass_for_an_hour() {
        let mut actor = clinician(Wards::Only(vec!["ICU".into()]));
        let ask = |actor: &Actor, ward, at| Grant::ask(actor, Action::OpenPatient, of_ward(ward), at);
        assert!(ask(&actor, Some("ICU"), 0).is_ok());
        for ward in [Some("Ward 2"), None] {
            assert!(ask(&actor, ward, 0).is_err_and(|denied| denied.is_out_of_reach));
        }
        let until_utc_secs = 1000 + GLASS_SECS;
        actor.glass.push(BrokenGlass { patient: PatientId(3), reason: "emergency".into(), until_utc_secs });
        let opened = ask(&actor, Some("Ward 2"), 1000).expect("broken");
        assert!(opened.broke_glass() && opened.reason() == "emergency");
        assert!(ask(&actor, Some("Ward 2"), until_utc_secs + 1).is_err(), "an hour is over");
        assert!(ask(&actor, Some("Ward 2"), 0).is_err(), "a clock set back does not make it longer");
        assert!(ask(&clinician(Wards::All), None, 0).is_ok_and(|grant| !grant.broke_glass()));
        let pair = Scope::Pair { identifiers: ["W1".into(), "W2".into()] };
        assert!(Grant::ask(&actor, Action::OpenPatient, pair, 0).is_err());
    }

    #[test]
    fn a_passphrase_that_was_handed_out_opens_nothing_before_it_is_changed() {
        let actor = Actor { must_change: true, ..Actor::owner("Head".into()) };
        for action in Action::ALL {
            let asked = Grant::ask(&actor, *action, Scope::Store, 0);
            let goes = ["open-store", "lock-store", "change-passphrase", "recover-account", "wrong-passphrases"];
            assert_eq!(asked.is_ok(), goes.contains(&action.id()), "{action:?}");
            assert!(asked.map_or_else(|denied| denied.must_change || action.id() == "break-glass", |_| true));
        }
    }

    #[test]
    fn a_denial_says_who_what_and_of_whom() {
        let actor = Actor { role: Role::SecurityOfficer, ..clinician(Wards::All) };
        let denied = Grant::ask(&actor, Action::OpenPatient, of_ward(None), 7).expect_err("no patient data");
        let entry = JournalEntry::of_denial(1, &denied);
        assert_eq!((entry.actor.as_str(), entry.role.as_str(), entry.at_utc_secs), ("Lee", "security-officer", 7));
        assert_eq!((entry.outcome.id(), entry.patients), ("denied", vec!["W3".to_owned()]));
        assert_eq!(denied.to_string(), "the role security-officer may not do this: open-patient");
    }
}
