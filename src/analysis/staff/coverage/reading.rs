//! Tables to a house: staff with ward, shift and skills; needs, certificates and prices of training by their headings.

use std::collections::BTreeSet;

use crate::analysis::diagnosis::table::{RawCell, RawColumn};

use super::super::columns::{SHIFT, StaffColumn, StaffRole, WARD, names_one_of, number_of};
use super::super::encode::text_of;
use super::super::skills::SkillWords;
use super::{Certificate, Member, Need, Training};

const SKILL: &[&str] = &["skill", "competence", "competency", "技能", "能力"];
/// What a skill may be called where no heading says skill.
const SKILL_BY_ANOTHER_NAME: &[&str] = &["certificate", "course", "证书", "课程"];
const NEEDED: &[&str] = &["needed", "required", "minimum", "need", "min", "people", "需要", "人数", "要求"];
const PERSON: &[&str] = &["staff", "employee", "person", "id", "工号", "员工", "人员"];
const UNTIL: &[&str] = &["until", "expires", "expiry", "valid", "end", "有效期", "到期", "截止"];
const COST: &[&str] = &["cost", "price", "fee", "费用", "价格", "成本"];
/// Most people that one line may need; more is a mistyped number.
const MOST_PEOPLE: f64 = 1_000.0;
/// A price beyond this is none.
const MOST_PRICE: f64 = 1e9;

/// What a table beside the staff says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    Needs(Vec<Need>),
    Certificates(Vec<Certificate>),
    Trainings(Vec<Training>),
}

/// Why a table says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BesideFault {
    #[error(
        "this is no table of needs (ward, shift, skill, needed), certificates (staff, skill, until) or trainings (skill, cost)"
    )]
    Unknown,
    /// The line is counted from 1, the headings being line 1.
    #[error("line {line}, column {column}: {text:?} is no {wanted}")]
    Cell { line: u32, column: String, text: String, wanted: &'static str },
    #[error("line {line}: {column} is empty")]
    Empty { line: u32, column: String },
}

fn find<'a>(columns: &'a [RawColumn], names: &[&str]) -> Option<&'a RawColumn> {
    columns.iter().find(|column| names_one_of(&column.name, names))
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

fn cell(column: &RawColumn, row: usize) -> Option<String> {
    column.cells.get(row).and_then(text_of).map(|text| plain(&text))
}

fn filled(column: &RawColumn, row: usize) -> Result<String, BesideFault> {
    cell(column, row).ok_or_else(|| BesideFault::Empty { line: row as u32 + 2, column: column.name.clone() })
}

fn unread(column: &RawColumn, row: usize, wanted: &'static str) -> BesideFault {
    match cell(column, row) {
        Some(text) => BesideFault::Cell { line: row as u32 + 2, column: column.name.clone(), text, wanted },
        None => BesideFault::Empty { line: row as u32 + 2, column: column.name.clone() },
    }
}

/// A skill as it is compared: in lower case, words that mean the same put together.
fn skill_of(text: &str, words: &SkillWords) -> String {
    let plain = plain(text).to_lowercase();
    words.synonyms.get(&plain).cloned().unwrap_or(plain)
}

/// Reads a table by its headings.
///
/// # Errors
/// It is none of the three, or a cell cannot be read.
pub fn beside(columns: &[RawColumn], words: &SkillWords) -> Result<Beside, BesideFault> {
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let skill = find(columns, SKILL).or_else(|| find(columns, SKILL_BY_ANOTHER_NAME));
    let [ward, shift, needed] = [WARD, SHIFT, NEEDED].map(|names| find(columns, names));
    let [person, until, cost] = [PERSON, UNTIL, COST].map(|names| find(columns, names));
    match (skill, ward, shift, needed, person, until, cost) {
        (Some(skill), Some(ward), Some(shift), Some(needed), ..) => {
            let of = |row| need(ward, shift, (skill, words), needed, row);
            Ok(Beside::Needs((0..rows).map(of).collect::<Result<_, _>>()?))
        }
        (Some(skill), .., Some(person), Some(until), _) => {
            let of = |row| certificate(person, (skill, words), until, row);
            Ok(Beside::Certificates((0..rows).map(of).collect::<Result<_, _>>()?))
        }
        (Some(skill), .., Some(cost)) => {
            let of = |row| training((skill, words), cost, row);
            Ok(Beside::Trainings((0..rows).map(of).collect::<Result<_, _>>()?))
        }
        _ => Err(BesideFault::Unknown),
    }
}

