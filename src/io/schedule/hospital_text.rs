//! What a hospital plans, written in the form of the competition's instances.

use serde_json::{Value, json};

use crate::domain::schedule::hospital::{ElectivePatient, HospitalProblem, Nurse, Occupant, RoomGender, Stay};

/// An instance in the form of its file.
pub fn problem_text(problem: &HospitalProblem) -> String {
    let weights = &problem.weights;
    let availability = |key: &str, all: &[crate::domain::schedule::hospital::Availability]| -> Value {
        all.iter().map(|one| json!({"id": one.id, key: one.mins_by_day})).collect()
    };
    let whole = json!({
        "days": problem.days,
        "skill_levels": skill_levels(problem),
        "shift_types": problem.shift_names,
        "age_groups": problem.age_groups,
        "weights": {
            "room_mixed_age": weights.mixed_age,
            "room_nurse_skill": weights.nurse_skill,
            "continuity_of_care": weights.continuity_of_care,
            "nurse_eccessive_workload": weights.excessive_workload,
            "open_operating_theater": weights.open_theatre,
            "surgeon_transfer": weights.surgeon_transfer,
            "patient_delay": weights.patient_delay,
            "unscheduled_optional": weights.unscheduled_optional,
        },
        "occupants": problem.occupants.iter().map(|one| occupant(problem, one)).collect::<Value>(),
        "patients": problem.patients.iter().map(|one| patient(problem, one)).collect::<Value>(),
        "surgeons": availability("max_surgery_time", &problem.surgeons),
        "operating_theaters": availability("availability", &problem.theatres),
        "rooms": problem.rooms.iter().map(|one| json!({"id": one.id, "capacity": one.beds})).collect::<Value>(),
        "nurses": problem.nurses.iter().map(|one| nurse(problem, one)).collect::<Value>(),
    });
    format!("{whole:#}\n")
}

/// Levels that anybody has or needs, from 0.
fn skill_levels(problem: &HospitalProblem) -> u32 {
    let stays = problem.patients.iter().map(|one| &one.stay).chain(problem.occupants.iter().map(|one| &one.stay));
    let needed = stays.flat_map(|stay| stay.skill.iter().copied());
    needed.chain(problem.nurses.iter().map(|nurse| nurse.skill)).max().unwrap_or(0) + 1
}

fn stay(problem: &HospitalProblem, id: &str, stay: &Stay) -> Value {
    json!({
        "id": id,
        "gender": match stay.gender {
            RoomGender::A => "A",
            RoomGender::B => "B",
        },
        "age_group": problem.age_groups.get(stay.age_group),
        "length_of_stay": stay.days,
        "workload_produced": stay.workload,
        "skill_level_required": stay.skill,
    })
}

fn room_id(problem: &HospitalProblem, room: usize) -> Value {
    problem.rooms.get(room).map(|room| room.id.as_str()).into()
}

fn occupant(problem: &HospitalProblem, one: &Occupant) -> Value {
    let mut row = stay(problem, &one.id, &one.stay);
    row["room_id"] = room_id(problem, one.room);
    row
}

fn patient(problem: &HospitalProblem, one: &ElectivePatient) -> Value {
    let mut row = stay(problem, &one.id, &one.stay);
    row["mandatory"] = one.is_mandatory().into();
    row["surgery_release_day"] = one.release_day.into();
    if let Some(due) = one.due_day {
        row["surgery_due_day"] = due.into();
    }
    row["surgery_duration"] = one.surgery_mins.into();
    row["surgeon_id"] = problem.surgeons.get(one.surgeon).map(|surgeon| surgeon.id.as_str()).into();
    row["incompatible_room_ids"] = one.incompatible_rooms.iter().map(|room| room_id(problem, *room)).collect();
    row
}

fn nurse(problem: &HospitalProblem, one: &Nurse) -> Value {
    let a_day = problem.shift_names.len().max(1);
    let shift = |(shift, load): &(usize, u32)| json!({"day": shift / a_day, "shift": problem.shift_names.get(shift % a_day), "max_load": load});
    json!({"id": one.id, "skill_level": one.skill, "working_shifts": one.shifts.iter().map(shift).collect::<Value>()})
}
