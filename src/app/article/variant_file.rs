//! A file of variants, read for the count: a row a variant, or gene texts as in `gene_data.csv`.
//!
//! A gene text says what was found and nothing else: neither what it means, nor how many copies, nor what was tested.

use std::collections::BTreeMap;
use std::path::Path;

use crate::analysis::gene_text::tokens;
use crate::analysis::variants::{Significance, TestResult, VariantRecord, Zygosity};
use crate::io::import::ImportError;
use crate::io::text_table::{TextRow, TextTable, column};

use super::super::gene_text::{GENES, PATIENT};

const VARIANT: &[&str] = &["variant", "variant_name", "hgvs", "变异", "突变", "变异位点"];
const GENE: &[&str] = &["gene", "gene_symbol", "基因", "基因名称"];
const RESULT: &[&str] = &["result", "test_result", "检测结果", "结果"];
const ZYGOSITY: &[&str] = &["zygosity", "genotype", "合子性", "基因型"];
const SIGNIFICANCE: &[&str] =
    &["significance", "clinical_significance", "classification", "临床意义", "致病性", "变异分类"];
const DISEASES: &[&str] = &["disease", "diseases", "condition", "疾病", "相关疾病"];

/// How the file tells of variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    #[default]
    Rows,
    GeneTexts,
}

/// Variants by patient, and rows that say nothing usable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VariantFile {
    pub shape: Shape,
    /// Whether a column tells what a variant means, how many copies, and with which disease.
    pub has_significance: bool,
    pub has_zygosity: bool,
    pub has_diseases: bool,
    pub patients: BTreeMap<String, Vec<VariantRecord>>,
    pub refused: Vec<RefusedRow>,
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    pub line: u64,
    pub why: RowFault,
    /// What stood there.
    pub text: String,
}

/// Why a row was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFault {
    NoPatient,
    NoVariant,
    Surplus,
    Result,
    Zygosity,
    Significance,
    /// Found by one column, not found by the other.
    Contradiction,
}

impl RowFault {
    /// Stable: the text `variants-refused-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            RowFault::NoPatient => "no-patient",
            RowFault::NoVariant => "no-variant",
            RowFault::Surplus => "surplus",
            RowFault::Result => "result",
            RowFault::Zygosity => "zygosity",
            RowFault::Significance => "significance",
            RowFault::Contradiction => "contradiction",
        }
    }
}

type Fault = (RowFault, String);

/// Reads a file.
///
/// # Errors
/// It cannot be read, or has neither a column of variants nor one of gene texts.
pub fn read(path: &Path) -> Result<VariantFile, ImportError> {
    let table = TextTable::read(path, lacking)?;
    let columns = Columns::of(&table.headings);
    let mut file = VariantFile {
        shape: if columns.variant.is_some() { Shape::Rows } else { Shape::GeneTexts },
        has_significance: columns.significance.is_some(),
        has_zygosity: columns.zygosity.is_some(),
        has_diseases: columns.diseases.is_some() && columns.variant.is_some(),
        ..VariantFile::default()
    };
    for row in &table.rows {
        match columns.records(row) {
            Ok((patient, records)) => file.patients.entry(patient).or_default().extend(records),
            Err((why, text)) => file.refused.push(RefusedRow { line: row.line, why, text }),
        }
    }
    Ok(file)
}

fn lacking(headings: &[String]) -> Vec<String> {
    let columns = Columns::of(headings);
    let needed =
        [(columns.patient.is_some(), "patient_id"), (columns.variant.is_some() || columns.text.is_some(), "variant")];
    needed.iter().filter(|(is_there, _)| !is_there).map(|(_, name)| (*name).to_owned()).collect()
}

struct Columns {
    patient: Option<usize>,
    variant: Option<usize>,
    gene: Option<usize>,
    result: Option<usize>,
    zygosity: Option<usize>,
    significance: Option<usize>,
    diseases: Option<usize>,
    text: Option<usize>,
}

impl Columns {
    fn of(headings: &[String]) -> Columns {
        let place = |words: &[&str]| words.iter().find_map(|word| column(headings, word));
        Columns {
            patient: place(PATIENT),
            variant: place(VARIANT),
            gene: place(GENE),
            result: place(RESULT),
            zygosity: place(ZYGOSITY),
            significance: place(SIGNIFICANCE),
            diseases: place(DISEASES),
            text: place(GENES),
        }
    }

    fn records(&self, row: &TextRow) -> Result<(String, Vec<VariantRecord>), Fault> {
        let cell = |place: Option<usize>| place.and_then(|place| row.cells.get(place)).map_or("", |cell| cell.trim());
        let patient = cell(self.patient).to_owned();
        if row.surplus > 0 {
            return Err((RowFault::Surplus, patient));
        }
        if patient.is_empty() {
            return Err((RowFault::NoPatient, String::new()));
        }
        let records = match self.variant {
            Some(_) => vec![self.record(cell)?],
            None => of_text(cell(self.text)),
        };
        if records.is_empty() { Err((RowFault::NoVariant, patient)) } else { Ok((patient, records)) }
    }

