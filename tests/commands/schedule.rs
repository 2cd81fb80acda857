//! `wardtwin schedule`: a small ward solved, judged and refused, as a script runs it.

use serde_json::Value;

use super::Desk;

const WARD: &str = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\nA,D=7,1920,960,3,2,2,1\nB,D=7,1920,960,3,2,2,1\n\
    SECTION_DAYS_OFF\nA,1\nSECTION_SHIFT_ON_REQUESTS\nA,2,D,3\nSECTION_SHIFT_OFF_REQUESTS\nB,0,D,2\nSECTION_COVER\n\
    0,D,1,100,1\n1,D,1,100,1\n2,D,1,100,1\n3,D,1,100,1\n4,D,1,100,1\n5,D,1,100,1\n6,D,1,100,1\n";

#[test]
fn a_ward_is_solved_and_judged_and_the_same_steps_make_the_same_roster() {
    let desk = Desk::new();
    std::fs::write(desk.path("ward.txt"), WARD).expect("written");
    let solve = "schedule|solve|--problem|nrp|--in|ward.txt|--steps|2000|--seed|3|--threads|2";
    desk.ends(0, &format!("{solve}|--out|one.csv|--json|report.json"));
    desk.ends(0, &format!("{solve}|--out|two.csv"));
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect("written");
    assert_eq!(read("one.csv"), read("two.csv"));
    let report: Value = serde_json::from_str(&read("report.json")).expect("JSON");
    let output = desk.runs("schedule|check|--problem|nrp|--in|ward.txt|--solution|one.csv|--json");
    assert_eq!(output.status.code(), Some(0));
    let judged: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(judged["feasible"], true);
    for key in ["cost", "parts", "violations"] {
        assert_eq!(judged[key], report[key], "{key}");
    }
    assert!(report["bound"].as_i64() <= judged["cost"].as_i64(), "{report}");
    let improvements = report["improvements"].as_array().expect("a list");
    assert_eq!(improvements.last().map(|last| &last["cost"]), Some(&judged["cost"]));
}

#[test]
fn a_broken_roster_ends_with_1_and_a_malformed_one_with_2_and_nothing_is_written() {
    let desk = Desk::new();
    std::fs::write(desk.path("ward.txt"), WARD).expect("written");
    std::fs::write(desk.path("broken.csv"), "A,,D,,D,,D,\nB,,,,,,,\n").expect("written");
    let output = desk.runs("schedule|check|--problem|nrp|--in|ward.txt|--solution|broken.csv|--json");
    assert_eq!(output.status.code(), Some(1));
    let judged: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(judged["violations"]["DaysOff"], 1, "{judged}");
    assert_eq!(judged["violations"]["TotalMinutes"], 1, "{judged}");

    std::fs::write(desk.path("short.csv"), "A,,D\nB,,,,,,,\n").expect("written");
    let said = desk.ends(2, "schedule|check|--problem|nrp|--in|ward.txt|--solution|short.csv");
    assert!(said.contains("short.csv: line 1: the row has 2 entries, 7 are needed"), "{said}");

    std::fs::write(desk.path("bad.txt"), WARD.replace("B,0,D,2", "Z,0,D,2")).expect("written");
    let said = desk.ends(2, "schedule|solve|--problem|nrp|--in|bad.txt|--out|none.csv|--steps|10");
    assert!(said.contains("bad.txt: line 13: there is no employee \"Z\""), "{said}");
    let said = desk.ends(2, "schedule|solve|--problem|ihtc|--in|ward.txt|--out|none.csv|--steps|10");
    assert!(said.contains("ward.txt is not what it should be"), "{said}");
    assert!(!desk.path("none.csv").exists());
}

/// Somebody ill is off, what is past stands, the disturbed are counted, and the repaired roster passes the checker.
#[test]
fn a_published_roster_is_repaired_and_wrong_changes_are_refused() {
    let desk = Desk::new();
    std::fs::write(desk.path("ward.txt"), WARD).expect("written");
    std::fs::write(desk.path("plan.csv"), "A,,,D,D,,,\nB,,D,D,,,,\n").expect("written");
    let ill = r#"{"today": 1, "changes": [{"kind": "employee_ill", "employee": "B", "days": [1]}]}"#;
    std::fs::write(desk.path("changes.json"), ill).expect("written");
    let replan = "schedule|replan|--in|ward.txt|--from|plan.csv|--changes|changes.json|--steps|500|--threads|1";
    desk.ends(0, &format!("{replan}|--out|plan2.csv|--stability|200|--json|report.json"));
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect("written");
    let report: Value = serde_json::from_str(&read("report.json")).expect("JSON");
    assert_eq!(report["affected"], serde_json::json!([{"employee": "B", "day": 1}]));
    let people = report["disturbed"]["people"].as_array().expect("a list");
    assert!(people.contains(&"B".into()), "{report}");
    let repaired = read("plan2.csv");
    let row = |id: &str| -> Vec<String> {
        let line = repaired.lines().find(|line| line.starts_with(id)).expect("a row");
        line.split(',').skip(1).map(str::to_owned).collect()
    };
    assert_eq!((row("A")[0].as_str(), row("B")[1].as_str()), ("", ""));

    std::fs::write(desk.path("changes.json"), ill.replace("\"B\"", "\"Z\"")).expect("written");
    let said = desk.ends(2, &format!("{replan}|--out|none.csv"));
    assert!(said.contains("changes.json: changes[0]: there is no employee \"Z\""), "{said}");
    std::fs::write(desk.path("changes.json"), ill.replace("employee", "nurse")).expect("written");
    let said = desk.ends(2, &format!("{replan}|--out|none.csv"));
    assert!(said.contains("does not belong to this kind of plan"), "{said}");
    assert!(!desk.path("none.csv").exists());
}

