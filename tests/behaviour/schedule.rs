//! Schedule: an instance and a plan opened, somebody ill marked, the plan repaired and accepted, a search stopped; moves by
//! keys, conflicts, exports and the way back, appointments, costs.

use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wardtwin::app::command::Command;
use wardtwin::app::jobs::JobKind;
use wardtwin::app::schedule::hospital_store::HospitalCommand;
use wardtwin::app::schedule::panel::{Budget, ScheduleCommand};
use wardtwin::app::schedule::scenarios::ScenarioCommand;

use super::person::Person;

const WARD: &str = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\nA,D=7,1920,960,3,2,2,1\nB,D=7,1920,960,3,2,2,1\n\
    SECTION_DAYS_OFF\nSECTION_SHIFT_ON_REQUESTS\nSECTION_SHIFT_OFF_REQUESTS\nSECTION_COVER\n\
    0,D,1,100,1\n1,D,1,100,1\n2,D,1,100,1\n3,D,1,100,1\n4,D,1,100,1\n5,D,1,100,1\n6,D,1,100,1\n";
const PLAN: &str = "A,,,D,D,,,\nB,D,D,,,,,\n";

/// The ward is open, and its plan where there is one.
fn opens(person: &mut Person, ward: &str, plan: Option<&str>) {
    person.creates_a_store();
    let ward = person.writes("ward.txt", ward);
    person.keys(Modifiers::COMMAND, Key::Num9).must_see("Choose what is to be planned");
    person.types("What is to be planned", &ward.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("No plan yet");
    if let Some(plan) = plan {
        let plan = person.writes("plan.csv", plan);
        person.types("A plan of it", &plan.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
        // What comes from a file is a draft until somebody publishes it.
        person.must_see("No hard rule is broken").must_not_see("This plan is published.");
        person.presses("Publish this plan").must_see("This plan is published.");
    }
}

#[test]
fn somebody_ill_is_replaced_with_few_disturbed_and_a_search_stops_with_its_best() {
    let mut person = Person::starts();
    opens(&mut person, WARD, Some(PLAN));
    person.must_see("Too few on a shift: 3, cost 300").must_see("This plan is published.");

    // B needs both shifts for the least hours of the contract; who else could take one is told with what stands against it.
    person.presses("D in B, day 1").must_see("What else could be");
    person.must_see("A takes it: not possible, Hours outside the contract");
    person.presses("B is ill on day 1").must_see("1 assignment cannot stay");
    person.must_see("D in B, day 1, affected").presses("Repair the plan").must_see("The repair disturbs");
    // Nobody else may be disturbed for less than the shift costs: it stays open, and the list of differences says so.
    person.must_see("B, day 1: D → off").presses("Discard").must_see("D in B, day 1, affected");
    person.presses("Repair the plan").presses("Accept").must_not_see("D in B, day 1");
    person.must_see("A draft: 1 assignment is not as published.");
    // A repair that was accepted can be undone, marks and all.
    person.presses_what_begins_with("Undo").must_see("D in B, day 1, affected").presses_what_begins_with("Redo");
    person.presses("Publish this plan").must_see("This plan is published.");
    person.presses("Score").must_see("Too few on a shift: 4, cost 400");

    let grid_top = |person: &Person| person.window.get_by_label("D in B, day 0").rect().top();
    let before = grid_top(&person);
    person.window.get_by_label("Improve the plan").click();
    let is_running = |person: &Person| person.window.state().core.jobs.is_running(JobKind::SOLVE_SCHEDULE);
    (0..5).for_each(|_| person.window.step());
    if is_running(&person) {
        person.window.get_by_label("Stop and keep the best").click();
        let asked = Instant::now();
        while is_running(&person) {
            person.window.step();
            assert!(asked.elapsed() < Duration::from_secs(5), "stopped");
        }
    }
    person.waits();
    person.must_see("No hard rule is broken").must_see("Improve the plan");
    assert_eq!(person.window.get_all_by_label_contains("in B, day").next().map(|bar| bar.rect().top()), Some(before));
}

#[test]
fn a_shift_is_moved_by_keys_and_told_why_where_it_cannot_be() {
    let mut person = Person::starts();
    opens(&mut person, WARD, Some(PLAN));
    person.presses("D in A, day 3").keys(Modifiers::SHIFT, Key::ArrowDown);
    person.must_see("A, day 3 to B, day 3 is not possible: ").must_see("Hours outside the contract");
    // What cannot be stays where it is.
    person.keys(Modifiers::NONE, Key::Enter).must_see("D in A, day 3").keys(Modifiers::NONE, Key::Escape);
    // The arrows walk from bar to bar, and Shift aims the one that was reached.
    person.keys(Modifiers::NONE, Key::ArrowLeft).keys(Modifiers::SHIFT, Key::ArrowRight);
    person.keys(Modifiers::SHIFT, Key::ArrowRight).must_see("A, day 2 to A, day 4: cost +0");
    person.keys(Modifiers::NONE, Key::Enter).must_see("D in A, day 4, draft").must_not_see("D in A, day 2");
    person.presses_what_begins_with("Undo").must_see("D in A, day 2");

    // An open shift: who can take it, the cheapest first; a click fills it. A's runs allow day 4 and no other.
    person.presses("Score").must_see("D: 57 % filled (4 of 7)").presses("Too few on a shift: 3, cost 300");
    person.must_see("D ×1 in D, day 4, counts for the chosen rule").presses_what_begins_with("D ×1 in D, day 4");
    person
        .presses("A takes it: cost -100")
        .must_see("Open shifts (2)")
        .presses("Roster")
        .must_see("D in A, day 4, draft");

    person.presses("D in B, day 1").presses("B keeps day 1").must_see("D in B, day 1, pinned");
    // A search leaves alone what is pinned.
    let budget = Budget { seconds: 1, seed: 1, threads: 1 };
    person.window.state_mut().core.apply(Command::Schedule(ScheduleCommand::SetBudget(budget)));
    person.presses("Improve the plan").must_see("D in B, day 1").must_see(", pinned");
}

#[test]
fn a_contract_that_cannot_be_kept_is_told_in_words_and_a_repair_carried_out() {
    let mut person = Person::starts();
    // A must work 40 hours in 7 days of which 4 are leave, at most 8 hours a day.
    let ward = WARD
        .replace("A,D=7,1920,960", "A,D=7,2400,2400")
        .replace("SECTION_DAYS_OFF\n", "SECTION_DAYS_OFF\nA,0,1,2,3\n");
    opens(&mut person, &ward, None);
    person.presses("Search a plan").must_see("No plan was found").must_see("A has no row that keeps the contract");
    person.presses("Why is there no plan?").must_see("There is no plan: 1 conflict was found.");
    person.must_see("• A works at least 40 h").must_see("What would end it");
    person.presses_what_begins_with("Ask ").must_see("No conflict: there is a plan that breaks no hard rule.");
    person.presses_the_last("Close").must_see("No plan yet");
    person
        .presses_what_begins_with("Undo")
        .presses("Why is there no plan?")
        .must_see("There is no plan: 1 conflict was found.");
}

#[test]
fn a_plan_leaves_as_a_table_and_a_calendar_and_comes_back() {
    let mut person = Person::starts();
    opens(&mut person, WARD, Some(PLAN));
    person.presses("Export").must_see("Calendars need the date of day 0, above the plan.");
    person.types("Date of day 0", "2028-02-28").must_see("D in A, Thu 02-Mar-2028");
    person.types("Times of shifts", "D=23:00-07:00");
    let calendar = person.folder.path().join("a.ics");
    *person.dialogs.save_as.lock().expect("free") = Some(calendar.clone());
    person.presses("This calendar (.ics) …").must_see("Saved: a.ics");
    let text = std::fs::read_to_string(calendar).expect("a calendar");
    // The leap day was a Tuesday; A works in the nights of Wednesday and Thursday.
    assert!(text.contains("UID:A-2028-03-01@wardtwin") && text.contains("UID:A-2028-03-02@wardtwin"), "{text}");
    assert!(text.contains("DTSTART:202803") && !text.contains("VALUE=DATE"), "{text}");

    for name in ["plan.xlsx", "out.csv"] {
        let table = person.folder.path().join(name);
        *person.dialogs.save_as.lock().expect("free") = Some(table.clone());
        let button = if name.ends_with("csv") { "CSV …" } else { "Workbook …" };
        person.presses(button).must_see(&format!("Saved: {name}"));
        person.replaces("A plan of it", &table.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
        person.must_see("This plan is published.").must_see("D in A, Thu 02-Mar-2028");
    }
    // A line that somebody changed makes a draft of it, which can be published.
    let changed = person.writes("changed.csv", "A,,D,D,,,,\nB,D,D,,,,,\n");
    person.replaces("A plan of it", &changed.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("not as published").must_not_see("This plan is published.");
    person.replaces("A plan of it", &person.folder.path().join("out.csv").to_string_lossy());
    person.keys(Modifiers::NONE, Key::Enter).must_see("This plan is published.");
    let paper = person.folder.path().join("wall.pdf");
    *person.dialogs.save_as.lock().expect("free") = Some(paper.clone());
    person.presses("Wall roster (PDF) …").must_see("Saved: wall.pdf");
    assert!(std::fs::read(paper).expect("a paper").starts_with(b"%PDF"));
    let all = person.folder.path().join("all.zip");
    *person.dialogs.save_as.lock().expect("free") = Some(all.clone());
    person.presses("All calendars (.zip) …").must_see("Saved: all.zip");
    let bytes = std::fs::read(all).expect("an archive");
    assert!(bytes.starts_with(b"PK") && bytes.windows(5).any(|name| name == b"B.ics"));
}

#[test]
fn burdens_and_scenarios_are_told_side_by_side() {
    let mut person = Person::starts();
    opens(&mut person, WARD, Some(PLAN));
    let history = person.writes("before.csv", "employee,nights,weekends\nA,4,2\n");
    person.presses("Fairness").must_see("Weekends worked: 0 to 0, Gini –");
    person.presses("D is a night").must_see("Nights: 2 to 2, Gini 0.00");
    person.types("What is carried over (CSV with the column employee)", &history.to_string_lossy());
    person.presses("Count it").must_see("Nights: 2 to 6, Gini 0.25").must_see("Weekends worked: 0 to 2, Gini 0.50");

    let core = &mut person.window.state_mut().core;
    core.apply(Command::Schedule(ScheduleCommand::SetBudget(Budget { seconds: 1, seed: 1, threads: 1 })));
    core.apply(Command::Schedule(ScheduleCommand::Scenarios(ScenarioCommand::SetSeconds(1))));
    person.presses("What if").presses("Add this scenario").must_see("2. One more who works as A does");
    person.presses("Search and compare").must_see("Scenario");
    let scenarios = person.window.state().core.state.schedule.scenarios.all.clone();
    let cost = |at: usize| scenarios[at].result.as_ref().and_then(|one| one.as_ref().ok()).map(|one| one.laid.cost);
    // Two people cover at most eight of seven days' shifts within 32 hours each; a third leaves nothing open.
    assert!(cost(1) <= cost(0) && cost(1).is_some(), "{:?} {:?}", cost(0), cost(1));
    person.presses("2. One more who works as A does").must_see("The plan of a scenario").must_see("in A+2, day");
    person.presses("2. One more who works as A does").must_see("This plan is published.").must_not_see("in A+2, day");
}

#[test]
fn costs_are_learned_and_appointments_solved_in_the_window() {
    let mut person = Person::starts();
    person.creates_a_store().presses("Imports");
    let row = "device_id,kind,ward,status\nS1,Scanner,Surgery,available\n";
    let devices = person.writes("devices.csv", row);
    person.imports(&devices).presses("Done");
    person.keys(Modifiers::COMMAND, Key::Num9).presses("Costs");
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    person.types("Rows with their cost", &samples.join("medical_resource_data.csv").to_string_lossy());
    person.presses("Learn the costs").must_see("The sum is better than the mean, beyond chance.");
    person.must_see("The reference itself").must_see("Mean absolute");
    person.types("Rows to predict", &samples.join("new_resources.csv").to_string_lossy()).presses("Predict");
    person.must_see("Harbour University, Dr. Lim, endoscope: ");

    person.presses("Appointments").must_see("Choose devices and appointments");
    let clinic = person.writes("clinic.json", CLINIC);
    person.types("Devices and appointments", &clinic.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.presses("Find the best plan").must_see("No plan costs less (proven)");
    // One scanner, out of service until nine: the second request waits behind the first.
    person
        .must_see("R1: day 0 09:00, Li, S1")
        .must_see("R2: day 0 10:00, Li, S1")
        .must_see("0 requests have no appointment");
    // The scanner reports a failure: both are told, and nobody can be seen.
    let failed = person.writes("failed.csv", &row.replace("available", "out of order"));
    person.presses("Imports").imports(&failed).presses("Done").keys(Modifiers::COMMAND, Key::Num9);
    person.must_see("S1 is down on day 0").must_see("R1: The device is out of service");
    person.presses("Find the best plan").must_see("2 requests have no appointment").must_see("2 appointments moved.");
}

const CLINIC: &str = r#"{"step_minutes": 30,
 "doctors": [{"id": "Li", "skills": ["scan"], "hours": [[480, 720]]}],
 "devices": [{"id": "S1", "kind": "scanner", "hours": [[480, 720]], "out": [[480, 540]]}],
 "requests": [
  {"id": "R1", "minutes": 60, "device": "scanner", "skill": "scan", "earliest": 480, "latest": 720, "wait_cost_per_hour": 9, "refusal_cost": 500},
  {"id": "R2", "minutes": 60, "device": "scanner", "skill": "scan", "earliest": 480, "latest": 720, "wait_cost_per_hour": 3, "refusal_cost": 500}],
 "costs": [{"doctor": "Li", "device": "S1", "cost": 10}]}"#;

#[test]
fn the_staff_of_the_store_get_a_roster() {
    let mut person = Person::starts();
    person.creates_a_store();
    let staff: String = (0..6).map(|at| format!("S{at},Name{at},Nurse,Surgery\n")).collect();
    let staff = person.writes("staff.csv", &format!("staff_id,family_name,role,ward\n{staff}S9,Else,Nurse,Oncology\n"));
    person.presses("Imports").imports(&staff).presses("Done");
    person.keys(Modifiers::COMMAND, Key::Num9).presses("From the store …").must_see("7 people: Name0");
    person.presses_the_last("Ward").presses("Surgery (6)").must_see("6 people: Name0");
    person.types("First day, a Monday", "2026-03-02");
    person.replaces("Shifts, and how many people each wants", "D=08:00-16:00*2/1");
    person.presses("Plan this roster").must_see("No plan yet");
    let budget = Budget { seconds: 1, seed: 1, threads: 1 };
    person.window.state_mut().core.apply(Command::Schedule(ScheduleCommand::SetBudget(budget)));
    person.presses("Search a plan").must_see("No hard rule is broken").must_see("Mon 02-Mar-2026");
    let text = person.folder.path().join("roster.txt");
    *person.dialogs.save_as.lock().expect("free") = Some(text.clone());
    person.presses("Export").presses("What is planned (text) …").must_see("Saved: roster.txt");
    assert!(std::fs::read_to_string(text).expect("a text").contains("S3 Name3,D=28,9600,7680,5,1,2,2"));
}

#[test]
fn faults_of_files_are_told_in_chinese_with_their_place() {
    let mut person = Person::starts();
    person.creates_a_store();
    let ward = person.writes("ward.txt", &WARD.replace("0,D,1,100,1\n", "0,N,1,100,1\n"));
    person.keys(Modifiers::COMMAND, Key::Num9);
    person.types("What is to be planned", &ward.to_string_lossy()).keys(Modifiers::NONE, Key::Enter);
    person.must_see("The file was not read").must_see("line 12: there is no shift N");
    person.window.state_mut().core.state.language = "zh-CN".to_owned();
    person.waits();
    person.must_see("文件未能读取").must_see("第 12 行：没有 班次 N");
}

/// A ward of two rooms, one theatre and four who wait, in a store of its own; today is the first day of the plan.
fn imports_a_hospital(person: &mut Person) {
    person.creates_a_store().presses("Imports");
    let tables = [
        (
            "patients.csv",
            "patient_id,sex,birth_date\nP1,female,1950-01-01\nP2,male,1990-01-01\nP3,female,1985-01-01\nP4,male,1970-01-01\n",
        ),
        (
            "rooms.csv",
            "device_id,kind,status,beds,open_minutes\nR1,Room,available,2,\nR2,Room,available,2,\nOT1,Theatre,available,,480\nOT2,Theatre,available,,480\n",
        ),
        (
            "staff.csv",
            "staff_id,family_name,role,surgery_minutes,skill_level\nS1,Li,Surgeon,480,\nN1,Wang,Nurse,,1\nN2,Zhao,Nurse,,1\n",
        ),
        (
            "waiting.csv",
            "patient_id,surgeon,surgery_minutes,stay_days,earliest,latest\nP1,S1,240,2,2026-10-01,2026-10-01\nP2,S1,120,1,2026-10-01,2026-10-02\nP3,S1,60,1,2026-10-02,\nP4,S1,60,1,2026-10-02,\n",
        ),
    ];
    for (name, text) in tables {
        let path = person.writes(name, text);
        person.imports(&path).presses("Done");
    }
}

#[test]
fn a_hospital_of_the_store_is_planned_published_kept_and_marked_by_its_devices() {
    let mut person = Person::starts();
    imports_a_hospital(&mut person);
    person.keys(Modifiers::COMMAND, Key::Num9).presses("From the store …").presses("Hospital plan");
    person.must_see("2 rooms with 4 beds, 2 theatres, 1 surgeons, 0 duties, 4 people who wait");
    person.replaces("First day", "2026-10-01").must_see("Nobody is on duty on these days: a table of shifts");
    // What is missing is imported, and the rows are read again.
    let duties: String =
        (1..=3).map(|day| format!("N1,2026-10-0{day},early,20\nN2,2026-10-0{day},night,20\n")).collect();
    let duties = person.writes("shifts.csv", &format!("staff_id,date,shift,max_load\n{duties}"));
    person.presses("Imports").imports(&duties).presses("Done");
    person.keys(Modifiers::COMMAND, Key::Num9).must_see("22 shifts without anybody on duty").must_see("2026-10-04");
    {
        let core = &mut person.window.state_mut().core;
        let mut form = core.state.schedule.hospital.form.clone();
        form.days = 3;
        core.apply(Command::Schedule(ScheduleCommand::Hospital(HospitalCommand::Set(Box::new(form)))));
        core.apply(Command::Schedule(ScheduleCommand::SetBudget(Budget { seconds: 1, seed: 1, threads: 1 })));
    }
    person.waits();
    person.must_not_see("without anybody on duty").presses("Plan this hospital");
    person.must_see("Ward 3: 4 patients (2 must come), 0 there already, 2 rooms with 4 beds");
    person.presses("Search a plan").must_see("No hard rule is broken").must_see("P1 in OT");
    person.presses("Publish this plan");
    person.must_see("The published plan is kept in the store.").must_see("This plan is published.");
    let theatre = person.labels().into_iter().find(|label| label.starts_with("P1 in OT")).expect("planned");
    let theatre = theatre.trim_start_matches("P1 in ").split(',').next().expect("a theatre").to_owned();

    // Closed and opened again, the plan is there, as published.
    person.keys(Modifiers::COMMAND, Key::L).presses("Close the store").presses("Ward 3");
    person.types("Passphrase", super::person::PASSPHRASE).presses("Open the store");
    person.keys(Modifiers::COMMAND, Key::Num9).must_see("This plan is published.").must_see("P1 in OT");
    person.presses("Export").must_see("Version 1, hospital plan Ward 3").must_see("holds");

    // The theatre fails: the plan says so by itself, and the repair is one press away.
    let row = format!("device_id,kind,status,beds,open_minutes\n{theatre},Theatre,out of order,,480\n");
    let failed = person.writes("failed.csv", &row);
    person.presses("Imports").imports(&failed).presses("Done").keys(Modifiers::COMMAND, Key::Num9);
    person.must_see(&format!("Reported down: {theatre} (out of order)")).must_see("Marked as closed today;");
    person.presses("Propose a repair").must_see("The repair disturbs").presses("Accept");
    person.must_not_see("Reported down").presses("Publish this plan").must_see("This plan is published.");
    person.presses("Export").must_see("Version 2, hospital plan").must_see("earlier");
    // Undone, the version is taken back and the one before holds; redone, it stands again.
    person.presses_what_begins_with("Undo").must_see("Version 2 of the published plan was taken back.");
    person.presses_what_begins_with("Redo").must_see("Version 2 of the published plan stands again.");
    // Up again, nothing is said of it.
    let works = person.writes("works.csv", &row.replace("out of order", "available"));
    person.presses("Imports").imports(&works).presses("Done").keys(Modifiers::COMMAND, Key::Num9);
    person.must_not_see("Reported down");
}
