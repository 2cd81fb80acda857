//! A patient's drugs, taken or considered, each with what the genes say about it.

use crate::base::Date;
use crate::domain::drug_name::DrugNames;
use crate::domain::genome::GeneResults;
use crate::domain::genome::advice::{Advice, AdviceTable, DrugUse, Population};

use super::super::genomics::advice::{AdviceContext, about};

/// A guideline's "over three months", in days.
const THREE_MONTHS_DAYS: i32 = 91;
const ADULT_YEARS: i32 = 18;
const OVER_40_KG: f64 = 40.0;

/// A drug as the record has it, or as somebody considers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrugTaken {
    pub name: String,
    /// ATC, where the record has it.
    pub code: String,
    pub dose: Option<String>,
    pub used: DrugUse,
    pub start: Option<Date>,
    /// Position among the twin's medications; `None` for a drug that is considered.
    pub position: Option<usize>,
}

impl DrugTaken {
    /// The international name, else as recorded.
    pub fn known_name<'a>(&'a self, names: &'a DrugNames) -> &'a str {
        names.find(&self.code, &self.name).map_or(self.name.as_str(), |drug| drug.name.as_str())
    }
}

/// What is known about the person that decides which rows apply.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Person {
    pub age_years: Option<i32>,
    pub weight_kg: Option<f64>,
    /// What clopidogrel is taken for, where somebody said so.
    pub antiplatelet_use: Option<Population>,
}

/// A drug with what the genes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrugCard {
    pub taken: DrugTaken,
    /// The international name, where it is known.
    pub known: Option<String>,
    /// Whether a gene guideline speaks about the drug.
    pub has_guideline: bool,
    /// The loudest first.
    pub advice: Vec<Advice>,
}

/// A card for each drug, in the order given. Two rows of one drug make one card, the first.
pub fn cards_of(
    (table, names): (&AdviceTable, &DrugNames),
    drugs: &[DrugTaken],
    results: &GeneResults,
    person: Person,
    today: Date,
) -> Vec<DrugCard> {
    let medications: Vec<String> = drugs.iter().map(|drug| drug.known_name(names).to_owned()).collect();
    let mut cards: Vec<DrugCard> = Vec::new();
    for taken in drugs {
        let known = names.find(&taken.code, &taken.name);
        let name = known.map_or(taken.name.as_str(), |drug| drug.name.as_str());
        let drug = table.drug(name);
        let is_there = |card: &DrugCard| card.known.as_deref().unwrap_or(&card.taken.name).eq_ignore_ascii_case(name);
        if cards.iter().any(is_there) {
            continue;
        }
        let said = populations(person, taken, today);
        let context = AdviceContext { medications: &medications, populations: &said };
        let advice = drug.map_or_else(Vec::new, |drug| about(table, drug, taken.used, results, &context));
        let known = known.map(|drug| drug.name.clone());
        cards.push(DrugCard { taken: taken.clone(), known, has_guideline: drug.is_some(), advice });
    }
    cards
}

/// Whom the person is among those that rows speak to. What is not known is left open: then every row is shown.
fn populations(person: Person, taken: &DrugTaken, today: Date) -> Vec<Population> {
    let mut said: Vec<Population> = person.antiplatelet_use.into_iter().collect();
    if let Some(age_years) = person.age_years {
        said.push(if age_years >= ADULT_YEARS { Population::Adult } else { Population::Child });
    }
    let is_adult = person.age_years.is_some_and(|age| age >= ADULT_YEARS);
    if is_adult || person.weight_kg.is_some_and(|weight| weight > OVER_40_KG) {
        said.push(Population::Over40Kg);
    }
    let days = taken.start.map(|start| today.0 - start.0);
    if taken.used == DrugUse::Active && days.is_some_and(|days| days > THREE_MONTHS_DAYS) {
        said.push(Population::UsedOver3Months);
    }
    said
}
