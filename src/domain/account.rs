//! People who may open a store: who they are, in which role, and which records they reach.

use super::access::{Actor, Wards};
use super::permission::Role;

/// Longest name of an account, in characters.
pub const LONGEST_NAME: usize = 64;

/// Who is named in the journal where an account was recovered: who held the key is not known. No account has this name.
pub const BY_RECOVERY_KEY: &str = "by recovery key";
/// Longest name of a ward, in characters.
pub const LONGEST_WARD: usize = 100;

/// Somebody set a new passphrase of an account by the recovery key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    pub account: String,
    pub at_utc_secs: i64,
}

/// An account, without what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    pub role: Role,
    /// Which records it reaches, where its role has wards.
    pub wards: Wards,
    pub added_by: String,
    pub added_utc_secs: i64,
    /// Somebody else knows its passphrase: until it is changed by its owner it opens nothing else.
    pub must_change: bool,
}

impl Account {
    /// Who asks the door in this account's name.
    pub fn actor(&self) -> Actor {
        Actor {
            name: self.name.clone(),
            role: self.role,
            wards: self.wards.clone(),
            glass: Vec::new(),
            must_change: self.must_change,
        }
    }
}

/// Why an account cannot be as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    #[error("a name has 1 to {LONGEST_NAME} visible characters and neither begins nor ends with a space")]
    BadName,
    #[error("there is an account of that name")]
    Taken,
    #[error("there is no account of that name")]
    Unknown,
    #[error("this role reaches the patients of its wards; name them, or say that it is all")]
    NoWards,
    #[error("nobody changes their own role or wards; ask another owner or security officer")]
    OwnRole,
    #[error("a ward has 1 to {LONGEST_WARD} visible characters")]
    BadWard,
    #[error("a copy with an id of its own is made by an owner or a security officer; ask one of them")]
    NoCopy,
    #[error(
        "an owner's account is made, changed, removed and given a passphrase by an owner alone, and so is the key where there is an owner; ask an owner"
    )]
    OwnerOnly,
    #[error("this is the passphrase that was handed out; choose one that nobody else knows")]
    SamePassphrase,
    #[error("the last account that may add others cannot go; add another owner or security officer first")]
    LastKeeper,
    #[error("the last owner cannot go: nobody could make another one; add an owner first")]
    LastOwner,
}

impl AccountFault {
    /// Stable name; the text `store-error-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            AccountFault::BadName => "account-bad-name",
            AccountFault::Taken => "account-taken",
            AccountFault::Unknown => "account-unknown",
            AccountFault::NoWards => "account-no-wards",
            AccountFault::BadWard => "account-bad-ward",
            AccountFault::NoCopy => "account-no-copy",
            AccountFault::OwnRole => "account-own-role",
            AccountFault::OwnerOnly => "account-owner-only",
            AccountFault::SamePassphrase => "account-same-passphrase",
            AccountFault::LastKeeper => "account-last-keeper",
            AccountFault::LastOwner => "account-last-owner",
        }
    }
}

/// Whether a name can be an account's.
pub fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    let is_reserved = name.to_lowercase() == BY_RECOVERY_KEY;
    (1..=LONGEST_NAME).contains(&length) && name.trim() == name && !is_reserved && !name.chars().any(looks_like_another)
}

/// Whether the wards of an account can be some: as long as a name is, and seen.
fn demand_wards(account: &Account) -> Result<(), AccountFault> {
    let Wards::Only(wards) = &account.wards else { return Ok(()) };
    if account.role.has_wards() && wards.is_empty() {
        return Err(AccountFault::NoWards);
    }
    let is_one = |ward: &String| {
        (1..=LONGEST_WARD).contains(&ward.chars().count()) && ward.trim() == ward && !ward.chars().any(char::is_control)
    };
    if wards.iter().all(is_one) { Ok(()) } else { Err(AccountFault::BadWard) }
}

/// What is not seen, turns the line round, or is another way to write a plain letter: two accounts would look alike.
fn looks_like_another(c: char) -> bool {
    let is_blank = c.is_whitespace() && c != ' ';
    let is_unseen = matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}');
    let is_wide = matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{1D400}'..='\u{1D7FF}' | '\u{E0000}'..='\u{E007F}');
    c.is_control() || is_blank || is_unseen || is_wide
}

/// Whether the role may add and remove accounts.
pub fn keeps_accounts(role: Role) -> bool {
    matches!(role, Role::Owner | Role::SecurityOfficer)
}

/// Whether somebody may make, change, remove or reset an account in a role: an owner's is another owner's business alone, so
/// that nobody who only keeps accounts comes to own the store.
///
/// # Errors
/// Why not.
pub fn may_be_kept_by(keeper: &Actor, account: &str, roles: &[Role]) -> Result<(), AccountFault> {
    let is_own = keeper.name == account;
    let touches_owner = roles.contains(&Role::Owner);
    if touches_owner && keeper.role != Role::Owner && !is_own { Err(AccountFault::OwnerOnly) } else { Ok(()) }
}

