//! Whether staff stay: a table for the learners of the diagnosis, and what is told of groups, never of a person.

use crate::analysis::diagnosis::learner::{Algorithm, Task, algorithm};
use crate::analysis::diagnosis::plan::Plan;
use crate::analysis::diagnosis::run::{HeldBackCase, Report};
use crate::analysis::diagnosis::table::{
    ColumnChoice, ColumnType, RawCell, RawColumn, Role, Table, TableError, TableNote, read_table,
};
use crate::analysis::statistics::wilson;

use super::FEWEST_SHOWN;
use super::columns::{StaffColumn, StaffRole};
use super::encode::{EncodeError, Encoded, Reading, text_of};
use super::suppress::shown;

/// The two outcomes; the second is looked for.
pub const STAYED: &str = "stayed";
pub const LEFT: &str = "left";

/// The learners that are judged, the baseline first.
pub const LEARNERS: [(&str, &[(&str, &str)]); 2] = [("logistic", &[]), ("tree", &[("depth", "4"), ("min-leaf", "10")])];

const YES: &[&str] = &["yes", "y", "true", "1", "left", "leaver", "quit", "resigned", "是", "离职", "已离职", "流失"];
const NO: &[&str] = &["no", "n", "false", "0", "stayed", "active", "current", "否", "在职", "在岗", "未离职"];
/// A table to learn from.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionTable {
    pub table: Table,
    pub notes: Vec<TableNote>,
    /// For each row whether the person left; `None` where nobody knows.
    pub left: Vec<Option<bool>>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RetentionError {
    #[error("no column says who left: give one the role left, such as yes/no or the day of leaving")]
    NoOutcome,
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Table(#[from] TableError),
}

/// A share that left; not where it would be that of fewer people than are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ToldShare {
    /// With its 95 % interval.
    Share(f64, (f64, f64)),
    FewLeft,
    FewStayed,
}

/// How a group or a condition fared.
#[derive(Clone, Debug, PartialEq)]
pub struct Leavers {
    /// People whose outcome is known.
    pub people: u32,
    pub left: u32,
    /// 95 % interval of the share (Wilson).
    pub interval: (f64, f64),
}

impl Leavers {
    pub(super) fn of(outcomes: impl Iterator<Item = bool>) -> Leavers {
        let (mut people, mut left) = (0_u32, 0_u32);
        outcomes.for_each(|has_left| (people, left) = (people + 1, left + u32::from(has_left)));
        Leavers { people, left, interval: wilson(u64::from(left), u64::from(people)) }
    }

    pub fn share(&self) -> f64 {
        f64::from(self.left) / f64::from(self.people.max(1))
    }

    /// What may be told of the share.
    pub fn told(&self) -> ToldShare {
        let is_few = |people: u32| (1..FEWEST_SHOWN).contains(&people);
        match (is_few(self.left), is_few(self.people - self.left)) {
            (true, _) => ToldShare::FewLeft,
            (_, true) => ToldShare::FewStayed,
            _ => ToldShare::Share(self.share(), self.interval),
        }
    }

    pub fn is_shown(&self) -> bool {
        self.people >= FEWEST_SHOWN
    }
}

/// A group of the study.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRetention {
    /// From 1.
    pub group: u32,
    pub leavers: Leavers,
    /// Mean probability that each learner says, of people it had not seen.
    pub said: Vec<f64>,
}

/// Makes the table: features as numbers and words, protected attributes for the audit alone.
///
/// # Errors
/// Nobody is said to have left or stayed, nothing is used, or a protected attribute was to be used.
pub fn table(
    columns: &[RawColumn],
    roles: &[StaffColumn],
    reading: &Reading,
) -> Result<RetentionTable, RetentionError> {
    let outcome = columns.iter().zip(roles).find(|(_, own)| own.role == StaffRole::Left);
    let left = outcome.map(|(column, _)| outcomes(column)).ok_or(RetentionError::NoOutcome)?;
    let encoded = Encoded::of(columns, roles, reading)?;
    let (mut raw, mut choices) = (Vec::new(), Vec::new());
    let mut add = |column: RawColumn, kind: ColumnType, role: Role, levels: Vec<String>| {
        let name = column.name.clone();
        choices.push(ColumnChoice { name, kind, role, zero_is_missing: false, zeros_look_missing: false, levels });
        raw.push(column);
    };
    for (place, feature) in encoded.features.iter().enumerate() {
        let mut cells = vec![RawCell::Missing; left.len()];
        for (point, row) in encoded.rows.iter().enumerate() {
            // Back in the column's own unit, so that thresholds can be read.
            let value = feature.value(encoded.points.row(point)[place]);
            cells[*row as usize] = RawCell::Number((value * 1e9).round() / 1e9);
        }
        add(RawColumn { name: feature.name(), cells }, ColumnType::Numeric, Role::Feature, Vec::new());
    }
    let of_outcome = |left: &Option<bool>| match left {
        None => RawCell::Missing,
        Some(left) => RawCell::Word((if *left { LEFT } else { STAYED }).to_owned()),
    };
    let words = vec![STAYED.to_owned(), LEFT.to_owned()];
    let name = outcome.map(|(column, _)| column.name.clone()).unwrap_or_default();
    let cells = left.iter().map(of_outcome).collect();
    add(RawColumn { name, cells }, ColumnType::Boolean, Role::Target, words);
    for (column, own) in columns.iter().zip(roles) {
        match own.role {
            StaffRole::Person => add(column.clone(), ColumnType::Identifier, Role::Group, Vec::new()),
            StaffRole::Protected => add(column.clone(), kind_of(column), Role::Ignore, Vec::new()),
            _ => {}
        }
    }
    let (table, notes) = read_table(&raw, &choices)?;
    Ok(RetentionTable { table, notes, left })
}

