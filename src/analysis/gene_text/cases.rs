//! Gene texts and diseases joined by patient: what there is to learn from, and what was left out.

use std::collections::{BTreeMap, BTreeSet};

use super::token::tokens;

/// A cell of one of the two files with the patient it is of and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    pub patient: String,
    pub text: String,
    /// Physical line in its file, from 1.
    pub line: u64,
}

/// A patient's tokens and one disease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneCase {
    /// Cases of one number are of one patient, and never on both sides of a fold.
    pub patient: u32,
    pub tokens: Vec<String>,
    pub disease: String,
}

/// What can be learned from; a patient with two diseases is two cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cases {
    pub cases: Vec<GeneCase>,
    pub patients: u32,
}

/// The cases, and what is in neither of them. Nothing that is missing is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    pub cases: Cases,
    /// Lines of the gene file without a patient.
    pub genes_without_patient: Vec<u64>,
    /// Lines of the gene file whose text has no token.
    pub empty_texts: Vec<u64>,
    /// Lines of the disease file without a patient.
    pub diseases_without_patient: Vec<u64>,
    /// Lines of the disease file without a disease.
    pub empty_diseases: Vec<u64>,
    /// Patients with a text and no disease, and the other way round.
    pub without_disease: u64,
    pub without_text: u64,
}

impl Joined {
    /// Patients of either file who are in no case.
    pub fn left_out(&self) -> u64 {
        self.without_disease + self.without_text
    }
}

/// Joins by patient. Several texts of one patient become one text; the same disease told twice counts once.
pub fn join(genes: &[Labelled], diseases: &[Labelled]) -> Joined {
    let mut joined = Joined::default();
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for gene in genes {
        let found = tokens(&gene.text);
        match (gene.patient.trim(), found.is_empty()) {
            ("", _) => joined.genes_without_patient.push(gene.line),
            (_, true) => joined.empty_texts.push(gene.line),
            (patient, false) => texts.entry(patient).or_default().extend(found),
        }
    }
    let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for disease in diseases {
        match (disease.patient.trim(), disease.text.trim()) {
            ("", _) => joined.diseases_without_patient.push(disease.line),
            (_, "") => joined.empty_diseases.push(disease.line),
            (patient, disease) => drop(labels.entry(patient).or_default().insert(disease)),
        }
    }
    joined.without_text = labels.keys().filter(|patient| !texts.contains_key(*patient)).count() as u64;
    joined.without_disease = texts.keys().filter(|patient| !labels.contains_key(*patient)).count() as u64;
    joined.cases = cases(texts, &labels);
    joined
}

fn cases(texts: BTreeMap<&str, Vec<String>>, labels: &BTreeMap<&str, BTreeSet<&str>>) -> Cases {
    let mut joined = Cases::default();
    let both = texts.into_iter().filter_map(|(patient, tokens)| Some((tokens, labels.get(patient)?)));
    for (tokens, diseases) in both {
        let of_one = diseases.iter().map(|disease| GeneCase {
            patient: joined.patients,
            tokens: tokens.clone(),
            disease: (*disease).to_owned(),
        });
        joined.cases.extend(of_one);
        joined.patients += 1;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(&str, &str)]) -> Vec<Labelled> {
        let lines = rows.iter().zip(2..);
        lines
            .map(|((patient, text), line)| Labelled { patient: (*patient).to_owned(), text: (*text).to_owned(), line })
            .collect()
    }

    #[test]
    fn what_has_no_partner_is_counted_and_what_is_empty_is_named_by_line() {
        let genes = rows(&[("P1", "BRCA1"), ("P2", " "), ("P3", "TP53"), ("", "APOE*4"), ("P1", "rs1; rs2")]);
        let diseases = rows(&[("P1", "a"), ("P2", "a"), ("P4", "b"), ("P3", ""), (" ", "b"), ("P1", "a")]);
        let joined = join(&genes, &diseases);
        assert_eq!(joined.cases.patients, 1);
        let expected = ["BRCA1", "rs1", "rs2"].map(str::to_owned).to_vec();
        assert_eq!(joined.cases.cases, [GeneCase { patient: 0, tokens: expected, disease: "a".to_owned() }]);
        assert_eq!((joined.empty_texts, joined.genes_without_patient), (vec![3], vec![5]));
        assert_eq!((joined.empty_diseases, joined.diseases_without_patient), (vec![5], vec![6]));
        assert_eq!((joined.without_text, joined.without_disease), (2, 1));
    }

    #[test]
    fn two_diseases_are_two_cases_of_one_patient() {
        let joined = join(&rows(&[("P1", "BRCA1")]), &rows(&[("P1", "b"), ("P1", "a")]));
        let told: Vec<_> = joined.cases.cases.iter().map(|case| (case.patient, case.disease.as_str())).collect();
        assert_eq!(told, [(0, "a"), (0, "b")]);
    }
}