    fn record<'r>(&self, cell: impl Fn(Option<usize>) -> &'r str) -> Result<VariantRecord, Fault> {
        let (variant, gene) = (cell(self.variant), cell(self.gene));
        if variant.is_empty() {
            return Err((RowFault::NoVariant, gene.to_owned()));
        }
        let (own_gene, own_variant) = gene_and_variant(variant);
        let is_told = self.result.is_some() || self.zygosity.is_some();
        let diseases = cell(self.diseases).split([';', '|', '；']).map(str::trim).filter(|disease| !disease.is_empty());
        Ok(VariantRecord {
            gene: if gene.is_empty() { own_gene } else { gene.to_owned() },
            variant: if gene.is_empty() { own_variant } else { variant.to_owned() },
            result: result(cell(self.result), cell(self.zygosity), is_told)?,
            significance: significance(cell(self.significance))?,
            diseases: diseases.map(str::to_owned).collect(),
        })
    }
}

/// What a row says of a test; a row of a file without these columns is of a variant that was found.
fn result(result: &str, zygosity: &str, is_told: bool) -> Result<TestResult, Fault> {
    let copies = copies(zygosity).ok_or_else(|| (RowFault::Zygosity, zygosity.to_owned()))?;
    let said = match plain(result).as_str() {
        "" => None,
        "found" | "present" | "detected" | "positive" | "yes" | "1" | "检出" | "阳性" | "有" => {
            Some(TestResult::Found(Zygosity::NotRecorded))
        }
        "not found" | "absent" | "not detected" | "negative" | "no" | "0" | "wild type" | "未检出" | "阴性" | "无" => {
            Some(TestResult::NotFound)
        }
        "not tested" | "not done" | "no result" | "failed" | "未检测" | "未做" | "无结果" => {
            Some(TestResult::NotTested)
        }
        _ => return Err((RowFault::Result, result.to_owned())),
    };
    match (said, copies) {
        (None, None) if is_told => Ok(TestResult::NotTested),
        (None, None) => Ok(TestResult::Found(Zygosity::NotRecorded)),
        (Some(said), None) | (None, Some(said)) => Ok(said),
        (Some(TestResult::Found(_)), Some(TestResult::Found(copies))) => Ok(TestResult::Found(copies)),
        (Some(one), Some(other)) if one == other => Ok(one),
        (Some(_), Some(_)) => Err((RowFault::Contradiction, format!("{result}, {zygosity}"))),
    }
}

/// `Some(None)` where nothing is said, `None` where the word is not known.
fn copies(zygosity: &str) -> Option<Option<TestResult>> {
    let found = |zygosity| Some(TestResult::Found(zygosity));
    Some(match plain(zygosity).as_str() {
        "" => None,
        "heterozygous" | "het" | "0/1" | "1/0" | "0|1" | "1|0" | "杂合" | "杂合子" => {
            found(Zygosity::Heterozygous)
        }
        "homozygous" | "hom" | "1/1" | "1|1" | "纯合" | "纯合子" => found(Zygosity::Homozygous),
        "hemizygous" | "hemi" | "半合" | "半合子" => found(Zygosity::Hemizygous),
        "not recorded" | "unknown" | "未记录" | "不详" => found(Zygosity::NotRecorded),
        "0/0" | "0|0" | "wild type" | "野生型" => Some(TestResult::NotFound),
        "./." | ".|." | "未检测" => Some(TestResult::NotTested),
        _ => return None,
    })
}

/// The words of ClinVar and of laboratories' reports.
fn significance(text: &str) -> Result<Significance, Fault> {
    Ok(match plain(text).as_str() {
        "" | "not provided" | "not classified" | "other" | "未分类" => Significance::NotClassified,
        "pathogenic" | "p" | "5" | "致病" | "致病性" => Significance::Pathogenic,
        "likely pathogenic" | "pathogenic/likely pathogenic" | "lp" | "4" | "可能致病" | "疑似致病" => {
            Significance::LikelyPathogenic
        }
        "uncertain significance" | "uncertain" | "vus" | "3" | "意义未明" | "意义不明" | "临床意义未明" => {
            Significance::Uncertain
        }
        "conflicting"
        | "conflicting interpretations of pathogenicity"
        | "conflicting classifications of pathogenicity"
        | "有冲突"
        | "冲突" => Significance::Conflicting,
        "likely benign" | "benign/likely benign" | "lb" | "2" | "可能良性" | "疑似良性" => {
            Significance::LikelyBenign
        }
        "benign" | "b" | "1" | "良性" => Significance::Benign,
        _ => return Err((RowFault::Significance, text.to_owned())),
    })
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace('_', " ")
}

/// Each token of a gene text: a variant that was found; the reference allele `*1` is one that was looked for.
fn of_text(text: &str) -> Vec<VariantRecord> {
    let record = |token: String| {
        let (gene, variant) = gene_and_variant(&token);
        let result = if variant == "*1" { TestResult::NotFound } else { TestResult::Found(Zygosity::NotRecorded) };
        VariantRecord { gene, variant, result, significance: Significance::NotClassified, diseases: Vec::new() }
    };
    tokens(text).into_iter().map(record).collect()
}

/// `CHEK2:c.1100delC` is of `CHEK2`, `CYP2C19*2` of `CYP2C19`; an rsID names no gene.
fn gene_and_variant(token: &str) -> (String, String) {
    let is_rs = |text: &str| text.strip_prefix("rs").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    // A transcript before a colon is no gene.
    let is_gene = |text: &str| !text.contains('_') && !text.is_empty() && !is_rs(text);
    match (token.split_once(':'), token.find('*')) {
        (_, Some(star)) if !token[..star].contains(':') && star > 0 => {
            (token[..star].to_owned(), token[star..].to_owned())
        }
        (Some((gene, variant)), _) if is_gene(gene) => (gene.to_owned(), variant.to_owned()),
        _ => (String::new(), token.to_owned()),
    }
}
