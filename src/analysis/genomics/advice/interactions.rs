//! Medications that change what a gene's enzyme still does, or that weigh as much as the gene.
//!
//! CYP2D6 inhibitors lower its activity score (strong: to nothing, moderate: by half, as CPIC's opioid guideline does,
//! PMID 33387367); the lists are those of FDA's table of inhibitors and inducers. Where sources differ (terbinafine: strong
//! in FDA's table, moderate in others) the stronger reading stands, since its advice is the safer one.

use crate::domain::genome::advice::{Action, Advice, Basis, DrugUse, InhibitedPair, Population, Remark};
use crate::domain::genome::drug::{Drug, Tier, has_word};
use crate::domain::genome::{Activity, ActivityScore, Cyp2d6Band, Gene, GeneResults};

/// How much an inhibitor takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inhibition {
    Moderate,
    Strong,
}

impl Inhibition {
    fn percent_left(self) -> u32 {
        match self {
            Inhibition::Moderate => 50,
            Inhibition::Strong => 0,
        }
    }
}

const CYP2D6_INHIBITORS: [(&str, Inhibition); 7] = [
    ("paroxetine", Inhibition::Strong),
    ("fluoxetine", Inhibition::Strong),
    ("bupropion", Inhibition::Strong),
    ("quinidine", Inhibition::Strong),
    ("terbinafine", Inhibition::Strong),
    ("duloxetine", Inhibition::Moderate),
    ("mirabegron", Inhibition::Moderate),
];

const STRONG_CYP3A_INHIBITORS: [&str; 18] = [
    "ceritinib",
    "clarithromycin",
    "cobicistat",
    "darunavir",
    "idelalisib",
    "indinavir",
    "itraconazole",
    "ketoconazole",
    "lonafarnib",
    "lopinavir",
    "nefazodone",
    "nelfinavir",
    "posaconazole",
    "ritonavir",
    "saquinavir",
    "telithromycin",
    "tucatinib",
    "voriconazole",
];

const STRONG_CYP3A_INDUCERS: [&str; 11] = [
    "apalutamide",
    "carbamazepine",
    "enzalutamide",
    "fosphenytoin",
    "lumacaftor",
    "mitotane",
    "phenobarbital",
    "phenytoin",
    "primidone",
    "rifampicin",
    "rifampin",
];

/// Drugs whose dose cannot be told from genes alone beside a strong CYP3A inhibitor or inducer.
const CYP3A_DRUGS: [&str; 4] = ["codeine", "tramadol", "tacrolimus", "voriconazole"];
const CLOPIDOGREL_BLOCKERS: [&str; 2] = ["omeprazole", "esomeprazole"];

/// CYP2D6 under an inhibitor: genetic and effective activity side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    pub inhibitor: String,
    pub inhibition: Inhibition,
    /// What the genes give, one a candidate.
    pub genetic: Vec<ActivityScore>,
}

impl Conversion {
    /// Whether nothing is left, whatever the genes give: then advice does not wait for a test.
    pub fn leaves_nothing(&self) -> bool {
        self.inhibition.percent_left() == 0
    }

    /// What is left of a score.
    pub fn of(&self, genetic: ActivityScore) -> ActivityScore {
        genetic.left(self.inhibition.percent_left())
    }

    /// Both, in parts.
    pub fn remark(&self) -> Remark {
        let side = |score: ActivityScore| (score.to_string(), phenotypes(score));
        let pair =
            |genetic: &ActivityScore| InhibitedPair { genetic: side(*genetic), effective: side(self.of(*genetic)) };
        Remark::Inhibited { inhibitor: self.inhibitor.clone(), pairs: self.genetic.iter().map(pair).collect() }
    }

    /// Both, in words.
    pub fn words(&self) -> String {
        if self.genetic.is_empty() {
            return format!("CYP2D6 under {}: nothing is left of it, whatever the genes.", self.inhibitor);
        }
        let phenotype = |score: ActivityScore| phenotypes(score);
        let pair = |genetic: &ActivityScore| {
            let left = self.of(*genetic);
            format!("{genetic} ({}) by genes, {left} ({}) effective", phenotype(*genetic), phenotype(left))
        };
        let pairs: Vec<String> = self.genetic.iter().map(pair).collect();
        format!("CYP2D6 under {}: {}.", self.inhibitor, pairs.join("; "))
    }
}

/// The phenotype of a score; of "at least so much" both ends.
fn phenotypes(score: ActivityScore) -> String {
    let all: Vec<&str> = Cyp2d6Band::all_of(score).into_iter().map(Cyp2d6Band::phenotype).collect();
    all.join("/")
}

