//! From results to alerts, by the rules of the specification.

use super::*;
use crate::analysis::genomics::patient::{patient_genes, results_of};
use crate::base::Date;
use crate::domain::drug_name::DrugNames;
use crate::domain::genome::advice::{DrugUse, Population};
use crate::domain::genome::drug::Tier;
use crate::domain::genome::{CallState, Gene, GeneRecord, GeneStatement, GeneTables, Typing};

use super::drugs::Person;

/// The program's own tables. Tests may read them; analyses are handed them.
fn tables() -> &'static GeneTables {
    crate::io::genes::gene_tables().expect("our own tables")
}

fn names() -> &'static DrugNames {
    crate::io::drugs::drug_names().expect("our own table")
}

fn record(gene: Gene, text: &str) -> GeneRecord {
    let statement = match text {
        "not tested" => GeneStatement::NotTested,
        "no result" => GeneStatement::NoResult,
        text => GeneStatement::Given(Typing::parse(gene, text).expect(text)),
    };
    GeneRecord { gene, statement, reported_phenotype: None, specimen: None, laboratory: None }
}

fn taken(name: &str, used: DrugUse, days: i32) -> DrugTaken {
    let start = Some(Date(TODAY.0 - days));
    DrugTaken { name: name.to_owned(), code: String::new(), dose: None, used, start, position: Some(0) }
}

const TODAY: Date = Date(20_000);

fn alerts(genes: &[(Gene, &str)], drugs: &[(&str, DrugUse, i32)], person: Person) -> Vec<Alert> {
    let records: Vec<GeneRecord> = genes.iter().map(|(gene, text)| record(*gene, text)).collect();
    let results = results_of(&patient_genes(tables(), &records.iter().collect::<Vec<_>>()));
    let drugs: Vec<DrugTaken> = drugs.iter().map(|(name, used, days)| taken(name, *used, *days)).collect();
    alerts_of(&cards_of((&tables().advice, names()), &drugs, &results, person, TODAY))
}

fn said(alerts: &[Alert]) -> Vec<(&str, Tier)> {
    alerts.iter().map(|alert| (alert.cause.as_str(), alert.tier)).collect()
}

/// Rule of the genes, interaction and table of pairs speak of the same two drugs: one alert.
#[test]
fn two_drugs_speak_once_whoever_speaks_of_them() {
    use super::checks::{Kidney, checks_of};
    let drugs = [("tacrolimus", DrugUse::Active, 30), ("voriconazole", DrugUse::Active, 3)];
    let mut found = alerts(&[(Gene::Cyp3a5, "*1/*1")], &drugs, Person::default());
    let taken: Vec<DrugTaken> = drugs.iter().map(|(name, used, days)| taken(name, *used, *days)).collect();
    let checks =
        checks_of((crate::io::drugs::drug_checks().expect("our own"), names()), &taken, &[], Kidney::default());
    assert_eq!(checks.len(), 1);
    let alone = super::join_pairs(&mut found, checks);
    let about: Vec<&Alert> = found.iter().filter(|alert| alert.cause.contains("tacrolimus")).collect();
    let [one] = about[..] else { panic!("{:?}", said(&found)) };
    assert_eq!((one.cause.as_str(), one.tier), ("interaction:tacrolimus:voriconazole", Tier::Critical));
    assert_eq!((one.advice.len(), one.checks.len(), alone.len()), (2, 1, 0));
}

