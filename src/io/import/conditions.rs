//! Conditions: one row a diagnosis or problem of a patient.

use crate::base::{Date, Rule};
use crate::domain::book::BookKind;
use crate::domain::ids::PatientId;
use crate::domain::patient::Condition;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::patients::PATIENT_ID_ALIASES;
use super::standing::{self, STATUS, VALID, VERIFICATION, VOID, must_hold};
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::optional(
        "code",
        ColumnKind::Word,
        &[
            "icd",
            "icd10",
            "condition_code",
            "diagnosis_code",
            "诊断编码",
            "诊断代码",
            "疾病代码",
            "病名コード",
            "진단코드",
            "상병코드",
        ],
    ),
    Column::required(
        "condition",
        ColumnKind::Word,
        &["diagnosis", "problem", "诊断", "疾病", "诊断名称", "診断名", "病名", "傷病名", "진단", "진단명", "상병명"],
    ),
    Column::optional(
        "onset",
        ColumnKind::Date,
        &[
            "onset_date",
            "onset_time",
            "diagnosis_date",
            "diagnosed",
            "start",
            "诊断时间",
            "确诊时间",
            "发病时间",
            "起病日期",
            "确诊日期",
            "发病日期",
            "诊断日期",
            "発症日",
            "診断日",
            "발병일",
            "진단일",
        ],
    ),
    Column::optional(
        "resolved",
        ColumnKind::Date,
        &["resolved_date", "abatement", "end", "痊愈日期", "治癒日", "終了日", "완치일", "종료일"],
    ),
    STATUS,
    VERIFICATION,
    VOID,
    VALID,
];

/// The format.
pub struct Conditions;

impl ImportFormat for Conditions {
    fn id(&self) -> &'static str {
        "conditions"
    }

    fn sample(&self) -> &'static str {
        "conditions.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn words(&self, field: &str) -> Vec<&'static [&'static str]> {
        standing::words(field)
    }

    fn knows(&self, field: &str, word: &str) -> bool {
        standing::knows(field, word)
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Conditions))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<(PatientId, Row<Condition>), Stop> {
    let patient = cells.patient("patient_id")?;
    let has_end = !cells.trimmed("resolved").is_empty();
    must_hold(cells, has_end)?;
    let condition = Condition {
        word: cells.coded_word(BookKind::Condition, "code", "condition")?,
        onset: cells.date("onset")?,
        resolved: cells.date("resolved")?,
    };
    if condition.onset.zip(condition.resolved).is_some_and(|(onset, resolved)| resolved < onset) {
        return cells.refuse("resolved", Rule::EndBeforeStart);
    }
    cells.flag_if_future("onset", condition.onset.map(Date::utc_secs));
    cells.flag_if_future("resolved", condition.resolved.map(Date::utc_secs));
    Ok((patient, cells.row(condition)))
}
