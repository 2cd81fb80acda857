//! Genes & risk as a person meets it: the risks of a patient with what is missing, a calculator, a cohort.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wardtwin::app::command::Command;
use wardtwin::app::list::ListCommand;

use super::person::Person;

const PATIENTS: &str = "patient_id,family_name,given_name,chinese_name,sex,birth_date\n\
    W1,Wang,Li,王丽,F,1968-03-04\nW2,Müller,Jan,,M,1960-01-01\nW3,Okafor,Ada,,F,2015-01-01\n";

/// Yesterday's laboratory of a woman of 58, an older one of hers, and the creatinine of a man.
const VALUES: &str = "patient_id,code,time,value,unit\n\
    W1,8480-6,2026-09-30T08:00,142,mm[Hg]\nW1,14647-2,2026-09-30T08:00,5.2,mmol/L\n\
    W1,14646-4,2026-09-30T08:00,1.3,mmol/L\nW1,98979-8,2026-09-30T08:00,84,mL/min/{1.73_m2}\n\
    W1,39156-5,2026-09-30T08:00,27.4,kg/m2\nW1,8480-6,2026-06-30T08:00,128,mm[Hg]\n\
    W1,14647-2,2026-06-01T08:00,5.0,mmol/L\nW1,14646-4,2026-06-01T08:00,1.4,mmol/L\n\
    W1,98979-8,2026-06-01T08:00,86,mL/min/{1.73_m2}\nW1,39156-5,2026-06-01T08:00,27,kg/m2\n\
    W2,14682-9,2026-09-30T08:00,120,umol/L\n";

fn has_a_store_with_three_patients() -> Person {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes("patients.csv", PATIENTS);
    person.imports(&patients).presses("Done");
    let values = person.writes("values.csv", VALUES);
    person.imports(&values).presses("Done");
    person
}

fn opens_wang(person: &mut Person) -> &mut Person {
    person.presses("Patients").types("Search patients", "W1");
    person.keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter)
}

#[test]
fn risks_name_what_is_missing_until_a_person_says_it_and_every_input_leads_to_its_cell() {
    let mut person = has_a_store_with_three_patients();
    opens_wang(&mut person).presses("Risks").must_see("Patient: WANG, Li").must_see("models apply");
    person
        .presses_what_begins_with("PREVENT")
        .must_see("No number, since these are missing: Blood pressure medication");
    person.must_not_see("of 100 people like this");
    person.presses_what_begins_with("Questions for the patient").must_see("Not on record does not mean no");
    person.presses("Complete").presses_the_last("Complete");
    person.presses_what_begins_with("PREVENT").must_see("Smokes now is missing: the result lies in this interval");
    person.presses("No").must_see("of 100 people like this").must_see("What each input adds");
    person.must_see("Systolic blood pressure, 142 mmHg: +").must_see("Over time").must_see("Since 30-Jun-2026");
    person.must_see("Systolic blood pressure: 128 → 142 mmHg").must_see("Khan SS");
    let others = person.labels().into_iter().find(|label| label.ends_with("do not apply: why")).expect("folded away");
    person.must_not_see("MELD 3.0");
    person.window.get_by_label(&others).scroll_to_me();
    person.waits();
    person.presses(&others).must_see("MELD 3.0: Does not apply, Not on record: Chronic liver");
}

#[test]
fn said_for_one_patient_is_not_said_for_the_next_and_is_gone_when_the_store_is_locked() {
    let mut person = has_a_store_with_three_patients();
    opens_wang(&mut person).keys(Modifiers::COMMAND, Key::R).must_see("Patient: WANG, Li");
    person.presses_what_begins_with("Questions for the patient").presses("Complete").presses_the_last("Complete");
    person.must_see("Forget all answers about this patient");
    person.presses("Patients").keys(Modifiers::COMMAND, Key::W);
    person.replaces("Search patients", "W2").keys(Modifiers::NONE, Key::Enter).keys(Modifiers::NONE, Key::Enter);
    person.presses("Risks").must_see("Patient: MÜLLER, Jan").must_not_see("Forget all answers about this patient");
    person.keys(Modifiers::COMMAND, Key::L).types("Passphrase", super::person::PASSPHRASE).presses("Unlock");
    person.presses("Patients").keys(Modifiers::COMMAND, Key::W);
    opens_wang(&mut person).presses("Risks").presses_what_begins_with("Questions for the patient");
    person.must_not_see("Forget all answers about this patient");
}

