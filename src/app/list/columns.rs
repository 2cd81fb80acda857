//! Columns of the patient list: each has an id for the settings, a sort key and a cell.

use crate::app::index::{Direction, SortKey};
use crate::domain::indicator::IndicatorId;

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Identifier,
    Name,
    ChineseName,
    Sex,
    Age,
    BirthDate,
    Ward,
    Allergies,
    Conditions,
    Medications,
    Observations,
    LastObserved,
    Flagged,
    /// The newest value of an indicator.
    Newest(IndicatorId),
}

impl Column {
    /// What a new user sees.
    pub fn standard() -> Vec<Column> {
        let newest = ["systolic-bp", "hba1c", "ldl-cholesterol"];
        let mut columns =
            vec![Column::Name, Column::Identifier, Column::Sex, Column::Age, Column::Ward, Column::Conditions];
        columns.extend(newest.into_iter().filter_map(IndicatorId::from_word).map(Column::Newest));
        columns.push(Column::LastObserved);
        columns
    }

    /// Every column there is, in the order of the chooser.
    pub fn all() -> Vec<Column> {
        let mut columns = vec![
            Column::Name,
            Column::ChineseName,
            Column::Identifier,
            Column::Sex,
            Column::Age,
            Column::BirthDate,
            Column::Ward,
            Column::Allergies,
            Column::Conditions,
            Column::Medications,
            Column::Observations,
            Column::LastObserved,
            Column::Flagged,
        ];
        columns.extend(IndicatorId::all().map(Column::Newest));
        columns
    }

    /// Stable id: settings, message key `column-<id>`; for an indicator `newest-<indicator id>`.
    pub fn id(self) -> String {
        match self {
            Column::Identifier => "identifier".to_owned(),
            Column::Name => "name".to_owned(),
            Column::ChineseName => "chinese-name".to_owned(),
            Column::Sex => "sex".to_owned(),
            Column::Age => "age".to_owned(),
            Column::BirthDate => "birth-date".to_owned(),
            Column::Ward => "ward".to_owned(),
            Column::Allergies => "allergies".to_owned(),
            Column::Conditions => "conditions".to_owned(),
            Column::Medications => "medications".to_owned(),
            Column::Observations => "observations".to_owned(),
            Column::LastObserved => "last-observed".to_owned(),
            Column::Flagged => "flagged".to_owned(),
            Column::Newest(id) => format!("newest-{}", id.indicator().id),
        }
    }

    pub fn from_id(id: &str) -> Option<Column> {
        Column::all().into_iter().find(|column| column.id() == id)
    }

    /// What the list is sorted by when this column's heading is chosen.
    pub fn sort_key(self) -> SortKey {
        match self {
            Column::Identifier => SortKey::Identifier,
            Column::Name => SortKey::Name,
            Column::ChineseName => SortKey::ChineseName,
            Column::Sex => SortKey::Sex,
            Column::Age => SortKey::Age,
            Column::BirthDate => SortKey::BirthDate,
            Column::Ward => SortKey::Ward,
            Column::Allergies => SortKey::Allergies,
            Column::Conditions => SortKey::Conditions,
            Column::Medications => SortKey::Medications,
            Column::Observations => SortKey::ObservationCount,
            Column::LastObserved => SortKey::LastObserved,
            Column::Flagged => SortKey::FlaggedCount,
            Column::Newest(id) => SortKey::Indicator(id),
        }
    }

    /// Whether the column's cells are numbers: right-aligned.
    pub fn is_number(self) -> bool {
        match self {
            Column::Age | Column::Observations | Column::Flagged | Column::Newest(_) => true,
            Column::Identifier
            | Column::Name
            | Column::ChineseName
            | Column::Sex
            | Column::BirthDate
            | Column::Ward
            | Column::Allergies
            | Column::Conditions
            | Column::Medications
            | Column::LastObserved => false,
        }
    }
}

/// `<column id> up` or `<column id> down`; empty for none.
pub fn sort_to_text(sort: Option<(Column, Direction)>) -> String {
    match sort {
        None => String::new(),
        Some((column, Direction::Ascending)) => format!("{} up", column.id()),
        Some((column, Direction::Descending)) => format!("{} down", column.id()),
    }
}

/// Reads what [`sort_to_text`] writes; `None` for anything else.
pub fn sort_from_text(text: &str) -> Option<(Column, Direction)> {
    let (id, direction) = text.rsplit_once(' ')?;
    let direction = match direction {
        "up" => Direction::Ascending,
        "down" => Direction::Descending,
        _ => return None,
    };
    Some((Column::from_id(id)?, direction))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_unique_and_come_back() {
        let ids: HashSet<String> = Column::all().into_iter().map(Column::id).collect();
        assert_eq!(ids.len(), 13 + crate::domain::indicator::INDICATOR_COUNT);
        assert!(Column::all().into_iter().all(|column| Column::from_id(&column.id()) == Some(column)));
        let sort = Some((Column::Age, Direction::Descending));
        assert_eq!(sort_from_text(&sort_to_text(sort)), sort);
    }
}
