//! A column of which a person says otherwise than was proposed.

use super::propose::{Seen, as_target, zeros_look_missing};
use super::{ColumnChoice, ColumnType, RawColumn, Role};

/// Fits the words of a column to its type and role as they were chosen: they are those that it holds.
pub fn retype(choice: &mut ColumnChoice, column: &RawColumn) {
    if choice.role == Role::Target {
        as_target(choice, column);
    }
    let seen = Seen::of(column);
    choice.levels = match choice.kind {
        ColumnType::Boolean => seen.no_yes().unwrap_or_else(|| seen.levels()),
        ColumnType::Ordinal => seen.scale().unwrap_or_else(|| seen.levels()),
        ColumnType::Categorical => seen.levels(),
        ColumnType::Numeric | ColumnType::Date | ColumnType::Identifier | ColumnType::Text => Vec::new(),
    };
    let may_lack = choice.kind == ColumnType::Numeric && choice.role != Role::Target;
    choice.zeros_look_missing = may_lack && zeros_look_missing(column);
    choice.zero_is_missing &= may_lack;
}

#[cfg(test)]
mod tests {
    use super::super::{RawCell, propose};
    use super::*;

    #[test]
    fn numbers_can_be_words_and_a_target_is_told_apart_by_its_words() {
        let numbers = |values: [f64; 6]| values.map(RawCell::Number).to_vec();
        let word = |text: &str| RawCell::Word(text.to_owned());
        let columns = [
            RawColumn { name: "stage".into(), cells: numbers([10.0, 2.0, 2.0, 1.0, 10.0, 1.0]) },
            RawColumn { name: "note".into(), cells: ["b", "a", "b", "a", "b", "a"].map(word).to_vec() },
            RawColumn { name: "outcome".into(), cells: numbers([0.0, 1.0, 1.0, 0.0, 1.0, 0.0]) },
        ];
        let mut choices = propose(&columns, Some("outcome"));
        choices[0].kind = ColumnType::Categorical;
        retype(&mut choices[0], &columns[0]);
        assert_eq!(choices[0].levels, ["1", "2", "10"]);
        (choices[1].kind, choices[1].role) = (ColumnType::Text, Role::Target);
        retype(&mut choices[1], &columns[1]);
        assert_eq!((choices[1].kind, choices[1].levels.len()), (ColumnType::Categorical, 2));
    }
}
