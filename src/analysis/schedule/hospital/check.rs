//! Judges a hospital plan: units of each broken hard rule and of each soft rule, from the rules alone. It shares no code
//! with the solver, so that a fault of the solver's counters is seen here.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::schedule::hospital::{
    Admission, Availability, ElectivePatient, HospitalPlan, HospitalProblem, HospitalWeights, RoomGender, Stay,
};

/// What must not happen. The names are those of the competition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HardRule {
    RoomGenderMix,
    PatientRoomCompatibility,
    SurgeonOvertime,
    OperatingTheaterOvertime,
    MandatoryUnscheduledPatients,
    AdmissionDay,
    RoomCapacity,
    NursePresence,
    UncoveredRoom,
}

/// What costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SoftRule {
    RoomAgeMix,
    RoomSkillLevel,
    ContinuityOfCare,
    ExcessiveNurseWorkload,
    OpenOperatingTheater,
    SurgeonTransfer,
    PatientDelay,
    ElectiveUnscheduledPatients,
}

impl HardRule {
    pub const ALL: [HardRule; 9] = [
        HardRule::RoomGenderMix,
        HardRule::PatientRoomCompatibility,
        HardRule::SurgeonOvertime,
        HardRule::OperatingTheaterOvertime,
        HardRule::MandatoryUnscheduledPatients,
        HardRule::AdmissionDay,
        HardRule::RoomCapacity,
        HardRule::NursePresence,
        HardRule::UncoveredRoom,
    ];

    pub fn name(self) -> &'static str {
        match self {
            HardRule::RoomGenderMix => "RoomGenderMix",
            HardRule::PatientRoomCompatibility => "PatientRoomCompatibility",
            HardRule::SurgeonOvertime => "SurgeonOvertime",
            HardRule::OperatingTheaterOvertime => "OperatingTheaterOvertime",
            HardRule::MandatoryUnscheduledPatients => "MandatoryUnscheduledPatients",
            HardRule::AdmissionDay => "AdmissionDay",
            HardRule::RoomCapacity => "RoomCapacity",
            HardRule::NursePresence => "NursePresence",
            HardRule::UncoveredRoom => "UncoveredRoom",
        }
    }
}

impl SoftRule {
    pub const ALL: [SoftRule; 8] = [
        SoftRule::RoomAgeMix,
        SoftRule::RoomSkillLevel,
        SoftRule::ContinuityOfCare,
        SoftRule::ExcessiveNurseWorkload,
        SoftRule::OpenOperatingTheater,
        SoftRule::SurgeonTransfer,
        SoftRule::PatientDelay,
        SoftRule::ElectiveUnscheduledPatients,
    ];

    pub fn name(self) -> &'static str {
        match self {
            SoftRule::RoomAgeMix => "RoomAgeMix",
            SoftRule::RoomSkillLevel => "RoomSkillLevel",
            SoftRule::ContinuityOfCare => "ContinuityOfCare",
            SoftRule::ExcessiveNurseWorkload => "ExcessiveNurseWorkload",
            SoftRule::OpenOperatingTheater => "OpenOperatingTheater",
            SoftRule::SurgeonTransfer => "SurgeonTransfer",
            SoftRule::PatientDelay => "PatientDelay",
            SoftRule::ElectiveUnscheduledPatients => "ElectiveUnscheduledPatients",
        }
    }

    /// What a unit costs.
    pub fn weight(self, weights: &HospitalWeights) -> u64 {
        u64::from(match self {
            SoftRule::RoomAgeMix => weights.mixed_age,
            SoftRule::RoomSkillLevel => weights.nurse_skill,
            SoftRule::ContinuityOfCare => weights.continuity_of_care,
            SoftRule::ExcessiveNurseWorkload => weights.excessive_workload,
            SoftRule::OpenOperatingTheater => weights.open_theatre,
            SoftRule::SurgeonTransfer => weights.surgeon_transfer,
            SoftRule::PatientDelay => weights.patient_delay,
            SoftRule::ElectiveUnscheduledPatients => weights.unscheduled_optional,
        })
    }
}

