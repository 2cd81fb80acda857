//! Whether staff stay: a table for the learners of the diagnosis, and what is told of groups and conditions, never of a
//! person.

use std::collections::BTreeMap;

use crate::analysis::diagnosis::learner::{Algorithm, Task, algorithm};
use crate::analysis::diagnosis::plan::Plan;
use crate::analysis::diagnosis::run::{HeldBackCase, Report};
use crate::analysis::diagnosis::table::{
    ColumnChoice, ColumnType, RawCell, RawColumn, Role, Table, TableError, TableNote, read_table,
};
use crate::analysis::statistics::{quantile, wilson};

use super::FEWEST_SHOWN;
use super::columns::{StaffColumn, StaffRole};
use super::encode::{EncodeError, Encoded, Reading, text_of};
use super::protected::is_protected;

/// The two outcomes; the second is looked for.
pub const STAYED: &str = "stayed";
pub const LEFT: &str = "left";

/// The learners that are judged, the baseline first.
pub const LEARNERS: [(&str, &[(&str, &str)]); 2] = [("logistic", &[]), ("tree", &[("depth", "4"), ("min-leaf", "10")])];

const YES: &[&str] = &["yes", "y", "true", "1", "left", "leaver", "quit", "resigned", "是", "离职", "已离职", "流失"];
const NO: &[&str] = &["no", "n", "false", "0", "stayed", "active", "current", "否", "在职", "在岗", "未离职"];
/// Parts of headings of what a hospital decides.
const CHANGEABLE: &[&str] = &[
    "hours",
    "overtime",
    "shift",
    "night",
    "weekend",
    "ward",
    "unit",
    "department",
    "contract",
    "training",
    "course",
    "salary",
    "pay",
    "wage",
    "bonus",
    "workload",
    "leave",
    "mentor",
    "commute",
    "schedule",
    "工时",
    "加班",
    "夜班",
    "班",
    "病区",
    "科室",
    "合同",
    "培训",
    "工资",
    "薪",
    "奖金",
    "休假",
    "导师",
];

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
    fn of(outcomes: impl Iterator<Item = bool>) -> Leavers {
        let (mut people, mut left) = (0_u32, 0_u32);
        outcomes.for_each(|has_left| (people, left) = (people + 1, left + u32::from(has_left)));
        Leavers { people, left, interval: wilson(u64::from(left), u64::from(people)) }
    }

    pub fn share(&self) -> f64 {
        f64::from(self.left) / f64::from(self.people.max(1))
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

/// How people fared under a condition, beside all others of the column.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    pub column: String,
    pub condition: ConditionOf,
    pub is_changeable: bool,
    pub with: Leavers,
    pub without: Leavers,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ConditionOf {
    /// The number is above this, which is the middle one.
    Above(f64),
    /// The word or skill is there.
    Word(String),
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

/// How the learners are judged.
pub fn plan(rows: u32, seed: u64) -> Plan {
    Plan { positive: Some(LEFT.to_owned()), ..Plan::usual(Task::Classify, rows, seed) }
}

/// The learners, in the order of [`LEARNERS`].
pub fn learners() -> Vec<Vec<Box<dyn Algorithm>>> {
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
    (1..=most).map(one).filter(|group| group.leavers.is_shown()).collect()
}

/// How people fared under conditions: what a hospital decides first, then the largest differences.
pub fn factors(columns: &[RawColumn], roles: &[StaffColumn], reading: &Reading, left: &[Option<bool>]) -> Vec<Factor> {
    let mut found = Vec::new();
    // Where and when somebody works is no part of a model, but a condition that a hospital can change.
    let is_told = |role: StaffRole| role.is_feature() || matches!(role, StaffRole::Ward | StaffRole::Shift);
    for (column, own) in columns.iter().zip(roles).filter(|(_, own)| is_told(own.role)) {
        if is_protected(column) {
            continue;
        }
        let is_changeable = matches!(own.role, StaffRole::Skills | StaffRole::Ward | StaffRole::Shift)
            || is_changeable_name(&column.name);
        for (condition, holds) in conditions(column, own.role, reading) {
            let those = |wanted: bool| {
                let pairs = holds.iter().zip(left).filter(move |(holds, _)| **holds == Some(wanted));
                Leavers::of(pairs.filter_map(|(_, left)| *left))
            };
            let (with, without) = (those(true), those(false));
            if with.is_shown() && without.is_shown() {
                found.push(Factor { column: column.name.clone(), condition, is_changeable, with, without });
            }
        }
    }
    let apart = |factor: &Factor| (factor.with.share() - factor.without.share()).abs();
    found.sort_by(|a, b| b.is_changeable.cmp(&a.is_changeable).then(apart(b).total_cmp(&apart(a))));
    found
}

fn is_changeable_name(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    CHANGEABLE.iter().any(|part| heading.contains(part))
}

type Holds = Vec<Option<bool>>;

fn conditions(column: &RawColumn, role: StaffRole, reading: &Reading) -> Vec<(ConditionOf, Holds)> {
    match role {
        StaffRole::Years | StaffRole::Number => {
            let numbers: Vec<Option<f64>> = column.cells.iter().map(super::columns::number_of).collect();
            let mut sorted: Vec<f64> = numbers.iter().flatten().copied().collect();
            sorted.sort_by(f64::total_cmp);
            let Some(middle) = quantile(&sorted, 0.5) else { return Vec::new() };
            let holds = numbers.iter().map(|number| number.map(|number| number > middle)).collect();
            vec![(ConditionOf::Above(middle), holds)]
        }
        _ => {
            let words = |cell: &RawCell| {
                let text = text_of(cell)?;
                Some(if role == StaffRole::Skills { reading.skills.split(&text) } else { vec![text] })
            };
            let cells: Vec<Option<Vec<String>>> = column.cells.iter().map(words).collect();
            let mut counts: BTreeMap<&String, u32> = BTreeMap::new();
            cells.iter().flatten().flatten().for_each(|word| *counts.entry(word).or_default() += 1);
            counts.retain(|_, count| *count >= FEWEST_SHOWN);
            let holds =
                |word: &String| cells.iter().map(|cell| cell.as_ref().map(|cell| cell.contains(word))).collect();
            counts.into_keys().map(|word| (ConditionOf::Word(word.clone()), holds(word))).collect()
        }
    }
}
