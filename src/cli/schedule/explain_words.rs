//! Rules of a conflict and what would end it, in words with names and dates.

use serde_json::{Value, json};

use crate::analysis::schedule::conflict::{
    HospitalConflict, HospitalRemedy, HospitalRule, Member, RosterConflict, RosterRemedy, RosterRule,
};
use crate::domain::schedule::hospital::{HospitalProblem, RoomGender};
use crate::domain::schedule::roster::RosterProblem;

use super::days::Days;

/// A conflict as JSON and in lines.
pub struct Told {
    pub json: Value,
    pub lines: Vec<String>,
}

pub fn hospital_conflict(problem: &HospitalProblem, days: &Days, conflict: &HospitalConflict) -> Told {
    let rules = conflict.members.iter().map(|member| (member.rule.id(), hospital_rule(problem, days, member.rule)));
    let repairs = conflict.repairs.iter().map(|repair| {
        let text = hospital_remedy(problem, days, repair.remedy);
        json!({"text": text, "price": repair.price, "ends_all_conflicts": repair.ends_all})
    });
    told(&conflict.members, rules.collect(), repairs.collect(), None)
}

pub fn roster_conflict(problem: &RosterProblem, days: &Days, conflict: &RosterConflict) -> Told {
    let who = problem.staff.get(conflict.employee).map_or("", |one| one.id.as_str());
    let rules = conflict
        .members
        .iter()
        .map(|member| (member.rule.id(), roster_rule(problem, days, conflict.employee, member.rule)));
    let repairs = conflict
        .repairs
        .iter()
        .map(|repair| json!({"text": roster_remedy(problem, days, who, repair.remedy), "price": repair.price}));
    told(&conflict.members, rules.collect(), repairs.collect(), Some(who))
}