/// Whether a new account can be as it is among those that are there.
///
/// # Errors
/// Why not.
pub fn may_be_added(new: &Account, there: &[Account]) -> Result<(), AccountFault> {
    if !is_name(&new.name) {
        return Err(AccountFault::BadName);
    }
    // Who signs in types the name: two that differ in capitals alone would be mistaken for each other.
    if there.iter().any(|one| one.name.to_lowercase() == new.name.to_lowercase()) {
        return Err(AccountFault::Taken);
    }
    demand_wards(new)
}

/// Whether an account can have another role or other wards: somebody has to be left who can add others.
///
/// # Errors
/// Why not.
pub fn may_be_changed(changed: &Account, there: &[Account]) -> Result<(), AccountFault> {
    if !there.iter().any(|one| one.name == changed.name) {
        return Err(AccountFault::Unknown);
    }
    demand_wards(changed)?;
    match changed.role {
        Role::Owner => Ok(()),
        role if keeps_accounts(role) => demand_owner_left(&changed.name, there),
        _ => may_be_removed(&changed.name, there),
    }
}

/// Whether an account can go: somebody has to be left who can add others.
///
/// # Errors
/// Why not.
pub fn may_be_removed(name: &str, there: &[Account]) -> Result<(), AccountFault> {
    if !there.iter().any(|one| one.name == name) {
        return Err(AccountFault::Unknown);
    }
    let is_kept = there.iter().any(|one| one.name != name && keeps_accounts(one.role));
    if is_kept { demand_owner_left(name, there) } else { Err(AccountFault::LastKeeper) }
}

/// Whether an owner is left without this account, where there is one at all: an owner alone makes another.
fn demand_owner_left(name: &str, there: &[Account]) -> Result<(), AccountFault> {
    let (own, others): (Vec<_>, Vec<_>) =
        there.iter().filter(|one| one.role == Role::Owner).partition(|one| one.name == name);
    if own.is_empty() || !others.is_empty() { Ok(()) } else { Err(AccountFault::LastOwner) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_owner_stays_one() {
        let there = [account("Head", Role::Owner, Wards::All), account("Guard", Role::SecurityOfficer, Wards::All)];
        let changed = |role: Role| may_be_changed(&account("Head", role, Wards::All), &there);
        assert_eq!(may_be_removed("Head", &there), Err(AccountFault::LastOwner));
        assert_eq!(changed(Role::SecurityOfficer), Err(AccountFault::LastOwner));
        assert_eq!((changed(Role::Owner), may_be_removed("Guard", &there)), (Ok(()), Ok(())));
        let two = [there[0].clone(), account("Deputy", Role::Owner, Wards::All)];
        assert_eq!(may_be_removed("Head", &two), Ok(()));
    }

    fn account(name: &str, role: Role, wards: Wards) -> Account {
        Account { name: name.into(), role, wards, added_by: "Head".into(), added_utc_secs: 0, must_change: false }
    }

    #[test]
    fn the_last_keeper_stays_one_and_roles_with_wards_have_some() {
        let there = [account("Head", Role::Owner, Wards::All), account("Lee", Role::Nurse, Wards::All)];
        let changed = |name, role, wards| may_be_changed(&account(name, role, wards), &there);
        assert_eq!(changed("Head", Role::Clinician, Wards::All), Err(AccountFault::LastKeeper));
        assert_eq!(changed("Head", Role::SecurityOfficer, Wards::All), Err(AccountFault::LastOwner));
        assert_eq!(changed("Lee", Role::Clinician, Wards::Only(Vec::new())), Err(AccountFault::NoWards));
        assert_eq!(changed("Lee", Role::Analyst, Wards::Only(Vec::new())), Ok(()));
        assert_eq!(changed("Wang", Role::Analyst, Wards::All), Err(AccountFault::Unknown));
        for ward in ["", " ICU", "I\nCU", &"x".repeat(101)] {
            let wards = Wards::Only(vec!["ICU".into(), ward.to_owned()]);
            assert_eq!(changed("Lee", Role::Nurse, wards), Err(AccountFault::BadWard), "{ward}");
        }
    }

    #[test]
    fn two_names_do_not_look_alike() {
        for name in ["By Recovery Key", "sec\u{200B}", "\u{202E}abc", "\u{FF4F}wn1", "a\u{A0}b", "a\tb", " a", ""] {
            assert!(!is_name(name), "{name:?}");
        }
        assert!(["Lee", "王伟", "Zoë Müller-Ōta", "ward 3"].into_iter().all(is_name));
    }

    #[test]
    fn an_owner_is_an_owners_business_alone() {
        let (owner, officer) =
            (account("Head", Role::Owner, Wards::All), account("Sec", Role::SecurityOfficer, Wards::All));
        let kept = |keeper: &Account, name, roles: &[Role]| may_be_kept_by(&keeper.actor(), name, roles);
        assert_eq!(kept(&officer, "Head", &[Role::Owner]), Err(AccountFault::OwnerOnly));
        assert_eq!(kept(&officer, "Lee", &[Role::Nurse, Role::Owner]), Err(AccountFault::OwnerOnly));
        assert_eq!(kept(&officer, "Lee", &[Role::Nurse]), Ok(()));
        assert_eq!(kept(&owner, "Wang", &[Role::Owner]), Ok(()));
    }
}
