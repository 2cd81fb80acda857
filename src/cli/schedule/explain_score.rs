//! The score of a plan by rule, by person, by room and by day.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::analysis::schedule::hospital::{Charge, charges};
use crate::analysis::schedule::roster::{Burden, Fairness, RosterCharge, Spread, fairness, roster_charges};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};

use super::days::Days;

/// Sums of costs by something, with the rules they come from; the dearest first.
fn sums<K: Ord>(charges: impl Iterator<Item = (Option<K>, &'static str, u64)>, name: impl Fn(K) -> String) -> Value {
    let mut found: BTreeMap<K, BTreeMap<&'static str, u64>> = BTreeMap::new();
    for (key, rule, cost) in charges {
        if let Some(key) = key {
            *found.entry(key).or_default().entry(rule).or_default() += cost;
        }
    }
    let mut rows: Vec<(u64, String, Value)> = found
        .into_iter()
        .map(|(key, rules)| {
            let rules_of: Map<String, Value> =
                rules.iter().map(|(rule, cost)| ((*rule).to_owned(), Value::from(*cost))).collect();
            (rules.values().sum(), name(key), rules_of.into())
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    rows.into_iter().map(|(cost, id, rules)| json!({"id": id, "cost": cost, "rules": rules})).collect()
}

/// The score of a hospital plan from every side. What belongs to nobody in particular is missing there.
pub fn of_hospital(problem: &HospitalProblem, plan: &HospitalPlan, days: &Days) -> Value {
    let charges = charges(problem, plan);
    let by = |key: fn(&Charge) -> Option<usize>, name: &dyn Fn(usize) -> String| {
        sums(charges.iter().map(|charge| (key(charge), charge.rule.name(), charge.cost)), name)
    };
    let person = |who: usize| match who.checked_sub(problem.occupants.len()) {
        None => problem.occupants[who].id.clone(),
        Some(patient) => problem.patients[patient].id.clone(),
    };
    json!({
        "by_person": by(|one| one.of.person, &person),
        "by_nurse": by(|one| one.of.nurse, &|at| problem.nurses[at].id.clone()),
        "by_room": by(|one| one.of.room, &|at| problem.rooms[at].id.clone()),
        "by_theatre": by(|one| one.of.theatre, &|at| problem.theatres[at].id.clone()),
        "by_surgeon": by(|one| one.of.surgeon, &|at| problem.surgeons[at].id.clone()),
        "by_day": by(|one| one.of.day, &|day| days.told(day)),
    })
}

/// The score of a roster from every side, and how its burdens are shared.
pub fn of_roster(
    problem: &RosterProblem,
    roster: &Roster,
    days: &Days,
    nights: Option<&[usize]>,
    before: &[Burden],
) -> Value {
    let charges = roster_charges(problem, roster);
    let by = |key: fn(&RosterCharge) -> Option<usize>, name: &dyn Fn(usize) -> String| {
        sums(charges.iter().map(|charge| (key(charge), charge.part.id(), charge.cost)), name)
    };
    json!({
        "by_person": by(|one| one.employee, &|at| problem.staff[at].id.clone()),
        "by_shift": by(|one| Some(one.shift), &|at| problem.shifts[at].id.clone()),
        "by_day": by(|one| Some(one.day), &|day| days.told(day)),
        "fairness": fairness_of(problem, &fairness(problem, roster, nights, before)),
    })
}

fn fairness_of(problem: &RosterProblem, found: &Fairness) -> Value {
    let spread = |of: Option<Spread>| {
        of.map(|of| json!({"least": of.least, "most": of.most, "range": of.most - of.least, "mean": of.mean, "gini": of.gini}))
    };
    let person = |(id, one): (&str, &Burden)| {
        json!({
            "id": id,
            "nights": one.nights,
            "weekends": one.weekends,
            "overtime_minutes": one.overtime_mins,
            "refused_requests": one.refused,
            "refused_weight": one.refused_weight,
        })
    };
    json!({
        "people": problem.staff.iter().map(|one| one.id.as_str()).zip(&found.of).map(person).collect::<Vec<_>>(),
        "nights": spread(found.nights),
        "weekends": spread(found.weekends),
        "overtime_minutes": spread(found.overtime),
        "refused_requests": spread(found.refused),
    })
}
