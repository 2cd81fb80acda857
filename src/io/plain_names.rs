//! Names of conditions and uses of medicines in plain words, carried in `assets/plain` and read once.

use std::sync::OnceLock;

use crate::domain::plain_name::{ConditionName, ConditionNames, MedicineUse};

use super::genes::tables::all;

const CONDITIONS: &str = include_str!("../../assets/plain/conditions.tsv");
const MEDICINES: &str = include_str!("../../assets/plain/medicines.tsv");

/// Every condition that has a name here. A table that does not read would be empty; the tests read it.
pub fn condition_names() -> &'static ConditionNames {
    static TABLE: OnceLock<ConditionNames> = OnceLock::new();
    TABLE.get_or_init(|| ConditionNames { list: all(CONDITIONS, condition).unwrap_or_default() })
}

fn condition(row: &[&str]) -> Option<ConditionName> {
    let [codes, names, chinese, plain, plain_chinese] = row else { return None };
    Some(ConditionName {
        codes: codes.split('|').map(str::to_owned).collect(),
        names: names.split('|').map(str::to_lowercase).collect(),
        chinese: (*chinese).to_owned(),
        plain: (*plain).to_owned(),
        plain_chinese: (*plain_chinese).to_owned(),
    })
}

/// What medicines are for.
pub fn medicine_uses() -> &'static [MedicineUse] {
    static TABLE: OnceLock<Vec<MedicineUse>> = OnceLock::new();
    TABLE.get_or_init(|| all(MEDICINES, medicine).unwrap_or_default())
}

fn medicine(row: &[&str]) -> Option<MedicineUse> {
    let [atc, plain, plain_chinese] = row else { return None };
    let owned = |text: &str| text.to_owned();
    Some(MedicineUse { atc: owned(atc), plain: owned(plain), plain_chinese: owned(plain_chinese) })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::plain_name::{Fit, use_of};
    use crate::io::drugs::drug_names;
    use crate::io::genes::gene_tables;

    const SAMPLE_CONDITIONS: &str = include_str!("../../sample_data/conditions.csv");
    const SAMPLE_MEDICATIONS: &str = include_str!("../../sample_data/medications.csv");

    /// Code and name of each row of a sample.
    fn coded(sample: &'static str) -> BTreeSet<(String, String)> {
        let mut reader = csv::Reader::from_reader(sample.as_bytes());
        let cell = |row: &csv::StringRecord, at: usize| row.get(at).unwrap_or_default().to_owned();
        reader.records().map(|row| row.expect("a row")).map(|row| (cell(&row, 1), cell(&row, 2))).collect()
    }

    #[test]
    fn no_code_and_no_name_stands_for_two_conditions() {
        let list = &condition_names().list;
        assert!(list.len() > 60);
        let words: Vec<&String> = list.iter().flat_map(|row| row.codes.iter().chain(&row.names)).collect();
        assert_eq!(words.len(), words.iter().collect::<BTreeSet<_>>().len());
        let empty =
            |row: &&ConditionName| row.chinese.is_empty() || row.plain.is_empty() || row.plain_chinese.is_empty();
        assert_eq!(list.iter().find(empty), None);
    }

    #[test]
    fn what_the_demo_hospital_records_has_names() {
        for (code, name) in coded(SAMPLE_CONDITIONS) {
            let found = condition_names().find(&code, &name).map(|(_, fit)| fit);
            assert_eq!(found, Some(Fit::Whole), "{code} {name}");
        }
        let names = drug_names().expect("our own table");
        for (code, name) in coded(SAMPLE_MEDICATIONS) {
            let by_name = names.find("", &name).expect("a name");
            assert_eq!(names.find(&code, "").map(|drug| &drug.name), Some(&by_name.name), "{code} {name}");
        }
    }

    #[test]
    fn every_drug_that_genes_speak_of_has_a_use_in_plain_words() {
        let names = drug_names().expect("our own table");
        let of = |name: &str| use_of(medicine_uses(), names.by_name(name)?.atc.first()?);
        let drugs = &gene_tables().expect("our own tables").advice.drugs;
        let lacking: Vec<&str> =
            drugs.iter().map(|drug| drug.name.as_str()).filter(|name| of(name).is_none()).collect();
        assert_eq!(lacking, ["rasburicase", "pegloticase", "dapsone", "methylene blue"]);
    }
}