/// The article's files: every new row gets a cost or a reason, unseen words a wider interval and a note.
#[test]
fn costs_are_learned_with_intervals_and_predicted_for_new_rows() {
    let desk = Desk::new();
    for name in ["medical_resource_data.csv", "new_resources.csv"] {
        let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name);
        std::fs::copy(from, desk.path(name)).expect("copied");
    }
    let fit = "schedule|cost|fit|--in|medical_resource_data.csv|--target|resource_cost|--out|m|--json|report.json";
    // Seven rows lack a doctor or a cost: they are left out and told.
    let said = desk.ends(1, fit);
    assert!(said.contains("left out"), "{said}");
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect("written");
    let report: Value = serde_json::from_str(&read("report.json")).expect("JSON");
    assert_eq!(report["rows"], 253);
    assert_eq!(report["held_back"]["verdict"], "better than the mean");
    assert_eq!(report["coefficients"].as_array().map(Vec::len), Some(19));
    desk.ends(0, "schedule|cost|predict|--model|m|--in|new_resources.csv|--out|costs.csv");
    let costs = read("costs.csv");
    let mut lines = costs.lines();
    assert_eq!(lines.next(), Some("hospital,doctor,equipment,predicted_cost,low,high,note"));
    assert_eq!(lines.clone().count(), 40);
    assert_eq!(lines.filter(|line| line.contains("was never seen")).count(), 2, "{costs}");
    let said = desk.ends(2, "schedule|cost|fit|--in|new_resources.csv|--target|resource_cost|--out|none");
    assert!(said.contains("resource_cost") && !desk.path("none").exists(), "{said}");
}

/// Why there is no roster, who can take a shift, what a roster costs and where, and its calendars.
#[test]
fn a_roster_is_explained_and_goes_out_as_calendars() {
    let desk = Desk::new();
    std::fs::write(desk.path("ward.txt"), WARD).expect("written");
    // B has to work four shifts of eight hours, but is on leave on four of seven days.
    let tight = WARD.replace("B,D=7,1920,960", "B,D=7,1920,1920").replace("A,1\n", "A,1\nB,2,3,4,5\n");
    std::fs::write(desk.path("tight.txt"), tight).expect("written");
    desk.ends(1, "schedule|explain|--problem|nrp|--in|tight.txt|--first-day|2026-03-09|--json|why.json");
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect("written");
    let why: Value = serde_json::from_str(&read("why.json")).expect("JSON");
    assert_eq!((&why["feasible"], &why["conflicts"][0]["employee"]), (&Value::from(false), &Value::from("B")));
    assert_eq!(why["conflicts"][0]["minimal"], true, "{why}");
    assert!(why.to_string().contains("11-Mar-2026"), "{why}");
    assert!(!why["conflicts"][0]["repairs"].as_array().expect("a list").is_empty(), "{why}");
    desk.ends(0, "schedule|explain|--problem|nrp|--in|ward.txt|--json|fine.json");

    std::fs::write(desk.path("plan.csv"), "A,,,D,D,,,\nB,,D,D,,,,\n").expect("written");
    let explain = "schedule|explain|--problem|nrp|--in|ward.txt|--from|plan.csv";
    desk.ends(0, &format!("{explain}|--nights|D|--json|score.json"));
    let score: Value = serde_json::from_str(&read("score.json")).expect("JSON");
    let sum: u64 = score["by_day"].as_array().expect("a list").iter().filter_map(|day| day["cost"].as_u64()).sum();
    assert_eq!(score["cost"].as_u64(), Some(sum), "{score}");
    assert_eq!(score["fairness"]["nights"]["range"], 0.0, "{score}");
    desk.ends(0, &format!("{explain}|--who|D@4|--json|who.json"));
    let who: Value = serde_json::from_str(&read("who.json")).expect("JSON");
    // A would go on from day 3; B has only one day off before.
    assert_eq!(who["answers"][0]["employee"], "A", "{who}");
    assert_eq!(who["answers"][0]["change"], -100, "{who}");

    let export = "schedule|export|--problem|nrp|--in|ward.txt|--from|plan.csv|--first-day|2026-03-23";
    desk.ends(0, &format!("{export}|--out|roster.csv"));
    assert!(read("roster.csv").starts_with("employee,2026-03-23,"));
    desk.ends(0, &format!("{export}|--out|cal|--calendars|--zone|Europe/Berlin|--times|D=07:00-15:00"));
    let calendar = read("cal/A.ics");
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2, "{calendar}");
    assert!(calendar.contains("DTSTART:20260325T060000Z\r\nDTEND:20260325T140000Z"), "{calendar}");
}

