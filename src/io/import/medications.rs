//! Medications: one row a drug that a patient takes or took.

use crate::base::{Date, Rule};
use crate::domain::book::BookKind;
use crate::domain::ids::PatientId;
use crate::domain::patient::Medication;

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
            "atc",
            "rxnorm",
            "medication_code",
            "drug_code",
            "药品编码",
            "药品代码",
            "薬品コード",
            "医薬品コード",
            "약품코드",
        ],
    ),
    Column::required(
        "medication",
        ColumnKind::Word,
        &[
            "drug",
            "medicine",
            "药物",
            "药品",
            "药名",
            "药品名称",
            "药物名称",
            "薬剤名",
            "薬品名",
            "医薬品名",
            "약품명",
            "약물",
            "약물명",
        ],
    ),
    Column::optional(
        "dose",
        ColumnKind::Text,
        &[
            "dosage",
            "dose_amount",
            "strength",
            "剂量",
            "用量",
            "单次剂量",
            "每次剂量",
            "给药剂量",
            "投与量",
            "용량",
            "투여량",
        ],
    ),
    Column::optional(
        "start",
        ColumnKind::Date,
        &[
            "start_date",
            "started",
            "start_time",
            "start_datetime",
            "开始日期",
            "开始时间",
            "prescription date",
            "prescription time",
            "prescribed",
            "prescribed on",
            "处方日期",
            "处方时间",
            "开药日期",
            "开药时间",
            "开具日期",
            "起始日期",
            "用药开始日期",
            "医嘱开始时间",
            "開始日",
            "投与開始日",
            "시작일",
            "투여시작일",
        ],
    ),
    Column::optional(
        "end",
        ColumnKind::Date,
        &[
            "end_date",
            "stopped",
            "stop",
            "stop_date",
            "stop_time",
            "end_time",
            "结束日期",
            "结束时间",
            "停止时间",
            "停止日期",
            "停药日期",
            "停用日期",
            "终止日期",
            "終了日",
            "投与終了日",
            "종료일",
            "투여종료일",
        ],
    ),
    STATUS,
    VERIFICATION,
    VOID,
    VALID,
];

/// Headings of a column of units beside the dose: the two are one text.
pub const DOSE_UNITS: &[&str] = &["dose_unit", "dose_units", "dosage_unit", "unit", "units", "剂量单位", "单位"];

/// The format.
pub struct Medications;

impl ImportFormat for Medications {
    fn id(&self) -> &'static str {
        "medications"
    }

    fn sample(&self) -> &'static str {
        "medications.csv"
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
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Medications))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<(PatientId, Row<Medication>), Stop> {
    let patient = cells.patient("patient_id")?;
    let has_end = !cells.trimmed("end").is_empty();
    must_hold(cells, has_end)?;
    let medication = Medication {
        word: cells.coded_word(BookKind::Medication, "code", "medication")?,
        dose: cells.text("dose"),
        start: cells.date("start")?,
        end: cells.date("end")?,
    };
    let is_one_day = medication.start.is_some() && medication.start == medication.end;
    let is_before = medication.start.zip(medication.end).is_some_and(|(start, end)| end < start);
    if is_before || (is_one_day && cells.is_clock_before("end", "start")) {
        return cells.refuse("end", Rule::EndBeforeStart);
    }
    // The end of a course is often planned ahead.
    cells.flag_if_future("start", medication.start.map(Date::utc_secs));
    Ok((patient, cells.row(medication)))
}
