//! A note of the ward as it lies in the store.

use serde::{Deserialize, Serialize};

use crate::domain::ids::{CellRef, ImportId};
use crate::domain::indicator::IndicatorId;
use crate::domain::ward_note::{CareLimit, WardNote};

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Written {
    CareLimit { limit: String, words: Option<String> },
    AlarmLimit { indicator: String, low: Option<f64>, high: Option<f64> },
    ReadBack { import: u32, line: u32, column: u16, indicator: String, value: String, told: String },
}

/// A note as it lies in the store.
///
/// # Errors
/// A number that has no text.
pub fn write(note: &WardNote) -> Result<String, serde_json::Error> {
    let name = |indicator: &IndicatorId| indicator.indicator().id.to_owned();
    serde_json::to_string(&match note {
        WardNote::CareLimit { limit, words } => {
            Written::CareLimit { limit: limit.id().to_owned(), words: words.clone() }
        }
        WardNote::AlarmLimit { indicator, low, high } => {
            Written::AlarmLimit { indicator: name(indicator), low: *low, high: *high }
        }
        WardNote::ReadBack { cell, indicator, value, told } => Written::ReadBack {
            import: cell.import.0,
            line: cell.line,
            column: cell.column,
            indicator: name(indicator),
            value: value.clone(),
            told: told.clone(),
        },
    })
}

/// The note of a text; `None` where it does not read.
pub fn read(text: &str) -> Option<WardNote> {
    Some(match serde_json::from_str(text).ok()? {
        Written::CareLimit { limit, words } => WardNote::CareLimit { limit: CareLimit::from_id(&limit)?, words },
        Written::AlarmLimit { indicator, low, high } => {
            WardNote::AlarmLimit { indicator: IndicatorId::from_word(&indicator)?, low, high }
        }
        Written::ReadBack { import, line, column, indicator, value, told } => WardNote::ReadBack {
            cell: CellRef { import: ImportId(import), line, column },
            indicator: IndicatorId::from_word(&indicator)?,
            value,
            told,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_come_back() {
        let indicator = IndicatorId::from_word("potassium").expect("in the table");
        let cell = CellRef { import: ImportId(3), line: 7, column: 2 };
        let notes = [
            WardNote::CareLimit { limit: CareLimit::NoIntubation, words: Some("agreed with the family".to_owned()) },
            WardNote::AlarmLimit { indicator, low: None, high: Some(6.1) },
            WardNote::ReadBack { cell, indicator, value: "6.8".to_owned(), told: "Dr Wang".to_owned() },
        ];
        for note in notes {
            assert_eq!(read(&write(&note).expect("written")), Some(note));
        }
        assert_eq!(read(r#"{"kind":"care-limit","limit":"unheard-of","words":null}"#), None);
    }
}
