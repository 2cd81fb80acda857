//! The waiting list: one row a patient who is to be admitted and operated.

use crate::base::Rule;
use crate::domain::ids::PatientId;
use crate::domain::schedule::rows::WaitingRow;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::patients::PATIENT_ID_ALIASES;
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::required(
        "surgeon",
        ColumnKind::Identifier,
        &["surgeon_id", "主刀", "主刀医生", "手术医生", "執刀医", "집도의"],
    ),
    Column::required(
        "surgery_minutes",
        ColumnKind::Number,
        &["operation_minutes", "surgery_duration", "手术时长", "手术分钟", "手術時間", "수술시간"],
    ),
    Column::required("stay_days", ColumnKind::Number, &["length_of_stay", "住院天数", "在院日数", "재원일수"]),
    Column::optional(
        "earliest",
        ColumnKind::Date,
        &["not_before", "earliest_date", "release_date", "最早日期", "最早手术日", "最早日"],
    ),
    Column::optional(
        "latest",
        ColumnKind::Date,
        &["not_after", "latest_date", "due_date", "最晚日期", "最晚手术日", "期限"],
    ),
    Column::optional("workload", ColumnKind::Text, &["care_load", "护理工作量", "護理量", "看護量", "업무량"]),
    Column::optional(
        "skill_level",
        ColumnKind::Number,
        &["needed_level", "护理级别", "技能等级", "技能水準", "숙련도"],
    ),
    Column::optional("not_rooms", ColumnKind::Text, &["excluded_rooms", "不适用病房", "不可病室", "제외병실"]),
];

/// The format.
pub struct Waiting;

impl ImportFormat for Waiting {
    fn id(&self) -> &'static str {
        "waiting"
    }

    fn sample(&self) -> &'static str {
        "waiting.csv"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Waiting))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<(PatientId, Row<WaitingRow>), Stop> {
    let patient = cells.patient("patient_id")?;
    let surgeon = cells.identifier("surgeon")?;
    let Some(surgery_mins) = cells.whole("surgery_minutes")? else {
        return cells.refuse("surgery_minutes", Rule::MissingRequired);
    };
    let Some(stay_days) = cells.whole("stay_days")?.filter(|days| *days > 0) else {
        return cells.refuse("stay_days", Rule::MissingRequired);
    };
    let (earliest, latest) = (cells.date("earliest")?, cells.date("latest")?);
    if earliest.zip(latest).is_some_and(|(earliest, latest)| latest < earliest) {
        return cells.refuse("latest", Rule::EndBeforeStart);
    }
    let row = WaitingRow {
        surgeon,
        surgery_mins,
        stay_days,
        earliest,
        latest,
        workload: cells.wholes("workload")?,
        skill_level: cells.whole("skill_level")?.unwrap_or(0),
        not_rooms: cells.list("not_rooms"),
    };
    Ok((patient, cells.row(row)))
}
