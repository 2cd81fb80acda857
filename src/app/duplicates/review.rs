//! Two patients side by side, field by field: values to be written out, and whether they agree.

use crate::analysis::quality::duplicates::same_phone;
use crate::app::index::PatientIndex;
use crate::app::list::table::words;
use crate::base::Date;
use crate::domain::book::BookKind;
use crate::domain::patient::{AllergyState, Sex};

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    Text(String),
    Day(Date),
    Sex(Sex),
    Allergies(AllergyState),
    Count(u64),
}

/// How the two values of a field stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    Same,
    Differs,
    OnlyOne,
    /// Neither is recorded.
    Neither,
    /// Need not agree: the identifiers, numbers of records.
    NotCompared,
}

/// One field of both patients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// Message key of its name.
    pub field: &'static str,
    pub values: [Option<FieldValue>; 2],
    pub agreement: Agreement,
}

/// Every field of two rows of the list.
pub fn fields(index: &PatientIndex, rows: [u32; 2]) -> Vec<FieldRow> {
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(|text| FieldValue::Text(text.to_owned()));
    let list = |kind, of: &[u16]| text(Some(&words(index, kind, of)));
    let allergies = |row| Some(index.allergies(row)).filter(|state| *state != AllergyState::NotRecorded);
    let count = |count: u64| Some(FieldValue::Count(count));
    vec![
        counted("column-identifier", rows.map(|row| text(Some(index.identifier(row))))),
        compared("column-family-name", rows.map(|row| text(index.family_name(row)))),
        compared("column-given-name", rows.map(|row| text(index.given_name(row)))),
        compared("column-chinese-name", rows.map(|row| text(index.chinese_name(row)))),
        compared("column-sex", rows.map(|row| index.sex(row).map(FieldValue::Sex))),
        compared("column-birth-date", rows.map(|row| index.birth_date(row).map(FieldValue::Day))),
        compared("column-death-date", rows.map(|row| index.death_date(row).map(FieldValue::Day))),
        phones(rows.map(|row| index.phone(row))),
        compared("column-allergies", rows.map(|row| allergies(row).map(FieldValue::Allergies))),
        compared("column-ward", rows.map(|row| text(index.ward_name(row)))),
        compared("column-conditions", rows.map(|row| list(BookKind::Condition, index.conditions(row)))),
        compared("column-medications", rows.map(|row| list(BookKind::Medication, index.medications(row)))),
        counted("column-observations", rows.map(|row| count(u64::from(index.observation_count(row))))),
        counted("column-last-observed", rows.map(|row| index.last_observed(row).map(FieldValue::Day))),
        counted("column-flagged", rows.map(|row| count(u64::from(index.flagged_count(row))))),
    ]
}

fn compared(field: &'static str, values: [Option<FieldValue>; 2]) -> FieldRow {
    let agreement = match &values {
        [Some(one), Some(other)] if one == other => Agreement::Same,
        [Some(_), Some(_)] => Agreement::Differs,
        [None, None] => Agreement::Neither,
        [Some(_), None] | [None, Some(_)] => Agreement::OnlyOne,
    };
    FieldRow { field, values, agreement }
}

/// Numbers agree however they are written.
fn phones(phones: [Option<&str>; 2]) -> FieldRow {
    let row = compared("field-phone", phones.map(|phone| phone.map(|phone| FieldValue::Text(phone.to_owned()))));
    match phones {
        [Some(one), Some(other)] if same_phone(one, other) == Some(true) => {
            FieldRow { agreement: Agreement::Same, ..row }
        }
        [Some(_) | None, Some(_) | None] => row,
    }
}

fn counted(field: &'static str, values: [Option<FieldValue>; 2]) -> FieldRow {
    FieldRow { field, values, agreement: Agreement::NotCompared }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::index::test_patients::named;

    #[test]
    fn fields_are_compared_and_counts_are_not() {
        let index = named(&[("P1", "Wang", "Wei", ""), ("P2", "Wang", "", "")]);
        let rows = fields(&index, [0, 1]);
        let of = |field| rows.iter().find(|row| row.field == field).map(|row| row.agreement);
        assert_eq!(of("column-identifier"), Some(Agreement::NotCompared), "a pair has two");
        assert_eq!(of("column-family-name"), Some(Agreement::Same));
        assert_eq!(of("column-given-name"), Some(Agreement::OnlyOne));
        assert_eq!(of("column-chinese-name"), Some(Agreement::Neither));
        assert_eq!(of("column-observations"), Some(Agreement::NotCompared));
    }

    #[test]
    fn telephone_numbers_agree_however_they_are_written() {
        let agreement = |one, other| phones([one, other]).agreement;
        assert_eq!(agreement(Some("+86 138-0013-8000"), Some("13800138000")), Agreement::Same);
        assert_eq!(agreement(Some("13800138000"), Some("13800138001")), Agreement::Differs);
        assert_eq!(agreement(Some("none"), Some("none")), Agreement::Same);
        assert_eq!(agreement(Some("13800138000"), None), Agreement::OnlyOne);
    }
}
