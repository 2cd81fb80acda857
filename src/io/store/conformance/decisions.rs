//! What people decide: corrections of values, and alerts that they go past.

use std::sync::Arc;

use super::super::{Store, StoreError};
use super::{Reopen, assert_sound, grant, import_glucose, summary, take_back, twin, two_patients};
use crate::base::Progress;
use crate::domain::access::{Action, Scope};
use crate::domain::alert::{AlertOverride, OverrideReason, override_secs};
use crate::domain::book::BookKind;
use crate::domain::correction::{Correction, Decision, FindingKind, Verdict};
use crate::domain::genome::drug::Tier;
use crate::domain::ids::{CellRef, PatientId};
use crate::domain::indicator::IndicatorId;

/// Corrections count in twins, lists and walks, the recorded value stays, and all of it can be taken back; an import
/// stays until those of its values are.
pub fn corrections(store: Arc<dyn Store>, reopen: Reopen) {
    two_patients(&*store);
    let first = import_glucose(&*store, &[(0, 0, 100, 2), (0, 60, 97, 3), (1, 0, 90, 4)]);
    let second = import_glucose(&*store, &[(1, 60, 5, 2)]);
    let before = (format!("{:?}", summary(&*store)), twin(&*store, 0), twin(&*store, 1));
    let cell = |import, line| CellRef { import, line, column: 4 };
    let corrected = |patient, cell, mantissa, unit: &str| Decision {
        patient: PatientId(patient),
        cell,
        kind: FindingKind::UnitSlip,
        verdict: Verdict::Corrected(Correction {
            value: crate::base::Decimal { mantissa, scale: 0 },
            unit: Some(unit.to_owned()),
        }),
    };
    let right = Decision { verdict: Verdict::Right, ..corrected(1, cell(first.import, 4), 0, "") };
    let decisions = [corrected(1, cell(second.import, 2), 5, "mmol/L"), right];
    decide(&*store, &decisions).expect("kept");
    decide(&*store, &[corrected(0, cell(first.import, 3), 970, "mg/dL")]).expect("kept");
    let nobody = corrected(0, cell(second.import, 2), 5, "mmol/L");
    assert!(matches!(decide(&*store, &[nobody]), Err(StoreError::NotFound { .. })), "it is another patient's");
    assert_sound(&*store);
    let store = reopen(store);
    let newest = |store: &dyn Store, row| {
        let glucose = IndicatorId::from_code("2339-0").expect("in the table");
        let chunks = summary(store);
        chunks[0].newest[glucose.index()].as_ref().and_then(|column| column.get(row)).expect("recorded").shown()
    };
    assert_eq!((newest(&*store, 0).as_str(), newest(&*store, 1).as_str()), ("53.8", "5"));
    let seen = twin(&*store, 1);
    let unit = |value: &crate::domain::observation::Observation| {
        value.unit.map(|unit| store.books().of(BookKind::Unit).word(unit).to_owned())
    };
    let [confirmed, corrected_value] = seen.observations.as_slice() else { panic!("two values") };
    assert!(confirmed.decided.is_some() && !confirmed.is_corrected());
    assert_eq!((unit(corrected_value).as_deref(), corrected_value.recorded()), (Some("mmol/L"), "5".to_owned()));
    assert_eq!(corrected_value.as_recorded(), (before.2.observations[1].value, before.2.observations[1].unit));
    assert_eq!(walked(&*store), [twin(&*store, 0).observations, seen.observations]);
    let kept = store.decisions().expect("reads");
    let cells: Vec<CellRef> = kept.iter().map(|kept| kept.decision.cell).collect();
    assert_eq!((kept.len(), kept[0].actor.as_str()), (3, "Test"));
    assert!(kept.iter().any(|kept| kept.decision == decisions[0]));
    let asked = grant(Action::TakeBackImport, Scope::Import { import: second.import });
    let refusal = store.take_back(&asked, second.import, &Progress::default()).expect_err("a decision stands on it");
    assert!(matches!(refusal, StoreError::Decided { count: 1 }), "{refusal}");
    assert_eq!(store.decisions().expect("reads"), kept);
    let of_second: Vec<CellRef> = cells.iter().filter(|cell| cell.import == second.import).copied().collect();
    let forget = |cells: &[CellRef]| {
        let asked = grant(Action::TakeBackDecisions, Scope::Values { first: cells[0], count: cells.len() });
        store.take_back_decisions(&asked, cells, &Progress::default()).expect("taken back");
    };
    forget(&of_second);
    take_back(&*store, second.import);
    assert_eq!(store.decisions().expect("reads").len(), 2);
    assert_sound(&*store);
    import_glucose(&*store, &[(1, 60, 5, 2)]);
    forget(&cells);
    assert_eq!(store.decisions().expect("reads"), []);
    assert_eq!((format!("{:?}", summary(&*store)), twin(&*store, 0)), (before.0, before.1));
    assert_sound(&*store);
}

