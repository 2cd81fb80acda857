//! What each column of a staff table is for, proposed from its heading and its cells and open to change.

use std::collections::BTreeSet;

use crate::analysis::diagnosis::table::{ColumnType, RawCell, RawColumn, propose as propose_types};

use super::education::EducationOrder;
use super::protected::is_protected;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StaffRole {
    /// Degrees with an order.
    Education,
    /// Several skills in a cell.
    Skills,
    /// Years of experience.
    Years,
    /// Any other number that groups may be made of.
    Number,
    /// A word that groups may be made of.
    Word,
    /// What was decided for the person.
    Strategy,
    /// Whether the person left.
    Left,
    /// Sex, age, ethnicity and the like: seen by the fairness audit and by nothing else.
    Protected,
    /// Names the person.
    Person,
    /// Where somebody works, and when: for the coverage of skills and for leavers by ward; no model is made of them.
    Ward,
    Shift,
    Ignore,
}

impl StaffRole {
    pub const ALL: [StaffRole; 12] = [
        StaffRole::Education,
        StaffRole::Skills,
        StaffRole::Years,
        StaffRole::Number,
        StaffRole::Word,
        StaffRole::Strategy,
        StaffRole::Left,
        StaffRole::Protected,
        StaffRole::Person,
        StaffRole::Ward,
        StaffRole::Shift,
        StaffRole::Ignore,
    ];

    /// Stable: the command line's word, and texts `staff-role-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            StaffRole::Education => "education",
            StaffRole::Skills => "skills",
            StaffRole::Years => "years",
            StaffRole::Number => "number",
            StaffRole::Word => "word",
            StaffRole::Strategy => "strategy",
            StaffRole::Left => "left",
            StaffRole::Protected => "protected",
            StaffRole::Person => "person",
            StaffRole::Ward => "ward",
            StaffRole::Shift => "shift",
            StaffRole::Ignore => "ignore",
        }
    }

    /// Whether groups and models may be made of it.
    pub fn is_feature(self) -> bool {
        matches!(
            self,
            StaffRole::Education | StaffRole::Skills | StaffRole::Years | StaffRole::Number | StaffRole::Word
        )
    }

    /// Whether one column at most has it.
    pub fn is_single(self) -> bool {
        matches!(
            self,
            StaffRole::Education
                | StaffRole::Skills
                | StaffRole::Years
                | StaffRole::Strategy
                | StaffRole::Left
                | StaffRole::Person
                | StaffRole::Ward
                | StaffRole::Shift
        )
    }
}

/// A column and its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffColumn {
    pub name: String,
    pub role: StaffRole,
}

const EDUCATION: &[&str] = &[
    "education",
    "degree",
    "degrees",
    "qualification",
    "qualifications",
    "diploma",
    "diplomas",
    "学历",
    "学位",
    "教育",
    "文化程度",
    "文凭",
];
const SKILLS: &[&str] = &[
    "skills",
    "skill",
    "competencies",
    "competences",
    "competency",
    "competence",
    "abilities",
    "able",
    "expertise",
    "技能",
    "能力",
    "专长",
    "特长",
];
const YEARS: &[&str] = &[
    "experience",
    "years",
    "yrs",
    "tenure",
    "seniority",
    "service",
    "served",
    "career",
    "工龄",
    "工作年限",
    "工作经验",
    "经验",
    "年资",
    "从业年限",
    "从业时间",
];
const STRATEGY: &[&str] = &["strategy", "strategies", "measure", "策略", "措施", "方案"];
pub(super) const WARD: &[&str] = &["ward", "unit", "department", "病区", "科室", "病房", "部门"];
pub(super) const SHIFT: &[&str] = &["shift", "班次"];
const LEFT: &[&str] = &[
    "left",
    "leaver",
    "leavers",
    "leaving",
    "attrition",
    "resigned",
    "resignation",
    "turnover",
    "quit",
    "exit",
    "termination",
    "terminated",
    "departure",
    "离职",
    "流失",
    "辞职",
    "离院",
];
const PERSON: &[&str] = &["name", "surname", "forename", "employee", "email", "phone", "姓名", "工号", "员工"];

