//! Drugs whose choice or dose depends on genes: what has to be known, what replaces them, how urgent a missing test is.

use super::advice::Population;
use super::gene::Gene;

/// What has to be known for a drug: a gene, for HLA one of its alleles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Needed {
    pub gene: Gene,
    /// With its star, such as `*57:01`.
    pub allele: Option<String>,
}

impl Needed {
    /// Reads `CYP2C19` or `HLA-B*57:01`.
    pub fn parse(text: &str) -> Option<Needed> {
        let (symbol, allele) = match text.split_once('*') {
            Some((symbol, allele)) => (symbol, Some(format!("*{allele}"))),
            None => (text, None),
        };
        Some(Needed { gene: Gene::from_symbol(symbol)?, allele })
    }
}

impl std::fmt::Display for Needed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.gene.symbol(), self.allele.as_deref().unwrap_or(""))
    }
}

/// Groups that are not stopped without a replacement, and the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DrugGroup {
    Antiplatelet,
    Anticoagulant,
    Antiepileptic,
    Immunosuppressant,
    Other,
}

impl DrugGroup {
    pub const ALL: [DrugGroup; 5] = [
        DrugGroup::Antiplatelet,
        DrugGroup::Anticoagulant,
        DrugGroup::Antiepileptic,
        DrugGroup::Immunosuppressant,
        DrugGroup::Other,
    ];

    pub fn id(self) -> &'static str {
        match self {
            DrugGroup::Antiplatelet => "antiplatelet",
            DrugGroup::Anticoagulant => "anticoagulant",
            DrugGroup::Antiepileptic => "antiepileptic",
            DrugGroup::Immunosuppressant => "immunosuppressant",
            DrugGroup::Other => "other",
        }
    }

    pub fn from_id(id: &str) -> Option<DrugGroup> {
        DrugGroup::ALL.into_iter().find(|group| group.id() == id)
    }

    /// Whether stopping it without a replacement does harm.
    pub fn needs_replacement(self) -> bool {
        match self {
            DrugGroup::Antiplatelet
            | DrugGroup::Anticoagulant
            | DrugGroup::Antiepileptic
            | DrugGroup::Immunosuppressant => true,
            DrugGroup::Other => false,
        }
    }
}

/// How loud an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    Information,
    Warning,
    Critical,
}

impl Tier {
    pub const ALL: [Tier; 3] = [Tier::Information, Tier::Warning, Tier::Critical];

    pub fn id(self) -> &'static str {
        match self {
            Tier::Information => "information",
            Tier::Warning => "warning",
            Tier::Critical => "critical",
        }
    }

    pub fn from_id(id: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.id() == id)
    }
}

/// Whether the table of advice covers a drug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coverage {
    Covered,
    /// A guideline exists; its table is not carried here, and the person is told so.
    NotCovered,
}

/// What takes the place of a drug that is to be avoided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The use or group it is meant for; `None` for every one.
    pub population: Option<Population>,
    pub words: String,
}

/// A drug, by its international name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drug {
    /// In lower case.
    pub name: String,
    pub also: Vec<String>,
    pub needs: Vec<Needed>,
    pub group: DrugGroup,
    /// What takes its place where it is to be avoided. What is right in one use may be forbidden in another.
    pub instead: Vec<Replacement>,
    /// How loud it is that a gene was not tested while the drug is active or considered.
    pub untested: Tier,
    pub coverage: Coverage,
}

impl Drug {
    /// What takes its place in a population; never what is meant for another one.
    pub fn instead_in(&self, population: Population) -> Option<&str> {
        let is_meant = |one: &&Replacement| one.population.is_none_or(|meant| meant == population);
        self.instead.iter().find(is_meant).map(|one| one.words.as_str())
    }

    /// Whether a medication's name means this drug: the name alone or at the beginning, whatever follows ("codeine 30 mg").
    pub fn is_named(&self, medication: &str) -> bool {
        std::iter::once(&self.name).chain(&self.also).any(|name| begins_with_word(medication, name))
    }
}

/// Whether a text begins with a name, as a whole word, in whatever case.
pub fn begins_with_word(text: &str, name: &str) -> bool {
    let text = text.trim();
    let begins = text.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
    begins && text.get(name.len()..).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
}

/// Whether one of a text's words is a name, in whatever case: combinations name several drugs.
pub fn has_word(text: &str, name: &str) -> bool {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '-').any(|word| word.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_comes_back_as_written() {
        for text in ["CYP2C19", "HLA-B*57:01"] {
            assert_eq!(Needed::parse(text).map(|need| need.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Needed::parse("ABC"), None);
    }

    #[test]
    fn a_drug_is_found_by_its_name_as_a_word() {
        assert!(begins_with_word("Codeine 30 mg", "codeine"));
        assert!(begins_with_word("codeine", "codeine"));
        assert!(!begins_with_word("codeine-like", "codeine"));
        assert!(!begins_with_word("fosphenytoin", "phenytoin"));
        assert!(!begins_with_word("可待因", "codeine"));
    }

    #[test]
    fn ids_come_back() {
        for group in DrugGroup::ALL {
            assert_eq!(DrugGroup::from_id(group.id()), Some(group));
        }
        for tier in Tier::ALL {
            assert_eq!(Tier::from_id(tier.id()), Some(tier));
        }
    }
}
