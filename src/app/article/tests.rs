//! The article's files as they stand, and files that are not what they seem.

use std::path::{Path, PathBuf};

use super::counting::{Counted, counted};
use super::learning::{Learned, Unlearned, learn};
use super::variant_file::{RowFault, Shape, read};
use super::{ArticleFile, weights};
use crate::base::Progress;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name)
}

fn count_of(text: &str) -> Counted {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("variants.csv");
    std::fs::write(&path, text).expect("written");
    counted(read(&path).expect("reads"), &path, &Progress::default()).expect("not stopped")
}

#[test]
fn the_sample_files_are_learned_from_and_sorted_by_every_column() {
    let [genes, diseases, new] = ["gene_data.csv", "disease_data.csv", "new_patient.csv"].map(sample);
    let learned = learn(&genes, &diseases, &new, &Progress::default()).expect("learned");
    assert_eq!((learned.rows.len(), learned.rows[0].identifier.as_str()), (40, "G0321"));
    let shares = (0..learned.rows.len()).filter_map(|place| {
        let row = &learned.rows[learned.orders.row(2, place, true)?];
        Some(row.predicted.as_ref().map_or(-1.0, super::learning::Predicted::probability))
    });
    let shares: Vec<f64> = shares.collect();
    assert!(shares.len() == 40 && shares.windows(2).all(|pair| pair[0] >= pair[1]), "{shares:?}");
    let last_class = Learned::COLUMNS_BEFORE + learned.model.classes().len() - 1;
    assert!(
        learned.orders.row(last_class, 0, false).is_some() && learned.orders.row(last_class + 1, 0, false).is_none()
    );
    let why = learned.reasons_of(0).expect("there are tokens");
    assert!((why.prior + why.tokens.iter().map(|token| token.log_odds).sum::<f64>() - why.log_odds).abs() < 1e-9);
}

#[test]
fn a_file_that_lacks_its_column_is_named_and_a_stopped_job_brings_nothing() {
    let [genes, diseases, new] = ["gene_data.csv", "disease_data.csv", "new_patient.csv"].map(sample);
    match learn(&genes, &new, &new, &Progress::default()) {
        Err(Unlearned::Because(message)) => {
            assert_eq!(message.key, "article-no-column");
            assert!(message.values.contains(&("name", "new_patient.csv".to_owned())), "{message:?}");
            assert!(message.values.contains(&("fields", "disease".to_owned())), "{message:?}");
        }
        other => panic!("{other:?}"),
    }
    let progress = Progress::default();
    progress.cancel();
    assert!(matches!(learn(&genes, &diseases, &new, &progress), Err(Unlearned::Cancelled)));
}

#[test]
fn a_table_of_variants_is_split_and_what_is_not_understood_is_refused_by_line() {
    let counted = count_of(
        "patient_id,gene,variant,result,zygosity,significance,disease\n\
         P1,BRCA1,c.68_69del,found,heterozygous,Pathogenic,breast cancer; ovarian cancer\n\
         P1,LDLR,c.1444G>A,found,1/1,VUS,\n\
         P1,APOE,*4,,,Benign,\n\
         P1,PALB2,c.3113G>A,not found,,,\n\
         P2,CHEK2,c.1100delC,found,hetero,,\n\
         P2,CHEK2,c.1100delC,found,0/0,,\n\
         ,CHEK2,c.1100delC,found,het,,\n\
         P2,CHEK2,c.1100delC,found,het,grave,\n\
         P2,CHEK2,c.1100delC,检出,杂合,疑似致病,乳腺癌\n",
    );
    let told: Vec<_> = counted.patients.iter().map(|one| (one.identifier.as_str(), one.numbers())).collect();
    assert_eq!(told[0], ("P1", [2, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0]));
    assert_eq!(told[1], ("P2", [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0]));
    let refused: Vec<_> = counted.refused.iter().map(|row| (row.line, row.why, row.text.as_str())).collect();
    let expected = [
        (6, RowFault::Zygosity, "hetero"),
        (7, RowFault::Contradiction, "found, 0/0"),
        (8, RowFault::NoPatient, ""),
        (9, RowFault::Significance, "grave"),
    ];
    assert_eq!(refused, expected);
    let diseases: Vec<_> = counted.patients[0].count.by_disease.keys().map(String::as_str).collect();
    assert_eq!(diseases, ["breast cancer", "ovarian cancer"]);
    assert_eq!(counted.orders.row(1, 0, true), Some(0));
}

#[test]
fn a_gene_text_says_what_was_found_and_nothing_of_its_meaning() {
    let counted = count_of("patient_id,gene_text\nP1,CHEK2:c.1100delC rs4680 CYP2C19*2 HLA-B*57:01 CYP2D6*1\n");
    assert_eq!(counted.shape, Shape::GeneTexts);
    let patient = &counted.patients[0];
    assert_eq!(patient.numbers()[..7], [4, 0, 0, 0, 4, 1, 0]);
    let genes: Vec<_> = patient.count.by_gene.keys().map(String::as_str).collect();
    assert_eq!(genes, ["", "CHEK2", "CYP2C19", "CYP2D6", "HLA-B"]);
}

#[test]
fn files_chosen_together_go_where_their_names_say() {
    let of = |name: &str, asked| ArticleFile::of_name(Path::new(name), asked);
    assert_eq!(of("a/disease_data.csv", ArticleFile::Genes), ArticleFile::Diseases);
    assert_eq!(of("a/mine.csv", ArticleFile::NewPatients), ArticleFile::NewPatients);
    assert_eq!(of("a/gene_data.csv", ArticleFile::Variants), ArticleFile::Variants);
    assert_eq!((weights::next_version("3").as_str(), weights::next_version("2026-03").as_str()), ("4", "2026-03 b"));
}
