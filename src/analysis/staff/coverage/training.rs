//! Which people to teach what, so that most gaps close for the cost. Exact.
//!
//! A person is taught for the own ward and closes a gap on each of the own shifts, so that a ward's skill is a problem of
//! its own: how few people close how many of its gaps, by the people still missing on each shift. Of all wards and skills
//! together the least cost of each number of closed gaps is a knapsack, and its curve answers every budget.

use std::collections::BTreeMap;

use super::{Coverage, House, Span};

/// States of one ward's skill beyond which nothing is computed.
const MOST_STATES: usize = 60_000;

/// Some people of a ward who are taught a skill.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lesson {
    pub ward: String,
    pub skill: String,
    /// Shifts with a gap on which they work.
    pub shifts: Vec<String>,
    pub people: u32,
    /// For all of them together.
    pub cents: u64,
}

/// The cheapest way to close so many gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    pub closed: u32,
    pub cents: u64,
    pub lessons: Vec<Lesson>,
}

/// What training can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trainings {
    /// From no gap closed to all that training can close, each dearer than the one before.
    pub offers: Vec<Offer>,
    /// Gaps in skills that no training is offered for.
    pub not_taught: u32,
    /// Gaps that would need more people than the ward has.
    pub not_enough_people: u32,
}

impl Trainings {
    /// The most gaps that a budget closes; `None`: without a limit.
    pub fn within(&self, cents: Option<u64>) -> Option<&Offer> {
        self.offers.iter().rev().find(|offer| cents.is_none_or(|cents| offer.cents <= cents))
    }
}

/// Why nothing is said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrainingFault {
    #[error("{skill} on {ward}: too many shifts with too many missing people to find the cheapest training")]
    TooMany { ward: String, skill: String },
}

/// People of a ward who lack a skill and work on the same of its shifts.
struct Kind {
    /// Places of the shifts among those with a gap.
    shifts: Vec<usize>,
    people: u32,
}

/// One ward's skill.
struct Part {
    ward: String,
    skill: String,
    shifts: Vec<String>,
    gaps: Vec<u32>,
    kinds: Vec<Kind>,
    /// Of one person.
    cents: u64,
}

/// What training can do for a house on a day.
///
/// # Errors
/// One ward's skill has more combinations than are looked at.
pub fn trainings(house: &House, coverage: &Coverage, span: Span) -> Result<Trainings, TrainingFault> {
    let mut found = Trainings { offers: vec![Offer::default()], ..Trainings::default() };
    for part in parts(house, coverage, span, &mut found.not_taught) {
        let ways = fewest(&part)?;
        let all: u32 = part.gaps.iter().sum();
        found.not_enough_people += all - ways.len().saturating_sub(1) as u32;
        found.offers = joined(&found.offers, &part, &ways);
    }
    // Closing fewer gaps for as much is no offer.
    let mut least = u64::MAX;
    let mut cheaper = |offer: &Offer| {
        let is_cheaper = offer.cents < least;
        least = least.min(offer.cents);
        is_cheaper
    };
    found.offers = found.offers.into_iter().rev().filter(|offer| cheaper(offer)).collect();
    found.offers.reverse();
    Ok(found)
}

fn parts(house: &House, coverage: &Coverage, span: Span, not_taught: &mut u32) -> Vec<Part> {
    let mut gaps: BTreeMap<(&str, &str), Vec<(String, u32)>> = BTreeMap::new();
    for cover in coverage.covers.iter().filter(|cover| cover.gap() > 0) {
        let own = gaps.entry((cover.need.ward.as_str(), cover.need.skill.as_str())).or_default();
        own.push((cover.need.shift.clone(), cover.gap()));
    }
    let skills = house.skills_on(span.today);
    let mut parts = Vec::new();
    for ((ward, skill), shifts) in gaps {
        let offered = house.trainings.iter().filter(|training| training.skill == skill).map(|training| training.cents);
        let Some(cents) = offered.min() else {
            *not_taught += shifts.iter().map(|(_, gap)| gap).sum::<u32>();
            continue;
        };
        let mut kinds: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        let lack =
            house.members.iter().zip(&skills).filter(|(member, own)| member.ward == ward && !own.contains(skill));
        for (member, _) in lack {
            let works = |(_, (shift, _)): &(usize, &(String, u32))| member.works_on(shift);
            let on: Vec<usize> = shifts.iter().enumerate().filter(works).map(|(place, _)| place).collect();
            if !on.is_empty() {
                *kinds.entry(on).or_default() += 1;
            }
        }
        let kinds = kinds.into_iter().map(|(shifts, people)| Kind { shifts, people }).collect();
        let (names, gaps) = shifts.into_iter().unzip();
        parts.push(Part { ward: ward.to_owned(), skill: skill.to_owned(), shifts: names, gaps, kinds, cents });
    }
    parts
}

