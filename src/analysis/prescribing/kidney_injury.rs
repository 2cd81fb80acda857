//! Which drugs an acute kidney injury concerns, and why: they harm the kidney, take away its pressure, or stay in the body.
//! Classes after the UK's Think Kidneys guideline on medicines in acute kidney injury (2016) and KDIGO 2012, from general
//! knowledge: shown as unverified.

use crate::domain::drug_name::{DrugName, DrugNames};

/// Why a drug is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KidneyConcern {
    HarmsKidney,
    /// Lowers the pressure in the glomerulus or the volume; some of them raise potassium.
    LowersPerfusion,
    Accumulates,
}

impl KidneyConcern {
    /// Stable: text `kidney-concern-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            KidneyConcern::HarmsKidney => "harms",
            KidneyConcern::LowersPerfusion => "perfusion",
            KidneyConcern::Accumulates => "accumulates",
        }
    }
}

/// A class of the table of names, or a drug, with its concern.
const CONCERNS: [(&str, KidneyConcern); 29] = [
    ("nsaid", KidneyConcern::HarmsKidney),
    ("aminoglycoside", KidneyConcern::HarmsKidney),
    ("vancomycin", KidneyConcern::HarmsKidney),
    ("tacrolimus", KidneyConcern::HarmsKidney),
    ("ciclosporin", KidneyConcern::HarmsKidney),
    ("amphotericin b", KidneyConcern::HarmsKidney),
    ("aciclovir", KidneyConcern::HarmsKidney),
    ("valaciclovir", KidneyConcern::HarmsKidney),
    ("acei", KidneyConcern::LowersPerfusion),
    ("arb", KidneyConcern::LowersPerfusion),
    ("diuretic", KidneyConcern::LowersPerfusion),
    ("k-sparing", KidneyConcern::LowersPerfusion),
    ("k-sparing-diuretic", KidneyConcern::LowersPerfusion),
    ("empagliflozin", KidneyConcern::LowersPerfusion),
    ("dapagliflozin", KidneyConcern::LowersPerfusion),
    ("canagliflozin", KidneyConcern::LowersPerfusion),
    ("metformin", KidneyConcern::Accumulates),
    ("sulfonylurea", KidneyConcern::Accumulates),
    ("lithium", KidneyConcern::Accumulates),
    ("digoxin", KidneyConcern::Accumulates),
    ("methotrexate", KidneyConcern::Accumulates),
    ("doac", KidneyConcern::Accumulates),
    ("lmwh", KidneyConcern::Accumulates),
    ("trimethoprim", KidneyConcern::Accumulates),
    ("nitrofurantoin", KidneyConcern::Accumulates),
    ("opioid", KidneyConcern::Accumulates),
    ("gabapentin", KidneyConcern::Accumulates),
    ("pregabalin", KidneyConcern::Accumulates),
    ("allopurinol", KidneyConcern::Accumulates),
];

/// A drug of the record that an acute kidney injury concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcernedDrug {
    /// As the record writes it.
    pub name: String,
    pub concern: KidneyConcern,
}

/// Those of the drugs (code and name as recorded) that an injury concerns, what harms first; each once.
pub fn concerned_by_injury<'a>(
    names: &DrugNames,
    drugs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<ConcernedDrug> {
    let mut found: Vec<ConcernedDrug> = Vec::new();
    for (code, name) in drugs {
        let concern = names.find(code, name).and_then(concern_of);
        if let Some(concern) = concern.filter(|_| found.iter().all(|known| known.name != name)) {
            found.push(ConcernedDrug { name: name.to_owned(), concern });
        }
    }
    found.sort_by_key(|drug| drug.concern);
    found
}

fn concern_of(drug: &DrugName) -> Option<KidneyConcern> {
    let holds = |class: &str| drug.name == class || drug.is_of(class);
    CONCERNS.iter().find(|(class, _)| holds(class)).map(|(_, concern)| *concern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_harms_stands_first_and_what_does_not_concern_is_left_out() {
        let drug = |name: &str, classes: &[&str]| DrugName {
            name: name.to_owned(),
            also: Vec::new(),
            chinese: Vec::new(),
            atc: Vec::new(),
            classes: classes.iter().map(|class| (*class).to_owned()).collect(),
        };
        let list =
            vec![drug("metformin", &["metformin"]), drug("ibuprofen", &["nsaid"]), drug("simvastatin", &["statin"])];
        let taken = [("", "Metformin 500 mg"), ("", "Simvastatin"), ("", "Ibuprofen"), ("", "Ibuprofen")];
        let found = concerned_by_injury(&DrugNames { list }, taken.into_iter());
        let told: Vec<(&str, KidneyConcern)> = found.iter().map(|drug| (drug.name.as_str(), drug.concern)).collect();
        assert_eq!(told, [("Ibuprofen", KidneyConcern::HarmsKidney), ("Metformin 500 mg", KidneyConcern::Accumulates)]);
    }
}
