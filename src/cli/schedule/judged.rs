//! What a checker says of a plan, as JSON and in lines.

use serde_json::{Map, Value, json};

use crate::analysis::schedule::{hospital, roster};
use crate::domain::schedule::hospital::{HospitalPlan, HospitalProblem};
use crate::domain::schedule::roster::{Roster, RosterProblem};

/// A verdict in the words of the command line.
pub struct Judged {
    pub feasible: bool,
    pub cost: u64,
    /// Units of the soft rules of a hospital plan, weighted cost of a roster's parts: as the problem's own checker counts.
    pub parts: Map<String, Value>,
    /// What each part adds to the cost.
    pub cost_by_part: Map<String, Value>,
    /// Units or times by hard rule.
    pub violations: Map<String, Value>,
    /// Each violation in words, where they have a place.
    pub what: Vec<String>,
}

impl Judged {
    pub fn json(&self) -> Value {
        json!({
            "feasible": self.feasible,
            "cost": self.cost,
            "parts": self.parts,
            "cost_by_part": self.cost_by_part,
            "violations": self.violations,
            "what": self.what,
        })
    }

    pub fn lines(&self) -> Vec<String> {
        let rows = |of: &Map<String, Value>| -> Vec<String> {
            of.iter().map(|(name, value)| format!("{name:.<30}{value:.>10}", value = value.to_string())).collect()
        };
        let mut lines = rows(&self.violations);
        lines.extend(self.what.iter().map(|what| format!("  {what}")));
        lines.extend(rows(&self.cost_by_part));
        lines.push(format!("cost {}, {}", self.cost, if self.feasible { "no hard rule broken" } else { "infeasible" }));
        lines
    }
}

pub fn hospital_plan(problem: &HospitalProblem, plan: &HospitalPlan) -> Judged {
    let score = hospital::check(problem, plan);
    let weighted = |(rule, units): (&hospital::SoftRule, &u64)| {
        (rule.name().to_owned(), Value::from(rule.weight(&score.weights) * units))
    };
    Judged {
        feasible: score.is_feasible(),
        cost: score.cost(),
        parts: score.soft.iter().map(|(rule, units)| (rule.name().to_owned(), Value::from(*units))).collect(),
        cost_by_part: score.soft.iter().map(weighted).collect(),
        violations: score.hard.iter().map(|(rule, units)| (rule.name().to_owned(), Value::from(*units))).collect(),
        what: Vec::new(),
    }
}

pub fn staff_roster(problem: &RosterProblem, plan: &Roster) -> Judged {
    let score = roster::check(problem, plan);
    let parts = [
        ("shift_on", score.parts.shift_on),
        ("shift_off", score.parts.shift_off),
        ("under", score.parts.under),
        ("over", score.parts.over),
    ];
    let parts: Map<String, Value> =
        parts.into_iter().map(|(name, cost)| (name.to_owned(), Value::from(cost))).collect();
    let what = |violation: &roster::Violation| {
        let id = &problem.staff[violation.employee].id;
        let day = violation.day.map_or_else(String::new, |day| format!(", day {day}"));
        format!("{id}: {}{day}", violation.rule.name())
    };
    let count = |(rule, times): (roster::HardRule, u64)| (rule.name().to_owned(), Value::from(times));
    Judged {
        feasible: score.is_feasible(),
        cost: score.cost(),
        cost_by_part: parts.clone(),
        parts,
        violations: score.by_rule().into_iter().map(count).collect(),
        what: score.violations.iter().map(what).collect(),
    }
}
