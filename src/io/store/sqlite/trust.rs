//! The part of the store that is about trust, piece by piece in files of its own.

use std::path::Path;

use super::super::trust::{Hold, NewKeys, TrustStore};
use super::super::{Store as _, StoreError};
use super::snapshot::{find_text, set};
use super::{SqliteStore, accounts, backup, consents, deletion, holds, recoveries, rekey, twin};
use crate::base::Progress;
use crate::domain::access::{Action, Grant, Wards};
use crate::domain::account::Recovered;
use crate::domain::audit::AuditOutcome;
use crate::domain::book::BookKind;
use crate::domain::consent::{Consent, Said};
use crate::domain::deletion::{Certificate, Deleted};
use crate::domain::ids::PatientId;
use crate::domain::permission::Role;
use crate::io::vault::Passphrase;

/// Before the name of a setting.
pub(super) const SETTING: &str = "setting:";

/// Entries that are looked through at once for somebody who asks.
const MOST_NEW: usize = 1000;

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

    fn asked_to_lock(&self) -> Result<Option<String>, StoreError> {
        let (from, (newest, _)) = (self.core.looked_at(), self.core.journal.newest()?);
        if newest <= from || self.core.demand_writing().is_err() {
            return Ok(None);
        }
        self.core.set_looked_at(newest);
        let new = usize::try_from(newest - from).unwrap_or(usize::MAX).min(MOST_NEW);
        let asks = self.core.journal.entries(0, new)?.into_iter().find(|entry| {
            entry.action == Action::AskWriterToLock && entry.outcome == AuditOutcome::Allowed && entry.number > from
        });
        Ok(asks.map(|entry| entry.actor))
    }

    fn recoveries_to_tell(&self) -> Result<Vec<Recovered>, StoreError> {
        recoveries::to_tell(&self.core)
    }

    fn recoveries_told(&self, now_utc_secs: i64) -> Result<(), StoreError> {
        recoveries::told(&self.core, now_utc_secs)
    }

    fn wards_ever_of(&self, _grant: &Grant, identifiers: &[String]) -> Result<Option<Vec<String>>, StoreError> {
        let known = self.core.identifiers()?;
        let numbers: Vec<PatientId> = identifiers.iter().filter_map(|one| known.find(one.as_bytes())).collect();
        if numbers.is_empty() {
            return Ok(None);
        }
        self.core.read(|connection, snapshot| {
            let mut wards = Vec::new();
            for number in numbers {
                let stays = match twin::read(connection, snapshot, number) {
                    Ok(twin) => twin.admissions,
                    // Known by a number alone, such as one whose import was taken back.
                    Err(StoreError::NotFound { .. }) => continue,
                    Err(error) => return Err(error),
                };
                let named = stays.iter().filter_map(|stay| stay.record.ward);
                wards.extend(named.map(|ward| snapshot.books.of(BookKind::Ward).word(ward).to_owned()));
            }
            Ok(Some(wards))
        })
    }

    fn hold(&self, grant: &Grant, patient: PatientId, is_held: bool) -> Result<(), StoreError> {
        holds::hold(&self.core, grant, patient, is_held)
    }

    fn holds(&self, _grant: &Grant) -> Result<Vec<Hold>, StoreError> {
        self.core.read(|connection, _| holds::all(connection))
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

    fn recipe_seen(&self) -> Option<String> {
        self.core.known_recipe.read()
    }

    fn remember_recipe(&self, line: &str) {
        self.core.known_recipe.remember(line);
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
