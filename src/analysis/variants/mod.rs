//! The article's variant count, `C = sum I(g)`: how many of a patient's variants were found, and what that count hides.
//!
//! A count, not a risk: a benign variant counts like a pathogenic one, one copy like two, and what was not tested counts
//! like what was tested and absent. So the split always stands beside it. Rules: `docs/methods/variant-count.md`.

use std::collections::{BTreeMap, BTreeSet};

/// What a laboratory or a catalogue says of a variant, the graver first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Significance {
    Pathogenic,
    LikelyPathogenic,
    Uncertain,
    /// Laboratories disagree: a state of its own, not the mean of them.
    Conflicting,
    LikelyBenign,
    Benign,
    /// Nobody has classified it, or nothing is recorded.
    NotClassified,
}

/// How many copies were found, the graver first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zygosity {
    Homozygous,
    /// The only copy there is, as on a man's X chromosome.
    Hemizygous,
    Heterozygous,
    NotRecorded,
}

/// What a test of one variant came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TestResult {
    Found(Zygosity),
    /// Looked for, and not there.
    NotFound,
    /// Not looked for, or without a result: never the same as not there.
    NotTested,
}

/// One variant of one patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantRecord {
    pub gene: String,
    /// Its name, such as `c.68_69del` or `*2`.
    pub variant: String,
    pub result: TestResult,
    pub significance: Significance,
    /// Diseases it is recorded with; may be empty.
    pub diseases: Vec<String>,
}

/// Variants by what was found. `found` is C, the sum of the first four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VariantCount {
    /// C of the article.
    pub found: u32,
    /// Pathogenic or likely so.
    pub pathogenic: u32,
    /// Uncertain or conflicting.
    pub uncertain: u32,
    /// Benign or likely so.
    pub benign: u32,
    /// Found, and nobody said what it means.
    pub not_classified: u32,
    /// Of those found.
    pub heterozygous: u32,
    pub homozygous: u32,
    pub hemizygous: u32,
    pub zygosity_not_recorded: u32,
    pub not_found: u32,
    pub not_tested: u32,
}

/// The count of a patient, and the same of each gene and each disease. A variant of several diseases counts in each, so
/// diseases may sum to more than the patient; one without a disease counts in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatientCount {
    pub all: VariantCount,
    pub by_gene: BTreeMap<String, VariantCount>,
    pub by_disease: BTreeMap<String, VariantCount>,
    /// Variants that two records tell differently; the one that says more was counted.
    pub contradicted: u32,
}

/// Counts one patient's variants. A variant that stands several times counts once: as found before not found, and as
/// not found before not tested; among those found with the graver significance, then with more copies.
pub fn count(records: &[VariantRecord]) -> PatientCount {
    let mut tellings: BTreeMap<(&str, &str), BTreeSet<Telling>> = BTreeMap::new();
    let mut diseases: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for record in records {
        let key = (record.gene.trim(), record.variant.trim());
        tellings.entry(key).or_default().insert(Telling::of(record));
        diseases.entry(key).or_default().extend(record.diseases.iter().map(|disease| disease.trim()));
    }
    let mut counted = PatientCount::default();
    for (key, told) in tellings {
        counted.contradicted += u32::from(told.len() > 1);
        let Some(telling) = told.first() else { continue };
        counted.all.add(*telling);
        counted.by_gene.entry(key.0.to_owned()).or_default().add(*telling);
        for disease in diseases.get(&key).into_iter().flatten() {
            counted.by_disease.entry((*disease).to_owned()).or_default().add(*telling);
        }
    }
    counted
}

/// What is told of one variant; what says more comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Telling {
    Found(Significance, Zygosity),
    NotFound,
    NotTested,
}

impl Telling {
    fn of(record: &VariantRecord) -> Telling {
        match record.result {
            TestResult::Found(zygosity) => Telling::Found(record.significance, zygosity),
            TestResult::NotFound => Telling::NotFound,
            TestResult::NotTested => Telling::NotTested,
        }
    }
}

impl VariantCount {
    /// The article's `C = sum I(g)`.
    pub fn c(self) -> u32 {
        self.found
    }

    fn add(&mut self, telling: Telling) {
        let (significance, zygosity) = match telling {
            Telling::NotFound => return self.not_found += 1,
            Telling::NotTested => return self.not_tested += 1,
            Telling::Found(significance, zygosity) => (significance, zygosity),
        };
        self.found += 1;
        *match significance {
            Significance::Pathogenic | Significance::LikelyPathogenic => &mut self.pathogenic,
            Significance::Uncertain | Significance::Conflicting => &mut self.uncertain,
            Significance::LikelyBenign | Significance::Benign => &mut self.benign,
            Significance::NotClassified => &mut self.not_classified,
        } += 1;
        *match zygosity {
            Zygosity::Heterozygous => &mut self.heterozygous,
            Zygosity::Homozygous => &mut self.homozygous,
            Zygosity::Hemizygous => &mut self.hemizygous,
            Zygosity::NotRecorded => &mut self.zygosity_not_recorded,
        } += 1;
    }
}

#[cfg(test)]
mod tests;
