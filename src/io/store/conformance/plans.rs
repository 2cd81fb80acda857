//! Plans: versions that never change, read with the person they are of, taken back and restored, and part of the content.

use std::sync::Arc;

use super::super::plan_text::example::example;
use super::super::{Store, StoreError};
use super::{Reopen, content, grant, import_glucose, summary, take_back, two_patients};
use crate::base::Progress;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::ids::PatientId;
use crate::domain::plan::{KeptPlan, Plan};

fn of(action: Action, patient: u32) -> Grant {
    grant(action, Scope::Patient { patient: PatientId(patient), identifier: format!("W{patient}"), ward: None })
}

fn plans(store: &dyn Store, patient: u32) -> Vec<KeptPlan> {
    store.plans(&of(Action::OpenPatient, patient), PatientId(patient)).expect("reads")
}

fn save(store: &dyn Store, patient: u32, plan: &Plan) -> u64 {
    store.save_plan(&of(Action::SavePlan, patient), PatientId(patient), plan).expect("saved")
}

/// Versions come back as they were, the newest first; a merged person has those of every number.
pub fn plans_are_kept(store: Arc<dyn Store>, reopen: Reopen) {
    let patients = two_patients(&*store).import;
    import_glucose(&*store, &[(0, 0, 100, 2)]);
    let (list, before) = (summary(&*store), content(&*store));
    let first = save(&*store, 0, &example());
    let later = Plan { note: "later".to_owned(), ..example() };
    let second = save(&*store, 0, &later);
    assert!(second > first);
    let store = reopen(store);
    let kept = plans(&*store, 0);
    assert_eq!(kept.iter().map(|one| one.number).collect::<Vec<_>>(), [second, first]);
    assert_eq!((&kept[0].plan, &kept[1].plan), (&later, &example()));
    assert_eq!(
        (kept[0].made_by.as_str(), kept[0].made_utc_secs, kept[0].is_taken_back),
        ("Test", 1_700_000_000, false)
    );
    assert!(plans(&*store, 1).is_empty());
    assert_eq!(summary(&*store), list, "a plan changes no list");
    let with_both = content(&*store);
    assert_ne!(with_both, before);

    let back = |number, is| store.take_back_plan(&of(Action::TakeBackPlan, 0), number, is);
    back(second, true).expect("taken back");
    assert!(plans(&*store, 0)[0].is_taken_back && !plans(&*store, 0)[1].is_taken_back);
    assert_ne!(content(&*store), with_both);
    back(second, false).expect("restored");
    assert_eq!((plans(&*store, 0), content(&*store)), (kept.clone(), with_both));
    assert!(matches!(back(second + 7, true), Err(StoreError::NotFound { .. })));
    let nobody = store.save_plan(&of(Action::SavePlan, 9), PatientId(9), &later);
    assert!(matches!(nobody, Err(StoreError::NotFound { .. })));

    store.merge(&of(Action::MergePatients, 0), PatientId(0), PatientId(1)).expect("merges");
    assert_eq!((plans(&*store, 1), plans(&*store, 0)), (kept.clone(), kept));
    store.unmerge(&of(Action::UnmergePatients, 0), PatientId(0)).expect("un-merges");
    let journal = store.journal_entries(0, 1000).expect("reads");
    let saved = journal.iter().filter(|entry| entry.action == Action::SavePlan && entry.scope == "patient W0");
    assert_eq!(saved.count(), 2);
    assert_eq!(store.check(&Progress::default()).expect("checks"), Vec::<String>::new());

    // Whoever has a plan is not taken away with the import that brought them.
    let glucose = store.receipts().expect("reads")[0].import;
    take_back(&*store, glucose);
    let refused = store.take_back(&grant(Action::TakeBackImport, Scope::Store), patients, &Progress::default());
    assert!(matches!(refused, Err(StoreError::Planned { count: 2 })));
    [first, second].into_iter().for_each(|number| back(number, true).expect("taken back"));
    take_back(&*store, patients);
}
