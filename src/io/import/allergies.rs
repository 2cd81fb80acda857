//! Allergies: one row a substance, or the statement that none is known or that the source could not be asked.

use crate::base::Rule;
use crate::domain::ids::PatientId;
use crate::domain::patient::AllergyStatement;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::patients::PATIENT_ID_ALIASES;
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

/// What the status column may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Active,
    NoneKnown,
    Unavailable,
}

const STATUS_WORDS: &[(&[&str], Status)] = &[
    (&["active", "有效", "活动"], Status::Active),
    (&["none known", "no known allergies", "nka", "nkda", "无已知过敏", "无"], Status::NoneKnown),
    (&["unavailable", "不可获取", "无法获取"], Status::Unavailable),
];

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::required(
        "substance",
        ColumnKind::Text,
        &["allergen", "allergy", "过敏原", "过敏物", "アレルゲン", "アレルギー", "原因物質", "알레르겐", "알레르기"],
    ),
    Column::optional(
        "reaction",
        ColumnKind::Text,
        &["manifestation", "反应", "过敏反应", "症状", "アレルギー反応", "반응", "증상"],
    ),
    Column::optional("severity", ColumnKind::Text, &["criticality", "严重程度", "重症度", "중증도", "심각도"]),
    Column::optional("status", ColumnKind::Choice, &["allergy_status", "状态", "상태"]),
];

/// The format.
pub struct Allergies;

impl ImportFormat for Allergies {
    fn id(&self) -> &'static str {
        "allergies"
    }

    fn sample(&self) -> &'static str {
        "allergies.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn words(&self, field: &str) -> Vec<&'static [&'static str]> {
        if field == "status" { STATUS_WORDS.iter().map(|(words, _)| *words).collect() } else { Vec::new() }
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Allergies))
    }
}

/// A substance without a status counts as active. A substance beside "none known" contradicts it: the row is refused
/// rather than one of the two believed.
fn read(cells: &mut Cells<'_>) -> Result<(PatientId, Row<AllergyStatement>), Stop> {
    let patient = cells.patient("patient_id")?;
    let substance = cells.text("substance");
    let status = cells.choice("status", STATUS_WORDS)?;
    let (reaction, severity) = (cells.text("reaction"), cells.text("severity"));
    let statement = match (status, substance) {
        (Some(Status::Active) | None, Some(substance)) => AllergyStatement::Substance { substance, reaction, severity },
        (Some(Status::Active) | None, None) => return cells.refuse("substance", Rule::MissingRequired),
        (Some(Status::NoneKnown), None) => AllergyStatement::NoneKnown,
        (Some(Status::Unavailable), None) => AllergyStatement::Unavailable,
        (Some(Status::NoneKnown | Status::Unavailable), Some(_)) => return cells.refuse("status", Rule::UnknownWord),
    };
    Ok((patient, cells.row(statement)))
}