/// A strong inhibitor leaves nothing whatever the genes, a moderate one may leave an ultrarapid enzyme ultrarapid.
#[test]
fn an_inhibitor_speaks_also_where_the_gene_is_not_known_or_known_from_below() {
    let about = |genes: &[(Gene, &str)], inhibitor: &str| {
        let drugs = [("codeine", DrugUse::Active, 3), (inhibitor, DrugUse::Active, 30)];
        let found = alerts(genes, &drugs, Person::default());
        found.iter().find(|alert| alert.cause == "gene:codeine:CYP2D6").map(|alert| alert.tier)
    };
    for genes in [&[][..], &[(Gene::Cyp2d6, "*1/*22")], &[(Gene::Cyp2d6, "no result")], &[(Gene::Cyp2d6, "*1/*1")]] {
        assert_eq!(about(genes, "paroxetine"), Some(Tier::Critical), "{genes:?}");
    }
    for genes in [&[(Gene::Cyp2d6, "*1/*2xN")][..], &[(Gene::Cyp2d6, "Ultrarapid Metabolizer")]] {
        assert_eq!(about(genes, "duloxetine"), Some(Tier::Critical), "{genes:?}");
    }
    assert_eq!(about(&[(Gene::Cyp2d6, "*1/*1")], "mirabegron"), about(&[(Gene::Cyp2d6, "*1/*4")], "vitamin"));
}

