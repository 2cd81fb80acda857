//! Dates that cannot follow each other as they stand: refused where one row says both, kept and flagged elsewhere.

use super::Desk;

const PEOPLE: &str = "patient_id,sex,birth_date\nP1,female,1951-03-04\nP2,male,1980-01-01\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("people.csv", PEOPLE);
    desk.ends(0, "import|people.csv|--store|S");
    desk
}

fn rejects_of(desk: &Desk, text: &str, code: i32, counts: &str) -> String {
    desk.file("f.csv", text);
    let said = desk.ends(code, "import|f.csv|--store|S|--rejects|r.csv");
    assert!(said.contains(counts), "{said}");
    desk.read("r.csv")
}

#[test]
fn what_ends_before_it_begins_is_refused() {
    let stays =
        "patient_id,admitted,discharged\nP1,2025-03-10T10:00,2025-03-01T10:00\nP1,2025-03-10T10:00,2025-03-10\n";
    let refused = rejects_of(&desk(), stays, 1, "1 added, 0 updated, 0 already there, 0 empty, 0 flagged, 1 refused");
    assert!(refused.ends_with("f.csv,2,3,2025-03-01T10:00,end-before-start\n"), "{refused}");
    let conditions = "patient_id,condition,onset,resolved\nP1,A,2024-03-13,2020-01-01\nP1,B,2024-03-13,2024-03-13\n";
    let refused = rejects_of(&desk(), conditions, 1, "1 added");
    assert!(refused.ends_with("f.csv,2,4,2020-01-01,end-before-start\n"), "{refused}");
    let drugs = "patient_id,medication,start,end\nP1,A,2024-05-01,2024-04-01\nP1,B,2024-05-01,2124-05-01\n";
    let refused = rejects_of(&desk(), drugs, 1, "1 added, 0 updated, 0 already there, 0 empty, 0 flagged, 1 refused");
    assert!(refused.ends_with("f.csv,2,4,2024-04-01,end-before-start\n"), "{refused}");
}

#[test]
fn what_lies_before_the_birth_or_is_still_to_come_is_kept_and_flagged() {
    let stays = "patient_id,admitted,discharged\nP1,1940-03-05T10:00,\nP2,2125-03-05T10:00,\n";
    let flagged = rejects_of(&desk(), stays, 0, "2 added, 0 updated, 0 already there, 0 empty, 2 flagged, 0 refused");
    let want = "f.csv,2,0,1940-03-05T10:00,before-birth\nf.csv,3,2,2125-03-05T10:00,not-yet\n";
    assert!(flagged.ends_with(want), "{flagged}");
    let conditions = "patient_id,condition,onset\nP1,A,1890-03-13\nP1,B,1951-03-04\n";
    let flagged = rejects_of(&desk(), conditions, 0, "2 added, 0 updated, 0 already there, 0 empty, 1 flagged");
    assert!(flagged.ends_with("f.csv,2,0,1890-03-13,before-birth\n"), "{flagged}");
    let values =
        "patient_id,time,Sodium (mmol/L)\nP1,1930-01-01 08:00,140\nP1,1951-03-04,140\nP2,1980-01-01 00:30,190.5\n";
    let desk = desk();
    let flagged = rejects_of(&desk, values, 0, "3 added, 0 updated, 0 already there, 0 empty, 2 flagged");
    let want = "f.csv,2,3,1930-01-01T08:00,before-birth\nf.csv,4,3,190.5,implausible\n";
    assert!(flagged.ends_with(want), "{flagged}");
    let again = desk.ends(0, "import|f.csv|--store|S");
    assert!(again.contains("3 already there, 0 empty, 0 flagged"), "{again}");
}

#[test]
fn times_without_marks_and_the_end_of_a_day_are_read() {
    let desk = desk();
    let heading = "patient_id,time,Sodium (mmol/L)";
    for (name, cells) in [
        ("minutes", ["202504010800", "202504022330"]),
        ("seconds", ["20250401080000", "20250402233000"]),
        ("ends", ["2025-04-01 08:00", "2025-04-02 24:00"]),
        ("short", ["02/13/2025 8:05", "02/14/2025 24:00"]),
    ] {
        desk.file(&format!("{name}.csv"), &format!("{heading}\nP1,{},140\nP2,{},141\n", cells[0], cells[1]));
        let said = desk.ends(0, &format!("import|{name}.csv|--store|S"));
        assert!(said.contains("2 rows") && said.contains("0 refused"), "{name}: {said}");
    }
    let same = "P1,2025-04-01T08:00,140\nP2,2025-04-02T23:30,141\nP2,2025-04-03T00:00,141\nP2,2025-02-15T00:00,141\n";
    desk.file("same.csv", &format!("{heading}\n{same}"));
    let said = desk.ends(0, "import|same.csv|--store|S");
    assert!(said.contains("0 added, 0 updated, 4 already there"), "{said}");
}

#[test]
fn rows_that_contradict_each_other_are_named() {
    let desk = desk();
    let day = |day: usize| format!("P1,{day}/04/2025,140\n");
    let rows: String = (14..24).map(day).chain(["P2,04/19/2025,140\n".to_owned()]).collect();
    desk.file("both.csv", &format!("patient_id,time,Sodium (mmol/L)\n{rows}"));
    let open = desk.ends(2, "import|both.csv|--store|S");
    let words = "rows contradict each other on the order of day and month (line 2: 14/04/2025, line 3: 15/04/2025, line 12: 04/19/2025)";
    assert!(open.contains(words), "{open}");
}

#[test]
fn stays_that_overlap_are_kept_and_flagged() {
    let desk = desk();
    let stays = "patient_id,ward,admitted,discharged\n\
                 P1,A,2025-03-01T10:00,2025-03-10T10:00\n\
                 P1,B,2025-03-05T10:00,2025-03-20T10:00\n\
                 P1,C,2025-03-20T10:00,2025-03-21T10:00\n\
                 P1,A,2025-03-01T10:00,2025-03-10T10:00\n\
                 P2,A,2025-03-01T10:00,2025-03-10T10:00\n";
    let flagged = rejects_of(&desk, stays, 0, "4 added, 0 updated, 1 already there, 0 empty, 2 flagged");
    let want = "f.csv,2,0,2025-03-01T10:00,stays-overlap\nf.csv,3,0,2025-03-05T10:00,stays-overlap\n";
    assert!(flagged.contains(want), "{flagged}");
    // With a stay that an earlier file brought.
    let flagged = rejects_of(&desk, "patient_id,admitted\nP2,2025-03-09T10:00\n", 0, "1 added, 0 updated");
    assert!(flagged.ends_with("f.csv,2,0,2025-03-09T10:00,stays-overlap\n"), "{flagged}");
}
