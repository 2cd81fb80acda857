//! `wardtwin staff`: the article's file, planted groups, noise, and what is kept from people.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use super::Desk;

/// Numbers that are the same on every machine, from 0 up to 1.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

fn report(desk: &Desk, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(desk.path(name)).expect("written")).expect("JSON")
}

fn clusters(desk: &Desk, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(desk.path(name)).expect("the output");
    let place = reader.headers().expect("headings").iter().position(|name| name == "cluster").expect("cluster");
    reader.records().map(|row| row.expect("a row")[place].to_owned()).collect()
}

/// Two kinds of staff; those of few years and many night shifts leave more often.
fn staff_who_leave() -> String {
    let mut dice = Dice(7);
    let mut text = "staff_id,gender,education,work_experience,skills,night_shifts,left\n".to_owned();
    for row in 0..240 {
        let is_new = dice.roll() < 0.5;
        let (degree, years, skills) = match is_new {
            true => ("大专", 1.0 + 3.0 * dice.roll(), "triage；wound care"),
            false => ("Master's degree", 14.0 + 8.0 * dice.roll(), "teaching, rostering"),
        };
        let nights = (8.0 * dice.roll()).floor();
        let left = dice.roll() < 0.08 + if is_new { 0.3 } else { 0.0 } + if nights >= 4.0 { 0.25 } else { 0.0 };
        let sex = if dice.roll() < 0.5 { "f" } else { "m" };
        let left = if left { "yes" } else { "no" };
        writeln!(text, "N{row:04},{sex},{degree},{years:.1},\"{skills}\",{nights},{left}").expect("a line");
    }
    text
}

#[test]
fn the_articles_staff_are_grouped_and_explained() {
    let desk = Desk::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/medical_staff_data.csv");
    std::fs::copy(sample, desk.path("staff.csv")).expect("copied");
    desk.ends(0, "staff|cluster|--in|staff.csv|--out|members.csv|--json|report.json|--features|numbers.csv");
    let found = report(&desk, "report.json");
    assert_eq!(found["verdict"], "groups", "{found}");
    assert_eq!(found["columns"]["staff_id"], "person");
    assert_eq!(found["columns"]["strategy"], "strategy");
    let groups = found["groups"].as_array().expect("groups");
    assert_eq!(groups.len() as u64, found["clusters"].as_u64().expect("a number"));
    assert!(groups.iter().all(|group| !group["strategy"].as_array().expect("strategies").is_empty()));
    assert!(found["tree"]["fidelity"]["value"].as_f64().expect("a share") > 0.8, "{found}");
    assert_eq!(clusters(&desk, "members.csv").len(), 240);
    // The numbers are there to check the inertia with: squared distances to the means of the groups.
    let mut reader = csv::Reader::from_path(desk.path("numbers.csv")).expect("the numbers");
    let rows: Vec<Vec<f64>> = reader
        .records()
        .map(|row| row.expect("a row").iter().skip(1).map(|cell| cell.parse().expect("a number")).collect())
        .collect();
    let inertia: f64 = (1..=groups.len())
        .flat_map(|group| {
            let own: Vec<&Vec<f64>> = rows.iter().filter(|row| row[0] as usize == group).collect();
            let mean = |column: usize| own.iter().map(|row| row[column]).sum::<f64>() / own.len() as f64;
            let squares = |column: usize| own.iter().map(|row| (row[column] - mean(column)).powi(2)).sum::<f64>();
            (1..rows[0].len()).map(squares).collect::<Vec<f64>>()
        })
        .sum();
    let told = found["inertia"].as_f64().expect("a number");
    assert!((inertia - told).abs() < 1e-6 * told, "{inertia} {told}");

    desk.ends(0, "staff|cluster|--in|staff.csv|--out|again.csv");
    assert_eq!(clusters(&desk, "again.csv"), clusters(&desk, "members.csv"), "the same seed finds the same groups");
    let rules = String::from_utf8(desk.runs("staff|tree|--in|staff.csv|--clusters|4").stdout).expect("text");
    assert!(rules.contains("95 % interval") && rules.contains("group 4: "), "{rules}");
}