/// Units by rule; every rule is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HospitalScore {
    pub hard: BTreeMap<HardRule, u64>,
    pub soft: BTreeMap<SoftRule, u64>,
    pub weights: HospitalWeights,
}

impl HospitalScore {
    pub fn violations(&self) -> u64 {
        self.hard.values().sum()
    }

    pub fn is_feasible(&self) -> bool {
        self.violations() == 0
    }

    /// Weighted cost of the soft rules.
    pub fn cost(&self) -> u64 {
        self.soft.iter().map(|(rule, units)| rule.weight(&self.weights) * units).sum()
    }

    fn broke(&mut self, rule: HardRule, units: u64) {
        *self.hard.entry(rule).or_default() += units;
    }

    fn costs(&mut self, rule: SoftRule, units: u64) {
        *self.soft.entry(rule).or_default() += units;
    }
}

/// A stay as it is planned.
struct Lying<'a> {
    stay: &'a Stay,
    first_day: usize,
    room: usize,
}

/// Judges a plan of this problem. A plan of other dimensions counts what is missing as not planned.
pub fn check(problem: &HospitalProblem, plan: &HospitalPlan) -> HospitalScore {
    let mut score = HospitalScore {
        hard: HardRule::ALL.into_iter().map(|rule| (rule, 0)).collect(),
        soft: SoftRule::ALL.into_iter().map(|rule| (rule, 0)).collect(),
        weights: problem.weights,
    };
    let lying = everybody(problem, plan);
    let present = by_room_and_day(problem, &lying);
    judge_rooms(problem, &lying, &present, &mut score);
    judge_admissions(problem, plan, &mut score);
    judge_surgery(problem, plan, &mut score);
    judge_nurses(problem, plan, &lying, &present, &mut score);
    score
}

fn admitted<'a>(
    problem: &'a HospitalProblem,
    plan: &'a HospitalPlan,
) -> impl Iterator<Item = (&'a ElectivePatient, Admission)> {
    problem.patients.iter().zip(&plan.admissions).filter_map(|(patient, admission)| Some((patient, (*admission)?)))
}

fn everybody<'a>(problem: &'a HospitalProblem, plan: &'a HospitalPlan) -> Vec<Lying<'a>> {
    let here = problem.occupants.iter().map(|one| Lying { stay: &one.stay, first_day: 0, room: one.room });
    let coming = admitted(problem, plan).map(|(patient, admission)| Lying {
        stay: &patient.stay,
        first_day: admission.day,
        room: admission.room,
    });
    here.chain(coming).collect()
}

