//! The part of the store that is about trust, piece by piece in files of its own.

use std::path::Path;

use super::super::trust::{NewKeys, TrustStore};
use super::super::{Store as _, StoreError};
use super::snapshot::{find_text, set};
use super::{SqliteStore, accounts, backup, consents, deletion, rekey};
use crate::base::Progress;
use crate::domain::access::{Grant, Wards};
use crate::domain::consent::{Consent, Said};
use crate::domain::deletion::{Certificate, Deleted};
use crate::domain::ids::PatientId;
use crate::domain::permission::Role;
use crate::io::vault::Passphrase;

/// Before the name of a setting.
const SETTING: &str = "setting:";

impl TrustStore for SqliteStore {
    fn change_account(&self, grant: &Grant, name: &str, role: Role, wards: &Wards) -> Result<(), StoreError> {
        accounts::change_role(&self.core, grant, name, role, wards)
    }

    fn consents(&self, _grant: &Grant) -> Result<Vec<(PatientId, Consent)>, StoreError> {
        self.core.read(|connection, _| consents::newest(connection))
    }

    fn consents_of(&self, _grant: &Grant, patient: PatientId) -> Result<Vec<Consent>, StoreError> {
        self.core.read(|connection, snapshot| consents::of_patient(connection, snapshot, patient))
    }

    fn record_consents(&self, grant: &Grant, said: &[Said<PatientId>]) -> Result<(), StoreError> {
        consents::record(&self.core, grant, said)
    }

    fn delete_patient(
        &self,
        grant: &Grant,
        patient: PatientId,
        progress: &Progress,
    ) -> Result<Certificate<Deleted>, StoreError> {
        deletion::delete(&self.core, grant, patient, progress)
    }

    fn allow_again(&self, grant: &Grant, identifier: &str) -> Result<(), StoreError> {
        deletion::allow_again(&self.core, grant, identifier)
    }

    fn stands_as_opened(&self) -> Result<bool, StoreError> {
        self.core.read(|connection, _| accounts::stands(connection, &self.core.actor))
    }

    fn deletions(&self, grant: &Grant) -> Result<Vec<Certificate<Deleted>>, StoreError> {
        self.journal(grant)?;
        deletion::all(&self.core)
    }

    fn rekey(&self, grant: &Grant, passphrase: &Passphrase, progress: &Progress) -> Result<NewKeys, StoreError> {
        rekey::rekey(&self.core, grant, passphrase, progress)
    }

    fn back_up(&self, grant: &Grant, to: &Path, progress: &Progress) -> Result<(), StoreError> {
        backup::backup(&self.core, grant, to, progress)
    }

    fn restore_drill(&self, grant: &Grant, from: &Path, progress: &Progress) -> Result<Vec<String>, StoreError> {
        backup::drill(&self.core, grant, from, progress)
    }

    fn steady_number(&self, purpose: &[u8; 16], patient: u32) -> u64 {
        self.core.journal.chain_key().steady_number(purpose, patient)
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.core.read(|connection, _| find_text(connection, &format!("{SETTING}{name}")))
    }

    fn keep_setting(&self, grant: &Grant, name: &str, value: &str) -> Result<(), StoreError> {
        self.core.demand_writing()?;
        self.journal(grant)?;
        self.core.write(grant.at_utc_secs(), |transaction, _| set(transaction, &format!("{SETTING}{name}"), value))
    }
}
