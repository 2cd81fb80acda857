//! Conditions under which people left or stayed: what a hospital can change, what it cannot, and what may be known only of
//! people who have left.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::diagnosis::table::{RawCell, RawColumn};
use crate::analysis::statistics::quantile;

use super::FEWEST_SHOWN;
use super::columns::{StaffColumn, StaffRole, number_of};
use super::encode::{Reading, text_of};
use super::protected::is_protected;
use super::retention::Leavers;
use super::suppress::shown;

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

/// What can be done about a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sway {
    /// A hospital decides it.
    Changeable,
    Fixed,
    /// It gives the outcome away: what its column holds may be known only after somebody left.
    Afterwards,
}

impl Sway {
    /// Stable: texts `staff-sway-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Sway::Changeable => "changeable",
            Sway::Fixed => "fixed",
            Sway::Afterwards => "afterwards",
        }
    }
}

/// How people fared under a condition, beside all others of the column.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    pub column: String,
    pub condition: ConditionOf,
    pub sway: Sway,
    pub with: Leavers,
    pub without: Leavers,
    /// Columns and conditions of the very same people.
    pub same: Vec<(String, ConditionOf)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ConditionOf {
    /// The number is above this, which is the middle one.
    Above(f64),
    /// The word or skill is there.
    Word(String),
    /// The cell is empty; told only where that gives the outcome away.
    NotRecorded,
}

/// People by whom a condition is judged, and the shares left that give the outcome away.
const JUDGED: u32 = 10;
const NEARLY_ALL: f64 = 0.95;
const FEW: f64 = 0.5;

impl Factor {
    /// Whether nearly all of one side left and few of the other.
    pub fn gives_away(&self) -> bool {
        let tells = |one: &Leavers, other: &Leavers| {
            one.people >= JUDGED && one.share() >= NEARLY_ALL && other.people >= JUDGED && other.share() < FEW
        };
        tells(&self.with, &self.without) || tells(&self.without, &self.with)
    }

    fn apart(&self) -> f64 {
        (self.with.share() - self.without.share()).abs()
    }
}

/// How people fared under conditions: what a hospital decides first, then the largest differences.
pub fn factors(columns: &[RawColumn], roles: &[StaffColumn], reading: &Reading, left: &[Option<bool>]) -> Vec<Factor> {
    // Where and when somebody works is no part of a model, but a condition that a hospital can change.
    let is_told = |role: StaffRole| role.is_feature() || matches!(role, StaffRole::Ward | StaffRole::Shift);
    let told = columns.iter().zip(roles).filter(|(column, own)| is_told(own.role) && !is_protected(column));
    let mut found: Vec<(Factor, Holds)> =
        told.flat_map(|(column, own)| of_column(column, own.role, reading, left)).collect();
    found.sort_by(|(a, _), (b, _)| a.sway.cmp(&b.sway).then(b.apart().total_cmp(&a.apart())));
    without_repeats(found)
}

fn of_column(column: &RawColumn, role: StaffRole, reading: &Reading, left: &[Option<bool>]) -> Vec<(Factor, Holds)> {
    let covered = covered(column, role, left);
    let is_covered = |condition: &ConditionOf| matches!(condition, ConditionOf::Word(word) if covered.contains(word));
    let conditions = conditions(column, role, reading).into_iter().filter(|(condition, _)| !is_covered(condition));
    let factor = |(condition, holds): (ConditionOf, Holds)| {
        let holds: Holds = holds.into_iter().zip(left).map(|(holds, left)| holds.filter(|_| left.is_some())).collect();
        let those = |wanted: bool| {
            let pairs = holds.iter().zip(left).filter(move |(holds, _)| **holds == Some(wanted));
            Leavers::of(pairs.filter_map(|(_, left)| *left))
        };
        let (with, without) = (those(true), those(false));
        let factor =
            Factor { column: column.name.clone(), condition, sway: Sway::Fixed, with, without, same: Vec::new() };
        (factor, holds)
    };
    let mut found: Vec<(Factor, Holds)> =
        conditions.map(factor).filter(|(own, _)| own.with.is_shown() && own.without.is_shown()).collect();
    let sway = sway(column, role, found.iter().any(|(own, _)| own.gives_away()));
    found.retain(|(own, _)| own.condition != ConditionOf::NotRecorded || own.gives_away());
    found.iter_mut().for_each(|(own, _)| own.sway = sway);
    found
}

fn sway(column: &RawColumn, role: StaffRole, gives_away: bool) -> Sway {
    let is_decided = matches!(role, StaffRole::Skills | StaffRole::Ward | StaffRole::Shift);
    match gives_away {
        true => Sway::Afterwards,
        false if is_decided || is_changeable_name(&column.name) => Sway::Changeable,
        false => Sway::Fixed,
    }
}