/// The strongest CYP2D6 inhibitor among the medications, where CYP2D6's activity is known or nothing is left of it.
pub fn conversion(results: &GeneResults, medications: &[String]) -> Option<Conversion> {
    let score = |activity: Option<Activity>| match activity {
        Some(Activity::Score(score)) => Some(score),
        Some(Activity::Band(band)) => Some(band.typical()),
        Some(Activity::Unknown) | None => None,
    };
    let values = results.get(&Gene::Cyp2d6).map_or(&[][..], |result| result.values.as_slice());
    let genetic: Vec<ActivityScore> = values.iter().filter_map(|value| score(value.activity)).collect();
    let taken = |(name, _): &&(&str, Inhibition)| named(medications, name).is_some();
    let (name, inhibition) = CYP2D6_INHIBITORS.iter().filter(taken).max_by_key(|(_, inhibition)| *inhibition)?;
    let (inhibitor, inhibition) = ((*name).to_owned(), *inhibition);
    let found = Conversion { inhibitor, inhibition, genetic };
    (!found.genetic.is_empty() || found.leaves_nothing()).then_some(found)
}

fn named<'m>(medications: &'m [String], name: &str) -> Option<&'m String> {
    medications.iter().find(|medication| has_word(medication, name))
}

/// What is said of a drug instead of raising its dose by CYP3A5. A strong CYP3A inhibitor leaves that enzyme hardly
/// anything to do: labels of voriconazole and posaconazole ask for about a third of tacrolimus.
const OPPOSED: &str = "The genes ask for a higher dose, a strong CYP3A inhibitor for a much lower one. Do not raise the \
                       dose by the genes: dose by trough level.";
const RAISED_BY_CYP3A5: &str = "tacrolimus";

/// The advice to raise a dose turned round where a strong CYP3A inhibitor is taken: louder, and to watch levels.
pub fn opposed(advice: Advice, used: DrugUse, medications: &[String]) -> Advice {
    let raises = advice.drug == RAISED_BY_CYP3A5 && advice.action == Action::Increase;
    let taken = STRONG_CYP3A_INHIBITORS.into_iter().find(|name| raises && named(medications, name).is_some());
    let Some(inhibitor) = taken else { return advice };
    let summary = format!("{OPPOSED} {inhibitor} strongly inhibits CYP3A; by the genes alone: {}", advice.summary);
    let tier = if used == DrugUse::Candidate { Tier::Warning } else { Tier::Critical };
    let mut remarks = vec![Remark::OpposedByCyp3a(inhibitor.to_owned())];
    remarks.extend(advice.remarks);
    let sentence = Some(OPPOSED.to_owned());
    Advice { action: Action::Monitor, strength: None, basis: Basis::Rule, summary, tier, sentence, remarks, ..advice }
}

/// What the other medications do to a drug, whatever the genes.
pub fn warnings(drug: &Drug, medications: &[String]) -> Vec<Advice> {
    let mut advice = Vec::new();
    let others = |names: &[&'static str]| -> Vec<&'static str> {
        names.iter().copied().filter(|name| *name != drug.name && named(medications, name).is_some()).collect()
    };
    if drug.name == "clopidogrel" {
        for other in others(&CLOPIDOGREL_BLOCKERS) {
            let what = format!("{other} lowers the activation of clopidogrel by CYP2C19: prefer pantoprazole.");
            advice.push(warning(drug, other, what, Remark::BlocksClopidogrel(other.to_owned())));
        }
    }
    if CYP3A_DRUGS.contains(&drug.name.as_str()) {
        for other in others(&STRONG_CYP3A_INHIBITORS) {
            let what =
                format!("{other} strongly inhibits CYP3A: levels change whatever the genes; no dose is computed.");
            advice.push(warning(drug, other, what, Remark::InhibitsCyp3a(other.to_owned())));
        }
        for other in others(&STRONG_CYP3A_INDUCERS) {
            let what =
                format!("{other} strongly induces CYP3A: levels change whatever the genes; no dose is computed.");
            advice.push(warning(drug, other, what, Remark::InducesCyp3a(other.to_owned())));
        }
    }
    advice
}

fn warning(drug: &Drug, other: &str, summary: String, remark: Remark) -> Advice {
    Advice {
        drug: drug.name.clone(),
        population: Population::General,
        lookup: format!("with {other}"),
        action: Action::Monitor,
        strength: None,
        summary,
        pmid: None,
        basis: Basis::Rule,
        tier: Tier::Warning,
        sentence: None,
        remarks: vec![remark],
    }
}
