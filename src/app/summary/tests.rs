//! A twin goes into a sealed file and comes out of it as it was, into a store that takes nothing more.

use super::*;
use crate::app::demo;
use crate::app::hospital;
use crate::app::sealing::sealed_twin;
use crate::domain::ids::PatientId;
use crate::domain::twin::DigitalTwin;
use crate::domain::ward_note::CareLimit;
use crate::io::sealed::{SealTo, new_keys};
use crate::io::store::{Store, Writing};

const NOW: i64 = 1_790_000_000;

fn twin_of(store: &dyn Store, patient: PatientId) -> DigitalTwin {
    let grant = Grant::ask(&actor(), Action::OpenPatient, Scope::Store, NOW).expect("an owner may");
    store.open_twin(&grant, patient).expect("reads")
}

#[test]
fn a_sealed_twin_opens_elsewhere_with_the_same_records_and_takes_none() {
    let progress = Progress::default();
    let (from, _place) = demo::make(NOW, &progress).expect("the demo");
    let (hospital, _) = hospital::read(&*from, Zone::utc().date_at(NOW), &progress).expect("reads");
    let patient = hospital.index.row_of_identifier("W000102").map(PatientId).expect("in the demo");
    let twin = twin_of(&*from, patient);
    let keys = new_keys();
    let limit = WardNote::CareLimit { limit: CareLimit::NoIntubation, words: None };
    let said = Grant::ask(&Actor::owner("Dr Lee".to_owned()), Action::SetCareLimits, Scope::Store, NOW - 60);
    from.keep_ward_note(&said.expect("an owner may"), patient, &limit, Some(NOW + 900)).expect("kept");
    let notes = |store: &dyn Store, patient: PatientId| {
        let grant = Grant::ask(&actor(), Action::OpenPatient, Scope::Store, NOW).expect("an owner may");
        let kept = store.ward_notes(&grant, &[patient]).expect("reads").remove(0);
        kept.into_iter().map(|kept| (kept.note, kept.actor, kept.at_utc_secs, kept.until_utc_secs)).collect::<Vec<_>>()
    };
    let grant = Grant::ask(&actor(), Action::OpenPatient, Scope::Store, NOW).expect("an owner may");
    let own = from.ward_notes(&grant, &[patient]).expect("reads").remove(0);
    let to = SealTo::Recipient(keys.recipient.clone());
    let sealed = sealed_twin(&twin, &own, (&from.books(), &from.info()), NOW, &to).expect("sealed");
    let folder = tempfile::tempdir().expect("a folder");
    let (path, key) = (folder.path().join("twin.age"), folder.path().join("key.txt"));
    std::fs::write(&path, &sealed).expect("written");
    std::fs::write(&key, keys.file.as_bytes()).expect("written");
    let (store, summary) = open_summary(&path, &SummaryKey::KeyFile(key), NOW, &progress).expect("opens");
    assert_eq!(summary.from, "Demo · 2026-09-21");
    assert!(store.info().demo, "synthetic data stay marked");
    let there = twin_of(&*store, PatientId(0));
    assert_eq!(there.person().identifier, "W000102");
    let names = |twin: &DigitalTwin| {
        let person = twin.person();
        (person.family_name, person.given_name, person.chinese_name, person.birth_date)
    };
    assert_eq!(names(&there), names(&twin));
    let counts = |twin: &DigitalTwin| {
        (twin.observations.len(), twin.conditions.len(), twin.medications.len(), twin.admissions.len())
    };
    assert_eq!(counts(&there), counts(&twin));
    let written = |twin: &DigitalTwin| {
        let mut all: Vec<String> = twin.observations.iter().map(|one| one.written()).collect();
        all.sort();
        all
    };
    assert_eq!(written(&there), written(&twin));
    assert_eq!(notes(&*store, PatientId(0)), notes(&*from, patient), "limits of care come along");
    assert_eq!(store.info().writing, Writing::Never);
    let grant = Grant::ask(&actor(), Action::SaveCohort, Scope::Store, NOW).expect("an owner may");
    let cohort = crate::io::store::SavedCohort { name: "a".to_owned(), filter: "age > 1".to_owned() };
    assert!(store.save_cohort(&grant, &cohort).is_err());
    let wrong = SummaryKey::Passphrase(Passphrase::new("another".to_owned()));
    assert_eq!(
        open_summary(&path, &wrong, NOW, &progress).err().map(|error| error.key),
        Some("seal-error-needs-key".to_owned())
    );
}