/// Conditions of the very same people stand once; of two that are each other's opposite in one column the first.
fn without_repeats(found: Vec<(Factor, Holds)>) -> Vec<Factor> {
    let mut kept: Vec<(Factor, Holds)> = Vec::new();
    for (own, holds) in found {
        let is_opposite = |other: &Holds| {
            let mut pairs = holds.iter().zip(other);
            pairs.all(|pair| matches!(pair, (Some(a), Some(b)) if a != b) || pair == (&None, &None))
        };
        let names =
            |other: &Factor| other.column == own.column || other.same.iter().any(|(column, _)| *column == own.column);
        let earlier = kept.iter_mut().find(|(other, of)| *of == holds || (names(other) && is_opposite(of)));
        match earlier {
            Some((other, of)) if *of == holds => other.same.push((own.column, own.condition)),
            Some(_) => {}
            None => kept.push((own, holds)),
        }
    }
    kept.into_iter().map(|(own, _)| own).collect()
}

/// Words of a column that are not told, so that nobody can work out the few people of another: somebody has one ward, and
/// all wards together are everybody.
fn covered(column: &RawColumn, role: StaffRole, left: &[Option<bool>]) -> BTreeSet<String> {
    if !matches!(role, StaffRole::Ward | StaffRole::Shift | StaffRole::Word) {
        return BTreeSet::new();
    }
    let mut counts: BTreeMap<Option<String>, u32> = BTreeMap::new();
    for (cell, _) in column.cells.iter().zip(left).filter(|(_, left)| left.is_some()) {
        *counts.entry(text_of(cell)).or_default() += 1;
    }
    let seen = shown(&counts.values().copied().collect::<Vec<u32>>());
    counts.into_keys().zip(seen).filter(|(_, seen)| seen.is_none()).filter_map(|(word, _)| word).collect()
}

fn is_changeable_name(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    CHANGEABLE.iter().any(|part| heading.contains(part))
}

type Holds = Vec<Option<bool>>;

/// The conditions of a column, and whether each holds of each row; [`ConditionOf::NotRecorded`] last.
fn conditions(column: &RawColumn, role: StaffRole, reading: &Reading) -> Vec<(ConditionOf, Holds)> {
    let mut found = recorded(column, role, reading);
    let is_empty = column.cells.iter().map(|cell| Some(text_of(cell).is_none())).collect();
    found.push((ConditionOf::NotRecorded, is_empty));
    found
}

fn recorded(column: &RawColumn, role: StaffRole, reading: &Reading) -> Vec<(ConditionOf, Holds)> {
    match role {
        StaffRole::Years | StaffRole::Number => {
            let numbers: Vec<Option<f64>> = column.cells.iter().map(number_of).collect();
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

#[cfg(test)]
mod tests {
    use super::super::columns::propose;
    use super::*;

    fn column(name: &str, cell: impl Fn(usize) -> RawCell) -> RawColumn {
        RawColumn { name: name.to_owned(), cells: (0..80).map(cell).collect() }
    }

    /// Every fourth person left; hours are cut where somebody left, a remark of training is missing exactly then.
    #[test]
    fn what_only_leavers_have_is_no_condition_to_change() {
        let has_left = |row: usize| row.is_multiple_of(4);
        let word = |text: &str| RawCell::Word(text.to_owned());
        let number = |value: usize| RawCell::Number(value as f64);
        let columns = [
            column("left", |row| word(if has_left(row) { "yes" } else { "no" })),
            column("training hours", |row| if has_left(row) { RawCell::Missing } else { number(row % 7) }),
            column("skills", |row| word(if row % 2 == 0 { "ecg" } else { "triage" })),
            column("ward", |row| word(if row % 2 == 0 { "A" } else { "B" })),
            column("night shifts", |row| number(row % 5)),
        ];
        let left: Vec<Option<bool>> = (0..80).map(|row| Some(has_left(row))).collect();
        let found = factors(&columns, &propose(&columns), &Reading::default(), &left);
        let told = |own: &Factor| (own.column.clone(), own.condition.clone(), own.sway);
        let of = |name: &str| found.iter().filter(|own| own.column == name).map(told).collect::<Vec<_>>();
        let missing = ("training hours".to_owned(), ConditionOf::NotRecorded, Sway::Afterwards);
        assert!(of("training hours").contains(&missing), "{found:?}");
        assert!(of("training hours").iter().all(|own| own.2 == Sway::Afterwards));
        // Both sides of two columns are the same people: one line.
        let skill = found.iter().find(|own| own.column == "skills").expect("a skill");
        assert_eq!((skill.sway, skill.same.len()), (Sway::Changeable, 1), "{found:?}");
        assert_eq!(of("skills").len() + of("ward").len(), 1);
        assert_eq!(of("night shifts").len(), 1);
    }
}
