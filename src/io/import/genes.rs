//! Gene results: one row a result of one gene of a patient, as a laboratory gives it.

use crate::base::Rule;
use crate::domain::genome::{Gene, GeneRecord, GeneStatement, Typing};
use crate::domain::ids::PatientId;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::patients::PATIENT_ID_ALIASES;
use super::specimen::{self, STATUS_ALIASES};
use super::standing::{self, VALID, VOID, must_be_final};
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::required("gene", ColumnKind::Text, &["gene_symbol", "gene_name", "symbol", "基因", "基因名称"]),
    Column::optional(
        "result",
        ColumnKind::Text,
        &[
            "diplotype",
            "diplotypes",
            "genotype",
            "gene_result",
            "typing",
            "hla_type",
            "hla",
            "test_result",
            "value",
            "检测结果",
            "结果",
            "基因型",
            "双倍型",
        ],
    ),
    Column::optional("phenotype", ColumnKind::Text, &["metabolizer_status", "metaboliser_status", "表型", "代谢型"]),
    Column::optional(
        "specimen_date",
        ColumnKind::Date,
        &["specimen", "sample_date", "collected", "collection_date", "date", "采样日期", "标本日期"],
    ),
    Column::optional("laboratory", ColumnKind::Text, &["lab", "performing_laboratory", "实验室", "检验机构"]),
    Column::optional("status", ColumnKind::Choice, STATUS_ALIASES),
    VOID,
    VALID,
];

/// A laboratory that says in words that it did not look.
const NOT_TESTED: [&str; 5] = ["not tested", "not done", "untested", "未检测", "未检"];
/// One that looked in vain.
const NO_RESULT: [&str; 8] =
    ["no result", "no call", "failed", "test failed", "invalid", "无结果", "检测失败", "未检出结果"];

/// The format.
pub struct Genes;

impl ImportFormat for Genes {
    fn id(&self) -> &'static str {
        "genes"
    }

    fn sample(&self) -> &'static str {
        "gene_results.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn words(&self, field: &str) -> Vec<&'static [&'static str]> {
        if field == "status" { specimen::words(field) } else { standing::words(field) }
    }

    fn knows(&self, field: &str, word: &str) -> bool {
        if field == "status" { specimen::knows(field, word) } else { standing::knows(field, word) }
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Genes))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<(PatientId, Row<GeneRecord>), Stop> {
    let patient = cells.patient("patient_id")?;
    must_be_final(cells)?;
    let Some(gene_text) = cells.text("gene") else { return cells.refuse("gene", Rule::MissingRequired) };
    let Some((gene, allele)) = gene_and_allele(&gene_text) else { return cells.refuse("gene", Rule::UnknownWord) };
    let (result, phenotype) = (cells.text("result"), cells.text("phenotype"));
    let specimen = cells.past_date("specimen_date")?;
    let laboratory = cells.text("laboratory");
    let (field, text, reported_phenotype) = match (result, phenotype) {
        (Some(result), phenotype) => ("result", result, phenotype),
        (None, Some(phenotype)) => ("phenotype", phenotype, None),
        (None, None) => return cells.refuse("result", Rule::MissingRequired),
    };
    let Some(statement) = statement(gene, allele, &text) else { return cells.refuse(field, Rule::UnknownWord) };
    cells.keep_if_changed("gene", &gene_text, gene.symbol());
    cells.keep_if_changed(field, &text, &statement.text());
    Ok((patient, cells.row(GeneRecord { gene, statement, reported_phenotype, specimen, laboratory })))
}

/// A gene, and the HLA allele that may stand with it: `HLA-B*57:01`.
fn gene_and_allele(text: &str) -> Option<(Gene, Option<&str>)> {
    let (symbol, allele) = text.split_once('*').map_or((text, None), |(symbol, allele)| (symbol, Some(allele)));
    Some((Gene::from_symbol(symbol)?, allele))
}

fn statement(gene: Gene, allele: Option<&str>, text: &str) -> Option<GeneStatement> {
    let lower = text.to_lowercase();
    if NOT_TESTED.contains(&lower.as_str()) {
        return Some(GeneStatement::NotTested);
    }
    if NO_RESULT.contains(&lower.as_str()) {
        return Some(GeneStatement::NoResult);
    }
    let whole = allele.map_or_else(|| text.to_owned(), |allele| format!("*{allele} {text}"));
    Typing::parse(gene, &whole).ok().map(GeneStatement::Given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_laboratory_writes() {
        let read = |gene: &str, text: &str| {
            let (gene, allele) = gene_and_allele(gene)?;
            Some(statement(gene, allele, text)?.text())
        };
        for (gene, text, is) in [
            ("CYP2C19", "*2/*2", Some("*2/*2")),
            ("cyp2c19", "Poor metaboliser", Some("Poor Metabolizer")),
            ("HLA-B*57:01", "阳性", Some("*57:01 positive")),
            ("HLA-B", "HLA-B*58:01 negative", Some("*58:01 negative")),
            ("HLA-B", "negative", None),
            ("G6PD", "deficient", Some("Deficient")),
            ("TPMT", "未检测", Some("not tested")),
            ("TPMT", "Failed", Some("no result")),
            ("TPMT", "wild type", None),
            ("BRCA1", "*1/*1", None),
        ] {
            assert_eq!(read(gene, text).as_deref(), is, "{gene} {text}");
        }
    }
}