/// Gene results, a drug, how it is used, and the alerts by cause.
type Case = (&'static [(Gene, &'static str)], &'static str, DrugUse, &'static [(&'static str, Tier)]);

/// By the specification's rule.
#[test]
fn action_times_strength_times_use() {
    use DrugUse::{Active, Candidate, Entered};
    let adult = Person { age_years: Some(60), ..Person::default() };
    let table: &[Case] = &[
        (&[(Gene::Cyp2c19, "*2/*2")], "Clopidogrel", Active, &[("gene:clopidogrel:CYP2C19", Tier::Critical)]),
        (&[(Gene::Cyp2c19, "*2/*2")], "clopidogrel", Entered, &[("gene:clopidogrel:CYP2C19", Tier::Critical)]),
        (&[(Gene::Cyp2c19, "*2/*2")], "clopidogrel", Candidate, &[("gene:clopidogrel:CYP2C19", Tier::Warning)]),
        (&[(Gene::Cyp2c19, "*1/*1")], "clopidogrel", Active, &[]),
        (
            &[(Gene::Cyp2c19, "poor metaboliser")],
            "clopidogrel",
            Active,
            &[("gene:clopidogrel:CYP2C19", Tier::Critical)],
        ),
        (&[], "clopidogrel", Active, &[("not-tested:clopidogrel:CYP2C19", Tier::Information)]),
        (&[], "abacavir", Active, &[("not-tested:abacavir:HLA-B*57:01", Tier::Critical)]),
        (&[], "abacavir", Candidate, &[("not-tested:abacavir:HLA-B*57:01", Tier::Warning)]),
        // Another allele of the gene was tested: that says nothing about this one.
        (
            &[(Gene::HlaB, "*58:01 negative")],
            "abacavir",
            Active,
            &[("not-tested:abacavir:HLA-B*57:01", Tier::Critical)],
        ),
        (&[(Gene::HlaB, "*57:01 positive")], "abacavir", Active, &[("gene:abacavir:HLA-B", Tier::Critical)]),
        (&[(Gene::HlaB, "*57:01 negative")], "abacavir", Active, &[]),
        (&[], "capecitabine", Active, &[("not-tested:capecitabine:DPYD", Tier::Warning)]),
        (&[(Gene::Dpyd, "no result")], "capecitabine", Active, &[("not-tested:capecitabine:DPYD", Tier::Warning)]),
        (&[(Gene::Dpyd, "not tested")], "capecitabine", Active, &[("not-tested:capecitabine:DPYD", Tier::Warning)]),
        (&[(Gene::Cyp2d6, "*4/*4")], "codeine", Active, &[("gene:codeine:CYP2D6", Tier::Critical)]),
        (&[(Gene::Cyp2d6, "ultrarapid metabolizer")], "codeine", Active, &[("gene:codeine:CYP2D6", Tier::Critical)]),
        // Not compared with the guideline's data: never more than a warning.
        (
            &[(Gene::Ryr1, "Malignant Hyperthermia Susceptibility"), (Gene::Cacna1s, "Uncertain Susceptibility")],
            "succinylcholine",
            Active,
            &[("gene:succinylcholine:CACNA1S+RYR1", Tier::Warning)],
        ),
        (&[(Gene::Cyp2c9, "*1/*1")], "warfarin", Active, &[]),
        (&[], "sertraline", Active, &[("no-advice:sertraline:CYP2C19+CYP2B6", Tier::Information)]),
        (&[(Gene::Cyp2c19, "*1/*99")], "clopidogrel", Active, &[("no-advice:clopidogrel:CYP2C19", Tier::Warning)]),
        (&[], "paracetamol", Active, &[]),
    ];
    for (genes, drug, used, expected) in table {
        let found = alerts(genes, &[(drug, *used, 10)], adult);
        assert_eq!(said(&found), *expected, "{genes:?} {drug} {used:?}");
    }
}

#[test]
fn one_cause_is_one_alert_with_every_population_until_somebody_says() {
    let genes = [(Gene::Cyp2c19, "*2/*2")];
    let drugs = [("clopidogrel", DrugUse::Active, 10)];
    let open = alerts(&genes, &drugs, Person::default());
    assert_eq!((open.len(), open[0].advice.len()), (1, 3));
    let said = Person { antiplatelet_use: Some(Population::Neurovascular), ..Person::default() };
    let told = alerts(&genes, &drugs, said);
    assert_eq!((told.len(), told[0].advice.len(), told[0].tier), (1, 1, Tier::Warning));
}

#[test]
fn an_inhibitor_makes_a_poor_metaboliser_and_both_are_told() {
    let genes = [(Gene::Cyp2d6, "*1/*1")];
    let found =
        alerts(&genes, &[("codeine", DrugUse::Active, 10), ("paroxetine", DrugUse::Active, 10)], Person::default());
    assert_eq!(said(&found), [("gene:codeine:CYP2D6", Tier::Critical)]);
    assert!(found[0].advice[0].summary.contains("2.0 (Normal Metabolizer) by genes, 0.0 (Poor Metabolizer) effective"));
    let alone = alerts(&genes, &[("codeine", DrugUse::Active, 10)], Person::default());
    assert_eq!(said(&alone), []);
}

#[test]
fn long_and_stable_users_get_their_own_row() {
    let genes = [(Gene::HlaB, "*15:02 positive"), (Gene::HlaA, "*31:01 negative")];
    let long = alerts(&genes, &[("carbamazepine", DrugUse::Active, 400)], Person::default());
    assert_eq!(long.iter().map(|alert| alert.tier).max(), Some(Tier::Information));
    let new = alerts(&genes, &[("carbamazepine", DrugUse::Active, 10)], Person::default());
    assert_eq!(new.iter().map(|alert| alert.tier).max(), Some(Tier::Critical));
}

#[test]
fn omeprazole_beside_clopidogrel_is_a_cause_of_its_own() {
    let drugs = [("clopidogrel", DrugUse::Active, 10), ("omeprazole 20 mg", DrugUse::Active, 10)];
    let found = alerts(&[(Gene::Cyp2c19, "*1/*1")], &drugs, Person::default());
    assert!(said(&found).contains(&("interaction:clopidogrel:omeprazole", Tier::Warning)), "{:?}", said(&found));
}

#[test]
fn sources_that_disagree_leave_both_results_standing() {
    let records = [record(Gene::Cyp2c19, "*1/*1"), record(Gene::Cyp2c19, "*2/*2"), record(Gene::Cyp2d6, "*1/*4")];
    let genes = patient_genes(tables(), &records.iter().collect::<Vec<_>>());
    let of = |gene: Gene| genes.iter().find(|found| found.result.gene == gene).expect("every gene is there");
    let cyp2c19 = of(Gene::Cyp2c19);
    assert_eq!((cyp2c19.result.state, cyp2c19.result.values.len()), (CallState::Ambiguous, 2));
    assert_eq!((cyp2c19.sources.clone(), cyp2c19.notes.len()), (vec![0, 1], 1));
    assert_eq!(of(Gene::Cyp2d6).result.state, CallState::Called);
    assert_eq!(of(Gene::Tpmt).result.state, CallState::NotTested);
    assert_eq!(genes.len(), Gene::ALL.len());
    let results = results_of(&genes);
    assert_eq!(results.keys().copied().collect::<Vec<_>>(), [Gene::Cyp2c19, Gene::Cyp2d6]);
    let drugs = [("clopidogrel", DrugUse::Active, 10)];
    let found = alerts(&[(Gene::Cyp2c19, "*1/*1"), (Gene::Cyp2c19, "*2/*2")], &drugs, Person::default());
    assert_eq!(said(&found), [("gene:clopidogrel:CYP2C19", Tier::Critical)]);
}

#[test]
fn the_same_result_twice_and_a_phenotype_beside_its_diplotype_are_no_ambiguity() {
    let records = [
        record(Gene::Cyp2c19, "*2/*2"),
        record(Gene::Cyp2c19, "*2/*2"),
        record(Gene::Cyp2c19, "poor metabolizer"),
        record(Gene::HlaB, "*57:01 negative"),
        record(Gene::HlaB, "*57:01 positive"),
    ];
    let genes = patient_genes(tables(), &records.iter().collect::<Vec<_>>());
    let of = |gene: Gene| genes.iter().find(|found| found.result.gene == gene).expect("every gene is there");
    assert_eq!((of(Gene::Cyp2c19).result.state, of(Gene::Cyp2c19).notes.len()), (CallState::Called, 0));
    let both_ways = [("*57:01".to_owned(), false), ("*57:01".to_owned(), true)];
    assert_eq!(of(Gene::HlaB).result.carried, both_ways);
    assert!(of(Gene::HlaB).result.contradicts_itself());
    assert_eq!(of(Gene::HlaB).notes.len(), 1);
}

#[test]
fn a_laboratory_whose_phenotype_is_not_that_of_its_alleles_is_told_and_both_are_advised_on() {
    let reported = |result: &str, phenotype: &str| {
        let reported_phenotype = Some(phenotype.to_owned());
        let records = [GeneRecord { reported_phenotype, ..record(Gene::Cyp2c19, result) }];
        let genes = patient_genes(tables(), &records.iter().collect::<Vec<_>>());
        genes.into_iter().find(|found| found.result.gene == Gene::Cyp2c19).expect("every gene is there")
    };
    let odd = reported("*1/*1", "Poor metaboliser");
    assert!(odd.result.contradicts_itself());
    assert_eq!((odd.result.state, odd.result.values.len()), (CallState::Ambiguous, 2));
    let drug = [taken("clopidogrel", DrugUse::Active, 10)];
    let cards = cards_of((&tables().advice, names()), &drug, &results_of(&[odd]), Person::default(), TODAY);
    assert_eq!(said(&alerts_of(&cards)), [("gene:clopidogrel:CYP2C19", Tier::Critical)]);
    assert!(cards[0].advice.iter().all(|one| one.lookup.contains("CYP2C19") && one.summary.contains("contradicts")));
    // The same in other words, and words that cannot be compared.
    for phenotype in ["Extensive Metabolizer", "normal metaboliser", "fast"] {
        let found = reported("*1/*1", phenotype);
        assert_eq!((found.result.state, found.result.remarks.len()), (CallState::Called, 0), "{phenotype}");
    }
}

#[test]
fn a_phenotype_alone_stands_for_each_of_its_scores_and_says_so() {
    let records = [record(Gene::Dpyd, "intermediate metabolizer"), record(Gene::Cyp2c9, "normal metabolizer")];
    let genes = patient_genes(tables(), &records.iter().collect::<Vec<_>>());
    let results = results_of(&genes);
    assert_eq!([Gene::Dpyd, Gene::Cyp2c9].map(|gene| results[&gene].remarks.len()), [1, 0]);
    let drug = [taken("capecitabine", DrugUse::Active, 10)];
    let cards = cards_of((&tables().advice, names()), &drug, &results, Person::default(), TODAY);
    let lookups: Vec<&str> = cards[0].advice.iter().map(|one| one.lookup.as_str()).collect();
    assert_eq!(lookups, ["DPYD=1.0", "DPYD=1.5"]);
    assert!(cards[0].advice.iter().all(|one| one.summary.contains("without an activity score")));
}