fn need(
    ward: &RawColumn,
    shift: &RawColumn,
    (skill, words): (&RawColumn, &SkillWords),
    needed: &RawColumn,
    row: usize,
) -> Result<Need, BesideFault> {
    let number = needed.cells.get(row).and_then(number_of);
    let people = number.filter(|number| number.fract() == 0.0 && (0.0..=MOST_PEOPLE).contains(number));
    Ok(Need {
        ward: filled(ward, row)?,
        shift: filled(shift, row)?,
        skill: skill_of(&filled(skill, row)?, words),
        people: people.ok_or_else(|| unread(needed, row, "number of people"))? as u32,
    })
}

fn certificate(
    person: &RawColumn,
    (skill, words): (&RawColumn, &SkillWords),
    until: &RawColumn,
    row: usize,
) -> Result<Certificate, BesideFault> {
    let day = match until.cells.get(row) {
        Some(RawCell::Day(day)) => Some(*day),
        Some(RawCell::Word(word)) => crate::base::Date::parse_iso(word.trim().as_bytes()).map(|date| date.0),
        _ => None,
    };
    Ok(Certificate {
        id: filled(person, row)?,
        skill: skill_of(&filled(skill, row)?, words),
        until: day.ok_or_else(|| unread(until, row, "day such as 2027-01-31"))?,
    })
}

fn training((skill, words): (&RawColumn, &SkillWords), cost: &RawColumn, row: usize) -> Result<Training, BesideFault> {
    let price = cost.cells.get(row).and_then(number_of).filter(|price| (0.0..=MOST_PRICE).contains(price));
    let price = price.ok_or_else(|| unread(cost, row, "price"))?;
    Ok(Training { skill: skill_of(&filled(skill, row)?, words), cents: (price * 100.0).round() as u64 })
}

/// Staff of a table by the roles of its columns. Who has no identifier is named by the row; who has no ward is left out and
/// counted.
pub fn members(columns: &[RawColumn], roles: &[StaffColumn], words: &SkillWords) -> (Vec<Member>, u32) {
    let of = |role: StaffRole| {
        columns.iter().zip(roles).filter(|(_, own)| own.role == role).map(|(column, _)| column).collect::<Vec<_>>()
    };
    let [persons, wards, shifts, skills] =
        [StaffRole::Person, StaffRole::Ward, StaffRole::Shift, StaffRole::Skills].map(of);
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let (mut members, mut without) = (Vec::new(), 0);
    for row in 0..rows {
        let Some(ward) = wards.first().and_then(|column| cell(column, row)) else {
            without += 1;
            continue;
        };
        let id = persons.first().and_then(|column| cell(column, row)).unwrap_or_else(|| format!("#{}", row + 1));
        let shifts = shifts.first().and_then(|column| cell(column, row)).map(|text| shifts_of(&text, words));
        let skills = skills.iter().filter_map(|column| column.cells.get(row).and_then(text_of));
        let skills = skills.flat_map(|text| words.split(&text)).collect();
        members.push(Member { id, ward, shifts, skills });
    }
    (members, without)
}

/// Several shifts of a cell, written as in the needs.
fn shifts_of(text: &str, words: &SkillWords) -> BTreeSet<String> {
    let cut = text.split(|letter: char| words.separators.contains(letter) || letter == '/');
    cut.map(plain).filter(|shift| !shift.is_empty()).collect()
}