/// A clinic is solved exactly with predicted costs, judged, and a plan that books a doctor twice is told.
#[test]
fn appointments_are_solved_exactly_and_judged() {
    let desk = Desk::new();
    let clinic = r#"{"step_minutes": 30,
        "doctors": [{"id": "Dr. Lim", "skills": ["endoscopy"], "hours": [[480, 720]]},
                    {"id": "Dr. Wang", "skills": ["endoscopy"], "hours": [[480, 600]]}],
        "devices": [{"id": "E1", "kind": "endoscope", "hours": [[480, 720]], "out": [[540, 570]]}],
        "requests": [{"id": "P1", "minutes": 60, "device": "endoscope", "skill": "endoscopy", "earliest": 480, "latest": 720,
                      "wait_cost_per_hour": 6, "refusal_cost": 5000},
                     {"id": "P2", "minutes": 60, "device": "endoscope", "skill": "endoscopy", "earliest": 480, "latest": 720,
                      "wait_cost_per_hour": 6, "refusal_cost": 5000}],
        "costs": [{"doctor": "Dr. Lim", "device": "E1", "cost": 100}, {"doctor": "Dr. Wang", "device": "E1", "cost": 40}]}"#;
    std::fs::write(desk.path("clinic.json"), clinic).expect("written");
    let solve = "schedule|solve|--problem|appointments|--in|clinic.json";
    desk.ends(0, &format!("{solve}|--out|plan.json|--json|report.json"));
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).expect("written");
    let report: Value = serde_json::from_str(&read("report.json")).expect("JSON");
    // One at 8:00 by Dr. Wang, the other at 9:30 by Dr. Lim: 40 + 100 + 1.5 hours.
    assert_eq!(report["exact"]["cost"], 149.0, "{report}");
    assert_eq!((&report["exact"]["is_proven"], &report["bound"]), (&Value::from(true), &Value::from(149)));
    let plan = read("plan.json");
    desk.ends(0, "schedule|check|--problem|appointments|--in|clinic.json|--solution|plan.json");
    std::fs::write(desk.path("twice.json"), plan.replace("570", "480").replace("Lim", "Wang")).expect("written");
    let output = desk.runs("schedule|check|--problem|appointments|--in|clinic.json|--solution|twice.json|--json");
    assert_eq!(output.status.code(), Some(1));
    let judged: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(judged["violations"]["DoctorTwice"], 1, "{judged}");

    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/medical_resource_data.csv");
    std::fs::copy(from, desk.path("costs.csv")).expect("copied");
    desk.ends(1, "schedule|cost|fit|--in|costs.csv|--out|m");
    let predicted = format!("{solve}|--out|plan2.json|--json|report2.json|--cost-model|m|--hospital|North Clinic");
    desk.ends(0, &predicted);
    let report: Value = serde_json::from_str(&read("report2.json")).expect("JSON");
    assert!(report["exact"]["cost"].as_f64().is_some_and(|cost| cost > 1_000.0), "{report}");
}

/// The sample tables of the demo hospital make a plan; without them the refusal says what is missing and where.
#[test]
fn a_hospital_of_the_store_is_planned_and_what_is_missing_is_named() {
    let desk = Desk::new();
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    for name in ["patients.csv", "admissions.csv", "plan_rooms.csv", "plan_staff.csv", "shifts.csv", "waiting.csv"] {
        std::fs::copy(samples.join(name), desk.path(name)).expect("copied");
    }
    desk.ends(0, "import|patients.csv|admissions.csv|--store|S");
    let solve = "schedule|solve|--problem|ihtc|--store|S|--out|plan.json";
    let said = desk.ends(2, &format!("{solve}|--first-day|2026-10-01"));
    for missing in ["column beds", "column open_minutes", "column surgery_minutes", "table shifts", "table waiting"] {
        assert!(said.contains(missing), "{said}");
    }
    assert!(!desk.path("plan.json").exists());
    desk.ends(0, "import|plan_rooms.csv|plan_staff.csv|shifts.csv|waiting.csv|--store|S");
    let said = desk.ends(0, &format!("{solve}|--seconds|1|--threads|1|--save-instance|instance.json"));
    assert!(said.contains("people who lie in rooms without beds"), "{said}");
    desk.ends(0, "schedule|check|--problem|ihtc|--in|instance.json|--solution|plan.json");
    let said = desk.ends(0, "schedule|plans|--store|S");
    assert!(!said.contains("version"), "{said}");
    let said = desk.ends(2, "schedule|solve|--problem|nrp|--store|S|--out|roster.csv");
    assert!(said.contains("--problem ihtc"), "{said}");
}