/// Headings of numbers that are about work; others that look like codes or years are left to the user.
const WORK: &[&str] = &[
    "hours",
    "hour",
    "hrs",
    "hr",
    "shifts",
    "nights",
    "weekends",
    "overtime",
    "fte",
    "training",
    "trainings",
    "course",
    "courses",
    "credits",
    "appraisal",
    "satisfaction",
    "publications",
    "papers",
    "patients",
    "procedures",
    "cases",
    "certificates",
    "salary",
    "wage",
    "pay",
    "commute",
    "workload",
    "工时",
    "小时",
    "班",
    "培训",
    "课程",
    "学分",
    "考核",
    "满意度",
    "论文",
    "工资",
    "薪",
    "通勤",
    "手术",
];

/// Why a column of numbers is not used unless somebody says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A few whole numbers: what they stand for may be a sex or a faith.
    Codes,
    /// Calendar years: they may tell an age.
    CalendarYears,
    /// Any other number: an age or an illness has many names.
    Unknown,
    /// Words under a heading that is not known: each may stand for anything.
    Words,
    /// Another column has the role already that this one would have had.
    Taken,
}

impl Doubt {
    /// Stable: texts `staff-doubt-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Doubt::Codes => "codes",
            Doubt::CalendarYears => "years",
            Doubt::Unknown => "unknown",
            Doubt::Words => "words",
            Doubt::Taken => "taken",
        }
    }
}

/// Different whole numbers that are codes at most, and how often each has to come on average.
const CODES: usize = 8;
const TIMES: usize = 4;
/// Years in which people who work were born.
const BORN: std::ops::RangeInclusive<f64> = 1_930.0..=2_015.0;

/// Why a column is not used unless somebody says what it is; what hinders one that has a role of its own is
/// [`Doubt::Taken`], which only all columns together tell.
pub fn doubt_of(column: &RawColumn) -> Option<Doubt> {
    if fitting(column).is_some() {
        return None;
    }
    if !holds_numbers(column) {
        return column.cells.iter().any(|cell| matches!(cell, RawCell::Word(_))).then_some(Doubt::Words);
    }
    if names_one_of(&column.name, WORK) {
        return None;
    }
    let numbers: Vec<f64> = column.cells.iter().filter_map(number_of).collect();
    if numbers.iter().any(|number| number.fract() != 0.0) {
        return Some(Doubt::Unknown);
    }
    if numbers.iter().all(|number| BORN.contains(number)) {
        return Some(Doubt::CalendarYears);
    }
    let mut different: Vec<i64> = numbers.iter().map(|number| *number as i64).collect();
    different.sort_unstable();
    different.dedup();
    let are_codes = different.len() <= CODES && numbers.len() >= TIMES * different.len();
    Some(if are_codes { Doubt::Codes } else { Doubt::Unknown })
}

/// Why a column among others is not used.
pub fn doubt(column: &RawColumn, roles: &[StaffColumn]) -> Option<Doubt> {
    doubt_of(column).or_else(|| is_taken(fitting(column), roles).then_some(Doubt::Taken))
}

/// Whether a column has the role already that one column at most may have.
pub fn is_taken(role: Option<StaffRole>, roles: &[StaffColumn]) -> bool {
    role.is_some_and(|role| role.is_single() && roles.iter().any(|own| own.role == role))
}