/// For each number of closed gaps the fewest people of each kind; as many entries as gaps that can be closed, and one.
fn fewest(part: &Part) -> Result<Vec<Vec<u32>>, TrainingFault> {
    let too_many = || TrainingFault::TooMany { ward: part.ward.clone(), skill: part.skill.clone() };
    let states = part.gaps.iter().try_fold(1_usize, |states, gap| states.checked_mul(*gap as usize + 1));
    if states.is_none_or(|states| states > MOST_STATES) {
        return Err(too_many());
    }
    // From people still missing on each shift to the fewest people who leave it so.
    let mut reached: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::from([(part.gaps.clone(), Vec::new())]);
    for kind in &part.kinds {
        let mut next: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
        for (missing, people) in &reached {
            let useful = kind.shifts.iter().map(|shift| missing[*shift]).max().unwrap_or(0);
            for taught in 0..=useful.min(kind.people) {
                let mut left = missing.clone();
                kind.shifts.iter().for_each(|shift| left[*shift] = left[*shift].saturating_sub(taught));
                let all: Vec<u32> = people.iter().copied().chain([taught]).collect();
                let is_fewer = |known: &Vec<u32>| all.iter().sum::<u32>() < known.iter().sum::<u32>();
                if next.get(&left).is_none_or(is_fewer) {
                    next.insert(left, all);
                }
            }
        }
        reached = next;
    }
    let all: u32 = part.gaps.iter().sum();
    let mut best: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (left, people) in reached {
        let closed = all - left.iter().sum::<u32>();
        let is_fewer = |known: &Vec<u32>| people.iter().sum::<u32>() < known.iter().sum::<u32>();
        if best.get(&closed).is_none_or(is_fewer) {
            best.insert(closed, people);
        }
    }
    // A number of gaps that only more people than needed for it could close exactly is closed by a way that closes more.
    let most = best.keys().max().copied().unwrap_or(0);
    let way = |closed: u32| {
        best.range(closed..).map(|(_, people)| people).min_by_key(|people| people.iter().sum::<u32>()).cloned()
    };
    Ok((0..=most).map(|closed| way(closed).unwrap_or_default()).collect())
}

/// The offers with those of one ward's skill beside them.
fn joined(offers: &[Offer], part: &Part, ways: &[Vec<u32>]) -> Vec<Offer> {
    let mut best: Vec<Option<(u64, usize, usize)>> = vec![None; offers.len() + ways.len() - 1];
    for (before, offer) in offers.iter().enumerate() {
        for (closed, way) in ways.iter().enumerate() {
            let cents = offer.cents + part.cents * u64::from(way.iter().sum::<u32>());
            let own = &mut best[before + closed];
            if own.is_none_or(|(least, _, _)| cents < least) {
                *own = Some((cents, before, closed));
            }
        }
    }
    let made = |(closed, own): (usize, Option<(u64, usize, usize)>)| {
        let (cents, before, way) = own?;
        let mut lessons = offers.get(before)?.lessons.clone();
        lessons.extend(lessons_of(part, ways.get(way)?));
        Some(Offer { closed: closed as u32, cents, lessons })
    };
    best.into_iter().enumerate().filter_map(made).collect()
}

fn lessons_of<'a>(part: &'a Part, way: &'a [u32]) -> impl Iterator<Item = Lesson> + 'a {
    part.kinds.iter().zip(way).filter(|(_, people)| **people > 0).map(|(kind, people)| Lesson {
        ward: part.ward.clone(),
        skill: part.skill.clone(),
        shifts: kind.shifts.iter().filter_map(|place| part.shifts.get(*place)).cloned().collect(),
        people: *people,
        cents: part.cents * u64::from(*people),
    })
}
