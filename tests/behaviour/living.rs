//! The living twin as a person meets it: a watched folder fills the ward, a key at the bedside counts, messages are imported, a dose is
//! worked out or refused.

use std::time::{Duration, Instant};

use eframe::egui::{Key, Modifiers};
use wardtwin::app::demo;
use wardtwin::app::feeds::scenario::{Scenario, Ward};

use super::person::Person;

fn ward(scenario: Scenario) -> Ward {
    Ward { scenario, patients: 2, seed: 5, end_utc_secs: demo::starts_utc_secs() - 60, minutes: 40 }
}

/// Everything that a ward sends, as a file of messages.
fn messages(ward: &Ward) -> String {
    let admissions = (0..ward.patients).map(|patient| ward.admission(patient));
    let minutes = (0..ward.minutes).flat_map(|minute| (0..ward.patients).flat_map(move |one| ward.minute(one, minute)));
    admissions.chain(minutes).map(|message| message.text + "\n").collect()
}

/// Until something is on screen that comes by itself.
fn waits_for(person: &mut Person, text: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !person.sees(text) {
        assert!(Instant::now() < deadline, "nobody sees: {text}; on screen: {:?}", person.labels());
        std::thread::sleep(Duration::from_millis(50));
        person.waits();
    }
}

#[test]
fn a_watched_folder_fills_the_ward_and_a_key_at_the_bedside_counts() {
    let mut person = Person::starts();
    person.creates_a_store();
    let folder = person.folder.path().join("in");
    std::fs::create_dir(&folder).expect("a folder");
    person.presses("Feeds").must_see("This window listens to nothing").must_see("No message waits for a person");
    person.replaces("Address for HL7 (MLLP)", "nonsense").must_see("Write an address such as");
    person.replaces("Address for HL7 (MLLP)", "10.0.0.7:2575").must_see("MLLP is not encrypted");
    // Port 0: any that is free.
    person.replaces("Address for HL7 (MLLP)", "0").types("Watched folder", &folder.to_string_lossy());
    person.presses("Begin to listen");
    waits_for(&mut person, "Stop listening");
    std::fs::write(folder.join("ward.hl7.part"), messages(&ward(Scenario::Calm))).expect("written");
    std::fs::rename(folder.join("ward.hl7.part"), folder.join("ward.hl7")).expect("renamed");
    waits_for(&mut person, "messages taken in");
    person.presses("Ward");
    waits_for(&mut person, "2 patients, the most urgent first");
    person.keys(Modifiers::NONE, Key::ArrowDown).must_see("Open the twin").must_see("Saturation scale");
    person.keys(Modifiers::NONE, Key::U);
    waits_for(&mut person, "One parameter at 3");
    person.presses("Take the entry back");
    let deadline = Instant::now() + Duration::from_secs(60);
    while person.sees("One parameter at 3") {
        assert!(Instant::now() < deadline, "an entry that was taken back still counts");
        std::thread::sleep(Duration::from_millis(50));
        person.waits();
    }
    person.presses("Wall").must_see("S.P.").must_not_see("SIMULATED").must_not_see("SIM-5-001");
    person.presses("Feeds").presses("Stop listening").must_see("This window listens to nothing");
}

#[test]
fn messages_are_imported_in_the_window_and_what_would_come_of_them_is_told_before() {
    let mut person = Person::starts();
    person.creates_a_store();
    let all = messages(&ward(Scenario::Calm));
    let results = all.lines().filter(|line| line.contains("ORU^R01")).collect::<Vec<_>>().join("\n");
    let path = person.writes("results.hl7", &results);
    person.types("Path of a file", &path.to_string_lossy()).presses("Open");
    person.must_see("HL7 messages").must_see("This patient is not in the store");
    person.presses("Make a patient of whoever a message names and the store does not have");
    person.must_not_see("This patient is not in the store").presses("Import").must_see("Every row was imported");
}

#[test]
fn a_dose_is_worked_out_with_its_chances_or_refused_with_the_reason() {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients =
        person.writes("patients.csv", "patient_id,family_name,given_name,sex,birth_date\nW1,Wang,Wei,M,1966-03-04\n");
    person.imports(&patients).presses("Done");
    let values = person.writes(
        "values.csv",
        "patient_id,code,time,value,unit\nW1,29463-7,2026-09-30T08:00,70,kg\nW1,14682-9,2026-09-30T20:00,88,umol/L\n",
    );
    person.imports(&values).presses("Done").presses("Patients").types("Search patients", "W1");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter).presses("Risks").presses("Dosing");
    person.presses("Work out").must_see("Enter at least one dose");
    person.types("Dose 1: Date and time", "2026-09-29 20:00").types("Dose 1: mg", "1750").types("Dose 1: over, h", "2");
    person.types("Level 1: Date and time", "2026-09-30 07:30").types("Level 1: mg/L", "9.5");
    person.presses("Work out").must_see("Say what it is given for").must_see("Goti V et al.");
    person.presses("Given for").presses("Serious infection with MRSA, MIC up to 1 mg/L").presses("Work out");
    person.must_see("Likeliest within the target").must_see("every 12 h");
    person.presses("Urine output is falling").must_see("Something was changed since").presses("Work out");
    person.must_see("Urine output is falling").must_see("There is no steady state to aim at");
    person.replaces("Age, years", "12").presses("Work out").must_see("The model does not take an age of 12 years");
}