#[test]
fn retention_is_told_by_group_and_sex_changes_no_number() {
    let desk = Desk::new();
    std::fs::write(desk.path("staff.csv"), staff_who_leave()).expect("written");
    desk.ends(0, "staff|retention|--in|staff.csv|--json|staff.json");
    let found = report(&desk, "staff.json");
    let models = found["models"].as_array().expect("models");
    assert_eq!(models[0]["algorithm"], "logistic");
    assert_eq!(models[0]["verdict"], "better than the baseline", "{found}");
    let groups = found["groups"].as_array().expect("groups");
    let share = |group: &Value| group["leavers"]["share_left"].as_f64().expect("a share");
    assert_eq!(groups.len(), 2, "{found}");
    assert!((share(&groups[0]) - share(&groups[1])).abs() > 0.15, "{found}");
    assert_eq!(found["factors"][0]["changeable"], true, "what can be changed comes first");
    let columns: Vec<&str> =
        found["factors"].as_array().expect("factors").iter().filter_map(|one| one["column"].as_str()).collect();
    assert!(columns.contains(&"night_shifts") && columns.contains(&"skills"), "{columns:?}");
    assert!(!columns.contains(&"gender"), "{columns:?}");
    // No line is about a person.
    assert!(!found.to_string().contains("N00"), "{found}");
    let refused = desk.ends(2, "staff|cluster|--in|staff.csv|--out|o.csv|--role|gender=word");
    assert!(refused.contains("protected attribute"), "{refused}");
    let text = std::fs::read_to_string(desk.path("staff.csv")).expect("read");
    std::fs::write(desk.path("turned.csv"), text.replace(",f,", ",x,").replace(",m,", ",f,")).expect("written");
    desk.ends(0, "staff|retention|--in|turned.csv|--json|turned.json");
    assert_eq!(report(&desk, "turned.json"), found);
}

#[test]
fn bad_input_is_told() {
    let desk = Desk::new();
    std::fs::write(desk.path("one.csv"), "education,work_experience,skills\nmaster,4,triage\n").expect("written");
    let said = desk.ends(1, "staff|cluster|--in|one.csv|--out|o.csv|--json|r.json");
    assert!(said.contains("1 rows are in no group"), "{said}");
    assert_eq!(report(&desk, "r.json")["verdict"], "no natural groups");
    std::fs::write(desk.path("none.csv"), "gender,note\nf,a\nm,b\n").expect("written");
    assert!(desk.ends(2, "staff|cluster|--in|none.csv|--out|o.csv").contains("no column is used"));
    assert!(desk.ends(2, "staff|retention|--in|one.csv").contains("who left"));
    assert!(desk.ends(2, "staff|cluster|--in|one.csv|--out|o.csv|--clusters|0").contains("auto"));
    assert!(desk.ends(2, "staff|cluster|--in|one.csv|--out|o.csv|--role|x=skills").contains("no column x"));
    let mut wide = "education,skills\n".to_owned();
    let mut dice = Dice(3);
    for row in 0..60 {
        let skills: Vec<String> = (0..200).filter(|_| dice.roll() < 0.3).map(|skill| format!("s{skill}")).collect();
        writeln!(wide, "{},{}", if row % 5 == 0 { "wizard" } else { "bachelor" }, skills.join(";")).expect("a line");
    }
    std::fs::write(desk.path("wide.csv"), wide).expect("written");
    let said = desk.ends(0, "staff|cluster|--in|wide.csv|--out|o.csv|--json|r.json");
    assert!(said.contains("12 cells could not be read, the first \"wizard\""), "{said}");
    assert_eq!(report(&desk, "r.json")["verdict"], "no natural groups");
}

#[test]
fn coverage_is_told_with_the_cheapest_training_and_what_if() {
    let desk = Desk::new();
    for name in ["ward_staff.csv", "ward_needs.csv", "ward_certificates.csv", "ward_trainings.csv"] {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data").join(name);
        std::fs::copy(sample, desk.path(name)).expect("copied");
    }
    let all = "staff|coverage|--in|ward_staff.csv|--needs|ward_needs.csv|--certificates|ward_certificates.csv|--trainings|ward_trainings.csv|--as-of|2026-12-01|--json|report.json";
    desk.ends(1, &format!("{all}|--out|cover.csv|--budget|1000|--lose|ICU/night|--lost-wage|50000"));
    let found = report(&desk, "report.json");
    let missing = found["coverage"]["missing"].as_u64().expect("a number");
    let rows: Vec<csv::StringRecord> = csv::Reader::from_path(desk.path("cover.csv"))
        .expect("written")
        .records()
        .collect::<Result<_, _>>()
        .expect("rows");
    let told: u64 = rows.iter().map(|row| row[5].parse::<u64>().expect("a number")).sum();
    assert_eq!((missing, rows.len()), (told, 41));
    // A dearer offer of the curve closes more, and the one taken is the last that the budget pays.
    let curve: Vec<(u64, f64)> = found["training_curve"]
        .as_array()
        .expect("a curve")
        .iter()
        .map(|own| (own["closed"].as_u64().expect("closed"), own["cost"].as_f64().expect("cost")))
        .collect();
    assert!(curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1), "{curve:?}");
    let taken = curve.iter().rfind(|(_, cost)| *cost <= 1_000.0).expect("nothing is free");
    assert_eq!(found["training"]["closed"].as_u64(), Some(taken.0));
    let then = &found["what_if"];
    assert!(then["coverage"]["missing"].as_u64().expect("a number") >= missing, "{then}");
    assert_eq!((then["people"].as_u64(), then["yearly"].as_f64()), (Some(74), Some(-50_000.0)));
    let said = desk.ends(2, "staff|coverage|--in|ward_staff.csv|--needs|ward_trainings.csv");
    assert!(said.contains("another table than --needs wants"), "{said}");
}
