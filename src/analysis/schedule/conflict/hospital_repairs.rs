//! What would end a conflict: of each of its rules the least by which it has to give way.

use crate::base::{Cancelled, Progress};
use crate::domain::schedule::hospital::HospitalProblem;

use super::Answer;
use super::deletion::Member;
use super::hospital_rules::{HospitalRule, of_rooms, of_surgery, with_only};
use super::places::place_all;

/// A change of the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HospitalRemedy {
    LeaveWaiting { patient: usize },
    ReleaseEarlier { patient: usize, days: usize },
    DueLater { patient: usize, days: usize },
    AllowRoom { patient: usize, room: usize },
    SurgeonLonger { surgeon: usize, day: usize, mins: u32 },
    TheatreLonger { theatre: usize, day: usize, mins: u32 },
    MoreBeds { room: usize, beds: usize },
    CallNurse { shift: usize },
}

/// A change, how dear it is by the order of [`HospitalRemedy::price`], and what it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HospitalRepair {
    pub remedy: HospitalRemedy,
    pub price: f64,
    /// Whether the whole problem has a plan then; nothing where the search was cut off.
    pub ends_all: Option<bool>,
}

const LOOKS: u64 = 20_000;

impl HospitalRemedy {
    /// In days: an hour, a day, a shift and another room count one each, a bed three, a patient left waiting ten. It puts
    /// repairs in an order and is no cost of the plan.
    pub fn price(self) -> f64 {
        match self {
            HospitalRemedy::LeaveWaiting { .. } => 10.0,
            HospitalRemedy::ReleaseEarlier { days, .. } | HospitalRemedy::DueLater { days, .. } => days as f64,
            HospitalRemedy::AllowRoom { .. } | HospitalRemedy::CallNurse { .. } => 1.0,
            HospitalRemedy::SurgeonLonger { mins, .. } | HospitalRemedy::TheatreLonger { mins, .. } => {
                f64::from(mins) / 60.0
            }
            HospitalRemedy::MoreBeds { beds, .. } => 3.0 * beds as f64,
        }
    }

    /// The problem after the change.
    pub fn carried_out(self, problem: &HospitalProblem) -> HospitalProblem {
        let mut now = problem.clone();
        match self {
            HospitalRemedy::LeaveWaiting { patient } => now.patients[patient].due_day = None,
            HospitalRemedy::ReleaseEarlier { patient, days } => {
                let release = &mut now.patients[patient].release_day;
                *release = release.saturating_sub(days);
            }
            HospitalRemedy::DueLater { patient, days } => {
                if let Some(due) = &mut now.patients[patient].due_day {
                    *due += days;
                }
            }
            HospitalRemedy::AllowRoom { patient, room } => {
                now.patients[patient].incompatible_rooms.retain(|other| *other != room);
            }
            HospitalRemedy::SurgeonLonger { surgeon, day, mins } => now.surgeons[surgeon].mins_by_day[day] += mins,
            HospitalRemedy::TheatreLonger { theatre, day, mins } => now.theatres[theatre].mins_by_day[day] += mins,
            HospitalRemedy::MoreBeds { room, beds } => now.rooms[room].beds += beds,
            HospitalRemedy::CallNurse { shift } => {
                if let Some(nurse) = now.nurses.first_mut() {
                    nurse.shifts.push((shift, 0));
                    nurse.shifts.sort_unstable();
                }
            }
        }
        now
    }

    /// The rules that still stand: what a change lifts altogether goes.
    pub fn without(self, rules: &[HospitalRule]) -> Vec<HospitalRule> {
        let lifted = match self {
            HospitalRemedy::LeaveWaiting { patient } => Some(HospitalRule::Admit { patient }),
            HospitalRemedy::CallNurse { shift } => Some(HospitalRule::OnDuty { shift }),
            HospitalRemedy::ReleaseEarlier { .. }
            | HospitalRemedy::DueLater { .. }
            | HospitalRemedy::AllowRoom { .. }
            | HospitalRemedy::SurgeonLonger { .. }
            | HospitalRemedy::TheatreLonger { .. }
            | HospitalRemedy::MoreBeds { .. } => None,
        };
        rules.iter().copied().filter(|rule| Some(*rule) != lifted).collect()
    }
}

