//! The program's own tables about drugs, carried in `assets/drugs` and read once.

use std::sync::OnceLock;

use crate::domain::drug_check::{
    AllergyRule, CheckAdvice, DrugChecks, DrugSet, KidneyMeasure, KidneyRule, PairRule, Standing,
};
use crate::domain::drug_name::{DrugName, DrugNames};
use crate::domain::genome::advice::Action;
use crate::domain::genome::drug::Tier;
use crate::io::genes::tables::{TableFault, all, given};

const NAMES: &str = include_str!("../../../assets/drugs/names.tsv");
const KIDNEY: &str = include_str!("../../../assets/drugs/kidney.tsv");
const PAIRS: &str = include_str!("../../../assets/drugs/pairs.tsv");
const ALLERGIES: &str = include_str!("../../../assets/drugs/allergies.tsv");

/// Every drug that is known by name.
///
/// # Errors
/// The first row that does not read; the tests read all.
pub fn drug_names() -> Result<&'static DrugNames, TableFault> {
    static TABLE: OnceLock<Result<DrugNames, TableFault>> = OnceLock::new();
    TABLE.get_or_init(|| all(NAMES, drug_name).map(|list| DrugNames { list })).as_ref().map_err(Clone::clone)
}

fn drug_name(row: &[&str]) -> Option<DrugName> {
    let [name, also, chinese, atc, classes] = row else { return None };
    let list = |cell: &str| given(cell).into_iter().flat_map(|cell| cell.split('|')).map(str::to_owned).collect();
    let (also, chinese, atc, classes) = (list(also), list(chinese), list(atc), list(classes));
    Some(DrugName { name: (*name).to_owned(), also, chinese, atc, classes })
}

/// Every check of drugs against kidney function, each other and allergies.
///
/// # Errors
/// The first row that does not read; the tests read all.
pub fn drug_checks() -> Result<&'static DrugChecks, TableFault> {
    static TABLE: OnceLock<Result<DrugChecks, TableFault>> = OnceLock::new();
    TABLE.get_or_init(read_checks).as_ref().map_err(Clone::clone)
}

fn read_checks() -> Result<DrugChecks, TableFault> {
    Ok(DrugChecks {
        kidney: all(KIDNEY, kidney_rule)?,
        pairs: all(PAIRS, pair_rule)?,
        allergies: all(ALLERGIES, allergy_rule)?,
    })
}

fn kidney_rule(row: &[&str]) -> Option<KidneyRule> {
    let [id, of, measure, from, below, rest @ ..] = row else { return None };
    Some(KidneyRule {
        of: DrugSet((*of).to_owned()),
        measure: KidneyMeasure::from_id(measure)?,
        from: from.parse().ok()?,
        below: below.parse().ok()?,
        advice: advice(id, rest)?,
    })
}

fn pair_rule(row: &[&str]) -> Option<PairRule> {
    let [id, one, other, rest @ ..] = row else { return None };
    let (one, other) = (DrugSet((*one).to_owned()), DrugSet((*other).to_owned()));
    Some(PairRule { one, other, advice: advice(id, rest)? })
}

fn allergy_rule(row: &[&str]) -> Option<AllergyRule> {
    let [id, allergy, of, rest @ ..] = row else { return None };
    let (allergy, of) = (DrugSet((*allergy).to_owned()), DrugSet((*of).to_owned()));
    Some(AllergyRule { allergy, of, advice: advice(id, rest)? })
}

/// The cells that every table ends with.
fn advice(id: &str, cells: &[&str]) -> Option<CheckAdvice> {
    let [action, tier, source, standing, against] = cells else { return None };
    Some(CheckAdvice {
        id: id.to_owned(),
        action: Action::from_id(action)?,
        tier: Tier::from_id(tier)?,
        source: (*source).to_owned(),
        standing: Standing::from_id(standing)?,
        against: given(against).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::io::genes::gene_tables;

    #[test]
    fn names_are_unique_and_every_drug_of_the_advice_is_among_them() {
        let names = drug_names().expect("our own table");
        let words: Vec<&str> = names
            .list
            .iter()
            .flat_map(|drug| std::iter::once(&drug.name).chain(&drug.also))
            .map(String::as_str)
            .collect();
        assert_eq!(words.len(), words.iter().collect::<BTreeSet<_>>().len());
        let codes: Vec<&str> = names.list.iter().flat_map(|drug| &drug.atc).map(String::as_str).collect();
        assert_eq!(codes.len(), codes.iter().collect::<BTreeSet<_>>().len());
        for drug in &gene_tables().expect("our own tables").advice.drugs {
            assert!(names.by_name(&drug.name).is_some(), "{}", drug.name);
        }
    }

    #[test]
    fn every_check_speaks_of_a_drug_and_names_its_source() {
        let (names, checks) = (drug_names().expect("our own table"), drug_checks().expect("our own tables"));
        let is_known = |set: &DrugSet| names.list.iter().any(|drug| set.holds(drug));
        let mut ids = BTreeSet::new();
        let kidney = checks.kidney.iter().map(|rule| ("kidney", &rule.advice, vec![&rule.of]));
        let pairs = checks.pairs.iter().map(|rule| ("pair", &rule.advice, vec![&rule.one, &rule.other]));
        let allergies = checks.allergies.iter().map(|rule| ("allergy", &rule.advice, vec![&rule.allergy, &rule.of]));
        for (table, advice, sets) in kidney.chain(pairs).chain(allergies) {
            assert!(ids.insert((table, &advice.id)), "{} twice", advice.id);
            assert!(sets.iter().all(|set| is_known(set)) && !advice.source.is_empty(), "{}", advice.id);
            // What was compared says with what.
            assert_eq!(advice.against.is_some(), advice.standing != Standing::Recalled, "{}", advice.id);
        }
        assert!(checks.kidney.iter().all(|rule| rule.from < rule.below));
    }
}
