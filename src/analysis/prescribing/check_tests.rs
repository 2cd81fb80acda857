//! Kidney, pairs and allergies by the tables that the program carries.

use super::checks::{Check, CheckKind, Kidney, checks_of, cockcroft_gault};
use super::drugs::DrugTaken;
use crate::domain::genome::advice::DrugUse;
use crate::domain::genome::drug::Tier;

fn taken(name: &str) -> DrugTaken {
    let used = if name.ends_with('?') { DrugUse::Candidate } else { DrugUse::Active };
    let name = name.trim_end_matches('?').to_owned();
    DrugTaken { name, code: String::new(), dose: None, used, start: None, position: None }
}

fn checks(drugs: &[&str], allergies: &[&str], kidney: Kidney) -> Vec<Check> {
    let tables = crate::io::drugs::drug_checks().expect("our own tables");
    let names = crate::io::drugs::drug_names().expect("our own table");
    let drugs: Vec<DrugTaken> = drugs.iter().map(|name| taken(name)).collect();
    let allergies: Vec<String> = allergies.iter().map(|name| (*name).to_owned()).collect();
    checks_of((tables, names), &drugs, &allergies, kidney)
}

fn of(egfr: f64, clearance: f64) -> Kidney {
    Kidney { egfr: Some(egfr), clearance: Some(clearance) }
}

const WELL: Kidney = Kidney { egfr: Some(95.0), clearance: Some(110.0) };

fn causes(checks: &[Check]) -> Vec<(&str, Tier)> {
    checks.iter().map(|check| (check.cause.as_str(), check.tier)).collect()
}

#[test]
fn doses_follow_the_kidney_at_the_limits() {
    for (drug, kidney, found) in [
        ("metformin", of(29.9, 40.0), Some(("metformin-30", Tier::Critical))),
        ("metformin", of(30.0, 40.0), Some(("metformin-45", Tier::Warning))),
        ("metformin", of(45.0, 60.0), None),
        ("metformin?", of(20.0, 20.0), Some(("metformin-30", Tier::Warning))),
        ("dabigatran", of(60.0, 29.0), Some(("dabigatran-30", Tier::Critical))),
        ("apixaban", of(20.0, 20.0), Some(("apixaban-30", Tier::Warning))),
        ("edoxaban", of(50.0, 50.0), Some(("edoxaban-50", Tier::Warning))),
        ("rivaroxaban", of(50.0, 50.0), None),
        ("二甲双胍缓释片", of(25.0, 25.0), Some(("metformin-30", Tier::Critical))),
        ("paracetamol", of(10.0, 10.0), None),
    ] {
        let checks = checks(&[drug], &[], kidney);
        let said = checks.first().map(|check| (check.advice.as_ref().expect("a rule").id.as_str(), check.tier));
        assert_eq!((said, checks.len()), (found, usize::from(found.is_some())), "{drug} {kidney:?}");
    }
}

/// A kidney function that nobody measured is said, and is no reason for silence or for a dose.
#[test]
fn an_unknown_kidney_is_said_once() {
    let found = checks(&["dabigatran", "paracetamol"], &[], Kidney::default());
    assert_eq!(causes(&found), [("kidney-unknown:dabigatran", Tier::Information)]);
}

#[test]
fn pairs_are_told_once_whatever_their_order() {
    for drugs in [["warfarin", "ibuprofen"], ["ibuprofen", "warfarin"]] {
        let found = checks(&drugs, &[], WELL);
        assert_eq!(causes(&found), [("pair:nsaid-anticoagulant:ibuprofen+warfarin", Tier::Warning)]);
    }
    let found = checks(&["ramipril", "spironolactone", "ramipril 5 mg"], &[], WELL);
    assert_eq!(causes(&found), [("pair:acei-k-sparing:ramipril+spironolactone", Tier::Warning)]);
    let nitrate = checks(&["glyceryl trinitrate", "sildenafil"], &[], WELL);
    assert_eq!(nitrate.first().map(|check| check.tier), Some(Tier::Critical));
    let considered = checks(&["glyceryl trinitrate", "sildenafil?"], &[], WELL);
    assert_eq!(considered.first().map(|check| check.tier), Some(Tier::Warning));
    assert_eq!(checks(&["atorvastatin", "amlodipine"], &[], WELL), []);
}

#[test]
fn allergies_cross_by_class_and_no_further() {
    for (allergy, drug, kind, tier) in [
        ("Penicillin", "Amoxicillin and clavulanic acid", CheckKind::Allergy, Tier::Critical),
        ("青霉素", "阿莫西林胶囊", CheckKind::Allergy, Tier::Critical),
        ("Penicillin", "cefalexin", CheckKind::Allergy, Tier::Warning),
        ("Penicillin", "ceftriaxone", CheckKind::Allergy, Tier::Information),
        ("Sulfonamides", "co-trimoxazole", CheckKind::Allergy, Tier::Critical),
        ("sulfa", "furosemide", CheckKind::Allergy, Tier::Information),
        ("Ibuprofen", "ibuprofen 400 mg", CheckKind::SameDrug, Tier::Critical),
        ("Ibuprofen", "naproxen", CheckKind::Allergy, Tier::Critical),
        ("Xylitol", "Xylitol", CheckKind::SameDrug, Tier::Critical),
    ] {
        let found = checks(&[drug], &[allergy], WELL);
        let said: Vec<(CheckKind, Tier)> = found.iter().map(|check| (check.kind, check.tier)).collect();
        assert_eq!(said, [(kind, tier)], "{allergy} {drug}");
    }
    assert_eq!(checks(&["amlodipine"], &["Penicillin", "Latex"], WELL), []);
}

/// Worked by hand: (140 - 70) * 72 / (72 * 1.5) = 46.67 for a man of 72 kg with 1.5 mg/dL.
#[test]
fn clearance_by_cockcroft_and_gault() {
    let man = cockcroft_gault(70.0, 72.0, 1.5 * 88.4, false);
    assert!((man - 46.666_666_666_666_664).abs() < 1e-9, "{man}");
    let woman = cockcroft_gault(70.0, 72.0, 1.5 * 88.4, true);
    assert!((woman - man * 0.85).abs() < 1e-9);
}
