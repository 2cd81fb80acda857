//! Allergies: one row a substance, or the statement that none is known or that the source could not be asked.

use crate::base::Rule;
use crate::domain::ids::PatientId;
use crate::domain::patient::AllergyStatement;

use super::super::store::{RecordBatch, Row};
use super::cells::{Cells, RecordReader, Stop};
use super::patients::PATIENT_ID_ALIASES;
use super::standing::{self, VALID, VERIFICATION, VOID, is_unconfirmed, must_not_be_void, must_stand};
use super::{Column, ColumnKind, ImportFormat, Mapping, RowReader, Sources};

/// What the status column may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Active,
    NoneKnown,
    Unavailable,
    /// It held once.
    Inactive,
}

const STATUS_WORDS: &[(&[&str], Status)] = &[
    (&["active", "有效", "活动", "confirmed", "current", "确认", "已确认"], Status::Active),
    (&["none known", "no known allergies", "nka", "nkda", "无已知过敏", "无"], Status::NoneKnown),
    (&["inactive", "resolved", "已失效", "非活动"], Status::Inactive),
    (&["unavailable", "不可获取", "无法获取"], Status::Unavailable),
];

/// What stands in the place of a substance where somebody was asked and none is known, in lower case.
const NO_SUBSTANCE: &[&str] = &[
    "none known",
    "no known allergies",
    "no known allergy",
    "no known drug allergies",
    "no known drug allergy",
    "no allergies",
    "no allergy",
    "no drug allergies",
    "none",
    "nil",
    "nil known",
    "nka",
    "nkda",
    "nkfa",
    "denies allergies",
    "无",
    "无过敏",
    "无过敏史",
    "无药物过敏",
    "无药物过敏史",
    "无食物药物过敏史",
    "无已知过敏",
    "无已知药物过敏",
    "否认过敏",
    "否认过敏史",
    "否认药物过敏",
    "否认药物过敏史",
    "否认食物药物过敏史",
    "否认食物、药物过敏史",
];

/// What stands there where nobody knows: that is no substance, and not "none" either.
const UNKNOWN_SUBSTANCE: &[&str] = &["unknown", "unk", "not known", "not recorded", "未知", "不详", "不明", "未记录"];

/// Whether what stands in the place of a substance says that none is known.
pub fn is_no_substance(text: &str) -> bool {
    is_one_of(text, NO_SUBSTANCE)
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    let lower = text.trim().trim_end_matches(['.', '。']).to_lowercase();
    words.contains(&lower.as_str())
}

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
    VERIFICATION,
    VOID,
    VALID,
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
        if field == "status" { STATUS_WORDS.iter().map(|(words, _)| *words).collect() } else { standing::words(field) }
    }

    fn knows(&self, field: &str, word: &str) -> bool {
        match field {
            "status" => self.words(field).iter().any(|words| words.contains(&word.to_lowercase().as_str())),
            _ => standing::knows(field, word),
        }
    }

    fn reader(&self, mapping: &Mapping, sources: Sources) -> Box<dyn RowReader> {
        Box::new(RecordReader::new(COLUMNS, mapping, sources, read, RecordBatch::Allergies))
    }
}

/// A substance without a status counts as active. A substance beside "none known" contradicts it: the row is refused
/// rather than one of the two believed. "NKDA" in the place of a substance is the statement that none is known, and is kept as
/// it was written; beside a reaction or an active status it contradicts itself.
fn read(cells: &mut Cells<'_>) -> Result<(PatientId, Row<AllergyStatement>), Stop> {
    let patient = cells.patient("patient_id")?;
    must_not_be_void(cells)?;
    is_verified(cells)?;
    let written = cells.text("substance");
    let says_none = written.as_deref().is_some_and(|text| is_one_of(text, NO_SUBSTANCE));
    if written.as_deref().is_some_and(|text| is_one_of(text, UNKNOWN_SUBSTANCE)) {
        return cells.refuse("substance", Rule::UnknownWord);
    }
    if says_none {
        cells.keep_raw("substance");
    }
    let substance = written.filter(|_| !says_none);
    let status = cells.choice("status", STATUS_WORDS)?;
    if status == Some(Status::Inactive) {
        return cells.refuse("status", Rule::EndedWithoutDate);
    }
    let (reaction, severity) = (cells.text("reaction"), cells.text("severity"));
    if says_none && (status == Some(Status::Active) || status == Some(Status::Unavailable) || reaction.is_some()) {
        return cells.refuse("substance", Rule::UnknownWord);
    }
    let statement = match (status, substance) {
        (None | Some(Status::NoneKnown), None) if says_none => AllergyStatement::NoneKnown,
        (Some(Status::Active) | None, Some(substance)) => AllergyStatement::Substance { substance, reaction, severity },
        (Some(Status::Active) | None, None) => return cells.refuse("substance", Rule::MissingRequired),
        (Some(Status::NoneKnown), None) => AllergyStatement::NoneKnown,
        (Some(Status::Unavailable), None) => AllergyStatement::Unavailable,
        (Some(Status::NoneKnown | Status::Unavailable), Some(_)) | (Some(Status::Inactive), _) => {
            return cells.refuse("status", Rule::UnknownWord);
        }
    };
    Ok((patient, cells.row(statement)))
}

/// An allergy that nobody has confirmed is kept, and flagged: leaving it out is the greater danger.
fn is_verified(cells: &mut Cells<'_>) -> Result<(), Stop> {
    if is_unconfirmed(cells.trimmed("verification")) {
        cells.keep_said("verification");
        cells.flag("verification", Rule::Preliminary);
        return Ok(());
    }
    must_stand(cells, "verification", false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_allergy_is_no_substance() {
        for text in ["NKDA", "None known", "No known drug allergies.", "无过敏史", "否认药物过敏史", "无"] {
            assert!(is_one_of(text, NO_SUBSTANCE), "{text}");
        }
        for text in ["Penicillin", "Nonelin", "青霉素", "unknown"] {
            assert!(!is_one_of(text, NO_SUBSTANCE), "{text}");
        }
    }
}