fn by_room_and_day(problem: &HospitalProblem, lying: &[Lying<'_>]) -> BTreeMap<(usize, usize), Vec<usize>> {
    let mut present: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (who, one) in lying.iter().enumerate() {
        for day in one.first_day..problem.days.min(one.first_day + one.stay.days) {
            present.entry((one.room, day)).or_default().push(who);
        }
    }
    present
}

fn judge_rooms(
    problem: &HospitalProblem,
    lying: &[Lying<'_>],
    present: &BTreeMap<(usize, usize), Vec<usize>>,
    score: &mut HospitalScore,
) {
    for ((room, _day), people) in present {
        let of_a = people.iter().filter(|who| lying[**who].stay.gender == RoomGender::A).count();
        score.broke(HardRule::RoomGenderMix, of_a.min(people.len() - of_a) as u64);
        let beds = problem.rooms[*room].beds;
        score.broke(HardRule::RoomCapacity, people.len().saturating_sub(beds) as u64);
        let ages: BTreeSet<usize> = people.iter().map(|who| lying[*who].stay.age_group).collect();
        if let (Some(youngest), Some(oldest)) = (ages.first(), ages.last()) {
            score.costs(SoftRule::RoomAgeMix, (oldest - youngest) as u64);
        }
    }
}

fn judge_admissions(problem: &HospitalProblem, plan: &HospitalPlan, score: &mut HospitalScore) {
    for (patient, admission) in admitted(problem, plan) {
        let unfit = patient.incompatible_rooms.contains(&admission.room);
        score.broke(HardRule::PatientRoomCompatibility, u64::from(unfit));
        let untimely = !patient.may_come_on(admission.day) || admission.day >= problem.days;
        score.broke(HardRule::AdmissionDay, u64::from(untimely));
        score.costs(SoftRule::PatientDelay, admission.day.saturating_sub(patient.release_day) as u64);
    }
    for (at, patient) in problem.patients.iter().enumerate() {
        if plan.admissions.get(at).copied().flatten().is_some() {
            continue;
        }
        match patient.due_day {
            Some(_) => score.broke(HardRule::MandatoryUnscheduledPatients, 1),
            None => score.costs(SoftRule::ElectiveUnscheduledPatients, 1),
        }
    }
}

fn judge_surgery(problem: &HospitalProblem, plan: &HospitalPlan, score: &mut HospitalScore) {
    let mut theatre_mins: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let mut surgeon_mins: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let mut theatres_of: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for (patient, admission) in admitted(problem, plan) {
        let mins = u64::from(patient.surgery_mins);
        *theatre_mins.entry((admission.theatre, admission.day)).or_default() += mins;
        *surgeon_mins.entry((patient.surgeon, admission.day)).or_default() += mins;
        theatres_of.entry((patient.surgeon, admission.day)).or_default().insert(admission.theatre);
    }
    let excess = |used: &BTreeMap<(usize, usize), u64>, of: &[Availability]| -> u64 {
        let over = |((who, day), mins): (&(usize, usize), &u64)| {
            let open = of[*who].mins_by_day.get(*day).copied().unwrap_or(0);
            mins.saturating_sub(u64::from(open))
        };
        used.iter().map(over).sum()
    };
    score.broke(HardRule::OperatingTheaterOvertime, excess(&theatre_mins, &problem.theatres));
    score.broke(HardRule::SurgeonOvertime, excess(&surgeon_mins, &problem.surgeons));
    score.costs(SoftRule::OpenOperatingTheater, theatre_mins.len() as u64);
    let transfers: usize = theatres_of.values().map(|theatres| theatres.len() - 1).sum();
    score.costs(SoftRule::SurgeonTransfer, transfers as u64);
}

fn judge_nurses(
    problem: &HospitalProblem,
    plan: &HospitalPlan,
    lying: &[Lying<'_>],
    present: &BTreeMap<(usize, usize), Vec<usize>>,
    score: &mut HospitalScore,
) {
    let a_day = problem.shift_names.len();
    let mut load: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let mut carers: BTreeSet<(usize, usize)> = BTreeSet::new();
    for ((room, day), people) in present {
        for shift in day * a_day..(day + 1) * a_day {
            let Some(nurse) = plan.nurse_of.get(*room).and_then(|of| of.get(shift)).copied().flatten() else {
                score.broke(HardRule::UncoveredRoom, 1);
                continue;
            };
            for who in people {
                let one = &lying[*who];
                let of_stay = shift - one.first_day * a_day;
                *load.entry((nurse, shift)).or_default() += u64::from(one.stay.workload[of_stay]);
                let lacking = one.stay.skill[of_stay].saturating_sub(problem.nurses[nurse].skill);
                score.costs(SoftRule::RoomSkillLevel, u64::from(lacking));
                carers.insert((*who, nurse));
            }
        }
    }
    score.costs(SoftRule::ContinuityOfCare, carers.len() as u64);
    for ((nurse, shift), units) in load {
        let limit = problem.nurses[nurse].shifts.iter().find(|(at, _)| *at == shift).map_or(0, |(_, limit)| *limit);
        score.costs(SoftRule::ExcessiveNurseWorkload, units.saturating_sub(u64::from(limit)));
    }
    judge_presence(problem, plan, score);
}

fn judge_presence(problem: &HospitalProblem, plan: &HospitalPlan, score: &mut HospitalScore) {
    for shifts in &plan.nurse_of {
        for (shift, nurse) in shifts.iter().enumerate() {
            let Some(nurse) = nurse else { continue };
            let on_duty = problem.nurses[*nurse].shifts.iter().any(|(at, _)| *at == shift);
            score.broke(HardRule::NursePresence, u64::from(!on_duty));
        }
    }
}