#[test]
fn the_calculator_works_with_nobody_open_and_refuses_out_of_range() {
    let mut person = Person::starts();
    person.opens_the_demo().keys(Modifiers::COMMAND, Key::Num7).must_see("No patient is open");
    person.presses("Calculator").must_see("No number, since these are missing: Age");
    person.presses_the_last("Risk model");
    person.presses("CURB-65");
    person.types("Urea (mmol/L)", "200").must_see("Urea is out of range: 200 is not within 0.1 to 150 mmol/L");
    person.must_not_see("At least and at most");
    person.replaces("Urea (mmol/L)", "8").must_not_see("out of range").must_see("At least and at most");
    person.types("Respiratory rate (/min)", "32").types("Systolic blood pressure (mmHg)", "85");
    person.types("Diastolic blood pressure (mmHg)", "50").types("Age (years)", "70").presses("No");
    person.must_see("Age, 70 years: +1").must_see("High").must_not_see("At least and at most");
}

#[test]
fn a_cohort_is_scored_sorted_saved_journalled_and_leads_to_the_twin() {
    let mut person = has_a_store_with_three_patients();
    person.keys(Modifiers::COMMAND, Key::Num7).presses("Cohort").must_see("No model has been asked about the list");
    person.presses("Compute for 3 patients").must_see("1 of 3 patients of the list has a number (3 in the store)");
    let path = person.folder.path().join("risks.csv");
    *person.dialogs.save_as.lock().expect("free") = Some(path.clone());
    person.presses("Save as CSV …");
    let text = std::fs::read_to_string(path).expect("the export");
    assert!(text.contains("W2,ckdepi,") && !text.contains("W1,ckdepi"), "{text}");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("Compute risks of a cohort").must_see("ckdepi of 3 patients");
    person.keys(Modifiers::COMMAND, Key::Num7).must_see("Patients by CKD-EPI 2021");
}

#[test]
fn a_kept_run_filters_the_list_and_says_how_old_it_is() {
    let mut person = has_a_store_with_three_patients();
    person.keys(Modifiers::COMMAND, Key::Num7).presses("Cohort").presses("Compute for 3 patients");
    let filters = |person: &mut Person, text: &str| {
        let command = Command::List(ListCommand::SetCohortText(text.to_owned()));
        person.window.state_mut().core.apply(command);
        person.presses("Patients");
    };
    filters(&mut person, "risk(ckdepi) > 1");
    person.must_see("0 of 3 patients").must_see("CKD-EPI 2021 was not kept");
    filters(&mut person, "everyone");
    person.keys(Modifiers::COMMAND, Key::Num7).presses("Keep for filters").must_see("risk(ckdepi) >= 10, for example");
    filters(&mut person, "risk(ckdepi) > 1");
    person.must_see("1 of 3 patients").must_see("CKD-EPI 2021: computed on 01-Oct-2026");
    filters(&mut person, "not (risk(ckdepi) > 1)");
    person.must_see("0 of 3 patients");
    let more = person.writes("more.csv", "patient_id,sex,birth_date\nW4,F,1951-03-04\n");
    person.presses("Imports").imports(&more).presses("Done");
    filters(&mut person, "risk(ckdepi) > 1");
    person.must_see("1 of 4 patients").must_see("the records have changed since");
}

/// A picture is drawn by a thread of its own: frames go on until the file is there.
fn saves_a_picture(person: &mut Person, name: &str) -> Vec<u8> {
    let path = person.folder.path().join(name);
    *person.dialogs.save_as.lock().expect("free") = Some(path.clone());
    person.window.get_by_label("Save as picture (PNG) …").scroll_to_me();
    person.waits();
    person.presses("Save as picture (PNG) …");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !path.exists() {
        assert!(std::time::Instant::now() < deadline, "no picture after a minute");
        std::thread::sleep(std::time::Duration::from_millis(20));
        person.waits();
    }
    std::fs::read(path).expect("the picture")
}

/// Width and height as a PNG's header has them.
fn size_of(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG"));
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn the_plots_of_risks_are_saved_as_pictures() {
    let mut person = has_a_store_with_three_patients();
    person.keys(Modifiers::COMMAND, Key::Num7).presses("Cohort").presses("Compute for 3 patients");
    let bars = saves_a_picture(&mut person, "bars.png");
    opens_wang(&mut person).presses("Risks").presses_what_begins_with("PREVENT");
    person.presses_what_begins_with("Questions for the patient").presses("Complete").presses_the_last("Complete");
    person.presses_what_begins_with("PREVENT").presses("No").must_see("Over time");
    let course = saves_a_picture(&mut person, "course.png");
    assert_eq!([size_of(&bars), size_of(&course)], [(1920, 720); 2]);
}