/// Words of a heading in lower case.
pub(super) fn words(heading: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut after_small = false;
    for letter in heading.chars() {
        if letter.is_uppercase() && after_small {
            spaced.push(' ');
        }
        after_small = letter.is_lowercase();
        spaced.push(letter);
    }
    let split = spaced.split(|letter: char| !letter.is_alphanumeric());
    split.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Latin words have to stand alone, Chinese ones may stand anywhere.
pub(super) fn names_one_of(heading: &str, list: &[&str]) -> bool {
    let words = words(heading);
    list.iter().any(|known| match known.is_ascii() {
        true => words.iter().any(|word| word == known),
        false => heading.contains(known),
    })
}

fn by_name(column: &RawColumn) -> Option<StaffRole> {
    // The protected first: "年龄" is no experience, "birth year" neither.
    if is_protected(column) {
        return Some(StaffRole::Protected);
    }
    let known = [
        (EDUCATION, StaffRole::Education),
        (SKILLS, StaffRole::Skills),
        (STRATEGY, StaffRole::Strategy),
        (LEFT, StaffRole::Left),
        (YEARS, StaffRole::Years),
        (PERSON, StaffRole::Person),
        (WARD, StaffRole::Ward),
        (SHIFT, StaffRole::Shift),
    ];
    known.into_iter().find(|(list, _)| names_one_of(&column.name, list)).map(|(_, role)| role)
}

/// The role that the heading says, where the cells do not speak against it; degrees are known under any heading.
pub fn fitting(column: &RawColumn) -> Option<StaffRole> {
    let named = by_name(column);
    let fits = |role: &StaffRole| match role {
        StaffRole::Years => holds_numbers(column),
        StaffRole::Left => super::retention::tells_outcome(column),
        // A number of shifts is no shift, a number that somebody is able to do no skill.
        StaffRole::Ward | StaffRole::Shift | StaffRole::Skills => !holds_numbers(column),
        _ => true,
    };
    named.filter(fits).or_else(|| (named.is_none() && holds_degrees(column)).then_some(StaffRole::Education))
}

/// Share of the cells that have to be degrees, of two steps at least.
const DEGREES: f64 = 0.9;

fn holds_degrees(column: &RawColumn) -> bool {
    let order = EducationOrder::default();
    let mut steps = BTreeSet::new();
    let (mut words, mut degrees) = (0_u32, 0_u32);
    for cell in column.cells.iter().filter(|cell| **cell != RawCell::Missing) {
        words += 1;
        let RawCell::Word(word) = cell else { continue };
        if let Some(step) = order.rank(word) {
            degrees += 1;
            steps.insert(step);
        }
    }
    steps.len() > 1 && f64::from(degrees) >= DEGREES * f64::from(words)
}

/// Whether a heading names a person: what it holds is shown to nobody who only chooses columns.
pub fn names_person(heading: &str) -> bool {
    names_one_of(heading, PERSON)
}

/// Proposes a role for every column. Of words only those that the heading tells, or degrees, are used; other numbers are, unless they
/// look like an identifier or leave a [`Doubt`].
pub fn propose(columns: &[RawColumn]) -> Vec<StaffColumn> {
    let types = propose_types(columns, None);
    let mut proposed: Vec<StaffColumn> = Vec::new();
    for (column, kind) in columns.iter().zip(types) {
        let named = fitting(column);
        let usual = match kind.kind {
            // A bare number under a heading of work may differ in every row.
            ColumnType::Identifier if !is_of_work(column) => StaffRole::Person,
            _ if doubt_of(column).is_some() => StaffRole::Ignore,
            _ if holds_numbers(column) => StaffRole::Number,
            _ => StaffRole::Ignore,
        };
        let mut role = named.unwrap_or(usual);
        if role.is_single() && proposed.iter().any(|other| other.role == role) {
            role = StaffRole::Ignore;
        }
        proposed.push(StaffColumn { name: column.name.clone(), role });
    }
    if !proposed.iter().any(|own| own.role.is_feature()) {
        use_unknown(columns, &mut proposed);
    }
    proposed
}

/// A table of nothing but measurements without names, as programs make them: they are used, since nothing else is there.
fn use_unknown(columns: &[RawColumn], proposed: &mut [StaffColumn]) {
    for (column, own) in columns.iter().zip(proposed) {
        if own.role == StaffRole::Ignore && doubt_of(column) == Some(Doubt::Unknown) {
            own.role = StaffRole::Number;
        }
    }
}

/// Whether a column holds numbers under a heading of work.
fn is_of_work(column: &RawColumn) -> bool {
    names_one_of(&column.name, WORK) && holds_numbers(column)
}

fn holds_numbers(column: &RawColumn) -> bool {
    let present = column.cells.iter().filter(|cell| **cell != RawCell::Missing).count();
    let numbers = column.cells.iter().filter(|cell| number_of(cell).is_some()).count();
    present > 0 && numbers * 10 >= present * 9
}

/// A number, also with a unit behind it: `5 years`, `5年`.
pub fn number_of(cell: &RawCell) -> Option<f64> {
    match cell {
        RawCell::Number(number) => Some(*number).filter(|number| number.is_finite()),
        RawCell::Word(word) => {
            let word = word.trim();
            let end = word.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(word.len());
            let rest = word.get(end..)?.trim().to_lowercase();
            let is_years = ["", "y", "yr", "yrs", "year", "years", "年"].contains(&rest.as_str());
            word.get(..end)?.parse().ok().filter(|_| is_years)
        }
        RawCell::Missing | RawCell::Day(_) => None,
    }
}
