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
