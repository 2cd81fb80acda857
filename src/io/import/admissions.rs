//! Admissions: one row a stay.

use crate::base::Rule;
use crate::domain::book::BookKind;
use crate::domain::ids::PatientId;
use crate::domain::patient::Admission;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::patients::PATIENT_ID_ALIASES;
use super::standing::{self, STATUS, VALID, VERIFICATION, VOID, must_hold};
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::optional(
        "ward",
        ColumnKind::Word,
        &["unit", "department", "病区", "科室", "科别", "病棟", "診療科", "병동", "진료과"],
    ),
    Column::optional("room", ColumnKind::Text, &["病房", "房间", "病室", "病室番号", "병실", "호실"]),
    Column::optional("bed", ColumnKind::Text, &["床位", "床号", "病床", "ベッド", "ベッド番号", "병상", "침상"]),
    Column::required(
        "admitted",
        ColumnKind::Time,
        &[
            "admission",
            "admission_time",
            "admittime",
            "入院时间",
            "入院日期",
            "住院日期",
            "住院时间",
            "入院日",
            "入院日時",
            "입원일",
            "입원일시",
            "입원일자",
        ],
    ),
    Column::optional(
        "discharged",
        ColumnKind::Time,
        &[
            "discharge",
            "discharge_time",
            "dischtime",
            "出院时间",
            "出院日期",
            "退院日",
            "退院日時",
            "퇴원일",
            "퇴원일시",
            "퇴원일자",
        ],
    ),
    Column::optional(
        "reason",
        ColumnKind::Text,
        &["admission_reason", "入院原因", "住院原因", "入院理由", "입원사유", "입원이유"],
    ),
    STATUS,
    VERIFICATION,
    VOID,
    VALID,
];

/// The format.
pub struct Admissions;

impl ImportFormat for Admissions {
    fn id(&self) -> &'static str {
        "admissions"
    }

    fn sample(&self) -> &'static str {
        "admissions.csv"
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
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Admissions))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<(PatientId, Row<Admission>), Stop> {
    let patient = cells.patient("patient_id")?;
    let has_end = !cells.trimmed("discharged").is_empty();
    must_hold(cells, has_end)?;
    let ward = cells.text("ward").map(|ward| cells.intern(BookKind::Ward, &ward)).transpose()?;
    let Some(admitted) = cells.moment("admitted")? else {
        return cells.refuse("admitted", Rule::MissingRequired);
    };
    let admission = Admission {
        ward,
        room: cells.text("room"),
        bed: cells.text("bed"),
        admitted,
        discharged: cells.moment("discharged")?,
        reason: cells.text("reason"),
    };
    if admission.discharged.is_some_and(|discharged| discharged.is_all_before(admitted)) {
        return cells.refuse("discharged", Rule::EndBeforeStart);
    }
    cells.flag_if_future("admitted", Some(admitted.utc_secs));
    cells.flag_if_future("discharged", admission.discharged.map(|discharged| discharged.utc_secs));
    Ok((patient, cells.row(admission)))
}
