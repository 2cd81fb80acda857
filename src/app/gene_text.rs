//! The files of the gene text classifier: which columns they have, read and joined for the command line and the window.

use std::path::Path;

use crate::analysis::gene_text::{Joined, Labelled, join};
use crate::io::import::ImportError;
use crate::io::text_table::{TextTable, column};

/// Headings of a patient's identifier, of the gene text and of the disease; the first is the one of our own files.
pub(super) const PATIENT: &[&str] =
    &["patient_id", "patient", "patient id", "id", "患者编号", "病人编号", "患者ID", "病历号"];
pub(super) const GENES: &[&str] = &["gene_text", "gene text", "genes", "gene", "基因文本", "基因"];
const DISEASE: &[&str] = &["disease", "diagnosis", "疾病", "诊断"];

/// Reads `gene_data.csv` and `disease_data.csv` as they stand, and joins them by patient.
///
/// # Errors
/// A file cannot be read, or lacks a column.
pub fn read_training(genes: &Path, diseases: &Path) -> Result<Joined, ImportError> {
    Ok(join(&read_gene_texts(genes)?, &read_diseases(diseases)?))
}

/// Reads `gene_data.csv`.
///
/// # Errors
/// The file cannot be read, or lacks a column.
pub fn read_gene_texts(path: &Path) -> Result<Vec<Labelled>, ImportError> {
    labelled(path, GENES)
}

/// Reads `disease_data.csv`.
///
/// # Errors
/// The file cannot be read, or lacks a column.
pub fn read_diseases(path: &Path) -> Result<Vec<Labelled>, ImportError> {
    labelled(path, DISEASE)
}

/// Patients with what stands beside them.
fn labelled(path: &Path, words: &'static [&'static str]) -> Result<Vec<Labelled>, ImportError> {
    let table = TextTable::read(path, |headings| lacking(headings, &[PATIENT, words]))?;
    let (patients, texts) = (place(&table.headings, PATIENT), place(&table.headings, words));
    let cell = |cells: &[String], place: Option<usize>| place.and_then(|place| cells.get(place)).cloned();
    let rows = table.rows.iter().map(|row| Labelled {
        patient: cell(&row.cells, patients).unwrap_or_default(),
        text: cell(&row.cells, texts).unwrap_or_default(),
        line: row.line,
    });
    Ok(rows.collect())
}

/// Patients whose disease is to be told: a table as it stands, and the place of its gene texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPatients {
    pub table: TextTable,
    pub text_column: usize,
}

/// Reads `new_patient.csv`; it needs no disease and, for the prediction, no identifier.
///
/// # Errors
/// The file cannot be read, or lacks the gene text.
pub fn read_new_patients(path: &Path) -> Result<NewPatients, ImportError> {
    let table = TextTable::read(path, |headings| lacking(headings, &[GENES]))?;
    let text_column = place(&table.headings, GENES);
    let text_column = text_column.ok_or_else(|| ImportError::MissingColumns { fields: own_names(&[GENES]) })?;
    Ok(NewPatients { table, text_column })
}

fn lacking(headings: &[String], needed: &[&'static [&'static str]]) -> Vec<String> {
    let lacks = needed.iter().copied().filter(|words| place(headings, words).is_none());
    own_names(&lacks.collect::<Vec<_>>())
}

fn own_names(needed: &[&'static [&'static str]]) -> Vec<String> {
    needed.iter().filter_map(|words| words.first()).map(|name| (*name).to_owned()).collect()
}

fn place(headings: &[String], words: &[&str]) -> Option<usize> {
    words.iter().find_map(|word| column(headings, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::gene_text::{FOLDS, fit_and_validate};
    use crate::base::Progress;

    fn sample(name: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name)
    }

    #[test]
    fn the_articles_files_are_read_as_they_stand_and_tell_more_than_the_majority() {
        let joined = read_training(&sample("gene_data.csv"), &sample("disease_data.csv")).expect("read");
        assert!(joined.cases.patients > 300 && joined.genes_without_patient.is_empty());
        let model = fit_and_validate(&joined, FOLDS, 1, &Progress::default()).expect("learned");
        let classes: Vec<_> = model.classes().iter().map(|class| class.name.as_str()).collect();
        let expected =
            ["breast cancer", "coronary artery disease", "familial hypercholesterolaemia", "type 2 diabetes"];
        assert_eq!(classes, expected);
        for token in ["CYP2C19*2", "HLA-B*57:01", "rs1801133", "DPYD:c.1905+1G>A"] {
            assert!(model.tokens().iter().any(|found| found.token == token), "{token}");
        }
        assert!(model.card.validation.expect("validated").is_better_than_majority());
        let new = read_new_patients(&sample("new_patient.csv")).expect("read");
        assert_eq!((new.text_column, new.table.rows.len()), (1, 40));
    }

    #[test]
    fn a_file_without_its_columns_is_refused_by_their_names() {
        let refused = read_training(&sample("disease_data.csv"), &sample("disease_data.csv"));
        assert!(matches!(refused, Err(ImportError::MissingColumns { fields }) if fields == ["gene_text"]));
    }
}