fn kind_of(column: &RawColumn) -> ColumnType {
    let is_number = |cell: &RawCell| matches!(cell, RawCell::Number(_) | RawCell::Missing);
    if column.cells.iter().all(is_number) { ColumnType::Numeric } else { ColumnType::Categorical }
}

/// Yes and no; where the column holds days, whoever has one left.
fn outcomes(column: &RawColumn) -> Vec<Option<bool>> {
    let holds_days = column.cells.iter().any(|cell| matches!(cell, RawCell::Day(_)))
        && column.cells.iter().all(|cell| matches!(cell, RawCell::Day(_) | RawCell::Missing));
    let one = |cell: &RawCell| {
        if holds_days {
            return Some(matches!(cell, RawCell::Day(_)));
        }
        let word = text_of(cell)?.to_lowercase();
        match (YES.contains(&word.as_str()), NO.contains(&word.as_str())) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            (false, false) => None,
        }
    };
    column.cells.iter().map(one).collect()
}

/// Whether most cells say that somebody left or stayed, or when.
pub(super) fn tells_outcome(column: &RawColumn) -> bool {
    let present = column.cells.iter().filter(|cell| **cell != RawCell::Missing).count();
    let outcomes = outcomes(column);
    let told = outcomes.iter().zip(&column.cells);
    let told = told.filter(|(told, cell)| told.is_some() && **cell != RawCell::Missing).count();
    present > 0 && told * 2 > present
}

/// How the learners are judged.
pub fn plan(rows: u32, seed: u64) -> Plan {
    Plan { positive: Some(LEFT.to_owned()), ..Plan::usual(Task::Classify, rows, seed) }
}

/// The learners, in the order of [`LEARNERS`].
pub fn learners() -> Vec<Vec<Algorithm>> {
    let make = |(id, set): &(&str, &[(&str, &str)])| {
        let set: Vec<(String, String)> =
            set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        algorithm(id).and_then(|entry| entry.build(&set).ok()).into_iter().collect()
    };
    LEARNERS.iter().map(make).collect()
}

/// How each group fared; groups with fewer known outcomes than are shown are left out.
pub fn of_groups(groups: &[Option<u32>], left: &[Option<bool>], reports: &[&Report]) -> Vec<GroupRetention> {
    let most = groups.iter().flatten().max().copied().unwrap_or(0);
    let one = |group: u32| {
        let known = groups.iter().zip(left).filter(|(own, _)| **own == Some(group)).filter_map(|(_, left)| *left);
        let is_of =
            |case: &&HeldBackCase| case.repeat == 0 && groups.get(case.row as usize).copied().flatten() == Some(group);
        let said = |report: &&Report| {
            let said: Vec<f64> =
                report.cases.iter().filter(is_of).filter_map(|case| case.outputs.get(1).copied()).collect();
            said.iter().sum::<f64>() / said.len().max(1) as f64
        };
        GroupRetention { group, leavers: Leavers::of(known), said: reports.iter().map(said).collect() }
    };
    // Who is in no group is the rest of the sum.
    let known = |wanted: Option<u32>| {
        groups.iter().zip(left).filter(|(own, left)| **own == wanted && left.is_some()).count() as u32
    };
    let counts: Vec<u32> = (1..=most).map(|group| known(Some(group))).chain([known(None)]).collect();
    let seen = shown(&counts);
    let is_seen = |group: &GroupRetention| seen.get(group.group as usize - 1).is_some_and(Option::is_some);
    (1..=most).map(one).filter(|group| group.leavers.is_shown() && is_seen(group)).collect()
}
