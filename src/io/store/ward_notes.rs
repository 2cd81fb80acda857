//! What a store keeps of what people say on a ward.

use super::StoreError;
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::ward_note::{KeptWardNote, WardNote};

/// The part of [`super::Store`] that is about what is said on a ward.
pub trait WardStore {
    /// What was said of each of these patients, in their order, under whichever of their numbers; the newest first, with what
    /// ran out or was taken back. The grant is the one that opened the board or the twin: nothing is journalled again.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn ward_notes(&self, grant: &Grant, patients: &[PatientId]) -> Result<Vec<Vec<KeptWardNote>>, StoreError>;

    /// Journals the grant and keeps what is said of a patient; by whom and when is the grant's. Its number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a patient number that was never given; as [`super::Store::begin_import`].
    fn keep_ward_note(
        &self,
        grant: &Grant,
        patient: PatientId,
        note: &WardNote,
        until_utc_secs: Option<i64>,
    ) -> Result<u64, StoreError>;

    /// Journals the grant and marks what was said as taken back; it stays on record.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for one of that patient's that does not stand; as [`super::Store::begin_import`].
    fn take_back_ward_note(&self, grant: &Grant, patient: PatientId, number: u64) -> Result<(), StoreError>;
}
