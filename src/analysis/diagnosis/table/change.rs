//! What a person changes of the columns that were proposed: another type, another role.

use super::propose::{Seen, as_target, zeros_look_missing};
use super::{ColumnChoice, ColumnType, RawColumn, Role};

/// Gives a column another type; its words are those that it holds.
pub fn retype(choice: &mut ColumnChoice, column: &RawColumn, kind: ColumnType) {
    let seen = Seen::of(column);
    choice.kind = kind;
    choice.levels = match kind {
        ColumnType::Boolean => seen.no_yes().unwrap_or_else(|| seen.levels()),
        ColumnType::Ordinal => seen.scale().unwrap_or_else(|| seen.levels()),
        ColumnType::Categorical => seen.levels(),
        ColumnType::Numeric | ColumnType::Date | ColumnType::Identifier | ColumnType::Text => Vec::new(),
    };
    choice.zeros_look_missing =
        kind == ColumnType::Numeric && choice.role != Role::Target && zeros_look_missing(column);
    choice.zero_is_missing &= kind == ColumnType::Numeric;
}

/// Gives the column at a place another role. There is one target and one group: who had the role before is not used.
pub fn set_role(choices: &mut [ColumnChoice], columns: &[RawColumn], place: usize, role: Role) {
    if matches!(role, Role::Target | Role::Group) {
        for other in choices.iter_mut().filter(|other| other.role == role) {
            other.role = Role::Ignore;
        }
    }
    if let (Some(choice), Some(column)) = (choices.get_mut(place), columns.get(place)) {
        choice.role = role;
        if role == Role::Target {
            (choice.zero_is_missing, choice.zeros_look_missing) = (false, false);
            as_target(choice, column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RawCell, propose};
    use super::*;

    #[test]
    fn there_is_one_target_and_a_column_of_numbers_can_be_words() {
        let numbers = |values: [f64; 6]| values.map(RawCell::Number).to_vec();
        let columns = [
            RawColumn { name: "stage".into(), cells: numbers([10.0, 2.0, 2.0, 1.0, 10.0, 1.0]) },
            RawColumn { name: "outcome".into(), cells: numbers([0.0, 1.0, 1.0, 0.0, 1.0, 0.0]) },
        ];
        let mut choices = propose(&columns, Some("outcome"));
        retype(&mut choices[0], &columns[0], ColumnType::Categorical);
        assert_eq!(choices[0].levels, ["1", "2", "10"]);
        set_role(&mut choices, &columns, 0, Role::Target);
        assert_eq!([choices[0].role, choices[1].role], [Role::Target, Role::Ignore]);
    }
}