pub(super) fn decide(store: &dyn Store, decisions: &[Decision]) -> Result<(), StoreError> {
    let scope = Scope::Values { first: decisions[0].cell, count: decisions.len() };
    store.decide(&grant(Action::CorrectValues, scope), decisions, &Progress::default())
}

pub(super) fn walked(store: &dyn Store) -> Vec<Vec<crate::domain::observation::Observation>> {
    let mut all = Vec::new();
    let mut take = |_, values| {
        all.push(values);
        Ok(())
    };
    let asked = grant(Action::CheckValues, Scope::Store);
    store.each_patients_values(&asked, &Progress::default(), &mut take).expect("walks");
    all
}

/// Overrides are kept with who, when and why; they belong to the person, whatever number is asked; taking one back leaves it
/// on record.
pub fn overrides(store: Arc<dyn Store>, reopen: Reopen) {
    two_patients(&*store);
    let said = |patient, cause: &str, tier| AlertOverride {
        patient: PatientId(patient),
        cause: cause.to_owned(),
        tier,
        reason: OverrideReason::Monitored,
        note: Some("levels every week".to_owned()),
    };
    let asked = || grant(Action::OverrideAlert, Scope::Store);
    let number = store.override_alert(&asked(), &said(0, "gene:clopidogrel", Tier::Critical)).expect("kept");
    store.override_alert(&asked(), &said(1, "gene:codeine", Tier::Warning)).expect("kept");
    let unknown = store.override_alert(&asked(), &said(9, "gene:codeine", Tier::Warning));
    assert!(matches!(unknown, Err(StoreError::NotFound { .. })));
    let store = reopen(store);
    let kept = store.alert_overrides(PatientId(0)).expect("reads");
    let [only] = kept.as_slice() else { panic!("one override: {kept:?}") };
    assert_eq!(only.number, number);
    assert_eq!(only.said, said(0, "gene:clopidogrel", Tier::Critical));
    assert_eq!((only.actor.as_str(), only.until_utc_secs - only.at_utc_secs), ("Test", override_secs(Tier::Critical)));
    assert!(only.silences("gene:clopidogrel", Tier::Critical, only.at_utc_secs));
    let taking_back = grant(Action::TakeBackOverride, Scope::Store);
    store.take_back_override(&taking_back, only.number).expect("taken back");
    let kept = store.alert_overrides(PatientId(0)).expect("reads");
    assert_eq!((kept.len(), kept[0].taken_back_utc_secs), (1, Some(taking_back.at_utc_secs())));
    let again = store.take_back_override(&taking_back, only.number);
    assert!(matches!(again, Err(StoreError::NotFound { .. })));
    store.merge(&grant(Action::MergePatients, Scope::Store), PatientId(1), PatientId(0)).expect("merges");
    assert_eq!(store.alert_overrides(PatientId(1)).expect("reads").len(), 2);
}
