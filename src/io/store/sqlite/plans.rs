//! Treatment plans of patients.

use rusqlite::Connection;

use super::super::{StoreError, plan_text};
use super::core::Core;
use super::schema::PLANS;
use super::snapshot::Snapshot;
use super::versions::{Version, Versions};
use crate::domain::access::Grant;
use crate::domain::ids::PatientId;
use crate::domain::plan::{KeptPlan, Plan};

pub const KEPT: Versions = Versions { table: "plan", since: PLANS, one: "a plan", is_of_patient: true };

/// Plans of all numbers of a person, newest first.
///
/// # Errors
/// Damaged or unreadable.
pub fn of_patient(
    connection: &Connection,
    snapshot: &Snapshot,
    patient: PatientId,
) -> Result<Vec<KeptPlan>, StoreError> {
    KEPT.of_patient(connection, snapshot, patient)?.into_iter().map(kept).collect()
}

fn kept(own: Version) -> Result<KeptPlan, StoreError> {
    Ok(KeptPlan {
        number: own.number,
        made_utc_secs: own.made_utc_secs,
        made_by: own.made_by,
        is_taken_back: own.is_taken_back,
        plan: plan_text::read(&own.text)?,
    })
}

/// Keeps a version; its number.
///
/// # Errors
/// [`StoreError::NotFound`]; where this process may not write; disk full.
pub fn save(core: &Core, grant: &Grant, patient: PatientId, plan: &Plan) -> Result<u64, StoreError> {
    KEPT.save(core, grant, Some(patient), &plan_text::write(plan)?)
}
