//! Published plans come back as they were written, are taken back and restored, each step journalled; duties and waiting lists
//! follow their imports.

use std::sync::Arc;

use super::super::{RecordBatch, Row, Store, StoreError};
use super::{Reopen, content, grant, import, patient, take_back};
use crate::base::{Date, Progress};
use crate::domain::access::{Action, Scope};
use crate::domain::ids::PatientId;
use crate::domain::patient::Sex;
use crate::domain::schedule::published::{PlanKind, PublishedSchedule, standing};
use crate::domain::schedule::rows::{DutyRow, WaitingRow};

fn plan(cost: u64) -> PublishedSchedule {
    PublishedSchedule {
        kind: PlanKind::Hospital,
        name: "i10.json".into(),
        cost,
        instance: r#"{"patients":[{"id":"W0"},{"id":"W1"}]}"#.into(),
        plan: r#"{"patients":[{"id":"W0"}]}"#.into(),
        first_day: Some(Date(20_000)),
        times: "早=07:00-15:00".into(),
        nights: vec![2],
    }
}

pub fn plans_are_kept(store: Arc<dyn Store>, reopen: Reopen) {
    let rows = vec![patient("W0", "Wang", 2), patient("W1", "Li", 3)];
    import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
    let of = |action| grant(action, Scope::Text { text: "i10.json".to_owned() });
    let publish = |cost| store.publish_schedule(&of(Action::PublishSchedule), &plan(cost)).expect("published");
    let (first, second) = (publish(40), publish(30));
    let store = reopen(store);
    let reading = of(Action::PlanSchedule);
    let kept = store.published_schedules(&reading).expect("reads");
    assert_eq!(kept.iter().map(|one| (one.number, one.cost)).collect::<Vec<_>>(), [(second, 30), (first, 40)]);
    assert_eq!(store.published_schedule(&reading, second).expect("reads"), plan(30));
    let back = |number, is| store.take_back_schedule(&of(Action::TakeBackSchedule), number, is);
    back(second, true).expect("taken back");
    let kept = store.published_schedules(&reading).expect("reads");
    assert_eq!(standing(&kept).map(|one| one.number), Some(first));
    back(second, false).expect("restored");
    assert!(matches!(back(second + 7, true), Err(StoreError::NotFound { .. })));

    let delete = grant(Action::DeletePatient, Scope::Store).because("asked for");
    store.delete_patient(&delete, PatientId(0), &Progress::default()).expect("deleted");
    let left = store.published_schedule(&reading, second).expect("reads");
    assert!(!left.instance.contains("W0") && !left.plan.contains("W0") && left.instance.contains("W1"), "{left:?}");
    let entries = store.journal_entries(0, 100).expect("reads");
    assert_eq!(entries.iter().filter(|entry| entry.action == Action::PublishSchedule).count(), 2);
}

fn duty(staff: &str, day: i32, shift: Option<&str>) -> Row<DutyRow> {
    let shift = shift.map(str::to_owned);
    Row {
        record: DutyRow { staff: staff.to_owned(), date: Date(day), shift, max_load: Some(8) },
        line: 2 + day as u32,
        raw: Vec::new(),
    }
}

fn waits(patient: u32, mins: u32) -> (PatientId, Row<WaitingRow>) {
    let record = WaitingRow {
        surgeon: "S1".into(),
        surgery_mins: mins,
        stay_days: 2,
        earliest: Some(Date(5)),
        latest: None,
        workload: vec![1, 2, 3],
        skill_level: 1,
        not_rooms: vec!["R2".into()],
    };
    (PatientId(patient), Row { record, line: 2 + patient, raw: Vec::new() })
}

pub fn rows_of_a_plan_are_kept(store: Arc<dyn Store>) {
    let rows = vec![patient("W0", "Wang", 2), patient("W1", "Li", 3)];
    import(&*store, "patients", vec![RecordBatch::Patients(rows)]);
    let before = content(&*store);
    let reading = grant(Action::PlanSchedule, Scope::Store);
    let early = |day| duty("S1", day, Some("early"));
    let first = import(&*store, "shifts", vec![RecordBatch::Duties(vec![early(0), early(1)])]);
    let second = import(&*store, "shifts", vec![RecordBatch::Duties(vec![early(0), duty("S1", 1, None)])]);
    assert_eq!((first.counts.added, second.counts.duplicates, second.counts.updated), (2, 1, 1));
    let days = |store: &dyn Store| -> Vec<i32> {
        store.duties(&reading).expect("reads").iter().map(|duty| duty.date.0).collect()
    };
    assert_eq!(days(&*store), [0], "off on day 1");
    take_back(&*store, second.import);
    assert_eq!(days(&*store), [0, 1]);
    let old = import(&*store, "waiting", vec![RecordBatch::Waiting(vec![waits(0, 60), waits(1, 30)])]);
    let new = import(&*store, "waiting", vec![RecordBatch::Waiting(vec![waits(1, 45)])]);
    assert_eq!((old.counts.added, new.counts.updated), (2, 1));
    assert_eq!(store.waiting(&reading).expect("reads"), [(PatientId(1), waits(1, 45).1.record)]);
    let people = store.planned_people(&reading, &[PatientId(1), PatientId(9)]).expect("reads");
    let known = people[0].as_ref().map(|one| (one.identifier.as_str(), one.sex, one.birth_date));
    assert_eq!((known, &people[1]), (Some(("W1", Some(Sex::Female), Some(Date(3650)))), &None));
    for receipt in [&new, &old, &first] {
        take_back(&*store, receipt.import);
    }
    assert_eq!(content(&*store), before);
}
