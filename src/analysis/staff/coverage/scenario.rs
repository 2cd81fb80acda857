//! How coverage and cost would be with other people: hired, taught, lost. Nothing of the house itself changes.

use std::collections::BTreeSet;

use super::{Coverage, House, Member, Span};

/// What would be different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// So many people with these skills; without a shift they work on every one.
    Hire { ward: String, shift: Option<String>, skills: BTreeSet<String>, people: u32 },
    /// So many people of the ward and shift who lack the skill learn it, those first who close most gaps.
    Train { ward: String, shift: Option<String>, skill: String, people: u32 },
    /// So many people of the ward and shift leave: each time the one whose leaving opens most gaps, so that it is the worst
    /// that can happen.
    Lose { ward: String, shift: Option<String>, people: u32 },
}

/// What people cost, in hundredths of the table's currency a year; nothing where nobody said so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wages {
    /// Of somebody hired.
    pub hired_cents: u64,
    /// Of somebody who leaves.
    pub lost_cents: u64,
}

/// How it would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    pub coverage: Coverage,
    /// For training, once.
    pub once_cents: u64,
    /// A year; below 0 where more wages end than begin.
    pub yearly_cents: i64,
    /// People for whom a change asked and who were not there, for each change.
    pub missing: Vec<u32>,
    /// Skills that are taught and have no price.
    pub without_price: BTreeSet<String>,
    /// How many work there then.
    pub people: u32,
}

/// Carries the changes out one after the other.
pub fn outlook(house: &House, changes: &[Change], wages: Wages, span: Span) -> Outlook {
    let mut then = house.clone();
    let mut found = Outlook::default();
    for (number, change) in changes.iter().enumerate() {
        let (wanted, done) = match change {
            Change::Hire { people, .. } => {
                hire(&mut then, number, change);
                found.yearly_cents += cents(wages.hired_cents, *people);
                (*people, *people)
            }
            Change::Train { skill, people, .. } => {
                let done = (0..*people).take_while(|_| train(&mut then, change, span)).count() as u32;
                match house.trainings.iter().filter(|own| own.skill == *skill).map(|own| own.cents).min() {
                    Some(price) => found.once_cents += price * u64::from(done),
                    None => drop(found.without_price.insert(skill.clone())),
                }
                (*people, done)
            }
            Change::Lose { people, .. } => {
                let done = (0..*people).take_while(|_| lose(&mut then, change, span)).count() as u32;
                found.yearly_cents -= cents(wages.lost_cents, done);
                (*people, done)
            }
        };
        found.missing.push(wanted - done);
    }
    found.people = then.members.len() as u32;
    found.coverage = then.coverage(span);
    found
}

fn cents(each: u64, people: u32) -> i64 {
    i64::try_from(each.saturating_mul(u64::from(people))).unwrap_or(i64::MAX)
}

fn hire(then: &mut House, number: usize, change: &Change) {
    let Change::Hire { ward, shift, skills, people } = change else { return };
    for place in 0..*people {
        then.members.push(Member {
            // No identifier of a table has a line break.
            id: format!("hired\n{number}\n{place}"),
            ward: ward.clone(),
            shifts: shift.as_ref().map(|shift| BTreeSet::from([shift.clone()])),
            skills: skills.clone(),
        });
    }
}

fn is_meant(member: &Member, ward: &str, shift: Option<&str>) -> bool {
    member.ward == ward && shift.is_none_or(|shift| member.works_on(shift))
}

fn missing(house: &House, span: Span) -> u32 {
    house.coverage(span).gaps()
}

/// Teaches whoever closes most gaps by it; whether there was anybody.
fn train(then: &mut House, change: &Change, span: Span) -> bool {
    let Change::Train { ward, shift, skill, .. } = change else { return false };
    let skills = then.skills_on(span.today);
    let mut best: Option<(u32, House)> = None;
    for (place, member) in then.members.iter().enumerate() {
        if !is_meant(member, ward, shift.as_deref()) || skills[place].contains(skill) {
            continue;
        }
        let mut with = then.clone();
        // What was certified once is certified anew.
        with.certificates.retain(|own| own.id != member.id || own.skill != *skill);
        with.members[place].skills.insert(skill.clone());
        let gaps = missing(&with, span);
        if best.as_ref().is_none_or(|(least, _)| gaps < *least) {
            best = Some((gaps, with));
        }
    }
    let is_done = best.is_some();
    if let Some((_, with)) = best {
        *then = with;
    }
    is_done
}

/// Lets whoever opens most gaps leave; whether there was anybody.
fn lose(then: &mut House, change: &Change, span: Span) -> bool {
    let Change::Lose { ward, shift, .. } = change else { return false };
    let mut worst: Option<(u32, usize)> = None;
    for (place, member) in then.members.iter().enumerate() {
        if !is_meant(member, ward, shift.as_deref()) {
            continue;
        }
        let mut without = then.clone();
        without.members.remove(place);
        let gaps = missing(&without, span);
        if worst.is_none_or(|(most, _)| gaps > most) {
            worst = Some((gaps, place));
        }
    }
    if let Some((_, place)) = worst {
        then.members.remove(place);
    }
    worst.is_some()
}
