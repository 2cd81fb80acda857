//! Diagnostic models and what they said of patients: versions, files byte for byte, answers read with the person they are
//! about, taken back and restored, and part of the content.

use std::sync::Arc;

use super::super::{Store, StoreError};
use super::{Reopen, content, grant, import_glucose, summary, take_back, two_patients};
use crate::base::Progress;
use crate::domain::access::{Action, Grant, Scope};
use crate::domain::diagnosis::{KeptAnswer, ModelName, ModelSummary, PatientAnswer, Said, TreatmentOption, WhyNot};
use crate::domain::ids::PatientId;

fn of(action: Action, patient: u32) -> Grant {
    grant(action, Scope::Patient { patient: PatientId(patient), identifier: format!("W{patient}"), ward: None })
}

fn model_summary() -> ModelSummary {
    ModelSummary {
        target: "E11".to_owned(),
        algorithm: "tree".to_owned(),
        metric: "auc".to_owned(),
        value: Some(0.1 + 0.2),
        interval: Some((0.25, 1.0 / 3.0)),
        is_better_than_baseline: true,
        learned_from: "all patients".to_owned(),
        data_sha256: "00ff".to_owned(),
        rows: 300,
    }
}

fn answers() -> [PatientAnswer; 2] {
    let said = Said::Class {
        class: None,
        of: "yes".to_owned(),
        probability: 1.0 / 3.0,
        interval: Some((0.1, 0.7)),
        threshold: None,
        base_rate: 0.2,
    };
    let why = WhyNot { id: "key".to_owned(), values: vec![("column".to_owned(), "sex".to_owned())] };
    let answer = |said| PatientAnswer {
        model: ModelName { name: "Diabetes".to_owned(), version: 2 },
        target: "E11".to_owned(),
        said,
        is_internal_only: true,
        inputs: vec![("age_years".to_owned(), "61".to_owned()), ("sex".to_owned(), String::new())],
    };
    [answer(said), answer(Said::Abstained(vec![why]))]
}

/// The same name is the next version, also after a deletion; a file comes back as it was.
pub fn models_are_kept(store: Arc<dyn Store>, reopen: Reopen) {
    let before = content(&*store);
    let scope = || Scope::Text { text: "model".to_owned() };
    let save = |store: &dyn Store, name: &str, file: &[u8]| {
        store.save_diagnosis_model(&grant(Action::SaveModel, scope()), name, &model_summary(), file).expect("saved")
    };
    save(&*store, "Diabetes", &[0, 255, 10, 0]);
    save(&*store, "Heart", b"other");
    assert_eq!(save(&*store, "Diabetes", b"second").version, 2);
    let store = reopen(store);
    let kept = store.diagnosis_models().expect("reads");
    let named = |kept: &[crate::domain::diagnosis::KeptModel]| {
        kept.iter().map(|one| format!("{} {}", one.model.name, one.model.version)).collect::<Vec<_>>()
    };
    assert_eq!(named(&kept), ["Diabetes 2", "Diabetes 1", "Heart 1"]);
    assert_eq!((&kept[0].summary, kept[0].made_by.as_str()), (&model_summary(), "Test"));
    let file = |number| store.diagnosis_model_file(&grant(Action::OpenModel, scope()), number);
    assert_eq!(file(kept[1].number).expect("reads"), [0, 255, 10, 0]);
    let delete = |number| store.delete_diagnosis_model(&grant(Action::DeleteModel, scope()), number);
    delete(kept[0].number).expect("deleted");
    assert!(matches!(file(kept[0].number), Err(StoreError::NotFound { .. })));
    assert!(matches!(delete(kept[0].number), Err(StoreError::NotFound { .. })));
    assert_eq!(save(&*store, "Diabetes", b"third").version, 3, "no version is given twice");
    assert_eq!(named(&store.diagnosis_models().expect("reads")), ["Diabetes 3", "Diabetes 1", "Heart 1"]);
    assert_eq!(content(&*store), before, "a model says nothing of a patient");
    let opened = store.journal_entries(0, 100).expect("reads");
    assert_eq!(opened.iter().filter(|entry| entry.action == Action::OpenModel).count(), 2);

    assert_eq!(store.treatment_options().expect("reads"), None);
    let option = TreatmentOption { option: "wait | see\t\"".to_owned(), ..TreatmentOption::default() };
    let saving = grant(Action::SaveTreatmentOptions, Scope::Store);
    store.save_treatment_options(&saving, &[]).expect("saved");
    store.save_treatment_options(&saving, std::slice::from_ref(&option)).expect("saved");
    assert_eq!(store.treatment_options().expect("reads"), Some(vec![option]));
}

pub fn answers_are_kept(store: Arc<dyn Store>, reopen: Reopen) {
    let patients = two_patients(&*store).import;
    import_glucose(&*store, &[(0, 0, 100, 2)]);
    let (list, before) = (summary(&*store), content(&*store));
    let [first, second] =
        answers().map(|said| store.save_model_answer(&of(Action::SaveAnswer, 0), PatientId(0), &said).expect("saved"));
    let store = reopen(store);
    let read = |patient: u32| -> Vec<KeptAnswer> {
        store.model_answers(&of(Action::OpenPatient, patient), PatientId(patient)).expect("reads")
    };
    let kept = read(0);
    assert_eq!(kept.iter().map(|one| one.number).collect::<Vec<_>>(), [second, first]);
    assert_eq!([&kept[1].answer, &kept[0].answer], answers().each_ref());
    assert!(read(1).is_empty());
    assert_eq!(summary(&*store), list, "an answer changes no list");
    let with_both = content(&*store);
    assert_ne!(with_both, before);
    let back = |number, is| store.take_back_model_answer(&of(Action::TakeBackAnswer, 0), number, is);
    back(second, true).expect("taken back");
    assert!(read(0)[0].is_taken_back && content(&*store) != with_both);
    let all = store.all_model_answers(&grant(Action::Export, Scope::Store)).expect("reads");
    assert_eq!(all.iter().map(|(patient, one)| (*patient, one.number)).collect::<Vec<_>>(), [(PatientId(0), first)]);
    back(second, false).expect("restored");
    assert_eq!((read(0), content(&*store)), (kept.clone(), with_both));
    assert!(matches!(back(second + 7, true), Err(StoreError::NotFound { .. })));
    let nobody = store.save_model_answer(&of(Action::SaveAnswer, 9), PatientId(9), &answers()[0]);
    assert!(matches!(nobody, Err(StoreError::NotFound { .. })));

    store.merge(&of(Action::MergePatients, 0), PatientId(0), PatientId(1)).expect("merges");
    assert_eq!((read(1), read(0)), (kept.clone(), kept));
    store.unmerge(&of(Action::UnmergePatients, 0), PatientId(0)).expect("un-merges");
    assert_eq!(store.check(&Progress::default()).expect("checks"), Vec::<String>::new());

    // Whoever has an answer is not taken away with the import that brought them.
    let glucose = store.receipts().expect("reads")[0].import;
    take_back(&*store, glucose);
    let refused = store.take_back(&grant(Action::TakeBackImport, Scope::Store), patients, &Progress::default());
    assert!(matches!(refused, Err(StoreError::Answered { count: 2 })));
    [first, second].into_iter().for_each(|number| back(number, true).expect("taken back"));
    take_back(&*store, patients);
}