/// Repairs of a conflict, the cheapest first; those after which others remain behind the others.
///
/// # Errors
/// Cancelled.
pub fn repairs(
    problem: &HospitalProblem,
    members: &[Member<HospitalRule>],
    progress: &Progress,
) -> Result<Vec<HospitalRepair>, Cancelled> {
    let rules: Vec<HospitalRule> = members.iter().map(|member| member.rule).collect();
    let mut found = Vec::new();
    for rule in &rules {
        for remedy in least(problem, *rule, &rules, progress)? {
            let ends_all = match place_all(&remedy.carried_out(problem), LOOKS, progress)? {
                Answer::Plan(_) => Some(true),
                Answer::None => Some(false),
                Answer::Unknown => None,
            };
            found.push(HospitalRepair { remedy, price: remedy.price(), ends_all });
        }
    }
    // What ends everything comes before what leaves other conflicts.
    let remains = |one: &HospitalRepair| one.ends_all == Some(false);
    found.sort_by(|one, other| remains(one).cmp(&remains(other)).then(one.price.total_cmp(&other.price)));
    Ok(found)
}

/// By how much a rule has to give way.
fn least(
    problem: &HospitalProblem,
    rule: HospitalRule,
    rules: &[HospitalRule],
    progress: &Progress,
) -> Result<Vec<HospitalRemedy>, Cancelled> {
    // A change that only leads into the next closed door is none: the patients of the conflict have to find a place in the
    // whole house, with nobody else coming. Where that takes too long to know, the rules of the conflict decide.
    let house = [of_surgery(problem), of_rooms(problem)].concat();
    let wide: Vec<HospitalRule> =
        rules.iter().copied().chain(house.into_iter().filter(|rule| !rules.contains(rule))).collect();
    let ends = |remedy: HospitalRemedy| -> Result<bool, Cancelled> {
        let after = remedy.carried_out(problem);
        let now = with_only(&after, &remedy.without(rules));
        if !matches!(place_all(&now, LOOKS, progress)?, Answer::Plan(_)) {
            return Ok(false);
        }
        Ok(!place_all(&with_only(&after, &remedy.without(&wide)), LOOKS, progress)?.is_none())
    };
    let smallest = |most: usize, remedy: &dyn Fn(usize) -> HospitalRemedy| -> Result<Vec<HospitalRemedy>, Cancelled> {
        if most == 0 || !ends(remedy(most))? {
            return Ok(Vec::new());
        }
        let (mut low, mut high) = (0, most);
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if ends(remedy(middle))? { high = middle } else { low = middle }
        }
        Ok(vec![remedy(high)])
    };
    let mins = problem.patients.iter().fold(0, |sum: u32, patient| sum.saturating_add(patient.surgery_mins)) as usize;
    let last = problem.days.saturating_sub(1);
    match rule {
        HospitalRule::Admit { patient } => Ok(vec![HospitalRemedy::LeaveWaiting { patient }]),
        HospitalRule::Release { patient } => {
            let most = problem.patients[patient].release_day;
            smallest(most, &|days| HospitalRemedy::ReleaseEarlier { patient, days })
        }
        HospitalRule::Due { patient } => {
            let most = last.saturating_sub(problem.patients[patient].due_day.unwrap_or(last));
            smallest(most, &|days| HospitalRemedy::DueLater { patient, days })
        }
        HospitalRule::Rooms { patient } => {
            let rooms = problem.patients[patient].incompatible_rooms.iter();
            let remedies = rooms.map(|room| HospitalRemedy::AllowRoom { patient, room: *room });
            let mut found = Vec::new();
            for remedy in remedies {
                found.extend(ends(remedy)?.then_some(remedy));
            }
            Ok(found)
        }
        HospitalRule::SurgeonMins { surgeon, day } => {
            smallest(mins, &|mins| HospitalRemedy::SurgeonLonger { surgeon, day, mins: mins as u32 })
        }
        HospitalRule::TheatreMins { theatre, day } => {
            smallest(mins, &|mins| HospitalRemedy::TheatreLonger { theatre, day, mins: mins as u32 })
        }
        HospitalRule::Beds { room } => {
            let people = problem.patients.len() + problem.occupants.len();
            smallest(people, &|beds| HospitalRemedy::MoreBeds { room, beds })
        }
        HospitalRule::Apart => Ok(Vec::new()),
        HospitalRule::OnDuty { shift } => {
            let remedy = HospitalRemedy::CallNurse { shift };
            Ok(if ends(remedy)? { vec![remedy] } else { Vec::new() })
        }
    }
}
