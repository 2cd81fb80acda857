//! What a store keeps for plans: what a hospital plan is made of, and the plans that were published.

use super::StoreError;
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::schedule::published::{KeptSchedule, PublishedSchedule};
use crate::domain::schedule::rows::{DutyRow, PlannedPerson, WaitingRow};

/// The part of [`super::Store`] that is about schedules. Reading journals nothing: whoever plans has it journalled.
pub trait ScheduleStore {
    /// Who is on duty, by person and date.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn duties(&self, grant: &Grant) -> Result<Vec<DutyRow>, StoreError>;

    /// The newest waiting list.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn waiting(&self, grant: &Grant) -> Result<Vec<(PatientId, WaitingRow)>, StoreError>;

    /// What a plan may know of these patients, in their order; nothing of one who has no row.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn planned_people(&self, grant: &Grant, patients: &[PatientId]) -> Result<Vec<Option<PlannedPerson>>, StoreError>;

    /// Every published plan, newest first, with those that were taken back.
    ///
    /// # Errors
    /// Damaged or unreadable.
    fn published_schedules(&self, grant: &Grant) -> Result<Vec<KeptSchedule>, StoreError>;

    /// A published plan.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; damaged or unreadable.
    fn published_schedule(&self, grant: &Grant, number: u64) -> Result<PublishedSchedule, StoreError>;

    /// Journals the grant and keeps the plan as the next version; its number.
    ///
    /// # Errors
    /// As [`super::Store::begin_import`].
    fn publish_schedule(&self, grant: &Grant, plan: &PublishedSchedule) -> Result<u64, StoreError>;

    /// Journals the grant and takes a version back, or lets it stand again.
    ///
    /// # Errors
    /// As [`super::Store::begin_import`]; [`StoreError::NotFound`].
    fn take_back_schedule(&self, grant: &Grant, number: u64, is_taken_back: bool) -> Result<(), StoreError>;
}
