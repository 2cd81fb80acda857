//! Gaps are counted by hand, trainings against every choice there is, and scenarios against the house they make.

use std::collections::BTreeSet;

use super::scenario::{Change, Wages, outlook};
use super::training::trainings;
use super::{Certificate, House, Member, Need, Span, Training};
use crate::base::Draw;

fn member(id: &str, ward: &str, shifts: &[&str], skills: &[&str]) -> Member {
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<String>>();
    let shifts = (!shifts.is_empty()).then(|| set(shifts));
    Member { id: id.into(), ward: ward.into(), shifts, skills: set(skills) }
}

fn need(ward: &str, shift: &str, skill: &str, people: u32) -> Need {
    Need { ward: ward.into(), shift: shift.into(), skill: skill.into(), people }
}

fn house() -> House {
    House {
        members: vec![
            member("A", "ICU", &["day"], &["triage", "ecg"]),
            member("B", "ICU", &["night"], &["triage"]),
            member("C", "ICU", &[], &[]),
            member("D", "Ward 2", &["day"], &["ecg"]),
        ],
        needs: vec![
            need("ICU", "day", "triage", 2),
            need("ICU", "night", "triage", 1),
            need("ICU", "night", "ecg", 1),
            need("Theatre", "day", "ecg", 1),
        ],
        certificates: vec![
            Certificate { id: "B".into(), skill: "triage".into(), until: 130 },
            Certificate { id: "C".into(), skill: "ecg".into(), until: 99 },
            Certificate { id: "nobody".into(), skill: "ecg".into(), until: 500 },
        ],
        trainings: vec![Training { skill: "triage".into(), cents: 500 }],
    }
}

const SPAN: Span = Span { today: 100, ahead: 190 };

#[test]
fn gaps_single_people_and_what_expires_are_counted() {
    let found = house().coverage(SPAN);
    let told: Vec<(u32, u32, u32, bool)> =
        found.covers.iter().map(|cover| (cover.present(), cover.gap(), cover.later_gap(), cover.is_single())).collect();
    assert_eq!(told, [(1, 1, 1, true), (1, 0, 1, true), (0, 1, 1, false), (0, 1, 1, false)]);
    assert_eq!((found.gaps(), found.later_gaps(), found.singles(), found.unknown_certificates), (3, 4, 2, 1));
    assert_eq!(found.empty_wards, ["Theatre"]);
    let ends: Vec<(usize, bool, &[usize])> =
        found.expiries.iter().map(|own| (own.member, own.has_expired, own.opens.as_slice())).collect();
    assert_eq!(ends, [(2, true, [].as_slice()), (1, false, [1].as_slice())]);
    let found = trainings(&house(), &house().coverage(SPAN), SPAN).expect("small");
    // C works on every shift and lacks triage; ecg is not taught.
    assert_eq!(found.offers.iter().map(|own| (own.closed, own.cents)).collect::<Vec<_>>(), [(0, 0), (1, 500)]);
    assert_eq!((found.not_taught, found.offers[1].lessons[0].shifts.as_slice()), (2, ["day".to_owned()].as_slice()));
}

#[test]
fn a_scenario_is_the_coverage_of_the_house_it_makes() {
    let changes = [
        Change::Hire { ward: "ICU".into(), shift: Some("night".into()), skills: ["ecg".into()].into(), people: 1 },
        Change::Train { ward: "ICU".into(), shift: None, skill: "triage".into(), people: 3 },
        Change::Lose { ward: "ICU".into(), shift: Some("day".into()), people: 1 },
    ];
    let wages = Wages { hired_cents: 5_000, lost_cents: 6_000 };
    let found = outlook(&house(), &changes, wages, SPAN);
    // C and the one hired lack triage; of A and C, who work by day, either's leaving opens one gap: the first of them.
    assert_eq!((found.once_cents, found.yearly_cents, found.missing.as_slice()), (1_000, -1_000, [0, 1, 0].as_slice()));
    let told: Vec<u32> = found.coverage.covers.iter().map(super::Cover::gap).collect();
    assert_eq!((told.as_slice(), found.people), ([1, 0, 0, 1].as_slice(), 4));
    let nothing = outlook(&house(), &[], wages, SPAN);
    assert_eq!((nothing.coverage, nothing.yearly_cents), (house().coverage(SPAN), 0));
}

/// A house at random with so few pairs of a person and a missing skill that all choices can be tried.
fn random_house(draw: &mut Draw) -> House {
    let (skills, shifts) = (["a", "b"], ["day", "late", "night"]);
    let mut members = Vec::new();
    for number in 0..4 {
        let on: Vec<&str> = shifts.into_iter().filter(|_| draw.unit() < 0.55).collect();
        let has: Vec<&str> = skills.into_iter().filter(|_| draw.unit() < 0.3).collect();
        let ward = if draw.unit() < 0.6 { "X" } else { "Y" };
        members.push(member(&number.to_string(), ward, &on, &has));
    }
    let mut needs = Vec::new();
    for ward in ["X", "Y"] {
        for (skill, shift) in skills.into_iter().flat_map(|skill| shifts.map(|shift| (skill, shift))) {
            needs.push(need(ward, shift, skill, draw.below(3) as u32));
        }
    }
    let trainings = skills.map(|skill| Training { skill: skill.into(), cents: 100 + draw.below(400) });
    House { members, needs, certificates: Vec::new(), trainings: trainings.to_vec() }
}

/// For each number of closed gaps the least cost, of every choice of people and skills.
fn by_trying_all(house: &House) -> Vec<Option<u64>> {
    let pairs: Vec<(usize, &Training)> = (0..house.members.len())
        .flat_map(|place| house.trainings.iter().map(move |own| (place, own)))
        .filter(|(place, own)| !house.members[*place].skills.contains(&own.skill))
        .collect();
    let before = house.coverage(SPAN).gaps();
    let mut least = vec![None; before as usize + 1];
    for choice in 0..1_u32 << pairs.len() {
        let mut taught = house.clone();
        let mut cents = 0;
        for (_, (place, own)) in pairs.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1) {
            taught.members[*place].skills.insert(own.skill.clone());
            cents += own.cents;
        }
        let closed = before - taught.coverage(SPAN).gaps();
        for known in &mut least[..=closed as usize] {
            *known = Some(known.map_or(cents, |known: u64| known.min(cents)));
        }
    }
    least
}

#[test]
fn no_choice_of_trainings_is_cheaper_than_the_one_that_is_offered() {
    let mut offered = 0;
    for seed in 0..60 {
        let house = random_house(&mut Draw::new(seed));
        let coverage = house.coverage(SPAN);
        let found = trainings(&house, &coverage, SPAN).expect("small");
        let least = by_trying_all(&house);
        for (closed, least) in least.iter().enumerate() {
            let ours = found.offers.iter().find(|offer| offer.closed >= closed as u32).map(|offer| offer.cents);
            assert_eq!(ours, *least, "{seed}: {closed} gaps closed of {}", coverage.gaps());
        }
        // What is offered does what it says.
        for offer in &found.offers {
            offered += offer.lessons.len();
            assert_eq!(offer.cents, offer.lessons.iter().map(|lesson| lesson.cents).sum::<u64>(), "{seed}");
            let budget = found.within(Some(offer.cents)).expect("nothing costs nothing");
            assert_eq!(budget.closed, offer.closed, "{seed}");
        }
        let closable = found.offers.last().map_or(0, |offer| offer.closed);
        assert_eq!(coverage.gaps(), closable + found.not_taught + found.not_enough_people, "{seed}");
    }
    assert!(offered > 100, "{offered}");
}
