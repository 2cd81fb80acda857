//! What a store offers to whoever answers for it: roles, consent, deletion, another key, backups.

use std::path::Path;

use super::StoreError;
use crate::base::Progress;
use crate::domain::access::{Grant, Wards};
use crate::domain::account::Recovered;
use crate::domain::consent::{Consent, Said};
use crate::domain::deletion::{Certificate, Deleted};
use crate::domain::ids::PatientId;
use crate::domain::permission::Role;
use crate::io::vault::{Passphrase, RecoveryKey, Secret};

/// The setting that keeps by what tables without identity are made. This computer remembers it outside the store as well.
pub const RECIPE_SETTING: &str = "deidentified-recipe";

/// What opens a store after its key was changed. Shown once.
#[derive(Debug)]
pub struct NewKeys {
    /// For every account but that of who changed the key, a passphrase to hand out.
    pub one_time: Vec<(String, Secret)>,
    pub recovery: RecoveryKey,
}

/// Somebody said that a patient's records are kept longer than their time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub patient: PatientId,
    pub reason: String,
    pub by: String,
    pub at_utc_secs: i64,
}

/// The part of [`super::Store`] that is about trust.
pub trait TrustStore {
    /// Journals the grant and gives an account another role or other wards, from its next sign-in on.
    ///
    /// # Errors
    /// [`StoreError::Account`]; as [`super::Store::begin_import`].
    fn change_account(&self, grant: &Grant, name: &str, role: Role, wards: &Wards) -> Result<(), StoreError>;

    /// The newest word of every patient about every purpose. Whoever asked has the grant journalled.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn consents(&self, grant: &Grant) -> Result<Vec<(PatientId, Consent)>, StoreError>;

    /// The newest words of a patient, under whichever of their numbers. The grant is the one that opened the twin:
    /// nothing is journalled again.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn consents_of(&self, grant: &Grant, patient: PatientId) -> Result<Vec<Consent>, StoreError>;

    /// Journals the grant and records words of patients, all or none; by whom and when is the grant's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a patient number that was never given; as [`super::Store::begin_import`].
    fn record_consents(&self, grant: &Grant, said: &[Said<PatientId>]) -> Result<(), StoreError>;

    /// Journals the grant and deletes a person for good, under all of their numbers: records, what was decided, planned
    /// and answered, and the refused cells of their rows. What the journal says of them stays. The certificate is kept
    /// with the store as well.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as [`super::Store::begin_import`]; cancelled leaves everything as it was.
    fn delete_patient(
        &self,
        grant: &Grant,
        patient: PatientId,
        progress: &Progress,
    ) -> Result<Certificate<Deleted>, StoreError>;

    /// Journals the grant and lets files bring a person again who was deleted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where nobody of that identifier was deleted; as [`super::Store::begin_import`].
    fn allow_again(&self, grant: &Grant, identifier: &str) -> Result<(), StoreError>;

    /// Whether the account of who opened the store is there with the role and the wards that it had then.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn stands_as_opened(&self) -> Result<bool, StoreError>;

    /// Who of the window's other users, where this process writes, asked since the last time that it lock; `None` where
    /// nobody did.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn asked_to_lock(&self) -> Result<Option<String>, StoreError>;

    /// Accounts that were recovered, as far as who opened the store keeps accounts and was not told yet.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn recoveries_to_tell(&self) -> Result<Vec<Recovered>, StoreError>;

    /// Who opened the store was told of every recovery; nothing where this process may not write.
    ///
    /// # Errors
    /// Disk full.
    fn recoveries_told(&self, now_utc_secs: i64) -> Result<(), StoreError>;

    /// The wards that the person with these identifiers was ever on, whichever import says so; `None` for nobody. For the
    /// question who saw them, which is journalled.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn wards_ever_of(&self, grant: &Grant, identifiers: &[String]) -> Result<Option<Vec<String>>, StoreError>;

    /// Journals the grant and holds a patient's records for its reason, or with `false` ends that. While they are held they
    /// are neither listed as past their time nor deleted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as [`super::Store::begin_import`].
    fn hold(&self, grant: &Grant, patient: PatientId, is_held: bool) -> Result<(), StoreError>;

    /// Patients whose records are held, by number. Whoever asked has the grant journalled.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn holds(&self, grant: &Grant) -> Result<Vec<Hold>, StoreError>;

    /// Certificates of deletions, the newest first.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn deletions(&self, grant: &Grant) -> Result<Vec<Certificate<Deleted>>, StoreError>;

    /// Journals the grant and encrypts everything anew under another random key: what was kept of the old header, or of a
    /// removed account's passphrase, opens nothing that is written from then on. Nobody else may have the store open, and
    /// afterwards this one is closed: it has to be opened again.
    ///
    /// # Errors
    /// [`StoreError::WrongPassphrase`] where it is not that of who asks; [`StoreError::InUse`]; as
    /// [`super::Store::begin_import`]. The old state or the new one, also where the process is killed.
    fn rekey(&self, grant: &Grant, passphrase: &Passphrase, progress: &Progress) -> Result<NewKeys, StoreError>;

    /// Journals the grant and copies the store into one encrypted file, which is opened and read once before it counts.
    ///
    /// # Errors
    /// As [`super::Store::begin_import`]; [`StoreError::Damaged`] where the copy does not check out.
    fn back_up(&self, grant: &Grant, to: &Path, progress: &Progress) -> Result<(), StoreError>;

    /// Restores a backup of this store into a folder beside it that is thrown away, and reads all of it; what does not
    /// check out, one line each.
    ///
    /// # Errors
    /// The file is no backup, or not of this store.
    fn restore_drill(&self, grant: &Grant, from: &Path, progress: &Progress) -> Result<Vec<String>, StoreError>;

    /// A number that nobody without the store can tell, the same each time for one purpose and one patient's number, also
    /// after another key.
    fn steady_number(&self, purpose: &[u8; 16], patient: u32) -> u64;

    /// By what the tables without identity were made that this computer knows of, also where the store is an older copy.
    fn recipe_seen(&self) -> Option<String>;

    /// Lets this computer remember by what a table was made. Where that cannot be kept, the store alone knows.
    fn remember_recipe(&self, line: &str);

    /// A setting of the hospital, kept encrypted; `None` before it was set.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Journals the grant and keeps a setting of the hospital.
    ///
    /// # Errors
    /// As [`super::Store::begin_import`].
    fn keep_setting(&self, grant: &Grant, name: &str, value: &str) -> Result<(), StoreError>;
}