/// Somebody on ward A with a potassium of 6.9 and a creatinine that doubled, taking two drugs that this concerns.
fn ill_in_the_laboratory(person: &mut Person) {
    let files = [
        ("patients.csv", "patient_id,family_name,given_name,sex,birth_date\nW1,Wang,Wei,M,1956-03-04\n"),
        ("stays.csv", "patient_id,admitted,ward,bed\nW1,2026-09-28T08:00,A,4\n"),
        (
            "drugs.csv",
            "patient_id,code,medication,start\nW1,M01AE01,Ibuprofen,2026-09-28\nW1,A10BA02,Metformin,2026-01-02\n",
        ),
        (
            "values.csv",
            "patient_id,code,time,value,unit\nW1,14682-9,2026-09-28T08:00,80,umol/L\n\
             W1,14682-9,2026-09-30T20:00,170,umol/L\nW1,2823-3,2026-09-30T20:00,6.9,mmol/L\n",
        ),
    ];
    for (name, text) in files {
        let path = person.writes(name, text);
        person.imports(&path).presses("Done");
    }
}

#[test]
fn alerts_are_read_back_gone_past_with_a_reason_and_taken_back() {
    let mut person = Person::starts();
    person.creates_a_store();
    ill_in_the_laboratory(&mut person);
    person.presses("Ward").presses("Alerts");
    waits_for(&mut person, "Potassium 6.9 mmol/L · Critically high");
    person.must_see("Acute kidney injury, stage 2: creatinine 170 µmol/L, from 80");
    person.must_see("Ibuprofen (may harm the kidney)").must_see("Metformin (accumulates)");
    // What is misheard is no reading back.
    person.presses("Read back: Potassium, W1").types("Told to", "Dr Chen").types("Value as said back", "9.6");
    person.must_see("That is not the laboratory's value").presses("Record the reading back");
    person
        .must_see("Open alerts")
        .must_not_see("1 answered")
        .replaces("Value as said back", "6.9")
        .presses("Record the reading back");
    waits_for(&mut person, "1 answered");
    person.presses_what_begins_with("1 answered").must_see("6.9 told to Dr Chen and read back");
    // The kidney's alert is gone past, and comes back with Ctrl+Z.
    person
        .presses("Go past with a reason: Kidney, W1")
        .presses("Go past it with this reason")
        .must_not_see("2 answered");
    person.presses("Reason").presses("Seen, and being treated").presses("Go past it with this reason");
    waits_for(&mut person, "2 answered");
    person.must_see("Nothing asks for anybody now");
    person.keys(Modifiers::COMMAND, Key::Z);
    waits_for(&mut person, "1 answered");
    person.must_see("Acute kidney injury, stage 2");
}

#[test]
fn limits_have_an_author_and_an_end_and_a_smaller_budget_has_higher_thresholds() {
    let mut person = Person::starts();
    person.creates_a_store();
    ill_in_the_laboratory(&mut person);
    person.presses("Ward");
    waits_for(&mut person, "1 patient, the most urgent first");
    person.keys(Modifiers::NONE, Key::ArrowDown).presses("Limits of care and of alarms");
    person.presses("Limit of care").presses("No intubation").types("Agreed with, and how", "with Mr Wang himself");
    person.presses("Set the limit of care");
    waits_for(&mut person, "No intubation: with Mr Wang himself");
    person.presses("Alarm limits of").presses("Pulse, /min");
    person.must_see("holds until").types("From", "120").types("To", "60").must_see("has to be below the upper one");
    person.replaces("To", "160").presses("Set the alarm limits");
    waits_for(&mut person, "Take back: Alarm limits");
    person.presses("Take back: No intubation");
    let deadline = Instant::now() + Duration::from_secs(60);
    while person.sees("with Mr Wang himself") {
        assert!(Instant::now() < deadline, "a limit that was taken back still stands");
        std::thread::sleep(Duration::from_millis(50));
        person.waits();
    }
    person.presses("Alerts").must_see("7.3 at one a quarter of an hour");
    person.presses("Alert budget: false departures a patient-day").presses("0.02 a patient-day");
    waits_for(&mut person, "8.9 at one a quarter of an hour");
}
