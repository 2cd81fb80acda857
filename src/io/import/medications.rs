//! Medications: one row a drug that a patient takes or took.

use crate::domain::book::BookKind;
use crate::domain::ids::PatientId;
use crate::domain::patient::Medication;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::patients::PATIENT_ID_ALIASES;
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

const COLUMNS: &[Column] = &[
    Column::required("patient_id", ColumnKind::Identifier, PATIENT_ID_ALIASES),
    Column::optional("code", ColumnKind::Word, &["atc", "rxnorm", "medication_code", "drug_code", "药品编码"]),
    Column::required("medication", ColumnKind::Word, &["drug", "medicine", "药物", "药品"]),
    Column::optional("dose", ColumnKind::Text, &["dosage", "剂量"]),
    Column::optional("start", ColumnKind::Date, &["start_date", "started", "开始日期"]),
    Column::optional("end", ColumnKind::Date, &["end_date", "stopped", "stop", "结束日期"]),
];

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

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Medications))
    }
}

fn read(cells: &mut Cells<'_>) -> Result<(PatientId, Row<Medication>), Stop> {
    let patient = cells.patient("patient_id")?;
    let medication = Medication {
        word: cells.coded_word(BookKind::Medication, "code", "medication")?,
        dose: cells.text("dose"),
        start: cells.date("start")?,
        end: cells.date("end")?,
    };
    Ok((patient, cells.row(medication)))
}
