//! Cleaning as a person meets it: found, explained, accepted, undone, left as right, and seen in the twin.

use eframe::egui::{Key, Modifiers};

use wardtwin::app::command::Command;
use wardtwin::app::list::ListCommand;
use wardtwin::app::list::columns::Column;

use super::person::Person;

const PATIENTS: &str = "patient_id,family_name,given_name,chinese_name,sex,birth_date\n\
    W1,Wang,Wei,王伟,M,1951-03-04\nW2,Müller,Zoë,,F,1980-01-01\n";

/// Glucose of both in mmol/L with a value in mg/dL each; a weight of 70, 7, 70 kg.
fn values() -> String {
    let mut text = "patient_id,code,time,value,unit\n".to_owned();
    for (patient, numbers) in [("W1", ["5.4", "5.6", "97", "5.2"]), ("W2", ["4.9", "5.1", "4.8", "88"])] {
        for (day, number) in numbers.iter().enumerate() {
            text += &format!("{patient},14749-6,2026-09-{:02}T08:00,{number},mmol/L\n", day + 10);
        }
    }
    for (day, number) in ["70", "7", "70"].iter().enumerate() {
        text += &format!("W1,29463-7,2026-09-{:02}T08:00,{number},kg\n", day + 20);
    }
    text
}

fn looks_through_two_patients() -> Person {
    let mut person = Person::starts();
    person.creates_a_store();
    let patients = person.writes("patients.csv", PATIENTS);
    person.imports(&patients).presses("Done");
    let observations = person.writes("values.csv", &values());
    person.imports(&observations).presses("Done");
    person.presses("Home").presses("Look for doubtful values");
    person.must_see("Nobody has looked through the values yet").presses("Look through all values");
    person
}

#[test]
fn a_slip_is_accepted_undone_and_seen_in_the_twin() {
    let mut person = looks_through_two_patients();
    person.must_see("11 values of 2 patients").must_see("97 mg/dL = 5.4 mmol/L");
    person.must_see("97 mmol/L lies outside what is plausible, 1 to 60 mmol/L");
    person.presses("Accept").must_see("Decided (1)").must_see("88 mg/dL");
    person.keys(Modifiers::COMMAND, Key::Z).must_see("Decided (0)");
    person.presses_what_begins_with("Accept all 2").must_see("Accept 2 corrections (unit slip) in values.csv?");
    person.presses("Accept them").must_see("Decided (2)").must_see("Decimal slip");
    person.presses("WANG, Wei · 王伟").presses_what_begins_with("Glucose").must_see("Where this value comes from");
    person.presses("As a table").must_see("corrected");
    person.keys(Modifiers::COMMAND, Key::Num5).must_see("Correct values").must_see("Take back decisions about values");
}

#[test]
fn lists_and_their_export_have_the_corrected_value_and_say_so() {
    let mut person = looks_through_two_patients();
    person.presses("Patients");
    let columns = ["identifier", "newest-glucose"].iter().map(|id| Column::from_id(id).expect("a column")).collect();
    person.window.state_mut().core.apply(Command::List(ListCommand::SetColumns(columns)));
    person.waits();
    person.must_see("88").presses("Cleaning").presses_what_begins_with("Accept all 2").presses("Accept them");
    person.presses("Patients").must_see("4.9").must_not_see("88");
    let path = person.folder.path().join("list.csv");
    *person.dialogs.save_as.lock().expect("free") = Some(path.clone());
    person.keys(Modifiers::COMMAND, Key::E);
    let text = std::fs::read_to_string(path).expect("the export");
    assert!(text.contains("glucose date,corrected values"), "{text}");
    assert!(text.contains("W2,4.9,") && text.contains("2026-09-13,1"), "{text}");
}

#[test]
fn a_value_said_to_be_right_is_not_proposed_again_until_that_is_taken_back() {
    let mut person = looks_through_two_patients();
    person.presses("Decimal slip 1").must_see("70 kg");
    person.keys(Modifiers::NONE, Key::L).must_see("1 put off: show it").presses("1 put off: show it");
    person.keys(Modifiers::NONE, Key::R).must_see("Decided (1)").presses("Look again").must_not_see("Decimal slip");
    person.presses("Decided (1)").must_see("Right as recorded");
    person.keys(Modifiers::COMMAND, Key::Z).must_see("Nothing was decided yet");
    person.presses("To be decided").must_see("The records have changed since").presses("Look again");
    person.must_see("Decimal slip 1").must_not_see("The records have changed since");
}

/// A decision is not lost with its import: it has to be taken back first, and then nothing of the import waits.
#[test]
fn an_import_stays_while_decisions_about_its_values_stand() {
    let mut person = looks_through_two_patients();
    person.presses("Accept").must_see("Decided (1)");
    person.presses("Imports").presses_what_begins_with("values.csv");
    person.presses("Take back").presses_the_last("Take back");
    person.must_see("decisions about its doubtful values stand (1)").must_see("Take those decisions back first");
    person.keys(Modifiers::COMMAND, Key::Z);
    assert!(person.window.state_mut().core.state.cleaning.waiting() > 0);
    person.presses("Take back").presses_the_last("Take back").waits();
    assert_eq!(person.window.state_mut().core.state.cleaning.waiting(), 0);
}
