//! What a diplotype amounts to: by the functions of its alleles, or by the sum of their activity values.

use crate::domain::genome::names::core_allele;
use crate::domain::genome::{
    Activity, ActivityScore, AlleleFunction, Candidate, Cyp2d6Band, Diplotype, Gene, GeneTables, Phenotype,
};

/// A diplotype with its phenotype and activity score.
pub fn candidate(tables: &GeneTables, gene: Gene, diplotype: Diplotype) -> Candidate {
    let (first, second) = diplotype.alleles();
    let (phenotype, activity) = of_alleles(tables, gene, first, second);
    Candidate { diplotype, phenotype, activity }
}

/// What two alleles amount to. An allele without a known activity makes the sum unknown, never smaller.
pub fn of_alleles(tables: &GeneTables, gene: Gene, first: &str, second: &str) -> (Phenotype, Option<Activity>) {
    if !gene.has_phenotypes() {
        return (Phenotype::None, None);
    }
    let functions = [first, second].map(|allele| tables.function(gene, core_allele(allele)));
    if gene == Gene::Cyp2d6 {
        return cyp2d6(functions.map(activity));
    }
    let values = match (gene.has_activity(), functions) {
        (true, functions) => functions.map(|function| activity(function).to_string()),
        (false, [Some(first), Some(second)]) => [first.function.clone(), second.function.clone()],
        (false, _) => return (Phenotype::NotAvailable, None),
    };
    let [first, second] = &values;
    match tables.pair(gene, first, second) {
        Some(pair) => (Phenotype::Named(pair.phenotype.clone()), pair.activity),
        None => (Phenotype::NotAvailable, gene.has_activity().then_some(Activity::Unknown)),
    }
}

fn activity(function: Option<&AlleleFunction>) -> Activity {
    function.and_then(|function| function.activity).unwrap_or(Activity::Unknown)
}

/// CYP2D6: the sum, and its band.
fn cyp2d6(values: [Activity; 2]) -> (Phenotype, Option<Activity>) {
    let [Activity::Score(first), Activity::Score(second)] = values else {
        return (Phenotype::Named("Indeterminate".to_owned()), Some(Activity::Unknown));
    };
    let sum = first.plus(second);
    (cyp2d6_phenotype(sum), Some(Activity::Score(sum)))
}

/// The phenotype of a CYP2D6 activity score.
pub fn cyp2d6_phenotype(score: ActivityScore) -> Phenotype {
    Phenotype::Named(Cyp2d6Band::of(score).phenotype().to_owned())
}