fn told<R>(
    members: &[Member<R>],
    rules: Vec<(&'static str, String)>,
    repairs: Vec<Value>,
    employee: Option<&str>,
) -> Told {
    let is_minimal = members.iter().all(|member| member.is_needed);
    let mut lines = vec![match (employee, is_minimal) {
        (Some(who), _) => {
            format!("{who} has no row that keeps these rules together; without any one of them there is one:")
        }
        (None, true) => "these rules cannot hold together; without any one of them they can:".to_owned(),
        (None, false) => {
            "these rules cannot hold together; the search was cut off before it knew whether all are needed:".to_owned()
        }
    }];
    lines.extend(rules.iter().map(|(_, text)| format!("  - {text}")));
    lines.push(if repairs.is_empty() {
        "no single change was found that ends it".to_owned()
    } else {
        "what would end it, the smallest change first:".to_owned()
    });
    for repair in &repairs {
        let text = repair["text"].as_str().unwrap_or_default();
        let more = if repair["ends_all_conflicts"] == false { " (other conflicts remain)" } else { "" };
        lines.push(format!("  + {text}{more}"));
    }
    let rules = members.iter().zip(rules);
    let rules = rules.map(|(member, (id, text))| json!({"rule": id, "text": text, "needed": member.is_needed}));
    let json = json!({
        "employee": employee,
        "rules": rules.collect::<Vec<_>>(),
        "minimal": is_minimal,
        "repairs": repairs,
    });
    Told { json, lines }
}

fn hospital_rule(problem: &HospitalProblem, days: &Days, rule: HospitalRule) -> String {
    let patient = |at: usize| &problem.patients[at];
    match rule {
        HospitalRule::Admit { patient: at } => {
            let one = patient(at);
            format!(
                "{} must be admitted ({} min by {}, {} days in a room)",
                one.id, one.surgery_mins, problem.surgeons[one.surgeon].id, one.stay.days
            )
        }
        HospitalRule::Release { patient: at } => {
            format!("{} not before {}", patient(at).id, days.told(patient(at).release_day))
        }
        HospitalRule::Due { patient: at } => {
            let due = patient(at).due_day.unwrap_or(problem.days.saturating_sub(1));
            format!("{} not after {}", patient(at).id, days.told(due))
        }
        HospitalRule::Rooms { patient: at } => {
            let rooms: Vec<&str> =
                patient(at).incompatible_rooms.iter().map(|room| problem.rooms[*room].id.as_str()).collect();
            format!("{} not in {}", patient(at).id, rooms.join(", "))
        }
        HospitalRule::SurgeonMins { surgeon, day } => {
            let one = &problem.surgeons[surgeon];
            format!("{} operates no more than {} min on {}", one.id, one.mins_by_day[day], days.told(day))
        }
        HospitalRule::TheatreMins { theatre, day } => {
            let one = &problem.theatres[theatre];
            match one.mins_by_day[day] {
                0 => format!("theatre {} is closed on {}", one.id, days.told(day)),
                mins => format!("theatre {} is open no more than {mins} min on {}", one.id, days.told(day)),
            }
        }
        HospitalRule::Beds { room } => format!("room {} has {} beds", problem.rooms[room].id, problem.rooms[room].beds),
        HospitalRule::Apart => apart(problem),
        HospitalRule::OnDuty { shift } => {
            format!("nobody is on duty {}, and a room with people needs a nurse", shift_told(problem, days, shift))
        }
    }
}

fn apart(problem: &HospitalProblem) -> String {
    let count = |gender| problem.occupants.iter().filter(|one| one.stay.gender == gender).count();
    let (a, b) = (count(RoomGender::A), count(RoomGender::B));
    format!("no room holds both genders on a day (of those there on the first day {a} are A and {b} are B)")
}

fn shift_told(problem: &HospitalProblem, days: &Days, shift: usize) -> String {
    let a_day = problem.shift_names.len().max(1);
    let name = problem.shift_names.get(shift % a_day).map_or("", String::as_str);
    format!("in the {name} shift of {}", days.told(shift / a_day))
}

fn hospital_remedy(problem: &HospitalProblem, days: &Days, remedy: HospitalRemedy) -> String {
    let id = |patient: usize| problem.patients[patient].id.as_str();
    match remedy {
        HospitalRemedy::LeaveWaiting { patient } => format!("let {} wait for another plan", id(patient)),
        HospitalRemedy::ReleaseEarlier { patient, days: by } => {
            let day = problem.patients[patient].release_day.saturating_sub(by);
            format!("let {} come {by} days earlier, from {}", id(patient), days.told(day))
        }
        HospitalRemedy::DueLater { patient, days: by } => {
            let day = problem.patients[patient].due_day.unwrap_or(0) + by;
            format!("let {} come {by} days later, until {}", id(patient), days.told(day))
        }
        HospitalRemedy::AllowRoom { patient, room } => {
            format!("let {} lie in {}", id(patient), problem.rooms[room].id)
        }
        HospitalRemedy::SurgeonLonger { surgeon, day, mins } => {
            format!("let {} operate {mins} min longer on {}", problem.surgeons[surgeon].id, days.told(day))
        }
        HospitalRemedy::TheatreLonger { theatre, day, mins } => {
            format!("keep theatre {} open {mins} min longer on {}", problem.theatres[theatre].id, days.told(day))
        }
        HospitalRemedy::MoreBeds { room, beds } => format!("put {beds} more beds into {}", problem.rooms[room].id),
        HospitalRemedy::CallNurse { shift } => {
            format!("call a nurse from the pool {}", shift_told(problem, days, shift))
        }
    }
}

fn hours(mins: u32) -> String {
    format!("{} h", f64::from(mins) / 60.0)
}

fn roster_rule(problem: &RosterProblem, days: &Days, employee: usize, rule: RosterRule) -> String {
    let one = &problem.staff[employee];
    let id = &one.id;
    match rule {
        RosterRule::Sequences => {
            let pairs = problem.shifts.iter().filter(|shift| !shift.not_before.is_empty()).map(|shift| {
                let after: Vec<&str> = shift.not_before.iter().map(|at| problem.shifts[*at].id.as_str()).collect();
                format!("after {} not {}", shift.id, after.join(", "))
            });
            format!("shifts on following days: {}", pairs.collect::<Vec<_>>().join("; "))
        }
        RosterRule::MaxShifts { shift } => {
            format!("{id} works {} at most {} times", problem.shifts[shift].id, one.max_shifts[shift])
        }
        RosterRule::LeastMins => format!("{id} works at least {}", hours(one.min_mins)),
        RosterRule::MostMins => format!("{id} works at most {}", hours(one.max_mins)),
        RosterRule::MaxRun => format!("{id} works at most {} days in a row", one.max_run),
        RosterRule::MinRun => format!("{id} works at least {} days in a row", one.min_run),
        RosterRule::MinRest => format!("{id} is off at least {} days in a row", one.min_rest),
        RosterRule::MaxWeekends => format!("{id} works at most {} weekends", one.max_weekends),
        RosterRule::Leave { day } => format!("{id} is on leave on {}", days.told(day)),
    }
}

fn roster_remedy(problem: &RosterProblem, days: &Days, id: &str, remedy: RosterRemedy) -> String {
    match remedy {
        RosterRemedy::MoreShifts { shift, by } => format!("let {id} work {by} more {}", problem.shifts[shift].id),
        RosterRemedy::FewerMins { by } => format!("ask {} less of {id}", hours(by)),
        RosterRemedy::MoreMins { by } => format!("let {id} work up to {} more", hours(by)),
        RosterRemedy::LongerRun { by } => format!("let {id} work {by} more days in a row"),
        RosterRemedy::ShorterRun { by } => format!("let {id} work runs that are {by} days shorter"),
        RosterRemedy::ShorterRest { by } => format!("let {id} be off {by} days less in a row"),
        RosterRemedy::MoreWeekends { by } => format!("let {id} work {by} more weekends"),
        RosterRemedy::WorkOnLeave { day } => format!("ask {id} to work on {} in spite of leave", days.told(day)),
    }
}
