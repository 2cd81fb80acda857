//! A published plan as the store writes it: JSON of types of our own. What a later program adds is passed over.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::StoreError;
use crate::base::Date;
use crate::domain::schedule::published::{PlanKind, PublishedSchedule};

#[derive(Serialize, Deserialize)]
struct ScheduleText {
    kind: String,
    name: String,
    cost: u64,
    /// JSON of a hospital lies here as JSON, the text of a roster as a text.
    instance: Value,
    plan: Value,
    first_day: Option<i32>,
    #[serde(default)]
    times: String,
    #[serde(default)]
    nights: Vec<usize>,
}

fn damaged() -> StoreError {
    StoreError::Damaged { what: "a published plan".to_owned() }
}

/// # Errors
/// A hospital's instance or plan that is no JSON.
pub fn write(plan: &PublishedSchedule) -> Result<String, StoreError> {
    let whole = ScheduleText {
        kind: plan.kind.id().to_owned(),
        name: plan.name.clone(),
        cost: plan.cost,
        instance: value(plan.kind, &plan.instance)?,
        plan: value(plan.kind, &plan.plan)?,
        first_day: plan.first_day.map(|date| date.0),
        times: plan.times.clone(),
        nights: plan.nights.clone(),
    };
    serde_json::to_string(&whole).map_err(|error| StoreError::System { what: error.to_string() })
}

fn value(kind: PlanKind, text: &str) -> Result<Value, StoreError> {
    match kind {
        PlanKind::Hospital => {
            serde_json::from_str(text).map_err(|error| StoreError::System { what: error.to_string() })
        }
        PlanKind::Roster => Ok(Value::String(text.to_owned())),
    }
}

/// # Errors
/// [`StoreError::Damaged`].
pub fn read(text: &str) -> Result<PublishedSchedule, StoreError> {
    let whole: ScheduleText = serde_json::from_str(text).map_err(|_| damaged())?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(PublishedSchedule {
        kind: PlanKind::from_id(&whole.kind).ok_or_else(damaged)?,
        name: whole.name,
        cost: whole.cost,
        instance: text(whole.instance),
        plan: text(whole.plan),
        first_day: whole.first_day.map(Date),
        times: whole.times,
        nights: whole.nights,
    })
}

/// A kept text with another word wherever the identifier of somebody stood. Rosters name no patient.
///
/// # Errors
/// [`StoreError::Damaged`].
pub fn without(text: &str, identifier: &str, instead: &str) -> Result<String, StoreError> {
    let mut whole: ScheduleText = serde_json::from_str(text).map_err(|_| damaged())?;
    if whole.kind == PlanKind::Hospital.id() {
        rename(&mut whole.instance, identifier, instead);
        rename(&mut whole.plan, identifier, instead);
    }
    serde_json::to_string(&whole).map_err(|error| StoreError::System { what: error.to_string() })
}

/// Patients and occupants of an instance, and patients of a plan, are named by `id`.
fn rename(value: &mut Value, identifier: &str, instead: &str) {
    for list in ["patients", "occupants"] {
        let rows = value.get_mut(list).and_then(Value::as_array_mut);
        for id in rows.into_iter().flatten().filter_map(|row| row.get_mut("id")) {
            if id.as_str() == Some(identifier) {
                *id = Value::String(instead.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_comes_back_and_somebody_deleted_is_named_no_more() {
        let plan = PublishedSchedule {
            kind: PlanKind::Hospital,
            name: "i01.json".to_owned(),
            cost: 7,
            instance: r#"{"patients":[{"id":"W1"},{"id":"W11"}],"occupants":[],"rooms":[{"id":"W1"}]}"#.to_owned(),
            plan: r#"{"patients":[{"id":"W1","admission_day":2}],"nurses":[]}"#.to_owned(),
            first_day: Some(Date(20_000)),
            times: "early=07:00-15:00".to_owned(),
            nights: vec![2],
        };
        let text = write(&plan).expect("written");
        let back = read(&text).expect("read");
        assert_eq!((back.first_day, back.nights.as_slice(), back.cost), (plan.first_day, &[2][..], 7));
        let same = |one: &str, other: &str| {
            serde_json::from_str::<Value>(one).ok() == serde_json::from_str::<Value>(other).ok()
        };
        assert!(same(&back.instance, &plan.instance) && same(&back.plan, &plan.plan));
        let without = read(&without(&text, "W1", "deleted 7").expect("written")).expect("read");
        let expected = plan.instance.replacen("\"W1\"", "\"deleted 7\"", 1);
        assert!(same(&without.instance, &expected), "{}", without.instance);
        assert!(!without.plan.contains("\"W1\""));
        for broken in ["", "[]", &text.replace("ihtc", "other")] {
            assert!(matches!(read(broken), Err(StoreError::Damaged { .. })), "{broken}");
        }
    }
}
